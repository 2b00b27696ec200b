//! Where short paragraphs were seen: what boilerplate is learned from.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use crate::news::ClusterId;

/// Which clusters a paragraph was seen in, by the hash of its words. Most paragraphs are seen once; what may be boilerplate
/// stands apart from them, in a small table that every paragraph is looked up in.
#[derive(Default)]
pub(super) struct Sightings {
    /// `None`: never seen, and looked for wherever it may be kept.
    once: HashMap<u64, Option<ClusterId>, BuildHasherDefault<AsItIs>>,
    several: HashMap<u64, Vec<ClusterId>, BuildHasherDefault<AsItIs>>,
}

impl Sightings {
    /// The clusters of a paragraph that was seen in several, as far as they are held here.
    #[inline]
    pub fn several(&self, paragraph: u64) -> &[ClusterId] {
        self.several.get(&paragraph).map_or(&[], Vec::as_slice)
    }

    /// Makes sure that a paragraph is held here: `recall` tells what was kept earlier.
    pub fn hold(&mut self, paragraph: u64, recall: impl FnOnce() -> Vec<ClusterId>) {
        if let Entry::Vacant(vacant) = self.once.entry(paragraph) {
            let known = recall();
            vacant.insert(known.first().copied());
            if known.len() > 1 {
                self.several.insert(paragraph, known);
            }
        }
    }

    /// Notes a sighting, unless one in the `same` cluster is known or `most` are. Whether it was noted.
    pub fn note(&mut self, paragraph: u64, cluster: ClusterId, most: usize, same: impl Fn(ClusterId) -> bool) -> bool {
        let first = self.once.entry(paragraph).or_default();
        let Some(first) = *first else {
            *first = Some(cluster);
            return true;
        };
        if same(first) || most < 2 {
            return false;
        }
        let held = self.several.entry(paragraph).or_insert_with(|| vec![first]);
        let fresh = held.len() < most && !held.iter().any(|held| same(*held));
        if fresh {
            held.push(cluster);
        }
        fresh
    }

    /// Forgets all when more than `most` paragraphs are held: what is kept elsewhere is recalled.
    pub fn bound(&mut self, most: usize) {
        if self.once.len() > most {
            *self = Self::default();
        }
    }

    /// Bytes of memory held.
    pub fn bytes(&self) -> usize {
        let table = |capacity: usize, entry: usize| capacity * 8 / 7 * (entry + 1);
        let lists: usize = self.several.values().map(|list| list.capacity() * size_of::<ClusterId>()).sum();
        table(self.once.capacity(), size_of::<(u64, Option<ClusterId>)>())
            + table(self.several.capacity(), size_of::<(u64, Vec<ClusterId>)>())
            + lists
    }
}

/// The hash of a paragraph needs no more hashing.
#[derive(Default)]
pub(super) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0.rotate_left(8) ^ u64::from(*byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clusters_are_noted_once_and_no_more_than_asked() {
        let mut sightings = Sightings::default();
        sightings.hold(7, || vec![ClusterId(1), ClusterId(2)]);
        sightings.hold(7, || panic!("held already"));
        let mut note = |paragraph, cluster| {
            let cluster = ClusterId(cluster);
            sightings.note(paragraph, cluster, 4, |seen| seen == cluster)
        };
        assert!(!note(7, 1) && !note(7, 2));
        assert!(note(7, 3));
        assert!(note(7, 4));
        assert!(!note(7, 5));
        assert!(note(8, 1) && !note(8, 1));
        assert_eq!(sightings.several(7), [1, 2, 3, 4].map(ClusterId));
        assert_eq!(sightings.several(8), []);
        assert!(sightings.note(8, ClusterId(2), 4, |_| false));
        assert_eq!(sightings.several(8), [1, 2].map(ClusterId));
        sightings.bound(1);
        assert_eq!(sightings.several(7), []);
    }
}
