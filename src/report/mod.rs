//! Clusters -> [`Report`] -> text, Markdown, JSON, CSV, HTML; and clusters -> feeds without doubles.
//!
//! A report is made in three steps: the store hands over the [`Ledger`](crate::news::Ledger) of a period;
//! one function a kind ([`overview`], [`agency`], [`outlet`], [`story`], [`corrections`]) counts it into a [`Report`]; one
//! file a format prints it ([`print()`]). Figures, tables and charts are the same values in every format.
//!
//! # Data dictionary
//! Every column and every figure carries its stable name, its unit and the rule that fills it. JSON repeats them beside the
//! rows; `wirecopy report --columns` lists them all ([`columns`]). The names hold within one [`SCHEMA`]; a change of meaning
//! or name raises it. In JSON and CSV, shares are fractions from 0 to 1, spans are seconds, times are RFC 3339.

mod agency;
mod chart;
mod corrections;
mod csv;
mod difference;
pub mod edition;
mod html;
mod items;
mod json;
mod mail;
mod markdown;
mod numbers;
mod outlet;
mod overview;
mod period;
mod rhythm;
mod silence;
mod story;
mod svg;
mod table;
mod tally;
mod text;

pub use agency::{agency, nearest};
pub use chart::{Bar, Chart};
pub use corrections::corrections;
pub use html::Beside;
pub use items::items;
pub use mail::{Letter, letter};
pub use outlet::outlet;
pub use overview::{Counted, count, overview};
pub use period::{Period, moment};
pub use silence::{Nearest, is_silent, silent};
pub use story::{StoryFile, story};

/// Articles whose words a report prints, to be looked up before it is made.
pub mod wanted {
    pub use super::agency::wanted as agency;
    pub use super::corrections::wanted as corrections;
    pub use super::outlet::wanted as outlet;
    pub use super::overview::wanted as overview;
}
pub use table::{Cell, Column, Table, Unit, address};

/// Version of the names and meanings in JSON and CSV.
pub const SCHEMA: u32 = 1;

/// What a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The whole newsroom.
    Overview,
    /// Where the copy of an agency went.
    Agency,
    /// What an outlet prints.
    Outlet,
    /// One cluster.
    Story,
    /// Notices, and what became of the reprints.
    Corrections,
}

impl Kind {
    /// The stable word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Agency => "agency",
            Self::Outlet => "outlet",
            Self::Story => "story",
            Self::Corrections => "corrections",
        }
    }
}

/// What the renderers print.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What it is about.
    pub kind: Kind,
    /// "Where ANI's copy went".
    pub title: String,
    /// The news of it in a sentence or two.
    pub lead: String,
    /// The period.
    pub period: Period,
    /// When it was made: seconds since 1970 UTC.
    pub made: i64,
    /// The figures at the top.
    pub figures: Vec<Figure>,
    /// What stands below, most important first.
    pub sections: Vec<Section>,
    /// Nothing was seen in the period: people are told the lead alone.
    pub silent: bool,
}

impl Report {
    /// A section by its stable name.
    pub fn section(&self, name: &str) -> Option<&Section> {
        self.sections.iter().find(|section| section.name == name)
    }

    /// Numbers of the stories its tables name, each once, in order.
    pub fn stories(&self) -> Vec<i64> {
        let mut numbers = Vec::new();
        for cell in self.sections.iter().flat_map(|section| section.table.rows.iter().flatten()) {
            if let Cell::Story { number, .. } = cell
                && !numbers.contains(number)
            {
                numbers.push(*number);
            }
        }
        numbers
    }

    /// The figures and sections that people are shown.
    fn told(&self) -> (&[Figure], &[Section]) {
        if self.silent { (&[], &[]) } else { (&self.figures, &self.sections) }
    }

    /// A figure by its stable name.
    pub fn figure(&self, name: &str) -> Option<&Figure> {
        self.figures.iter().find(|figure| figure.column.name == name)
    }
}

/// One figure, with that of the period before beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its name, label, unit and rule.
    pub column: Column,
    /// Now.
    pub value: Cell,
    /// In the period before.
    pub before: Option<Cell>,
}

/// A part of a report: a heading, charts, and the table they were drawn from.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// For machines and links; never renamed within a schema version.
    pub name: &'static str,
    /// For people.
    pub heading: String,
    /// A sentence on what is seen; may be empty.
    pub note: String,
    /// The pictures.
    pub charts: Vec<Chart>,
    /// The figures under them.
    pub table: Table,
    /// Texts side by side.
    pub differences: Vec<Difference>,
}

impl Section {
    /// A section with a table alone.
    pub(crate) fn new(name: &'static str, heading: impl Into<String>, note: impl Into<String>, table: Table) -> Self {
        Self { name, heading: heading.into(), note: note.into(), charts: Vec::new(), table, differences: Vec::new() }
    }

    /// The same with a picture.
    pub(crate) fn with(mut self, chart: Option<Chart>) -> Self {
        self.charts.extend(chart);
        self
    }
}

/// Two texts side by side, paragraph by paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Whose text stands left: the origin's.
    pub left: String,
    /// Whose text stands right: the reprint's.
    pub right: String,
    /// Pairs of paragraphs; one side is empty where nothing answers to the other.
    pub rows: Vec<(Vec<Run>, Vec<Run>)>,
}

/// A run of words in a text that is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The words.
    pub words: String,
    /// They stand on this side only.
    pub changed: bool,
}

/// The formats a report is printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One page that opens anywhere offline.
    Html,
    /// For mails, wikis and tickets.
    Markdown,
    /// For machines.
    Json,
    /// For spreadsheets: one table.
    Csv,
    /// For terminals.
    Text,
}

impl Format {
    /// The usual ending of a file.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Markdown => "md",
            Self::Json => "json",
            Self::Csv => "csv",
            Self::Text => "txt",
        }
    }
}

/// Columns of a line of text where nobody says how wide the terminal is.
const WIDTH: usize = 100;

/// The report as text for a terminal of `width` columns (at least 60).
pub fn lines(report: &Report, width: usize) -> Vec<u8> {
    text::text(report, width.max(60)).into_bytes()
}

/// The report as an HTML page in a folder of pages that lead to each other.
pub fn page(report: &Report, beside: &Beside<'_>) -> Vec<u8> {
    html::html(report, beside).into_bytes()
}

/// Prints a report. CSV holds its first table; [`csv_table`] prints the others.
pub fn print(report: &Report, format: Format) -> Vec<u8> {
    match format {
        Format::Html => page(report, &Beside::default()),
        Format::Markdown => markdown::markdown(report).into_bytes(),
        Format::Json => json::json(report),
        Format::Csv => {
            report.sections.first().map(|section| csv_table(&section.table, report.period.zone)).unwrap_or_default()
        }
        Format::Text => lines(report, WIDTH),
    }
}

/// One table as CSV (RFC 4180, UTF-8), safe for spreadsheets.
pub fn csv_table(table: &Table, zone: chrono_tz::Tz) -> Vec<u8> {
    csv::csv(table, zone)
}

/// Every table of every kind with its columns: the data dictionary.
pub fn columns() -> Vec<(&'static str, &'static str, &'static [Column])> {
    [overview::TABLES, agency::TABLES, outlet::TABLES, story::TABLES, corrections::TABLES]
        .into_iter()
        .flatten()
        .copied()
        .chain([("any", "items", items::COLUMNS)])
        .collect()
}
