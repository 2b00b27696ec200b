//! Inputs made to do harm: depth, size, bombs, entities, encodings, truncation, dates, ids, JSON, wrong answers.

use std::fs;
use std::path::Path;

use wirecopy::news::{Delivery, FaultKind};
use wirecopy::parse::{Context, parse};

/// An input, and what must be read from it.
struct Case {
    name: String,
    bytes: Vec<u8>,
    /// Fewest and most entries.
    items: (usize, usize),
    /// Title of the first entry, where one is expected.
    title: Option<String>,
    /// A fault that must be told.
    fault: Option<FaultKind>,
}

fn case(name: impl Into<String>, bytes: impl Into<Vec<u8>>, items: usize) -> Case {
    Case { name: name.into(), bytes: bytes.into(), items: (items, items), title: None, fault: None }
}

impl Case {
    fn titled(mut self, title: &str) -> Self {
        self.title = Some(title.to_owned());
        self
    }

    fn told(mut self, fault: FaultKind) -> Self {
        self.fault = Some(fault);
        self
    }

    fn between(mut self, least: usize, most: usize) -> Self {
        self.items = (least, most);
        self
    }
}

fn rss(inside: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The Harbour Post</title>{inside}</channel></rss>"
    )
}

fn item(title: &str) -> String {
    rss(&format!("<item><title>{title}</title><link>https://post.example/1</link></item>"))
}

/// Feeds of three entries, one a format, in plain good order.
fn sound() -> [(&'static str, String); 4] {
    let rss_item = |n: u32| {
        format!(
            "<item><title>Story {n}</title><link>https://post.example/{n}</link><guid>g{n}</guid><pubDate>Fri, 05 Apr 2024 10:0{n}:00 GMT</pubDate><description>Words &amp;amp; <![CDATA[<p>more</p>]]></description></item>"
        )
    };
    let atom_entry = |n: u32| {
        format!(
            "<entry><title type=\"html\">Story {n}</title><link href=\"https://post.example/{n}\"/><id>urn:x:{n}</id><updated>2024-04-05T10:0{n}:00Z</updated><content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Words</p></div></content></entry>"
        )
    };
    let rdf_item = |n: u32| {
        format!(
            "<item rdf:about=\"https://post.example/{n}\"><title>Story {n}</title><link>https://post.example/{n}</link></item>"
        )
    };
    let json_item = |n: u32| {
        format!(
            "{{\"id\":{n},\"url\":\"https://post.example/{n}\",\"title\":\"Story {n}\",\"content_text\":\"Words\"}}"
        )
    };
    let three = |one: &dyn Fn(u32) -> String, between: &str| (1..=3).map(one).collect::<Vec<_>>().join(between);
    [
        ("rss", rss(&three(&rss_item, ""))),
        (
            "atom",
            format!(
                "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>The Harbour Post</title>{}</feed>",
                three(&atom_entry, "")
            ),
        ),
        (
            "rdf",
            format!(
                "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\"><channel><title>The Harbour Post</title></channel>{}</rdf:RDF>",
                three(&rdf_item, "")
            ),
        ),
        (
            "json",
            format!(
                "{{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"The Harbour Post\",\"items\":[{}]}}",
                three(&json_item, ",")
            ),
        ),
    ]
}

/// Cut at every tenth byte: what was whole is kept, in order, and nothing is made up.
fn truncated() -> Vec<Case> {
    let mut cases = Vec::new();
    for (format, feed) in sound() {
        let closing = if format == "json" {
            "\"Words\"}"
        } else if format == "atom" {
            "</entry>"
        } else {
            "</item>"
        };
        for end in (10..feed.len()).step_by(10) {
            let whole = feed[..end].matches(closing).count();
            cases.push(case(format!("{format} cut at {end}"), &feed.as_bytes()[..end], 0).between(whole, whole + 1));
        }
        cases.push(case(format!("{format} whole"), feed, 3).titled("Story 1"));
    }
    cases
}

fn deep_and_large() -> Vec<Case> {
    let mut cases = Vec::new();
    for tag in ["media:group", "div", "a", "item", "entry", "outline", "x:y", "source", "author", "title"] {
        for depth in [100, 1_000, 100_000] {
            let nest = format!("<{tag}>").repeat(depth);
            cases.push(case(format!("{depth} nested {tag}"), rss(&nest), 0).between(0, depth));
            let whole = rss(&format!("<item><title>First</title></item>{nest}{}", format!("</{tag}>").repeat(depth)));
            cases.push(case(format!("{depth} nested {tag}, closed"), whole, 0).between(1, depth + 1).titled("First"));
        }
    }
    cases
        .push(case("many entries", rss(&"<item><title>a</title></item>".repeat(20_000)), 5_000).told(FaultKind::Limit));
    cases.push(case("a title of 4 MB", item(&"long ".repeat(800_000)), 1));
    cases.push(case("20 MB of spaces", vec![b' '; 20 << 20], 0).told(FaultKind::Limit));
    cases.push(case("16 MB", rss(&"<item><title>a</title></item>".repeat(600_000)), 5_000).told(FaultKind::Limit));
    for (name, unit) in [
        ("brackets", "<"),
        ("ends", "</"),
        ("comments", "<!--"),
        ("cdata", "<![CDATA["),
        ("types", "<!DOCTYPE x ["),
        ("instructions", "<?"),
        ("quotes", "<a b=\""),
        ("single quotes", "<a b='\""),
        ("references", "&"),
        ("figures", "&#"),
        ("open titles", "<title>"),
        ("open links", "<link>"),
        ("open items", "<item>"),
        ("attributes", " a=b"),
        ("colons", "<a:"),
        ("closing items", "</item>"),
        ("namespaces", "<a xmlns:b='c'>"),
    ] {
        cases.push(case(format!("200,000 {name}"), rss(&unit.repeat(200_000)), 0).between(0, 5_000));
    }
    cases
}

fn entities() -> Vec<Case> {
    let bomb = "<!DOCTYPE rss [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\">]>";
    let outside = "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    vec![
        case("a bomb of entities", format!("{bomb}{}", item("Calm &c;")), 1),
        case("an outside entity", format!("{outside}{}", item("Calm &x;")), 1),
        case("nil by figure", item("Ca&#0;lm"), 1),
        case("a figure too large", item("Calm &#x110000;&#99999999999;"), 1),
        case("half a surrogate", item("Calm &#xD800;"), 1),
        case("a bare ampersand", item("Salt & vinegar"), 1).titled("Salt & vinegar"),
        case("a bare bracket", item("3 < 4"), 1).titled("3 < 4"),
        case("named references of HTML", item("Caf&eacute;&nbsp;&mdash;"), 1).titled("Café —"),
        case("twice escaped", item("Salt &amp;amp; vinegar"), 1),
        case("emphasis in a title", item("Big <em>news</em> today"), 1).titled("Big news today"),
        case("CDATA", item("<![CDATA[Big <b>news</b> & more]]>"), 1).titled("Big news & more"),
    ]
}

fn encodings() -> Vec<Case> {
    let wide = |text: &str, big: bool, mark: bool| -> Vec<u8> {
        let mark = mark.then_some(0xfeff_u16);
        mark.into_iter()
            .chain(text.encode_utf16())
            .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
            .collect()
    };
    let declared =
        |name: &str| item("Zażółć").replace("version=\"1.0\"?", &format!("version=\"1.0\" encoding=\"{name}\"?"));
    let mut cases = Vec::new();
    for name in ["utf-8", "iso-8859-1", "windows-1252", "utf-16", "nonsense", "", "US-ASCII"] {
        cases.push(case(format!("UTF-8 declared {name:?}"), declared(name), 1).titled("Zażółć"));
    }
    for (big, mark) in [(true, true), (true, false), (false, true), (false, false)] {
        for name in ["utf-16", "utf-8", "iso-8859-1"] {
            let bytes = wide(&declared(name), big, mark);
            cases.push(case(format!("UTF-16 big {big} mark {mark} declared {name}"), bytes, 1).titled("Zażółć"));
        }
    }
    let mut broken = item("Good X").into_bytes();
    let at = broken.iter().position(|b| *b == b'X').expect("an X");
    broken[at] = 0xff;
    cases.push(case("one bad byte", broken, 1).told(FaultKind::Encoding));
    cases.push(case("a mark before it", format!("\u{feff}{}", item("Calm")), 1).titled("Calm"));
    cases.push(
        case("a warning before it", format!("Warning: mysql_connect() <b>x</b>\n\n{}", item("Calm")), 1).titled("Calm"),
    );
    cases.push(case("control characters", item("Ca\u{8}l\u{1}m"), 1).titled("Calm"));
    cases.push(case("nil bytes", item("Ca\0lm"), 1).titled("Calm"));
    cases
}

fn shapes() -> Vec<Case> {
    let json = |items: &str| format!("{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{items}]}}");
    vec![
        case("no version", item("Calm").replace(" version=\"2.0\"", ""), 1).titled("Calm"),
        case("an odd version", item("Calm").replace("\"2.0\"", "\"two\""), 1).titled("Calm"),
        case("upper case", item("Calm").replace("item>", "ITEM>"), 1).titled("Calm"),
        case("no channel", "<rss><item><title>Calm</title></item></rss>", 1).titled("Calm"),
        case("items outside the channel", "<rss><channel/><item><title>Calm</title></item></rss>", 1).titled("Calm"),
        case("nothing but an item", "<item><title>Calm</title></item>", 1).titled("Calm"),
        case("never closed items", rss("<item><title>One</title><item><title>Two</title>"), 2).titled("One"),
        case("a title never closed", rss("<item><title>One</item><item><title>Two</title></item>"), 2).titled("One"),
        case("two titles", rss("<item><title>One</title><title>Two</title></item>"), 1).titled("One"),
        case(
            "a picture's title",
            rss("<item><media:title>Pic</media:title><title>One</title><media:title>P</media:title></item>"),
            1,
        )
        .titled("One"),
        case("an empty media title", rss("<item><media:title/><media:description/><title>One</title></item>"), 1)
            .titled("One"),
        case(
            "a bad base",
            "<feed xml:base='::'><entry xml:base='%%'><title>One</title><link href='a'/></entry></feed>",
            1,
        )
        .titled("One"),
        case(
            "a silly duration",
            rss("<item><title>One</title><itunes:duration>99999999999999999999</itunes:duration></item>"),
            1,
        )
        .titled("One"),
        case("JSON with figures for ids", json("{\"id\":7,\"title\":\"One\"},{\"id\":1e999}"), 1).between(1, 2),
        case("JSON with one rotten item", json("7,null,{\"id\":\"a\",\"title\":\"One\"},[]"), 1)
            .titled("One")
            .told(FaultKind::Malformed),
        case("JSON with wrong types", json("{\"id\":{},\"title\":[],\"url\":7,\"authors\":{},\"tags\":\"x\"}"), 1),
        case("JSON too deep", "[".repeat(100_000), 0),
        case("JSON objects too deep", "{\"items\":[".repeat(100_000), 0).between(0, 1),
        case("JSON behind a mark", format!("\u{feff}{}", json("{\"title\":\"One\"}")), 1).titled("One"),
        case("JSON that is no feed", "{\"status\":\"ok\"}", 0).told(FaultKind::UnknownFormat),
        case("nothing", "", 0).told(FaultKind::Empty),
        case(
            "a page",
            "<!doctype html><html><head><link rel=alternate type=application/rss+xml href=/f></head></html>",
            0,
        )
        .told(FaultKind::WebPage),
        case("a login", "<html><form><input type=password></form></html>", 0).told(FaultKind::LoginWall),
        case("a check for robots", "<html><title>Just a moment...</title></html>", 0).told(FaultKind::BotChallenge),
        case("a parked domain", "<html>This domain is for sale</html>", 0).told(FaultKind::ParkedDomain),
        case("a sitemap", "<urlset><url><loc>https://post.example</loc></url></urlset>", 0).told(FaultKind::Sitemap),
        case("a list of feeds", "<opml><body><outline xmlUrl='https://post.example/f'/></body></opml>", 0)
            .told(FaultKind::Outline),
        case("bytes of a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), 0).told(FaultKind::UnknownFormat),
    ]
}

/// RUSTSEC-2026-0194 and -0195: quick-xml before 0.41 takes quadratic time for namespaces and attributes. Whatever feed-rs or
/// another library pulls in is held to it.
#[test]
fn the_xml_library_is_past_its_advisories() {
    let lock = include_str!("../../../Cargo.lock");
    let versions: Vec<&str> =
        lock.split("name = \"quick-xml\"\nversion = \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(!versions.is_empty());
    for version in versions {
        let mut parts = version.split('.').filter_map(|part| part.parse::<u32>().ok());
        assert!((parts.next(), parts.next()) >= (Some(0), Some(41)), "quick-xml {version}");
    }
    let many: String = (0..5_000).map(|n| format!(" xmlns:n{n}='urn:{n}' a{n}='x'")).collect();
    for root in ["rss", "feed", "unknown"] {
        let text = format!("<{root}{many}><item{many}><title>One</title></item></{root}>");
        assert_eq!(parse(text.as_bytes(), &Context::default()).items.len(), 1);
    }
}

/// Readings that once were wrong.
#[test]
fn links_and_dates_that_stand_twice_are_read_by_what_they_say() {
    let entry = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><link rel='enclosure'>https://post.example/a.mp3</link>\
        <link rel='alternate'>https://post.example/1</link><updated>2024-04-05T10:00:00Z</updated>\
        <updated>2024-04-06T10:00:00Z</updated><updated>2024-04-04T10:00:00Z</updated></entry></feed>";
    let item = &parse(entry.as_bytes(), &Context::default()).items[0];
    assert_eq!(item.url.as_deref(), Some("https://post.example/1"));
    assert_eq!(item.links[0].rel, "enclosure");
    assert_eq!(item.updated.as_ref().map(|stamp| stamp.at), Some(1_712_397_600));
    let cdf = "<CHANNEL BASE='https://post.example/'><ITEM HREF='/1'><TITLE>One</TITLE></ITEM></CHANNEL>";
    assert_eq!(parse(cdf.as_bytes(), &Context::default()).items[0].url.as_deref(), Some("https://post.example/1"));
}

fn dates() -> Vec<Case> {
    let dates = [
        "yesterday",
        "99999999999999999999",
        "0000-00-00T00:00:00Z",
        "2024-02-30",
        "9999-12-31T23:59:59+99:99",
        "-1",
        "Fri, 32 Foo 2024 99:99:99 XYZ",
        "2024-04-05T24:00:00Z",
        "\u{0}\u{1}",
        "५ अप्रैल २०२४",
        "2024年4月5日",
        "::::",
        "T",
        "2024--",
        "Fri, 05 Apr 2024 10:00:00 +999999999999",
        "1/2/3/4/5/6",
    ];
    dates
        .iter()
        .map(|date| {
            let text = rss(&format!("<item><title>One</title><pubDate>{date}</pubDate></item>"));
            case(format!("the date {date:?}"), text, 1).titled("One")
        })
        .collect()
}

fn check(case: &Case) -> Result<(), String> {
    let delivery: Delivery = parse(&case.bytes, &Context::default());
    let wrong = |words: String| Err(format!("{}: {words}", case.name));
    let (least, most) = case.items;
    let count = delivery.items.len();
    if count < least || count > most {
        return wrong(format!("{count} entries, not {least} to {most}"));
    }
    if let Some(title) = &case.title
        && delivery.items.first().and_then(|item| item.title.as_deref()) != Some(title)
    {
        return wrong(format!("title {:?}, not {title:?}", delivery.items.first().map(|item| &item.title)));
    }
    if let Some(kind) = case.fault
        && !delivery.faults.iter().any(|fault| fault.kind == kind)
    {
        return wrong(format!("no fault {}; told: {:?}", kind.word(), delivery.faults));
    }
    if count == 0 && delivery.faults.is_empty() && delivery.title.is_none() {
        return wrong("nothing read and nothing said".to_owned());
    }
    if delivery.items.iter().any(|item| item.id.is_empty()) {
        return wrong("an entry without identity".to_owned());
    }
    // Identity and everything else is the same at every poll.
    if parse(&case.bytes, &Context::default()) != delivery {
        return wrong("another reading the second time".to_owned());
    }
    Ok(())
}

/// Writes the inputs into a folder, for `tests/scripts/parse_limits.py`: time and memory are measured by a process a file.
fn write(cases: &[Case], folder: &Path) {
    let folder = folder.join("hostile");
    fs::create_dir_all(&folder).expect("a folder");
    for (n, case) in cases.iter().enumerate() {
        let name: String =
            case.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(60).collect();
        fs::write(folder.join(format!("{n:03}-{name}")), &case.bytes).expect("written");
    }
}

#[test]
fn hostile_inputs_are_read_as_expected() {
    let cases: Vec<Case> =
        [truncated(), deep_and_large(), entities(), encodings(), shapes(), dates()].into_iter().flatten().collect();
    assert!(cases.len() >= 200, "{} inputs", cases.len());
    println!("{} inputs", cases.len());
    if let Some(folder) = std::env::var_os("WIRECOPY_HOSTILE") {
        write(&cases, Path::new(&folder));
    }
    let wrong: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(wrong.is_empty(), "{} of {} inputs:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
