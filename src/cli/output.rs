//! What goes to the terminal: closed pipes end the program quietly, control characters never reach a terminal.

use std::io::{self, IsTerminal, Write};

use comfy_table::{ContentArrangement, Table, presets};

use super::{Colour, Globals};

/// Writes one line of JSON to standard output. A closed pipe gives `false`: stop, nothing is wrong.
pub fn json_line(out: &mut impl Write, value: &serde_json::Value) -> bool {
    serde_json::to_writer(&mut *out, value).is_ok() && out.write_all(b"\n").is_ok()
}

/// Prints text for people, coloured as asked. A closed pipe is no trouble.
pub fn print(globals: &Globals, text: &str) {
    let choice = match globals.color {
        Colour::Auto => anstream::AutoStream::choice(&io::stdout()),
        Colour::Always => anstream::ColorChoice::AlwaysAnsi,
        Colour::Never => anstream::ColorChoice::Never,
    };
    let mut out = anstream::AutoStream::new(io::stdout().lock(), choice);
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Prints text for machines as it is. A closed pipe is no trouble.
pub fn print_plain(text: &str) {
    let mut out = io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Whether people watch: standard output is a terminal.
pub fn on_terminal() -> bool {
    io::stdout().is_terminal()
}

/// How wide the terminal is, where people watch.
pub fn columns() -> Option<usize> {
    Table::new().width().filter(|_| on_terminal()).map(usize::from)
}

/// Tells a trouble on standard error.
pub fn complain(words: &str) {
    // Line breaks between several troubles stay; everything else that could move a cursor goes.
    let lines: Vec<String> = words.split('\n').map(plain).collect();
    let _ = writeln!(io::stderr(), "wirecopy: {}", lines.join("\n"));
}

/// Tells something on standard error that is no trouble.
pub fn tell(words: &str) {
    let _ = writeln!(io::stderr(), "{}", plain(words));
}

/// Text that is safe on a terminal: escape, C0/C1 controls and bidi overrides are dropped, line breaks become spaces.
pub fn plain(words: &str) -> String {
    words
        .chars()
        .filter_map(|c| match c {
            '\n' | '\t' => Some(' '),
            c if c.is_control() => None,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
            c => Some(c),
        })
        .collect()
}

/// Safe text of at most `most` columns; what is cut is marked.
pub fn short(words: &str, most: usize) -> String {
    use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
    let words = plain(words);
    if words.width() <= most {
        return words;
    }
    let mut width = 0;
    let kept: String = words
        .chars()
        .take_while(|c| {
            width += c.width().unwrap_or(0);
            width < most
        })
        .collect();
    format!("{}…", kept.trim_end())
}

/// A number of things: "1 feed", "2 feeds".
pub fn count(n: usize, thing: &str) -> String {
    format!("{n} {thing}{}", if n == 1 { "" } else { "s" })
}

/// A cell of a CSV file that a spreadsheet takes for text: one that begins like a formula gets a quote mark before it.
pub fn cell(words: &str) -> String {
    let words = plain(words);
    match words.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{words}"),
        _ => words,
    }
}

/// An empty table in the house's dress.
pub fn table<'a>(header: impl IntoIterator<Item = &'a str>) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header);
    if !on_terminal() {
        table.set_width(160);
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        assert_eq!(plain("a\x1b[31mb\u{9b}2Jc\u{202e}d\r\ne"), "a[31mb2Jcd e");
        assert_eq!(cell("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(cell("\t=1+1"), " =1+1");
        assert_eq!(cell("@sum"), "'@sum");
        assert_eq!(cell("plain"), "plain");
    }

    #[test]
    fn short_text_is_cut_by_columns() {
        assert_eq!(short("dam opens", 20), "dam opens");
        assert_eq!(short("dam opens early", 9), "dam open…");
        assert_eq!(short("大坝周一开闸", 6), "大坝…");
    }
}
