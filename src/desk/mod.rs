//! One round of work: the only place that names every stage.

pub mod detect;
