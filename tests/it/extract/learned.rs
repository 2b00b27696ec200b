//! When a page is fetched: what a feed carries is learned from the pages of a few of its items.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use wirecopy::config::{Config, FeedEntry, Subscribed};
use wirecopy::desk::wire::{Brought, Came, FeedAnswer, PageAnswer};
use wirecopy::desk::{Desk, FixedClock, RoundSummary, Stop, Wire};
use wirecopy::fetch::Facts;
use wirecopy::news::{Carries, Seen, Trade};
use wirecopy::store::{FetchedPage, PageTask, Store};

/// One feed whose items carry the first paragraphs of their pages, without a word that they are cut.
struct Paper {
    /// Number of the first item it delivers next.
    first: AtomicUsize,
    /// Paragraphs in the feed, and on the page.
    carries: (usize, usize),
}

fn copy(item: usize, paragraphs: usize) -> String {
    let paragraph = |n: usize| {
        format!(
            "<p>In harbour number {item}, ferry {n} left the quay at noon with {} people aboard, as the board of that harbour \
             said on Monday in a letter of {item}{n} words to the {n} skippers who had asked about the {item} late ferries.</p>",
            item * 31 + n
        )
    };
    (0..paragraphs).map(paragraph).collect()
}

impl Wire for Paper {
    type Memory = ();

    fn recollect(&self, _: Option<&str>) {}
    fn due(&self, _: &Subscribed, (): &(), _: Seen) -> bool {
        true
    }
    async fn feed(&self, _: &Subscribed, entry: &FeedEntry, (): &(), _: Seen) -> FeedAnswer {
        let first = self.first.fetch_add(4, Ordering::Relaxed);
        let items: String = (first..first + 4)
            .map(|n| {
                let text = copy(n, self.carries.0);
                format!(
                    "<item><guid>{n}</guid><title>Harbour {n}</title><link>https://tide.example/{n}</link>\
                     <description><![CDATA[{text}]]></description></item>"
                )
            })
            .collect();
        FeedAnswer {
            came: Came::Bytes(
                format!("<rss version=\"2.0\"><channel><title>Tide</title>{items}</channel></rss>").into_bytes(),
            ),
            facts: Facts {
                content_type: Some("application/rss+xml".into()),
                url: entry.feed.url.clone(),
                ..Facts::default()
            },
        }
    }
    fn schedule(&self, _: &Subscribed, _: &FeedEntry, (): &(), _: &FeedAnswer, _: &Brought<'_>, _: Seen) -> String {
        "{}".into()
    }
    async fn page(&self, _: &Subscribed, task: &PageTask, _: Seen) -> PageAnswer {
        let item: usize = task.url.rsplit('/').next().and_then(|n| n.parse().ok()).expect("a number");
        let text = copy(item, self.carries.1);
        let page =
            format!("<html><title>Harbour {item}</title><article><h1>Harbour {item}</h1>{text}</article></html>");
        PageAnswer::Page(FetchedPage { url: task.url.clone(), content_type: None, body: page.into_bytes() })
    }
}

/// Pages fetched in each of three rounds, and what was learned.
fn rounds(carries: (usize, usize)) -> (Vec<usize>, Carries) {
    let folder = tempfile::tempdir().expect("a folder");
    let outlets = "[[outlet]]\nname = \"Tide\"\nfeeds = [\"https://tide.example/feed\"]\n";
    let config = Config::read(outlets, Path::new("config.toml")).expect("a configuration");
    let mut store = Store::open(&folder.path().join("news.db")).expect("a store");
    let paper = Paper { first: AtomicUsize::new(1), carries };
    let trade = Trade::default();
    let mut pages = Vec::new();
    for round in 0..3 {
        let clock = FixedClock(Seen(1_760_000_000 + round * 3_600));
        let desk = Desk { config: &config, trade: &trade, wire: &paper, clock: &clock, stop: Stop::default() };
        let summary: RoundSummary = desk.round(&mut store, &mut |_| {}).expect("a round");
        pages.push(summary.pages);
    }
    (pages, store.feeds().expect("feeds")[0].carries)
}

#[test]
fn a_feed_that_cuts_without_a_word_is_found_out_by_two_pages() {
    let (pages, learned) = rounds((4, 12));
    assert_eq!(pages, [2, 4, 4]);
    assert!(learned.is_cut() && learned.whole == 0, "{learned:?}");
}

#[test]
fn a_feed_of_whole_articles_is_asked_for_two_pages_and_no_more() {
    let (pages, learned) = rounds((5, 5));
    assert_eq!(pages, [2, 0, 0]);
    assert_eq!(learned, Carries { whole: 2, cut: 0 });
}

#[test]
fn a_feed_of_short_whole_articles_is_believed_after_its_first_pages() {
    let (pages, learned) = rounds((2, 2));
    assert_eq!(pages, [4, 0, 0]);
    assert!(learned.is_whole(), "{learned:?}");
}
