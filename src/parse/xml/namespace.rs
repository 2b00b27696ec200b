//! Whose words an element is in: by the namespaces a feed declares, else by the usual prefixes.

use super::{DEEPEST, Reader};
use crate::parse::markup::Tag;

/// Whose words an element is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
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

impl<'a> Reader<'a, '_> {
    /// Whose words a tag is in, by the namespaces declared so far, else by the usual prefixes.
    pub(super) fn space(&self, tag: &Tag<'a>) -> Space {
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

    pub(super) fn declare(&mut self, tag: &Tag<'a>) {
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
}
