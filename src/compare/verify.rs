//! The proof: what two texts share, counted over all their shingles, and what that makes them to each other.

use super::passage::{Gaps, LEAST_OWN, facts, gaps, passages};
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
    let mut tally = Tally::default();
    for (side, print) in [item, matched].into_iter().enumerate() {
        tally.sizes[side] = print.shingles.len() as u32;
        for shingle in &print.shingles {
            let own = !shingle & QUOTED;
            let figure = (shingle / FIGURE) & own;
            tally.own[side] += own;
            tally.figures[side] += figure;
            tally.names[side] += (shingle / NAME) & own & !figure;
        }
    }
    // The two sets are walked in parts side by side: a step waits for the step before it, not for the other parts.
    let (mut a, mut b) = (&item.shingles[..], &matched.shingles[..]);
    let quarter = a.len() / PARTS;
    let mut parts = [Walk::default(); PARTS];
    for part in parts.iter_mut().skip(1).rev() {
        let from = a.len().saturating_sub(quarter);
        let (low, high) = a.split_at(from);
        let least = high.first().map_or(u32::MAX, |hash| hash & HASH);
        let (below, above) = b.split_at(b.partition_point(|hash| hash & HASH < least));
        *part = Walk { item: high, matched: above, ..Walk::default() };
        (a, b) = (low, below);
    }
    parts[0] = Walk { item: a, matched: b, ..Walk::default() };
    while parts.iter().all(Walk::goes_on) {
        parts.iter_mut().for_each(Walk::step);
    }
    for walk in &mut parts {
        while walk.goes_on() {
            walk.step();
        }
        tally.shared += walk.shared;
        tally.shared_own += walk.own;
        tally.shared_figures += walk.figures;
        tally.shared_names += walk.names;
    }
    tally
}

/// Parts that two sets are walked in.
const PARTS: usize = 4;

/// Two sorted sets of shingles, walked together.
#[derive(Clone, Copy, Default)]
struct Walk<'a> {
    item: &'a [u32],
    matched: &'a [u32],
    at: [usize; 2],
    shared: u32,
    own: u32,
    figures: u32,
    names: u32,
}

impl Walk<'_> {
    #[inline(always)]
    fn goes_on(&self) -> bool {
        self.at[0] < self.item.len() && self.at[1] < self.matched.len()
    }

    /// Which of two hashes is lower is a toss of a coin: nothing here is left to a branch that has to guess it.
    #[inline(always)]
    fn step(&mut self) {
        let (x, y) = (self.item[self.at[0]], self.matched[self.at[1]]);
        let shared = u32::from((x ^ y) & HASH == 0);
        let own = shared & u32::from((x | y) & QUOTED == 0);
        let figure = u32::from(x & FIGURE != 0);
        self.shared += shared;
        self.own += own;
        self.figures += own & figure;
        self.names += own & !figure & u32::from(x & NAME != 0);
        self.at[0] += usize::from(x & HASH <= y & HASH);
        self.at[1] += usize::from(y & HASH <= x & HASH);
    }
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
    /// Shared shingles from here: partial, an edge and never a join.
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
    differs(passages(item, matched).sides) || (most && differs(gaps(item, matched)))
}
