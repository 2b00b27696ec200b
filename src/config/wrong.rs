//! What is wrong with a config.toml, in words: the line, the trouble, the nearest right name.

use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// Why a config.toml cannot be used. Shows every trouble found, a line each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file.
    pub path: PathBuf,
    /// What is wrong, in order of lines; never empty.
    pub troubles: Vec<Trouble>,
}

/// One thing that is wrong with a config.toml.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Line, counted from 1; `None` when it concerns the whole file.
    pub line: Option<usize>,
    /// The thing, the trouble, the way out.
    pub words: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, trouble) in self.troubles.iter().enumerate() {
            if i > 0 {
                f.write_str("\n  ")?;
            }
            match trouble.line {
                Some(line) => write!(f, "{} line {line}: {}", self.path.display(), trouble.words)?,
                None => write!(f, "{}: {}", self.path.display(), trouble.words)?,
            }
        }
        Ok(())
    }
}

impl std::error::Error for ConfigError {}

/// Gathers troubles while a file is resolved.
#[derive(Debug)]
pub(super) struct Troubles<'a> {
    text: &'a str,
    found: Vec<Trouble>,
}

impl<'a> Troubles<'a> {
    pub fn of(text: &'a str) -> Self {
        Self { text, found: Vec::new() }
    }

    /// Notes a trouble with the value that stood at `bytes`.
    pub fn at(&mut self, bytes: Range<usize>, words: impl Into<String>) {
        self.found.push(Trouble { line: Some(line(self.text, bytes.start)), words: words.into() });
    }

    /// Notes a trouble with the file as a whole.
    pub fn file(&mut self, words: impl Into<String>) {
        self.found.push(Trouble { line: None, words: words.into() });
    }

    /// Everything noted, as an error; nothing noted is no error.
    pub fn done(mut self, path: &Path) -> Result<(), ConfigError> {
        if self.found.is_empty() {
            return Ok(());
        }
        self.found.sort_by_key(|trouble| trouble.line);
        Err(ConfigError { path: path.to_owned(), troubles: self.found })
    }
}

/// A trouble of the TOML reader told in our words. Values are not repeated: a feed's address may hold a password.
pub(super) fn unreadable(error: &toml::de::Error, text: &str) -> Trouble {
    let at = error.span();
    let number = at.as_ref().map(|bytes| line(text, bytes.start));
    let message = error.message();
    let words = if let Some(rest) = message.strip_prefix("unknown field ") {
        no_such("key", rest)
    } else if let Some(rest) = message.strip_prefix("unknown variant ") {
        no_such("value", rest)
    } else if let Some(rest) = message.strip_prefix("missing field ") {
        format!("{rest} is missing here")
    } else if let Some((found, wanted)) =
        message.strip_prefix("invalid type: ").and_then(|m| m.split_once(", expected "))
    {
        let key = at.and_then(|bytes| key_of(text, bytes.start)).unwrap_or_else(|| "this value".into());
        let found = found.split_whitespace().next().unwrap_or("something else");
        format!("{key} wants {}, not {}", plain_type(wanted), plain_type(found))
    } else if let Some((_, wanted)) = message.strip_prefix("invalid value: ").and_then(|m| m.split_once(", expected "))
    {
        let key = at.and_then(|bytes| key_of(text, bytes.start)).unwrap_or_else(|| "this value".into());
        format!("{key} wants {}", plain_type(wanted))
    } else {
        message.lines().collect::<Vec<_>>().join(", ")
    };
    Trouble { line: number, words }
}

/// "`wrong`, expected one of `a`, `b`" in our words, with the nearest right name first.
fn no_such(what: &str, message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    let wrong = names.next().unwrap_or_default();
    let right: Vec<&str> = names.collect();
    let nearest = right.iter().map(|name| (distance(wrong, name), name)).min();
    match nearest {
        Some((d, name)) if d <= 2.max(name.len() / 2) => {
            format!("there is no {what} \"{wrong}\" here; did you mean \"{name}\"? (one of {})", right.join(", "))
        }
        _ => format!("there is no {what} \"{wrong}\" here; it may be one of {}", right.join(", ")),
    }
}

/// Line of a byte, counted from 1.
fn line(text: &str, byte: usize) -> usize {
    text.as_bytes().iter().take(byte).filter(|b| **b == b'\n').count() + 1
}

/// The key whose value stands at `byte`, as far as its own line tells.
fn key_of(text: &str, byte: usize) -> Option<String> {
    let start = text.get(..byte)?.rfind('\n').map_or(0, |n| n + 1);
    let (key, _) = text[start..].lines().next()?.split_once('=')?;
    Some(key.trim().to_owned())
}

/// A type of the TOML reader in plain words.
fn plain_type(name: &str) -> &str {
    match name {
        "u64" | "u16" | "i64" | "u32" | "usize" | "integer" => "a whole number",
        "f64" | "f32" | "floating" => "a number",
        "a string" | "string" => "text in quotes",
        "a boolean" | "boolean" => "true or false",
        "a sequence" | "sequence" => "a list in [ ]",
        "map" => "a table",
        other => other.strip_prefix("struct ").map_or(other, |_| "a table"),
    }
}

/// Edit distance (Levenshtein), counted in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let changed = corner + usize::from(x != *y);
            corner = row[j + 1];
            row[j + 1] = changed.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distance_counts_edits() {
        assert_eq!(distance("intervall", "interval"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("kind", "kind"), 0);
    }
}
