//! Two texts side by side, aligned by words: what both have, and what stands on one side only.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

use super::words::{self, Word};

/// A stretch of the two texts: the same words on both, or other words in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Both have it.
    pub equal: bool,
    /// As the left has it, with the space behind it.
    pub left: String,
    /// As the right has it.
    pub right: String,
    /// Words that begin on each side, as [`words::words`] finds them in the whole text.
    pub words: (usize, usize),
}

/// Aligns two texts. By words, not by lines: every outlet breaks paragraphs elsewhere. Spaces and the form of
/// quotes and dashes make no difference.
pub fn sides(left: &str, right: &str) -> Vec<Stretch> {
    let mut counts = [Count::of(left), Count::of(right)];
    let (left, right) = (pieces(left), pieces(right));
    let keys = |pieces: &[&str]| pieces.iter().map(|piece| key(piece)).collect::<Vec<_>>();
    let ops = capture_diff_slices(Algorithm::Patience, &keys(&left), &keys(&right));
    // Each with the pieces that hold a letter or a digit.
    let mut rows: Vec<(Stretch, usize)> = Vec::new();
    for op in ops {
        let (l, r) = (op.old_range(), op.new_range());
        let (l, r) = (&left[l], &right[r]);
        let equal = matches!(op, DiffOp::Equal { .. });
        let (left, right) = (l.concat(), r.concat());
        let words = (counts[0].next(&left), counts[1].next(&right));
        let row = Stretch { equal, left, right, words };
        // A lone word in common between two changes is chance: the changes read better as one.
        match rows.as_mut_slice() {
            [.., (changed, _), (between, pieces)] if !equal && !changed.equal && between.equal && *pieces < 2 => {
                for part in [&*between, &row] {
                    changed.left.push_str(&part.left);
                    changed.right.push_str(&part.right);
                    changed.words = (changed.words.0 + part.words.0, changed.words.1 + part.words.1);
                }
                rows.pop();
            }
            _ => rows.push((row, l.iter().filter(|piece| holds_word(piece)).count())),
        }
    }
    rows.into_iter().map(|(row, _)| row).collect()
}

/// Counts the words of a text, a stretch after the other.
struct Count {
    words: Vec<Word>,
    counted: usize,
    end: usize,
}

impl Count {
    fn of(text: &str) -> Self {
        Self { words: words::words(text), counted: 0, end: 0 }
    }

    /// Words that begin in the next stretch.
    fn next(&mut self, stretch: &str) -> usize {
        self.end += stretch.len();
        let rest = &self.words[self.counted..];
        let found = rest.iter().take_while(|word| (word.start as usize) < self.end).count();
        self.counted += found;
        found
    }
}

/// Words, each with the space and marks behind it: by Unicode's word boundaries, so that scripts without spaces work too.
pub fn pieces(text: &str) -> Vec<&str> {
    let mut ends: Vec<usize> = Vec::new();
    for (at, piece) in text.split_word_bound_indices() {
        let end = at + piece.len();
        match ends.last_mut() {
            Some(last) if !holds_word(piece) => *last = end,
            _ => ends.push(end),
        }
    }
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(&ends).map(|(start, end)| &text[start..*end]).collect()
}

fn holds_word(piece: &str) -> bool {
    piece.chars().any(char::is_alphanumeric)
}

/// What two pieces are compared by: spaces and the form of quotes and dashes make no difference.
fn key(piece: &str) -> String {
    piece
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '‘' | '’' | '‚' | '‛' | '′' | '`' => '\'',
            '“' | '”' | '„' | '‟' | '″' | '«' | '»' => '"',
            '‐' | '‑' | '–' | '—' | '−' => '-',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(left: &str, right: &str, changes: &[(&str, &str)]) {
        let rows = sides(left, right);
        let found: Vec<(&str, &str)> =
            rows.iter().filter(|row| !row.equal).map(|row| (row.left.trim(), row.right.trim())).collect();
        assert_eq!(found, changes);
        assert_eq!(rows.iter().map(|row| row.left.as_str()).collect::<String>(), left);
        assert_eq!(rows.iter().map(|row| row.right.as_str()).collect::<String>(), right);
    }

    #[test]
    fn the_words_of_all_stretches_are_those_of_the_text() {
        for (left, right) in [
            ("The U.S. said 3.5% of it, at 10:30.", "The US said 3,5 % of it at 10.30"),
            ("It’s a two-day dock_side strike", "Its a two day strike, she said"),
            ("大坝周一开闸放水, 专家说", "大坝周二开闸, 放水"),
            ("", "All of it"),
        ] {
            let rows = sides(left, right);
            let sums = rows.iter().fold((0, 0), |sum, row| (sum.0 + row.words.0, sum.1 + row.words.1));
            assert_eq!(sums, (words::count(left), words::count(right)), "{left} / {right}");
        }
    }

    #[test]
    fn words_are_aligned_across_paragraphs_and_marks() {
        check("The dam opened on Monday.\nNobody was hurt.", "The dam opened on Monday. Nobody was hurt.", &[]);
        check("He said \"no\" to it", "He said “no” to it", &[]);
        check("Three people died there", "Four people died there", &[("Three", "Four")]);
        check("Police said three people died", "Three people died", &[("Police said three", "Three")]);
    }

    #[test]
    fn scripts_without_spaces_are_aligned_too() {
        check("大坝周一开闸放水", "大坝周二开闸放水", &[("一", "二")]);
    }
}
