//! `wirecopy versions`: every reading of an item, with its times and what it changed.

use serde_json::Value;

use crate::report::newsroom::{MONDAY, Press, Sheet, one_of_everything, outlets, wirecopy};

#[test]
fn every_version_is_listed_with_what_it_changed() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    one_of_everything(&db);
    // The second item is the Harbour Post's dam; its later version reads 14 for 41.
    let told = String::from_utf8(wirecopy(&db, &["versions", "2"])).expect("UTF-8");
    for wanted in [
        "Item 2 - Harbour Post, 2 versions",
        "2@1",
        "2@2",
        "2@2 against 2@1:",
        "number: 14 / 41",
        "Last looked at",
        "Next: wirecopy diff 2@1 2@2",
    ] {
        assert!(told.contains(wanted), "{wanted}: {told}");
    }
    let json: Value = serde_json::from_slice(&wirecopy(&db, &["versions", "2", "--json"])).expect("JSON");
    assert_eq!((json["item"].as_i64(), json["outlet"].as_str()), (Some(2), Some("Harbour Post")));
    let versions = json["versions"].as_array().expect("versions");
    assert_eq!(versions.iter().map(|one| one["version"].as_u64()).collect::<Vec<_>>(), [Some(1), Some(2)]);
    assert!(versions[0]["changes"].is_null());
    assert_eq!(versions[1]["changes"]["facts"][0]["theirs"], "14");
    assert_eq!(json["looked"], versions[1]["seen"]);

    let one = String::from_utf8(wirecopy(&db, &["versions", "1"])).expect("UTF-8");
    assert!(one.contains("1 version") && !one.contains("What changed") && !one.contains("Next:"), "{one}");
}

/// "The U.S." and "41.5" are counted alike by whoever counts.
#[test]
fn versions_and_diff_count_the_same_words() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    let mut press = Press::open(&db, outlets());
    let mut sheet = Sheet {
        outlet: 1,
        id: "dam".into(),
        headline: "Dam opens".into(),
        url: "https://harbour-post.example/dam".into(),
        seen: MONDAY,
        claim: "own".into(),
        credit: None,
        matched: None,
        body: vec![
            "The U.S. water board raised the lake to 41.5 metres at 10:30, it’s said.".into(),
            "大坝周一开闸放水".into(),
        ],
        notice: None,
    };
    press.print(&sheet);
    sheet.body[0] = sheet.body[0].replace("41.5", "forty-one");
    press.print(&sheet);
    drop(press);
    let json: Value = serde_json::from_slice(&wirecopy(&db, &["versions", "1", "--json"])).expect("JSON");
    let words = |version: usize| json["versions"][version]["words"].as_u64().expect("a number");
    let told = String::from_utf8(wirecopy(&db, &["diff", "1@1", "1@2"])).expect("UTF-8");
    let numbers: Vec<u64> = told.lines().last().unwrap_or_default().split(' ').filter_map(|n| n.parse().ok()).collect();
    let [common, first, second] = numbers[..] else { panic!("{told}") };
    assert_eq!((common + first, common + second), (words(0), words(1)), "{told}");
    let changed = &json["versions"][1]["changes"]["words"];
    assert_eq!((changed["origins"].as_u64(), changed["theirs"].as_u64()), (Some(words(0)), Some(words(1))));
    assert_eq!(changed["kept"], common);
}
