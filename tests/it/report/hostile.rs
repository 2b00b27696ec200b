//! A hostile newsroom yields harmless pages, spreadsheets, terminals, feeds and mails.

use std::path::Path;

use base64::Engine as _;
use scraper::{Html, Selector};
use wirecopy::news::{Notice, NoticeKind, Origin, Relation};

use super::newsroom::{MONDAY, Press, Sheet, outlets, side, wirecopy};

/// Titles that try to be something else.
fn titles() -> Vec<String> {
    let mut titles: Vec<String> = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "</title></style><svg onload=alert(1)>",
        "{{ 7 * 7 }}{% raw %}",
        "=HYPERLINK(\"http://evil.example\",\"x\")",
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1:A9)",
        "\t=1+1",
        "\r\nBcc: everyone@evil.example\r\n\r\nbody",
        "\u{1b}[2J\u{1b}]0;owned\u{7}red",
        "\u{9b}31mC1",
        "\u{202e}txt.exe\u{2066}bidi\u{200f}",
        "[click](javascript:alert(1)) | cell | `code` <b>",
        "]]><x>&amp;&#0;\u{0}\u{fffe}",
        "日本語の見出し عنوان بالعربية हिन्दी",
        "",
    ]
    .iter()
    .map(|title| (*title).to_owned())
    .collect();
    titles.push("x".repeat(10_000));
    titles.push("<b>\"'&".repeat(2_000));
    titles
}

const ADDRESSES: [&str; 6] = [
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://a.example/\"onmouseover=alert(1)",
    "https://a.example/<script>",
    "vbscript:x",
    "//evil.example/x",
];

/// A newsroom in which every word of a stranger is hostile: names, headlines, addresses, texts, credits, notices.
pub fn hostile(path: &Path) {
    let mut cast = outlets();
    cast[1].name = "=cmd|' /C calc'!A1".into();
    cast[2].name = "<img src=x onerror=alert(2)>".into();
    cast[3].name = "Evil\r\nBcc: a@evil.example \u{202e}Post\u{1b}[31m".into();
    cast[4].family = Some("<script>f</script>".into());
    let mut press = Press::open(path, cast.clone());
    for (n, title) in titles().into_iter().enumerate() {
        let opener = press.count();
        press.origin(
            opener as i64,
            Origin::Known(side("\"><script>alert(3)</script>", wirecopy::news::ArticleId(opener as i64 + 1), 0.9)),
        );
        for outlet in [0, 1 + n % 3, 4 + n % 2] {
            let first = outlet == 0;
            press.print(&Sheet {
                outlet,
                id: format!("{outlet}-{n}"),
                headline: title.clone(),
                url: ADDRESSES[n % ADDRESSES.len()].into(),
                seen: MONDAY + n as i64 * 4_000 + outlet as i64 * 700,
                claim: if first { "own".into() } else { title.clone() },
                credit: Some((title.clone(), title.clone())),
                matched: (!first).then_some((opener, Relation::Near, 0.9, 0.8)),
                body: vec![title.clone(), format!("{title} {title}")],
                notice: (first && n % 5 == 0).then(|| Notice {
                    kind: NoticeKind::Kill,
                    words: title.clone(),
                    about: Some(title.clone()),
                    only: false,
                }),
            });
        }
    }
}

fn newsroom() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("folder");
    hostile(&folder.path().join("news.db"));
    folder
}

fn reports() -> Vec<Vec<String>> {
    let all = |args: &[&str]| args.iter().map(|arg| (*arg).to_owned()).collect::<Vec<_>>();
    let mut reports = vec![all(&[]), all(&["--corrections"])];
    for cluster in (1..).step_by(3).take(titles().len()) {
        reports.push(all(&["--story", &cluster.to_string()]));
    }
    for outlet in ["=cmd|' /C calc'!A1", "<img src=x onerror=alert(2)>", "Meridian Wire"] {
        reports.push(all(&["--outlet", outlet]));
    }
    reports.push(all(&["--agency", "\"><script>alert(3)</script>"]));
    reports
}

fn printed(db: &Path, report: &[String], format: &str) -> String {
    let mut args = vec!["report", "--period", "all", "--zone", "UTC", "--format", format];
    args.extend(report.iter().map(String::as_str));
    String::from_utf8(wirecopy(db, &args)).expect("UTF-8")
}

/// Nothing in a text steers a terminal or turns its reading.
fn steers(text: &str) -> Option<char> {
    text.chars().find(|c| {
        (c.is_control() && *c != '\n')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
    })
}

#[test]
fn hostile_pages_hold_no_markup_but_ours() {
    let folder = newsroom();
    let every = Selector::parse("*").expect("a selector");
    let policy = Selector::parse("meta[http-equiv=Content-Security-Policy]").expect("a selector");
    for report in reports() {
        let page = printed(&folder.path().join("news.db"), &report, "html");
        assert_eq!(steers(&page), None, "{report:?}");
        assert!(page.len() < 3_000_000, "{} bytes", page.len());
        let document = Html::parse_document(&page);
        let mut scripts = Vec::new();
        for element in document.select(&every) {
            let (name, value) = (element.value().name(), element.value());
            assert!(
                ![
                    "img",
                    "iframe",
                    "object",
                    "embed",
                    "base",
                    "form",
                    "audio",
                    "video",
                    "image",
                    "use",
                    "foreignobject"
                ]
                .contains(&name),
                "<{name}> in {report:?}"
            );
            for (attribute, held) in value.attrs() {
                assert!(
                    !attribute.starts_with("on") && attribute != "style" && attribute != "src",
                    "{attribute} in {report:?}"
                );
                if attribute.contains("href") {
                    assert!(["#", "http://", "https://"].iter().any(|start| held.starts_with(start)), "{held}");
                }
            }
            if name == "script" || name == "style" {
                scripts.push((name.to_owned(), element.text().collect::<String>()));
            }
        }
        assert_eq!(scripts.len(), 2, "{report:?}");
        let policy = document.select(&policy).next().expect("a policy").value().attr("content").expect("its words");
        for (kind, words) in scripts {
            let digest = ring::digest::digest(&ring::digest::SHA256, words.as_bytes());
            let hash = base64::engine::general_purpose::STANDARD.encode(digest);
            assert!(policy.contains(&format!("{kind}-src 'sha256-{hash}'")), "{kind}: {policy}");
        }
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
    }
}

#[test]
fn hostile_spreadsheets_hold_no_formula() {
    let folder = newsroom();
    let db = folder.path().join("news.db");
    let out = folder.path().join("tables");
    for report in reports() {
        let mut args = vec!["report", "--period", "all", "--format", "csv", "-o", out.to_str().expect("a path")];
        std::fs::create_dir_all(&out).expect("a folder");
        args.extend(report.iter().map(String::as_str));
        wirecopy(&db, &args);
        for file in std::fs::read_dir(&out).expect("tables").flatten() {
            let mut reader = csv::Reader::from_path(file.path()).expect("CSV");
            for record in reader.records() {
                for cell in record.expect("as long as the header").iter() {
                    let formula = cell.trim_start().starts_with(['=', '+', '-', '@', '|', '%']);
                    assert!(!formula || cell.parse::<f64>().is_ok(), "{:?} in {:?}", cell, file.path());
                    assert_eq!(steers(cell), None, "{cell:?}");
                    assert!(cell.chars().count() <= 4_000);
                }
            }
        }
        std::fs::remove_dir_all(&out).expect("gone");
    }
}

#[test]
fn hostile_texts_steer_no_terminal() {
    let folder = newsroom();
    let db = folder.path().join("news.db");
    for report in reports() {
        let text = printed(&db, &report, "txt");
        assert_eq!(steers(&text), None, "{report:?}");
        let longest = text.lines().map(|line| line.chars().count()).max().unwrap_or_default();
        assert!(longest <= 330, "{longest} columns in {report:?}");
        let markdown = printed(&db, &report, "md");
        assert_eq!(steers(&markdown), None, "{report:?}");
        for bad in ["<script", "<img", "<svg", "](javascript", "](<javascript", "](data:"] {
            assert!(!markdown.contains(bad), "{bad} in {report:?}");
        }
        let json: serde_json::Value = serde_json::from_str(&printed(&db, &report, "json")).expect("JSON");
        assert_eq!(json["schema"], 1);
    }
}

#[test]
fn hostile_mails_have_our_headers_alone() {
    let folder = newsroom();
    let db = folder.path().join("news.db");
    let config = folder.path().join("config.toml");
    let words =
        "[mail]\nserver = \"mail.example\"\nfrom = \"Desk <desk@example.org>\"\nto = [\"editor@example.org\"]\n";
    std::fs::write(&config, words).expect("a configuration");
    for report in reports() {
        let mut args = vec![
            "digest",
            "--period",
            "all",
            "--zone",
            "UTC",
            "--dry-run",
            "--config",
            config.to_str().expect("a path"),
        ];
        args.extend(report.iter().map(String::as_str));
        let letter = String::from_utf8(wirecopy(&db, &args)).expect("UTF-8");
        let (head, body) = letter.split_once("\r\n\r\n").expect("a head and a body");
        let names: Vec<&str> = head
            .split("\r\n")
            .filter(|line| !line.starts_with([' ', '\t']))
            .map(|line| line.split(':').next().unwrap_or_default())
            .collect();
        for name in &names {
            let known = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"];
            assert!(known.contains(name), "{name} in {head}");
        }
        assert!(head.is_ascii() && letter.lines().all(|line| line.len() <= 998), "{report:?}");
        assert_eq!(body.chars().find(|c| c.is_control() && !['\r', '\n'].contains(c)), None, "{report:?}");
        // Soft line breaks and escaped equal signs apart, the HTML of the letter holds no tag but ours.
        let html = body.split("Content-Type: text/html").nth(1).and_then(|part| part.split("\r\n--").next());
        let html = html.expect("an HTML part").replace("=\r\n", "").replace("=3D", "=");
        for bad in ["<script", "<img", "<svg", "href=\"javascript", "href=\"data"] {
            assert!(!html.contains(bad), "{bad} in {report:?}");
        }
    }
}

#[test]
fn hostile_feeds_are_well_formed_and_lead_only_to_the_web() {
    let folder = newsroom();
    let db = folder.path().join("news.db");
    for format in ["atom", "rss", "jsonfeed"] {
        let bytes = wirecopy(&db, &["export", "--format", format, "--text"]);
        let feed = feed_rs::parser::parse(bytes.as_slice()).unwrap_or_else(|error| panic!("{format}: {error}"));
        assert_eq!(feed.entries.len(), titles().len(), "{format}");
        for entry in &feed.entries {
            for link in &entry.links {
                assert!(link.href.starts_with("http://") || link.href.starts_with("https://"), "{}", link.href);
            }
            let content = entry.content.as_ref().and_then(|content| content.body.clone());
            let html = content.or_else(|| entry.summary.as_ref().map(|text| text.content.clone())).expect("a content");
            let document = Html::parse_fragment(&html);
            let names = ["html", "p", "ul", "li", "a"];
            for element in document.select(&Selector::parse("*").expect("a selector")) {
                assert!(names.contains(&element.value().name()), "<{}> in {format}", element.value().name());
                assert!(element.value().attrs().all(|(name, _)| name == "href"), "{format}: {html}");
            }
        }
    }
}

/// Every page, letter and feed of a newsroom whose words are hostile.
fn everything_printed(db: &Path) -> Vec<String> {
    let mut all = Vec::new();
    for report in reports() {
        all.push(printed(db, &report, "html"));
        all.push(printed(db, &report, "md"));
    }
    for format in ["atom", "rss", "jsonfeed"] {
        let bytes = wirecopy(db, &["export", "--format", format, "--text"]);
        let feed = feed_rs::parser::parse(bytes.as_slice()).expect("a feed");
        for entry in feed.entries {
            all.extend(entry.content.and_then(|content| content.body).or(entry.summary.map(|text| text.content)));
        }
    }
    all
}

/// No element, attribute or address in what was printed is a stranger's.
fn check_markup(wanted: &str, bad: &[&str]) {
    let folder = newsroom();
    let every = Selector::parse("*").expect("a selector");
    for text in everything_printed(&folder.path().join("news.db")) {
        let document = Html::parse_document(&text);
        for element in document.select(&every) {
            assert!(!bad.contains(&element.value().name()), "{wanted}: <{}>", element.value().name());
            for (attribute, held) in element.value().attrs() {
                let held = held.trim_start().to_lowercase();
                assert!(!attribute.starts_with("on") && attribute != "srcdoc", "{wanted}: {attribute}={held}");
                let leads = ["javascript:", "vbscript:", "data:"].iter().any(|scheme| held.starts_with(scheme));
                assert!(!leads, "{wanted}: {attribute}={held}");
            }
        }
    }
}

#[test]
fn cve_2023_27592_markup_in_titles_runs_nowhere() {
    // Titles close whatever they stand in and open a script of their own.
    check_markup("markup in titles", &["img", "embed", "object"]);
}

#[test]
fn cve_2025_31136_no_drawing_of_a_stranger_is_shown() {
    // Our charts are drawings too: none holds a script, an image, a foreign object or a link.
    check_markup("drawings", &["foreignobject", "image", "use", "animate", "set"]);
}

#[test]
fn cve_2025_32015_no_frame_is_opened() {
    check_markup("frames", &["iframe", "frame", "frameset", "object", "embed"]);
}

#[test]
fn cve_2020_25788_no_address_runs_a_script() {
    check_markup("addresses", &["base", "form"]);
}

#[test]
fn cve_2025_61586_names_of_strangers_name_no_file() {
    let folder = tempfile::tempdir().expect("folder");
    let db = folder.path().join("news.db");
    let mut cast = outlets();
    cast[1].name = "../../escaped".into();
    cast[0].name = "/tmp/wirecopy-escaped\0".replace("\\0", "");
    let mut press = Press::open(&db, cast.clone());
    press.origin(0, Origin::Known(side("../../../etc/wirecopy", wirecopy::news::ArticleId(1), 0.9)));
    for outlet in [0, 1, 3] {
        press.print(&Sheet {
            outlet,
            id: format!("../{outlet}"),
            headline: "../../../headline".into(),
            url: "https://a.example/../../x".into(),
            seen: MONDAY + outlet as i64 * 60,
            claim: "none".into(),
            credit: None,
            matched: (outlet > 0).then_some((0, Relation::Near, 0.9, 0.9)),
            body: vec!["..".into()],
            notice: None,
        });
    }
    let out = folder.path().join("one/two/pages");
    for report in [vec![], vec!["--outlet", "../../escaped"], vec!["--agency", "../../../etc/wirecopy"]] {
        for format in ["html", "csv", "md", "json", "txt"] {
            let mut args = vec!["report", "--period", "all", "--format", format, "-o", out.to_str().expect("a path")];
            std::fs::create_dir_all(&out).expect("a folder");
            args.extend(&report);
            wirecopy(&db, &args);
        }
    }
    let known = ["overview", "outlet", "agency", "story", "items"];
    for file in std::fs::read_dir(&out).expect("pages").flatten() {
        let name = file.file_name().into_string().expect("UTF-8");
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c)) && !name.contains("..");
        assert!(plain && known.iter().any(|kind| name.starts_with(kind)), "{name}");
    }
    let beside: Vec<_> = ["", "one", "one/two"]
        .iter()
        .flat_map(|place| std::fs::read_dir(folder.path().join(place)).expect("a folder").flatten())
        .map(|entry| entry.file_name().into_string().expect("UTF-8"))
        .filter(|name| !name.starts_with("news.db") && !["one", "two", "pages"].contains(&name.as_str()))
        .collect();
    assert!(beside.is_empty(), "{beside:?}");
}

#[test]
fn cve_2023_22481_the_password_of_the_mail_server_is_told_nowhere() {
    const CANARY: &str = "canary-7f3a91";
    let folder = newsroom();
    let db = folder.path().join("news.db");
    let secret = folder.path().join("mail-password");
    std::fs::write(&secret, format!("{CANARY}\n")).expect("written");
    // A port that was free a moment ago: nobody answers, and the trouble is told.
    let port = std::net::TcpListener::bind("127.0.0.1:0").and_then(|one| one.local_addr()).expect("a port").port();
    let config = folder.path().join("config.toml");
    let words = format!(
        "[mail]\nserver = \"127.0.0.1\"\nport = {port}\nuser = \"desk\"\npassword_file = \"{}\"\nfrom = \"Desk <desk@example.org>\"\nto = [\"editor@example.org\"]\n",
        secret.display()
    );
    std::fs::write(&config, words).expect("a configuration");
    for more in [&["--dry-run"][..], &[]] {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_wirecopy"))
            .args(["--db", db.to_str().expect("a path"), "--config", config.to_str().expect("a path")])
            .args(["digest", "--period", "all"])
            .args(more)
            .output()
            .expect("wirecopy runs");
        let told = [out.stdout, out.stderr].concat();
        assert!(!told.is_empty() && !String::from_utf8_lossy(&told).contains(CANARY), "{more:?}");
    }
}
