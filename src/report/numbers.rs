//! Figures as people read them: thousands parted, shares in per cent, spans in hours and minutes, times in their zone.

use chrono_tz::Tz;

use super::period::moment;
use super::table::Cell;

/// 12,345.
pub(super) fn count(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// 62 %, and 0.4 % or 99.6 % where rounding would say none or all.
pub(super) fn share(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        p if p > 0.0 && p < 1.0 => format!("{p:.1}\u{a0}%").replace("0.0\u{a0}%", "under 0.1\u{a0}%"),
        p if p > 99.0 && p < 100.0 => format!("{:.1}\u{a0}%", (p * 10.0).floor() / 10.0),
        p => format!("{p:.0}\u{a0}%"),
    }
}

/// 45 s, 12 min, 3 h 5 min, 2 d 4 h; with a minus sign when it came before.
pub(super) fn span(seconds: i64) -> String {
    let sign = if seconds < 0 { "−" } else { "" };
    let s = seconds.unsigned_abs();
    let two = |big: u64, unit: &str, small: u64, small_unit: &str| match small {
        0 => format!("{sign}{big} {unit}"),
        _ => format!("{sign}{big} {unit} {small} {small_unit}"),
    };
    match s {
        0 => "0 min".into(),
        1..60 => format!("{sign}{s} s"),
        60..3_600 => format!("{sign}{} min", (s + 30) / 60),
        3_600..86_400 => two(s / 3_600, "h", s % 3_600 / 60, "min"),
        _ => two(s / 86_400, "d", s % 86_400 / 3_600, "h"),
    }
}

/// 24 Nov 2026, 14:05.
pub(super) fn time(at: i64, zone: Tz) -> String {
    moment(at, zone).format("%-d %b %Y, %H:%M").to_string()
}

/// RFC 3339, for machines.
pub(super) fn stamp(at: i64, zone: Tz) -> String {
    moment(at, zone).to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

/// A cell as people read it.
pub(super) fn cell(cell: &Cell, zone: Tz) -> String {
    match cell {
        Cell::None => String::new(),
        Cell::Text(words) | Cell::Link { words, .. } | Cell::Story { words, .. } => words.clone(),
        Cell::Count(n) => count(*n),
        Cell::Share(part) => share(*part),
        Cell::Span(seconds) => span(*seconds),
        Cell::Time(at) => time(*at, zone),
    }
}

/// The value charts and tables are sorted by.
pub(super) fn order(cell: &Cell) -> String {
    match cell {
        Cell::Count(n) => n.to_string(),
        Cell::Share(share) => format!("{share:.6}"),
        Cell::Span(n) | Cell::Time(n) => n.to_string(),
        _ => String::new(),
    }
}

/// How a figure moved from one period to the next: "+17 %" of a number, "−3 points" of a share; nothing where that says
/// nothing.
pub(super) fn change(before: &Cell, now: &Cell) -> Option<String> {
    let signed = |moved: f64, unit: &str| match moved.round() as i64 {
        0 => "no change".to_owned(),
        n if n > 0 => format!("+{}\u{a0}{unit}", count(n.unsigned_abs())),
        n => format!("−{}\u{a0}{unit}", count(n.unsigned_abs())),
    };
    match (before, now) {
        (Cell::Count(before), Cell::Count(now)) if *before > 0 => {
            Some(signed((*now as f64 / *before as f64 - 1.0) * 100.0, "%"))
        }
        (Cell::Share(before), Cell::Share(now)) => Some(signed((now - before) * 100.0, "points")),
        _ => None,
    }
}

/// "1 story", "2 stories".
pub(super) fn many(n: u64, one: &str, more: &str) -> String {
    format!("{} {}", count(n), if n == 1 { one } else { more })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_well() {
        assert_eq!([count(0), count(999), count(1_000), count(1_234_567)], ["0", "999", "1,000", "1,234,567"]);
        assert_eq!(
            [share(0.0), share(0.004), share(0.5), share(0.9999), share(1.0)],
            ["0\u{a0}%", "0.4\u{a0}%", "50\u{a0}%", "99.9\u{a0}%", "100\u{a0}%"]
        );
        let moved = |before, now| change(&before, &now);
        assert_eq!(moved(Cell::Count(100), Cell::Count(117)).as_deref(), Some("+17\u{a0}%"));
        assert_eq!(moved(Cell::Share(0.5), Cell::Share(0.47)).as_deref(), Some("−3\u{a0}points"));
        assert_eq!(moved(Cell::Count(0), Cell::Count(5)), None);
        assert_eq!(
            [span(0), span(-90), span(3_600), span(11_100), span(187_200)],
            ["0 min", "−2 min", "1 h", "3 h 5 min", "2 d 4 h"]
        );
    }
}
