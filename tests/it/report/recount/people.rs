//! What people read in a report, read back: a value is told as far as its last digit.

use chrono::NaiveDateTime;
use wirecopy::report::Cell;

/// Whether words for people tell a value, as far as their last digit.
pub fn agrees(words: &str, cell: &Cell) -> bool {
    match cell {
        Cell::None => words.is_empty(),
        Cell::Text(text) | Cell::Link { words: text, .. } => words == text,
        Cell::Story { number, words: text } => words == format!("{number} {text}"),
        Cell::Count(n) => words.replace(',', "") == n.to_string(),
        Cell::Share(share) => {
            let percent = share * 100.0;
            let Some(told) = words.strip_suffix("\u{a0}%") else { return false };
            match told.strip_prefix("under ") {
                Some(_) => percent > 0.0 && percent < 0.1,
                None => told
                    .parse::<f64>()
                    .is_ok_and(|n| (percent - n).abs() <= if told.contains('.') { 0.1 } else { 0.5 } + 1e-9),
            }
        }
        Cell::Span(seconds) => span(words).is_some_and(|(told, unit)| (seconds - told).abs() < unit),
        Cell::Time(at) => NaiveDateTime::parse_from_str(words, "%d %b %Y, %H:%M").is_ok_and(|time| {
            let told = time.and_utc().timestamp();
            told <= *at && *at < told + 60
        }),
    }
}

/// Seconds of "−3 h 5 min", and of its smallest unit.
pub fn span(words: &str) -> Option<(i64, i64)> {
    let (sign, words) = words.strip_prefix('−').map_or((1, words), |rest| (-1, rest));
    let parts: Vec<&str> = words.split(' ').collect();
    let (mut sum, mut smallest) = (0, 0);
    for pair in parts.chunks(2) {
        let [n, unit] = pair else { return None };
        let seconds = match *unit {
            "s" => 1,
            "min" => 60,
            "h" => 3_600,
            "d" => 86_400,
            _ => return None,
        };
        sum += n.parse::<i64>().ok()? * seconds;
        smallest = seconds;
    }
    // "3 h" may hide minutes no more than "2 d" hides hours: both are told where there are any.
    let unit = if smallest == 3_600 && parts.len() == 2 {
        60
    } else if smallest == 86_400 {
        3_600
    } else {
        smallest
    };
    Some((sign * sum, unit.max(1)))
}

/// Whether "+17 %" or "−3 points" tells how a figure moved.
pub fn is_change(words: &str, before: &Cell, now: &Cell) -> bool {
    let moved = match (before, now) {
        (Cell::Count(before), Cell::Count(now)) if *before > 0 => (*now as f64 / *before as f64 - 1.0) * 100.0,
        (Cell::Share(before), Cell::Share(now)) => (now - before) * 100.0,
        _ => return words.is_empty(),
    };
    if words == "no change" {
        return moved.abs() <= 0.5;
    }
    let number: String = words.chars().filter(char::is_ascii_digit).collect();
    let sign = if words.starts_with('−') { -1.0 } else { 1.0 };
    number.parse::<f64>().is_ok_and(|n| (n * sign - moved).abs() <= 0.5 + 1e-9)
}

/// What stands between two blanks or more.
pub fn tokens(line: &str) -> Vec<&str> {
    line.split("  ").map(str::trim).filter(|token| !token.is_empty()).collect()
}

pub fn is_cut(words: &str, most: usize, cell: &Cell) -> bool {
    match cell {
        Cell::Text(whole) | Cell::Link { words: whole, .. } if whole.chars().count() > most / 2 => prefix(words, whole),
        Cell::Link { words: whole, .. } => words == whole,
        cell => agrees(words, cell),
    }
}

pub fn prefix(words: &str, whole: &str) -> bool {
    words == whole || words.strip_suffix('…').is_some_and(|start| whole.starts_with(start))
}

/// The fields of a line of a Markdown table, what was escaped read back. Addresses between `](<` and `>)` stay as they are.
pub fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut chars = line.trim_start_matches('|').trim_end().trim_end_matches('|').chars().peekable();
    while let Some(c) = chars.next() {
        let field = fields.last_mut().expect("one");
        match c {
            '\\' => field.extend(chars.next()),
            '|' => fields.push(String::new()),
            c => field.push(c),
        }
    }
    let read = |field: &String| {
        let field = field.trim();
        let (words, url) = field.rsplit_once("](<").map_or((field, ""), |(words, url)| (words, url));
        let words = [("&lt;", "<"), ("&gt;", ">"), ("&#58;", ":"), ("&#64;", "@"), ("&amp;", "&")]
            .iter()
            .fold(words.to_owned(), |words, (sign, c)| words.replace(sign, c));
        if url.is_empty() { words } else { format!("{words}](<{url}") }
    };
    fields.iter().map(read).collect()
}

/// Another value of the same kind.
pub fn other(cell: &Cell) -> Option<Cell> {
    Some(match cell {
        Cell::None => return None,
        Cell::Text(words) => Cell::Text(format!("~{words}")),
        Cell::Count(n) => Cell::Count(n + 1),
        Cell::Share(share) => Cell::Share(if *share > 0.5 { share - 0.02 } else { share + 0.02 }),
        Cell::Span(n) => Cell::Span(n + 7_200),
        Cell::Time(n) => Cell::Time(n + 7_200),
        Cell::Link { words, url } => Cell::Link { words: format!("~{words}"), url: url.clone() },
        Cell::Story { number, words } => Cell::Story { number: number + 1, words: words.clone() },
    })
}

#[test]
fn words_for_people_are_read_back() {
    for (words, cell) in [
        ("12,345", Cell::Count(12_345)),
        ("62\u{a0}%", Cell::Share(0.6234)),
        ("under 0.1\u{a0}%", Cell::Share(0.0001)),
        ("−3 h 5 min", Cell::Span(-11_117)),
        ("2 d 4 h", Cell::Span(187_200)),
        ("24 Nov 2026, 14:05", Cell::Time(1_795_529_130)),
    ] {
        assert!(agrees(words, &cell), "{words} {cell:?}");
        assert!(!agrees(words, &other(&cell).expect("a value")), "{words} {cell:?}");
    }
    assert_eq!(
        fields(r"| a\|b | [x &amp; y](<https://a.example/1>) | \- c |"),
        ["a|b", "[x & y](<https://a.example/1>)", "- c"]
    );
}
