//! Body -> fingerprint: digest, simhash, sketch, shingles.

use xxhash_rust::xxh3::xxh3_128;

use crate::news::{Body, Fingerprint, RecipeId};
use crate::text::words::{self, Word, WordKind};

/// The recipe made here. Changes with anything that changes a fingerprint.
pub const RECIPE: RecipeId = RecipeId(1);

/// Words in a shingle.
pub const SHINGLE: usize = 4;

/// Words of the lead, which is sampled more densely than the rest.
const LEAD: usize = 120;
/// One of four shingles of the lead is sampled.
const LEAD_MASK: u32 = 3;
/// One of sixteen shingles of the rest is sampled.
const REST_MASK: u32 = 15;
/// Below this many shingles all are kept.
const KEEP_ALL: usize = 12;

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

    fn range(&self, index: usize) -> std::ops::Range<usize> {
        let end = self.paragraphs.get(index + 1).map_or(self.words.len(), |end| *end as usize);
        self.paragraphs[index] as usize..end
    }
}

/// Takes a body apart into words, leaving out the paragraphs named in `dropped` (sorted).
pub fn read(body: &Body, dropped: &[usize]) -> Reading {
    let mut reading = Reading::default();
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
    let all: Vec<u32> = shingles(reading);
    let mut sorted = all.clone();
    sorted.sort_unstable();
    // The same words, once quoted and once not, are one shingle: the unquoted one counts.
    sorted.dedup_by_key(|s| *s & HASH);
    let bytes: Vec<u8> = reading.words.iter().flat_map(|w| w.hash.to_le_bytes()).collect();
    Fingerprint {
        recipe: RECIPE,
        digest: xxh3_128(&bytes),
        simhash: simhash(&reading.words),
        words: reading.words.len() as u32,
        sketch: sketch(&all),
        shingles: sorted,
    }
}

/// Hashes, without flags, of the first `count` shingles of a body.
pub fn first(reading: &Reading, count: usize) -> Vec<u32> {
    let end = reading.words.len().min(count + SHINGLE - 1);
    let lead = Reading {
        words: reading.words[..end].to_vec(),
        quoted: reading.quoted[..end].to_vec(),
        paragraphs: Vec::new(),
    };
    shingles(&lead).into_iter().map(|s| s & HASH).collect()
}

/// Hashes of all word 4-grams in order; a text of fewer words gives one shingle of what it has.
fn shingles(reading: &Reading) -> Vec<u32> {
    let count = reading.words.len();
    if count == 0 {
        return Vec::new();
    }
    let size = SHINGLE.min(count);
    reading
        .words
        .windows(size)
        .zip(reading.quoted.windows(size))
        .map(|(words, quoted)| {
            let mut hash = 0u64;
            let mut flags = QUOTED;
            for (word, quoted) in words.iter().zip(quoted) {
                hash = (hash ^ u64::from(word.hash)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
                match word.kind {
                    WordKind::Figure => flags |= FIGURE,
                    WordKind::Name => flags |= NAME,
                    WordKind::Plain => {}
                }
                if !quoted {
                    flags &= !QUOTED;
                }
            }
            ((hash.wrapping_mul(0xd6e8_feb8_6659_fd93) >> 32) as u32 & HASH) | flags
        })
        .collect()
}

/// The sampled hashes that find a text again: those with zero low bits, denser in the lead; all of a short text.
fn sketch(shingles: &[u32]) -> Vec<u32> {
    let keeps = |(index, shingle): (usize, u32)| {
        let mask = if index < LEAD { LEAD_MASK } else { REST_MASK };
        (shingles.len() <= KEEP_ALL || (shingle >> 3) & mask == 0).then_some(shingle & HASH)
    };
    let mut kept: Vec<u32> =
        shingles.iter().copied().enumerate().filter(|(_, s)| s & QUOTED == 0).filter_map(keeps).collect();
    let mut seen = kept.clone();
    seen.sort_unstable();
    seen.dedup();
    if seen.len() < kept.len() {
        let mut fresh = seen.iter().map(|_| true).collect::<Vec<_>>();
        kept.retain(|s| seen.binary_search(s).is_ok_and(|at| std::mem::replace(&mut fresh[at], false)));
    }
    kept
}

/// 64-bit simhash over word 2-grams (Charikar 2002).
fn simhash(words: &[Word]) -> u64 {
    let mut counts = [0i32; 64];
    for pair in words.windows(2.min(words.len().max(1))) {
        let mut hash = 0u64;
        for word in pair {
            hash = (hash ^ u64::from(word.hash)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31);
        }
        for (bit, count) in counts.iter_mut().enumerate() {
            *count += ((hash >> bit & 1) as i32) * 2 - 1;
        }
    }
    counts.iter().enumerate().fold(0, |made, (bit, count)| made | (u64::from(*count > 0) << bit))
}
