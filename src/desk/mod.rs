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
mod outage;
mod paging;
mod polling;
mod reading;
mod renewing;
mod rulings;
mod settle;
pub mod stop;
pub mod summary;
mod tracing;
pub mod wire;

use crate::config::Config;
use crate::news::{Outlet, Seen, Trade};
use crate::store::{Store, StoreError};

pub use crate::attribute::chain;
pub use clock::{Clock, FixedClock, SystemClock};
pub use detect::Size;
pub use reading::{recall, settings};
pub use settle::Settler;
pub use stop::Stop;
pub use summary::{FeedEnd, FeedLine, Progress, RoundSummary};
pub use tracing::between;
pub use wire::Wire;

/// The lists of the trade as they are shipped.
pub fn trade() -> Trade {
    Trade::builtin()
}

/// The same with the outlets of a configuration among the organisations.
pub fn trade_of(config: &Config) -> Trade {
    trade().with(config.outlets.iter().map(|subscribed| &subscribed.outlet))
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
        let outlets: Vec<Outlet> = self.config.outlets.iter().map(|s| self.owned(&s.outlet)).collect();
        let feeds = self.config.outlets.iter().map(|s| s.feeds.iter().map(|entry| &entry.feed).collect());
        store.subscribe(outlets.iter().zip(feeds))?;
        let mut polled = self.poll(store, started, &mut summary, progress)?;
        let pages = self.fetch_pages(store, started, &mut polled, &mut summary, progress)?;
        self.judge(store, polled, pages, started, &mut summary, progress)?;
        self.read(store, &mut summary, progress)?;
        if summary.pages_gone > 0 {
            self.look_at_notices(store, started)?;
        }
        summary.stopped = self.stop.asked();
        Ok(summary)
    }

    /// An outlet with its owner: as configured, else as the lists of the trade have it for one of its domains.
    fn owned(&self, outlet: &Outlet) -> Outlet {
        let listed = || {
            let is_of = |domain: &String| outlet.domains.contains(domain);
            self.trade.families.iter().find(|family| family.domains.iter().any(is_of)).map(|family| family.name.clone())
        };
        Outlet { family: outlet.family.clone().or_else(listed), ..outlet.clone() }
    }

    /// A page that was taken down answers a notice, though nothing new was read.
    fn look_at_notices(&self, store: &mut Store, now: Seen) -> Result<(), StoreError> {
        let clusters = store.taken_down(now)?;
        if clusters.is_empty() {
            return Ok(());
        }
        let outlets = store.outlets()?;
        store.apply(&clusters, &Settler::new(&outlets, self.trade))
    }
}
