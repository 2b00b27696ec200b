//! Passages: the stretches two texts share word by word, chained over small gaps, and what stands in the gaps.
//!
//! Shares of shingles say how much is shared; passages say how. Copy that was rewritten keeps many passages all over the
//! text; a pasted paragraph is one. In a form that comes back (markets, weather, fixtures) the words around the gaps agree
//! and what differs are the facts: figures and names.

use crate::news::Fingerprint;

const QUOTED: u16 = 1;
const FIGURE: u16 = 2;
const NAME: u16 = 4;
const HASH: u16 = !7;

/// Words in the shortest run that counts.
const SHORTEST: usize = 4;
/// Words of a run that does not stand in two texts by chance.
const LONG_RUN: usize = 8;
/// Words that may stand between two runs of one passage, in either text.
const GAP: usize = 8;
/// Words outside quotations that make a run a passage of its own.
const PASSAGE: u32 = 8;
/// Where quotations are most of a text, what is outside them is reckoned to be at least this part of it: a line of its own
/// between two letters to the editor does not make it a copy.
pub const LEAST_OWN: f32 = 0.3;
/// Places that are looked at for one run: somebody could write a text whose words all share a chain.
const STEPS: usize = 64;
/// Places of the other text that are tried for one run.
const PLACES: usize = 8;

/// How two texts share their words.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Passages {
    /// Passages with at least eight words outside quotations.
    pub count: u32,
    /// Words outside quotations in all of them.
    pub words: u32,
    /// For each text, the share of its words outside quotations over which passages run, gaps included, 0 to 1. Copy that was
    /// rewritten word by word is covered far beyond the shingles it shares; a pasted line is not.
    pub covered: [f32; 2],
    /// The stretch without a gap that has most words outside quotations.
    pub longest: Stretch,
}

/// Words that stand in both texts, one after the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stretch {
    /// First word in the item, and the one behind the last.
    pub item: [u32; 2],
    /// Words outside quotations in both.
    pub own: u32,
}

/// The words of one text that stand within passages (outside quotations), and how many of them are nowhere in the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gaps {
    /// Figures and names.
    pub facts: u32,
    /// Figures and names the other text has not.
    pub facts_missing: u32,
    /// Other words.
    pub plain: u32,
    /// Other words the other text has not.
    pub plain_missing: u32,
}

/// The distinct figures and names of the text that has fewer of them, and how many the other has not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Figures, and those missing.
    pub figures: [u32; 2],
    /// Names, and those missing.
    pub names: [u32; 2],
}

impl Facts {
    /// Share of the facts that the other text has not.
    pub fn missing(&self) -> f32 {
        let all = (self.figures[0] + self.names[0]) as f32;
        let missing = (self.figures[1] + self.names[1]) as f32;
        missing / (all + 0.5)
    }
}

struct Run {
    item: usize,
    matched: usize,
    length: usize,
    /// Words that stand outside quotations in both.
    own: u32,
}

/// Finds the passages of two texts.
pub fn passages(item: &Fingerprint, matched: &Fingerprint) -> Passages {
    let (a, b) = (&item.track, &matched.track);
    let runs = runs(a, b);
    let mut found = Passages::default();
    let mut covered = [0, 0];
    for chain in runs.chunk_by(follows) {
        let own: u32 = chain.iter().map(|run| run.own).sum();
        let longest = chain.iter().max_by_key(|run| run.own).filter(|run| run.own > found.longest.own);
        if let Some(run) = longest {
            found.longest = Stretch { item: [run.item as u32, (run.item + run.length) as u32], own: run.own };
        }
        if own < SHORTEST as u32 {
            continue;
        }
        found.words += own;
        found.count += u32::from(own >= PASSAGE);
        let (first, last) = (&chain[0], &chain[chain.len() - 1]);
        if own >= PASSAGE {
            covered[0] += own_words(&a[first.item..last.item + last.length]);
            covered[1] += own_words(&b[first.matched..last.matched + last.length]);
        }
    }
    found.covered = [(covered[0], a), (covered[1], b)]
        .map(|(words, track)| words as f32 / (own_words(track) as f32).max(track.len() as f32 * LEAST_OWN).max(1.0));
    found
}

/// For each of two texts, the most words that stand together and share no run of eight words with the other.
pub fn holes(item: &Fingerprint, matched: &Fingerprint) -> [u32; 2] {
    // Runs are looked for by one text: what that prints once and the other twice stands in one run.
    let widest = |text: &[u16], other: &[u16]| {
        let (mut widest, mut from) = (0, 0);
        for run in runs(text, other).iter().filter(|run| run.length >= LONG_RUN) {
            widest = widest.max(run.item - from);
            from = run.item + run.length;
        }
        widest.max(text.len() - from) as u32
    };
    [widest(&item.track, &matched.track), widest(&matched.track, &item.track)]
}

/// The longest run in which two texts end, a gap behind it at most, by its words in the item.
pub fn ending(item: &Fingerprint, matched: &Fingerprint) -> std::ops::Range<usize> {
    let (a, b) = (&item.track, &matched.track);
    let ends = |track: &[u16]| track.len().saturating_sub(GAP)..=track.len();
    let run = |(end, other): (usize, usize)| {
        let back = a[..end].iter().rev().zip(b[..other].iter().rev());
        end - back.take_while(|(x, y)| *x & HASH == *y & HASH).count()..end
    };
    let pairs = ends(a).flat_map(|end| ends(b).map(move |other| (end, other)));
    pairs.map(run).max_by_key(ExactSizeIterator::len).unwrap_or_default()
}

/// What stands in the passages of two texts and the gaps between their runs, for each text.
pub fn within(item: &Fingerprint, matched: &Fingerprint) -> [Gaps; 2] {
    let (a, b) = (&item.track, &matched.track);
    let (known_a, known_b) = (Known::of(a.iter()), Known::of(b.iter()));
    let mut sides = [Gaps::default(); 2];
    for chain in runs(a, b).chunk_by(follows) {
        if chain.iter().map(|run| run.own).sum::<u32>() < SHORTEST as u32 {
            continue;
        }
        let (first, last) = (&chain[0], &chain[chain.len() - 1]);
        let mut ends = [(first.item, last.item + last.length), (first.matched, last.matched + last.length)];
        // What stands before the first run and behind the last belongs to the form where both texts begin or end there.
        if ends[0].0 <= GAP && ends[1].0 <= GAP {
            (ends[0].0, ends[1].0) = (0, 0);
        }
        if a.len() - ends[0].1 <= GAP && b.len() - ends[1].1 <= GAP {
            (ends[0].1, ends[1].1) = (a.len(), b.len());
        }
        sides[0].count(&a[ends[0].0..ends[0].1], &known_b);
        sides[1].count(&b[ends[1].0..ends[1].1], &known_a);
    }
    sides
}

/// Words outside quotations.
fn own_words(track: &[u16]) -> u32 {
    track.iter().filter(|word| **word & QUOTED == 0).count() as u32
}

/// What stands in each of two texts that the other has not.
pub fn gaps(item: &Fingerprint, matched: &Fingerprint) -> [Gaps; 2] {
    let of = |text: &Fingerprint, other: &Fingerprint| {
        let mut gaps = Gaps::default();
        gaps.count(&text.track, &Known::of(other.track.iter()));
        gaps
    };
    [of(item, matched), of(matched, item)]
}

/// Compares the figures and the names of two texts.
pub fn facts(item: &Fingerprint, matched: &Fingerprint) -> Facts {
    let compare = |kind: u16| {
        let of = |print: &Fingerprint| Known::of(print.track.iter().filter(|word| *word & (FIGURE | NAME) == kind));
        let (a, b) = (of(item), of(matched));
        let fewer = a.count().min(b.count());
        [fewer, fewer.saturating_sub(a.shared(&b))]
    };
    Facts { figures: compare(FIGURE), names: compare(NAME) }
}

impl Gaps {
    fn count(&mut self, words: &[u16], known: &Known) {
        for word in words {
            let own = u32::from(word & QUOTED == 0);
            let fact = own & u32::from(word & (FIGURE | NAME) != 0);
            let missing = u32::from(!known.has(*word));
            self.facts += fact;
            self.facts_missing += fact & missing;
            self.plain += own - fact;
            self.plain_missing += (own - fact) & missing;
        }
    }
}

/// A set of words, a bit for each of the hashes there can be.
struct Known([u64; 128]);

impl Known {
    fn of<'a>(words: impl Iterator<Item = &'a u16>) -> Self {
        let mut known = [0; 128];
        words.for_each(|word| known[usize::from(word >> 9)] |= 1 << (word >> 3 & 63));
        Self(known)
    }

    fn has(&self, word: u16) -> bool {
        self.0[usize::from(word >> 9)] >> (word >> 3 & 63) & 1 == 1
    }

    fn count(&self) -> u32 {
        self.0.iter().map(|bits| bits.count_ones()).sum()
    }

    fn shared(&self, other: &Self) -> u32 {
        self.0.iter().zip(&other.0).map(|(a, b)| (a & b).count_ones()).sum()
    }
}

/// Both texts go on, at most a gap later.
fn follows(one: &Run, next: &Run) -> bool {
    let near = |from: usize, to: usize| to >= from && to - from <= GAP;
    near(one.item + one.length, next.item) && near(one.matched + one.length, next.matched)
}

/// Runs of words that stand in both, in the item's order; greedy, the longest first.
fn runs(a: &[u16], b: &[u16]) -> Vec<Run> {
    let places = Places::of(b);
    let mut runs: Vec<Run> = Vec::new();
    let (mut at, mut next) = (0, 0usize);
    while at + SHORTEST <= a.len() {
        let best = places
            .with(key(a, at))
            .map(|place| (SHORTEST + common(&a[at + SHORTEST..], &b[place + SHORTEST..]), place))
            .max_by_key(|(length, start)| (*length, *start >= next, std::cmp::Reverse(start.abs_diff(next))));
        let Some((length, start)) = best else {
            at += 1;
            continue;
        };
        let own = a[at..at + length].iter().zip(&b[start..start + length]).filter(|(x, y)| (*x | *y) & QUOTED == 0);
        runs.push(Run { item: at, matched: start, length, own: own.count() as u32 });
        at += length;
        next = start + length;
    }
    runs
}

/// Where four words stand in a text: chains of places, one for every value of the words' hash.
struct Places<'a> {
    track: &'a [u16],
    /// First place of a chain, counted from one; none is zero.
    first: Vec<u32>,
    /// The place that follows one in its chain.
    next: Vec<u32>,
    shift: u32,
}

impl<'a> Places<'a> {
    fn of(track: &'a [u16]) -> Self {
        let count = (track.len() + 1).saturating_sub(SHORTEST);
        let bits = (2 * count).max(2).ilog2() + 1;
        let mut places = Self { track, first: vec![0; 1 << bits], next: vec![0; count], shift: 64 - bits };
        for at in (0..count).rev() {
            let chain = places.chain(key(track, at));
            places.next[at] = std::mem::replace(&mut places.first[chain], at as u32 + 1);
        }
        places
    }

    fn chain(&self, key: u64) -> usize {
        (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift) as usize
    }

    /// The first places with these words, in order.
    fn with(&self, given: u64) -> impl Iterator<Item = usize> {
        let at = |place: u32| (place as usize).checked_sub(1);
        let chain = std::iter::successors(at(self.first[self.chain(given)]), move |place| at(self.next[*place]));
        chain.take(STEPS).filter(move |place| key(self.track, *place) == given).take(PLACES)
    }
}

/// Four words in one number, without their flags.
fn key(track: &[u16], at: usize) -> u64 {
    const HASHES: u64 = 0xfff8_fff8_fff8_fff8;
    let [a, b, c, d] = track[at..at + SHORTEST] else { return 0 };
    (u64::from(a) | u64::from(b) << 16 | u64::from(c) << 32 | u64::from(d) << 48) & HASHES
}

fn common(a: &[u16], b: &[u16]) -> usize {
    a.iter().zip(b).take_while(|(x, y)| *x & HASH == *y & HASH).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::{fingerprint, read};
    use crate::news::Body;

    fn print(text: &str) -> Fingerprint {
        fingerprint(&read(&Body { paragraphs: vec![text.into()], quotations: Vec::new() }, &[]))
    }

    #[test]
    fn runs_over_small_gaps_are_one_passage() {
        let one =
            print("The harbour board said on Monday the old ferry would sail again in May after nine weeks in dock.");
        let other =
            print("The harbour board said late on Monday the old ferry will sail again in May after nine weeks.");
        let found = passages(&one, &other);
        assert_eq!((found.count, found.words), (1, 16), "{found:?}");
        assert!(found.covered[0] > 0.7 && found.covered[1] > 0.9, "{found:?}");
    }

    #[test]
    fn holes_are_what_the_other_text_has_nothing_of() {
        let around = "The Harbour Post has told the islands what happens on them since 1871, six days a week.";
        let lead = "A ferry ran aground off Ness, and nobody was hurt.";
        let one = print(&format!("{lead} {around}"));
        let other = print(&format!("The old fish market is to be closed at last. {around} {lead} {lead}"));
        // The lead stands twice in the other, and is no hole of either.
        assert_eq!(holes(&one, &other), [0, 10]);
        assert_eq!(holes(&other, &one), [10, 0]);
        assert_eq!(holes(&one, &print("")), [27, 0]);
    }

    #[test]
    fn texts_end_in_the_same_words_or_not() {
        let ending = |one: &str, other: &str| ending(&print(one), &print(other));
        let teasers = "Nine things to do on the islands when the boat is late again";
        assert_eq!(ending(&format!("Two. {teasers}"), &format!("One, two, three. {teasers} Share")), 1..14);
        assert_eq!(ending(teasers, "Herring was dear.").len(), 0);
        assert_eq!(ending("", ""), 0..0);
    }

    #[test]
    fn what_differs_in_a_form_are_its_facts() {
        let one = print("Wheat in Ness rose 12 marks to 340 a ton on Monday, the board of trade of Ness said.");
        let other = print("Wheat in Ness rose 7 marks to 355 a ton on Tuesday, the board of trade of Ness said.");
        let [own, _] = within(&one, &other);
        assert_eq!((own.facts_missing, own.plain_missing), (3, 0), "{own:?}");
        assert_eq!(facts(&one, &other).figures, [3, 3]);
    }

    #[test]
    fn words_that_share_a_chain_stay_cheap() {
        // Four words whose keys fall into the chain of four others, over and over.
        let bits = (2 * 200_000u32).ilog2() + 1;
        let chain = |key: u64| key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits);
        let words = |n: u64| [n as u16 & 0x1fff, (n >> 13) as u16 & 0x1fff, 7, 9].map(|word| word << 3);
        let first = chain(key(&words(1), 0));
        let other = (2u64..).find(|n| chain(key(&words(*n), 0)) == first).expect("one of many");
        let track = |words: [u16; 4]| Fingerprint { track: words.repeat(50_000), ..Fingerprint::default() };
        assert_eq!(passages(&track(words(other)), &track(words(1))).count, 0);
    }

    #[test]
    fn one_phrase_over_and_over_stays_cheap() {
        let text = print(&"no no no no ".repeat(20_000));
        assert_eq!(passages(&text, &text).count, 1);
    }
}
