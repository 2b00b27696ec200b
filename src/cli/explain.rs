//! `wirecopy explain`.

use std::fmt::Write;

use serde_json::json;

use super::diff::Text;
use super::naming::Named;
use super::{Ended, Exit, Globals, machine, output};
use crate::compare::Printers;
use crate::desk::explain::{Explanation, Passage, explain};
use crate::desk::{detect, settings};
use crate::news::{ClusterId, OutletKind, Relation};
use crate::store::Reader;

/// Say why two items are, or are not, one cluster
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  wirecopy explain 12 31\n  wirecopy explain 12 31 --json | jq .shares")]
pub struct Args {
    /// Number of an item; 12@1 names its first version
    #[arg(value_name = "ITEM")]
    one: Named,
    /// Number of the other
    #[arg(value_name = "ITEM")]
    other: Named,
    /// For machines: one JSON document
    #[arg(long)]
    json: bool,
}

/// One of the two, with what was stripped of it.
struct Side {
    text: Text,
    dropped: Vec<usize>,
    cluster: Option<ClusterId>,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let config = globals.config()?;
    let reader = Reader::open(&config.store)?;
    let mut sides = Vec::with_capacity(2);
    for named in [args.one, args.other] {
        let text = Text::of(&reader, named)?;
        let (dropped, cluster) = (reader.dropped(text.print.article)?, reader.cluster_of(text.print.article)?);
        sides.push(Side { text, dropped, cluster });
    }
    let (one, other) = (&sides[0], &sides[1]);
    let printed = |side: &Side| {
        let print = &side.text.print;
        (detect::tag(detect::outlet(&print.outlet)), print.kind == OutletKind::Agency)
    };
    let printers = Printers::of(printed(one), printed(other));
    let found = explain(
        (&one.text.article, &one.dropped),
        (&other.text.article, &other.dropped),
        printers,
        &settings(&config.detection),
    );
    let apart = (one.text.print.seen.0 - other.text.print.seen.0).unsigned_abs();
    let late = apart > config.detection.window.as_secs();
    if args.json {
        output::print_plain(&format!("{}\n", as_json(one, other, &found)));
    } else {
        output::print(globals, &told(one, other, &found, late));
    }
    Ok(Exit::Done)
}

fn told(one: &Side, other: &Side, found: &Explanation, late: bool) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}\n", verdict(one, other, found, late));
    let percent = |share: f32| format!("{:.1}%", share * 100.0);
    let tally = &found.tally;
    let _ = writeln!(text, "Relation: {}", found.relation.map_or("none", Relation::word));
    for (n, (side, share)) in [(one, found.shares.of_item), (other, found.shares.of_match)].into_iter().enumerate() {
        let _ = writeln!(
            text,
            "  {} of {}: {} of its {} word 4-grams stand in the other ({} outside quotations)",
            percent(share),
            side.text.named(),
            tally.shared,
            tally.sizes[n],
            tally.own[n],
        );
    }
    let _ = writeln!(
        text,
        "  outside quotations {} are shared; of those with figures {} of {} and {}",
        tally.shared_own, tally.shared_figures, tally.figures[0], tally.figures[1]
    );
    text.push_str(&passages(&found.passages));
    for side in [one, other] {
        text.push_str(&stripped(side));
    }
    let _ = writeln!(text, "\nNext: wirecopy diff {} {}", one.text.print.item.0, other.text.print.item.0);
    text
}

/// The answer in one sentence.
fn verdict(one: &Side, other: &Side, found: &Explanation, late: bool) -> String {
    let (a, b) = (one.text.named(), other.text.named());
    let joins = found.relation.is_some_and(|relation| relation != Relation::Partial);
    match (one.cluster, other.cluster) {
        (Some(x), Some(y)) if x == y && joins => format!("{a} and {b} are one cluster ({}): the words agree.", x.0),
        (Some(x), Some(y)) if x == y && found.carries => format!(
            "{a} and {b} are one cluster ({}): a long passage of the one stands in the other word for word, though the rest is \
             its own.",
            x.0
        ),
        (Some(x), Some(y)) if x == y => format!(
            "{a} and {b} are one cluster ({}) through the articles each was matched with, or by decision: between the two \
             themselves too little is shared.",
            x.0
        ),
        _ if joins && late => {
            format!("{a} and {b} are not one cluster: the words agree, but they are further apart than the window.")
        }
        _ if joins => format!(
            "{a} and {b} are not one cluster, though the words agree: by decision, or each matched another better."
        ),
        _ if found.chrome => format!(
            "{a} and {b} are not one cluster: one outlet printed both, each has a whole stretch that the other has nothing of, and \
             what they share is taken for what stands around its stories."
        ),
        _ if found.carries => format!(
            "{a} and {b} are not one cluster, though a long passage stands in both: that joins an article only to the leader of \
             another outlet's story, and only if it is no copy of anything else."
        ),
        _ => format!("{a} and {b} are not one cluster: too little is shared outside quotations and recurring forms."),
    }
}

fn passages(passages: &[Passage]) -> String {
    let mut text = format!("\nShared passages: {}\n", passages.len());
    let mut longest: Vec<&Passage> = passages.iter().collect();
    longest.sort_by_key(|passage| (std::cmp::Reverse(passage.span.item.len()), passage.span.item.start));
    for passage in longest.iter().take(8) {
        let quoted = if passage.quoted { ", quoted" } else { "" };
        let words = passage.span.item.len();
        let _ = writeln!(text, "  {words} words{quoted}: {}", output::short(&passage.words, 200));
    }
    text
}

/// What was taken out before the words were compared.
fn stripped(side: &Side) -> String {
    let article = &side.text.article;
    let mut text = format!("\nStripped of {}:\n", side.text.named());
    for piece in article.furniture.iter().take(16) {
        let _ = writeln!(text, "  {}: {}", piece.kind.word(), output::short(&piece.words, 120));
    }
    if article.furniture.len() > 16 {
        let _ = writeln!(text, "  and {} more (--json shows all)", article.furniture.len() - 16);
    }
    for paragraph in side.dropped.iter().filter_map(|n| article.body.paragraphs.get(*n)) {
        let _ = writeln!(text, "  boilerplate (seen in several clusters): {}", output::short(paragraph, 120));
    }
    if article.furniture.is_empty() && side.dropped.is_empty() {
        text.push_str("  nothing\n");
    }
    text
}

fn as_json(one: &Side, other: &Side, found: &Explanation) -> serde_json::Value {
    let side = |side: &Side| {
        let article = &side.text.article;
        let furniture: Vec<_> =
            article.furniture.iter().map(|piece| json!({"kind": piece.kind.word(), "words": piece.words})).collect();
        let dropped: Vec<_> = side.dropped.iter().filter_map(|n| article.body.paragraphs.get(*n)).collect();
        json!({
            "item": side.text.print.item.0, "version": side.text.print.version, "outlet": side.text.print.outlet,
            "cluster": side.cluster.map(|id| id.0), "furniture": furniture, "boilerplate": dropped,
        })
    };
    let passages: Vec<_> = found
        .passages
        .iter()
        .map(|p| json!({"words": p.words, "quoted": p.quoted, "at": [p.span.item.start, p.span.matched.start], "length": p.span.item.len()}))
        .collect();
    json!({
        "one": side(one), "other": side(other),
        "one_cluster": one.cluster.is_some() && one.cluster == other.cluster,
        "relation": found.relation.map(Relation::word), "long_passage": found.carries, "chrome": found.chrome,
        "shares": {"of_one": machine::share(found.shares.of_item), "of_other": machine::share(found.shares.of_match),
            "shared_4grams": found.tally.shared, "shared_outside_quotations": found.tally.shared_own},
        "passages": passages,
    })
}
