//! Text to cluster, all of it on one core, beside the gaoya crate (MinHash-LSH) on the same texts in the same run.
//!
//! `cargo bench --bench cluster [-- COUNT]`. `benches/compare.py` runs it beside datasketch; `--texts` prints the texts.

mod texts;

use std::collections::HashMap;
use std::hint::black_box;
use std::time::Instant;

use gaoya::minhash::{MinHashIndex, MinHasher, MinHasher32};
use wirecopy::desk::detect::{Arrival, Bare, Detector, Settings, Size};
use wirecopy::news::{Article, ArticleId};

fn main() {
    let count = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(20_000);
    let (texts, set) = texts::english(count);
    if std::env::args().any(|arg| arg == "--texts") {
        texts.iter().for_each(|text| println!("{}", serde_json::json!(text)));
        return;
    }
    // Each in turn, three times over: the best of each.
    let (mut ours, mut peer, mut clusters) = (f64::MAX, f64::MAX, [0, 0]);
    for _ in 0..3 {
        ours = ours.min(texts::least(1, || clusters[0] = wirecopy(&texts).0));
        peer = peer.min(texts::least(1, || clusters[1] = gaoya(&texts)));
    }
    let (_, size, mut each) = wirecopy(&texts);
    each.sort_by(f64::total_cmp);
    let part = |share: f64| each[((each.len() - 1) as f64 * share) as usize];
    let us = |seconds: f64| seconds * 1e6 / texts.len() as f64;
    let bytes = |bytes: usize| bytes as f64 / texts.len() as f64;
    let (one, two) = (elapsed(&texts, 1), elapsed(&texts, 2));
    println!(
        "{{\"set\": \"{set}\", \"texts\": {}, \"wirecopy_us\": {:.2}, \"gaoya_us\": {:.2}, \"gaoya_ratio\": {:.2}, \
         \"p50_us\": {:.2}, \"p99_us\": {:.2}, \"two_cores\": {:.2}, \"wirecopy_clusters\": {}, \"gaoya_clusters\": {}, \
         \"anchors\": {}, \"index_bytes_an_article\": {:.1}, \"all_bytes_an_article\": {:.1}}}",
        texts.len(),
        us(ours),
        us(peer),
        peer / ours,
        part(0.5),
        part(0.99),
        one / two,
        clusters[0],
        clusters[1],
        size.anchors,
        bytes(size.index),
        bytes(size.bytes()),
    );
}

/// Clusters, what the detector holds, and the microseconds that went by for each article.
fn wirecopy(texts: &[String]) -> (usize, Size, Vec<f64>) {
    let mut detector = Detector::new(Settings::default());
    let mut each = Vec::with_capacity(texts.len());
    let mut opened = 0;
    let mut before = Instant::now();
    for (n, text) in texts.iter().enumerate() {
        let article = texts::article(text);
        let decision = black_box(detector.take(&arrival(n, &article), &Bare));
        opened += usize::from(decision.matched.is_none());
        let now = Instant::now();
        each.push((now - before).as_secs_f64() * 1e6);
        before = now;
    }
    (opened, detector.size(), each)
}

/// Seconds that go by for all when texts are taken apart on `cores` threads, 512 at a time, and decided about on one.
fn elapsed(texts: &[String], cores: usize) -> f64 {
    let mut detector = Detector::new(Settings::default());
    let started = Instant::now();
    for (batch, texts) in texts.chunks(512).enumerate() {
        let known = &detector;
        let prepare = &|texts: &[String]| -> Vec<_> {
            let apart = |text: &String| {
                let article = texts::article(text);
                let words = known.prepare(&article, 0);
                (article, words)
            };
            texts.iter().map(apart).collect()
        };
        let prepared: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> =
                texts.chunks(512usize.div_ceil(cores)).map(|part| scope.spawn(move || prepare(part))).collect();
            threads.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
        });
        for (n, (article, words)) in prepared.into_iter().enumerate() {
            black_box(detector.decide(&arrival(batch * 512 + n, &article), words, &Bare));
        }
    }
    started.elapsed().as_secs_f64()
}

fn arrival(n: usize, article: &Article) -> Arrival<'_> {
    Arrival { id: ArticleId(n as i64 + 1), at: 0, revises: None, agency: false, outlet: 0, article }
}

/// The same with word 4-grams under MinHash-LSH, as its documentation shows: lower case, its own splitter, 126 hashes in 42
/// bands, Jaccard .5; the first hit's cluster is joined.
fn gaoya(texts: &[String]) -> usize {
    let hasher = MinHasher32::new(126);
    let mut index: MinHashIndex<u32, usize> = MinHashIndex::new(42, 3, 0.5);
    let mut clusters: HashMap<usize, usize> = HashMap::new();
    let mut opened = 0;
    for (n, text) in texts.iter().enumerate() {
        let lower = text.to_lowercase();
        let words: Vec<&str> = gaoya::text::whitespace_split(&lower).collect();
        let signature = hasher.create_signature(words.windows(4.min(words.len().max(1))));
        let found = index.query_one(&signature).map(|(id, _)| *id);
        let cluster = found.map_or(n, |id| clusters[&id]);
        opened += usize::from(found.is_none());
        clusters.insert(n, cluster);
        index.insert(n, signature);
    }
    black_box(opened)
}
