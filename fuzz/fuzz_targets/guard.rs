//! Any text, judged as an address: what is let through names a public host.
#![no_main]

use libfuzzer_sys::fuzz_target;
use url::{Host, Url};
use wirecopy::fetch::Guard;
use wirecopy::fetch::guard::is_public;

fuzz_target!(|words: &str| {
    for typed in [words.to_owned(), format!("http://{words}/feed"), format!("//{words}")] {
        let Ok(url) = Url::parse("http://a.example/").and_then(|base| base.join(&typed)) else { continue };
        if Guard::default().check(&url).is_ok() {
            assert!(matches!(url.scheme(), "http" | "https"));
            match url.host() {
                Some(Host::Ipv4(address)) => assert!(is_public(address.into()) && !address.is_loopback() && !address.is_private()),
                Some(Host::Ipv6(address)) => assert!(is_public(address.into()) && !address.is_loopback()),
                Some(Host::Domain(name)) => assert!(!name.ends_with("localhost") && name.contains('.')),
                None => panic!("no host"),
            }
        }
    }
});
