//! robots.txt (RFC 9309): asked once a host and day, obeyed for article pages.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use robotxt::Robots;
use tokio::time::Instant;
use url::Url;

/// The name that rules are looked up by.
const NAME: &str = "wirecopy";
/// Most bytes read of a robots.txt.
pub(super) const MOST: usize = 500 << 10;
/// How long rules are believed.
const AGE: Duration = Duration::from_secs(24 * 3600);

/// What a host allows.
#[derive(Clone)]
pub(super) enum Rules {
    /// Rules that were read.
    Read(Arc<Robots>),
    /// There are none.
    Open,
    /// They could not be had: nothing is allowed until they can.
    Closed,
}

impl Rules {
    /// Reads an answer: its status and bytes. Client errors mean that there are no rules, server errors that all is closed.
    pub(super) fn of(status: u16, bytes: &[u8]) -> Self {
        match status {
            200..=299 => Self::Read(Arc::new(Robots::parse(bytes, NAME))),
            400..=499 => Self::Open,
            _ => Self::Closed,
        }
    }

    /// Whether a page may be asked for.
    pub(super) fn allow(&self, url: &Url) -> bool {
        match self {
            Self::Read(robots) => robots.is_url_allowed(url),
            Self::Open => true,
            Self::Closed => false,
        }
    }
}

/// Rules by origin (scheme, host, port).
#[derive(Default)]
pub(super) struct Known(Mutex<HashMap<String, (Instant, Rules)>>);

impl Known {
    pub(super) fn get(&self, origin: &str) -> Option<Rules> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(origin).filter(|(at, _)| at.elapsed() < AGE).map(|(_, rules)| rules.clone())
    }

    pub(super) fn put(&self, origin: String, rules: Rules) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(origin, (Instant::now(), rules));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(rules: &Rules, path: &str, open: bool) {
        assert_eq!(rules.allow(&Url::parse("https://a.example").unwrap().join(path).unwrap()), open, "{path}");
    }

    #[test]
    fn rules_are_obeyed() {
        let rules = Rules::of(
            200,
            b"User-agent: *\nDisallow: /private\nAllow: /private/open\n\nUser-agent: wirecopy\nDisallow: /no\n",
        );
        check(&rules, "/no/way", false);
        check(&rules, "/private/x", true);
        let rules = Rules::of(200, b"User-agent: *\nDisallow: /private\nAllow: /private/open\nDisallow: /*.pdf$");
        check(&rules, "/private/x", false);
        check(&rules, "/private/open/x", true);
        check(&rules, "/a.pdf", false);
        check(&rules, "/a.pdf?b", true);
        check(&Rules::of(404, b""), "/x", true);
        check(&Rules::of(503, b""), "/x", false);
        check(&Rules::of(200, b"\xff\xfe\0rubbish"), "/x", true);
    }
}
