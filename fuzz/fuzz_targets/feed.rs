//! Any bytes, decoded and read as a feed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy::parse::{Context, parse};

fuzz_target!(|bytes: &[u8]| {
    let context = Context { url: Some("https://a.example/feed"), max_items: 100, ..Context::default() };
    let delivery = parse(bytes, &context);
    assert!(delivery.items.len() <= 100);
    assert!(delivery.items.iter().all(|item| !item.id.is_empty()));
    assert_eq!(parse(bytes, &context), delivery);
});
