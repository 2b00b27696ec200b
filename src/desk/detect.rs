//! The detection cascade as one object: articles in, decisions out. Used by the round and by the `dedup` filter.

use std::collections::HashMap;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use crate::compare::{self, Index, Tally, Thresholds};
use crate::fingerprint::{self, Reading};
use crate::news::{Article, ArticleId, Candidate, ClusterId, Fingerprint, Match, Relation, Shares};
use crate::{cluster, text};

/// Settings of detection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Articles further apart than this, in seconds, are not taken for copies of each other.
    pub window: i64,
    /// A short paragraph seen in this many clusters is boilerplate.
    pub boilerplate_clusters: usize,
    /// Where one relation ends and the next begins.
    pub thresholds: Thresholds,
}

impl Default for Settings {
    fn default() -> Self {
        Self { window: 72 * 3600, boilerplate_clusters: 3, thresholds: Thresholds::default() }
    }
}

/// One article as it reaches the desk, in order of arrival.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// Its number: grows with arrival.
    pub id: ArticleId,
    /// Seconds since 1970 UTC that the window is reckoned by: published as claimed if plausible, else first seen.
    pub at: i64,
    /// The earlier version of the same item, where this is a later one: a revision is never a reprint.
    pub revises: Option<ArticleId>,
    /// Printed by an agency itself.
    pub agency: bool,
    /// The article after normalising.
    pub article: &'a Article,
}

/// What the desk decided about one article. All of it is to be saved in one transaction.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The cluster it is in now.
    pub cluster: ClusterId,
    /// The verified match that let it in; `None` when it opened the cluster.
    pub matched: Option<Match>,
    /// It became the leader of the cluster.
    pub leads: bool,
    /// Later articles are compared with it: keep its sketch where it is read at start.
    pub anchors: bool,
    /// Clusters that were merged into `cluster` by it.
    pub merged: Vec<ClusterId>,
    /// Verified matches that did not join: shown as edges.
    pub edges: Vec<Match>,
    /// Paragraphs of the body left out as learned boilerplate, by index.
    pub dropped: Vec<usize>,
    /// Short paragraphs that were now seen in `cluster` for the first time: to be kept as sightings.
    pub sightings: Vec<u64>,
    /// What is to be kept so that it can be found again.
    pub fingerprint: Arc<Fingerprint>,
}

/// What a store remembers of an anchor, for [`Detector::restore`].
#[derive(Clone, Debug)]
pub struct Memo {
    /// Its number.
    pub id: ArticleId,
    /// The cluster it is in now.
    pub cluster: ClusterId,
    /// As in [`Arrival::at`].
    pub at: i64,
    /// As in [`Arrival::agency`].
    pub agency: bool,
    /// It leads its cluster.
    pub leads: bool,
    /// As in [`Fingerprint::digest`].
    pub digest: u128,
    /// As in [`Fingerprint::sketch`].
    pub sketch: Vec<u32>,
}

/// What was kept earlier and is not held in memory.
pub trait Shelf {
    /// The whole fingerprint of an anchor.
    fn fingerprint(&self, id: ArticleId) -> Option<Arc<Fingerprint>>;
    /// Clusters that a paragraph was seen in, by its hash (as in [`Decision::sightings`]).
    fn sightings(&self, paragraph: u64) -> Vec<ClusterId>;
    /// The cluster of an article that is not an anchor.
    fn cluster(&self, id: ArticleId) -> Option<ClusterId>;
}

/// A shelf with nothing on it: all there is was taken by this detector.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bare;

impl Shelf for Bare {
    fn fingerprint(&self, _: ArticleId) -> Option<Arc<Fingerprint>> {
        None
    }
    fn sightings(&self, _: u64) -> Vec<ClusterId> {
        Vec::new()
    }
    fn cluster(&self, _: ArticleId) -> Option<ClusterId> {
        None
    }
}

/// A paragraph longer than this is never boilerplate.
const LONGEST_BOILERPLATE: usize = 120;

struct Anchor {
    cluster: ClusterId,
    at: i64,
    agency: bool,
    print: Option<Arc<Fingerprint>>,
}

/// The cascade: decides about one article after the other. Same articles in the same order, same decisions.
pub struct Detector {
    settings: Settings,
    index: Index,
    anchors: HashMap<ArticleId, Anchor>,
    leaders: HashMap<ClusterId, ArticleId>,
    clusters: HashMap<ArticleId, ClusterId>,
    parents: HashMap<ClusterId, ClusterId>,
    digests: HashMap<u128, ArticleId>,
    sightings: HashMap<u64, Vec<ClusterId>>,
}

impl Detector {
    /// A detector that has seen nothing.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            index: Index::default(),
            anchors: HashMap::new(),
            leaders: HashMap::new(),
            clusters: HashMap::new(),
            parents: HashMap::new(),
            digests: HashMap::new(),
            sightings: HashMap::new(),
        }
    }

    /// A detector that goes on where an earlier one stopped. `memos`: the anchors of clusters within the window, in the order
    /// they were taken; `merges`: which cluster was merged into which.
    pub fn restore(
        settings: Settings,
        memos: impl IntoIterator<Item = Memo>,
        merges: impl IntoIterator<Item = (ClusterId, ClusterId)>,
    ) -> Self {
        let mut detector = Self::new(settings);
        detector.parents.extend(merges);
        for memo in memos {
            detector.index.add(memo.id, memo.at, &memo.sketch);
            detector.digests.insert(memo.digest, memo.id);
            if memo.leads {
                detector.leaders.insert(memo.cluster, memo.id);
            }
            let anchor = Anchor { cluster: memo.cluster, at: memo.at, agency: memo.agency, print: None };
            detector.anchors.insert(memo.id, anchor);
        }
        detector
    }

    /// Anchors in the index, and the bytes it takes.
    pub fn size(&self) -> (usize, usize) {
        (self.index.leaders(), self.index.bytes())
    }

    /// The cluster that `cluster` is part of now, after merges.
    pub fn root(&self, cluster: ClusterId) -> ClusterId {
        let mut at = cluster;
        while let Some(parent) = self.parents.get(&at) {
            at = *parent;
        }
        at
    }

    /// The cluster that an article taken by this detector is in now.
    pub fn cluster(&self, article: ArticleId) -> Option<ClusterId> {
        self.clusters.get(&article).map(|cluster| self.root(*cluster))
    }

    /// The article that leads a cluster now.
    pub fn leader(&self, cluster: ClusterId) -> Option<ArticleId> {
        self.leaders.get(&self.root(cluster)).copied()
    }

    /// Decides about one article.
    pub fn take(&mut self, arrival: &Arrival<'_>, shelf: &dyn Shelf) -> Decision {
        let paragraphs = paragraphs(arrival.article);
        let dropped = self.boilerplate(&paragraphs, shelf);
        let reading = fingerprint::read(&arrival.article.body, &dropped);
        let print = Arc::new(fingerprint::fingerprint(&reading));
        let matches = self.matches(arrival, &print, shelf);
        let lead = Lead::new(&reading);
        let leads = |m: &Match| self.print(m.with, shelf).is_some_and(|other| lead.holds(&other));
        let verdict = cluster::decide(matches, leads);
        let revised = arrival.revises.and_then(|id| self.cluster_of(id, shelf).map(|c| (id, c)));
        let cluster = match (&revised, &verdict.joins) {
            (Some((_, cluster)), _) => self.root(*cluster),
            (None, Some(joins)) => self.root(self.anchors[&joins.with].cluster),
            (None, None) => ClusterId(arrival.id.0),
        };
        let merged = self.merges(&verdict, cluster, &lead, shelf);
        for from in &merged {
            self.parents.insert(*from, cluster);
        }
        let matched = match revised {
            Some((id, _)) => Some(self.revision(id, &print, shelf)),
            None => verdict.joins.clone(),
        };
        let leads = self.takes_the_lead(arrival, cluster, matched.as_ref(), shelf, &print);
        let anchors = print.words > 0 && (verdict.anchors || leads);
        if anchors {
            self.index.add(arrival.id, arrival.at, &print.sketch);
            self.digests.insert(print.digest, arrival.id);
            let anchor = Anchor { cluster, at: arrival.at, agency: arrival.agency, print: Some(Arc::clone(&print)) };
            self.anchors.insert(arrival.id, anchor);
        }
        if leads {
            self.leaders.insert(cluster, arrival.id);
        }
        self.clusters.insert(arrival.id, cluster);
        let sightings = self.see(&paragraphs, cluster, shelf);
        Decision {
            cluster,
            matched,
            leads,
            anchors,
            merged,
            edges: verdict.edges,
            dropped,
            sightings,
            fingerprint: print,
        }
    }

    /// Which paragraphs are boilerplate by now: short, and seen in enough clusters. Never all of them.
    fn boilerplate(&mut self, paragraphs: &[Option<u64>], shelf: &dyn Shelf) -> Vec<usize> {
        let mut dropped = Vec::new();
        for (index, hash) in paragraphs.iter().enumerate() {
            let Some(hash) = hash else { continue };
            let seen = self.sightings.entry(*hash).or_insert_with(|| shelf.sightings(*hash));
            let mut roots: Vec<ClusterId> = seen.clone();
            for root in &mut roots {
                while let Some(parent) = self.parents.get(root) {
                    *root = *parent;
                }
            }
            roots.sort_unstable();
            roots.dedup();
            if roots.len() >= self.settings.boilerplate_clusters {
                dropped.push(index);
            }
        }
        if dropped.len() == paragraphs.len() {
            dropped.clear();
        }
        dropped
    }

    /// Notes where the short paragraphs were seen; gives those not seen in this cluster before.
    fn see(&mut self, paragraphs: &[Option<u64>], cluster: ClusterId, shelf: &dyn Shelf) -> Vec<u64> {
        let mut fresh = Vec::new();
        for hash in paragraphs.iter().flatten() {
            let seen = self.sightings.entry(*hash).or_insert_with(|| shelf.sightings(*hash));
            // A few more than needed, so that a merge of clusters does not at once forget what was learned.
            if seen.len() < 2 * self.settings.boilerplate_clusters && !seen.contains(&cluster) {
                seen.push(cluster);
                fresh.push(*hash);
            }
        }
        fresh
    }

    /// Verified matches with anchors within the window.
    fn matches(&self, arrival: &Arrival<'_>, print: &Fingerprint, shelf: &dyn Shelf) -> Vec<Match> {
        let window = self.settings.window;
        let mut candidates = Vec::new();
        self.index.candidates(print, arrival.at, window, &mut candidates);
        if let Some(same) = self.digests.get(&print.digest)
            && print.words > 0
            && self.anchors[same].at.abs_diff(arrival.at) <= window as u64
            && !candidates.iter().any(|c| c.leader == *same)
        {
            candidates.push(Candidate { leader: *same, hits: 0 });
        }
        let verify = |candidate: &Candidate| {
            let other = self.print(candidate.leader, shelf)?;
            let (tally, relation) = self.verify(print, &other);
            Some(Match { with: candidate.leader, relation: relation?, shares: shares(&tally), spans: Vec::new() })
        };
        candidates.iter().filter_map(verify).collect()
    }

    fn verify(&self, print: &Fingerprint, other: &Fingerprint) -> (Tally, Option<Relation>) {
        let tally = compare::tally(print, other);
        let relation = compare::relation(print, other, &tally, &self.settings.thresholds);
        (tally, relation)
    }

    fn print(&self, id: ArticleId, shelf: &dyn Shelf) -> Option<Arc<Fingerprint>> {
        self.anchors.get(&id).and_then(|a| a.print.clone()).or_else(|| shelf.fingerprint(id))
    }

    fn cluster_of(&self, id: ArticleId, shelf: &dyn Shelf) -> Option<ClusterId> {
        self.clusters.get(&id).copied().or_else(|| shelf.cluster(id))
    }

    /// Clusters that belong together with `cluster`: their leaders verify against the one joined, or the article holds them.
    fn merges(&self, verdict: &cluster::Verdict, cluster: ClusterId, lead: &Lead, shelf: &dyn Shelf) -> Vec<ClusterId> {
        let Some(joined) = &verdict.joins else { return Vec::new() };
        let mut merged = Vec::new();
        for other in &verdict.merges {
            let theirs = self.root(self.anchors[&other.with].cluster);
            if theirs == cluster || merged.contains(&theirs) {
                continue;
            }
            let (Some(a), Some(b)) = (self.print(joined.with, shelf), self.print(other.with, shelf)) else { continue };
            let alike = self.verify(&a, &b).1.is_some_and(|r| r != Relation::Partial);
            if alike || cluster::holds(other, |_| lead.holds(&b)) {
                merged.push(theirs);
            }
        }
        merged
    }

    fn revision(&self, earlier: ArticleId, print: &Fingerprint, shelf: &dyn Shelf) -> Match {
        let shares = self.print(earlier, shelf).map_or_else(Shares::default, |e| shares(&compare::tally(print, &e)));
        Match { with: earlier, relation: Relation::Revision, shares, spans: Vec::new() }
    }

    fn takes_the_lead(
        &self,
        arrival: &Arrival<'_>,
        cluster: ClusterId,
        matched: Option<&Match>,
        shelf: &dyn Shelf,
        print: &Fingerprint,
    ) -> bool {
        let Some(leader) = self.leaders.get(&cluster) else { return true };
        let (Some(matched), Some(now)) = (matched, self.anchors.get(leader)) else { return false };
        if matched.relation == Relation::Revision {
            return false;
        }
        let against = if matched.with == *leader {
            matched.clone()
        } else {
            let Some(other) = self.print(*leader, shelf) else { return false };
            let (tally, Some(relation)) = self.verify(print, &other) else { return false };
            Match { with: *leader, relation, shares: shares(&tally), spans: Vec::new() }
        };
        cluster::reroots(&against, arrival.at < now.at, arrival.agency, now.agency)
    }
}

fn shares(tally: &Tally) -> Shares {
    tally.shares()
}

/// Hashes of the paragraphs that are short enough to be boilerplate; `None` for the others.
fn paragraphs(article: &Article) -> Vec<Option<u64>> {
    let hash = |paragraph: &String| {
        let words = text::words::words(paragraph);
        (words.len() < LONGEST_BOILERPLATE).then(|| {
            let bytes: Vec<u8> = words.iter().flat_map(|w| w.hash.to_le_bytes()).collect();
            xxh3_64(&bytes)
        })
    };
    article.body.paragraphs.iter().map(hash).collect()
}

/// The lead of an article: what stands there is its own story, what stands further down may be pasted.
struct Lead(Vec<u32>);

impl Lead {
    /// Shingles counted as the lead.
    const LENGTH: usize = 150;

    fn new(reading: &Reading) -> Self {
        let mut hashes = fingerprint::first(reading, Self::LENGTH);
        hashes.sort_unstable();
        Self(hashes)
    }

    /// Whether most of a text's words stand in the lead.
    fn holds(&self, other: &Fingerprint) -> bool {
        let inside = other.shingles.iter().filter(|s| self.0.binary_search(&(**s & fingerprint::HASH)).is_ok()).count();
        inside * 10 >= other.shingles.len() * 6
    }
}
