//! Facts in running text, apart from its wording: numbers, names, dates, and who is named for a statement.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::news::FactKind;
use crate::text::dates;
use crate::text::words::{self, Word, WordKind, fold};

/// One fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fact {
    pub kind: FactKind,
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What two facts are compared by: "14" for "fourteen".
    pub value: String,
}

/// All facts of a text but its quotations, in order. `german`: every noun has a capital, so one alone is no name.
pub(super) fn facts(text: &str, german: bool) -> Vec<Fact> {
    let words = words::words(text);
    let dates = dates_of(text, &words);
    let mut found = numbers(text, &words, &dates);
    found.extend(names(text, &words, &dates, german));
    found.extend(dates);
    found.extend(attributions(text));
    found.sort_by_key(|fact| (fact.range.start, fact.range.end));
    found
}

fn printed<'t>(text: &'t str, word: &Word) -> &'t str {
    &text[word.start as usize..word.end as usize]
}

/// Number words with their values, in the languages most of the copy is in. "One" is an article too often to count.
const NUMBER_WORDS: &[(&str, u64)] = &[
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
    ("dozen", 12),
    ("zwei", 2),
    ("drei", 3),
    ("vier", 4),
    ("fünf", 5),
    ("sechs", 6),
    ("sieben", 7),
    ("acht", 8),
    ("neun", 9),
    ("zehn", 10),
    ("elf", 11),
    ("zwölf", 12),
    ("zwanzig", 20),
    ("dreißig", 30),
    ("vierzig", 40),
    ("fünfzig", 50),
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("sept", 7),
    ("huit", 8),
    ("neuf", 9),
    ("dix", 10),
    ("onze", 11),
    ("douze", 12),
    ("vingt", 20),
    ("trente", 30),
    ("quarante", 40),
    ("cinquante", 50),
    ("dos", 2),
    ("tres", 3),
    ("cuatro", 4),
    ("cinco", 5),
    ("seis", 6),
    ("siete", 7),
    ("ocho", 8),
    ("nueve", 9),
    ("diez", 10),
    ("once", 11),
    ("doce", 12),
    ("veinte", 20),
    ("treinta", 30),
    ("cuarenta", 40),
    ("cincuenta", 50),
    ("दो", 2),
    ("तीन", 3),
    ("चार", 4),
    ("पाँच", 5),
    ("पांच", 5),
    ("छह", 6),
    ("सात", 7),
    ("आठ", 8),
    ("नौ", 9),
    ("दस", 10),
    ("ग्यारह", 11),
    ("बारह", 12),
    ("बीस", 20),
    ("तीस", 30),
    ("चालीस", 40),
    ("पचास", 50),
    ("साठ", 60),
];

/// Words that multiply the number before them.
const MULTIPLIERS: &[(&str, u64)] = &[
    ("hundred", 100),
    ("thousand", 1_000),
    ("million", 1_000_000),
    ("mln", 1_000_000),
    ("billion", 1_000_000_000),
    ("bn", 1_000_000_000),
    ("trillion", 1_000_000_000_000),
    ("lakh", 100_000),
    ("lakhs", 100_000),
    ("crore", 10_000_000),
    ("crores", 10_000_000),
    ("tausend", 1_000),
    ("millionen", 1_000_000),
    ("milliarden", 1_000_000_000),
    ("millions", 1_000_000),
    ("milliards", 1_000_000_000),
    ("mille", 1_000),
    ("mil", 1_000),
    ("millones", 1_000_000),
    ("हज़ार", 1_000),
    ("हजार", 1_000),
    ("लाख", 100_000),
    ("करोड़", 10_000_000),
];

fn listed(list: &[(&str, u64)], folded: &str) -> Option<u64> {
    list.iter().find(|(word, _)| *word == folded).map(|(_, value)| *value)
}

fn numbers(text: &str, words: &[Word], dates: &[Fact]) -> Vec<Fact> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let word = &words[at];
        let range = word.start as usize..word.end as usize;
        let first = at;
        at += 1;
        if dates.iter().any(|date| date.range.start <= range.start && range.end <= date.range.end) {
            continue;
        }
        let folded = fold(printed(text, word));
        let Some(mut value) = number(&folded) else { continue };
        // "twenty-one"
        if (20.0..100.0).contains(&value)
            && value % 10.0 == 0.0
            && let Some(next) = words.get(at)
            && text[word.end as usize..next.start as usize].trim() == "-"
            && let Some(units) = unit(&fold(printed(text, next)))
        {
            value += units;
            at += 1;
        }
        while let Some(next) = words.get(at)
            && text[words[at - 1].end as usize..next.start as usize].chars().all(|c| c.is_whitespace() || c == '-')
            && let Some(times) = listed(MULTIPLIERS, &fold(printed(text, next)))
        {
            value *= times as f64;
            at += 1;
        }
        let range = words[first].start as usize..words[at - 1].end as usize;
        found.push(Fact { kind: FactKind::Number, range, value: format!("{value}") });
    }
    found
}

fn unit(folded: &str) -> Option<f64> {
    if folded == "one" { Some(1.0) } else { number(folded).filter(|value| *value < 10.0) }
}

/// The value of a figure in any script's digits, or of a number word.
fn number(folded: &str) -> Option<f64> {
    if let Some(value) = listed(NUMBER_WORDS, folded) {
        return Some(value as f64);
    }
    let mut plain = String::with_capacity(folded.len());
    for c in folded.chars() {
        match digit(c) {
            Some(digit) => plain.push(char::from(b'0' + digit)),
            None if matches!(c, '.' | ',') => plain.push(c),
            None => return None,
        }
    }
    if !plain.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // "12,000" and "12.000" group by three; "1,4" is a decimal.
    let parts: Vec<&str> = plain.split(['.', ',']).collect();
    let grouped = parts.len() > 1 && parts[1..].iter().all(|part| part.len() == 3) && parts[0] != "0";
    if grouped || parts.len() == 1 { parts.concat().parse().ok() } else { plain.replace(',', ".").parse().ok() }
}

/// The decimal digit a character stands for, in the scripts news is written in.
fn digit(c: char) -> Option<u8> {
    const ZEROS: [u32; 13] = [0x30, 0x660, 0x6f0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50];
    ZEROS.iter().find_map(|zero| (c as u32).checked_sub(*zero).filter(|digit| *digit < 10).map(|digit| digit as u8))
}

/// Names of the days of the week; the place in a list is the day.
const WEEKDAYS: &[[&str; 7]] = &[
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    ["montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"],
    ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"],
    ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"],
    ["lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "sabato", "domenica"],
    ["सोमवार", "मंगलवार", "बुधवार", "गुरुवार", "शुक्रवार", "शनिवार", "रविवार"],
];

/// Words before a year that make a bare number one.
const BEFORE_YEAR: &[&str] = &[
    "in", "since", "by", "until", "till", "from", "of", "before", "after", "to", "and", "im", "jahr", "seit", "bis",
    "en", "depuis", "desde", "nel", "dal", "winter", "summer", "spring", "autumn", "early", "late",
];

fn dates_of(text: &str, words: &[Word]) -> Vec<Fact> {
    let mut found = Vec::new();
    let folded: Vec<String> = words.iter().map(|word| fold(printed(text, word))).collect();
    let day = |at: usize| folded.get(at)?.trim_end_matches("st").trim_end_matches("th").parse::<u32>().ok();
    let day = |at: usize| day(at).filter(|day| (1..=31).contains(day));
    let year = |at: usize| {
        let four = folded.get(at)?.len() == 4;
        folded.get(at)?.parse::<u32>().ok().filter(|year| four && (1700..=2100).contains(year))
    };
    let mut at = 0;
    while at < words.len() {
        let word = printed(text, &words[at]);
        let mut date = |from: usize, to: usize, value: String| {
            let range = words[from].start as usize..words[to].end as usize;
            found.push(Fact { kind: FactKind::Date, range, value });
            to + 1
        };
        // A month's name is also a word or a person's name: it counts beside a day or a year.
        let (before, after, dated) = (at.checked_sub(1).and_then(day), day(at + 1), year(at + 1));
        if (before.is_some() || after.is_some() || dated.is_some())
            && let Some(month) = dates::month(word)
        {
            let next = match (before, after, dated) {
                (Some(day), ..) => Some((at - 1, at, format!("{month}-{day}"))),
                (None, Some(day), None) => Some((at, at + 1, format!("{month}-{day}"))),
                (None, _, Some(year)) => Some((at, at + 1, format!("{year}-{month}"))),
                _ => None,
            };
            if let Some((from, to, value)) = next {
                at = date(from, to, value);
                continue;
            }
        }
        if let Some(weekday) = WEEKDAYS.iter().find_map(|week| week.iter().position(|name| *name == folded[at])) {
            at = date(at, at, format!("day {weekday}"));
            continue;
        }
        if let Some(year) = year(at)
            && at.checked_sub(1).is_some_and(|before| BEFORE_YEAR.contains(&folded[before].as_str()))
        {
            at = date(at, at, format!("{year}"));
            continue;
        }
        at += 1;
    }
    found
}

fn names(text: &str, words: &[Word], dates: &[Fact], german: bool) -> Vec<Fact> {
    let is_capital = |word: &Word| printed(text, word).starts_with(char::is_uppercase);
    let dated = |word: &Word| dates.iter().any(|date| date.range.contains(&(word.start as usize)));
    let glued = |a: &Word, b: &Word| matches!(&text[a.end as usize..b.start as usize], " " | "-" | ". ");
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let mut to = at;
        let opens = words[at].kind != WordKind::Name;
        // The word that opens a sentence has a capital anyway: it belongs to a name only before another.
        if dated(&words[at]) || !is_capital(&words[at]) {
            at += 1;
            continue;
        }
        while to + 1 < words.len()
            && words[to + 1].kind == WordKind::Name
            && glued(&words[to], &words[to + 1])
            && !dated(&words[to + 1])
        {
            to += 1;
        }
        let length = to - at + 1;
        let single = length == 1 && (opens || german || printed(text, &words[at]).chars().count() < 2);
        if !single {
            let range = words[at].start as usize..words[to].end as usize;
            let value: Vec<String> = words[at..=to].iter().map(|word| fold(printed(text, word))).collect();
            found.push(Fact { kind: FactKind::Name, range, value: value.join(" ") });
        }
        at = to + 1;
    }
    found
}

/// Words that give a statement to somebody: behind the speaker, or before.
static CUES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b(?:said|says|told|added|announced|stated|according to|reported(?: by)?|claimed|confirmed|alleged(?:ly)?|sagten?|teilten? mit|erklärten?|laut|zufolge|a déclaré|a dit|a annoncé|selon|d['’]après|dijo|dijeron|afirmó|según|ha detto|secondo|disse|segundo|powiedział\w*|podał\w*|według|сообщил\w*|заявил\w*|по словам)\b|ने कहा|ने बताया|के अनुसार",
    )
    .expect("checked by tests")
});
/// Cues that stand before the speaker.
static FORWARD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:according to|laut|selon|d['’]après|según|secondo|segundo|według|по словам|reported by)$")
        .expect("checked by tests")
});

/// Words of a speaker at most.
const SPEAKER: usize = 6;

fn attributions(text: &str) -> Vec<Fact> {
    let is_edge =
        |c: char| matches!(c, ',' | '.' | ';' | ':' | '"' | '“' | '”' | '»' | '«' | '(' | ')' | '।' | '!' | '?');
    let mut found: Vec<Fact> = Vec::new();
    for cue in CUES.find_iter(text) {
        let before =
            text[..cue.start()].rfind(is_edge).map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
        let behind = text[cue.end()..].find(is_edge).map_or(text.len(), |at| cue.end() + at);
        let last = |words: &str| {
            let all: Vec<&str> = words.split_whitespace().collect();
            all[all.len().saturating_sub(SPEAKER)..]
                .first()
                .map_or(0, |first| words.len() - (first.as_ptr() as usize - words.as_ptr() as usize))
        };
        let first = |words: &str| {
            words
                .split_whitespace()
                .take(SPEAKER)
                .last()
                .map_or(0, |last| last.as_ptr() as usize - words.as_ptr() as usize + last.len())
        };
        let speaker_before = !text[before..cue.start()].trim().is_empty();
        let range = if FORWARD.is_match(cue.as_str()) || !speaker_before {
            cue.start()..cue.end() + first(&text[cue.end()..behind])
        } else {
            cue.start() - last(&text[before..cue.start()])..cue.end()
        };
        if found.last().is_some_and(|fact| fact.range.end > range.start) {
            continue;
        }
        let value: Vec<String> =
            words::words(&text[range.clone()]).iter().map(|word| fold(printed(&text[range.clone()], word))).collect();
        found.push(Fact { kind: FactKind::Attribution, range, value: value.join(" ") });
    }
    found
}

/// Whether one value says no more than the other: "Brannick" for "Commander Edda Brannick".
pub(super) fn within(one: &str, other: &str) -> bool {
    let (a, b): (HashSet<&str>, HashSet<&str>) = (one.split(' ').collect(), other.split(' ').collect());
    a.is_subset(&b) || b.is_subset(&a)
}

/// Whether an attribution names nobody but by a pronoun: "she said".
pub(super) fn is_pronoun(value: &str) -> bool {
    value.split(' ').any(|word| {
        matches!(
            word,
            "he" | "she" | "they" | "it" | "i" | "we" | "who" | "er" | "sie" | "il" | "elle" | "él" | "ella" | "उन्होंने"
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, kind: FactKind, expected: &[(&str, &str)]) {
        let all = facts(text, false);
        let found: Vec<(&str, &str)> = all
            .iter()
            .filter(|fact| fact.kind == kind)
            .map(|fact| (&text[fact.range.clone()], fact.value.as_str()))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn numbers_have_their_value_in_figures_and_words() {
        let number = FactKind::Number;
        check("About 12,000 people", number, &[("12,000", "12000")]);
        check("rund 12.000 Menschen und 1,4 Meter", number, &[("12.000", "12000"), ("1,4", "1.4")]);
        check("3.4 billion crowns", number, &[("3.4 billion", "3400000000")]);
        check("Twenty-one of the 68 starters", number, &[("Twenty-one", "21"), ("68", "68")]);
        check("२०० गाँव", number, &[("२००", "200")]);
        check("Fourteen hurt, three hundred saved", number, &[("Fourteen", "14"), ("three hundred", "300")]);
        check("one of them", number, &[]);
    }

    #[test]
    fn dates_are_no_numbers() {
        let date = FactKind::Date;
        check("on 13 December and Dec 14", date, &[("13 December", "12-13"), ("Dec 14", "12-14")]);
        check("on Monday in 1987", date, &[("Monday", "day 0"), ("1987", "1987")]);
        check("1987 people may march", date, &[]);
        check("sealed in 1987", FactKind::Number, &[]);
    }

    #[test]
    fn names_are_runs_of_capitals_inside_a_sentence() {
        let name = FactKind::Name;
        check("Engineers told Ingrid Solvane so", name, &[("Ingrid Solvane", "ingrid solvane")]);
        check("Petra Vance runs it. Residents left", name, &[("Petra Vance", "petra vance")]);
        check("On Monday it rained", name, &[]);
    }

    #[test]
    fn statements_have_speakers() {
        let said = FactKind::Attribution;
        check("It sank, the coastguard said.", said, &[("the coastguard said", "the coastguard said")]);
        check(
            "It sank, according to the harbour master.",
            said,
            &[("according to the harbour master", "according to the harbour master")],
        );
        check("\"No,\" said Edda Brannick.", said, &[("said Edda Brannick", "said edda brannick")]);
        check("Police said three people died", said, &[("Police said", "police said")]);
    }
}
