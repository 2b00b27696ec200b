//! Which pieces of a page are the article: two readings vote, the page's own structure and the library's; where they
//! disagree a third is asked and the majority decides. What the markup calls chrome stays out.

use std::collections::{HashMap, HashSet};

use super::consent;
use super::declared::folded;
use super::piece::Piece;
use super::reading;
use super::tag::Tag;
use super::tree::{Id, Tree};
use super::vote::{self, Runs};
use crate::news::BlockKind;
use crate::text::sentences::ends_or_introduces;

/// Two readings that share this much of their words agree.
const AGREE: f32 = 0.8;
/// Words from which a reading is a text at all.
const FEWEST: usize = 25;
/// Words from which the structure alone may be sure of the article.
const SURE_FROM: f32 = 100.0;
/// Share of the page's running text that it must hold then, and share of it that must be running text.
const SURE: f32 = 0.95;
const RUNNING: f32 = 0.6;
/// Share of its sentences that stand side by side in one element then.
const ONE_HOME: f32 = 0.6;
/// Share of an element around the text that must be running text for it to be the text's; and share of its running text
/// that the text's own element may hold at most: where it holds more, what stands around it is teasers and comments.
const WIDE: f32 = 0.75;
const SMALL_PART: f32 = 0.45;
/// Words from which JSON-LD's `articleBody` is taken for the whole text rather than a summary.
const DECLARED_BODY: usize = 80;

/// Share of the lead's words from which a text holds it.
pub const HELD: f32 = 0.3;
/// Words from which, and share of what was chosen from which, an element that calls itself the text is taken at its word.
const MAIN_FROM: usize = 40;
const MAIN: f32 = 0.3;
/// What text above the headline weighs: notices and teasers stand there, and seldom the article.
const ABOVE_HEADLINE: f32 = 0.3;
/// Pieces below a heading within which its paragraph stands, and headings from which they are several.
const HEADED: usize = 5;
const SEVERAL: usize = 3;
/// Share of links from which a line is nothing but links.
const ONLY_LINKS: f32 = 0.8;
/// Share of links in every entry of a list of other stories, and in all of them.
const PART_LINK: f32 = 0.2;
const LINKS: f32 = 0.4;
/// Share of the text that may stand above its headline and be none.
const TEASER: f32 = 0.2;
/// Words from which a paragraph is not said twice by chance, and paragraphs within which the first one comes again.
const TWICE: usize = 20;
const SOON: usize = 3;
/// Pieces above the text in which a lead may stand.
const ABOVE: usize = 12;

/// One page under question.
pub struct Question<'q, 'a> {
    /// The page.
    pub tree: &'q Tree<'a>,
    /// Its text.
    pub pieces: &'q [Piece],
    /// Headlines it declares.
    pub headlines: Vec<&'q str>,
    /// JSON-LD's `articleBody`.
    pub body: Option<&'q str>,
    /// The lead the feed carried: the text must hold it, if the page does.
    pub lead: Option<&'q str>,
}

impl Question<'_, '_> {
    /// Marks the pieces that belong to the article.
    pub fn answer(&self) -> Vec<bool> {
        let words: Vec<Vec<u64>> = self.pieces.iter().map(|p| vote::words(&p.text)).collect();
        let (own, wide) = self.own(&words);
        let body = self.body.map(Runs::of).filter(|b| b.words >= DECLARED_BODY);
        let body = body.map(|b| held(&b, &words)).filter(|v| size(v, &words) >= DECLARED_BODY);
        let sure = !wide && self.is_sure(&own, body.as_ref(), &words);
        let copy = std::cell::OnceCell::new();
        let copy = || copy.get_or_init(|| reading::copy(self.tree, &self.notices())).as_deref();
        let vote = |text: Option<String>| {
            text.map(|text| held(&Runs::of(&text), &words)).filter(|v| size(v, &words) >= FEWEST)
        };
        let library = if sure { None } else { copy().and_then(|copy| vote(reading::trafilatura(copy))) };
        let third = || copy().and_then(|copy| vote(reading::dom_smoothie(copy)));
        let mut chosen = match (&library, &body) {
            _ if sure => self.without_tail(own.clone(), &words),
            (Some(library), Some(body)) => majority([library, &own, body]),
            (Some(library), None) if agreement(library, &own, &words) >= AGREE => library.clone(),
            (Some(library), None) => match third() {
                Some(third) => majority([library, &own, &third]),
                None => library.clone(),
            },
            (None, Some(body)) => body.clone(),
            (None, None) => third().unwrap_or_else(|| own.clone()),
        };
        if let Some(lead) = self.lead.filter(|lead| !self.holds(&chosen, lead)) {
            let others = [library, body, Some(own.clone())].into_iter().flatten();
            if let Some(other) =
                others.chain(std::iter::once_with(third).flatten()).find(|other| self.holds(other, lead))
            {
                chosen = other;
            }
        }
        self.end_with_main(&mut chosen, &words);
        self.rescue(&mut chosen, &words);
        self.refuse(&mut chosen, &words);
        self.without_last_links(&mut chosen);
        self.without_teaser(&mut chosen, &words);
        if size(&chosen, &words) < FEWEST && size(&own, &words) >= FEWEST {
            // All that the others found was chrome.
            chosen = own;
            self.refuse(&mut chosen, &words);
        }
        chosen
    }

    /// The structure leaves no doubt: what it chose holds nearly all of the page's running text, is running text itself, and
    /// stands in one place.
    fn is_sure(&self, own: &[bool], body: Option<&Vec<bool>>, words: &[Vec<u64>]) -> bool {
        let (mut inside, mut all) = (0, 0);
        for (at, piece) in self.pieces.iter().enumerate() {
            let runs = self.is_running(piece) && self.is_sentence(piece, &words[at]);
            all += if runs { words[at].len() } else { 0 };
            inside += if runs && own[at] { words[at].len() } else { 0 };
        }
        let size = size(own, words) as f32;
        size >= SURE_FROM
            && inside as f32 >= all as f32 * SURE
            && inside as f32 >= size * RUNNING
            && self.main_home(own, words).is_some_and(|(_, share)| share >= ONE_HOME)
            && body.is_none_or(|body| agreement(own, body, words) >= AGREE)
    }

    /// What stands below the last paragraph and is neither a list or quotation nor a sentence in what calls itself the
    /// text was no part of the article.
    fn without_tail(&self, mut own: Vec<bool>, words: &[Vec<u64>]) -> Vec<bool> {
        let Some((main, _)) = self.main_home(&own, words) else { return own };
        let last = (0..own.len()).rev().find(|at| own[*at] && self.home(&self.pieces[*at]) == main);
        for at in last.map_or(own.len(), |last| last + 1)..own.len() {
            let piece = &self.pieces[at];
            let listed = matches!(piece.kind, BlockKind::ListItem | BlockKind::Quote | BlockKind::Table);
            own[at] &= listed || (piece.main && self.is_sentence(piece, &words[at]));
        }
        own
    }

    /// The lead stands in what was chosen, or just above it, where stand-firsts are.
    fn holds(&self, chosen: &[bool], lead: &str) -> bool {
        let lead = vote::words(lead);
        let first = chosen.iter().position(|c| *c).unwrap_or(0);
        let near = |at: usize| chosen[at] || (first.saturating_sub(ABOVE)..first).contains(&at);
        let text: Vec<&str> =
            self.pieces.iter().enumerate().filter(|(at, _)| near(*at)).map(|(_, piece)| piece.text.as_str()).collect();
        lead.len() < 8 || Runs::of(&text.join("\n")).share(&lead) >= HELD
    }

    /// The reading by structure: the element whose own paragraphs hold the most running text, and the text in it; and whether
    /// that was widened to an element around it.
    fn own(&self, words: &[Vec<u64>]) -> (Vec<bool>, bool) {
        let top = self.top();
        let mut scores: std::collections::BTreeMap<Id, f32> = Default::default();
        for (at, (piece, words)) in self.pieces.iter().zip(words).enumerate() {
            if words.len() < 8 || !self.is_running(piece) || piece.kind == BlockKind::Heading {
                continue;
            }
            let mut score = words.len() as f32 * if ends_or_introduces(&piece.text) { 1.0 } else { 0.4 };
            if piece.main {
                score *= 1.5;
            }
            if at < top {
                score *= ABOVE_HEADLINE;
            }
            for (level, home) in self.tree.ancestors(self.home(piece)).take(3).enumerate() {
                *scores.entry(home).or_default() += score * [1.0, 0.6, 0.3][level];
            }
        }
        let best = scores.iter().max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)));
        let Some((best, _)) = best else { return (vec![false; self.pieces.len()], false) };
        let wide = self.widened(*best, words);
        let span = wide.index()..self.tree.end_of(wide);
        let inside = |piece: &Piece| span.contains(&piece.node.index());
        let mut own: Vec<bool> = self.pieces.iter().map(|p| inside(p) && self.is_running(p)).collect();
        let Some((main, _)) = self.main_home(&own, words) else { return (own, wide != *best) };
        for (at, piece) in self.pieces.iter().enumerate().filter(|(_, piece)| inside(piece)) {
            // A sentence among the others is theirs, though most of it is a link.
            own[at] |= piece.hint.is_none()
                && piece.linked < 0.8
                && self.home(piece) == main
                && self.is_sentence(piece, &words[at]);
        }
        (own, wide != *best)
    }

    /// The text's element, or one around it: page builders give every paragraph boxes of its own. It goes on to the element
    /// around as long as that adds running text and is little else.
    fn widened(&self, best: Id, words: &[Vec<u64>]) -> Id {
        let sums = self.sums(words);
        let count = |home: Id| sums.within(home.index()..self.tree.end_of(home));
        let own = count(best);
        let (mut home, mut held) = (best, own);
        for above in self.tree.ancestors(best).skip(1) {
            let now = self.tree.tag(home);
            if matches!(now, Some(Tag::Article | Tag::Main))
                || matches!(self.tree.tag(above), Some(Tag::Body | Tag::Html) | None)
            {
                break;
            }
            let around = count(above);
            // The text ends where the element ends that calls itself so.
            let leaves_main = held.main * 10 >= held.copy * 9 && around.main == held.main;
            if around.copy > held.copy && (leaves_main || (around.copy as f32) < around.all as f32 * WIDE) {
                break;
            }
            if around.copy > held.copy {
                (home, held) = (above, around);
            }
        }
        if own.copy as f32 <= held.copy as f32 * SMALL_PART { home } else { best }
    }

    /// What the pieces hold, to be asked of many elements.
    fn sums(&self, words: &[Vec<u64>]) -> Sums {
        let held = self.pieces.iter().zip(words).map(|(piece, words)| {
            let of = |counts: bool| if counts { words.len() } else { 0 };
            let copy = self.is_running(piece) && self.is_sentence(piece, words);
            (piece.node.index(), Held { all: words.len(), copy: of(copy), main: of(copy && piece.main) })
        });
        Sums::of(held.collect())
    }

    /// Elements that hold nothing but words of a consent notice: the libraries take them for the article.
    fn notices(&self) -> HashSet<Id> {
        let asks = |piece: &&Piece| piece.hint == Some(BlockKind::Chrome) && !piece.main && consent::asks(&piece.text);
        self.pieces.iter().filter(asks).map(|piece| piece.node).collect()
    }

    /// The first piece that is the headline, where text begins.
    fn top(&self) -> usize {
        let headlines: Vec<Vec<String>> = self.headlines.iter().map(|h| folded(h)).collect();
        let is_headline = |piece: &Piece| piece.kind == BlockKind::Heading && headlines.contains(&folded(&piece.text));
        self.pieces.iter().position(is_headline).unwrap_or(0)
    }

    /// The element that holds most of the paragraphs chosen, and its share of their words.
    fn main_home(&self, chosen: &[bool], words: &[Vec<u64>]) -> Option<(Id, f32)> {
        let mut homes: std::collections::BTreeMap<Id, usize> = Default::default();
        for (at, piece) in self.pieces.iter().enumerate() {
            if chosen[at] && self.is_sentence(piece, &words[at]) {
                *homes.entry(self.home(piece)).or_default() += words[at].len();
            }
        }
        let all: usize = homes.values().sum();
        let (home, most) = homes.into_iter().max_by_key(|(id, held)| (*held, std::cmp::Reverse(*id)))?;
        Some((home, most as f32 / all as f32))
    }

    fn is_sentence(&self, piece: &Piece, words: &[u64]) -> bool {
        words.len() >= 8 && piece.kind != BlockKind::Heading && ends_or_introduces(&piece.text)
    }

    /// The element that holds a piece's paragraph.
    fn home(&self, piece: &Piece) -> Id {
        let is_paragraph = matches!(
            self.tree.tag(piece.node),
            Some(
                Tag::P
                    | Tag::Li
                    | Tag::Blockquote
                    | Tag::Dd
                    | Tag::Dt
                    | Tag::Pre
                    | Tag::Ul
                    | Tag::Ol
                    | Tag::Td
                    | Tag::Tr
            )
        );
        // A box that holds one line and nothing else is one, too.
        let is_paragraph = is_paragraph || (piece.whole && self.tree.tag(piece.node) == Some(Tag::Div));
        if is_paragraph { self.tree.parent(piece.node).unwrap_or(piece.node) } else { piece.node }
    }

    fn is_running(&self, piece: &Piece) -> bool {
        !matches!(piece.hint, Some(BlockKind::Chrome | BlockKind::Caption | BlockKind::Byline)) && piece.linked < 0.5
    }

    /// Takes in what stands among chosen paragraphs as one of them, and what stands bare between them.
    fn rescue(&self, chosen: &mut [bool], words: &[Vec<u64>]) {
        let mut homes: std::collections::BTreeMap<Id, usize> = Default::default();
        for (at, piece) in self.pieces.iter().enumerate() {
            if chosen[at] && words[at].len() >= 8 {
                *homes.entry(self.home(piece)).or_default() += words[at].len();
            }
        }
        let all: usize = homes.values().sum();
        let (Some(first), Some(last)) = (chosen.iter().position(|c| *c), chosen.iter().rposition(|c| *c)) else {
            return;
        };
        let headings = self.headings(chosen);
        for (at, piece) in self.pieces.iter().enumerate() {
            let heads = piece.kind == BlockKind::Heading;
            let home = if heads { self.tree.parent(piece.node).unwrap_or(piece.node) } else { self.home(piece) };
            let is_home = |id: Id| homes.get(&id).is_some_and(|held| *held * 4 >= all);
            let at_home = is_home(home);
            let inside = (first..=last).contains(&at);
            let sentence = ends_or_introduces(&piece.text) && words[at].len() >= 8;
            let heading = heads && inside;
            let fits = !chosen[at] && piece.hint.is_none();
            let rescued =
                || at_home && (sentence || heading) && (piece.linked < 0.4 || self.heads_copy(at, chosen, &headings));
            let listed = || {
                let fits = inside && piece.linked < ONLY_LINKS && self.tree.parent(home).is_some_and(is_home);
                fits && self.is_listed(at, chosen)
            };
            if fits && (rescued() || listed()) {
                chosen[at] = true;
            }
        }
    }

    /// An entry of a list next to another that was chosen.
    fn is_listed(&self, at: usize, chosen: &[bool]) -> bool {
        let list = |at: usize| {
            let piece = &self.pieces[at];
            (piece.kind == BlockKind::ListItem).then(|| self.tree.parent(piece.node)).flatten()
        };
        let mut beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter(|at| *at < chosen.len());
        list(at).is_some_and(|own| beside.any(|beside| chosen[beside] && list(beside) == Some(own)))
    }

    /// A heading right above a paragraph of the text, though it is a link: one of several, as in a list of films or tools.
    fn heads_copy(&self, at: usize, chosen: &[bool], headings: &HashMap<Option<Id>, usize>) -> bool {
        let home = self.tree.parent(self.pieces[at].node);
        self.heads(at, chosen) && headings.get(&home).is_some_and(|count| *count >= SEVERAL)
    }

    /// A heading right above a paragraph of the text, in the same element.
    fn heads(&self, at: usize, chosen: &[bool]) -> bool {
        let heading = &self.pieces[at];
        if heading.kind != BlockKind::Heading || heading.hint.is_some() {
            return false;
        }
        let below = (at + 1..self.pieces.len().min(at + HEADED)).find(|at| self.pieces[*at].hint.is_none());
        below.is_some_and(|below| {
            let piece = &self.pieces[below];
            chosen[below]
                && piece.kind == BlockKind::Paragraph
                && piece.linked < 0.4
                && self.tree.parent(piece.node) == self.tree.parent(heading.node)
        })
    }

    /// How many such headings each element holds.
    fn headings(&self, chosen: &[bool]) -> HashMap<Option<Id>, usize> {
        let mut headings = HashMap::new();
        for at in (0..self.pieces.len()).filter(|at| self.heads(*at, chosen)) {
            *headings.entry(self.tree.parent(self.pieces[at].node)).or_default() += 1;
        }
        headings
    }

    /// What follows the element that calls itself the article's text is no part of it, where that element holds a text.
    fn end_with_main(&self, chosen: &mut [bool], words: &[Vec<u64>]) {
        let main = |at: &usize| chosen[*at] && self.pieces[*at].main;
        let held: usize = (0..chosen.len()).filter(main).map(|at| words[at].len()).sum();
        let Some(last) = (0..chosen.len()).rev().find(main) else { return };
        if held >= MAIN_FROM && held as f32 >= size(chosen, words) as f32 * MAIN {
            chosen[last + 1..].fill(false);
        }
    }

    /// What stands above the headline of a text below it is a teaser, and so is a first paragraph that comes again.
    fn without_teaser(&self, chosen: &mut [bool], words: &[Vec<u64>]) {
        let top = self.top();
        let above: usize = (0..top).filter(|at| chosen[*at]).map(|at| words[at].len()).sum();
        if above > 0 && above as f32 <= size(chosen, words) as f32 * TEASER {
            (0..top).filter(|at| words[*at].len() >= TWICE).for_each(|at| chosen[at] = false);
        }
        let mut paragraphs = (0..chosen.len()).filter(|at| chosen[*at] && words[*at].len() >= TWICE);
        let Some(first) = paragraphs.next() else { return };
        if let Some(again) = paragraphs.take(SOON).find(|at| words[*at] == words[first]) {
            chosen[if self.pieces[first].main && !self.pieces[again].main { again } else { first }] = false;
        }
    }

    /// A list at the very end whose every entry is in good part a link names other stories, unless a colon introduces it.
    fn without_last_links(&self, chosen: &mut [bool]) {
        let is_link = |at: &usize| self.pieces[*at].kind == BlockKind::ListItem && self.pieces[*at].linked >= PART_LINK;
        let Some(last) = chosen.iter().rposition(|c| *c).filter(is_link) else { return };
        let first = (0..last).rev().take_while(is_link).last().unwrap_or(last);
        let end = (last..chosen.len()).take_while(is_link).last().unwrap_or(last);
        let list = &self.pieces[first..=end];
        let linked: f32 = list.iter().map(|piece| piece.linked).sum();
        let label = first.checked_sub(1).filter(|at| !ends_or_introduces(&self.pieces[*at].text));
        if list.len() >= SEVERAL
            && linked >= list.len() as f32 * LINKS
            && let Some(label) = label
        {
            chosen[label..=end].fill(false);
        }
    }

    /// Leaves out headlines, chrome, captions and lines that are only links.
    fn refuse(&self, chosen: &mut [bool], words: &[Vec<u64>]) {
        let headlines: Vec<Vec<String>> = self.headlines.iter().map(|h| folded(h)).collect();
        // Some outlets wrap their article in what sounds like a wall; whole sentences there are copy. A box in it is none.
        let count = |held: &dyn Fn(&Piece) -> bool| -> usize {
            self.pieces.iter().zip(words).filter(|(piece, _)| held(piece)).map(|(_, words)| words.len()).sum()
        };
        let within = count(&|piece| piece.main && piece.hint == Some(BlockKind::Chrome));
        let wrapped = within * 4 >= count(&|piece| piece.main);
        let headings = self.headings(chosen);
        for (at, piece) in self.pieces.iter().enumerate().filter(|(at, _)| chosen[*at]).collect::<Vec<_>>() {
            let is_headline = piece.kind == BlockKind::Heading && headlines.contains(&folded(&piece.text));
            let says_chrome = match piece.hint {
                Some(BlockKind::Chrome) => !(wrapped && piece.main && words[at].len() >= 12 && piece.linked < 0.3),
                Some(BlockKind::Caption) => true,
                _ => false,
            };
            let only_links = piece.linked >= ONLY_LINKS && !self.heads_copy(at, chosen, &headings);
            if is_headline || says_chrome || only_links {
                chosen[at] = false;
            }
        }
    }
}

/// Words that an element holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Held {
    all: usize,
    /// In running text.
    copy: usize,
    /// And in what calls itself the article's text.
    main: usize,
}

impl Held {
    fn plus(self, other: Held) -> Held {
        Held { all: self.all + other.all, copy: self.copy + other.copy, main: self.main + other.main }
    }
}

/// Words by node, added up from the beginning of the page.
struct Sums {
    /// Index of a node, and what all nodes before it hold.
    before: Vec<(usize, Held)>,
    all: Held,
}

impl Sums {
    /// Pieces come in reading order, by the index of their nodes: what stands behind a paragraph belongs to a node before it.
    fn of(mut pieces: Vec<(usize, Held)>) -> Self {
        pieces.sort_by_key(|(node, _)| *node);
        let mut all = Held::default();
        for (_, held) in &mut pieces {
            let before = all;
            all = all.plus(*held);
            *held = before;
        }
        Self { before: pieces, all }
    }

    fn within(&self, nodes: std::ops::Range<usize>) -> Held {
        let before = |node: usize| {
            let at = self.before.partition_point(|(known, _)| *known < node);
            self.before.get(at).map_or(self.all, |(_, held)| *held)
        };
        let (from, to) = (before(nodes.start), before(nodes.end));
        Held { all: to.all - from.all, copy: to.copy - from.copy, main: to.main - from.main }
    }
}

/// Pieces that stand in a text.
fn held(text: &Runs, words: &[Vec<u64>]) -> Vec<bool> {
    words.iter().map(|words| text.share(words) >= 0.5).collect()
}

/// Words chosen.
fn size(chosen: &[bool], words: &[Vec<u64>]) -> usize {
    chosen.iter().zip(words).filter(|(chosen, _)| **chosen).map(|(_, words)| words.len()).sum()
}

/// Words that both chose, as a share of the words that either chose.
fn agreement(a: &[bool], b: &[bool], words: &[Vec<u64>]) -> f32 {
    let both: Vec<bool> = a.iter().zip(b).map(|(a, b)| *a && *b).collect();
    let either: Vec<bool> = a.iter().zip(b).map(|(a, b)| *a || *b).collect();
    size(&both, words) as f32 / size(&either, words).max(1) as f32
}

fn majority(votes: [&Vec<bool>; 3]) -> Vec<bool> {
    (0..votes[0].len()).map(|at| votes.iter().filter(|v| v[at]).count() >= 2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_holds_what_its_nodes_hold_in_whatever_order_they_are_read() {
        let held = |n: usize| Held { all: n, copy: n / 2, main: n / 3 };
        // Text behind a paragraph stands in a node before it.
        let pieces: Vec<(usize, Held)> =
            [4, 9, 4, 2, 30, 17, 2, 9].into_iter().zip(1..).map(|(node, n)| (node, held(n))).collect();
        let sums = Sums::of(pieces.clone());
        for from in 0..33 {
            for to in from..33 {
                let inside = pieces.iter().filter(|(node, _)| (from..to).contains(node));
                let expected = inside.fold(Held::default(), |sum, (_, held)| sum.plus(*held));
                assert_eq!(sums.within(from..to), expected, "{from}..{to}");
            }
        }
    }
}
