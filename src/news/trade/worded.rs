//! Disclaimers, known by their words: outlets put their own name in.

use std::ops::Deref;
use std::sync::OnceLock;

use super::Disclaimer;

/// Words in a run.
const RUN: usize = 3;
/// A disclaimer of fewer words could be anything.
const LEAST: usize = 5;
/// Bytes of the longest line that is looked at.
const LONGEST: usize = 6_000;

/// The disclaimers of the trade.
#[derive(Clone, Debug, Default)]
pub struct Disclaimers {
    list: Vec<Disclaimer>,
    runs: OnceLock<Runs>,
}

/// Hashes of runs of three words.
#[derive(Clone, Debug, Default)]
struct Runs {
    /// Those of each disclaimer.
    each: Vec<Vec<u64>>,
    /// All of them in ascending order: few lines hold any.
    all: Vec<u64>,
}

impl Disclaimers {
    /// Whether a line is a form of one of them: six of ten of its runs of three words stand in the line, and the line has not
    /// many more words.
    pub fn printed(&self, line: &str) -> bool {
        if line.len() > LONGEST {
            return false;
        }
        let known = self.runs();
        let (words, mine) = runs(line);
        if !mine.iter().any(|run| known.all.binary_search(run).is_ok()) {
            return false;
        }
        known.each.iter().any(|theirs| {
            let size = theirs.len() + RUN - 1;
            let held = theirs.iter().filter(|run| mine.contains(run)).count();
            size >= LEAST && held * 10 >= theirs.len() * 6 && words <= size * 2 + 8
        })
    }

    fn runs(&self) -> &Runs {
        self.runs.get_or_init(|| {
            let each: Vec<Vec<u64>> = self.list.iter().map(|one| runs(&one.words).1).collect();
            let mut all = each.concat();
            all.sort_unstable();
            Runs { each, all }
        })
    }
}

impl Deref for Disclaimers {
    type Target = [Disclaimer];

    fn deref(&self) -> &[Disclaimer] {
        &self.list
    }
}

impl FromIterator<Disclaimer> for Disclaimers {
    fn from_iter<I: IntoIterator<Item = Disclaimer>>(list: I) -> Self {
        Self { list: list.into_iter().collect(), runs: OnceLock::new() }
    }
}

impl PartialEq for Disclaimers {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl Eq for Disclaimers {}

/// The words of a line, counted, and the hashes of its runs of three: letters and figures, in lower case.
fn runs(line: &str) -> (usize, Vec<u64>) {
    let words = line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let hashes: Vec<u64> = words.map(|word| hashed(word.chars().flat_map(char::to_lowercase).map(u64::from))).collect();
    let runs = hashes.windows(RUN).map(|run| hashed(run.iter().copied())).collect();
    (hashes.len(), runs)
}

/// Numbers multiplied into one after the other, as in FNV-1a (Fowler, Noll and Vo), turned so that the upper half counts too.
fn hashed(numbers: impl Iterator<Item = u64>) -> u64 {
    numbers.fold(0xcbf2_9ce4_8422_2325, |hash, number| (hash ^ number).wrapping_mul(0x0100_0000_01b3).rotate_left(23))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disclaimer_is_known_with_another_name_in_it_and_nothing_else_is() {
        let words = "Except for the headline, this story has not been edited by Vale Sun staff and is published from a syndicated feed.";
        let known: Disclaimers = [Disclaimer { words: words.into(), ..Disclaimer::default() }].into_iter().collect();
        for line in [words, &words.replace("Vale Sun", "Harbour Post"), &words.to_uppercase()] {
            assert!(known.printed(line), "{line}");
        }
        for line in
            ["", "This story has not been told.", &format!("{words} {}", "The ferry was late again. ".repeat(12))]
        {
            assert!(!known.printed(line), "{line}");
        }
    }
}
