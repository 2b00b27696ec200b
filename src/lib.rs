//! Wirecopy finds republished agency copy in the feeds of many outlets, groups it in clusters, and says where it came
//! from and how it knows.
//!
//! The modules are listed in reading order: the nouns, then the pipeline from the bytes of a feed to a report, then the
//! edges. Data flows one way; see ARCHITECTURE.md for the rules.

pub mod news;
pub mod quiet;
pub mod text;

pub mod parse;

pub mod extract;

pub mod normalise;

pub mod fingerprint;

pub mod compare;

pub mod cluster;

pub mod attribute;

pub mod report;

pub mod config;
pub mod fetch;
pub mod store;

pub mod desk;

pub mod cli;
