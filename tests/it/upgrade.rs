//! A database of an older program: opened, brought up, and everything people decided still stands.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use rusqlite::Connection;
use wirecopy::config::Config;
use wirecopy::desk::{Desk, FixedClock, RoundSummary, Stop};
use wirecopy::fingerprint::RECIPE;
use wirecopy::news::{ClusterId, Item, Origin, RecipeId, Ruled, Seen, Stamped};
use wirecopy::store::{ClusterFilter, Incoming, Lock, Poll, Reader, Store};

use crate::silence::Silence;

/// Written by the program of schema 0001, never made anew.
const OLD: &str = include_str!("../fixtures/store/0001-decided.sql");

/// An hour after its last round: 25 November 2026.
const LATER: i64 = 1_795_650_000;

/// Clusters of the old database as people see them, by article. The detector had put 5 with 6 and 7, and 8 with 10; people
/// parted them, and joined 4 with 9.
const DECIDED: &[&[i64]] = &[&[1, 2, 3], &[4, 9], &[5], &[6, 7], &[8], &[10]];

/// The old database as a file in a folder.
fn old(folder: &Path) -> PathBuf {
    let path = folder.join("news.db");
    let conn = Connection::open(&path).expect("a file");
    conn.pragma_update(None, "foreign_keys", false).expect("a dump fills its tables in any order");
    conn.execute_batch(OLD).expect("the dump is well formed");
    conn.pragma_update(None, "application_id", 2_003_399_269).expect("ours");
    conn.pragma_update(None, "user_version", 1).expect("schema 0001");
    path
}

/// Articles of every cluster that is shown.
fn shown(reader: &Reader) -> Vec<Vec<i64>> {
    let filter = ClusterFilter { min_outlets: 1, ..ClusterFilter::default() };
    let ids = reader.clusters(&filter).expect("clusters");
    let mut all: Vec<Vec<i64>> = ids
        .into_iter()
        .map(|id| reader.story(id).expect("readable").expect("there").prints.iter().map(|p| p.article.0).collect())
        .collect();
    all.iter_mut().for_each(|cluster| cluster.sort_unstable());
    all.sort();
    all
}

fn issuer(reader: &Reader, cluster: i64) -> String {
    match reader.story(ClusterId(cluster)).expect("readable").expect("there").origin {
        Origin::Known(side) => side.organisation,
        other => format!("{other:?}"),
    }
}

fn wirecopy(db: &Path, args: &[&str]) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .args(["--db", db.to_str().expect("a path")])
        .args(args)
        .current_dir(db.parent().expect("a folder"))
        .output()
        .expect("wirecopy runs");
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

/// What a fourth outlet prints after the upgrade: the dam (cluster 1) cut, and the loaf (joined to 9 by a person) in full.
const PRINTED: [(&str, &[&str]); 2] = [
    (
        "Gates of Oldport dam opened",
        &[
            "Engineers opened the upper gates of the Oldport dam on Monday after three days of rain raised the lake behind it to 41 metres, the highest level in nineteen years.",
            "Twelve villages along the lower river were told to move livestock to higher ground, the water board said, and two bridges were closed to lorries until the flood has passed.",
        ],
    ),
    (
        "A loaf with patience",
        &[
            "The jury of the regional bread fair honoured Mina Castor again on Sunday, praising the crust and the patience of her sourdough starter.",
            "She learned the trade from her grandfather, who delivered by sledge, and plans to teach a class for children in spring.",
        ],
    ),
];

/// What it prints later: stories of its own, each with the line that boilerplate is learned from.
const HOUSED: [(&str, &[&str]); 4] = [
    (
        "Tram depot to become a library",
        &[
            "The old tram depot on Quarry Street will house the city library from next autumn, the council decided with one vote to spare.",
            HOUSE,
        ],
    ),
    (
        "Goats keep the railway clear",
        &[
            "Forty goats have replaced the mowing machines along the northern railway, where the slopes are too steep for any engine.",
            HOUSE,
        ],
    ),
    (
        "Choir sings for empty lighthouse",
        &[
            "A choir of keepers' widows sang at Grey Point on Saturday, the evening before its lamp was switched off after 161 years.",
            HOUSE,
        ],
    ),
    (
        "Chess club outgrows its pub",
        &[
            "Since a girl of eleven beat the county champion, the chess club of Lower Vale has had more members than its pub has chairs.",
            HOUSE,
        ],
    ),
];

const HOUSE: &str = "Whoever climbs the stairs of the old customs house is heard.";

/// A round in which the fourth outlet comes in.
fn round(path: &Path) -> RoundSummary {
    round_with(path, &PRINTED, LATER)
}

/// A round in which the fourth outlet prints something.
fn round_with(path: &Path, printed: &[(&str, &[&str])], now: i64) -> RoundSummary {
    let config = "
        [[outlet]]\nname = \"Harbour Wire\"\nkind = \"agency\"\nfeeds = [\"https://feeds.example/wire\"]
        [[outlet]]\nname = \"Vale Ledger\"\nfeeds = [\"https://feeds.example/ledger\"]
        [[outlet]]\nname = \"Ellery Courier\"\nfeeds = [\"https://feeds.example/courier\"]
        [[outlet]]\nname = \"Karsund Standard\"\nfeeds = [\"https://feeds.example/standard\"]\n";
    let config = Config::read(config, Path::new("config.toml")).expect("a configuration");
    let mut store = Store::open(path).expect("an upgrade");
    store
        .subscribe(config.outlets.iter().map(|s| (&s.outlet, s.feeds.iter().map(|entry| &entry.feed).collect())))
        .expect("subscribed");
    let item = |(headline, text): &(&str, &[&str])| Item {
        id: (*headline).into(),
        title: Some((*headline).into()),
        content: Some(text.iter().map(|paragraph| format!("<p>{paragraph}</p>")).collect()),
        published: Some(Stamped::at(now - 600, 0)),
        ..Item::default()
    };
    let items: Vec<Item> = printed.iter().map(item).collect();
    let incoming: Vec<Incoming<'_>> = items.iter().map(|item| Incoming { item, link: None, page: false }).collect();
    let feeds = store.feeds().expect("feeds");
    let feed = feeds.iter().find(|feed| feed.feed.outlet == "Karsund Standard").expect("the fourth");
    store
        .deliver(&Poll { feed: feed.id, items: &incoming, faults: &[], seen: Seen(now) }, |_| "{}".into())
        .expect("kept");
    let clock = FixedClock(Seen(now));
    let trade = wirecopy::desk::trade();
    let desk = Desk { config: &config, trade: &trade, wire: &Silence, clock: &clock, stop: Stop::default() };
    desk.round(&mut store, &mut |_| {}).expect("a round")
}

#[test]
fn decisions_survive_an_upgrade_a_rebuild_and_the_next_round() {
    let folder = tempfile::tempdir().expect("folder");
    let path = old(folder.path());
    // Whoever looks first brings it up, and nothing else changes.
    let reader = Reader::open(&path).expect("brought up");
    let version = |path: &Path| -> i64 {
        Connection::open(path)
            .and_then(|conn| conn.pragma_query_value(None, "user_version", |row| row.get(0)))
            .expect("a number")
    };
    let fresh = folder.path().join("fresh.db");
    drop(Store::open(&fresh).expect("a fresh store"));
    assert_eq!(version(&path), version(&fresh));
    assert!(version(&path) > 1);
    assert_eq!(shown(&reader), DECIDED);
    let rulings = reader.rulings().expect("decisions");
    assert_eq!(
        rulings.iter().map(|ruling| ruling.undone.is_some()).collect::<Vec<_>>(),
        [false, false, false, false, true]
    );
    assert!(rulings.iter().all(|ruling| ruling.who == "Night desk"));
    assert!(matches!(&rulings[0].what, Ruled::Origin { organisation, .. } if organisation == "Northland Press Agency"));
    assert_eq!(issuer(&reader, 1), "Northland Press Agency");
    drop(reader);

    let told = wirecopy(&path, &["decisions"]);
    assert!(told.contains("Night desk") && told.contains("the paper asked the line itself"), "{told}");
    wirecopy(&path, &["rebuild"]);
    let reader = Reader::open(&path).expect("a database");
    assert_eq!(shown(&reader), DECIDED);
    assert_eq!(issuer(&reader, 1), "Northland Press Agency");
    drop(reader);

    let summary = round(&path);
    // All ten were read by recipe 3.
    let renewed = if RECIPE == RecipeId(3) { 0 } else { 10 };
    assert_eq!((summary.read, summary.copies, summary.renewed), (2, 2, renewed));
    let reader = Reader::open(&path).expect("a database");
    let grown: &[&[i64]] = &[&[1, 2, 3, 11], &[4, 9, 12], &[5], &[6, 7], &[8], &[10]];
    let either: &[&[i64]] = &[&[1, 2, 3, 12], &[4, 9, 11], &[5], &[6, 7], &[8], &[10]];
    assert!(shown(&reader) == grown || shown(&reader) == either, "{:?}", shown(&reader));
    assert_eq!(issuer(&reader, 1), "Northland Press Agency");
    drop(reader);

    // Each can still be taken back: then the detector's own word stands.
    for decision in ["4", "3", "2", "1"] {
        wirecopy(&path, &["undo", decision]);
    }
    let reader = Reader::open(&path).expect("a database");
    let joined: Vec<usize> = shown(&reader).iter().map(Vec::len).collect();
    assert_eq!(joined, [4, 2, 3, 2, 1], "{:?}", shown(&reader));
    assert_eq!(issuer(&reader, 1), "Harbour Wire");
}

#[test]
fn fingerprints_of_an_older_recipe_are_made_anew_before_the_next_round_reads() {
    let folder = tempfile::tempdir().expect("folder");
    let path = old(folder.path());
    let conn = Connection::open(&path).expect("the file");
    // Another recipe made other sketches and shingles: nothing of ours is found by them.
    conn.execute_batch(
        "UPDATE sketches SET recipe = 2, digest = zeroblob(16), sketch = CASE WHEN length(sketch) > 0 THEN x'01000000' ELSE sketch END;
         UPDATE fingerprints SET recipe = 2, shingles = x'01000000', track = x'', digest = zeroblob(16);
         UPDATE articles SET body = NULL WHERE id = 5;",
    )
    .expect("an older recipe");
    drop(conn);
    let summary = round(&path);
    assert_eq!((summary.renewed, summary.unfound, summary.copies), (9, 1, 2), "{summary:?}");
    let reader = Reader::open(&path).expect("a database");
    let sizes: Vec<usize> = shown(&reader).iter().map(Vec::len).collect();
    assert_eq!(sizes, [4, 3, 1, 2, 1, 1], "decisions stand, and both new items joined: {:?}", shown(&reader));
    assert_eq!(issuer(&reader, 1), "Northland Press Agency");
    // It is done once: the next round reads, and makes nothing anew, nor tells again what was lost.
    let next = round_with(&path, &HOUSED[..1], LATER + 3_600);
    assert_eq!((next.read, next.renewed, next.unfound), (1, 0, 0), "{next:?}");
    // It comes to the same whatever the older recipe had made.
    let fresh = old(&{
        let other = folder.path().join("fresh");
        std::fs::create_dir(&other).expect("a folder");
        other
    });
    round(&fresh);
    round_with(&fresh, &HOUSED[..1], LATER + 3_600);
    let prints = |path: &Path| -> Vec<(i64, String)> {
        let conn = Connection::open(path).expect("the file");
        let mut query = conn
            .prepare(
                "SELECT f.article, f.recipe || hex(f.digest) || hex(f.shingles) || hex(f.track) || ' ' || coalesce(hex(s.digest) || hex(s.sketch), '')
                 FROM fingerprints f LEFT JOIN sketches s USING (article) WHERE f.article <> 5 ORDER BY 1",
            )
            .expect("a query");
        let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
        rows.collect::<Result<_, _>>().expect("rows")
    };
    for (renewed, made) in prints(&path).into_iter().zip(prints(&fresh)) {
        assert!(renewed == made, "article {}: {} and {}", made.0, renewed.1, made.1);
    }
}

/// Every paragraph that was seen, with its cluster.
fn sightings(conn: &Connection) -> BTreeSet<(i64, i64)> {
    let mut query = conn.prepare("SELECT paragraph, cluster FROM sightings").expect("a query");
    let rows = query.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).expect("rows");
    rows.collect::<Result<_, _>>().expect("rows")
}

#[test]
fn boilerplate_learned_before_an_upgrade_is_known_after_it() {
    let folder = tempfile::tempdir().expect("folder");
    let path = old(folder.path());
    round_with(&path, &HOUSED[..3], LATER);
    let conn = Connection::open(&path).expect("the file");
    let learned = sightings(&conn);
    assert!(!learned.is_empty());
    let dropped = || -> Vec<i64> {
        let mut query = conn
            .prepare("SELECT paragraph FROM dropped WHERE article = (SELECT max(id) FROM articles)")
            .expect("a query");
        let rows = query.query_map([], |row| row.get(0)).expect("rows");
        rows.collect::<Result<_, _>>().expect("rows")
    };
    // Another recipe knows the same paragraphs by other hashes, and has rows that nobody asks for.
    conn.execute_batch(
        "UPDATE sketches SET recipe = 2, digest = zeroblob(16);
         UPDATE fingerprints SET recipe = 2, shingles = x'01000000', track = x'', digest = zeroblob(16);
         UPDATE sightings SET recipe = 2, paragraph = paragraph / 2 + 1;",
    )
    .expect("an older recipe");
    let summary = round_with(&path, &HOUSED[3..], LATER + 3_600);
    assert_eq!((summary.read, summary.renewed, summary.unfound), (1, 13, 0), "{summary:?}");
    assert_eq!(dropped(), [1], "the line under every story is boilerplate");
    let newest: i64 = conn.query_row("SELECT max(id) FROM articles", [], |row| row.get(0)).expect("a number");
    let kept: BTreeSet<(i64, i64)> = sightings(&conn).into_iter().filter(|(_, cluster)| *cluster != newest).collect();
    assert_eq!(kept, learned, "all that was learned, and nothing of the older recipe");
    let odd: i64 = conn
        .query_row("SELECT count(*) FROM sightings WHERE recipe <> ?1", [RECIPE.0], |row| row.get(0))
        .expect("a number");
    assert_eq!(odd, 0);
}

#[test]
fn an_older_database_is_not_brought_up_under_a_run_that_is_writing() {
    let folder = tempfile::tempdir().expect("folder");
    let path = old(folder.path());
    let held = Lock::take(&path, "process 7 since noon").expect("free");
    for args in [&["clusters"][..], &["show", "1"], &["report"], &["undo", "1"]] {
        let out = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
            .args(["--db", path.to_str().expect("a path")])
            .args(args)
            .current_dir(folder.path())
            .output()
            .expect("wirecopy runs");
        let told = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(75), "{args:?}: {told}");
        assert!(told.contains("written by an older wirecopy") && told.contains("process 7 since noon"), "{told}");
    }
    let version = || -> i64 {
        let conn = Connection::open(&path).expect("the file");
        conn.pragma_query_value(None, "user_version", |row| row.get(0)).expect("a number")
    };
    assert_eq!(version(), 1, "the older program goes on undisturbed");
    drop(held);
    wirecopy(&path, &["clusters"]);
    assert!(version() > 1);
}
