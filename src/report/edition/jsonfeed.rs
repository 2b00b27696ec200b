//! JSON Feed 1.1. What it has no word for stands under `_wirecopy`.

use serde_json::{Map, Value, json};

use super::{Edition, Entry, stamp};

/// The edition as a JSON Feed.
pub fn jsonfeed(edition: &Edition) -> Vec<u8> {
    let mut whole = json!({
        "version": "https://jsonfeed.org/version/1.1",
        "title": edition.title,
        "description": "One entry a story, with every outlet that printed it",
        "items": edition.entries.iter().map(item).collect::<Vec<_>>(),
    });
    if let Some(address) = &edition.address {
        whole["feed_url"] = json!(address);
    }
    let mut out = serde_json::to_vec_pretty(&whole).unwrap_or_default();
    out.push(b'\n');
    out
}

fn item(entry: &Entry) -> Value {
    let mut item = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            item.insert(name.to_owned(), value);
        }
    };
    put("id", json!(entry.id));
    put("url", json!(entry.url));
    put("title", json!(entry.headline));
    put("content_html", json!(entry.html()));
    put("summary", json!(Some(entry.summary()).filter(|words| !words.is_empty())));
    put("date_published", json!(stamp(entry.published)));
    put("date_modified", json!(stamp(entry.updated)));
    put("authors", json!([{"name": entry.outlet}]));
    put("language", json!(entry.language));
    put("_wirecopy", extension(entry));
    Value::Object(item)
}

fn extension(entry: &Entry) -> Value {
    let origin = entry.origin.as_ref().map(|origin| {
        json!({
            "organisation": origin.organisation,
            "confidence": (f64::from(origin.confidence) * 1e4).round() / 1e4,
            "disputed": origin.disputed,
            "evidence": origin.evidence,
        })
    });
    let prints: Vec<Value> = entry
        .prints
        .iter()
        .map(|print| {
            json!({
                "outlet": print.outlet, "title": print.headline, "url": print.url,
                "first_seen": stamp(print.seen), "relation": print.relation,
            })
        })
        .collect();
    json!({
        "cluster": entry.cluster,
        "source": entry.outlet,
        "origin": origin,
        "is_based_on": entry.origin.as_ref().and_then(|origin| origin.url.clone()),
        "outlets": prints,
    })
}
