//! A cluster as people read it: who printed the copy, when, and on what evidence.

use super::{ArticleId, Citation, ClusterId, Credit, Match, Notice, Origin, OutletKind, Seen, Stamped};

/// Number of an item in a store: what people type to name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct ItemId(pub i64);

/// One article of a cluster with everything that is told about it but its text.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Print {
    /// The article.
    pub article: ArticleId,
    /// The item it was read from.
    pub item: ItemId,
    /// Which reading of the item it is; 1 is the first.
    pub version: u32,
    /// Name of the outlet.
    pub outlet: String,
    /// What the outlet does with copy.
    pub kind: OutletKind,
    /// The outlet's owner.
    pub family: Option<String>,
    /// Where it stands.
    pub url: Option<String>,
    /// The headline shown to readers.
    pub headline: Option<String>,
    /// Language, BCP 47.
    pub language: Option<String>,
    /// First publication, as claimed.
    pub published: Option<Stamped>,
    /// Last change, as claimed.
    pub modified: Option<Stamped>,
    /// Another time of publication that the same words were delivered with since, seconds since 1970 UTC.
    pub restamped: Option<i64>,
    /// The day its dateline names, as printed.
    pub dateline: Option<String>,
    /// When we first saw it.
    pub seen: Seen,
    /// When its feed was last read without it: it appeared between that and `seen`. `None` at the first poll of a feed.
    pub unseen: Option<Seen>,
    /// Words of the body.
    pub words: u32,
    /// The verified match that let it in; `None` for the one that opened the cluster.
    pub matched: Option<Match>,
    /// Everything it credits, strongest first.
    pub credits: Vec<Credit>,
    /// The media it rests on.
    pub citations: Vec<Citation>,
    /// The notice it carries.
    pub notice: Option<Notice>,
}

/// A cluster as people read it.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// Its number.
    pub id: ClusterId,
    /// The article the others are compared with.
    pub leader: ArticleId,
    /// Who issued the copy.
    pub origin: Origin,
    /// Its articles in the order they reached us.
    pub prints: Vec<Print>,
}

impl Story {
    /// The outlets in order of appearance, each once.
    pub fn outlets(&self) -> Vec<&str> {
        let mut outlets: Vec<&str> = Vec::new();
        for print in &self.prints {
            if !outlets.contains(&print.outlet.as_str()) {
                outlets.push(&print.outlet);
            }
        }
        outlets
    }

    /// Independent voices: outlets of one owner count once, and those that only pass on what others print not at all.
    pub fn voices(&self) -> usize {
        super::voices(self.prints.iter().map(|print| (print.kind, print.family.as_deref().unwrap_or(&print.outlet))))
            .max(1)
    }

    /// Independent origins: organisations that may have issued the copy. One where it is known, or nobody is named.
    pub fn origins(&self) -> usize {
        match &self.origin {
            Origin::Disputed(sides) => sides.len(),
            Origin::Known(_) | Origin::Unknown => 1,
        }
    }

    /// The print of the leader.
    pub fn lead(&self) -> Option<&Print> {
        self.prints.iter().find(|print| print.article == self.leader)
    }
}
