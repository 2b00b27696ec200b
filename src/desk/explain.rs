//! Why two articles are, or are not, copies of each other.

use super::detect::Settings;
use super::evidence::hashes;
use crate::compare::{self, Printers, Tally};
use crate::fingerprint;
use crate::news::{AlignedSpan, Article, Relation, Shares};
use crate::text::words;

/// What comparing two articles comes to.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// How the first relates to the second; `None` when they have too little in common.
    pub relation: Option<Relation>,
    /// One prints a long passage of the other, and is no copy of it: it goes with the other's story where that leads its
    /// cluster and another outlet printed it.
    pub carries: bool,
    /// Both are of one outlet, and what they share is taken for its chrome: each has a whole stretch of its own.
    pub chrome: bool,
    /// What is shared, from both sides.
    pub shares: Shares,
    /// The figures behind it.
    pub tally: Tally,
    /// Runs of words that stand in both.
    pub passages: Vec<Passage>,
}

/// A run of words that stands in both articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// Where.
    pub span: AlignedSpan,
    /// The words, as the first has them.
    pub words: String,
    /// All of it is quoted there: it does not count for a join.
    pub quoted: bool,
}

/// Compares two articles as the cascade does, each given with its paragraphs that are learned boilerplate. `printers`: who
/// printed them.
pub fn explain(
    one: (&Article, &[usize]),
    other: (&Article, &[usize]),
    printers: Printers,
    settings: &Settings,
) -> Explanation {
    let taken = |(article, dropped): (&Article, &[usize])| fingerprint::read(&article.body, dropped);
    let (first, second) = (taken(one), taken(other));
    let (a, b) = (fingerprint::fingerprint(&first), fingerprint::fingerprint(&second));
    let tally = compare::tally(&a, &b);
    let found = compare::relation(&a, &b, &tally, &settings.thresholds);
    let paragraphs = || first.paragraphs.clone();
    let chrome = found.is_some_and(|found| compare::apart(found, &a, paragraphs, &b, &tally, printers));
    let relation = if chrome { Some(Relation::Partial) } else { found };
    let carries = || {
        compare::carries(&a, paragraphs, &b, &tally, &settings.thresholds)
            || compare::carries(&b, || second.paragraphs.clone(), &a, &compare::tally(&b, &a), &settings.thresholds)
    };
    let reading = fingerprint::read(&one.0.body, &[]);
    let passages = compare::align(&hashes(one.0), &hashes(other.0))
        .into_iter()
        .map(|span| Passage {
            words: told(one.0, &span),
            quoted: reading
                .quoted
                .get(span.item.start as usize..span.item.end as usize)
                .is_some_and(|q| q.iter().all(|q| *q)),
            span,
        })
        .collect();
    Explanation {
        carries: printers == Printers::Two && relation == Some(Relation::Partial) && carries(),
        chrome,
        relation,
        shares: tally.shares(),
        tally,
        passages,
    }
}

/// The words of a run, as they are printed.
fn told(article: &Article, span: &AlignedSpan) -> String {
    let mut first = 0u32;
    let mut parts = Vec::new();
    for paragraph in &article.body.paragraphs {
        let words = words::words(paragraph);
        let (from, to) = (span.item.start.max(first), span.item.end.min(first + words.len() as u32));
        if from < to {
            let (start, end) = (words[(from - first) as usize].start, words[(to - first - 1) as usize].end);
            parts.extend(paragraph.get(start as usize..end as usize));
        }
        first += words.len() as u32;
    }
    parts.join(" / ")
}
