//! Tables of a report: cells with their kind, columns with the rule that fills them.

use crate::text::shown::shown;

/// Longest text of a cell, in characters: a title of ten thousand is cut, not printed.
const LONGEST: usize = 300;

/// One value of a table.
#[derive(Clone, Debug, PartialEq, Default)]
pub enum Cell {
    /// Not known, or not asked.
    #[default]
    None,
    /// Words. Fit to show: made by [`Cell::text`].
    Text(String),
    /// How many.
    Count(u64),
    /// A share, 0 to 1.
    Share(f64),
    /// A time span in seconds; below zero when it came before.
    Span(i64),
    /// Seconds since 1970 UTC.
    Time(i64),
    /// Words that lead to an address, which is http or https.
    Link {
        /// The words.
        words: String,
        /// The address.
        url: String,
    },
    /// A story by its number, with its headline.
    Story {
        /// Number of the cluster.
        number: i64,
        /// The words.
        words: String,
    },
}

impl Cell {
    /// Words of strangers, made fit to show. Nothing left gives [`Cell::None`].
    pub fn text(words: &str) -> Self {
        match shown(words, LONGEST) {
            words if words.is_empty() => Self::None,
            words => Self::Text(words),
        }
    }

    /// Words that may be missing.
    pub fn maybe(words: Option<&str>) -> Self {
        words.map_or(Self::None, Self::text)
    }

    /// A headline that leads to its article. Addresses other than http and https are dropped.
    pub fn link(words: Option<&str>, url: Option<&str>) -> Self {
        let words = shown(words.unwrap_or_default(), LONGEST);
        match url.and_then(address) {
            Some(url) if words.is_empty() => Self::Link { words: shown(&url, 80), url },
            Some(url) => Self::Link { words, url },
            None if words.is_empty() => Self::None,
            None => Self::Text(words),
        }
    }

    /// A story by its number.
    pub fn story(number: i64, headline: Option<&str>) -> Self {
        let words = shown(headline.unwrap_or_default(), LONGEST);
        Self::Story { number, words: if words.is_empty() { "(no headline)".into() } else { words } }
    }

    /// `part` of `whole`; nothing when there is no whole.
    pub fn share(part: u64, whole: u64) -> Self {
        if whole == 0 { Self::None } else { Self::Share(part as f64 / whole as f64) }
    }

    /// A span that may be unknown.
    pub fn span(seconds: Option<i64>) -> Self {
        seconds.map_or(Self::None, Self::Span)
    }
}

/// An address readers may be sent to: http or https with a host, without blanks and control characters.
pub fn address(url: &str) -> Option<String> {
    let url = url::Url::parse(url.trim()).ok()?;
    (matches!(url.scheme(), "http" | "https") && url.host().is_some() && url.as_str().len() <= 4_000)
        .then(|| url.to_string())
}

/// What the cells of a column are, which decides how they are aligned, sorted and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Words.
    Words,
    /// A number of things.
    Count,
    /// A share; a fraction between 0 and 1 in JSON and CSV.
    Share,
    /// Seconds in JSON and CSV.
    Span,
    /// RFC 3339 in JSON and CSV.
    Time,
}

impl Unit {
    /// The stable word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Words => "text",
            Self::Count => "count",
            Self::Share => "share",
            Self::Span => "seconds",
            Self::Time => "time",
        }
    }

    /// Set flush right.
    pub fn is_number(self) -> bool {
        self != Self::Words
    }
}

/// A column: its stable name, its label, and the rule that fills it. Together they are the data dictionary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Column {
    /// For machines; never renamed within a schema version.
    pub name: &'static str,
    /// For people.
    pub label: &'static str,
    /// What its cells are.
    pub unit: Unit,
    /// How they come about.
    pub rule: &'static str,
}

/// Declares a column.
pub(super) const fn column(name: &'static str, label: &'static str, unit: Unit, rule: &'static str) -> Column {
    Column { name, label, unit, rule }
}

/// Rows under their columns.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Table {
    /// The columns.
    pub columns: &'static [Column],
    /// The rows, each as long as the columns.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// No rows yet.
    pub fn new(columns: &'static [Column]) -> Self {
        Self { columns, rows: Vec::new() }
    }

    /// Adds a row.
    ///
    /// # Panics
    /// When the row is not as long as the columns: a mistake in the program.
    pub fn push(&mut self, row: Vec<Cell>) {
        assert_eq!(row.len(), self.columns.len(), "a row must be as long as its columns");
        self.rows.push(row);
    }

    /// The cells of a column by its name.
    pub fn column(&self, name: &str) -> Option<impl Iterator<Item = &Cell>> {
        let at = self.columns.iter().position(|column| column.name == name)?;
        Some(self.rows.iter().map(move |row| &row[at]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_web_addresses_become_links() {
        for bad in ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "//x", "ftp://a/b", "http://", ""]
        {
            assert_eq!(Cell::link(Some("w"), Some(bad)), Cell::Text("w".into()), "{bad}");
        }
        let good = Cell::link(Some("w"), Some("https://a.example/x\"><script>"));
        assert_eq!(good, Cell::Link { words: "w".into(), url: "https://a.example/x%22%3E%3Cscript%3E".into() });
    }
}
