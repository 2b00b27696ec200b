//! One story: who had it when, on what evidence its origin rests, what changed on the way.

use std::collections::BTreeMap;

use crate::news::{Account, ArticleId, Chain, Hop, HopKind, Ledger, Origin, Piece, Print, Side, Story};

use super::agency::credit;
use super::chart::{Chart, TimeMark};
use super::corrections;
use super::difference::difference;
use super::numbers::{many, span};
use super::period::Period;
use super::table::{Cell, Column, Table, Unit, column};
use super::tally::Tally;
use super::{Figure, Kind, Report, Section};

/// Most texts that are set beside the origin's.
const DIFFERENCES: usize = 40;

const FIGURES: &[Column] = &[
    column("origin", "origin", Unit::Words, "who issued the copy, by the strongest credits"),
    column("confidence", "confidence", Unit::Share, "how sure that is"),
    column("outlets", "outlets", Unit::Count, "outlets that printed it"),
    column(
        "independent",
        "independent outlets",
        Unit::Count,
        "the same: outlets of one family count once, aggregators not at all",
    ),
    column("reprints", "reprints", Unit::Count, "items that carry it and were issued by another outlet"),
    column("lag_median", "median lag", Unit::Span, "lag that half of the timed reprints do not exceed"),
    column("versions", "versions", Unit::Count, "readings of its items, later ones among them"),
];

const PRINT_COLUMNS: &[Column] = &[
    column("outlet", "Outlet", Unit::Words, "who printed it"),
    column("headline", "Headline", Unit::Words, "its headline, with its address"),
    column("seen", "Seen", Unit::Time, "when this reading was first seen"),
    column(
        "lag",
        "Lag",
        Unit::Span,
        "from the origin's own item (or the first outlet's, where the origin was not seen) to the item",
    ),
    column("relation", "Relation", Unit::Words, "how its words relate to those it was matched with"),
    column("share_of_match", "Used", Unit::Share, "share of the match's word 4-grams that stand in it"),
    column("grade", "Grade", Unit::Words, "how it credits the origin"),
    column(
        "credit",
        "Credit as printed",
        Unit::Words,
        "the words of the credit that its grade rests on, and where they stand; empty where nobody is credited",
    ),
    column("words", "Words", Unit::Count, "words of the body"),
    column("share_of_item", "Of its words", Unit::Share, "share of its word 4-grams that stand in the match"),
    column("version", "Version", Unit::Count, "which reading of the item it is; 1 is the first"),
    column("not_before", "Not before", Unit::Time, "when its feed was last read without it"),
    column("published", "Says", Unit::Time, "when the outlet says it was published"),
    column("article", "Article", Unit::Count, "number of the reading"),
];

const EVIDENCE_COLUMNS: &[Column] = &[
    column("organisation", "Organisation", Unit::Words, "who is said to have issued the copy"),
    column("confidence", "Confidence", Unit::Share, "how sure that is"),
    column("kind", "Kind", Unit::Words, "where the credit stood"),
    column("words", "As printed", Unit::Words, "the words quoted"),
    column("place", "Place", Unit::Words, "the place in words"),
    column("outlet", "Printed by", Unit::Words, "the outlet that carries the credit"),
];

const CHAIN_COLUMNS: &[Column] = &[
    column("from", "From", Unit::Words, "who had it before; (not said) where nobody says"),
    column("to", "To", Unit::Words, "who has it from there"),
    column("kind", "How", Unit::Words, "spoken to it, cited by it, credited by it, or carried without a word of it"),
    column("words", "As printed", Unit::Words, "the credit or sentence that says so; empty where only the copy speaks"),
    column("outlet", "Printed by", Unit::Words, "the outlet that prints these words"),
    column("seen", "Seen", Unit::Time, "when the receiver was first seen to carry it"),
    column("confidence", "Confidence", Unit::Share, "how sure that is"),
];

const CITATION_COLUMNS: &[Column] = &[
    column("outlet", "Outlet", Unit::Words, "who prints the sentence first"),
    column("medium", "Rests on", Unit::Words, "the medium named"),
    column("words", "As printed", Unit::Words, "the sentence quoted"),
];

const FACT_COLUMNS: &[Column] = &[
    column("outlet", "Outlet", Unit::Words, "who prints it otherwise"),
    column("kind", "Kind", Unit::Words, "number, name, quotation, date or attribution"),
    column("theirs", "Theirs", Unit::Words, "as the outlet has it; empty where it was dropped"),
    column("origins", "The origin’s", Unit::Words, "as the origin has it; empty where it was added"),
];

/// Kind, name and columns of every table of this report.
pub(super) const TABLES: &[(&str, &str, &[Column])] = &[
    ("story", "figures", FIGURES),
    ("story", "prints", PRINT_COLUMNS),
    ("story", "evidence", EVIDENCE_COLUMNS),
    ("story", "chain", CHAIN_COLUMNS),
    ("story", "citations", CITATION_COLUMNS),
    ("story", "facts", FACT_COLUMNS),
    ("story", "notices", corrections::NOTICE_COLUMNS),
    ("story", "differences", DIFFERENCE_COLUMNS),
];

const DIFFERENCE_COLUMNS: &[Column] = &[
    column("outlet", "Outlet", Unit::Words, "whose text stands beside the leader's"),
    column("kept", "Words kept", Unit::Count, "words of the leader's text that stand in it, in order"),
    column("cut", "Words cut", Unit::Count, "words of the leader's text that do not"),
    column("added", "Words added", Unit::Count, "words of its text that do not stand in the leader's"),
];

/// One cluster with its texts.
#[derive(Clone, Debug)]
pub struct StoryFile {
    /// The cluster.
    pub story: Story,
    /// The same as a ledger: its items, its brief, its notices, its wording.
    pub ledger: Ledger,
    /// The way its copy came.
    pub chain: Chain,
    /// Paragraphs of its articles, as far as they are kept.
    pub texts: BTreeMap<ArticleId, Vec<String>>,
}

/// All that is known of one story.
pub fn story(file: &StoryFile, period: Period, made: i64) -> Report {
    let ledger = &file.ledger;
    let mut tally = Tally::of(ledger, &ledger.pieces);
    let side = strongest(&file.story.origin);
    let brief = ledger.brief(file.story.id);
    let values = [
        side.map_or(Cell::text("unknown"), |side| Cell::text(&side.organisation)),
        side.map_or(Cell::None, |side| Cell::Share(f64::from(side.confidence.0))),
        Cell::Count(file.story.outlets().len() as u64),
        brief.map_or(Cell::None, |brief| Cell::Count(u64::from(brief.families))),
        Cell::Count(tally.reprints),
        tally.median(),
        Cell::Count(file.story.prints.len() as u64),
    ];
    let figures =
        FIGURES.iter().zip(values).map(|(column, value)| Figure { column: *column, value, before: None }).collect();
    let headline = file.story.lead().and_then(|print| print.headline.as_deref()).unwrap_or("(no headline)");
    let (differences, sums) = differences(file);
    let mut compared = Section::new(
        "differences",
        "Word by word",
        "The leader’s text on the left, each other text on the right. Words that stand on one side only are marked.",
        sums,
    );
    compared.differences = differences;
    let sections = vec![
        prints(file),
        evidence(file),
        chain(file),
        citations(file),
        facts(file),
        corrections::notices(ledger),
        compared,
    ];
    Report {
        kind: Kind::Story,
        title: crate::text::shown::shown(headline, 200),
        lead: lead(file, side, &mut tally),
        period,
        made,
        figures,
        sections,
        silent: false,
    }
}

fn strongest(origin: &Origin) -> Option<&Side> {
    match origin {
        Origin::Known(side) => Some(side),
        Origin::Disputed(sides) => sides.first(),
        Origin::Unknown => None,
    }
}

fn lead(file: &StoryFile, side: Option<&Side>, tally: &mut Tally) -> String {
    let outlets = many(file.story.outlets().len() as u64, "outlet", "outlets");
    let shown = |words: &str| crate::text::shown::shown(words, 80);
    let mut words = match (side, &file.story.origin) {
        (Some(side), Origin::Disputed(_)) => {
            format!(
                "Story {}: {outlets}; its origin is disputed, most likely {}.",
                file.story.id.0,
                shown(&side.organisation)
            )
        }
        (Some(side), _) => format!(
            "Story {}: {outlets} carry copy by {}{}.",
            file.story.id.0,
            shown(&side.organisation),
            if side.seen { "" } else { ", which we do not read ourselves" }
        ),
        (None, _) => format!("Story {}: {outlets} carry the same copy, and nobody says whose it is.", file.story.id.0),
    };
    if let Some(lag) = tally.lag(0.5) {
        words.push_str(&format!(" Half of the reprints came within {}.", span(lag)));
    }
    words
}

/// The piece and the account of a print, where it is the latest reading of its item.
fn account<'a>(ledger: &'a Ledger, print: &Print) -> Option<(&'a Piece, Account)> {
    let piece = ledger.pieces.iter().find(|piece| piece.mark.item == print.item)?;
    Some((piece, ledger.account(piece)))
}

fn prints(file: &StoryFile) -> Section {
    let side = strongest(&file.story.origin);
    let mut table = Table::new(PRINT_COLUMNS);
    let mut marks = Vec::new();
    for print in &file.story.prints {
        let found = account(&file.ledger, print);
        let lag = found.and_then(|(_, account)| account.lag).filter(|_| print.version == 1);
        let reprint = found.is_some_and(|(_, account)| account.reprint);
        let kind = match print {
            print if print.notice.is_some() => "notice",
            print if print.version > 1 => "version",
            _ if reprint => "reprint",
            // Nobody says whose it is: the first is no more than that.
            _ if side.is_none() => "first",
            _ => "origin",
        };
        marks.push(TimeMark {
            label: crate::text::shown::shown(&print.outlet, 40),
            seen: print.seen.0,
            before: print.unseen.map(|seen| seen.0),
            kind,
            words: lag.map_or_else(String::new, |lag| span(lag.seconds)),
        });
        let shares = print.matched.as_ref().map(|matched| matched.shares);
        table.push(vec![
            Cell::text(&print.outlet),
            Cell::link(print.headline.as_deref(), print.url.as_deref()),
            Cell::Time(print.seen.0),
            Cell::span(lag.map(|lag| lag.seconds)),
            Cell::maybe(print.matched.as_ref().map(|matched| matched.relation.word())),
            shares.map_or(Cell::None, |shares| Cell::Share(f64::from(shares.of_match))),
            Cell::maybe(found.and_then(|(_, account)| account.grade).map(|grade| grade.word())),
            found.map_or(Cell::None, |(piece, _)| credit(file.ledger.words(piece.article))),
            Cell::Count(u64::from(print.words)),
            shares.map_or(Cell::None, |shares| Cell::Share(f64::from(shares.of_item))),
            Cell::Count(u64::from(print.version)),
            print.unseen.map_or(Cell::None, |seen| Cell::Time(seen.0)),
            print.published.as_ref().map_or(Cell::None, |stamped| Cell::Time(stamped.at)),
            Cell::Count(print.article.0 as u64),
        ]);
    }
    let note =
        "In the order they reached us. A line before a mark is the time since the feed was last read without it.";
    let caption = "Time after the first, on a scale that shows minutes and days alike".to_owned();
    Section::new("prints", "Who had it when", note, table)
        .with((marks.len() > 1).then_some(Chart::Timeline { caption, marks }))
}

fn evidence(file: &StoryFile) -> Section {
    let sides: &[Side] = match &file.story.origin {
        Origin::Known(side) => std::slice::from_ref(side),
        Origin::Disputed(sides) => sides,
        Origin::Unknown => &[],
    };
    let mut table = Table::new(EVIDENCE_COLUMNS);
    for side in sides {
        for (article, credit) in &side.credits {
            let print = file.story.prints.iter().find(|print| print.article == *article);
            table.push(vec![
                Cell::text(&side.organisation),
                Cell::Share(f64::from(side.confidence.0)),
                Cell::text(credit.kind.word()),
                Cell::text(&credit.words),
                Cell::text(&credit.place),
                print.map_or(Cell::None, |print| Cell::text(&print.outlet)),
            ]);
        }
    }
    let note = match (&file.story.origin, sides.len()) {
        (Origin::Disputed(_), _) => "The credits do not agree: every side is shown.",
        (Origin::Unknown, _) => "No credit names anybody.",
        _ => "",
    };
    Section::new("evidence", "Where it came from, and how we know", note, table)
}

/// What stands for somebody nobody names.
const NOT_SAID: &str = "(not said)";

fn chain(file: &StoryFile) -> Section {
    let mut table = Table::new(CHAIN_COLUMNS);
    for hop in &file.chain.hops {
        let print = hop.article.and_then(|article| file.story.prints.iter().find(|print| print.article == article));
        table.push(vec![
            Cell::text(hop.from.as_deref().unwrap_or(NOT_SAID)),
            Cell::text(&hop.to),
            Cell::text(hop.kind.word()),
            Cell::maybe(hop.words.as_deref()),
            print.map_or(Cell::None, |print| Cell::text(&print.outlet)),
            hop.at.map_or(Cell::None, |at| Cell::Time(at.0)),
            Cell::Share(f64::from(hop.confidence.0)),
        ]);
    }
    let ends = file.chain.hops.iter().filter(|hop| matches!(hop.kind, HopKind::Credited | HopKind::Carried));
    let longest = ends.map(|hop: &Hop| file.chain.names(&hop.to)).max_by_key(Vec::len).unwrap_or_default();
    let names: Vec<String> =
        longest.iter().map(|name| crate::text::shown::shown(name.unwrap_or(NOT_SAID), 60)).collect();
    let note = match names.len() {
        0 | 1 => String::new(),
        _ => format!(
            "{}. The longest of its ways; every step is printed somewhere, or proven by the words.",
            names.join(" → ")
        ),
    };
    Section::new("chain", "The way it came", note, table)
}

fn citations(file: &StoryFile) -> Section {
    let mut table = Table::new(CITATION_COLUMNS);
    let mut told: Vec<(&str, &str)> = Vec::new();
    for print in &file.story.prints {
        for citation in &print.citations {
            // A reprint repeats the sentences of the copy; each is told once.
            let sentence = (citation.medium.as_str(), citation.words.as_str());
            if !told.contains(&sentence) {
                told.push(sentence);
                table.push(vec![Cell::text(&print.outlet), Cell::text(&citation.medium), Cell::text(&citation.words)]);
            }
        }
    }
    Section::new(
        "citations",
        "What the copy itself rests on",
        "Other media the text names, each with the sentence.",
        table,
    )
}

fn facts(file: &StoryFile) -> Section {
    let mut table = Table::new(FACT_COLUMNS);
    for print in &file.story.prints {
        for line in &file.ledger.words(print.article).changes {
            table.push(vec![
                Cell::text(&print.outlet),
                Cell::text(line.kind.word()),
                Cell::maybe(line.theirs.as_deref()),
                Cell::maybe(line.origins.as_deref()),
            ]);
        }
    }
    Section::new(
        "facts",
        "Facts that changed on the way",
        "Apart from wording: numbers, names, quotations, dates, attributions.",
        table,
    )
}

fn differences(file: &StoryFile) -> (Vec<super::Difference>, Table) {
    let mut table = Table::new(DIFFERENCE_COLUMNS);
    let mut all = Vec::new();
    let Some((lead, theirs)) = file.story.lead().and_then(|lead| Some((lead, file.texts.get(&lead.article)?))) else {
        return (all, table);
    };
    for print in file.story.prints.iter().filter(|print| print.article != lead.article).take(DIFFERENCES) {
        let Some(text) = file.texts.get(&print.article) else { continue };
        let (found, sums) = difference(&name(lead), theirs, &name(print), text);
        all.push(found);
        table.push(vec![
            Cell::text(&name(print)),
            Cell::Count(sums.kept),
            Cell::Count(sums.cut),
            Cell::Count(sums.added),
        ]);
    }
    (all, table)
}

/// "mid-day", or "mid-day, version 2".
fn name(print: &Print) -> String {
    let outlet = crate::text::shown::shown(&print.outlet, 60);
    if print.version > 1 { format!("{outlet}, version {}", print.version) } else { outlet }
}
