//! RSS, RDF and Atom in one pass over the markup: whatever stands in an entry is kept, nothing has to be well formed.

mod address;
mod content;
mod entry;
mod feed;
mod namespace;

use url::Url;

use super::markup::{self, Piece, Pieces, Tag};
use super::{Context, stamped};
use crate::news::{Delivery, Fault, FaultKind, FeedFormat, Item, Stamped};

pub(super) use content::plain;
use content::value;
use namespace::Space;

/// Elements open at once beyond which nothing more is remembered of them.
const DEEPEST: usize = 200;

/// Reads a feed.
pub(super) fn read(text: &str, context: &Context<'_>) -> Delivery {
    let mut reader = Reader {
        text,
        context,
        pieces: markup::pieces(text),
        delivery: Delivery::default(),
        open: Vec::new(),
        item: None,
        authors: Vec::new(),
        namespaces: Vec::new(),
        depth_fault: false,
        more: 0,
    };
    reader.run();
    reader.finish()
}

/// What an open element is to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Feed,
    Item,
    /// `atom:source` in an entry: its own title and links.
    Source,
    /// An author or contributor with parts.
    Person,
    /// media:group and the like: fields of a picture, not of the entry.
    Media,
    /// `image`, `textinput`, `cloud`: their titles and links are not the feed's.
    Aside,
    Other,
}

struct Open<'a> {
    name: &'a str,
    place: Place,
    base: Option<Url>,
    language: Option<String>,
}

/// What is gathered of an entry before it is an [`Item`].
#[derive(Default)]
struct Entry {
    item: Item,
    guid_is_link: bool,
    own_author: bool,
    link_kind: u8,
    text_from_media: bool,
    own_title: bool,
    located_id: Option<String>,
}

struct Reader<'a, 'c> {
    text: &'a str,
    context: &'c Context<'c>,
    pieces: Pieces<'a>,
    delivery: Delivery,
    open: Vec<Open<'a>>,
    item: Option<Entry>,
    authors: Vec<String>,
    namespaces: Vec<(&'a str, Space)>,
    depth_fault: bool,
    more: usize,
}

impl<'a> Reader<'a, '_> {
    fn run(&mut self) {
        while let Some(piece) = self.pieces.next() {
            match piece {
                Piece::Open(tag) => self.start(tag),
                Piece::Close(tag) => self.end(tag.name),
                Piece::Text(_) | Piece::Data(_) => {}
            }
        }
        if self.item.is_some() {
            self.fault(FaultKind::Truncated, "the feed ends in the middle of an entry; what was there is kept");
            self.close_item();
        } else if !self.open.is_empty() && self.delivery.items.is_empty() && self.delivery.faults.is_empty() {
            self.fault(
                FaultKind::Truncated,
                "the feed ends before its first entry; it may be cut, look at the address",
            );
        }
    }

    fn finish(mut self) -> Delivery {
        if self.more > 0 {
            self.fault(FaultKind::Limit, &format!("{} entries were cut after {}", self.more, self.context.max_items));
        }
        for item in &mut self.delivery.items {
            if item.language.is_none() {
                item.language.clone_from(&self.delivery.language);
            }
            if item.authors.is_empty() && self.delivery.format == FeedFormat::Atom {
                item.authors.clone_from(&self.authors);
            }
        }
        self.delivery
    }

    fn fault(&mut self, kind: FaultKind, words: &str) {
        self.delivery.faults.push(Fault::new(kind, words));
    }

    fn place(&self) -> Place {
        self.open.iter().rev().map(|o| o.place).find(|p| *p != Place::Other).unwrap_or(Place::Feed)
    }

    fn base(&self) -> Option<&Url> {
        self.open.iter().rev().find_map(|o| o.base.as_ref())
    }

    fn language(&self) -> Option<&str> {
        self.open.iter().rev().find_map(|o| o.language.as_deref())
    }

    fn start(&mut self, tag: Tag<'a>) {
        let name = tag.local();
        self.declare(&tag);
        let space = self.space(&tag);
        let place = self.place();
        let core = space == Space::Core;
        if core && matches!(name.as_str(), "item" | "entry") && place != Place::Source {
            return self.open_item(&tag, &name);
        }
        if core && self.delivery.format == FeedFormat::Unknown {
            self.delivery.format = match name.as_str() {
                "rss" | "channel" => FeedFormat::Rss,
                "rdf" => FeedFormat::Rdf,
                "feed" => FeedFormat::Atom,
                _ => FeedFormat::Unknown,
            };
        }
        let handled = match place {
            Place::Item => self.item_field(&tag, &name, space),
            Place::Feed => self.feed_field(&tag, &name, space),
            Place::Source => self.source_field(&tag, &name),
            Place::Person => self.person_field(&tag, &name),
            Place::Media => self.media_field(&tag, &name, space),
            Place::Aside | Place::Other => false,
        };
        if !handled && !tag.closed {
            let inner = self.place_of(&name, space, place, &tag);
            self.push(&tag, inner);
        }
    }

    /// What an element opens when it is no field.
    fn place_of(&self, name: &str, space: Space, within: Place, tag: &Tag<'a>) -> Place {
        match (space, name) {
            (Space::Core, "source") if within == Place::Item => Place::Source,
            (Space::Core | Space::Itunes, "author" | "contributor" | "owner" | "managingeditor") => Place::Person,
            (Space::Dublin, "creator") => Place::Person,
            (Space::Media, _) | (Space::Core, "enclosure") if within == Place::Item => Place::Media,
            (Space::Core, "image" | "textinput" | "cloud") => Place::Aside,
            // RSS 1.0 names its channel's items by reference.
            (_, "items") if tag.name.starts_with("items") => Place::Aside,
            _ => Place::Other,
        }
    }

    fn push(&mut self, tag: &Tag<'a>, place: Place) {
        if self.open.len() >= DEEPEST {
            if !self.depth_fault {
                self.depth_fault = true;
                self.fault(
                    FaultKind::Limit,
                    &format!("elements stand deeper than {DEEPEST}; what is below is not read"),
                );
            }
            return;
        }
        // The Channel Definition Format has a base of its own.
        let base = tag.attribute("xml:base").or_else(|| tag.attribute("base").filter(|_| tag.local() == "channel"));
        let base = base.and_then(|b| self.resolve_with(b, self.base()));
        let language = tag.attribute("xml:lang").map(|l| l.trim().to_owned()).filter(|l| !l.is_empty());
        if place == Place::Other && self.item.is_none() && language.is_some() && self.delivery.language.is_none() {
            self.delivery.language.clone_from(&language);
        }
        self.open.push(Open { name: tag.name, place, base, language });
    }

    fn end(&mut self, name: &'a str) {
        // Only elements that are open can end; what stands open inside ends with them.
        let Some(at) = self.open.iter().rposition(|o| o.name == name) else { return };
        if self.item.is_some() && self.open[at..].iter().any(|o| o.place == Place::Item) {
            self.close_item();
        }
        self.open.truncate(at);
    }

    fn open_item(&mut self, tag: &Tag<'a>, name: &str) {
        if self.item.is_some() {
            // The one before was not closed.
            self.close_item();
        }
        if let Some(at) = self.open.iter().position(|o| o.place == Place::Item) {
            self.open.truncate(at);
        }
        if self.delivery.format == FeedFormat::Unknown {
            self.delivery.format = if name == "entry" { FeedFormat::Atom } else { FeedFormat::Rss };
        }
        let mut entry = Entry::default();
        if let Some(about) = tag.attribute("rdf:about").or_else(|| tag.attribute("about")) {
            entry.item.id = value(about);
            entry.guid_is_link = true;
        }
        // Channel Definition Format: the link is an attribute.
        entry.item.url = tag.attribute("href").and_then(|href| self.resolve(href));
        entry.item.updated = tag.attribute("lastmod").and_then(|date| stamped(date, None, self.context));
        self.item = Some(entry);
        if tag.closed {
            return self.close_item();
        }
        self.push(tag, Place::Item);
        if let (Some(language), Some(entry)) = (self.language().map(str::to_owned), &mut self.item) {
            entry.item.language = Some(language);
        }
    }

    fn close_item(&mut self) {
        let Some(mut entry) = self.item.take() else { return };
        if self.delivery.items.len() >= self.context.max_items {
            self.more += 1;
            return;
        }
        let looks_like_link = |id: &str| id.starts_with("http://") || id.starts_with("https://");
        if entry.item.url.is_none() && entry.guid_is_link && !entry.item.id.is_empty() {
            entry.item.url = self.resolve(&entry.item.id.clone());
        } else if entry.item.url.is_none() && looks_like_link(&entry.item.id) {
            entry.item.url = Some(entry.item.id.clone());
        }
        entry.item.url = entry.item.url.or(entry.located_id);
        self.delivery.items.push(entry.item);
    }

    fn with(&mut self, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = &mut self.item {
            change(entry);
        }
    }
}

/// Puts `text` where nothing stands yet; a stronger element replaces what a weaker one left.
fn set(place: &mut Option<String>, text: String, stronger: bool) {
    if !text.is_empty() && (place.is_none() || stronger) {
        *place = Some(text);
    }
}

fn put(place: &mut Option<Stamped>, date: Option<Stamped>, stronger: bool) {
    if date.is_some() && (place.is_none() || stronger) {
        *place = date;
    }
}
