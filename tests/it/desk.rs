//! The round: same items, same clusters, however they were delivered, batched or interrupted.

use std::fmt::Write;
use std::path::Path;

use proptest::prelude::*;
use wirecopy::config::Config;
use wirecopy::desk::{Desk, FixedClock, Progress, RoundSummary, Settler, Stop};
use wirecopy::news::{Item, ItemId, Ruled, Seen, Stamped, Trade};
use wirecopy::store::{ClusterFilter, Incoming, Poll, Reader, Store};

use crate::silence::Silence;

const NOW: i64 = 1_760_000_000;

fn config() -> Config {
    let outlets: String = (0..5)
        .map(|n| format!("[[outlet]]\nname = \"Outlet {n}\"\nfeeds = [\"https://outlet{n}.example/feed\"]\n"))
        .collect();
    Config::read(&outlets, Path::new("config.toml")).expect("a configuration")
}

/// Text of a story: fluent enough for the cascade, its words decided by its number.
fn text(story: u64, paragraphs: usize) -> String {
    const WORDS: &[&str] = &[
        "river", "minister", "harvest", "signal", "bridge", "council", "engine", "letter", "market", "garden",
        "winter", "harbour", "teacher", "copper", "railway", "village", "budget", "storm", "museum", "orchard",
        "tunnel", "doctor", "festival", "quarry", "senate", "island", "factory", "lantern", "valley", "pilot", "grain",
        "theatre",
    ];
    let mut state = story.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut word = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        WORDS[(state >> 20) as usize % WORDS.len()]
    };
    (0..paragraphs).map(|_| format!("<p>The {}.</p>", (0..25).map(|_| word()).collect::<Vec<_>>().join(" "))).collect()
}

/// Items of `stories` stories: some outlets print them in full, some cut, each under its own headline.
fn items(stories: u64) -> Vec<(usize, Item)> {
    let mut items = Vec::new();
    for story in 0..stories {
        for outlet in 0..(1 + story as usize % 4) {
            let cut = if outlet == 2 { 3 } else { 5 };
            let item = Item {
                id: format!("story-{story}"),
                title: Some(format!("Story {story} as outlet {outlet} has it")),
                content: Some(text(story, cut)),
                published: Some(Stamped::at(NOW - 3600 + story as i64 * 7 % 600, 0)),
                ..Item::default()
            };
            items.push((outlet, item));
        }
    }
    items
}

fn deliver(store: &mut Store, items: &[(usize, Item)]) {
    let feeds = store.feeds().expect("feeds");
    for handful in items.chunks(60) {
        for (n, feed) in feeds.iter().enumerate() {
            let arriving = handful.iter().filter(|(outlet, _)| *outlet == n);
            let arriving: Vec<Incoming<'_>> =
                arriving.map(|(_, item)| Incoming { item, link: item.url.as_deref(), page: false }).collect();
            store
                .deliver(&Poll { feed: feed.id, items: &arriving, faults: &[], seen: Seen(NOW) }, |_| "{}".into())
                .expect("kept");
        }
    }
}

fn round(store: &mut Store, config: &Config, stop_after: Option<usize>) -> RoundSummary {
    let (trade, clock, stop) = (Trade::default(), FixedClock(Seen(NOW)), Stop::default());
    let desk = Desk { config, trade: &trade, wire: &Silence, clock: &clock, stop: stop.clone() };
    let mut batches = 0;
    desk.round(store, &mut |progress| {
        if let Progress::Reading(..) = progress {
            batches += 1;
            if Some(batches) == stop_after {
                stop.ask();
            }
        }
    })
    .expect("a round")
}

/// Everything that was decided, in words that do not depend on row numbers of items.
fn export(reader: &Reader) -> String {
    let mut text = String::new();
    for id in reader.clusters(&ClusterFilter::default()).expect("clusters") {
        let story = reader.story(id).expect("story").expect("there");
        let _ = writeln!(text, "cluster {} led by {}: {:?}", story.id.0, story.leader.0, story.origin);
        for print in story.prints {
            let _ = writeln!(text, "  {} {} {:?} {:?}", print.article.0, print.outlet, print.headline, print.matched);
        }
    }
    text
}

fn run(stories: u64, order: &[usize], stops: &[usize]) -> String {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("news.db");
    let config = config();
    let items = items(stories);
    let shuffled: Vec<(usize, Item)> = order.iter().map(|n| items[*n].clone()).collect();
    let mut store = Store::open(&path).expect("store");
    round(&mut store, &config, None);
    deliver(&mut store, &shuffled);
    for stop in stops {
        round(&mut store, &config, Some(*stop));
        drop(store);
        store = Store::open(&path).expect("store again");
    }
    round(&mut store, &config, None);
    deliver(&mut store, &items);
    let again = round(&mut store, &config, None);
    assert_eq!((again.read, again.copies), (0, 0), "a second delivery brings nothing");
    assert_eq!(store.totals().expect("totals").articles, items.len() as u64);
    export(&store)
}

#[test]
fn copies_are_found_and_counted() {
    let folder = tempfile::tempdir().expect("folder");
    let config = config();
    let mut store = Store::open(&folder.path().join("news.db")).expect("store");
    round(&mut store, &config, None);
    deliver(&mut store, &items(40));
    let summary = round(&mut store, &config, None);
    assert_eq!((summary.read, summary.copies, summary.opened, summary.grown), (100, 60, 30, 0));
    let versions = store.versions(ItemId(1)).expect("versions");
    assert_eq!(versions.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    /// The export is byte for byte the same for shuffled deliveries and interrupted rounds.
    #[test]
    fn same_items_same_clusters(
        order in Just((0..items(240).len()).collect::<Vec<_>>()).prop_shuffle(),
        stops in prop::collection::vec(1usize..3, 0..3),
    ) {
        let straight: Vec<usize> = (0..order.len()).collect();
        prop_assert_eq!(run(240, &order, &stops), run(240, &straight, &[]));
    }
}

/// A newsroom of 40 stories with decisions made halfway, and what it shows in the end.
fn decided(stop: Option<usize>, early: bool) -> String {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("news.db");
    let config = config();
    let items = items(40);
    let (first, second): (Vec<_>, Vec<_>) = items.iter().cloned().partition(|(outlet, _)| *outlet < 3);
    let mut store = Store::open(&path).expect("store");
    round(&mut store, &config, None);
    deliver(&mut store, &first);
    round(&mut store, &config, None);
    let outlets = store.outlets().expect("outlets");
    let trade = Trade::default();
    let settler = Settler::new(&outlets, &trade);
    let item = |store: &Store, story: u64, outlet: &str| {
        let headline = format!("Story {story} as {outlet} has it");
        let of = |n| store.versions(ItemId(n)).expect("versions").remove(0);
        let found = (1..=first.len() as i64).map(of).find(|print| print.headline.as_deref() == Some(&headline));
        found.expect("the item").item
    };
    let rulings = [
        Ruled::Merge { one: item(&store, 0, "outlet 0"), other: item(&store, 4, "outlet 0") },
        Ruled::NotCopy { one: item(&store, 3, "outlet 0"), other: item(&store, 3, "outlet 1") },
        Ruled::Split { from: item(&store, 7, "outlet 0"), items: vec![item(&store, 7, "outlet 2")] },
        Ruled::Origin { item: item(&store, 11, "outlet 1"), organisation: "ANI".into() },
        Ruled::Merge { one: item(&store, 1, "outlet 0"), other: item(&store, 2, "outlet 0") },
    ];
    for what in &rulings {
        store.rule(what, "the desk", Some("seen on paper"), Seen(NOW), &settler).expect("kept");
    }
    let last = store.rulings().expect("rulings").last().expect("one").id;
    if early {
        store.undo(last, Seen(NOW), &settler).expect("taken back");
    }
    deliver(&mut store, &second);
    if stop.is_some() {
        round(&mut store, &config, stop);
    }
    round(&mut store, &config, None);
    if !early {
        store.undo(last, Seen(NOW), &settler).expect("taken back");
    }
    assert_eq!(store.rulings().expect("rulings").len(), 5);
    assert!(store.check().expect("check").is_empty());
    export(&store)
}

#[test]
fn decisions_of_people_outlive_later_rounds() {
    let shown = decided(None, true);
    assert_eq!(shown, decided(Some(1), true), "interrupted");
    assert_eq!(shown, decided(None, false), "taken back later");
    let cluster = |story: u64, outlet: u64| {
        let at = shown.find(&format!("Story {story} as outlet {outlet} ")).expect("shown");
        let head = shown[..at].rfind("cluster ").expect("its cluster");
        shown[head..].split_whitespace().nth(1).expect("its number").to_owned()
    };
    assert_eq!(cluster(0, 0), cluster(4, 0));
    assert_ne!(cluster(1, 0), cluster(2, 0));
    assert_ne!(cluster(3, 0), cluster(3, 1));
    assert_ne!(cluster(7, 0), cluster(7, 2));
    assert_eq!(cluster(7, 0), cluster(7, 3));
    let origin =
        shown.lines().find(|line| line.starts_with(&format!("cluster {} ", cluster(11, 3)))).expect("its line");
    assert!(origin.contains("ANI") && origin.contains("the desk: seen on paper"), "{origin}");
}
