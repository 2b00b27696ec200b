//! Dates as outlets write them.
//!
//! One reader for RFC 822, RFC 3339, W3C-DTF, asctime and what people put on pages: month names in many languages and
//! scripts, day-month order by hint, zones by name. It never invents: relative dates, words without a year, and days that do
//! not exist give `None`, and whatever was assumed is said.

mod months;
mod zones;

use chrono::{Days, NaiveDate, NaiveTime};

use zones::Stated;

/// What a written date says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970-01-01 UTC.
    pub at: i64,
    /// Seconds east of UTC as stated, `None` when no zone was stated.
    pub offset: Option<i32>,
    /// Only a day was stated.
    pub day_only: bool,
    /// What was assumed that the words do not state.
    pub assumed: Option<String>,
}

/// What is known of the outlet and helps to read its dates.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// IANA zone to take when none, or an ambiguous one, is stated.
    pub zone: Option<&'a str>,
    /// Language of the text (BCP 47); decides the order of day and month where figures alone do not.
    pub language: Option<&'a str>,
}

/// The month a word names, 1 to 12, in any of the languages outlets write.
pub fn month(word: &str) -> Option<u32> {
    months::number(&word.trim_end_matches('.').to_lowercase()).map(|number| number as u32)
}

/// Longer words are no date: only this much is looked at, in characters.
const LONGEST: usize = 200;

/// Reads the first date in any of the forms outlets use.
pub fn read(words: &str, hints: Hints<'_>) -> Option<Moment> {
    let tokens = tokens(words);
    let (date, assumed_order, used) = find_date(&tokens, hints)?;
    let clock = find_time(&tokens, &used);
    let (time, zone) = match &clock {
        Some(found) => (Some(found.time), zones::stated(&tokens, found.end, hints.zone)),
        None => (None, None),
    };
    let mut assumed: Vec<String> = assumed_order.into_iter().collect();
    let (time, carry) = match time {
        None => (NaiveTime::MIN, 0),
        // The last moment of a day, as some write it.
        Some((24, 0, 0)) => (NaiveTime::MIN, 1),
        Some((hour, minute, second)) => (NaiveTime::from_hms_opt(hour, minute, second.min(59))?, 0),
    };
    let local = date.checked_add_days(Days::new(carry))?.and_time(time);
    let (at, offset) = match zone {
        Some(Stated::Offset(seconds)) => (local.and_utc().timestamp() - i64::from(seconds), Some(seconds)),
        Some(Stated::Zone(zone)) => {
            let (at, offset) = zones::resolve(local, zone)?;
            (at, Some(offset))
        }
        None => match hints.zone.and_then(zones::by_name) {
            Some(zone) => {
                assumed.push(format!("{} by outlet", zone.name()));
                (zones::resolve(local, zone)?.0, None)
            }
            None => {
                assumed.push("UTC".into());
                (local.and_utc().timestamp(), None)
            }
        },
    };
    let assumed = (!assumed.is_empty()).then(|| assumed.join(", "));
    Some(Moment { at, offset, day_only: clock.is_none(), assumed })
}

/// A piece of a written date.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    /// A figure and how many digits it was written with.
    Figure(u64, usize),
    /// A word, lower case.
    Word(String),
    /// Anything else; white space is one blank.
    Mark(char),
}

fn tokens(words: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut chars = words.chars().take(LONGEST).peekable();
    while let Some(c) = chars.next() {
        if let Some(digit) = digit(c) {
            let (mut value, mut count) = (digit, 1);
            while let Some(next) = chars.peek().copied().and_then(self::digit) {
                value = value.saturating_mul(10).saturating_add(next);
                count += 1;
                chars.next();
            }
            tokens.push(Token::Figure(value, count));
        } else if is_letter(c) {
            let mut word: String = c.to_lowercase().collect();
            while let Some(next) = chars
                .peek()
                .copied()
                .filter(|c| is_letter(*c) && !is_unit(*c) && !is_unit(word.chars().next().unwrap_or(' ')))
            {
                word.extend(next.to_lowercase());
                chars.next();
            }
            tokens.push(Token::Word(word));
        } else if c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}') {
            if tokens.last() != Some(&Token::Mark(' ')) {
                tokens.push(Token::Mark(' '));
            }
        } else {
            tokens.push(Token::Mark(match c {
                '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
                c => c,
            }));
        }
    }
    tokens
}

fn digit(c: char) -> Option<u64> {
    let value = match c {
        '0'..='9' => c as u32 - '0' as u32,
        '\u{660}'..='\u{669}' => c as u32 - 0x660,
        '\u{6f0}'..='\u{6f9}' => c as u32 - 0x6f0,
        '\u{966}'..='\u{96f}' => c as u32 - 0x966,
        '\u{9e6}'..='\u{9ef}' => c as u32 - 0x9e6,
        '\u{be6}'..='\u{bef}' => c as u32 - 0xbe6,
        '\u{e50}'..='\u{e59}' => c as u32 - 0xe50,
        '\u{ff10}'..='\u{ff19}' => c as u32 - 0xff10,
        _ => return None,
    };
    Some(u64::from(value))
}

fn is_letter(c: char) -> bool {
    (c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c)) && digit(c).is_none()
}

/// Characters that stand for year, month, day, hour, minute after a figure.
fn is_unit(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '時' | '时' | '分' | '秒' | '년' | '월' | '일' | '시')
}

/// Token places that the date used: the time must not take them again.
type Used = std::ops::Range<usize>;

fn find_date(tokens: &[Token], hints: Hints<'_>) -> Option<(NaiveDate, Option<String>, Used)> {
    by_units(tokens)
        .or_else(|| by_figures(tokens, hints))
        .or_else(|| by_month_name(tokens))
        .or_else(|| compact(tokens))
        .or_else(|| partial(tokens))
        .and_then(|(year, month, day, assumed, used)| {
            let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month as u32, day as u32)?;
            (1900..=2200).contains(&year).then_some((date, assumed, used))
        })
}

type Found = (u64, u64, u64, Option<String>, Used);

fn figure(tokens: &[Token], at: usize) -> Option<(u64, usize)> {
    match tokens.get(at) {
        Some(Token::Figure(value, digits)) => Some((*value, *digits)),
        _ => None,
    }
}

fn word(tokens: &[Token], at: usize) -> Option<&str> {
    match tokens.get(at) {
        Some(Token::Word(word)) => Some(word),
        _ => None,
    }
}

fn mark(tokens: &[Token], at: usize) -> Option<char> {
    match tokens.get(at) {
        Some(Token::Mark(mark)) => Some(*mark),
        _ => None,
    }
}

/// The next token that is no blank, no comma, no full stop and no "de", "of", "the", "den".
fn next_solid(tokens: &[Token], mut at: usize) -> usize {
    while match tokens.get(at) {
        Some(Token::Mark(' ' | ',' | '.' | '،' | '-' | '/' | '\'' | '’')) => true,
        Some(Token::Word(word)) => {
            matches!(word.as_str(), "de" | "of" | "del" | "di" | "st" | "nd" | "rd" | "th" | "er" | "ο" | "г")
        }
        _ => false,
    } {
        at += 1;
    }
    at
}

fn last_solid(tokens: &[Token], mut at: usize) -> Option<usize> {
    while at > 0 {
        at -= 1;
        match &tokens[at] {
            Token::Mark(' ' | ',' | '.' | '-' | '/') => {}
            Token::Word(word) if matches!(word.as_str(), "de" | "of" | "st" | "nd" | "rd" | "th" | "er") => {}
            _ => return Some(at),
        }
    }
    None
}

/// 2021年12月13日, 2021년 12월 13일.
fn by_units(tokens: &[Token]) -> Option<Found> {
    let after = |from: usize, units: &[&str]| {
        (from..tokens.len().saturating_sub(1)).find(|i| {
            figure(tokens, *i).is_some() && {
                let unit = i + 1 + usize::from(mark(tokens, i + 1) == Some(' '));
                word(tokens, unit).is_some_and(|w| units.contains(&w))
            }
        })
    };
    let year = after(0, &["年", "년"])?;
    let month = after(year + 1, &["月", "월"])?;
    let day = after(month + 1, &["日", "일"])?;
    let value = |at| figure(tokens, at).map(|(value, _)| value);
    Some((value(year)?, value(month)?, value(day)?, None, year..day + 2))
}

/// 2021-12-13, 13/12/2021, 12/13/21, 13.12.2021.
fn by_figures(tokens: &[Token], hints: Hints<'_>) -> Option<Found> {
    for at in 0..tokens.len() {
        let (Some((a, a_digits)), Some(first)) = (figure(tokens, at), mark(tokens, at + 1)) else { continue };
        if !matches!(first, '-' | '/' | '.') {
            continue;
        }
        let middle = at + 2 + usize::from(mark(tokens, at + 2) == Some(' '));
        let (Some((b, b_digits)), Some(second)) = (figure(tokens, middle), mark(tokens, middle + 1)) else { continue };
        let last = middle + 2 + usize::from(mark(tokens, middle + 2) == Some(' '));
        let Some((c, c_digits)) = figure(tokens, last) else { continue };
        if first != second || b_digits > 2 {
            continue;
        }
        let used = at..last + 1;
        if a_digits == 4 && c_digits <= 2 {
            // A month above twelve: year, day, month.
            return Some(if b > 12 && c <= 12 { (a, c, b, None, used) } else { (a, b, c, None, used) });
        }
        if a_digits > 2 || !matches!(c_digits, 2 | 4) {
            continue;
        }
        let year = if c_digits == 2 { century(c) } else { c };
        let (day_first, certain) = match (a > 12, b > 12) {
            (true, false) => (true, true),
            (false, true) => (false, true),
            _ => (first == '.' || !month_first(hints), first == '.' || a == b),
        };
        let assumed = (!certain).then(|| if day_first { "day before month" } else { "month before day" }.to_owned());
        return Some(if day_first { (year, b, a, assumed, used) } else { (year, a, b, assumed, used) });
    }
    None
}

/// Whether the outlet's language or zone puts the month first: the United States and the Philippines.
fn month_first(hints: Hints<'_>) -> bool {
    let language = hints.language.unwrap_or_default().to_ascii_lowercase().replace('_', "-");
    match language.as_str() {
        "en-us" | "en-ph" | "es-us" => true,
        "" | "en" => hints
            .zone
            .is_none_or(|zone| zone.starts_with("America/") || zone.starts_with("US/") || zone == "Asia/Manila"),
        _ => false,
    }
}

fn century(two_digits: u64) -> u64 {
    if two_digits < 70 { 2000 + two_digits } else { 1900 + two_digits }
}

/// 13 December 2021, December 13, 2021, 13-Dec-21, Mon Dec 13 10:23:00 2021.
fn by_month_name(tokens: &[Token]) -> Option<Found> {
    for at in 0..tokens.len() {
        let Some(month) = word(tokens, at).and_then(months::number) else { continue };
        let next = next_solid(tokens, at + 1);
        let before = last_solid(tokens, at).and_then(|i| figure(tokens, i).map(|f| (i, f)));
        let is_day = |(value, digits): (u64, usize)| digits <= 2 && (1..=31).contains(&value);
        let is_year = |(value, digits): (u64, usize)| digits == 4 && (1900..=2200).contains(&value);
        // The year is the next figure that looks like one, also behind a time.
        let year_after = |from: usize| {
            (from..tokens.len().min(from + 14))
                .find_map(|i| figure(tokens, i).filter(|f| is_year(*f)).map(|f| (i, f.0)))
        };
        if let Some((first, day)) = before
            && is_day(day)
            && mark(tokens, first.wrapping_sub(1)) != Some(':')
        {
            let short = figure(tokens, next).filter(|f| f.1 == 2 && mark(tokens, next + 1) != Some(':'));
            if let Some((value, _)) = short {
                return Some((century(value), month, day.0, None, first..next + 1));
            }
            if let Some((year_at, year)) = year_after(next) {
                let end = if year_at == next { year_at + 1 } else { at + 1 };
                return Some((year, month, day.0, None, first..end));
            }
        }
        if let Some(day) = figure(tokens, next).filter(|f| is_day(*f)) {
            if mark(tokens, next + 1) == Some(':') {
                continue;
            }
            if let Some((first, year)) = before.filter(|(_, f)| is_year(*f)) {
                return Some((year.0, month, day.0, None, first..next + 1));
            }
            let after = next_solid(tokens, next + 1);
            if let Some((year_at, year)) = year_after(after) {
                let end = if year_at == after { year_at + 1 } else { next + 1 };
                return Some((year, month, day.0, None, at..end));
            }
            if let Some((value, 2)) = figure(tokens, after).filter(|_| mark(tokens, after + 1) != Some(':'))
                && mark(tokens, after.wrapping_sub(1)) != Some(' ')
            {
                return Some((century(value), month, day.0, None, at..after + 1));
            }
        }
    }
    None
}

/// 20211213, 20211213T102300Z.
fn compact(tokens: &[Token]) -> Option<Found> {
    tokens.iter().enumerate().find_map(|(at, token)| match token {
        Token::Figure(value, 8) => Some((value / 10_000, value / 100 % 100, value % 100, None, at..at + 1)),
        Token::Figure(value, 14) => {
            let day = value / 1_000_000;
            Some((day / 10_000, day / 100 % 100, day % 100, None, at..at))
        }
        _ => None,
    })
}

/// A year and a month, or a year and a day of it, and nothing else: W3C-DTF and ISO 8601 allow them.
fn partial(tokens: &[Token]) -> Option<Found> {
    let (year, 4) = figure(tokens, 0)? else { return None };
    let said = |what: &str| Some(what.to_owned());
    match (tokens.len(), mark(tokens, 1), figure(tokens, 2)) {
        (1, ..) => Some((year, 1, 1, said("first day of the year"), 0..1)),
        (3, Some('-'), Some((month, 2))) => Some((year, month, 1, said("first day of the month"), 0..3)),
        (_, Some('-'), Some((day, 3))) => {
            let date = NaiveDate::from_yo_opt(i32::try_from(year).ok()?, u32::try_from(day).ok()?)?;
            use chrono::Datelike;
            Some((year, u64::from(date.month()), u64::from(date.day()), None, 0..3))
        }
        _ => None,
    }
}

struct Clock {
    time: (u32, u32, u32),
    end: usize,
}

/// 10:23, 10:23:45.678, 10.23 AM, 10h23, 10時23分, 102345.
fn find_time(tokens: &[Token], date: &Used) -> Option<Clock> {
    for at in 0..tokens.len() {
        if date.contains(&at) {
            continue;
        }
        if let Some((value, 14)) = figure(tokens, at) {
            let value = (value % 1_000_000) as u32;
            return Some(Clock { time: (value / 10_000, value / 100 % 100, value % 100), end: at + 1 });
        }
        let Some((hour, digits)) = figure(tokens, at).filter(|f| f.0 <= 24) else {
            match figure(tokens, at) {
                // 20211213T102345
                Some((value, 6)) if word(tokens, at.wrapping_sub(1)) == Some("t") => {
                    let value = value as u32;
                    return Some(Clock { time: (value / 10_000, value / 100 % 100, value % 100), end: at + 1 });
                }
                _ => continue,
            }
        };
        if digits > 2 {
            continue;
        }
        let colon = match (mark(tokens, at + 1), word(tokens, at + 1)) {
            (Some(':' | '\u{ff1a}'), _) => true,
            (Some('.'), _) => figure(tokens, at + 2).is_some_and(|f| f.1 == 2) && mark(tokens, at + 3) != Some('.'),
            (_, Some("h" | "時" | "时" | "시")) => true,
            _ => false,
        };
        let minute_at = at + 2 + usize::from(mark(tokens, at + 2) == Some(' '));
        let minute = figure(tokens, minute_at).filter(|f| colon && f.0 < 60 && f.1 <= 2);
        let Some((minute, _)) = minute else {
            // "10 AM"
            if let Some((pm, end)) = half(tokens, at + 1)
                && (1..=12).contains(&hour)
            {
                return Some(Clock { time: (to_day_hour(hour, pm), 0, 0), end });
            }
            continue;
        };
        let mut end = minute_at + 1;
        let mut second = 0;
        if matches!(mark(tokens, end), Some(':' | '.'))
            && let Some((value, 1 | 2)) = figure(tokens, end + 1).filter(|f| f.0 <= 60)
        {
            second = value;
            end += 2;
        }
        if matches!(mark(tokens, end), Some('.' | ',' | ':')) && figure(tokens, end + 1).is_some() {
            end += 2;
        }
        let mut hour = hour as u32;
        if let Some((pm, after)) = half(tokens, end) {
            if (1..=12).contains(&hour) {
                hour = to_day_hour(u64::from(hour), pm);
            }
            end = after;
        }
        return Some(Clock { time: (hour, minute as u32, second as u32), end });
    }
    None
}

fn to_day_hour(hour: u64, pm: bool) -> u32 {
    (hour % 12) as u32 + if pm { 12 } else { 0 }
}

/// "AM", "p.m." at `at`, blanks before it passed over: whether it is the second half of the day, and where it ends.
fn half(tokens: &[Token], mut at: usize) -> Option<(bool, usize)> {
    while mark(tokens, at) == Some(' ') {
        at += 1;
    }
    match word(tokens, at)? {
        "am" | "पूर्वाह्न" | "ص" => Some((false, at + 1)),
        "pm" | "अपराह्न" | "م" => Some((true, at + 1)),
        letter @ ("a" | "p") if mark(tokens, at + 1) == Some('.') && word(tokens, at + 2) == Some("m") => {
            Some((letter == "p", at + 3 + usize::from(mark(tokens, at + 3) == Some('.'))))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected`: RFC 3339 with the offset stated, or with `?` where none was.
    fn check_with(words: &str, hints: Hints<'_>, expected: Option<&str>) {
        let read = read(words, hints).map(|m| {
            let offset = chrono::FixedOffset::east_opt(m.offset.unwrap_or(0)).unwrap();
            let time = chrono::DateTime::from_timestamp(m.at, 0).unwrap().with_timezone(&offset);
            let clock = if m.day_only { time.format("%Y-%m-%d") } else { time.format("%Y-%m-%dT%H:%M:%S") };
            format!("{clock}{}", m.offset.map_or("?".to_owned(), |_| time.format("%:z").to_string()))
        });
        assert_eq!(read.as_deref(), expected, "{words}");
    }

    fn check(words: &str, expected: &str) {
        check_with(words, Hints::default(), Some(expected));
    }

    #[test]
    fn standards_are_read() {
        check("Mon, 13 Dec 2021 10:23:45 GMT", "2021-12-13T10:23:45+00:00");
        check("Mon, 13 Dec 2021 10:23:45 +0530", "2021-12-13T10:23:45+05:30");
        check("13 Dec 21 10:23 EST", "2021-12-13T10:23:00-05:00");
        check("2021-12-13T10:23:45Z", "2021-12-13T10:23:45+00:00");
        check("2021-12-13T10:23:45.678+05:30", "2021-12-13T10:23:45+05:30");
        check("2021-12-13 10:23:45", "2021-12-13T10:23:45?");
        check("20211213T102345Z", "2021-12-13T10:23:45+00:00");
        check("Mon Dec 13 10:23:45 2021", "2021-12-13T10:23:45?");
        check("Mon Dec 13 10:23:45 IST 2021", "2021-12-13T10:23:45+05:30");
        check("2021-12", "2021-12-01?");
        check("2021-347", "2021-12-13?");
    }

    #[test]
    fn pages_are_read() {
        check("Updated on: 13 December,2021 10:23 AM IST  |  Washington", "2021-12-13T10:23:00+05:30");
        check("Dec. 13, 2021, 10:23 a.m. ET", "2021-12-13T10:23:00-05:00");
        check("July 4th, 2022 at 9 PM PT", "2022-07-04T21:00:00-07:00");
        check("Published 13.12.2021 14.30 Uhr", "2021-12-13T14:30:00?");
        check("13. prosince 2021", "2021-12-13?");
        check("13 grudnia 2021, 10:23", "2021-12-13T10:23:00?");
        check("le 1er août 2021 à 14h30", "2021-08-01T14:30:00?");
        check("13 दिसंबर 2021, 10:23 PM IST", "2021-12-13T22:23:00+05:30");
        check("१३ दिसंबर २०२१", "2021-12-13?");
        check("2021年12月13日 10時23分", "2021-12-13T10:23:00?");
        check("13 декабря 2021 г. 10:23 МСК", "2021-12-13T10:23:00+03:00");
        check("Monday, 13 December 2021", "2021-12-13?");
        check("12/25/2021 10:23 PM", "2021-12-25T22:23:00?");
        check("25/12/2021", "2021-12-25?");
        check("31 Dec 2021 24:00", "2022-01-01T00:00:00?");
    }

    #[test]
    fn order_of_day_and_month_goes_by_outlet_and_is_said() {
        let hints = |language, zone| Hints { language, zone };
        check_with("02/11/2021", hints(Some("en-GB"), None), Some("2021-11-02?"));
        check_with("02/11/2021", hints(Some("en-US"), None), Some("2021-02-11?"));
        check_with("02.11.2021", hints(Some("de"), None), Some("2021-11-02?"));
        let read = read("02/11/2021 10:00", hints(Some("en"), Some("Asia/Kolkata"))).unwrap();
        assert_eq!(read.assumed.as_deref(), Some("day before month, Asia/Kolkata by outlet"));
        assert_eq!(read.at, 1_635_827_400);
    }

    #[test]
    fn zones_by_name_go_by_outlet() {
        let at = |zone| read("13 Dec 2021 10:23 IST", Hints { zone, language: None }).unwrap().offset;
        assert_eq!(at(Some("Asia/Kolkata")), Some(19_800));
        assert_eq!(at(Some("Asia/Jerusalem")), Some(7_200));
        assert_eq!(at(None), Some(19_800));
    }

    #[test]
    fn nothing_is_invented() {
        for words in [
            "",
            "2 hours ago",
            "yesterday",
            "today at 10:23",
            "10:23",
            "13 December",
            "31 February 2021",
            "Dec",
            "in 100 days",
            "99/99/9999",
            "0000-00-00",
            "May 2021 brings",
        ] {
            check_with(words, Hints::default(), None);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_words_are_survived(words in ".{0,80}") {
            let _ = read(&words, Hints::default());
        }

        #[test]
        fn what_is_written_is_read_back(at in 0i64..4_000_000_000) {
            let time = chrono::DateTime::from_timestamp(at, 0).unwrap();
            for written in [time.to_rfc2822(), time.to_rfc3339(), time.format("%d %B %Y %I:%M:%S %p UTC").to_string()] {
                proptest::prop_assert_eq!(read(&written, Hints::default()).map(|m| m.at), Some(at));
            }
        }
    }
}
