//! `wirecopy diff`.

use comfy_table::{Cell, Color};
use serde_json::json;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use unicode_segmentation::UnicodeSegmentation;

use super::naming::{self, Named};
use super::{Ended, Exit, Globals, Trouble, output};
use crate::news::{Article, Print};
use crate::store::Reader;

/// Compare the words of two items side by side
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  wirecopy diff 12 31\n  wirecopy diff 12@1 12      # an item's first version and its latest\n  wirecopy diff 12 31 --json"
)]
pub struct Args {
    /// Number of an item; 12@1 names its first version
    #[arg(value_name = "ITEM")]
    one: Named,
    /// Number of the other
    #[arg(value_name = "ITEM")]
    other: Named,
    /// Show all equal words too
    #[arg(long)]
    full: bool,
    /// For machines: one JSON document
    #[arg(long)]
    json: bool,
}

/// Words of equal text shown before and after what is left out.
const CONTEXT: usize = 6;

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let config = globals.config()?;
    let reader = Reader::open(&config.store)?;
    let one = Text::of(&reader, args.one)?;
    let other = Text::of(&reader, args.other)?;
    let rows = rows(&one.article.body.text(), &other.article.body.text());
    if args.json {
        output::print_plain(&format!("{}\n", as_json(&one, &other, &rows)));
        return Ok(Exit::Done);
    }
    let mut text = headlines(&one, &other);
    if output::on_terminal() {
        text.push_str(&side_by_side(&one, &other, &rows, args.full));
    } else {
        text.push_str(&below(&rows, args.full));
    }
    text.push_str(&summary(&rows));
    output::print(globals, &text);
    Ok(Exit::Done)
}

/// An article and what is told about it.
pub struct Text {
    /// What is told about it.
    pub print: Print,
    /// Its text.
    pub article: Article,
}

impl Text {
    /// The item that was named.
    ///
    /// # Errors
    /// When there is none, or its text was pruned.
    pub fn of(reader: &Reader, named: Named) -> Result<Self, Trouble> {
        let print = naming::find(reader, named)?;
        let article = reader.article(print.article)?.ok_or_else(|| {
            Trouble::failed(format!("the text of item {} was dropped after the days set in [retention]", print.item.0))
        })?;
        Ok(Self { print, article })
    }

    /// Item, outlet and headline in one line.
    pub fn named(&self) -> String {
        let version = if self.print.version > 1 { format!("@{}", self.print.version) } else { String::new() };
        format!("{}{version} {}", self.print.item.0, output::plain(&self.print.outlet))
    }
}

/// A stretch of the two texts side by side.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    equal: bool,
    left: String,
    right: String,
    /// Words on each side.
    words: (usize, usize),
}

/// The two texts as rows: equal stretches, and what stands in one place or the other. Aligned by words, not by
/// paragraphs, since every outlet breaks paragraphs elsewhere.
fn rows(left: &str, right: &str) -> Vec<Row> {
    let (left, right) = (pieces(left), pieces(right));
    let keys = |pieces: &[&str]| pieces.iter().map(|piece| key(piece)).collect::<Vec<_>>();
    let ops = capture_diff_slices(Algorithm::Patience, &keys(&left), &keys(&right));
    let mut rows: Vec<Row> = Vec::new();
    for op in ops {
        let (l, r) = (op.old_range(), op.new_range());
        let (l, r) = (&left[l], &right[r]);
        let equal = matches!(op, DiffOp::Equal { .. });
        let row = Row { equal, left: l.concat(), right: r.concat(), words: (count(l), count(r)) };
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
fn pieces(text: &str) -> Vec<&str> {
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

fn count(pieces: &[&str]) -> usize {
    pieces.iter().filter(|piece| piece.chars().any(char::is_alphanumeric)).count()
}

fn headlines(one: &Text, other: &Text) -> String {
    let headline = |text: &Text| output::plain(text.article.headline.as_deref().unwrap_or("(no headline)"));
    let (left, right) = (headline(one), headline(other));
    if left == right {
        format!("Headline kept: {left}\n\n")
    } else {
        format!("Headline changed:\n  {}: {left}\n  {}: {right}\n\n", one.named(), other.named())
    }
}

/// Equal text with its middle left out, unless all is wanted.
fn folded(text: &str, words: usize, full: bool) -> String {
    let text = output::plain(text);
    if full || words <= 2 * CONTEXT + 4 {
        return text;
    }
    let pieces = pieces(&text);
    let (head, tail) = (pieces[..CONTEXT].concat(), pieces[pieces.len() - CONTEXT..].concat());
    format!("{} … {} equal words … {}", head.trim_end(), words - 2 * CONTEXT, tail.trim())
}

fn side_by_side(one: &Text, other: &Text, rows: &[Row], full: bool) -> String {
    let (left, right) = (one.named(), other.named());
    let mut table = output::table([left.as_str(), right.as_str()]);
    for row in rows {
        if row.equal {
            table.add_row([folded(&row.left, row.words.0, full), folded(&row.right, row.words.1, full)]);
        } else {
            table.add_row([
                Cell::new(output::plain(&row.left)).fg(Color::Red),
                Cell::new(output::plain(&row.right)).fg(Color::Green),
            ]);
        }
    }
    format!("{table}\n")
}

fn below(rows: &[Row], full: bool) -> String {
    let mut text = String::new();
    for row in rows {
        if row.equal {
            text.push_str(&format!("  {}\n", folded(&row.left, row.words.0, full)));
            continue;
        }
        for (mark, side) in [('-', &row.left), ('+', &row.right)] {
            let side = output::plain(side);
            if !side.trim().is_empty() {
                text.push_str(&format!("{mark} {}\n", side.trim()));
            }
        }
    }
    text
}

fn summary(rows: &[Row]) -> String {
    let equal: usize = rows.iter().filter(|row| row.equal).map(|row| row.words.0).sum();
    let (left, right) =
        rows.iter().filter(|row| !row.equal).fold((0, 0), |sum, row| (sum.0 + row.words.0, sum.1 + row.words.1));
    format!("\n{equal} words in common, {left} only in the first, {right} only in the second\n")
}

fn as_json(one: &Text, other: &Text, rows: &[Row]) -> serde_json::Value {
    let side = |text: &Text| {
        json!({"item": text.print.item.0, "version": text.print.version, "outlet": text.print.outlet,
            "headline": text.article.headline})
    };
    let parts: Vec<_> = rows
        .iter()
        .map(|row| if row.equal { json!({"both": row.left}) } else { json!({"one": row.left, "other": row.right}) })
        .collect();
    json!({"one": side(one), "other": side(other),
        "headline_changed": one.article.headline != other.article.headline, "parts": parts})
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(left: &str, right: &str, changes: &[(&str, &str)]) {
        let rows = rows(left, right);
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
