//! The proof: what two texts share, counted over all their shingles, and what that makes them to each other.

use super::passage::{Gaps, LEAST_OWN, Stretch, ending, facts, gaps, holes, passages, within};
use crate::news::{Fingerprint, Relation, Shares};

const QUOTED: u32 = 1;
const FIGURE: u32 = 2;
const NAME: u32 = 4;
const HASH: u32 = !7;

/// What two sets of shingles have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    /// Shingles of the item and of the match.
    pub sizes: [u32; 2],
    /// Shingles outside quotations.
    pub own: [u32; 2],
    /// Shingles with a figure, outside quotations.
    pub figures: [u32; 2],
    /// Shingles with a name but no figure, outside quotations.
    pub names: [u32; 2],
    /// Shared shingles.
    pub shared: u32,
    /// Shared shingles that stand outside quotations in both.
    pub shared_own: u32,
    /// Shared shingles with a figure, outside quotations.
    pub shared_figures: u32,
    /// Shared shingles with a name but no figure, outside quotations.
    pub shared_names: u32,
}

impl Tally {
    /// That of a text with itself.
    pub fn whole(print: &Fingerprint) -> Self {
        let [all, own, figures, names] = counts(print);
        Self {
            sizes: [all; 2],
            own: [own; 2],
            figures: [figures; 2],
            names: [names; 2],
            shared: all,
            shared_own: own,
            shared_figures: figures,
            shared_names: names,
        }
    }

    /// What is shared, from both sides.
    pub fn shares(&self) -> Shares {
        Shares {
            shared: self.shared,
            of_item: self.shared as f32 / self.sizes[0].max(1) as f32,
            of_match: self.shared as f32 / self.sizes[1].max(1) as f32,
        }
    }
}

/// Counts what two fingerprints share.
pub fn tally(item: &Fingerprint, matched: &Fingerprint) -> Tally {
    Sought::of(item).tally(matched)
}

/// The shingles of an item, placed so that those of others are looked up among them one after the other.
///
/// Hashes are spread evenly: two places for the upper bits of each, of which there are two to four times as many as shingles,
/// hold nearly all of them. Those that found their places taken stand aside.
pub struct Sought {
    places: Vec<[u32; 2]>,
    shift: u32,
    aside: Vec<u32>,
    /// Size, and what is counted of one side.
    counts: [u32; 4],
}

impl Sought {
    /// Places the shingles of an item.
    pub fn of(item: &Fingerprint) -> Self {
        let bits = (2 * item.shingles.len()).max(2).next_power_of_two().trailing_zeros();
        let mut places = vec![[NOBODY; 2]; 1 << bits];
        places[(1 << bits) - 1] = [0; 2];
        let mut sought = Self { places, shift: 32 - bits, aside: Vec::new(), counts: counts(item) };
        // In ascending order, those of one place come one after the other.
        let (mut last, mut held) = (usize::MAX, 0);
        for shingle in &item.shingles {
            let place = sought.place(*shingle);
            held = if place == last { held + 1 } else { 0 };
            last = place;
            match sought.places[place].get_mut(held) {
                Some(free) => *free = *shingle,
                None => sought.aside.push(*shingle),
            }
        }
        sought
    }

    /// Counts what the item shares with another.
    pub fn tally(&self, matched: &Fingerprint) -> Tally {
        let [item, other] = [self.counts, counts(matched)];
        let mut shared = [0; 4];
        // Sixteen bits hold what so many can come to.
        for some in matched.shingles.chunks(usize::from(u16::MAX)) {
            let found = some.iter().fold(0, |found, other| found + counted(self.places[self.place(*other)], *other));
            shared = std::array::from_fn(|n| shared[n] + (found >> (16 * n) & 0xffff) as u32);
        }
        for own in &self.aside {
            let at = matched.shingles.partition_point(|other| other & HASH < own & HASH);
            let found = matched.shingles.get(at).map_or(0, |other| counted([*own; 2], *other));
            shared = std::array::from_fn(|n| shared[n] + (found >> (16 * n) & 0xffff) as u32);
        }
        let sides = |n: usize| [item[n], other[n]];
        Tally {
            sizes: sides(0),
            own: sides(1),
            figures: sides(2),
            names: sides(3),
            shared: shared[0],
            shared_own: shared[1],
            shared_figures: shared[2],
            shared_names: shared[3],
        }
    }

    #[inline(always)]
    fn place(&self, shingle: u32) -> usize {
        (shingle >> self.shift) as usize & (self.places.len() - 1)
    }
}

/// A free place, but for the last, whose hashes look like it: there it is zero.
const NOBODY: u32 = u32::MAX;

/// Shingles of a text: all, those outside quotations, of these with a figure, of these with a name but no figure.
fn counts(print: &Fingerprint) -> [u32; 4] {
    let mut counts = [print.shingles.len() as u32, 0, 0, 0];
    for shingle in &print.shingles {
        let own = !shingle & QUOTED;
        let figure = (shingle / FIGURE) & own;
        counts[1] += own;
        counts[2] += figure;
        counts[3] += (shingle / NAME) & own & !figure;
    }
    counts
}

/// What a shingle counts, by its flags, whether it is quoted in the other text, and whether that has it at all: sixteen bits
/// each for shared, shared outside quotations, of these with a figure, of these with a name but no figure.
const COUNTS: [u64; 32] = {
    let mut counts = [0; 32];
    let mut at = 16;
    while at < 32 {
        let flags = at as u32;
        counts[at] = 1;
        if flags & QUOTED == 0 && at < 24 {
            counts[at] |= 1 << 16;
            if flags & FIGURE != 0 {
                counts[at] |= 1 << 32;
            } else if flags & NAME != 0 {
                counts[at] |= 1 << 48;
            }
        }
        at += 1;
    }
    counts
};

/// What a shingle counts that may be one of two. Whether it is, is a toss of a coin: nothing is left to a branch that has to
/// guess it.
#[inline(always)]
fn counted([one, two]: [u32; 2], other: u32) -> u64 {
    // Where hashes are the same, what differs are flags: it is below all that differs otherwise.
    let differs = (one ^ other).min(two ^ other);
    let flags = (differs ^ other) & !HASH;
    COUNTS[(flags | (other & QUOTED) << 3 | u32::from(differs <= !HASH) << 4) as usize]
}

/// Where one relation ends and the next begins.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thresholds {
    /// Fewest shared shingles for a join, outside quotations.
    pub least_shared: u32,
    /// Both shares from here: identical.
    pub identical: f32,
    /// Both shares from here: near. One share from here: excerpt or expanded.
    pub contained: f32,
    /// The larger share from here: overlap.
    pub overlap: f32,
    /// The larger share from here, where what is shared stands in many passages: overlap.
    pub scattered: f32,
    /// One share with the quotations in it from here: as contained, though what is shared may be all quoted.
    pub quoted: f32,
    /// Shared shingles from here: partial, an edge and no join by itself.
    pub partial: u32,
    /// Fewest shingles with facts for a template.
    pub template_least: u32,
    /// A template shares facts at less than this part of the rate of plain words.
    pub template_rate: f32,
    /// From this many shared plain shingles nothing is a template.
    pub template_most: u32,
    /// A template has at least this share of the facts that the other text has not.
    pub template_facts: f32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            least_shared: 8,
            identical: 0.98,
            contained: 0.6,
            overlap: 0.35,
            scattered: 0.15,
            quoted: 0.64,
            partial: 15,
            template_least: 6,
            template_rate: 0.8,
            template_most: 100,
            template_facts: 0.35,
        }
    }
}

/// Words from which an article is more than a lead.
const LEAD_ONLY: u32 = 80;
/// In a lead that is little more than one quotation, less of it needs to be shared.
const LEAD_QUOTED: f32 = 0.05;
/// Every further passage lowers the share that makes an overlap by so much ...
const PASSAGE: f32 = 0.04;
/// ... where the passages have so many words.
const PASSAGE_WORDS: u32 = 60;
/// One passage may be pasted, or page chrome, unless it is so many words ...
const LONG_PASSAGE: u32 = 100;
/// ... or the text is a lead and this share of it.
const MOST_OF_LEAD: f32 = 0.4;
/// Passages run over so much of a text that was rewritten word by word ...
const REWRITTEN: f32 = 0.45;
/// ... and over so much more of it than the share of shingles says.
const REWRITTEN_BEYOND: f32 = 0.1;

/// A stretch without a gap, outside quotations, is copied where it is so many words and goes over the end of a paragraph ...
const CARRIED_WORDS: u32 = 40;
/// ... with so many on either side of it ...
const CARRIED_OVER: u32 = 5;
/// ... or so many within one paragraph: a caption, a definition or a line of chrome has fewer ...
const CARRIED_IN_ONE: u32 = 70;
/// ... if all that is shared is such a share of one of the texts.
const CARRIED: f32 = 0.15;

/// Two texts of one outlet are two stories where each has so many words together that are not in the other ...
const HOLE_WORDS: u32 = 40;
/// ... and such a share of all it has ...
const HOLE: f32 = 0.2;
/// ... or such a share where both end in the same words, as pages of one site do ...
const HOLE_OVER_ENDING: f32 = 0.1;
/// ... unless they share so much, both ways, and do not end in the same short lines: then a paragraph was rewritten.
const ONE_STORY: f32 = 0.75;

/// So many words, in which two texts end, are a frame ...
const FRAME_WORDS: usize = 15;
/// ... where a line has no more, one with another.
const FRAME_LINE: usize = 16;

/// A form is rich in facts: so many of its shingles hold a figure ...
const FIGURES: f32 = 0.1;
/// ... or so many a figure or a name.
const FIGURES_AND_NAMES: f32 = 0.2;

/// So many shared shingles in quotations are no form.
const SAID: u32 = 40;
/// A form is tabular where so many of its shingles hold a figure ...
const TABULAR: f32 = 0.3;
/// ... and short where it has no more than so many. It is one where so many figures differ, a quarter of all.
const SHORT_FORM: u32 = 100;
const TABULAR_FIGURES: u32 = 3;
/// A form has other figures throughout: so many of them, at least ...
const MOST_FIGURES: u32 = 4;
/// ... and so many of those it has, where what stands between its passages is too long to be seen as a gap.
const OF_FIGURES: f32 = 0.6;

/// What the tally makes the item to its match; `None` when they have too little in common.
pub fn relation(item: &Fingerprint, matched: &Fingerprint, tally: &Tally, at: &Thresholds) -> Option<Relation> {
    if item.digest == matched.digest && item.words > 0 {
        return Some(Relation::Identical);
    }
    let edge = (tally.shared >= at.partial).then_some(Relation::Partial);
    let least = at.least_shared.min(tally.sizes[0].min(tally.sizes[1]) / 2 + 1).max(3);
    let own = |side: usize| {
        let own = (tally.own[side] as f32).max(tally.sizes[side] as f32 * LEAST_OWN).max(1.0);
        tally.shared_own as f32 / own
    };
    let all = |side: usize| tally.shared as f32 / tally.sizes[side].max(1) as f32;
    let found = if tally.shared_own >= least { contained([own(0), own(1)], at.contained, at) } else { None };
    let found = found.or_else(|| {
        let lead = item.words.min(matched.words) < LEAD_ONLY;
        let from = if lead { at.quoted - LEAD_QUOTED } else { at.quoted };
        (tally.shared >= least).then(|| contained([all(0), all(1)], from, at)).flatten()
    });
    let found = found.or_else(|| {
        (tally.shared_own >= least && overlaps(item, matched, [own(0).max(own(1)), all(0).max(all(1))], at))
            .then_some(Relation::Overlap)
    });
    match found {
        Some(relation) if template(item, matched, tally, at, relation) => edge,
        Some(relation) => Some(relation),
        None => edge,
    }
}

/// Whether the item prints a stretch of the other text word for word, long enough to be copied, though most of it is its own.
/// Asked of texts that are no more to each other than [`Relation::Partial`]; `paragraphs` are the first words of the item's.
pub fn carries(
    item: &Fingerprint,
    paragraphs: impl FnOnce() -> Vec<u32>,
    matched: &Fingerprint,
    tally: &Tally,
    at: &Thresholds,
) -> bool {
    let share = |side: usize| tally.shared_own as f32 / tally.own[side].max(1) as f32;
    if share(0).max(share(1)) < CARRIED || tally.shared_own < CARRIED_WORDS / 2 {
        return false;
    }
    let Stretch { item: [first, end], own } = passages(item, matched).longest;
    let inside = first + CARRIED_OVER..=end.saturating_sub(CARRIED_OVER);
    let over = || paragraphs().iter().any(|start| inside.contains(start));
    own >= CARRIED_WORDS && (own >= CARRIED_IN_ONE || over()) && !template(item, matched, tally, at, Relation::Overlap)
}

/// What is known of who printed two texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Printers {
    /// One outlet printed both.
    One,
    /// Two outlets did.
    Two,
    /// Agencies printed both: what they print again is copy, whatever stands around it.
    Agencies,
    /// Nobody knows.
    Unknown,
}

impl Printers {
    /// Of two texts, each with a number that tells its outlet from others (0: nobody knows it) and whether that is an agency.
    pub fn of((one, agency): (u16, bool), (two, other): (u16, bool)) -> Self {
        match (agency, other) {
            (true, true) => Self::Agencies,
            (true, false) | (false, true) => Self::Two,
            _ if one == 0 || two == 0 => Self::Unknown,
            _ if one == two => Self::One,
            _ => Self::Two,
        }
    }
}

/// Whether two texts are two stories under the chrome of one outlet: each has a stretch that the other has nothing of. An outlet
/// that prints a story again changes less of it; whatever else its pages share is no copy. `found` is what they are to each
/// other otherwise, `paragraphs` are the first words of the item's.
pub fn apart(
    found: Relation,
    item: &Fingerprint,
    paragraphs: impl FnOnce() -> Vec<u32>,
    matched: &Fingerprint,
    tally: &Tally,
    printers: Printers,
) -> bool {
    let shares = tally.shares();
    let little = shares.of_item.min(shares.of_match) < ONE_STORY;
    let asked = match printers {
        Printers::One => true,
        Printers::Unknown => little,
        Printers::Two | Printers::Agencies => false,
    };
    if !asked || found == Relation::Partial || item.digest == matched.digest {
        return false;
    }
    let ending = ending(item, matched);
    let alike = ending.len() >= FRAME_WORDS;
    let suspect = (printers == Printers::One && little) || (alike && is_frame(ending, &paragraphs()));
    if !suspect {
        return false;
    }
    let part = if alike { HOLE_OVER_ENDING } else { HOLE };
    let wide = |hole: u32, words: usize| hole >= HOLE_WORDS && hole as f32 >= part * words as f32;
    let [own, other] = holes(item, matched);
    wide(own, item.track.len()) && wide(other, matched.track.len())
}

/// Whether a run of words stands in short lines, as the end of the pages of one site does.
fn is_frame(run: std::ops::Range<usize>, paragraphs: &[u32]) -> bool {
    let inside = |start: &&u32| (run.start + 1..run.end).contains(&(**start as usize));
    run.len() <= FRAME_LINE * (1 + paragraphs.iter().filter(inside).count())
}

/// One text stands in the other, or both in each other.
fn contained([q, l]: [f32; 2], from: f32, at: &Thresholds) -> Option<Relation> {
    if q >= at.identical && l >= at.identical {
        Some(Relation::Identical)
    } else if q >= from && l >= from {
        Some(Relation::Near)
    } else if q >= from {
        Some(Relation::Excerpt)
    } else if l >= from {
        Some(Relation::Expanded)
    } else {
        None
    }
}

/// Enough is shared for an overlap: the more passages it stands in, the smaller its share may be. Copy that was rewritten
/// sentence by sentence shares a fifth of its shingles, but all over the text; a pasted paragraph or a line of chrome shares
/// more, but in one place.
fn overlaps(item: &Fingerprint, matched: &Fingerprint, [share, all]: [f32; 2], at: &Thresholds) -> bool {
    if share < at.scattered.min(at.overlap) {
        return false;
    }
    let found = passages(item, matched);
    let covered = found.covered[0].max(found.covered[1]);
    if covered >= REWRITTEN && covered - share >= REWRITTEN_BEYOND {
        return true;
    }
    if share >= at.overlap {
        let lead = item.words.max(matched.words) < LEAD_ONLY && share >= MOST_OF_LEAD;
        // The rest of what is shared are the same quotations in the same story.
        let quoted = all >= at.contained;
        let least = if found.count >= 2 { PASSAGE_WORDS } else { LONG_PASSAGE };
        return lead || quoted || found.count >= 3 || found.words >= least;
    }
    let need = (at.overlap - PASSAGE * found.count.saturating_sub(1) as f32).max(at.scattered);
    share >= need && found.words >= PASSAGE_WORDS
}

/// A recurring form with other figures, names or day: the plain words agree, the facts do not.
fn template(item: &Fingerprint, matched: &Fingerprint, tally: &Tally, at: &Thresholds, relation: Relation) -> bool {
    let side = usize::from(tally.own[1] < tally.own[0]);
    let plain = tally.own[side] - tally.figures[side] - tally.names[side];
    let shared_plain = tally.shared_own - tally.shared_figures - tally.shared_names;
    // A form does not repeat at length what people said.
    if shared_plain >= at.template_most || tally.shared - tally.shared_own >= SAID {
        return false;
    }
    let rate = |shared: u32, all: u32| (shared as f32 + 0.5) / (all as f32 + 1.0);
    let plain = rate(shared_plain, plain);
    let (figures, names) = (tally.figures[side], tally.names[side]);
    let shares_less = |shared: u32, all: u32, part: f32| {
        all >= at.template_least
            && all as f32 >= part * tally.own[side] as f32
            && rate(shared, all) < at.template_rate * plain
    };
    let suspect = shares_less(tally.shared_figures, figures, FIGURES)
        || shares_less(tally.shared_figures + tally.shared_names, figures + names, FIGURES_AND_NAMES);
    if !suspect {
        return false;
    }
    // The shingles around a fact differ where a word beside it was changed too: so the facts themselves are asked.
    let facts = facts(item, matched);
    let (figures_missing, names_missing) = (facts.figures[1], facts.names[1]);
    // Of a short form with many figures, other passages may share more than a third: that is the form.
    let tabular = relation == Relation::Overlap
        && figures as f32 >= TABULAR * tally.own[side] as f32
        && tally.own[side] <= SHORT_FORM;
    let others = figures_missing >= TABULAR_FIGURES && figures_missing * 4 >= facts.figures[0];
    if tabular && others {
        return true;
    }
    let enough = figures_missing >= 2 || names_missing >= 3 || (figures_missing >= 1 && names_missing >= 2);
    if !enough || facts.missing() < at.template_facts {
        return false;
    }
    // Rewriting changes every kind of word; a form changes its facts.
    let part = |missing: u32, all: u32| missing as f32 / (all as f32 + 1.0);
    let differs = |sides: [Gaps; 2]| {
        sides.iter().all(|side| part(side.facts_missing, side.facts) > part(side.plain_missing, side.plain))
    };
    let most = figures_missing >= MOST_FIGURES && figures_missing as f32 >= OF_FIGURES * facts.figures[0] as f32;
    differs(within(item, matched)) || (most && differs(gaps(item, matched)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn print(hashes: &BTreeMap<u32, u32>) -> Fingerprint {
        let shingles = hashes.iter().map(|(hash, flags)| hash << 3 | flags).collect();
        Fingerprint { shingles, ..Fingerprint::default() }
    }

    /// One look after the other, as it is written down.
    fn plain(item: &BTreeMap<u32, u32>, matched: &BTreeMap<u32, u32>) -> [u32; 4] {
        let both = item.iter().filter_map(|(hash, flags)| Some((*flags, *matched.get(hash)?)));
        both.fold([0; 4], |mut counts, (flags, others)| {
            let own = (flags | others) & QUOTED == 0;
            counts[0] += 1;
            counts[1] += u32::from(own);
            counts[2] += u32::from(own && flags & FIGURE != 0);
            counts[3] += u32::from(own && flags & FIGURE == 0 && flags & NAME != 0);
            counts
        })
    }

    fn check(item: &BTreeMap<u32, u32>, matched: &BTreeMap<u32, u32>) {
        let found = tally(&print(item), &print(matched));
        let shared = [found.shared, found.shared_own, found.shared_figures, found.shared_names];
        assert_eq!(shared, plain(item, matched));
    }

    proptest! {
        #[test]
        fn what_is_shared_is_counted_right(
            item in prop::collection::btree_map(0u32..400, 0u32..8, 0..300),
            matched in prop::collection::btree_map(0u32..400, 0u32..8, 0..300),
        ) {
            check(&item, &matched);
        }
    }

    #[test]
    fn very_long_texts_are_counted_right_too() {
        let long = |step: u32| (0..200_000u32).map(|n| (n * step, n * 7 % 8)).collect::<BTreeMap<_, _>>();
        check(&long(2), &long(3));
        check(&long(1), &long(1));
    }
}
