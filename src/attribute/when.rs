//! Days and times of day in byline lines: cut out, so that only names are left.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

static DATES: LazyLock<Regex> = LazyLock::new(|| {
    let month = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?";
    let weekday = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|thur|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?";
    let time = r"\d{1,2}(?:[:.]\d\d){1,2}\s*(?:[ap]\.?\s?m\b\.?)?|\d{1,2}\s*[ap]\.?m\b\.?";
    let zone =
        r"\(?\b(?:E[SD]?T|C[SD]?T|M[SD]?T|P[SD]?T|AK[SD]T|GMT|BST|UTC|IST|CET|AEST|local time|[ECMP]\.[SD]\.T)\b\.?\)?";
    Regex::new(&format!(
        r"(?i)\b{weekday}{month}\s*\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s*(?:19|20)\d\d)?\b|\b{weekday}\d{{1,2}}(?:st|nd|rd|th)?\s+{month},?(?:\s*(?:19|20)\d\d)?\b|\b\d{{1,4}}[/.\-]\d{{1,2}}[/.\-]\d{{2,4}}\b|\b(?:{time})(?:\s*{zone})?|\b(?:\d+|an?|one|two)\s+(?:sec|min|hour|hr|day|week|month|year)\w*\s+ago\b|\b\d+\s?[hmd] ago\b|\b\d+ min(?:ute)?s? read\b"
    ))
    .expect("checked by tests")
});
static LABELS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:first |last |originally )?(?:published|updated|posted|modified|created|uploaded)(?:\s+(?:on|at))?\b\s*[:\-–—@]*|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b,?")
        .expect("checked by tests")
});
/// "REUTERSJUNE 5, 2018", "Jane GarberFOXBusiness": words of two elements without the space between them.
static GLUED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?P<a>\p{L})(?P<b>(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*\.? \d{1,2}\b)|(?P<c>[a-z]{3})(?P<d>[A-Z]{3})")
        .expect("checked by tests")
});

/// The line without days, times and the words that go with them; the same line when it holds none.
pub fn cut(line: &str) -> Cow<'_, str> {
    let parted = GLUED.replace_all(line, "$a$c | $b$d");
    let cut = DATES.replace_all(&parted, " | ");
    if cut == line {
        return Cow::Borrowed(line);
    }
    if cut == parted {
        return Cow::Owned(parted.into_owned());
    }
    Cow::Owned(LABELS.replace_all(&cut, " | ").into_owned())
}

/// Whether a line tells a day or a time and little else.
pub fn is_date(line: &str) -> bool {
    if !line.chars().any(|c| c.is_ascii_digit()) {
        return false;
    }
    let rest = DATES.replace_all(line, "");
    if rest == line {
        return false;
    }
    let rest = LABELS.replace_all(&rest, "");
    rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).count() <= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_are_left() {
        let names = |line: &str| {
            cut(line)
                .split('|')
                .map(|p| p.trim_matches(|c: char| !c.is_alphanumeric()).to_owned())
                .filter(|p| !p.is_empty())
                .collect::<Vec<_>>()
                .join("|")
        };
        assert_eq!(names("By Tess Bonn - 11/19/19 06:56 AM EST"), "By Tess Bonn");
        assert_eq!(names("Reuters November 18, 2019 11:03 PM"), "Reuters");
        assert_eq!(names("By REUTERSJUNE 5, 2018"), "By REUTERS");
        assert_eq!(names("Published June 05, 2018 Associated Press"), "Associated Press");
        assert_eq!(names("By Jane GarberFOXBusiness"), "By Jane Garber|FOXBusiness");
        assert_eq!(names("By DONALD McDONALD, Associated Press"), "By DONALD McDONALD, Associated Press");
        assert!(is_date("Posted: Jun 05, 2018 03:00 PM EDT") && !is_date("By Jane Doe, Staff Writer"));
    }
}
