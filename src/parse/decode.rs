//! Bytes -> text: byte order mark, valid UTF-8, HTTP charset, XML declaration, guess; control characters out.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::news::{Fault, FaultKind};

/// How far the XML declaration is looked for, and how much of the bytes is shown to the guesser.
const HEAD: usize = 512;
const GUESSED: usize = 64 << 10;

/// The bytes as text. Never fails: what is no text in the encoding found becomes U+FFFD, and a fault says so.
pub(super) fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>, faults: &mut Vec<Fault>) -> Cow<'a, str> {
    let text = if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        by(encoding, &bytes[skip..], faults)
    } else if let Some(text) = utf32(bytes) {
        text.into()
    } else if let Some(encoding) = wide(bytes) {
        by(encoding, bytes, faults)
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        match declared(bytes).filter(|e| *e == encoding_rs::ISO_2022_JP) {
            // Seven-bit encodings are valid UTF-8 without being it.
            Some(encoding) if bytes.contains(&0x1b) => by(encoding, bytes, faults),
            _ => Cow::Borrowed(text),
        }
    } else {
        let encoding =
            charset(content_type).filter(|e| *e != UTF_8).or_else(|| declared(bytes).filter(|e| *e != UTF_8));
        match encoding {
            Some(encoding) => by(encoding, bytes, faults),
            None => guess(bytes, faults),
        }
    };
    clean(text)
}

fn by<'a>(encoding: &'static Encoding, bytes: &'a [u8], faults: &mut Vec<Fault>) -> Cow<'a, str> {
    let (text, broken) = encoding.decode_without_bom_handling(bytes);
    if broken {
        faults.push(Fault::new(
            FaultKind::Encoding,
            format!("some bytes are not {}; they became \u{fffd}", encoding.name()),
        ));
    }
    text
}

/// Bytes that claim UTF-8, or nothing, and are not: mostly UTF-8 with a few bad bytes stays UTF-8, anything else is guessed.
fn guess<'a>(bytes: &'a [u8], faults: &mut Vec<Fault>) -> Cow<'a, str> {
    let lossy = String::from_utf8_lossy(bytes);
    let broken = lossy.matches('\u{fffd}').count();
    let whole = lossy.chars().filter(|c| !c.is_ascii()).count() - broken;
    if broken * 2 <= whole {
        faults.push(Fault::new(FaultKind::Encoding, format!("{broken} places are not UTF-8; they became \u{fffd}")));
        return lossy;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(&bytes[..bytes.len().min(GUESSED)], true);
    let encoding = detector.guess(None, chardetng::Utf8Detection::Deny);
    faults.push(Fault::new(FaultKind::Encoding, format!("not UTF-8 as declared; read as {}", encoding.name())));
    encoding.decode_without_bom_handling(bytes).0
}

fn charset(content_type: Option<&str>) -> Option<&'static Encoding> {
    let lower = content_type?.to_ascii_lowercase();
    let label = lower.split("charset=").nth(1)?.trim_matches(['"', '\'', ' ']).split([';', '"', '\'', ' ']).next()?;
    Encoding::for_label(label.as_bytes())
}

/// The encoding of the XML declaration, or of an HTML meta element near the top.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).to_ascii_lowercase();
    let at = head.find("encoding=").map(|at| at + 9).or_else(|| head.find("charset=").map(|at| at + 8))?;
    let label = head[at..].trim_start_matches(['"', '\'', ' ']).split(['"', '\'', ' ', '>', '?', ';', '/']).next()?;
    let encoding = Encoding::for_label(label.trim().as_bytes())?;
    // A declaration that could be read as bytes is not in sixteen bits.
    Some(if encoding == UTF_16LE || encoding == UTF_16BE { WINDOWS_1252 } else { encoding })
}

/// Sixteen bits without a byte order mark: every second byte of the first tag is nil.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0, b'<', 0, _, ..] => Some(UTF_16BE),
        [b'<', 0, _, 0, ..] => Some(UTF_16LE),
        _ => None,
    }
}

/// Thirty-two bits, with or without a byte order mark: `encoding_rs` leaves them out, as browsers do.
fn utf32(bytes: &[u8]) -> Option<String> {
    let big = match bytes {
        [0, 0, 0xfe, 0xff, ..] | [0, 0, 0, b'<', ..] => true,
        [0xff, 0xfe, 0, 0, ..] | [b'<', 0, 0, 0, ..] => false,
        _ => return None,
    };
    let read = |four: &[u8]| {
        let four = [four[0], four[1], four[2], four[3]];
        char::from_u32(if big { u32::from_be_bytes(four) } else { u32::from_le_bytes(four) }).unwrap_or('\u{fffd}')
    };
    Some(bytes.chunks_exact(4).map(read).collect())
}

/// Without NUL and control characters, and without what stands before the first mark of a feed.
fn clean(text: Cow<'_, str>) -> Cow<'_, str> {
    let is_noise =
        |c: char| matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    if !text.bytes().any(|b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r')) {
        return text;
    }
    text.chars().filter(|c| !is_noise(*c)).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], content_type: Option<&str>, expected: &str) {
        assert_eq!(decode(bytes, content_type, &mut Vec::new()), expected);
    }

    #[test]
    fn encodings_are_told_by_what_the_bytes_are() {
        check("<a>zażółć</a>".as_bytes(), Some("text/xml; charset=iso-8859-1"), "<a>zażółć</a>");
        check(
            b"<?xml version='1.0' encoding='iso-8859-2'?><a>\xbf</a>",
            None,
            "<?xml version='1.0' encoding='iso-8859-2'?><a>ż</a>",
        );
        check(b"<a>\xe9t\xe9</a>", Some("text/xml; charset=\"iso-8859-1\""), "<a>été</a>");
        check(b"\xfe\xff\0<\0a\0>", None, "<a>");
        check(b"\0<\0a\0>", None, "<a>");
        check(b"<\0a\0>\0", None, "<a>");
        check(b"\0\0\0<\0\0\0a", None, "<a");
        check(b"\xef\xbb\xbf<a>\0\x07</a>", None, "<a></a>");
        check("<a>déjà vu \u{fffd}</a>".as_bytes(), None, "<a>déjà vu \u{fffd}</a>");
        check(b"<a>d\xc3\xa9j\xc3\xa0 \xff</a>", None, "<a>déjà \u{fffd}</a>");
    }
}
