//! Character references as pages and feeds write them: `&amp;`, `&#8217;`, `&rsquo;`, also without the semicolon.

use std::borrow::Cow;

/// Text with its character references resolved. What is no reference stays as it stands; figures that name no
/// character become U+FFFD; 128 to 159 are read as Windows-1252, as browsers do.
pub fn decode(text: &str) -> Cow<'_, str> {
    let Some(first) = memchr::memchr(b'&', text.as_bytes()) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    out.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(tail) = rest.strip_prefix('&') {
        let used = match reference(tail) {
            Some((character, used)) => {
                out.push_str(&character);
                used
            }
            None => {
                out.push('&');
                0
            }
        };
        let tail = &tail[used..];
        let next = memchr::memchr(b'&', tail.as_bytes()).unwrap_or(tail.len());
        out.push_str(&tail[..next]);
        rest = &tail[next..];
    }
    Cow::Owned(out)
}

/// The character a reference names and the bytes it takes after its `&`.
fn reference(tail: &str) -> Option<(Cow<'static, str>, usize)> {
    if let Some(figures) = tail.strip_prefix('#') {
        let (figures, radix, mark) = match figures.strip_prefix(['x', 'X']) {
            Some(hex) => (hex, 16, 2),
            None => (figures, 10, 1),
        };
        let length = figures.bytes().take_while(|b| (*b as char).is_digit(radix)).count();
        if length == 0 {
            return None;
        }
        let number = u32::from_str_radix(&figures[..length], radix).unwrap_or(u32::MAX);
        let used = mark + length + usize::from(figures[length..].starts_with(';'));
        return Some((character(number).to_string().into(), used));
    }
    let length = tail.bytes().take(32).take_while(u8::is_ascii_alphanumeric).count();
    let closed = tail[length..].starts_with(';');
    let name = &tail[..length];
    if let Some(character) = common(name) {
        // Without its semicolon only the oldest names count, and never in the middle of an address ("&copy=1").
        if closed || (old(name) && !tail[length..].starts_with('=')) {
            return Some((Cow::Borrowed(character), length + usize::from(closed)));
        }
        return None;
    }
    if closed && length > 1 { rare(name).map(|c| (Cow::Owned(c), length + 1)) } else { None }
}

fn character(number: u32) -> char {
    const WINDOWS_1252: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘',
        '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    match number {
        0 => '\u{fffd}',
        128..=159 => WINDOWS_1252[number as usize - 128],
        _ => char::from_u32(number).unwrap_or('\u{fffd}'),
    }
}

fn old(name: &str) -> bool {
    matches!(name, "amp" | "lt" | "gt" | "quot" | "nbsp" | "copy" | "reg" | "AMP" | "LT" | "GT" | "QUOT")
}

/// The names that nearly all pages use.
fn common(name: &str) -> Option<&'static str> {
    Some(match name {
        "amp" | "AMP" => "&",
        "lt" | "LT" => "<",
        "gt" | "GT" => ">",
        "quot" | "QUOT" => "\"",
        "apos" => "'",
        "nbsp" => "\u{a0}",
        "copy" => "©",
        "reg" => "®",
        "shy" => "\u{ad}",
        "rsquo" => "’",
        "lsquo" => "‘",
        "ldquo" => "“",
        "rdquo" => "”",
        "sbquo" => "‚",
        "bdquo" => "„",
        "laquo" => "«",
        "raquo" => "»",
        "lsaquo" => "‹",
        "rsaquo" => "›",
        "ndash" => "–",
        "mdash" => "—",
        "hellip" => "…",
        "bull" => "•",
        "middot" => "·",
        "euro" => "€",
        "pound" => "£",
        "deg" => "°",
        "agrave" => "à",
        "aacute" => "á",
        "acirc" => "â",
        "auml" => "ä",
        "Auml" => "Ä",
        "aring" => "å",
        "ccedil" => "ç",
        "egrave" => "è",
        "eacute" => "é",
        "Eacute" => "É",
        "ecirc" => "ê",
        "euml" => "ë",
        "iacute" => "í",
        "icirc" => "î",
        "ntilde" => "ñ",
        "oacute" => "ó",
        "ocirc" => "ô",
        "ouml" => "ö",
        "Ouml" => "Ö",
        "oslash" => "ø",
        "szlig" => "ß",
        "uacute" => "ú",
        "uuml" => "ü",
        "Uuml" => "Ü",
        "zwj" => "\u{200d}",
        "zwnj" => "\u{200c}",
        _ => return None,
    })
}

/// Any other name of the HTML standard, looked up where the standard's whole table already is.
fn rare(name: &str) -> Option<String> {
    let fragment = scraper::Html::parse_fragment(&format!("&{name};"));
    let text: String = fragment.root_element().text().collect();
    (!text.starts_with('&') && !text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn references_are_resolved_as_browsers_do() {
        for (written, read) in [
            ("plain", "plain"),
            ("AT&T", "AT&T"),
            ("a &amp; b &#8217;s &#x2019;", "a & b ’s ’"),
            ("&#146;t &#0; &#99999999;", "’t \u{fffd} \u{fffd}"),
            ("&rarr;&Zcaron;&nosuch;", "→Ž&nosuch;"),
            ("Q&A; &amp&lt x?a=1&copy=2", "Q&A; &< x?a=1&copy=2"),
            ("&amp;amp;", "&amp;"),
        ] {
            assert_eq!(decode(written), read, "{written}");
        }
    }
}
