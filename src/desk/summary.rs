//! What a round came to, and how far it is.

use std::collections::HashMap;
use std::time::Duration;

use super::detect::Size;
use crate::news::{ClusterId, Fault};
use crate::store::Growth;

/// What a round came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RoundSummary {
    /// Feeds in the configuration.
    pub feeds: usize,
    /// Feeds that were due and asked.
    pub polled: usize,
    /// Of these, unchanged.
    pub unchanged: usize,
    /// Of these, failed.
    pub failed: usize,
    /// Items never seen before.
    pub new: usize,
    /// Items with a new version.
    pub changed: usize,
    /// Pages fetched.
    pub pages: usize,
    /// Pages that could not be had.
    pub pages_failed: usize,
    /// Of these, those that were taken down.
    pub pages_gone: usize,
    /// Items read to an article.
    pub read: usize,
    /// Articles found to carry the copy of another outlet.
    pub copies: usize,
    /// Later versions found of articles known before.
    pub revisions: usize,
    /// Clusters that got their second outlet.
    pub opened: usize,
    /// Clusters of several outlets that got another article.
    pub grown: usize,
    /// Pages left to later rounds, since their hosts ask for much time between two.
    pub pages_later: usize,
    /// Our own network is down, as it seems: nobody was reached. The words of one trouble.
    pub network_down: Option<String>,
    /// Feeds that were not reached then, or not asked at all any more. They count neither as polled nor as failed, and their schedules stay as they were.
    pub unreached: usize,
    /// Fingerprints made anew, because an older version of the program made them otherwise.
    pub renewed: usize,
    /// Articles whose fingerprints could not be made anew, since their texts were dropped: later ones find them no more.
    pub unfound: usize,
    /// The round was asked to end early; the rest waits for the next.
    pub stopped: bool,
}

/// How one poll of a feed ended.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedLine {
    /// Name of the outlet.
    pub outlet: String,
    /// Address, without credentials.
    pub url: String,
    /// How it ended.
    pub ended: FeedEnd,
    /// What was wrong.
    pub faults: Vec<Fault>,
}

/// How one poll of a feed ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedEnd {
    /// Read: items new, changed and known.
    Read(usize, usize, usize),
    /// The server said that nothing changed.
    Unchanged,
    /// No readable answer.
    Failed,
}

/// How far a round is.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress<'a> {
    /// A feed answered: it, how many have, of how many.
    Feed(&'a FeedLine, usize, usize),
    /// Pages asked for so far, of how many.
    Pages(usize, usize),
    /// The index was rebuilt from the store: what it takes in memory, and how long that took.
    Recalled(Size, Duration),
    /// Items read so far, of how many.
    Reading(usize, usize),
}

/// Outlets of clusters before and after a round.
#[derive(Debug, Default)]
pub(super) struct Ledger(HashMap<ClusterId, (usize, usize)>);

impl Ledger {
    pub fn note(&mut self, growths: &[Growth]) {
        for growth in growths {
            let known = self.0.entry(growth.cluster).or_insert((growth.before, growth.after));
            known.1 = growth.after;
        }
    }

    /// Clusters that got their second outlet, and those that had several and grew.
    pub fn count(&self) -> (usize, usize) {
        let opened = self.0.values().filter(|(before, after)| *before < 2 && *after >= 2).count();
        let grown = self.0.values().filter(|(before, _)| *before >= 2).count();
        (opened, grown)
    }
}
