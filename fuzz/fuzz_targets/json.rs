//! Any text, read as the items of a JSON Feed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy::parse::{Context, parse};

fuzz_target!(|words: &str| {
    let text = format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{words}");
    for end in ["", "]}"] {
        let delivery = parse(format!("{text}{end}").as_bytes(), &Context::default());
        assert!(delivery.items.iter().all(|item| !item.id.is_empty()));
    }
});
