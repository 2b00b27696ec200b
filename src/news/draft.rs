//! What a page or a feed entry holds, read but not yet cleaned.

use super::{Fault, Stamped};

/// Where the text of a draft was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Reading {
    /// The full content of a feed entry.
    FeedContent,
    /// The summary of a feed entry.
    #[default]
    FeedSummary,
    /// Main text found on the page.
    Page,
    /// `articleBody` of the page's JSON-LD.
    JsonLd,
    /// The data of a page that is drawn by script.
    Script,
    /// A selector set for the outlet.
    Selector,
    /// Plain text that was handed in.
    Text,
}

impl Reading {
    /// The stable word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::FeedContent => "feed-content",
            Self::FeedSummary => "feed-summary",
            Self::Page => "page",
            Self::JsonLd => "json-ld",
            Self::Script => "script",
            Self::Selector => "selector",
            Self::Text => "text",
        }
    }

    /// Reads the word of [`Reading::word`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::FeedContent, Self::FeedSummary, Self::Page, Self::JsonLd, Self::Script, Self::Selector, Self::Text]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// What kind of block a piece of text stands in, as far as its markup tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum BlockKind {
    /// Running text.
    #[default]
    Paragraph,
    /// A heading.
    Heading,
    /// An entry of a list.
    ListItem,
    /// A block quotation.
    Quote,
    /// A caption or a gallery line.
    Caption,
    /// An embedded post (tweet, Instagram, Facebook).
    Embed,
    /// A cell or row of a table.
    Table,
    /// Preformatted text.
    Preformatted,
    /// A byline or author block, by its markup.
    Byline,
    /// A stand-first or summary above the text, by its markup.
    StandFirst,
    /// A label above the headline: its section or kind.
    Label,
    /// A line between the paragraphs, or below them, that is only links.
    Links,
    /// Navigation, related links, share lines, prompts, by their markup.
    Chrome,
}

/// One block of text, in reading order. Text is clean: entities resolved, white space single.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Block {
    /// What it stands in.
    pub kind: BlockKind,
    /// Its words.
    pub text: String,
}

/// One declared fact about the article and where it was declared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Metadatum {
    /// Stable name: `author`, `publisher`, `source_organization`, `is_based_on`, `credit_text`, `syndication_source`,
    /// `original_source`, `section`, `keywords`, `image`, `canonical`, `amp`, `next_page`, `media_credit`, `feed_source`, `rights`, `copyright_holder`,
    /// `link` (an address the text links to; its place is the words linked).
    pub name: String,
    /// Value as declared, as text.
    pub value: String,
    /// Where it was declared: `json-ld`, `opengraph`, `meta NAME`, `microdata`, `link REL`, `feed FIELD`, `html`.
    pub place: String,
}

/// What a page or an entry holds: blocks of text in reading order, headline, times, metadata, faults.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Draft {
    /// Address it was read from.
    pub url: Option<String>,
    /// `rel=canonical`, absolute.
    pub canonical: Option<String>,
    /// `rel=amphtml`, absolute.
    pub amp: Option<String>,
    /// The headline shown to readers.
    pub headline: Option<String>,
    /// Other headlines found (feed, OpenGraph, `<title>`), each with its place, that differ from `headline`.
    pub other_headlines: Vec<Metadatum>,
    /// Language, BCP 47.
    pub language: Option<String>,
    /// First publication, as claimed.
    pub published: Option<Stamped>,
    /// Last change, as claimed.
    pub modified: Option<Stamped>,
    /// Text in reading order.
    pub blocks: Vec<Block>,
    /// Declared facts, each with its place.
    pub metadata: Vec<Metadatum>,
    /// Where the text was read.
    pub reading: Reading,
    /// What was wrong.
    pub faults: Vec<Fault>,
}
