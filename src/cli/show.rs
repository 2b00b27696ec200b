//! `wirecopy show`.

use std::fmt::Write;

use super::{Ended, Exit, Globals, clusters, deciding, machine, output, when};
use crate::desk;
use crate::news::{
    Applied, ArticleId, Carried, Changes, ClockFlag, ClusterId, Dossier, FactLine, Hop, HopKind, Lag, NoticeKind,
    Origin, Print, Relation, Side, Story, Trace,
};
use crate::store::Reader;

/// Show one cluster: origin with evidence, outlets in order, what each changed
///
/// The whole story of a cluster on one screen: who issued the copy and how that is known, what it rests on, every article in
/// order of appearance with its lag (an interval: we look only so often), relation and share, how it credits the origin, what
/// it changed, what its clocks say, and what became of notices about the copy.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  wirecopy show 17\n  wirecopy show 17 --json | jq .origin\n  wirecopy show 17 --full          # every cut, addition and edit"
)]
pub struct Args {
    /// Number of the cluster, as `wirecopy clusters` lists it
    #[arg(value_name = "CLUSTER")]
    cluster: i64,
    /// Every change, not only the first few
    #[arg(long)]
    full: bool,
    /// For machines: one JSON document
    #[arg(long)]
    json: bool,
}

/// Changes of a kind told of one article, unless all are wanted.
const FEW: usize = 4;

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let config = globals.config()?;
    let reader = Reader::open(&config.store)?;
    let number = ClusterId(args.cluster);
    let Some(dossier) = reader.dossier(number, &desk::trade_of(&config))? else {
        return Err(deciding::no_cluster(args.cluster));
    };
    if args.json {
        output::print_plain(&format!("{}\n", machine::dossier(&dossier)));
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    if dossier.story.id != number {
        let _ = writeln!(text, "Cluster {} went into cluster {}.\n", number.0, dossier.story.id.0);
    }
    text.push_str(&told(&dossier, if args.full { usize::MAX } else { FEW }));
    output::print(globals, &text);
    Ok(Exit::Done)
}

/// A cluster on one screen.
pub fn told(dossier: &Dossier, most: usize) -> String {
    let story = &dossier.story;
    let mut text = String::new();
    let _ = writeln!(text, "Cluster {} - {}", story.id.0, output::short(clusters::headline(story), 120));
    let _ = writeln!(
        text,
        "{} in {}; {}, {}\n",
        output::count(story.prints.len(), "article"),
        output::count(story.outlets().len(), "outlet"),
        output::count(story.voices(), "independent voice"),
        output::count(story.origins(), "independent origin")
    );
    text.push_str(&origin(story));
    text.push_str(&way(story));
    text.push('\n');
    text.push_str(&prints(dossier));
    text.push_str(&changes(dossier, most));
    text.push_str(&notices(dossier));
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
        let by = named(*article, story);
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

/// "Vale Ledger 12", by the number of the article.
fn named(article: ArticleId, story: &Story) -> String {
    let print = story.prints.iter().find(|print| print.article == article);
    print.map_or_else(
        || format!("article {}", article.0),
        |print| format!("{} {}", output::plain(&print.outlet), item(print)),
    )
}

/// The way the copy came: the chain to the last outlet that prints it by a way of its own, and the words for each hop back.
fn way(story: &Story) -> String {
    let chain = desk::chain(story);
    let mut text = String::new();
    let back: Vec<&Hop> =
        chain.hops.iter().filter(|hop| matches!(hop.kind, HopKind::Spoken | HopKind::Cited)).collect();
    let last =
        story.prints.iter().rev().map(|print| chain.names(&print.outlet)).max_by_key(Vec::len).unwrap_or_default();
    if last.len() > 2 || !back.is_empty() {
        let names: Vec<String> = last.iter().map(|name| output::plain(name.unwrap_or("unknown"))).collect();
        let _ = writeln!(text, "Chain: {}", names.join(" -> "));
    }
    for hop in back.iter().take(6) {
        let words =
            hop.words.as_deref().map_or_else(String::new, |words| format!(": \"{}\"", output::short(words, 140)));
        let link = hop.link.as_deref().map_or_else(String::new, |link| format!(" {}", output::short(link, 80)));
        let _ = writeln!(
            text,
            "  {} -> {} ({}, {:.2}){words}{link}",
            output::plain(hop.from.as_deref().unwrap_or("unknown")),
            output::plain(&hop.to),
            hop.kind.word(),
            hop.confidence.0
        );
    }
    if back.len() > 6 {
        let _ = writeln!(text, "  and {} more (--json shows all)", back.len() - 6);
    }
    text
}

/// The articles in order of appearance.
fn prints(dossier: &Dossier) -> String {
    let story = &dossier.story;
    let mut table = output::table([
        "Item", "Outlet", "Seen", "Lag", "Relation", "Shares", "Credit", "Changed", "Marks", "Headline",
    ]);
    for print in &story.prints {
        let trace = dossier.traces.get(&print.article);
        table.add_row([
            item(print),
            output::short(&print.outlet, 24),
            when::show(print.seen.0),
            lag(dossier, print),
            relation(print, story),
            shares(print),
            credit(dossier, print),
            trace.and_then(|trace| trace.changes.as_ref()).map_or_else(|| "-".into(), in_short),
            marks(dossier, print, trace),
            output::short(print.headline.as_deref().unwrap_or("-"), 60),
        ]);
    }
    format!("{table}\n")
}

/// `12`, or `12@2` for a later version.
pub(super) fn item(print: &Print) -> String {
    if print.version > 1 { format!("{}@{}", print.item.0, print.version) } else { print.item.0.to_string() }
}

/// How long after the origin's own item (or the first outlet's, where that was not seen) a print came, as the interval that
/// our polls leave open.
pub(super) fn lag(dossier: &Dossier, print: &Print) -> String {
    if dossier.story.prints.first().is_some_and(|first| first.article == print.article) {
        return "first".into();
    }
    let lag = dossier.lag(print.item).filter(|_| print.version == 1);
    lag.map_or_else(|| "-".into(), interval)
}

fn interval(lag: Lag) -> String {
    match (lag.least, lag.most) {
        (Some(least), Some(most)) if most - least < 60 => when::stretch(most),
        (Some(least), Some(most)) => format!("{} to {}", when::stretch(least), when::stretch(most)),
        (Some(least), None) => format!("{} or more", when::stretch(least)),
        (None, Some(most)) => format!("up to {}", when::stretch(most)),
        // Both came with the first reading of their feeds: all there is is when we saw them.
        (None, None) => format!("{} as seen", when::stretch(lag.seconds)),
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

/// Share of its own words, share of the other's.
fn shares(print: &Print) -> String {
    let percent = |share: f32| format!("{:.0}%", share * 100.0);
    print
        .matched
        .as_ref()
        .map_or_else(|| "-".into(), |m| format!("{} / {}", percent(m.shares.of_item), percent(m.shares.of_match)))
}

/// The grade of a reprint, and whom it names.
fn credit(dossier: &Dossier, print: &Print) -> String {
    let name =
        |print: &Print| print.credits.first().map(|credit| credit.organisation.clone().unwrap_or("agencies".into()));
    match dossier.ledger.audit(print) {
        Some(audit) => {
            let named = audit
                .credit
                .and_then(|credit| credit.organisation)
                .map(|name| format!(": {}", output::short(&name, 24)));
            format!("{}{}", audit.grade.word(), named.unwrap_or_default())
        }
        None => name(print).map_or_else(|| "-".into(), |name| format!("({})", output::short(&name, 24))),
    }
}

/// What was changed, in few words.
pub(super) fn in_short(changes: &Changes) -> String {
    let mut parts = Vec::new();
    if !changes.facts.is_empty() {
        parts.push(output::count(changes.facts.len(), "fact"));
    }
    if changes.headline.is_some() {
        parts.push("headline".into());
    }
    for (words, word) in [(words(&changes.cut), "cut"), (words(&changes.added), "added")] {
        if words > 0 {
            parts.push(format!("{words} words {word}"));
        }
    }
    if !changes.edits.is_empty() {
        parts.push(output::count(changes.edits.len(), "edit"));
    }
    if parts.is_empty() { "nothing".into() } else { parts.join(", ") }
}

fn words(passages: &[String]) -> usize {
    passages.iter().map(|passage| crate::text::words::count(passage)).sum()
}

/// Versions, notices, clocks and disclaimers that do not hold.
fn marks(dossier: &Dossier, print: &Print, trace: Option<&Trace>) -> String {
    let mut marks: Vec<&str> = Vec::new();
    marks.extend(print.notice.as_ref().map(|notice| notice.kind.word()));
    for (applied, notice) in &dossier.notices {
        let standing = applied.reprints.iter().any(|one| one.article == print.article && one.until.is_none());
        marks.extend(standing.then(|| standing_word(notice)));
    }
    if let Some(trace) = trace {
        marks.extend(trace.clocks.iter().map(ClockFlag::word));
        let untrue = trace.disclaimer.as_ref().is_some_and(|disclaim| disclaim.holds == Some(false));
        marks.extend(untrue.then_some("disclaimer untrue"));
    }
    if marks.is_empty() { "-".into() } else { marks.join(", ") }
}

fn standing_word(notice: &Print) -> &'static str {
    match notice.notice.as_ref().map(|notice| notice.kind) {
        Some(NoticeKind::Kill | NoticeKind::Hold) => "stands though withdrawn",
        _ => "uncorrected",
    }
}

/// What each article changed, and what its clocks and its disclaimer are worth.
fn changes(dossier: &Dossier, most: usize) -> String {
    let mut text = String::new();
    for print in &dossier.story.prints {
        let Some(trace) = dossier.traces.get(&print.article) else { continue };
        let lines = lines(trace, most);
        if lines.is_empty() {
            continue;
        }
        let base = trace.base.map_or_else(String::new, |base| format!(" against {}", named(base, &dossier.story)));
        let _ = writeln!(text, "  {}{base}:", named(print.article, &dossier.story));
        for line in lines {
            let _ = writeln!(text, "    {line}");
        }
    }
    if text.is_empty() { text } else { format!("\nWhat changed (theirs / origin's):\n{text}") }
}

fn lines(trace: &Trace, most: usize) -> Vec<String> {
    let mut lines = trace.changes.as_ref().map_or_else(Vec::new, |changes| changed(changes, most));
    if let Some(disclaim) = &trace.disclaimer {
        let holds = match disclaim.holds {
            Some(true) => "holds",
            Some(false) => "does not hold: the text was edited or cut",
            None => "cannot be tested",
        };
        lines.push(format!("disclaimer {holds}: \"{}\"", output::short(&disclaim.words, 90)));
    }
    lines.extend(trace.clocks.iter().map(clock));
    lines
}

/// What was changed, a line a change.
pub(super) fn changed(changes: &Changes, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(some(changes.facts.iter().map(fact), most));
    lines.extend(some(changes.cut.iter().map(|words| format!("cut: {}", output::short(words, 110))), most));
    lines.extend(some(changes.added.iter().map(|words| format!("added: {}", output::short(words, 110))), most));
    if most == usize::MAX {
        lines.extend(
            changes.edits.iter().map(|edit| {
                format!("edit: {} / {}", output::short(&edit.theirs, 80), output::short(&edit.origins, 80))
            }),
        );
        lines.extend(changes.headline.iter().map(|edit| {
            format!("headline: {} / {}", output::short(&edit.theirs, 80), output::short(&edit.origins, 80))
        }));
    }
    lines
}

/// The first few, and how many more there are.
fn some(lines: impl ExactSizeIterator<Item = String>, most: usize) -> Vec<String> {
    let all = lines.len();
    let mut told: Vec<String> = lines.take(most).collect();
    if all > most {
        told.push(format!("and {} more (--full shows all)", all - most));
    }
    told
}

/// "number: 14 / 41".
pub(super) fn fact(line: &FactLine) -> String {
    let side = |words: &Option<String>| {
        words.as_deref().map_or_else(|| "(not there)".into(), |words| output::short(words, 90))
    };
    format!("{}: {} / {}", line.kind.word(), side(&line.theirs), side(&line.origins))
}

/// What is odd about the times, in words.
pub(super) fn clock(flag: &ClockFlag) -> String {
    let at = |time: i64| when::show(time);
    match flag {
        ClockFlag::Backdated { stamped, issued, unseen } => format!(
            "backdated: stamped {}, but the copy was issued {} and its feed was still without it {}",
            at(*stamped),
            at(*issued),
            at(*unseen)
        ),
        ClockFlag::Late { stamped, unseen } => {
            format!("late: stamped {}, but its feed was still without it {}", at(*stamped), at(*unseen))
        }
        ClockFlag::Ahead { stamped, seen } => format!("ahead: stamped {}, but seen {}", at(*stamped), at(*seen)),
        ClockFlag::Restamped { from, to, same_words } => {
            let words = if *same_words { ", the words as they were" } else { "" };
            format!("restamped: from {} to {}{words}", at(*from), at(*to))
        }
        ClockFlag::ChangedFirst { changed, stamped } => {
            format!("changed first: last changed {}, published {}", at(*changed), at(*stamped))
        }
        ClockFlag::DatelineDay { words, days } => {
            let (n, word) = (days.unsigned_abs(), if *days > 0 { "later" } else { "earlier" });
            format!("dateline: it says {}, the stamp is {n} days {word}", output::plain(words))
        }
    }
}

/// The notices about the copy, and what became of the reprints.
fn notices(dossier: &Dossier) -> String {
    let mut text = String::new();
    for (applied, print) in &dossier.notices {
        let Some(notice) = &print.notice else { continue };
        let _ = writeln!(
            text,
            "  {} by {} {}, {} (tied by its {}): \"{}\"",
            notice.kind.word(),
            output::plain(&print.outlet),
            item(print),
            when::show(print.seen.0),
            applied.tie.word(),
            output::short(&notice.words, 100)
        );
        text.push_str(&carried(applied, print, &dossier.story));
    }
    if text.is_empty() { text } else { format!("\nNotices:\n{text}") }
}

fn carried(applied: &Applied, notice: &Print, story: &Story) -> String {
    let mut text = String::new();
    let (gone, standing): (Vec<&Carried>, Vec<&Carried>) = applied.reprints.iter().partition(|one| one.until.is_some());
    for one in gone {
        let until = one.until.map_or_else(String::new, |until| {
            format!(" until {}, {} after the notice", when::show(until.0), when::stretch(until.0 - notice.seen.0))
        });
        let _ = writeln!(text, "    {} carried the old text{until}", named(one.article, story));
    }
    let looked = |one: &Carried| match one.looked > notice.seen {
        true => format!("{} (last looked at {})", named(one.article, story), when::show(one.looked.0)),
        false => format!("{} (not looked at since)", named(one.article, story)),
    };
    let names: Vec<String> = standing.into_iter().map(looked).collect();
    if !names.is_empty() {
        let _ = writeln!(text, "    {}: {}", standing_word(notice), names.join(", "));
    }
    text
}

/// The leader's item and the first item of another outlet: what to look at next.
pub(super) fn pair(story: &Story) -> Option<(i64, i64)> {
    let lead = story.lead()?;
    let other = story.prints.iter().find(|print| print.outlet != lead.outlet)?;
    Some((lead.item.0, other.item.0))
}
