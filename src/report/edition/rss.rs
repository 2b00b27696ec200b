//! RSS 2.0 (RSS Advisory Board's specification), with Dublin Core for the outlet and schema.org for the origin.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::atom::SCHEMA;
use super::{Edition, Entry};

/// The edition as an RSS feed.
pub fn rss(edition: &Edition) -> Vec<u8> {
    let mut out = Writer::new(Vec::new());
    write(&mut out, Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
    open(
        &mut out,
        "rss",
        &[
            ("version", "2.0"),
            ("xmlns:atom", "http://www.w3.org/2005/Atom"),
            ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
            ("xmlns:schema", SCHEMA),
        ],
    );
    open(&mut out, "channel", &[]);
    element(&mut out, "title", &[], &edition.title);
    element(&mut out, "link", &[], edition.address.as_deref().unwrap_or("https://localhost/"));
    element(&mut out, "description", &[], "One entry a story, with every outlet that printed it");
    element(&mut out, "generator", &[], concat!("wirecopy ", env!("CARGO_PKG_VERSION")));
    element(&mut out, "lastBuildDate", &[], &date(edition.updated()));
    if let Some(address) = &edition.address {
        element(&mut out, "atom:link", &[("rel", "self"), ("href", address), ("type", "application/rss+xml")], "");
    }
    for entry in &edition.entries {
        item(&mut out, entry);
    }
    close(&mut out, "channel");
    close(&mut out, "rss");
    let mut out = out.into_inner();
    out.push(b'\n');
    out
}

fn item(out: &mut Writer<Vec<u8>>, entry: &Entry) {
    open(out, "item", &[]);
    element(out, "title", &[], &entry.headline);
    if let Some(url) = &entry.url {
        element(out, "link", &[], url);
    }
    element(out, "guid", &[("isPermaLink", "false")], &entry.id);
    element(out, "pubDate", &[], &date(entry.published));
    element(out, "dc:creator", &[], &entry.outlet);
    if let Some(feed) = &entry.feed {
        element(out, "source", &[("url", feed)], &entry.outlet);
    }
    element(out, "description", &[], &entry.html());
    element(out, "atom:updated", &[], &super::stamp(entry.updated));
    if let Some(origin) = &entry.origin {
        element(out, "schema:sourceOrganization", &[], &origin.organisation);
        if let Some(url) = &origin.url {
            element(out, "schema:isBasedOn", &[], url);
        }
    }
    for print in &entry.prints {
        if let Some(url) = print.url.as_ref().filter(|url| Some(*url) != entry.url.as_ref()) {
            element(out, "atom:link", &[("rel", "related"), ("href", url), ("title", &print.outlet)], "");
        }
    }
    close(out, "item");
}

/// "Mon, 23 Nov 2026 06:00:00 +0000" (RFC 822 with four digits of the year).
fn date(at: i64) -> String {
    chrono::DateTime::from_timestamp(at, 0).unwrap_or_default().to_rfc2822()
}

/// Writing to memory does not fail.
fn write(out: &mut Writer<Vec<u8>>, event: Event<'_>) {
    let _ = out.write_event(event);
}

fn open(out: &mut Writer<Vec<u8>>, name: &str, attributes: &[(&str, &str)]) {
    write(out, Event::Start(BytesStart::new(name).with_attributes(attributes.iter().copied())));
}

fn close(out: &mut Writer<Vec<u8>>, name: &str) {
    write(out, Event::End(BytesEnd::new(name)));
}

fn element(out: &mut Writer<Vec<u8>>, name: &str, attributes: &[(&str, &str)], text: &str) {
    if text.is_empty() {
        write(out, Event::Empty(BytesStart::new(name).with_attributes(attributes.iter().copied())));
        return;
    }
    open(out, name, attributes);
    write(out, Event::Text(BytesText::new(text)));
    close(out, name);
}
