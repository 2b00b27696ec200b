//! Who issued some copy, and the quoted evidence for it.

use super::ArticleId;

/// Where a credit stood, in the order of weight when credits disagree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CreditKind {
    /// "By ANI", "A. Writer, The Associated Press", "ANI |" in the head meta line.
    Byline,
    /// "WASHINGTON, Dec 12 (Reuters) -".
    Dateline,
    /// "Copyright 2018 The Associated Press".
    Copyright,
    /// "(With inputs from PTI)", "--IANS", disclaimers below the text.
    Footer,
    /// A credit in the running text.
    Inline,
    /// Feed fields, meta elements, JSON-LD.
    Metadata,
    /// rel=canonical to another outlet's domain.
    CanonicalLink,
    /// It stands on the agency's own domain.
    OwnDomain,
    /// A person decided so.
    Decision,
}

impl CreditKind {
    /// The stable word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Byline => "byline",
            Self::Dateline => "dateline",
            Self::Copyright => "copyright",
            Self::Footer => "footer",
            Self::Inline => "inline",
            Self::Metadata => "metadata",
            Self::CanonicalLink => "canonical",
            Self::OwnDomain => "own-domain",
            Self::Decision => "decision",
        }
    }

    /// Reads the word of [`CreditKind::word`].
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::Byline,
            Self::Dateline,
            Self::Copyright,
            Self::Footer,
            Self::Inline,
            Self::Metadata,
            Self::CanonicalLink,
            Self::OwnDomain,
            Self::Decision,
        ]
        .into_iter()
        .find(|kind| kind.word() == word)
    }
}

/// One quoted piece of evidence for who issued the words.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Credit {
    /// Where it stood.
    pub kind: CreditKind,
    /// The organisation, by its normal name; `None` when only "agencies" are named.
    pub organisation: Option<String>,
    /// The words quoted, as printed. Never empty.
    pub words: String,
    /// The place in words for people: "head line", "json-ld author", "footer".
    pub place: String,
    /// The organisation only gave some of the words ("with inputs from", "AP contributed").
    pub partial: bool,
}

/// How a medium gave the words that rest on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Manner {
    /// It reported them: "reported The Hill", "according to The Times".
    #[default]
    Reported,
    /// They were said to it or on it: "told Fox News", "appeared on NBC", "in an interview with CBS".
    Spoken,
}

impl Manner {
    /// The stable word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Reported => "reported",
            Self::Spoken => "spoken",
        }
    }

    /// Reads the word of [`Manner::word`]; any other is a report.
    pub fn from_word(word: &str) -> Self {
        if word == Self::Spoken.word() { Self::Spoken } else { Self::Reported }
    }
}

/// A medium the text rests on ("reported The Hill"): the chain further back, kept apart from credits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Default)]
pub struct Citation {
    /// The medium, by its normal name.
    pub medium: String,
    /// The sentence quoted.
    pub words: String,
    /// How it gave the words.
    pub manner: Manner,
    /// The medium that rests on it, when the same sentence says so ("The Hill reported, citing NBC"); `None` when the
    /// article itself does.
    pub cited_by: Option<String>,
    /// Where the sentence links to it.
    pub link: Option<String>,
}

/// How sure an origin is, 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Confidence(pub f32);

/// One side of a question of origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Side {
    /// The organisation, by its normal name.
    pub organisation: String,
    /// The credits for it, each with the article that carries it. Never empty.
    pub credits: Vec<(ArticleId, Credit)>,
    /// How sure.
    pub confidence: Confidence,
    /// Whether any outlet of this organisation was seen to carry the copy itself.
    pub seen: bool,
}

/// Who issued the copy of a cluster first. Cannot be built without evidence.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// One organisation, with evidence.
    Known(Side),
    /// Several claims that do not agree: the strongest first.
    Disputed(Vec<Side>),
    /// Nobody is named.
    Unknown,
}
