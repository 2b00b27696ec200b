//! Where short paragraphs were seen: what boilerplate is learned from.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::news::ClusterId;

/// Which clusters a paragraph was seen in, by the hash of its words. Most paragraphs are seen once.
#[derive(Default)]
pub(super) struct Sightings {
    seen: HashMap<u64, Seen, BuildHasherDefault<AsItIs>>,
    several: Vec<Vec<ClusterId>>,
}

#[derive(Clone, Copy)]
enum Seen {
    Never,
    Once(ClusterId),
    /// Place in `several`.
    Several(u32),
}

impl Sightings {
    /// The clusters, as far as they are held here.
    pub fn held(&self, paragraph: u64) -> &[ClusterId] {
        match self.seen.get(&paragraph) {
            None | Some(Seen::Never) => &[],
            Some(Seen::Once(cluster)) => std::slice::from_ref(cluster),
            Some(Seen::Several(at)) => &self.several[*at as usize],
        }
    }

    /// Makes sure that a paragraph is held here: `recall` tells what was kept earlier.
    pub fn hold(&mut self, paragraph: u64, recall: impl FnOnce() -> Vec<ClusterId>) {
        if !self.seen.contains_key(&paragraph) {
            let seen = match recall().as_slice() {
                [] => Seen::Never,
                [one] => Seen::Once(*one),
                many => self.list(many.to_vec()),
            };
            self.seen.insert(paragraph, seen);
        }
    }

    /// Notes a sighting, unless it is known or `most` are. Whether it was noted.
    pub fn note(&mut self, paragraph: u64, cluster: ClusterId, most: usize) -> bool {
        let held = self.held(paragraph);
        if held.len() >= most || held.contains(&cluster) {
            return false;
        }
        let seen = match self.seen.get(&paragraph).copied().unwrap_or(Seen::Never) {
            Seen::Never => Seen::Once(cluster),
            Seen::Once(other) => self.list(vec![other, cluster]),
            Seen::Several(at) => {
                self.several[at as usize].push(cluster);
                return true;
            }
        };
        self.seen.insert(paragraph, seen);
        true
    }

    /// Forgets all when more than `most` paragraphs are held: what is kept elsewhere is recalled.
    pub fn bound(&mut self, most: usize) {
        if self.seen.len() > most {
            *self = Self::default();
        }
    }

    /// Bytes of memory held.
    pub fn bytes(&self) -> usize {
        let entry = size_of::<(u64, Seen)>() + 1;
        let lists: usize = self.several.iter().map(|list| list.capacity() * size_of::<ClusterId>()).sum();
        self.seen.capacity() * 8 / 7 * entry + self.several.capacity() * size_of::<Vec<ClusterId>>() + lists
    }

    fn list(&mut self, clusters: Vec<ClusterId>) -> Seen {
        self.several.push(clusters);
        Seen::Several(self.several.len() as u32 - 1)
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
        assert!(!sightings.note(7, ClusterId(2), 4));
        assert!(sightings.note(7, ClusterId(3), 4));
        assert!(sightings.note(7, ClusterId(4), 4));
        assert!(!sightings.note(7, ClusterId(5), 4));
        assert_eq!(sightings.held(7), [1, 2, 3, 4].map(ClusterId));
        assert_eq!(sightings.held(8), []);
        assert!(sightings.note(8, ClusterId(1), 4) && sightings.note(8, ClusterId(2), 4));
        assert_eq!(sightings.held(8), [1, 2].map(ClusterId));
        sightings.bound(1);
        assert_eq!(sightings.held(7), []);
    }
}
