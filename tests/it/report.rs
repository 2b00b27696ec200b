//! Reports: every figure counted again by plain SQL, hostile newsrooms, and the speed of a million items.

mod hostile;
pub mod newsroom;
mod recount;
mod silent;
