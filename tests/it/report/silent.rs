//! Periods in which nothing was seen: said in words in every format, with the way to another period.

use serde_json::Value;

use super::newsroom::{Press, one_of_everything, outlets, wirecopy};

/// The report on a newsroom whose items were seen from 19 to 24 November 2026.
fn told(db: &std::path::Path, args: &[&str]) -> String {
    let all = [&["report", "--zone", "UTC"], args].concat();
    String::from_utf8(wirecopy(db, &all)).expect("UTF-8")
}

#[test]
fn a_period_without_items_says_so_and_where_the_nearest_are() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    drop(one_of_everything(&db));
    for (args, wanted) in [
        (
            &["--period", "2026-12"][..],
            "Nothing was seen in this period. The newest item before it was seen on 24 Nov 2026, 09:20. Ask for another \
             period: --period 2026-11-24 for that day, --period all for everything.",
        ),
        (
            &["--period", "2026-10", "--corrections"],
            "Nothing was seen in this period. The first item came after it, on 19 Nov 2026, 12:40. Ask for another period: \
             --period 2026-11-19 for that day, --period all for everything.",
        ),
        (
            &["--period", "2026-11-24", "--outlet", "tide evening"],
            "Nothing of Tide Evening was seen in this period. The newest item before it was seen on 23 Nov 2026, 13:20. Ask \
             for another period: --period 2026-11-23 for that day, --period all for everything.",
        ),
    ] {
        for format in ["txt", "md", "html", "json", "csv"] {
            let printed = told(&db, &[args, &["--format", format]].concat());
            let words = match format {
                "html" => scraper::Html::parse_document(&printed).root_element().text().collect(),
                _ => printed.replace("\\-", "-"),
            };
            let bare = words.split_whitespace().collect::<Vec<_>>().join(" ");
            if format == "csv" {
                // For spreadsheets: the columns, and no row that anything could be counted from.
                assert!(printed.lines().count() <= 1 || args.contains(&"--outlet"), "{printed}");
                continue;
            }
            assert!(bare.contains(wanted), "{format} {args:?}: {printed}");
            match format {
                "json" => {
                    let json: Value = serde_json::from_str(&printed).expect("JSON");
                    assert_eq!(json["lead"], wanted);
                    assert!(json["figures"].as_object().is_some_and(|all| !all.is_empty()), "{json}");
                    assert!(json["tables"].as_object().is_some_and(|all| !all.is_empty()), "{json}");
                }
                "md" => assert!(!printed.contains('|') && !printed.contains("##"), "{printed}"),
                "html" => {
                    let page = scraper::Html::parse_document(&printed);
                    let found = |path| page.select(&scraper::Selector::parse(path).expect("a selector")).count();
                    assert_eq!((found("table"), found("dl"), found("section"), found("svg")), (0, 0, 0, 0));
                    assert_eq!((found("p.lead"), found("footer")), (1, 1));
                }
                _ => assert!(printed.lines().count() <= 9, "{printed}"),
            }
        }
    }
    // Items were seen, and no agency took anything back: that is something else.
    let quiet = told(&db, &["--period", "2026-11-19", "--corrections"]);
    assert!(quiet.contains("No agency took anything back") && !quiet.contains("Nothing was seen"), "{quiet}");
    let full = told(&db, &["--period", "2026-11-23", "--format", "md"]);
    assert!(!full.contains("Nothing was seen") && full.contains("| items |"), "{full}");
}

/// The last own item of Meridian Wire was seen on 23 November at 10:00, and the last reprint of its copy a day later; Lantern
/// News is an agency that nobody polls.
#[test]
fn a_silent_agency_is_told_of_its_copy_in_the_pages_of_others() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    drop(one_of_everything(&db));
    for (agency, period, wanted) in [
        (
            "meridian wire",
            "2026-12",
            "Nothing of Meridian Wire was seen in this period. The newest item before it was seen on 24 Nov 2026, 09:20.",
        ),
        ("Meridian Wire", "2026-10", "The first item came after it, on 19 Nov 2026, 14:20."),
        (
            "lantern news",
            "2026-12",
            "Nothing of Lantern News was seen in this period. The newest item before it was seen on 23 Nov 2026, 11:45.",
        ),
        ("Lantern News", "2026-10", "The first item came after it, on 23 Nov 2026, 11:40."),
        // An agency of the trade, by another of its names.
        (
            "Agence France-Presse",
            "2026-12",
            "Nothing of AFP was seen in this period. Nor was anything before or after it",
        ),
    ] {
        let printed = told(&db, &["--agency", agency, "--period", period, "--format", "txt"]);
        let bare = printed.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(bare.contains(wanted), "{agency} {period}: {printed}");
    }
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .arg("--db")
        .arg(&db)
        .args(["report", "--agency", "Lantern Newz", "--period", "all"])
        .current_dir(&folder)
        .output()
        .expect("wirecopy runs");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && told.contains("nothing by \"Lantern Newz\" was ever seen"), "{told}");
}

#[test]
fn a_newsroom_that_read_nothing_yet_is_told_what_to_do() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    drop(Press::open(&db, outlets()));
    let printed = told(&db, &["--format", "txt"]);
    assert!(printed.contains("Nothing was seen in this period.") && printed.contains("\"wirecopy run\""), "{printed}");
}
