//! `wirecopy versions`.

use std::fmt::Write;

use serde_json::{Value, json};

use super::naming::{self, Named};
use super::show::{changed, in_short};
use super::{Ended, Exit, Globals, machine, output, when};
use crate::desk;
use crate::news::{Article, Changes, Print, Seen};
use crate::store::Reader;

/// List every version of an item that was seen, each with its times and what it changed
///
/// A version is a reading of an item with other words than the one before: delivered anew by its feed, or found on its page
/// when that was fetched again. Each is told with the interval in which it appeared and what it changed against the version
/// before it: facts, headline, cuts, additions. The last line says when anybody last looked:
/// when its page was last read, or its feed last brought it with other words. A feed that goes on delivering the same words
/// leaves no mark, so of an item without a page this is its newest version.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  wirecopy versions 12\n  wirecopy versions 12 --full\n  wirecopy versions 12 --json | jq '.versions[].changes.facts'\n  wirecopy diff 12@1 12"
)]
pub struct Args {
    /// Number of the item, as `wirecopy show` lists it
    #[arg(value_name = "ITEM")]
    item: Named,
    /// Every change, not only the first few
    #[arg(long)]
    full: bool,
    /// For machines: one JSON document
    #[arg(long)]
    json: bool,
}

/// Changes of a kind told of one version, unless all are wanted.
const FEW: usize = 4;

/// One version, and what it changed.
struct Version {
    print: Print,
    cluster: Option<i64>,
    /// Against the version before; `None` for the first, and where one of the two texts was dropped.
    changes: Option<Changes>,
    /// Its text was dropped.
    dropped: bool,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let config = globals.config()?;
    let reader = Reader::open(&config.store)?;
    // The number is known to be one of an item, whatever version it names.
    let named = naming::find(&reader, args.item)?;
    let looked = reader.looked(named.article)?;
    let gone = reader.gone(named.item)?;
    let mut versions: Vec<Version> = Vec::new();
    let mut before: Option<Article> = None;
    for print in reader.versions(named.item)? {
        let article = reader.article(print.article)?;
        let changes = before.as_ref().zip(article.as_ref()).map(|(before, after)| desk::between(after, before));
        let cluster = reader.cluster_of(print.article)?.map(|cluster| cluster.0);
        versions.push(Version { print, cluster, changes, dropped: article.is_none() });
        before = article;
    }
    if args.json {
        output::print_plain(&format!("{}\n", as_json(&versions, looked, gone)));
        return Ok(Exit::Done);
    }
    output::print(globals, &told(&versions, looked, gone, if args.full { usize::MAX } else { FEW }));
    Ok(Exit::Done)
}

/// `12@2`: here the number of the version is always told.
fn name(print: &Print) -> String {
    format!("{}@{}", print.item.0, print.version)
}

fn told(versions: &[Version], looked: Seen, gone: Option<Seen>, most: usize) -> String {
    let mut text = String::new();
    if let Some(first) = versions.first() {
        let _ = writeln!(
            text,
            "Item {} - {}, {}",
            first.print.item.0,
            output::plain(&first.print.outlet),
            output::count(versions.len(), "version")
        );
        let address = versions.iter().rev().find_map(|version| version.print.url.as_deref());
        let _ = writeln!(text, "{}\n", address.map_or_else(|| "no address".into(), |url| output::short(url, 160)));
    }
    let mut table = output::table(["Version", "Seen", "Not before", "Says", "Words", "Changed", "Cluster", "Headline"]);
    for (place, version) in versions.iter().enumerate() {
        let print = &version.print;
        let says = print.modified.as_ref().or(print.published.as_ref());
        table.add_row([
            name(print),
            when::show(print.seen.0),
            print.unseen.map_or_else(|| "-".into(), |seen| when::show(seen.0)),
            says.map_or_else(|| "-".into(), |stamp| when::show(stamp.at)),
            print.words.to_string(),
            match (&version.changes, place) {
                _ if version.dropped => "text dropped".into(),
                (_, 0) => "first".into(),
                (Some(changes), _) => in_short(changes),
                (None, _) => "unknown: the text before it was dropped".into(),
            },
            version.cluster.map_or_else(|| "-".into(), |cluster| cluster.to_string()),
            output::short(print.headline.as_deref().unwrap_or("-"), 60),
        ]);
    }
    let _ = writeln!(text, "{table}");
    let mut blocks = String::new();
    for (place, version) in versions.iter().enumerate() {
        let mut lines: Vec<String> = version.print.notice.iter().map(notice).collect();
        lines.extend(version.changes.iter().flat_map(|changes| changed(changes, most)));
        if !lines.is_empty() {
            let against =
                versions[..place].last().map_or_else(String::new, |other| format!(" against {}", name(&other.print)));
            let _ = writeln!(blocks, "  {}{against}:", name(&version.print));
            for line in lines {
                let _ = writeln!(blocks, "    {line}");
            }
        }
    }
    if !blocks.is_empty() {
        let _ = writeln!(text, "\nWhat changed (this version's / the one before):\n{}", blocks.trim_end());
    }
    let _ = match gone {
        Some(at) => writeln!(text, "\nIts page was taken down; first missed {}.", when::show(at.0)),
        None => writeln!(text, "\nLast looked at {}.", when::show(looked.0)),
    };
    if let [.., one, other] = versions {
        let _ = writeln!(text, "Next: wirecopy diff {} {}", name(&one.print), name(&other.print));
    }
    text
}

/// "correction: CORRECTS height of lake in paragraph 1".
fn notice(notice: &crate::news::Notice) -> String {
    format!("{}: \"{}\"", notice.kind.word(), output::short(&notice.words, 100))
}

fn as_json(versions: &[Version], looked: Seen, gone: Option<Seen>) -> Value {
    let first = versions.first().map(|version| &version.print);
    let told = |version: &Version| {
        let mut value = machine::print(&version.print);
        value["cluster"] = json!(version.cluster);
        value["changes"] = json!(version.changes.as_ref().map(machine::changes));
        value["text_dropped"] = json!(version.dropped);
        value
    };
    json!({
        "item": first.map(|print| print.item.0),
        "outlet": first.map(|print| &print.outlet),
        "looked": when::machine(looked.0),
        "gone": gone.map(|at| when::machine(at.0)),
        "versions": versions.iter().map(told).collect::<Value>(),
    })
}
