//! The report as a mail: sent to a server on loopback, and written as a file.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::process::Command;

use crate::report::newsroom::{one_of_everything, wirecopy};

/// A mail server for one letter: answers with the commands it was given and the letter.
fn server(listener: TcpListener) -> (Vec<String>, String) {
    let (stream, _) = listener.accept().expect("a client");
    let mut out = stream.try_clone().expect("a stream");
    let mut lines = BufReader::new(stream).lines();
    let mut said = Vec::new();
    let mut letter = String::new();
    out.write_all(b"220 mail.example ready\r\n").expect("greeted");
    while let Some(Ok(line)) = lines.next() {
        let answer = match line.split(' ').next().unwrap_or_default() {
            "EHLO" => "250-mail.example\r\n250 8BITMIME\r\n",
            "DATA" => {
                out.write_all(b"354 go on\r\n").expect("answered");
                for line in lines.by_ref() {
                    let line = line.expect("a line");
                    if line == "." {
                        break;
                    }
                    letter.push_str(line.strip_prefix('.').unwrap_or(&line));
                    letter.push_str("\r\n");
                }
                "250 taken\r\n"
            }
            "QUIT" => "221 bye\r\n",
            _ => "250 fine\r\n",
        };
        let last = line == "QUIT";
        said.push(line);
        out.write_all(answer.as_bytes()).expect("answered");
        if last {
            break;
        }
    }
    (said, letter)
}

#[test]
fn the_digest_arrives_in_parts() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    one_of_everything(&db);
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let config = folder.path().join("config.toml");
    let words = format!(
        "[mail]\nserver = \"127.0.0.1\"\nport = {port}\nfrom = \"Desk <desk@example.org>\"\nto = [\"editor@example.org\", \"night@example.org\"]\n"
    );
    std::fs::write(&config, words).expect("a configuration");
    let waiting = std::thread::spawn(move || server(listener));
    wirecopy(&db, &["digest", "--period", "all", "--zone", "UTC", "--config", config.to_str().expect("a path")]);
    let (said, letter) = waiting.join().expect("the server");
    for command in ["MAIL FROM:<desk@example.org>", "RCPT TO:<editor@example.org>", "RCPT TO:<night@example.org>"] {
        assert!(said.iter().any(|line| line.starts_with(command)), "{command} in {said:?}");
    }
    for part in [
        "Content-Type: multipart/mixed;",
        "Content-Type: multipart/alternative;",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: text/html; charset=utf-8",
        "filename=\"wirecopy-overview.html\"",
        "Subject: The wire in our pages: everything up to ",
    ] {
        assert!(letter.contains(part), "{part}");
    }
}

#[test]
fn a_server_that_refuses_is_named_and_a_missing_one_is_said() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    one_of_everything(&db);
    let config = folder.path().join("config.toml");
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
    let run = |words: &str| {
        std::fs::write(&config, words).expect("a configuration");
        let out = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
            .args([
                "--db",
                db.to_str().expect("a path"),
                "--config",
                config.to_str().expect("a path"),
                "digest",
                "--period",
                "all",
            ])
            .output()
            .expect("wirecopy runs");
        (out.status.code(), String::from_utf8_lossy(&out.stderr).into_owned())
    };
    let (code, said) = run(&format!(
        "[mail]\nserver = \"127.0.0.1\"\nport = {port}\nfrom = \"a@example.org\"\nto = [\"b@example.org\"]\n"
    ));
    assert!(code == Some(1) && said.contains(&format!("127.0.0.1:{port} did not take the mail")), "{code:?} {said}");
    let (code, said) = run("");
    assert!(code == Some(2) && said.contains("[mail]"), "{code:?} {said}");
}

#[test]
fn the_digest_is_a_markdown_file_too() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    one_of_everything(&db);
    let file = folder.path().join("wire.md");
    wirecopy(&db, &["digest", "--period", "all", "--zone", "UTC", "-o", file.to_str().expect("a path")]);
    let words = std::fs::read_to_string(file).expect("the file");
    assert!(words.starts_with("# The wire in our pages\n") && words.contains("| reprints | 12 |"), "{words}");
}
