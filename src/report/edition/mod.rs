//! Clusters as feeds without doubles: one entry a cluster, with all its outlets listed and linked.
//!
//! An entry's id is made from the article that gave the cluster its number, so that it stays when the cluster grows, when
//! another article comes to lead it, and when other clusters go into it. Nothing in a feed depends on when it was made.

mod atom;
mod jsonfeed;
mod lines;
mod parquet;
mod rss;

use xxhash_rust::xxh3::xxh3_128;

use crate::news::{ItemId, Origin, Print, Side, Story};
use crate::text::shown::shown;

use super::table::address;

pub use atom::atom;
pub use jsonfeed::jsonfeed;
pub use lines::lines;
pub use parquet::Sheets;
pub use rss::rss;

/// Longest headline, in characters.
const HEADLINE: usize = 500;
/// Longest summary, in characters.
const SUMMARY: usize = 600;

/// Which print of a cluster stands for it.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Policy {
    /// The origin's own, where it was seen; else the one the others are compared with.
    #[default]
    Origin,
    /// The one seen first.
    First,
    /// The one with the most words.
    Fullest,
    /// This outlet's, where it printed the copy; else the origin's.
    Prefer(String),
}

impl std::str::FromStr for Policy {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        match words {
            "origin" => Ok(Self::Origin),
            "first" => Ok(Self::First),
            "fullest" => Ok(Self::Fullest),
            words => match words.strip_prefix("prefer:").map(str::trim) {
                Some(outlet) if !outlet.is_empty() => Ok(Self::Prefer(outlet.to_owned())),
                _ => Err(format!("\"{words}\" is no policy; write origin, first, fullest or prefer:OUTLET")),
            },
        }
    }
}

/// A feed to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct Edition {
    /// Its title.
    pub title: String,
    /// Where it will stand, when that is known.
    pub address: Option<String>,
    /// Its entries, the newest first.
    pub entries: Vec<Entry>,
}

/// One cluster as an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// `urn:uuid:...`, the same for ever.
    pub id: String,
    /// Number of the cluster.
    pub cluster: i64,
    /// Headline of the print that stands for it.
    pub headline: String,
    /// Address of that print.
    pub url: Option<String>,
    /// Its outlet.
    pub outlet: String,
    /// A feed of that outlet.
    pub feed: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// Its text, or the beginning of it.
    pub paragraphs: Vec<String>,
    /// When the first print of the cluster was seen.
    pub published: i64,
    /// When the newest was.
    pub updated: i64,
    /// Who issued the copy.
    pub origin: Option<Source>,
    /// Every outlet that printed it, in the order they were seen; each once, in its latest version.
    pub prints: Vec<Printed>,
}

/// Who issued the copy of an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Source {
    /// Its name.
    pub organisation: String,
    /// How sure.
    pub confidence: f32,
    /// Credits do not agree.
    pub disputed: bool,
    /// The evidence, quoted.
    pub evidence: Option<String>,
    /// Its own print, where one was seen.
    pub url: Option<String>,
}

/// One outlet of an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Printed {
    /// The outlet.
    pub outlet: String,
    /// Its headline.
    pub headline: String,
    /// Its address.
    pub url: Option<String>,
    /// When it was first seen.
    pub seen: i64,
    /// How its words relate to those it was matched with.
    pub relation: Option<&'static str>,
}

/// The article that gave a cluster its number: what an entry's id is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opener {
    /// Name of its outlet.
    pub outlet: String,
    /// What the item is known by within the outlet.
    pub identity: String,
    /// Which reading of the item.
    pub version: u32,
}

impl Opener {
    /// `urn:uuid:` and a UUID of version 8 (RFC 9562): equal openers, equal ids, in every database.
    pub fn urn(&self) -> String {
        urn(&["cluster", &self.outlet, &self.identity, &self.version.to_string()])
    }
}

/// A name-based UUID of version 8 as a URN.
fn urn(parts: &[&str]) -> String {
    let bits = xxh3_128(parts.join("\0").as_bytes());
    let bits = bits & !(0xf << 76) & !(0x3 << 62) | 0x8 << 76 | 0x2 << 62;
    let hex = format!("{bits:032x}");
    format!("urn:uuid:{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// The print that stands for a story. `None` for a story without prints.
pub fn chosen<'a>(story: &'a Story, policy: &Policy) -> Option<&'a Print> {
    let latest = latest(story);
    let by = |name: &str| latest.iter().find(|print| print.outlet.to_lowercase() == name.to_lowercase()).copied();
    let origin = || {
        let own = strongest(&story.origin).and_then(|(side, _)| by(&side.organisation));
        own.or_else(|| {
            let lead = story.lead()?.item;
            latest.iter().find(|print| print.item == lead).copied()
        })
    };
    let found = match policy {
        Policy::Origin => origin(),
        Policy::First => latest.first().copied(),
        Policy::Fullest => latest.iter().copied().rev().max_by_key(|print| print.words),
        Policy::Prefer(outlet) => by(outlet).or_else(origin),
    };
    found.or(latest.first().copied())
}

/// Every item of a story in its latest version that is no mere notice, in the order the items were first seen.
fn latest(story: &Story) -> Vec<&Print> {
    let mut items: Vec<ItemId> = Vec::new();
    let mut latest: Vec<&Print> = Vec::new();
    for print in &story.prints {
        if print.notice.as_ref().is_some_and(|notice| notice.only) {
            continue;
        }
        match items.iter().position(|item| *item == print.item) {
            Some(at) if latest[at].version < print.version => latest[at] = print,
            Some(_) => {}
            None => {
                items.push(print.item);
                latest.push(print);
            }
        }
    }
    latest
}

fn strongest(origin: &Origin) -> Option<(&Side, bool)> {
    match origin {
        Origin::Known(side) => Some((side, false)),
        Origin::Disputed(sides) => sides.first().map(|side| (side, true)),
        Origin::Unknown => None,
    }
}

/// A story as an entry: `print` stands for it, with its text (`full`: all of it, else the beginning) and a feed of its
/// outlet.
pub fn entry(story: &Story, opener: &Opener, print: &Print, text: &[String], full: bool, feed: Option<&str>) -> Entry {
    let seen =
        |pick: fn(i64, i64) -> i64| story.prints.iter().map(|print| print.seen.0).reduce(pick).unwrap_or_default();
    let headline = |print: &Print| {
        let words = shown(print.headline.as_deref().unwrap_or_default(), HEADLINE);
        if words.is_empty() { "(no headline)".into() } else { words }
    };
    let url = |print: &Print| print.url.as_deref().and_then(address);
    let mut prints: Vec<Printed> = Vec::new();
    for print in latest(story) {
        let outlet = shown(&print.outlet, 200);
        if prints.iter().all(|told| told.outlet != outlet) {
            let first = story.prints.iter().filter(|other| other.item == print.item).map(|other| other.seen.0).min();
            prints.push(Printed {
                outlet,
                headline: headline(print),
                url: url(print),
                seen: first.unwrap_or(print.seen.0),
                relation: print.matched.as_ref().map(|matched| matched.relation.word()),
            });
        }
    }
    let origin = strongest(&story.origin).map(|(side, disputed)| Source {
        organisation: shown(&side.organisation, 200),
        confidence: side.confidence.0,
        disputed,
        evidence: side.credits.first().map(|(_, credit)| shown(&credit.words, 300)),
        url: prints
            .iter()
            .find(|told| told.outlet.to_lowercase() == side.organisation.to_lowercase())
            .and_then(|told| told.url.clone()),
    });
    let paragraphs: Vec<String> =
        text.iter().map(|words| shown(words, 100_000)).filter(|words| !words.is_empty()).collect();
    Entry {
        id: opener.urn(),
        cluster: story.id.0,
        headline: headline(print),
        url: url(print),
        outlet: shown(&print.outlet, 200),
        feed: feed.and_then(address),
        language: print
            .language
            .as_deref()
            .filter(|tag| tag.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'))
            .map(Into::into),
        paragraphs: if full { paragraphs } else { beginning(paragraphs) },
        published: seen(i64::min),
        updated: seen(i64::max),
        origin,
        prints,
    }
}

/// The first paragraphs, up to the length of a summary.
fn beginning(paragraphs: Vec<String>) -> Vec<String> {
    let mut room = SUMMARY;
    let mut kept = Vec::new();
    for paragraph in paragraphs {
        if room == 0 {
            break;
        }
        let words = shown(&paragraph, room);
        room = room.saturating_sub(words.chars().count());
        kept.push(words);
    }
    kept
}

impl Edition {
    /// When its newest entry changed.
    fn updated(&self) -> i64 {
        self.entries.iter().map(|entry| entry.updated).max().unwrap_or_default()
    }

    /// Its id: where it stands, else its title.
    fn id(&self) -> String {
        self.address.clone().unwrap_or_else(|| urn(&["feed", &self.title]))
    }
}

impl Entry {
    /// The text and the list of outlets, as HTML in which nothing of a stranger is markup.
    fn html(&self) -> String {
        let escape = super::svg::escaped;
        let mut out: String = self.paragraphs.iter().map(|words| format!("<p>{}</p>", escape(words))).collect();
        if let Some(origin) = &self.origin {
            let disputed = if origin.disputed { " (disputed)" } else { "" };
            out.push_str(&format!("<p>Copy by {}{disputed}.", escape(&origin.organisation)));
            if let Some(words) = &origin.evidence {
                out.push_str(&format!(" Evidence: “{}”.", escape(words)));
            }
            out.push_str("</p>");
        }
        out.push_str("<ul>");
        for print in &self.prints {
            let after = super::numbers::span(print.seen - self.published);
            let told = format!("{}: {}", escape(&print.outlet), escape(&print.headline));
            let told = match &print.url {
                Some(url) => format!("<a href=\"{}\">{told}</a>", escape(url)),
                None => told,
            };
            let relation = print.relation.map(|word| format!(", {word}")).unwrap_or_default();
            out.push_str(&format!("<li>{told} (+{after}{relation})</li>"));
        }
        out.push_str("</ul>");
        out
    }

    /// The text alone, in one line.
    fn summary(&self) -> String {
        shown(&self.paragraphs.join(" "), SUMMARY)
    }
}

/// RFC 3339 in UTC, the same on every machine.
fn stamp(at: i64) -> String {
    super::numbers::stamp(at, chrono_tz::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_uuids_of_version_8_and_stay() {
        let opener = Opener { outlet: "Harbour Post".into(), identity: "a-1".into(), version: 1 };
        let id = opener.urn();
        assert_eq!((&id[23..24], "89ab".contains(&id[28..29]), id.len()), ("8", true, 45));
    }

    #[test]
    fn policies_are_read() {
        assert_eq!("prefer: Mint".parse(), Ok(Policy::Prefer("Mint".into())));
        assert!("best".parse::<Policy>().is_err_and(|words| words.contains("prefer:OUTLET")));
    }
}
