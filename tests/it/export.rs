//! Feeds without doubles: read back by two parsers, and the same ids whatever becomes of a cluster.

use std::collections::BTreeMap;
use std::path::Path;

use wirecopy::news::{ArticleId, ClusterId, Origin, Relation};

use crate::report::newsroom::{MONDAY, Press, Sheet, one_of_everything, outlets, side, wirecopy};

const FORMATS: [&str; 3] = ["atom", "rss", "jsonfeed"];

/// What a parser tells of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    title: String,
    url: Option<String>,
    published: Option<i64>,
}

/// A feed as feed-rs reads it, by id.
fn by_feed_rs(bytes: &[u8]) -> BTreeMap<String, Told> {
    let feed = feed_rs::parser::parse(bytes).expect("a feed");
    let told = |entry: &feed_rs::model::Entry| Told {
        title: entry.title.as_ref().map(|text| text.content.clone()).unwrap_or_default(),
        url: entry
            .links
            .iter()
            .find(|link| link.rel.as_deref().unwrap_or("alternate") == "alternate")
            .map(|link| link.href.clone()),
        published: entry.published.map(|at| at.timestamp()),
    };
    feed.entries.iter().map(|entry| (entry.id.clone(), told(entry))).collect()
}

/// The same as our own parser reads it.
fn by_wirecopy(bytes: &[u8], folder: &Path) -> BTreeMap<String, Told> {
    let file = folder.join("feed");
    std::fs::write(&file, bytes).expect("written");
    let db = folder.join("news.db");
    let line = wirecopy(&db, &["parse", file.to_str().expect("a path")]);
    let line: serde_json::Value = serde_json::from_slice(&line).expect("JSON");
    assert_eq!(line["faults"].as_array().map(Vec::len), Some(0), "{}", line["faults"]);
    let text = |value: &serde_json::Value| value.as_str().map(str::to_owned);
    let items = line["items"].as_array().expect("items").iter();
    items
        .map(|item| {
            let at = text(&item["published"]).and_then(|words| chrono::DateTime::parse_from_rfc3339(&words).ok());
            let told = Told {
                title: text(&item["title"]).unwrap_or_default(),
                url: text(&item["url"]),
                published: at.map(|at| at.timestamp()),
            };
            (text(&item["id"]).expect("an id"), told)
        })
        .collect()
}

fn export(db: &Path, format: &str, more: &[&str]) -> Vec<u8> {
    let mut args = vec!["export", "--format", format];
    args.extend(more);
    wirecopy(db, &args)
}

#[test]
fn feeds_read_the_same_in_two_parsers_and_three_formats() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    one_of_everything(&db);
    let mut all = Vec::new();
    for format in FORMATS {
        let bytes = export(&db, format, &["--address", "https://desk.example/wire"]);
        let read = by_feed_rs(&bytes);
        assert_eq!(read.len(), 4, "{format}");
        assert_eq!(read, by_wirecopy(&bytes, folder.path()), "{format}");
        assert_eq!(bytes, export(&db, format, &["--address", "https://desk.example/wire"]), "{format} twice");
        all.push(read);
    }
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "{all:?}");
}

#[test]
fn every_outlet_stands_in_the_entry_and_the_origin_is_named() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    one_of_everything(&db);
    let feed: serde_json::Value =
        serde_json::from_slice(&export(&db, "jsonfeed", &["--agency", "Meridian Wire"])).expect("JSON");
    assert_eq!(feed["version"], "https://jsonfeed.org/version/1.1");
    let items = feed["items"].as_array().expect("items");
    assert_eq!(items.len(), 1);
    let told = &items[0]["_wirecopy"];
    assert_eq!(told["outlets"].as_array().map(Vec::len), Some(7));
    assert_eq!(told["origin"]["organisation"], "Meridian Wire");
    let atom = String::from_utf8(export(&db, "atom", &["--agency", "Meridian Wire"])).expect("UTF-8");
    for part in [
        "<source>",
        "schema:isBasedOn>https://meridian-wire.example/",
        "rel=\"related\"",
        "<title>Meridian Wire</title>",
    ] {
        assert!(atom.contains(part), "{part} in {atom}");
    }
}

#[test]
fn the_policy_chooses_the_print() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    one_of_everything(&db);
    let source = |policy: &str| {
        let bytes = export(&db, "jsonfeed", &["--agency", "Meridian Wire", "--policy", policy]);
        let feed: serde_json::Value = serde_json::from_slice(&bytes).expect("JSON");
        feed["items"][0]["_wirecopy"]["source"].as_str().expect("a source").to_owned()
    };
    assert_eq!(source("origin"), "Meridian Wire");
    assert_eq!(source("first"), "Meridian Wire");
    assert_eq!(source("prefer:tide evening"), "Tide Evening");
    assert_eq!(source("prefer:Nobody"), "Meridian Wire");
}

/// A sheet of a story, `minutes` after midnight.
fn sheet(outlet: usize, n: i64, with: Option<usize>) -> Sheet {
    Sheet {
        outlet,
        id: format!("{outlet}-{n}"),
        headline: format!("Headline {n}"),
        url: format!("https://{}/{n}", outlets()[outlet].domains[0]),
        seen: MONDAY + n * 600,
        claim: "none".into(),
        credit: None,
        matched: with.map(|with| (with, Relation::Near, 0.9, 0.9)),
        body: vec![format!("Words of {n}."); 3],
        notice: None,
    }
}

#[test]
fn ids_stay_when_a_cluster_grows_is_led_anew_and_takes_another_in() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    let mut press = Press::open(&db, outlets());
    let ids = || by_feed_rs(&export(&db, "atom", &[])).into_keys().collect::<Vec<_>>();
    press.print(&sheet(1, 1, None));
    press.print(&sheet(3, 2, Some(0)));
    let first = ids();
    assert_eq!(first.len(), 1);
    // Another story, apart for now.
    press.print(&sheet(4, 3, None));
    press.print(&sheet(5, 4, Some(2)));
    let two = ids();
    assert!(two.len() == 2 && two.contains(&first[0]));
    // The first grows, and the agency's own comes to lead it.
    press.leads = true;
    press.origin(0, Origin::Known(side("Meridian Wire", ArticleId(5), 0.9)));
    press.print(&sheet(0, 5, Some(0)));
    assert_eq!(ids(), two);
    // The second goes into the first: its id goes, none comes.
    press.merges = vec![ClusterId(3)];
    press.print(&sheet(2, 6, Some(0)));
    assert_eq!(ids(), first);
    for format in FORMATS {
        assert_eq!(by_feed_rs(&export(&db, format, &[])).into_keys().collect::<Vec<_>>(), first, "{format}");
    }
}

#[test]
fn lines_hold_every_cluster_and_item() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    one_of_everything(&db);
    let lines = String::from_utf8(export(&db, "jsonl", &["--min-outlets", "1", "--limit", "0"])).expect("UTF-8");
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let count = |kind: &str| lines.iter().filter(|line| line["type"] == kind).count();
    let conn = rusqlite::Connection::open(&db).expect("the database");
    let counted = |sql: &str| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).expect("a number") as usize;
    assert_eq!(count("item"), counted("SELECT count(*) FROM articles"));
    assert_eq!(count("cluster"), counted("SELECT count(DISTINCT cluster) FROM members"));
}

#[test]
fn parquet_tables_hold_what_the_lines_hold() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    one_of_everything(&db);
    let out = folder.path().join("tables");
    export(&db, "parquet", &["--min-outlets", "1", "--limit", "0", "-o", out.to_str().expect("a path")]);
    let lines = String::from_utf8(export(&db, "jsonl", &["--min-outlets", "1", "--limit", "0"])).expect("UTF-8");
    let lines: Vec<serde_json::Value> = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    for (kind, name) in [("cluster", "clusters"), ("item", "items")] {
        let file = std::fs::File::open(out.join(format!("{name}.parquet"))).expect("a table");
        let reader = SerializedFileReader::new(file).expect("Parquet");
        let rows: Vec<_> = reader.get_row_iter(None).expect("rows").map(|row| row.expect("a row")).collect();
        let lines: Vec<_> = lines.iter().filter(|line| line["type"] == kind).collect();
        assert_eq!(rows.len(), lines.len(), "{name}");
        for (row, line) in rows.iter().zip(lines) {
            for (column, field) in row.get_column_iter() {
                let told = match field {
                    Field::Str(words) => serde_json::json!(words),
                    Field::Long(n) => serde_json::json!(n),
                    Field::TimestampMicros(at) => {
                        let at = chrono::DateTime::from_timestamp_micros(*at).expect("a time");
                        serde_json::json!(at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
                    }
                    Field::Null if line.get(column).is_some() => serde_json::Value::Null,
                    _ => continue,
                };
                let origin = &line["origin"]["organisation"];
                let credit = |part: &str| line["credits"][0][part].clone();
                let expected = match column.as_str() {
                    "origin" => origin.clone(),
                    "credit_organisation" => credit("organisation"),
                    "credit_kind" => credit("kind"),
                    "credit_words" => credit("words"),
                    name => line[name].clone(),
                };
                assert_eq!(told, expected, "{column} of {name}");
            }
        }
    }
}

/// A cluster as the lines tell it: the addresses of its items, without the port the demo stood at.
fn told_clusters(db: &Path) -> BTreeMap<String, std::collections::BTreeSet<String>> {
    let lines = String::from_utf8(export(db, "jsonl", &["--limit", "0"])).expect("UTF-8");
    let mut clusters: BTreeMap<String, std::collections::BTreeSet<String>> = BTreeMap::new();
    let mut id = String::new();
    for line in lines.lines() {
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        if line["type"] == "cluster" {
            id = line["id"].as_str().expect("an id").to_owned();
        } else if let Some(path) = line["url"].as_str().and_then(|url| url.splitn(4, '/').nth(3)) {
            clusters.entry(id.clone()).or_default().insert(path.to_owned());
        }
    }
    clusters
}

#[test]
fn over_the_rounds_of_the_demo_ids_stay_and_nothing_comes_back_as_new() {
    let folder = tempfile::tempdir().expect("folder");
    let mut before: BTreeMap<String, std::collections::BTreeSet<String>> = BTreeMap::new();
    for rounds in 1..=4 {
        let keep = folder.path().join(rounds.to_string());
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_wirecopy"))
            .args(["demo", "--rounds", &rounds.to_string(), "--keep", keep.to_str().expect("a path")])
            .output()
            .expect("wirecopy runs");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let db = keep.join("wirecopy.db");
        let now = told_clusters(&db);
        for format in FORMATS {
            let ids: Vec<String> = by_feed_rs(&export(&db, format, &["--limit", "0"])).into_keys().collect();
            assert_eq!(ids, now.keys().cloned().collect::<Vec<_>>(), "{format}, round {rounds}");
        }
        for (id, items) in &before {
            // What was an entry is one still, under its id, and has grown or stayed; or it went into another entry.
            let stays = now.get(id).is_some_and(|grown| grown.is_superset(items));
            assert!(stays || now.values().any(|other| other.is_superset(items)), "{id} after round {rounds}");
        }
        for (id, items) in now.iter().filter(|(id, _)| !before.contains_key(*id)) {
            assert!(before.values().all(|old| old.is_disjoint(items)), "{id} comes back as new in round {rounds}");
        }
        before = now;
    }
    assert!(before.len() >= 18, "{}", before.len());
}
