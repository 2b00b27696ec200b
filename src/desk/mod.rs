//! One round of work: the only place that names every stage.
//!
//! A round has three parts. *Polling* asks every feed that is due and keeps what it delivers, with the feed's validators,
//! in one transaction. *Fetching* gets the pages that items need. *Reading* takes whatever waits, in an order that does
//! not depend on who answered first, and for each item: extract, normalise, fingerprint, compare, cluster, attribute,
//! save. Killed anywhere, the next round goes on where this one stopped, and comes to the same clusters.

pub mod clock;
pub mod detect;
pub mod eval;
mod evidence;
pub mod explain;
mod gather;
pub mod handed;
pub mod looking;
pub mod network;
pub mod order;
mod polling;
mod reading;
mod rulings;
mod settle;
mod sightings;

pub mod stop;
pub mod summary;
pub mod wire;

use crate::config::Config;
use crate::news::Trade;
use crate::store::{Store, StoreError};

pub use crate::attribute::chain;
pub use clock::{Clock, FixedClock, SystemClock};
pub use detect::Size;
pub use reading::settings;
pub use settle::Settler;
pub use stop::Stop;
pub use summary::{FeedEnd, FeedLine, Progress, RoundSummary};
pub use wire::Wire;

/// The lists of the trade as they are shipped.
pub fn trade() -> Trade {
    Trade::builtin()
}

/// What a round works with.
pub struct Desk<'a, W> {
    /// The configuration.
    pub config: &'a Config,
    /// The lists of the trade.
    pub trade: &'a Trade,
    /// The outside world.
    pub wire: &'a W,
    /// The time.
    pub clock: &'a dyn Clock,
    /// Asks the round to end early.
    pub stop: Stop,
}

impl<W: Wire> Desk<'_, W> {
    /// One round: polls what is due, fetches what is needed, reads what waits.
    ///
    /// # Errors
    /// When the disk or the database fails. Whatever was kept before stays kept; the next round goes on from there.
    pub fn round(&self, store: &mut Store, progress: &mut dyn FnMut(Progress<'_>)) -> Result<RoundSummary, StoreError> {
        let mut summary = RoundSummary::default();
        let started = self.clock.now();
        store.subscribe(
            self.config.outlets.iter().map(|s| (&s.outlet, s.feeds.iter().map(|entry| &entry.feed).collect())),
        )?;
        self.poll(store, started, &mut summary, progress)?;
        self.fetch_pages(store, started, &mut summary, progress)?;
        self.read(store, &mut summary, progress)?;
        summary.stopped = self.stop.asked();
        Ok(summary)
    }
}
