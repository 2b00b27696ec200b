//! Fingerprint + index of leaders -> verified matches.

mod align;
mod index;
mod postings;
mod verify;

pub use align::align;
pub use index::Index;
pub use verify::{Tally, Thresholds, relation, tally};
