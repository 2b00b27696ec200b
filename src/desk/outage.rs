//! Telling a network of our own that is down from outlets that are.
//!
//! One outlet that cannot be reached has a trouble of its own. When none of several can be that answered the last time they were
//! asked, and nobody else answers, the trouble is ours: it is no failure of theirs, and their schedules stay as they were.

use std::collections::HashSet;

use url::{Host, Url};

use crate::fetch::Reach;

/// Hosts that must be out of reach, though they answered the last time, before the network is taken to be down.
const SEVERAL: usize = 2;
/// So many hosts out of reach, and nobody else is asked: with a dead resolver every one costs a time-out.
const ENOUGH: usize = 40;

/// What was heard of the outside world in a round so far.
#[derive(Debug, Default)]
pub(super) struct Outage {
    reached: bool,
    /// Hosts that answered the last time they were asked, and cannot be reached now.
    sound: HashSet<String>,
    /// All hosts whose answers are held back.
    silent: HashSet<String>,
}

/// What it tells when somebody cannot be reached. Hosts are named as [`home`] has them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Witness {
    /// It answered the last time it was asked: the trouble may be the network's.
    Sound(String),
    /// Nothing is known of it: its answer waits, but proves nothing.
    Unknown(String),
    /// It never answered, or failed already: the trouble is its own.
    Failing,
}

impl Outage {
    /// Takes some answers, and gives back those that hold whatever the network is like. Those that may be owed to a network that
    /// is down go to `held`, and come back from there once a server was reached.
    pub fn sift<T>(
        &mut self,
        answers: Vec<T>,
        held: &mut Vec<T>,
        reach: impl Fn(&T) -> Reach,
        witness: impl Fn(&T) -> Witness,
    ) -> Vec<T> {
        self.reached |= answers.iter().any(|answer| reach(answer) == Reach::Server);
        if self.reached {
            let mut all = std::mem::take(held);
            all.extend(answers);
            return all;
        }
        let mut rest = Vec::new();
        for answer in answers {
            let told = if reach(&answer) == Reach::Nowhere { witness(&answer) } else { Witness::Failing };
            match told {
                Witness::Failing => {
                    rest.push(answer);
                    continue;
                }
                Witness::Sound(host) => {
                    self.sound.insert(host.clone());
                    self.silent.insert(host);
                }
                Witness::Unknown(host) => {
                    self.silent.insert(host);
                }
            }
            held.push(answer);
        }
        rest
    }

    /// Whether the network is down, as far as anybody was asked.
    pub fn is_down(&self) -> bool {
        !self.reached && self.sound.len() >= SEVERAL
    }

    /// Whether there is no use in asking anybody else.
    pub fn is_plain(&self) -> bool {
        self.is_down() && self.silent.len() >= ENOUGH
    }
}

/// The host of an address as far as outages go: its registrable domain, for the names below share their fate; else the name or
/// number itself. Ports are left out.
pub(super) fn home(url: &str) -> String {
    let Ok(url) = Url::parse(url) else { return url.to_owned() };
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            psl::domain_str(name).unwrap_or(name).to_owned()
        }
        Some(number) => number.to_string(),
        None => url.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Reach::{Nowhere, Server, Unknown};

    type Case = (&'static str, Reach);

    /// Names tell what is known of them: `new` ones nothing, `bad` ones that they failed.
    fn witness((name, _): &Case) -> Witness {
        match name {
            bad if bad.starts_with("bad") => Witness::Failing,
            new if new.starts_with("new") => Witness::Unknown((*new).to_owned()),
            sound => Witness::Sound((*sound).to_owned()),
        }
    }

    /// What is kept of each handful, what is held in the end, and whether the network is down.
    fn check(handfuls: &[&[Case]], kept: &[usize], left: usize, down: bool) {
        let (mut outage, mut held) = (Outage::default(), Vec::new());
        for (handful, kept) in handfuls.iter().zip(kept) {
            let given = outage.sift(handful.to_vec(), &mut held, |(_, reach)| *reach, witness);
            assert_eq!(given.len(), *kept, "{handfuls:?}");
        }
        assert_eq!((held.len(), outage.is_down()), (left, down), "{handfuls:?}");
    }

    #[test]
    fn only_when_nobody_answers_the_network_is_down() {
        check(&[&[("a", Nowhere), ("b", Nowhere)], &[("c", Nowhere)]], &[0, 0], 3, true);
        check(&[&[("a", Nowhere), ("b", Nowhere)], &[("c", Server)]], &[0, 3], 0, false);
        check(&[&[("c", Server)], &[("a", Nowhere), ("b", Nowhere)]], &[1, 2], 0, false);
        // One host may be down by itself, however many feeds it has.
        check(&[&[("a", Nowhere), ("a", Nowhere)]], &[0], 2, false);
        // What was never sent says nothing of the network.
        check(&[&[("a", Unknown), ("b", Nowhere), ("c", Nowhere)]], &[1], 2, true);
        check(&[], &[], 0, false);
    }

    #[test]
    fn only_hosts_that_answered_the_last_time_are_evidence() {
        check(&[&[("bad", Nowhere), ("bad too", Nowhere), ("a", Nowhere)]], &[2], 1, false);
        check(&[&[("new", Nowhere), ("new too", Nowhere), ("a", Nowhere)]], &[0], 3, false);
        check(&[&[("new", Nowhere), ("bad", Nowhere), ("a", Nowhere), ("b", Nowhere)]], &[1], 3, true);
    }

    #[test]
    fn many_hosts_are_enough() {
        let (mut outage, mut held) = (Outage::default(), Vec::new());
        for n in 0..ENOUGH {
            assert!(!outage.is_plain());
            outage.sift(vec![n], &mut held, |_| Nowhere, |n| Witness::Sound(n.to_string()));
        }
        assert!(outage.is_plain());
        outage.sift(vec![0], &mut held, |_| Server, |_| Witness::Failing);
        assert!(!outage.is_plain());
    }

    #[test]
    fn a_host_is_one_host_however_it_is_written() {
        for url in [
            "https://post.example/feed",
            "https://post.example:8443/",
            "http://WWW.post.example./x",
            "https://u:p@feeds.post.example/",
        ] {
            assert_eq!(home(url), "post.example", "{url}");
        }
        assert_ne!(home("https://one.github.io/"), home("https://two.github.io/"), "they have owners of their own");
        assert_eq!(home("https://127.0.0.1:8000/feed"), "127.0.0.1");
        assert_eq!(home("https://[::1]:8000/feed"), "[::1]");
        assert_eq!(home("http://localhost:80/"), "localhost");
    }
}
