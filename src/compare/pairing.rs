//! Sentences of two texts paired: equal ones wherever they stand, then those that share enough of their word pairs, so that a
//! sentence that was split, joined or moved is still seen as the same.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use crate::news::Article;
use crate::text::sentences::sentences;
use crate::text::words;

/// Share of a sentence's word pairs that make another one its partner.
pub(super) const PARTNER: f32 = 0.4;
/// Word pairs two partners share at least, unless one of them has fewer.
const LEAST: usize = 3;
/// Sentences of a text that are looked at.
const MOST: usize = 800;
/// A sentence of one side.
pub(super) struct Sentence<'a> {
    pub text: &'a str,
    /// Bytes of it that are quoted.
    pub quoted: Vec<Range<usize>>,
    pub words: Vec<u32>,
    pairs: HashSet<(u32, u32)>,
}

pub(super) fn sentences_of(article: &Article) -> Vec<Sentence<'_>> {
    let mut found = Vec::new();
    for (number, paragraph) in article.body.paragraphs.iter().enumerate() {
        for range in sentences(paragraph) {
            let text = &paragraph[range.clone()];
            let words = hashes(text);
            let quoted = article.body.quotations.iter().filter(|quotation| quotation.paragraph == number);
            let quoted = quoted
                .map(|q| q.bytes.start.max(range.start)..q.bytes.end.min(range.end))
                .filter(|quoted| quoted.start < quoted.end)
                .map(|quoted| quoted.start - range.start..quoted.end - range.start)
                .collect();
            let pairs = words.windows(2).map(|pair| (pair[0], pair[1])).collect();
            found.push(Sentence { text, quoted, words, pairs });
        }
    }
    found.truncate(MOST);
    found
}

/// Sentences of both sides that say the same.
#[derive(Default)]
pub(super) struct Group {
    pub left: Vec<usize>,
    pub right: Vec<usize>,
}

/// Pairs sentences: equal ones in order, then each of the rest with its best partner.
pub(super) fn paired(ours: &[Sentence<'_>], theirs: &[Sentence<'_>]) -> Vec<Group> {
    let mut equal: HashMap<&[u32], Vec<usize>> = HashMap::new();
    for (at, sentence) in theirs.iter().enumerate().rev() {
        equal.entry(&sentence.words).or_default().push(at);
    }
    let mut groups = Vec::new();
    let mut done = [HashSet::new(), HashSet::new()];
    for (at, sentence) in ours.iter().enumerate() {
        if let Some(other) = equal.get_mut(sentence.words.as_slice()).and_then(Vec::pop) {
            done[0].insert(at);
            done[1].insert(other);
            groups.push(Group { left: vec![at], right: vec![other] });
        }
    }
    let rest = |side: usize, count: usize| (0..count).filter(|at| !done[side].contains(at)).collect::<Vec<_>>();
    let (left, right) = (rest(0, ours.len()), rest(1, theirs.len()));
    // A sentence without an equal may belong to one that has a partner already, when it was split off it.
    let mut edges: Vec<(usize, usize)> = Vec::new();
    for at in &left {
        edges.extend(best(&ours[*at], *at, ours, theirs, &right).map(|other| (*at, other)));
    }
    for at in &right {
        edges.extend(best(&theirs[*at], *at, theirs, ours, &left).map(|other| (other, *at)));
    }
    groups.extend(joined(&edges));
    groups
}

/// The partner of a sentence among those of the other side: the one with most of the smaller one's word pairs, and where
/// several have as many, the one that stands most nearly in the same place.
fn best(
    sentence: &Sentence<'_>,
    at: usize,
    own: &[Sentence<'_>],
    others: &[Sentence<'_>],
    rest: &[usize],
) -> Option<usize> {
    let place = |at: usize, of: usize| (at as f32 + 0.5) / of.max(1) as f32;
    let mine = place(at, own.len());
    rest.iter()
        .filter_map(|other| {
            let theirs = &others[*other];
            let smaller = sentence.pairs.len().min(theirs.pairs.len());
            let shared = sentence.pairs.intersection(&theirs.pairs).count();
            let enough = shared >= LEAST.min(smaller).max(2) && shared as f32 >= PARTNER * smaller as f32;
            let off = (place(*other, others.len()) - mine).abs();
            enough.then_some((*other, shared as f32 / smaller as f32, shared, off))
        })
        .max_by(|a, b| a.1.total_cmp(&b.1).then(a.2.cmp(&b.2)).then(b.3.total_cmp(&a.3)).then(b.0.cmp(&a.0)))
        .map(|(other, ..)| other)
}

/// Groups of sentences that hang together by edges (left, right).
fn joined(edges: &[(usize, usize)]) -> Vec<Group> {
    let mut group_of: [BTreeMap<usize, usize>; 2] = [BTreeMap::new(), BTreeMap::new()];
    let mut groups: Vec<Group> = Vec::new();
    for (left, right) in edges {
        let ends = [group_of[0].get(left).copied(), group_of[1].get(right).copied()];
        let target = match ends {
            [Some(one), Some(other)] if one != other => {
                let gone = std::mem::take(&mut groups[other]);
                group_of[0].extend(gone.left.iter().map(|at| (*at, one)));
                group_of[1].extend(gone.right.iter().map(|at| (*at, one)));
                groups[one].left.extend(gone.left);
                groups[one].right.extend(gone.right);
                one
            }
            [Some(one), _] | [None, Some(one)] => one,
            [None, None] => {
                groups.push(Group::default());
                groups.len() - 1
            }
        };
        if group_of[0].insert(*left, target).is_none() {
            groups[target].left.push(*left);
        }
        if group_of[1].insert(*right, target).is_none() {
            groups[target].right.push(*right);
        }
    }
    groups.retain(|group| !group.left.is_empty());
    for group in &mut groups {
        group.left.sort_unstable();
        group.right.sort_unstable();
    }
    groups.sort_by_key(|group| group.left[0]);
    groups
}

/// Words as they are compared.
pub(super) fn hashes(text: &str) -> Vec<u32> {
    words::words(text).iter().map(|word| word.hash).collect()
}
