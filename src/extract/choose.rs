//! Which pieces of a page are the article: several readings vote, the page's own structure decides.

use super::piece::Piece;
use super::vote::{self, Runs};

/// Marks the pieces that belong to the article.
pub fn choose(pieces: &[Piece], readings: &[Runs]) -> Vec<bool> {
    pieces
        .iter()
        .map(|piece| {
            let words = vote::words(&piece.text);
            readings.iter().any(|r| r.share(&words) >= 0.5)
        })
        .collect()
}
