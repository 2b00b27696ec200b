//! Thirty simulated days of polling over real HTTP on loopback: every kind of server an outlet may have, on a clock that is set.

use std::collections::HashMap;
use std::fmt::Write;
use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use wirecopy::config::Config;
use wirecopy::desk::network::Network;
use wirecopy::desk::{Desk, FixedClock, Stop};
use wirecopy::fetch::PollState;
use wirecopy::news::{Seen, Trade};
use wirecopy::store::Store;

use super::judge::{judge, shortest_gap};
use super::server::{Reply, Request, Server, http_date};
use super::site;

const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
/// 2026-11-02 00:00 UTC, a Monday.
const START: i64 = 1_793_577_600;
/// Between two runs, as cron has it.
const STEP: i64 = 30 * 60;

/// What a feed's server is like. The name is the path.
const KINDS: &[&str] = &[
    "etag",
    "modified",
    "both",
    "neither",
    "odd-tag",
    "for-ever",
    "deaf",
    "lost-tag",
    "new-tag",
    "max-age",
    "ttl",
    "expires",
    "updates",
    "skips",
    "flood",
    "busy",
    "moved",
    "moved-308",
    "for-now",
    "for-now-307",
    "mirrors",
    "login",
    "portal",
    "portal-for-good",
    "gone",
    "missing",
    "broken",
    "cut",
    "silent",
    "page",
];

fn host(n: usize) -> IpAddr {
    Ipv4Addr::new(127, 0, 1, n as u8 + 1).into()
}

/// A feed as it stands at a moment: an item every so many hours.
fn feed(name: &str, at: i64, every: i64, head: &str) -> Reply {
    let latest = at / (every * HOUR);
    let items: String = (latest - 4..=latest)
        .map(|n| {
            format!(
                "<item><guid>{name}-{n}</guid><title>Story {n} of {name}</title><description>Words {n} of {name}.</description></item>"
            )
        })
        .collect();
    let body = format!("<rss version=\"2.0\"><channel><title>{name}</title>{head}{items}</channel></rss>");
    Reply { feed: true, body, ..Reply::status(200) }
}

/// The answer with validators, or 304 to whoever has them.
fn validated(request: &Request, reply: Reply, tag: Option<String>, since: Option<i64>) -> Reply {
    let since = since.map(http_date);
    let has = match (&tag, request.header("if-none-match")) {
        (Some(tag), Some(sent)) => tag == sent,
        _ => since.is_some() && since.as_deref() == request.header("if-modified-since"),
    };
    let reply = if has { Reply { headers: reply.headers, ..Reply::status(304) } } else { reply };
    let reply = match tag {
        Some(tag) => reply.with("ETag", tag),
        None => reply,
    };
    match since {
        Some(since) => reply.with("Last-Modified", since),
        None => reply,
    }
}

/// A page that answers for everything, as those of hotels and outlets with a new system do; it has validators of its own.
fn page() -> Reply {
    let body = "<!doctype html><html><head><title>Sign in</title></head><body><form><input type=\"password\"></form></body></html>";
    Reply { body: body.into(), ..Reply::status(200) }.with("ETag", "\"sign-in\"").with("Content-Type", "text/html")
}

/// What each server answers. `nth` counts the requests for a path.
fn answer(request: &Request, at: i64, nth: usize, home: &str) -> Reply {
    let path = request.path.trim_start_matches('/');
    let (day, slot) = ((at - START) / DAY, at / (3 * HOUR));
    let plain = |every| feed(path, at, every, "");
    let tagged = |reply: Reply| validated(request, reply, Some(format!("\"{path}-{slot}\"")), None);
    let to = |status: u16, place: &str| Reply::status(status).with("Location", format!("http://{place}"));
    let place = |n: usize, path: &str| format!("{}:{}/{path}", host(n), home.rsplit(':').next().unwrap_or_default());
    match path {
        "modified" => validated(request, plain(3), None, Some(slot * 3 * HOUR)),
        "both" => validated(request, plain(3), Some(format!("\"{slot}\"")), Some(slot * 3 * HOUR)),
        "neither" => plain(3),
        "odd-tag" => validated(request, plain(3), Some(format!("W/\"a, b:{slot} ü\"")), None),
        // Says "unchanged" to whoever brings validators, for ever.
        "for-ever" => validated(
            request,
            plain(3),
            request.header("if-none-match").map_or(Some(format!("\"{slot}\"")), |t| Some(t.into())),
            None,
        ),
        // Says "unchanged" to everybody once it has answered.
        "deaf" if nth > 0 => Reply::status(304),
        "deaf" => tagged(plain(3)),
        "lost-tag" if day >= 10 => plain(3),
        "new-tag" => validated(request, plain(24), Some(format!("\"{nth}\"")), None),
        "max-age" => tagged(Reply { fresh: 2 * HOUR, ..plain(3) }.with("Cache-Control", "public, max-age=7200")),
        "ttl" => tagged(Reply { fresh: 5 * HOUR, ..feed(path, at, 1, "<ttl>300</ttl>") }),
        "expires" => Reply { fresh: 4 * HOUR, ..plain(1) }.with("Expires", http_date(at + 4 * HOUR)),
        "updates" => Reply {
            fresh: 12 * HOUR,
            ..feed(path, at, 1, "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>")
        },
        "skips" => {
            let head = "<skipHours><hour>0</hour><hour>1</hour><hour>2</hour><hour>13</hour></skipHours><skipDays><day>Saturday</day><day>Sunday</day></skipDays>";
            tagged(Reply { skips: (vec![0, 1, 2, 13], vec![5, 6]), ..feed(path, at, 1, head) })
        }
        "flood" if nth % 5 == 3 => Reply::status(429).with("Retry-After", "30000"),
        "busy" if nth % 4 == 2 => Reply::status(503).with("Retry-After", http_date(at + 90_000)),
        "moved" => to(301, &place(30, "new-home")),
        "moved-308" if day < 20 => to(308, &place(31, "new-home-308")),
        "moved-308" => plain(3),
        // The new place has gone to rest by then, so that the old one is asked again.
        "new-home-308" if day >= 15 => Reply::status(404),
        "for-now" => to(302, &place(32, "other")),
        "for-now-307" => to(307, &place(32, "other-307")),
        "mirrors" => to(302, &place(33 + nth % 2, "mirror")),
        "mirror" => validated(request, plain(3), Some(format!("\"{}-{slot}\"", request.url)), None),
        "login" if (8..11).contains(&day) => to(302, &place(35, "sign-in")),
        "sign-in" => page(),
        // A hotel's network: every address leads for good to a feed of its own, for some hours.
        "portal" if day == 12 && at % DAY < 8 * HOUR => to(301, &place(36, "hotel-news")),
        "portal-for-good" if (12..14).contains(&day) => to(301, &place(35, "sign-in")),
        "gone" if day >= 15 => Reply::status(410),
        "missing" if (5..9).contains(&day) => Reply::status(404),
        "broken" if (4..6).contains(&day) || nth % 6 == 5 => Reply::status(500),
        "cut" if day % 7 == 3 => Reply { cut: true, ..plain(3) }.with("ETag", "\"cut\""),
        "silent" if nth == 20 => Reply { silent: Duration::from_millis(1_500), ..Reply::default() },
        "page" if day % 5 == 4 => page(),
        _ => tagged(plain(3)),
    }
}

fn config(port: u16, extra: &str) -> Config {
    let mut text = format!(
        "[network]\nallow = [\"127.0.0.0/8\"]\nseconds_between_requests = 0.0\ntotal_seconds = 1\n{extra}\n[pages]\nfetch = false\n"
    );
    for (n, kind) in KINDS.iter().enumerate() {
        let _ = write!(text, "[[outlet]]\nname = \"{kind}\"\nfeeds = [\"http://{}:{port}/{kind}\"]\n", host(n));
    }
    Config::read(&text, Path::new("config.toml")).expect("a configuration")
}

#[test]
fn thirty_days_of_polls_are_polite() {
    let addresses: Vec<IpAddr> = (0..40).map(host).collect();
    let asked: Mutex<HashMap<String, usize>> = Mutex::default();
    let server = Server::open(&addresses, move |request: &Request, at| {
        let nth = {
            let mut asked = asked.lock().expect("counts");
            let count = asked.entry(request.path.clone()).or_default();
            *count += 1;
            *count - 1
        };
        let home = request.header("host").unwrap_or_default().to_owned();
        answer(request, at, nth, &home)
    });
    let folder = tempfile::tempdir().expect("a folder");
    let config = config(server.port(), "");
    let mut store = Store::open(&folder.path().join("news.db")).expect("a store");
    let trade = Trade::default();
    for day in 0..30 {
        // A day's runs share their connections, as a service's do; then it is started anew.
        let network = Network::new(&config).expect("a network");
        for step in 0..DAY / STEP {
            let now = START + day * DAY + step * STEP;
            server.set(now);
            let clock = FixedClock(Seen(now));
            let desk = Desk { config: &config, trade: &trade, wire: &network, clock: &clock, stop: Stop::default() };
            desk.round(&mut store, &mut |_| {}).expect("a round");
        }
    }
    let records = server.taken();
    let url = |n: usize, path: &str| format!("http://{}:{}/{path}", host(n), server.port());
    let feeds: Vec<String> = KINDS.iter().enumerate().map(|(n, kind)| url(n, kind)).collect();
    // These say for good that they moved, for days, and serve a feed there.
    let place = |kind| KINDS.iter().position(|known| *known == kind).expect("a kind");
    let learned = HashMap::from([
        (url(30, "new-home"), url(place("moved"), "moved")),
        (url(31, "new-home-308"), url(place("moved-308"), "moved-308")),
    ]);
    let verdict = judge(&records, &feeds, &learned);
    println!("{} polls, {} requests, {} of them conditional", verdict.polls, records.len(), verdict.conditional);
    for (kind, wrong) in &verdict.wrong {
        println!("{kind}: {}", wrong.len());
    }
    assert!(verdict.wrong.is_empty(), "{:#?}", verdict.wrong);
    assert!(verdict.polls >= 1_000 && verdict.conditional * 3 > records.len());
    let states: HashMap<String, PollState> = store
        .feeds()
        .expect("feeds")
        .into_iter()
        .map(|record| (record.feed.outlet, PollState::from_json(record.poll.as_deref())))
        .collect();
    for (kind, state) in &states {
        let moved = (kind == "moved").then(|| url(30, "new-home"));
        assert_eq!(state.moved_to, moved, "{kind}");
        assert_eq!(state.stopped, kind == "gone", "{kind}");
        // The deaf one says "unchanged" even when nothing was known; nothing else is to be had of it.
        let fresh = state.last_new.is_some_and(|at| START + 30 * DAY - at < 2 * DAY);
        let frozen = ["gone", "deaf", "for-ever"].contains(&kind.as_str());
        assert!(fresh || frozen, "{kind}: nothing new since {:?}: {}", state.last_new, state.why);
    }
    // A learned place is asked directly, a hotel's never is.
    let asked = |path: &str| records.iter().filter(|record| record.request.path == path).count();
    assert!(asked("/moved") < asked("/new-home"));
    assert!(asked("/hotel-news") > 0 && asked("/sign-in") > 0, "the traps were met");
    assert!(
        states["for-ever"].refreshed.is_some() || states["for-ever"].last_whole.is_some_and(|at| at > START + 7 * DAY)
    );
}

/// The pace itself takes real time, so it is tried on a few requests.
#[test]
fn a_host_is_asked_one_request_at_a_time_and_one_a_second() {
    let addresses: Vec<IpAddr> = (0..3).map(host).collect();
    let server = Server::open(&addresses, |request: &Request, at| feed(&request.path, at, 1, ""));
    let mut text =
        String::from("[network]\nallow = [\"127.0.0.0/8\"]\ncontact = \"desk@post.example\"\n[pages]\nfetch = false\n");
    for n in 0..7 {
        // Five feeds of one host, and one each of two more.
        let of = n.max(4) - 4;
        let _ = write!(text, "[[outlet]]\nname = \"{n}\"\nfeeds = [\"http://{}:{}/{n}\"]\n", host(of), server.port());
    }
    let config = Config::read(&text, Path::new("config.toml")).expect("a configuration");
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(&folder.path().join("news.db")).expect("a store");
    let network = Network::new(&config).expect("a network");
    let (trade, clock) = (Trade::default(), FixedClock(Seen(START)));
    server.set(START);
    let desk = Desk { config: &config, trade: &trade, wire: &network, clock: &clock, stop: Stop::default() };
    let summary = desk.round(&mut store, &mut |_| {}).expect("a round");
    assert_eq!((summary.polled, summary.failed), (7, 0));
    let records = server.taken();
    let gap = shortest_gap(&records);
    assert!(gap >= Duration::from_millis(950), "two requests to one host within {gap:?}");
    let feeds: Vec<String> = records.iter().map(|record| record.request.url.clone()).collect();
    assert!(judge(&records, &feeds, &HashMap::new()).wrong.is_empty());
    // Nobody waits behind the host with five feeds.
    let first: Vec<&str> = records[..3].iter().filter_map(|record| record.request.header("host")).collect();
    assert!((1..3).all(|a| (0..a).all(|b| first[a] != first[b])), "{first:?}");
    for record in &records {
        let agent = record.request.header("user-agent").unwrap_or_default();
        assert!(agent.starts_with("wirecopy/") && agent.ends_with("(+desk@post.example)"), "{agent}");
        assert!(record.request.header("accept-encoding").is_some_and(|all| all.contains("gzip") && all.contains("br")));
    }
}

/// robots.txt is asked once a host and day, whoever asks: every run of a cron line is a program of its own.
#[test]
fn robots_are_asked_once_a_day_across_runs() {
    let address = host(50);
    let server = Server::open(&[address], |request: &Request, at| match request.path.as_str() {
        "/feed" => site::feed(request, &["story", "closed"].map(|place| format!("{place}/{}", at / HOUR))),
        "/robots.txt" => site::robots("Disallow: /closed/"),
        _ => site::page(),
    });
    let config = site::config(&[format!("{address}:{}", server.port())], site::LOOPBACK);
    let folder = tempfile::tempdir().expect("a folder");
    for hours in [0, 5, 10, 20, 25, 30] {
        let now = START + hours * HOUR;
        server.set(now);
        let mut store = Store::open(&folder.path().join("news.db")).expect("a store");
        let summary = site::run(&config, &mut store, now);
        assert_eq!((summary.new, summary.pages, summary.pages_failed), (2, 1, 1), "after {hours} hours");
    }
    let asked = |start: &str| server.taken().iter().filter(|record| record.request.path.starts_with(start)).count();
    assert_eq!((asked("/robots.txt"), asked("/story/"), asked("/closed/")), (2, 6, 0));
}
