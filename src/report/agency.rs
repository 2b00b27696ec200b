//! Where the copy of an agency went: story by story, credited how, and uncredited reprints first.

use std::collections::BTreeMap;

use crate::news::{Account, ArticleId, ClusterId, Grade, Issuer, Ledger, Piece};

use super::chart::{Bar, Chart};
use super::numbers::{count, many, share, span};
use super::overview::{grades, lag};
use super::period::Period;
use super::silence::Nearest;
use super::table::{Cell, Column, Table, Unit, column};
use super::tally::Tally;
use super::{Figure, Kind, Report, Section};

const FIGURES: &[Column] = &[
    column("issued", "issued", Unit::Count, "items of the agency's own feeds first seen in the period"),
    column("stories", "stories reprinted", Unit::Count, "clusters of its copy that items of the period reprint"),
    column("reprints", "reprints", Unit::Count, "items of the period that reprint its copy"),
    column("outlets", "outlets", Unit::Count, "outlets that reprinted it"),
    column("uncredited", "not credited", Unit::Count, "reprints graded vague, missing, wrong or staff-byline"),
    column("credited", "credited correctly", Unit::Share, "reprints graded correct, of those graded"),
    column("lag_median", "median lag", Unit::Span, "lag that half of the timed reprints do not exceed"),
    column(
        "used_median",
        "used",
        Unit::Share,
        "share of the matched copy that stands in the reprint, median of the reprints that were matched",
    ),
];

const REPRINT_COLUMNS: &[Column] = &[
    column("outlet", "Outlet", Unit::Words, "who reprinted it"),
    column("headline", "Headline there", Unit::Words, "the headline of the reprint, with its address"),
    column("grade", "Grade", Unit::Words, "how it credits the origin"),
    column(
        "credit",
        "Credit as printed",
        Unit::Words,
        "the words of the credit that its grade rests on, and where they stand; empty where nobody is credited",
    ),
    column("used", "Used", Unit::Share, "share of the matched copy that stands in it"),
    column("seen", "Seen", Unit::Time, "when the reprint was first seen"),
    column(
        "lag",
        "Lag",
        Unit::Span,
        "from the origin's own item (or the first outlet's, where the origin was not seen) to it",
    ),
    column("story", "Story", Unit::Words, "number of the cluster, and the headline of its leader"),
    column("headline_changed", "New headline", Unit::Words, "yes when the words of the two headlines differ"),
    column("relation", "Relation", Unit::Words, "how its words relate to those it was matched with"),
    column("agency_words", "Of its words", Unit::Share, "share of its words that stand in the matched copy"),
    column(
        "lag_least",
        "At least",
        Unit::Span,
        "the same, if it appeared right after its feed was last read without it",
    ),
    column(
        "lag_most",
        "At most",
        Unit::Span,
        "the same, if the origin's appeared right after its feed was last read without it",
    ),
];

const STORY_COLUMNS: &[Column] = &[
    column("story", "Story", Unit::Words, "number of the cluster, and the headline of its leader"),
    column("first_seen", "First seen", Unit::Time, "when its first item was seen"),
    column("reprints", "Reprints", Unit::Count, "items of the period that reprint it"),
    column("outlets", "Outlets", Unit::Count, "outlets that did"),
    column("uncredited", "Not credited", Unit::Count, "of the reprints graded vague, missing, wrong or staff-byline"),
    column("lag_median", "Median lag", Unit::Span, "lag that half of its timed reprints do not exceed"),
    column("used_median", "Used", Unit::Share, "share of the copy that stands in the reprint, median"),
    column("new_headlines", "New headlines", Unit::Count, "reprints whose headline differs in its words"),
];

const OUTLET_COLUMNS: &[Column] = &[
    column("outlet", "Outlet", Unit::Words, "who reprinted"),
    column("reprints", "Reprints", Unit::Count, "its reprints of the agency's copy in the period"),
    column("stories", "Stories", Unit::Count, "clusters they belong to"),
    column("correct", "Correct", Unit::Count, "of them graded correct"),
    column("vague", "Vague", Unit::Count, "graded vague"),
    column("missing", "Missing", Unit::Count, "graded missing"),
    column("wrong", "Wrong", Unit::Count, "graded wrong"),
    column("staff", "Staff byline", Unit::Count, "graded staff-byline"),
    column("lag_median", "Median lag", Unit::Span, "lag that half of the timed ones do not exceed"),
    column("used_median", "Used", Unit::Share, "share of the copy that stands in the reprint, median"),
];

/// Kind, name and columns of every table of this report.
pub(super) const TABLES: &[(&str, &str, &[Column])] = &[
    ("agency", "figures", FIGURES),
    ("agency", "uncredited", REPRINT_COLUMNS),
    ("agency", "stories", STORY_COLUMNS),
    ("agency", "outlets", OUTLET_COLUMNS),
    ("agency", "reprints", REPRINT_COLUMNS),
    ("agency", "credits", super::overview::GRADE_COLUMNS),
    ("agency", "lag", super::overview::LAG_COLUMNS),
];

/// A reprint of the agency's copy.
struct Reprint<'a> {
    piece: &'a Piece,
    account: Account,
    leader: Option<ArticleId>,
}

/// The agency among the issuers, and the outlet it is read at: often under another name than it is credited by, "PAP" at pap.pl.
fn known(ledger: &Ledger, name: &str) -> (Option<u32>, Option<u32>) {
    let named = ledger.outlets.iter().position(|outlet| outlet.name.eq_ignore_ascii_case(name)).map(|at| at as u32);
    let mut issuers = ledger.issuers.iter();
    let issuer = issuers.position(|issuer| issuer.name.eq_ignore_ascii_case(name)).or_else(|| {
        let is_read = |issuer: &Issuer| named.is_some() && issuer.outlet == named;
        ledger.issuers.iter().position(is_read)
    });
    let read_at = issuer.and_then(|issuer| ledger.issuers[issuer].outlet);
    (issuer.map(|at| at as u32), read_at.or(named))
}

/// When the items before and after a period were first seen that a report on `name` counts, nearest first: what the agency
/// issued, and reprints of its copy. `ledger` is of all times.
pub fn nearest(ledger: &Ledger, name: &str, period: Period) -> Nearest {
    let (_, outlet) = known(ledger, name);
    let issued = ledger.pieces.iter().filter(|piece| Some(piece.mark.outlet) == outlet);
    let reprints = reprints(ledger, name);
    let seen = || issued.clone().chain(reprints.iter().map(|reprint| reprint.piece)).map(|piece| piece.mark.seen);
    Nearest { before: seen().filter(|at| *at < period.from).max(), after: seen().filter(|at| *at >= period.to).min() }
}

fn reprints<'a>(ledger: &'a Ledger, name: &str) -> Vec<Reprint<'a>> {
    let (issuer, _) = known(ledger, name);
    ledger
        .pieces
        .iter()
        .map(|piece| (piece, ledger.account(piece)))
        .filter(|(_, account)| account.reprint && account.issuer.is_some() && account.issuer == issuer)
        .map(|(piece, account)| Reprint {
            piece,
            account,
            leader: ledger.brief(piece.cluster).map(|brief| brief.leader),
        })
        .collect()
}

/// Articles whose words the report on `name` prints.
pub fn wanted(ledger: &Ledger, name: &str) -> Vec<ArticleId> {
    reprints(ledger, name)
        .iter()
        .flat_map(|reprint| reprint.leader.into_iter().chain([reprint.piece.article]))
        .collect()
}

/// Where the copy of the agency `name` went in `period`.
pub fn agency(ledger: &Ledger, name: &str, period: Period, made: i64) -> Report {
    let reprints = reprints(ledger, name);
    let mut tally = Tally::of(ledger, reprints.iter().map(|reprint| reprint.piece));
    let (issuer, outlet) = known(ledger, name);
    let issued = ledger.pieces.iter().filter(|piece| Some(piece.mark.outlet) == outlet).count() as u64;
    let distinct = |of: fn(&Reprint<'_>) -> i64| {
        let mut all: Vec<i64> = reprints.iter().map(of).collect();
        all.sort_unstable();
        all.dedup();
        all.len() as u64
    };
    let stories = distinct(|reprint| reprint.piece.cluster.0);
    let outlets = distinct(|reprint| i64::from(reprint.piece.mark.outlet));
    let uncredited = tally.graded() - tally.grade(Grade::Correct);
    let values = [
        Cell::Count(issued),
        Cell::Count(stories),
        Cell::Count(tally.reprints),
        Cell::Count(outlets),
        Cell::Count(uncredited),
        Cell::share(tally.grade(Grade::Correct), tally.graded()),
        tally.median(),
        used(reprints.iter()),
    ];
    let figures =
        FIGURES.iter().zip(values).map(|(column, value)| Figure { column: *column, value, before: None }).collect();
    let name = match (issuer, outlet) {
        (Some(issuer), _) => ledger.issuers[issuer as usize].name.as_str(),
        (None, Some(at)) => ledger.outlet(at),
        (None, None) => name,
    };
    let shown = crate::text::shown::shown(name, 80);
    let lead = lead(&shown, &mut tally, stories, outlets, uncredited);
    let sections = vec![
        uncredited_section(ledger, &reprints),
        by_story(ledger, &reprints),
        by_outlet(ledger, &reprints),
        grades(&tally),
        lag(&tally),
        Section::new("reprints", "Every reprint", "", lines(ledger, reprints.iter())),
    ];
    Report {
        kind: Kind::Agency,
        title: format!("Where {shown}’s copy went"),
        lead,
        period,
        made,
        figures,
        sections,
        silent: false,
    }
}

fn lead(name: &str, tally: &mut Tally, stories: u64, outlets: u64, uncredited: u64) -> String {
    if tally.reprints == 0 {
        return format!("No reprint of copy by {name} was seen in this period.");
    }
    let mut words = format!(
        "{} of {} by {}.",
        many(tally.reprints, "reprint", "reprints"),
        many(stories, "story", "stories"),
        many(outlets, "outlet", "outlets"),
    );
    if tally.graded() > 0 {
        let part = uncredited as f64 / tally.graded() as f64;
        words.push_str(&format!(" {} ({}) do not credit {name} properly.", count(uncredited), share(part)));
    }
    if let Some(lag) = tally.lag(0.5) {
        words.push_str(&format!(" Half came within {}.", span(lag)));
    }
    words
}

/// Whether a reprint does not credit its origin properly.
fn uncredited(reprint: &&Reprint<'_>) -> bool {
    reprint.account.grade.is_some_and(|grade| grade != Grade::Correct)
}

/// Median share of the copy that was used.
fn used<'a>(reprints: impl Iterator<Item = &'a Reprint<'a>>) -> Cell {
    let mut shares: Vec<f32> =
        reprints.filter(|reprint| reprint.piece.relation.is_some()).map(|reprint| reprint.piece.of_match).collect();
    shares.sort_by(f32::total_cmp);
    let rank = shares.len().div_ceil(2);
    shares.get(rank.max(1) - 1).map_or(Cell::None, |share| Cell::Share(f64::from(*share)))
}

fn uncredited_section(ledger: &Ledger, reprints: &[Reprint<'_>]) -> Section {
    let table = lines(ledger, reprints.iter().filter(uncredited));
    let note = if table.rows.is_empty() {
        "Every reprint whose credit was audited names its origin."
    } else {
        "Each with its address, the time it was seen, the share of the copy used and the credit as printed: ready to send."
    };
    Section::new("uncredited", "Reprints without a proper credit", note, table)
}

fn lines<'a>(ledger: &Ledger, reprints: impl Iterator<Item = &'a Reprint<'a>>) -> Table {
    let mut table = Table::new(REPRINT_COLUMNS);
    let mut rows: Vec<&Reprint<'_>> = reprints.collect();
    // The gravest first: missing, wrong, staff byline, vague; then the correct ones.
    let weight = |grade: Option<Grade>| match grade {
        Some(Grade::Missing) => 0,
        Some(Grade::Wrong) => 1,
        Some(Grade::Staff) => 2,
        Some(Grade::Vague) => 3,
        Some(Grade::Correct) => 4,
        None => 5,
    };
    rows.sort_by_key(|reprint| (weight(reprint.account.grade), reprint.piece.mark.seen, reprint.piece.article));
    for reprint in rows {
        table.push(line(ledger, reprint));
    }
    table
}

fn line(ledger: &Ledger, reprint: &Reprint<'_>) -> Vec<Cell> {
    let piece = reprint.piece;
    let wording = ledger.words(piece.article);
    let story = reprint.leader.and_then(|leader| ledger.words(leader).headline.as_deref());
    let lag = reprint.account.lag;
    let matched = |share: f32| piece.relation.map_or(Cell::None, |_| Cell::Share(f64::from(share)));
    vec![
        Cell::text(ledger.outlet(piece.mark.outlet)),
        Cell::link(wording.headline.as_deref(), wording.url.as_deref()),
        Cell::maybe(reprint.account.grade.map(|grade| grade.word())),
        credit(wording),
        matched(piece.of_match),
        Cell::Time(piece.mark.seen),
        Cell::span(lag.map(|lag| lag.seconds)),
        Cell::story(piece.cluster.0, story.or(wording.headline.as_deref())),
        new_headline(ledger, reprint).map_or(Cell::None, |new| Cell::text(if new { "yes" } else { "no" })),
        Cell::maybe(piece.relation.map(|relation| relation.word())),
        matched(piece.of_item),
        Cell::span(lag.and_then(|lag| lag.least)),
        Cell::span(lag.and_then(|lag| lag.most)),
    ]
}

/// "PTI (byline)".
pub(super) fn credit(wording: &crate::news::Wording) -> Cell {
    match (&wording.credit, &wording.credit_place) {
        (Some(words), Some(place)) => Cell::text(&format!("“{words}” ({place})")),
        (Some(words), None) => Cell::text(&format!("“{words}”")),
        _ => Cell::None,
    }
}

/// Whether the words of the two headlines differ; case and punctuation do not count.
pub(super) fn differs(a: &str, b: &str) -> bool {
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect::<Vec<_>>()
    };
    words(a) != words(b)
}

fn new_headline(ledger: &Ledger, reprint: &Reprint<'_>) -> Option<bool> {
    let theirs = ledger.words(reprint.piece.article).headline.as_deref()?;
    let leader = reprint.leader.filter(|leader| *leader != reprint.piece.article)?;
    Some(differs(theirs, ledger.words(leader).headline.as_deref()?))
}

fn by_story(ledger: &Ledger, reprints: &[Reprint<'_>]) -> Section {
    let mut groups: BTreeMap<ClusterId, Vec<&Reprint<'_>>> = BTreeMap::new();
    for reprint in reprints {
        groups.entry(reprint.piece.cluster).or_default().push(reprint);
    }
    let mut ranked: Vec<_> = groups.into_iter().collect();
    ranked.sort_by_key(|(cluster, group)| (std::cmp::Reverse(group.len()), *cluster));
    let mut table = Table::new(STORY_COLUMNS);
    let mut bars = Vec::new();
    for (cluster, group) in ranked {
        let mut tally = Tally::of(ledger, group.iter().map(|reprint| reprint.piece));
        let brief = ledger.brief(cluster);
        let article = brief.map_or(group[0].piece.article, |brief| brief.leader);
        let story = Cell::story(cluster.0, ledger.words(article).headline.as_deref());
        if let (Cell::Story { words, .. }, true) = (&story, bars.len() < 10) {
            bars.push(Bar { label: words.clone(), value: group.len() as f64, words: count(group.len() as u64) });
        }
        let mut outlets: Vec<u32> = group.iter().map(|reprint| reprint.piece.mark.outlet).collect();
        outlets.sort_unstable();
        outlets.dedup();
        table.push(vec![
            story,
            Cell::Time(brief.map_or(group[0].piece.mark.seen, |brief| brief.started.seen)),
            Cell::Count(tally.reprints),
            Cell::Count(outlets.len() as u64),
            Cell::Count(tally.graded() - tally.grade(Grade::Correct)),
            tally.median(),
            used(group.iter().copied()),
            Cell::Count(group.iter().filter(|reprint| new_headline(ledger, reprint) == Some(true)).count() as u64),
        ]);
    }
    Section::new("stories", "Story by story", "", table).with(
        (!bars.is_empty()).then(|| Chart::Bars { caption: "Reprints of the most reprinted stories".into(), bars }),
    )
}

fn by_outlet(ledger: &Ledger, reprints: &[Reprint<'_>]) -> Section {
    let mut groups: BTreeMap<u32, Vec<&Reprint<'_>>> = BTreeMap::new();
    for reprint in reprints {
        groups.entry(reprint.piece.mark.outlet).or_default().push(reprint);
    }
    let mut ranked: Vec<_> = groups.into_iter().collect();
    ranked.sort_by_key(|(outlet, group)| (std::cmp::Reverse(group.len()), *outlet));
    let mut table = Table::new(OUTLET_COLUMNS);
    let mut bars = Vec::new();
    for (outlet, group) in ranked {
        let mut tally = Tally::of(ledger, group.iter().map(|reprint| reprint.piece));
        let mut stories: Vec<ClusterId> = group.iter().map(|reprint| reprint.piece.cluster).collect();
        stories.sort_unstable();
        stories.dedup();
        if bars.len() < 20 {
            let n = group.len() as u64;
            bars.push(Bar { label: ledger.outlet(outlet).to_owned(), value: n as f64, words: count(n) });
        }
        let mut row =
            vec![Cell::text(ledger.outlet(outlet)), Cell::Count(tally.reprints), Cell::Count(stories.len() as u64)];
        row.extend(Grade::ALL.map(|grade| Cell::Count(tally.grade(grade))));
        row.extend([tally.median(), used(group.iter().copied())]);
        table.push(row);
    }
    Section::new("outlets", "Outlet by outlet", "", table)
        .with((!bars.is_empty()).then(|| Chart::Bars { caption: "Reprints by outlet".into(), bars }))
}
