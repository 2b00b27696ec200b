//! What stands around the article's text: its headline, byline and stand-first above, notes below, links between. It is kept
//! in the draft, marked by its markup, so that nothing a reader of credits needs is lost.

use super::declared::{folded, shared};
use super::piece::Piece;
use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::news::{Block, BlockKind};
use crate::text::sentences::ends_sentence;

/// Pieces kept between the headline and the text.
const MOST_ABOVE: usize = 60;
/// Pieces kept above the text when no headline is found.
const ABOVE_WITHOUT_HEADLINE: usize = 12;
/// Labels above the headline, characters of the longest, and boxes around the headline in which they stand.
const MOST_LABELS: usize = 2;
const LONGEST_LABEL: usize = 40;
const BOXES: usize = 2;
/// Pieces kept below the text.
const MOST_BELOW: usize = 30;

/// Where the article stands among the pieces of its page.
#[derive(Clone, Debug, Default)]
pub struct Extent {
    /// First piece of its head.
    pub from: usize,
    /// Its headline, where it stands among the pieces.
    pub top: Option<usize>,
    /// First piece of its text.
    pub first: usize,
    /// After the last piece of its text.
    pub last: usize,
    /// After the last piece of its tail.
    pub to: usize,
}

/// Where the article stands, by the pieces chosen as its text. `None` when none are.
pub fn extent(tree: &Tree<'_>, pieces: &[Piece], chosen: &[bool], headline: Option<&str>) -> Option<Extent> {
    let first = chosen.iter().position(|c| *c)?;
    let last = chosen.iter().rposition(|c| *c)? + 1;
    let top = headline.and_then(|headline| top(pieces, first, headline));
    let from = match top {
        // Labels and bylines may stand above the headline.
        Some(top) => (top.saturating_sub(4)..top)
            .find(|at| pieces[*at].hint == Some(BlockKind::Byline))
            .unwrap_or(top)
            .min(labels(tree, pieces, top)),
        None => first.saturating_sub(ABOVE_WITHOUT_HEADLINE),
    };
    let home = home(tree, &pieces[last - 1]);
    let end = tree.end_of(home);
    let to = (last..pieces.len().min(last + MOST_BELOW))
        .find(|at| pieces[*at].node.index() >= end)
        .unwrap_or(pieces.len().min(last + MOST_BELOW));
    Some(Extent { from, top, first, last, to })
}

/// The blocks of a draft: the text, and what stands around it.
pub fn blocks(pieces: &[Piece], chosen: &[bool], extent: &Extent, headline: Option<&str>) -> Vec<Block> {
    let headline = headline.map(folded).unwrap_or_default();
    // A stand-first stands above the first paragraph; further down the same class is a paragraph like others.
    let copy = |at: &usize| chosen[*at] && pieces[*at].hint.is_none() && pieces[*at].text.chars().count() >= 60;
    let copy = (extent.first..extent.last).find(copy).unwrap_or(extent.first);
    (extent.from..extent.to)
        .map(|at| {
            let piece = &pieces[at];
            let kind = if extent.top.is_some_and(|top| at < top) && is_label(piece) {
                BlockKind::Label
            } else if chosen[at] {
                chosen_kind(piece, at < copy)
            } else {
                kind(piece, &headline, at < extent.first, at < extent.last)
            };
            Block { kind, text: piece.text.clone() }
        })
        .collect()
}

/// The first of the labels right above the headline, in the box around it; the headline itself where there are none.
fn labels(tree: &Tree<'_>, pieces: &[Piece], top: usize) -> usize {
    let above = |id: Id| (0..top).rev().take_while(|at| pieces[*at].node.index() >= id.index()).last();
    // The nearest box that holds more than the headline.
    let is_box = |id: &Id| !matches!(tree.tag(*id), Some(Tag::Body | Tag::Main) | None);
    let boxes = tree.ancestors(pieces[top].node).skip(1).take(BOXES).take_while(is_box);
    let first = boxes.into_iter().find_map(above).unwrap_or(top);
    let are_labels = top - first <= MOST_LABELS && pieces[first..top].iter().all(is_label);
    if are_labels { first } else { top }
}

/// A short line that is no sentence and no path through the page, in what is no chrome.
fn is_label(piece: &Piece) -> bool {
    let is_path = piece.text.contains(['>', '›', '»', '/', '|']);
    piece.hint.is_none() && !is_path && piece.text.chars().nth(LONGEST_LABEL).is_none() && !ends_sentence(&piece.text)
}

fn chosen_kind(piece: &Piece, above: bool) -> BlockKind {
    match piece.hint {
        Some(BlockKind::StandFirst) if above => BlockKind::StandFirst,
        Some(BlockKind::Embed) => BlockKind::Embed,
        // What several readings took for text is text, whatever its class is called.
        Some(BlockKind::StandFirst | BlockKind::Chrome | BlockKind::Caption) | None => piece.kind,
        Some(kind) if piece.text.chars().count() <= 200 => kind,
        Some(_) => piece.kind,
    }
}

fn kind(piece: &Piece, headline: &[String], above: bool, before_end: bool) -> BlockKind {
    let is_headline = piece.text.chars().count() <= 400 && !headline.is_empty() && folded(&piece.text) == headline;
    match piece.hint {
        _ if is_headline => BlockKind::Heading,
        Some(BlockKind::StandFirst) if !above => BlockKind::Chrome,
        Some(kind) => kind,
        None if piece.linked >= 0.8 && !above => BlockKind::Links,
        None if piece.kind == BlockKind::Table && !above && before_end => BlockKind::Table,
        // Above the text: a second heading, or a sentence between headline and text, is a stand-first.
        None if above
            && (piece.article || piece.kind == BlockKind::Heading)
            && piece.linked < 0.3
            && piece.text.chars().nth(39).is_some() =>
        {
            BlockKind::StandFirst
        }
        None => BlockKind::Chrome,
    }
}

/// The last piece above the text that is the headline.
fn top(pieces: &[Piece], first: usize, headline: &str) -> Option<usize> {
    let headline = folded(headline);
    let near = first.saturating_sub(MOST_ABOVE)..first;
    let exact = near.clone().filter(|at| folded(&pieces[*at].text) == headline);
    let heading = exact.clone().find(|at| pieces[*at].kind == BlockKind::Heading);
    heading.or_else(|| exact.clone().next()).or_else(|| {
        near.rev().find(|at| {
            let words = folded(&pieces[*at].text);
            pieces[*at].kind == BlockKind::Heading && words.len() >= 4 && shared(&words, &headline) >= 0.7
        })
    })
}

/// The element whose end is the end of the article: the `article` around its last paragraph, or a few levels up.
fn home(tree: &Tree<'_>, last: &Piece) -> Id {
    let mut home = last.node;
    for (level, id) in tree.ancestors(last.node).enumerate() {
        match tree.tag(id) {
            Some(Tag::Article | Tag::Main) => return id,
            Some(Tag::Body | Tag::Html) | None => return home,
            _ if level > 4 => return home,
            _ => home = id,
        }
    }
    home
}
