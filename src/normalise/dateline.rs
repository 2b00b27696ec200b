//! Datelines: "WASHINGTON, Dec 12 (Reuters) -" cut from the head of a paragraph; the rest stays body.

use std::sync::LazyLock;

use regex::Regex;

use crate::news::Dateline;
use crate::text::sentences::sentences;

/// Words of a first sentence before which a place alone is a dateline.
const STORY: usize = 8;

/// Month names as datelines print them, by their first letters, in the languages met in feeds.
const MONTH: &str = r"(?:jan|feb|fév|fev|mar|mär|mrz|maa|apr|abr|avr|kwi|may|mai|maj|mag|mei|may|jun|juin|giu|cze|jul|juil|lug|lip|aug|aoû|aou|ago|sie|sep|set|wrz|oct|okt|ott|out|paź|nov|lis|dec|dez|dic|déc|gru|sty|lut|янв|фев|мар|апр|мая|май|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру|ene|gen|oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara|जन|फ़र|फर|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर|सितम्बर|अक्टूबर|नवंबर|नवम्बर|दिसंबर|दिसम्बर)[\p{L}\p{M}]{0,8}\.?";
/// A place, as printed: capitals or capitalised words, a country or state behind it.
const PLACE: &str = r"[\p{Lu}\p{Lo}][\p{L}\p{M}'’.\-]*(?:[ /]+(?:(?:de|del|da|do|la|of|the|and|am|an der|sur|upon|y|e|i|di)\s+)?[\p{Lu}\p{Lo}][\p{L}\p{M}'’.\-]*){0,4}(?:\s*[\[(][\p{Lu}\p{Lo}][\p{L}\p{M} .]{1,25}[\])])?";

static DATE: LazyLock<String> = LazyLock::new(|| {
    format!(
        r"(?:(?:\d{{1,2}}(?:st|nd|rd|th|er|º|ª|\.)?\s*(?:de\s+|di\s+)?{MONTH}|{MONTH}\s*\d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}}\.\d{{1,2}}\.?)(?:\s*(?:de\s+)?,?\s*(?:19|20)\d\d)?)"
    )
});

/// Place, perhaps a day, an organisation in brackets or slashes, perhaps a dash.
static WITH_ORGANISATION: LazyLock<Regex> = LazyLock::new(|| {
    let date = &*DATE;
    build(&format!(
        r"^(?<place>{PLACE}(?:,\s*{PLACE}){{0,2}})?(?:\s*[,.\-–—]?\s*(?<day>(?i:{date})))?\s*[,.]?\s*(?:[(（\[/]\s*(?<org>[\p{{L}}\p{{M}}][\p{{L}}\p{{M}}\d .&'’\-/]{{1,34}}?)\s*[)）\]/])\s*(?<mark>[.:]?\s*[-–—]{{1,2}}|[:।.]|\s)\s*"
    ))
});
/// An organisation in brackets, then the place: "(ANSA) - ROMA, 12 DIC -".
static ORGANISATION_FIRST: LazyLock<Regex> = LazyLock::new(|| {
    let date = &*DATE;
    build(&format!(
        r"^\((?<org>[\p{{Lu}}][\p{{L}}\d .\-]{{1,24}})\)\s*[-–—]?\s*(?:(?<place>{PLACE})(?:\s*,\s*(?<day>(?i:{date})))?\s*[-–—]\s+)?"
    ))
});
/// Place in capitals, perhaps a day, then a dash or colon.
static IN_CAPITALS: LazyLock<Regex> = LazyLock::new(|| {
    let date = &*DATE;
    build(&format!(
        r"^(?<place>\p{{Lu}}[\p{{Lu}}'’.\-]{{2,}}(?:[ /]\p{{Lu}}[\p{{Lu}}'’.\-]+){{0,3}}(?:,\s*[\p{{Lu}}][\p{{L}}. ]{{1,20}})?)(?:\s*,\s*(?<day>(?i:{date})))?\s*(?:[-–—]{{1,2}}\s+|\s[-–—]{{1,2}}|[:：]\s)\s*"
    ))
});
/// Capitalised place and a day, then a dash or colon: "New Delhi, Dec 13:".
static WITH_DAY: LazyLock<Regex> = LazyLock::new(|| {
    let date = &*DATE;
    build(&format!(
        r"^(?<place>{PLACE}(?:,\s*{PLACE})?)\s*,\s*(?<day>(?i:{date}))\s*(?:[-–—]{{1,2}}\s+|\s[-–—]{{1,2}}\s*|[:।]\s)\s*(?:(?<org>[А-Я]\p{{Cyrillic}}{{1,11}}(?: Новости)?)\.\s+)?"
    ))
});
/// A capitalised place and a dash alone, as Indonesian and German desks print them: "Pesisir - Sebuah feri".
static PLACE_ALONE: LazyLock<Regex> = LazyLock::new(|| {
    build(&format!(
        r"^(?<place>{WORD}(?:[ -]{WORD}){{0,2}})\s+[-–—]{{1,2}}\s+",
        WORD = r"(?:\p{Lu}['’]|Mc|Mac|De)?\p{Lu}[\p{Ll}\p{M}'’]+"
    ))
});
/// "Москва. 12 декабря. INTERFAX.RU -".
static IN_SENTENCES: LazyLock<Regex> = LazyLock::new(|| {
    let date = &*DATE;
    build(&format!(
        r"^(?<place>{PLACE}?)\.\s+(?<day>(?i:{date}))\.?\s+(?<org>[\p{{Lu}}][\p{{L}}.\-]{{1,24}}(?: [\p{{Lu}}][\p{{L}}.]+)?)\s*[-–—.]\s+"
    ))
});
/// "新华社北京12月13日电", "【AFP=時事】", "(서울=연합뉴스)".
static EAST_ASIAN: LazyLock<Regex> = LazyLock::new(|| {
    build(
        r"^(?:(?<org>\p{Han}{2,6}社|[A-Z]{2,8}|中新网|中新社|人民网)(?<place>\p{Han}{2,6})(?<day>\d{1,2}月\d{1,2}日)?电\s*(?:[（(][^）)]{1,30}[）)])?|【(?<org2>[^】]{2,20})】|[(（](?<place3>\p{Hangul}{2,8})=(?<org3>\p{Hangul}{2,8})[)）](?:\s*\p{Hangul}{2,4}(?:\s*\p{Hangul}{2,4})?\s*기자\s*=)?)\s*",
    )
});

fn build(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of this file")
}

/// Whether a head may hold a dateline at all: brackets, or capitals and a mark behind them, or a day. Copy seldom does, and
/// the patterns are dear.
fn may_open(head: &str) -> bool {
    if !head.is_ascii() {
        return true;
    }
    let bytes = head.as_bytes();
    let first = bytes.iter().position(|b| !b.is_ascii_uppercase()).unwrap_or(bytes.len());
    let bracket = memchr::memchr3(b'(', b'[', b'/', &bytes[..bytes.len().min(80)]).is_some();
    let dash = || bytes[..bytes.len().min(80)].windows(2).any(|w| matches!(w, b"--" | b" -" | b"- " | b": "));
    let alone = || bytes[..bytes.len().min(45)].windows(3).any(|w| w == b" - ");
    bracket || alone() || (dash() && (first >= 3 || bytes[..bytes.len().min(60)].iter().any(u8::is_ascii_digit)))
}

/// Reads a dateline at the head of a paragraph: it, and the bytes it takes. A place alone is one only in the `first`
/// paragraph. `known` tells whether words name an organisation of the trade.
pub fn read(paragraph: &str, first: bool, known: impl Fn(&str) -> bool) -> Option<(Dateline, usize)> {
    let cut = paragraph.char_indices().nth(140).map_or(paragraph.len(), |(at, _)| at);
    let head = &paragraph[..cut];
    if !may_open(head) {
        return None;
    }
    for (pattern, sure) in [
        (&*EAST_ASIAN, true),
        (&*ORGANISATION_FIRST, false),
        (&*WITH_ORGANISATION, false),
        (&*WITH_DAY, true),
        (&*IN_CAPITALS, true),
        (&*IN_SENTENCES, true),
        (&*PLACE_ALONE, true),
    ] {
        let Some(found) = pattern.captures(head) else { continue };
        let part = |names: &[&str]| {
            names.iter().find_map(|n| found.name(n)).map(|m| m.as_str().trim().to_owned()).filter(|t| !t.is_empty())
        };
        let used = found.get(0).map_or(0, |m| m.end());
        let organisation = part(
            &["org", "org2", "org3"]
                .into_iter()
                .filter(|n| pattern.capture_names().flatten().any(|c| c == *n))
                .collect::<Vec<_>>(),
        );
        let place = part(
            &["place", "place3"]
                .into_iter()
                .filter(|n| pattern.capture_names().flatten().any(|c| c == *n))
                .collect::<Vec<_>>(),
        );
        let day = if pattern.capture_names().flatten().any(|c| c == "day") {
            part(&["day"]).map(|d| d.trim_end_matches('.').to_owned())
        } else {
            None
        };
        let rest = paragraph[used..].trim_start();
        if std::ptr::eq(pattern, &*PLACE_ALONE) && !(first && opens_story(rest)) {
            continue;
        }
        if rest.chars().count() < 8
            || !(sure
                || is_plausible(&place, &organisation, &day, found.name("mark").map_or("-", |m| m.as_str()), &known))
        {
            continue;
        }
        let words = found.get(0).map_or("", |m| m.as_str()).trim().to_owned();
        return Some((Dateline { words, place, organisation, day }, paragraph.len() - rest.len()));
    }
    None
}

/// What follows a place and a dash is a whole sentence of a story, and no second dash makes the first one a bracket.
fn opens_story(rest: &str) -> bool {
    let sentence = sentences(rest).first().map_or(rest, |first| &rest[first.clone()]);
    rest.starts_with(char::is_uppercase)
        && sentence.split_whitespace().count() >= STORY
        && !sentence.split_whitespace().any(|word| matches!(word, "-" | "–" | "—" | "--"))
}

/// Brackets after capitalised words are common in copy ("Antonio Costa (left)"): an organisation must look like one.
fn is_plausible(
    place: &Option<String>,
    organisation: &Option<String>,
    day: &Option<String>,
    mark: &str,
    known: &impl Fn(&str) -> bool,
) -> bool {
    let Some(organisation) = organisation else { return false };
    if known(organisation) {
        return place.is_some() || mark.trim() != "";
    }
    let marked = !mark.trim().is_empty();
    let capitals = organisation.chars().filter(|c| c.is_alphabetic()).all(|c| !c.is_lowercase());
    let short = organisation.chars().count() <= 6;
    let capitalised = organisation.chars().next().is_some_and(|c| !c.is_lowercase());
    let shouted = place.as_ref().is_some_and(|p| {
        p.split([',', '[']).next().is_some_and(|p| {
            p.chars().filter(|c| c.is_alphabetic()).all(|c| !c.is_lowercase()) && p.chars().count() > 3
        })
    });
    // A full stop or blank after the bracket needs a day before it: else it is a sentence with a bracket in it.
    let dashed = mark.contains(['-', '–', '—', ':']);
    place.is_some()
        && (day.is_some() || (dashed && (shouted || (capitals && short))))
        && (marked || day.is_some())
        && (capitalised || short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paragraph: &str, words: &str, place: Option<&str>, organisation: Option<&str>, day: Option<&str>) {
        let known = |name: &str| matches!(name, "dpa" | "AP" | "भाषा");
        match read(paragraph, true, known) {
            None => assert_eq!(words, "", "{paragraph}"),
            Some((line, used)) => {
                assert_eq!(line.words, words, "{paragraph}");
                assert_eq!(line.place.as_deref(), place, "{paragraph}");
                assert_eq!(line.organisation.as_deref(), organisation, "{paragraph}");
                assert_eq!(line.day.as_deref(), day, "{paragraph}");
                assert!(paragraph[used..].starts_with(['T', 'Т', 'ट', '记', '市', '대']), "{}", &paragraph[used..]);
            }
        }
    }

    #[test]
    fn datelines_of_many_desks_are_taken_apart() {
        check(
            "WASHINGTON, Dec 12 (Reuters) - The ferry left",
            "WASHINGTON, Dec 12 (Reuters) -",
            Some("WASHINGTON"),
            Some("Reuters"),
            Some("Dec 12"),
        );
        check(
            "Pesisir - The ferry left the north quay at noon with two hundred people aboard.",
            "Pesisir -",
            Some("Pesisir"),
            None,
            None,
        );
        for place in ["L'Aquila", "McAllen", "DeKalb", "Fort McMurray"] {
            let line = format!("{place} - The ferry left the north quay at noon with two hundred people aboard.");
            check(&line, &format!("{place} -"), Some(place), None, None);
        }
        check("HELSINKI (AP) — The ferry left", "HELSINKI (AP) —", Some("HELSINKI"), Some("AP"), None);
        check(
            "New Delhi [India], December 13 (ANI): The ferry left",
            "New Delhi [India], December 13 (ANI):",
            Some("New Delhi [India]"),
            Some("ANI"),
            Some("December 13"),
        );
        check("London (AFP) - The ferry left", "London (AFP) -", Some("London"), Some("AFP"), None);
        check(
            "Madrid, 12 dic (EFE).- The ferry left",
            "Madrid, 12 dic (EFE).-",
            Some("Madrid"),
            Some("EFE"),
            Some("12 dic"),
        );
        check("Berlin (dpa) - The ferry left", "Berlin (dpa) -", Some("Berlin"), Some("dpa"), None);
        check(
            "(ANSA) - ROMA, 12 DIC - The ferry left",
            "(ANSA) - ROMA, 12 DIC -",
            Some("ROMA"),
            Some("ANSA"),
            Some("12 DIC"),
        );
        check(
            "New Delhi, Dec 13 (IANS) The ferry left the quay",
            "New Delhi, Dec 13 (IANS)",
            Some("New Delhi"),
            Some("IANS"),
            Some("Dec 13"),
        );
        check("NEW DELHI: The ferry left the quay", "NEW DELHI:", Some("NEW DELHI"), None, None);
        check("CHICAGO — The ferry left the quay", "CHICAGO —", Some("CHICAGO"), None, None);
        check("Mumbai, Dec 13: The ferry left the quay", "Mumbai, Dec 13:", Some("Mumbai"), None, Some("Dec 13"));
        check(
            "МОСКВА, 12 дек - РИА Новости. Теплоход ушёл",
            "МОСКВА, 12 дек - РИА Новости.",
            Some("МОСКВА"),
            Some("РИА Новости"),
            Some("12 дек"),
        );
        check(
            "Москва. 12 декабря. INTERFAX.RU - Теплоход ушёл",
            "Москва. 12 декабря. INTERFAX.RU -",
            Some("Москва"),
            Some("INTERFAX.RU"),
            Some("12 декабря"),
        );
        check(
            "नयी दिल्ली, 13 दिसंबर (भाषा) टमाटर की कीमत",
            "नयी दिल्ली, 13 दिसंबर (भाषा)",
            Some("नयी दिल्ली"),
            Some("भाषा"),
            Some("13 दिसंबर"),
        );
        check(
            "新华社北京12月13日电（记者张三）记者从市政府获悉",
            "新华社北京12月13日电（记者张三）",
            Some("北京"),
            Some("新华社"),
            Some("12月13日"),
        );
        check(
            "PARIS, March 3, 2023 /PRNewswire/ -- The ferry left",
            "PARIS, March 3, 2023 /PRNewswire/ --",
            Some("PARIS"),
            Some("PRNewswire"),
            Some("March 3, 2023"),
        );
        check("(서울=연합뉴스) 대통령은 배가 떠났다고 말했다", "(서울=연합뉴스)", Some("서울"), Some("연합뉴스"), None);
    }

    #[test]
    fn copy_with_brackets_and_dashes_is_left_alone() {
        for copy in [
            "Antonio Serra (left) said the ferry was late",
            "The Harbour Board (HB) said the ferry was late",
            "Well-known skippers - among them Ida Holm - were aboard",
            "NATO said on Monday that the ferry was late",
            "Ferries - The ones that sail at night - were late again on Monday, and nobody minded at all.",
            "Ferries - The late ones again",
            // Whose that is attribution tells.
            "Niederhafen/AFP - The ferry left the north quay at noon with two hundred people aboard.",
            "A: The ferry was late, he said, and nobody minded",
            "Nordhavn Ferries (NF) is late: nobody minded at all",
        ] {
            check(copy, "", None, None, None);
        }
    }
}
