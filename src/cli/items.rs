//! The line of JSON in which pipes hand items in.

use serde::Deserialize;
use serde_json::Value;

use crate::desk::handed::Handed;

#[derive(Deserialize)]
struct Line {
    id: Value,
    #[serde(default)]
    outlet: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    html: Option<String>,
    #[serde(default)]
    published: Option<String>,
    #[serde(default)]
    lang: Option<String>,
}

/// What is wrong with a line that could not be read, in words for people.
fn wrong(line: &[u8]) -> String {
    let Ok(Value::Object(fields)) = serde_json::from_slice(line) else {
        return "no JSON object with an \"id\"".to_owned();
    };
    if !fields.contains_key("id") {
        return "no \"id\" in the object".to_owned();
    }
    let is_text = |name: &&str| fields.get(*name).is_none_or(|value| value.is_string() || value.is_null());
    match ["outlet", "url", "title", "text", "html", "published", "lang"].iter().find(|name| !is_text(name)) {
        Some(name) => format!("\"{name}\" must be text"),
        None => "a field stands there twice".to_owned(),
    }
}

/// The item of a line, and its id as it was written.
///
/// # Errors
/// What is wrong with the line.
pub fn read(line: &[u8]) -> Result<(Value, Handed), String> {
    // What writes the file may begin it with a byte order mark.
    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line);
    // A list of values in the order of the fields would be taken for an object.
    if !line.trim_ascii_start().starts_with(b"{") {
        return Err(wrong(line));
    }
    let line: Line = serde_json::from_slice(line).map_err(|_| wrong(line))?;
    if !(line.id.is_string() || line.id.is_number()) {
        return Err("\"id\" must be text or a number".to_owned());
    }
    let item = Handed {
        id: line.id.to_string(),
        outlet: line.outlet.unwrap_or_default(),
        url: line.url,
        title: line.title,
        text: line.text,
        html: line.html,
        published: line.published,
        language: line.lang,
    };
    Ok((line.id, item))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Result<&str, &str>) {
        let read = read(line.as_bytes()).map(|(id, _)| id.to_string());
        assert_eq!(read, expected.map(str::to_owned).map_err(str::to_owned), "{line}");
    }

    #[test]
    fn what_is_wrong_with_a_line_is_said_in_words_of_the_trade() {
        check("{\"id\": 7, \"text\": \"The dam.\", \"more\": []}", Ok("7"));
        check("\u{feff}{\"id\": \"a\"}", Ok("\"a\""));
        check("{\"id\": \"a\", \"title\": null}", Ok("\"a\""));
        for line in ["the dam", "[1]", "{\"id\": 1", "7"] {
            check(line, Err("no JSON object with an \"id\""));
        }
        check("{\"text\": \"The dam.\"}", Err("no \"id\" in the object"));
        for id in ["{}", "null", "[1]", "true"] {
            check(&format!("{{\"id\": {id}}}"), Err("\"id\" must be text or a number"));
        }
        check("{\"id\": 1, \"title\": 7}", Err("\"title\" must be text"));
        check("{\"id\": 1, \"title\": \"a\", \"title\": \"b\"}", Err("a field stands there twice"));
    }
}
