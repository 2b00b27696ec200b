//! The detection cascade as one object: articles in, decisions out. Used by the round and by the `dedup` filter.

mod hearing;
mod sightings;
mod terms;

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use crate::cluster;
use crate::compare::{self, Index, Printers, Tally};
use crate::fingerprint::{self, Reading};
use crate::news::{Article, ArticleId, ClusterId, Fingerprint, Relation};
use crate::text::words::Word;
use hearing::{Hearing, Lead};
use sightings::{AsItIs, Sightings};
pub use terms::{Arrival, Bare, Decision, Memo, Settings, Shelf, Size, outlet, tag};

/// A paragraph longer than this is never boilerplate.
const LONGEST_BOILERPLATE: usize = 120;
/// Clusters kept for a paragraph, as a multiple of those that make it boilerplate: a few more than needed, so that a merge
/// of clusters does not at once forget what was learned.
const SIGHTINGS: usize = 2;
/// Fingerprints held after a shelf took them: the copies of a story come close after each other.
const RECENT: usize = 4096;
/// Paragraphs held after a shelf took them.
const PARAGRAPHS: usize = 1 << 20;
/// The leader of a cluster that is led by an article this detector knows nothing of.
const ELSEWHERE: ArticleId = ArticleId(-1);

/// An article that later ones are compared with: its cluster when it was taken, sixteen bits of its outlet, and whether an
/// agency printed it.
#[derive(Clone, Copy)]
struct Anchor(i64);

impl Anchor {
    fn new(cluster: ClusterId, outlet: u16, agency: bool) -> Self {
        Self(cluster.0 << 17 | i64::from(outlet) << 1 | i64::from(agency))
    }

    fn cluster(self) -> ClusterId {
        ClusterId(self.0 >> 17)
    }

    fn outlet(self) -> u16 {
        (self.0 >> 1) as u16
    }

    /// What is known of who printed them.
    fn printers(self, other: Self) -> Printers {
        Printers::of((self.outlet(), self.agency()), (other.outlet(), other.agency()))
    }

    fn agency(self) -> bool {
        self.0 & 1 == 1
    }
}

/// By the numbers of clusters, which nobody chooses.
type Numbered<T> = HashMap<ClusterId, T, BuildHasherDefault<AsItIs>>;

/// The words of an article, ready to be decided about: all that needs nothing but the article itself.
#[derive(Clone, Debug)]
pub struct Words {
    reading: Reading,
    /// Hashes of the paragraphs that are short enough to be boilerplate; `None` for the others.
    paragraphs: Vec<Option<u64>>,
    /// Paragraphs that were taken for boilerplate when the fingerprint was made.
    dropped: Vec<usize>,
    print: Fingerprint,
}

/// The cascade: decides about one article after the other. Same articles in the same order, same decisions.
pub struct Detector {
    settings: Settings,
    index: Index,
    /// By their number in the index.
    anchors: Vec<Anchor>,
    /// Fingerprints of the last anchors.
    prints: VecDeque<Arc<Fingerprint>>,
    /// Leaders of clusters that are not led by the article that opened them.
    leaders: Numbered<ArticleId>,
    /// Clusters of articles that are no anchors, in order of their ids.
    followers: Vec<(ArticleId, ClusterId)>,
    parents: Numbered<ClusterId>,
    sightings: Sightings,
}

impl Detector {
    /// A detector that has seen nothing.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            index: Index::default(),
            anchors: Vec::new(),
            prints: VecDeque::new(),
            leaders: Numbered::default(),
            followers: Vec::new(),
            parents: Numbered::default(),
            sightings: Sightings::default(),
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
        let memos = memos.into_iter();
        detector.expect(memos.size_hint().0);
        memos.for_each(|memo| detector.remember(&memo));
        detector.remembered();
        detector
    }

    /// So many anchors are going to be taken back.
    pub fn expect(&mut self, anchors: usize) {
        self.index.expect(anchors);
        self.anchors.reserve_exact(anchors);
    }

    /// Takes back one anchor, in the order they were taken, before anything is decided; [`Detector::remembered`] follows the
    /// last.
    pub fn remember(&mut self, memo: &Memo) {
        self.index.load(memo.id, memo.at, memo.digest, &memo.sketch);
        self.anchors.push(Anchor::new(memo.cluster, memo.outlet, memo.agency));
        let opened = memo.id.0 == memo.cluster.0;
        if memo.leads && !opened {
            self.leaders.insert(memo.cluster, memo.id);
        } else if opened && !memo.leads {
            self.leaders.entry(memo.cluster).or_insert(ELSEWHERE);
        }
    }

    /// All was taken back.
    pub fn remembered(&mut self) {
        self.index.settle();
    }

    /// All that was decided so far is on the shelf by now: what can be had from there need not be held.
    pub fn shelved(&mut self) {
        self.followers.clear();
        let recent = self.prints.len().min(RECENT);
        self.prints.drain(..self.prints.len() - recent);
        self.sightings.bound(PARAGRAPHS);
    }

    /// Forgets the anchors that no article of `earliest` or later can be a copy of, a day at a time.
    pub fn expire(&mut self, earliest: i64) {
        let held = self.anchors.len() - self.prints.len();
        let Some(kept) = self.index.expire(earliest.saturating_sub(self.settings.window)) else { return };
        let (mut all, mut recent) = (kept.iter(), kept[held..].iter());
        self.anchors.retain(|_| all.next().is_some_and(|kept| *kept));
        self.prints.retain(|_| recent.next().is_some_and(|kept| *kept));
        let index = &self.index;
        self.leaders.retain(|cluster, leader| {
            if index.number(*leader).is_none() {
                *leader = ELSEWHERE;
            }
            *leader != ELSEWHERE || index.number(ArticleId(cluster.0)).is_some()
        });
    }

    /// What is held in memory.
    pub fn size(&self) -> Size {
        let print = |print: &Arc<Fingerprint>| {
            size_of::<Arc<Fingerprint>>()
                + size_of::<Fingerprint>()
                + (print.sketch.capacity() + print.shingles.capacity()) * size_of::<u32>()
                + print.track.capacity() * size_of::<u16>()
        };
        Size {
            anchors: self.anchors.len(),
            index: self.index.bytes() + self.anchors.capacity() * size_of::<Anchor>(),
            prints: self.prints.iter().map(print).sum(),
            sightings: self.sightings.bytes(),
            clusters: self.followers.capacity() * size_of::<(ArticleId, ClusterId)>()
                + (self.leaders.capacity() + self.parents.capacity()) * (size_of::<(ClusterId, ClusterId)>() + 1),
        }
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
        let anchored = || self.index.number(article).map(|number| self.anchors[number].cluster());
        let follows = self.followers.binary_search_by_key(&article, |(id, _)| *id).ok();
        follows.map(|at| self.followers[at].1).or_else(anchored).map(|cluster| self.root(cluster))
    }

    /// The article that leads a cluster now.
    pub fn leader(&self, cluster: ClusterId) -> Option<ArticleId> {
        let root = self.root(cluster);
        let leader = self.leaders.get(&root).copied().unwrap_or(ArticleId(root.0));
        (leader != ELSEWHERE).then_some(leader)
    }

    /// Takes an article of an outlet (as [`outlet`] names it) apart: what [`Detector::decide`] needs of it. Changes nothing, so
    /// it can be done for many at once.
    pub fn prepare(&self, article: &Article, outlet: u64) -> Words {
        let reading = fingerprint::read(&article.body, &[]);
        let paragraphs = paragraphs(&reading);
        let dropped = self.learned(&paragraphs, outlet);
        let print = print(&reading, &dropped);
        Words { reading, paragraphs, dropped, print }
    }

    /// Decides about one article.
    pub fn take(&mut self, arrival: &Arrival<'_>, shelf: &dyn Shelf) -> Decision {
        let words = self.prepare(arrival.article, arrival.outlet);
        self.decide(arrival, words, shelf)
    }

    /// Decides about one article that was taken apart before.
    pub fn decide(&mut self, arrival: &Arrival<'_>, words: Words, shelf: &dyn Shelf) -> Decision {
        let Words { reading, paragraphs, dropped: expected, print: made } = words;
        for paragraph in keys(&paragraphs, arrival.outlet) {
            self.sightings.hold(paragraph, || shelf.sightings(paragraph));
        }
        let dropped = self.learned(&paragraphs, arrival.outlet);
        let mut print = if dropped == expected { made } else { print(&reading, &dropped) };
        let lead = Lead::new(&reading, &dropped);
        let hearing = Hearing {
            detector: self,
            arrival,
            print: &print,
            lead,
            shelf,
            sought: OnceCell::new(),
            proofs: RefCell::new(Vec::with_capacity(8)),
        };
        let verdict = cluster::decide(hearing.matches(), &hearing);
        let revised = arrival.revises.and_then(|id| self.cluster_of(id, shelf).map(|c| (id, c)));
        let cluster = match (&revised, &verdict.joins) {
            (Some((_, cluster)), _) => self.root(*cluster),
            (None, Some(joins)) => self.anchored(joins.with),
            (None, None) => ClusterId(arrival.id.0),
        };
        let merged = hearing.merges(&verdict, cluster);
        let matched = match &revised {
            Some((id, _)) => Some(hearing.revision(*id)),
            None => verdict.joins.clone(),
        };
        let leads = hearing.takes_the_lead(cluster, matched.as_ref());
        let same = hearing.same();
        for from in &merged {
            self.parents.insert(*from, cluster);
        }
        // Every article can be found again by the very same words: what was once together stays together.
        let anchors = print.words > 0;
        if !verdict.anchors && !leads {
            print.sketch.clear();
        }
        let print = same.into_iter().find(|same| **same == print).unwrap_or_else(|| Arc::new(print));
        if anchors {
            self.index.add(arrival.id, arrival.at, print.digest, &print.sketch);
            let more = self.index.room() - self.anchors.len();
            self.anchors.reserve_exact(more);
            self.anchors.push(Anchor::new(cluster, tag(arrival.outlet), arrival.agency));
            self.prints.push_back(Arc::clone(&print));
        } else {
            self.followers.push((arrival.id, cluster));
        }
        if leads && cluster.0 != arrival.id.0 {
            self.leaders.insert(cluster, arrival.id);
        }
        // What stands around a passage says nothing of the story that the passage is from: else the chrome of an outlet,
        // taken for one, would for ever be seen in one cluster.
        let passage = verdict.passage && revised.is_none();
        let seen_in = if passage { ClusterId(arrival.id.0) } else { cluster };
        let sightings = self.see(&paragraphs, arrival, seen_in);
        Decision {
            cluster,
            matched,
            leads,
            anchors,
            merged,
            edges: verdict.edges,
            dropped,
            seen_in,
            sightings,
            fingerprint: print,
        }
    }

    /// Which paragraphs are boilerplate, as far as is known here: short, and seen in enough clusters, or in nearly enough by
    /// articles of this very outlet. Never all of them.
    fn learned(&self, paragraphs: &[Option<u64>], outlet: u64) -> Vec<usize> {
        let enough = self.settings.boilerplate_clusters;
        let seen = |hash: u64, enough: usize| {
            let seen = self.sightings.several(hash);
            if seen.len() < enough {
                return false;
            }
            let mut roots: Vec<ClusterId> = seen.iter().map(|cluster| self.root(*cluster)).collect();
            roots.sort_unstable();
            roots.dedup();
            roots.len() >= enough
        };
        let is_boilerplate = |hash: u64| {
            seen(hash, enough) || (outlet != 0 && seen(of_outlet(hash, outlet), enough.saturating_sub(1).max(2)))
        };
        let mut dropped: Vec<usize> =
            (0..paragraphs.len()).filter(|index| paragraphs[*index].is_some_and(is_boilerplate)).collect();
        if dropped.len() == paragraphs.len() {
            dropped.clear();
        }
        dropped
    }

    /// Notes where the short paragraphs were seen; gives those not seen in this cluster before. A paragraph seen under the
    /// number of a member was seen in the cluster: later versions of an article that joined by a passage hold it too.
    fn see(&mut self, paragraphs: &[Option<u64>], arrival: &Arrival<'_>, cluster: ClusterId) -> Vec<u64> {
        let most = most_sightings(&self.settings);
        let mut sightings = std::mem::take(&mut self.sightings);
        let same = |seen: ClusterId| {
            let member = ArticleId(seen.0);
            seen == cluster
                || (cluster.0 != arrival.id.0 && self.is_within(member, arrival.at) && self.anchored(member) == cluster)
        };
        let noted =
            keys(paragraphs, arrival.outlet).filter(|hash| sightings.note(*hash, cluster, most, same)).collect();
        self.sightings = sightings;
        noted
    }

    fn print(&self, id: ArticleId, shelf: &dyn Shelf) -> Option<Arc<Fingerprint>> {
        let held = self.anchors.len() - self.prints.len();
        let at = self.index.number(id).and_then(|number| number.checked_sub(held));
        at.map(|at| Arc::clone(&self.prints[at])).or_else(|| shelf.fingerprint(id))
    }

    /// What is known of an article that others are compared with.
    fn anchor(&self, id: ArticleId) -> Anchor {
        self.index.number(id).map_or(Anchor::new(ClusterId(id.0), 0, false), |number| self.anchors[number])
    }

    /// How one article relates to another. What two stories of one outlet share is its chrome; where nobody knows who printed
    /// them, that they end in the same short lines tells it.
    fn between(
        &self,
        [(one, item), (other, matched)]: [(Anchor, &Fingerprint); 2],
        paragraphs: impl FnOnce() -> Vec<u32>,
        tally: &Tally,
    ) -> Option<Relation> {
        let found = compare::relation(item, matched, tally, &self.settings.thresholds)?;
        let chrome = compare::apart(found, item, paragraphs, matched, tally, one.printers(other));
        Some(if chrome { Relation::Partial } else { found })
    }

    fn cluster_of(&self, id: ArticleId, shelf: &dyn Shelf) -> Option<ClusterId> {
        self.cluster(id).or_else(|| shelf.cluster(id))
    }

    /// The cluster of an anchor now.
    fn anchored(&self, id: ArticleId) -> ClusterId {
        self.root(self.anchor(id).cluster())
    }

    /// The leader of a cluster, where it is known and within the window.
    fn led_by(&self, cluster: ClusterId, at: i64) -> Option<ArticleId> {
        self.leader(cluster).filter(|leader| self.is_within(*leader, at))
    }

    fn is_within(&self, anchor: ArticleId, at: i64) -> bool {
        let within = |number: usize| self.index.at(number).abs_diff(at) <= self.settings.window as u64;
        self.index.number(anchor).is_some_and(within)
    }
}

/// Clusters kept for a paragraph.
pub(super) fn most_sightings(settings: &Settings) -> usize {
    SIGHTINGS * settings.boilerplate_clusters
}

/// The keys that the short paragraphs of a reading are seen under, where they are noted again.
pub(super) fn sighted(reading: &Reading, outlet: u64) -> Vec<u64> {
    keys(&paragraphs(reading), outlet).collect()
}

/// The keys that short paragraphs are seen under: overall, and within their outlet.
fn keys(paragraphs: &[Option<u64>], outlet: u64) -> impl Iterator<Item = u64> {
    paragraphs.iter().flatten().flat_map(move |hash| {
        let own = (outlet != 0).then(|| of_outlet(*hash, outlet));
        std::iter::once(*hash).chain(own)
    })
}

/// The key of a paragraph within its outlet.
fn of_outlet(paragraph: u64, outlet: u64) -> u64 {
    (paragraph ^ outlet.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The fingerprint of what is left of a reading.
pub(super) fn print(reading: &Reading, dropped: &[usize]) -> Fingerprint {
    if dropped.is_empty() {
        fingerprint::fingerprint(reading)
    } else {
        // The digest names all the words, whatever has been learned of them since.
        let digest = fingerprint::digest(reading);
        Fingerprint { digest, ..fingerprint::fingerprint(&reading.without(dropped)) }
    }
}

/// Hashes of the paragraphs that are short enough to be boilerplate; `None` for the others.
fn paragraphs(reading: &Reading) -> Vec<Option<u64>> {
    let hash = |words: &[Word]| {
        (words.len() < LONGEST_BOILERPLATE).then(|| {
            let mut bytes = [0u8; LONGEST_BOILERPLATE * 4];
            for (to, word) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(words) {
                *to = word.hash.to_le_bytes();
            }
            xxh3_64(&bytes[..words.len() * 4])
        })
    };
    (0..reading.paragraphs.len()).map(|index| hash(reading.paragraph(index))).collect()
}
