//! Any bytes, read as an article page.
#![no_main]

use libfuzzer_sys::fuzz_target;
use wirecopy::extract::{Context, page};

fuzz_target!(|bytes: &[u8]| {
    page(bytes, &Context::default());
});
