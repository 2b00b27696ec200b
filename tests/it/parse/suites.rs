//! The public feed suites against the reference reading: floors, and every difference with its reason.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::process::Command;

use serde_json::Value;
use wirecopy::text::entities;

use super::differences;
use crate::shared::shared;

/// Floors that only rise: most differences of a kind.
const MOST: &[(&str, usize)] = &[
    ("lost", 0),
    ("fewer", 2),
    ("more", 0),
    ("title_missing", 0),
    ("title_differs", 7),
    ("url_missing", 7),
    ("url_differs", 138),
    ("url_extra", 57),
    ("time_missing", 7),
    ("time_differs", 13),
];

#[derive(Default)]
struct Tally {
    counts: BTreeMap<&'static str, usize>,
    unexplained: Vec<String>,
}

impl Tally {
    fn add(&mut self, kind: &'static str, file: &str, got: &str, want: &str) {
        *self.counts.entry(kind).or_default() += 1;
        let resolved = kind.starts_with("url").then(|| differences::resolved(got, want)).flatten();
        if resolved.or_else(|| differences::reason(kind, file)).is_none() {
            self.unexplained.push(format!("{kind} {file}: {got:?}, reference {want:?}"));
        }
    }

    /// Two readings of one field.
    fn field(&mut self, kinds: [&'static str; 3], file: &str, got: &str, want: &str) {
        if got != want {
            let kind = if got.is_empty() {
                kinds[0]
            } else if want.is_empty() {
                kinds[1]
            } else {
                kinds[2]
            };
            self.add(kind, file, got, want);
        }
    }

    fn times(&mut self, file: &str, got: &[i64], want: &[i64]) {
        let shown = (format!("{got:?}"), format!("{want:?}"));
        if got.is_empty() && !want.is_empty() {
            self.add("time_missing", file, &shown.0, &shown.1);
        } else if !want.is_empty() && !got.iter().any(|g| want.iter().any(|w| (g - w).abs() <= 1)) {
            self.add("time_differs", file, &shown.0, &shown.1);
        }
    }
}

#[test]
fn suites_are_read_like_the_reference_or_better() {
    let Some(feeds) = shared("feeds/reference.jsonl") else { return };
    let root = feeds.parent().expect("the suites stand beside the reference").to_path_buf();
    let reference = fs::read_to_string(&feeds).expect("the reference is text");
    let wanted: Vec<Value> = reference.lines().map(|line| serde_json::from_str(line).expect("JSON lines")).collect();
    let names: Vec<&str> = wanted.iter().filter_map(|value| value["file"].as_str()).collect();
    let folder = tempfile::tempdir().expect("a folder of our own");
    let list = folder.path().join("list");
    let paths: Vec<String> = names.iter().map(|name| root.join(name).display().to_string()).collect();
    fs::write(&list, paths.join("\n")).expect("the list is written");
    let output = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .arg("parse")
        .arg(format!("@{}", list.display()))
        .output()
        .expect("the program runs");
    assert!(output.status.success());
    let lines: Vec<Value> =
        output.stdout.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    assert_eq!(lines.len(), wanted.len(), "a line a file");
    let read: HashMap<&str, &Value> = names.iter().copied().zip(&lines).collect();
    let mut tally = Tally::default();
    for value in &wanted {
        let file = value["file"].as_str().unwrap_or_default();
        compare(file, read[file], value, &mut tally);
    }
    println!("{:?}", tally.counts);
    for (kind, count) in &tally.counts {
        let most = MOST.iter().find(|(k, _)| k == kind).map_or(0, |(_, most)| *most);
        assert!(*count <= most, "{kind}: {count}, the floor is {most}");
    }
    assert!(tally.unexplained.is_empty(), "differences without a reason:\n{}", tally.unexplained.join("\n"));
}

fn compare(file: &str, got: &Value, want: &Value, tally: &mut Tally) {
    let empty = Vec::new();
    let items = got["items"].as_array().unwrap_or(&empty);
    let entries = want["entries"].as_array().unwrap_or(&empty);
    let count = want["n"].as_u64().unwrap_or(0) as usize;
    let kind = match items.len() {
        _ if count == 0 => return,
        0 => "lost",
        read if read < count => "fewer",
        read if read > count => "more",
        _ => "",
    };
    if !kind.is_empty() {
        return tally.add(kind, file, &items.len().to_string(), &count.to_string());
    }
    for (item, entry) in items.iter().zip(entries) {
        let title = |value: &Value| plain(value["title"].as_str().unwrap_or_default());
        let url =
            |key: &str, value: &Value| value[key].as_str().unwrap_or_default().trim().trim_end_matches('/').to_owned();
        tally.field(["title_missing", "title_extra", "title_differs"], file, &title(item), &title(entry));
        tally.field(["url_missing", "url_extra", "url_differs"], file, &url("url", item), &url("url", entry));
        let times: Vec<i64> = ["published", "updated"]
            .iter()
            .filter_map(|key| chrono::DateTime::parse_from_rfc3339(item[key].as_str()?).ok())
            .map(|time| time.timestamp())
            .collect();
        let wanted: Vec<i64> = entry["times"].as_array().unwrap_or(&empty).iter().filter_map(Value::as_i64).collect();
        tally.times(file, &times, &wanted);
    }
}

/// Words without markup, as the scorer beside the suites compares them.
fn plain(text: &str) -> String {
    let strip = |text: &str| {
        let comments = regex::Regex::new("(?s)<!--.*?-->").expect("a pattern");
        let tags = regex::Regex::new("<[^>]*>").expect("a pattern");
        tags.replace_all(&comments.replace_all(text, ""), "").into_owned()
    };
    if !text.contains(['<', '&', '\u{a0}']) {
        return text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let once = strip(text);
    let twice = entities::decode(&once).into_owned();
    let thrice = entities::decode(&twice).into_owned();
    strip(&thrice).split_whitespace().collect::<Vec<_>>().join(" ")
}
