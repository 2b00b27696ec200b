//! The detection cascade as one object: articles in, decisions out. Used by the round and by the `dedup` filter.

use std::cell::OnceCell;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::sightings::Sightings;
use crate::cluster;
use crate::compare::{self, Index, Tally, Thresholds};
use crate::fingerprint::{self, Reading};
use crate::news::{Article, ArticleId, Candidate, ClusterId, Fingerprint, Match, Relation, Shares};
use crate::text::words::Word;

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
    /// Later articles are compared with it: keep its digest and its sketch where they are read at start. The sketch is empty
    /// where only the very same words find it.
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
/// Clusters kept for a paragraph, as a multiple of those that make it boilerplate: a few more than needed, so that a merge
/// of clusters does not at once forget what was learned.
const SIGHTINGS: usize = 2;
/// Fingerprints held after a shelf took them: the copies of a story come close after each other.
const RECENT: usize = 4096;
/// Paragraphs held after a shelf took them.
const PARAGRAPHS: usize = 1 << 20;
/// The leader of a cluster that is led by an article this detector knows nothing of.
const ELSEWHERE: ArticleId = ArticleId(-1);

/// An article that later ones are compared with: its cluster when it was taken, and whether an agency printed it.
#[derive(Clone, Copy)]
struct Anchor(i64);

impl Anchor {
    fn new(cluster: ClusterId, agency: bool) -> Self {
        Self(cluster.0 << 1 | i64::from(agency))
    }

    fn cluster(self) -> ClusterId {
        ClusterId(self.0 >> 1)
    }

    fn agency(self) -> bool {
        self.0 & 1 == 1
    }
}

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
    leaders: HashMap<ClusterId, ArticleId>,
    /// Clusters of articles that are no anchors, in order of their ids.
    followers: Vec<(ArticleId, ClusterId)>,
    parents: HashMap<ClusterId, ClusterId>,
    sightings: Sightings,
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

/// A match, and the fingerprint it was verified against.
struct Verified {
    matched: Match,
    print: Arc<Fingerprint>,
}

impl Detector {
    /// A detector that has seen nothing.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            index: Index::default(),
            anchors: Vec::new(),
            prints: VecDeque::new(),
            leaders: HashMap::new(),
            followers: Vec::new(),
            parents: HashMap::new(),
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
        memos.into_iter().for_each(|memo| detector.remember(&memo));
        detector.remembered();
        detector
    }

    /// Takes back one anchor, in the order they were taken, before anything is decided; [`Detector::remembered`] follows the
    /// last.
    pub fn remember(&mut self, memo: &Memo) {
        self.index.load(memo.id, memo.at, memo.digest, &memo.sketch);
        self.anchors.push(Anchor::new(memo.cluster, memo.agency));
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

    /// Takes an article apart: what [`Detector::decide`] needs of it. Changes nothing, so it can be done for many at once.
    pub fn prepare(&self, article: &Article) -> Words {
        let reading = fingerprint::read(&article.body, &[]);
        let paragraphs = paragraphs(&reading);
        let dropped = self.learned(&paragraphs);
        let print = print(&reading, &dropped);
        Words { reading, paragraphs, dropped, print }
    }

    /// Decides about one article.
    pub fn take(&mut self, arrival: &Arrival<'_>, shelf: &dyn Shelf) -> Decision {
        let words = self.prepare(arrival.article);
        self.decide(arrival, words, shelf)
    }

    /// Decides about one article that was taken apart before.
    pub fn decide(&mut self, arrival: &Arrival<'_>, words: Words, shelf: &dyn Shelf) -> Decision {
        let Words { reading, paragraphs, dropped: expected, print: made } = words;
        for paragraph in paragraphs.iter().flatten() {
            self.sightings.hold(*paragraph, || shelf.sightings(*paragraph));
        }
        let dropped = self.learned(&paragraphs);
        let mut print = if dropped == expected { made } else { print(&reading, &dropped) };
        let verified = self.matches(arrival, &print, shelf);
        let lead = Lead::new(&reading, &dropped);
        let of = |m: &Match| verified.iter().find(|v| v.matched.with == m.with).map(|v| &v.print);
        let standing = |m: &Match| cluster::Standing {
            same: of(m).is_some_and(|other| other.digest == print.digest),
            led: self.led(arrival, m, &print, shelf),
            heads: of(m).is_some_and(|other| lead.holds(other)),
        };
        let verdict = cluster::decide(verified.iter().map(|v| v.matched.clone()).collect(), standing);
        let revised = arrival.revises.and_then(|id| self.cluster_of(id, shelf).map(|c| (id, c)));
        let cluster = match (&revised, &verdict.joins) {
            (Some((_, cluster)), _) => self.root(*cluster),
            (None, Some(joins)) => self.anchored(joins.with),
            (None, None) => ClusterId(arrival.id.0),
        };
        let merged = self.merges(arrival, &verdict, cluster, &lead, shelf);
        for from in &merged {
            self.parents.insert(*from, cluster);
        }
        let matched = match revised {
            Some((id, _)) => Some(self.revision(id, &print, shelf)),
            None => verdict.joins.clone(),
        };
        let leads = self.takes_the_lead(arrival, cluster, matched.as_ref(), shelf, &print, &lead);
        // Every article can be found again by the very same words: what was once together stays together.
        let anchors = print.words > 0;
        if !verdict.anchors && !leads {
            print.sketch.clear();
        }
        let same = verified.iter().find(|v| v.print.digest == print.digest && *v.print == print);
        let print = same.map_or_else(|| Arc::new(print), |v| Arc::clone(&v.print));
        if anchors {
            self.index.add(arrival.id, arrival.at, print.digest, &print.sketch);
            self.anchors.push(Anchor::new(cluster, arrival.agency));
            self.prints.push_back(Arc::clone(&print));
        } else {
            self.followers.push((arrival.id, cluster));
        }
        if leads && cluster.0 != arrival.id.0 {
            self.leaders.insert(cluster, arrival.id);
        }
        let sightings = self.see(&paragraphs, cluster);
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

    /// Which paragraphs are boilerplate, as far as is known here: short, and seen in enough clusters. Never all of them.
    fn learned(&self, paragraphs: &[Option<u64>]) -> Vec<usize> {
        let enough = self.settings.boilerplate_clusters;
        let is_boilerplate = |hash: u64| {
            let seen = self.sightings.held(hash);
            if seen.len() < enough {
                return false;
            }
            let mut roots: Vec<ClusterId> = seen.iter().map(|cluster| self.root(*cluster)).collect();
            roots.sort_unstable();
            roots.dedup();
            roots.len() >= enough
        };
        let mut dropped: Vec<usize> =
            (0..paragraphs.len()).filter(|index| paragraphs[*index].is_some_and(is_boilerplate)).collect();
        if dropped.len() == paragraphs.len() {
            dropped.clear();
        }
        dropped
    }

    /// Notes where the short paragraphs were seen; gives those not seen in this cluster before.
    fn see(&mut self, paragraphs: &[Option<u64>], cluster: ClusterId) -> Vec<u64> {
        let most = SIGHTINGS * self.settings.boilerplate_clusters;
        let fresh = |hash: &&u64| self.sightings.note(**hash, cluster, most);
        paragraphs.iter().flatten().filter(fresh).copied().collect()
    }

    /// Verified matches with anchors within the window.
    fn matches(&self, arrival: &Arrival<'_>, print: &Fingerprint, shelf: &dyn Shelf) -> Vec<Verified> {
        let window = self.settings.window;
        let mut candidates = Vec::new();
        self.index.candidates(print, arrival.at, window, &mut candidates);
        if print.words > 0
            && let Some(same) = self.index.same(print.digest, arrival.at, window)
            && !candidates.iter().any(|c| c.leader == same)
        {
            candidates.push(Candidate { leader: same, hits: 0 });
        }
        let verify = |candidate: &Candidate| {
            let other = self.print(candidate.leader, shelf)?;
            let (tally, relation) = self.verify(print, &other);
            let matched =
                Match { with: candidate.leader, relation: relation?, shares: shares(&tally), spans: Vec::new() };
            Some(Verified { matched, print: other })
        };
        candidates.iter().filter_map(verify).collect()
    }

    fn verify(&self, print: &Fingerprint, other: &Fingerprint) -> (Tally, Option<Relation>) {
        let tally = compare::tally(print, other);
        let relation = compare::relation(print, other, &tally, &self.settings.thresholds);
        (tally, relation)
    }

    fn print(&self, id: ArticleId, shelf: &dyn Shelf) -> Option<Arc<Fingerprint>> {
        let held = self.anchors.len() - self.prints.len();
        let at = self.index.number(id).and_then(|number| number.checked_sub(held));
        at.map(|at| Arc::clone(&self.prints[at])).or_else(|| shelf.fingerprint(id))
    }

    fn cluster_of(&self, id: ArticleId, shelf: &dyn Shelf) -> Option<ClusterId> {
        self.cluster(id).or_else(|| shelf.cluster(id))
    }

    /// The cluster of an anchor now.
    fn anchored(&self, id: ArticleId) -> ClusterId {
        let cluster = self.index.number(id).map_or(ClusterId(id.0), |number| self.anchors[number].cluster());
        self.root(cluster)
    }

    /// The leader of a cluster, where it is known and within the window.
    fn led_by(&self, cluster: ClusterId, at: i64) -> Option<ArticleId> {
        let within = |number: usize| self.index.at(number).abs_diff(at) <= self.settings.window as u64;
        self.leader(cluster).filter(|leader| self.index.number(*leader).is_some_and(within))
    }

    /// Whether the leader of the cluster of a match agrees: it verifies too or, where the member vouches with most of its words,
    /// shares at least an edge. One that fell out of the window is not asked any more.
    fn led(&self, arrival: &Arrival<'_>, matched: &Match, print: &Fingerprint, shelf: &dyn Shelf) -> bool {
        match self.led_by(self.anchored(matched.with), arrival.at) {
            Some(leader) if leader != matched.with => {
                let found = self.print(leader, shelf).and_then(|other| self.verify(print, &other).1);
                found.is_some_and(|found| found != Relation::Partial || matched.relation != Relation::Overlap)
            }
            _ => true,
        }
    }

    fn joins(&self, print: &Fingerprint, other: &Fingerprint) -> bool {
        self.verify(print, other).1.is_some_and(|relation| relation != Relation::Partial)
    }

    /// Clusters that belong together with `cluster`: their leaders verify against each other, or the article holds the other.
    fn merges(
        &self,
        arrival: &Arrival<'_>,
        verdict: &cluster::Verdict,
        cluster: ClusterId,
        lead: &Lead<'_>,
        shelf: &dyn Shelf,
    ) -> Vec<ClusterId> {
        let Some(joined) = &verdict.joins else { return Vec::new() };
        let leader = |cluster: ClusterId, member: ArticleId| self.led_by(cluster, arrival.at).unwrap_or(member);
        let ours = leader(cluster, joined.with);
        let mut merged = Vec::new();
        for other in &verdict.merges {
            let theirs = self.anchored(other.with);
            if theirs == cluster || merged.contains(&theirs) {
                continue;
            }
            let leads = leader(theirs, other.with);
            let (Some(a), Some(b)) = (self.print(ours, shelf), self.print(leads, shelf)) else { continue };
            if self.joins(&a, &b) || (leads == other.with && cluster::holds(other, |_| lead.holds(&b))) {
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
        lead: &Lead<'_>,
    ) -> bool {
        if cluster.0 == arrival.id.0 {
            return true;
        }
        let leader = self.leaders.get(&cluster).copied().unwrap_or(ArticleId(cluster.0));
        // A leader that fell out of the window stays: it may be forgotten by now, and must not count otherwise where it is not.
        let within = |number: &usize| self.index.at(*number).abs_diff(arrival.at) <= self.settings.window as u64;
        let Some(number) = self.index.number(leader).filter(within) else { return false };
        let Some(matched) = matched else { return false };
        if matched.relation == Relation::Revision {
            return false;
        }
        let against = if matched.with == leader {
            matched.clone()
        } else {
            let Some(other) = self.print(leader, shelf) else { return false };
            let (tally, Some(relation)) = self.verify(print, &other) else { return false };
            Match { with: leader, relation, shares: shares(&tally), spans: Vec::new() }
        };
        let earlier = arrival.at < self.index.at(number);
        let heads = self.print(leader, shelf).is_some_and(|other| lead.holds(&other));
        cluster::reroots(&against, earlier, arrival.agency, self.anchors[number].agency(), heads)
    }
}

/// The fingerprint of what is left of a reading.
fn print(reading: &Reading, dropped: &[usize]) -> Fingerprint {
    if dropped.is_empty() {
        fingerprint::fingerprint(reading)
    } else {
        // The digest names all the words, whatever has been learned of them since.
        let digest = fingerprint::digest(reading);
        Fingerprint { digest, ..fingerprint::fingerprint(&reading.without(dropped)) }
    }
}

fn shares(tally: &Tally) -> Shares {
    tally.shares()
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

/// The lead of an article: what stands there is its own story, what stands further down may be pasted. Looked at only where
/// it is asked for.
struct Lead<'a> {
    reading: &'a Reading,
    dropped: &'a [usize],
    hashes: OnceCell<Vec<u32>>,
}

impl<'a> Lead<'a> {
    /// Shingles counted as the lead.
    const LENGTH: usize = 150;

    fn new(reading: &'a Reading, dropped: &'a [usize]) -> Self {
        Self { reading, dropped, hashes: OnceCell::new() }
    }

    /// Whether most of a text's words stand in the lead.
    fn holds(&self, other: &Fingerprint) -> bool {
        let lead = self.hashes.get_or_init(|| {
            let mut hashes = fingerprint::first(&self.reading.without(self.dropped), Self::LENGTH);
            hashes.sort_unstable();
            hashes
        });
        let inside = other.shingles.iter().filter(|s| lead.binary_search(&(**s & fingerprint::HASH)).is_ok()).count();
        inside * 10 >= other.shingles.len() * 6
    }
}
