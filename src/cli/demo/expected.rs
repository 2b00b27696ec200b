//! What the demo has to find, as data/demo/expected.json says, and how far what was found agrees with it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::news::{Origin, Story};

const EXPECTED: &str = include_str!("../../../data/demo/expected.json");

/// What has to be found.
#[derive(Debug, Deserialize)]
pub struct Expected {
    /// The clusters, each with exactly these stories.
    pub clusters: Vec<Expectation>,
    /// Stories that no cluster may hold two of.
    pub apart: Vec<Apart>,
}

/// One cluster as it has to be.
#[derive(Debug, Deserialize)]
pub struct Expectation {
    /// What it is called.
    pub story: String,
    /// Its stories, OUTLET/SLUG.
    pub items: BTreeSet<String>,
    /// Who issued the copy.
    pub origin: String,
    /// The media it rests on, in any order.
    pub chain: BTreeSet<String>,
}

/// Stories that have to stay apart.
#[derive(Debug, Deserialize)]
pub struct Apart {
    /// The stories, OUTLET/SLUG.
    pub items: BTreeSet<String>,
    /// Why.
    pub why: String,
}

/// How far what was found agrees with what was expected.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Clusters expected.
    pub expected: usize,
    /// Of these, found with exactly their stories.
    pub found: usize,
    /// Of those found, with the right origin.
    pub origins: usize,
    /// Of those found, with the right chain.
    pub chains: usize,
    /// Clusters found that were not expected.
    pub strangers: usize,
    /// What does not agree, a line each.
    pub troubles: Vec<String>,
}

impl Verdict {
    /// Every cluster was found with exactly its stories, and nothing else was joined.
    pub fn joined_as_expected(&self) -> bool {
        self.found == self.expected && self.strangers == 0
    }
}

impl Expected {
    /// Reads expected.json. It is part of the program: what is wrong with it is a mistake in data/demo.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read() -> Result<Self, String> {
        serde_json::from_str(EXPECTED).map_err(|error| format!("data/demo/expected.json: {error}"))
    }

    /// Compares clusters that were found with those expected.
    pub fn compare(&self, stories: &[Story]) -> Verdict {
        let found: Vec<(BTreeSet<String>, &Story)> =
            stories.iter().map(|story| (names(story), story)).filter(|(names, _)| names.len() > 1).collect();
        let mut verdict = Verdict { expected: self.clusters.len(), ..Verdict::default() };
        let by_items: BTreeMap<&BTreeSet<String>, &Story> =
            found.iter().map(|(names, story)| (names, *story)).collect();
        for expectation in &self.clusters {
            match by_items.get(&expectation.items) {
                Some(story) => expectation.check(story, &mut verdict),
                None => verdict.troubles.push(format!("{}: not found as expected", expectation.story)),
            }
        }
        for (names, story) in &found {
            if !self.clusters.iter().any(|expectation| expectation.items == *names) {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                verdict.strangers += 1;
                verdict.troubles.push(format!("cluster {} was not expected: {}", story.id.0, names.join(", ")));
            }
            for apart in &self.apart {
                let both: Vec<&str> = apart.items.intersection(names).map(String::as_str).collect();
                if both.len() > 1 {
                    verdict.troubles.push(format!("joined: {} ({})", both.join(" and "), apart.why));
                }
            }
        }
        verdict
    }
}

impl Expectation {
    fn check(&self, story: &Story, verdict: &mut Verdict) {
        verdict.found += 1;
        let (origin, known) = match &story.origin {
            Origin::Known(side) => (side.organisation.as_str(), side.organisation == self.origin),
            Origin::Disputed(_) => ("disputed", false),
            Origin::Unknown => ("unknown", false),
        };
        if known {
            verdict.origins += 1;
        } else {
            verdict.troubles.push(format!("{}: the origin is {}, found {origin}", self.story, self.origin));
        }
        let cited: BTreeSet<String> =
            story.prints.iter().flat_map(|print| &print.citations).map(|citation| citation.medium.clone()).collect();
        if cited == self.chain {
            verdict.chains += 1;
        } else {
            verdict.troubles.push(format!(
                "{}: rests on [{}], found [{}]",
                self.story,
                list(&self.chain),
                list(&cited)
            ));
        }
    }
}

/// The stories of a cluster, OUTLET/SLUG: the path of their addresses.
fn names(story: &Story) -> BTreeSet<String> {
    story.prints.iter().filter_map(|print| name(print.url.as_deref()?)).collect()
}

fn name(url: &str) -> Option<String> {
    let url = url::Url::parse(url).ok()?;
    Some(url.path().trim_start_matches('/').to_owned())
}

fn list(names: &BTreeSet<String>) -> String {
    names.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::newsroom::Newsroom;

    #[test]
    fn expectations_name_stories_that_exist_once() {
        let newsroom = Newsroom::read().expect("newsroom");
        let expected = Expected::read().expect("expected");
        let all: BTreeSet<String> =
            newsroom.prints.iter().map(|p| format!("{}/{}", newsroom.outlets[p.outlet].id, p.slug)).collect();
        let mut seen = BTreeSet::new();
        for item in expected.clusters.iter().flat_map(|cluster| &cluster.items) {
            assert!(all.contains(item), "{item} is no story");
            assert!(seen.insert(item), "{item} is expected in two clusters");
        }
        for item in expected.apart.iter().flat_map(|apart| &apart.items) {
            assert!(all.contains(item), "{item} is no story");
        }
    }
}
