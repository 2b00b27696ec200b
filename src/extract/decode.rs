//! Bytes of a page -> characters: byte order marks, declared and guessed encodings.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

use crate::news::{Fault, FaultKind};

/// Bytes read of a page; the rest is cut.
pub const MOST_BYTES: usize = 8 << 20;
/// Where the standard lets a page declare its encoding, with room for pages that come late.
const HEAD: usize = 16 << 10;

/// The characters of a page. A byte order mark wins, then well-formed UTF-8, then what the server and the page declare,
/// then a guess; bytes that are no characters are kept as U+FFFD and named.
pub fn decode<'b>(bytes: &'b [u8], content_type: Option<&str>, faults: &mut Vec<Fault>) -> Cow<'b, str> {
    let bytes = if bytes.len() > MOST_BYTES {
        faults.push(Fault::new(
            FaultKind::Limit,
            format!("page of {} bytes: only the first {MOST_BYTES} were read", bytes.len()),
        ));
        &bytes[..MOST_BYTES]
    } else {
        bytes
    };
    if Encoding::for_bom(bytes).is_none() && is_utf8(bytes) {
        return String::from_utf8_lossy(bytes);
    }
    let (encoding, declared) = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => (encoding, true),
        None if is_mostly_utf8(bytes) => (UTF_8, false),
        None => match declared(bytes, content_type) {
            // Declared, but shown above not to be: what such pages hold is the older encoding of their language.
            Some(encoding) if encoding != UTF_8 => (encoding, true),
            _ => (guessed(bytes), false),
        },
    };
    let (text, _, broken) = encoding.decode(bytes);
    if broken {
        let how = if declared { "declared" } else { "as read" };
        faults.push(Fault::new(FaultKind::Encoding, format!("some bytes are not {} ({how})", encoding.name())));
    }
    text
}

/// UTF-8, but for a last character that the end of the page cut.
fn is_utf8(bytes: &[u8]) -> bool {
    match std::str::from_utf8(bytes) {
        Ok(_) => true,
        Err(error) => error.error_len().is_none(),
    }
}

/// UTF-8 with a few bytes broken: most of what is not ASCII is well-formed.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad * 4
}

fn declared(bytes: &[u8], content_type: Option<&str>) -> Option<&'static Encoding> {
    let named = |text: &str| {
        let lower = text.to_ascii_lowercase();
        let after = &lower[lower.find("charset")? + 7..];
        let label: String = after
            .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '=' | '"' | '\''))
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
            .collect();
        Encoding::for_label(label.as_bytes())
    };
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]);
    content_type.and_then(named).or_else(|| {
        let lower = head.to_ascii_lowercase();
        lower.match_indices("<meta").find_map(|(at, _)| {
            let tag = &lower[at..];
            named(&tag[..tag.find('>').unwrap_or(tag.len())])
        })
    })
}

fn guessed(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(256 << 10)], true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    if guess == UTF_8 { WINDOWS_1252 } else { guess }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_are_read_as_declared_or_as_they_are() {
        let check = |bytes: &[u8], sent: Option<&str>, read: &str| {
            let text = decode(bytes, sent, &mut Vec::new());
            assert!(text.contains(read), "{text} holds {read}");
        };
        check("café".as_bytes(), Some("text/html; charset=iso-8859-1"), "café");
        check(b"caf\xe9 <meta charset=iso-8859-1>", None, "café");
        check(
            b"<meta http-equiv=content-type content='text/html; charset=windows-1251'>\xcc\xee\xf1\xea\xe2\xe0",
            None,
            "Москва",
        );
        check(b"\xff\xfec\0a\0f\0\xe9\0", None, "café");
        check(b"\x93quoted\x94 and \x96 dashes", None, "“quoted”");
    }
}
