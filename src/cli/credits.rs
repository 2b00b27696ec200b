//! `wirecopy credits`: items as JSON Lines in, a line an item with whom it credits out.

use std::io::{BufRead, BufWriter, Write};

use serde_json::{Value, json};

use super::{Ended, Exit, Globals, Trouble, input, items, output};
use crate::attribute::{self, Claim};
use crate::desk;
use crate::desk::handed::Handed;
use crate::news::{Outlet, Trade};

/// Say who an item credits: JSON Lines in, a line an item out
#[derive(Debug, clap::Args)]
#[command(after_help = "\
A line in:  {\"id\", \"outlet\"?, \"url\"?, \"title\"?, \"text\" or \"html\", \"lang\"?}
A line out: {\"id\", \"origin\", \"kind\", \"evidence\", \"also\": [{\"origin\", \"kind\", \"evidence\", \"place\", \"partial\"}],
             \"cites\": [{\"medium\", \"sentence\", \"manner\", \"cited_by\", \"link\"}]}
\"kind\" is \"none\" where nobody is credited.

Examples:
  wirecopy credits items.jsonl
  zcat items.jsonl.gz | wirecopy credits - | jq -r '.origin'")]
pub struct Args {
    /// JSON Lines, or `-`
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: String,
}

/// Runs the command.
pub fn run(args: &Args, _globals: &Globals) -> Ended {
    let lines = input::lines(&args.file).map_err(|error| Trouble::usage(format!("{}: {error}", args.file)))?;
    let trade = desk::trade();
    let mut exit = Exit::Done;
    let mut out = BufWriter::new(std::io::stdout().lock());
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
