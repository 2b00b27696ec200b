//! Fingerprint + index of leaders -> verified matches.

mod index;
mod verify;

pub use index::Index;
pub use verify::{Tally, Thresholds, relation, tally};
