//! `wirecopy feeds` over loopback: found, checked, added, listed, exported, removed; config.toml keeps its comments.

use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::polite::server::{Reply, Request, Server};

/// A newsroom with a folder of its own.
struct Newsroom {
    server: Server,
    folder: tempfile::TempDir,
}

impl Newsroom {
    fn open(last: u8) -> Self {
        let address = Ipv4Addr::new(127, 0, 2, last);
        let server = Server::open(&[address.into()], answer);
        let newsroom = Self { server, folder: tempfile::tempdir().expect("a folder") };
        let text = format!(
            "# the desk's own file\n[network]\nallow = [\"{address}\"] # loopback\nseconds_between_requests = 0.0\ntotal_seconds = 2\n"
        );
        fs::write(newsroom.config(), text).expect("written");
        newsroom
    }

    fn config(&self) -> PathBuf {
        self.folder.path().join("config.toml")
    }

    fn text(&self) -> String {
        fs::read_to_string(self.config()).expect("config.toml")
    }

    fn url(&self, path: &str) -> String {
        let host = self.server.taken().first().and_then(|record| record.request.header("host").map(str::to_owned));
        host.map_or_else(String::new, |host| format!("http://{host}{path}"))
    }

    fn run(&self, args: &[&str]) -> (i32, String, String) {
        run(&self.config(), args)
    }
}

fn run(config: &Path, args: &[&str]) -> (i32, String, String) {
    let output: Output = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .args(["--color", "never", "--config"])
        .arg(config)
        .arg("feeds")
        .args(args)
        .output()
        .expect("the program starts");
    let words = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code().unwrap_or(-1), words(&output.stdout), words(&output.stderr))
}

fn answer(request: &Request, _: i64) -> Reply {
    let host = request.header("host").unwrap_or_default();
    let feed = |title: &str, items: usize| {
        let items: String = (0..items)
            .map(|n| {
                format!(
                    "<item><guid isPermaLink=\"false\">{title}-{n}</guid><title>Story {n}</title><link>http://{host}{}/{n}</link>\
                     <pubDate>Wed, 25 Nov 2026 10:0{n}:00 GMT</pubDate><description>In short {n}.</description></item>",
                    request.path
                )
            })
            .collect();
        let body = format!("<rss version=\"2.0\"><channel><title>{title}</title><ttl>90</ttl>{items}</channel></rss>");
        Reply { body, ..Reply::status(200) }.with("Content-Type", "application/rss+xml")
    };
    let page = |body: &str| Reply { body: body.into(), ..Reply::status(200) }.with("Content-Type", "text/html");
    match request.path.as_str() {
        "/" => page(
            "<!doctype html><html><head><link rel=\"alternate\" type=\"application/rss+xml\" href=\"/world.xml\">\
             <link rel=\"alternate\" type=\"application/atom+xml\" href=\"/dead.xml\"></head><body><a href=\"/services\">RSS</a></body></html>",
        ),
        "/services" => page("<html><body><a href=\"/sport/feed\">Sport</a></body></html>"),
        "/bare" => page("<html><body>No word of feeds.</body></html>"),
        "/world.xml" => feed("The Harbour Post", 3).with("ETag", "\"w\""),
        "/sport/feed" => feed("The Harbour Post: Sport", 2),
        "/feed" => feed("The Harbour Post, all of it", 4),
        "/old.xml" => Reply::status(301).with("Location", "/world.xml"),
        "/robots.txt" => Reply { body: format!("Sitemap: http://{host}/map.xml"), ..Reply::status(200) },
        "/map.xml" => Reply {
            body: format!("<urlset><url><loc>http://{host}/local/rss.xml</loc></url></urlset>"),
            ..Reply::status(200)
        },
        "/local/rss.xml" => feed("Local", 1),
        "/locked.xml" if request.header("authorization").is_some() => feed("Locked", 1),
        "/locked.xml" => Reply::status(401),
        "/login.xml" => page("<html><form><input type=\"password\"></form></html>"),
        "/gone.xml" => Reply::status(410),
        _ => Reply::status(404),
    }
}

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).expect("a line of JSON")).collect()
}

#[test]
fn feeds_of_a_page_are_found_and_read() {
    let newsroom = Newsroom::open(1);
    let home = format!("http://127.0.2.1:{}", newsroom.server.port());
    let (code, out, err) = newsroom.run(&["discover", &format!("{home}/"), "--format", "json"]);
    assert_eq!(code, 0, "{err}");
    let found: Vec<(String, String)> = lines(&out)
        .iter()
        .map(|line| {
            (line["url"].as_str().unwrap_or("").replace(&home, ""), line["found"].as_str().unwrap_or("").to_owned())
        })
        .collect();
    let pair = |url: &str, how: &str| (url.to_owned(), how.to_owned());
    assert_eq!(found, [pair("/world.xml", "named by the page"), pair("/sport/feed", "linked by the page")]);
    let (code, out, _) = newsroom.run(&["discover", &format!("{home}/bare"), "--format", "json"]);
    assert_eq!(code, 0);
    let found: Vec<&str> = out.lines().filter_map(|line| line.split('"').nth(3)).collect();
    assert_eq!(found, [format!("{home}/local/rss.xml"), format!("{home}/feed")], "sitemaps, then usual places");
    let (code, out, _) = newsroom.run(&["discover", &format!("{home}/")]);
    assert!(code == 0 && out.contains("No feed: ") && out.contains("/dead.xml"), "{out}");
    let (code, _, err) = newsroom.run(&["discover", "http://10.0.0.1/"]);
    assert!(code == 1 && err.contains("not public"), "{err}");
}

#[test]
fn a_check_tells_what_an_editor_wants_to_know() {
    let newsroom = Newsroom::open(2);
    let home = format!("http://127.0.2.2:{}", newsroom.server.port());
    let check = |path: &str, code: i32, words: &[&str]| {
        let (ended, out, err) = newsroom.run(&["check", &format!("{home}{path}")]);
        assert_eq!(ended, code, "{path}: {out}{err}");
        for words in words {
            assert!(out.contains(words), "{path} says nothing of {words:?}:\n{out}");
        }
    };
    check(
        "/world.xml",
        0,
        &["RSS, The Harbour Post", "3 of 3 items are dated", "summaries only", "ETag", "ttl 1 h 30"],
    );
    check("/old.xml", 0, &["301 to", "write that address into config.toml"]);
    check("/sport/feed", 0, &["no: every poll carries the whole feed"]);
    check("/", 1, &[&format!("this is a web page; its feed is at {home}/world.xml")]);
    check("/login.xml", 1, &["asks for a login"]);
    check("/gone.xml", 1, &["gone for good"]);
    check("/nowhere", 1, &["404"]);
    let (_, out, _) = newsroom.run(&["check", &format!("{home}/world.xml"), "--format", "json"]);
    let value: Value = serde_json::from_str(&out).expect("one document");
    assert_eq!(
        (&value["feed"]["items"], &value["etag"], &value["feed"]["ttl_minutes"]),
        (&3.into(), &true.into(), &90.into())
    );
}

#[test]
fn feeds_are_added_listed_exported_and_removed() {
    let newsroom = Newsroom::open(3);
    let home = format!("http://127.0.2.3:{}", newsroom.server.port());
    let before = newsroom.text();
    let world = format!("{home}/world.xml");
    let (code, _, err) = newsroom.run(&["add", &format!("{home}/")]);
    assert!(code == 1 && err.contains(&world) && newsroom.text() == before, "{err}");
    let (code, out, err) = newsroom.run(&["add", &format!("{home}/old.xml")]);
    assert!(code == 0 && out.contains("\"The Harbour Post\"") && err.contains("moved for good"), "{out}{err}");
    let (code, _, err) = newsroom.run(&["add", &world]);
    assert!(code == 0 && err.contains("there already"), "{err}");
    let (code, ..) = newsroom.run(&["add", &format!("{home}/sport/feed"), "--outlet", "The Harbour Post"]);
    assert_eq!(code, 0);
    let text = newsroom.text();
    assert!(text.starts_with(&before), "what was there stays as it was:\n{text}");
    assert_eq!(text.matches("[[outlet]]").count(), 1);

    let locked = format!("http://desk:canary@{}/locked.xml", home.trim_start_matches("http://"));
    let (code, out, err) = newsroom.run(&["add", &locked, "--outlet", "Locked"]);
    assert_eq!(code, 0, "{err}");
    let mut said = format!("{out}{err}");
    assert!(newsroom.text().contains("desk:canary@"), "credentials are kept where they are read");

    let status =
        Command::new(env!("CARGO_BIN_EXE_wirecopy")).arg("--config").arg(newsroom.config()).arg("run").output();
    let ended = status.expect("a run");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
    let (code, out, err) = newsroom.run(&["--format", "json"]);
    assert_eq!(code, 0, "{err}");
    let list = lines(&out);
    assert_eq!(list.len(), 3);
    assert!(list.iter().all(|line| line["last_success"].is_string() && line["last_new"].is_string()), "{out}");
    assert!(list.iter().all(|line| line["why"].as_str().is_some_and(|why| why.contains("ttl"))), "{out}");
    assert_eq!(list[0]["conditional"], true);
    said.push_str(&out);
    for args in
        [&["list"][..], &["list", "--failing"], &["export", "--opml"], &["check", &format!("{home}/locked.xml")]]
    {
        let (code, out, err) = newsroom.run(args);
        assert_eq!(code, 0, "{args:?} {out}{err}");
        said.push_str(&out);
        said.push_str(&err);
    }
    assert!(!said.contains("canary"), "{said}");

    let (code, out, _) = newsroom.run(&["retry", &world]);
    assert!(code == 0 && out.contains("anew"), "{out}");
    let (_, list, _) = newsroom.run(&["--format", "json"]);
    assert_eq!(lines(&list)[0]["polled"], Value::Null);
    let (code, out, _) = newsroom.run(&["remove", &world]);
    assert!(code == 0 && out.contains("one feed left"), "{out}");
    let (code, _, err) = newsroom.run(&["remove", &world]);
    assert!(code == 2 && err.contains("is no feed of"), "{err}");
    assert!(newsroom.text().starts_with(&before) && !newsroom.text().contains("world.xml"));
    assert!(!newsroom.url("/").is_empty());
}

#[test]
fn lists_of_other_readers_are_taken_in() {
    let newsroom = Newsroom::open(4);
    let home = format!("http://127.0.2.4:{}", newsroom.server.port());
    let list = newsroom.folder.path().join("list.opml");
    fs::write(
        &list,
        format!(
            "<opml version=\"2.0\"><body><outline text=\"News\"><outline text=\"Post: World\" xmlUrl=\"{home}/world.xml\"/>\
             <outline text=\"Post: Sport\" xmlUrl=\"{home}/sport/feed\"/><outline text=\"Dead\" xmlUrl=\"{home}/dead.xml\"/>\
             <outline text=\"Odd\" xmlUrl=\"gopher://a.example/\"/></outline></body></opml>"
        ),
    )
    .expect("written");
    let path = list.to_str().expect("a path");
    let (_, out, _) = newsroom.run(&["import", path, "--dry-run"]);
    assert!(out.contains("Would add 3 feeds") && !newsroom.text().contains("outlet"), "{out}");
    let (code, out, err) = newsroom.run(&["import", path, "--check"]);
    assert!(code == 1 && out.contains("Added 2 feeds"), "{out}{err}");
    assert!(err.contains("dead.xml was left out") && err.contains("\"Odd\" was left out"), "{err}");
    let (_, out, _) = newsroom.run(&["import", path, "--check"]);
    assert!(out.contains("Added 0 feeds") && out.contains("2 there already"), "{out}");
    let (code, exported, _) = newsroom.run(&["export", "--opml"]);
    assert!(code == 0 && exported.matches("xmlUrl").count() == 2, "{exported}");
    fs::write(&list, "no list at all").expect("written");
    let (code, _, err) = newsroom.run(&["import", path]);
    assert!(code == 1 && err.contains("nothing was added"), "{err}");
}

#[test]
fn a_file_that_cannot_be_read_is_left_alone() {
    let newsroom = Newsroom::open(5);
    let broken = "# mine\n[polling]\nintervall_minutes = 3\n";
    fs::write(newsroom.config(), broken).expect("written");
    for args in [&["add", "https://a.example/f", "--unchecked"][..], &["remove", "https://a.example/f"], &["list"]] {
        let (code, _, err) = newsroom.run(args);
        assert!(code == 2 && err.contains("interval_minutes"), "{args:?} {err}");
    }
    assert_eq!(newsroom.text(), broken);
    let (code, _, err) = newsroom.run(&["add", "mailto:desk@a.example"]);
    assert_eq!(code, 2, "{err}");
    // A file that is not there yet is made.
    let fresh = newsroom.folder.path().join("fresh.toml");
    let (code, _, err) = run(&fresh, &["add", "https://a.example/f", "--unchecked"]);
    assert_eq!(code, 0, "{err}");
    assert!(fs::read_to_string(&fresh).expect("made").contains("https://a.example/f"));
}
