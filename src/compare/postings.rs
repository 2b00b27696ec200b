//! The packed table under the index: which numbers stand under a key, four bytes a posting.
//!
//! Keys are spread over shards, and within a shard over buckets of two cache lines, in the order of the keys. A bucket's place
//! tells the upper bits of a key, so an entry holds only the rest of it beside the number. A shard grows alone, in one pass
//! over memory: there is never a moment when all of the table exists twice. Numbers that find their bucket full stand, with
//! their whole key, in a small table beside it.

/// Shards, a power of two.
const SHARDS: usize = 1 << SHARD_BITS;
const SHARD_BITS: u32 = 8;
/// Bits of a key below those that choose the shard. All bits of a key together: 30.
const KEY_BITS: u32 = 22;
/// Entries in a bucket.
const WIDTH: usize = 32;
/// An empty entry.
const FREE: u32 = u32::MAX;
/// A shard grows when it is fuller than this, in hundredths ...
const FULL: usize = 90;
/// ... by nearly a third.
const GROWN: usize = 68;
/// Places that are touched before any of them is written, when many are put.
const AHEAD: usize = 32;
/// Numbers under one key beyond this many are not kept: the key says nothing.
pub(super) const MOST: usize = 25;

#[derive(Clone, Copy)]
#[repr(align(64))]
struct Bucket([u32; WIDTH]);

/// Numbers under keys.
pub(super) struct Postings {
    shards: Vec<Shard>,
}

/// A key as the table takes it: where it stands.
#[derive(Clone, Copy)]
pub(super) struct Place {
    shard: u32,
    bucket: u32,
    rest: u32,
    key: u32,
}

impl Default for Postings {
    fn default() -> Self {
        Self { shards: (0..SHARDS).map(|_| Shard::new(1, 0)).collect() }
    }
}

impl Postings {
    /// The key of a hash: well spread, whatever the hash is.
    #[inline]
    pub fn key(hash: u32) -> u32 {
        let mixed = (u64::from(hash) ^ 0x5851_f42d).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        ((mixed ^ (mixed >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93) >> (64 - SHARD_BITS - KEY_BITS)) as u32
    }

    #[inline]
    pub fn place(&self, key: u32) -> Place {
        let shard = key >> KEY_BITS;
        let key = key & ((1 << KEY_BITS) - 1);
        let (bucket, rest) = self.shards[shard as usize].split(key);
        Place { shard, bucket, rest, key }
    }

    /// Reads a word of a place, so that its memory is on the way while others are asked for.
    #[inline]
    pub fn touch(&self, place: &Place) -> u32 {
        self.shards[place.shard as usize].touch(place.bucket)
    }

    /// Appends the numbers that stand at a place.
    #[inline]
    pub fn numbers(&self, place: &Place, found: &mut Vec<u32>) {
        let shard = &self.shards[place.shard as usize];
        let bucket = &shard.buckets[place.bucket as usize].0;
        let bits = shard.bits;
        // Most places hold nothing: one look over the whole bucket, without a branch.
        let any = bucket.iter().fold(0u32, |any, entry| any | u32::from(entry >> bits == place.rest));
        if any != 0 {
            let own = bucket.iter().filter(|entry| **entry >> bits == place.rest && **entry != FREE);
            found.extend(own.map(|entry| entry & ((1 << bits) - 1)));
        }
        if bucket[WIDTH - 1] != FREE {
            shard.spill.numbers(place.key, found);
        }
    }

    /// Puts a number under a key, unless it stands there or very many do.
    pub fn put(&mut self, key: u32, number: u32) {
        self.shards[(key >> KEY_BITS) as usize].put(key & ((1 << KEY_BITS) - 1), number);
    }

    /// Makes room for so many postings in all, with numbers up to `number`.
    pub fn reserve(&mut self, postings: usize, number: u32) {
        for shard in &mut self.shards {
            // Keys are spread evenly, but not perfectly.
            let own = postings / SHARDS * 101 / 100;
            let bits = Shard::bits_for(number);
            if own > shard.used && Shard::buckets_for(own, bits) > shard.buckets.len() {
                shard.rebuild(own, bits.max(shard.bits_used()));
            }
        }
    }

    /// Puts many at once: shard after shard, on two threads, so that memory is read in order.
    pub fn put_all(&mut self, postings: &[(u32, u32)]) {
        let mut ends = vec![0usize; SHARDS + 1];
        for (key, _) in postings {
            ends[(key >> KEY_BITS) as usize + 1] += 1;
        }
        for shard in 0..SHARDS {
            ends[shard + 1] += ends[shard];
        }
        let mut sorted = vec![(0u32, 0u32); postings.len()];
        let mut next = ends.clone();
        for (key, number) in postings {
            let at = &mut next[(key >> KEY_BITS) as usize];
            sorted[*at] = (key & ((1 << KEY_BITS) - 1), *number);
            *at += 1;
        }
        let (sorted, ends) = (&sorted, &ends);
        let fill = |first: usize, shards: &mut [Shard]| {
            for (n, shard) in shards.iter_mut().enumerate() {
                let own = &sorted[ends[first + n]..ends[first + n + 1]];
                shard.reserve(own.len());
                for some in own.chunks(AHEAD) {
                    // As when they are asked for: their memory comes together.
                    let touched = some.iter().fold(0, |touched, (key, _)| touched ^ shard.touch(shard.split(*key).0));
                    std::hint::black_box(touched);
                    some.iter().for_each(|(key, number)| shard.put(*key, *number));
                }
            }
        };
        let (low, high) = self.shards.split_at_mut(SHARDS / 2);
        std::thread::scope(|scope| {
            scope.spawn(|| fill(0, low));
            fill(SHARDS / 2, high);
        });
    }

    /// Gives numbers anew: `now(number)` tells the new one, or `None` where it is to go.
    pub fn renumber(&mut self, now: &impl Fn(u32) -> Option<u32>) {
        for shard in &mut self.shards {
            let mut kept: Vec<(u32, u32)> = Vec::with_capacity(shard.used);
            shard.each(|key, number| kept.extend(now(number).map(|number| (key, number))));
            let bits = kept.iter().map(|(_, number)| Shard::bits_for(*number)).max().unwrap_or(0);
            let mut fresh = Shard::new(Shard::buckets_for(kept.len(), bits), bits);
            for (key, number) in kept {
                fresh.take(key, number);
            }
            *shard = fresh;
        }
    }

    /// Bytes of memory held.
    pub fn bytes(&self) -> usize {
        self.shards.iter().map(Shard::bytes).sum()
    }

    /// Postings held.
    #[cfg(test)]
    pub fn len(&self) -> usize {
        self.shards.iter().map(|shard| shard.used).sum()
    }
}

struct Shard {
    buckets: Vec<Bucket>,
    /// Keys of a bucket.
    width: f64,
    /// Bits of an entry that hold the number.
    bits: u32,
    used: usize,
    spill: Spill,
}

impl Shard {
    /// An empty shard whose entries hold numbers of `bits` bits at least.
    fn new(buckets: usize, bits: u32) -> Self {
        let widest = (1u32 << KEY_BITS).div_ceil(buckets as u32).saturating_sub(1);
        let rest = 32 - widest.leading_zeros();
        debug_assert!(rest + bits <= 32);
        let bits = (32 - rest).min(31).max(bits);
        let width = f64::from(1u32 << KEY_BITS) / buckets as f64;
        Self { buckets: vec![Bucket([FREE; WIDTH]); buckets], width, bits, used: 0, spill: Spill::default() }
    }

    /// Bits that hold a number, one more value than needed left for [`FREE`].
    fn bits_for(number: u32) -> u32 {
        32 - (number + 1).leading_zeros()
    }

    /// Buckets for so many postings with numbers of `bits` bits.
    fn buckets_for(postings: usize, bits: u32) -> usize {
        let room = (postings * 100).div_ceil(WIDTH * GROWN);
        let rest = 32 - bits.min(31);
        let narrow = 1usize << KEY_BITS.saturating_sub(rest);
        room.max(narrow).clamp(1, 1 << KEY_BITS)
    }

    fn touch(&self, bucket: u32) -> u32 {
        let bucket = &self.buckets[bucket as usize].0;
        bucket[0] ^ bucket[WIDTH / 2]
    }

    fn split(&self, key: u32) -> (u32, u32) {
        let buckets = self.buckets.len() as u64;
        let bucket = (u64::from(key) * buckets) >> KEY_BITS;
        (bucket as u32, key - self.first(bucket))
    }

    /// The lowest key of a bucket: its place divided by the buckets a key has, rounded up. A division costs more than all the
    /// rest of a look, so it is guessed by a product and put right where it is one too low.
    fn first(&self, bucket: u64) -> u32 {
        let guess = (bucket as f64 * self.width) as u64;
        (guess + u64::from((guess * self.buckets.len() as u64) >> KEY_BITS < bucket)) as u32
    }

    fn put(&mut self, key: u32, number: u32) {
        if Self::bits_for(number) > self.bits || self.used * 100 >= self.buckets.len() * WIDTH * FULL {
            self.rebuild(self.used + 1, Self::bits_for(number).max(self.bits_used()));
        }
        let (at, rest) = self.split(key);
        let bits = self.bits;
        let bucket = &mut self.buckets[at as usize].0;
        // Entries stand from the front on. Two looks over the whole bucket, without a branch, tell all there is to know.
        let filled = bucket.iter().fold(0, |filled, entry| filled + u32::from(*entry != FREE)) as usize;
        let listed = bucket.iter().fold(0, |listed, entry| listed + u32::from(entry >> bits == rest)) as usize;
        // An empty entry looks like the highest of rests.
        let listed = if FREE >> bits == rest { listed - (WIDTH - filled) } else { listed };
        let entry = rest << bits | number;
        if listed >= MOST || listed > 0 && bucket.contains(&entry) {
            return;
        }
        if filled < WIDTH {
            bucket[filled] = entry;
            self.used += 1;
            return;
        }
        self.used += usize::from(self.spill.put(key, number, listed));
    }

    /// Puts what stood in a shard before, and has room and right here: nothing needs to be looked for.
    fn take(&mut self, key: u32, number: u32) {
        let (at, rest) = self.split(key);
        let bucket = &mut self.buckets[at as usize].0;
        let filled = bucket.iter().fold(0, |filled, entry| filled + u32::from(*entry != FREE)) as usize;
        if filled < WIDTH {
            bucket[filled] = rest << self.bits | number;
            self.used += 1;
        } else {
            self.used += usize::from(self.spill.put(key, number, 0));
        }
    }

    /// The bits that numbers may have by now.
    fn bits_used(&self) -> u32 {
        let mut most = 0;
        self.each(|_, number| most = most.max(number));
        Self::bits_for(most)
    }

    /// Makes room for more postings at once.
    fn reserve(&mut self, more: usize) {
        if (self.used + more) * 100 >= self.buckets.len() * WIDTH * FULL {
            self.rebuild(self.used + more, self.bits_used());
        }
    }

    fn rebuild(&mut self, postings: usize, bits: u32) {
        let mut fresh = Self::new(Self::buckets_for(postings, bits), bits);
        self.each(|key, number| fresh.take(key, number));
        *self = fresh;
    }

    fn each(&self, mut each: impl FnMut(u32, u32)) {
        for (at, bucket) in self.buckets.iter().enumerate() {
            let first = self.first(at as u64);
            for entry in bucket.0.iter().take_while(|entry| **entry != FREE) {
                each(first + (entry >> self.bits), entry & ((1 << self.bits) - 1));
            }
        }
        for (key, number) in self.spill.table.iter().filter(|(_, number)| *number != FREE) {
            each(*key, *number);
        }
    }

    fn bytes(&self) -> usize {
        size_of::<Self>()
            + self.buckets.capacity() * size_of::<Bucket>()
            + self.spill.table.capacity() * size_of::<(u32, u32)>()
    }
}

/// What found its bucket full: open addressing with linear probing, whole keys.
#[derive(Default)]
struct Spill {
    table: Vec<(u32, u32)>,
    used: usize,
}

impl Spill {
    fn place(&self, key: u32) -> usize {
        (u64::from(key).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32) as usize & (self.table.len() - 1)
    }

    fn numbers(&self, key: u32, found: &mut Vec<u32>) {
        if self.table.is_empty() {
            return;
        }
        let mut at = self.place(key);
        while self.table[at].1 != FREE {
            if self.table[at].0 == key {
                found.push(self.table[at].1);
            }
            at = (at + 1) & (self.table.len() - 1);
        }
    }

    /// Whether it was put; `listed` stand under the key already.
    fn put(&mut self, key: u32, number: u32, mut listed: usize) -> bool {
        if (self.used + 1) * 5 > self.table.len() * 4 {
            let wider = vec![(0, FREE); (self.table.len() * 2).max(16)];
            let old = std::mem::replace(&mut self.table, wider);
            for (key, number) in old.into_iter().filter(|(_, number)| *number != FREE) {
                let at = self.free(key);
                self.table[at] = (key, number);
            }
        }
        let mut at = self.place(key);
        while self.table[at].1 != FREE {
            if self.table[at].0 == key {
                listed += 1;
                if self.table[at].1 == number || listed >= MOST {
                    return false;
                }
            }
            at = (at + 1) & (self.table.len() - 1);
        }
        self.table[at] = (key, number);
        self.used += 1;
        true
    }

    fn free(&self, key: u32) -> usize {
        let mut at = self.place(key);
        while self.table[at].1 != FREE {
            at = (at + 1) & (self.table.len() - 1);
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    fn numbers(postings: &Postings, key: u32) -> Vec<u32> {
        let mut found = Vec::new();
        postings.numbers(&postings.place(key), &mut found);
        found.sort_unstable();
        found
    }

    /// Every key gives what a plain map gives; of a key with very many numbers, as many as are kept.
    fn check(postings: &Postings, plain: &BTreeMap<u32, BTreeSet<u32>>) {
        for (key, expected) in plain {
            let found = numbers(postings, *key);
            if expected.len() <= MOST {
                assert_eq!(found, expected.iter().copied().collect::<Vec<_>>(), "key {key}");
            } else {
                assert_eq!(found.len(), MOST, "key {key}");
                assert!(found.iter().all(|number| expected.contains(number)));
            }
        }
    }

    fn plain(given: &[(u32, u32)]) -> BTreeMap<u32, BTreeSet<u32>> {
        let mut plain: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for (key, number) in given {
            plain.entry(*key).or_default().insert(*number);
        }
        plain
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]

        #[test]
        fn it_holds_what_was_put(
            given in prop::collection::vec((0u32..1 << 30, 0u32..3_000_000), 0..3000),
            near in prop::collection::vec((0u32..40, 0u32..60), 0..2000),
        ) {
            // Keys side by side fill one bucket over and over.
            let given: Vec<(u32, u32)> = given.into_iter().chain(near).collect();
            let mut single = Postings::default();
            for (key, number) in &given {
                single.put(*key, *number);
            }
            let mut bulk = Postings::default();
            let (one, two) = given.split_at(given.len() / 3);
            bulk.put_all(one);
            bulk.put_all(two);
            let plain = plain(&given);
            check(&single, &plain);
            check(&bulk, &plain);
            prop_assert_eq!(single.len(), bulk.len());
        }

        #[test]
        fn renumbering_drops_and_renames(given in prop::collection::vec((0u32..1 << 20, 0u32..5000), 0..3000)) {
            let mut postings = Postings::default();
            postings.put_all(&given);
            postings.renumber(&|number| (number >= 2000).then(|| number - 2000));
            let kept: Vec<_> = given.iter().filter(|(_, n)| *n >= 2000).map(|(key, n)| (*key, n - 2000)).collect();
            check(&postings, &plain(&kept));
            let held: BTreeSet<u32> = kept.iter().map(|(key, _)| *key).collect();
            for (key, _) in given.iter().filter(|(key, _)| !held.contains(key)) {
                prop_assert_eq!(numbers(&postings, *key), Vec::<u32>::new());
            }
        }
    }

    #[test]
    fn the_lowest_key_of_every_bucket_is_found_without_dividing() {
        for buckets in (1usize..400).chain([1023, 1024, 1025, 3 * 4096, 99_999, 1 << 22]) {
            let shard = Shard { buckets: vec![Bucket([FREE; WIDTH]); buckets.min(1 << 17)], ..Shard::new(1, 0) };
            let buckets = shard.buckets.len() as u64;
            let shard = Shard { width: f64::from(1u32 << KEY_BITS) / buckets as f64, ..shard };
            for bucket in (0..buckets).step_by(1 + buckets as usize / 5000) {
                assert_eq!(
                    u64::from(shard.first(bucket)),
                    (bucket << KEY_BITS).div_ceil(buckets),
                    "{bucket} of {buckets}"
                );
            }
        }
    }

    #[test]
    fn a_large_table_takes_about_five_bytes_a_posting() {
        let mut postings = Postings::default();
        for number in 0..40_000u32 {
            for n in 0..44 {
                postings.put(Postings::key(number * 64 + n), number);
            }
        }
        let each = postings.bytes() as f64 / postings.len() as f64;
        assert!(each < 6.0, "{each}");
        assert_eq!(postings.len(), 40_000 * 44);
    }
}
