//! Words of any script, folded so that equal words compare equal.
//!
//! A word is a run of letters, digits and marks (Unicode general categories L, N and M; UAX #29 in spirit). Apostrophes
//! inside a word are dropped, so that `don't`, `don’t` and `dont` agree; a comma or a full stop between digits stays, so
//! that `3.5` is one figure. Scripts written without spaces (Han, kana, Thai, Lao, Khmer, Burmese) give overlapping runs
//! of three characters instead. Folding is NFKC and lower case.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use xxhash_rust::xxh3::xxh3_64;

/// What kind of word it is, as far as its letters tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WordKind {
    /// Any other word.
    Plain,
    /// Begins with a capital and does not open a sentence: a name, most often.
    Name,
    /// Holds a digit, or is a number word.
    Figure,
}

/// One word: where it stands, and the hash of its folded letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// 32 bits of the xxh3 of the folded word.
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

/// Appends the words of `text` to `found`.
pub fn collect(text: &str, found: &mut Vec<Word>) {
    Scanner { text, bytes: text.as_bytes(), at: 0, opens_sentence: true }.run(found);
}

/// The folded form of one word, as it is hashed.
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    let composed: String = if word.is_ascii() { word.to_owned() } else { word.nfkc().collect() };
    folded.extend(composed.chars().filter(|c| !is_apostrophe(*c)).flat_map(char::to_lowercase));
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

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '\u{02bc}' | '\u{ff07}' | '`' | '\u{b4}')
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || matches!(c, '\u{200c}' | '\u{200d}')
}

/// Letters, digits: 1 lower or caseless, 2 upper, 3 digit, 0 anything else.
const ASCII: [u8; 128] = {
    let mut table = [0u8; 128];
    let mut c = 0usize;
    while c < 128 {
        table[c] = match c as u8 {
            b'a'..=b'z' => 1,
            b'A'..=b'Z' => 2,
            b'0'..=b'9' => 3,
            _ => 0,
        };
        c += 1;
    }
    table
};

/// The hash of a folded word: 32 bits of its xxh3. Nine of ten words are short, and are hashed here as the algorithm has it for
/// one to three and four to eight bytes, out of a register.
#[inline(always)]
fn hash(folded: &[u8; BUFFER], length: usize) -> u32 {
    let first: [u8; 8] = *folded.first_chunk().unwrap_or(&[0; 8]);
    let letters = u64::from_le_bytes(first);
    match length {
        4..=8 => {
            let last = letters >> (8 * (length - 4)) & 0xffff_ffff;
            let mixed = (last + (letters << 32)) ^ (0x1cad_21f7_2c81_017c ^ 0xdb97_9083_e96d_d4de);
            let mixed = (mixed ^ mixed.rotate_left(49) ^ mixed.rotate_left(24)).wrapping_mul(0x9fb2_1c65_1e98_df25);
            let mixed = (mixed ^ ((mixed >> 35) + length as u64)).wrapping_mul(0x9fb2_1c65_1e98_df25);
            (mixed ^ (mixed >> 28)) as u32
        }
        1..=3 => {
            let byte = |at: usize| letters >> (8 * at) & 0xff;
            let joined = byte(0) << 16 | byte(length >> 1) << 24 | byte(length - 1) | (length as u64) << 8;
            let mixed = joined ^ (0x396c_feb8 ^ 0xbe4b_a423);
            let mixed = (mixed ^ (mixed >> 33)).wrapping_mul(0xc2b2_ae3d_27d4_eb4f);
            let mixed = (mixed ^ (mixed >> 29)).wrapping_mul(0x1656_67b1_9e37_79f9);
            (mixed ^ (mixed >> 32)) as u32
        }
        _ => xxh3_64(&folded[..length.min(BUFFER)]) as u32,
    }
}

/// Letters of a word that the fast way is for ...
const LONGEST: usize = 48;
/// ... and the room it takes, with that for one look more.
const BUFFER: usize = LONGEST + 16;

/// Letters and digits at the beginning of eight bytes.
struct Run {
    /// In lower case; what stands after them is of no account.
    folded: u64,
    length: usize,
    digits: bool,
}

impl Run {
    /// Eight bytes are looked at together: the upper bit of each tells what it is (Warren, Hacker's Delight, 6-1).
    fn of(bytes: &[u8], at: usize) -> Self {
        const EACH: u64 = 0x0101_0101_0101_0101;
        let eight = match bytes.get(at..at + 8) {
            Some(eight) => eight.try_into().unwrap_or_default(),
            None => {
                let mut eight = [0; 8];
                let rest = bytes.get(at..).unwrap_or_default();
                eight[..rest.len()].copy_from_slice(rest);
                eight
            }
        };
        let given = u64::from_le_bytes(eight);
        let folded = given | (0x20 * EACH);
        let ascii = !given & (0x80 * EACH);
        let from = |bytes: u64, first: u8| (bytes & (0x7f * EACH)) + u64::from(0x80 - first) * EACH;
        let letters = from(folded, b'a') & !from(folded, b'z' + 1) & ascii;
        let digits = from(given, b'0') & !from(given, b'9' + 1) & ascii;
        let inside = letters | digits;
        let length = (!inside & (0x80 * EACH)).trailing_zeros() as usize / 8;
        let own = if length == 8 { u64::MAX } else { (1 << (8 * length)) - 1 };
        Self { folded, length, digits: digits & own != 0 }
    }
}

struct Scanner<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    opens_sentence: bool,
}

impl Scanner<'_> {
    fn run(&mut self, found: &mut Vec<Word>) {
        while self.at < self.bytes.len() {
            let byte = self.bytes[self.at];
            if byte < 128 {
                if ASCII[byte as usize] != 0 {
                    self.ascii_word(found);
                } else {
                    if matches!(byte, b'.' | b'!' | b'?' | b'\n' | b':' | b'"') {
                        self.opens_sentence = true;
                    }
                    self.at += 1;
                }
            } else {
                let c = self.char_at(self.at);
                if is_word(c) && !matches!(c, '\u{200c}' | '\u{200d}') {
                    self.any_word(self.at, found);
                } else {
                    if matches!(
                        c,
                        '\u{3002}'
                            | '\u{0964}'
                            | '\u{061f}'
                            | '\u{06d4}'
                            | '\u{201c}'
                            | '\u{201e}'
                            | '\u{ab}'
                            | '\u{2026}'
                    ) {
                        self.opens_sentence = true;
                    }
                    self.at += c.len_utf8();
                }
            }
        }
    }

    fn char_at(&self, at: usize) -> char {
        self.text[at..].chars().next().unwrap_or(' ')
    }

    /// The common case: a word of ASCII letters, folded into a buffer on the way, eight bytes at a time.
    fn ascii_word(&mut self, found: &mut Vec<Word>) {
        let start = self.at;
        let mut folded = [0u8; BUFFER];
        let mut length = 0;
        let mut digits = false;
        let mut at = start;
        loop {
            if length > BUFFER - 8 {
                return self.any_word(start, found);
            }
            let run = Run::of(self.bytes, at);
            folded[length..length + 8].copy_from_slice(&run.folded.to_le_bytes());
            digits |= run.digits;
            length += run.length;
            at += run.length;
            if run.length == 8 {
                continue;
            }
            let Some(byte) = self.bytes.get(at) else { break };
            let next = || self.bytes.get(at + 1).map_or(0, |b| if *b < 128 { ASCII[*b as usize] } else { 1 });
            match byte {
                b' ' => break,
                b'\'' if next() != 0 => at += 1,
                b'.' | b',' if digits && next() == 3 && self.bytes[at - 1].is_ascii_digit() => {
                    folded[length] = *byte;
                    length += 1;
                    at += 1;
                }
                128.. if self.joins(at) => return self.any_word(start, found),
                _ => break,
            }
        }
        if length > LONGEST {
            return self.any_word(start, found);
        }
        let hash = hash(&folded, length);
        let kind = if digits || is_number_word(&folded[..length]) {
            WordKind::Figure
        } else if ASCII[self.bytes[start] as usize] == 2 && !self.opens_sentence {
            WordKind::Name
        } else {
            WordKind::Plain
        };
        self.at = at;
        self.opens_sentence = false;
        found.push(Word { start: start as u32, end: at as u32, hash, kind });
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
        found.push(Word { start: start as u32, end: end as u32, hash: xxh3_64(folded.as_bytes()) as u32, kind });
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
                hash: xxh3_64(folded.as_bytes()) as u32,
                kind: WordKind::Plain,
            });
        }
        self.at = start + end;
        self.opens_sentence = false;
    }
}

/// English number words: agencies print "two billion" where a later version says "1.5 billion".
const NUMBER_WORDS: [&[u8]; 30] = [
    b"one",
    b"two",
    b"three",
    b"four",
    b"five",
    b"six",
    b"seven",
    b"eight",
    b"nine",
    b"ten",
    b"eleven",
    b"twelve",
    b"january",
    b"february",
    b"march",
    b"april",
    b"june",
    b"july",
    b"august",
    b"september",
    b"october",
    b"november",
    b"december",
    b"monday",
    b"tuesday",
    b"wednesday",
    b"thursday",
    b"friday",
    b"saturday",
    b"sunday",
];

/// The number words at the places of their first eight letters: every word of a text is looked up, so one look must do.
const NUMBER_TABLE: [u8; 128] = {
    let mut table = [u8::MAX; 128];
    let mut n = 0;
    while n < NUMBER_WORDS.len() {
        let place = number_place(NUMBER_WORDS[n]);
        assert!(table[place] == u8::MAX, "two number words at one place: another factor is needed");
        table[place] = n as u8;
        n += 1;
    }
    table
};

const fn number_place(folded: &[u8]) -> usize {
    let mut first = [0u8; 8];
    let mut at = 0;
    while at < 8 && at < folded.len() {
        first[at] = folded[at];
        at += 1;
    }
    (u64::from_le_bytes(first).wrapping_mul(0x05b6_e6e3_07d4_bedd) >> 57) as usize
}

fn is_number_word(folded: &[u8]) -> bool {
    NUMBER_WORDS.get(usize::from(NUMBER_TABLE[number_place(folded)])).is_some_and(|word| *word == folded)
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
                proptest::prop_assert_eq!(word.hash, xxh3_64(folded.as_bytes()) as u32);
                let number = folded.bytes().any(|b| b.is_ascii_digit()) || NUMBER_WORDS.contains(&folded.as_bytes());
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
