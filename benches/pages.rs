//! Reading pages, the whole stage beside the bare library it asks, on the same pages in the same run:
//! `cargo bench --bench pages [-- COUNT]`.

mod texts;

use std::hint::black_box;
use std::io::Read;

use wirecopy::extract::{self, Context};
use wirecopy::normalise;

fn main() {
    let count = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(usize::MAX);
    let pages = pages(count);
    if pages.is_empty() {
        eprintln!("no pages beside the project: nothing to measure");
        return;
    }
    let trade = wirecopy::desk::trade();
    let options = trafilatura::Options::default().with_focus(trafilatura::ExtractionFocus::FavorPrecision);
    let bare = |page: &Vec<u8>| drop(black_box(trafilatura::extract(&String::from_utf8_lossy(page), &options)));
    let stage = |page: &Vec<u8>| {
        let draft = extract::page(page, &Context::default());
        drop(black_box(normalise::normalise(&draft, &trade)));
    };
    // Patterns are made once for all pages.
    stage(&pages[0]);
    let (mut ours, mut peer) = (f64::MAX, f64::MAX);
    for _ in 0..2 {
        ours = ours.min(texts::least(1, || pages.iter().for_each(stage)));
        peer = peer.min(texts::least(1, || pages.iter().for_each(bare)));
    }
    let bytes: usize = pages.iter().map(Vec::len).sum();
    let ms = |seconds: f64| seconds * 1e3 / pages.len() as f64;
    println!(
        "{{\"pages\": {}, \"bytes\": {bytes}, \"wirecopy_ms\": {:.2}, \"trafilatura_ms\": {:.2}, \"trafilatura_ratio\": {:.2}}}",
        pages.len(),
        ms(ours),
        ms(peer),
        peer / ours
    );
}

fn pages(count: usize) -> Vec<Vec<u8>> {
    let folder = texts::shared().join("data/extract/scrapinghub/html");
    let Ok(files) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut files: Vec<_> = files.filter_map(|file| Some(file.ok()?.path())).collect();
    files.sort();
    let unpack = |file: &std::path::PathBuf| {
        let mut page = Vec::new();
        flate2::read::MultiGzDecoder::new(std::fs::File::open(file).ok()?).read_to_end(&mut page).ok()?;
        Some(page)
    };
    files.iter().take(count).filter_map(unpack).collect()
}
