//! `wirecopy show`.

use std::fmt::Write;

use super::{Ended, Exit, Globals, Trouble, clusters, machine, output, when};
use crate::news::{ClusterId, Origin, Print, Relation, Side, Story};
use crate::store::Reader;

/// Show one cluster: origin with evidence, outlets in order, what each changed
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  wirecopy show 17\n  wirecopy show 17 --json | jq .origin")]
pub struct Args {
    /// Number of the cluster, as `wirecopy clusters` lists it
    #[arg(value_name = "CLUSTER")]
    cluster: i64,
    /// For machines: one JSON document
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let config = globals.config()?;
    let reader = Reader::open(&config.store)?;
    let Some(story) = reader.story(ClusterId(args.cluster))? else {
        return Err(Trouble::usage(format!("there is no cluster {}; `wirecopy clusters` lists them", args.cluster)));
    };
    if args.json {
        output::print_plain(&format!("{}\n", machine::story(&story)));
    } else {
        output::print(globals, &told(&story));
    }
    Ok(Exit::Done)
}

/// A cluster on one screen.
pub fn told(story: &Story) -> String {
    let mut text = String::new();
    let outlets = story.outlets().len();
    let _ = writeln!(text, "Cluster {} - {}", story.id.0, output::short(clusters::headline(story), 120));
    let _ = writeln!(text, "{} in {}\n", count(story.prints.len(), "article"), count(outlets, "outlet"));
    text.push_str(&origin(story));
    text.push_str(&rests_on(story));
    text.push('\n');
    text.push_str(&prints(story));
    if let Some((a, b)) = pair(story) {
        let _ = writeln!(text, "\nNext: wirecopy diff {a} {b}   wirecopy explain {a} {b}");
    }
    text
}

fn origin(story: &Story) -> String {
    match &story.origin {
        Origin::Known(known) => format!("Origin: {}", side(known, story)),
        Origin::Disputed(sides) => {
            let told: String = sides.iter().map(|one| format!("  {}", side(one, story))).collect();
            format!("Origin: disputed\n{told}")
        }
        Origin::Unknown => "Origin: unknown (nobody is credited)\n".into(),
    }
}

/// One side with its evidence, a line a credit; equal words of several articles stand once.
fn side(side: &Side, story: &Story) -> String {
    let seen = if side.seen { "" } else { ", its own copy not seen" };
    let mut text = format!("{} (confidence {:.2}{seen})\n", output::plain(&side.organisation), side.confidence.0);
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    for (article, credit) in &side.credits {
        let line = format!("{}: \"{}\"", credit.kind.word(), output::short(&credit.words, 100));
        let by = story.prints.iter().find(|print| print.article == *article);
        let by = by
            .map_or_else(|| format!("article {}", article.0), |p| format!("{} {}", output::plain(&p.outlet), p.item.0));
        match told.iter_mut().find(|(words, _)| *words == line) {
            Some((_, names)) => names.push(by),
            None => told.push((line, vec![by])),
        }
    }
    for (line, by) in told.iter().take(8) {
        let _ = writeln!(text, "  {line} - {}", by.join(", "));
    }
    if told.len() > 8 {
        let _ = writeln!(text, "  and {} more (--json shows all)", told.len() - 8);
    }
    text
}

fn rests_on(story: &Story) -> String {
    let mut text = String::new();
    let mut told: Vec<&str> = Vec::new();
    for citation in story.prints.iter().flat_map(|print| &print.citations) {
        if !told.contains(&citation.medium.as_str()) && told.len() < 8 {
            told.push(&citation.medium);
            let _ =
                writeln!(text, "  {}: \"{}\"", output::plain(&citation.medium), output::short(&citation.words, 140));
        }
    }
    if text.is_empty() { text } else { format!("Rests on:\n{text}") }
}

/// The articles in order of appearance.
fn prints(story: &Story) -> String {
    let mut table = output::table(["Item", "Outlet", "Seen", "Lag", "Relation", "Shares", "Credits", "Headline"]);
    let first = story.prints.first();
    for print in &story.prints {
        let credit = print.credits.first().map_or("-", |credit| credit.organisation.as_deref().unwrap_or("agencies"));
        table.add_row([
            item(print),
            output::short(&print.outlet, 24),
            when::show(print.seen.0),
            first
                .filter(|first| first.article != print.article)
                .map_or_else(|| "first".into(), |first| lag(first, print)),
            relation(print, story),
            shares(print),
            output::short(credit, 24),
            output::short(print.headline.as_deref().unwrap_or("-"), 60),
        ]);
    }
    format!("{table}\n")
}

/// `12`, or `12@2` for a later version.
fn item(print: &Print) -> String {
    if print.version > 1 { format!("{}@{}", print.item.0, print.version) } else { print.item.0.to_string() }
}

/// The lag behind the first article, as the interval our polls leave open.
pub(super) fn lag(first: &Print, print: &Print) -> String {
    let most = first.unseen.map(|unseen| print.seen.0 - unseen.0);
    let least = print.unseen.map_or(0, |unseen| unseen.0 - first.seen.0).max(0);
    match most {
        Some(most) if most - least >= 60 => format!("{} to {}", when::stretch(least), when::stretch(most)),
        Some(most) => when::stretch(most),
        None => format!("{} or more", when::stretch(least)),
    }
}

pub(super) fn relation(print: &Print, story: &Story) -> String {
    let word = match &print.matched {
        Some(matched) if matched.relation == Relation::Revision => "later version".into(),
        Some(matched) => match story.prints.iter().find(|other| other.article == matched.with) {
            Some(with) => format!("{} of {}", matched.relation.word(), item(with)),
            None => matched.relation.word().into(),
        },
        None => "opened it".into(),
    };
    match &print.notice {
        Some(notice) => format!("{word}, {}", notice.kind.word()),
        None => word,
    }
}

fn shares(print: &Print) -> String {
    let percent = |share: f32| format!("{:.0}%", share * 100.0);
    print.matched.as_ref().map_or_else(
        || "-".into(),
        |m| format!("{} of it, {} of the other", percent(m.shares.of_item), percent(m.shares.of_match)),
    )
}

/// The leader's item and the first item of another outlet: what to look at next.
pub(super) fn pair(story: &Story) -> Option<(i64, i64)> {
    let lead = story.lead()?;
    let other = story.prints.iter().find(|print| print.outlet != lead.outlet)?;
    Some((lead.item.0, other.item.0))
}

fn count(n: usize, noun: &str) -> String {
    if n == 1 { format!("1 {noun}") } else { format!("{n} {noun}s") }
}
