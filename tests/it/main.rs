//! The one test binary: pipeline, command line, house rules.

mod desk;
mod house;
mod report;
mod shared;
mod store;
