//! `wirecopy parse`: feeds in, a JSON line a file out.

use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::{Ended, Exit, Globals, Trouble, input, lines, output};
use crate::news::{Delivery, Fault, FaultKind, Item, Stamped};
use crate::parse::{self, Context};

/// Read feeds and print what they hold, a JSON line a file
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  wirecopy parse feed.xml\n  curl -s https://example.org/feed | wirecopy parse -\n  find feeds -name '*.xml' | wirecopy parse @-"
)]
pub struct Args {
    /// Files to read: `-` for standard input, `@LIST` for a file of paths
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// Address the feed came from, for links that are relative
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
}

/// Runs the command.
pub fn run(args: &Args, _globals: &Globals) -> Ended {
    let files = input::files(&args.files).map_err(|error| Trouble::usage(format!("list of files: {error}")))?;
    let failed = AtomicBool::new(false);
    lines::each(&files, |file| {
        let delivery = match input::bytes(file) {
            Ok(bytes) => parse::parse(&bytes, &Context { url: args.url.as_deref(), ..Context::default() }),
            Err(error) => {
                output::complain(&format!("{file}: {error}"));
                failed.store(true, Ordering::Relaxed);
                Delivery { faults: vec![Fault::new(FaultKind::Fetch, error.to_string())], ..Delivery::default() }
            }
        };
        Some(line(file, &delivery))
    })?;
    Ok(if failed.load(Ordering::Relaxed) { Exit::SomeFailed } else { Exit::Done })
}

fn line(file: &str, delivery: &Delivery) -> Value {
    json!({
        "file": file,
        "format": delivery.format.word(),
        "title": delivery.title,
        "language": delivery.language,
        "items": delivery.items.iter().map(item).collect::<Vec<_>>(),
        "faults": delivery.faults.iter().map(|f| json!({"kind": f.kind.word(), "words": f.words})).collect::<Vec<_>>(),
    })
}

fn item(item: &Item) -> Value {
    json!({
        "id": item.id,
        // Where an entry has no link, its permanent id stands for it: an IRI (RFC 4287), if not always one to fetch.
        "url": item.url.as_deref().or_else(|| is_iri(&item.id).then_some(item.id.as_str())),
        "title": item.title,
        "summary": item.summary,
        "content": item.content,
        "authors": item.authors,
        "published": item.published.as_ref().and_then(rfc3339),
        "updated": item.updated.as_ref().and_then(rfc3339),
        "language": item.language,
        "source": item.source.as_ref().map(|s| json!({"title": s.title, "url": s.url})),
    })
}

/// Ids with a colon are taken for IRIs without judging them; our own digests are none.
fn is_iri(id: &str) -> bool {
    !id.starts_with("words:") && id.split_once(':').is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty())
}

/// A claimed time in the zone it was claimed in.
fn rfc3339(stamped: &Stamped) -> Option<String> {
    let zone = chrono::FixedOffset::east_opt(stamped.offset.unwrap_or(0))?;
    Some(chrono::DateTime::from_timestamp(stamped.at, 0)?.with_timezone(&zone).to_rfc3339())
}
