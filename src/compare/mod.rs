//! Fingerprint + index of leaders -> verified matches.

mod align;
mod changes;
mod facts;
mod index;
mod pairing;
mod passage;
mod postings;
mod verify;

pub use align::align;
pub use changes::Compared;
pub use index::Index;
pub use passage::{Facts, Gaps, Passages, facts, passages};
pub use verify::{Printers, Sought, Tally, Thresholds, apart, carries, relation, tally};
