//! Any bytes, read as robots.txt.
#![no_main]

use libfuzzer_sys::fuzz_target;
use url::Url;
use wirecopy::fetch::robots;

fuzz_target!(|bytes: &[u8]| {
    let (Ok(page), Ok(home)) = (Url::parse("https://a.example/world/story.html?id=1"), Url::parse("https://a.example/")) else {
        return;
    };
    let once = robots::allows(bytes, &page);
    assert_eq!(robots::allows(bytes, &page), once);
    robots::allows(bytes, &home);
});
