//! Words of any script, folded so that equal words compare equal.
//!
//! A word is a run of letters, digits and marks (Unicode general categories L, N and M; UAX #29 in spirit). Apostrophes
//! inside a word are dropped, so that `don't`, `don’t` and `dont` agree; a comma or a full stop between digits stays, so
//! that `3.5` is one figure. Scripts written without spaces (Han, kana, Thai, Lao, Khmer, Burmese) give overlapping runs
//! of three characters instead. Folding is NFKC and lower case.

use std::cell::RefCell;

use super::number_words::{is_number, is_number_word};
use super::runs::runs;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use xxhash_rust::xxh3::xxh3_64;

/// What kind of word it is, as far as its letters tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum WordKind {
    /// Any other word.
    Plain = 0,
    /// Holds a digit, or is a number word.
    Figure = 2,
    /// Begins with a capital and does not open a sentence: a name, most often.
    Name = 4,
}

/// One word: where it stands, and the hash of its folded letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// 32 bits of a hash of the folded word.
    pub hash: u32,
    /// What kind of word it is.
    pub kind: WordKind,
}

/// Characters of scripts without spaces are taken in overlapping runs of this many.
const RUN: usize = 3;

/// The words of `text`, in order.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::with_capacity(text.len() / 6 + 1);
    collect(text, &mut found);
    found
}

/// How many words a text has: every number of words that people are told is counted by this.
pub fn count(text: &str) -> usize {
    words(text).len()
}

/// Appends the words of `text` to `found`.
pub fn collect(text: &str, found: &mut Vec<Word>) {
    Scanner { text, bytes: text.as_bytes(), at: 0, opens_sentence: true }.run(found);
}

/// The folded form of one word, as it is hashed.
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    let fold = |c: char| (!is_apostrophe(c)).then(|| c.to_lowercase()).into_iter().flatten();
    if word.chars().all(is_composed) {
        folded.extend(word.chars().flat_map(fold));
    } else {
        folded.extend(word.nfkc().flat_map(fold));
    }
    folded
}

/// Whether a script is written without spaces between words.
pub fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0e00}'..='\u{0eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff66}'..='\u{ff9d}'
        | '\u{20000}'..='\u{3134f}')
}

/// Letters that are their own NFKC, whatever stands beside them among themselves: most of what Europe writes.
fn is_composed(c: char) -> bool {
    matches!(c, '\0'..='\u{7f}' | '\u{c0}'..='\u{131}' | '\u{134}'..='\u{13e}' | '\u{141}'..='\u{148}' | '\u{14a}'..='\u{17e}'
        | '\u{2019}' | '\u{400}'..='\u{482}' | '\u{48a}'..='\u{4ff}')
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}' | '\u{ff07}' | '`' | '\u{b4}')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')
}

/// What a byte is to the scanner.
const CLASS: [u8; 256] = {
    let mut table = [OTHER; 256];
    let mut c = 0usize;
    while c < 256 {
        table[c] = match c as u8 {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            b'.' | b'!' | b'?' | b'\n' | b':' | b'"' => OPENS,
            128.. => BEYOND,
            _ => OTHER,
        };
        c += 1;
    }
    table
};
const LOWER: u8 = 1;
const UPPER: u8 = 2;
const DIGIT: u8 = 3;
/// Anything else that stands between words.
const OTHER: u8 = 0;
/// A sentence begins behind it.
const OPENS: u8 = 4;
/// Not ASCII.
const BEYOND: u8 = 5;

/// Bytes that the fast way looks at together.
const LOOK: usize = 16;

/// The hash of a folded word. Nearly all words are short: their letters are multiplied with each other, as wyhash (Wang Yi) has
/// it, without a branch on how many there are. Of others it is 32 bits of the xxh3.
fn hash(folded: &[u8]) -> u32 {
    if folded.len() > LOOK {
        return xxh3_64(folded) as u32;
    }
    let mut letters = [0; LOOK];
    letters[..folded.len()].copy_from_slice(folded);
    let letters = u128::from_le_bytes(letters);
    mixed(letters as u64, (letters >> 64) as u64)
}

/// The hash of a word of up to sixteen letters, those that are not there zero.
#[inline(always)]
fn mixed(first: u64, second: u64) -> u32 {
    let product = u128::from(first ^ 0xa076_1d64_78bd_642f) * u128::from(second ^ 0xe703_7ed1_a0b4_28db);
    let mixed = (product as u64 ^ (product >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 32) as u32
}

/// One in each of sixteen bytes.
const EACH: u128 = u128::MAX / 0xff;

/// All bits of so many bytes.
const OWN: [u128; LOOK + 1] = {
    let mut own = [u128::MAX; LOOK + 1];
    let mut bytes = 0;
    while bytes < LOOK {
        own[bytes] = (1 << (8 * bytes)) - 1;
        bytes += 1;
    }
    own
};

/// Sixteen bytes from a place on; zero behind the end.
#[inline(always)]
fn sixteen(bytes: &[u8], at: usize) -> u128 {
    match bytes.get(at..).and_then(<[u8]>::first_chunk) {
        Some(sixteen) => u128::from_le_bytes(*sixteen),
        None => rest(bytes.get(at..).unwrap_or_default()),
    }
}

#[cold]
fn rest(bytes: &[u8]) -> u128 {
    let mut sixteen = [0; LOOK];
    sixteen[..bytes.len()].copy_from_slice(bytes);
    u128::from_le_bytes(sixteen)
}

/// Letters of a word with marks inside it, at most; longer ones are read by characters.
const LONGEST: usize = 48;

/// Edges of runs that there is room for in a thread: a text that has more gives the rest back.
const KEPT: usize = 1 << 18;

thread_local! {
    /// Room to find runs in, asked for once a thread.
    static EDGES: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    opens_sentence: bool,
}

impl Scanner<'_> {
    fn run(&mut self, found: &mut Vec<Word>) {
        EDGES.with_borrow_mut(|edges| {
            for [start, end] in runs(self.bytes, edges) {
                let (start, end) = (*start as usize, *end as usize);
                if self.at + 1 != start || self.bytes[self.at] != b' ' {
                    self.between(start, found);
                }
                // A word of other letters, or one with marks inside it, may have taken the run with it.
                if self.at <= start {
                    self.ascii_word(start, end, found);
                }
            }
            self.between(self.bytes.len(), found);
            edges.truncate(KEPT);
            edges.shrink_to(KEPT);
        });
    }

    /// What stands between two runs of ASCII letters and digits.
    fn between(&mut self, end: usize, found: &mut Vec<Word>) {
        while self.at < end {
            match CLASS[usize::from(self.bytes[self.at])] {
                BEYOND => self.beyond(found),
                class => {
                    self.opens_sentence |= class == OPENS;
                    self.at += 1;
                }
            }
        }
    }

    /// What begins with a character that is not ASCII.
    fn beyond(&mut self, found: &mut Vec<Word>) {
        let c = self.char_at(self.at);
        if is_word(c) && !matches!(c, '\u{200c}' | '\u{200d}') {
            return self.any_word(self.at, found);
        }
        self.opens_sentence |= matches!(
            c,
            '\u{3002}' | '\u{0964}' | '\u{061f}' | '\u{06d4}' | '\u{201c}' | '\u{201e}' | '\u{ab}' | '\u{2026}'
        );
        self.at += c.len_utf8();
    }

    fn char_at(&self, at: usize) -> char {
        self.text[at..].chars().next().unwrap_or(' ')
    }

    /// The common case: a word of up to sixteen ASCII letters and digits with a plain character behind it.
    #[inline(always)]
    fn ascii_word(&mut self, start: usize, end: usize, found: &mut Vec<Word>) {
        let length = end - start;
        let own = OWN[length.min(LOOK)];
        let given = sixteen(self.bytes, start) & own;
        // One bit is set in every small letter and every digit, another in letters alone.
        let letters = given | (0x20 * EACH) & own;
        let digits = !given & (0x40 * EACH) & own != 0;
        let behind = self.bytes.get(end).copied().unwrap_or(b' ');
        let goes_on = (behind == b'\'') | (behind >= 128) | (((behind == b'.') | (behind == b',')) & digits);
        if goes_on || length > LOOK {
            self.at = start;
            return self.longer_word(found);
        }
        let kind = if digits || is_number_word([letters as u64, (letters >> 64) as u64]) {
            WordKind::Figure
        } else if given & 0x20 == 0 && !self.opens_sentence {
            WordKind::Name
        } else {
            WordKind::Plain
        };
        self.at = end;
        self.opens_sentence = false;
        found.push(Word {
            start: start as u32,
            end: end as u32,
            hash: mixed(letters as u64, (letters >> 64) as u64),
            kind,
        });
    }

    /// A word that begins with ASCII letters, with what may stand inside a word.
    #[cold]
    fn longer_word(&mut self, found: &mut Vec<Word>) {
        let start = self.at;
        let mut folded = [0u8; LONGEST];
        let (mut at, mut length, mut digits) = (start, 0, false);
        let class = |at: usize| self.bytes.get(at).map_or(OTHER, |byte| CLASS[usize::from(*byte)]);
        loop {
            if length == LONGEST {
                return self.any_word(start, found);
            }
            let byte = self.bytes.get(at).copied().unwrap_or(b' ');
            match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => {
                    digits |= byte.is_ascii_digit();
                    folded[length] = byte.to_ascii_lowercase();
                    length += 1;
                }
                b'\'' if matches!(class(at + 1), LOWER | UPPER | DIGIT | BEYOND) => {}
                b'.' | b',' if digits && class(at + 1) == DIGIT && self.bytes[at - 1].is_ascii_digit() => {
                    folded[length] = byte;
                    length += 1;
                }
                128.. if self.joins(at) => return self.any_word(start, found),
                _ => break,
            }
            at += 1;
        }
        let folded = &folded[..length];
        let kind = if digits || is_number(folded) {
            WordKind::Figure
        } else if class(start) == UPPER && !self.opens_sentence {
            WordKind::Name
        } else {
            WordKind::Plain
        };
        self.at = at;
        self.opens_sentence = false;
        found.push(Word { start: start as u32, end: at as u32, hash: hash(folded), kind });
    }

    /// Whether the non-ASCII character at `at` belongs to the word before it.
    fn joins(&self, at: usize) -> bool {
        let c = self.char_at(at);
        if is_apostrophe(c) {
            return self.text[at + c.len_utf8()..].chars().next().is_some_and(is_word);
        }
        is_word(c) && !is_unspaced(c)
    }

    /// Any word, by characters.
    fn any_word(&mut self, start: usize, found: &mut Vec<Word>) {
        let first = self.char_at(start);
        if is_unspaced(first) {
            return self.unspaced(start, found);
        }
        let mut end = start;
        let mut digits = false;
        let mut chars = self.text[start..].char_indices().peekable();
        while let Some((offset, c)) = chars.next() {
            let next = chars.peek().map(|(_, c)| *c);
            let inside = if is_word(c) {
                !is_unspaced(c)
            } else if is_apostrophe(c) {
                next.is_some_and(is_word)
            } else {
                matches!(c, '.' | ',' | '\u{66b}' | '\u{66c}') && digits && next.is_some_and(char::is_numeric)
            };
            if !inside {
                break;
            }
            digits |= c.is_numeric();
            end = start + offset + c.len_utf8();
        }
        if end == start {
            self.at = start + first.len_utf8();
            return;
        }
        let folded = fold(&self.text[start..end]);
        let kind = if digits {
            WordKind::Figure
        } else if first.is_uppercase() && !self.opens_sentence {
            WordKind::Name
        } else {
            WordKind::Plain
        };
        self.at = end;
        self.opens_sentence = false;
        found.push(Word { start: start as u32, end: end as u32, hash: hash(folded.as_bytes()), kind });
    }

    /// Overlapping runs of characters, for scripts without spaces.
    fn unspaced(&mut self, start: usize, found: &mut Vec<Word>) {
        let rest = &self.text[start..];
        let end = rest
            .char_indices()
            .find(|(_, c)| !is_unspaced(*c) && !is_combining_mark(*c))
            .map_or(rest.len(), |(i, _)| i);
        let run = &rest[..end];
        let starts: Vec<usize> = run.char_indices().map(|(i, _)| i).chain([run.len()]).collect();
        let count = starts.len() - 1;
        for i in 0..count.saturating_sub(RUN - 1).max(1) {
            let (from, to) = (starts[i], starts[(i + RUN).min(count)]);
            let folded = fold(&run[from..to]);
            found.push(Word {
                start: (start + from) as u32,
                end: (start + to) as u32,
                hash: hash(folded.as_bytes()),
                kind: WordKind::Plain,
            });
        }
        self.at = start + end;
        self.opens_sentence = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<String> = words(text).iter().map(|w| fold(&text[w.start as usize..w.end as usize])).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_are_found_and_folded_in_every_script() {
        check("Don’t DON'T dont", &["dont", "dont", "dont"]);
        check("up 3.5% to 1,200.", &["up", "3.5", "to", "1,200"]);
        check("Zażółć GĘŚLĄ", &["zażółć", "gęślą"]);
        check("cafe\u{301} café", &["café", "café"]);
        check("ＡＢＣ ﬁne", &["abc", "fine"]);
        check("प्रधानमंत्री ने कहा।", &["प्रधानमंत्री", "ने", "कहा"]);
        check("東京都庁", &["東京都", "京都庁"]);
        check("", &[]);
    }

    /// A byte after the other, as the fast way replaced it: where words of ASCII text begin and end.
    fn plain(text: &str) -> Vec<(usize, usize)> {
        let bytes = text.as_bytes();
        let is = |at: usize, what: fn(&u8) -> bool| bytes.get(at).is_some_and(what);
        let (mut found, mut at) = (Vec::new(), 0);
        while at < bytes.len() {
            let start = at;
            let mut digits = false;
            while is(at, u8::is_ascii_alphanumeric)
                || at > start && is(at, |b| *b == b'\'') && is(at + 1, u8::is_ascii_alphanumeric)
                || digits
                    && is(at, |b| matches!(b, b'.' | b','))
                    && bytes[at - 1].is_ascii_digit()
                    && is(at + 1, u8::is_ascii_digit)
            {
                digits |= bytes[at].is_ascii_digit();
                at += 1;
            }
            if at > start {
                found.push((start, at));
            }
            at += usize::from(at == start);
        }
        found
    }

    proptest::proptest! {
        #[test]
        fn the_fast_way_finds_the_same_words(text in "([a-zA-Z0-9'., :!@\\[`{/-]{0,70}|[a-z']{40,60}| |[0-9.,]{1,9}){0,8}") {
            let found = words(&text);
            let places: Vec<_> = found.iter().map(|w| (w.start as usize, w.end as usize)).collect();
            proptest::prop_assert_eq!(&places, &plain(&text));
            for word in found {
                let folded = fold(&text[word.start as usize..word.end as usize]);
                proptest::prop_assert_eq!(word.hash, hash(folded.as_bytes()));
                let number = folded.bytes().any(|b| b.is_ascii_digit()) || is_number(folded.as_bytes());
                proptest::prop_assert_eq!(word.kind == WordKind::Figure, number);
            }
        }
    }

    #[test]
    fn equal_words_have_equal_hashes_whatever_their_dress() {
        let hash = |text: &str| words(text).iter().map(|w| w.hash).collect::<Vec<_>>();
        assert_eq!(hash("“Don’t” — CAFÉ"), hash("'dont' - cafe\u{301}"));
    }
}
