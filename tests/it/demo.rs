//! The demo: the whole pipeline over loopback HTTP, against what its newsroom was written to hold.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use wirecopy::news::Story;
use wirecopy::store::{ClusterFilter, Reader};

/// What the demo compares of every cluster; all of it has to be right in all of them.
const COMPARED: [&str; 9] =
    ["origins", "chains", "audits", "disclaimers", "changed facts", "notices", "uncorrected", "clocks", "voices"];

fn demo(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wirecopy")).arg("demo").args(args).output().expect("the program starts")
}

fn expected() -> Value {
    serde_json::from_str(include_str!("../../data/demo/expected.json")).expect("expected.json")
}

fn set(value: &Value) -> BTreeSet<String> {
    value.as_array().expect("a list").iter().map(|name| name.as_str().expect("a name").to_owned()).collect()
}

/// Every cluster of several stories in the database at `path`.
fn stories(path: &Path) -> Vec<(BTreeSet<String>, Story)> {
    let reader = Reader::open(path).expect("a database");
    let named = |story: &Story| {
        let urls = story.prints.iter().map(|print| print.url.as_deref().expect("an address"));
        urls.map(|url| url.splitn(4, '/').nth(3).expect("a path").to_owned()).collect::<BTreeSet<_>>()
    };
    let clusters = reader.clusters(&ClusterFilter::default()).expect("clusters");
    let all = clusters.iter().map(|id| reader.story(*id).expect("readable").expect("there"));
    all.map(|story| (named(&story), story)).filter(|(names, _)| names.len() > 1).collect()
}

#[test]
fn the_demo_finds_every_cluster_and_joins_nothing_else() {
    let folder = tempfile::tempdir().expect("folder");
    let keep = folder.path().join("kept");
    let out = demo(&["--keep", keep.to_str().expect("a path")]);
    let told = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "{told}{}", String::from_utf8_lossy(&out.stderr));
    assert!(told.contains("wirecopy --db"), "it ends with what to try next");

    let found = stories(&keep.join("wirecopy.db"));
    let expected = expected();
    let clusters = expected["clusters"].as_array().expect("clusters");
    let wanted: BTreeSet<BTreeSet<String>> = clusters.iter().map(|cluster| set(&cluster["items"])).collect();
    assert_eq!(found.iter().map(|(names, _)| names.clone()).collect::<BTreeSet<_>>(), wanted);

    let verdict = told.lines().find(|line| line.contains("As data/demo/expected.json has it")).expect("a verdict");
    for what in COMPARED {
        let right = format!("{what} {}", clusters.len());
        assert!(verdict.contains(&right), "{right}: {told}");
    }
    // The same by another way: what `show --json` prints against the file.
    for cluster in clusters {
        let (_, story) = found.iter().find(|(names, _)| *names == set(&cluster["items"])).expect("found");
        let shown = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
            .args(["--config", keep.join("config.toml").to_str().expect("a path"), "show", "--json"])
            .arg(story.id.0.to_string())
            .output()
            .expect("the program starts");
        let shown: Value = serde_json::from_slice(&shown.stdout).expect("JSON");
        let articles = shown["articles"].as_array().expect("articles");
        let of = |item: &str| {
            let its = |one: &&Value| one["url"].as_str().is_some_and(|url| url.ends_with(&format!("/{item}")));
            articles.iter().rfind(its).unwrap_or_else(|| panic!("{item} is shown"))
        };
        assert_eq!(shown["origin"]["organisation"], cluster["origin"]);
        assert_eq!(shown["independent_voices"], cluster["voices"]);
        for (item, grade) in cluster["audit"].as_object().expect("a map") {
            assert_eq!(of(item)["audit"]["grade"], *grade, "{item}");
        }
        for (item, holds) in cluster["disclaimer"].as_object().expect("a map") {
            assert_eq!(of(item)["disclaimer"]["holds"], *holds, "{item}");
        }
        for (item, facts) in cluster["changed"].as_object().expect("a map") {
            let told = of(item)["changes"]["facts"].as_array().expect("facts");
            let told: BTreeSet<_> =
                told.iter().map(|line| (line["origins"].as_str(), line["theirs"].as_str())).collect();
            let wanted: BTreeSet<_> =
                facts.as_array().expect("facts").iter().map(|fact| (fact[0].as_str(), fact[1].as_str())).collect();
            assert_eq!(told, wanted, "{item}");
        }
    }
}

#[test]
fn the_demo_looks_the_same_every_time() {
    // Items are numbered as their feeds answer; everything else stands still.
    let unnumbered = |line: &str| {
        let mut words: Vec<&str> = line.split_whitespace().collect();
        if let Some(of) = words.iter().position(|word| *word == "of") {
            words.truncate(of);
        }
        words.join(" ")
    };
    let tell = || {
        let out = demo(&["--color", "never"]);
        let text = String::from_utf8(out.stdout).expect("UTF-8");
        text.lines().filter(|line| !line.starts_with("Done in")).map(unnumbered).collect::<Vec<_>>()
    };
    assert_eq!(tell(), tell());
}

#[test]
fn the_demo_leaves_a_folder_with_something_in_it_alone() {
    let folder = tempfile::tempdir().expect("folder");
    std::fs::write(folder.path().join("notes.txt"), "mine").expect("written");
    let out = demo(&["--keep", folder.path().to_str().expect("a path")]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("is not empty"));
    assert_eq!(std::fs::read_dir(folder.path()).expect("readable").count(), 1);
}
