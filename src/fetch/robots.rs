//! robots.txt (RFC 9309): asked once a host and day, obeyed for article pages.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use robotxt::Robots;
use url::Url;

use crate::news::{RobotsSaid, RobotsWord, Seen};

/// The name that rules are looked up by.
const NAME: &str = "wirecopy";
/// Most bytes read of a robots.txt.
pub(super) const MOST: usize = 500 << 10;
/// How long rules are believed, in seconds.
const AGE: i64 = 24 * 3600;
/// How long a host that did not answer is left alone.
const SILENCE: i64 = 3600;
/// The longest `Crawl-delay` that is kept to. It is no part of RFC 9309; a day of it means "go away", and that is what `Disallow`
/// is for.
pub(super) const LONGEST_DELAY: Duration = Duration::from_secs(300);

/// Whether a robots.txt lets us ask for a page.
pub fn allows(robots: &[u8], page: &Url) -> bool {
    Rules::read(robots).allow(page)
}

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
    fn of(said: &RobotsSaid) -> Self {
        match said {
            RobotsSaid::Rules(bytes) => Self::read(bytes),
            RobotsSaid::Nothing => Self::Open,
        }
    }

    /// Reads rules, however broken.
    pub(super) fn read(bytes: &[u8]) -> Self {
        Self::Read(Arc::new(Robots::parse(bytes, NAME)))
    }

    /// The time the host asks for between two pages; none where it asks for none.
    pub(super) fn delay(&self) -> Duration {
        match self {
            Self::Read(robots) => robots.crawl_delay().unwrap_or_default().min(LONGEST_DELAY),
            Self::Open | Self::Closed => Duration::ZERO,
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

/// What came of asking for robots.txt.
pub(super) enum Answered {
    /// Its bytes.
    Body(Vec<u8>),
    /// There is none.
    None,
    /// No answer: it says nothing about rules.
    Unreachable,
    /// The host was not reached at all, which may be the fault of our own network: it is not held against the host.
    Nowhere,
}

/// What is known of one host.
#[derive(Default)]
struct Host {
    /// The last that it said.
    word: Option<RobotsWord>,
    rules: Option<Rules>,
    /// It did not answer then.
    silent: Option<i64>,
    /// Said or asked in this run.
    fresh: bool,
}

impl Host {
    /// The rules that hold now, if it need not be asked.
    fn holding(&self, now: i64) -> Option<Rules> {
        let within = |at: i64, age: i64| at <= now && now - at < age;
        if self.silent.is_some_and(|at| within(at, SILENCE)) {
            // Old rules are better than none.
            return Some(self.rules.clone().unwrap_or(Rules::Closed));
        }
        self.rules.clone().filter(|_| self.word.as_ref().is_some_and(|word| within(word.seen.0, AGE)))
    }
}

/// Rules by origin (scheme, host, port). Whoever asks for the rules of a host waits for the one who asked before.
#[derive(Default)]
pub(super) struct Known(Mutex<HashMap<String, Arc<tokio::sync::Mutex<Host>>>>);

impl Known {
    /// The rules of a page's host; `ask` gets its robots.txt when they are not known, or too old.
    pub(super) async fn rules(&self, page: &Url, now: i64, ask: impl AsyncFnOnce(Url) -> Answered) -> Rules {
        let origin = page.origin().ascii_serialization();
        let Ok(place) = page.join("/robots.txt") else { return Rules::Closed };
        let host = self.host(&origin);
        let mut host = host.lock().await;
        if let Some(rules) = host.holding(now) {
            return rules;
        }
        let said = match ask(place).await {
            Answered::Body(bytes) => RobotsSaid::Rules(bytes),
            Answered::None => RobotsSaid::Nothing,
            Answered::Unreachable => {
                host.silent = Some(now);
                return host.holding(now).unwrap_or(Rules::Closed);
            }
            Answered::Nowhere => return host.rules.clone().unwrap_or(Rules::Closed),
        };
        let rules = Rules::of(&said);
        let asked = host.word.as_ref().and_then(|word| word.asked);
        *host = Host {
            word: Some(RobotsWord { origin, seen: Seen(now), asked, said }),
            rules: Some(rules.clone()),
            silent: None,
            fresh: true,
        };
        rules
    }

    /// Notes that a page's host is asked for it now, since it wants time until the next.
    pub(super) async fn asked(&self, page: &Url, now: i64) {
        let host = self.host(&page.origin().ascii_serialization());
        let mut host = host.lock().await;
        if let Some(word) = &mut host.word {
            word.asked = word.asked.max(Some(Seen(now)));
            host.fresh = true;
        }
    }

    pub(super) fn recall(&self, words: Vec<RobotsWord>) {
        for word in words {
            let host = self.host(&word.origin);
            // One that is held is being asked just now: its own answer is newer.
            if let Ok(mut host) = host.try_lock()
                && host.word.as_ref().is_none_or(|known| known.seen < word.seen)
            {
                host.rules = Some(Rules::of(&word.said));
                host.word = Some(word);
            }
        }
    }

    pub(super) fn learned(&self) -> Vec<RobotsWord> {
        let hosts: Vec<_> = self.0.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
        hosts
            .iter()
            .filter_map(|host| {
                let mut host = host.try_lock().ok()?;
                std::mem::take(&mut host.fresh).then(|| host.word.clone()).flatten()
            })
            .collect()
    }

    fn host(&self, origin: &str) -> Arc<tokio::sync::Mutex<Host>> {
        let mut hosts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(hosts.entry(origin.to_owned()).or_default())
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
        let rules = Rules::read(
            b"User-agent: *\nDisallow: /private\nAllow: /private/open\n\nUser-agent: wirecopy\nDisallow: /no\n",
        );
        check(&rules, "/no/way", false);
        check(&rules, "/private/x", true);
        let rules = Rules::read(b"User-agent: *\nDisallow: /private\nAllow: /private/open\nDisallow: /*.pdf$");
        check(&rules, "/private/x", false);
        check(&rules, "/private/open/x", true);
        check(&rules, "/a.pdf", false);
        check(&rules, "/a.pdf?b", true);
        check(&Rules::Open, "/x", true);
        check(&Rules::Closed, "/x", false);
        check(&Rules::read(b"\xff\xfe\0rubbish"), "/x", true);
    }

    #[test]
    fn a_delay_is_taken_as_asked_for_within_bounds() {
        for (rules, seconds) in [
            ("User-agent: *\nCrawl-delay: 10\n", 10.0),
            ("User-agent: *\nCrawl-delay: 10\n\nUser-agent: wirecopy\nCrawl-delay: 2.5\nDisallow: /x\n", 2.5),
            ("User-agent: other\nCrawl-delay: 10\n", 0.0),
            ("User-agent: *\nCrawl-delay: 86400\n", 300.0),
            ("User-agent: *\nCrawl-delay: -5\n", 0.0),
            ("User-agent: *\nCrawl-delay: soon\n", 0.0),
            ("User-agent: *\nCrawl-delay: 1e400\n", 0.0),
        ] {
            assert_eq!(Rules::read(rules.as_bytes()).delay(), Duration::from_secs_f64(seconds), "{rules}");
        }
    }

    #[test]
    fn a_host_is_asked_once_a_day_and_once_an_hour_while_silent() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let (known, page) = (Known::default(), Url::parse("https://a.example/x").expect("an address"));
        let closing = || Answered::Body(b"User-agent: *\nDisallow: /\n".to_vec());
        let asked = std::cell::Cell::new(0);
        let ask = |now: i64, answer: Answered| {
            let rules = known.rules(&page, now, async |place: Url| {
                assert_eq!(place.as_str(), "https://a.example/robots.txt");
                asked.set(asked.get() + 1);
                answer
            });
            runtime.block_on(rules).allow(&page)
        };
        assert!(!ask(0, Answered::Unreachable) && !ask(SILENCE - 1, Answered::None));
        assert_eq!(asked.get(), 1, "a silent host is left alone");
        assert!(ask(SILENCE, Answered::None) && ask(SILENCE + AGE - 1, closing()));
        assert_eq!(asked.get(), 2);
        assert!(!ask(SILENCE + AGE, closing()));
        assert!(!ask(3 * AGE, Answered::Unreachable), "old rules hold while a host is silent");
        assert_eq!(asked.get(), 4);
        assert!(!ask(3 * AGE + SILENCE, Answered::Nowhere), "old rules hold while nobody is reached");
        assert!(ask(3 * AGE + SILENCE + 1, Answered::None), "and that is not held against the host");
        assert!(!ask(5 * AGE, closing()));
        assert_eq!(asked.get(), 7);
        let words = known.learned();
        assert_eq!((words.len(), known.learned().len()), (1, 0));
        let later = Known::default();
        later.recall(words);
        let rules = later.rules(&page, 5 * AGE + 60, async |_| unreachable!("it is known from an earlier run"));
        assert!(!runtime.block_on(rules).allow(&page));
    }
}
