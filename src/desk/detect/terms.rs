//! What goes into the cascade, what comes out, and what is kept of it.

use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use crate::compare::Thresholds;
use crate::news::{Article, ArticleId, ClusterId, Fingerprint, Match};

/// Settings of detection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Articles further apart than this, in seconds, are not taken for copies of each other.
    pub window: i64,
    /// A short paragraph seen in this many clusters is boilerplate; among the articles of one outlet, one fewer will do.
    pub boilerplate_clusters: usize,
    /// Where one relation ends and the next begins.
    pub thresholds: Thresholds,
}

impl Default for Settings {
    fn default() -> Self {
        Self { window: 84 * 3600, boilerplate_clusters: 3, thresholds: Thresholds::default() }
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
    /// Its outlet, as [`outlet`] names it; 0 where nobody knows, and for an agency: what that prints again is copy.
    pub outlet: u64,
    /// The article after normalising.
    pub article: &'a Article,
}

/// The number that stands for an outlet here.
pub fn outlet(name: &str) -> u64 {
    if name.is_empty() { 0 } else { xxh3_64(name.as_bytes()) }
}

/// What is kept of an outlet's number, to tell articles of different outlets; 0 where nobody knows it. Two of a thousand
/// outlets may share one, with a chance of one in 65,535 for each pair: they are taken for one outlet then, so that less of what
/// they share counts as copy.
pub fn tag(outlet: u64) -> u16 {
    if outlet == 0 { 0 } else { (outlet % u64::from(u16::MAX)) as u16 + 1 }
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
    /// Later articles are compared with it: keep its digest and its sketch where they are read at start. The sketch is empty
    /// where only the very same words find it.
    pub anchors: bool,
    /// Clusters that were merged into `cluster` by it.
    pub merged: Vec<ClusterId>,
    /// Verified matches that did not join: shown as edges.
    pub edges: Vec<Match>,
    /// Paragraphs of the body left out as learned boilerplate, by index.
    pub dropped: Vec<usize>,
    /// The cluster that its short paragraphs were seen in: its own number where it joined by a passage alone.
    pub seen_in: ClusterId,
    /// Short paragraphs that were now seen in that cluster for the first time: to be kept as sightings.
    pub sightings: Vec<u64>,
    /// What is to be kept so that it can be found again.
    pub fingerprint: Arc<Fingerprint>,
}

/// What a store remembers of an anchor, for [`Detector::restore`](super::Detector::restore).
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
    /// As [`tag`] gives it.
    pub outlet: u16,
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

/// What a detector holds in memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Size {
    /// Articles that later ones are compared with.
    pub anchors: usize,
    /// Bytes of the index: the anchors and what finds them.
    pub index: usize,
    /// Bytes of the fingerprints held; a shelf has the others.
    pub prints: usize,
    /// Bytes of what boilerplate is learned from; a shelf has the rest.
    pub sightings: usize,
    /// Bytes of the books on clusters: followers not yet on a shelf, merges, changed leaders.
    pub clusters: usize,
}

impl Size {
    /// All bytes.
    pub fn bytes(&self) -> usize {
        self.index + self.prints + self.sightings + self.clusters
    }
}
