//! Reading feeds, beside bare feed-rs on the same files in the same run: `cargo bench --bench feeds`.
//!
//! The files are those of the public suites that real sites made: five entries and 4,000 bytes or more. With `--list` only
//! their names are printed, for `benches/compare.py`, which reads them with Python's feedparser.

mod texts;

use std::hint::black_box;
use std::path::{Path, PathBuf};

use wirecopy::parse::{Context, parse};

fn main() {
    let folder = texts::shared().join("feeds");
    let Some(files) = files(&folder) else {
        eprintln!("no feed suites beside the project: nothing to measure");
        return;
    };
    if std::env::args().any(|arg| arg == "--list") {
        files.iter().for_each(|file| println!("{}", file.display()));
        return;
    }
    let feeds: Vec<Vec<u8>> = files.iter().filter_map(|file| std::fs::read(file).ok()).collect();
    let bytes: usize = feeds.iter().map(Vec::len).sum();
    let (mut ours, mut peer) = (f64::MAX, f64::MAX);
    let (mut items, mut entries) = (0, 0);
    for _ in 0..5 {
        let read = |feed: &Vec<u8>| black_box(parse(feed, &Context::default())).items.len();
        ours = ours.min(texts::least(1, || items = feeds.iter().map(read).sum()));
        let bare = |feed: &Vec<u8>| black_box(feed_rs::parser::parse(&feed[..])).map_or(0, |feed| feed.entries.len());
        peer = peer.min(texts::least(1, || entries = feeds.iter().map(bare).sum()));
    }
    println!(
        "{{\"feeds\": {}, \"bytes\": {bytes}, \"wirecopy_ms\": {:.2}, \"feed_rs_ms\": {:.2}, \"feed_rs_ratio\": {:.2}, \
         \"wirecopy_items\": {items}, \"feed_rs_items\": {entries}}}",
        feeds.len(),
        ours * 1e3,
        peer * 1e3,
        peer / ours
    );
}

fn files(folder: &Path) -> Option<Vec<PathBuf>> {
    let reference = std::fs::read_to_string(folder.join("reference.jsonl")).ok()?;
    let real = |line: &str| {
        let line: serde_json::Value = serde_json::from_str(line).ok()?;
        let file = folder.join(line["file"].as_str()?);
        let large = file.metadata().is_ok_and(|data| data.len() >= 4000);
        (large && line["n"].as_u64()? >= 5).then_some(file)
    };
    Some(reference.lines().filter_map(real).collect())
}
