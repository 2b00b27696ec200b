//! The inverted index of sketch hashes: which leaders hold a sampled shingle.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::news::{ArticleId, Candidate, Fingerprint};

/// Lists longer than this are common phrases, and say nothing.
const COMMON: usize = 24;
/// Candidates given at most.
const BEST: usize = 8;

/// Sketch hashes are evenly spread already: they serve as their own hash.
#[derive(Default)]
struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }
    fn write_u32(&mut self, value: u32) {
        self.0 = u64::from(value).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// Which leaders hold a sampled shingle. Derived: it can be rebuilt from stored sketches at any time.
#[derive(Default)]
pub struct Index {
    postings: HashMap<u32, Vec<i64>, BuildHasherDefault<Spread>>,
    leaders: usize,
}

impl Index {
    /// Adds a leader under all its sketch hashes.
    pub fn add(&mut self, leader: ArticleId, sketch: &[u32]) {
        self.leaders += 1;
        for hash in sketch {
            let list = self.postings.entry(*hash).or_default();
            // One more than common is kept, so that the list is known to be common.
            if list.len() <= COMMON && !list.contains(&leader.0) {
                list.push(leader.0);
            }
        }
    }

    /// How many leaders hold a sampled shingle, counted up to one more than common.
    pub fn holders(&self, hash: u32) -> usize {
        self.postings.get(&hash).map_or(0, Vec::len)
    }

    /// Leaders that share sampled shingles with `fingerprint`: at least two, or one where few were sampled. Best first.
    pub fn candidates(&self, fingerprint: &Fingerprint, found: &mut Vec<Candidate>) {
        found.clear();
        let mut hits: Vec<i64> = Vec::with_capacity(64);
        let mut probes = 0;
        for hash in &fingerprint.sketch {
            if let Some(list) = self.postings.get(hash)
                && list.len() <= COMMON
            {
                hits.extend(list);
            }
            probes += 1;
        }
        hits.sort_unstable();
        let least = if probes < 6 { 1 } else { 2 };
        for run in hits.chunk_by(|a, b| a == b) {
            if run.len() >= least {
                found.push(Candidate { leader: ArticleId(run[0]), hits: run.len() as u32 });
            }
        }
        found.sort_by_key(|c| (std::cmp::Reverse(c.hits), c.leader));
        found.truncate(BEST);
    }
}
