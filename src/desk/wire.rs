//! What the desk asks of the outside world: feeds and pages. The network answers it, or a test does.

use std::future::Future;

use super::gather::Weight;
use crate::config::{FeedEntry, Subscribed};
use crate::fetch::{Facts, Failure, Reach};
use crate::news::{Fault, FaultKind, Pace, RobotsWord, Seen};
use crate::store::{Delivered, FetchedPage, PageTask};

/// Answers for feeds and pages.
pub trait Wire: Sync {
    /// What is remembered of polling a feed.
    type Memory: Send + Sync;

    /// Reads what [`Wire::schedule`] wrote after the last poll, if there was one.
    fn recollect(&self, state: Option<&str>) -> Self::Memory;

    /// Whether a feed is due.
    fn due(&self, outlet: &Subscribed, memory: &Self::Memory, now: Seen) -> bool;

    /// Whether a feed answered the last time it was asked: only then its silence tells of a network that is down.
    fn answered(&self, _: &Self::Memory) -> bool {
        false
    }

    /// Asks for a feed.
    fn feed(
        &self,
        outlet: &Subscribed,
        entry: &FeedEntry,
        memory: &Self::Memory,
        now: Seen,
    ) -> impl Future<Output = FeedAnswer> + Send;

    /// The state of a feed's polling after an answer, for the store.
    fn schedule(
        &self,
        outlet: &Subscribed,
        entry: &FeedEntry,
        memory: &Self::Memory,
        answer: &FeedAnswer,
        brought: &Brought<'_>,
        now: Seen,
    ) -> String;

    /// Asks for a page.
    fn page(&self, outlet: &Subscribed, task: &PageTask, now: Seen) -> impl Future<Output = PageAnswer> + Send;

    /// Takes up what hosts said of robots in earlier rounds.
    fn recall(&self, _: Vec<RobotsWord>, _now: Seen) {}

    /// What hosts said of robots in this round.
    fn learned(&self) -> Vec<RobotsWord> {
        Vec::new()
    }
}

/// What an answer held.
#[derive(Clone, Copy, Debug)]
pub enum Brought<'a> {
    /// A feed.
    Items {
        /// How often it asks to be polled.
        pace: &'a Pace,
        /// What its items came to.
        delivered: Delivered,
    },
    /// No feed, but this.
    NoFeed(&'a Fault),
    /// No bytes: the answer says it all.
    Nothing,
}

/// What came of asking for a feed.
#[derive(Clone, Debug)]
pub struct FeedAnswer {
    /// What came.
    pub came: Came,
    /// What its headers say.
    pub facts: Facts,
}

impl FeedAnswer {
    /// How far the request came.
    pub fn reach(&self) -> Reach {
        match &self.came {
            Came::Bytes(_) | Came::Unchanged | Came::Gone => Reach::Server,
            Came::Failed(failure) => failure.reach,
        }
    }

    /// What is wrong with it, where no feed came.
    pub fn fault(&self) -> Option<Fault> {
        let words = match &self.came {
            Came::Bytes(_) | Came::Unchanged => return None,
            Came::Gone => "the feed is gone for good (410): take it out of config.toml or find its new place",
            Came::Failed(failure) => &failure.words,
        };
        Some(Fault::new(FaultKind::Fetch, words))
    }
}

/// What came of asking for a feed.
#[derive(Clone, Debug)]
pub enum Came {
    /// Bytes, unpacked.
    Bytes(Vec<u8>),
    /// Nothing new.
    Unchanged,
    /// Gone for good.
    Gone,
    /// No answer to use.
    Failed(Failure),
}

/// What came of asking for a page.
#[derive(Clone, Debug)]
pub enum PageAnswer {
    /// The page.
    Page(FetchedPage),
    /// Trouble, when to ask again, if ever, and how far the request came.
    Missed(Fault, Option<Seen>, Reach),
    /// It was taken down: the server says that there is no such page (any more).
    Gone(Fault),
    /// It was not asked: its host's turn comes in a later round.
    Later,
}

impl PageAnswer {
    /// How far the request came.
    pub fn reach(&self) -> Reach {
        match self {
            Self::Page(_) | Self::Gone(_) => Reach::Server,
            Self::Missed(_, _, reach) => *reach,
            Self::Later => Reach::Unknown,
        }
    }
}

impl Weight for FeedAnswer {
    fn weight(&self) -> usize {
        match &self.came {
            Came::Bytes(body) => body.len(),
            Came::Unchanged | Came::Gone | Came::Failed(_) => 0,
        }
    }
}

impl Weight for PageAnswer {
    fn weight(&self) -> usize {
        match self {
            Self::Page(page) => page.body.len(),
            Self::Missed(..) | Self::Gone(_) | Self::Later => 0,
        }
    }
}
