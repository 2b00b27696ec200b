//! Two texts side by side, aligned by words: what both have, and what stands on one side only.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

/// A stretch of the two texts: the same words on both, or other words in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Both have it.
    pub equal: bool,
    /// As the left has it, with the space behind it.
    pub left: String,
    /// As the right has it.
    pub right: String,
    /// Words on each side.
    pub words: (usize, usize),
}

/// Aligns two texts. By words, not by lines: every outlet breaks paragraphs elsewhere. Spaces and the form of
/// quotes and dashes make no difference.
pub fn sides(left: &str, right: &str) -> Vec<Stretch> {
    let (left, right) = (pieces(left), pieces(right));
    let keys = |pieces: &[&str]| pieces.iter().map(|piece| key(piece)).collect::<Vec<_>>();
    let ops = capture_diff_slices(Algorithm::Patience, &keys(&left), &keys(&right));
    let mut rows: Vec<Stretch> = Vec::new();
    for op in ops {
        let (l, r) = (op.old_range(), op.new_range());
        let (l, r) = (&left[l], &right[r]);
        let equal = matches!(op, DiffOp::Equal { .. });
        let row = Stretch { equal, left: l.concat(), right: r.concat(), words: (count(l), count(r)) };
        // A lone word in common between two changes is chance: the changes read better as one.
        match rows.as_mut_slice() {
            [.., changed, between] if !equal && !changed.equal && between.equal && between.words.0 < 2 => {
                for part in [&rows[rows.len() - 1], &row].map(|r| (r.left.clone(), r.right.clone(), r.words)) {
                    let at = rows.len() - 2;
                    let changed = &mut rows[at];
                    changed.left.push_str(&part.0);
                    changed.right.push_str(&part.1);
                    changed.words = (changed.words.0 + part.2.0, changed.words.1 + part.2.1);
                }
                rows.pop();
            }
            _ => rows.push(row),
        }
    }
    rows
}

/// Words, each with the space and marks behind it: by Unicode's word boundaries, so that scripts without spaces work too.
pub fn pieces(text: &str) -> Vec<&str> {
    let mut ends: Vec<usize> = Vec::new();
    for (at, piece) in text.split_word_bound_indices() {
        let end = at + piece.len();
        match ends.last_mut() {
            Some(last) if !piece.chars().any(char::is_alphanumeric) => *last = end,
            _ => ends.push(end),
        }
    }
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(&ends).map(|(start, end)| &text[start..*end]).collect()
}

/// Pieces that hold a letter or a digit.
pub fn count(pieces: &[&str]) -> usize {
    pieces.iter().filter(|piece| piece.chars().any(char::is_alphanumeric)).count()
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
