//! The rules of the house: who may import whom, no I/O or clock in a pure stage, every file says what it owns.

use std::fs;
use std::path::{Path, PathBuf};

/// What each part of the tree may import of the crate. `cli` and `desk` may name whatever they join.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("news", &[]),
    ("text", &[]),
    ("quiet", &[]),
    ("parse", &["news", "text", "quiet"]),
    ("extract", &["news", "text", "quiet"]),
    ("normalise", &["news", "text"]),
    ("fingerprint", &["news", "text"]),
    ("compare", &["news", "text"]),
    ("cluster", &["news", "text"]),
    ("attribute", &["news", "text"]),
    ("report", &["news", "text"]),
    ("config", &["news"]),
    ("fetch", &["news"]),
    ("store", &["news"]),
    (
        "desk",
        &[
            "news",
            "text",
            "quiet",
            "parse",
            "extract",
            "normalise",
            "fingerprint",
            "compare",
            "cluster",
            "attribute",
            "config",
            "fetch",
            "store",
        ],
    ),
];

/// Parts without clock, network, disk, environment or randomness.
const PURE: &[&str] =
    &["news", "text", "parse", "extract", "normalise", "fingerprint", "compare", "cluster", "attribute", "report"];

/// Words that give impurity away. Each is looked for in code, not in comments or tests.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::io::stdin",
    "std::process",
    "SystemTime",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "rand::",
    "RandomState",
    "reqwest",
    "rusqlite",
    "tokio",
    "println!",
    "eprintln!",
];

/// Parts whose words must stand nowhere else: SQL in the store, outward sockets in fetch.
const ONLY: &[(&str, &[&str])] = &[("rusqlite", &["store"]), ("reqwest", &["fetch"])];

/// Every source file, with the part of the tree it belongs to.
fn sources() -> Vec<(PathBuf, String, String)> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).expect("source folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                walk(&path, found);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    walk(&root, &mut found);
    found.sort();
    found
        .into_iter()
        .map(|path| {
            let inside = path.strip_prefix(&root).expect("below src").to_string_lossy().into_owned();
            let part = inside.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).expect("utf-8 source");
            (path, part, text)
        })
        .collect()
}

/// The code of a file: tests (from `#[cfg(test)]` on) and comments are left out.
fn code(text: &str) -> String {
    let shipped = text.split("#[cfg(test)]").next().unwrap_or_default();
    shipped.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The parts of the crate that `code` imports, by `crate::part` in any place.
fn imports(code: &str) -> Vec<String> {
    code.match_indices("crate::")
        .filter_map(|(at, word)| {
            let rest = &code[at + word.len()..];
            let part: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            (!part.is_empty()).then_some(part)
        })
        .collect()
}

fn check(faults: Vec<String>) {
    assert!(faults.is_empty(), "{} broken rules of the house:\n  {}", faults.len(), faults.join("\n  "));
}

#[test]
fn stages_import_only_what_they_may() {
    let mut faults = Vec::new();
    for (path, part, text) in sources() {
        let Some((_, allowed)) = MAY_IMPORT.iter().find(|(name, _)| *name == part) else { continue };
        for import in imports(&code(&text)) {
            let part_of_tree =
                Path::new("src").join(&import).is_dir() || Path::new("src").join(format!("{import}.rs")).is_file();
            if part_of_tree && import != part && !allowed.contains(&import.as_str()) {
                faults.push(format!("{} imports {import}: {part} may import only {allowed:?}", path.display()));
            }
        }
    }
    check(faults);
}

#[test]
fn pure_stages_have_no_clock_network_disk_or_chance() {
    let mut faults = Vec::new();
    for (path, part, text) in sources().into_iter().filter(|(_, part, _)| PURE.contains(&part.as_str())) {
        let code = code(&text);
        faults.extend(
            IMPURE
                .iter()
                .filter(|word| code.contains(**word))
                .map(|word| format!("{} uses {word}: {part} is a pure stage", path.display())),
        );
    }
    check(faults);
}

#[test]
fn only_the_store_knows_sql_and_only_fetch_opens_sockets() {
    let mut faults = Vec::new();
    for (path, part, text) in sources() {
        let code = code(&text);
        for (word, owners) in ONLY {
            if code.contains(&format!("{word}::")) && !owners.contains(&part.as_str()) {
                faults.push(format!("{} uses {word}: only {owners:?} may", path.display()));
            }
        }
    }
    check(faults);
}

#[test]
fn every_file_begins_with_what_it_owns() {
    check(
        sources()
            .into_iter()
            .filter(|(_, _, text)| !text.starts_with("//! "))
            .map(|(path, ..)| format!("{} does not begin with `//! what it owns`", path.display()))
            .collect(),
    );
}

#[test]
fn there_are_no_drawers() {
    let drawers = ["utils", "util", "common", "helpers", "misc"];
    check(
        sources()
            .into_iter()
            .filter(|(path, ..)| {
                path.components().any(|c| drawers.contains(&c.as_os_str().to_string_lossy().trim_end_matches(".rs")))
            })
            .map(|(path, ..)| format!("{} is a drawer: name it by what it owns", path.display()))
            .collect(),
    );
}

#[test]
fn the_rules_catch_a_breach() {
    assert_eq!(imports("use crate::store::Store;\nlet x = crate::fetch::get();"), ["store", "fetch"]);
    assert!(code("// std::fs\nlet a = 1;\n#[cfg(test)]\nmod tests { use std::fs; }").find("std::fs").is_none());
}
