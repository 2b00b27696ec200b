//! Atom (RFC 4287).

use std::collections::BTreeMap;

use atom_syndication as feed;
use atom_syndication::extension::{Extension, ExtensionMap};

use super::{Edition, Entry, urn};

/// schema.org, for what Atom has no word for.
pub(super) const SCHEMA: &str = "https://schema.org/";

/// The edition as an Atom feed.
pub fn atom(edition: &Edition) -> Vec<u8> {
    let mut links = Vec::new();
    if let Some(address) = &edition.address {
        links.push(link("self", address, Some("application/atom+xml"), None));
    }
    let whole = feed::Feed {
        title: feed::Text::plain(edition.title.clone()),
        id: edition.id(),
        updated: time(edition.updated()),
        authors: vec![feed::Person { name: "wirecopy".into(), ..feed::Person::default() }],
        generator: Some(feed::Generator {
            value: "wirecopy".into(),
            uri: None,
            version: Some(env!("CARGO_PKG_VERSION").into()),
        }),
        links,
        entries: edition.entries.iter().map(entry).collect(),
        namespaces: BTreeMap::from([("schema".into(), SCHEMA.into())]),
        ..feed::Feed::default()
    };
    let mut out = whole.to_string().into_bytes();
    out.push(b'\n');
    out
}

fn entry(entry: &Entry) -> feed::Entry {
    let mut links: Vec<feed::Link> =
        entry.url.iter().map(|url| link("alternate", url, None, Some(&entry.outlet))).collect();
    let own = entry.origin.as_ref().and_then(|origin| origin.url.as_ref());
    links.extend(own.filter(|url| Some(*url) != entry.url.as_ref()).map(|url| link("via", url, None, None)));
    for print in &entry.prints {
        if let Some(url) = print.url.as_ref().filter(|url| Some(*url) != entry.url.as_ref()) {
            links.push(link("related", url, None, Some(&print.outlet)));
        }
    }
    feed::Entry {
        title: feed::Text::plain(entry.headline.clone()),
        id: entry.id.clone(),
        updated: time(entry.updated),
        published: Some(time(entry.published)),
        authors: vec![feed::Person { name: entry.outlet.clone(), ..feed::Person::default() }],
        source: Some(feed::Source {
            title: feed::Text::plain(entry.outlet.clone()),
            id: urn(&["outlet", &entry.outlet]),
            updated: time(entry.updated),
            links: entry.feed.iter().map(|feed| link("self", feed, None, None)).collect(),
            ..feed::Source::default()
        }),
        summary: Some(feed::Text::plain(entry.summary())).filter(|text| !text.value.is_empty()),
        content: Some(feed::Content {
            value: Some(entry.html()),
            content_type: Some("html".into()),
            lang: entry.language.clone(),
            ..feed::Content::default()
        }),
        links,
        extensions: origin(entry),
        ..feed::Entry::default()
    }
}

/// Who issued the copy: schema.org's words for it.
fn origin(entry: &Entry) -> ExtensionMap {
    let Some(origin) = &entry.origin else { return ExtensionMap::default() };
    let element = |name: &str, value: &str| {
        let told = Extension { name: format!("schema:{name}"), value: Some(value.into()), ..Extension::default() };
        (name.to_owned(), vec![told])
    };
    let mut told = BTreeMap::from([element("sourceOrganization", &origin.organisation)]);
    told.extend(origin.url.iter().map(|url| element("isBasedOn", url)));
    told.extend(origin.evidence.iter().map(|words| element("creditText", words)));
    ExtensionMap::from([("schema".to_owned(), told)])
}

fn link(rel: &str, href: &str, kind: Option<&str>, title: Option<&str>) -> feed::Link {
    feed::Link {
        rel: rel.into(),
        href: href.into(),
        mime_type: kind.map(Into::into),
        title: title.map(Into::into),
        ..feed::Link::default()
    }
}

fn time(at: i64) -> feed::FixedDateTime {
    chrono::DateTime::from_timestamp(at, 0).unwrap_or_default().fixed_offset()
}
