//! Pages that show no article: paywalls, logins, consent, bot checks, parked domains.

use super::declared::Declared;
use super::piece::Piece;
use super::tree::Tree;
use crate::news::{Draft, Fault};

/// What stands between the reader and the article, if anything does.
pub fn wall(_tree: &Tree<'_>, _pieces: &[Piece], _draft: &Draft, _declared: &Declared) -> Option<Fault> {
    None
}
