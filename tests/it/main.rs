//! The one test binary: pipeline, command line, house rules.

mod house;
mod shared;
mod store;
