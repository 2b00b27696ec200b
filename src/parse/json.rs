//! JSON Feed 1.0 and 1.1, leniently: ids may be figures, one bad item loses only itself, a truncated feed keeps what came.

use serde_json::{Map, Value};
use url::Url;

use super::xml::plain;
use super::{Context, stamped};
use crate::news::{Delivery, Fault, FaultKind, FeedFormat, Item, ItemLink, Stamped};

/// Reads a JSON Feed.
pub(super) fn read(text: &str, context: &Context<'_>) -> Delivery {
    let mut delivery = Delivery { format: FeedFormat::Json, ..Delivery::default() };
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    let feed = match serde_json::from_str::<Value>(start) {
        Ok(Value::Object(feed)) => feed,
        Ok(Value::Array(items)) => Map::from_iter([("items".to_owned(), Value::Array(items))]),
        Ok(_) => Map::new(),
        Err(error) => {
            let words = format!("not whole JSON ({error}); the items that are whole were kept");
            delivery.faults.push(Fault::new(FaultKind::Malformed, words));
            Map::from_iter([("items".to_owned(), Value::Array(salvage(start)))])
        }
    };
    head(&feed, &mut delivery);
    let Some(Value::Array(items)) = feed.get("items") else {
        delivery.format = FeedFormat::Unknown;
        let words = "JSON without a list of items: no JSON Feed; look at the address in a browser";
        delivery.faults.push(Fault::new(FaultKind::UnknownFormat, words));
        return delivery;
    };
    let authors = authors(&feed);
    let mut bad = 0;
    for value in items {
        match value {
            Value::Object(fields) => {
                let mut item = item(fields, &delivery, context);
                if item.authors.is_empty() {
                    item.authors.clone_from(&authors);
                }
                delivery.items.push(item);
            }
            _ => bad += 1,
        }
    }
    if bad > 0 {
        delivery
            .faults
            .push(Fault::new(FaultKind::Malformed, format!("{bad} entries are no objects and were left out")));
    }
    delivery
}

fn head(feed: &Map<String, Value>, delivery: &mut Delivery) {
    delivery.title = text(feed, "title").map(|t| plain(&t));
    delivery.language = text(feed, "language");
    delivery.link = text(feed, "home_page_url");
    delivery.own_url = text(feed, "feed_url");
    delivery.hub = feed
        .get("hubs")
        .and_then(Value::as_array)
        .and_then(|hubs| hubs.first())
        .and_then(|hub| text(hub.as_object()?, "url"));
}

fn item(fields: &Map<String, Value>, delivery: &Delivery, context: &Context<'_>) -> Item {
    let address = |key| text(fields, key).map(|url| absolute(&url, context));
    let date = |key| -> Option<Stamped> { stamped(&text(fields, key)?, delivery.language.as_deref(), context) };
    let external = address("external_url");
    let url = address("url").or_else(|| external.clone());
    let id = text(fields, "id").or_else(|| url.clone()).unwrap_or_default();
    let link = |rel: &str, href: Option<String>| href.map(|href| ItemLink { rel: rel.into(), href });
    Item {
        url: url.or_else(|| id.starts_with("http").then(|| id.clone())),
        id,
        title: text(fields, "title").map(|t| plain(&t)).filter(|t| !t.is_empty()),
        summary: text(fields, "summary"),
        content: text(fields, "content_html").or_else(|| text(fields, "content_text")),
        authors: authors(fields),
        published: date("date_published"),
        updated: date("date_modified"),
        categories: fields
            .get("tags")
            .and_then(Value::as_array)
            .map(|tags| tags.iter().filter_map(scalar).collect())
            .unwrap_or_default(),
        language: text(fields, "language").or_else(|| delivery.language.clone()),
        links: link("related", external).into_iter().collect(),
        ..Item::default()
    }
}

fn authors(fields: &Map<String, Value>) -> Vec<String> {
    let name = |author: &Value| match author {
        Value::Object(author) => text(author, "name"),
        other => scalar(other),
    };
    match (fields.get("authors"), fields.get("author")) {
        (Some(Value::Array(authors)), _) => authors.iter().filter_map(name).collect(),
        (_, Some(author)) => name(author).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// A text or a figure; empty ones do not count.
fn text(fields: &Map<String, Value>, key: &str) -> Option<String> {
    fields.get(key).and_then(scalar)
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn absolute(url: &str, context: &Context<'_>) -> String {
    let base = context.url.and_then(|base| Url::parse(base).ok());
    match base.and_then(|base| base.join(url).ok()) {
        Some(joined) => joined.into(),
        None => url.to_owned(),
    }
}

/// The whole objects of the list of items in JSON that is not whole.
fn salvage(text: &str) -> Vec<Value> {
    let Some(from) = text.find("\"items\"").and_then(|at| text[at..].find('[').map(|open| at + open + 1)) else {
        return Vec::new();
    };
    let bytes = text.as_bytes();
    let (mut depth, mut quoted, mut escaped, mut start) = (0usize, false, false, from);
    let mut items = Vec::new();
    for at in from..bytes.len() {
        match bytes[at] {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'{' => {
                if depth == 0 {
                    start = at;
                }
                depth += 1;
            }
            b'}' => {
                depth = depth.saturating_sub(1);
                if depth == 0
                    && let Ok(value) = serde_json::from_str(&text[start..=at])
                {
                    items.push(value);
                }
            }
            b']' if depth == 0 => break,
            _ => {}
        }
    }
    items
}
