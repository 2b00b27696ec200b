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
}

impl Wire for Network {
    type Memory = PollState;

    fn recollect(&self, state: Option<&str>) -> PollState {
        PollState::from_json(state)
    }

    fn due(&self, _: &Subscribed, memory: &PollState, now: Seen) -> bool {
        memory.is_due(now.0)
    }

    fn answered(&self, memory: &PollState) -> bool {
        memory.failures == 0 && memory.last_success.is_some()
    }

    async fn feed(&self, _: &Subscribed, entry: &FeedEntry, memory: &PollState, now: Seen) -> FeedAnswer {
        let asked = Asked {
            url: memory.moved_to.as_deref().unwrap_or(&entry.feed.url),
            login: entry.login.as_ref().map(|login| (login.user.as_str(), login.password.as_str())),
            validators: memory.validators(now.0, self.rhythm.refresh),
            // One more than is read, so that the reader can say what was cut.
            most: self.max_feed + 1,
            now: now.0,
        };
        let bare = |came| FeedAnswer { came, facts: Facts::default() };
        match self.fetcher.feed(&asked).await {
            Answer::Body(body, facts, _) => FeedAnswer { came: Came::Bytes(body), facts },
            Answer::Unchanged(facts) => FeedAnswer { came: Came::Unchanged, facts },
            // Asked for everything, it says so all the same: what is known stays.
            Answer::Failed(Failure { status: Some(304), .. }) if !memory.validators.is_empty() => bare(Came::Unchanged),
            Answer::Gone => bare(Came::Gone),
            Answer::Failed(failure) => bare(Came::Failed(failure)),
        }
    }

    fn schedule(
        &self,
        outlet: &Subscribed,
        entry: &FeedEntry,
        memory: &PollState,
        answer: &FeedAnswer,
        brought: &Brought<'_>,
        now: Seen,
    ) -> String {
        let facts = &answer.facts;
        let outcome = match (brought, &answer.came) {
            (Brought::Items { pace, delivered }, _) => {
                let new = delivered.new + delivered.changed;
                Outcome::Read { facts, pace, new, all: new + delivered.known }
            }
            (Brought::NoFeed(fault), _) => Outcome::Unreadable { facts, words: &fault.words },
            (Brought::Nothing, Came::Gone) => Outcome::Gone,
            (Brought::Nothing, Came::Failed(failure)) => {
                Outcome::Failed { retry_after: failure.retry_after, words: &failure.words }
            }
            (Brought::Nothing, Came::Unchanged | Came::Bytes(_)) => Outcome::Unchanged { facts },
        };
        let seed = xxh3_64(entry.feed.url.as_bytes());
        schedule::next(memory, &outcome, &self.rhythm(outlet), now.0, seed).to_json()
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
            Answer::Failed(Failure { later: true, .. }) => PageAnswer::Later,
            Answer::Failed(Failure { words, retry_after, robots, lasting, reach, .. }) => {
                let kind = if robots { FaultKind::Robots } else { FaultKind::Fetch };
                let wait = (PAGE_AGAIN << task.tries.min(8)).max(retry_after.unwrap_or(0).min(self.rhythm.longest));
                let again = (!lasting && task.tries + 1 < PAGE_TRIES).then_some(Seen(now.0 + wait));
                PageAnswer::Missed(Fault::new(kind, words), again, reach)
            }
        }
    }

    fn recall(&self, words: Vec<RobotsWord>, now: Seen) {
        self.fetcher.recall(words, now.0);
    }

    fn learned(&self) -> Vec<RobotsWord> {
        self.fetcher.learned()
    }
}
