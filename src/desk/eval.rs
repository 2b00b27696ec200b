//! How well settings agree with the decisions of people.

use std::collections::HashMap;

use super::detect::{Arrival, Bare, Detector, Settings};
use super::reading::known_as;
use crate::news::{ArticleId, ClusterId, ItemId, OutletKind, Ruled, Ruling};
use crate::store::{Reader, StoreError};

/// What a person said about two items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// One.
    pub one: ItemId,
    /// The other.
    pub other: ItemId,
    /// They carry the same copy.
    pub copies: bool,
    /// The decision that says so.
    pub by: crate::news::RulingId,
}

/// How settings agree with the decisions of people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Pairs that people call copies and detection too.
    pub found: Vec<Labelled>,
    /// Pairs that people call copies and detection does not.
    pub missed: Vec<Labelled>,
    /// Pairs that people part and detection joins.
    pub wrong: Vec<Labelled>,
    /// Pairs that people part and detection too.
    pub apart: Vec<Labelled>,
    /// Clusters of several outlets.
    pub clusters: usize,
    /// Articles that are in another company than they are detected in now.
    pub moved: usize,
    /// Articles read.
    pub articles: usize,
    /// Articles whose text was dropped.
    pub without_text: usize,
}

impl Score {
    /// Of the pairs detection joins, the share that people call copies.
    pub fn precision(&self) -> Option<f64> {
        share(self.found.len(), self.wrong.len())
    }

    /// Of the pairs people call copies, the share that detection joins.
    pub fn recall(&self) -> Option<f64> {
        share(self.found.len(), self.missed.len())
    }
}

fn share(part: usize, rest: usize) -> Option<f64> {
    (part + rest > 0).then(|| part as f64 / (part + rest) as f64)
}

/// The pairs that decisions speak of. A merge joins two items, a split parts each of its items from the rest.
pub fn labels(rulings: &[Ruling]) -> Vec<Labelled> {
    let mut labels = Vec::new();
    for ruling in rulings.iter().filter(|ruling| ruling.undone.is_none()) {
        let mut label =
            |one: ItemId, other: ItemId, copies| labels.push(Labelled { one, other, copies, by: ruling.id });
        match &ruling.what {
            Ruled::Merge { one, other } => label(*one, *other, true),
            Ruled::NotCopy { one, other } => label(*one, *other, false),
            Ruled::Split { from, items } => items.iter().for_each(|item| label(*from, *item, false)),
            Ruled::Origin { .. } => {}
        }
    }
    labels
}

/// Detects everything anew with `settings`, changing nothing, and scores it against the decisions.
///
/// # Errors
/// When the disk or the database fails.
pub fn eval(reader: &Reader, settings: Settings) -> Result<Score, StoreError> {
    let outlets = reader.outlets()?;
    let mut detector = Detector::new(settings);
    let mut score = Score::default();
    let mut placed: Vec<(ArticleId, ClusterId)> = Vec::new();
    let mut of_item: HashMap<ItemId, ArticleId> = HashMap::new();
    let mut company: HashMap<ArticleId, (ClusterId, String)> = HashMap::new();
    for id in reader.article_ids()? {
        let (Some(print), Some(article)) = (reader.print(id)?, reader.article(id)?) else {
            score.without_text += 1;
            continue;
        };
        let arrival = Arrival {
            id,
            at: reader.reckoned(id)?,
            revises: of_item.insert(print.item, id),
            agency: outlets.get(&print.outlet).is_some_and(|outlet| outlet.kind == OutletKind::Agency),
            outlet: outlets.get(&print.outlet).map_or(0, known_as),
            article: &article,
        };
        placed.push((id, detector.take(&arrival, &Bare).cluster));
        if let Some(now) = reader.detected(id)? {
            company.insert(id, (now, print.outlet));
        }
    }
    score.articles = placed.len();
    let clusters: HashMap<ArticleId, ClusterId> =
        placed.into_iter().map(|(id, cluster)| (id, detector.root(cluster))).collect();
    let cluster_of = |item: ItemId| of_item.get(&item).and_then(|id| clusters.get(id));
    for label in labels(&reader.rulings()?) {
        let (Some(one), Some(other)) = (cluster_of(label.one), cluster_of(label.other)) else { continue };
        match (label.copies, one == other) {
            (true, true) => score.found.push(label),
            (true, false) => score.missed.push(label),
            (false, true) => score.wrong.push(label),
            (false, false) => score.apart.push(label),
        }
    }
    score.clusters = several(&clusters, &company);
    score.moved = moved(&clusters, &company);
    Ok(score)
}

/// Clusters of several outlets.
fn several(clusters: &HashMap<ArticleId, ClusterId>, company: &HashMap<ArticleId, (ClusterId, String)>) -> usize {
    let mut first: HashMap<ClusterId, &str> = HashMap::new();
    let mut several = std::collections::HashSet::new();
    for (article, cluster) in clusters {
        let Some((_, outlet)) = company.get(article) else { continue };
        if *first.entry(*cluster).or_insert(outlet) != outlet {
            several.insert(*cluster);
        }
    }
    several.len()
}

/// Articles that are in another company than now: counted against the cluster most of their old company went to.
fn moved(clusters: &HashMap<ArticleId, ClusterId>, company: &HashMap<ArticleId, (ClusterId, String)>) -> usize {
    let mut went: HashMap<ClusterId, HashMap<ClusterId, usize>> = HashMap::new();
    let mut came: HashMap<ClusterId, HashMap<ClusterId, usize>> = HashMap::new();
    for (article, to) in clusters {
        let Some((from, _)) = company.get(article) else { continue };
        *went.entry(*from).or_default().entry(*to).or_default() += 1;
        *came.entry(*to).or_default().entry(*from).or_default() += 1;
    }
    let astray = |flows: &HashMap<ClusterId, HashMap<ClusterId, usize>>| -> usize {
        flows.values().map(|to| to.values().sum::<usize>() - to.values().max().copied().unwrap_or(0)).sum()
    };
    astray(&went).max(astray(&came))
}
