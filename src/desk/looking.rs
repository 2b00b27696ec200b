//! One feed or page looked at for an editor: what it holds, what is wrong with it, and where a page's feeds are.

use std::collections::HashSet;

use url::Url;

use super::Clock;
use super::network::Network;
use crate::config::{Config, Login};
use crate::extract;
use crate::fetch::discover::{self, How, Place};
use crate::fetch::{Answer, Asked, Facts};
use crate::news::{Delivery, FaultKind, FeedFormat, Seen};
use crate::parse;

/// Candidates asked at most for one page.
const MOST_PLACES: usize = 30;
/// Sitemaps looked into, and how much is read of each.
const MOST_SITEMAPS: usize = 3;
const SITEMAP: usize = 2 << 20;

/// Asks for single addresses, within the guard and at the pace of a round.
pub struct Looker<'a> {
    config: &'a Config,
    network: Network,
    now: Seen,
    runtime: tokio::runtime::Runtime,
}

/// What was found at an address.
#[derive(Clone, Debug, PartialEq)]
pub struct Looked {
    /// The address, without credentials.
    pub url: String,
    /// What the headers said, when an answer came.
    pub facts: Facts,
    /// Bytes of the answer, unpacked.
    pub bytes: usize,
    /// What it holds, or why there is nothing: the words for people.
    pub came: Result<Delivery, String>,
    /// Items whose text is cut or only a summary.
    pub summaries: usize,
}

impl Looked {
    /// What it holds, if it is a feed.
    pub fn feed(&self) -> Option<&Delivery> {
        let delivery = self.came.as_ref().ok()?;
        (delivery.format != FeedFormat::Unknown && !delivery.faults.iter().any(|fault| is_other(fault.kind)))
            .then_some(delivery)
    }

    /// Why it is no feed; empty if it is one.
    pub fn trouble(&self) -> String {
        match &self.came {
            Err(words) => words.clone(),
            Ok(_) if self.feed().is_some() => String::new(),
            Ok(delivery) => delivery.faults.first().map_or("it is no feed".into(), |fault| fault.words.clone()),
        }
    }
}

/// A feed that was found, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The feed.
    pub looked: Looked,
    /// How it was found.
    pub how: How,
}

/// What came of looking for feeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Discovery {
    /// Feeds that were read, best first.
    pub found: Vec<Found>,
    /// Places that a page named and that hold no feed, with the words why.
    pub others: Vec<(String, String)>,
}

impl<'a> Looker<'a> {
    /// Makes ready to look.
    ///
    /// # Errors
    /// The words for people why the network cannot be used.
    pub fn new(config: &'a Config, clock: &dyn Clock) -> Result<Self, String> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| format!("network: {error}"))?;
        Ok(Self { config, network: Network::new(config)?, now: clock.now(), runtime })
    }

    /// Looks at one address.
    pub fn look(&self, url: &str, login: Option<&Login>) -> Looked {
        self.runtime.block_on(self.look_at(url, login)).0
    }

    /// Looks at many addresses, each host in its turn, and gives them back in their order.
    pub fn look_all(&self, urls: &[(String, Option<Login>)]) -> Vec<Looked> {
        use futures_util::StreamExt;
        let asking = urls.iter().map(|(url, login)| self.look_at(url, login.as_ref()));
        let all = futures_util::stream::iter(asking).buffered(self.config.network.at_once);
        self.runtime.block_on(all.map(|(looked, _)| looked).collect())
    }

    /// Looks for the feeds of a page: those it names, else the usual places and what sitemaps hint at; `all` tries them in any
    /// case.
    ///
    /// # Errors
    /// The words for people when there is no page to begin with.
    pub fn discover(&self, url: &str, all: bool) -> Result<Discovery, String> {
        self.runtime.block_on(self.search(url, all))
    }

    async fn look_at(&self, url: &str, login: Option<&Login>) -> (Looked, Vec<u8>) {
        let most = self.config.polling.max_bytes;
        let asked = Asked {
            url,
            login: login.map(|login| (login.user.as_str(), login.password.as_str())),
            most: most + 1,
            now: self.now.0,
            ..Asked::default()
        };
        let mut looked =
            Looked { url: url.to_owned(), facts: Facts::default(), bytes: 0, came: Err(String::new()), summaries: 0 };
        match self.network.fetcher().feed(&asked).await {
            Answer::Body(body, facts, _) => {
                let context = parse::Context {
                    url: Some(&facts.url),
                    content_type: facts.content_type.as_deref(),
                    zone: None,
                    max_bytes: most,
                    max_items: self.config.polling.max_items,
                };
                let delivery = parse::parse(&body, &context);
                looked.summaries = delivery.items.iter().filter(|item| extract::is_summary_only(item)).count();
                looked.bytes = body.len();
                looked.came = Ok(delivery);
                looked.facts = facts;
                (looked, body)
            }
            Answer::Gone => {
                looked.came = Err("the feed is gone for good (410); look for its new place with `wirecopy feeds \
                                   discover` on the outlet's home page"
                    .into());
                (looked, Vec::new())
            }
            // Nothing was known before, so that this is no answer; the fetcher says so itself.
            Answer::Unchanged(_) => (looked, Vec::new()),
            Answer::Failed(failure) => {
                looked.came = Err(failure.words);
                (looked, Vec::new())
            }
        }
    }

    async fn search(&self, url: &str, all: bool) -> Result<Discovery, String> {
        let (looked, body) = self.look_at(url, None).await;
        if let Err(words) = &looked.came {
            return Err(words.clone());
        }
        let mut search =
            Search { found: Vec::new(), others: Vec::new(), seen: HashSet::from([url.to_owned()]), asked: 0 };
        let home = Url::parse(&looked.facts.url).map_err(|error| error.to_string())?;
        search.seen.insert(home.to_string());
        if looked.feed().is_some() {
            search.found.push(Found { looked, how: How::Itself });
            if !all {
                return Ok(search.done());
            }
        }
        let page = String::from_utf8_lossy(&body).into_owned();
        let (named, usual): (Vec<Place>, Vec<Place>) =
            discover::places(&page, &home).into_iter().partition(|place| place.how != How::Usual);
        self.try_named(named, &mut search).await;
        if search.found.is_empty() || all {
            let hinted = self.hinted(&home).await;
            for place in hinted.into_iter().chain(usual) {
                self.try_place(&place, &mut search).await;
            }
        }
        Ok(search.done())
    }

    /// Places that a page names. What turns out to be a list of feeds, such as "/rss", is read for more: one step, not further.
    async fn try_named(&self, places: Vec<Place>, search: &mut Search) {
        let mut lists = Vec::new();
        for place in places {
            if let Some((looked, body)) = self.try_place(&place, search).await
                && looked.came.as_ref().is_ok_and(|d| d.faults.iter().any(|fault| fault.kind == FaultKind::WebPage))
                && let Ok(base) = Url::parse(&looked.facts.url)
            {
                lists.push((String::from_utf8_lossy(&body).into_owned(), base));
            }
        }
        for (page, base) in lists {
            for place in discover::places(&page, &base).into_iter().filter(|place| place.how != How::Usual) {
                self.try_place(&place, search).await;
            }
        }
    }

    /// Asks for one place; gives back what is no feed.
    async fn try_place(&self, place: &Place, search: &mut Search) -> Option<(Looked, Vec<u8>)> {
        if search.asked >= MOST_PLACES || !search.seen.insert(place.url.clone()) {
            return None;
        }
        search.asked += 1;
        let (looked, body) = self.look_at(&place.url, None).await;
        let led_elsewhere = looked.facts.url != place.url && !looked.facts.url.is_empty();
        if led_elsewhere && !search.seen.insert(looked.facts.url.clone()) {
            return None;
        }
        if looked.feed().is_some() {
            search.found.push(Found { looked, how: place.how });
            return None;
        }
        if place.how != How::Usual {
            search.others.push((place.url.clone(), looked.trouble()));
        }
        Some((looked, body))
    }

    /// Feeds among the sitemaps that robots.txt names, and among the addresses in them.
    async fn hinted(&self, home: &Url) -> Vec<Place> {
        let Ok(robots) = home.join("/robots.txt") else { return Vec::new() };
        let mut places = Vec::new();
        let mut maps = discover::sitemaps(&self.text(&robots, SITEMAP).await, home);
        if maps.is_empty() {
            maps.extend(home.join("/sitemap.xml"));
        }
        for map in maps.into_iter().take(MOST_SITEMAPS) {
            if discover::looks_like_feed(map.path()) {
                places.push(Place { url: map.into(), title: None, how: How::Sitemap });
            } else {
                places.extend(discover::hints(&self.text(&map, SITEMAP).await, &map));
            }
        }
        places.truncate(MOST_PLACES / 3);
        places
    }

    async fn text(&self, url: &Url, most: usize) -> String {
        let asked = Asked { url: url.as_str(), most, now: self.now.0, ..Asked::default() };
        match self.network.fetcher().feed(&asked).await {
            Answer::Body(body, ..) => String::from_utf8_lossy(&body).into_owned(),
            _ => String::new(),
        }
    }
}

/// What is gathered on the way.
struct Search {
    found: Vec<Found>,
    others: Vec<(String, String)>,
    seen: HashSet<String>,
    asked: usize,
}

impl Search {
    fn done(mut self) -> Discovery {
        // Two addresses of one feed are one feed.
        let mut known = HashSet::new();
        self.found.retain(|found| {
            let own = found.looked.feed().and_then(|feed| feed.own_url.clone());
            let ids: Vec<String> =
                found.looked.feed().map(|f| f.items.iter().map(|i| i.id.clone()).collect()).unwrap_or_default();
            known.insert((own.unwrap_or_else(|| found.looked.facts.url.clone()), ids))
        });
        Discovery { found: self.found, others: self.others }
    }
}

/// Faults that mean that what came was no feed at all.
pub(super) fn is_other(kind: FaultKind) -> bool {
    use FaultKind::{
        BotChallenge, ConsentWall, Empty, LoginWall, Outline, ParkedDomain, Paywall, Sitemap, UnknownFormat, WebPage,
    };
    matches!(
        kind,
        Empty
            | WebPage
            | LoginWall
            | Paywall
            | ConsentWall
            | BotChallenge
            | ParkedDomain
            | Sitemap
            | Outline
            | UnknownFormat
    )
}
