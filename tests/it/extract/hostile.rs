//! Pages made to do harm: mutated ones, and some that the usual libraries abort on.

use std::panic::catch_unwind;

use wirecopy::extract::{self, Context};
use wirecopy::news::{Article, FaultKind, Trade};
use wirecopy::normalise;

use super::fixtures;

/// Pages mutated by default, and with `WIRECOPY_MUTATIONS` as many as it says: 10,000 before a release.
const MUTATIONS: usize = 400;
/// Bytes of the largest mutated page.
const LARGEST: usize = 400_000;

/// A small generator of numbers, the same on every machine (xorshift64*, Vigna 2016).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % below.max(1)
    }
}

const PARTS: &[&str] = &[
    "<",
    ">",
    "</",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "\"",
    "'",
    "&",
    "&#x110000;",
    "&#0;",
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<table><tr><td>",
    "</table>",
    "<a href=x>",
    "</a>",
    "<script>",
    "</script>",
    "<style>",
    "<title>",
    "<textarea>",
    "<svg><path/>",
    "<template>",
    "<blockquote>",
    "<h1>",
    "<li>",
    "<br>",
    "<figure>",
    "<select><option>",
    "<noscript>",
    "<p class=\"related share ad\">",
    "<span hidden>",
    "<div itemprop=articleBody>",
    "<time datetime='2023-99-99T99:99'>",
    "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"articleBody\":",
    "}]}",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "(",
    "(AFP) -",
    " - ",
    "“",
    "”",
    "\"\"",
    "By ",
    "© ",
    "Photo: ",
    "31.02.2023",
    "१३ दिसंबर २०२१",
    "：",
    "\u{ad}",
];

/// One page, changed in a few places.
fn mutated(page: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut page = page.to_vec();
    for _ in 0..1 + dice.roll(12) {
        let at = dice.roll(page.len() + 1);
        let to = (at + dice.roll(200)).min(page.len());
        match dice.roll(9) {
            0 => drop(page.drain(at..to)),
            1 => {
                let copy = page[at..to].to_vec();
                let times = 1 + dice.roll(40);
                page.splice(at..at, copy.repeat(times));
            }
            2 => page.truncate(at.max(1)),
            3 => page[at..to].iter_mut().for_each(|byte| *byte = byte.swap_bytes().wrapping_add(128)),
            4 => page[at..to].reverse(),
            5 => {
                let part = PARTS[dice.roll(PARTS.len())].repeat(1 + dice.roll(600));
                page.splice(at..at, part.into_bytes());
            }
            6 => page.iter_mut().skip(at).step_by(7 + dice.roll(90)).take(50).for_each(|byte| *byte = b'<'),
            _ => {
                for _ in 0..4 {
                    let at = dice.roll(page.len() + 1);
                    page.splice(at..at, PARTS[dice.roll(PARTS.len())].bytes());
                }
            }
        }
        page.truncate(LARGEST);
    }
    page
}

fn read(page: &[u8]) -> Article {
    normalise::normalise(&extract::page(page, &Context::default()), &Trade::builtin())
}

/// What must hold of any article.
fn check(article: &Article) {
    for paragraph in &article.body.paragraphs {
        assert!(
            !paragraph.is_empty() && !paragraph.contains("  ") && !paragraph.contains(['\n', '\u{ad}']),
            "{paragraph:?}"
        );
    }
    for quotation in &article.body.quotations {
        assert!(article.body.paragraphs[quotation.paragraph].get(quotation.bytes.clone()).is_some());
    }
    assert!(!article.body.is_empty() || !article.faults.is_empty(), "a page without text says why");
}

#[test]
fn mutated_pages_break_nothing() {
    let count = std::env::var("WIRECOPY_MUTATIONS").ok().and_then(|n| n.parse().ok()).unwrap_or(MUTATIONS);
    let pages = fixtures::pages();
    let mut dice = Dice(0x5eed_0fc0_ffee);
    let mut slowest = (std::time::Duration::ZERO, 0);
    for number in 0..count {
        let page = mutated(&pages[number % pages.len()], &mut dice);
        let started = std::time::Instant::now();
        let outcome = catch_unwind(|| check(&read(&page)));
        assert!(outcome.is_ok(), "page {number} of the seed broke its reader");
        slowest = slowest.max((started.elapsed(), number));
    }
    // Told, never asserted: other work on the machine is no fault of the reader.
    println!("{count} pages; the slowest was number {} with {:?}", slowest.1, slowest.0);
}

#[test]
fn pages_that_abort_other_readers_are_read_or_named() {
    let copy = "The ferry left the quay at noon with 200 people aboard, the harbour board said on Monday.";
    let paragraph = format!("<p>{copy}</p>\n");
    let has = |article: &Article, kind: FaultKind| article.faults.iter().any(|fault| fault.kind == kind);

    for tag in ["div", "span", "b", "table><tr><td", "ul><li", "blockquote", "a href=x", "section"] {
        let page = format!("<html><body>{}{copy}", format!("<{tag}>").repeat(100_000));
        let article = read(page.as_bytes());
        assert!(has(&article, FaultKind::Limit) || has(&article, FaultKind::NoText), "{tag}: {:?}", article.faults);
    }

    let large =
        format!("<html><title>Ferry</title><article><h1>Ferry</h1>{}", paragraph.repeat(15_000_000 / paragraph.len()));
    let article = read(large.as_bytes());
    assert!(has(&article, FaultKind::Limit) && article.body.paragraphs.len() > 10_000);

    let cut = format!("<html><title>Ferry</title><article><h1>Ferry</h1>{}<div class=\"no", paragraph.repeat(10));
    let article = read(cut.as_bytes());
    assert!(has(&article, FaultKind::Truncated) && article.body.paragraphs.len() == 10, "{article:?}");

    // More elements than the libraries read in a second or two.
    for part in ["<p>x</p>", "x<br>", "<b>x</b>", "<a href=x>y</a> ", "<h1>The ferry left</h1>", "<time>1</time>"] {
        let page = format!("<html><article>{}{}", paragraph.repeat(10), part.repeat(1_000_000 / part.len()));
        assert!(read(page.as_bytes()).body.text().contains(copy), "{part}");
    }
}

#[test]
fn a_quotation_mark_that_nothing_closes_is_asked_once() {
    let page = format!("<article><p>{}", "He said \"that the ferry was late and nobody minded it. ".repeat(60_000));
    assert!(read(page.as_bytes()).body.quotations.is_empty());
}

/// Sixty thousand headings that are links, each asking how many there are like it.
#[test]
fn headings_that_are_links_are_counted_once() {
    let entry = |n: usize| {
        format!("<div><h3><a href=/b>Boat {n}</a></h3><p>The crew of boat {n} said it was fit to sail again.</p></div>")
    };
    let apart: String = (0..60_000).map(entry).collect();
    let together: String = (0..60_000).map(entry).map(|entry| entry[5..entry.len() - 6].to_owned()).collect();
    for (page, kept) in [(apart, false), (together, true)] {
        let article =
            read(format!("<html><body><article><h1>Boats of the harbour</h1><div>{page}</div></article>").as_bytes());
        let paragraphs = &article.body.paragraphs;
        assert!(paragraphs.iter().any(|words| words == "The crew of boat 7 said it was fit to sail again."));
        assert_eq!(paragraphs.iter().any(|words| words == "Boat 7"), kept);
    }
}

/// Eighty thousand sentences offered to be shared, each to be looked for in all of the text.
#[test]
fn sentences_offered_to_be_shared_are_looked_for_some_times_only() {
    let offer = |n: usize| {
        format!("<p><a href='https://x.com/intent/post?text={n}'>The crew of boat {n} said it was fit to sail.</a></p>")
    };
    let copy = "<p>The ferry left the quay at noon with 200 people aboard, the harbour board said on Monday.</p>";
    let offers: String = (0..80_000).map(offer).collect();
    let article = read(format!("<article><h1>Boats</h1>{}{offers}</article>", copy.repeat(3)).as_bytes());
    assert!(article.body.text().contains("The ferry left the quay at noon"));
}

/// A hundred thousand other stories below the article, and as many pieces that may stand in one.
#[test]
fn other_stories_are_looked_up_and_not_gone_through() {
    let story = |n: usize| format!("<article><a rel=bookmark href=/{n}>Boat {n}</a><p>Boat {n} is fit.</p></article>");
    let copy = "<p>The ferry left the quay at noon with 200 people aboard, the harbour board said on Monday.</p>";
    let stories: String = (0..100_000).map(story).collect();
    let article =
        read(format!("<title>Boats</title><article><h1>Boats</h1>{}</article>{stories}", copy.repeat(3)).as_bytes());
    let text = article.body.text();
    assert!(text.contains("The ferry left the quay at noon") && !text.contains("Boat 7 is fit."));
}
