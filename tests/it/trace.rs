//! What became of the copy afterwards: corrected pages found over loopback, notices applied, decisions that outlive
//! everything.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;
use wirecopy::config::Config;
use wirecopy::desk::network::Network;
use wirecopy::desk::{Desk, FixedClock, RoundSummary, Stop, trade_of};
use wirecopy::news::{Dossier, NoticeKind, Seen, Tie};
use wirecopy::store::{ClusterFilter, Reader, Store};

/// Monday, 13 December 2021, 06:00 UTC.
const MORNING: i64 = 1_639_375_200;
const HOUR: i64 = 3600;

/// Pages of a small press on loopback, and how often each was asked for.
#[derive(Clone, Default)]
struct Press {
    pages: Arc<Mutex<HashMap<String, String>>>,
    asked: Arc<Mutex<HashMap<String, usize>>>,
}

impl Press {
    /// Opens it; gives its address.
    fn open(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let home = format!("http://{}", listener.local_addr().expect("an address"));
        let press = self.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let press = press.clone();
                thread::spawn(move || press.answer(stream));
            }
        });
        home
    }

    fn answer(&self, mut stream: std::net::TcpStream) {
        let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines().map_while(Result::ok);
        let Some(first) = lines.next() else { return };
        while lines.next().is_some_and(|line| !line.is_empty()) {}
        let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
        *self.asked.lock().expect("a lock").entry(path.clone()).or_default() += 1;
        let page = self.pages.lock().expect("a lock").get(&path).cloned();
        let kind = if path.ends_with("feed") { "application/rss+xml" } else { "text/html; charset=utf-8" };
        let answer = match page {
            Some(page) => format!(
                "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{page}",
                page.len()
            ),
            None => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".into(),
        };
        let _ = stream.write_all(answer.as_bytes());
    }

    fn put(&self, path: &str, page: String) {
        self.pages.lock().expect("a lock").insert(path.into(), page);
    }

    fn take_down(&self, path: &str) {
        self.pages.lock().expect("a lock").remove(path);
    }

    fn asked(&self, path: &str) -> usize {
        self.asked.lock().expect("a lock").get(path).copied().unwrap_or(0)
    }
}

const FERRY: &[&str] = &[
    "A car ferry with 212 people on board ran aground in thick fog off the Skerry Light early on Monday, and 41 passengers were taken to hospital in Port Ellery, the coastguard said.",
    "The Maren Ask, on her way from Karsund with a delay of two hours, struck a sandbank about three kilometres north of the fairway. Lifeboats from three stations and a pilot cutter took off the passengers in groups of twenty while the tide was falling.",
    "\"The sea was flat, which was our luck,\" said Coastguard Commander Edda Brannick. \"With yesterday's swell I would be telling you another story.\"",
    "The injured had mostly been thrown from their seats in the forward lounge. None was in danger, a spokeswoman for the general hospital said.",
];
const TUNNEL: &[&str] = &[
    "Transport Minister Halvard Brekke will offer his resignation this week over the cost of the Estby tunnel, two people with knowledge of his plans said on Monday, in what would be the third departure from the cabinet since the summer.",
    "Brekke, 58, told party friends at a dinner on Saturday that he no longer had the backing of the finance ministry for the tunnel, whose price has risen from 2.1 billion to 3.4 billion crowns, the two people said.",
    "The tunnel under the Estby narrows was to open in 2023 and to replace two ferry lines. Work stopped in October when the drilling shield met a layer of wet sand that did not show in the survey.",
];

fn corrected(text: &[&str]) -> Vec<String> {
    text.iter().map(|paragraph| paragraph.replace("41", "14")).collect()
}

fn own(text: &[&str]) -> Vec<String> {
    text.iter().map(|paragraph| (*paragraph).to_owned()).collect()
}

/// An entry of a feed; with its text, or only its first words.
fn entry(home: &str, slug: &str, headline: &str, text: &[String], at: i64, full: bool) -> String {
    let date = chrono::DateTime::from_timestamp(at, 0).expect("a time").to_rfc2822();
    let html: String = text.iter().map(|paragraph| format!("<p>{paragraph}</p>")).collect();
    let summary: String = text.first().map(|first| first.chars().take(90).collect()).unwrap_or_default();
    let content = if full {
        format!("<description><![CDATA[{html}]]></description>")
    } else {
        format!("<description>{summary}</description>")
    };
    format!(
        "<item><title>{headline}</title><link>{home}/{slug}</link><guid>{slug}</guid><pubDate>{date}</pubDate>{content}</item>"
    )
}

fn feed(entries: &[String]) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Feed</title><link>http://127.0.0.1/</link>{}</channel></rss>",
        entries.concat()
    )
}

fn page(headline: &str, byline: &str, text: &[String]) -> String {
    let html: String = text.iter().map(|paragraph| format!("<p>{paragraph}</p>")).collect();
    format!(
        "<html><head><title>{headline}</title></head><body><article><h1>{headline}</h1><p class=\"byline\">{byline}</p>{html}</article></body></html>"
    )
}

/// An agency and two papers on loopback, read at a time of the morning.
struct Newsroom {
    press: Press,
    home: String,
    config: Config,
    store: Store,
    _folder: tempfile::TempDir,
}

impl Newsroom {
    fn open() -> Self {
        let press = Press::default();
        let home = press.open();
        let folder = tempfile::tempdir().expect("folder");
        let words = format!(
            "[polling]\nlongest_hours = 1\n[pages]\nrefetch_hours = [2, 6]\n[network]\nallow = [\"127.0.0.1\"]\nat_once_a_host = 8\n\
             seconds_between_requests = 0.0\n\
             [[outlet]]\nname = \"Harbour Wire\"\nkind = \"agency\"\ndomains = [\"harbourwire.example\"]\nfeeds = [\"{home}/wire/feed\"]\n\
             [[outlet]]\nname = \"Vale Ledger\"\ndomains = [\"valeledger.example\"]\nfeeds = [\"{home}/ledger/feed\"]\n\
             [[outlet]]\nname = \"The Meridian\"\ndomains = [\"meridian.example\"]\nfeeds = [\"{home}/meridian/feed\"]\n"
        );
        let mut config = Config::read(&words, Path::new("config.toml")).expect("a configuration");
        config.store = folder.path().join("news.db");
        let store = Store::open(&config.store).expect("store");
        Self { press, home, config, store, _folder: folder }
    }

    fn round(&mut self, at: i64) -> RoundSummary {
        let trade = trade_of(&self.config);
        let wire = Network::new(&self.config).expect("a network");
        let clock = FixedClock(Seen(at));
        let desk = Desk { config: &self.config, trade: &trade, wire: &wire, clock: &clock, stop: Stop::default() };
        desk.round(&mut self.store, &mut |_| {}).expect("a round")
    }

    fn only_dossier(&self) -> Dossier {
        let filter = ClusterFilter { min_outlets: 2, ..ClusterFilter::default() };
        let clusters = self.store.clusters(&filter).expect("clusters");
        assert_eq!(clusters.len(), 1, "one cluster");
        self.store.dossier(clusters[0], &trade_of(&self.config)).expect("readable").expect("there")
    }
}

#[test]
fn a_page_corrected_without_a_word_in_the_feed_is_found_and_answers_the_notice() {
    let mut room = Newsroom::open();
    let (press, home) = (room.press.clone(), room.home.clone());
    let wire = entry(
        &home,
        "wire/ferry",
        "Ferry runs aground in fog off Port Ellery, 41 hurt",
        &own(FERRY),
        MORNING - 600,
        true,
    );
    press.put("/wire/feed", feed(std::slice::from_ref(&wire)));
    for paper in ["ledger", "meridian"] {
        let slug = format!("{paper}/ferry");
        press.put(
            &format!("/{paper}/feed"),
            feed(&[entry(&home, &slug, "Fog-bound ferry hits sandbank", &own(FERRY), MORNING - 300, false)]),
        );
        press.put(&format!("/{slug}"), page("Fog-bound ferry hits sandbank", "Harbour Wire", &own(FERRY)));
    }
    room.round(MORNING);
    assert_eq!(room.only_dossier().story.outlets().len(), 3);
    // Too early for another look.
    room.round(MORNING + HOUR + 60);
    assert_eq!((press.asked("/ledger/ferry"), press.asked("/meridian/ferry")), (1, 1), "polite");
    // The agency corrects; one paper follows on its page, the other does not.
    let late = entry(
        &home,
        "wire/ferry-2",
        "CORRECTED-Ferry runs aground in fog off Port Ellery, 14 hurt",
        &corrected(FERRY),
        MORNING + 2 * HOUR,
        true,
    );
    press.put("/wire/feed", feed(&[wire, late]));
    press.put("/ledger/ferry", page("Fog-bound ferry hits sandbank", "Harbour Wire", &corrected(FERRY)));
    let looked = MORNING + 2 * HOUR + 1200;
    let summary = room.round(looked);
    assert_eq!(summary.revisions, 1, "the corrected page is a version");
    assert_eq!((press.asked("/ledger/ferry"), press.asked("/meridian/ferry")), (2, 2));
    let dossier = room.only_dossier();
    let [(applied, notice)] = dossier.notices.as_slice() else { panic!("one notice: {:?}", dossier.notices) };
    assert_eq!(notice.notice.as_ref().map(|notice| notice.kind), Some(NoticeKind::Correction));
    assert_eq!(applied.tie, Tie::Headline);
    let carried: Vec<(String, Option<i64>)> = applied
        .reprints
        .iter()
        .map(|one| (dossier.print(one.article).expect("in it").outlet.clone(), one.until.map(|seen| seen.0)))
        .collect();
    let mut carried = carried;
    carried.sort();
    assert_eq!(carried, [("The Meridian".into(), None), ("Vale Ledger".into(), Some(looked))]);
    // An hour later nothing is due; at six hours each page is looked at once more, and then never again.
    room.round(looked + HOUR);
    assert_eq!(press.asked("/meridian/ferry"), 2);
    room.round(MORNING + 6 * HOUR + 600);
    assert_eq!(press.asked("/meridian/ferry"), 3);
    room.round(MORNING + 12 * HOUR);
    assert_eq!((press.asked("/ledger/ferry"), press.asked("/meridian/ferry")), (3, 3));
    let item = dossier.story.prints.iter().find(|print| print.outlet == "Vale Ledger").expect("there").item;
    let versions = room.store.versions(item).expect("versions");
    assert_eq!(
        versions.iter().map(|print| (print.version, print.seen.0)).collect::<Vec<_>>(),
        [(1, MORNING), (2, looked)]
    );
}

#[test]
fn a_page_taken_down_answers_a_kill() {
    let mut room = Newsroom::open();
    let (press, home) = (room.press.clone(), room.home.clone());
    let headline = "Transport minister to quit over tunnel, sources say";
    let wire = entry(&home, "wire/minister", headline, &own(TUNNEL), MORNING - 600, true);
    press.put("/wire/feed", feed(std::slice::from_ref(&wire)));
    for paper in ["ledger", "meridian"] {
        let slug = format!("{paper}/minister");
        press.put(
            &format!("/{paper}/feed"),
            feed(&[entry(&home, &slug, "Minister on the brink", &own(TUNNEL), MORNING - 300, false)]),
        );
        press.put(&format!("/{slug}"), page("Minister on the brink", "Harbour Wire", &own(TUNNEL)));
    }
    room.round(MORNING);
    let words =
        format!("EDITORS: Please kill the story headlined \"{headline}\", sent on Monday. The story is withdrawn.");
    let kill = entry(&home, "wire/kill", "KILL: Minister-Tunnel", &[words], MORNING + HOUR, true);
    press.put("/wire/feed", feed(&[wire, kill]));
    room.round(MORNING + HOUR + 60);
    let standing = |room: &Newsroom| {
        let dossier = room.only_dossier();
        let [(applied, _)] = dossier.notices.as_slice() else { panic!("one notice: {:?}", dossier.notices) };
        assert_eq!(applied.reprints.len(), 2);
        applied.reprints.iter().filter(|one| one.until.is_none()).count()
    };
    assert_eq!(standing(&room), 2);
    press.take_down("/meridian/minister");
    room.round(MORNING + 2 * HOUR + 1200);
    assert_eq!(standing(&room), 1);
}

fn wirecopy(folder: &Path, args: &[&str]) -> Output {
    let db = folder.join("wirecopy.db");
    Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .args(["--db", db.to_str().expect("a path")])
        .args(args)
        .current_dir(folder)
        .output()
        .expect("the program starts")
}

fn told(folder: &Path, args: &[&str]) -> String {
    let out = wirecopy(folder, args);
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).expect("UTF-8")
}

/// A kept demo.
fn demo(folder: &Path) -> std::path::PathBuf {
    let keep = folder.join("kept");
    let out = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .args(["demo", "-q", "--keep", keep.to_str().expect("a path")])
        .output()
        .expect("the program starts");
    assert!(keep.join("wirecopy.db").exists(), "{}", String::from_utf8_lossy(&out.stderr));
    keep
}

/// Clusters as the command line lists them, with the items of each.
fn clusters(folder: &Path) -> Vec<(i64, Vec<i64>, Value)> {
    let list = told(folder, &["clusters", "--limit", "0", "--format", "json"]);
    let numbers = list.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON")["cluster"].as_i64());
    let mut all: Vec<(i64, Vec<i64>, Value)> = numbers
        .map(|number| {
            let number = number.expect("a number");
            let shown: Value =
                serde_json::from_str(&told(folder, &["show", &number.to_string(), "--json"])).expect("JSON");
            let articles = shown["articles"].as_array().expect("a list");
            let mut items: Vec<i64> = articles.iter().map(|one| one["item"].as_i64().expect("a number")).collect();
            items.sort_unstable();
            items.dedup();
            (number, items, shown)
        })
        .collect();
    all.sort_by_key(|(number, ..)| *number);
    all
}

#[test]
fn decisions_outlive_a_rebuild_and_a_killed_command_and_are_scored() {
    let folder = tempfile::tempdir().expect("folder");
    let keep = demo(folder.path());
    let before = clusters(&keep);
    // A rebuild without decisions changes nothing.
    told(&keep, &["rebuild"]);
    assert_eq!(clusters(&keep), before);
    let items = |n: usize| before[n].1.clone();
    let (a, b) = (before[0].0.to_string(), before[1].0.to_string());
    let (c, d) = (items(2)[0].to_string(), items(2)[1].to_string());
    told(&keep, &["merge", &a, &b, "--note", "one event", "--by", "night desk"]);
    told(&keep, &["not-copy", &c, &d, "--by", "night desk"]);
    told(&keep, &["origin", &before[3].0.to_string(), "Radio Estby"]);
    let decided = clusters(&keep);
    assert_ne!(decided, before);
    assert!(decided.iter().any(|(_, found, _)| items(0).iter().chain(&items(1)).all(|item| found.contains(item))));
    let named = decided.iter().find(|(number, ..)| *number == before[3].0).expect("there");
    assert_eq!(named.2["origin"]["organisation"], "Radio Estby");
    told(&keep, &["rebuild"]);
    assert_eq!(clusters(&keep), decided);
    // Killed at any moment, a decision is there as a whole or not at all.
    for wait in 0..8 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
            .args([
                "--db",
                keep.join("wirecopy.db").to_str().expect("a path"),
                "origin",
                &before[4].0.to_string(),
                "Nobody Wire",
            ])
            .stdout(std::process::Stdio::null())
            .spawn()
            .expect("the program starts");
        thread::sleep(std::time::Duration::from_millis(3 * wait));
        let _ = child.kill();
        let _ = child.wait();
    }
    let listed: Vec<Value> =
        told(&keep, &["decisions", "--json"]).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let shown = clusters(&keep);
    told(&keep, &["rebuild"]);
    assert_eq!(clusters(&keep), shown, "what is shown is what was decided");
    assert!(Reader::open(&keep.join("wirecopy.db")).expect("readable").check().expect("check").is_empty());
    assert_eq!((&listed[0]["who"], &listed[0]["note"]), (&"night desk".into(), &"one event".into()));
    for decision in &listed {
        told(&keep, &["undo", &decision["decision"].to_string()]);
    }
    assert_eq!(clusters(&keep), before, "everything taken back");
    // Two of three decisions speak of pairs; detection disagrees with both.
    told(&keep, &["merge", &a, &b]);
    told(&keep, &["not-copy", &c, &d]);
    let score: Value = serde_json::from_str(&told(&keep, &["eval", "--json", "--set", "contained=0.7"])).expect("JSON");
    assert_eq!(
        (score["now"]["missed"].as_array().map(Vec::len), score["now"]["wrong"].as_array().map(Vec::len)),
        (Some(1), Some(1))
    );
    assert_eq!(score["now"]["precision"], 0.0);
    let out = wirecopy(&keep, &["eval", "--set", "containd=0.9"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("contained"), "the nearest name is told");
}

#[test]
fn numbers_that_name_nothing_are_told_with_the_way_out() {
    let folder = tempfile::tempdir().expect("folder");
    let keep = demo(folder.path());
    for (args, words) in [
        (vec!["show", "9999"], "there is no cluster 9999; `wirecopy clusters` lists them"),
        (vec!["diff", "1", "9999"], "there is no item 9999"),
        (vec!["diff", "1@7", "2"], ", not 7"),
        (vec!["explain", "1", "x"], "names no item"),
        (vec!["merge", "1", "9999"], "there is no cluster 9999"),
        (vec!["split", "1", "9999"], "9999"),
        (vec!["undo", "77"], "77"),
        (vec!["clusters", "--since", "yesterday"], "is no time"),
    ] {
        let out = wirecopy(&keep, &args);
        let told = String::from_utf8_lossy(&out.stderr);
        assert_eq!(out.status.code(), Some(2), "{args:?}: {told}");
        assert!(told.contains(words), "{args:?}: {told}");
    }
}
