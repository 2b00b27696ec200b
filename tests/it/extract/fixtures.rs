//! Pages written for this project, each with the article an editor would take from it: every line of the body and of the
//! furniture in its place, quotations, metadata, faults.
//!
//! A fixture is a TOML file. Its page stands in one of the layouts, and names the lines of its expectation by number
//! (`{0}`), so that nothing is written twice; what must be cleaned is written out.

use std::path::Path;

use serde::Deserialize;
use wirecopy::extract::{self, Context};
use wirecopy::news::{Article, FurnitureKind, Stamped, Trade};
use wirecopy::normalise;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixture {
    /// What it is there for.
    kinds: Vec<String>,
    layout: String,
    #[serde(default)]
    lang: String,
    url: Option<String>,
    zone: Option<String>,
    /// The bytes are written in it; UTF-8 without.
    encoding: Option<String>,
    content_type: Option<String>,
    lead: Option<String>,
    selector: Option<String>,
    #[serde(default)]
    head: String,
    page: String,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    headline: Option<String>,
    byline: Option<String>,
    /// "kind: words", in reading order; the layout's own chrome is left out.
    article: Vec<String>,
    #[serde(default)]
    quotations: Vec<String>,
    /// RFC 3339; a day alone where only a day is stated; `?` behind it where no zone is.
    published: Option<String>,
    modified: Option<String>,
    assumed: Option<String>,
    language: Option<String>,
    canonical: Option<String>,
    amp: Option<String>,
    #[serde(default)]
    headlines: Vec<String>,
    /// "name: value (place)": these are among the facts.
    #[serde(default)]
    metadata: Vec<String>,
    reading: Option<String>,
    #[serde(default)]
    faults: Vec<String>,
}

fn folder() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/extract")
}

fn load() -> Vec<(String, Fixture)> {
    let mut found: Vec<(String, Fixture)> = std::fs::read_dir(folder())
        .expect("the fixtures")
        .map(|entry| entry.expect("a file").path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).expect("a fixture");
            let fixture = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, fixture)
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

fn layout(name: &str) -> String {
    std::fs::read_to_string(folder().join("layouts").join(format!("{name}.html"))).expect("a layout")
}

/// The page of a fixture as it comes over the wire.
fn bytes(fixture: &Fixture) -> Vec<u8> {
    let mut page = layout(&fixture.layout)
        .replace("{lang}", &fixture.lang)
        .replace("{head}", &fixture.head)
        .replace("{page}", &fixture.page);
    for (number, line) in fixture.expect.article.iter().enumerate() {
        let (_, words) = line.split_once(": ").expect("kind: words");
        page = page.replace(&format!("{{{number}}}"), &words.replace('&', "&amp;"));
    }
    match &fixture.encoding {
        None => page.into_bytes(),
        Some(label) => {
            let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).expect("an encoding");
            let (bytes, _, lossy) = encoding.encode(&page);
            assert!(!lossy, "the page can be written in {label}");
            bytes.into_owned()
        }
    }
}

/// The pages of all fixtures, as they come over the wire.
pub fn pages() -> Vec<Vec<u8>> {
    load().iter().map(|(_, fixture)| bytes(fixture)).collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The letters of everything a layout shows: each text between two tags, and all of them in a row.
struct Shown {
    parts: Vec<String>,
    whole: String,
}

impl Shown {
    fn of(layout: &str) -> Self {
        let texts = layout.split('<').filter_map(|part| part.split_once('>'));
        let parts: Vec<String> = texts.map(|(_, text)| letters(text)).filter(|text| !text.is_empty()).collect();
        Self { whole: parts.concat(), parts }
    }

    /// The words are the layout's: one of its texts, or several in a row.
    fn holds(&self, words: &str) -> bool {
        let words = letters(words);
        words.is_empty() || self.parts.contains(&words) || (words.len() >= 20 && self.whole.contains(&words))
    }
}

fn read(fixture: &Fixture) -> Article {
    let context = Context {
        url: fixture.url.as_deref(),
        content_type: fixture.content_type.as_deref(),
        lead: fixture.lead.as_deref(),
        selector: fixture.selector.as_deref(),
        zone: fixture.zone.as_deref(),
    };
    normalise::normalise(&extract::page(&bytes(fixture), &context), &Trade::builtin())
}

/// Body and furniture in reading order, as fixtures write them.
fn lines(article: &Article) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let mut furniture = article.furniture.iter().peekable();
    for (number, paragraph) in article.body.paragraphs.iter().map(Some).chain([None]).enumerate() {
        while let Some(piece) = furniture.next_if(|f| f.before <= number) {
            lines.push((piece.kind.word().to_owned(), piece.words.clone()));
        }
        lines.extend(paragraph.map(|p| ("body".to_owned(), p.clone())));
    }
    lines
}

fn stamp(stamped: &Stamped, zone: Option<&str>) -> String {
    let time = chrono::DateTime::from_timestamp(stamped.at, 0).expect("a time");
    let mark = if stamped.offset.is_none() { "?" } else { "" };
    let written = match (stamped.day_only, zone) {
        // A day is the day of its outlet.
        (true, Some(zone)) => {
            time.with_timezone(&zone.parse::<chrono_tz::Tz>().expect("a zone")).format("%Y-%m-%d").to_string()
        }
        (true, None) => time.format("%Y-%m-%d").to_string(),
        (false, _) => {
            let offset = chrono::FixedOffset::east_opt(stamped.offset.unwrap_or(0)).expect("a zone");
            time.with_timezone(&offset).format("%Y-%m-%dT%H:%M:%S%:z").to_string().replace("+00:00", "Z")
        }
    };
    written + mark
}

/// What is wrong with the reading of a fixture.
fn wrong(fixture: &Fixture) -> Vec<String> {
    let (article, expect) = (read(fixture), &fixture.expect);
    let chrome = Shown::of(&layout(&fixture.layout));
    let mut wrong = Vec::new();
    let found: Vec<String> = lines(&article)
        .into_iter()
        .filter(|(kind, words)| kind == "body" || !chrome.holds(words))
        .map(|(kind, words)| format!("{kind}: {words}"))
        .collect();
    for paragraph in &article.body.paragraphs {
        if chrome.holds(paragraph) {
            wrong.push(format!("chrome in the body: {paragraph}"));
        }
    }
    if found != expect.article {
        let diff = similar::TextDiff::from_lines(expect.article.join("\n"), found.join("\n"))
            .unified_diff()
            .context_radius(0)
            .to_string();
        wrong.push(format!("article:\n{diff}"));
    }
    let mut same = |what: &str, expected: Option<String>, found: Option<String>| {
        if expected != found {
            wrong.push(format!("{what}: {} is not {}", found.unwrap_or_default(), expected.unwrap_or_default()));
        }
    };
    same("headline", expect.headline.clone(), article.headline.clone());
    same("byline", expect.byline.clone(), article.byline.clone());
    same(
        "published",
        expect.published.clone(),
        article.published.as_ref().map(|at| stamp(at, fixture.zone.as_deref())),
    );
    same("modified", expect.modified.clone(), article.modified.as_ref().map(|at| stamp(at, fixture.zone.as_deref())));
    if expect.assumed.is_some() {
        same("assumed", expect.assumed.clone(), article.published.as_ref().and_then(|at| at.assumed.clone()));
    }
    same("language", expect.language.clone(), article.language.clone());
    same("canonical", expect.canonical.clone(), article.canonical.clone());
    if expect.reading.is_some() {
        same("reading", expect.reading.clone(), Some(article.reading.word().to_owned()));
    }
    let amp = article.metadata.iter().find(|fact| fact.name == "amp").map(|fact| fact.value.clone());
    same("amp", expect.amp.clone(), amp);
    let quoted: Vec<String> = article
        .body
        .quotations
        .iter()
        .map(|q| article.body.paragraphs[q.paragraph][q.bytes.clone()].to_owned())
        .collect();
    if quoted != expect.quotations {
        wrong.push(format!("quotations: {quoted:?}"));
    }
    let mut faults: Vec<&str> = article.faults.iter().map(|fault| fault.kind.word()).collect();
    faults.dedup();
    if faults != expect.faults {
        wrong.push(format!("faults: {:?}", article.faults));
    }
    let facts: Vec<String> =
        article.metadata.iter().map(|fact| format!("{}: {} ({})", fact.name, fact.value, fact.place)).collect();
    let headlines: Vec<String> = article.other_headlines.iter().map(|h| format!("{} ({})", h.value, h.place)).collect();
    for (expected, found) in [(&expect.metadata, &facts), (&expect.headlines, &headlines)] {
        wrong.extend(expected.iter().filter(|e| !found.contains(e)).map(|e| format!("not found: {e}, in {found:?}")));
    }
    wrong
}

#[test]
fn every_page_gives_the_article_an_editor_takes_from_it() {
    let fixtures = load();
    assert!(fixtures.len() >= 40, "{} fixtures", fixtures.len());
    let troubles: Vec<String> = fixtures
        .iter()
        .filter_map(|(name, fixture)| {
            let wrong = wrong(fixture);
            (!wrong.is_empty()).then(|| format!("== {name} ({})\n{}", fixture.kinds.join(", "), wrong.join("\n")))
        })
        .collect();
    assert!(troubles.is_empty(), "{} of {} pages:\n{}", troubles.len(), fixtures.len(), troubles.join("\n"));
}

/// Words of copy that are lost, and of furniture that stand in a body: counted apart, so that a slip in one line is told.
#[test]
fn no_sentence_is_lost_and_no_furniture_is_kept() {
    let (mut copy, mut lost, mut kept) = (0, Vec::new(), Vec::new());
    for (name, fixture) in load() {
        let article = read(&fixture);
        let body = article.body.text();
        for line in &fixture.expect.article {
            let (kind, words) = line.split_once(": ").expect("kind: words");
            if kind == "body" {
                copy += 1;
                if !body.contains(words) {
                    lost.push(format!("{name}: {words}"));
                }
            } else {
                assert!(FurnitureKind::from_word(kind).is_some(), "{name}: {kind}");
                if article.body.paragraphs.iter().any(|p| p == words) {
                    kept.push(format!("{name}: {words}"));
                }
            }
        }
    }
    println!("{copy} paragraphs of copy, {} lost, {} lines of furniture kept", lost.len(), kept.len());
    assert!(copy >= 100 && lost.is_empty() && kept.is_empty(), "lost: {lost:#?}\nkept: {kept:#?}");
}

#[test]
fn the_seed_page_is_read_as_an_editor_reads_it() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/demo/seed/midday.html");
    let page = std::fs::read(path).expect("the seed page");
    let article = normalise::normalise(&extract::page(&page, &Context::default()), &Trade::builtin());
    let found: Vec<(String, String)> =
        lines(&article).into_iter().map(|(kind, words)| (kind, words.chars().take(24).collect())).collect();
    let found: Vec<(&str, &str)> = found.iter().map(|(kind, words)| (kind.as_str(), words.trim())).collect();
    let expected = [
        ("headline", "Face-to-face meeting bet"),
        ("meta-line", "Updated on: 13 December,"),
        ("meta-line", "ANI |"),
        ("chrome", "Facebook Twitter WhatsAp"),
        ("stand-first", "As per Blinken who appea"),
        ("headline", "Face-to-face meeting bet"),
        ("caption", "US Secretary of State An"),
        ("body", "US Secretary of State An"),
        ("body", "As per Blinken who appea"),
        ("body", "\"What we are looking to"),
        ("body", "\"We're looking to see Ru"),
        ("body", "On Sunday, the Kremlin s"),
        ("disclaimer", "This story has been sour"),
        ("chrome", "\"Exciting news! Mid-day"),
    ];
    assert_eq!(found.get(..expected.len()), Some(&expected[..]), "{found:#?}");
    assert!(found[expected.len()..].iter().all(|(kind, _)| *kind == "chrome"), "{found:#?}");
    assert_eq!(article.published.as_ref().map(|at| stamp(at, None)).as_deref(), Some("2021-12-13T10:23:00+05:30"));
    let quoted: Vec<&str> =
        article.body.quotations.iter().map(|q| &article.body.paragraphs[q.paragraph][q.bytes.clone()]).collect();
    assert_eq!(quoted.len(), 5, "{quoted:#?}");
}

#[test]
fn the_fixtures_cover_the_languages_and_the_kinds() {
    let fixtures = load();
    let languages: std::collections::BTreeSet<&str> =
        fixtures.iter().filter_map(|(_, f)| f.lang.split('-').next()).filter(|l| !l.is_empty()).collect();
    assert!(languages.len() >= 8, "{languages:?}");
    for kind in [
        "json-ld body",
        "amp",
        "print",
        "live blog",
        "gallery",
        "multi-page",
        "embedded post",
        "headline repeated",
        "stand-first",
        "byline block",
        "dateline",
        "meta line",
        "caption",
        "quotations",
        "related",
        "newsletter",
        "cookies",
        "disclaimer",
        "copyright",
        "sign-off",
        "also read",
        "paywall",
        "login",
        "consent",
        "bot check",
        "encoding",
        "right to left",
        "soft hyphens",
        "microdata",
        "opengraph only",
        "dates",
    ] {
        assert!(fixtures.iter().any(|(_, f)| f.kinds.iter().any(|k| k == kind)), "no page of the kind: {kind}");
    }
}
