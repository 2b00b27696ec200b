//! A report as plain text for terminals: figures, bars, tables within the columns there are.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::chart::{Bar, Chart};
use super::numbers::{cell, change, time};
use super::table::{Cell, Table};
use super::{Report, Section};
use crate::text::shown::shown;

/// Most rows of a table; the rest is counted.
const ROWS: usize = 25;
/// Least columns that words keep in a table before columns give way; a headline keeps more.
const WORDS: usize = 14;

/// The report, ready for a terminal: nothing of a stranger's words steers it.
pub(super) fn text(report: &Report, width: usize) -> String {
    let zone = report.period.zone;
    let mut out = format!("{}\n{}\n\n", report.title, report.period.words());
    out.push_str(&wrapped(&report.lead, width));
    out.push('\n');
    let (figures, sections) = report.told();
    for figure in figures.iter().filter(|figure| figure.value != Cell::None) {
        let before = match &figure.before {
            Some(before) if *before != Cell::None => {
                let change = change(before, &figure.value).map(|change| format!(", {change}")).unwrap_or_default();
                format!("   (before: {}{change})", cell(before, zone))
            }
            _ => String::new(),
        };
        out.push_str(&format!("  {:>14}  {}{before}\n", fitted(&cell(&figure.value, zone), 40), figure.column.label));
    }
    for section in sections.iter().filter(|section| !section.table.rows.is_empty()) {
        out.push_str(&self::section(section, zone, width));
    }
    out.push_str(&format!("\nMade on {} ({})\n", time(report.made, zone), zone.name()));
    out
}

fn section(section: &Section, zone: chrono_tz::Tz, width: usize) -> String {
    let mut out = format!("\n{}\n{}\n", section.heading, "-".repeat(section.heading.width().min(width)));
    if !section.note.is_empty() {
        out.push_str(&wrapped(&section.note, width));
    }
    for chart in &section.charts {
        if let Chart::Columns { bars, .. } | Chart::Bars { bars, .. } = chart {
            out.push_str(&self::bars(bars, width));
        }
    }
    out.push_str(&table(&section.table, zone, width));
    out
}

fn bars(bars: &[Bar], width: usize) -> String {
    let most = bars.iter().map(|bar| bar.value).fold(0.0, f64::max).max(1e-9);
    let labels: Vec<String> = bars.iter().map(|bar| shown(&bar.label, 200)).collect();
    let label = labels.iter().map(|label| label.width()).max().unwrap_or(0).min(width * 2 / 5);
    // Blanks before and between, and the figure behind.
    let room = width.saturating_sub(label + 12).clamp(10, 60);
    let mut out = String::new();
    for (bar, words) in bars.iter().zip(&labels) {
        let eighths = (bar.value / most * room as f64 * 8.0).round() as usize;
        let part = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8];
        let full = "█".repeat(eighths / 8);
        out.push_str(&format!("  {} {full}{part} {}\n", padded(words, label, false), bar.words));
    }
    out.push('\n');
    out
}

fn table(table: &Table, zone: chrono_tz::Tz, width: usize) -> String {
    let shown: Vec<usize> =
        (0..table.columns.len()).filter(|at| table.rows.iter().any(|row| row[*at] != Cell::None)).collect();
    let rows: Vec<Vec<String>> =
        table.rows.iter().take(ROWS).map(|row| shown.iter().map(|at| written(&row[*at], zone)).collect()).collect();
    let widths = widths(table, &shown, &rows, width);
    let mut out = String::new();
    let mut line = |cells: Vec<&str>| {
        let cells = shown.iter().zip(cells).zip(&widths);
        let parts: Vec<String> = cells
            .filter(|(_, width)| **width > 0)
            .map(|((at, words), width)| padded(words, *width, table.columns[*at].unit.is_number()))
            .collect();
        out.push_str(&format!("  {}\n", parts.join("  ").trim_end()));
    };
    line(shown.iter().map(|at| table.columns[*at].label).collect());
    for row in &rows {
        line(row.iter().map(String::as_str).collect());
    }
    if table.rows.len() > ROWS {
        out.push_str(&format!("  and {} more rows; --format csv has them all\n", table.rows.len() - ROWS));
    }
    out
}

/// Widths of the columns: as wide as needed; where the line is too long, the widest words give way, and last columns go.
fn widths(table: &Table, shown: &[usize], rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = shown
        .iter()
        .enumerate()
        .map(|(place, at)| {
            let cells = rows.iter().map(|row| row[place].width());
            cells.chain([table.columns[*at].label.width()]).max().unwrap_or(0).min(60)
        })
        .collect();
    let headline =
        |at: usize| table.rows.iter().take(ROWS).any(|row| matches!(row[at], Cell::Story { .. } | Cell::Link { .. }));
    let least: Vec<usize> = shown
        .iter()
        .map(|at| match table.columns[*at].unit.is_number() {
            true => usize::MAX,
            false if headline(*at) => width * 3 / 10,
            false => WORDS,
        })
        .collect();
    let wanted = widths.clone();
    let total = |widths: &[usize]| widths.iter().filter(|w| **w > 0).map(|w| w + 2).sum::<usize>();
    while total(&widths) > width {
        // Words give way as long as they keep enough to be told apart; then the last column goes.
        let spare = |at: &usize| widths[*at].saturating_sub(least[*at]);
        match (0..widths.len()).filter(|at| spare(at) > 0).max_by_key(spare) {
            Some(at) => widths[at] -= 1,
            None => match (1..widths.len()).rev().find(|at| widths[*at] > 0) {
                Some(last) => widths[last] = 0,
                None => break,
            },
        }
    }
    // What a column that went leaves over, the others share, the most cut first.
    while total(&widths) < width {
        let lacks = |at: &usize| wanted[*at] - widths[*at];
        match (0..widths.len()).filter(|at| widths[*at] > 0 && lacks(at) > 0).max_by_key(lacks) {
            Some(at) => widths[at] += 1,
            None => break,
        }
    }
    widths
}

fn written(value: &Cell, zone: chrono_tz::Tz) -> String {
    match value {
        Cell::Story { number, words } => format!("{number}  {words}"),
        value => cell(value, zone),
    }
}

/// Words filled up, or cut, to a width of the terminal.
fn padded(words: &str, width: usize, right: bool) -> String {
    let words = fitted(words, width);
    let fill = " ".repeat(width.saturating_sub(words.width()));
    if right { format!("{fill}{words}") } else { format!("{words}{fill}") }
}

fn fitted(words: &str, width: usize) -> String {
    if words.width() <= width {
        return words.to_owned();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in words.chars() {
        used += c.width().unwrap_or(0);
        if used >= width {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

fn wrapped(words: &str, most: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for word in words.split(' ') {
        let width = word.width();
        if used > 0 && used + 1 + width > most {
            out.push('\n');
            used = 0;
        }
        if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += width;
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::super::table::{Unit, column};
    use super::*;

    #[test]
    fn tables_keep_within_their_columns_and_headlines_readable() {
        const COLUMNS: &[super::super::Column] = &[
            column("story", "Story", Unit::Words, ""),
            column("origin", "Origin", Unit::Words, ""),
            column("reprints", "Reprints", Unit::Count, ""),
            column("seen", "Seen", Unit::Time, ""),
            column("credit", "Credit as printed", Unit::Words, ""),
        ];
        let mut table = Table::new(COLUMNS);
        table.push(vec![
            Cell::story(17, Some("Engineers open the upper gates of the dam after three days of rain")),
            Cell::text("A press agency with a long name"),
            Cell::Count(1_234),
            Cell::Time(1_795_392_000),
            Cell::text("OLDPORT, Nov 23 (A press agency with a long name) -"),
        ]);
        for width in [60, 80, 100, 120, 160] {
            let told = self::table(&table, chrono_tz::UTC, width);
            let longest = told.lines().map(|line| line.width()).max().unwrap_or(0);
            assert!(longest <= width && longest > width / 2, "{longest} of {width}: {told}");
            assert!(told.contains("17  Engineers open"), "{told}");
        }
    }
}
