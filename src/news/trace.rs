//! What became of the origin's copy in one article: what was changed, what its disclaimer is worth, what its clocks say.

use std::collections::BTreeMap;

use super::{ArticleId, Credit, Grade, ItemId, Lag, Ledger, Print, Seen, Story};

/// What kind of fact reads otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FactKind {
    /// "41" for "14".
    Number,
    /// "Ida Brannick" for "Edda Brannick".
    Name,
    /// Other words between the marks.
    Quotation,
    /// "on Tuesday" for "on Monday", "1978" for "1987".
    Date,
    /// Who is named for a statement: most often dropped ("police said").
    Attribution,
}

impl FactKind {
    /// The stable word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Name => "name",
            Self::Quotation => "quotation",
            Self::Date => "date",
            Self::Attribution => "attribution",
        }
    }

    /// Reads the word of [`FactKind::word`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Number, Self::Name, Self::Quotation, Self::Date, Self::Attribution]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// One fact that reads otherwise than in the origin.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FactLine {
    /// What kind of fact.
    pub kind: FactKind,
    /// As the outlet has it; nothing where it was dropped.
    pub theirs: Option<String>,
    /// As the origin has it; nothing where it was added.
    pub origins: Option<String>,
}

/// Words that stand in the place of others, inside a sentence both texts have. One side may be empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Edit {
    /// As the outlet has it.
    pub theirs: String,
    /// As the origin has it.
    pub origins: String,
}

/// What one outlet made of the copy of another, apart from what it left as it was.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Changes {
    /// The headline, where it reads otherwise.
    pub headline: Option<Edit>,
    /// Sentences of the origin's that were left out, those that follow each other as one passage.
    pub cut: Vec<String>,
    /// Sentences that do not stand in the origin.
    pub added: Vec<String>,
    /// Words changed inside sentences that both have.
    pub edits: Vec<Edit>,
    /// Facts among all that, apart from wording.
    pub facts: Vec<FactLine>,
    /// Words in common; words of the outlet's text; words of the origin's.
    pub words: Overlap,
    /// Words of the additions that stand below everything shared: reading a page may leave chrome there.
    pub added_below: u32,
    /// Words of the cuts that stand below everything shared.
    pub cut_below: u32,
}

impl Changes {
    /// The words of the body are the same.
    pub fn same_words(&self) -> bool {
        self.cut.is_empty() && self.added.is_empty() && self.edits.is_empty()
    }
}

/// How many words two texts have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Overlap {
    /// Words in common.
    pub kept: u32,
    /// Words of the outlet's text.
    pub theirs: u32,
    /// Words of the origin's.
    pub origins: u32,
}

/// A disclaimer that says the copy was not edited, put to the test.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Disclaim {
    /// Its words, as printed.
    pub words: String,
    /// Whether it is true; `None` where there is no text of the origin's to compare with.
    pub holds: Option<bool>,
}

/// What the clocks of an article say against each other. Times are seconds since 1970 UTC.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ClockFlag {
    /// Stamped before the copy it carries was issued, though its feed was read after that time without it.
    Backdated {
        /// The stamp.
        stamped: i64,
        /// When the origin says it issued the copy.
        issued: i64,
        /// When its feed was still without it.
        unseen: i64,
    },
    /// Seen long after the time it is stamped with, though its feed was read in between.
    Late {
        /// The stamp.
        stamped: i64,
        /// When its feed was still without it.
        unseen: i64,
    },
    /// Stamped later than we saw it.
    Ahead {
        /// The stamp.
        stamped: i64,
        /// When we saw it.
        seen: i64,
    },
    /// It was stamped anew: the time of publication moved, and the text may not have.
    Restamped {
        /// The stamp before.
        from: i64,
        /// The stamp since.
        to: i64,
        /// The words stayed as they were.
        same_words: bool,
    },
    /// Last changed before it was published, as it says.
    ChangedFirst {
        /// Stamp of the last change.
        changed: i64,
        /// Stamp of the publication.
        stamped: i64,
    },
    /// The day in the dateline and the day of the stamp do not agree.
    DatelineDay {
        /// The day as printed.
        words: String,
        /// Days the stamp is later; below zero when it is earlier.
        days: i64,
    },
}

impl ClockFlag {
    /// The stable word for machines.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Backdated { .. } => "backdated",
            Self::Late { .. } => "late",
            Self::Ahead { .. } => "ahead",
            Self::Restamped { .. } => "restamped",
            Self::ChangedFirst { .. } => "changed-first",
            Self::DatelineDay { .. } => "dateline-day",
        }
    }
}

/// What became of the origin's copy in one article.
#[derive(Clone, Debug, PartialEq)]
pub struct Trace {
    /// The article.
    pub article: ArticleId,
    /// The reading of the origin's it was compared with: the version it carries, as far as one can tell.
    pub base: Option<ArticleId>,
    /// What it made of it.
    pub changes: Option<Changes>,
    /// It says that the copy was not edited.
    pub disclaimer: Option<Disclaim>,
    /// What its clocks say against each other.
    pub clocks: Vec<ClockFlag>,
}

/// How a notice was tied to its story, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tie {
    /// It came as a later version of the item itself.
    Item,
    /// It links to the story.
    Link,
    /// It quotes the story's headline.
    Headline,
    /// It names the story's slug.
    Slug,
    /// Its words are the story's.
    Text,
}

impl Tie {
    /// The stable word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Item => "item",
            Self::Link => "link",
            Self::Headline => "headline",
            Self::Slug => "slug",
            Self::Text => "text",
        }
    }

    /// Reads the word of [`Tie::word`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Item, Self::Link, Self::Headline, Self::Slug, Self::Text].into_iter().find(|tie| tie.word() == word)
    }
}

/// A notice put to use: the story it speaks of, and what became of the reprints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The article that carries the notice.
    pub notice: ArticleId,
    /// The article of the story it speaks of.
    pub about: ArticleId,
    /// How that is known.
    pub tie: Tie,
    /// Reprints that carried the old text.
    pub reprints: Vec<Carried>,
}

/// A reprint that carried text which its origin took back or put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Its last article that carries the old text.
    pub article: ArticleId,
    /// When it was first seen without, or its page was gone; `None` while it stands.
    pub until: Option<Seen>,
    /// When its page was last read, or its feed last delivered it with new words: what "it stands" is worth.
    pub looked: Seen,
}

/// How a reprint credits the origin, with the words that say so.
#[derive(Clone, Debug, PartialEq)]
pub struct Audit {
    /// The grade.
    pub grade: Grade,
    /// The credit it rests on; `None` where there is none.
    pub credit: Option<Credit>,
}

/// Everything that is known of one cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Dossier {
    /// The cluster.
    pub story: Story,
    /// The same as a ledger: its items with lag and grade.
    pub ledger: Ledger,
    /// What became of the copy, by article.
    pub traces: BTreeMap<ArticleId, Trace>,
    /// The notices about it, each with the print that carries it, in the order they came.
    pub notices: Vec<(Applied, Print)>,
}

impl Dossier {
    /// How long after the origin (or, where that was not seen, the first outlet) a reprint was seen.
    pub fn lag(&self, item: ItemId) -> Option<Lag> {
        let piece = self.ledger.pieces.iter().find(|piece| piece.mark.item == item)?;
        self.ledger.account(piece).lag
    }

    /// The print of an article of the cluster.
    pub fn print(&self, article: ArticleId) -> Option<&Print> {
        self.story.prints.iter().find(|print| print.article == article)
    }
}
