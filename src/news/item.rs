//! One entry of a feed exactly as delivered.

use super::Stamped;

/// One entry exactly as delivered; never edited afterwards. A changed delivery is a new version of it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Item {
    /// Identity: guid or id; else link; else digest of title and text. Never random, never empty.
    pub id: String,
    /// Absolute address of the article.
    pub url: Option<String>,
    /// Title as text (markup and entities resolved).
    pub title: Option<String>,
    /// Summary as delivered (may hold HTML).
    pub summary: Option<String>,
    /// Full content as delivered (may hold HTML).
    pub content: Option<String>,
    /// Authors as delivered, one an entry.
    pub authors: Vec<String>,
    /// First publication, as claimed.
    pub published: Option<Stamped>,
    /// Last change, as claimed.
    pub updated: Option<Stamped>,
    /// Categories and keywords.
    pub categories: Vec<String>,
    /// Language (BCP 47 as declared, the feed's when the entry has none).
    pub language: Option<String>,
    /// `<source>` or `atom:source`: the feed the entry was taken from.
    pub source: Option<ItemSource>,
    /// Photo and media credits: never credits for the words.
    pub media_credits: Vec<MediaCredit>,
    /// Links by relation: canonical, via, related, enclosure, alternate.
    pub links: Vec<ItemLink>,
    /// Copyright line of the entry.
    pub rights: Option<String>,
}

/// The feed an entry says it was taken from.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ItemSource {
    /// Its title.
    pub title: Option<String>,
    /// Its address.
    pub url: Option<String>,
}

/// A credit for a picture, a film or a sound.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct MediaCredit {
    /// Role as delivered (`photographer`, `producer`).
    pub role: Option<String>,
    /// Words as delivered.
    pub words: String,
}

/// A link of an entry.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct ItemLink {
    /// Relation, lower case.
    pub rel: String,
    /// Absolute address.
    pub href: String,
}
