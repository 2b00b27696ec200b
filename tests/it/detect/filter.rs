//! `wirecopy dedup` as people use it in a pipe.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

const STORY: &str = "The harbour board of Ness said on Monday that it had bought a second ferry to carry cars and their drivers over the sound, and that it would sail from May, weather and the skippers' union permitting.";

/// Runs the filter in an empty folder: the lines it printed, its complaints, its exit code.
fn dedup(input: &str, args: &[&str]) -> (Vec<Value>, String, Option<i32>) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .arg("dedup")
        .args(args)
        .current_dir(&folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("written");
    let ended = child.wait_with_output().expect("the program ends");
    let lines = String::from_utf8(ended.stdout).expect("text");
    let lines = lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    (lines, String::from_utf8_lossy(&ended.stderr).into_owned(), ended.status.code())
}

fn input(items: &[Value]) -> String {
    items.iter().map(|item| format!("{item}\n")).collect()
}

#[test]
fn a_line_an_item_in_the_order_of_the_input_and_broken_lines_are_told() {
    let page = format!(
        "<html><head><title>Ferry</title></head><body><nav><a href=/>Home</a></nav><article><h1>Ferry</h1><p>{STORY}</p></article></body></html>"
    );
    let items = [
        json!({"id": "a", "outlet": "Ness Wire", "text": STORY, "cluster": "not looked at", "other": {"deep": [1]}}),
        json!({"id": 2, "outlet": "Ness Courier", "html": page}),
        json!({"id": "a", "outlet": "Ness Wire", "text": STORY.replace("May", "June")}),
        json!({"id": "a", "outlet": "The Harbour Post", "text": "Nothing of the kind was ever said by anybody in this town, least of all by the board."}),
    ];
    let mut text = input(&items[..2]);
    text.push_str("{\"id\": \n\n");
    text.push_str(&input(&items[2..]));
    let (lines, complaints, code) = dedup(&text, &[]);
    assert_eq!(code, Some(1));
    assert!(complaints.contains("line 3: "), "{complaints}");
    assert_eq!(
        lines.iter().map(|line| &line["id"]).collect::<Vec<_>>(),
        [&json!("a"), &json!(2), &json!("a"), &json!("a")]
    );
    let clusters: Vec<&Value> = lines.iter().map(|line| &line["cluster"]).collect();
    assert_eq!(clusters, [1, 1, 1, 6]);
    assert_eq!(lines[1]["relation"], "identical");
    assert_eq!((&lines[1]["leader"], &lines[1]["match"]), (&json!("a"), &json!("a")));
    assert_eq!(lines[1]["share_of_item"], 1.0);
    assert_eq!(lines[2]["relation"], "revision");
    assert_eq!(lines[3]["relation"], Value::Null);
}

#[test]
fn nothing_but_the_known_fields_is_looked_at() {
    let bare: Vec<Value> = (0..3).map(|n| json!({"id": n, "outlet": n.to_string(), "text": STORY})).collect();
    let mut dressed = bare.clone();
    for (n, item) in dressed.iter_mut().enumerate() {
        item["cluster"] = json!(n);
        item["label"] = json!("different");
    }
    assert_eq!(dedup(&input(&bare), &[]).0, dedup(&input(&dressed), &[]).0);
}

#[test]
fn a_stream_is_told_as_it_is_decided() {
    let items: Vec<Value> = (0..3).map(|n| json!({"id": n, "outlet": n.to_string(), "text": STORY})).collect();
    let (told, _, code) = dedup(&input(&items), &["--stream"]);
    assert_eq!(code, Some(0));
    assert_eq!(told, dedup(&input(&items), &["-"]).0);
}

#[test]
fn the_window_of_the_configuration_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("news.toml");
    std::fs::write(&config, "[detection]\nwindow_hours = 2\n").expect("written");
    let items: Vec<Value> = ["2031-05-03T06:00:00Z", "2031-05-03T09:00:00Z"]
        .iter()
        .enumerate()
        .map(|(n, at)| json!({"id": n, "outlet": n.to_string(), "text": STORY, "published": at}))
        .collect();
    let clusters =
        |args: &[&str]| dedup(&input(&items), args).0.iter().map(|l| l["cluster"].clone()).collect::<Vec<_>>();
    assert_eq!(clusters(&[]), [1, 1]);
    assert_eq!(clusters(&["--config", config.to_str().expect("a path")]), [1, 2]);
}
