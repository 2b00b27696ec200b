//! Telling a network of our own that is down from outlets that are.
//!
//! One outlet that cannot be reached has a trouble of its own. When none of several can be, and nobody else answers, the trouble
//! is ours: it is no failure of theirs, and their schedules stay as they were.

use std::collections::HashSet;

use crate::fetch::Reach;

/// Hosts that must all be out of reach before the network is taken to be down.
const SEVERAL: usize = 2;
/// So many hosts out of reach, and nobody else is asked: with a dead resolver every one costs a time-out.
const ENOUGH: usize = 40;

/// What was heard of the outside world so far. Answers that may be owed to a network that is down are held back.
#[derive(Debug)]
pub(super) struct Outage<T> {
    /// A server was spoken to: the network is up.
    pub reached: bool,
    held: Vec<T>,
    hosts: HashSet<String>,
}

impl<T> Outage<T> {
    /// Nothing was heard yet, or a server was `reached` before.
    pub fn new(reached: bool) -> Self {
        Self { reached, held: Vec::new(), hosts: HashSet::new() }
    }

    /// Takes some answers, and gives back those that hold whatever the network is like.
    pub fn sift(
        &mut self,
        answers: Vec<T>,
        reach: impl Fn(&T) -> Reach,
        host: impl Fn(&T) -> Option<String>,
    ) -> Vec<T> {
        self.reached |= answers.iter().any(|answer| reach(answer) == Reach::Server);
        if self.reached {
            let mut all = std::mem::take(&mut self.held);
            all.extend(answers);
            return all;
        }
        let (held, rest): (Vec<T>, Vec<T>) = answers.into_iter().partition(|answer| reach(answer) == Reach::Nowhere);
        self.hosts.extend(held.iter().filter_map(host));
        self.held.extend(held);
        rest
    }

    /// Whether there is no use in asking anybody else.
    pub fn is_plain(&self) -> bool {
        !self.reached && self.hosts.len() >= ENOUGH
    }

    /// When all were asked: `Err` with what was held back when the network is down, else what is left to be kept.
    pub fn end(self) -> Result<Vec<T>, Vec<T>> {
        if !self.reached && self.hosts.len() >= SEVERAL { Err(self.held) } else { Ok(self.held) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Case = (&'static str, Reach);

    /// What is kept of each handful, and how it ends: `Err` when the network is down.
    fn check(handfuls: &[&[Case]], kept: &[usize], left: Result<usize, usize>) {
        let mut outage = Outage::new(false);
        for (handful, kept) in handfuls.iter().zip(kept) {
            let given = outage.sift(handful.to_vec(), |(_, reach)| *reach, |(host, _)| Some((*host).to_owned()));
            assert_eq!(given.len(), *kept, "{handfuls:?}");
        }
        let ended = outage.end();
        assert_eq!(ended.map(|held| held.len()).map_err(|held| held.len()), left, "{handfuls:?}");
    }

    #[test]
    fn only_when_nobody_answers_the_network_is_down() {
        use Reach::{Nowhere, Server, Unknown};
        check(&[&[("a", Nowhere), ("b", Nowhere)], &[("c", Nowhere)]], &[0, 0], Err(3));
        check(&[&[("a", Nowhere), ("b", Nowhere)], &[("c", Server)]], &[0, 3], Ok(0));
        check(&[&[("c", Server)], &[("a", Nowhere), ("b", Nowhere)]], &[1, 2], Ok(0));
        // One host may be down by itself, however many feeds it has.
        check(&[&[("a", Nowhere), ("a", Nowhere)]], &[0], Ok(2));
        // What was never sent says nothing of the network.
        check(&[&[("a", Unknown), ("b", Nowhere), ("c", Nowhere)]], &[1], Err(2));
        check(&[], &[], Ok(0));
    }

    #[test]
    fn many_hosts_are_enough() {
        let mut outage = Outage::new(false);
        for n in 0..ENOUGH {
            assert!(!outage.is_plain());
            outage.sift(vec![n], |_| Reach::Nowhere, |n| Some(n.to_string()));
        }
        assert!(outage.is_plain());
        outage.sift(vec![0], |_| Reach::Server, |_| None);
        assert!(!outage.is_plain());
    }
}
