//! `wirecopy diff`.

use comfy_table::{Cell, Color};
use serde_json::json;

use super::naming::{self, Named};
use super::{Ended, Exit, Globals, Trouble, output};
use crate::news::{Article, Print};
use crate::store::Reader;
use crate::text::sides::{Stretch, pieces, sides};
use crate::text::words;

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
    let rows = sides(&one.article.body.text(), &other.article.body.text());
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
fn folded(text: &str, full: bool) -> String {
    let text = output::plain(text);
    let pieces = pieces(&text);
    if full || pieces.len() <= 2 * CONTEXT + 4 {
        return text;
    }
    let [head, between, tail] = [0..CONTEXT, CONTEXT..pieces.len() - CONTEXT, pieces.len() - CONTEXT..pieces.len()]
        .map(|part| pieces[part].concat());
    format!("{} … {} equal words … {}", head.trim_end(), words::count(&between), tail.trim())
}

fn side_by_side(one: &Text, other: &Text, rows: &[Stretch], full: bool) -> String {
    let (left, right) = (one.named(), other.named());
    let mut table = output::table([left.as_str(), right.as_str()]);
    for row in rows {
        if row.equal {
            table.add_row([folded(&row.left, full), folded(&row.right, full)]);
        } else {
            table.add_row([
                Cell::new(output::plain(&row.left)).fg(Color::Red),
                Cell::new(output::plain(&row.right)).fg(Color::Green),
            ]);
        }
    }
    format!("{table}\n")
}

fn below(rows: &[Stretch], full: bool) -> String {
    let mut text = String::new();
    for row in rows {
        if row.equal {
            text.push_str(&format!("  {}\n", folded(&row.left, full)));
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

fn summary(rows: &[Stretch]) -> String {
    let equal: usize = rows.iter().filter(|row| row.equal).map(|row| row.words.0).sum();
    let (left, right) =
        rows.iter().filter(|row| !row.equal).fold((0, 0), |sum, row| (sum.0 + row.words.0, sum.1 + row.words.1));
    format!("\n{equal} words in common, {left} only in the first, {right} only in the second\n")
}

fn as_json(one: &Text, other: &Text, rows: &[Stretch]) -> serde_json::Value {
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
