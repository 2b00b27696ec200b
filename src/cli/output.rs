//! What goes to the terminal: closed pipes end the program quietly, control characters never reach a terminal.

use std::io::{self, Write};

/// Writes one line of JSON to standard output. A closed pipe gives `false`: stop, nothing is wrong.
pub fn json_line(out: &mut impl Write, value: &serde_json::Value) -> bool {
    serde_json::to_writer(&mut *out, value).is_ok() && out.write_all(b"\n").is_ok()
}

/// Tells a trouble on standard error.
pub fn complain(words: &str) {
    let _ = writeln!(io::stderr(), "wirecopy: {}", plain(words));
}

/// Text that is safe on a terminal: escape, C0/C1 controls and bidi overrides are dropped, line breaks become spaces.
pub fn plain(words: &str) -> String {
    words
        .chars()
        .filter_map(|c| match c {
            '\n' | '\t' => Some(' '),
            c if c.is_control() => None,
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => None,
            c => Some(c),
        })
        .collect()
}
