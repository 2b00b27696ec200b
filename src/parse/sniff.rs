//! What an answer is: a feed, JSON, or something else that has a name.

use url::Url;

use crate::news::{Fault, FaultKind};
use crate::text::entities;

/// What the text is.
pub(super) enum Kind {
    /// Markup that may hold entries.
    Feed,
    /// JSON.
    Json,
    /// Something else, told as a fault with the way out.
    Other(Fault),
}

/// How far the root is looked for.
const HEAD: usize = 64 << 10;

/// What the text is; `url` is where it came from, if that is known.
pub(super) fn kind(text: &str, url: Option<&str>) -> Kind {
    let start = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if start.trim().is_empty() {
        return Kind::Other(Fault::new(
            FaultKind::Empty,
            "the answer is empty; try again later, or look whether the feed has moved",
        ));
    }
    if start.starts_with('{') || start.starts_with('[') {
        return Kind::Json;
    }
    let head = head(start).to_ascii_lowercase();
    match root(&head) {
        Some("rss" | "rdf" | "feed" | "channel" | "item" | "entry") => Kind::Feed,
        Some("opml") => {
            other(FaultKind::Outline, "this is a list of feeds (OPML); take it in with `wirecopy feeds import`")
        }
        Some("urlset" | "sitemapindex") => {
            other(FaultKind::Sitemap, "this is a sitemap, not a feed; try `wirecopy feeds discover` on the home page")
        }
        Some("html" | "head" | "body" | "div" | "script" | "title" | "meta") => Kind::Other(page(start, &head, url)),
        _ if ["<rss", "<feed", "<rdf:rdf", "<channel", "<item", "<entry"].iter().any(|mark| head.contains(mark)) => {
            Kind::Feed
        }
        _ if head.contains("<html") || head.contains("<!doctype html") => Kind::Other(page(start, &head, url)),
        Some(_) => Kind::Feed,
        None => other(FaultKind::UnknownFormat, "neither a feed nor a page; look at the address in a browser"),
    }
}

fn other(kind: FaultKind, words: &str) -> Kind {
    Kind::Other(Fault::new(kind, words))
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The local name of the first element. `head` is lower case.
fn root(head: &str) -> Option<&str> {
    let mut rest = head;
    loop {
        let at = rest.find('<')?;
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->").map_or(comment.len(), |end| end + 3)..];
            continue;
        }
        if rest.starts_with("!doctype html") {
            return Some("html");
        }
        if rest.starts_with(['?', '!']) {
            // The subset of a document type may hold marks of its own.
            let end = match (rest.find('['), rest.find('>')) {
                (Some(open), Some(close)) if open < close && rest.starts_with('!') => rest.find("]>").map(|i| i + 1),
                (_, close) => close,
            };
            rest = &rest[end.unwrap_or(rest.len())..];
            continue;
        }
        let name: &str = rest.split(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).next()?;
        let local = name.rsplit(':').next().unwrap_or(name);
        if local.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Some(local);
        }
    }
}

/// Names the kind of page that came instead of a feed.
fn page(text: &str, head: &str, url: Option<&str>) -> Fault {
    let has = |marks: &[&str]| marks.iter().any(|mark| head.contains(mark));
    if has(&[
        "cf-chl",
        "cf_chl",
        "just a moment...",
        "checking your browser",
        "captcha-delivery",
        "px-captcha",
        "_incapsula_",
        "ddos protection",
        "are you a robot",
        "g-recaptcha",
        "h-captcha",
        "attention required! | cloudflare",
    ]) {
        return Fault::new(
            FaultKind::BotChallenge,
            "the server answered with a check for robots; ask the outlet to let your polling through, or poll less often",
        );
    }
    if has(&[
        "domain is for sale",
        "buy this domain",
        "domain may be for sale",
        "sedoparking",
        "parkingcrew",
        "domain parking",
        "this domain has expired",
        "hugedomains.com",
    ]) {
        return Fault::new(
            FaultKind::ParkedDomain,
            "the domain is parked or for sale; look for the outlet's new address",
        );
    }
    if has(&["type=\"password\"", "type='password'", "type=password"]) {
        return Fault::new(
            FaultKind::LoginWall,
            "the server asks for a login; feeds behind a login need their credentials in the address",
        );
    }
    let feed = feed_link(text, url);
    let words = match feed {
        Some(url) => format!("this is a web page; its feed is at {url}"),
        None => "this is a web page and names no feed; try `wirecopy feeds discover` on it".to_owned(),
    };
    Fault::new(FaultKind::WebPage, words)
}

/// The address a page gives for its feed.
fn feed_link(text: &str, url: Option<&str>) -> Option<String> {
    let base = url.and_then(|url| Url::parse(url).ok());
    super::markup::tags(text).filter(|tag| tag.local() == "link").find_map(|tag| {
        let kind = tag.attribute("type")?.to_ascii_lowercase();
        let rel = tag.attribute("rel").unwrap_or_default().to_ascii_lowercase();
        let feed = kind.contains("rss") || kind.contains("atom") || kind.contains("feed+json");
        let href = tag.attribute("href").filter(|_| feed && rel.contains("alternate"))?;
        let href = entities::decode(href.trim()).into_owned();
        Some(base.as_ref().and_then(|base| base.join(&href).ok()).map_or(href, String::from))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<FaultKind>) {
        let found = match kind(text, None) {
            Kind::Feed | Kind::Json => None,
            Kind::Other(fault) => Some(fault.kind),
        };
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn wrong_answers_have_names() {
        check("  ", Some(FaultKind::Empty));
        check("<!DOCTYPE html><title>News</title>", Some(FaultKind::WebPage));
        check("<html><body><form><input type=\"password\"></form>", Some(FaultKind::LoginWall));
        check("<html><title>Just a moment...</title>", Some(FaultKind::BotChallenge));
        check("<html>This domain is for sale", Some(FaultKind::ParkedDomain));
        check("<?xml version='1.0'?><urlset/>", Some(FaultKind::Sitemap));
        check("<opml version='2.0'/>", Some(FaultKind::Outline));
        check("plain words", Some(FaultKind::UnknownFormat));
        check("Warning: mysql\n<?xml version='1.0'?><!-- <html> --><rss/>", None);
        check("<!DOCTYPE rss [<!ENTITY a '<b>'>]><rss/>", None);
        check("{\"version\": 1}", None);
    }

    #[test]
    fn a_page_names_its_feed() {
        let page = "<html><head><link rel=alternate type='application/rss+xml' href='/feed?a=1&amp;b=2'>";
        for (url, feed) in [(None, "/feed?a=1&b=2"), (Some("https://a.example/x/"), "https://a.example/feed?a=1&b=2")] {
            let Kind::Other(fault) = kind(page, url) else { panic!("a page") };
            assert_eq!(fault.words, format!("this is a web page; its feed is at {feed}"));
        }
    }
}
