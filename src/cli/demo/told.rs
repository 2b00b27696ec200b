//! What the demo tells: its newsroom and configuration, the rounds, the clusters, the verdict, what to try next.

use std::fmt::Write;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::expected::{COMPARED, Verdict};
use super::newsroom::Newsroom;
use super::server::Server;
use crate::cli::{clusters, output, show};
use crate::desk::RoundSummary;
use crate::news::{Dossier, Origin, Print, Story};

const BOLD: anstyle::Style = anstyle::Style::new().bold();
const DIM: anstyle::Style = anstyle::Style::new().dimmed();
const GOOD: anstyle::Style = anstyle::AnsiColor::Green.on_default();
const BAD: anstyle::Style = anstyle::AnsiColor::Red.on_default();

/// The configuration of the newsroom on loopback.
pub fn config(server: &Server) -> String {
    let mut text = String::from(
        "# Written by `wirecopy demo`. Its newsroom stands on loopback and is open only as long as the demo runs.\n\n\
         [polling]\nlongest_hours = 1\n\n\
         [network]\nallow = [\"127.0.0.1\"]\nat_once_a_host = 8\nseconds_between_requests = 0.0\n",
    );
    for (n, outlet) in server.newsroom().outlets.iter().enumerate() {
        let _ = write!(
            text,
            "\n[[outlet]]\nname = {}\nkind = {}\ndomains = [{}]\n",
            quoted(&outlet.name),
            quoted(&outlet.kind),
            quoted(&outlet.domain)
        );
        if !outlet.aliases.is_empty() {
            let aliases: Vec<String> = outlet.aliases.iter().map(|alias| quoted(alias)).collect();
            let _ = writeln!(text, "aliases = [{}]", aliases.join(", "));
        }
        for (key, value) in [("family", &outlet.family), ("zone", &outlet.zone)] {
            if let Some(value) = value {
                let _ = writeln!(text, "{key} = {}", quoted(value));
            }
        }
        let _ = writeln!(text, "feeds = [{}]", quoted(&server.feed(n)));
    }
    text
}

/// What is about to happen.
pub fn opening(newsroom: &Newsroom) -> String {
    let kinds = |kind: &str| newsroom.outlets.iter().filter(|outlet| outlet.kind == kind).count();
    format!(
        "A newsroom on this machine: {} agencies, {} papers, {} aggregator; {} stories on {}.\n\n",
        kinds("agency"),
        kinds("publisher"),
        kinds("aggregator"),
        newsroom.stories(),
        newsroom.rounds[0].format("%-d %B %Y")
    )
}

/// One round in one line.
pub fn round(number: usize, at: DateTime<Utc>, s: &RoundSummary) -> String {
    format!(
        "Round {number}, {} GMT: {} feeds polled, {} unchanged, {} failed; {} items new, {} changed; {} pages; \
         {} copies; {} clusters opened, {} grown\n",
        at.format("%H:%M"),
        s.polled,
        s.unchanged,
        s.failed,
        s.new,
        s.changed,
        s.pages,
        s.copies,
        s.opened,
        s.grown
    )
}

/// Every cluster with its origin, its evidence and its outlets in order of appearance.
pub fn clusters(dossiers: &[Dossier]) -> String {
    let mut text = format!("\n{} clusters of copy:\n", dossiers.len());
    for dossier in dossiers {
        let story = &dossier.story;
        let _ = writeln!(text, "\n{BOLD}{:>4}  {}{BOLD:#}", story.id.0, output::short(clusters::headline(story), 100));
        text.push_str(&origin(story));
        text.push_str(&rests_on(story));
        for print in &story.prints {
            text.push_str(&line(print, dossier));
        }
    }
    text
}

fn origin(story: &Story) -> String {
    let Origin::Known(side) = &story.origin else {
        return format!("      copy by: {}\n", clusters::origin(&story.origin));
    };
    let mut told: Vec<String> = Vec::new();
    for (_, credit) in &side.credits {
        let words = format!("{} \"{}\"", credit.kind.word(), output::short(&credit.words, 60));
        if !told.contains(&words) && told.len() < 3 {
            told.push(words);
        }
    }
    let name = output::plain(&side.organisation);
    format!("      copy by {BOLD}{name}{BOLD:#} ({:.2}): {}\n", side.confidence.0, told.join("; "))
}

fn rests_on(story: &Story) -> String {
    let mut told: Vec<(&str, &str)> = Vec::new();
    for citation in story.prints.iter().flat_map(|print| &print.citations) {
        if !told.iter().any(|(medium, _)| *medium == citation.medium) {
            told.push((&citation.medium, &citation.words));
        }
    }
    told.iter()
        .take(4)
        .map(|(medium, words)| format!("      rests on {}: \"{}\"\n", output::plain(medium), output::short(words, 90)))
        .collect()
}

fn line(print: &Print, dossier: &Dossier) -> String {
    let shares = print.matched.as_ref().map_or_else(String::new, |m| {
        format!("{:>3.0}%/{:<3.0}%", m.shares.of_item * 100.0, m.shares.of_match * 100.0)
    });
    format!(
        "      {}  {}  {}  {:9}  {DIM}{}{DIM:#}\n",
        wide(&output::short(&print.outlet, 22), 22),
        wide(&show::lag(dossier, print), 18),
        wide(&show::relation(print, &dossier.story), 24),
        shares,
        output::short(print.headline.as_deref().unwrap_or("-"), 56)
    )
}

/// Text filled up to so many columns.
fn wide(text: &str, columns: usize) -> String {
    use unicode_width::UnicodeWidthStr;
    format!("{text}{}", " ".repeat(columns.saturating_sub(text.width())))
}

/// How far all this is as it was written.
pub fn verdict(verdict: &Verdict) -> String {
    let style = if verdict.troubles.is_empty() { GOOD } else { BAD };
    let right: Vec<String> =
        COMPARED.iter().zip(verdict.right).map(|(what, right)| format!("{what} {right}")).collect();
    let mut text = format!(
        "\n{style}As data/demo/expected.json has it: {} of {} clusters; right of them: {}{style:#}\n",
        verdict.found,
        verdict.expected,
        right.join(", ")
    );
    for trouble in &verdict.troubles {
        let _ = writeln!(text, "  {}", output::plain(trouble));
    }
    text
}

/// What to try next.
pub fn next(stories: &[Story], kept: Option<&Path>, took: Duration) -> String {
    let mut text = format!("\nDone in {:.1} s. ", took.as_secs_f64());
    let Some(kept) = kept else {
        text.push_str(
            "Nothing was kept. Next:\n  wirecopy demo --keep demo      the same, with a database to look into\n",
        );
        text.push_str("  wirecopy run                   the outlets of config.toml, for real\n");
        return text;
    };
    // The longest story tells most.
    let story = stories.iter().max_by_key(|story| (story.outlets().len(), std::cmp::Reverse(story.id)));
    let db = kept.join("wirecopy.db");
    let with = format!("wirecopy --db {}", output::plain(&db.display().to_string()));
    let _ = writeln!(text, "Kept in {}. Next:", output::plain(&kept.display().to_string()));
    let _ = writeln!(text, "  {with} clusters --min-outlets 3");
    if let Some(story) = story {
        let _ = writeln!(text, "  {with} show {}", story.id.0);
        if let Some((a, b)) = show::pair(story) {
            let _ = writeln!(text, "  {with} diff {a} {b}");
            let _ = writeln!(text, "  {with} explain {a} {b}");
        }
    }
    let _ = writeln!(text, "  {with} report --period all");
    text
}

/// A string as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::from(text).to_string()
}
