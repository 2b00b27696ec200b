//! The command line as cron and people meet it: help, exit codes, the lock, one summary line, nothing secret.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use wirecopy::store::{Lock, Store};

fn wirecopy(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .args(args)
        .current_dir(std::env::temp_dir())
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// The demo's newsroom, open until it is dropped.
struct Newsroom {
    process: Child,
    config: PathBuf,
    _folder: tempfile::TempDir,
}

impl Newsroom {
    fn open() -> Self {
        let folder = tempfile::tempdir().expect("folder");
        let keep = folder.path().join("newsroom");
        let mut process = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
            .args(["demo", "--serve", "--keep"])
            .arg(&keep)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let out = BufReader::new(process.stdout.take().expect("piped"));
        let opened = out.lines().map_while(Result::ok).any(|line| line.starts_with("End it"));
        assert!(opened, "the newsroom opens");
        Self { process, config: keep.join("config.toml"), _folder: folder }
    }

    fn run(&self, args: &[&str]) -> Output {
        let config = self.config.to_str().expect("a path");
        wirecopy(&[&["--config", config, "run"], args].concat())
    }
}

impl Drop for Newsroom {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn config(folder: &Path, words: &str) -> String {
    let path = folder.join("config.toml");
    fs::write(&path, words).expect("written");
    path.to_str().expect("a path").to_owned()
}

#[test]
fn every_command_has_a_help_text_with_an_example() {
    let help = text(&wirecopy(&["--help"]).stdout);
    let (_, commands) = help.split_once("Commands:").expect("commands");
    let names: Vec<&str> = commands
        .lines()
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert!(names.len() >= 15, "{names:?}");
    for name in names {
        let help = text(&wirecopy(&[name, "--help"]).stdout);
        assert!(help.contains("Example"), "wirecopy {name} --help has no example:\n{help}");
    }
}

#[test]
fn a_run_ends_with_one_line_and_a_second_one_has_nothing_to_do() {
    let newsroom = Newsroom::open();
    let first = newsroom.run(&[]);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    let told = text(&first.stdout);
    assert_eq!(told.lines().count(), 1, "{told}");
    assert!(told.contains("12 feeds polled, 0 unchanged, 0 failed; 61 items new"), "{told}");
    assert!(first.stderr.is_empty(), "no progress where nobody watches");
    let again = newsroom.run(&[]);
    assert_eq!(again.status.code(), Some(0));
    assert!(text(&again.stdout).contains("no feed of 12 is due yet"), "{}", text(&again.stdout));
}

#[test]
fn a_run_tells_machines_what_it_told_people() {
    let newsroom = Newsroom::open();
    let out = newsroom.run(&["--json", "-v"]);
    let summary: Value = serde_json::from_str(&text(&out.stdout)).expect("one document");
    assert_eq!(summary["polled"], 12);
    assert_eq!(summary["items_new"], 61);
    assert!(summary["clusters_opened"].as_u64() > Some(10), "{summary}");
    let lines = text(&out.stderr);
    let feeds: Vec<Value> = lines
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .filter(|v: &Value| v["ended"] == "read")
        .collect();
    assert_eq!(feeds.len(), 12, "{lines}");
}

#[test]
fn a_second_run_names_the_holder_of_the_lock_and_exits_75() {
    let folder = tempfile::tempdir().expect("folder");
    let path = config(folder.path(), "[[outlet]]\nname = \"A\"\nfeeds = [\"https://a.example/feed\"]\n");
    let _lock = Lock::take(&folder.path().join("wirecopy.db"), "process 7 since noon").expect("free");
    let out = wirecopy(&["--config", &path, "run"]);
    assert_eq!(out.status.code(), Some(75));
    assert!(text(&out.stderr).contains("process 7 since noon"), "{}", text(&out.stderr));
}

#[test]
fn wrong_words_and_wrong_files_have_their_own_exit_codes() {
    let folder = tempfile::tempdir().expect("folder");
    let check = |args: &[&str], code: i32, words: &str| {
        let out = wirecopy(args);
        assert_eq!(out.status.code(), Some(code), "{args:?}: {}", text(&out.stderr));
        assert!(text(&out.stderr).contains(words), "{args:?}: {}", text(&out.stderr));
        assert!(out.stdout.is_empty(), "{args:?}: {}", text(&out.stdout));
    };
    check(&["--config", "/nowhere/config.toml", "run"], 2, "there is no such file");
    let empty = config(folder.path(), "");
    check(&["--config", &empty, "run"], 2, "names no feed");
    let wrong = config(folder.path(), "[poling]\n");
    check(&["--config", &wrong, "run"], 2, "line 1");
    check(&["runn"], 2, "run");
    let feed = config(folder.path(), "[[outlet]]\nname = \"A\"\nfeeds = [\"https://a.example/feed\"]\n");
    fs::write(folder.path().join("notes.db"), "these are the notes of an editor, and no database").expect("written");
    let notes = folder.path().join("notes.db");
    check(&["--config", &feed, "--db", notes.to_str().expect("a path"), "run"], 3, "is not a wirecopy database");
    check(&["--db", "/nowhere/news.db", "clusters"], 2, "there is no database yet");
}

#[test]
fn a_feed_that_fails_is_told_and_the_others_are_read() {
    let newsroom = Newsroom::open();
    let mut words = fs::read_to_string(&newsroom.config).expect("config");
    // A port that was free a moment ago: nobody answers there.
    let free = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
    words.push_str(&format!("\n[[outlet]]\nname = \"Nobody\"\nfeeds = [\"http://127.0.0.1:{free}/feed\"]\n"));
    fs::write(&newsroom.config, words).expect("written");
    let out = newsroom.run(&["-v"]);
    assert_eq!(out.status.code(), Some(1), "{}", text(&out.stderr));
    assert!(
        text(&out.stdout).contains("13 feeds polled, 0 unchanged, 1 failed; 61 items new"),
        "{}",
        text(&out.stdout)
    );
    assert!(text(&out.stderr).contains("Nobody: failed"), "{}", text(&out.stderr));
}

#[test]
fn credentials_of_a_feed_stay_out_of_words_and_files() {
    const CANARY: &str = "canary-7Qx";
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("asked");
        let mut asked = [0; 4096];
        let n = stream.read(&mut asked).expect("readable");
        let body = "<rss version='2.0'><channel><title>A</title><item><title>One</title><guid>1</guid>\
            <description>A long enough story of the harbour council and its new bridge.</description></item></channel></rss>";
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
        stream.write_all(answer.as_bytes()).expect("written");
        text(&asked[..n])
    });
    let folder = tempfile::tempdir().expect("folder");
    let path = config(
        folder.path(),
        &format!(
            "[network]\nallow = [\"127.0.0.1\"]\n[pages]\nfetch = false\n[[outlet]]\nname = \"A\"\n\
             feeds = [\"http://desk:{CANARY}@127.0.0.1:{port}/feed\"]\n"
        ),
    );
    let out = wirecopy(&["--config", &path, "run", "-vv"]);
    assert_eq!(out.status.code(), Some(0), "{}", text(&out.stderr));
    let asked = server.join().expect("served");
    assert!(asked.to_ascii_lowercase().contains("authorization: basic"), "the server was given them: {asked}");
    for words in [&out.stdout, &out.stderr] {
        assert!(!text(words).contains(CANARY));
    }
    for file in fs::read_dir(folder.path()).expect("readable").flatten() {
        if file.file_name() != "config.toml" {
            let bytes = fs::read(file.path()).expect("readable");
            assert!(!bytes.windows(CANARY.len()).any(|w| w == CANARY.as_bytes()), "{:?}", file.file_name());
        }
    }
}

#[test]
#[cfg(unix)]
fn a_service_that_is_asked_to_end_commits_and_ends() {
    let newsroom = Newsroom::open();
    let mut service = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .args(["--config", newsroom.config.to_str().expect("a path"), "run", "--every", "10"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    BufReader::new(service.stdout.take().expect("piped")).read_line(&mut line).expect("its first summary");
    assert!(line.contains("61 items new"), "{line}");
    Command::new("kill").args(["-TERM", &service.id().to_string()]).status().expect("kill");
    assert_eq!(service.wait().expect("ended").code(), Some(0));
    let store = Store::open(&newsroom.config.with_file_name("wirecopy.db")).expect("a sound database");
    assert_eq!(store.totals().expect("counted").items, 61);
    assert!(store.check().expect("checked").is_empty());
}
