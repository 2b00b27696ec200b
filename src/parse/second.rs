//! The second reader: feed-rs, for what is well formed and holds nothing our own reader knows as an entry.

use std::borrow::Cow;

use feed_rs::model::{Entry, FeedType, Text};

use super::{Context, markup, stamped};
use crate::news::{Delivery, Fault, FaultKind, FeedFormat, Item, Stamped};
use crate::quiet;

/// Elements nested deeper than this overflow the stack of the library, which no guard catches.
const DEEPEST: usize = 100;

/// Tries the library; what it reads is put into `delivery`.
pub(super) fn read(text: &str, context: &Context<'_>, delivery: &mut Delivery) {
    if too_deep(text) {
        delivery.faults.push(Fault::new(FaultKind::Limit, format!("elements stand deeper than {DEEPEST}")));
        return;
    }
    let text = undeclared(text);
    // The library panics on some input, so it never runs unguarded; a fresh parser each time, since a panic may leave one broken.
    let read = quiet::guarded(|| {
        let parser = feed_rs::parser::Builder::new().base_uri(context.url).build();
        parser.parse(text.as_bytes())
    });
    match read {
        Some(Ok(feed)) => {
            delivery.format = match feed.feed_type {
                FeedType::Atom => FeedFormat::Atom,
                FeedType::JSON => FeedFormat::Json,
                FeedType::RSS0 | FeedType::RSS2 => FeedFormat::Rss,
                FeedType::RSS1 => FeedFormat::Rdf,
            };
            delivery.title = delivery.title.take().or(words(feed.title));
            delivery.language = delivery.language.take().or(feed.language);
            delivery.items.extend(feed.entries.into_iter().map(|entry| item(entry, context)));
            if !delivery.items.is_empty() {
                delivery.faults.push(Fault::new(FaultKind::Recovered, "an unusual feed; the second reader read it"));
            }
        }
        Some(Err(_)) | None => {
            if delivery.format == FeedFormat::Unknown {
                let words = "markup that is no feed; look at the address in a browser";
                delivery.faults.push(Fault::new(FaultKind::UnknownFormat, words));
            }
        }
    }
}

/// The text without XML declarations: it is UTF-8 by now, and one that names an encoding where the library has read on already
/// makes it panic.
fn undeclared(text: &str) -> Cow<'_, str> {
    if !text.contains("<?xml ") {
        return Cow::Borrowed(text);
    }
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, declaration)) = rest.split_once("<?xml ") {
        out.push_str(before);
        rest = declaration.split_once("?>").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn too_deep(text: &str) -> bool {
    let mut depth = 0usize;
    for piece in markup::pieces(text) {
        match piece {
            markup::Piece::Open(tag) if !tag.closed => depth += 1,
            markup::Piece::Close(_) => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

fn item(entry: Entry, context: &Context<'_>) -> Item {
    let date = |time: Option<chrono::DateTime<chrono::Utc>>| -> Option<Stamped> {
        stamped(&time?.to_rfc3339(), None, context)
    };
    let url = entry.links.first().map(|link| link.href.clone());
    // Without a link and a title the library invents a random id: every poll would keep the entry again.
    let invented = url.is_none() && entry.title.is_none();
    Item {
        id: if invented { String::new() } else { entry.id },
        url,
        title: words(entry.title),
        summary: entry.summary.map(|text| text.content),
        content: entry.content.and_then(|content| content.body),
        authors: entry.authors.into_iter().filter_map(|person| person.name).collect(),
        published: date(entry.published),
        updated: date(entry.updated),
        categories: entry.categories.into_iter().map(|category| category.term).collect(),
        language: entry.language,
        ..Item::default()
    }
}

fn words(text: Option<Text>) -> Option<String> {
    text.map(|text| super::xml::plain(&text.content)).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::undeclared;

    #[test]
    fn declarations_are_left_out_wherever_they_stand() {
        for (text, left) in [
            ("<rss/>", "<rss/>"),
            ("<?xml version='1.0'?><rss><?xml encoding='x'?>a</rss>", "<rss>a</rss>"),
            ("<rss/><?xml never closed", "<rss/>"),
            ("<?xml-stylesheet href='a'?><rss/>", "<?xml-stylesheet href='a'?><rss/>"),
        ] {
            assert_eq!(undeclared(text), left);
        }
    }
}
