//! White space and invisible characters.

use unicode_normalization::UnicodeNormalization;

/// Text as an editor would paste it: runs of white space become one space, soft hyphens and zero-width marks that carry
/// no meaning are dropped, ends are trimmed. Zero-width joiners stay, since Indic scripts and emoji need them.
/// Letters and their accents are one character, where there is one.
pub fn tidy(text: &str) -> String {
    if is_tidy(text) {
        return text.to_owned();
    }
    if text.contains(|c| matches!(c, '\u{300}'..='\u{36f}')) {
        return tidied(text.nfc());
    }
    tidied(text.chars())
}

fn tidied(text: impl Iterator<Item = char>) -> String {
    let mut out = String::with_capacity(text.size_hint().0);
    let mut gap = false;
    for c in text {
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

/// Single spaces, and nothing that might be a space, a control or invisible, as in most lines: nothing to do.
fn is_tidy(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Spaces, accents and invisible characters beyond ASCII begin with one of seven bytes; of these, E2 begins quotes and
    // dashes too.
    let odd =
        |byte: u8| u8::from(byte < b' ') | u8::from(matches!(byte, 0x7f | 0xc2 | 0xcc | 0xcd | 0xe1 | 0xe3 | 0xef));
    let odd = bytes.iter().fold(0, |any, byte| any | odd(*byte));
    let next = bytes.get(1..).unwrap_or_default();
    let double = bytes.iter().zip(next).fold(0, |any, (a, b)| any | (u8::from(*a == b' ') & u8::from(*b == b' ')));
    let punctuation =
        |at: usize| bytes[at + 1] != 0x81 && (bytes[at + 1] != 0x80 || (0x90..0xa8).contains(&bytes[at + 2]));
    odd | double == 0
        && !text.starts_with(' ')
        && !text.ends_with(' ')
        && memchr::memchr_iter(0xe2, bytes).all(punctuation)
}

#[cfg(test)]
mod tests {
    use unicode_normalization::UnicodeNormalization;

    use super::tidy;

    /// Character by character.
    fn plain(text: &str) -> String {
        let seen = |c: &char| !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{2060}');
        let space = |c: char| if c.is_whitespace() || c.is_control() { ' ' } else { c };
        let accented = text.contains(|c| matches!(c, '\u{300}'..='\u{36f}'));
        let text: String = if accented { text.nfc().collect() } else { text.to_owned() };
        text.chars()
            .filter(seen)
            .map(space)
            .collect::<String>()
            .split(' ')
            .filter(|w| !w.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    proptest::proptest! {
        #[test]
        fn lines_that_are_left_alone_are_tidy(text in "([a-c“”—… ]|[\\x00-\\x80]|[\u{80}-\u{b0}]|[\u{1ff0}-\u{2070}]|[\u{1670}-\u{1690}]|[\u{2ff0}-\u{3010}]|[\u{fe00}-\u{ffff}]|\\PC){0,12}") {
            proptest::prop_assert_eq!(tidy(&text), plain(&text));
        }
    }

    #[test]
    fn every_character_alone_is_left_or_dropped_as_it_should_be() {
        for c in '\0'..=char::MAX {
            let text = format!("a{c}b");
            assert_eq!(tidy(&text), plain(&text), "{c:?}");
        }
    }

    #[test]
    fn spaces_are_single_and_soft_hyphens_gone() {
        assert_eq!(tidy("  a\u{a0}\t b\u{ad}c\n"), "a bc");
        for (given, expected) in [
            ("a  b", "a b"),
            ("blesse\u{301}s", "blessés"),
            (" a", "a"),
            ("a ", "a"),
            ("a b", "a b"),
            ("a\u{7f}b", "a b"),
            ("", ""),
        ] {
            assert_eq!(tidy(given), expected);
        }
    }
}
