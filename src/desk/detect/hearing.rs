//! One article before the clusters: every pair is verified once, and what decides is asked only where it does.

use std::cell::{OnceCell, RefCell};
use std::sync::Arc;

use super::{Anchor, Arrival, Detector, Shelf, tag};
use crate::cluster::{self, Standing, Verdict};
use crate::compare::{self, Printers, Sought, Tally};
use crate::fingerprint::{self, Reading};
use crate::news::{ArticleId, Candidate, ClusterId, Fingerprint, Match, Relation, Shares};

/// What is found out about one article and those before it.
pub(super) struct Hearing<'a> {
    pub detector: &'a Detector,
    pub arrival: &'a Arrival<'a>,
    pub print: &'a Fingerprint,
    pub lead: Lead<'a>,
    pub shelf: &'a dyn Shelf,
    pub sought: OnceCell<Sought>,
    pub proofs: RefCell<Vec<(ArticleId, Proof)>>,
}

/// What was found about the article and one other.
#[derive(Clone)]
pub(super) struct Proof {
    /// The fingerprint it was verified against.
    print: Arc<Fingerprint>,
    /// What the article is to the other, if anything.
    relation: Option<Relation>,
    /// What they share.
    tally: Tally,
}

impl Hearing<'_> {
    /// Verified matches with anchors within the window.
    pub fn matches(&self) -> Vec<Match> {
        let (index, at, window) = (&self.detector.index, self.arrival.at, self.detector.settings.window);
        let mut candidates = Vec::new();
        index.candidates(self.print, at, window, &mut candidates);
        if self.print.words > 0
            && let Some(same) = index.same(self.print.digest, at, window)
        {
            if !candidates.iter().any(|c| c.leader == same) {
                candidates.push(Candidate { leader: same, hits: 0 });
            }
            // Words that were there before are decided: what else they match was found then.
            if self.proof(same).is_some_and(|proof| self.has_same_words(&proof.print)) {
                let print = |id| self.detector.print(id, self.shelf);
                candidates
                    .retain(|c| c.leader == same || print(c.leader).is_some_and(|print| self.has_same_words(&print)));
            }
        }
        candidates.iter().filter_map(|candidate| self.matched(candidate.leader)).collect()
    }

    /// Fingerprints of those with the same words.
    pub fn same(&self) -> Vec<Arc<Fingerprint>> {
        let proofs = self.proofs.borrow();
        let same = proofs.iter().filter(|(_, proof)| self.has_same_words(&proof.print));
        same.map(|(_, proof)| Arc::clone(&proof.print)).collect()
    }

    /// Clusters that belong together with `cluster`: their leaders verify against each other, or the article holds the other.
    pub fn merges(&self, verdict: &Verdict, cluster: ClusterId) -> Vec<ClusterId> {
        let Some(joined) = &verdict.joins else { return Vec::new() };
        let leader =
            |cluster: ClusterId, member: ArticleId| self.detector.led_by(cluster, self.arrival.at).unwrap_or(member);
        let ours = leader(cluster, joined.with);
        let mut merged = Vec::new();
        for other in &verdict.merges {
            let theirs = self.detector.anchored(other.with);
            if theirs == cluster || merged.contains(&theirs) {
                continue;
            }
            let leads = leader(theirs, other.with);
            let print = |id: ArticleId| self.detector.print(id, self.shelf);
            let (Some(a), Some(b)) = (print(ours), print(leads)) else { continue };
            let sides = [(self.detector.anchor(ours), &*a), (self.detector.anchor(leads), &*b)];
            // Where their lines end is not kept: frames of more than one line are not known here.
            let proven = self.detector.between(sides, Vec::new, &compare::tally(&a, &b));
            let agree = proven.is_some_and(|relation| relation != Relation::Partial);
            if agree || (leads == other.with && cluster::holds(other, |_| self.lead.holds(&b))) {
                merged.push(theirs);
            }
        }
        merged
    }

    /// The match of a later version with an earlier one.
    pub fn revision(&self, earlier: ArticleId) -> Match {
        let shares = self.proof(earlier).map_or_else(Shares::default, |proof| proof.tally.shares());
        Match { with: earlier, relation: Relation::Revision, shares, spans: Vec::new() }
    }

    /// Whether the article, which is in `cluster` by `matched`, becomes its leader.
    pub fn takes_the_lead(&self, cluster: ClusterId, matched: Option<&Match>) -> bool {
        let Detector { index, anchors, leaders, settings, .. } = self.detector;
        if cluster.0 == self.arrival.id.0 {
            return true;
        }
        let leader = leaders.get(&cluster).copied().unwrap_or(ArticleId(cluster.0));
        // A leader that fell out of the window stays: it may be forgotten by now, and must not count otherwise where it is not.
        let within = |number: &usize| index.at(*number).abs_diff(self.arrival.at) <= settings.window as u64;
        let Some(number) = index.number(leader).filter(within) else { return false };
        if matched.is_none_or(|matched| matched.relation == Relation::Revision) {
            return false;
        }
        let Some(against) = self.matched(leader) else { return false };
        let earlier = self.arrival.at < index.at(number);
        cluster::reroots(&against, earlier, self.arrival.agency, anchors[number].agency(), |m| self.heads(m))
    }

    fn matched(&self, with: ArticleId) -> Option<Match> {
        let Proof { relation, tally, .. } = self.proof(with)?;
        Some(Match { with, relation: relation?, shares: tally.shares(), spans: Vec::new() })
    }

    /// The article as the anchor it may become.
    fn own(&self) -> Anchor {
        Anchor::new(ClusterId(self.arrival.id.0), tag(self.arrival.outlet), self.arrival.agency)
    }

    /// The first words of its paragraphs.
    fn paragraphs(&self) -> Vec<u32> {
        self.lead.reading.starts(self.lead.dropped)
    }

    fn carried(&self, other: &Proof) -> bool {
        let thresholds = &self.detector.settings.thresholds;
        compare::carries(self.print, || self.paragraphs(), &other.print, &other.tally, thresholds)
    }

    fn has_same_words(&self, other: &Fingerprint) -> bool {
        other.digest == self.print.digest
    }

    fn proof(&self, id: ArticleId) -> Option<Proof> {
        if let Some((_, proof)) = self.proofs.borrow().iter().find(|(known, _)| *known == id) {
            return Some(proof.clone());
        }
        let print = self.detector.print(id, self.shelf)?;
        let tally = if self.has_same_words(&print) && print.shingles == self.print.shingles {
            Tally::whole(&print)
        } else {
            self.sought.get_or_init(|| Sought::of(self.print)).tally(&print)
        };
        let relation = self.detector.between(
            [(self.own(), self.print), (self.detector.anchor(id), &print)],
            || self.paragraphs(),
            &tally,
        );
        let proof = Proof { print, relation, tally };
        self.proofs.borrow_mut().push((id, proof.clone()));
        Some(proof)
    }
}

impl Standing for Hearing<'_> {
    fn same(&self, matched: &Match) -> bool {
        self.proof(matched.with).is_some_and(|proof| self.has_same_words(&proof.print))
    }

    /// The leader verifies too or, where the member vouches with most of its words, shares at least an edge. One that fell out
    /// of the window is not asked any more.
    fn led(&self, matched: &Match) -> bool {
        match self.detector.led_by(self.detector.anchored(matched.with), self.arrival.at) {
            Some(leader) if leader != matched.with => {
                let found = self.proof(leader).and_then(|proof| proof.relation);
                found.is_some_and(|found| found != Relation::Partial || matched.relation != Relation::Overlap)
            }
            _ => true,
        }
    }

    fn carries(&self, matched: &Match) -> bool {
        self.detector.anchor(matched.with).printers(self.own()) == Printers::Two
            && self.detector.led_by(self.detector.anchored(matched.with), self.arrival.at) == Some(matched.with)
            && self.proof(matched.with).is_some_and(|proof| self.carried(&proof))
    }

    fn heads(&self, matched: &Match) -> bool {
        self.proof(matched.with).is_some_and(|proof| self.lead.holds(&proof.print))
    }
}

/// The lead of an article: what stands there is its own story, what stands further down may be pasted.
pub(super) struct Lead<'a> {
    reading: &'a Reading,
    dropped: &'a [usize],
    hashes: OnceCell<Vec<u32>>,
}

impl<'a> Lead<'a> {
    /// Shingles counted as the lead.
    const LENGTH: usize = 150;

    pub fn new(reading: &'a Reading, dropped: &'a [usize]) -> Self {
        Self { reading, dropped, hashes: OnceCell::new() }
    }

    /// Whether most of a text's words stand in the lead.
    fn holds(&self, other: &Fingerprint) -> bool {
        let lead = self.hashes.get_or_init(|| {
            let mut hashes = fingerprint::first(self.reading, self.dropped, Self::LENGTH);
            hashes.sort_unstable();
            hashes
        });
        let mut lead = lead.iter().copied().peekable();
        let mut inside = 0;
        for hash in other.shingles.iter().map(|shingle| shingle & fingerprint::HASH) {
            while lead.next_if(|own| *own < hash).is_some() {}
            match lead.peek() {
                Some(own) => inside += usize::from(*own == hash),
                None => break,
            }
        }
        inside * 10 >= other.shingles.len() * 6
    }
}
