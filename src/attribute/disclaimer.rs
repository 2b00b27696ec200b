//! Disclaimers that say the copy was not edited, and whether that is true.

use std::collections::HashSet;
use std::sync::LazyLock;

use regex::Regex;

use crate::news::{Article, Changes, Disclaim, FurnitureKind, Trade};
use crate::text::words;

/// Share of a listed disclaimer's word pairs from which a line is a form of it: outlets put their own name in.
const ALIKE: f32 = 0.5;
/// Words added below everything shared that are taken for page chrome, and above which they are somebody's text.
const CHROME: u32 = 40;

/// What such lines say in any wording.
static UNEDITED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:(?:has|have|was|were) not been (?:edited|modified|altered|changed)|not (?:been )?edited by|without (?:any )?(?:modifications?|edit(?:s|ing)|changes?|alterations?)|auto-?(?:matically )?[ -]?generated|unedited|only the headline|except for the headline|nicht (?:redaktionell )?bearbeitet|unverändert übernommen|n['’]a pas été modifié|sin (?:editar|modificaciones))\b|संपादित नहीं",
    )
    .expect("checked by tests")
});

/// The line that says that nothing but headline or picture was changed.
pub fn claims_unedited(article: &Article, trade: &Trade) -> Option<String> {
    let lines = article.furniture.iter().filter(|piece| {
        matches!(piece.kind, FurnitureKind::Disclaimer | FurnitureKind::CreditLine | FurnitureKind::Boilerplate)
    });
    let lines = lines.map(|piece| piece.words.as_str());
    // A form that normalising does not know may stand at the end of the text.
    let last = article.body.paragraphs.iter().rev().take(2).map(String::as_str).filter(|text| text.len() < 400);
    lines.chain(last).find(|line| is_claim(line, trade)).map(str::to_owned)
}

fn is_claim(line: &str, trade: &Trade) -> bool {
    let mine = pairs(line);
    let alike = |words: &str| {
        let theirs = pairs(words);
        mine.intersection(&theirs).count() as f32 / theirs.len().max(1) as f32
    };
    let listed = trade.disclaimers.iter().map(|one| (alike(&one.words), one.claims_unedited));
    match listed.max_by(|a, b| a.0.total_cmp(&b.0)) {
        Some((share, claims)) if share >= ALIKE => claims,
        _ => UNEDITED.is_match(line),
    }
}

fn pairs(line: &str) -> HashSet<(u32, u32)> {
    words::words(line).windows(2).map(|pair| (pair[0].hash, pair[1].hash)).collect()
}

/// The disclaimer of an article put to the test: cutting is editing too. `changes`: against the text it carries.
pub fn disclaimer(article: &Article, changes: Option<&Changes>, trade: &Trade) -> Option<Disclaim> {
    let words = claims_unedited(article, trade)?;
    Some(Disclaim { words, holds: changes.map(is_untouched) })
}

/// The copy stands as it was issued. A few words below it are page chrome that extraction left.
fn is_untouched(changes: &Changes) -> bool {
    let chrome = changes.added.len() <= 1 && changes.added_below > 0 && changes.added_below <= CHROME;
    changes.cut.is_empty()
        && changes.edits.is_empty()
        && changes.facts.is_empty()
        && (changes.added.is_empty() || chrome)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, claims: bool) {
        assert_eq!(is_claim(line, &Trade::builtin()), claims, "{line}");
    }

    #[test]
    fn claims_are_known_whoever_prints_them() {
        check(
            "Except for the headline, this story has not been edited by the Valley Sun staff and is published from a syndicated feed.",
            true,
        );
        check(
            "Only the headline of this report may have been reworked by the Vale desk; the rest of the content is published from a syndicated feed.",
            true,
        );
        check("(This story has not been edited by our staff and is auto-generated from a syndicated feed.)", true);
        check("This text came from the agency and was published without any changes.", true);
    }

    #[test]
    fn other_small_print_claims_nothing() {
        check(
            "This story has been sourced from a third party syndicated feed, agencies. Vale Sun accepts no responsibility or liability for its dependability, trustworthiness, reliability and data of the text.",
            false,
        );
        check("(With inputs from ANI)", false);
        check("All rights reserved. This material may not be published, broadcast, rewritten or redistributed.", false);
    }
}
