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

    /// The common case: a word of ASCII letters, folded into a buffer on the way.
    fn ascii_word(&mut self, found: &mut Vec<Word>) {
        let start = self.at;
        let mut folded = [0u8; 48];
        let mut length = 0;
        let mut digits = false;
        let mut at = start;
        while at < self.bytes.len() {
            let byte = self.bytes[at];
            if byte >= 128 {
                if self.joins(at) {
                    return self.any_word(start, found);
                }
                break;
            }
            let class = ASCII[byte as usize];
            if class == 0 {
                let next = self.bytes.get(at + 1).map_or(0, |b| if *b < 128 { ASCII[*b as usize] } else { 1 });
                let joins = match byte {
                    b'\'' => next != 0,
                    b'.' | b',' => next == 3 && digits && self.bytes[at - 1].is_ascii_digit(),
                    _ => false,
                };
                if !joins {
                    break;
                }
                if byte == b'\'' {
                    at += 1;
                    continue;
                }
            }
            if length == folded.len() {
                return self.any_word(start, found);
            }
            digits |= class == 3;
            folded[length] = byte.to_ascii_lowercase();
            length += 1;
            at += 1;
        }
        let folded = &folded[..length];
        let kind = if digits || is_number_word(folded) {
            WordKind::Figure
        } else if ASCII[self.bytes[start] as usize] == 2 && !self.opens_sentence {
            WordKind::Name
        } else {
            WordKind::Plain
        };
        self.at = at;
        self.opens_sentence = false;
        found.push(Word { start: start as u32, end: at as u32, hash: xxh3_64(folded) as u32, kind });
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
fn is_number_word(folded: &[u8]) -> bool {
    matches!(
        folded,
        b"one"
            | b"two"
            | b"three"
            | b"four"
            | b"five"
            | b"six"
            | b"seven"
            | b"eight"
            | b"nine"
            | b"ten"
            | b"eleven"
            | b"twelve"
            | b"january"
            | b"february"
            | b"march"
            | b"april"
            | b"june"
            | b"july"
            | b"august"
            | b"september"
            | b"october"
            | b"november"
            | b"december"
            | b"monday"
            | b"tuesday"
            | b"wednesday"
            | b"thursday"
            | b"friday"
            | b"saturday"
            | b"sunday"
    )
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

    #[test]
    fn equal_words_have_equal_hashes_whatever_their_dress() {
        let hash = |text: &str| words(text).iter().map(|w| w.hash).collect::<Vec<_>>();
        assert_eq!(hash("“Don’t” — CAFÉ"), hash("'dont' - cafe\u{301}"));
    }
}
