//! Bytes of a feed -> a delivery: items and faults. Never fails, never panics.
//!
//! Two readers stand behind [`parse`]. Our own reads any markup in one pass, however broken. `feed-rs` reads what is well
//! formed but holds nothing our own reader knows as an entry; it never runs bare (depth and panics are guarded). See
//! ARCHITECTURE.md for the figures behind this order.

mod decode;
mod json;
mod markup;
pub mod opml;
mod second;
mod sniff;
mod xml;

use crate::news::{Delivery, Fault, FaultKind, Item, Stamped};
use crate::text::dates::{self, Hints};

use sniff::Kind;

/// What is known of the bytes from outside, and the limits to read them by.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The address they came from, for relative links.
    pub url: Option<&'a str>,
    /// `Content-Type` as sent.
    pub content_type: Option<&'a str>,
    /// IANA zone for dates that state none.
    pub zone: Option<&'a str>,
    /// Most bytes read (default 15 MiB).
    pub max_bytes: usize,
    /// Most entries kept (default 5,000).
    pub max_items: usize,
}

impl Default for Context<'_> {
    fn default() -> Self {
        Self { url: None, content_type: None, zone: None, max_bytes: 15 << 20, max_items: 5_000 }
    }
}

/// Reads a feed in any of the formats, however broken. What could not be read is told in the delivery's faults.
pub fn parse(bytes: &[u8], context: &Context<'_>) -> Delivery {
    let mut faults = Vec::new();
    let bytes = match bytes.get(..context.max_bytes) {
        Some(kept) if kept.len() < bytes.len() => {
            let words = format!("{} bytes were cut after {}", bytes.len() - kept.len(), context.max_bytes);
            faults.push(Fault::new(FaultKind::Limit, words));
            kept
        }
        _ => bytes,
    };
    let text = decode::decode(bytes, context.content_type, &mut faults);
    let mut delivery = match sniff::kind(&text, context.url) {
        Kind::Feed => xml::read(&text, context),
        Kind::Json => json::read(&text, context),
        Kind::Other(fault) => {
            let mut delivery = Delivery::default();
            delivery.faults.push(fault);
            // Some servers wrap a feed in a page, or call a feed a page: what entries there are, are kept.
            let wrapped = xml::read(&text, context);
            if wrapped.items.is_empty() { delivery } else { wrapped }
        }
    };
    if delivery.items.is_empty() && delivery.faults.is_empty() {
        second::read(&text, context, &mut delivery);
    }
    finish(&mut delivery, context);
    faults.append(&mut delivery.faults);
    delivery.faults = faults;
    delivery
}

/// What holds for every format: identity, limits.
fn finish(delivery: &mut Delivery, context: &Context<'_>) {
    if delivery.items.len() > context.max_items {
        let words =
            format!("{} entries were cut after {}", delivery.items.len() - context.max_items, context.max_items);
        delivery.faults.push(Fault::new(FaultKind::Limit, words));
        delivery.items.truncate(context.max_items);
    }
    let mut nameless = 0;
    for item in &mut delivery.items {
        if item.id.is_empty() {
            item.id = match &item.url {
                Some(url) => url.clone(),
                None => {
                    nameless += 1;
                    digest(item)
                }
            };
        }
    }
    if nameless > 0 {
        let words = format!("{nameless} entries without id and link are known by their words alone");
        delivery.faults.push(Fault::new(FaultKind::Identity, words));
    }
}

/// The identity of an item that has no other: its words.
fn digest(item: &Item) -> String {
    let words =
        [&item.title, &item.summary, &item.content].map(|part| part.as_deref().unwrap_or_default()).join("\u{1f}");
    format!("words:{:032x}", xxhash_rust::xxh3::xxh3_128(words.as_bytes()))
}

/// Reads a date as the outlet claims it.
fn stamped(words: &str, language: Option<&str>, context: &Context<'_>) -> Option<Stamped> {
    let moment = dates::read(words, Hints { zone: context.zone, language })?;
    Some(Stamped { at: moment.at, offset: moment.offset, day_only: moment.day_only, assumed: moment.assumed })
}
