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
read as \"wirecopy extract\" reads it. Of more than 64 MiB the rest is left out, and that is said.

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
    let lines = match opened(lines, MOST).map_err(|error| Trouble::failed(format!("{}: {error}", args.file)))? {
        Opened::Lines(lines) => lines,
        Opened::Whole { bytes, is_cut } => {
            let id = json!(args.file);
            let line = match bare(&bytes).starts_with(b"<") {
                true => of_page(&id, &bytes, &trade),
                false => told(&id, &Handed { text: Some(decoded(bytes)), ..Handed::default() }, &trade),
            };
            output::json_line(&mut out, &line);
            let _ = out.flush();
            if is_cut {
                let read = MOST >> 20;
                output::complain(&format!(
                    "{}: longer than {read} MiB; what stands behind them was not read",
                    args.file
                ));
                exit = Exit::SomeFailed;
            }
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
    /// No JSON: a text, or an HTML page.
    Whole {
        bytes: Vec<u8>,
        /// It goes on behind them.
        is_cut: bool,
    },
}

/// Most bytes that are read of a text or a page.
const MOST: u64 = 64 << 20;

/// Looks at the first line that is not blank. Where it is no JSON, more is read, up to `most` bytes: one object among the lines
/// makes them JSON Lines of which some are broken. A text ends with a whole line then, or at least with a whole
/// character.
fn opened(mut lines: Box<dyn BufRead>, most: u64) -> io::Result<Opened> {
    let mut head = Vec::new();
    let mut from = 0;
    while (&mut lines).take(most).read_until(b'\n', &mut head)? > 0 && bare(&head[from..]).is_empty() {
        from = head.len();
    }
    let first = bare(&head[from..]);
    if is_json(first) || first.is_empty() {
        return Ok(Opened::Lines(Box::new(Cursor::new(head).chain(lines))));
    }
    let is_page = first.starts_with(b"<");
    (&mut lines).take(most.saturating_sub(head.len() as u64)).read_to_end(&mut head)?;
    let is_cut = !lines.fill_buf()?.is_empty();
    let is_object = |line: &[u8]| matches!(serde_json::from_slice(line), Ok(Value::Object(_)));
    // A long item may be cut itself.
    let ends_in_object = || is_cut && head.rsplit(|byte| *byte == b'\n').next().is_some_and(begins_object);
    if !is_page && (head.split(|byte| *byte == b'\n').any(is_object) || ends_in_object()) {
        return Ok(Opened::Lines(Box::new(Cursor::new(head).chain(lines))));
    }
    if is_cut {
        // A line ends there, if one ends in the second half; else a character does.
        let line = head.iter().rposition(|byte| *byte == b'\n').filter(|end| *end >= head.len() / 2);
        let character = || match std::str::from_utf8(&head) {
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            _ => head.len(),
        };
        let end = line.map_or_else(character, |end| end + 1);
        head.truncate(end);
    }
    Ok(Opened::Whole { bytes: head, is_cut })
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

/// Whether a line begins as an object with a field does.
fn begins_object(line: &[u8]) -> bool {
    line.trim_ascii_start().strip_prefix(b"{").is_some_and(|inside| inside.trim_ascii_start().starts_with(b"\""))
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read of a file of which `most` bytes may be a text: all of it as lines, or as one text and whether it was cut.
    fn check(file: &str, most: u64, expected: Result<&str, (&str, bool)>) {
        let read = match opened(Box::new(Cursor::new(file.to_owned())), most).expect("memory does not fail") {
            Opened::Lines(lines) => Ok(io::read_to_string(lines).expect("UTF-8")),
            Opened::Whole { bytes, is_cut } => Err((String::from_utf8(bytes).expect("UTF-8"), is_cut)),
        };
        let read = read.as_ref().map(String::as_str).map_err(|(text, is_cut)| (text.as_str(), *is_cut));
        assert_eq!(read, expected, "{file}");
    }

    #[test]
    fn lines_that_begin_with_a_broken_one_are_read_to_their_end() {
        let item = "{\"id\": 1, \"text\": \"The dam.\"}\n";
        let lines = format!("oops\n{item}{item}");
        for most in [40, 45, 60, 80] {
            check(&lines, most, Ok(&lines));
        }
        // The first item is longer than all that is looked at.
        check(&lines, 12, Ok(&lines));
        let blank = format!("\n\n \n{item}oops\n{item}");
        check(&blank, 3, Ok(&blank));
        check("\n\n", 80, Ok("\n\n"));
    }

    #[test]
    fn a_text_that_is_too_long_ends_with_a_whole_line_and_says_so() {
        let text = "The dam.\nDie Dämme.\nThe gates.\n";
        check(text, 80, Err((text, false)));
        check(text, text.len() as u64, Err((text, false)));
        // In the middle of a character.
        check(text, 14, Err(("The dam.\n", true)));
        check("<p>The dam\n<p>gave way\n", 15, Err(("<p>The dam\n", true)));
        check("The dam gave way", 7, Err(("The dam", true)));
        // One line is nearly all of it.
        check("<p>\n<p>Die Dämme brachen\n", 13, Err(("<p>\n<p>Die D", true)));
    }
}
