//! RSS, RDF and Atom in one pass over the markup: whatever stands in an entry is kept, nothing has to be well formed.

use std::borrow::Cow;

use url::Url;

use super::markup::{self, Piece, Pieces, Tag};
use super::{Context, stamped};
use crate::news::{Delivery, Fault, FaultKind, FeedFormat, Item, ItemLink, ItemSource, MediaCredit, Stamped};
use crate::text::{entities, space};

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

/// Whose words an element is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Space {
    /// RSS or Atom itself, or none that is known.
    Core,
    Dublin,
    Content,
    Media,
    Itunes,
    Syndication,
    Xhtml,
    /// Another vocabulary: its title is not the entry's.
    Foreign,
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

    /// Whose words a tag is in, by the namespaces declared so far, else by the usual prefixes.
    fn space(&self, tag: &Tag<'a>) -> Space {
        let prefix = tag.prefix();
        if let Some((_, space)) = self.namespaces.iter().rev().find(|(p, _)| *p == prefix) {
            return *space;
        }
        match prefix {
            "" | "rss" | "atom" | "atom10" | "a" | "a10" | "rdf" => Space::Core,
            "dc" | "dcterms" => Space::Dublin,
            "content" => Space::Content,
            "media" => Space::Media,
            "itunes" => Space::Itunes,
            "sy" => Space::Syndication,
            "xhtml" => Space::Xhtml,
            _ => Space::Foreign,
        }
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

    /// A field of an entry; `false` when it is none, and opens something.
    fn item_field(&mut self, tag: &Tag<'a>, name: &str, space: Space) -> bool {
        use Space::{Content, Core, Dublin, Itunes, Media, Xhtml};
        match (space, name) {
            (Core, "title") | (Dublin, "title") => {
                let title = if is_base64(tag) { plain(&self.base64_of(tag)) } else { self.text_of(tag) };
                self.with(|e| {
                    // The first of several; one of the entry's own before one that stood in for it.
                    set(&mut e.item.title, title, space == Core && !e.own_title);
                    e.own_title |= space == Core && e.item.title.is_some();
                });
            }
            (Core, "link") => self.item_link(tag),
            (Core, "guid" | "id") | (Dublin, "identifier") => {
                let permalink = name == "guid"
                    && !tag.attribute("ispermalink").is_some_and(|v| v.trim().eq_ignore_ascii_case("false"));
                let base = tag.attribute("xml:base").and_then(|b| self.resolve_with(b, self.base()));
                let id = self.text_of(tag);
                let located = base
                    .as_ref()
                    .or(self.base())
                    .filter(|_| name == "id" && !id.contains(':'))
                    .and_then(|b| b.join(&id).ok());
                let unset =
                    self.item.as_ref().is_some_and(|e| e.item.id.is_empty() || (space == Core && !id.is_empty()));
                self.with(|e| {
                    if unset {
                        e.item.id = id;
                        e.guid_is_link = permalink;
                        e.located_id = located.map(String::from);
                    }
                });
            }
            (Core, "description" | "summary" | "abstract" | "tagline") | (Dublin, "description" | "abstract") => {
                let text = self.markup_of(tag);
                self.with(|e| {
                    if e.text_from_media {
                        e.item.summary = None;
                        e.text_from_media = false;
                    }
                    set(&mut e.item.summary, text, name == "description" && space == Core);
                });
            }
            (Content, "encoded") | (Core, "content" | "fullitem") | (Xhtml, "body" | "div") | (Core, "body") => {
                let text = match tag.attribute("src") {
                    Some(_) => {
                        self.skip(tag);
                        String::new()
                    }
                    None if is_base64(tag) => self.base64_of(tag),
                    None => self.markup_of(tag),
                };
                self.with(|e| set(&mut e.item.content, text, space == Content));
            }
            (Itunes, "summary" | "subtitle") => {
                let text = self.markup_of(tag);
                self.with(|e| set(&mut e.item.summary, text, false));
            }
            (Core, "pubdate" | "published" | "issued" | "created") | (Dublin, "issued" | "created" | "available") => {
                let date = self.date_of(tag);
                self.with(|e| put(&mut e.item.published, date, name == "pubdate" || name == "published"));
            }
            (Dublin, "date") => {
                let date = self.date_of(tag);
                self.with(|e| put(&mut e.item.published, date, false));
            }
            (Core, "updated" | "modified" | "lastbuilddate" | "lastmod" | "date") | (Dublin, "modified") => {
                // Of several last changes, the latest is the last.
                let date = self.date_of(tag);
                self.with(|e| {
                    let later =
                        date.as_ref().zip(e.item.updated.as_ref()).is_some_and(|(date, known)| date.at > known.at);
                    put(&mut e.item.updated, date, later);
                });
            }
            (Core, "author" | "contributor")
            | (Itunes | Dublin, "author" | "creator" | "contributor" | "publisher") => {
                return self.author(tag, name);
            }
            (Core, "category") | (Dublin, "subject") | (Core | Media, "keywords") => self.category(tag),
            (Core, "source") if tag.attribute("url").is_some() || !self.has_parts(tag) => {
                let url = tag.attribute("url").and_then(|u| self.resolve(u));
                let title = self.text_of(tag);
                let title = Some(title).filter(|t| !t.is_empty());
                self.with(|e| e.item.source = Some(ItemSource { title, url }));
            }
            (Core, "enclosure") => {
                let href = tag.attribute("url").and_then(|u| self.resolve(u));
                self.with(|e| e.item.links.extend(href.map(|href| ItemLink { rel: "enclosure".into(), href })));
                // Some put the picture's title and credit inside.
                return false;
            }
            (Core, "rights" | "copyright") | (Dublin, "rights") => {
                let text = self.text_of(tag);
                self.with(|e| set(&mut e.item.rights, text, false));
            }
            (Core | Dublin, "language") => {
                let text = self.text_of(tag);
                self.with(|e| set(&mut e.item.language, text, true));
            }
            (Media, _) => return self.media_field(tag, name, space),
            _ if name == "origlink" => {
                // FeedBurner: the outlet's own address, behind that of the transport.
                let url = self.text_of(tag);
                let href = self.resolve(&url);
                self.with(|e| e.item.links.extend(href.map(|href| ItemLink { rel: "canonical".into(), href })));
            }
            _ => return false,
        }
        true
    }

    fn item_link(&mut self, tag: &Tag<'a>) {
        let rel = tag.attribute("rel").map_or("alternate".to_owned(), |r| value(r).to_ascii_lowercase());
        let Some(href) = tag.attribute("href") else {
            let text = self.text_of(tag);
            let url = self.resolve(&text);
            return self.with(|e| {
                if rel != "alternate" {
                    e.item.links.extend(url.map(|href| ItemLink { rel, href }));
                } else if url.is_some() && e.link_kind < 3 {
                    e.item.url = url;
                    e.link_kind = 3;
                }
            });
        };
        let kind = tag.attribute("type").map(|t| value(t).to_ascii_lowercase());
        let base = tag.attribute("xml:base").and_then(|b| self.resolve_with(b, self.base()));
        let url = self.resolve_with_text(href, base.as_ref().or(self.base()));
        self.skip(tag);
        let Some(url) = url else { return };
        // Of several alternates, the web page.
        let rank = match (rel.as_str(), kind.as_deref()) {
            ("alternate", Some("text/html" | "application/xhtml+xml")) => 2,
            ("alternate", _) => 1,
            _ => 0,
        };
        self.with(|e| {
            if rank > e.link_kind {
                e.link_kind = rank;
                e.item.url = Some(url.clone());
            }
            if rel != "alternate" {
                e.item.links.push(ItemLink { rel, href: url });
            }
        });
    }

    fn author(&mut self, tag: &Tag<'a>, name: &str) -> bool {
        if self.has_parts(tag) {
            return false;
        }
        let words = self.text_of(tag);
        if name != "contributor" && !words.is_empty() {
            self.with(|e| {
                e.own_author = true;
                if !e.item.authors.contains(&words) {
                    e.item.authors.push(words);
                }
            });
        }
        true
    }

    fn category(&mut self, tag: &Tag<'a>) {
        let term = tag.attribute("label").or_else(|| tag.attribute("term")).map(value);
        let inside = self.inside(tag);
        let text = plain(&resolved(inside));
        let words = if text.is_empty() { term.unwrap_or_default() } else { text };
        // A picture put inside has a title that can stand in for the entry's.
        let title = inside
            .find("<title>")
            .and_then(|at| inside[at + 7..].split_once("</title>"))
            .map(|(title, _)| plain(&resolved(title)));
        self.with(|e| {
            set(&mut e.item.title, title.unwrap_or_default(), false);
            if !words.is_empty() && !e.item.categories.contains(&words) {
                e.item.categories.push(words);
            }
        });
    }

    /// A field of a picture: its credit is kept, its text serves where the entry has none of its own.
    fn media_field(&mut self, tag: &Tag<'a>, name: &str, space: Space) -> bool {
        if space != Space::Media {
            return false;
        }
        match name {
            "credit" => {
                let role = tag.attribute("role").map(value).filter(|r| !r.is_empty());
                let words = self.text_of(tag);
                if !words.is_empty() {
                    self.with(|e| e.item.media_credits.push(MediaCredit { role, words }));
                }
            }
            "title" => {
                let title = self.text_of(tag);
                self.with(|e| set(&mut e.item.title, title, false));
            }
            "description" => {
                let text = self.markup_of(tag);
                self.with(|e| {
                    if e.item.summary.is_none() && !text.is_empty() {
                        e.item.summary = Some(text);
                        e.text_from_media = true;
                    }
                });
            }
            _ => return false,
        }
        true
    }

    fn source_field(&mut self, tag: &Tag<'a>, name: &str) -> bool {
        match name {
            "title" => {
                let title = self.text_of(tag);
                self.with(|e| set(&mut e.item.source.get_or_insert_default().title, title, false));
            }
            "link" => {
                let own = tag.attribute("rel").is_none_or(|r| matches!(r.trim(), "alternate" | "self"));
                let href = tag.attribute("href").filter(|_| own).and_then(|h| self.resolve(h));
                self.skip(tag);
                self.with(|e| set(&mut e.item.source.get_or_insert_default().url, href.unwrap_or_default(), false));
            }
            "author" => return false,
            _ => self.skip(tag),
        }
        true
    }

    fn person_field(&mut self, tag: &Tag<'a>, name: &str) -> bool {
        if name != "name" && !(name == "email" && self.open.last().is_some_and(|o| o.name == "email")) {
            if matches!(name, "email" | "uri" | "url") {
                self.skip(tag);
                return true;
            }
            return false;
        }
        let words = self.text_of(tag);
        let contributor = self.open.iter().rev().any(|o| o.name.ends_with("contributor"));
        let in_source = self.open.iter().any(|o| o.place == Place::Source);
        if words.is_empty() || contributor || in_source {
            return true;
        }
        match &mut self.item {
            Some(entry) => {
                entry.own_author = true;
                if !entry.item.authors.contains(&words) {
                    entry.item.authors.push(words);
                }
            }
            None => self.authors.push(words),
        }
        true
    }

    fn feed_field(&mut self, tag: &Tag<'a>, name: &str, space: Space) -> bool {
        match (space, name) {
            (Space::Core | Space::Dublin, "title") => {
                let title = self.text_of(tag);
                set(&mut self.delivery.title, title, false);
            }
            (Space::Core, "link") => self.feed_link(tag),
            (Space::Core | Space::Dublin, "language") => {
                let language = self.text_of(tag);
                set(&mut self.delivery.language, language, true);
            }
            (Space::Core, "copyright" | "rights") | (Space::Dublin, "rights") => {
                let rights = self.text_of(tag);
                set(&mut self.delivery.rights, rights, false);
            }
            (Space::Core, "ttl") => self.delivery.pace.ttl_minutes = self.text_of(tag).parse().ok(),
            (Space::Syndication, "updateperiod" | "updatefrequency") => {
                let words = self.text_of(tag);
                self.pace(name, &words);
            }
            (Space::Core, "hour") => {
                let hour = self.text_of(tag).parse::<u8>().ok().map(|h| h % 24);
                self.delivery.pace.skip_hours.extend(hour);
            }
            (Space::Core, "day") => {
                let day = self.text_of(tag).to_ascii_lowercase();
                let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
                self.delivery.pace.skip_days.extend(days.iter().position(|d| day.starts_with(d)).map(|d| d as u8));
            }
            (Space::Core, "author") if !self.has_parts(tag) => {
                let words = self.text_of(tag);
                self.authors.extend(Some(words).filter(|w| !w.is_empty()));
            }
            _ => return false,
        }
        true
    }

    fn feed_link(&mut self, tag: &Tag<'a>) {
        let Some(href) = tag.attribute("href") else {
            let text = self.text_of(tag);
            if let Some(url) = self.resolve(&text) {
                self.delivery.link = Some(url);
            }
            return;
        };
        let url = self.resolve(href);
        let rel = tag.attribute("rel").map_or("alternate".to_owned(), |r| value(r).to_ascii_lowercase());
        self.skip(tag);
        let place = match rel.as_str() {
            "alternate" => &mut self.delivery.link,
            "self" => &mut self.delivery.own_url,
            "hub" => &mut self.delivery.hub,
            _ => return,
        };
        if place.is_none() {
            *place = url;
        }
    }

    fn pace(&mut self, name: &str, words: &str) {
        const DAY: u32 = 86_400;
        let period = |words: &str| match words.to_ascii_lowercase().as_str() {
            "hourly" => Some(3_600),
            "daily" => Some(DAY),
            "weekly" => Some(7 * DAY),
            "monthly" => Some(30 * DAY),
            "yearly" => Some(365 * DAY),
            _ => None,
        };
        let pace = &mut self.delivery.pace;
        if name == "updateperiod" {
            pace.update_seconds = period(words);
        } else if let (Some(seconds), Ok(times)) = (pace.update_seconds, words.parse::<u32>()) {
            pace.update_seconds = Some(seconds / times.max(1));
        }
    }

    fn with(&mut self, change: impl FnOnce(&mut Entry)) {
        if let Some(entry) = &mut self.item {
            change(entry);
        }
    }

    fn declare(&mut self, tag: &Tag<'a>) {
        if !tag.rest.contains("xmlns") {
            return;
        }
        for (key, uri) in tag.attributes() {
            let prefix = if key == "xmlns" {
                ""
            } else if let Some(prefix) = key.strip_prefix("xmlns:") {
                prefix
            } else {
                continue;
            };
            let uri = uri.trim().to_ascii_lowercase();
            let known = |marks: &[&str]| marks.iter().any(|mark| uri.contains(mark));
            let space = if known(&["purl.org/dc", "dublin_core", "dublincore"]) {
                Space::Dublin
            } else if known(&["rss/1.0/modules/content"]) {
                Space::Content
            } else if known(&["search.yahoo.com/mrss", "tools.search.yahoo.com/mrss"]) {
                Space::Media
            } else if known(&["itunes.com/dtds", "example.com/dtds/podcast"]) {
                Space::Itunes
            } else if known(&["modules/syndication"]) {
                Space::Syndication
            } else if known(&["w3.org/1999/xhtml"]) {
                Space::Xhtml
            } else if prefix.is_empty()
                || known(&[
                    "purl.org/rss",
                    "w3.org/2005/atom",
                    "purl.org/atom",
                    "rss/1.0/",
                    "rss-spec",
                    "userland.com",
                    "netscape.com",
                    "backend.userland",
                    "rdf-syntax",
                ])
            {
                if known(&["rss/1.0/modules"]) { Space::Foreign } else { Space::Core }
            } else {
                continue;
            };
            if self.namespaces.len() < 4 * DEEPEST {
                self.namespaces.push((prefix, space));
            }
        }
    }

    /// Whether the element holds elements of its own vocabulary, such as `name` in `author`.
    fn has_parts(&self, tag: &Tag<'a>) -> bool {
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
    fn inside(&mut self, tag: &Tag<'a>) -> &'a str {
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

    fn skip(&mut self, tag: &Tag<'a>) {
        let _ = self.inside(tag);
    }

    /// An element's words without markup.
    fn text_of(&mut self, tag: &Tag<'a>) -> String {
        let inside = self.inside(tag);
        plain(&resolved(inside))
    }

    /// An element's content with its markup, as delivered.
    fn markup_of(&mut self, tag: &Tag<'a>) -> String {
        resolved(self.inside(tag)).trim().to_owned()
    }

    /// Atom 0.3 and 1.0 may hand words over in base64 (RFC 4648).
    fn base64_of(&mut self, tag: &Tag<'a>) -> String {
        let inside = self.inside(tag);
        let words: String = inside.chars().filter(|c| !c.is_whitespace()).collect();
        decode_base64(&words)
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .unwrap_or_else(|| resolved(inside).into_owned())
    }

    fn date_of(&mut self, tag: &Tag<'a>) -> Option<Stamped> {
        let words = self.text_of(tag);
        let language = self.delivery.language.clone();
        let date = stamped(&words, language.as_deref(), self.context);
        if date.is_none() && !words.is_empty() && !self.delivery.faults.iter().any(|f| f.kind == FaultKind::Date) {
            let shown: String = words.chars().take(60).collect();
            self.fault(FaultKind::Date, &format!("\"{shown}\" is no date that can be read"));
        }
        date
    }

    fn resolve(&self, href: &str) -> Option<String> {
        self.resolve_with_text(href, self.base())
    }

    fn resolve_with_text(&self, href: &str, base: Option<&Url>) -> Option<String> {
        let href = value(href);
        if href.is_empty() {
            return None;
        }
        // An absolute address stays as the outlet wrote it.
        if href.split_once(':').is_some_and(|(scheme, rest)| {
            scheme.len() > 1
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
                && !rest.is_empty()
        }) {
            return Some(href);
        }
        match self.resolve_with(&href, base) {
            Some(url) => Some(url.into()),
            None => Some(href),
        }
    }

    fn resolve_with(&self, href: &str, base: Option<&Url>) -> Option<Url> {
        let href = value(href);
        match base {
            Some(base) => base.join(&href).ok(),
            None => match self.context.url.and_then(|u| Url::parse(u).ok()) {
                Some(document) => document.join(&href).ok(),
                None => Url::parse(&href).ok(),
            },
        }
    }
}

/// Whether an Atom element says that its words are in base64, or are of a type that has to be.
fn is_base64(tag: &Tag<'_>) -> bool {
    let is = |name: &str, wanted: &str| tag.attribute(name).is_some_and(|v| v.trim().eq_ignore_ascii_case(wanted));
    is("mode", "base64") || is("encoding", "base64") || is("type", "application/octet-stream")
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

/// An attribute's value: references resolved, ends trimmed.
fn value(raw: &str) -> String {
    let decoded = entities::decode(raw.trim());
    decoded.trim().chars().filter(|c| !matches!(c, '\n' | '\r' | '\t')).collect()
}

/// Content with references resolved and CDATA opened; markup inside stays as it stands.
fn resolved(inside: &str) -> Cow<'_, str> {
    if !inside.contains("<![CDATA[") {
        return if inside.contains('<') { markup_kept(inside) } else { entities::decode(inside) };
    }
    markup_kept(inside)
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

/// Words without markup, single spaces.
pub(super) fn plain(html: &str) -> String {
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
