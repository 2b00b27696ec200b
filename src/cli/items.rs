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

/// The item of a line, and its id as it was written.
///
/// # Errors
/// What is wrong with the line.
pub fn read(line: &[u8]) -> Result<(Value, Handed), String> {
    let line: Line = serde_json::from_slice(line).map_err(|error| error.to_string())?;
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
