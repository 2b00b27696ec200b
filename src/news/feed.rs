//! A feed, and one delivery of it.

use super::{Fault, Item};

/// One polled address; an outlet has many.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Feed {
    /// Absolute address.
    pub url: String,
    /// Name of the outlet it belongs to.
    pub outlet: String,
}

/// What a feed was found to carry of its articles, measured against their pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Carries {
    /// Items whose text in the feed was as long as on the page.
    pub whole: u32,
    /// Items whose page held more.
    pub cut: u32,
}

impl Carries {
    /// Pages that were compared.
    pub fn measured(self) -> u32 {
        self.whole + self.cut
    }

    /// It carries whole articles, short ones too.
    pub fn is_whole(self) -> bool {
        self.whole >= 3 && self.whole >= 9 * self.cut
    }

    /// It carries beginnings, even long ones without a mark that they are cut.
    pub fn is_cut(self) -> bool {
        self.cut >= 2 && self.cut >= self.whole
    }
}

/// The formats a feed comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum FeedFormat {
    /// RSS 0.91 to 2.0.
    Rss,
    /// RSS 0.90 and 1.0 (RDF).
    Rdf,
    /// Atom 0.3 and 1.0.
    Atom,
    /// JSON Feed 1.0 and 1.1.
    Json,
    /// None of these.
    #[default]
    Unknown,
}

impl FeedFormat {
    /// The stable word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Rss => "rss",
            Self::Rdf => "rdf",
            Self::Atom => "atom",
            Self::Json => "json",
            Self::Unknown => "unknown",
        }
    }
}

/// How often the feed itself asks to be polled.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Pace {
    /// RSS `ttl`, in minutes.
    pub ttl_minutes: Option<u32>,
    /// RSS `skipHours`: hours of the day in UTC, 0 to 23.
    pub skip_hours: Vec<u8>,
    /// RSS `skipDays`: 0 is Monday, 6 is Sunday.
    pub skip_days: Vec<u8>,
    /// `sy:updatePeriod` / `sy:updateFrequency`, in seconds between updates.
    pub update_seconds: Option<u32>,
}

/// What one poll of a feed brought: everything that could be read, and what was wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Delivery {
    /// The format found.
    pub format: FeedFormat,
    /// The feed's own title, as text.
    pub title: Option<String>,
    /// The feed's language (BCP 47 as declared).
    pub language: Option<String>,
    /// The feed's home page.
    pub link: Option<String>,
    /// WebSub hub.
    pub hub: Option<String>,
    /// The feed's own address, by `rel=self`.
    pub own_url: Option<String>,
    /// How often it asks to be polled.
    pub pace: Pace,
    /// Copyright line of the feed.
    pub rights: Option<String>,
    /// Entries in the order delivered.
    pub items: Vec<Item>,
    /// What was wrong.
    pub faults: Vec<Fault>,
}
