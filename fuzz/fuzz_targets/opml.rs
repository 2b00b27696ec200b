//! Any bytes, read as a list of feeds.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy::parse::opml;

fuzz_target!(|bytes: &[u8]| {
    let (outlines, faults) = opml::read(bytes);
    assert!(!outlines.is_empty() || !faults.is_empty());
    assert!(outlines.iter().all(|outline| !outline.url.is_empty()));
});
