//! Any text, read as a date, with and without hints.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy::text::dates::{self, Hints};

fuzz_target!(|words: &str| {
    for hints in [
        Hints { zone: None, language: None },
        Hints { zone: Some("Asia/Kolkata"), language: Some("hi") },
        Hints { zone: Some("America/New_York"), language: Some("en-US") },
    ] {
        if let Some(moment) = dates::read(words, hints) {
            // Nothing is invented: a newsroom's years.
            assert!((-62_135_596_800..=253_402_300_799 + 86_400).contains(&moment.at), "{words:?} is {}", moment.at);
            assert!(moment.offset.is_none_or(|offset| offset.abs() <= 86_400), "{words:?}");
        }
    }
});
