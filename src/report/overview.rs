//! The overview: what a newsroom's feeds carried in a period, whose copy it was, and how it was credited.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use crate::news::{Account, ArticleId, ClusterId, Grade, Ledger, OutletKind, Provenance};

use super::chart::{Bar, Chart};
use super::corrections;
use super::numbers::{many, share, span};
use super::period::Period;
use super::rhythm::{DAY_COLUMNS, LAYERS, Rhythm, rhythm};
use super::table::{Cell, Column, Table, Unit, column};
use super::tally::{BANDS, Tally};
use super::{Figure, Kind, Report, Section};

/// Stands for the origin where no credit names anybody.
pub(super) const NOBODY: &str = "(nobody named)";
/// Most stories that are listed.
const STORIES: usize = 50;
/// Most rows and columns of the matrix and the flow; the table beneath has all.
const MATRIX: usize = 18;

const FIGURES: &[Column] = &[
    column("items", "items", Unit::Count, "items first seen in the period"),
    column(
        "agency_share",
        "agency copy",
        Unit::Share,
        "items whose provenance is agency, of all items of outlets that are no agency",
    ),
    column(
        "stories",
        "shared stories",
        Unit::Count,
        "clusters that items of the period belong to and at least two outlets printed",
    ),
    column("reprints", "reprints", Unit::Count, "items that carry copy another outlet issued"),
    column(
        "independent",
        "independent texts",
        Unit::Count,
        "clusters that items of the period belong to, those of one outlet alone among them",
    ),
    column(
        "voices",
        "independent outlets",
        Unit::Count,
        "outlets seen in the period: those of one family count once, aggregators not at all",
    ),
    column("lag_median", "median lag", Unit::Span, "lag that half of the timed reprints do not exceed"),
    column("credited", "credited correctly", Unit::Share, "reprints graded correct, of all reprints that were graded"),
    column("notices", "notices", Unit::Count, "corrections, holds and kills of agencies seen in the period"),
    column("standing", "not followed", Unit::Count, "reprints that carried the old text and still do"),
];

const STORY_COLUMNS: &[Column] = &[
    column("story", "Story", Unit::Words, "number of the cluster, and the headline of its leader"),
    column(
        "origin",
        "Origin",
        Unit::Words,
        "who issued the copy, by the strongest credits; empty when nobody is named",
    ),
    column("reprints", "Reprints", Unit::Count, "items of the period that reprint it"),
    column("outlets", "Outlets", Unit::Count, "outlets in the cluster, whenever they printed it"),
    column(
        "independent",
        "Independent",
        Unit::Count,
        "the same: outlets of one family count once, aggregators not at all",
    ),
    column("first_seen", "First seen", Unit::Time, "when its first item was seen"),
    column("lag_median", "Median lag", Unit::Span, "lag that half of its timed reprints of the period do not exceed"),
    column("credited", "Credited", Unit::Share, "its reprints graded correct, of those graded"),
];

pub(super) const OUTLET_COLUMNS: &[Column] = &[
    column("outlet", "Outlet", Unit::Words, "name of the outlet"),
    column("kind", "Kind", Unit::Words, "agency, publisher or aggregator"),
    column("items", "Items", Unit::Count, "its items first seen in the period"),
    column("items_before", "Before", Unit::Count, "the same in the period before"),
    column("own", "Own", Unit::Count, "its items whose provenance is own"),
    column("agency", "Agency", Unit::Count, "its items whose provenance is agency"),
    column("agency_share", "Agency share", Unit::Share, "agency, of items"),
    column("agency_share_before", "Before", Unit::Share, "the same in the period before"),
    column("other", "Other outlets'", Unit::Count, "its items whose provenance is other-outlet"),
    column("unknown", "Unnamed", Unit::Count, "its items whose provenance is unknown: shared, and nobody is named"),
    column("lag_median", "Median lag", Unit::Span, "lag that half of its timed reprints do not exceed"),
    column("lag_p90", "90 % within", Unit::Span, "lag that nine of ten of its timed reprints do not exceed"),
    column("credited", "Credited", Unit::Share, "its reprints graded correct, of those graded"),
];

const PAIR_COLUMNS: &[Column] = &[
    column("origin", "Origin", Unit::Words, "who issued the copy; (nobody named) where no credit names anybody"),
    column("outlet", "Outlet", Unit::Words, "who reprinted it"),
    column("reprints", "Reprints", Unit::Count, "reprints of the period by this outlet of copy of this origin"),
    column("lag_median", "Median lag", Unit::Span, "lag that half of the timed ones do not exceed"),
    column("correct", "Correct", Unit::Count, "of them graded correct"),
    column("graded", "Graded", Unit::Count, "of them graded at all"),
];

pub(super) const LAG_COLUMNS: &[Column] = &[
    column(
        "band",
        "Lag",
        Unit::Words,
        "time from the origin (or the first outlet, where the origin was not seen) to the reprint, by our own clock",
    ),
    column("reprints", "Reprints", Unit::Count, "timed reprints of the period in this band"),
    column("share", "Share", Unit::Share, "of all timed reprints"),
];

pub(super) const GRADE_COLUMNS: &[Column] = &[
    column(
        "grade",
        "Grade",
        Unit::Words,
        "correct: the origin is named; vague: only \"agencies\"; missing: nobody; wrong: somebody else; staff-byline: own staff over another's copy",
    ),
    column("reprints", "Reprints", Unit::Count, "reprints of the period with this grade"),
    column("share", "Share", Unit::Share, "of all graded reprints"),
];

const ORIGIN_COLUMNS: &[Column] = &[
    column("origin", "Origin", Unit::Words, "an organisation that issued copy, by credits"),
    column("family", "Owner", Unit::Words, "its owner, where known"),
    column("agency", "Kind", Unit::Words, "agency or outlet"),
    column("stories", "Stories", Unit::Count, "clusters of its copy that items of the period reprint"),
    column("reprints", "Reprints", Unit::Count, "reprints of its copy in the period"),
    column("outlets", "Outlets", Unit::Count, "outlets that reprinted it"),
];

/// Kind, name and columns of every table of this report.
pub(super) const TABLES: &[(&str, &str, &[Column])] = &[
    ("overview", "figures", FIGURES),
    ("overview", "stories", STORY_COLUMNS),
    ("overview", "outlets", OUTLET_COLUMNS),
    ("overview", "republishing", PAIR_COLUMNS),
    ("overview", "lag", LAG_COLUMNS),
    ("overview", "credits", GRADE_COLUMNS),
    ("overview", "origins", ORIGIN_COLUMNS),
    ("overview", "rhythm", DAY_COLUMNS),
    ("overview", "notices", corrections::NOTICE_COLUMNS),
];

/// Everything that is counted in one pass over the items: of a million, a pass takes a good part of a second.
pub struct Counted {
    all: Tally,
    publishers: Tally,
    outlets: Vec<Tally>,
    pairs: BTreeMap<(Option<u32>, u32), Tally>,
    stories: BTreeMap<ClusterId, Tally>,
    /// Clusters of the copy that each origin issued and others reprinted.
    issued: BTreeMap<u32, Vec<ClusterId>>,
    rhythm: Rhythm,
    clusters: u64,
}

/// Counts the items of a ledger, hours and days in `zone`.
pub fn count(ledger: &Ledger, zone: Tz) -> Counted {
    let mut counted = Counted {
        all: Tally::default(),
        publishers: Tally::default(),
        outlets: vec![Tally::default(); ledger.outlets.len()],
        pairs: BTreeMap::new(),
        stories: BTreeMap::new(),
        issued: BTreeMap::new(),
        rhythm: Rhythm::of(ledger, zone),
        clusters: 0,
    };
    let mut clusters: Vec<ClusterId> = Vec::with_capacity(ledger.pieces.len());
    for piece in &ledger.pieces {
        let account = ledger.account(piece);
        let outlet = piece.mark.outlet;
        counted.all.add(&account);
        if ledger.outlets[outlet as usize].kind != OutletKind::Agency {
            counted.publishers.add(&account);
        }
        counted.outlets[outlet as usize].add(&account);
        if account.reprint {
            let issuer = named(&account);
            counted.pairs.entry((issuer, outlet)).or_default().add(&account);
            if let Some(issuer) = issuer {
                counted.issued.entry(issuer).or_default().push(piece.cluster);
            }
        }
        counted.rhythm.add(piece.mark.seen, &account);
        clusters.push(piece.cluster);
        if ledger.brief(piece.cluster).is_some_and(|brief| brief.outlets > 1) {
            counted.stories.entry(piece.cluster).or_default().add(&account);
        }
    }
    for clusters in counted.issued.values_mut() {
        clusters.sort_unstable();
        clusters.dedup();
    }
    counted.rhythm.end();
    clusters.sort_unstable();
    clusters.dedup();
    counted.clusters = clusters.len() as u64;
    counted
}

/// The issuer of a reprint, where somebody is named.
fn named(account: &Account) -> Option<u32> {
    account.issuer.filter(|_| account.provenance != Provenance::Unknown)
}

/// Articles whose words the overview of `ledger` prints: the leaders of its most reprinted stories.
pub fn wanted(ledger: &Ledger, counted: &Counted) -> Vec<ArticleId> {
    top(counted).into_iter().filter_map(|cluster| ledger.brief(cluster)).map(|brief| brief.leader).collect()
}

/// The most reprinted stories, the most first.
fn top(counted: &Counted) -> Vec<ClusterId> {
    let mut ranked: Vec<_> = counted.stories.iter().map(|(cluster, tally)| (tally.reprints, *cluster)).collect();
    ranked.sort_unstable_by_key(|(reprints, cluster)| (std::cmp::Reverse(*reprints), *cluster));
    ranked.into_iter().filter(|(reprints, _)| *reprints > 0).take(STORIES).map(|(_, cluster)| cluster).collect()
}

/// What the feeds carried in `period`, as [`count`]ed, beside the ledger of the period before.
pub fn overview(ledger: &Ledger, mut now: Counted, before: Option<&Ledger>, period: Period, made: i64) -> Report {
    let mut then = before.map(|before| count(before, period.zone));
    let figures = figures(ledger, before, &mut now, then.as_mut());
    let lead = lead(&figures, &now);
    let sections = vec![
        stories(ledger, &mut now),
        outlets(ledger, before, &mut now, then.as_ref()),
        republishing(ledger, &mut now),
        lag(&now.all),
        grades(&now.all),
        origins(ledger, &now),
        rhythm(&now.rhythm, period),
        corrections::notices(ledger),
    ];
    Report {
        kind: Kind::Overview,
        title: "The wire in our pages".into(),
        lead,
        period,
        made,
        figures,
        sections,
        silent: false,
    }
}

fn figures(ledger: &Ledger, before: Option<&Ledger>, now: &mut Counted, then: Option<&mut Counted>) -> Vec<Figure> {
    let values = |ledger: &Ledger, counted: &mut Counted| {
        let (notices, standing) = corrections::totals(ledger);
        vec![
            Cell::Count(counted.all.items),
            Cell::share(counted.publishers.agency, counted.publishers.items),
            Cell::Count(counted.stories.len() as u64),
            Cell::Count(counted.all.reprints),
            Cell::Count(counted.clusters),
            Cell::Count(voices(ledger, counted)),
            counted.all.median(),
            Cell::share(counted.all.grade(Grade::Correct), counted.all.graded()),
            Cell::Count(notices),
            Cell::Count(standing),
        ]
    };
    let mut earlier = match (before, then) {
        (Some(before), Some(then)) => values(before, then).into_iter().map(Some).collect(),
        _ => vec![None; FIGURES.len()],
    };
    let now = values(ledger, now);
    FIGURES
        .iter()
        .zip(now)
        .zip(earlier.drain(..))
        .map(|((column, value), before)| Figure { column: *column, value, before })
        .collect()
}

/// Independent voices among the outlets with items.
fn voices(ledger: &Ledger, counted: &Counted) -> u64 {
    let heard = ledger.outlets.iter().zip(&counted.outlets).filter(|(_, tally)| tally.items > 0);
    crate::news::voices(heard.map(|(outlet, _)| (outlet.kind, outlet.owner()))) as u64
}

fn lead(figures: &[Figure], now: &Counted) -> String {
    if now.all.items == 0 {
        return "Nothing was seen in this period.".into();
    }
    let mut words = format!(
        "{} from {}, {} of them reprints of copy another outlet issued.",
        many(now.all.items, "item", "items"),
        many(now.outlets.iter().filter(|tally| tally.items > 0).count() as u64, "outlet", "outlets"),
        super::numbers::count(now.all.reprints),
    );
    if let Cell::Share(part) = figures[1].value {
        words.push_str(&format!(" Agency copy makes up {} of what publishers printed.", share(part)));
    }
    let unnamed: u64 =
        now.pairs.iter().filter(|((origin, _), _)| origin.is_none()).map(|(_, tally)| tally.reprints).sum();
    if unnamed > 0 {
        words.push_str(&format!(" For {} of the reprints nobody is named.", super::numbers::count(unnamed)));
    }
    if let Cell::Span(lag) = figures[6].value {
        words.push_str(&format!(" Half of the reprints came within {}.", span(lag)));
    }
    words
}

fn stories(ledger: &Ledger, now: &mut Counted) -> Section {
    let mut table = Table::new(STORY_COLUMNS);
    let mut bars = Vec::new();
    for cluster in top(now) {
        let (Some(brief), Some(tally)) = (ledger.brief(cluster), now.stories.get_mut(&cluster)) else { continue };
        let headline = ledger.words(brief.leader).headline.as_deref();
        let story = Cell::story(cluster.0, headline);
        if let (Cell::Story { words, .. }, true) = (&story, bars.len() < 10) {
            let words = words.clone();
            bars.push(Bar { label: words, value: tally.reprints as f64, words: super::numbers::count(tally.reprints) });
        }
        table.push(vec![
            story,
            origin(ledger, brief.origin, brief.disputed),
            Cell::Count(tally.reprints),
            Cell::Count(u64::from(brief.outlets)),
            Cell::Count(u64::from(brief.families)),
            Cell::Time(brief.started.seen),
            tally.median(),
            Cell::share(tally.grade(Grade::Correct), tally.graded()),
        ]);
    }
    let note = match now.stories.len() {
        n if n > table.rows.len() => {
            format!("The {} most reprinted of {} shared stories.", table.rows.len(), super::numbers::count(n as u64))
        }
        _ => String::new(),
    };
    Section::new("stories", "Most reprinted stories", note, table).with(
        (!bars.is_empty()).then(|| Chart::Bars { caption: "Reprints of the most reprinted stories".into(), bars }),
    )
}

/// An origin as it is told: disputed ones say so.
pub(super) fn origin(ledger: &Ledger, origin: Option<u32>, disputed: bool) -> Cell {
    match origin {
        Some(issuer) if disputed => Cell::text(&format!("{} (disputed)", ledger.issuers[issuer as usize].name)),
        Some(issuer) => Cell::text(&ledger.issuers[issuer as usize].name),
        None => Cell::None,
    }
}

fn outlets(ledger: &Ledger, before: Option<&Ledger>, now: &mut Counted, then: Option<&Counted>) -> Section {
    let mut table = Table::new(OUTLET_COLUMNS);
    let mut bars = Vec::new();
    let mut ranked: Vec<usize> = (0..now.outlets.len()).filter(|at| now.outlets[*at].items > 0).collect();
    ranked.sort_by_key(|at| (std::cmp::Reverse(now.outlets[*at].items), *at));
    for at in ranked {
        let outlet = &ledger.outlets[at];
        let earlier = before.zip(then).and_then(|(before, then)| {
            before.outlets.iter().position(|other| other.name == outlet.name).map(|at| &then.outlets[at])
        });
        let tally = &mut now.outlets[at];
        if bars.len() < 30 {
            let layers = [tally.own, tally.agency, tally.other, tally.unknown].map(|n| n as f64);
            bars.push((outlet.name.clone(), layers.to_vec()));
        }
        table.push(vec![
            Cell::text(&outlet.name),
            Cell::text(outlet.kind.word()),
            Cell::Count(tally.items),
            earlier.map_or(Cell::None, |earlier| Cell::Count(earlier.items)),
            Cell::Count(tally.own),
            Cell::Count(tally.agency),
            Cell::share(tally.agency, tally.items),
            earlier.map_or(Cell::None, |earlier| Cell::share(earlier.agency, earlier.items)),
            Cell::Count(tally.other),
            Cell::Count(tally.unknown),
            tally.median(),
            Cell::span(tally.lag(0.9)),
            Cell::share(tally.grade(Grade::Correct), tally.graded()),
        ]);
    }
    let caption = "Whose words each outlet printed".to_owned();
    Section::new("outlets", "Outlets", "", table).with((!bars.is_empty()).then_some(Chart::Layers {
        caption,
        layers: LAYERS.to_vec(),
        bars,
        upright: false,
    }))
}

fn republishing(ledger: &Ledger, now: &mut Counted) -> Section {
    let mut table = Table::new(PAIR_COLUMNS);
    let name = |origin: Option<u32>| origin.map_or(NOBODY, |at| ledger.issuers[at as usize].name.as_str());
    let mut ranked: Vec<_> = now.pairs.iter_mut().collect();
    ranked.sort_by_key(|((origin, outlet), tally)| (std::cmp::Reverse(tally.reprints), *origin, *outlet));
    let mut links = Vec::new();
    for ((origin, outlet), tally) in ranked {
        links.push((name(*origin).to_owned(), ledger.outlet(*outlet).to_owned(), tally.reprints));
        table.push(vec![
            Cell::text(name(*origin)),
            Cell::text(ledger.outlet(*outlet)),
            Cell::Count(tally.reprints),
            tally.median(),
            Cell::Count(tally.grade(Grade::Correct)),
            Cell::Count(tally.graded()),
        ]);
    }
    let mut section = Section::new("republishing", "Who republishes whom", "", table);
    if !links.is_empty() {
        section.charts = matrix(&links);
    }
    section
}

/// The matrix and the flow of the strongest origins and outlets.
fn matrix(links: &[(String, String, u64)]) -> Vec<Chart> {
    let strongest = |side: fn(&(String, String, u64)) -> &String| {
        let mut sums: BTreeMap<&String, u64> = BTreeMap::new();
        for link in links {
            *sums.entry(side(link)).or_default() += link.2;
        }
        let mut ranked: Vec<_> = sums.into_iter().collect();
        ranked.sort_by_key(|(name, sum)| (std::cmp::Reverse(*sum), *name));
        ranked.into_iter().take(MATRIX).map(|(name, _)| name.clone()).collect::<Vec<String>>()
    };
    let (rows, columns) = (strongest(|link| &link.0), strongest(|link| &link.1));
    let mut values = vec![vec![0; columns.len()]; rows.len()];
    let mut flow = Vec::new();
    for (origin, outlet, reprints) in links {
        let place = |list: &[String], name| list.iter().position(|one| one == name);
        if let (Some(row), Some(column)) = (place(&rows, origin), place(&columns, outlet)) {
            values[row][column] = *reprints;
            flow.push((row, column, *reprints));
        }
    }
    vec![
        Chart::Heat {
            caption: "Reprints, by origin (rows) and outlet (columns)".into(),
            rows: rows.clone(),
            columns: columns.clone(),
            values,
        },
        Chart::Flow {
            caption: "Copy flows from its origins, left, to the outlets, right".into(),
            from: rows,
            to: columns,
            links: flow,
        },
    ]
}

/// How long after the origin reprints came.
pub(super) fn lag(tally: &Tally) -> Section {
    let mut table = Table::new(LAG_COLUMNS);
    let mut bars = Vec::new();
    for ((_, _, label), reprints) in BANDS.iter().zip(tally.bands()) {
        table.push(vec![Cell::text(label), Cell::Count(reprints), Cell::share(reprints, tally.timed())]);
        bars.push(Bar { label: (*label).into(), value: reprints as f64, words: super::numbers::count(reprints) });
    }
    let note =
        "By our own clock. A feed is read every so often, so each lag is sure only to within the polling interval.";
    Section::new("lag", "How fast copy travels", note, table)
        .with((tally.timed() > 0).then(|| Chart::Columns { caption: "Reprints by lag behind the origin".into(), bars }))
}

/// How reprints credit their origin.
pub(super) fn grades(tally: &Tally) -> Section {
    let mut table = Table::new(GRADE_COLUMNS);
    let mut bars = Vec::new();
    for grade in Grade::ALL {
        let reprints = tally.grade(grade);
        table.push(vec![Cell::text(grade.word()), Cell::Count(reprints), Cell::share(reprints, tally.graded())]);
        bars.push(Bar { label: grade.word().into(), value: reprints as f64, words: super::numbers::count(reprints) });
    }
    Section::new("credits", "How reprints credit their origin", "", table).with(
        (tally.graded() > 0).then(|| Chart::Bars { caption: "Reprints by the grade of their credit".into(), bars }),
    )
}

fn origins(ledger: &Ledger, now: &Counted) -> Section {
    let mut sums: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    for ((origin, _), tally) in &now.pairs {
        if let Some(origin) = origin {
            let sum = sums.entry(*origin).or_default();
            sum.0 += tally.reprints;
            sum.1 += 1;
        }
    }
    let mut ranked: Vec<_> = sums.into_iter().collect();
    ranked.sort_by_key(|(origin, (reprints, _))| (std::cmp::Reverse(*reprints), *origin));
    let mut table = Table::new(ORIGIN_COLUMNS);
    for (origin, (reprints, outlets)) in ranked {
        let issuer = &ledger.issuers[origin as usize];
        table.push(vec![
            Cell::text(&issuer.name),
            Cell::maybe(issuer.family.as_deref()),
            Cell::text(if issuer.agency { "agency" } else { "outlet" }),
            Cell::Count(now.issued.get(&origin).map_or(0, Vec::len) as u64),
            Cell::Count(reprints),
            Cell::Count(outlets),
        ]);
    }
    Section::new("origins", "Independent origins", "Everyone who issued copy that others reprinted.", table)
}
