//! What an outlet prints: its own, agency by agency, credited or not, edited how much, first or late.

use std::collections::BTreeMap;

use crate::news::{Account, ArticleId, Grade, Ledger, Piece, Provenance, Relation};

use super::agency::{credit, differs};
use super::chart::{Bar, Chart};
use super::numbers::{count, many, share, span};
use super::overview::{NOBODY, grades, lag};
use super::period::Period;
use super::table::{Cell, Column, Table, Unit, column};
use super::tally::Tally;
use super::{Figure, Kind, Report, Section};

const FIGURES: &[Column] = &[
    column("items", "items", Unit::Count, "its items first seen in the period"),
    column("own_share", "own", Unit::Share, "of them whose provenance is own"),
    column("agency_share", "agency copy", Unit::Share, "of them whose provenance is agency"),
    column("reprints", "reprints", Unit::Count, "of them that carry copy another outlet issued"),
    column("first", "first with it", Unit::Count, "shared stories whose first item seen was its"),
    column("lag_median", "median lag", Unit::Span, "lag that half of its timed reprints do not exceed"),
    column("credited", "credited correctly", Unit::Share, "its reprints graded correct, of those graded"),
    column(
        "false_disclaimers",
        "disclaimers that do not hold",
        Unit::Count,
        "reprints that say nothing but the headline was changed, and whose text was edited",
    ),
    column(
        "standing",
        "stale copies",
        Unit::Count,
        "its reprints that carried a text since taken back or put right, and still do",
    ),
];

const SOURCE_COLUMNS: &[Column] = &[
    column(
        "origin",
        "Origin",
        Unit::Words,
        "who issued the copy; (own) for its own, (nobody named) where it is shared and no credit names anybody",
    ),
    column("items", "Items", Unit::Count, "its items of the period with copy of this origin"),
    column("share", "Share", Unit::Share, "of all its items"),
    column("identical", "Identical", Unit::Count, "of them with the same words as the match"),
    column("near", "Near", Unit::Count, "with nearly all words of each in the other"),
    column("excerpt", "Cut", Unit::Count, "whose words stand in the match, which has more"),
    column("expanded", "Added to", Unit::Count, "that hold the match's words, and more"),
    column("overlap", "Reworked", Unit::Count, "that share a good part"),
    column("taken", "Taken over", Unit::Share, "share of their words that stand in the match, median"),
    column("credited", "Credited", Unit::Share, "graded correct, of those graded"),
    column("lag_median", "Median lag", Unit::Span, "lag that half of the timed ones do not exceed"),
];

const REPRINT_COLUMNS: &[Column] = &[
    column("seen", "Seen", Unit::Time, "when it was first seen"),
    column("headline", "Headline", Unit::Words, "its headline, with its address"),
    column("origin", "Origin", Unit::Words, "who issued the copy"),
    column("grade", "Grade", Unit::Words, "how it credits the origin"),
    column(
        "credit",
        "Credit as printed",
        Unit::Words,
        "the words of the credit that its grade rests on, and where they stand; empty where nobody is credited",
    ),
    column("taken", "Taken over", Unit::Share, "share of its words that stand in the match"),
    column(
        "lag",
        "Lag",
        Unit::Span,
        "from the origin's own item (or the first outlet's, where the origin was not seen) to it",
    ),
    column("story", "Story", Unit::Words, "number of the cluster, and the headline of its leader"),
    column("headline_changed", "New headline", Unit::Words, "yes when the words of the two headlines differ"),
    column("relation", "Relation", Unit::Words, "how its words relate to those it was matched with"),
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

const DISCLAIMER_COLUMNS: &[Column] = &[
    column("headline", "Headline", Unit::Words, "the headline of the reprint, with its address"),
    column("claim", "It says", Unit::Words, "the disclaimer as printed"),
    column("taken", "Taken over", Unit::Share, "share of its words that stand in the match"),
    column(
        "changes",
        "Facts changed",
        Unit::Count,
        "numbers, names, quotations, dates and attributions that read otherwise",
    ),
    column("example", "Such as", Unit::Words, "the first of them: theirs / the origin's"),
];

const STALE_COLUMNS: &[Column] = &[
    column("headline", "Headline", Unit::Words, "the headline of the reprint, with its address"),
    column("notice", "Notice", Unit::Words, "kind of the notice, and its words"),
    column("agency", "Agency", Unit::Words, "who sent it"),
    column("noticed", "Notice seen", Unit::Time, "when the notice was first seen"),
    column("standing", "Standing for", Unit::Span, "from the notice to the last look; empty where nobody looked since"),
    column(
        "looked",
        "Last looked",
        Unit::Time,
        "when its page was last read, or its feed last delivered it with new words: nobody looked since",
    ),
];

/// Kind, name and columns of every table of this report.
pub(super) const TABLES: &[(&str, &str, &[Column])] = &[
    ("outlet", "figures", FIGURES),
    ("outlet", "sources", SOURCE_COLUMNS),
    ("outlet", "credits", super::overview::GRADE_COLUMNS),
    ("outlet", "lag", super::overview::LAG_COLUMNS),
    ("outlet", "disclaimers", DISCLAIMER_COLUMNS),
    ("outlet", "stale", STALE_COLUMNS),
    ("outlet", "reprints", REPRINT_COLUMNS),
];

/// Its items, and what is said of each.
fn printed<'a>(ledger: &'a Ledger, name: &str) -> Vec<(&'a Piece, Account)> {
    let outlet = ledger.outlets.iter().position(|outlet| outlet.name.eq_ignore_ascii_case(name));
    ledger
        .pieces
        .iter()
        .filter(|piece| Some(piece.mark.outlet as usize) == outlet)
        .map(|piece| (piece, ledger.account(piece)))
        .collect()
}

/// Articles whose words the report on `name` prints.
pub fn wanted(ledger: &Ledger, name: &str) -> Vec<ArticleId> {
    let mut wanted = Vec::new();
    for (piece, _) in printed(ledger, name).iter().filter(|(_, account)| account.reprint) {
        wanted.push(piece.article);
        wanted.extend(ledger.brief(piece.cluster).map(|brief| brief.leader));
    }
    wanted.extend(ledger.notices.iter().flat_map(|notice| notice.reprints.iter().map(|reprint| reprint.article)));
    wanted
}

/// What the outlet `name` printed in `period`.
pub fn outlet(ledger: &Ledger, name: &str, period: Period, made: i64) -> Report {
    let printed = printed(ledger, name);
    let mut tally = Tally::of(ledger, printed.iter().map(|(piece, _)| *piece));
    let place = ledger.outlets.iter().position(|outlet| outlet.name.eq_ignore_ascii_case(name));
    let first = ledger
        .briefs
        .iter()
        .filter(|brief| brief.outlets > 1 && period.holds(brief.started.seen))
        .filter(|brief| Some(brief.started.outlet as usize) == place)
        .count() as u64;
    let disclaimers = disclaimers(ledger, &printed);
    let stale = stale(ledger, place);
    let values = [
        Cell::Count(tally.items),
        Cell::share(tally.own, tally.items),
        Cell::share(tally.agency, tally.items),
        Cell::Count(tally.reprints),
        Cell::Count(first),
        tally.median(),
        Cell::share(tally.grade(Grade::Correct), tally.graded()),
        Cell::Count(disclaimers.table.rows.len() as u64),
        Cell::Count(stale.table.rows.len() as u64),
    ];
    let figures =
        FIGURES.iter().zip(values).map(|(column, value)| Figure { column: *column, value, before: None }).collect();
    let shown = crate::text::shown::shown(place.map_or(name, |at| &ledger.outlets[at].name), 80);
    let what = place.map_or("outlet", |at| ledger.outlets[at].kind.word());
    let lead = lead(&shown, what, &mut tally);
    let sections =
        vec![sources(ledger, &printed), grades(&tally), lag(&tally), disclaimers, stale, reprints(ledger, &printed)];
    Report {
        kind: Kind::Outlet,
        title: format!("What {shown} prints"),
        lead,
        period,
        made,
        figures,
        sections,
        silent: false,
    }
}

fn lead(name: &str, what: &str, tally: &mut Tally) -> String {
    if tally.items == 0 {
        return format!("Nothing by the {what} {name} was seen in this period.");
    }
    let part = |n: u64| share(n as f64 / tally.items as f64);
    let mut words = format!(
        "{}: {} its own, {} agency copy.",
        many(tally.items, "item", "items"),
        part(tally.own),
        part(tally.agency)
    );
    if let Some(lag) = tally.lag(0.5) {
        words.push_str(&format!(" Half of its reprints came within {} of the origin.", span(lag)));
    }
    words
}

fn sources(ledger: &Ledger, printed: &[(&Piece, Account)]) -> Section {
    let mut groups: BTreeMap<String, Vec<&Piece>> = BTreeMap::new();
    for (piece, account) in printed {
        let name = match (account.provenance, account.issuer) {
            (Provenance::Own, _) => "(own)".to_owned(),
            (Provenance::Unknown, _) | (_, None) => NOBODY.to_owned(),
            (_, Some(issuer)) => ledger.issuers[issuer as usize].name.clone(),
        };
        groups.entry(name).or_default().push(piece);
    }
    let mut ranked: Vec<_> = groups.into_iter().collect();
    ranked.sort_by_key(|(name, pieces)| (std::cmp::Reverse(pieces.len()), name.clone()));
    let mut table = Table::new(SOURCE_COLUMNS);
    let mut bars = Vec::new();
    for (name, pieces) in ranked {
        let mut tally = Tally::of(ledger, pieces.iter().copied());
        let related = |relation: Relation| {
            Cell::Count(pieces.iter().filter(|piece| piece.relation == Some(relation)).count() as u64)
        };
        if bars.len() < 15 {
            let n = pieces.len() as u64;
            bars.push(Bar { label: name.clone(), value: n as f64, words: count(n) });
        }
        table.push(vec![
            Cell::text(&name),
            Cell::Count(tally.items),
            Cell::share(tally.items, printed.len() as u64),
            related(Relation::Identical),
            related(Relation::Near),
            related(Relation::Excerpt),
            related(Relation::Expanded),
            related(Relation::Overlap),
            taken(&pieces),
            Cell::share(tally.grade(Grade::Correct), tally.graded()),
            tally.median(),
        ]);
    }
    Section::new("sources", "Whose copy it prints", "", table)
        .with((!bars.is_empty()).then(|| Chart::Bars { caption: "Items by the origin of their words".into(), bars }))
}

/// Median share of the words that were taken over.
fn taken(pieces: &[&Piece]) -> Cell {
    let mut shares: Vec<f32> =
        pieces.iter().filter(|piece| piece.relation.is_some()).map(|piece| piece.of_item).collect();
    shares.sort_by(f32::total_cmp);
    shares.get(shares.len().div_ceil(2).max(1) - 1).map_or(Cell::None, |share| Cell::Share(f64::from(*share)))
}

fn disclaimers(ledger: &Ledger, printed: &[(&Piece, Account)]) -> Section {
    let mut table = Table::new(DISCLAIMER_COLUMNS);
    for (piece, _) in printed {
        let wording = ledger.words(piece.article);
        let Some((claim, Some(false))) = &wording.disclaimer else { continue };
        let example = wording.changes.first().map(|line| {
            let side = |words: &Option<String>| words.clone().unwrap_or_else(|| "(not there)".into());
            format!("{}: {} / {}", line.kind.word(), side(&line.theirs), side(&line.origins))
        });
        table.push(vec![
            Cell::link(wording.headline.as_deref(), wording.url.as_deref()),
            Cell::text(claim),
            piece.relation.map_or(Cell::None, |_| Cell::Share(f64::from(piece.of_item))),
            Cell::Count(wording.changes.len() as u64),
            Cell::maybe(example.as_deref()),
        ]);
    }
    Section::new(
        "disclaimers",
        "Disclaimers that do not hold",
        "They say that nothing but the headline was changed; the text was.",
        table,
    )
}

fn stale(ledger: &Ledger, outlet: Option<usize>) -> Section {
    let mut table = Table::new(STALE_COLUMNS);
    for notice in &ledger.notices {
        for reprint in notice.reprints.iter().filter(|reprint| Some(reprint.outlet as usize) == outlet) {
            if reprint.followed.is_some() {
                continue;
            }
            let wording = ledger.words(reprint.article);
            table.push(vec![
                Cell::link(wording.headline.as_deref(), wording.url.as_deref()),
                Cell::text(&format!("{}: {}", notice.kind.word(), notice.words)),
                Cell::text(ledger.outlet(notice.outlet)),
                Cell::Time(notice.seen),
                Cell::span(Some(reprint.looked - notice.seen).filter(|span| *span > 0)),
                Cell::Time(reprint.looked),
            ]);
        }
    }
    Section::new("stale", "Stale copies still standing", "", table)
}

fn reprints(ledger: &Ledger, printed: &[(&Piece, Account)]) -> Section {
    let mut table = Table::new(REPRINT_COLUMNS);
    for (piece, account) in printed.iter().filter(|(_, account)| account.reprint) {
        let wording = ledger.words(piece.article);
        let leader = ledger.brief(piece.cluster).map(|brief| brief.leader);
        let origin = leader.and_then(|leader| ledger.words(leader).headline.as_deref());
        let new = leader
            .filter(|leader| *leader != piece.article)
            .and_then(|_| Some(differs(wording.headline.as_deref()?, origin?)));
        let lag = account.lag;
        table.push(vec![
            Cell::Time(piece.mark.seen),
            Cell::link(wording.headline.as_deref(), wording.url.as_deref()),
            account.issuer.map_or(Cell::None, |issuer| Cell::text(&ledger.issuers[issuer as usize].name)),
            Cell::maybe(account.grade.map(|grade| grade.word())),
            credit(wording),
            piece.relation.map_or(Cell::None, |_| Cell::Share(f64::from(piece.of_item))),
            Cell::span(lag.map(|lag| lag.seconds)),
            Cell::story(piece.cluster.0, origin.or(wording.headline.as_deref())),
            new.map_or(Cell::None, |new| Cell::text(if new { "yes" } else { "no" })),
            Cell::maybe(piece.relation.map(|relation| relation.word())),
            Cell::span(lag.and_then(|lag| lag.least)),
            Cell::span(lag.and_then(|lag| lag.most)),
        ]);
    }
    Section::new("reprints", "Every reprint", "", table)
}
