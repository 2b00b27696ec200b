//! What stands inside an element: its words, its markup as delivered, a date, or bytes in base64.

use std::borrow::Cow;

use super::Reader;
use crate::news::{FaultKind, Stamped};
use crate::parse::markup::{self, Piece, Tag};
use crate::parse::stamped;
use crate::text::{entities, space};

impl<'a> Reader<'a, '_> {
    /// Whether the element holds elements of its own vocabulary, such as `name` in `author`.
    pub(super) fn has_parts(&self, tag: &Tag<'a>) -> bool {
        if tag.closed {
            return false;
        }
        let mut ahead = self.pieces.clone();
        loop {
            match ahead.next() {
                Some(Piece::Text(text)) if text.trim().is_empty() => {}
                Some(Piece::Open(inner)) => {
                    return matches!(
                        inner.local().as_str(),
                        "name"
                            | "email"
                            | "uri"
                            | "url"
                            | "title"
                            | "link"
                            | "id"
                            | "updated"
                            | "description"
                            | "person"
                            | "value"
                            | "agent"
                    );
                }
                _ => return false,
            }
        }
    }

    /// The inside of an element as it stands, and the walk goes on behind it. An element that is never closed ends where the
    /// next entry begins.
    pub(super) fn inside(&mut self, tag: &Tag<'a>) -> &'a str {
        if tag.closed {
            return "";
        }
        let mut depth = 1usize;
        let from = tag.end;
        while let Some(piece) = self.pieces.next() {
            match piece {
                Piece::Open(inner) if inner.name == tag.name && !inner.closed => depth += 1,
                Piece::Open(inner) if is_entry(inner.name) && inner.name != tag.name => {
                    self.pieces.jump(inner.start);
                    return &self.text[from..inner.start];
                }
                Piece::Close(inner) if inner.name == tag.name => {
                    depth -= 1;
                    if depth == 0 {
                        return &self.text[from..inner.start];
                    }
                }
                Piece::Close(inner) if is_entry(inner.name) || matches!(inner.name, "channel" | "feed" | "rss") => {
                    self.pieces.jump(inner.start);
                    return &self.text[from..inner.start];
                }
                _ => {}
            }
        }
        if self.item.is_some() || !self.delivery.items.is_empty() {
            self.fault(FaultKind::Truncated, &format!("the feed ends inside <{}>", tag.name));
        }
        &self.text[from..]
    }

    pub(super) fn skip(&mut self, tag: &Tag<'a>) {
        let _ = self.inside(tag);
    }

    /// An element's words without markup.
    pub(super) fn text_of(&mut self, tag: &Tag<'a>) -> String {
        let inside = self.inside(tag);
        plain(&resolved(inside))
    }

    /// An element's content with its markup, as delivered.
    pub(super) fn markup_of(&mut self, tag: &Tag<'a>) -> String {
        resolved(self.inside(tag)).trim().to_owned()
    }

    /// Atom 0.3 and 1.0 may hand words over in base64 (RFC 4648).
    pub(super) fn base64_of(&mut self, tag: &Tag<'a>) -> String {
        let inside = self.inside(tag);
        let words: String = inside.chars().filter(|c| !c.is_whitespace()).collect();
        decode_base64(&words)
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .unwrap_or_else(|| resolved(inside).into_owned())
    }

    pub(super) fn date_of(&mut self, tag: &Tag<'a>) -> Option<Stamped> {
        let words = self.text_of(tag);
        let language = self.delivery.language.clone();
        let date = stamped(&words, language.as_deref(), self.context);
        if date.is_none() && !words.is_empty() && !self.delivery.faults.iter().any(|f| f.kind == FaultKind::Date) {
            let shown: String = words.chars().take(60).collect();
            self.fault(FaultKind::Date, &format!("\"{shown}\" is no date that can be read"));
        }
        date
    }
}

/// Whether an Atom element says that its words are in base64, or are of a type that has to be.
pub(super) fn is_base64(tag: &Tag<'_>) -> bool {
    let is = |name: &str, wanted: &str| tag.attribute(name).is_some_and(|v| v.trim().eq_ignore_ascii_case(wanted));
    is("mode", "base64") || is("encoding", "base64") || is("type", "application/octet-stream")
}

/// An attribute's value: references resolved, ends trimmed.
pub(super) fn value(raw: &str) -> String {
    let decoded = entities::decode(raw.trim());
    decoded.trim().chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect()
}

/// Content with references resolved and CDATA opened; markup inside stays as it stands.
pub(super) fn resolved(inside: &str) -> Cow<'_, str> {
    if !inside.contains("<![CDATA[") {
        return if inside.contains('<') { markup_kept(inside) } else { entities::decode(inside) };
    }
    markup_kept(inside)
}

/// Words without markup, single spaces.
pub(in crate::parse) fn plain(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return space::tidy(html);
    }
    let mut out = String::with_capacity(html.len());
    for piece in markup::pieces(html) {
        match piece {
            Piece::Text(text) => out.push_str(&entities::decode(text)),
            Piece::Data(data) => out.push_str(data),
            // Inline elements stand inside words, others part them.
            Piece::Open(tag) | Piece::Close(tag) => {
                if matches!(tag.local().as_str(), "br" | "p" | "div" | "li" | "td" | "tr") {
                    out.push(' ');
                }
            }
        }
    }
    space::tidy(&out)
}

fn decode_base64(words: &str) -> Option<Vec<u8>> {
    let six = |c: u8| match c {
        b'A'..=b'Z' => Some(c - b'A'),
        b'a'..=b'z' => Some(c - b'a' + 26),
        b'0'..=b'9' => Some(c - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let mut out = Vec::with_capacity(words.len() / 4 * 3);
    for four in words.trim_end_matches('=').as_bytes().chunks(4) {
        let bits =
            four.iter().try_fold(0u32, |bits, c| Some(bits << 6 | u32::from(six(*c)?)))? << (6 * (4 - four.len()));
        out.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
    }
    Some(out)
}

fn is_entry(name: &str) -> bool {
    matches!(name, "item" | "entry" | "rss:item" | "atom:entry" | "ITEM" | "Item")
}

fn markup_kept(inside: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(inside.len());
    for piece in markup::pieces(inside) {
        match piece {
            Piece::Text(text) => out.push_str(&entities::decode(text)),
            Piece::Data(data) => out.push_str(data),
            Piece::Open(tag) | Piece::Close(tag) => out.push_str(&inside[tag.start..tag.end]),
        }
    }
    out.into()
}
