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
    dressed(set, |_, _| {})
}

/// The score of a set whose items, numbered, were put into other clothes.
fn dressed(set: &str, dress: impl Fn(usize, &mut Handed)) -> Option<Score> {
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
        let handed = |(n, item): (usize, &Value)| {
            let mut handed = Handed {
                id: item["id"].to_string(),
                outlet: text(item, "outlet").unwrap_or_default(),
                url: text(item, "url"),
                title: text(item, "title"),
                text: text(item, "text"),
                published: text(item, "published"),
                language: text(item, "lang"),
                html: None,
            };
            dress(n, &mut handed);
            (ArticleId(n as i64 + 1), handed)
        };
        let chunk: Vec<(ArticleId, Handed)> = (at * 512..).zip(chunk).map(handed).collect();
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

/// What an outlet of this number prints around all of its stories, above and below: labels, teasers, running text.
fn chrome(outlet: u64) -> [Vec<String>; 2] {
    const WORDS: [&str; 64] = [
        "harbour", "ferry", "board", "Ness", "Holm", "market", "quay", "Monday", "school", "fish", "council", "street",
        "bridge", "winter", "boat", "shop", "letter", "readers", "news", "sport", "weather", "tide", "fog", "lamp",
        "clock", "band", "bread", "house", "garden", "road", "bus", "church", "choir", "stone", "island", "sound",
        "storm", "film", "book", "song", "price", "work", "home", "travel", "money", "health", "food", "people",
        "today", "again", "after", "before", "with", "about", "from", "under", "over", "new", "old", "long", "first",
        "last", "how", "why",
    ];
    let mut state = outlet.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut below = |end: u64| {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        (state >> 33) % end
    };
    let mut line = |least: u64, most: u64| {
        let count = least + below(most - least + 1);
        (0..count).map(|_| WORDS[below(64) as usize]).collect::<Vec<_>>().join(" ")
    };
    let labels = outlet % 24 + 9;
    let above = (0..labels).map(|_| line(1, 3)).collect();
    let mut rest: Vec<String> = (0..outlet % 4).map(|_| format!("{}.", line(30, 60))).collect();
    rest.extend((0..outlet % 21).map(|_| line(8, 14)));
    rest.extend((0..labels).map(|_| line(1, 3)));
    [above, rest]
}

#[test]
fn rumours_on_whole_pages() {
    for (named, recall) in [(true, 0.97), (false, 0.81)] {
        let dress = |n: usize, item: &mut Handed| {
            let outlet = (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 58;
            let [above, below] = chrome(outlet);
            let text = item.text.take().unwrap_or_default();
            item.text = Some([above.join("\n"), text, below.join("\n")].join("\n"));
            item.outlet = if named { format!("outlet {outlet}") } else { String::new() };
        };
        let Some(score) = dressed("rumours-en", dress) else { return };
        check("precision", score.precision(), 0.995);
        check("recall", score.recall(), recall);
    }
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
