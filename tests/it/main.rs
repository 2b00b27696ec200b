//! The one test binary: pipeline, command line, house rules.

mod cli;
mod credits;
mod demo;
mod desk;
mod detect;
mod digest;
mod export;
mod extract;
mod feeds;
mod house;
mod parse;
mod polite;
mod report;
mod shared;
mod silence;
mod store;
mod trace;
mod upgrade;
mod versions;
