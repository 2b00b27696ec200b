//! Trouble that did not stop the work; kept and shown.

use std::fmt;

/// What kind of trouble. The kind is stable and machine-readable; the words of [`Fault`] are for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FaultKind {
    /// No bytes, or only white space.
    Empty,
    /// A web page where a feed was expected.
    WebPage,
    /// A page that asks for a login or a registration.
    LoginWall,
    /// A page that asks for money.
    Paywall,
    /// A page that asks for consent to cookies and shows nothing else.
    ConsentWall,
    /// A page that checks for robots.
    BotChallenge,
    /// A domain for sale or parked.
    ParkedDomain,
    /// A sitemap given as a feed.
    Sitemap,
    /// An outline (OPML) given as a feed.
    Outline,
    /// Not a format that is read here.
    UnknownFormat,
    /// Markup that broke the rules; what could be read was kept.
    Malformed,
    /// The bytes ended early.
    Truncated,
    /// Bytes, entries or depth over a limit were cut.
    Limit,
    /// Bytes that are not text in the declared encoding.
    Encoding,
    /// A date that could not be read, or made no sense.
    Date,
    /// An entry without anything to know it by.
    Identity,
    /// The library underneath failed; the lenient reading was kept.
    Recovered,
    /// A page that holds no article text.
    NoText,
    /// The text of the page does not hold the feed's lead.
    LeadMissing,
    /// The network, the server or the address guard refused.
    Fetch,
    /// robots.txt forbids the page.
    Robots,
}

impl FaultKind {
    /// The stable word for machines: lower case, hyphens.
    pub fn word(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::WebPage => "web-page",
            Self::LoginWall => "login-wall",
            Self::Paywall => "paywall",
            Self::ConsentWall => "consent-wall",
            Self::BotChallenge => "bot-challenge",
            Self::ParkedDomain => "parked-domain",
            Self::Sitemap => "sitemap",
            Self::Outline => "outline",
            Self::UnknownFormat => "unknown-format",
            Self::Malformed => "malformed",
            Self::Truncated => "truncated",
            Self::Limit => "limit",
            Self::Encoding => "encoding",
            Self::Date => "date",
            Self::Identity => "identity",
            Self::Recovered => "recovered",
            Self::NoText => "no-text",
            Self::LeadMissing => "lead-missing",
            Self::Fetch => "fetch",
            Self::Robots => "robots",
        }
    }

    /// Reads the word of [`FaultKind::word`].
    pub fn from_word(word: &str) -> Option<Self> {
        [
            Self::Empty,
            Self::WebPage,
            Self::LoginWall,
            Self::Paywall,
            Self::ConsentWall,
            Self::BotChallenge,
            Self::ParkedDomain,
            Self::Sitemap,
            Self::Outline,
            Self::UnknownFormat,
            Self::Malformed,
            Self::Truncated,
            Self::Limit,
            Self::Encoding,
            Self::Date,
            Self::Identity,
            Self::Recovered,
            Self::NoText,
            Self::LeadMissing,
            Self::Fetch,
            Self::Robots,
        ]
        .into_iter()
        .find(|kind| kind.word() == word)
    }
}

/// One trouble: the thing, the trouble, the way out; lower case, no full stop.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Fault {
    /// What kind of trouble.
    pub kind: FaultKind,
    /// The words for people.
    pub words: String,
}

impl Fault {
    /// A fault of `kind` told in `words`.
    pub fn new(kind: FaultKind, words: impl Into<String>) -> Self {
        Self { kind, words: words.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.kind.word(), self.words)
    }
}
