//! The detection cascade as one object: articles in, decisions out. Used by the round and by the `dedup` filter.

use std::collections::HashMap;

use crate::compare::{self, Index, Thresholds};
use crate::fingerprint;
use crate::news::{Article, ArticleId, Candidate, ClusterId, Fingerprint, Match, Relation};
use xxhash_rust::xxh3::xxh3_64;

/// One article as it reaches the desk, in order of arrival.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// Its number: grows with arrival.
    pub id: ArticleId,
    /// Name of the outlet.
    pub outlet: &'a str,
    /// What an outlet's own history is known by (item id or link): the same outlet and identity is a revision.
    pub identity: Option<&'a str>,
    /// Seconds since 1970 UTC that the window is reckoned by: published as claimed if plausible, else first seen.
    pub at: Option<i64>,
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
    /// It became the leader of a cluster that another article led before.
    pub rerooted: bool,
    /// Clusters that were merged into `cluster` by it.
    pub merged: Vec<ClusterId>,
    /// Verified matches that did not join: shown as edges.
    pub edges: Vec<Match>,
    /// Paragraphs of the body left out as learned boilerplate, by index.
    pub dropped: Vec<usize>,
    /// What is to be kept so that it can be found again.
    pub fingerprint: Fingerprint,
}

struct Leader {
    cluster: ClusterId,
    at: Option<i64>,
    print: Fingerprint,
}

/// The cascade.
#[derive(Default)]
pub struct Detector {
    index: Index,
    leaders: HashMap<i64, Leader>,
    parents: HashMap<i64, i64>,
    digests: HashMap<u128, ArticleId>,
    boiler: HashMap<u64, Vec<i64>>,
    thresholds: Thresholds,
    window: i64,
}

impl Detector {
    /// A detector with nothing in it.
    pub fn new() -> Self {
        Self { window: 72 * 3600, ..Self::default() }
    }

    /// The cluster an article's cluster was merged into.
    pub fn root(&self, cluster: ClusterId) -> ClusterId {
        let mut at = cluster.0;
        while let Some(parent) = self.parents.get(&at) {
            at = *parent;
        }
        ClusterId(at)
    }

    /// Decides about one article.
    pub fn take(&mut self, arrival: &Arrival<'_>) -> Decision {
        let body = &arrival.article.body;
        let hashes: Vec<u64> = body.paragraphs.iter().map(|p| xxh3_64(p.as_bytes())).collect();
        let mut dropped: Vec<usize> = (0..hashes.len())
            .filter(|i| self.boiler.get(&hashes[*i]).is_some_and(|c| c.len() >= 3) && body.paragraphs[*i].len() < 900)
            .collect();
        if dropped.len() == hashes.len() {
            dropped.clear();
        }
        let print = fingerprint::fingerprint(&fingerprint::read(body, &dropped));
        let mut found = Vec::new();
        self.index.candidates(&print, &mut found);
        if let Some(same) = self.digests.get(&print.digest)
            && !found.iter().any(|c| c.leader == *same)
        {
            found.push(Candidate { leader: *same, hits: 0 });
        }
        let mut matches: Vec<Match> = Vec::new();
        let mut edges = Vec::new();
        for candidate in &found {
            let Some(leader) = self.leaders.get(&candidate.leader.0) else { continue };
            if let (Some(a), Some(b)) = (arrival.at, leader.at)
                && (a - b).abs() > self.window
            {
                continue;
            }
            let tally = compare::tally(&print, &leader.print);
            let Some(relation) = compare::relation(&print, &leader.print, &tally, &self.thresholds) else { continue };
            let made = Match { with: candidate.leader, relation, shares: tally.shares(), spans: Vec::new() };
            if relation == Relation::Partial { edges.push(made) } else { matches.push(made) }
        }
        matches.sort_by_key(|m| (std::cmp::Reverse(m.shares.shared), m.with));
        let best = matches.first().cloned();
        let cluster = best.as_ref().map_or(ClusterId(arrival.id.0), |m| self.root(self.leaders[&m.with.0].cluster));
        let mut merged = Vec::new();
        for other in matches.iter().skip(1) {
            let theirs = self.root(self.leaders[&other.with.0].cluster);
            if theirs == cluster {
                continue;
            }
            let (a, b) = (&self.leaders[&best.as_ref().expect("a match").with.0].print, &self.leaders[&other.with.0].print);
            let tally = compare::tally(a, b);
            let alike = compare::relation(a, b, &tally, &self.thresholds).is_some_and(|r| r != Relation::Partial);
            let holds = other.relation == Relation::Expanded && other.shares.of_match >= 0.8;
            if alike || holds {
                self.parents.insert(theirs.0, cluster.0);
                merged.push(theirs);
            }
        }
        let leads = best.as_ref().is_none_or(|m| matches!(m.relation, Relation::Expanded | Relation::Overlap));
        if leads && print.words > 0 {
            self.index.add(arrival.id, &print.sketch);
            self.digests.entry(print.digest).or_insert(arrival.id);
            self.leaders.insert(arrival.id.0, Leader { cluster, at: arrival.at, print: print.clone() });
        }
        for hash in hashes {
            let seen = self.boiler.entry(hash).or_default();
            if seen.len() < 4 && !seen.contains(&cluster.0) {
                seen.push(cluster.0);
            }
        }
        Decision { cluster, matched: best, rerooted: false, merged, edges, dropped, fingerprint: print }
    }
}
