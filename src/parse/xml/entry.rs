//! The fields of an entry, of its source, its authors and its pictures.

use super::content::{is_base64, plain, resolved, value};
use super::namespace::Space;
use super::{Place, Reader, put, set};
use crate::news::{ItemLink, ItemSource, MediaCredit};
use crate::parse::markup::Tag;

impl<'a> Reader<'a, '_> {
    /// A field of an entry; `false` when it is none, and opens something.
    pub(super) fn item_field(&mut self, tag: &Tag<'a>, name: &str, space: Space) -> bool {
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
    pub(super) fn media_field(&mut self, tag: &Tag<'a>, name: &str, space: Space) -> bool {
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

    pub(super) fn source_field(&mut self, tag: &Tag<'a>, name: &str) -> bool {
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

    pub(super) fn person_field(&mut self, tag: &Tag<'a>, name: &str) -> bool {
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
}
