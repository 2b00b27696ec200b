//! The demo's newsroom as it was written: outlets, texts, and the prints that outlets made of them, in data/demo.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::Deserialize;

/// The outlets and the polling rounds.
const NEWSROOM: &str = include_str!("../../../data/demo/newsroom.toml");

/// Every story, by the name of its file.
pub const STORIES: [(&str, &str); 18] = [
    ("blinken", include_str!("../../../data/demo/stories/blinken.toml")),
    ("bridge", include_str!("../../../data/demo/stories/bridge.toml")),
    ("cable", include_str!("../../../data/demo/stories/cable.toml")),
    ("dam", include_str!("../../../data/demo/stories/dam.toml")),
    ("ferry", include_str!("../../../data/demo/stories/ferry.toml")),
    ("festival", include_str!("../../../data/demo/stories/festival.toml")),
    ("hospital", include_str!("../../../data/demo/stories/hospital.toml")),
    ("market", include_str!("../../../data/demo/stories/market.toml")),
    ("mine", include_str!("../../../data/demo/stories/mine.toml")),
    ("minister", include_str!("../../../data/demo/stories/minister.toml")),
    ("nadi", include_str!("../../../data/demo/stories/nadi.toml")),
    ("own", include_str!("../../../data/demo/stories/own.toml")),
    ("quota", include_str!("../../../data/demo/stories/quota.toml")),
    ("ski", include_str!("../../../data/demo/stories/ski.toml")),
    ("strike", include_str!("../../../data/demo/stories/strike.toml")),
    ("telescope", include_str!("../../../data/demo/stories/telescope.toml")),
    ("wildfire", include_str!("../../../data/demo/stories/wildfire.toml")),
    ("wreck", include_str!("../../../data/demo/stories/wreck.toml")),
];

/// The page of the seed, in its own words.
const SEED_PAGE: (&str, &str) = ("seed/midday.html", include_str!("../../../data/demo/seed/midday.html"));

/// The whole newsroom.
#[derive(Debug)]
pub struct Newsroom {
    /// When each round is taken to happen.
    pub rounds: Vec<DateTime<Utc>>,
    /// The outlets, in the order of the file.
    pub outlets: Vec<Outlet>,
    /// Everything they print, by outlet and time.
    pub prints: Vec<Print>,
}

/// An outlet of the demo.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outlet {
    /// Short name, used in addresses and in expected.json.
    pub id: String,
    /// The name readers know.
    pub name: String,
    /// As in config.toml.
    pub kind: String,
    /// Other names in credits.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Owner.
    pub family: Option<String>,
    /// Domain it says it prints on; the pages stand on loopback.
    pub domain: String,
    /// IANA zone, as in config.toml.
    pub zone: Option<String>,
    /// BCP 47.
    #[serde(default = "english")]
    pub language: String,
    /// The form of its feed.
    pub feed: Form,
    /// Its feed carries whole articles, not summaries.
    pub full: bool,
    /// The template of its pages.
    pub look: Look,
    /// What it prints under agency copy.
    pub disclaimer: Option<String>,
}

/// The form of a feed.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// RSS 2.0.
    Rss,
    /// Atom.
    Atom,
    /// JSON Feed 1.1.
    Json,
}

/// The template of an outlet's pages.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Look {
    /// An agency's plain page.
    Wire,
    /// Semantic elements, JSON-LD, cookie banner, related stories with bylines.
    Modern,
    /// Nothing but `div`.
    Column,
    /// Tables and fonts of 1998.
    Table,
}

/// What an outlet prints of a story, from one round on.
#[derive(Clone, Debug)]
pub struct Print {
    /// Index of the outlet.
    pub outlet: usize,
    /// Name within the outlet; a later print of the same name is a later version.
    pub slug: String,
    /// The first round that sees it, from 1.
    pub round: usize,
    /// First publication, as stamped.
    pub published: DateTime<Utc>,
    /// Last change, as stamped.
    pub updated: DateTime<Utc>,
    /// Headline.
    pub headline: String,
    /// Byline as printed.
    pub byline: Option<String>,
    /// Everything between headline and chrome, a paragraph each: note, dateline, copy, credit line, disclaimer.
    pub paragraphs: Vec<String>,
    /// What the feed gives as a summary.
    pub summary: String,
    /// Outlet whose story an aggregator passes on.
    pub source: Option<usize>,
    /// The page as it stands, instead of one made from the outlet's template.
    pub page: Option<&'static str>,
}

impl Newsroom {
    /// Reads the newsroom. Its data is part of the program: what is wrong with it is a mistake in data/demo.
    ///
    /// # Errors
    /// The file and what is wrong with it.
    pub fn read() -> Result<Self, String> {
        let raw: RawNewsroom = toml::from_str(NEWSROOM).map_err(|error| format!("data/demo/newsroom.toml: {error}"))?;
        let rounds = raw.rounds.iter().map(|at| moment(raw.day, at)).collect::<Result<_, _>>()?;
        let places: HashMap<&str, usize> = raw.outlets.iter().enumerate().map(|(n, o)| (o.id.as_str(), n)).collect();
        let mut prints = Vec::new();
        for (name, text) in STORIES {
            let story: RawStory =
                toml::from_str(text).map_err(|error| format!("data/demo/stories/{name}.toml: {error}"))?;
            for raw_print in &story.prints {
                let print = print(raw_print, name, &story.text, &raw.outlets, &places, raw.day);
                prints.push(print.map_err(|words| format!("data/demo/stories/{name}.toml: {words}"))?);
            }
        }
        prints.sort_by_key(|print: &Print| (print.outlet, print.published, print.round));
        Ok(Self { rounds, outlets: raw.outlets, prints })
    }

    /// The same newsroom on another day: its last round happens at `last`.
    pub fn moved(mut self, last: DateTime<Utc>) -> Self {
        let Some(by) = self.rounds.last().map(|round| last - *round) else { return self };
        self.rounds.iter_mut().for_each(|round| *round += by);
        for print in &mut self.prints {
            print.published += by;
            print.updated += by;
        }
        self
    }

    /// What an outlet shows in a round: the latest version of each story, the newest first.
    pub fn shown(&self, outlet: usize, round: usize) -> Vec<&Print> {
        let mut latest: Vec<&Print> = Vec::new();
        for print in self.prints.iter().filter(|print| print.outlet == outlet && print.round <= round) {
            match latest.iter_mut().find(|earlier| earlier.slug == print.slug) {
                Some(earlier) if earlier.round < print.round => *earlier = print,
                Some(_) => {}
                None => latest.push(print),
            }
        }
        latest.reverse();
        latest
    }

    /// The stories counted by outlet and name, versions apart.
    pub fn stories(&self) -> usize {
        let mut names: Vec<_> = self.prints.iter().map(|print| (print.outlet, &print.slug)).collect();
        names.sort_unstable();
        names.dedup();
        names.len()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNewsroom {
    day: NaiveDate,
    rounds: Vec<String>,
    #[serde(rename = "outlet")]
    outlets: Vec<Outlet>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStory {
    text: HashMap<String, String>,
    #[serde(rename = "print")]
    prints: Vec<RawPrint>,
}

/// A print as it is written: which text, which of its paragraphs, and what stands around them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPrint {
    outlet: String,
    slug: Option<String>,
    round: usize,
    at: String,
    changed: Option<String>,
    headline: String,
    byline: Option<String>,
    note: Option<String>,
    dateline: Option<String>,
    lead: Option<String>,
    text: Option<String>,
    keep: Option<String>,
    #[serde(default)]
    swap: Vec<[String; 2]>,
    credit: Option<String>,
    #[serde(default)]
    disclaimer: bool,
    summary: Option<String>,
    source: Option<String>,
    page: Option<String>,
}

fn english() -> String {
    "en".into()
}

fn moment(day: NaiveDate, at: &str) -> Result<DateTime<Utc>, String> {
    let time = NaiveTime::parse_from_str(at, "%H:%M").map_err(|_| format!("\"{at}\" is no time of day"))?;
    Ok(day.and_time(time).and_utc())
}

fn print(
    raw: &RawPrint,
    story: &str,
    texts: &HashMap<String, String>,
    outlets: &[Outlet],
    places: &HashMap<&str, usize>,
    day: NaiveDate,
) -> Result<Print, String> {
    let place = |id: &str| places.get(id).copied().ok_or_else(|| format!("there is no outlet \"{id}\""));
    let outlet = place(&raw.outlet)?;
    let paragraphs = paragraphs(raw, texts, &outlets[outlet])?;
    let published = moment(day, &raw.at)?;
    Ok(Print {
        outlet,
        slug: raw.slug.clone().unwrap_or_else(|| story.to_owned()),
        round: raw.round,
        published,
        updated: raw.changed.as_deref().map_or(Ok(published), |at| moment(day, at))?,
        headline: raw.headline.clone(),
        byline: raw.byline.clone(),
        summary: match &raw.summary {
            Some(summary) => summary.clone(),
            None => summary(paragraphs.first().map_or("", String::as_str)),
        },
        paragraphs,
        source: raw.source.as_deref().map(place).transpose()?,
        page: match &raw.page {
            Some(page) if page == SEED_PAGE.0 => Some(SEED_PAGE.1),
            Some(page) => return Err(format!("there is no page \"{page}\"")),
            None => None,
        },
    })
}

/// Puts together what stands between headline and chrome.
fn paragraphs(raw: &RawPrint, texts: &HashMap<String, String>, outlet: &Outlet) -> Result<Vec<String>, String> {
    let mut all: Vec<String> = raw.note.iter().cloned().collect();
    if let Some(lead) = &raw.lead {
        all.extend(text(lead, texts)?);
    }
    if let Some(name) = &raw.text {
        let mut copy = kept(text(name, texts)?, raw.keep.as_deref())?;
        for [from, to] in &raw.swap {
            let Some(paragraph) = copy.iter_mut().find(|p| p.contains(from.as_str())) else {
                return Err(format!("\"{from}\" is not in the text \"{name}\""));
            };
            *paragraph = paragraph.replace(from.as_str(), to);
        }
        if let (Some(dateline), Some(first)) = (&raw.dateline, copy.first_mut()) {
            *first = format!("{dateline} {first}");
        }
        all.extend(copy);
    }
    all.extend(raw.credit.clone());
    if raw.disclaimer {
        all.extend(outlet.disclaimer.clone());
    }
    Ok(all)
}

fn text(name: &str, texts: &HashMap<String, String>) -> Result<Vec<String>, String> {
    let text = texts.get(name).ok_or_else(|| format!("there is no text \"{name}\""))?;
    Ok(text.split("\n\n").map(|p| p.trim().to_owned()).filter(|p| !p.is_empty()).collect())
}

/// The paragraphs that `keep` names, counted from 1: "1-4,7".
fn kept(paragraphs: Vec<String>, keep: Option<&str>) -> Result<Vec<String>, String> {
    let Some(keep) = keep else { return Ok(paragraphs) };
    let wrong = || format!("\"{keep}\" does not name paragraphs of the text");
    let mut kept = Vec::new();
    for part in keep.split(',') {
        let (from, to) = part.split_once('-').unwrap_or((part, part));
        let (from, to): (usize, usize) = (from.parse().map_err(|_| wrong())?, to.parse().map_err(|_| wrong())?);
        kept.extend_from_slice(paragraphs.get(from.saturating_sub(1)..to).ok_or_else(wrong)?);
    }
    Ok(kept)
}

/// The beginning of a paragraph, as feeds cut it.
fn summary(paragraph: &str) -> String {
    let words: Vec<&str> = paragraph.split(' ').collect();
    if words.len() <= 28 { paragraph.to_owned() } else { format!("{}...", words[..28].join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newsroom_is_as_large_as_promised() {
        let newsroom = Newsroom::read().expect("readable");
        assert!(newsroom.stories() >= 60, "{} stories", newsroom.stories());
        assert_eq!(newsroom.rounds.len(), 4);
        let kinds = |kind: &str| newsroom.outlets.iter().filter(|outlet| outlet.kind == kind).count();
        assert!(kinds("agency") >= 2 && kinds("publisher") >= 5 && kinds("aggregator") >= 1);
        for form in [Form::Rss, Form::Atom, Form::Json] {
            assert!(newsroom.outlets.iter().any(|outlet| outlet.feed == form));
        }
        assert!(newsroom.prints.iter().all(|print| (1..=4).contains(&print.round)));
    }

    #[test]
    fn nothing_is_polled_before_it_was_published() {
        let newsroom = Newsroom::read().expect("readable");
        for print in &newsroom.prints {
            assert!(print.updated <= newsroom.rounds[print.round - 1], "{}: {}", print.slug, print.headline);
        }
    }

    #[test]
    fn a_later_version_takes_the_place_of_the_earlier() {
        let newsroom = Newsroom::read().expect("readable");
        let headline = |round| {
            let shown = newsroom.shown(0, round);
            shown.iter().find(|print| print.slug == "ferry").expect("the ferry").headline.clone()
        };
        assert!(headline(1).starts_with("Ferry"));
        assert!(headline(2).starts_with("UPDATE 1"));
    }

    #[test]
    fn paragraphs_are_kept_by_number() {
        let text = || (1..=8).map(|n| n.to_string()).collect::<Vec<_>>();
        assert_eq!(kept(text(), Some("1-3,7")).expect("kept"), ["1", "2", "3", "7"]);
        assert!(kept(text(), Some("7-9")).is_err());
        assert_eq!(kept(text(), None).expect("kept").len(), 8);
    }
}
