//! Fingerprints of an older recipe made anew, so that what was read before an upgrade is still found after it.
//!
//! Fingerprints of two recipes never compare. After an upgrade that changed the recipe, the first round makes those of the
//! articles within the window anew from their texts, before it reads anything: clusters and decisions stay as they are, and
//! new articles join them. Where retention dropped the text an article can be found no more; the round says how many.

use super::detect;
use super::gather::spread;
use super::summary::RoundSummary;
use crate::fingerprint::{self, RECIPE};
use crate::news::{ArticleId, Fingerprint};
use crate::store::{Store, StoreError};

/// Articles made anew in one transaction: their texts are held in memory.
const AT_ONCE: usize = 256;

/// Makes the fingerprints of articles reckoned `since` then or later anew where another recipe made them. Killed in the
/// middle, the next round goes on where this one stopped.
pub(super) fn renew(store: &mut Store, since: i64, summary: &mut RoundSummary) -> Result<(), StoreError> {
    if !store.is_outdated(RECIPE, since)? {
        return Ok(());
    }
    for some in store.outdated(RECIPE, since)?.chunks(AT_ONCE) {
        let mut texts = Vec::with_capacity(some.len());
        for id in some {
            match store.article(*id)? {
                Some(article) => texts.push((*id, article.body, store.dropped(*id)?)),
                None => summary.unfound += 1,
            }
        }
        let made: Vec<(ArticleId, Fingerprint)> =
            spread(&texts, |(id, body, dropped)| (*id, detect::print(&fingerprint::read(body, &[]), dropped)));
        store.renew(&made)?;
        summary.renewed += made.len();
    }
    Ok(())
}
