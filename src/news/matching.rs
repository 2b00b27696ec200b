//! Pairs of articles: unproven, and verified word by word.

use super::ArticleId;
use std::ops::Range;

/// An unproven pair, from the index. May never join a cluster: only a [`Match`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The leader found.
    pub leader: ArticleId,
    /// Sketch hashes in common.
    pub hits: u32,
}

/// How an article's words relate to those of the article it matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    /// The same words.
    Identical,
    /// Nearly all words of each stand in the other.
    Near,
    /// Its words stand in the other.
    Excerpt,
    /// It holds the other's words, and more.
    Expanded,
    /// A good part is shared, or a long passage without a gap.
    Overlap,
    /// Some words are shared: an edge, no join by itself.
    Partial,
    /// Another version by the same outlet.
    Revision,
}

impl Relation {
    /// The stable word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Identical => "identical",
            Self::Near => "near",
            Self::Excerpt => "excerpt",
            Self::Expanded => "expanded",
            Self::Overlap => "overlap",
            Self::Partial => "partial",
            Self::Revision => "revision",
        }
    }

    /// Reads the word of [`Relation::word`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Identical, Self::Near, Self::Excerpt, Self::Expanded, Self::Overlap, Self::Partial, Self::Revision]
            .into_iter()
            .find(|r| r.word() == word)
    }
}

/// What two texts share, seen from both sides.
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Shares {
    /// Word 4-grams in common.
    pub shared: u32,
    /// Share of the item's own 4-grams that stand in the match, 0 to 1.
    pub of_item: f32,
    /// Share of the match's 4-grams that stand in the item, 0 to 1.
    pub of_match: f32,
}

/// A run of words that stands in both texts. Word numbers, counted over the body.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct AlignedSpan {
    /// Words of the item.
    pub item: Range<u32>,
    /// Words of the match.
    pub matched: Range<u32>,
}

/// A pair verified word by word.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The article it was compared with.
    pub with: ArticleId,
    /// How the item's words relate to it.
    pub relation: Relation,
    /// What is shared.
    pub shares: Shares,
    /// Aligned runs of words, in the item's order. May be left empty where only the decision was asked for.
    pub spans: Vec<AlignedSpan>,
}
