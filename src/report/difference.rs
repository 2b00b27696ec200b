//! Two texts set side by side, words that stand on one side only marked.

use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{Difference, Run};
use crate::text::shown::shown;

/// Most words of a text that are compared; the rest is left out and said.
const MOST: usize = 4_000;

/// What two texts share, in words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub kept: u64,
    pub cut: u64,
    pub added: u64,
}

/// A word with the paragraph it stands in.
struct Word<'a> {
    words: &'a str,
    ends: bool,
}

/// Sets `right` beside `left`. A row ends where a paragraph ends on either side.
pub(super) fn difference(left: &str, left_text: &[String], right: &str, right_text: &[String]) -> (Difference, Sums) {
    let (a_text, b_text) = (clean(left_text), clean(right_text));
    let (a, b) = (words(&a_text), words(&b_text));
    let (a_folded, b_folded) = (folded(&a), folded(&b));
    let mut rows = Rows::default();
    let mut sums = Sums::default();
    for op in capture_diff_slices(Algorithm::Myers, &a_folded, &b_folded) {
        let (cut, added) = (&a[op.old_range()], &b[op.new_range()]);
        if let DiffOp::Equal { .. } = op {
            sums.kept += cut.len() as u64;
            for (one, other) in cut.iter().zip(added) {
                rows.both(one, other);
            }
        } else {
            sums.cut += cut.len() as u64;
            sums.added += added.len() as u64;
            cut.iter().for_each(|word| rows.left(word));
            added.iter().for_each(|word| rows.right(word));
        }
    }
    (Difference { left: left.to_owned(), right: right.to_owned(), rows: rows.done() }, sums)
}

fn clean(text: &[String]) -> Vec<String> {
    text.iter().map(|paragraph| shown(paragraph, 20_000)).collect()
}

fn words(text: &[String]) -> Vec<Word<'_>> {
    let mut all = Vec::new();
    for paragraph in text {
        all.extend(paragraph.split_whitespace().map(|words| Word { words, ends: false }));
        if let Some(last) = all.last_mut() {
            last.ends = true;
        }
    }
    if all.len() > MOST {
        all.truncate(MOST);
        all.push(Word { words: "[…]", ends: true });
    }
    all
}

/// Words as they are compared: case and the punctuation around them do not count.
fn folded(words: &[Word<'_>]) -> Vec<String> {
    words
        .iter()
        .map(|word| {
            let bare = word.words.trim_matches(|c: char| !c.is_alphanumeric());
            if bare.is_empty() { word.words.to_owned() } else { bare.to_lowercase() }
        })
        .collect()
}

/// Rows as they grow.
#[derive(Default)]
struct Rows {
    done: Vec<(Vec<Run>, Vec<Run>)>,
    left: Vec<Run>,
    right: Vec<Run>,
}

impl Rows {
    fn both(&mut self, left: &Word<'_>, right: &Word<'_>) {
        add(&mut self.left, left.words, false);
        add(&mut self.right, right.words, false);
        if left.ends || right.ends {
            self.close();
        }
    }

    fn left(&mut self, word: &Word<'_>) {
        add(&mut self.left, word.words, true);
        if word.ends && self.right.is_empty() {
            self.close();
        }
    }

    fn right(&mut self, word: &Word<'_>) {
        add(&mut self.right, word.words, true);
        if word.ends {
            self.close();
        }
    }

    fn close(&mut self) {
        if !self.left.is_empty() || !self.right.is_empty() {
            self.done.push((std::mem::take(&mut self.left), std::mem::take(&mut self.right)));
        }
    }

    fn done(mut self) -> Vec<(Vec<Run>, Vec<Run>)> {
        self.close();
        self.done
    }
}

fn add(runs: &mut Vec<Run>, word: &str, changed: bool) {
    match runs.last_mut() {
        Some(run) if run.changed == changed => {
            run.words.push(' ');
            run.words.push_str(word);
        }
        _ => runs.push(Run { words: word.to_owned(), changed }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(runs: &[Run]) -> String {
        runs.iter()
            .map(|run| if run.changed { format!("[{}]", run.words) } else { run.words.clone() })
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn check(left: &[&str], right: &[&str], expected: &[(&str, &str)], sums: (u64, u64, u64)) {
        let own = |text: &[&str]| text.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>();
        let (found, counted) = difference("a", &own(left), "b", &own(right));
        let rows: Vec<_> = found.rows.iter().map(|(a, b)| (side(a), side(b))).collect();
        let rows: Vec<_> = rows.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
        assert_eq!(rows, expected);
        assert_eq!((counted.kept, counted.cut, counted.added), sums);
    }

    #[test]
    fn words_of_one_side_are_marked() {
        check(
            &["Twelve people were hurt.", "Police said so."],
            &["Fourteen people were hurt, police said so."],
            &[("[Twelve] people were hurt.", "[Fourteen] people were hurt,"), ("Police said so.", "police said so.")],
            (6, 1, 1),
        );
        check(&["One.", "Two."], &["Two."], &[("[One.]", ""), ("Two.", "Two.")], (1, 1, 0));
        check(&[], &["New."], &[("", "[New.]")], (0, 0, 1));
    }
}
