//! Markup taken apart without belief in its correctness: tags, text, CDATA, each as a slice of the source.

use memchr::{memchr, memmem};

/// A tag longer than this, in bytes, is none.
const LONGEST_TAG: usize = 256 << 10;

/// A piece of markup.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Piece<'a> {
    /// `<name attributes>`.
    Open(Tag<'a>),
    /// `</name>`.
    Close(Tag<'a>),
    /// Text as it stands, references unresolved.
    Text(&'a str),
    /// The inside of a CDATA section.
    Data(&'a str),
}

/// A tag: what stands between its angle brackets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tag<'a> {
    /// Name as written, with its prefix.
    pub(super) name: &'a str,
    /// Everything after the name.
    pub(super) rest: &'a str,
    /// It ends with `/>`.
    pub(super) closed: bool,
    /// First byte of the tag in the source.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
}

impl<'a> Tag<'a> {
    /// The name without its prefix, lower case.
    pub(super) fn local(&self) -> String {
        self.name.rsplit(':').next().unwrap_or(self.name).to_ascii_lowercase()
    }

    /// The prefix of the name, empty if there is none.
    pub(super) fn prefix(&self) -> &'a str {
        self.name.split_once(':').map_or("", |(prefix, _)| prefix)
    }

    /// An attribute's value as it stands, by its full name in any case.
    pub(super) fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// All attributes: name and value as they stand. Quotes may be missing.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        let mut rest = self.rest;
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/' || c == '"' || c == '\'');
            if rest.is_empty() {
                return None;
            }
            let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '/').unwrap_or(rest.len());
            let key = &rest[..end.max(rest.chars().next().map_or(0, char::len_utf8))];
            rest = rest[key.len()..].trim_start();
            let Some(after) = rest.strip_prefix('=') else { return Some((key, "")) };
            let after = after.trim_start();
            let (value, left) = match after.chars().next() {
                Some(quote @ ('"' | '\'')) => match after[1..].split_once(quote) {
                    Some(parts) => parts,
                    None => (&after[1..], ""),
                },
                _ => after.split_at(after.find(char::is_whitespace).unwrap_or(after.len())),
            };
            rest = left;
            Some((key, value))
        })
    }
}

/// Walks over markup.
#[derive(Clone)]
pub(super) struct Pieces<'a> {
    source: &'a str,
    at: usize,
}

/// All pieces of `source`, in order. Comments, processing instructions and document types are passed over.
pub(super) fn pieces(source: &str) -> Pieces<'_> {
    Pieces { source, at: 0 }
}

/// Only the opening tags.
pub(super) fn tags(source: &str) -> impl Iterator<Item = Tag<'_>> {
    pieces(source).filter_map(|piece| match piece {
        Piece::Open(tag) => Some(tag),
        _ => None,
    })
}

impl<'a> Pieces<'a> {
    /// Goes on at byte `at`.
    pub(super) fn jump(&mut self, at: usize) {
        self.at = at;
    }

    fn skip_to(&mut self, mark: &str) {
        let rest = &self.source.as_bytes()[self.at..];
        self.at += memmem::find(rest, mark.as_bytes()).map_or(rest.len(), |found| found + mark.len());
    }

    /// A document type, with the subset in brackets that it may hold.
    fn skip_type(&mut self) {
        let bytes = self.source.as_bytes();
        let mut depth = 0usize;
        while let Some(byte) = bytes.get(self.at) {
            self.at += 1;
            match byte {
                b'[' => depth += 1,
                b']' => depth = depth.saturating_sub(1),
                b'>' if depth == 0 => return,
                _ => {}
            }
        }
    }

    /// The end of a tag whose name starts at `from`: quoted values may hold `>`.
    fn tag_end(&self, from: usize) -> Option<usize> {
        let bytes = &self.source.as_bytes()[..self.source.len().min(from + LONGEST_TAG)];
        let mut at = from;
        let mut quote = 0u8;
        while let Some(&byte) = bytes.get(at) {
            match byte {
                b'"' | b'\''
                    if quote == 0 && bytes[..at].iter().rev().find(|b| !b.is_ascii_whitespace()) == Some(&b'=') =>
                {
                    quote = byte
                }
                _ if byte == quote => quote = 0,
                b'>' if quote == 0 => return Some(at),
                b'<' if quote == 0 => return None,
                _ => {}
            }
            at += 1;
        }
        // A quote that never ends: the first bracket ends the tag after all.
        if quote == 0 { None } else { memchr(b'>', &bytes[from..]).map(|found| from + found) }
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        let bytes = self.source.as_bytes();
        loop {
            let start = self.at;
            if start >= bytes.len() {
                return None;
            }
            if bytes[start] != b'<' {
                let end = memchr(b'<', &bytes[start..]).map_or(bytes.len(), |found| start + found);
                self.at = end;
                return Some(Piece::Text(&self.source[start..end]));
            }
            let rest = &bytes[start + 1..];
            if rest.starts_with(b"![CDATA[") {
                let from = start + 9;
                let inside = &bytes[from..];
                let length = memmem::find(inside, b"]]>");
                self.at = from + length.map_or(inside.len(), |found| found + 3);
                return Some(Piece::Data(&self.source[from..from + length.unwrap_or(inside.len())]));
            }
            if rest.starts_with(b"!--") {
                self.at = start + 4;
                self.skip_to("-->");
                continue;
            }
            if rest.starts_with(b"?") {
                self.skip_to(">");
                continue;
            }
            if rest.starts_with(b"!") {
                self.at = start + 2;
                self.skip_type();
                continue;
            }
            let closing = rest.starts_with(b"/");
            let name_at = start + 1 + usize::from(closing);
            let named = bytes.get(name_at).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'_' || *b >= 0x80);
            let end = if named { self.tag_end(name_at) } else { None };
            let Some(end) = end else {
                // A bare `<`: text up to the next mark.
                let next = memchr(b'<', &bytes[start + 1..]).map_or(bytes.len(), |found| start + 1 + found);
                self.at = next;
                return Some(Piece::Text(&self.source[start..next]));
            };
            self.at = end + 1;
            let inside = &self.source[name_at..end];
            let length = inside.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inside.len());
            let rest = inside[length..].trim_end();
            let closed = rest.ends_with('/');
            let tag = Tag {
                name: &inside[..length],
                rest: rest.strip_suffix('/').unwrap_or(rest),
                closed: closed && !closing,
                start,
                end: end + 1,
            };
            return Some(if closing { Piece::Close(tag) } else { Piece::Open(tag) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, expected: &[&str]) {
        let found: Vec<String> = pieces(source)
            .map(|piece| match piece {
                Piece::Open(tag) => format!("<{}{}", tag.name, if tag.closed { "/" } else { "" }),
                Piece::Close(tag) => format!("</{}", tag.name),
                Piece::Text(text) => text.to_owned(),
                Piece::Data(text) => format!("[{text}]"),
            })
            .collect();
        assert_eq!(found, expected, "{source}");
    }

    #[test]
    fn markup_is_taken_apart_however_broken() {
        check("<a b='1>2'>x</a>", &["<a", "x", "</a"]);
        check("<a/>1 < 2<b", &["<a/", "1 ", "< 2", "<b"]);
        check("<![CDATA[<x>]]><!-- <y> --><?z ?><!DOCTYPE q [<!ENTITY e '>'>]>t", &["[<x>]", "t"]);
        check("<a href=\"x>y", &["<a", "y"]);
        check("<![CDATA[open", &["[open]"]);
        check("a it's <i", &["a it's ", "<i"]);
    }

    #[test]
    fn attributes_need_no_quotes() {
        let tag = tags("<a b = 'x y' c=d  e f=\"&quot;\">").next().unwrap();
        let found: Vec<_> = tag.attributes().collect();
        assert_eq!(found, [("b", "x y"), ("c", "d"), ("e", ""), ("f", "&quot;")]);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_walked_to_the_end(source in "[<>/a-c!\\[\\]\"'=&;? -]{0,60}") {
            for piece in pieces(&source) {
                if let Piece::Open(tag) = piece {
                    let _ = tag.attributes().count();
                }
            }
        }
    }
}
