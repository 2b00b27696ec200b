//! The main text by a CSS selector set for the outlet.

use std::collections::HashSet;

use scraper::{Html, Selector};

use super::piece::Piece;
use super::reading;
use super::tree::Tree;
use super::vote::{self, Runs};
use crate::news::BlockKind;

/// The pieces that stand in the elements a selector names; `None` when it is none or names nothing.
pub fn select(tree: &Tree<'_>, pieces: &[Piece], css: &str) -> Option<Vec<bool>> {
    let selector = Selector::parse(css).ok()?;
    let page = Html::parse_document(&reading::copy(tree, &HashSet::new())?);
    let text: Vec<String> = page.select(&selector).map(|found| found.text().collect::<Vec<_>>().join(" ")).collect();
    let runs = Runs::of(&text.join("\n"));
    if runs.words == 0 {
        return None;
    }
    let chosen = |piece: &Piece| {
        !matches!(piece.hint, Some(BlockKind::Chrome | BlockKind::Caption))
            && runs.share(&vote::words(&piece.text)) >= 0.8
    };
    Some(pieces.iter().map(chosen).collect())
}
