//! Fingerprints of an older recipe made anew, so that what was read before an upgrade is still found after it.
//!
//! Fingerprints of two recipes never compare. After an upgrade that changed the recipe, the first round makes those of the
//! articles within the window anew from their texts, before it reads anything: clusters and decisions stay as they are, and
//! new articles join them. Where their short paragraphs were seen is noted again too, so that boilerplate stays learned. Where
//! retention dropped the text an article can be found no more; the round says how many, once.

use std::collections::HashMap;

use super::detect::{self, Settings};
use super::gather::spread;
use super::reading::known_as;
use super::summary::RoundSummary;
use crate::fingerprint::{self, RECIPE};
use crate::news::Outlet;
use crate::store::{Renewed, Store, StoreError};

/// Articles made anew in one transaction: their texts are held in memory.
const AT_ONCE: usize = 256;

/// Makes the fingerprints of articles reckoned `since` then or later anew where another recipe made them. Killed in the
/// middle, the next round goes on where this one stopped.
pub(super) fn renew(
    store: &mut Store,
    settings: &Settings,
    since: i64,
    outlets: &HashMap<String, Outlet>,
    summary: &mut RoundSummary,
) -> Result<(), StoreError> {
    if !store.is_outdated(RECIPE, since)? {
        return Ok(());
    }
    // Nothing asks for them any more. First of all: while an article is outdated, a round that was killed comes back here.
    store.drop_sightings(RECIPE)?;
    for some in store.outdated(RECIPE, since)?.chunks(AT_ONCE) {
        let mut texts = Vec::with_capacity(some.len());
        let mut lost = Vec::new();
        for one in some {
            match store.article(one.article)? {
                Some(article) => texts.push((one, article.body, store.dropped(one.article)?)),
                None => lost.push(one.article),
            }
        }
        let made: Vec<Renewed> = spread(&texts, |(one, body, dropped)| {
            let reading = fingerprint::read(body, &[]);
            let outlet = outlets.get(&one.outlet).map_or_else(|| detect::outlet(&one.outlet), known_as);
            Renewed {
                article: one.article,
                cluster: one.cluster,
                print: detect::print(&reading, dropped),
                sightings: detect::sighted(&reading, outlet),
            }
        });
        store.renew(&made, detect::most_sightings(settings))?;
        store.give_up(&lost, RECIPE)?;
        summary.renewed += made.len();
        summary.unfound += lost.len();
    }
    Ok(())
}
