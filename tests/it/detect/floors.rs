//! Floors on the labelled sets beside the project, where they are there. Measured by `score_dedup.py`'s own rules; they may
//! only rise.

use std::collections::HashMap;
use std::io::{BufRead, BufReader};

use flate2::read::MultiGzDecoder;
use serde_json::Value;
use wirecopy::desk::detect::Settings;
use wirecopy::desk::handed::{Handed, Sorter};
use wirecopy::news::ArticleId;

use crate::shared::shared;

/// Pairs found, missed and wrongly joined, and of the copies of each kind of edit those found and all.
#[derive(Default)]
struct Score {
    found: usize,
    missed: usize,
    wrong: usize,
    edits: HashMap<String, [usize; 2]>,
    ari: f64,
}

impl Score {
    fn precision(&self) -> f64 {
        self.found as f64 / (self.found + self.wrong) as f64
    }

    fn recall(&self) -> f64 {
        self.found as f64 / (self.found + self.missed) as f64
    }

    fn edit(&self, kind: &str) -> f64 {
        let [found, all] = self.edits[kind];
        found as f64 / all as f64
    }
}

fn score(set: &str) -> Option<Score> {
    let folder = shared(&format!("data/dedup/{set}"))?;
    let items = std::fs::File::open(folder.join("items.jsonl.gz")).expect("items");
    let items: Vec<Value> = BufReader::new(MultiGzDecoder::new(items))
        .lines()
        .map(|line| serde_json::from_str(&line.expect("a line")).expect("an item"))
        .collect();
    let text = |item: &Value, key: &str| item[key].as_str().map(str::to_owned);
    let trade = wirecopy::desk::trade();
    let mut sorter = Sorter::new(Settings::default(), &trade, []);
    for (at, chunk) in items.chunks(512).enumerate() {
        let chunk: Vec<(ArticleId, Handed)> = (at as i64 * 512 + 1..)
            .map(ArticleId)
            .zip(chunk.iter().map(|item| Handed {
                id: item["id"].to_string(),
                outlet: text(item, "outlet").unwrap_or_default(),
                url: text(item, "url"),
                title: text(item, "title"),
                text: text(item, "text"),
                published: text(item, "published"),
                language: text(item, "lang"),
                html: None,
            }))
            .collect();
        sorter.sort(&chunk);
    }
    let cluster = |at: usize| sorter.detector().cluster(ArticleId(at as i64 + 1)).expect("sorted").0;
    let ids: HashMap<String, usize> =
        items.iter().enumerate().map(|(at, item)| (item["id"].as_str().expect("an id").to_owned(), at)).collect();
    let mut score = Score::default();
    for line in std::fs::read_to_string(folder.join("pairs.jsonl")).expect("pairs").lines() {
        let pair: Value = serde_json::from_str(line).expect("a pair");
        let of = |key: &str| cluster(ids[pair[key].as_str().expect("an id")]);
        let same = of("a") == of("b");
        match pair["label"].as_str() {
            Some("copy") => {
                *(if same { &mut score.found } else { &mut score.missed }) += 1;
                let edit = score.edits.entry(pair["edit"].as_str().unwrap_or_default().to_owned()).or_default();
                edit[0] += usize::from(same);
                edit[1] += 1;
            }
            Some("diff") => score.wrong += usize::from(same),
            _ => {}
        }
    }
    let truth = items
        .iter()
        .enumerate()
        .map(|(at, item)| item["cluster"].as_str().map_or(format!("single {at}"), str::to_owned));
    score.ari = ari(truth.zip((0..items.len()).map(cluster)));
    Some(score)
}

/// The adjusted Rand index (Hubert and Arabie 1985).
fn ari(items: impl Iterator<Item = (String, i64)>) -> f64 {
    let (mut both, mut left, mut right, mut all) =
        (HashMap::<(String, i64), f64>::new(), HashMap::<String, f64>::new(), HashMap::<i64, f64>::new(), 0.0);
    for (truth, found) in items {
        *left.entry(truth.clone()).or_default() += 1.0;
        *right.entry(found).or_default() += 1.0;
        *both.entry((truth, found)).or_default() += 1.0;
        all += 1.0;
    }
    let pairs = |n: &f64| n * (n - 1.0) / 2.0;
    let (both, left, right): (f64, f64, f64) =
        (both.values().map(pairs).sum(), left.values().map(pairs).sum(), right.values().map(pairs).sum());
    let expected = left * right / pairs(&all);
    (both - expected) / ((left + right) / 2.0 - expected)
}

#[track_caller]
fn check(what: &str, found: f64, floor: f64) {
    assert!(found >= floor, "{what}: {found:.4}, and it was {floor} once");
}

#[test]
fn leads_of_polish_portals() {
    let Some(score) = score("wire-pl") else { return };
    check("precision", score.precision(), 1.0);
    // The two it misses share a quotation only.
    check("recall", score.recall(), 0.997);
}

#[test]
fn rumours() {
    let Some(score) = score("rumours-en") else { return };
    check("precision", score.precision(), 0.9965);
    check("recall", score.recall(), 0.98);
}

#[test]
fn edited_texts() {
    let Some(score) = score("edits-en") else { return };
    check("precision", score.precision(), 1.0);
    check("recall", score.recall(), 0.996);
    for (kind, floor) in [("summary", 0.992), ("heavy", 0.975), ("trunc", 0.992)] {
        check(kind, score.edit(kind), floor);
    }
    check("ARI", score.ari, 0.975);
}

#[test]
fn templates_of_a_wire() {
    let Some(score) = score("reuters-1987") else { return };
    check("precision", score.precision(), 0.972);
    check("recall", score.recall(), 0.99);
}
