//! Reading what waits: from an item and its page to an article in a cluster with an origin.

use std::cell::RefCell;
use std::sync::Arc;
use std::time::Instant;

use super::detect::{self, Arrival, Decision, Detector, Memo, Settings, Shelf, Words};
use super::evidence;
use super::gather::spread;
use super::summary::{Ledger, Progress, RoundSummary};
use super::{Desk, Settler, Wire};
use super::{order, renewing};
use crate::attribute;
use crate::config::Detection;
use crate::extract;
use crate::fingerprint;
use crate::news::{
    Article, ArticleId, Citation, ClusterId, Credit, Draft, Fault, FaultKind, Fingerprint, ItemId, Outlet, OutletKind,
    Relation,
};
use crate::normalise;
use crate::quiet::guarded;
use crate::store::{FetchedPage, Growth, NewArticle, Pending, Placing, Store, StoreError, reading_digest};
use crate::text::words;

/// Items read in one go and saved in one transaction: enough to keep the cores busy and the disk quiet, few enough that
/// a request to stop is answered within seconds.
const BATCH: usize = 256;

/// An item read: what the pure stages made of it.
pub(super) struct Read {
    from: Pending,
    pub prepared: Prepared,
    at: i64,
    agency: bool,
    outlet: u64,
}

/// What the pure stages make of one item alone.
pub(super) struct Prepared {
    pub article: Article,
    credits: Vec<Credit>,
    citations: Vec<Citation>,
    claim: String,
    /// Whether the feed had carried the whole text, where a page tells.
    whole: Option<bool>,
}

impl<W: Wire> Desk<'_, W> {
    /// Reads every item that waits.
    pub(super) fn read(
        &self,
        store: &mut Store,
        summary: &mut RoundSummary,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<(), StoreError> {
        let mut waiting = store.waiting()?;
        if waiting.is_empty() || self.stop.asked() {
            return Ok(());
        }
        order::sort(&mut waiting);
        let outlets = store.outlets()?;
        let earliest = waiting.iter().map(|one| order::reckoned(one.stamped, one.seen)).min().unwrap_or_default();
        let started = Instant::now();
        let settings = settings(&self.config.detection);
        renewing::renew(store, &settings, earliest - settings.window, &outlets, summary)?;
        let mut detector = recall(store, settings, earliest)?;
        progress(Progress::Recalled(detector.size(), started.elapsed()));
        let mut ledger = Ledger::default();
        let settler = Settler::new(&outlets, self.trade);
        for (n, batch) in waiting.chunks(BATCH).enumerate() {
            if self.stop.asked() {
                break;
            }
            let ids: Vec<ItemId> = batch.iter().map(|waiting| waiting.item).collect();
            ledger.note(&self.read_batch(store, &ids, &settler, &mut detector, summary)?);
            detector.shelved();
            let read = (n * BATCH + batch.len()).min(waiting.len());
            if let Some(next) = waiting.get(read) {
                detector.expire(order::reckoned(next.stamped, next.seen));
            }
            progress(Progress::Reading(read, waiting.len()));
        }
        (summary.opened, summary.grown) = ledger.count();
        Ok(())
    }

    /// Extracts, normalises, takes apart and reads the credits of a batch on all cores, decides one after the other, saves it as a whole.
    fn read_batch(
        &self,
        store: &mut Store,
        ids: &[ItemId],
        settler: &Settler<'_>,
        detector: &mut Detector,
        summary: &mut RoundSummary,
    ) -> Result<Vec<Growth>, StoreError> {
        let mut pending = Vec::with_capacity(ids.len());
        let mut unchanged = Vec::new();
        for id in ids {
            match store.pending(*id)? {
                Some(found) => pending.push(found),
                None => unchanged.push(*id),
            }
        }
        let unknown = Outlet::default();
        let outlet = |name: &str| settler.outlets.get(name).unwrap_or(&unknown);
        let known: &Detector = detector;
        let prepared = spread(&pending, |one| {
            let prepared = self.prepare(one, outlet(&one.outlet));
            let words = known.prepare(&prepared.article, known_as(outlet(&one.outlet)));
            (prepared, words)
        });
        let mut fresh = Vec::with_capacity(prepared.len());
        let mut texts = Vec::with_capacity(prepared.len());
        for (from, (prepared, words)) in pending.into_iter().zip(prepared) {
            if from.digest == Some(reading_digest(&prepared.article)) {
                unchanged.push(from.id);
                continue;
            }
            let at = order::reckoned(prepared.article.published.as_ref().map(|stamp| stamp.at), from.seen);
            let (agency, outlet) = (outlet(&from.outlet).kind == OutletKind::Agency, known_as(outlet(&from.outlet)));
            fresh.push(Read { from, prepared, at, agency, outlet });
            texts.push(words);
        }
        let measured: Vec<_> = fresh.iter().filter_map(|read| Some((read.from.id, read.prepared.whole?))).collect();
        store.note_carried(&measured)?;
        let first = store.next_article()?.0;
        let mut decisions = decide(store, &fresh, texts, first, detector)?;
        evidence::add(store, &fresh, first, &mut decisions)?;
        for (id, (decision, read)) in (first..).zip(decisions.iter().zip(&fresh)) {
            tally(decision, read, summary);
            settler.keep(ArticleId(id), read.prepared.credits.clone());
        }
        let batch: Vec<NewArticle<'_>> = (first..)
            .zip(fresh.iter().zip(&decisions))
            .map(|(id, (read, decision))| new_article(ArticleId(id), read, decision))
            .collect();
        store.save(&batch, &unchanged, settler)
    }

    /// Everything that can be said of one item alone. A page that breaks a reader loses only itself.
    fn prepare(&self, one: &Pending, outlet: &Outlet) -> Prepared {
        let (draft, whole) = guarded(|| self.draft(one, outlet)).unwrap_or_else(|| {
            let mut draft = extract::item(&one.item);
            draft.faults.push(Fault::new(FaultKind::Recovered, "the page broke its reader; the feed's text was kept"));
            (draft, None)
        });
        let mut article = normalise::normalise(&draft, self.trade);
        article.notice = attribute::notice(&article);
        let claim = attribute::claim(&article, outlet, self.trade);
        let mut credits: Vec<Credit> = claim.evidence.iter().chain(&claim.also).cloned().collect();
        credits.sort_by_key(|credit| credit.kind);
        let word = attribute::stated(&claim, &credits, outlet);
        let (citations, claim) = (claim.cites, word);
        Prepared { article, credits, citations, claim, whole }
    }

    /// What the feed and the page hold, joined, and whether the feed had held the whole.
    fn draft(&self, one: &Pending, outlet: &Outlet) -> (Draft, Option<bool>) {
        let feed = extract::item(&one.item);
        let Some((first, further)) = one.pages.split_first() else { return (feed, None) };
        let subscribed = self.config.outlet(&one.outlet);
        let read = |page: &FetchedPage, lead| {
            let context = extract::Context {
                url: Some(&page.url),
                content_type: page.content_type.as_deref(),
                lead,
                selector: subscribed.and_then(|s| s.selector.as_deref()),
                zone: outlet.zone.as_deref(),
            };
            extract::page(&page.body, &context)
        };
        let page = read(first, one.item.summary.as_deref());
        let further = further.iter().map(|page| read(page, None)).collect();
        let page = extract::joined(page, further, one.missing.as_deref());
        let whole = if one.missing.is_none() { extract::carried_whole(&feed, &page) } else { None };
        (extract::join(feed, page), whole)
    }
}

/// An outlet, as the detector wants it.
pub(super) fn known_as(outlet: &Outlet) -> u64 {
    if outlet.kind == OutletKind::Agency { 0 } else { detect::outlet(&outlet.name) }
}

/// The settings of detection, as configured.
pub fn settings(detection: &Detection) -> Settings {
    let mut settings = Settings {
        window: detection.window.as_secs() as i64,
        boilerplate_clusters: detection.boilerplate_clusters,
        ..Settings::default()
    };
    let at = &mut settings.thresholds;
    at.least_shared = detection.least_shared;
    at.identical = detection.identical;
    at.contained = detection.contained;
    at.overlap = detection.overlap;
    at.scattered = detection.scattered;
    at.quoted = detection.quoted;
    at.partial = detection.partial;
    settings
}

/// A detector that goes on where the last one stopped. `earliest` is the time of the earliest article it will be given.
///
/// # Errors
/// When the disk or the database fails.
pub fn recall(store: &Store, settings: Settings, earliest: i64) -> Result<Detector, StoreError> {
    let mut detector = Detector::restore(settings, [], store.merges()?);
    detector.expect(store.anchors(earliest - settings.window)?);
    store.recall(fingerprint::RECIPE, earliest - settings.window, |one| {
        detector.remember(&Memo {
            id: one.article,
            cluster: one.cluster,
            at: one.at,
            agency: one.agency,
            outlet: one.outlet,
            leads: one.leads,
            digest: one.digest,
            sketch: one.sketch,
        });
    })?;
    detector.remembered();
    Ok(detector)
}

/// Decides about articles, one after the other; the first gets number `first`.
fn decide(
    store: &Store,
    fresh: &[Read],
    texts: Vec<Words>,
    first: i64,
    detector: &mut Detector,
) -> Result<Vec<Decision>, StoreError> {
    let shelf = StoreShelf { store, trouble: RefCell::new(None) };
    let mut decisions = Vec::with_capacity(fresh.len());
    for (id, (read, words)) in (first..).zip(fresh.iter().zip(texts)) {
        let arrival = Arrival {
            id: ArticleId(id),
            at: read.at,
            revises: read.from.latest,
            agency: read.agency,
            outlet: read.outlet,
            article: &read.prepared.article,
        };
        decisions.push(detector.decide(&arrival, words, &shelf));
        if let Some(trouble) = shelf.trouble.take() {
            return Err(trouble);
        }
    }
    Ok(decisions)
}

/// What the store keeps for the detector. Trouble is held back until the decision is over, which then does not count.
struct StoreShelf<'a> {
    store: &'a Store,
    trouble: RefCell<Option<StoreError>>,
}

impl StoreShelf<'_> {
    fn had<T: Default>(&self, found: Result<T, StoreError>) -> T {
        found.unwrap_or_else(|error| {
            *self.trouble.borrow_mut() = Some(error);
            T::default()
        })
    }
}

impl Shelf for StoreShelf<'_> {
    fn fingerprint(&self, id: ArticleId) -> Option<Arc<Fingerprint>> {
        self.had(self.store.fingerprint(id, fingerprint::RECIPE)).map(Arc::new)
    }

    fn sightings(&self, paragraph: u64) -> Vec<ClusterId> {
        self.had(self.store.sightings(paragraph, fingerprint::RECIPE))
    }

    fn cluster(&self, id: ArticleId) -> Option<ClusterId> {
        self.had(self.store.detected(id))
    }
}

fn new_article<'a>(id: ArticleId, read: &'a Read, decision: &'a Decision) -> NewArticle<'a> {
    NewArticle {
        id,
        from: &read.from,
        article: &read.prepared.article,
        words: read.prepared.article.body.paragraphs.iter().map(|text| words::count(text) as u32).sum(),
        at: read.at,
        agency: read.agency,
        outlet: detect::tag(read.outlet),
        credits: &read.prepared.credits,
        citations: &read.prepared.citations,
        claim: &read.prepared.claim,
        placed: Placing {
            cluster: decision.cluster,
            matched: decision.matched.as_ref(),
            leads: decision.leads,
            anchors: decision.anchors,
            merged: &decision.merged,
            edges: &decision.edges,
            dropped: &decision.dropped,
            seen_in: decision.seen_in,
            sightings: &decision.sightings,
            fingerprint: &decision.fingerprint,
        },
    }
}

fn tally(decision: &Decision, read: &Read, summary: &mut RoundSummary) {
    summary.read += 1;
    if read.from.versions > 0 {
        summary.revisions += 1;
    } else if decision.matched.as_ref().is_some_and(|m| m.relation != Relation::Revision) {
        summary.copies += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn an_empty_configuration_means_the_defaults_of_detection() {
        assert_eq!(settings(&Config::default().detection), Settings::default());
    }
}
