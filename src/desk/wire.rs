//! What the desk asks of the outside world: feeds and pages. The network answers it, or a test does.

use std::future::Future;

use crate::config::{FeedEntry, Subscribed};
use crate::fetch::Facts;
use crate::news::{Fault, Pace, Seen};
use crate::store::{FetchedPage, PageTask};

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

    /// The state of a feed's polling after an answer that asks for `pace` and brought `new` items; `None`: it was no feed.
    fn schedule(&self, outlet: &Subscribed, answer: &FeedAnswer, pace: &Pace, new: Option<usize>, now: Seen) -> String;

    /// Asks for a page.
    fn page(&self, outlet: &Subscribed, task: &PageTask, now: Seen) -> impl Future<Output = PageAnswer> + Send;
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
}
