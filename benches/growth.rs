//! What an article costs when more and more are stored, and what starting with them costs.
//!
//! `cargo bench --bench growth [-- STORED...]`, by default 10000 100000 1000000; 10000000 wants 6 GB of memory. What is stored
//! are made-up sketches, spread like those of news (38 hashes, one in sixteen a stock phrase), each of an anchor; the articles
//! measured are the same real texts each time: one half is taken in first, so that the other half finds its originals.

mod texts;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use texts::Dice;
use wirecopy::desk::detect::{Arrival, Detector, Memo, Settings, Shelf};
use wirecopy::desk::recall;
use wirecopy::fingerprint::RECIPE;
use wirecopy::news::{Article, ArticleId, ClusterId, Fingerprint};
use wirecopy::store::Store;

/// The time everything is reckoned by.
const NOW: i64 = 1_700_000_000;

fn main() {
    let mut stored: Vec<u64> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    if stored.is_empty() {
        stored = vec![10_000, 100_000, 1_000_000];
    }
    let (texts, set) = texts::english(20_000);
    let articles: Vec<Article> = texts.iter().map(|text| texts::article(text)).collect();
    let mut first = None;
    for count in stored {
        let (load, us, p50, p99, bytes) = measure(count, &articles);
        let base = *first.get_or_insert(us);
        println!(
            "{{\"set\": \"{set}\", \"stored\": {count}, \"load_seconds\": {load:.2}, \"us\": {us:.2}, \"growth\": {:.2}, \
             \"p50_us\": {p50:.2}, \"p99_us\": {p99:.2}, \"index_bytes_an_anchor\": {bytes:.1}}}",
            us / base
        );
    }
    if let Some((seconds, bytes)) = start(1_000_000) {
        println!("{{\"start_from_store\": 1000000, \"seconds\": {seconds:.2}, \"file_bytes_an_anchor\": {bytes:.0}}}");
    }
}

/// Seconds to load, microseconds an article, and two parts of them; bytes of the index for each anchor.
fn measure(stored: u64, articles: &[Article]) -> (f64, f64, f64, f64, f64) {
    let shelf = Made;
    let started = Instant::now();
    let mut detector = Detector::restore(Settings::default(), (1..=stored).map(memo), []);
    let load = started.elapsed().as_secs_f64();
    let size = detector.size();
    let arrival = |n: usize| Arrival {
        id: ArticleId(stored as i64 + n as i64 + 1),
        at: NOW,
        revises: None,
        agency: false,
        outlet: 0,
        article: &articles[n],
    };
    let half = articles.len() / 2;
    for n in 0..half {
        black_box(detector.take(&arrival(n), &shelf));
    }
    let mut each = Vec::with_capacity(half);
    let before = texts::worked();
    let mut last = Instant::now();
    for n in half..articles.len() {
        black_box(detector.take(&arrival(n), &shelf));
        let now = Instant::now();
        each.push((now - last).as_secs_f64() * 1e6);
        last = now;
    }
    let us = (texts::worked() - before) * 1e6 / each.len() as f64;
    each.sort_by(f64::total_cmp);
    let part = |share: f64| each[((each.len() - 1) as f64 * share) as usize];
    (load, us, part(0.5), part(0.99), size.index as f64 / size.anchors as f64)
}

fn memo(n: u64) -> Memo {
    let mut dice = Dice(n);
    let mut hash = || match dice.below(16) {
        0 => Dice(dice.rank(500_000) as u64).next() as u32,
        _ => dice.next() as u32,
    };
    let sketch = (0..38).map(|_| hash()).collect();
    Memo {
        id: ArticleId(n as i64),
        cluster: ClusterId(n as i64),
        at: NOW,
        agency: false,
        outlet: 0,
        leads: true,
        digest: u128::from(Dice(!n).next()) << 64,
        sketch,
    }
}

/// What was stored, made again where it is asked for: that happens where two sketch hashes agree by chance.
struct Made;

impl Shelf for Made {
    fn fingerprint(&self, id: ArticleId) -> Option<Arc<Fingerprint>> {
        let mut dice = Dice(id.0 as u64);
        let mut shingles: Vec<u32> = (0..290).map(|_| dice.next() as u32 & !7).collect();
        shingles.sort_unstable();
        Some(Arc::new(Fingerprint { recipe: RECIPE, words: 293, shingles, ..Fingerprint::default() }))
    }

    fn sightings(&self, _: u64) -> Vec<ClusterId> {
        Vec::new()
    }

    fn cluster(&self, _: ArticleId) -> Option<ClusterId> {
        None
    }
}

/// Seconds from a store with so many anchors to a detector, and bytes of the file for each.
fn start(count: u64) -> Option<(f64, f64)> {
    let folder = tempfile::tempdir().ok()?;
    let path = folder.path().join("wirecopy.db");
    drop(Store::open(&path).ok()?);
    fill(&path, count).ok()?;
    let bytes = std::fs::metadata(&path).ok()?.len() as f64 / count as f64;
    let store = Store::open(&path).ok()?;
    let started = Instant::now();
    let settings = Settings::default();
    let detector = recall(&store, settings, NOW - 1 + settings.window).ok()?;
    let seconds = started.elapsed().as_secs_f64();
    assert_eq!(detector.size().anchors as u64, count);
    Some((seconds, bytes))
}

/// Writes sketches straight into the file, without the articles they belong to.
fn fill(path: &std::path::Path, count: u64) -> rusqlite::Result<()> {
    let mut file = rusqlite::Connection::open(path)?;
    file.pragma_update(None, "foreign_keys", false)?;
    let change = file.transaction()?;
    {
        let mut row = change.prepare(
            "INSERT INTO sketches (article, cluster, leads, agency, at, recipe, digest, sketch)
             VALUES (?1, ?1, 1, 0, ?2, ?3, ?4, ?5)",
        )?;
        for n in 1..=count {
            let memo = memo(n);
            let sketch: Vec<u8> = memo.sketch.iter().flat_map(|hash| hash.to_le_bytes()).collect();
            row.execute(rusqlite::params![n as i64, NOW, RECIPE.0, memo.digest.to_be_bytes().as_slice(), sketch])?;
        }
    }
    change.commit()
}
