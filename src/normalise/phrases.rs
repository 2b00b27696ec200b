//! The trade's phrases of page chrome (`data/chrome.toml`), read once.

use std::collections::HashMap;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use serde::Deserialize;

use crate::news::FurnitureKind;
use crate::text::sentences::ends_sentence;

/// Characters of the longest line that chrome phrases are looked for in: prompts are short.
const LONGEST: usize = 320;
/// And of the longest that phrases which copy uses, too, are looked for in.
const LONGEST_ASKING: usize = 220;
/// Words of sentences before a prompt from which they are copy that ends in it.
const COPY: usize = 20;

#[derive(Deserialize)]
struct File {
    phrase: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    kind: String,
    at: String,
    #[allow(dead_code, reason = "every entry of a trade list says where it was learned")]
    source: String,
    words: Vec<String>,
}

struct Phrases {
    whole: HashMap<String, FurnitureKind>,
    start: HashMap<String, FurnitureKind>,
    /// Words of the longest phrase in `start`.
    longest: usize,
    holds: AhoCorasick,
    /// All phrases that may stand inside a line.
    inside: Vec<String>,
    /// Count only in a line that speaks to the reader.
    asks: AhoCorasick,
    /// And of these, only where no copy stands before them.
    alone: AhoCorasick,
    /// What follows the name of an author in a line about them.
    author: Vec<String>,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let file: File =
        toml::from_str(include_str!("../../data/chrome.toml")).expect("data/chrome.toml is checked by a test");
    let (mut whole, mut start) = (HashMap::new(), HashMap::new());
    let (mut holds, mut asks, mut alone, mut author) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for entry in file.phrase {
        let kind = if entry.kind == "related" { FurnitureKind::Related } else { FurnitureKind::Chrome };
        for words in entry.words {
            let words = folded(&words);
            match entry.at.as_str() {
                "whole" => drop(whole.insert(words, kind)),
                "start" => drop(start.insert(words, kind)),
                "asks" => asks.push(words),
                "alone" => alone.push(words),
                "author" => author.push(words),
                _ => holds.push(words),
            }
        }
    }
    let longest = start.keys().map(|w: &String| w.split(' ').count()).max().unwrap_or(0);
    let inside = holds.iter().chain(&asks).chain(&alone).cloned().collect();
    Phrases { whole, start, longest, holds: finder(&holds), inside, asks: finder(&asks), alone: finder(&alone), author }
});

fn finder(phrases: &[String]) -> AhoCorasick {
    AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(phrases).expect("plain phrases")
}

/// Every phrase that may stand inside a line, with either apostrophe.
pub fn inside() -> impl Iterator<Item = String> {
    PHRASES.inside.iter().flat_map(|p| {
        let curled = p.contains('\'').then(|| p.replace('\'', "’"));
        std::iter::once(p.clone()).chain(curled)
    })
}

/// Whether words behind an author's name say who that is: "is a reporter of the Post".
pub fn are_of_author(words: &str) -> bool {
    let words = folded(words.get(..40).unwrap_or(words));
    PHRASES.author.iter().any(|verb| words.strip_prefix(verb.as_str()).is_some_and(|rest| rest.starts_with(' ')))
}

/// What a line is, when it is chrome by its phrases.
pub fn kind(line: &str) -> Option<FurnitureKind> {
    if line.chars().nth(LONGEST).is_some() {
        // A list of keywords may be long, and ends as no sentence does.
        return if ends_sentence(line) { None } else { start(&folded(line)) };
    }
    let folded = folded(line);
    let bare = folded.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '+' | '-')).to_owned();
    PHRASES
        .whole
        .get(&bare)
        .or_else(|| PHRASES.start.get(&bare))
        .copied()
        .or_else(|| start(&folded))
        .or_else(|| holds(&folded))
}

/// The line begins with a phrase and a mark: "Also read: Ferry back in service".
fn start(folded: &str) -> Option<FurnitureKind> {
    let line = folded.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '【');
    // Scripts without spaces: what stands before the mark is the phrase.
    if let Some(at) = line.find(['：', ':', '｜']).filter(|at| *at <= 60)
        && let Some(kind) = PHRASES.start.get(line[..at].trim_end_matches(['】', ' ']).trim_start_matches('【'))
    {
        return Some(*kind);
    }
    let mut end = 0;
    for (count, word) in line.split(' ').enumerate().take(PHRASES.longest + 1) {
        end += word.len() + usize::from(count > 0);
        let phrase = line[..end].trim_end_matches(|c: char| !c.is_alphanumeric() && c != '】' && !is_mark_of_vowel(c));
        let marked = line[phrase.len()..]
            .trim_start()
            .starts_with([':', '：', '|', '>', '»', '›', '→', '-', '–', '—', '►', '•', '/', '│']);
        if marked && let Some(kind) = PHRASES.start.get(phrase) {
            return Some(*kind);
        }
    }
    None
}

fn is_mark_of_vowel(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{dff}' | '\u{64b}'..='\u{65f}')
}

/// A short line that holds a prompt. A sentence of copy may hold such words too: reported and quoted ones are left alone.
fn holds(folded: &str) -> Option<FurnitureKind> {
    const READER: [&str; 5] = ["you", "your", "our", "us", "we"];
    const REPORTED: [&str; 20] = [
        " said",
        " says",
        " told ",
        " according to ",
        " wrote",
        " asked",
        " added",
        " announced",
        " sagte",
        " erklärte",
        " laut ",
        " a déclaré",
        " selon ",
        " dijo ",
        " según ",
        " disse ",
        " ha detto",
        " powiedzia",
        " сказал",
        " сообщил",
    ];
    let found = PHRASES.holds.find(folded).or_else(|| {
        let asks = folded.split(|c: char| !c.is_alphanumeric()).any(|word| READER.contains(&word));
        // A paragraph of copy may end in words that copy uses, too.
        let follows_copy = |at: usize| {
            folded[..at].rfind(['.', '!', '?', '।']).is_some_and(|end| folded[..end].split(' ').count() >= COPY)
        };
        let prompt = || PHRASES.asks.find(folded).filter(|_| folded.chars().nth(LONGEST_ASKING).is_none());
        asks.then(|| prompt().or_else(|| PHRASES.alone.find(folded).filter(|found| !follows_copy(found.start()))))?
    })?;
    let (before, after) = (&folded[..found.start()], &folded[found.end()..]);
    let whole_words = before.chars().next_back().is_none_or(|c| !c.is_alphanumeric())
        && after.chars().next().is_none_or(|c| !c.is_alphanumeric());
    let quoted = before.matches(['"', '“', '«', '„']).count() % 2 == 1;
    let reported = REPORTED.iter().any(|word| folded.contains(word));
    (whole_words && !reported && !quoted).then_some(FurnitureKind::Chrome)
}

/// Lower case, straight apostrophes.
fn folded(words: &str) -> String {
    words.trim().to_lowercase().replace(['’', '‘'], "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chrome_is_known_and_copy_is_not() {
        for line in [
            "ALSO READ | Ferry back in service",
            "Also Read: Ferry back in service",
            "Lire aussi : Le ferry repart",
            "Czytaj też: Prom wraca",
            "यह भी पढ़ें: नौका लौटी",
            "Share",
            "ADVERTISEMENT",
            "Subscribe to our newsletter for more",
            "[Related: Ferry back in service]",
            "関連記事：渡し船のない九日間",
            "Subscribe to continue reading",
        ] {
            assert!(kind(line).is_some(), "{line}");
        }
        for line in [
            "Read the letter before you answer, the board told skippers.",
            "Watch officers were on deck when the ferry left, the board said.",
            "More than 200 people were aboard.",
            "The company said its privacy policy had not changed since May, according to a letter.",
            "The ferry was paid for by a tenth of the town, which has waited for it since the spring, and sails in all weathers. It can be seen at the north quay until May, and for \
             more of our pictures of it check out our review.",
            "Updated rules take effect on Monday.",
            "“What do you think of our ferry?” the skipper called from the bridge.",
        ] {
            assert_eq!(kind(line), None, "{line}");
        }
    }
}
