//! White space and invisible characters.

/// Text as an editor would paste it: runs of white space become one space, soft hyphens and zero-width marks that carry
/// no meaning are dropped, ends are trimmed. Zero-width joiners stay, since Indic scripts and emoji need them.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        match c {
            '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{2060}' => {}
            c if c.is_whitespace() || c.is_control() => gap = true,
            c => {
                if gap && !out.is_empty() {
                    out.push(' ');
                }
                gap = false;
                out.push(c);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::tidy;

    #[test]
    fn spaces_are_single_and_soft_hyphens_gone() {
        assert_eq!(tidy("  a\u{a0}\t b\u{ad}c\n"), "a bc");
    }
}
