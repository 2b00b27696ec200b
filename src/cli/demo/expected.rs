//! What the demo has to find, as data/demo/expected.json says, and how far what was found agrees with it.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::desk::chain;
use crate::news::{Applied, ArticleId, Dossier, Origin, Story};

const EXPECTED: &str = include_str!("../../../data/demo/expected.json");

/// What has to be found.
#[derive(Debug, Deserialize)]
pub struct Expected {
    /// The clusters, each with exactly these stories.
    pub clusters: Vec<Expectation>,
    /// Stories that no cluster may hold two of.
    pub apart: Vec<Apart>,
}

/// One cluster as it has to be. Nothing may be left out: an empty list is an answer too.
#[derive(Debug, Deserialize)]
pub struct Expectation {
    /// What it is called.
    pub story: String,
    /// Its stories, OUTLET/SLUG.
    pub items: BTreeSet<String>,
    /// Who issued the copy.
    pub origin: String,
    /// The way it came, a line a hop: FROM > TO.
    pub chain: BTreeSet<String>,
    /// The grade of each reprint.
    pub audit: BTreeMap<String, String>,
    /// Whether the disclaimer holds, for those that print one that says "not edited".
    pub disclaimer: BTreeMap<String, bool>,
    /// Facts that read otherwise: the origin's, theirs.
    pub changed: BTreeMap<String, BTreeSet<(String, String)>>,
    /// Notices about the copy.
    pub notices: BTreeSet<Notified>,
    /// Reprints that stand uncorrected.
    pub uncorrected: BTreeSet<String>,
    /// Reprints that are stamped before the copy was issued.
    pub backdated: BTreeSet<String>,
    /// Independent voices.
    pub voices: usize,
}

/// A notice.
#[derive(Debug, Deserialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notified {
    /// The story that carries it.
    pub item: String,
    /// What it asks for.
    pub kind: String,
}

/// Stories that have to stay apart.
#[derive(Debug, Deserialize)]
pub struct Apart {
    /// The stories, OUTLET/SLUG.
    pub items: BTreeSet<String>,
    /// Why.
    pub why: String,
}

/// What is compared of every cluster that was found.
pub const COMPARED: [&str; 9] =
    ["origins", "chains", "audits", "disclaimers", "changed facts", "notices", "uncorrected", "clocks", "voices"];

/// How far what was found agrees with what was expected.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verdict {
    /// Clusters expected.
    pub expected: usize,
    /// Of these, found with exactly their stories.
    pub found: usize,
    /// Of those found, how many are right in each of [`COMPARED`].
    pub right: [usize; COMPARED.len()],
    /// Clusters found that were not expected.
    pub strangers: usize,
    /// What does not agree, a line each.
    pub troubles: Vec<String>,
}

impl Verdict {
    /// Every cluster was found with exactly its stories, nothing else was joined, and all that is told of it is right.
    pub fn is_as_expected(&self) -> bool {
        self.found == self.expected && self.troubles.is_empty()
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
    pub fn compare(&self, dossiers: &[Dossier]) -> Verdict {
        let found: Vec<(BTreeSet<String>, &Dossier)> =
            dossiers.iter().map(|one| (names(&one.story), one)).filter(|(names, _)| names.len() > 1).collect();
        let mut verdict = Verdict { expected: self.clusters.len(), ..Verdict::default() };
        let by_items: BTreeMap<&BTreeSet<String>, &Dossier> =
            found.iter().map(|(names, dossier)| (names, *dossier)).collect();
        for expectation in &self.clusters {
            match by_items.get(&expectation.items) {
                Some(dossier) => expectation.check(dossier, &mut verdict),
                None => verdict.troubles.push(format!("{}: not found as expected", expectation.story)),
            }
        }
        for (names, dossier) in &found {
            if !self.clusters.iter().any(|expectation| expectation.items == *names) {
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                verdict.strangers += 1;
                verdict.troubles.push(format!("cluster {} was not expected: {}", dossier.story.id.0, names.join(", ")));
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
    fn check(&self, dossier: &Dossier, verdict: &mut Verdict) {
        verdict.found += 1;
        let found = Found::of(dossier);
        let mut compare = |what: usize, expected: String, found: String| {
            if expected == found {
                verdict.right[what] += 1;
            } else {
                let name = COMPARED[what];
                verdict.troubles.push(format!("{}: {name}: expected {expected}, found {found}", self.story));
            }
        };
        compare(0, self.origin.clone(), found.origin);
        compare(1, list(&self.chain), list(&found.chain));
        compare(2, map(&self.audit, String::clone), map(&found.audit, String::clone));
        compare(3, map(&self.disclaimer, bool::to_string), map(&found.disclaimer, bool::to_string));
        compare(4, map(&self.changed, facts), map(&found.changed, facts));
        let notified = |all: &BTreeSet<Notified>| {
            list(&all.iter().map(|one| format!("{} {}", one.item, one.kind)).collect::<BTreeSet<_>>())
        };
        compare(5, notified(&self.notices), notified(&found.notices));
        compare(6, list(&self.uncorrected), list(&found.uncorrected));
        compare(7, list(&self.backdated), list(&found.backdated));
        compare(8, self.voices.to_string(), dossier.story.voices().to_string());
    }
}

/// What was found, in the words of the expectation.
#[derive(Debug, Default)]
struct Found {
    origin: String,
    chain: BTreeSet<String>,
    audit: BTreeMap<String, String>,
    disclaimer: BTreeMap<String, bool>,
    changed: BTreeMap<String, BTreeSet<(String, String)>>,
    notices: BTreeSet<Notified>,
    uncorrected: BTreeSet<String>,
    backdated: BTreeSet<String>,
}

impl Found {
    fn of(dossier: &Dossier) -> Self {
        let story = &dossier.story;
        let origin = match &story.origin {
            Origin::Known(side) => side.organisation.clone(),
            Origin::Disputed(_) => "disputed".into(),
            Origin::Unknown => "unknown".into(),
        };
        let hops = chain(story).hops;
        let chain = hops.iter().map(|hop| format!("{} > {}", hop.from.as_deref().unwrap_or("unknown"), hop.to));
        let mut found = Self { origin, chain: chain.collect(), ..Self::default() };
        for print in &story.prints {
            let Some(name) = print.url.as_deref().and_then(name) else { continue };
            if let Some(audit) = dossier.ledger.audit(print) {
                found.audit.insert(name.clone(), audit.grade.word().to_owned());
            }
            if dossier.notices.iter().any(|(applied, _)| stands(applied, print.article)) {
                found.uncorrected.insert(name.clone());
            }
            let Some(trace) = dossier.traces.get(&print.article) else { continue };
            if let Some(holds) = trace.disclaimer.as_ref().and_then(|disclaim| disclaim.holds) {
                found.disclaimer.insert(name.clone(), holds);
            }
            if trace.clocks.iter().any(|flag| flag.word() == "backdated") {
                found.backdated.insert(name.clone());
            }
            for line in trace.changes.iter().flat_map(|changes| &changes.facts) {
                let side = |words: &Option<String>| words.clone().unwrap_or_default();
                found.changed.entry(name.clone()).or_default().insert((side(&line.origins), side(&line.theirs)));
            }
        }
        for (_, print) in &dossier.notices {
            let item = print.url.as_deref().and_then(name).unwrap_or_default();
            let kind = print.notice.as_ref().map(|notice| notice.kind.word().to_owned()).unwrap_or_default();
            found.notices.insert(Notified { item, kind });
        }
        found
    }
}

/// Whether an article still stands with the old text.
fn stands(applied: &Applied, article: ArticleId) -> bool {
    applied.reprints.iter().any(|one| one.article == article && one.until.is_none())
}

fn map<T>(map: &BTreeMap<String, T>, words: impl Fn(&T) -> String) -> String {
    let all: BTreeSet<String> = map.iter().map(|(name, value)| format!("{name} {}", words(value))).collect();
    list(&all)
}

fn facts(facts: &BTreeSet<(String, String)>) -> String {
    facts.iter().map(|(origins, theirs)| format!("{origins} -> {theirs}")).collect::<Vec<_>>().join("; ")
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
    format!("[{}]", names.iter().map(String::as_str).collect::<Vec<_>>().join(", "))
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
        for cluster in &expected.clusters {
            let notices: BTreeSet<String> = cluster.notices.iter().map(|one| one.item.clone()).collect();
            assert!(notices.is_subset(&all), "{}: a notice is no story", cluster.story);
            let named = [
                cluster.audit.keys().cloned().collect::<BTreeSet<_>>(),
                cluster.disclaimer.keys().cloned().collect(),
                cluster.changed.keys().cloned().collect(),
                cluster.uncorrected.clone(),
                cluster.backdated.clone(),
            ];
            for named in named {
                assert!(named.is_subset(&cluster.items), "{}: {named:?} are not all of it", cluster.story);
            }
        }
        for item in expected.apart.iter().flat_map(|apart| &apart.items) {
            assert!(all.contains(item), "{item} is no story");
        }
    }
}
