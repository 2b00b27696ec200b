//! What `wirecopy extract` prints: a line a file, also for what is packed, piped or not there.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const PAGE: &str = "<html lang=en><head><title>Ferry back | Tide</title><link rel=canonical href=https://tide.example/ferry>\
    <meta property=article:published_time content=2023-03-03T09:15:00+01:00></head><body><article><h1>Ferry back</h1>\
    <p class=byline>By Ida Holm</p><p>NORDHAVN, March 3 (Reuters) - The ferry across the sound sailed again on Friday after \
    nine days in the dock, the harbour board said.</p><p>“We will sail every hour until midnight,” said Ida Krog, who speaks \
    for the board, to a crowd that had come with flags.</p></article></body></html>";

fn extract(arguments: &[&str], input: &[u8]) -> (Vec<Value>, Output) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .arg("extract")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("wirecopy runs");
    child.stdin.take().expect("piped").write_all(input).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    let lines =
        String::from_utf8_lossy(&output.stdout).lines().map(|l| serde_json::from_str(l).expect("json")).collect();
    (lines, output)
}

#[test]
fn a_page_is_a_line_with_the_promised_fields_first() {
    let (lines, output) = extract(&["-"], PAGE.as_bytes());
    assert!(output.status.success());
    let line = lines[0].as_object().expect("an object");
    let promised =
        ["file", "url", "title", "byline", "dateline", "published", "text", "canonical", "credits", "faults"];
    assert_eq!(line.keys().take(promised.len()).collect::<Vec<_>>(), promised);
    assert_eq!(line["url"], "https://tide.example/ferry");
    assert_eq!(line["title"], "Ferry back");
    assert_eq!(line["byline"], "By Ida Holm");
    assert_eq!(line["dateline"], "NORDHAVN, March 3 (Reuters) -");
    assert_eq!(line["published"], "2023-03-03T09:15:00+01:00");
    let text = line["text"].as_str().expect("text");
    assert!(text.starts_with("NORDHAVN, March 3 (Reuters) -\nThe ferry") && text.ends_with("flags."), "{text}");
    let credits = line["credits"].as_array().expect("a list");
    assert!(credits.iter().any(|c| c["organisation"] == "Reuters" && c["kind"] == "dateline"), "{credits:?}");
    assert_eq!(line["faults"], Value::Array(Vec::new()));
}

#[test]
fn packed_pages_are_read_and_a_missing_file_is_a_line_with_its_fault() {
    let folder = tempfile::tempdir().expect("a folder");
    let packed = folder.path().join("ferry.html.gz");
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(PAGE.as_bytes()).expect("packed");
    std::fs::write(&packed, writer.finish().expect("packed")).expect("written");
    let missing = folder.path().join("gone.html").display().to_string();
    let (lines, output) = extract(&[&missing, &packed.display().to_string()], b"");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(lines.len(), 2);
    assert_eq!((&lines[0]["file"], &lines[0]["text"]), (&Value::from(missing), &Value::from("")));
    assert!(lines[0]["faults"][0]["words"].as_str().is_some_and(|words| words.contains("could not be read")));
    assert_eq!(lines[1]["title"], "Ferry back");
}
