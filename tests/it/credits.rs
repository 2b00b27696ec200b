//! `wirecopy credits` on pages written for this project: every kind of credit and every trap, in six languages.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::shared::shared;

/// The answers to lines of JSON, and the exit code.
fn credits(lines: &str) -> (Vec<Value>, i32) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .args(["credits", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("wirecopy runs");
    let mut input = child.stdin.take().expect("piped");
    let lines = lines.to_owned();
    let writing = std::thread::spawn(move || input.write_all(lines.as_bytes()).expect("it reads"));
    let output = child.wait_with_output().expect("it ends");
    writing.join().expect("it was written");
    let answers = String::from_utf8(output.stdout).expect("utf-8");
    (answers.lines().map(|l| serde_json::from_str(l).expect("json")).collect(), output.status.code().unwrap_or(-1))
}

/// Every case of a table is answered as it expects, and there are no fewer than `floor`.
#[track_caller]
fn check(cases: &str, floor: usize) {
    let (answers, code) = credits(cases);
    assert_eq!(code, 0);
    let cases: Vec<Value> = cases.lines().map(|line| serde_json::from_str(line).expect("json")).collect();
    assert!(cases.len() >= floor && cases.len() == answers.len(), "{} cases, {} answers", cases.len(), answers.len());
    let wrong: Vec<String> = cases
        .iter()
        .zip(&answers)
        .filter(|(case, answer)| case["expect"] != answer["origin"])
        .map(|(case, answer)| format!("{} ({}): expected {}, {answer}", case["id"], case["shape"], case["expect"]))
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_fixture_is_read_as_an_editor_reads_it() {
    check(include_str!("../fixtures/credits/cases.jsonl"), 68);
}

/// Bylines, datelines, sign-offs and disclaimers as German papers print them: "Von dpa", "mho/dpa", "(dpa/AFP)", "Mit
/// Material der dpa", "dpa-infocom", names with von, zu and umlauts, and what only looks like them.
#[test]
fn german_credits_are_read_as_an_editor_reads_them() {
    check(include_str!("../fixtures/credits/german.jsonl"), 50);
}

/// Agencies behind a slash: "/dpa", "Berlin/AFP", "... said. Ida Holm/APA", "Berlin/sid - "; "Agentur" alone; and what only looks
/// like them: pictures, addresses, pairs of words, speeds, the Agentur für Arbeit.
#[test]
fn agencies_behind_a_slash_are_read_where_pictures_are_not_signed() {
    check(include_str!("../fixtures/credits/slashed.jsonl"), 95);
}

#[test]
fn pages_with_their_chrome_are_read_as_an_editor_reads_them() {
    check(include_str!("../fixtures/credits/chrome.jsonl"), 225);
}

#[test]
fn a_broken_line_is_told_and_the_rest_is_answered() {
    let (answers, code) = credits("{\"id\": 1, \"text\": \"--IANS\"}\nnot json\n{\"id\": 2, \"text\": \"\"}\n");
    assert_eq!((answers.len(), code), (2, 1));
}

/// The answers to a file of these bytes, the exit code and the complaints.
fn of_file(name: &str, bytes: &[u8]) -> (Vec<Value>, i32, String) {
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join(name), bytes).expect("written");
    let output = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .args(["credits", name])
        .current_dir(&folder)
        .output()
        .expect("wirecopy runs");
    let answers = String::from_utf8(output.stdout).expect("utf-8");
    let answers = answers.lines().map(|line| serde_json::from_str(line).expect("json")).collect();
    (answers, output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

const STORY: &str = "Ferry returns to the north quay\nBy Ida Holm, Reuters\n\nThe ferry returned to the north quay on Monday                      after three weeks in dock, the harbour board of Ellery said.\n\nNobody was hurt.\n";

#[test]
fn a_file_without_json_is_one_text_or_one_page() {
    let page = format!(
        "<!doctype html>\n<html><head><title>Ferry returns</title>\n<script>\n{{\"id\": 1}}\n</script></head>\
         <body><article><h1>Ferry returns to the north quay</h1>\n<p class=byline>By Ida Holm, Reuters</p>\n{}</article></body></html>",
        "<p>The ferry returned to the north quay on Monday after three weeks in dock, the harbour board said.</p>\n"
            .repeat(4)
    );
    let marked = format!("\u{feff}\n\n[Corrected] {STORY}");
    let latin = [&STORY.as_bytes()[..STORY.len() - 1], b" Die F\xe4hre f\xe4hrt.\n"].concat();
    for (name, bytes) in [
        ("story.txt", STORY.as_bytes()),
        ("page.html", page.as_bytes()),
        ("marked", marked.as_bytes()),
        ("latin", &latin),
    ] {
        let (answers, code, err) = of_file(name, bytes);
        assert_eq!((answers.len(), code, err.as_str()), (1, 0, ""), "{name}");
        assert_eq!((&answers[0]["id"], &answers[0]["origin"]), (&json!(name), &json!("Reuters")), "{}", answers[0]);
    }
    assert_eq!(of_file("empty", b" \n\n"), (vec![], 0, String::new()));
}

#[test]
fn broken_json_is_told_with_its_line_and_never_taken_for_a_text() {
    let item = json!({"id": 1, "text": "--IANS"}).to_string();
    for (lines, wrong) in [
        (format!("not json\n{item}\n"), &[1][..]),
        (format!("\n{item}\n\nnot json\n"), &[4]),
        (format!("{}\n{item}\n[1]\n", &item[..9]), &[1, 3]),
        (format!("[{item},\n{item}]\n"), &[1, 2]),
        ("{\n\"id\": 1\n}\n".to_owned(), &[1, 2, 3]),
    ] {
        let (answers, code, err) = of_file("items.jsonl", lines.as_bytes());
        assert_eq!(code, 1, "{lines}");
        assert!(answers.iter().all(|answer| answer["origin"] == "IANS"), "{answers:?}");
        let told: Vec<&str> = err.lines().collect();
        assert_eq!(told.len(), wrong.len(), "{err}");
        for (words, number) in told.iter().zip(wrong) {
            assert!(words.starts_with(&format!("wirecopy: line {number}: ")), "{err}");
        }
    }
}

/// Sixty-five MiB of lines that are blank but for their spaces, and behind them what must not be lost in silence.
#[test]
fn what_stands_behind_the_first_sixty_four_mebibytes_is_read_or_missed_aloud() {
    let item = json!({"id": 1, "text": "--IANS"}).to_string();
    let blank = format!("{}\n", " ".repeat(1023)).repeat(65 << 10);
    let (answers, code, err) = of_file("items.jsonl", format!("oops\n{item}\n{blank}{item}\n").as_bytes());
    assert_eq!((answers.len(), code), (2, 1), "{err}");
    for text in [format!("{STORY}{blank}"), format!("<p>By Ida Holm, Reuters\n{blank}")] {
        let (answers, code, err) = of_file("long", text.as_bytes());
        assert_eq!((answers.len(), code), (1, 1), "{err}");
        assert_eq!(err, "wirecopy: long: longer than 64 MiB; what stands behind them was not read\n");
    }
}

#[test]
fn the_seed_page_is_copy_by_ani() {
    let Some(path) = shared("data/seed/midday-blinken.txt") else { return };
    let text = std::fs::read_to_string(path).expect("the seed page");
    let line = json!({"id": 1, "outlet": "mid-day.com", "text": text}).to_string();
    let (answers, _) = credits(&format!("{line}\n"));
    let answer = &answers[0];
    assert_eq!(answer["origin"], "ANI", "{answer}");
    assert!(answer["evidence"].as_str().is_some_and(|words| words.contains("ANI")), "{answer}");
    let nbc = answer["cites"].as_array().and_then(|cites| cites.iter().find(|c| c["medium"] == "NBC"));
    assert!(nbc.is_some_and(|nbc| nbc["cited_by"] == "The Hill" && nbc["manner"] == "spoken"), "{answer}");
    let media: Vec<&str> =
        answer["cites"].as_array().expect("a list").iter().filter_map(|c| c["medium"].as_str()).collect();
    assert!(media.contains(&"The Hill") && media.contains(&"NBC"), "{answer}");
    let also = answer["also"].as_array().expect("a list");
    assert!(also.iter().any(|c| c["origin"] == "agencies") && also.iter().all(|c| c["origin"] != "AFP"), "{answer}");
}
