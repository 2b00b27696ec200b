//! The texts that benches work on: labelled public sets where they stand beside the project, made-up news where not.
#![allow(dead_code)]

use std::io::Read;
use std::path::{Path, PathBuf};

use wirecopy::news::{Article, Body};

/// The folder of the shared data sets: `WIRECOPY_SHARED`, or `../shared`.
pub fn shared() -> PathBuf {
    std::env::var_os("WIRECOPY_SHARED").map_or_else(|| PathBuf::from("../shared"), PathBuf::from)
}

/// The texts of edits-en in order of arrival, or `count` made-up ones; and which it is.
pub fn english(count: usize) -> (Vec<String>, &'static str) {
    match lines(&shared().join("data/dedup/edits-en/items.jsonl.gz")) {
        Some(texts) => (texts.into_iter().take(count).collect(), "edits-en"),
        None => {
            eprintln!("no edits-en beside the project: made-up texts are used");
            (made_up(count), "made up")
        }
    }
}

fn lines(path: &Path) -> Option<Vec<String>> {
    let mut unpacked = String::new();
    flate2::read::MultiGzDecoder::new(std::fs::File::open(path).ok()?).read_to_string(&mut unpacked).ok()?;
    let text = |line: &str| serde_json::from_str::<serde_json::Value>(line).ok()?["text"].as_str().map(str::to_owned);
    unpacked.lines().map(text).collect()
}

/// Made-up news, two of five a copy of an earlier text with small edits.
pub fn made_up(count: usize) -> Vec<String> {
    let maker = Maker::new();
    (0..count as u64).map(|n| maker.text(n, count as u64)).collect()
}

/// The article that a text makes: a paragraph a line.
pub fn article(text: &str) -> Article {
    let paragraphs = text.lines().map(wirecopy::text::space::tidy).filter(|p| !p.is_empty()).collect();
    Article { body: Body { paragraphs, quotations: Vec::new() }, ..Article::default() }
}

/// Makes texts out of their number alone: the same number, the same text.
pub struct Maker {
    words: Vec<String>,
    phrases: Vec<String>,
}

/// Random numbers (Steele, Lea and Flood 2014, splitmix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(end)) >> 64) as u64
    }

    /// A rank below `end`, low ones more often: nearly Zipf's law.
    pub fn rank(&mut self, end: usize) -> usize {
        let u = (self.next() >> 11) as f64 / (1u64 << 53) as f64;
        ((end as f64).powf(u) - 1.0) as usize
    }
}

impl Maker {
    pub fn new() -> Self {
        let mut dice = Dice(1);
        let syllables: Vec<String> = (0..400)
            .map(|_| {
                let pick =
                    |from: &str, dice: &mut Dice| from.as_bytes()[dice.below(from.len() as u64) as usize] as char;
                let (a, b, c) =
                    (pick("bcdfghklmnprstvw", &mut dice), pick("aeiou", &mut dice), pick("lnrst", &mut dice));
                if dice.below(2) == 0 { format!("{a}{b}") } else { format!("{a}{b}{c}") }
            })
            .collect();
        let words: Vec<String> = (0..60_000u64)
            .map(|n| {
                let parts = if n < 400 { 1 } else { 2 + dice.below(2) };
                (0..parts).map(|_| syllables[dice.below(400) as usize].as_str()).collect()
            })
            .collect();
        let phrases =
            (0..2000).map(|_| (0..5).map(|_| words[dice.rank(2000)].as_str()).collect::<Vec<_>>().join(" ")).collect();
        Self { words, phrases }
    }

    /// Text number `n` of a stream of `count`: one in five copies an earlier one as it is, one in five with edits.
    pub fn text(&self, n: u64, count: u64) -> String {
        let mut dice = Dice(n ^ 0x5bd1_e995);
        match dice.below(5) {
            _ if n < 10 => self.own(n),
            0 => self.outlet(&self.own(self.earlier(n, count, &mut dice)), n),
            1 => self.outlet(&self.edited(&self.own(self.earlier(n, count, &mut dice)), &mut dice), n),
            _ => self.outlet(&self.own(n), n),
        }
    }

    fn earlier(&self, n: u64, count: u64, dice: &mut Dice) -> u64 {
        n - 1 - dice.below(n.min(count.max(1)))
    }

    /// A story of its own, about 330 words in ten paragraphs.
    pub fn own(&self, n: u64) -> String {
        let mut dice = Dice(n.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let mut text = String::with_capacity(2400);
        for paragraph in 0..8 + dice.below(4) {
            if paragraph > 0 {
                text.push('\n');
            }
            for _ in 0..1 + dice.below(3) {
                self.sentence(&mut dice, &mut text);
            }
        }
        text
    }

    fn sentence(&self, dice: &mut Dice, text: &mut String) {
        if !text.is_empty() && !text.ends_with('\n') {
            text.push(' ');
        }
        for word in 0..10 + dice.below(14) {
            if word > 0 {
                text.push(' ');
            }
            match dice.below(40) {
                0 => text.push_str(&self.phrases[dice.rank(2000)]),
                1 | 2 => text.push_str(&dice.below(3000).to_string()),
                3..=6 => capital(&self.words[dice.rank(60_000)], text),
                _ if word == 0 => capital(&self.words[dice.rank(60_000)], text),
                _ => text.push_str(&self.words[dice.rank(60_000)]),
            }
        }
        text.push('.');
    }

    fn edited(&self, text: &str, dice: &mut Dice) -> String {
        let lines: Vec<&str> = text.lines().collect();
        let kept = 3 + dice.below(lines.len() as u64 - 3) as usize;
        let mut edited = lines[..kept.min(lines.len())].join("\n");
        edited.push('\n');
        self.sentence(dice, &mut edited);
        edited
    }

    /// With the lines an outlet puts under everything.
    fn outlet(&self, text: &str, n: u64) -> String {
        let mut dice = Dice(n % 200);
        let mut printed = text.to_owned();
        printed.push('\n');
        self.sentence(&mut dice, &mut printed);
        printed
    }
}

fn capital(word: &str, text: &mut String) {
    text.push(word.as_bytes()[0].to_ascii_uppercase() as char);
    text.push_str(&word[1..]);
}

/// Seconds of work this thread has done: what neighbours on the machine do in between does not count. Where the system does
/// not tell, the time that went by.
pub fn worked() -> f64 {
    static STARTED: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
    let started = *STARTED;
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = told.and_then(|told| told.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| started.elapsed().as_secs_f64(), |n| n / 1e9)
}

/// The least of `times` measurements of `work`, in seconds of this thread's work.
pub fn least<T>(times: usize, mut work: impl FnMut() -> T) -> f64 {
    let once = |_| {
        let before = worked();
        std::hint::black_box(work());
        worked() - before
    };
    (0..times).map(once).fold(f64::MAX, f64::min)
}
