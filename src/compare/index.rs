//! The index of leaders: which of them hold a sampled shingle, and which fell out of the window.

use super::postings::{MOST, Place, Postings};
use crate::news::{ArticleId, Candidate, Fingerprint};

/// Lists longer than this are common phrases, and say nothing.
const COMMON: usize = MOST - 1;
/// Candidates given at most.
const BEST: usize = 8;
/// Seconds of a day: what fell out of the window is cleared away once a day.
const DAY: i64 = 24 * 3600;
/// Postings loaded in one go, at least.
const LOADED: usize = if cfg!(test) { 1 << 10 } else { 1 << 22 };

/// Which leaders hold a sampled shingle. Derived: it can be rebuilt from stored sketches at any time.
///
/// Leaders are numbered in the order they were added, which is that of their ids; under the hash of every sampled shingle
/// stand the numbers of the leaders that hold it, and under the digest of its words that of the leader itself.
#[derive(Default)]
pub struct Index {
    postings: Postings,
    leaders: Vec<(ArticleId, i64)>,
    /// Loaded, and not yet among the postings.
    waiting: Vec<(u32, u32)>,
    /// The postings, while some of those loaded are entered.
    loading: Option<std::thread::JoinHandle<Postings>>,
    /// Leaders that are going to be loaded, where that was told and no room was made yet.
    expected: usize,
    /// Nothing before it is held.
    since: i64,
}

impl Index {
    /// Adds a leader under its digest and all its sketch hashes. Its id is higher than those before; `at` is the time its
    /// window is reckoned by, seconds since 1970 UTC. Gives its number.
    pub fn add(&mut self, leader: ArticleId, at: i64, digest: u128, sketch: &[u32]) -> usize {
        self.settle();
        let number = self.leaders.len() as u32;
        if self.leaders.len() == self.leaders.capacity() {
            // By an eighth, where a list of its own would take twice as much.
            self.leaders.reserve_exact(self.leaders.len() / 8 + 64);
        }
        self.leaders.push((leader, at));
        for key in keys(digest, sketch) {
            self.postings.put(key, number);
        }
        number as usize
    }

    /// Adds one of many leaders, as [`Index::add`] does: cheaper, if nothing is asked in between.
    pub fn load(&mut self, leader: ArticleId, at: i64, digest: u128, sketch: &[u32]) -> usize {
        let number = self.leaders.len() as u32;
        self.leaders.push((leader, at));
        self.waiting.extend(keys(digest, sketch).map(|key| (key, number)));
        if self.waiting.len() >= LOADED {
            let waiting = std::mem::replace(&mut self.waiting, Vec::with_capacity(LOADED + LOADED / 8));
            let mut postings = self.made(waiting.len());
            // While some are entered, the next are read.
            self.loading = Some(std::thread::spawn(move || {
                postings.put_all(&waiting);
                postings
            }));
        }
        number as usize
    }

    /// So many leaders are going to be loaded: room is made for them at one go.
    pub fn expect(&mut self, leaders: usize) {
        self.expected = leaders;
        self.leaders.reserve_exact(leaders);
    }

    /// Enters what was loaded: to be called before anything is asked.
    pub fn settle(&mut self) {
        if self.loading.is_some() || !self.waiting.is_empty() {
            let waiting = std::mem::take(&mut self.waiting);
            self.postings = self.made(waiting.len());
            self.postings.put_all(&waiting);
        }
    }

    /// The postings as far as they were entered, with room for those that are still to come: the ones that came tell how many
    /// the others will bring.
    fn made(&mut self, more: usize) -> Postings {
        let mut postings = match self.loading.take() {
            Some(loading) => loading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)),
            None => std::mem::take(&mut self.postings),
        };
        let expected = std::mem::take(&mut self.expected);
        if expected > self.leaders.len() {
            postings.reserve(more * expected / self.leaders.len(), expected as u32);
        }
        postings
    }

    /// Forgets the leaders whose time is before that of `since`, a day at a time: gives which were kept, by their numbers
    /// before, or `None` where no day went by since it was last asked. Those kept are numbered anew, in the same order.
    pub fn expire(&mut self, since: i64) -> Option<Vec<bool>> {
        if since < self.since.saturating_add(DAY) {
            return None;
        }
        self.settle();
        self.since = since - since.rem_euclid(DAY);
        let kept: Vec<bool> = self.leaders.iter().map(|(_, at)| *at >= self.since).collect();
        if kept.iter().all(|kept| *kept) {
            return None;
        }
        let numbers: Vec<u32> = kept
            .iter()
            .scan(0, |next, kept| {
                let number = *next;
                *next += u32::from(*kept);
                Some(number)
            })
            .collect();
        self.postings.renumber(&|number| kept[number as usize].then(|| numbers[number as usize]));
        let mut kept_one = kept.iter();
        self.leaders.retain(|_| kept_one.next().is_some_and(|kept| *kept));
        self.leaders.shrink_to_fit();
        Some(kept)
    }

    /// Leaders in the index.
    pub fn leaders(&self) -> usize {
        self.leaders.len()
    }

    /// Leaders that there is room for by now.
    pub fn room(&self) -> usize {
        self.leaders.capacity()
    }

    /// Bytes of memory held.
    pub fn bytes(&self) -> usize {
        self.postings.bytes()
            + self.leaders.capacity() * size_of::<(ArticleId, i64)>()
            + self.waiting.capacity() * size_of::<(u32, u32)>()
    }

    /// The number of a leader.
    #[inline]
    pub fn number(&self, leader: ArticleId) -> Option<usize> {
        // Ids grow by one as a rule: where none is missing, a leader stands where its id says, and never further on.
        let first = self.leaders.first()?.0;
        let last = usize::try_from(leader.0 - first.0).ok()?.min(self.leaders.len() - 1);
        if self.leaders[last].0 == leader {
            return Some(last);
        }
        self.leaders[..last].binary_search_by_key(&leader, |(id, _)| *id).ok()
    }

    /// The time of a leader, by its number.
    #[inline]
    pub fn at(&self, number: usize) -> i64 {
        self.leaders[number].1
    }

    /// The latest leader within `window` seconds of `at` that seems to have the very words of `digest`.
    pub fn same(&self, digest: u128, at: i64, window: i64) -> Option<ArticleId> {
        let mut found = Vec::new();
        self.postings.numbers(&self.postings.place(digest_key(digest)), &mut found);
        let within = found.into_iter().map(|number| self.leaders[number as usize]);
        within.filter(|(_, time)| time.abs_diff(at) <= window as u64).map(|(id, _)| id).max()
    }

    /// Leaders within `window` seconds of `at` that share sampled shingles with `fingerprint`: at least two, or one where few
    /// were sampled. The best come first, ties by age.
    pub fn candidates(&self, fingerprint: &Fingerprint, at: i64, window: i64, found: &mut Vec<Candidate>) {
        debug_assert!(self.waiting.is_empty(), "settle() comes before asking");
        found.clear();
        let places: Vec<Place> =
            fingerprint.sketch.iter().map(|hash| self.postings.place(Postings::key(*hash))).collect();
        // The places lie all over memory: asked for one after the other without looking at the answers, they come together.
        let touched = places.iter().fold(0, |touched, place| touched ^ self.postings.touch(place));
        std::hint::black_box(touched);
        let mut hits: Vec<u32> = Vec::with_capacity(64);
        for place in &places {
            let before = hits.len();
            self.postings.numbers(place, &mut hits);
            if hits.len() - before > COMMON {
                hits.truncate(before);
            }
        }
        hits.sort_unstable();
        let least = if fingerprint.sketch.len() < 6 { 1 } else { 2 };
        for run in hits.chunk_by(|a, b| a == b).filter(|run| run.len() >= least) {
            let (leader, time) = self.leaders[run[0] as usize];
            if time.abs_diff(at) <= window as u64 {
                found.push(Candidate { leader, hits: run.len() as u32 });
            }
        }
        found.sort_unstable_by_key(|c| (std::cmp::Reverse(c.hits), c.leader));
        found.truncate(BEST);
    }
}

/// The keys a leader stands under.
fn keys(digest: u128, sketch: &[u32]) -> impl Iterator<Item = u32> {
    sketch.iter().map(|hash| Postings::key(*hash)).chain([digest_key(digest)])
}

fn digest_key(digest: u128) -> u32 {
    (digest >> 98) as u32
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
        index.add(ArticleId(1), 0, 1, &[8, 16, 24]);
        index.add(ArticleId(2), 5, 2, &[8, 16, 32, 40]);
        assert_eq!(found(&index, &[8, 16, 32], 0), [2, 1]);
        assert_eq!(found(&index, &[8, 16, 32], 13), [2]);
        assert_eq!(found(&index, &[99], 0), Vec::<i64>::new());
    }

    #[test]
    fn common_phrases_say_nothing() {
        let mut index = Index::default();
        for id in 0..40 {
            index.add(ArticleId(id), 0, id as u128, &[8, 1000 + 8 * id as u32]);
        }
        assert_eq!(found(&index, &[8], 0), Vec::<i64>::new());
        assert_eq!(found(&index, &[8, 1000], 0), [0]);
    }

    #[test]
    fn the_latest_of_the_same_words_is_found_by_its_digest() {
        let mut index = Index::default();
        index.add(ArticleId(1), 0, 7 << 98, &[]);
        index.add(ArticleId(2), 100, 7 << 98, &[]);
        assert_eq!(index.same(7 << 98, 0, 10), Some(ArticleId(1)));
        assert_eq!(index.same(7 << 98, 50, 100), Some(ArticleId(2)));
        assert_eq!(index.same(8 << 98, 0, 10), None);
    }

    #[test]
    fn loading_many_is_adding_each() {
        let (mut added, mut loaded) = (Index::default(), Index::default());
        loaded.expect(400);
        for id in 0..500 {
            let sketch: Vec<u32> = (0..20).map(|n| (id as u32 / 3 * 20 + n) * 8).collect();
            added.add(ArticleId(id), id, id as u128, &sketch);
            loaded.load(ArticleId(id), id, id as u128, &sketch);
        }
        loaded.settle();
        for id in 0..500u32 {
            let sketch: Vec<u32> = (0..20).map(|n| (id / 3 * 20 + n) * 8).collect();
            assert_eq!(found(&added, &sketch, i64::from(id)), found(&loaded, &sketch, i64::from(id)));
        }
    }

    #[test]
    fn days_that_fell_out_of_the_window_are_forgotten_and_the_rest_is_found_as_before() {
        let mut index = Index::default();
        for id in 0..10 {
            index.add(ArticleId(id), id * DAY, id as u128, &[8 + 80 * id as u32, 16 + 80 * id as u32]);
        }
        assert_eq!(index.expire(3), None);
        let kept = index.expire(4 * DAY + 5).expect("a day went by");
        assert_eq!(kept, (0..10).map(|id| id >= 4).collect::<Vec<_>>());
        assert_eq!(index.expire(4 * DAY + 50), None);
        assert_eq!(index.leaders(), 6);
        for id in 0..10u32 {
            let expected: &[i64] = if id >= 4 { &[i64::from(id)] } else { &[] };
            assert_eq!(found(&index, &[8 + 80 * id, 16 + 80 * id], i64::from(id) * DAY), expected);
            assert_eq!(index.number(ArticleId(i64::from(id))).is_some(), id >= 4);
        }
    }
}
