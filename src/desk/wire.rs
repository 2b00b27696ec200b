//! What the desk asks of the outside world: feeds and pages. The network answers it, or a test does.

use std::future::Future;

use super::gather::Weight;
use crate::config::{FeedEntry, Subscribed};
use crate::fetch::Facts;
use crate::news::{Fault, Pace, RobotsWord, Seen};
use crate::store::{Delivered, FetchedPage, PageTask};

/// Answers for feeds and pages.
pub trait Wire: Sync {
    /// Whether a feed is due, by the state of its polling.
    fn due(&self, outlet: &Subscribed, state: Option<&str>, now: Seen) -> bool;

    /// Asks for a feed.
    fn feed(
        &self,
        outlet: &Subscribed,
        entry: &FeedEntry,
        state: Option<&str>,
        now: Seen,
    ) -> impl Future<Output = FeedAnswer> + Send;

    /// The state of a feed's polling after an answer with bytes.
    fn schedule(&self, outlet: &Subscribed, answer: &FeedAnswer, brought: &Brought<'_>, now: Seen) -> String;

    /// Asks for a page.
    fn page(&self, outlet: &Subscribed, task: &PageTask, now: Seen) -> impl Future<Output = PageAnswer> + Send;

    /// Takes up what hosts said of robots in earlier rounds.
    fn recall(&self, _: Vec<RobotsWord>) {}

    /// What hosts said of robots in this round.
    fn learned(&self) -> Vec<RobotsWord> {
        Vec::new()
    }
}

/// What the bytes of an answer held.
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
}

/// What came of asking for a feed.
#[derive(Clone, Debug)]
pub struct FeedAnswer {
    /// The state of its polling, as far as the answer itself tells.
    pub state: String,
    /// What came.
    pub came: Came,
    /// What its headers say.
    pub facts: Facts,
}

/// What came of asking for a feed.
#[derive(Clone, Debug)]
pub enum Came {
    /// Bytes.
    Bytes {
        /// Unpacked.
        body: Vec<u8>,
        /// `Content-Type` as sent.
        content_type: Option<String>,
        /// Where they stood, after redirects.
        url: String,
    },
    /// Nothing new.
    Unchanged,
    /// No answer to use.
    Nothing(Fault),
}

/// What came of asking for a page.
#[derive(Clone, Debug)]
pub enum PageAnswer {
    /// The page.
    Page(FetchedPage),
    /// Trouble, and when to ask again, if ever.
    Missed(Fault, Option<Seen>),
    /// It was taken down: the server says that there is no such page (any more).
    Gone(Fault),
}

impl Weight for FeedAnswer {
    fn weight(&self) -> usize {
        match &self.came {
            Came::Bytes { body, .. } => body.len(),
            Came::Unchanged | Came::Nothing(_) => 0,
        }
    }
}

impl Weight for PageAnswer {
    fn weight(&self) -> usize {
        match self {
            Self::Page(page) => page.body.len(),
            Self::Missed(..) | Self::Gone(_) => 0,
        }
    }
}
