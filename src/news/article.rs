//! One outlet's publication of some copy.

use std::ops::Range;

use super::{Fault, Metadatum, Reading, Stamped};

/// Number of an article, unique in a store (and in one run of a filter).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct ArticleId(pub i64);

/// One outlet's publication of some copy: its words, and everything that stood around them.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Article {
    /// Address it was read from.
    pub url: Option<String>,
    /// `rel=canonical`, absolute.
    pub canonical: Option<String>,
    /// The headline shown to readers.
    pub headline: Option<String>,
    /// Other headlines found, each with its place.
    pub other_headlines: Vec<Metadatum>,
    /// The byline as printed.
    pub byline: Option<String>,
    /// The dateline as printed.
    pub dateline: Option<Dateline>,
    /// Language, BCP 47, by declaration or by reading.
    pub language: Option<String>,
    /// First publication, as claimed.
    pub published: Option<Stamped>,
    /// Last change, as claimed.
    pub modified: Option<Stamped>,
    /// The words after furniture and boilerplate are out.
    pub body: Body,
    /// Everything that was taken out, in reading order, with its kind and words.
    pub furniture: Vec<Furniture>,
    /// Declared facts, each with its place.
    pub metadata: Vec<Metadatum>,
    /// Whether the text is an agency's notice about other copy.
    pub notice: Option<Notice>,
    /// Where the text was read.
    pub reading: Reading,
    /// What was wrong.
    pub faults: Vec<Fault>,
}

/// The words that are compared: paragraphs after furniture and boilerplate are out.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Body {
    /// Paragraphs in reading order; never empty strings; single spaces.
    pub paragraphs: Vec<String>,
    /// Where other people's words stand.
    pub quotations: Vec<Quotation>,
}

impl Body {
    /// The whole text, paragraphs parted by a line break.
    pub fn text(&self) -> String {
        self.paragraphs.join("\n")
    }

    /// No words at all.
    pub fn is_empty(&self) -> bool {
        self.paragraphs.is_empty()
    }
}

/// A stretch of a paragraph that quotes somebody (marks included). Byte offsets.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Quotation {
    /// Index into [`Body::paragraphs`].
    pub paragraph: usize,
    /// Bytes of that paragraph.
    pub bytes: Range<usize>,
}

/// "WASHINGTON, Dec 12 (Reuters) -" taken apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Dateline {
    /// As printed.
    pub words: String,
    /// The place named.
    pub place: Option<String>,
    /// The organisation named, as printed.
    pub organisation: Option<String>,
    /// The day named, as printed.
    pub day: Option<String>,
}

/// Where in the publication a piece of furniture stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Zone {
    /// Above the body.
    #[default]
    Head,
    /// Between its paragraphs.
    Middle,
    /// Below it.
    Tail,
}

/// What a piece of text that is not the body was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FurnitureKind {
    /// The headline, repeated in the text.
    Headline,
    /// Stand-first or summary above the text.
    StandFirst,
    /// "By A. Writer".
    Byline,
    /// "PARIS, March 3 (Reuters) -", cut from the head of a paragraph.
    Dateline,
    /// "Analysis", "Harbour": a label above the headline.
    Label,
    /// "13 December,2021 10:23 AM IST | Washington / ANI |".
    MetaLine,
    /// Photo caption or gallery line.
    Caption,
    /// "Photo: AFP": for a picture, never for the words.
    MediaCredit,
    /// "(With inputs from ANI)", "--IANS".
    CreditLine,
    /// "This story has been sourced from a third party syndicated feed".
    Disclaimer,
    /// "Copyright 2018 The Associated Press. All rights reserved."
    Copyright,
    /// Desk initials such as "vc/vd".
    SignOff,
    /// "Also read: ...", related links.
    Related,
    /// An embedded post.
    Embed,
    /// A table.
    Table,
    /// Share lines, prompts, cookie and subscription chrome.
    Chrome,
    /// A paragraph learned to be boilerplate because it recurs across clusters.
    Boilerplate,
}

impl FurnitureKind {
    /// The stable word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Headline => "headline",
            Self::StandFirst => "stand-first",
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Label => "label",
            Self::MetaLine => "meta-line",
            Self::Caption => "caption",
            Self::MediaCredit => "media-credit",
            Self::CreditLine => "credit-line",
            Self::Disclaimer => "disclaimer",
            Self::Copyright => "copyright",
            Self::SignOff => "sign-off",
            Self::Related => "related",
            Self::Embed => "embed",
            Self::Table => "table",
            Self::Chrome => "chrome",
            Self::Boilerplate => "boilerplate",
        }
    }

    /// Reads the word of [`FurnitureKind::word`].
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::Headline,
            Self::StandFirst,
            Self::Byline,
            Self::Dateline,
            Self::Label,
            Self::MetaLine,
            Self::Caption,
            Self::MediaCredit,
            Self::CreditLine,
            Self::Disclaimer,
            Self::Copyright,
            Self::SignOff,
            Self::Related,
            Self::Embed,
            Self::Table,
            Self::Chrome,
            Self::Boilerplate,
        ]
        .into_iter()
        .find(|kind| kind.word() == word)
    }
}

/// A piece of text that is not the body: marked, not lost.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Furniture {
    /// What it was.
    pub kind: FurnitureKind,
    /// As printed.
    pub words: String,
    /// Where it stood.
    pub zone: Zone,
    /// How many paragraphs of the body stand before it.
    pub before: usize,
}

/// What an agency tells about its own copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    /// "Corrects paragraph 2".
    Correction,
    /// "Updates with quotes".
    Update,
    /// Do not use until further word.
    Hold,
    /// Withdrawn: never use.
    Kill,
    /// Not before a time.
    Embargo,
}

impl NoticeKind {
    /// The stable word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Correction => "correction",
            Self::Update => "update",
            Self::Hold => "hold",
            Self::Kill => "kill",
            Self::Embargo => "embargo",
        }
    }

    /// Reads the word of [`NoticeKind::word`].
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Correction, Self::Update, Self::Hold, Self::Kill, Self::Embargo]
            .into_iter()
            .find(|kind| kind.word() == word)
    }
}

/// An agency's notice, read from the text that carries it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Notice {
    /// What it asks for.
    pub kind: NoticeKind,
    /// The words that say so.
    pub words: String,
    /// The story it speaks of, as far as it names it (slug or headline).
    pub about: Option<String>,
    /// The text consists of the notice alone and carries no copy.
    pub only: bool,
}
