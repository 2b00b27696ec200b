//! Charts as values: what is to be seen, not how it is drawn. Each is drawn from a table that stands beneath it.

/// A picture of some figures.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    /// Lying bars, the longest first.
    Bars {
        /// What is seen, in a sentence.
        caption: String,
        /// The bars.
        bars: Vec<Bar>,
    },
    /// Standing columns in a given order: a distribution.
    Columns {
        /// What is seen, in a sentence.
        caption: String,
        /// The columns.
        bars: Vec<Bar>,
    },
    /// Bars or columns in layers of the same kinds: shares of outlets, items by day.
    Layers {
        /// What is seen, in a sentence.
        caption: String,
        /// Names of the layers, the first at the base.
        layers: Vec<&'static str>,
        /// Label and a value a layer.
        bars: Vec<(String, Vec<f64>)>,
        /// Standing columns in time, else lying bars filled to 100 %.
        upright: bool,
    },
    /// Rows against columns, the darker the more.
    Heat {
        /// What is seen, in a sentence.
        caption: String,
        /// Labels of the rows.
        rows: Vec<String>,
        /// Labels of the columns.
        columns: Vec<String>,
        /// A value a cell, row by row.
        values: Vec<Vec<u64>>,
    },
    /// From the left to the right, the broader the more.
    Flow {
        /// What is seen, in a sentence.
        caption: String,
        /// Labels on the left.
        from: Vec<String>,
        /// Labels on the right.
        to: Vec<String>,
        /// From, to, how many.
        links: Vec<(usize, usize, u64)>,
    },
    /// Who came when.
    Timeline {
        /// What is seen, in a sentence.
        caption: String,
        /// The marks, the first first.
        marks: Vec<TimeMark>,
    },
}

/// A bar with its label.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The label.
    pub label: String,
    /// Its length.
    pub value: f64,
    /// Its length in words.
    pub words: String,
}

/// One mark of a timeline: a moment with its error.
#[derive(Clone, Debug, PartialEq)]
pub struct TimeMark {
    /// Who.
    pub label: String,
    /// When it was seen.
    pub seen: i64,
    /// When we had last looked.
    pub before: Option<i64>,
    /// What it was: "origin", "first", "reprint", "notice", "version".
    pub kind: &'static str,
    /// What stands beside the mark.
    pub words: String,
}
