//! Which pieces of a page stand in a text that some reading gave: by runs of words, so that spacing does not matter.

use std::collections::HashSet;

use xxhash_rust::xxh3::xxh3_64;

/// Words in a run.
const RUN: usize = 4;

/// A text as the set of its runs of words.
#[derive(Clone, Debug, Default)]
pub struct Runs {
    runs: HashSet<u64>,
    /// Number of words.
    pub words: usize,
}

impl Runs {
    /// The runs of a text.
    pub fn of(text: &str) -> Self {
        let words = words(text);
        let mut runs = HashSet::with_capacity(words.len() * 2);
        for length in 1..=RUN {
            runs.extend(words.windows(length).map(hash));
        }
        Self { runs, words: words.len() }
    }

    /// Share of the words that stand in the text, in runs of four (or all together, when they are fewer), 0 to 1.
    pub fn share(&self, words: &[u64]) -> f32 {
        if words.is_empty() {
            return 0.0;
        }
        if words.len() <= RUN {
            return if self.runs.contains(&hash(words)) { 1.0 } else { 0.0 };
        }
        let held = words.windows(RUN).filter(|run| self.runs.contains(&hash(run))).count();
        held as f32 / (words.len() - RUN + 1) as f32
    }
}

/// Words as hashes: letters and figures folded to lower case; a character of a script without spaces is a word.
pub fn words(text: &str) -> Vec<u64> {
    let mut words = Vec::with_capacity(text.len() / 5);
    let mut word = String::new();
    let mut end = |word: &mut String| {
        if !word.is_empty() {
            words.push(xxh3_64(word.as_bytes()));
            word.clear();
        }
    };
    for c in text.chars() {
        if matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
        {
            end(&mut word);
            word.push(c);
            end(&mut word);
        } else if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        } else if !matches!(c, '\u{ad}' | '\u{200b}' | '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}') {
            end(&mut word);
        }
    }
    end(&mut word);
    words
}

fn hash(words: &[u64]) -> u64 {
    words
        .iter()
        .fold(0x9e37_79b9_7f4a_7c15, |sum, word| (sum.rotate_left(23) ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd))
}
