//! The inverted index of sketch hashes: which leaders hold a sampled shingle.

use crate::news::{ArticleId, Candidate, Fingerprint};

/// Lists longer than this are common phrases, and say nothing.
const COMMON: usize = 24;
/// Candidates given at most.
const BEST: usize = 8;
/// Empty place in the table.
const FREE: u32 = u32::MAX;

/// Which leaders hold a sampled shingle. Derived: it can be rebuilt from stored sketches at any time.
///
/// One flat table of pairs (hash, number of the leader), open addressing with linear probing; a hash that several leaders
/// hold stands in several places of its run. Leaders are numbered in the order they were added.
#[derive(Default)]
pub struct Index {
    table: Vec<(u32, u32)>,
    used: usize,
    leaders: Vec<(ArticleId, i64)>,
}

impl Index {
    /// Adds a leader under all its sketch hashes. `at` is the time its window is reckoned by, seconds since 1970 UTC.
    pub fn add(&mut self, leader: ArticleId, at: i64, sketch: &[u32]) {
        let number = self.leaders.len() as u32;
        self.leaders.push((leader, at));
        for hash in sketch {
            if (self.used + 1) * 10 > self.table.len() * 7 {
                self.grow();
            }
            self.put(*hash, number);
        }
    }

    /// Leaders in the index.
    pub fn leaders(&self) -> usize {
        self.leaders.len()
    }

    /// Bytes of memory held.
    pub fn bytes(&self) -> usize {
        self.table.capacity() * size_of::<(u32, u32)>() + self.leaders.capacity() * size_of::<(ArticleId, i64)>()
    }

    /// Leaders within `window` seconds of `at` that share sampled shingles with `fingerprint`: at least two, or one where few
    /// were sampled. The best come first, ties by age.
    pub fn candidates(&self, fingerprint: &Fingerprint, at: i64, window: i64, found: &mut Vec<Candidate>) {
        found.clear();
        if self.table.is_empty() {
            return;
        }
        let mut hits: Vec<u32> = Vec::with_capacity(64);
        for hash in &fingerprint.sketch {
            let before = hits.len();
            let mut listed = 0;
            let mut place = self.place(*hash);
            loop {
                let (key, number) = self.table[place];
                if number == FREE {
                    break;
                }
                if key == *hash {
                    listed += 1;
                    if self.leaders[number as usize].1.abs_diff(at) <= window as u64 {
                        hits.push(number);
                    }
                }
                place = (place + 1) & (self.table.len() - 1);
            }
            if listed > COMMON {
                hits.truncate(before);
            }
        }
        hits.sort_unstable();
        let least = if fingerprint.sketch.len() < 6 { 1 } else { 2 };
        for run in hits.chunk_by(|a, b| a == b) {
            if run.len() >= least {
                found.push(Candidate { leader: self.leaders[run[0] as usize].0, hits: run.len() as u32 });
            }
        }
        found.sort_by_key(|c| (std::cmp::Reverse(c.hits), c.leader));
        found.truncate(BEST);
    }

    fn place(&self, hash: u32) -> usize {
        (u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20) as usize & (self.table.len() - 1)
    }

    fn put(&mut self, hash: u32, number: u32) {
        let mut listed = 0;
        let mut place = self.place(hash);
        while self.table[place].1 != FREE {
            if self.table[place].0 == hash {
                listed += 1;
                // One more than common is kept, so that the list is known to be common.
                if listed > COMMON || self.table[place].1 == number {
                    return;
                }
            }
            place = (place + 1) & (self.table.len() - 1);
        }
        self.table[place] = (hash, number);
        self.used += 1;
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(1 << 10);
        let old = std::mem::replace(&mut self.table, vec![(0, FREE); size]);
        self.used = 0;
        for (hash, number) in old {
            if number != FREE {
                self.put(hash, number);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(sketch: &[u32]) -> Fingerprint {
        Fingerprint { sketch: sketch.to_vec(), ..Fingerprint::default() }
    }

    fn found(index: &Index, sketch: &[u32], at: i64) -> Vec<i64> {
        let mut found = Vec::new();
        index.candidates(&print(sketch), at, 10, &mut found);
        found.iter().map(|c| c.leader.0).collect()
    }

    #[test]
    fn leaders_are_found_within_the_window_best_first() {
        let mut index = Index::default();
        index.add(ArticleId(1), 0, &[8, 16, 24]);
        index.add(ArticleId(2), 5, &[8, 16, 32, 40]);
        assert_eq!(found(&index, &[8, 16, 32], 0), [2, 1]);
        assert_eq!(found(&index, &[8, 16, 32], 13), [2]);
        assert_eq!(found(&index, &[99], 0), Vec::<i64>::new());
    }

    #[test]
    fn common_phrases_say_nothing() {
        let mut index = Index::default();
        for id in 0..40 {
            index.add(ArticleId(id), 0, &[8, 1000 + 8 * id as u32]);
        }
        assert_eq!(found(&index, &[8], 0), Vec::<i64>::new());
        assert_eq!(found(&index, &[8, 1000], 0), [0]);
    }
}
