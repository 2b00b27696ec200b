//! The article in the data of a page that is drawn by script: some pages hold it nowhere else.

use serde_json::Value;

use super::json_ld;
use super::tag::Tag;
use super::tree::Tree;
use crate::text::sentences::ends_sentence;

/// Scripts looked at, and bytes read of one.
const MOST_SCRIPTS: usize = 60;
const MOST_BYTES: usize = 4 << 20;
/// Nesting followed.
const DEEPEST: usize = 40;
/// Characters from which a string may be an article or, in a list, a paragraph of one.
const LONG: usize = 240;
const PARAGRAPH: usize = 40;
/// Sentences that make a text.
const SENTENCES: usize = 3;

/// The longest running text that the data of a page's scripts hold, a line a paragraph.
pub fn article(tree: &Tree<'_>) -> Option<String> {
    let scripts = tree.all().filter(|id| tree.tag(*id) == Some(Tag::Script)).take(MOST_SCRIPTS);
    let mut best: Option<(usize, String)> = None;
    for script in scripts {
        let raw = tree.raw_text(script).trim();
        if raw.len() < LONG || raw.len() > MOST_BYTES {
            continue;
        }
        let is_json = tree.raw_attribute(script, "type").is_some_and(|kind| kind.trim() == "application/json");
        let from = if is_json { Some(0) } else { assigned(raw) };
        let data = from.and_then(|from| serde_json::Deserializer::from_str(&raw[from..]).into_iter().next()?.ok());
        if let Some(data) = data {
            look(&data, 0, &mut best);
        }
    }
    best.map(|(_, text)| text)
}

/// Where the object begins that a script assigns to the window: `window.__STATE__ = {`, `Fusion.globalContent={`.
fn assigned(script: &str) -> Option<usize> {
    let known = ["Fusion.globalContent", "window.__", "window.INITIAL", "window.initial", "window.PRELOADED"];
    let name = known.iter().filter_map(|name| script.find(name)).min()?;
    let at = name + script[name..].find('=')? + 1;
    let object = script[at..].trim_start();
    object.starts_with('{').then(|| script.len() - object.len())
}

fn look(value: &Value, depth: usize, best: &mut Option<(usize, String)>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::String(text) if text.len() >= LONG => offer(json_ld::paragraphs(value), best),
        Value::Array(list) => {
            let paragraphs: Vec<String> = list.iter().filter_map(paragraph).collect();
            if paragraphs.len() >= 2 {
                offer(Some(paragraphs.join("\n")), best);
            }
            list.iter().for_each(|inner| look(inner, depth + 1, best));
        }
        Value::Object(thing) => thing.values().for_each(|inner| look(inner, depth + 1, best)),
        _ => {}
    }
}

/// A paragraph of a list that is an article in parts: a string, or a thing that holds one and says it is text.
fn paragraph(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(_) => Some(value),
        Value::Object(part) => {
            let kind = part.get("type").or_else(|| part.get("__typename")).and_then(Value::as_str).unwrap_or("text");
            let is_text = ["text", "paragraph", "html", "p"].iter().any(|known| kind.to_lowercase().contains(known));
            ["content", "text", "html", "value"].iter().find_map(|key| part.get(*key)).filter(|_| is_text)
        }
        _ => None,
    }?;
    json_ld::paragraphs(text).filter(|text| text.len() >= PARAGRAPH)
}

/// Keeps the text with the most sentences.
fn offer(text: Option<String>, best: &mut Option<(usize, String)>) {
    let Some(text) = text else { return };
    let is_sentence = |line: &&str| line.contains(' ') && line.len() >= PARAGRAPH && ends_sentence(line);
    let sentences: Vec<usize> = text.lines().filter(is_sentence).map(str::len).collect();
    let size = sentences.iter().sum();
    // Code and settings are long, too; what is told in sentences is not.
    let enough = sentences.len() >= SENTENCES && size * 3 >= text.len() * 2;
    if enough && best.as_ref().is_none_or(|(most, _)| size > *most) {
        *best = Some((size, text));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCE: &str = "The ferry left the quay at noon with two hundred people aboard, the board said on Monday.";

    fn read(script: &str) -> Option<String> {
        article(&Tree::read(script))
    }

    #[test]
    fn text_is_found_in_one_string_or_in_parts() {
        let html = format!("<p>{SENTENCE}</p><p>{SENTENCE}</p><p>{SENTENCE}</p>");
        let whole = format!(r#"<script type="application/json">{{"props":{{"body":"{html}","id":7}}}}</script>"#);
        let expected = [SENTENCE; 3].join("\n");
        assert_eq!(read(&whole).as_deref(), Some(expected.as_str()));
        let part = format!(r#"{{"type":"text","content":"{SENTENCE}"}}"#);
        let parts = format!(
            r#"<script>window.Fusion={{}};Fusion.globalContent={{"content_elements":[{part},{{"type":"image","caption":"x"}},{part},{part}]}};Fusion.x=1</script>"#
        );
        assert_eq!(read(&parts).as_deref(), Some(expected.as_str()));
    }

    #[test]
    fn settings_and_code_are_no_text() {
        let long = "a.b ".repeat(200);
        assert_eq!(read(&format!(r#"<script type="application/json">{{"code":"{long}"}}</script>"#)), None);
        assert_eq!(read(&format!("<script>function f() {{ return '{long}' }}</script>")), None);
    }
}
