//! `wirecopy versions`: every reading of an item, with its times and what it changed.

use serde_json::Value;

use crate::report::newsroom::{one_of_everything, wirecopy};

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
