//! What each stage costs, a text at a time: `cargo bench --bench stages`.

mod texts;

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use wirecopy::desk::detect::{Arrival, Bare, Detector, Settings};
use wirecopy::news::{Article, ArticleId, Candidate};
use wirecopy::{compare, fingerprint};

const TEXTS: usize = 2000;

fn stages(bench: &mut Criterion) {
    let (texts, set) = texts::english(TEXTS);
    let articles: Vec<Article> = texts.iter().map(|text| texts::article(text)).collect();
    let readings: Vec<_> = articles.iter().map(|article| fingerprint::read(&article.body, &[])).collect();
    let prints: Vec<_> = readings.iter().map(fingerprint::fingerprint).collect();
    let mut index = compare::Index::default();
    for (n, print) in prints.iter().enumerate() {
        index.add(ArticleId(n as i64), 0, print.digest, &print.sketch);
    }
    let mut group = bench.benchmark_group(set);
    group.throughput(Throughput::Elements(texts.len() as u64)).sample_size(20);
    group.bench_function("paragraphs", |b| {
        b.iter(|| texts.iter().for_each(|text| drop(black_box(texts::article(text)))))
    });
    let words = |article: &Article| drop(black_box(fingerprint::read(&article.body, &[])));
    group.bench_function("words", |b| b.iter(|| articles.iter().for_each(words)));
    let print = |reading: &fingerprint::Reading| drop(black_box(fingerprint::fingerprint(reading)));
    group.bench_function("fingerprint", |b| b.iter(|| readings.iter().for_each(print)));
    let mut found: Vec<Candidate> = Vec::new();
    let mut probe = |print: &wirecopy::news::Fingerprint| index.candidates(black_box(print), 0, 1, &mut found);
    group.bench_function("probe", |b| b.iter(|| prints.iter().for_each(&mut probe)));
    let pair = |pair: &[wirecopy::news::Fingerprint]| {
        black_box(compare::tally(&pair[0], &pair[1]));
    };
    group.bench_function("verify a pair", |b| b.iter(|| prints.windows(2).for_each(pair)));
    let take = |mut detector: Detector| {
        for (n, article) in articles.iter().enumerate() {
            let id = ArticleId(n as i64 + 1);
            black_box(detector.take(&Arrival { id, at: 0, revises: None, agency: false, outlet: 0, article }, &Bare));
        }
        detector
    };
    let fresh = || Detector::new(Settings::default());
    group.bench_function("words to cluster", |b| b.iter_batched(fresh, take, BatchSize::LargeInput));
    group.finish();
}

criterion_group!(benches, stages);
criterion_main!(benches);
