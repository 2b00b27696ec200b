//! The floors of main-text extraction on 181 real pages, by the measure of the public scorer, and every sentence that differs
//! with its reason.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use crate::shared::shared;

/// Floors only rise.
const F1: f64 = 0.987;
const F1_OF_MEANS: f64 = 0.988;

/// Why sentences differ (`tests/fixtures/public-pages/differences.toml`).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Differences {
    lost: Vec<Difference>,
    extra: Vec<Difference>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    reason: String,
    /// Page and hash.
    sentences: Vec<String>,
}

/// What the public scorer prints.
struct Score {
    answered: usize,
    f1: f64,
    f1_of_means: f64,
}

/// Runs of four words (of all words, in shorter texts), and how often each stands.
fn runs(text: &str) -> HashMap<Vec<&str>, usize> {
    let words: Vec<&str> =
        text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty()).collect();
    let mut runs = HashMap::new();
    for run in words.windows(words.len().clamp(1, 4)) {
        *runs.entry(run.to_vec()).or_default() += 1;
    }
    runs
}

/// Lines of a text that are sentences of eight words or more and do not stand in another, most of their runs not.
fn strange(text: &str, other: &str) -> Vec<String> {
    let (text, other) = (text.to_lowercase(), other.to_lowercase());
    let known = runs(&other);
    let is_strange = |line: &&str| {
        let runs = runs(line);
        let all: usize = runs.values().sum();
        let held: usize = runs.iter().filter(|(run, _)| known.contains_key(*run)).map(|(_, n)| n).sum();
        all >= 5 && held * 2 < all
    };
    text.lines().filter(is_strange).map(str::to_owned).collect()
}

/// A sentence by its page and the hash of its letters.
fn name(page: &str, sentence: &str) -> String {
    let letters: String = sentence.chars().filter(|c| c.is_alphanumeric()).collect();
    format!("{} {:016x}", &page[..12], xxh3_64(letters.as_bytes()))
}

/// Precision, recall and F1 of one text.
fn of_page(expected: &str, found: &str) -> (f64, f64, f64) {
    let (expected, found) = (expected.to_lowercase(), found.to_lowercase());
    let (expected, found) = (runs(&expected), runs(&found));
    let shared: usize = expected.iter().map(|(run, n)| found.get(run).copied().unwrap_or(0).min(*n)).sum();
    let share = |of: &HashMap<Vec<&str>, usize>| shared as f64 / of.values().sum::<usize>().max(1) as f64;
    let (precision, recall) = (share(&found), share(&expected));
    let f1 = if shared == 0 { 0.0 } else { 2.0 * precision * recall / (precision + recall) };
    (precision, recall, f1)
}

fn score(gold: &HashMap<String, String>, found: &HashMap<String, String>) -> Score {
    let pages: Vec<_> =
        gold.iter().map(|(page, text)| of_page(text, found.get(page).map_or("", String::as_str))).collect();
    let mean = |part: fn(&(f64, f64, f64)) -> f64| pages.iter().map(part).sum::<f64>() / pages.len() as f64;
    let (precision, recall) = (mean(|p| p.0), mean(|p| p.1));
    Score {
        answered: gold.keys().filter(|page| found.contains_key(*page)).count(),
        f1: mean(|p| p.2),
        f1_of_means: 2.0 * precision * recall / (precision + recall).max(1e-9),
    }
}

/// The expected texts of the public pages and the texts found, by page.
fn public_pages() -> Option<[HashMap<String, String>; 2]> {
    let folder = shared("data/extract/scrapinghub")?;
    let truth = std::fs::read_to_string(folder.join("ground-truth.json")).expect("the expected texts");
    let truth: HashMap<String, Value> = serde_json::from_str(&truth).expect("json");
    let gold: HashMap<String, String> = truth
        .into_iter()
        .map(|(page, facts)| (page, facts["articleBody"].as_str().unwrap_or_default().to_owned()))
        .collect();
    let files: Vec<PathBuf> =
        std::fs::read_dir(folder.join("html")).expect("pages").map(|entry| entry.expect("a file").path()).collect();
    let output = Command::new(env!("CARGO_BIN_EXE_wirecopy")).arg("extract").args(&files).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: HashMap<String, String> = String::from_utf8(output.stdout)
        .expect("utf-8")
        .lines()
        .map(|line| {
            let line: Value = serde_json::from_str(line).expect("json");
            let file = PathBuf::from(line["file"].as_str().expect("a file"));
            let name = file.file_name().expect("a name").to_string_lossy().into_owned();
            let page = name.trim_end_matches(".gz").trim_end_matches(".html").to_owned();
            (page, line["text"].as_str().unwrap_or_default().to_owned())
        })
        .collect();
    Some([gold, found])
}

#[test]
fn the_public_pages_are_read_above_the_floors() {
    let Some([gold, found]) = public_pages() else { return };
    let score = score(&gold, &found);
    println!("f1 {:.4}, f1 of means {:.4}", score.f1, score.f1_of_means);
    assert_eq!(score.answered, gold.len());
    assert!(score.f1 >= F1, "f1 {:.4} is below the floor {F1}", score.f1);
    assert!(score.f1_of_means >= F1_OF_MEANS, "f1 of means {:.4} is below the floor {F1_OF_MEANS}", score.f1_of_means);
}

/// Compares what is strange with what is listed: how many sentences each reason explains, and what is wrong.
fn explained(
    of: &HashMap<String, String>,
    other: &HashMap<String, String>,
    listed: &[Difference],
) -> (Vec<String>, Vec<String>) {
    let found: HashMap<String, String> = of
        .iter()
        .flat_map(|(page, text)| {
            let sentences = strange(text, other.get(page).map_or("", String::as_str));
            sentences.into_iter().map(|sentence| (name(page, &sentence), sentence))
        })
        .collect();
    let mut unknown = found.clone();
    let (mut counts, mut wrong) = (Vec::new(), Vec::new());
    for difference in listed {
        counts.push(format!("{:3}  {}", difference.sentences.len(), difference.reason));
        for name in &difference.sentences {
            if unknown.remove(name).is_none() {
                wrong.push(format!("listed for nothing, or twice: {name} ({})", difference.reason));
            }
        }
    }
    wrong.extend(unknown.iter().map(|(name, words)| format!("not listed: {name} {words}")));
    wrong.sort();
    (counts, wrong)
}

#[test]
fn every_sentence_lost_or_extra_on_the_public_pages_has_its_reason() {
    let Some([gold, found]) = public_pages() else { return };
    let listed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/public-pages/differences.toml");
    let listed = std::fs::read_to_string(listed).expect("the list");
    let listed: Differences = toml::from_str(&listed).expect("a list of differences");
    let (lost, missing) = explained(&gold, &found, &listed.lost);
    let (extra, surplus) = explained(&found, &gold, &listed.extra);
    let told = format!("lost:\n{}\nextra:\n{}", lost.join("\n"), extra.join("\n"));
    println!("{told}");
    assert!(missing.is_empty() && surplus.is_empty(), "{told}\nlost, wrong: {missing:#?}\nextra, wrong: {surplus:#?}");
}

#[test]
fn a_sentence_without_a_reason_and_a_reason_without_a_sentence_are_told() {
    let texts = |text: &str| HashMap::from([("0123456789abcdef".to_owned(), text.to_owned())]);
    let said = "The ferry left the quay at noon with two hundred people aboard";
    let of = texts(&format!("Short line\n{said}"));
    let entry = |sentences| [Difference { reason: "gold has it".to_owned(), sentences }];
    let known = name("0123456789abcdef", &said.to_lowercase());
    let wrong = |other: &str, sentences| explained(&of, &texts(other), &entry(sentences)).1.len();
    assert_eq!(wrong("", vec![known.clone()]), 0);
    assert_eq!(wrong("", vec![]), 1);
    assert_eq!(wrong("", vec![known.clone(), known.clone()]), 1);
    assert_eq!(wrong(said, vec![known]), 1);
    assert_eq!(wrong(said, vec![]), 0);
}

#[test]
fn the_measure_is_that_of_the_scorer() {
    for (expected, found, f1) in [
        ("a b c d e", "a b c d e", 1.0),
        // Runs "abcd bcde" against "abcd bcdx": one of two both ways.
        ("a b c d e", "a b c d x", 0.5),
        ("a b", "A, B!", 1.0),
        ("a b c d", "", 0.0),
        ("a a a a a a", "a a a a", 0.5),
    ] {
        let (.., found_f1) = of_page(expected, found);
        assert!((found_f1 - f1).abs() < 1e-9, "{expected} | {found}: {found_f1}");
    }
}
