//! Traces as they lie in the database.

use serde::{Deserialize, Serialize};

use crate::news::{ArticleId, Changes, ClockFlag, Disclaim, Edit, FactKind, FactLine, Overlap, Trace};

/// What became of the origin's copy in one article; the article and its base have columns of their own.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::store) struct TraceRow {
    changes: Option<ChangesRow>,
    disclaimer: Option<(String, Option<bool>)>,
    clocks: Vec<ClockRow>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct ChangesRow {
    headline: Option<(String, String)>,
    cut: Vec<String>,
    added: Vec<String>,
    /// Theirs, the origin's.
    edits: Vec<(String, String)>,
    /// Kind, theirs, the origin's.
    facts: Vec<(String, Option<String>, Option<String>)>,
    /// Words in common, theirs, the origin's.
    words: (u32, u32, u32),
    /// Words below everything shared, added and cut.
    below: (u32, u32),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ClockRow {
    Backdated { stamped: i64, issued: i64, unseen: i64 },
    Late { stamped: i64, unseen: i64 },
    Ahead { stamped: i64, seen: i64 },
    Restamped { from: i64, to: i64, same_words: bool },
    ChangedFirst { changed: i64, stamped: i64 },
    DatelineDay { words: String, days: i64 },
}

impl From<&Trace> for TraceRow {
    fn from(trace: &Trace) -> Self {
        let Trace { article: _, base: _, changes, disclaimer, clocks } = trace.clone();
        Self {
            changes: changes.map(Into::into),
            disclaimer: disclaimer.map(|Disclaim { words, holds }| (words, holds)),
            clocks: clocks.into_iter().map(Into::into).collect(),
        }
    }
}

impl TraceRow {
    /// The trace of an article.
    pub fn trace(self, article: ArticleId, base: Option<ArticleId>) -> Trace {
        Trace {
            article,
            base,
            changes: self.changes.map(Into::into),
            disclaimer: self.disclaimer.map(|(words, holds)| Disclaim { words, holds }),
            clocks: self.clocks.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Changes> for ChangesRow {
    fn from(changes: Changes) -> Self {
        let Changes { headline, cut, added, edits, facts, words, added_below, cut_below } = changes;
        let pair = |Edit { theirs, origins }: Edit| (theirs, origins);
        Self {
            headline: headline.map(pair),
            cut,
            added,
            edits: edits.into_iter().map(pair).collect(),
            facts: facts.into_iter().map(|line| (line.kind.word().to_owned(), line.theirs, line.origins)).collect(),
            words: (words.kept, words.theirs, words.origins),
            below: (added_below, cut_below),
        }
    }
}

impl From<ChangesRow> for Changes {
    fn from(row: ChangesRow) -> Self {
        let edit = |(theirs, origins): (String, String)| Edit { theirs, origins };
        // A fact of a later version's kind is left out.
        let fact = |(kind, theirs, origins): (String, Option<String>, Option<String>)| {
            Some(FactLine { kind: FactKind::from_word(&kind)?, theirs, origins })
        };
        Self {
            headline: row.headline.map(edit),
            cut: row.cut,
            added: row.added,
            edits: row.edits.into_iter().map(edit).collect(),
            facts: row.facts.into_iter().filter_map(fact).collect(),
            words: Overlap { kept: row.words.0, theirs: row.words.1, origins: row.words.2 },
            added_below: row.below.0,
            cut_below: row.below.1,
        }
    }
}

impl From<ClockFlag> for ClockRow {
    fn from(flag: ClockFlag) -> Self {
        match flag {
            ClockFlag::Backdated { stamped, issued, unseen } => Self::Backdated { stamped, issued, unseen },
            ClockFlag::Late { stamped, unseen } => Self::Late { stamped, unseen },
            ClockFlag::Ahead { stamped, seen } => Self::Ahead { stamped, seen },
            ClockFlag::Restamped { from, to, same_words } => Self::Restamped { from, to, same_words },
            ClockFlag::ChangedFirst { changed, stamped } => Self::ChangedFirst { changed, stamped },
            ClockFlag::DatelineDay { words, days } => Self::DatelineDay { words, days },
        }
    }
}

impl From<ClockRow> for ClockFlag {
    fn from(row: ClockRow) -> Self {
        match row {
            ClockRow::Backdated { stamped, issued, unseen } => Self::Backdated { stamped, issued, unseen },
            ClockRow::Late { stamped, unseen } => Self::Late { stamped, unseen },
            ClockRow::Ahead { stamped, seen } => Self::Ahead { stamped, seen },
            ClockRow::Restamped { from, to, same_words } => Self::Restamped { from, to, same_words },
            ClockRow::ChangedFirst { changed, stamped } => Self::ChangedFirst { changed, stamped },
            ClockRow::DatelineDay { words, days } => Self::DatelineDay { words, days },
        }
    }
}
