//! The real outside world: the desk's questions put to [`crate::fetch`].

use crate::config::{Config, FeedEntry, Subscribed};
use crate::fetch::{Answer, Asked, Facts, Failure, Fetcher, Lookup, Outcome, PollState, Rhythm, Settings, schedule};
use crate::news::{Fault, FaultKind, RobotsWord, Seen};
use crate::store::{FetchedPage, PageTask};
use xxhash_rust::xxh3::xxh3_64;

use super::wire::{Brought, Came, FeedAnswer, PageAnswer, Wire};

/// A page that failed for a passing reason is asked for again after these many seconds, doubled each time.
const PAGE_AGAIN: i64 = 15 * 60;
/// Tries for a page.
const PAGE_TRIES: u32 = 5;

/// The network, used as the configuration says.
pub struct Network {
    fetcher: Fetcher,
    rhythm: Rhythm,
    max_feed: usize,
    max_page: usize,
}

impl Network {
    /// Makes ready to ask.
    ///
    /// # Errors
    /// The words for people why the network cannot be used.
    pub fn new(config: &Config) -> Result<Self, String> {
        Self::looking_up(config, Lookup::System)
    }

    /// The same with another resolver.
    ///
    /// # Errors
    /// The words for people why the network cannot be used.
    pub fn looking_up(config: &Config, lookup: Lookup) -> Result<Self, String> {
        let network = &config.network;
        let fetcher = Fetcher::new(Settings {
            contact: network.contact.clone(),
            allow: network.allow.clone(),
            at_once_a_host: network.at_once_a_host,
            pace: network.pace,
            connect: network.connect,
            idle: network.idle,
            total: network.total,
            robots: network.robots,
            lookup,
        })?;
        let polling = &config.polling;
        let rhythm = Rhythm {
            interval: polling.interval.as_secs() as i64,
            shortest: polling.shortest.as_secs() as i64,
            longest: polling.longest.as_secs() as i64,
            refresh: polling.refresh.as_secs() as i64,
        };
        Ok(Self { fetcher, rhythm, max_feed: polling.max_bytes, max_page: config.pages.max_bytes })
    }

    /// What does the asking.
    pub(super) fn fetcher(&self) -> &Fetcher {
        &self.fetcher
    }

    /// The rhythm of an outlet: its own interval where it has one.
    fn rhythm(&self, outlet: &Subscribed) -> Rhythm {
        match outlet.interval {
            Some(own) => Rhythm { interval: own.as_secs() as i64, ..self.rhythm },
            None => self.rhythm,
        }
    }

    fn next(&self, outlet: &Subscribed, state: &PollState, outcome: &Outcome<'_>, seed: &str, now: Seen) -> String {
        schedule::next(state, outcome, &self.rhythm(outlet), now.0, xxh3_64(seed.as_bytes())).to_json()
    }
}

impl Wire for Network {
    fn due(&self, _: &Subscribed, state: Option<&str>, now: Seen) -> bool {
        PollState::from_json(state).is_due(now.0)
    }

    async fn feed(&self, outlet: &Subscribed, entry: &FeedEntry, state: Option<&str>, now: Seen) -> FeedAnswer {
        let state = PollState::from_json(state);
        let seed = entry.feed.url.as_str();
        let asked = Asked {
            url: state.moved_to.as_deref().unwrap_or(seed),
            login: entry.login.as_ref().map(|login| (login.user.as_str(), login.password.as_str())),
            validators: state.validators(now.0, self.rhythm.refresh),
            // One more than is read, so that the reader can say what was cut.
            most: self.max_feed + 1,
            now: now.0,
        };
        let after = |outcome: &Outcome<'_>| self.next(outlet, &state, outcome, seed, now);
        let nothing = |words: &str| Came::Nothing(Fault::new(FaultKind::Fetch, words));
        match self.fetcher.feed(&asked).await {
            Answer::Body(body, facts, _) => {
                let came = Came::Bytes { body, content_type: facts.content_type.clone(), url: facts.url.clone() };
                FeedAnswer { state: state.to_json(), came, facts }
            }
            Answer::Unchanged(facts) => {
                let state = after(&Outcome::Unchanged { facts: &facts });
                FeedAnswer { state, came: Came::Unchanged, facts }
            }
            Answer::Gone => {
                let words = "the feed is gone for good (410): take it out of config.toml or find its new place";
                FeedAnswer { state: after(&Outcome::Gone), came: nothing(words), facts: Facts::default() }
            }
            // Asked for everything, it says so all the same: what is known stays.
            Answer::Failed(Failure { status: Some(304), .. }) if !state.validators.is_empty() => {
                let facts = Facts::default();
                FeedAnswer { state: after(&Outcome::Unchanged { facts: &facts }), came: Came::Unchanged, facts }
            }
            Answer::Failed(Failure { words, retry_after, .. }) => {
                let state = after(&Outcome::Failed { retry_after, words: &words });
                FeedAnswer { state, came: nothing(&words), facts: Facts::default() }
            }
        }
    }

    fn schedule(&self, outlet: &Subscribed, answer: &FeedAnswer, brought: &Brought<'_>, now: Seen) -> String {
        let facts = &answer.facts;
        let outcome = match brought {
            Brought::Items { pace, delivered } => {
                let new = delivered.new + delivered.changed;
                Outcome::Read { facts, pace, new, all: new + delivered.known }
            }
            Brought::NoFeed(fault) => Outcome::Unreadable { facts, words: &fault.words },
        };
        self.next(outlet, &PollState::from_json(Some(&answer.state)), &outcome, &facts.url, now)
    }

    async fn page(&self, _outlet: &Subscribed, task: &PageTask, now: Seen) -> PageAnswer {
        let asked = Asked { url: &task.url, most: self.max_page, now: now.0, ..Asked::default() };
        match self.fetcher.page(&asked).await {
            Answer::Body(body, facts, _) => {
                PageAnswer::Page(FetchedPage { url: facts.url, content_type: facts.content_type, body })
            }
            Answer::Unchanged(_) | Answer::Gone => PageAnswer::Gone(Fault::new(FaultKind::Fetch, "the page is gone")),
            Answer::Failed(Failure { words, status: Some(404), .. }) => {
                PageAnswer::Gone(Fault::new(FaultKind::Fetch, words))
            }
            Answer::Failed(Failure { words, retry_after, robots, lasting, .. }) => {
                let kind = if robots { FaultKind::Robots } else { FaultKind::Fetch };
                let wait = (PAGE_AGAIN << task.tries.min(8)).max(retry_after.unwrap_or(0).min(self.rhythm.longest));
                let again = (!lasting && task.tries + 1 < PAGE_TRIES).then_some(Seen(now.0 + wait));
                PageAnswer::Missed(Fault::new(kind, words), again)
            }
        }
    }

    fn recall(&self, words: Vec<RobotsWord>) {
        self.fetcher.recall(words);
    }

    fn learned(&self) -> Vec<RobotsWord> {
        self.fetcher.learned()
    }
}
