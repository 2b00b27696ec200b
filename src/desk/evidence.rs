//! The evidence kept with every match: which runs of words stand in both articles.

use std::collections::HashMap;

use super::detect::Decision;
use super::gather::spread;
use super::reading::Read;
use crate::compare;
use crate::news::{AlignedSpan, Article, ArticleId, Match};
use crate::store::{Store, StoreError};
use crate::text::words;

/// Adds the aligned runs to every match of `decisions`; the first of `fresh` has number `first`.
pub(super) fn add(store: &Store, fresh: &[Read], first: i64, decisions: &mut [Decision]) -> Result<(), StoreError> {
    let mut known: HashMap<ArticleId, Article> = HashMap::new();
    for matched in decisions.iter().flat_map(matches) {
        if matched.with.0 < first
            && !known.contains_key(&matched.with)
            && let Some(article) = store.article(matched.with)?
        {
            known.insert(matched.with, article);
        }
    }
    let other = |id: ArticleId| match usize::try_from(id.0 - first) {
        Ok(place) => fresh.get(place).map(|read| &read.prepared.article),
        Err(_) => known.get(&id),
    };
    let tasks: Vec<(usize, Vec<ArticleId>)> =
        decisions.iter().map(|decision| matches(decision).map(|m| m.with).collect()).enumerate().collect();
    let aligned = spread(&tasks, |(place, with)| {
        let mine = hashes(&fresh[*place].prepared.article);
        with.iter()
            .map(|id| other(*id).map_or_else(Vec::new, |article| compare::align(&mine, &hashes(article))))
            .collect::<Vec<Vec<AlignedSpan>>>()
    });
    for (decision, spans) in decisions.iter_mut().zip(aligned) {
        let all = decision.matched.iter_mut().chain(&mut decision.edges);
        for (matched, spans) in all.zip(spans) {
            matched.spans = spans;
        }
    }
    Ok(())
}

fn matches(decision: &Decision) -> impl Iterator<Item = &Match> {
    decision.matched.iter().chain(&decision.edges)
}

/// Hashes of all words of a body, numbered as in [`AlignedSpan`].
pub(super) fn hashes(article: &Article) -> Vec<u32> {
    let mut found = Vec::new();
    for paragraph in &article.body.paragraphs {
        words::collect(paragraph, &mut found);
    }
    found.iter().map(|word| word.hash).collect()
}
