//! Words of strangers made fit to show: no control characters, no bidi overrides, no endless titles.

/// Text on one line, with control characters, direction overrides and invisible marks dropped, cut after `most`
/// characters with an ellipsis. What is left reads the same in a terminal, a page, a mail and a spreadsheet.
pub fn shown(text: &str, most: usize) -> String {
    let mut out = String::with_capacity(text.len().min(most * 2));
    let mut count = 0;
    let mut gap = false;
    for c in text.chars() {
        if c.is_whitespace() {
            gap = true;
            continue;
        }
        if c.is_control() || overrides(c) {
            continue;
        }
        if gap && !out.is_empty() {
            out.push(' ');
            count += 1;
        }
        gap = false;
        if count >= most {
            while out.ends_with(' ') {
                out.pop();
            }
            out.push('…');
            break;
        }
        out.push(c);
        count += 1;
    }
    out
}

/// Characters that change the direction or the look of what stands after them and carry no words: bidi marks and
/// overrides, zero-width space, soft hyphen, byte-order mark, tags, interlinear marks. Joiners stay: scripts need them.
fn overrides(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'
        | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn strangers_words_are_fit_to_show() {
        assert_eq!(shown(" a\tb\n\nc ", 10), "a b c");
        assert_eq!(shown("red\u{1b}[31m \u{202e}kill\u{9b}2J", 40), "red[31m kill2J");
        assert_eq!(shown("अ\u{200d}ब", 9), "अ\u{200d}ब");
        assert_eq!(shown(&"x".repeat(10_000), 5), "xxxxx…");
    }
}
