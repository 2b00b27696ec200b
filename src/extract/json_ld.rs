//! JSON-LD: what publishers declare of an article for search engines, read leniently.

use serde_json::Value;

use super::tag::Tag;
use super::tree::{Id, Tree};

/// Scripts read of one page, and bytes read of one.
const MOST_SCRIPTS: usize = 40;
const MOST_BYTES: usize = 2 << 20;
/// Nesting followed in a graph.
const DEEPEST: usize = 12;

/// The node of the page's JSON-LD that describes the article; the one with the most to say when there are several.
pub fn article(tree: &Tree<'_>) -> Option<Value> {
    let mut found: Vec<Value> = Vec::new();
    scripts(tree).for_each(|value| gather(value, 0, &mut found));
    let best = (0..found.len()).max_by_key(|at| (weight(&found[*at]), std::cmp::Reverse(*at)))?;
    let mut article = found.swap_remove(best);
    // What one node leaves out, the node of the page itself may say: it is no other article's.
    for key in ["datePublished", "dateModified", "inLanguage"] {
        if article.get(key).and_then(text).is_none()
            && let Some(said) = found.iter().filter(|node| is_page(node)).find_map(|node| node.get(key))
        {
            article[key] = said.clone();
        }
    }
    Some(article)
}

/// When the page's video was put up: the page's main entity, or the only video declared beside it. A video that another
/// thing holds, such as the clip in an article or an entry of a list, says nothing of the page.
pub fn uploaded(tree: &Tree<'_>) -> Option<String> {
    let mut top = Vec::new();
    scripts(tree).for_each(|value| flatten(value, 0, &mut top));
    let videos: Vec<&Value> = top.iter().filter(|node| is_video(node)).collect();
    let date = |video: &Value| video.get("uploadDate").and_then(text);
    let referred = |entity: &Value| {
        let id = entity.get("@id")?;
        videos.iter().copied().find(|video| video.get("@id") == Some(id)).and_then(date)
    };
    let main = top.iter().filter(|node| !is_video(node)).filter_map(|node| node.get("mainEntity")).find_map(|entity| {
        let own = is_video(entity).then(|| date(entity)).flatten();
        own.or_else(|| referred(entity))
    });
    main.or_else(|| {
        // Some declare theirs twice.
        let first = date(videos.first()?)?;
        videos.iter().all(|video| date(video).as_ref() == Some(&first)).then_some(first)
    })
}

/// The things that scripts declare side by side, alone, in lists or in graphs.
fn flatten(value: Value, depth: usize, top: &mut Vec<Value>) {
    match value {
        Value::Array(list) if depth <= DEEPEST => list.into_iter().for_each(|inner| flatten(inner, depth + 1, top)),
        Value::Object(mut thing) if depth <= DEEPEST => match thing.remove("@graph") {
            Some(graph) => flatten(graph, depth + 1, top),
            None => top.push(Value::Object(thing)),
        },
        _ => {}
    }
}

fn is_video(node: &Value) -> bool {
    node.get("@type").map(texts).unwrap_or_default().iter().any(|kind| kind.ends_with("VideoObject"))
}

/// Text of a value: strings as they are, the name or address of a thing, the first of a list.
pub fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => {
            let text = crate::text::space::tidy(&crate::text::entities::decode(text));
            (!text.is_empty()).then_some(text)
        }
        Value::Number(number) => Some(number.to_string()),
        Value::Array(list) => list.iter().find_map(text),
        Value::Object(thing) => {
            ["name", "@value", "headline", "url", "@id"].iter().find_map(|key| thing.get(*key).and_then(text))
        }
        _ => None,
    }
}

/// A text of several paragraphs, its line breaks kept, its tags (some declare HTML) taken out.
pub fn paragraphs(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let text = crate::text::entities::decode(text);
    let lines: Vec<String> = if text.contains("</") || text.contains("<br") {
        super::blocks(&text).into_iter().map(|b| b.text).collect()
    } else {
        text.lines().map(crate::text::space::tidy).filter(|l| !l.is_empty()).collect()
    };
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// Texts of a value that may be one thing or a list of things.
pub fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().take(50).filter_map(text).collect(),
        one => text(one).into_iter().collect(),
    }
}

/// The page's scripts of JSON-LD, as far as they can be read.
fn scripts(tree: &Tree<'_>) -> impl Iterator<Item = Value> {
    let declares = |id: &Id| {
        tree.tag(*id) == Some(Tag::Script)
            && tree
                .raw_attribute(*id, "type")
                .is_some_and(|t| t.trim().to_ascii_lowercase().starts_with("application/ld+json"))
    };
    tree.all().filter(declares).take(MOST_SCRIPTS).filter_map(|script| lenient(tree.raw_text(script)))
}

/// JSON as pages write it: in comments or CDATA, with raw line breaks in strings, with a comma or semicolon too many.
fn lenient(script: &str) -> Option<Value> {
    let script = script.trim();
    if script.len() > MOST_BYTES {
        return None;
    }
    if let Ok(value) = serde_json::from_str(script) {
        return Some(value);
    }
    let script =
        script.trim_start_matches("<!--").trim_start_matches("//").trim_start().trim_start_matches("<![CDATA[");
    let from = script.find(['{', '['])?;
    let to = script.rfind(['}', ']'])? + 1;
    let script: String = script.get(from..to)?.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if let Ok(value) = serde_json::from_str(&script) {
        return Some(value);
    }
    let mut fixed = String::with_capacity(script.len());
    let mut pending_comma = false;
    let mut in_string = false;
    let mut escaped = false;
    for c in script.chars() {
        if in_string {
            in_string = escaped || c != '"';
            escaped = c == '\\' && !escaped;
        } else if c == ',' {
            pending_comma = true;
            continue;
        } else if !c.is_whitespace() {
            if pending_comma && !matches!(c, '}' | ']') {
                fixed.push(',');
            }
            pending_comma = false;
            in_string = c == '"';
        }
        fixed.push(c);
    }
    // Two objects one after the other, or more after the first: the first counts.
    serde_json::Deserializer::from_str(&fixed).into_iter().next()?.ok()
}

fn gather(value: Value, depth: usize, found: &mut Vec<Value>) {
    if depth > DEEPEST || found.len() > 200 {
        return;
    }
    match value {
        Value::Array(list) => list.into_iter().for_each(|v| gather(v, depth + 1, found)),
        Value::Object(mut thing) => {
            for key in ["@graph", "mainEntity", "mainEntityOfPage", "hasPart", "itemListElement", "item"] {
                if thing.get(key).is_some_and(|v| v.is_object() || v.is_array())
                    && let Some(inner) = thing.get_mut(key).map(Value::take)
                {
                    gather(inner, depth + 1, found);
                }
            }
            if is_article(&thing) {
                found.push(Value::Object(thing));
            }
        }
        _ => {}
    }
}

fn is_article(thing: &serde_json::Map<String, Value>) -> bool {
    let kinds = thing.get("@type").map(texts).unwrap_or_default();
    kinds.iter().any(|kind| {
        let kind = kind.rsplit(['/', '#', ':']).next().unwrap_or_default();
        kind.ends_with("Article")
            || kind.ends_with("BlogPosting")
            || matches!(
                kind,
                "Report"
                    | "WebPage"
                    | "ItemPage"
                    | "Review"
                    | "AdvertiserContentArticle"
                    | "ImageGallery"
                    | "MediaGallery"
            )
    })
}

fn weight(node: &Value) -> usize {
    let has = |key: &str| usize::from(node.get(key).is_some_and(|v| text(v).is_some()));
    (4 * has("headline")
        + 4 * has("articleBody")
        + 3 * has("datePublished")
        + 2 * has("author")
        + has("description")
        + 8)
    .saturating_sub(8 * usize::from(is_page(node)))
}

/// It describes the page, whatever is on it.
fn is_page(node: &Value) -> bool {
    node.get("@type").map(texts).unwrap_or_default().iter().any(|kind| matches!(kind.as_str(), "WebPage" | "ItemPage"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headline(html: &str) -> Option<String> {
        article(&Tree::read(html)).and_then(|node| text(node.get("headline")?))
    }

    #[test]
    fn articles_are_found_in_graphs_lists_and_damaged_json() {
        for json in [
            r#"{"@type":"NewsArticle","headline":"Ferry back"}"#,
            r#"{"@graph":[{"@type":"WebSite"},{"@type":["ReportageNewsArticle"],"headline":"Ferry back"}]}"#,
            r#"[{"@type":"Organization"},{"@type":"http://schema.org/Article","headline":"Ferry &#98;ack",}]"#,
            "<!-- {\"@type\":\"NewsArticle\",\"headline\":\"Ferry\nback\",}; -->",
            r#"{"@type":"WebPage","headline":"Home","mainEntity":{"@type":"LiveBlogPosting","headline":"Ferry back"}}"#,
        ] {
            let page = format!("<script type='application/ld+json'>{json}</script>");
            assert_eq!(headline(&page).as_deref(), Some("Ferry back"), "{json}");
        }
    }

    #[test]
    fn only_the_video_of_the_page_says_when_it_was_put_up() {
        let video = |day: &str| format!(r##"{{"@type":"VideoObject","@id":"#{day}","uploadDate":"2023-06-{day}"}}"##);
        let (one, two) = (video("11"), video("12"));
        for (json, day) in [
            (one.clone(), Some("2023-06-11")),
            (format!(r#"[{one},{{"@type":"Organization"}},{one}]"#), Some("2023-06-11")),
            (format!(r#"{{"@graph":[{{"@type":"WebPage","mainEntity":{two}}},{one}]}}"#), Some("2023-06-12")),
            (format!(r##"[{one},{two},{{"@type":"WebPage","mainEntity":{{"@id":"#12"}}}}]"##), Some("2023-06-12")),
            (format!("[{one},{two}]"), None),
            (format!(r#"{{"@type":"NewsArticle","video":{one}}}"#), None),
            (format!(r#"{{"@type":"ItemList","itemListElement":[{{"item":{one}}}]}}"#), None),
            (format!(r#"{{"@type":"WebPage","mainEntity":{{"@type":"NewsArticle","video":{one}}}}}"#), None),
        ] {
            let page = format!("<script type='application/ld+json'>{json}</script>");
            assert_eq!(uploaded(&Tree::read(&page)).as_deref(), day, "{json}");
        }
    }

    #[test]
    fn the_node_of_the_page_says_what_that_of_the_article_leaves_out() {
        let page = r#"<script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2023-03-01"},
            {"@type":"NewsArticle","headline":"Ferry back"},{"@type":"NewsArticle","datePublished":"2022-01-01"}]}</script>"#;
        let node = article(&Tree::read(page)).expect("an article");
        assert_eq!(node["headline"], "Ferry back");
        assert_eq!(node["datePublished"], "2023-03-01");
    }
}
