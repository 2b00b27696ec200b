//! Notices of agencies, and what became of the reprints.

use crate::news::{ArticleId, Ledger, NoticeFile, NoticeKind};

use super::chart::{Bar, Chart};
use super::numbers::{count, many};
use super::period::Period;
use super::table::{Cell, Column, Table, Unit, column};
use super::{Figure, Kind, Report, Section};

const FIGURES: &[Column] = &[
    column("notices", "notices", Unit::Count, "corrections, holds and kills of agencies seen in the period"),
    column("tied", "tied to a story", Unit::Count, "notices whose cluster was found"),
    column("touched", "reprints touched", Unit::Count, "reprints that carried the old text, of all notices"),
    column("followed", "followed", Unit::Count, "of them later seen without the old text"),
    column("standing", "still standing", Unit::Count, "of them not seen otherwise since"),
];

pub(super) const NOTICE_COLUMNS: &[Column] = &[
    column("seen", "Seen", Unit::Time, "when the notice was first seen"),
    column("agency", "Agency", Unit::Words, "the outlet that sent it"),
    column("kind", "Kind", Unit::Words, "correction, update, hold, kill or embargo"),
    column("words", "In its words", Unit::Words, "the words that say so"),
    column(
        "about",
        "About",
        Unit::Words,
        "the story, by number and headline, or as the notice names it when it was not found",
    ),
    column("touched", "Touched", Unit::Count, "reprints that carried the old text"),
    column("followed", "Followed", Unit::Count, "of them later seen without it"),
    column("standing", "Standing", Unit::Count, "of them still standing"),
];

const REPRINT_COLUMNS: &[Column] = &[
    column("notice", "Notice", Unit::Words, "kind of the notice"),
    column("about", "About", Unit::Words, "the story, by number and headline"),
    column("outlet", "Outlet", Unit::Words, "who reprinted the old text"),
    column("headline", "Headline there", Unit::Words, "the headline of the reprint, with its address"),
    column("seen", "Seen", Unit::Time, "when the reprint was first seen"),
    column("noticed", "Notice", Unit::Time, "when the notice was first seen"),
    column("followed", "Followed", Unit::Time, "when it was first seen without the old text; empty while it stands"),
    column("delay", "Delay", Unit::Span, "from the notice to that"),
    column(
        "looked",
        "Last looked",
        Unit::Time,
        "when its page was last read, or its feed last delivered it with new words: what \"still stands\" is worth",
    ),
];

/// Kind, name and columns of every table of this report.
pub(super) const TABLES: &[(&str, &str, &[Column])] = &[
    ("corrections", "figures", FIGURES),
    ("corrections", "notices", NOTICE_COLUMNS),
    ("corrections", "reprints", REPRINT_COLUMNS),
];

/// Articles whose words the report prints.
pub fn wanted(ledger: &Ledger) -> Vec<ArticleId> {
    let mut wanted: Vec<ArticleId> =
        ledger.notices.iter().flat_map(|notice| notice.reprints.iter().map(|reprint| reprint.article)).collect();
    let leaders = ledger.notices.iter().filter_map(|notice| ledger.brief(notice.cluster?)).map(|brief| brief.leader);
    wanted.extend(leaders);
    wanted
}

/// What agencies took back or put right in `period`, and who still prints the old text.
pub fn corrections(ledger: &Ledger, period: Period, made: i64) -> Report {
    let notices: Vec<&NoticeFile> = asked(ledger).collect();
    let sum = |of: fn(&NoticeFile) -> u64| notices.iter().map(|notice| of(notice)).sum::<u64>();
    let (touched, followed) = (sum(|notice| notice.reprints.len() as u64), sum(followed));
    let values = [
        notices.len() as u64,
        notices.iter().filter(|notice| notice.cluster.is_some()).count() as u64,
        touched,
        followed,
        touched - followed,
    ];
    let figures = FIGURES
        .iter()
        .zip(values)
        .map(|(column, value)| Figure { column: *column, value: Cell::Count(value), before: None })
        .collect();
    let lead = match (notices.len(), touched) {
        (0, _) => "No agency took anything back in this period.".to_owned(),
        (n, 0) => format!("{}; no reprint carried the old text.", many(n as u64, "notice", "notices")),
        (n, touched) => {
            let standing =
                notices.iter().flat_map(|notice| notice.reprints.iter().map(move |reprint| (notice, reprint)));
            let unseen =
                standing.filter(|(notice, reprint)| reprint.followed.is_none() && reprint.looked <= notice.seen);
            let unseen = match unseen.count() as u64 {
                0 => String::new(),
                n => format!(", {} of them not looked at since", count(n)),
            };
            format!(
                "{} touched {}; {} still stand uncorrected{unseen}.",
                many(n as u64, "notice", "notices"),
                many(touched, "reprint", "reprints"),
                count(touched - followed)
            )
        }
    };
    let sections = vec![reprints(ledger, &notices), self::notices(ledger)];
    Report {
        kind: Kind::Corrections,
        title: "What became of corrections".into(),
        lead,
        period,
        made,
        figures,
        sections,
        silent: false,
    }
}

/// Notices that ask for something: an update is only a later version.
fn asked(ledger: &Ledger) -> impl Iterator<Item = &NoticeFile> {
    ledger.notices.iter().filter(|notice| !matches!(notice.kind, NoticeKind::Update | NoticeKind::Embargo))
}

fn followed(notice: &NoticeFile) -> u64 {
    notice.reprints.iter().filter(|reprint| reprint.followed.is_some()).count() as u64
}

/// How many notices there were, and how many reprints still stand.
pub(super) fn totals(ledger: &Ledger) -> (u64, u64) {
    let standing = asked(ledger).map(|notice| notice.reprints.len() as u64 - followed(notice)).sum();
    (asked(ledger).count() as u64, standing)
}

/// The notices of the period.
pub(super) fn notices(ledger: &Ledger) -> Section {
    let mut table = Table::new(NOTICE_COLUMNS);
    for notice in asked(ledger) {
        let touched = notice.reprints.len() as u64;
        table.push(vec![
            Cell::Time(notice.seen),
            Cell::text(ledger.outlet(notice.outlet)),
            Cell::text(notice.kind.word()),
            Cell::text(&notice.words),
            about(ledger, notice),
            Cell::Count(touched),
            Cell::Count(followed(notice)),
            Cell::Count(touched - followed(notice)),
        ]);
    }
    Section::new("notices", "Notices", "Corrections, holds and kills, and how many reprints followed them.", table)
}

fn about(ledger: &Ledger, notice: &NoticeFile) -> Cell {
    match notice.cluster {
        Some(cluster) => {
            let headline = ledger.brief(cluster).and_then(|brief| ledger.words(brief.leader).headline.as_deref());
            Cell::story(cluster.0, headline.or(notice.about.as_deref()))
        }
        None => Cell::maybe(notice.about.as_deref()),
    }
}

fn reprints(ledger: &Ledger, notices: &[&NoticeFile]) -> Section {
    let mut table = Table::new(REPRINT_COLUMNS);
    let mut rows: Vec<_> =
        notices.iter().flat_map(|notice| notice.reprints.iter().map(move |reprint| (*notice, reprint))).collect();
    rows.sort_by_key(|(notice, reprint)| (reprint.followed.is_some(), notice.seen, reprint.seen, reprint.article));
    for (notice, reprint) in &rows {
        let wording = ledger.words(reprint.article);
        table.push(vec![
            Cell::text(notice.kind.word()),
            about(ledger, notice),
            Cell::text(ledger.outlet(reprint.outlet)),
            Cell::link(wording.headline.as_deref(), wording.url.as_deref()),
            Cell::Time(reprint.seen),
            Cell::Time(notice.seen),
            reprint.followed.map_or(Cell::None, Cell::Time),
            Cell::span(reprint.followed.map(|at| at - notice.seen)),
            Cell::Time(reprint.looked),
        ]);
    }
    let done = rows.iter().filter(|(_, reprint)| reprint.followed.is_some()).count();
    let bar = |label: &str, n: usize| Bar { label: label.into(), value: n as f64, words: count(n as u64) };
    let chart = (!rows.is_empty()).then(|| Chart::Bars {
        caption: "Reprints of text that was taken back or put right".into(),
        bars: vec![bar("still standing", rows.len() - done), bar("followed", done)],
    });
    Section::new("reprints", "Reprints that carried the old text", "Those still standing come first.", table)
        .with(chart)
}
