//! The proof: what two texts share, counted over all their shingles, and what that makes them to each other.

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
            let own = u32::from(shingle & QUOTED == 0);
            let figure = u32::from(shingle & (FIGURE | QUOTED) == FIGURE);
            tally.own[side] += own;
            tally.figures[side] += figure;
            tally.names[side] += u32::from(shingle & (FIGURE | NAME | QUOTED) == NAME);
        }
    }
    // The two sets are walked in two halves side by side: a step waits for the step before it, not for the other half.
    let (a, b) = (&item.shingles[..], &matched.shingles[..]);
    let middle = a.get(a.len() / 2).map_or(0, |hash| hash & HASH);
    let cut = |side: &[u32]| side.partition_point(|hash| hash & HASH < middle);
    let ((a, c), (b, d)) = (a.split_at(cut(a)), b.split_at(cut(b)));
    let (mut low, mut high) = (Walk::new(a, b), Walk::new(c, d));
    while low.goes_on() && high.goes_on() {
        low.step();
        high.step();
    }
    for mut walk in [low, high] {
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

/// Two sorted sets of shingles, walked together.
struct Walk<'a> {
    item: &'a [u32],
    matched: &'a [u32],
    at: [usize; 2],
    shared: u32,
    own: u32,
    figures: u32,
    names: u32,
}

impl<'a> Walk<'a> {
    fn new(item: &'a [u32], matched: &'a [u32]) -> Self {
        Self { item, matched, at: [0, 0], shared: 0, own: 0, figures: 0, names: 0 }
    }

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
    /// Shared shingles from here: partial, an edge and never a join.
    pub partial: u32,
    /// Fewest shingles with figures for a template.
    pub template_least: u32,
    /// Least share of shingles with figures for a template.
    pub template_figures: f32,
    /// A template shares figures at less than this part of the rate of plain words.
    pub template_rate: f32,
    /// From this many shared plain shingles nothing is a template.
    pub template_most: u32,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            least_shared: 8,
            identical: 0.98,
            contained: 0.6,
            overlap: 0.35,
            partial: 15,
            template_least: 6,
            template_figures: 0.1,
            template_rate: 0.35,
            template_most: 150,
        }
    }
}

/// What the tally makes the item to its match; `None` when they have too little in common.
pub fn relation(item: &Fingerprint, matched: &Fingerprint, tally: &Tally, at: &Thresholds) -> Option<Relation> {
    if item.digest == matched.digest && item.words > 0 {
        return Some(Relation::Identical);
    }
    let least = at.least_shared.min(tally.sizes[0].min(tally.sizes[1]) / 2 + 1).max(3);
    let share = |side: usize| tally.shared_own as f32 / tally.own[side].max(1) as f32;
    let (q, l) = (share(0), share(1));
    let edge = (tally.shared >= at.partial).then_some(Relation::Partial);
    if tally.shared_own < least || template(tally, at) {
        return edge;
    }
    if q >= at.identical && l >= at.identical {
        Some(Relation::Identical)
    } else if q >= at.contained && l >= at.contained {
        Some(Relation::Near)
    } else if q >= at.contained {
        Some(Relation::Excerpt)
    } else if l >= at.contained {
        Some(Relation::Expanded)
    } else if q.max(l) >= at.overlap {
        Some(Relation::Overlap)
    } else {
        edge
    }
}

/// A recurring form with other figures or names: the plain words agree, the figures do not.
fn template(tally: &Tally, at: &Thresholds) -> bool {
    let side = usize::from(tally.own[1] < tally.own[0]);
    let plain = tally.own[side] - tally.figures[side] - tally.names[side];
    let shared_plain = tally.shared_own - tally.shared_figures - tally.shared_names;
    let rate = |shared: u32, all: u32| (shared as f32 + 0.5) / (all as f32 + 1.0);
    let figures = rate(tally.shared_figures, tally.figures[side]);
    let plain = rate(shared_plain, plain);
    tally.figures[side] >= at.template_least
        && tally.figures[side] as f32 >= at.template_figures * tally.own[side] as f32
        && shared_plain < at.template_most
        && figures < at.template_rate * plain
}
