//! A wire for tests that hand everything in themselves: nothing is due, and nobody may ask.

use wirecopy::config::{FeedEntry, Subscribed};
use wirecopy::desk::Wire;
use wirecopy::desk::wire::{Brought, FeedAnswer, PageAnswer};
use wirecopy::news::Seen;
use wirecopy::store::PageTask;

/// A world that has nothing to say.
pub struct Silence;

impl Wire for Silence {
    type Memory = ();

    fn recollect(&self, _: Option<&str>) {}
    fn due(&self, _: &Subscribed, (): &(), _: Seen) -> bool {
        false
    }
    async fn feed(&self, _: &Subscribed, _: &FeedEntry, (): &(), _: Seen) -> FeedAnswer {
        unreachable!("nothing is due")
    }
    fn schedule(&self, _: &Subscribed, _: &FeedEntry, (): &(), _: &FeedAnswer, _: &Brought<'_>, _: Seen) -> String {
        unreachable!("nothing is due")
    }
    async fn page(&self, _: &Subscribed, _: &PageTask, _: Seen) -> PageAnswer {
        unreachable!("no page is wanted")
    }
}
