//! Consent notices, by their words (`data/consent.toml`): they are long running text, often stand first on a page, and are
//! nobody's copy.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use serde::Deserialize;

/// Characters up to which one phrase makes a piece of text a notice, wherever it stands.
const SHORT: usize = 240;

#[derive(Deserialize)]
struct File {
    notice: Vec<Entry>,
    /// Words of those who ask, and of those they ask.
    reader: Entry,
}

#[derive(Deserialize)]
struct Entry {
    #[allow(dead_code, reason = "every entry of a trade list says where it was learned")]
    source: String,
    words: Vec<String>,
}

static FILE: LazyLock<File> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/consent.toml")).expect("data/consent.toml is checked by a test")
});

static FINDER: LazyLock<AhoCorasick> = LazyLock::new(|| {
    let words = FILE.notice.iter().flat_map(|entry| &entry.words);
    AhoCorasick::builder().ascii_case_insensitive(true).build(words).expect("plain words")
});

/// Whether a piece of text is part of such a notice: it says one of their phrases itself, not in quotation marks, and begins
/// a sentence with it, has another one, or is short and speaks to its reader. Copy about notices quotes them.
pub fn asks(text: &str) -> bool {
    if text.len() < 12 {
        return false;
    }
    // The finder knows the case of ASCII only.
    let text = if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) };
    let found: Vec<_> = FINDER.find_iter(text.as_ref()).collect();
    let Some(first) = found.first() else { return false };
    let quoted = quoted(&text);
    let mut own = found.iter().filter(|phrase| !quoted.iter().any(|range| range.contains(&phrase.start()))).peekable();
    own.peek().is_some()
        && (text.chars().count() <= SHORT && speaks(&text)
            || found.iter().any(|phrase| phrase.pattern() != first.pattern())
            || own.any(|phrase| begins_sentence(&text[..phrase.start()])))
}

/// A text in which somebody speaks of himself, or to somebody.
fn speaks(text: &str) -> bool {
    text.split(|c: char| !c.is_alphanumeric())
        .any(|word| FILE.reader.words.iter().any(|w| w.eq_ignore_ascii_case(word)))
}

fn begins_sentence(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty() || before.ends_with(['.', '!', '?', '…'])
}

/// Where a text speaks in the words of others; one that never ends its quotation goes on in them.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut quoted = Vec::new();
    let mut open: Option<(usize, &[char])> = None;
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let in_word = chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        match open {
            // An apostrophe stands before a letter and ends nothing.
            Some((from, ends)) if ends.contains(&c) && !(matches!(c, '\'' | '’') && in_word) => {
                quoted.push(from..at);
                open = None;
            }
            Some(_) => {}
            None => open = closing(c, before, in_word).map(|ends| (at, ends)),
        }
        before = c;
    }
    quoted.extend(open.map(|(from, _)| from..text.len()));
    quoted
}

/// The marks that end the quotation a mark begins, if it begins one.
fn closing(mark: char, before: char, in_word: bool) -> Option<&'static [char]> {
    Some(match mark {
        '"' => &['"'],
        '“' => &['”', '"'],
        '„' => &['“', '”', '"'],
        '«' => &['»'],
        '»' => &['«', '»'],
        '‘' => &['’'],
        '‚' => &['‘', '’'],
        '\'' if in_word && !before.is_alphanumeric() => &['\'', '’'],
        '「' => &['」'],
        '『' => &['』'],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::asks;

    #[test]
    fn notices_are_known() {
        for notice in [
            "We and our partners store and access information on a device, such as cookies.",
            "Change your mind at any time, or withdraw your consent.",
            "Accept all cookies",
            "Wir und unsere Partner verarbeiten Daten.",
            "By clicking “Accept All Cookies”, you agree to the storing of cookies on your device to enhance site navigation, \
             analyze site usage, and assist in our marketing efforts.",
            "Our site is free to read. We use cookies on our website to give you the most relevant experience by remembering \
             what you like and when you came, to count how many readers come back to us in a week, and to show you what the \
             shops that pay for our work would like you to see.",
            "To give you the best of our site, and to let those who pay for it know that somebody has seen what they paid for, \
             we and our partners would like to keep a file in the memory of your telephone or computer; you may withdraw your \
             consent whenever you like.",
        ] {
            assert!(asks(notice), "{notice}");
        }
    }

    #[test]
    fn letters_beyond_ascii_have_a_case_too() {
        for notice in [
            "Мы используем файлы cookie, чтобы сайт работал лучше.",
            "МЫ И НАШИ ПАРТНЕРЫ храним данные.",
            "Çerezleri kullanıyoruz.",
            "PUBLICITÉS ET CONTENU PERSONNALISÉS",
        ] {
            assert!(asks(notice), "{notice}");
        }
    }

    #[test]
    fn copy_about_them_is_not() {
        for copy in [
            "The regulator fined the paper because its partners had stored cookies without consent.",
            "The new site of the ferry line asks travellers to accept all cookies before it shows a ticket.",
            "Whether the boxes access information on a device at all was never tried, the harbour board found.",
            "A banner that began “We value your privacy” was shown to every reader, the court found on Tuesday.",
            "It let nobody \"withdraw your consent\", as a line below \"Accept all cookies\" had promised, the regulator said.",
            "The page said ‘We don’t sell what we know: we use cookies’, and readers believed it.",
            "Les mots «Nous utilisons des cookies» ne suffisent pas, dit le juge.",
            "In der Meldung stand „Wir verwenden Cookies“, mehr nicht.",
            "The regulator held that a button on which readers accept all cookies at once has to stand beside one on which they \
             refuse them, of the same size and colour, and gave the publisher of the paper and four others until the end of \
             the year to change theirs, or to pay a tenth of what the year has brought them.",
        ] {
            assert!(!asks(copy), "{copy}");
        }
    }
}
