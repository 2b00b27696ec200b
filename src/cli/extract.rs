//! `wirecopy extract`.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::{Ended, Exit, Globals, Trouble, input, lines, output};
use crate::attribute;
use crate::extract;
use crate::news::{Article, Fault, FaultKind, Furniture, FurnitureKind, Metadatum, Stamped, Trade, Zone};
use crate::normalise;

/// Read article pages and print their text and metadata, a JSON line a page
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A line out: {\"file\", \"url\", \"title\", \"byline\", \"dateline\", \"published\", \"text\", \"canonical\", \"credits\", \"faults\"}, \
and besides \"modified\", \"language\", \"body\" (paragraphs without furniture), \"furniture\" (kind, words, paragraphs before it), \
\"quotations\" (paragraph, bytes from and to), \"headlines\", \"metadata\" (name, value, place), \"amp\", \"reading\".\n\
\"text\" is the article as printed: its body with datelines, tables, embedded posts and credit lines. A file that cannot be read \
is a line with its fault.\n\
Example:\n  wirecopy extract page.html"
)]
pub struct Args {
    /// Files to read: `-` for standard input, `@LIST` for a file of paths
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// Address the page came from, for links and dates
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// CSS selector of the main text
    #[arg(long, value_name = "CSS")]
    pub selector: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, _globals: &Globals) -> Ended {
    let files = input::files(&args.files).map_err(|error| Trouble::usage(format!("list of files: {error}")))?;
    let trade = Trade::builtin();
    let failed = AtomicBool::new(false);
    lines::each(&files, |file| {
        Some(match input::bytes(file) {
            Ok(bytes) => line(file, &bytes, args, &trade),
            Err(error) => {
                output::complain(&format!("{file}: {error}"));
                failed.store(true, Ordering::Relaxed);
                unread(file, &error)
            }
        })
    })?;
    Ok(if failed.load(Ordering::Relaxed) { Exit::SomeFailed } else { Exit::Done })
}

/// The line of a file that could not be read.
fn unread(file: &str, error: &io::Error) -> Value {
    let fault = Fault::new(FaultKind::NoText, format!("the file could not be read: {error}"));
    json!({
        "file": file, "url": null, "title": null, "byline": null, "dateline": null, "published": null, "text": "",
        "canonical": null, "credits": [], "faults": faults(&[fault]),
    })
}

fn faults(faults: &[Fault]) -> Vec<Value> {
    faults.iter().map(|f| json!({"kind": f.kind.word(), "words": f.words})).collect()
}

/// One page as JSON.
fn line(file: &str, bytes: &[u8], args: &Args, trade: &Trade) -> Value {
    let context =
        extract::Context { url: args.url.as_deref(), selector: args.selector.as_deref(), ..Default::default() };
    let draft = extract::page(bytes, &context);
    let article = normalise::normalise(&draft, trade);
    let address = article.url.as_deref().or(article.canonical.as_deref());
    let credits = attribute::credits(&article, &super::credits::outlet("", address, trade), trade);
    let credits: Vec<Value> = credits
        .iter()
        .map(|credit| {
            json!({
                "organisation": credit.organisation, "kind": credit.kind.word(), "words": credit.words,
                "place": credit.place, "partial": credit.partial,
            })
        })
        .collect();
    json!({
        "file": file,
        "url": article.url.as_ref().or(article.canonical.as_ref()),
        "title": article.headline,
        "byline": article.byline,
        "dateline": article.dateline.as_ref().map(|d| &d.words),
        "published": article.published.as_ref().map(rfc3339),
        "text": text(&article),
        "canonical": article.canonical,
        "credits": credits,
        "faults": faults(&article.faults),
        "modified": article.modified.as_ref().map(rfc3339),
        "language": article.language,
        "body": article.body.paragraphs,
        "furniture": furniture(&article),
        "quotations": article.body.quotations.iter()
            .map(|q| json!({"paragraph": q.paragraph, "from": q.bytes.start, "to": q.bytes.end})).collect::<Vec<_>>(),
        "headlines": facts(&article.other_headlines),
        "metadata": facts(&article.metadata),
        "amp": draft.amp,
        "reading": article.reading.word(),
    })
}

/// The article as it is printed: its body with datelines, tables, embedded posts and credits where they stood, without
/// headline, byline, captions and chrome.
fn text(article: &Article) -> String {
    let mut lines: Vec<&str> = Vec::new();
    let mut furniture = article.furniture.iter().peekable();
    for (number, paragraph) in article.body.paragraphs.iter().map(Some).chain([None]).enumerate() {
        while let Some(piece) = furniture.next_if(|f| f.before <= number) {
            if is_printed(piece) {
                lines.push(&piece.words);
            }
        }
        lines.extend(paragraph.map(String::as_str));
    }
    lines.join("\n")
}

fn is_printed(piece: &Furniture) -> bool {
    match piece.kind {
        FurnitureKind::Dateline | FurnitureKind::Table | FurnitureKind::CreditLine => true,
        FurnitureKind::Embed => piece.zone != Zone::Head,
        _ => false,
    }
}

fn furniture(article: &Article) -> Vec<Value> {
    article.furniture.iter().map(|f| json!({"kind": f.kind.word(), "words": f.words, "before": f.before})).collect()
}

fn facts(facts: &[Metadatum]) -> Vec<Value> {
    facts.iter().map(|f| json!({"name": f.name, "value": f.value, "place": f.place})).collect()
}

/// A claimed time with the zone it was claimed in.
fn rfc3339(stamped: &Stamped) -> Option<String> {
    let zone = chrono::FixedOffset::east_opt(stamped.offset.unwrap_or(0))?;
    Some(chrono::DateTime::from_timestamp(stamped.at, 0)?.with_timezone(&zone).to_rfc3339())
}
