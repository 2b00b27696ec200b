//! A table as CSV: RFC 4180, UTF-8, safe to open in a spreadsheet.

use chrono_tz::Tz;

use super::numbers::stamp;
use super::table::{Cell, Table};

/// The table with a line of column names. A cell that a spreadsheet would take for a formula begins with an apostrophe.
/// A story or a linked headline gives its number or address in a column of its own beside it, named `..._number` and
/// `..._url`.
pub(super) fn csv(table: &Table, zone: Tz) -> Vec<u8> {
    let extra: Vec<Option<&str>> = (0..table.columns.len()).map(|at| beside(table, at)).collect();
    let mut out = csv::Writer::from_writer(Vec::new());
    let mut record: Vec<String> = Vec::new();
    for (column, extra) in table.columns.iter().zip(&extra) {
        record.push(column.name.to_owned());
        record.extend(extra.map(|ending| format!("{}_{ending}", column.name)));
    }
    // Writing to memory does not fail, and every record has the same length.
    let _ = out.write_record(&record);
    for row in &table.rows {
        record.clear();
        for (cell, extra) in row.iter().zip(&extra) {
            record.push(field(cell, zone));
            if extra.is_some() {
                record.push(match cell {
                    Cell::Link { url, .. } => guarded(url),
                    Cell::Story { number, .. } => number.to_string(),
                    _ => String::new(),
                });
            }
        }
        let _ = out.write_record(&record);
    }
    out.into_inner().unwrap_or_default()
}

/// What stands in a column of its own beside this one. By the rule of the column, so that it never depends on the rows.
fn beside(table: &Table, at: usize) -> Option<&'static str> {
    let column = &table.columns[at];
    match column.name {
        "headline" => Some("url"),
        "story" | "about" => Some("number"),
        _ => None,
    }
}

fn field(cell: &Cell, zone: Tz) -> String {
    match cell {
        Cell::None => String::new(),
        Cell::Text(words) | Cell::Link { words, .. } | Cell::Story { words, .. } => guarded(words),
        Cell::Count(n) => n.to_string(),
        Cell::Share(share) => format!("{share:.4}"),
        Cell::Span(seconds) => seconds.to_string(),
        Cell::Time(at) => stamp(*at, zone),
    }
}

/// Words that no spreadsheet takes for a formula, also when blanks or quotes stand before the sign.
pub(super) fn guarded(words: &str) -> String {
    let first = words.trim_start_matches([' ', '\u{a0}', '\'', '"']).chars().next();
    let formula = matches!(first, Some('=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '|' | '%'));
    if formula || words.starts_with(['\t', '\r', '\n']) { format!("'{words}") } else { words.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn formulas_become_words() {
        for bad in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =cmd|' /C calc'!A0", "＝1", "\"=1"] {
            assert!(guarded(bad).starts_with('\''), "{bad}");
        }
        for good in ["PTI", "5 - 3", "a=b", ""] {
            assert_eq!(guarded(good), good);
        }
    }
}
