//! Nobody inside is reached: a table of addresses and names, asked as feeds, as pages, behind redirects and robots.txt, with a
//! resolver that changes its mind; counted at the listening sockets.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use wirecopy::fetch::{Answer, Asked, Fetcher, Lookup, Settings};

use super::server::{Reply, Request, Server};

/// Ways to write an address inside, one a line; the guard's own tests read the same.
const ADDRESSES: &str = include_str!("../../fixtures/guard/inside.txt");

/// Public-looking names, and the addresses inside that a resolver gives for them.
fn names() -> Vec<(String, Vec<IpAddr>)> {
    let v4 = |a, b, c, d| IpAddr::from(Ipv4Addr::new(a, b, c, d));
    let v6 = |words: &str| IpAddr::from(words.parse::<Ipv6Addr>().expect("an address"));
    let inside = [
        vec![v4(127, 0, 0, 1)],
        vec![v4(127, 0, 0, 2)],
        vec![v4(0, 0, 0, 0)],
        vec![v4(10, 0, 0, 1)],
        vec![v4(172, 16, 9, 1)],
        vec![v4(192, 168, 1, 1)],
        vec![v4(169, 254, 169, 254)],
        vec![v4(100, 100, 100, 200)],
        vec![v4(198, 18, 0, 1)],
        vec![v4(255, 255, 255, 255)],
        vec![v6("::1")],
        vec![v6("::")],
        vec![v6("::ffff:127.0.0.1")],
        vec![v6("64:ff9b::7f00:1")],
        vec![v6("2002:7f00:1::")],
        vec![v6("fe80::1")],
        vec![v6("fd00:ec2::254")],
        vec![v4(127, 0, 0, 1), v4(10, 0, 0, 1)],
        vec![v6("::1"), v4(127, 0, 0, 1)],
        vec![],
    ];
    inside.into_iter().enumerate().map(|(n, found)| (format!("n{n}.outlet.example"), found)).collect()
}

/// What a listener took, without ever answering.
struct Trap {
    taken: Arc<AtomicUsize>,
    port: u16,
}

impl Trap {
    /// Listens on loopback wherever there is one.
    fn set() -> Self {
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let port = first.local_addr().expect("an address").port();
        let others: [IpAddr; 3] =
            [Ipv4Addr::new(127, 0, 0, 2).into(), Ipv4Addr::new(127, 255, 255, 254).into(), Ipv6Addr::LOCALHOST.into()];
        let mut listeners = vec![first];
        // Some machines have no IPv6.
        listeners.extend(others.iter().filter_map(|address| TcpListener::bind((*address, port)).ok()));
        let taken = Arc::new(AtomicUsize::new(0));
        for listener in listeners {
            let taken = Arc::clone(&taken);
            std::thread::spawn(move || {
                for _ in listener.incoming().flatten() {
                    taken.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        Self { taken, port }
    }

    fn taken(&self) -> usize {
        // What was dialled a moment ago may not have been taken yet.
        std::thread::sleep(Duration::from_millis(100));
        self.taken.load(Ordering::SeqCst)
    }
}

fn fetcher(allow: &[String], lookup: impl Fn(&str) -> Vec<IpAddr> + Send + Sync + 'static) -> Fetcher {
    let settings = Settings {
        allow: allow.to_vec(),
        pace: Duration::ZERO,
        connect: Duration::from_secs(2),
        total: Duration::from_secs(3),
        lookup: Lookup::Own(Arc::new(lookup)),
        ..Settings::default()
    };
    Fetcher::new(settings).expect("a fetcher")
}

fn table(name: &str) -> Vec<IpAddr> {
    names().into_iter().find(|(known, _)| known == name).map_or(vec![Ipv4Addr::LOCALHOST.into()], |(_, found)| found)
}

/// Every place of the table, on the trap's port.
fn places(port: u16) -> Vec<String> {
    let named = names();
    let hosts = ADDRESSES.lines().chain(named.iter().map(|(name, _)| name.as_str()));
    hosts.flat_map(|host| [format!("http://{host}:{port}/feed"), format!("https://{host}:{port}/feed")]).collect()
}

async fn refused(fetcher: &Fetcher, url: &str, page: bool) {
    let asked = Asked { url, most: 1 << 20, ..Asked::default() };
    let answer = if page { fetcher.page(&asked).await } else { fetcher.feed(&asked).await };
    let Answer::Failed(failure) = answer else { panic!("{url} was reached: {answer:?}") };
    let said = ["not public", "no public address", "not an absolute address", "is not known", "robots.txt of the host"];
    assert!(said.iter().any(|words| failure.words.contains(words)), "{url}: {}", failure.words);
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime")
}

#[test]
fn nothing_inside_is_reached() {
    let hosts = ADDRESSES.lines().count() + names().len();
    assert!(hosts >= 120, "{hosts}");
    let trap = Trap::set();
    let places = places(trap.port);
    // An outlet that leads everybody inside, in every way there is; it is itself let through by its port alone.
    let targets = places.clone();
    let outlet = Server::open(&[Ipv4Addr::new(127, 0, 0, 3).into()], move |request: &Request, _| {
        let mut parts = request.path.trim_start_matches('/').split('/');
        let (what, n) = (parts.next().unwrap_or_default(), parts.next().and_then(|n| n.parse::<usize>().ok()));
        match (what.parse::<u16>(), n) {
            (Ok(status), Some(n)) => Reply::status(status).with("Location", targets[n].clone()),
            // robots.txt leads inside as well.
            _ if what == "robots.txt" => Reply::status(302).with("Location", targets[0].clone()),
            _ => Reply::status(404),
        }
    });
    let home = format!("127.0.0.3:{}", outlet.port());
    let fetcher = fetcher(std::slice::from_ref(&home), table);
    runtime().block_on(async {
        for (n, place) in places.iter().enumerate() {
            refused(&fetcher, place, false).await;
            refused(&fetcher, place, true).await;
            let status = [301, 302, 303, 307, 308][n % 5];
            refused(&fetcher, &format!("http://{home}/{status}/{n}"), false).await;
        }
        // The page would be let through; its robots.txt leads inside.
        refused(&fetcher, &format!("http://{home}/story"), true).await;
        // Rules that name a port let nothing through to another.
        for host in ["127.0.0.3", "n0.outlet.example"] {
            refused(&fetcher, &format!("http://{host}:{}/feed", trap.port), false).await;
        }
    });
    assert_eq!(trap.taken(), 0, "connections inside");
    assert_eq!(outlet.taken().len(), places.len() + 1, "every redirect was met");
    println!("{} places, {} requests, 0 connections inside", places.len(), places.len() * 3 + 3);
    // The trap works: whoever is let through is counted.
    let open = self::fetcher(&["127.0.0.1".to_owned()], table);
    let url = format!("http://127.0.0.1:{}/feed", trap.port);
    runtime().block_on(open.feed(&Asked { url: &url, most: 9, ..Asked::default() }));
    assert_eq!(trap.taken(), 1);
}

/// A name that is public when it is looked at and inside when it is asked again.
#[test]
fn a_name_that_changes_its_mind_gains_nothing() {
    let trap = Trap::set();
    // Stands for a public address: let through on its own.
    let public = Ipv4Addr::new(127, 0, 0, 4);
    let listener = TcpListener::bind((public, trap.port)).expect("the trap's port on another address");
    let answered = std::thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut stream, _) = listener.accept().expect("a connection");
        let _ = stream.read(&mut [0; 4096]);
        let _ = stream
            .write_all(b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    });
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let fetcher = fetcher(&["127.0.0.4".to_owned()], move |_| {
        let first = count.fetch_add(1, Ordering::SeqCst) == 0;
        vec![if first { public.into() } else { Ipv4Addr::LOCALHOST.into() }]
    });
    let url = format!("http://changes.outlet.example:{}/feed", trap.port);
    runtime().block_on(refused(&fetcher, &url, false));
    answered.join().expect("answered once");
    assert_eq!((asked.load(Ordering::SeqCst), trap.taken()), (2, 0));
}

/// Rules that name a host and a port let that through, however the host resolves, and nothing else of it.
#[test]
fn rules_with_a_port_hold_for_names_that_resolve_inside() {
    let trap = Trap::set();
    let wire = Server::open(&[Ipv4Addr::new(127, 0, 0, 5).into()], |_: &Request, _| Reply {
        body: "<rss><channel><title>Wire</title></channel></rss>".into(),
        ..Reply::status(200)
    });
    let fetcher =
        fetcher(&[format!("wire.outlet.example:{}", wire.port())], |_| vec![Ipv4Addr::new(127, 0, 0, 5).into()]);
    runtime().block_on(async {
        let url = format!("http://wire.outlet.example:{}/feed", wire.port());
        let answer = fetcher.feed(&Asked { url: &url, most: 1 << 20, ..Asked::default() }).await;
        assert!(matches!(answer, Answer::Body(..)), "{answer:?}");
        for host in ["wire.outlet.example", "other.outlet.example"] {
            refused(&fetcher, &format!("http://{host}:{}/feed", trap.port), false).await;
        }
        refused(&fetcher, &format!("http://other.outlet.example:{}/feed", wire.port()), false).await;
    });
    assert_eq!(trap.taken(), 0);
}

/// Name and password go to the host they were given for, and are repeated nowhere.
#[test]
fn credentials_stay_at_home() {
    let away = Server::open(&[Ipv4Addr::new(127, 0, 0, 7).into()], |_: &Request, _| Reply::status(500));
    let there = format!("http://mallory:planted@127.0.0.7:{}/away", away.port());
    let home =
        Server::open(&[Ipv4Addr::new(127, 0, 0, 6).into()], move |request: &Request, _| match request.path.as_str() {
            "/away" => Reply::status(302).with("Location", there.clone()),
            "/here" => Reply::status(301).with("Location", "/feed"),
            _ => Reply { body: "<rss/>".into(), ..Reply::status(200) },
        });
    let fetcher = fetcher(&["127.0.0.6".to_owned(), "127.0.0.7".to_owned()], |_| vec![]);
    let ask = |path: &str| {
        let url = format!("http://127.0.0.6:{}/{path}", home.port());
        let asked = Asked { url: &url, login: Some(("desk", "canary")), most: 1 << 20, ..Asked::default() };
        format!("{:?}", runtime().block_on(fetcher.feed(&asked)))
    };
    for said in [ask("here"), ask("away"), ask("feed")] {
        assert!(!said.contains("canary") && !said.contains("planted") && !said.contains("mallory"), "{said}");
    }
    let sent = |server: &Server| {
        server.taken().iter().filter(|record| record.request.header("authorization").is_some()).count()
    };
    assert_eq!((sent(&home), home.taken().len()), (4, 4));
    assert_eq!((sent(&away), away.taken().len()), (0, 1));
}
