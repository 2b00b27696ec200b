//! `wirecopy credits`: items as JSON Lines, or one text or page, in; a line an item with whom it credits out.

use std::io::{self, BufRead, BufWriter, Cursor, Read, Write};

use serde_json::{Value, json};

use super::{Ended, Exit, Globals, Trouble, input, items, output};
use crate::attribute::{self, Claim};
use crate::desk;
use crate::desk::handed::Handed;
use crate::extract;
use crate::news::{Outlet, Trade};
use crate::normalise;

/// Say who an item credits: JSON Lines, or a plain text or page, in; a line an item out
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A line in:  {\"id\", \"outlet\"?, \"url\"?, \"title\"?, \"text\" or \"html\", \"lang\"?}
A line out: {\"id\", \"origin\", \"kind\", \"evidence\", \"also\": [{\"origin\", \"kind\", \"evidence\", \"place\", \"partial\"}],
             \"cites\": [{\"medium\", \"sentence\", \"manner\", \"cited_by\", \"link\"}]}
\"kind\" is \"none\" where nobody is credited.
A file without JSON is one item, and its name the id: a text, with what is printed a line; or, where it begins with <, an HTML page,
read as \"wirecopy extract\" reads it.

Examples:
  wirecopy credits items.jsonl
  wirecopy credits story.txt
  wirecopy credits page.html
  zcat items.jsonl.gz | wirecopy credits - | jq -r '.origin'")]
pub struct Args {
    /// JSON Lines, a plain text or an HTML page, or `-`
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: String,
}

/// Runs the command.
pub fn run(args: &Args, _globals: &Globals) -> Ended {
    let lines = input::lines(&args.file).map_err(|error| Trouble::usage(format!("{}: {error}", args.file)))?;
    let trade = desk::trade();
    let mut exit = Exit::Done;
    let mut out = BufWriter::new(io::stdout().lock());
    let lines = match opened(lines).map_err(|error| Trouble::failed(format!("{}: {error}", args.file)))? {
        Opened::Lines(lines) => lines,
        Opened::Text(bytes) => {
            let item = Handed { text: Some(decoded(bytes)), ..Handed::default() };
            output::json_line(&mut out, &told(&json!(args.file), &item, &trade));
            let _ = out.flush();
            return Ok(exit);
        }
        Opened::Page(bytes) => {
            output::json_line(&mut out, &of_page(&json!(args.file), &bytes, &trade));
            let _ = out.flush();
            return Ok(exit);
        }
    };
    for (number, line) in lines.split(b'\n').enumerate() {
        let line = line.map_err(|error| Trouble::failed(format!("{}: {error}", args.file)))?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        match items::read(&line) {
            Ok((id, item)) => {
                if !output::json_line(&mut out, &told(&id, &item, &trade)) {
                    return Ok(exit);
                }
            }
            Err(error) => {
                output::complain(&format!("line {}: {error}", number + 1));
                exit = Exit::SomeFailed;
            }
        }
    }
    let _ = out.flush();
    Ok(exit)
}

/// What was handed in, as its first words tell.
enum Opened {
    /// JSON Lines, the first of them included.
    Lines(Box<dyn BufRead>),
    /// No JSON: a text.
    Text(Vec<u8>),
    /// No JSON: an HTML page.
    Page(Vec<u8>),
}

/// Most bytes that are read of a text or a page.
const MOST: u64 = 64 << 20;

/// Looks at the first line that is not blank. Where it is no JSON, all is read: one object among the lines makes them JSON Lines
/// of which some are broken.
fn opened(mut lines: Box<dyn BufRead>) -> io::Result<Opened> {
    let mut head = Vec::new();
    while lines.read_until(b'\n', &mut head)? > 0 && bare(&head).is_empty() {}
    if is_json(bare(&head)) || bare(&head).is_empty() {
        return Ok(Opened::Lines(Box::new(Cursor::new(head).chain(lines))));
    }
    lines.take(MOST).read_to_end(&mut head)?;
    if bare(&head).starts_with(b"<") {
        return Ok(Opened::Page(head));
    }
    let is_object = |line: &[u8]| matches!(serde_json::from_slice(line), Ok(Value::Object(_)));
    match head.split(|byte| *byte == b'\n').any(is_object) {
        true => Ok(Opened::Lines(Box::new(Cursor::new(head)))),
        false => Ok(Opened::Text(head)),
    }
}

/// Without the byte order mark and the blanks before the first word.
fn bare(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii()
}

/// Whether a first line is meant as JSON: an object, or a list of values. A text may begin with "[Correction] ...".
fn is_json(line: &[u8]) -> bool {
    let inside = line.strip_prefix(b"[").map(<[u8]>::trim_ascii_start);
    line.starts_with(b"{") || inside.is_some_and(|inside| inside.first().is_none_or(|first| b"{[\"]".contains(first)))
}

/// Text in UTF-8, else as Windows has it.
fn decoded(bytes: Vec<u8>) -> String {
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|error| encoding_rs::WINDOWS_1252.decode(error.as_bytes()).0.into_owned());
    text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)
}

/// A page as JSON, of the outlet that its address names.
fn of_page(id: &Value, bytes: &[u8], trade: &Trade) -> Value {
    let article = normalise::normalise(&extract::page(bytes, &extract::Context::default()), trade);
    let address = article.url.as_deref().or(article.canonical.as_deref());
    line(id, &attribute::claim(&article, &outlet("", address, trade), trade))
}

/// One item as JSON.
fn told(id: &Value, item: &Handed, trade: &Trade) -> Value {
    let article = item.printed(trade);
    line(id, &attribute::claim(&article, &outlet(&item.outlet, item.url.as_deref(), trade), trade))
}

fn line(id: &Value, claim: &Claim) -> Value {
    json!({
        "id": id,
        "origin": claim.origin,
        "kind": claim.evidence.as_ref().map_or("none", |credit| credit.kind.word()),
        "evidence": claim.evidence.as_ref().map(|credit| &credit.words),
        "also": claim.also.iter().map(|credit| json!({
            "origin": credit.organisation.as_deref().unwrap_or("agencies"), "kind": credit.kind.word(),
            "evidence": credit.words, "place": credit.place, "partial": credit.partial,
        })).collect::<Vec<_>>(),
        "cites": claim.cites.iter().map(|cited| json!({
            "medium": cited.medium, "sentence": cited.words, "manner": cited.manner.word(),
            "cited_by": cited.cited_by, "link": cited.link,
        })).collect::<Vec<_>>(),
    })
}

/// The outlet a line names, with the domains of its address and of the trade's list.
pub(super) fn outlet(name: &str, url: Option<&str>, trade: &Trade) -> Outlet {
    let name = name.to_owned();
    let full = |address: &str| {
        let host = address.split("://").nth(1).unwrap_or(address).split(['/', '?', ':']).next().unwrap_or_default();
        host.to_lowercase()
    };
    let host = |address: &str| psl::domain_str(&full(address)).map(str::to_owned);
    let mut domains: Vec<String> = url.and_then(host).into_iter().collect();
    if name.contains('.') && !name.contains(' ') {
        domains.extend(host(&name));
    }
    // "abcnews.go.com" is another outlet than "espn.go.com".
    let address = full(url.unwrap_or(&name));
    let is_at = |domain: &String| {
        domains.contains(domain)
            || address.strip_suffix(domain.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    let known = trade.organisations.iter().find(|o| o.name == name || o.domains.iter().any(is_at));
    let aliases = known.map(|o| o.aliases.iter().chain([&o.name]).cloned().collect()).unwrap_or_default();
    domains.extend(known.map(|o| o.domains.clone()).unwrap_or_default());
    let name = if name.is_empty() { domains.first().cloned().unwrap_or_default() } else { name };
    Outlet { name, domains, aliases, ..Outlet::default() }
}
