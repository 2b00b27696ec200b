//! A report as Markdown: for mails, wikis and tickets.

use super::numbers::{cell, change, time};
use super::table::{Cell, Table};
use super::{Figure, Report, Section};

/// Most rows of a table; the rest is counted.
const ROWS: usize = 50;

/// The report with its tables. Words of strangers cannot become markup.
pub(super) fn markdown(report: &Report) -> String {
    let zone = report.period.zone;
    let mut out = format!("# {}\n\n*{}*\n\n{}\n", escaped(&report.title), report.period.words(), escaped(&report.lead));
    let (told, sections) = report.told();
    if !report.silent {
        out.push_str(&figures(told, zone));
    }
    for section in sections.iter().filter(|section| !section.table.rows.is_empty()) {
        out.push_str(&self::section(section, zone));
    }
    out.push_str(&format!("\nMade by wirecopy on {} ({}).\n", time(report.made, zone), zone.name()));
    out
}

/// The figures, and where there is a period before, what they were then and how they moved.
fn figures(figures: &[Figure], zone: chrono_tz::Tz) -> String {
    let told = || figures.iter().filter(|figure| figure.value != Cell::None);
    let compared = told().any(|figure| figure.before.is_some());
    let mut out = String::from(if compared {
        "\n| | now | before | change |\n|---|---:|---:|---:|\n"
    } else {
        "\n| | now |\n|---|---:|\n"
    });
    for figure in told() {
        out.push_str(&format!("| {} | {} |", figure.column.label, escaped(&cell(&figure.value, zone))));
        if compared {
            let before = figure.before.as_ref().map(|before| cell(before, zone)).unwrap_or_default();
            let moved = figure.before.as_ref().and_then(|before| change(before, &figure.value)).unwrap_or_default();
            out.push_str(&format!(" {} | {} |", escaped(&before), escaped(&moved)));
        }
        out.push('\n');
    }
    out
}

fn section(section: &Section, zone: chrono_tz::Tz) -> String {
    let mut out = format!("\n## {}\n\n", escaped(&section.heading));
    if !section.note.is_empty() {
        out.push_str(&format!("{}\n\n", escaped(&section.note)));
    }
    out.push_str(&table(&section.table, zone));
    out
}

fn table(table: &Table, zone: chrono_tz::Tz) -> String {
    let shown: Vec<usize> =
        (0..table.columns.len()).filter(|at| table.rows.iter().any(|row| row[*at] != Cell::None)).collect();
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut out = line(shown.iter().map(|at| table.columns[*at].label.to_owned()).collect());
    let ruler = |at: &usize| if table.columns[*at].unit.is_number() { "---:" } else { "---" }.to_owned();
    out.push_str(&line(shown.iter().map(ruler).collect()));
    for row in table.rows.iter().take(ROWS) {
        out.push_str(&line(shown.iter().map(|at| written(&row[*at], zone)).collect()));
    }
    if table.rows.len() > ROWS {
        out.push_str(&format!("\nand {} more rows; the CSV has them all.\n", table.rows.len() - ROWS));
    }
    out
}

fn written(value: &Cell, zone: chrono_tz::Tz) -> String {
    match value {
        Cell::Link { words, url } => format!("[{}](<{}>)", escaped(words), url.replace(['<', '>', '|', '\\'], "")),
        Cell::Story { number, words } => format!("{number}: {}", escaped(words)),
        value => escaped(&cell(value, zone)),
    }
}

/// Words in which nothing is markup: every sign that Markdown, HTML or an auto-linker knows is escaped.
fn escaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '#' | '|' | '!' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            // "http://", "www." and "@name" would be linked by some renderers.
            ':' if out.ends_with("http") || out.ends_with("https") || out.ends_with("ftp") => out.push_str("&#58;"),
            '@' => out.push_str("&#64;"),
            c => out.push(c),
        }
    }
    // A leading sign would make a list or a quotation of a paragraph.
    if out.starts_with(['-', '+', '=']) {
        out.insert(0, '\\');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn words_never_become_markup() {
        assert_eq!(escaped("<script>"), "&lt;script&gt;");
        assert_eq!(escaped("a|b [x](javascript:y)"), "a\\|b \\[x\\]\\(javascript:y\\)");
        assert_eq!(escaped("- x"), "\\- x");
    }
}
