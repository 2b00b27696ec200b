//! Times as people type and read them: "24h", "2026-11-24 06:00"; shown in the zone of the machine.

use chrono::{DateTime, Local, NaiveDate, NaiveDateTime, TimeZone, Utc};

use crate::news::Seen;

/// Reads "90m", "24h", "7d", "2w" (that long before `now`), a day, or a time of day on a day, in the zone of the machine.
///
/// # Errors
/// The words for people, when it is none of these.
pub fn read(words: &str, now: Seen) -> Result<Seen, String> {
    let words = words.trim();
    let split = words.find(|c: char| !c.is_ascii_digit()).unwrap_or(words.len());
    let (number, unit) = words.split_at(split);
    let seconds = match unit {
        "m" | "min" => 60,
        "h" => 3600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => 0,
    };
    if seconds > 0
        && let Ok(n) = number.parse::<i64>()
    {
        return Ok(Seen(now.0 - n.saturating_mul(seconds)));
    }
    if let Ok(time) = DateTime::parse_from_rfc3339(words) {
        return Ok(Seen(time.timestamp()));
    }
    let naive = ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S"]
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(words, form).ok())
        .or_else(|| NaiveDate::parse_from_str(words, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0));
    naive
        .and_then(|time| Local.from_local_datetime(&time).earliest())
        .map(|time| Seen(time.timestamp()))
        .ok_or_else(|| format!("\"{words}\" is no time; write 24h, 7d, 2026-11-24 or \"2026-11-24 06:00\""))
}

/// A time for people, in the zone of the machine.
pub fn show(at: i64) -> String {
    Utc.timestamp_opt(at, 0)
        .single()
        .map_or_else(|| "unknown".into(), |time| time.with_timezone(&Local).format("%Y-%m-%d %H:%M").to_string())
}

/// A time for machines: RFC 3339, UTC.
pub fn machine(at: i64) -> String {
    Utc.timestamp_opt(at, 0)
        .single()
        .map_or_else(String::new, |time| time.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
}

/// A stretch of time for people: "45 s", "12 min", "3 h 05", "4 d 2 h".
pub fn stretch(seconds: i64) -> String {
    let (sign, s) = if seconds < 0 { ("-", -seconds) } else { ("", seconds) };
    match s {
        0..60 => format!("{sign}{s} s"),
        60..3600 => format!("{sign}{} min", s / 60),
        3600..86_400 => format!("{sign}{} h {:02}", s / 3600, s % 3600 / 60),
        _ => format!("{sign}{} d {} h", s / 86_400, s % 86_400 / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_and_days_are_read() {
        let now = Seen(1_000_000);
        assert_eq!(read("24h", now), Ok(Seen(1_000_000 - 86_400)));
        assert_eq!(read("90m", now), Ok(Seen(1_000_000 - 5400)));
        assert_eq!(read("1970-01-02T00:00:00Z", now), Ok(Seen(86_400)));
        assert!(read("2026-11-24", now).is_ok());
        assert!(read("yesterday", now).is_err_and(|words| words.contains("24h")));
        assert!(read("24", now).is_err());
    }

    #[test]
    fn stretches_are_told_shortly() {
        assert_eq!(stretch(45), "45 s");
        assert_eq!(stretch(11_100), "3 h 05");
        assert_eq!(stretch(-720), "-12 min");
        assert_eq!(stretch(353_000), "4 d 2 h");
    }
}
