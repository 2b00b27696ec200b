//! Zones as they are written beside a time.

use chrono::{LocalResult, NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::{Token, figure, mark, word};

/// A zone that was stated.
pub(super) enum Stated {
    /// Seconds east of UTC.
    Offset(i32),
    /// A zone whose offset depends on the day.
    Zone(Tz),
}

/// The zone of an IANA name.
pub(super) fn by_name(name: &str) -> Option<Tz> {
    name.parse().ok()
}

/// Seconds since 1970 UTC and offset of a local time. Of a time that a change of clocks makes twice, the first; of one that
/// it leaves out, the one an hour later.
pub(super) fn resolve(local: NaiveDateTime, zone: Tz) -> Option<(i64, i32)> {
    let time = match zone.from_local_datetime(&local) {
        LocalResult::Single(time) | LocalResult::Ambiguous(time, _) => time,
        LocalResult::None => zone.from_local_datetime(&(local + chrono::Duration::hours(1))).earliest()?,
    };
    Some((time.timestamp(), time.offset().fix().local_minus_utc()))
}

/// The zone stated at `at` or within a few words after it.
pub(super) fn stated(tokens: &[Token], mut at: usize, outlet: Option<&str>) -> Option<Stated> {
    for _ in 0..4 {
        while matches!(mark(tokens, at), Some(' ' | '(' | ',')) {
            at += 1;
        }
        if let Some(sign @ ('+' | '-')) = mark(tokens, at) {
            return offset(tokens, at, sign).map(Stated::Offset);
        }
        let name = word(tokens, at)?;
        if matches!(name, "utc" | "gmt")
            && let Some(sign @ ('+' | '-')) = mark(tokens, at + 1)
        {
            return offset(tokens, at + 1, sign).map(Stated::Offset).or(Some(Stated::Offset(0)));
        }
        if mark(tokens, at + 1) == Some('/')
            && let Some(zone) = iana(tokens, at)
        {
            return Some(Stated::Zone(zone));
        }
        if let Some(stated) = named(name, outlet) {
            return Some(stated);
        }
        at += 1;
    }
    None
}

/// +05:30, +0530, +5, -8.
fn offset(tokens: &[Token], at: usize, sign: char) -> Option<i32> {
    let (value, digits) = figure(tokens, at + 1)?;
    let value = i32::try_from(value).ok()?;
    let (hours, minutes) = match digits {
        1 | 2 => {
            let minutes = (mark(tokens, at + 2) == Some(':')).then(|| figure(tokens, at + 3)).flatten();
            (value, minutes.map_or(0, |m| m.0 as i32))
        }
        3 | 4 => (value / 100, value % 100),
        _ => return None,
    };
    // No zone is further off; what is written beyond is a slip, and the time is taken as UTC.
    if hours > 15 || minutes > 59 {
        return None;
    }
    let seconds = hours * 3600 + minutes * 60;
    Some(if sign == '-' { -seconds } else { seconds })
}

fn iana(tokens: &[Token], at: usize) -> Option<Tz> {
    let title = |word: &str| {
        let mut chars = word.chars();
        chars.next().map(|c| c.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
    };
    let area = title(word(tokens, at)?);
    let mut place = title(word(tokens, at + 2)?);
    if mark(tokens, at + 3) == Some('_') {
        place = format!("{place}_{}", title(word(tokens, at + 4)?));
    }
    by_name(&format!("{area}/{place}"))
}

fn named(name: &str, outlet: Option<&str>) -> Option<Stated> {
    let hours = |h: f32| Some(Stated::Offset((h * 3600.0) as i32));
    let zone = |tz: Tz| Some(Stated::Zone(tz));
    match name {
        "z" | "ut" | "utc" | "gmt" | "wet" => hours(0.0),
        // Three countries write IST.
        "ist" => match outlet {
            Some("Asia/Jerusalem" | "Asia/Tel_Aviv") => hours(2.0),
            Some("Europe/Dublin") => hours(1.0),
            _ => hours(5.5),
        },
        "est" if outlet == Some("Australia/Sydney") => zone(Tz::Australia__Sydney),
        "est" => hours(-5.0),
        "edt" => hours(-4.0),
        "cst" if outlet == Some("Asia/Shanghai") => hours(8.0),
        "cst" => hours(-6.0),
        "cdt" => hours(-5.0),
        "mst" => hours(-7.0),
        "mdt" => hours(-6.0),
        "pst" if outlet == Some("Asia/Manila") => hours(8.0),
        "pst" => hours(-8.0),
        "pdt" => hours(-7.0),
        "akst" => hours(-9.0),
        "akdt" => hours(-8.0),
        "hst" => hours(-10.0),
        "et" | "eastern" => zone(Tz::America__New_York),
        "ct" | "central" => zone(Tz::America__Chicago),
        "mt" | "mountain" => zone(Tz::America__Denver),
        "pt" | "pacific" => zone(Tz::America__Los_Angeles),
        "bst" if outlet == Some("Asia/Dhaka") => hours(6.0),
        "bst" | "west" => hours(1.0),
        "cet" | "mez" | "wat" => hours(1.0),
        "cest" | "mesz" | "eet" | "sast" | "cat" => hours(2.0),
        "eest" | "msk" | "мск" | "eat" | "trt" => hours(3.0),
        "irst" => hours(3.5),
        "gst" => hours(4.0),
        "pkt" => hours(5.0),
        "npt" => hours(5.75),
        "bdt" => hours(6.0),
        "mmt" => hours(6.5),
        "ict" | "wib" => hours(7.0),
        "sgt" | "hkt" | "myt" | "pht" | "awst" => hours(8.0),
        "jst" | "kst" => hours(9.0),
        "acst" => hours(9.5),
        "aest" => hours(10.0),
        "aedt" => hours(11.0),
        "nzst" => hours(12.0),
        "nzdt" => hours(13.0),
        "art" | "brt" => hours(-3.0),
        "ast" => hours(-4.0),
        "nst" => hours(-3.5),
        _ => None,
    }
}
