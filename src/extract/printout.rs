//! A whole page handed in as plain text: which of its lines are the article's, and which stood around it.
//!
//! Line by line a menu, a teaser and a comment form look like short paragraphs; together they give themselves away. After
//! the shallow text features of Kohlschütter et al. (Boilerplate Detection using Shallow Text Features, WSDM 2010) and the
//! neighbour rule of jusText (Pomikálek 2011): long lines of running text anchor the article, short lines belong to
//! whatever stands around them, and a long run of short lines parts the article from what is no part of it.

use super::consent;
use crate::text::sentences::ends_or_introduces;

/// Words from which a line that ends like a sentence is running text.
const RUNNING: usize = 8;
/// Words from which a line is running text however it ends.
const LONG: usize = 25;
/// Labels that may stand between two running lines of one stretch.
const GAP: usize = 3;
/// Labels in a row that make a menu: a text without one was handed in without its page.
const MENU: usize = 8;
/// Words up to which a line that does not end like a sentence is a label.
const LABEL: usize = 6;
/// Words of running text that a page must hold to be taken apart at all.
const LEAST: usize = 60;
/// A stretch with less than this share of the best one's weight is a teaser, a form or a note.
const SHARE: f32 = 0.55;
/// What headings take from a stretch: one that were nothing else would keep a fifth of its weight.
const HEADINGS: f32 = 0.8;

/// For every line of a text, whether it stood around the article. All `false` for a text that is no printout of a page.
pub fn around(lines: &[String]) -> Vec<bool> {
    let sizes: Vec<usize> = lines.iter().map(|line| words(line)).collect();
    let runs: Vec<bool> = lines.iter().zip(&sizes).map(|(line, size)| is_running(line, *size)).collect();
    let labels: Vec<bool> = lines.iter().zip(&sizes).map(|(line, size)| is_label(line, *size)).collect();
    let running: usize = sizes.iter().zip(&runs).filter(|(_, runs)| **runs).map(|(size, _)| size).sum();
    let menu = labels.split(|label| !label).map(<[bool]>::len).max().unwrap_or(0);
    if menu < MENU || running < LEAST {
        return vec![false; lines.len()];
    }
    let stretches = stretches(&runs, &labels, &sizes);
    // Lists of teasers are running lines under headings of their own; an article has few headings.
    let weight = |stretch: &Stretch| {
        let inside = stretch.first..=stretch.last;
        let heads = inside.clone().filter(|at| !runs[*at] && !ends_or_introduces(&lines[*at])).count();
        stretch.words as f32 * (1.0 - HEADINGS * heads as f32 / inside.count() as f32)
    };
    let most = stretches.iter().map(weight).fold(0.0, f32::max);
    // Comments and whole other stories stand below the article, and may be longer.
    let first = stretches.iter().position(|stretch| weight(stretch) >= LEAST as f32);
    let mut around = vec![true; lines.len()];
    for (at, stretch) in stretches.iter().enumerate() {
        if Some(at) == first || weight(stretch) >= most * SHARE {
            around[stretch.first..=stretch.last].fill(false);
        }
    }
    around
}

/// Lines that stand together.
struct Stretch {
    first: usize,
    last: usize,
    /// Words of its running lines.
    words: usize,
}

fn stretches(runs: &[bool], labels: &[bool], sizes: &[usize]) -> Vec<Stretch> {
    let mut found: Vec<Stretch> = Vec::new();
    for at in (0..runs.len()).filter(|at| runs[*at]) {
        match found.last_mut() {
            Some(open) if labels[open.last..at].iter().filter(|label| **label).count() <= GAP => {
                open.last = at;
                open.words += sizes[at];
            }
            _ => found.push(Stretch { first: at, last: at, words: sizes[at] }),
        }
    }
    found
}

fn is_running(line: &str, words: usize) -> bool {
    (words >= LONG || (words >= RUNNING && ends_or_introduces(line))) && !consent::asks(line)
}

/// A short line that is no sentence and holds no figure: tables are copy.
fn is_label(line: &str, words: usize) -> bool {
    words <= LABEL && !ends_or_introduces(line) && !line.contains(|c: char| c.is_ascii_digit())
}

/// Words by length, so that scripts without spaces count too: six letters a word, two ideographs a word.
fn words(line: &str) -> usize {
    let units: usize = line
        .chars()
        .map(|c| match c {
            '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => 3,
            _ => 1,
        })
        .sum();
    units / 6
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(page: &[(&str, bool)]) {
        let lines: Vec<String> = page.iter().map(|(line, _)| (*line).to_owned()).collect();
        let expected: Vec<bool> = page.iter().map(|(_, around)| *around).collect();
        assert_eq!(around(&lines), expected);
    }

    const SENTENCE: &str =
        "The ferry left the quay at noon with two hundred people aboard, the harbour board said on Monday.";

    #[test]
    fn the_article_is_told_from_menu_teasers_and_form() {
        let menu = ["Home", "News", "Sport", "Weather", "Jobs", "Contact us", "Log in", "Subscribe", "Search"];
        let mut page: Vec<(&str, bool)> = menu.iter().map(|label| (*label, true)).collect();
        page.extend([
            (SENTENCE, false),
            ("Back in service", false),
            (SENTENCE, false),
            (SENTENCE, false),
            (SENTENCE, false),
        ]);
        page.extend(menu.iter().map(|label| (*label, true)));
        page.push(("Leave a reply and tell us what you think of the new ferry and its crew.", true));
        page.extend([("Name", true), ("Website", true)]);
        check(&page);
    }

    #[test]
    fn the_first_stretch_is_the_article_though_comments_are_longer() {
        let menu = ["Home", "News", "Sport", "Weather", "Jobs", "Contact us", "Log in", "Subscribe", "Search"];
        let mut page: Vec<(&str, bool)> = menu.iter().map(|label| (*label, true)).collect();
        page.extend([(SENTENCE, false); 5]);
        page.extend(menu.iter().map(|label| (*label, true)));
        // What is long may be the rest of the article too: it is kept.
        page.extend([(SENTENCE, false); 20]);
        check(&page);
    }

    #[test]
    fn copy_that_quotes_a_consent_notice_ends_an_article() {
        let menu = ["Home", "News", "Sport", "Weather", "Jobs", "Contact us", "Log in", "Subscribe", "Search"];
        let mut page: Vec<(&str, bool)> = menu.iter().map(|label| (*label, true)).collect();
        page.extend([(SENTENCE, false); 4]);
        page.push(("The paper had told its readers “We value your privacy”, the court said in its ruling.", false));
        page.extend(menu.iter().map(|label| (*label, true)));
        page.push(("We value your privacy and use what you tell us to show you what you may like.", true));
        check(&page);
    }

    #[test]
    fn text_without_its_page_is_left_alone() {
        check(&[
            ("Ferry back in service", false),
            (SENTENCE, false),
            (SENTENCE, false),
            (SENTENCE, false),
            (SENTENCE, false),
        ]);
        // A table is copy: its short lines hold figures.
        let mut table = vec![("Shr 48 cts vs 35 cts", false); 12];
        table.extend([(SENTENCE, false); 5]);
        check(&table);
        // A list without running text around it is all there is.
        check(&[("Red", false); 20]);
    }
}
