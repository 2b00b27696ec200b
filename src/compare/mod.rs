//! Fingerprint + index of leaders -> verified matches.

mod align;
mod index;
mod passage;
mod postings;
mod verify;

pub use align::align;
pub use index::Index;
pub use passage::{Facts, Gaps, Passages, facts, passages};
pub use verify::{Tally, Thresholds, relation, tally};
