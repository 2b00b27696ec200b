//! A network of our own that is down, and hosts that ask for time between two pages.

use std::net::IpAddr;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use wirecopy::config::Config;
use wirecopy::desk::network::Network;
use wirecopy::desk::{Desk, FixedClock, RoundSummary, Stop};
use wirecopy::fetch::{Lookup, PollState};
use wirecopy::news::{Seen, Trade};
use wirecopy::store::Store;

use super::server::{Reply, Request, Server};
use super::site;

const HOUR: i64 = 3_600;
const START: i64 = 1_793_577_600;
/// Between two runs.
const STEP: i64 = 10 * 60;

/// Three outlets with names, on one server; names are known while `up`.
struct Newsroom {
    server: Server,
    config: Config,
    up: Arc<AtomicBool>,
    folder: tempfile::TempDir,
}

/// Each feed has one item; its page comes at the second time of asking.
fn answer(request: &Request, at: i64) -> Reply {
    match request.path.as_str() {
        "/feed" => site::feed(request, &["story".to_owned()]),
        "/story" if at < START + STEP => Reply::status(503),
        "/story" => site::page(),
        _ => Reply::status(404),
    }
}

impl Newsroom {
    /// The last of them is asked every `last` minutes.
    fn open(last: u32) -> Self {
        let address: IpAddr = [127, 0, 1, 70].into();
        let server = Server::open(&[address], answer);
        let port = server.port();
        let names = ["post", "tide", "gazette"].map(|name| format!("{name}.example:{port}"));
        let mut config = site::config(&names, &format!("allow = {names:?}\ntotal_seconds = 1"));
        let asked_last = config.outlets.last_mut().expect("three of them");
        asked_last.interval = Some(Duration::from_secs(u64::from(last) * 60));
        let up = Arc::new(AtomicBool::new(true));
        Self { server, config, up, folder: tempfile::tempdir().expect("a folder") }
    }

    /// One run, as cron starts it. Nobody knows the names that are `dead`.
    fn run(&self, now: i64, up: bool, dead: &'static [&'static str]) -> (RoundSummary, Vec<PollState>) {
        self.server.set(now);
        self.up.store(up, Ordering::SeqCst);
        let up = Arc::clone(&self.up);
        let table = move |name: &str| match up.load(Ordering::SeqCst) && !dead.contains(&name) {
            true => vec![IpAddr::from([127, 0, 1, 70])],
            false => Vec::new(),
        };
        let network = Network::looking_up(&self.config, Lookup::Own(Arc::new(table))).expect("a network");
        let mut store = Store::open(&self.folder.path().join("news.db")).expect("a store");
        let (trade, clock) = (Trade::default(), FixedClock(Seen(now)));
        let desk = Desk { config: &self.config, trade: &trade, wire: &network, clock: &clock, stop: Stop::default() };
        let summary = desk.round(&mut store, &mut |_| {}).expect("a round");
        let feeds = store.feeds().expect("feeds");
        (summary, feeds.iter().map(|feed| PollState::from_json(feed.poll.as_deref())).collect())
    }
}

#[test]
fn a_network_that_is_down_is_held_against_nobody() {
    let newsroom = Newsroom::open(30);
    let (first, before) = newsroom.run(START, true, &[]);
    assert_eq!((first.polled, first.failed, first.pages_failed), (3, 0, 3), "{first:?}");
    // Down for a day. The pages are due at first, the feeds from half an hour on.
    for step in 1..=24 * HOUR / STEP {
        let now = START + step * STEP;
        let (summary, states) = newsroom.run(now, false, &[]);
        let due = before.iter().filter(|state| state.is_due(now)).count();
        assert_eq!((summary.polled, summary.failed, summary.unreached), (0, 0, due), "{now}: {summary:?}");
        assert_eq!(summary.pages_failed, 0, "no try is spent");
        let told = summary.network_down.as_deref().is_some_and(|words| words.contains("is not known"));
        // First their pages are due again, then all of them are.
        assert_eq!((told, due), (step > 1, if step > 2 { 3 } else { 0 }), "{now}: {summary:?}");
        assert_eq!(states, before, "their schedules stay as they were");
    }
    let now = START + 25 * HOUR;
    let (back, states) = newsroom.run(now, true, &[]);
    assert_eq!((back.polled, back.failed, back.network_down), (3, 0, None), "at once, without backing off");
    assert_eq!(back.pages, 3, "pages had their tries left");
    assert!(states.iter().all(|state| state.failures == 0 && state.last_success == Some(now)));
}

#[test]
fn an_outlet_that_is_down_is_told_from_a_network_that_is() {
    let newsroom = Newsroom::open(30);
    newsroom.run(START, true, &[]);
    let (summary, states) = newsroom.run(START + 2 * HOUR, true, &["tide.example"]);
    assert_eq!((summary.polled, summary.failed, summary.unreached, summary.network_down), (3, 1, 0, None));
    let failures: Vec<u32> = states.iter().map(|state| state.failures).collect();
    assert_eq!(failures, [0, 1, 0]);
    assert!(states[1].why.contains("backing off"), "{}", states[1].why);
}

/// The live outlet is asked twice a day, the others twice an hour.
#[test]
fn dead_outlets_are_no_network_that_is_down_though_only_they_are_due() {
    const DEAD: &[&str] = &["post.example", "tide.example"];
    let newsroom = Newsroom::open(720);
    newsroom.run(START, true, &[]);
    // Its page is asked for before anything is decided, and somebody answers.
    let mut now = START + 3 * STEP;
    let (summary, mut states) = newsroom.run(now, true, DEAD);
    assert_eq!((summary.polled, summary.failed, summary.unreached, summary.pages), (2, 2, 0, 1), "{summary:?}");
    assert_eq!(summary.network_down, None);
    for failures in 1..4 {
        assert_eq!(states.iter().map(|state| state.failures).collect::<Vec<_>>(), [failures, failures, 0]);
        assert!(states[0].why.contains("backing off"), "{}", states[0].why);
        // No page of the live one waits, and it is not due: they are known to have failed.
        now = states[0].next_poll.max(states[1].next_poll);
        assert!(!states[2].is_due(now));
        let (summary, next) = newsroom.run(now, true, DEAD);
        assert_eq!((summary.polled, summary.failed, summary.unreached), (2, 2, 0), "{summary:?}");
        assert_eq!(summary.network_down, None);
        states = next;
    }
}

/// A newsroom of `count` outlets whose names nobody knows, and its folder. They answered an hour ago if they were `heard`.
fn nameless(count: usize, heard: bool) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let outlets: String = (0..count)
        .map(|n| format!("[[outlet]]\nname = \"Outlet {n}\"\nfeeds = [\"https://outlet{n}.invalid/feed\"]\n"))
        .collect();
    std::fs::write(folder.path().join("config.toml"), &outlets).expect("written");
    if heard {
        let config = Config::read(&outlets, &folder.path().join("config.toml")).expect("a configuration");
        let mut store = Store::open(&config.store).expect("a store");
        let feeds = config.outlets.iter().map(|outlet| outlet.feeds.iter().map(|entry| &entry.feed).collect());
        store.subscribe(config.outlets.iter().map(|outlet| &outlet.outlet).zip(feeds)).expect("subscribed");
        let state = PollState { last_success: Some(START - HOUR), ..PollState::default() };
        let feeds = store.feeds().expect("feeds");
        let keeping = store.keeping().expect("a change");
        for feed in feeds {
            keeping.note_poll(feed.id, &state.to_json(), Some(Seen(START - HOUR)), &[]).expect("noted");
        }
        keeping.commit().expect("kept");
    }
    folder
}

/// Runs the program in such a newsroom: exit code, standard output, standard error.
fn program(folder: &tempfile::TempDir, args: &[&str]) -> (Option<i32>, String, String) {
    let config = folder.path().join("config.toml");
    let program = Command::new(env!("CARGO_BIN_EXE_wirecopy")).arg("--config").arg(&config).args(args).output();
    let output = program.expect("the program starts");
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), words(&output.stdout), words(&output.stderr))
}

/// Names that nobody knows, with a network or without one (RFC 6761).
#[test]
fn the_program_says_once_a_run_that_the_network_is_down() {
    let folder = nameless(3, true);
    for _ in 0..2 {
        let (code, _, err) = program(&folder, &["--quiet", "run"]);
        assert_eq!(code, Some(1), "{err}");
        assert_eq!(err.matches("the network seems to be down").count(), 1, "{err}");
        assert!(err.contains("none of 3 feeds could be reached") && err.lines().count() == 1, "{err}");
    }
    let (code, out, _) = program(&folder, &["run", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&out).expect("one document");
    let counts = (&told["network_down"], &told["unreached"], &told["failed"]);
    assert_eq!((code, counts), (Some(1), (&true.into(), &3.into(), &0.into())));
    let (_, out, _) = program(&folder, &["feeds", "--failing"]);
    assert!(out.contains("None of 3 feeds has any trouble"), "{out}");
}

/// Feeds that never answered are no word of the network: whoever wrote their addresses has to look at them.
#[test]
fn misspelt_addresses_are_named_from_the_first_run_on() {
    let folder = nameless(3, false);
    let (code, out, err) = program(&folder, &["run", "--json"]);
    let told: serde_json::Value = serde_json::from_str(&out).expect("one document");
    let counts = (&told["network_down"], &told["unreached"], &told["failed"]);
    assert_eq!((code, counts), (Some(1), (&false.into(), &0.into(), &3.into())), "{err}");
    let (_, out, _) = program(&folder, &["feeds", "--failing"]);
    for n in 0..3 {
        assert!(out.contains(&format!("Outlet {n}")), "{out}");
    }
    assert!(out.contains("3 feeds, 3 failing"), "{out}");
}

/// Long before the last of them nobody else is asked, and all of them are counted.
#[test]
fn feeds_that_were_not_asked_are_counted_as_unreached() {
    const FEEDS: usize = 300;
    let folder = nameless(FEEDS, true);
    let config = folder.path().join("config.toml");
    let config = Config::read(&std::fs::read_to_string(&config).expect("read"), &config).expect("a configuration");
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&asked);
    let slow = move |_: &str| {
        counted.fetch_add(1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(5));
        Vec::new()
    };
    let network = Network::looking_up(&config, Lookup::Own(Arc::new(slow))).expect("a network");
    let mut store = Store::open(&config.store).expect("a store");
    let (trade, clock) = (Trade::default(), FixedClock(Seen(START)));
    let desk = Desk { config: &config, trade: &trade, wire: &network, clock: &clock, stop: Stop::default() };
    let summary = desk.round(&mut store, &mut |_| {}).expect("a round");
    assert!(summary.network_down.is_some(), "{summary:?}");
    assert_eq!((summary.unreached, summary.polled, summary.failed), (FEEDS, 0, 0));
    assert!(asked.load(Ordering::SeqCst) < FEEDS, "{asked:?}");
}

/// `Crawl-delay` of robots.txt is kept to between pages; what would take too long is left to later runs.
#[test]
fn hosts_that_ask_for_time_between_pages_get_it() {
    let addresses: Vec<IpAddr> = [71, 72].map(|last| IpAddr::from([127, 0, 1, last])).to_vec();
    let delays = [("127.0.1.71", "0.5"), ("127.0.1.72", "200")];
    let server = Server::open(&addresses, move |request: &Request, _| match request.path.as_str() {
        "/feed" => site::feed(request, &site::three()),
        "/robots.txt" => {
            let home = request.header("host").unwrap_or_default();
            let delay = delays.iter().find(|(host, _)| home.starts_with(host)).map_or("0", |(_, delay)| delay);
            site::robots(&format!("Crawl-delay: {delay}"))
        }
        _ => site::page(),
    });
    let config = site::config(&delays.map(|(host, _)| format!("{host}:{}", server.port())), site::LOOPBACK);
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(&folder.path().join("news.db")).expect("a store");
    let mut pages = Vec::new();
    for run in 0..4 {
        let summary = site::run(&config, &mut store, START + run * STEP);
        assert_eq!(summary.pages_failed, 0, "{summary:?}");
        pages.push((summary.pages, summary.pages_later));
    }
    // All three of the one, and one a run of the other.
    assert_eq!(pages, [(4, 2), (1, 1), (1, 0), (0, 0)]);
    let asked: Vec<Instant> = server
        .taken()
        .iter()
        .filter(|record| record.request.url.contains("127.0.1.71") && record.request.path.starts_with("/story/"))
        .map(|record| record.began)
        .collect();
    let gaps: Vec<Duration> = asked.windows(2).map(|two| two[1] - two[0]).collect();
    assert!(gaps.len() == 2 && gaps.iter().all(|gap| *gap >= Duration::from_millis(480)), "{gaps:?}");
}

/// Cron starts a run every two minutes, and a host asks for five minutes between two pages.
#[test]
fn a_delay_holds_from_run_to_run() {
    let address = IpAddr::from([127, 0, 1, 73]);
    let server = Server::open(&[address], |request: &Request, _| match request.path.as_str() {
        "/feed" => site::feed(request, &site::three()),
        "/robots.txt" => site::robots("Crawl-delay: 300"),
        _ => site::page(),
    });
    let config = site::config(&[format!("{address}:{}", server.port())], site::LOOPBACK);
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(&folder.path().join("news.db")).expect("a store");
    // A minute more than the delay: a busy machine may have asked late.
    let pages = [0, 120, 150, 360, 480].map(|after| {
        let summary = site::run(&config, &mut store, START + after);
        (summary.pages, summary.pages_later)
    });
    assert_eq!(pages, [(1, 2), (0, 2), (0, 2), (1, 1), (0, 1)]);
}
