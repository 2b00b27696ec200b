//! Body -> fingerprint: digest, simhash, sketch, shingles.

mod simhash;
mod sort;

use std::cell::RefCell;

use xxhash_rust::xxh3::xxh3_128;

use crate::news::{Body, Fingerprint, RecipeId};
use crate::text::words::{self, Word, WordKind};

/// The recipe made here. Changes with anything that changes a fingerprint.
pub const RECIPE: RecipeId = RecipeId(4);

/// Words in a shingle.
pub const SHINGLE: usize = 4;

/// Words of the lead, which is sampled more densely than the rest.
const LEAD: usize = 120;
/// One of four shingles of the lead is sampled.
const LEAD_MASK: u32 = 3;
/// One of sixteen shingles of the rest is sampled.
const REST_MASK: u32 = 15;
/// Up to this many shingles a text is a lead, in which quotations are sampled as the rest is.
const SHORT: usize = 80;
/// Below this many shingles all are kept.
const KEEP_ALL: usize = 28;

/// Flag of a shingle: it stands in a quotation as a whole.
pub const QUOTED: u32 = 1;
/// Flag of a shingle: it holds a figure.
pub const FIGURE: u32 = 2;
/// Flag of a shingle: it holds a name.
pub const NAME: u32 = 4;
/// The bits of a shingle that are its hash.
pub const HASH: u32 = !7;

/// A body taken apart into words, with what is quoted.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// All words, paragraph after paragraph; byte places are those within their paragraph.
    pub words: Vec<Word>,
    /// For each word, whether it stands in a quotation.
    pub quoted: Vec<bool>,
    /// First word of each paragraph.
    pub paragraphs: Vec<u32>,
}

impl Reading {
    /// The words of one paragraph.
    pub fn paragraph(&self, index: usize) -> &[Word] {
        &self.words[self.range(index)]
    }

    /// What is left without the paragraphs named in `dropped` (sorted).
    pub fn without(&self, dropped: &[usize]) -> Self {
        let mut rest = Self {
            words: Vec::with_capacity(self.words.len()),
            quoted: Vec::with_capacity(self.words.len()),
            paragraphs: Vec::with_capacity(self.paragraphs.len()),
        };
        for index in 0..self.paragraphs.len() {
            rest.paragraphs.push(rest.words.len() as u32);
            if dropped.binary_search(&index).is_err() {
                rest.words.extend_from_slice(&self.words[self.range(index)]);
                rest.quoted.extend_from_slice(&self.quoted[self.range(index)]);
            }
        }
        rest
    }

    /// First word of each paragraph that is left without those named in `dropped` (sorted).
    pub fn starts(&self, dropped: &[usize]) -> Vec<u32> {
        let kept = (0..self.paragraphs.len()).filter(|index| dropped.binary_search(index).is_err());
        let lengths = kept.map(|index| self.range(index).len() as u32);
        lengths.scan(0, |next, length| Some(std::mem::replace(next, *next + length))).collect()
    }

    fn range(&self, index: usize) -> std::ops::Range<usize> {
        let end = self.paragraphs.get(index + 1).map_or(self.words.len(), |end| *end as usize);
        self.paragraphs[index] as usize..end
    }
}

/// Takes a body apart into words, leaving out the paragraphs named in `dropped` (sorted).
pub fn read(body: &Body, dropped: &[usize]) -> Reading {
    let mut reading = Reading::default();
    let bytes: usize = body.paragraphs.iter().map(String::len).sum();
    reading.words.reserve(bytes / 5);
    reading.quoted.reserve(bytes / 5);
    let mut quotations = body.quotations.iter().peekable();
    for (index, paragraph) in body.paragraphs.iter().enumerate() {
        reading.paragraphs.push(reading.words.len() as u32);
        while quotations.peek().is_some_and(|q| q.paragraph < index) {
            quotations.next();
        }
        if dropped.binary_search(&index).is_ok() {
            continue;
        }
        let first = reading.words.len();
        words::collect(paragraph, &mut reading.words);
        reading.quoted.resize(reading.words.len(), false);
        while let Some(quotation) = quotations.next_if(|q| q.paragraph == index) {
            for (word, quoted) in reading.words[first..].iter().zip(&mut reading.quoted[first..]) {
                *quoted |= word.start as usize >= quotation.bytes.start && word.end as usize <= quotation.bytes.end;
            }
        }
    }
    reading
}

/// Makes the fingerprint of a body that was taken apart.
pub fn fingerprint(reading: &Reading) -> Fingerprint {
    SCRATCH.with_borrow_mut(|scratch| {
        let Scratch { pairs, hashes, marks, shingles, next, .. } = scratch;
        pair(&reading.words, pairs);
        hash(pairs, hashes);
        shingle(reading, hashes, marks, shingles);
        let mut sorted = sort::sorted(shingles, next);
        // The same words, once quoted and once not, are one shingle: the unquoted one counts.
        sorted.dedup_by_key(|s| *s & HASH);
        let mut sketch = sketch(hashes, shingles);
        if sorted.len() < shingles.len() {
            once(&mut sketch);
        }
        Fingerprint {
            recipe: RECIPE,
            simhash: simhash::simhash(pairs),
            digest: scratch.digest(reading),
            words: reading.words.len() as u32,
            sketch,
            shingles: sorted,
            track: track(reading),
        }
    })
}

/// Equal words, equal digest.
pub fn digest(reading: &Reading) -> u128 {
    SCRATCH.with_borrow_mut(|scratch| scratch.digest(reading))
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

/// What is needed on the way to a fingerprint and thrown away: memory is asked for once a thread, not once an article.
#[derive(Default)]
struct Scratch {
    pairs: Vec<u64>,
    hashes: Vec<u64>,
    marks: Vec<u8>,
    shingles: Vec<u32>,
    next: Vec<u16>,
    bytes: Vec<u8>,
}

impl Scratch {
    fn digest(&mut self, reading: &Reading) -> u128 {
        self.bytes.clear();
        self.bytes.resize(reading.words.len() * 4, 0);
        for (to, word) in self.bytes.as_chunks_mut::<4>().0.iter_mut().zip(&reading.words) {
            *to = word.hash.to_le_bytes();
        }
        xxh3_128(&self.bytes)
    }
}

/// The words in order, each with its flags.
fn track(reading: &Reading) -> Vec<u16> {
    let of = |(word, quoted): (&Word, &bool)| {
        (word.hash as u16 & HASH as u16) | kind(word) as u16 | if *quoted { QUOTED as u16 } else { 0 }
    };
    reading.words.iter().zip(&reading.quoted).map(of).collect()
}

/// Hashes, without flags, of the first `count` shingles of a body without the paragraphs named in `dropped` (sorted).
pub fn first(reading: &Reading, dropped: &[usize], count: usize) -> Vec<u32> {
    let kept = (0..reading.paragraphs.len()).filter(|index| dropped.binary_search(index).is_err());
    let words: Vec<Word> = kept.flat_map(|index| reading.paragraph(index)).take(count + SHINGLE - 1).copied().collect();
    SCRATCH.with_borrow_mut(|Scratch { pairs, hashes, .. }| {
        pair(&words, pairs);
        hash(pairs, hashes);
        hashes.iter().map(|hash| (hash >> 32) as u32 & HASH).collect()
    })
}

/// The hashes of all pairs of words in order; a text of one word gives that of the word alone.
fn pair(words: &[Word], pairs: &mut Vec<u64>) {
    let letters = |word: &Word| u64::from(word.hash);
    pairs.clear();
    match words {
        [word] => pairs.push(mix(letters(word), 1)),
        _ => pairs.extend(words.array_windows().map(|[a, b]| mix(letters(a) | letters(b) << 32, 2))),
    }
}

/// The hashes of all word 4-grams in order, of the pairs they are made of; a text of fewer words gives one of what it has.
fn hash(pairs: &[u64], hashes: &mut Vec<u64>) {
    hashes.clear();
    match pairs {
        [] => {}
        [one] => hashes.push(mix(*one, 3)),
        [one, two] => hashes.push(mix(*one, *two)),
        _ => hashes.extend(pairs.array_windows().map(|[first, _, last]| mix(*first, *last))),
    }
}

/// Two numbers multiplied with each other, both halves of the product: as wyhash (Wang Yi) has it.
#[inline(always)]
fn mix(one: u64, other: u64) -> u64 {
    let product = u128::from(one ^ 0x9e37_79b9_7f4a_7c15) * u128::from(other ^ 0xd6e8_feb8_6659_fd93);
    product as u64 ^ (product >> 64) as u64
}

/// All word 4-grams in order, each with its flags.
fn shingle(reading: &Reading, hashes: &[u64], marks: &mut Vec<u8>, shingles: &mut Vec<u32>) {
    marks.clear();
    marks.extend(reading.words.iter().zip(&reading.quoted).map(|(word, quoted)| mark(word, *quoted)));
    let flags = |marks: u8| u32::from(marks & (FIGURE | NAME) as u8) | (u32::from(marks & OWN == 0) * QUOTED);
    let shingle = |hash: &u64, marks: u8| (*hash >> 32) as u32 & HASH | flags(marks);
    shingles.clear();
    if marks.len() >= SHINGLE {
        let marks = marks.array_windows().map(|[a, b, c, d]| a | b | c | d);
        shingles.extend(hashes.iter().zip(marks).map(|(hash, marks)| shingle(hash, marks)));
    } else {
        let marks = marks.iter().fold(0, |all, mark| all | mark);
        shingles.extend(hashes.iter().map(|hash| shingle(hash, marks)));
    }
}

/// Mark of a word outside quotations.
const OWN: u8 = 8;

fn mark(word: &Word, quoted: bool) -> u8 {
    kind(word) as u8 | (u8::from(!quoted) * OWN)
}

/// The flag of a word.
fn kind(word: &Word) -> u32 {
    const { assert!(WordKind::Figure as u32 == FIGURE && WordKind::Name as u32 == NAME) };
    word.kind as u32
}

/// The sampled hashes that find a text again: those with zero low bits, denser in the lead; all of a short text.
///
/// What is kept is not the shingle, whose low bits are known by then, but 32 bits of its hash that choose nothing: among ten
/// million texts every bit of difference counts.
fn sketch(hashes: &[u64], shingles: &[u32]) -> Vec<u32> {
    let keeps = |(index, shingle): (usize, &u32)| {
        // What is quoted joins nothing by itself; a little of it is sampled for the texts that are little else.
        let own = shingle & QUOTED == 0 || shingles.len() <= SHORT;
        let mask = if index < LEAD && own { LEAD_MASK } else { REST_MASK };
        let sampled = shingles.len() <= KEEP_ALL || (shingle >> 3) & mask == 0;
        sampled.then(|| (hashes[index] >> 3) as u32)
    };
    shingles.iter().enumerate().filter_map(keeps).collect()
}

/// Leaves each hash once, at its first place.
fn once(hashes: &mut Vec<u32>) {
    let mut seen = hashes.clone();
    seen.sort_unstable();
    seen.dedup();
    let mut fresh = vec![true; seen.len()];
    hashes.retain(|hash| seen.binary_search(hash).is_ok_and(|at| std::mem::replace(&mut fresh[at], false)));
}
