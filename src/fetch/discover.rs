//! Where a page's feeds may stand: what it names itself, then the usual places.

use scraper::{Html, Selector};
use url::Url;

/// A place to look for a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Absolute address.
    pub url: String,
    /// Its title, as the page names it.
    pub title: Option<String>,
    /// The page names it; else it is a usual place that may hold nothing.
    pub named: bool,
}

/// Places where publishing systems put feeds.
const USUAL: [&str; 10] = [
    "/feed",
    "/feed/",
    "/rss",
    "/rss.xml",
    "/feed.xml",
    "/atom.xml",
    "/index.xml",
    "/feeds/posts/default",
    "/feed.json",
    "/rss/home.xml",
];

/// The places of a page at `url`, best first.
pub fn places(page: &str, url: &Url) -> Vec<Place> {
    let mut places: Vec<Place> = Vec::new();
    let mut add = |place: Place| {
        if !places.iter().any(|known| known.url == place.url) {
            places.push(place);
        }
    };
    let html = Html::parse_document(page);
    let absolute =
        |href: &str| url.join(href.trim()).ok().filter(|u| matches!(u.scheme(), "http" | "https")).map(String::from);
    if let Ok(links) = Selector::parse("link[href]") {
        for link in html.select(&links) {
            let kind = link.attr("type").unwrap_or_default().to_ascii_lowercase();
            let rel = link.attr("rel").unwrap_or_default().to_ascii_lowercase();
            let feed = ["rss", "atom", "feed+json", "rdf"].iter().any(|mark| kind.contains(mark));
            if rel.split_whitespace().any(|r| r == "alternate" || r == "feed")
                && (feed || rel.contains("feed"))
                && let Some(url) = link.attr("href").and_then(absolute)
            {
                add(Place { url, title: link.attr("title").map(str::to_owned).filter(|t| !t.is_empty()), named: true });
            }
        }
    }
    if let Ok(links) = Selector::parse("a[href]") {
        for link in html.select(&links) {
            let href = link.attr("href").unwrap_or_default().to_ascii_lowercase();
            if (href.ends_with(".rss")
                || href.ends_with("/rss")
                || href.ends_with("/feed")
                || href.ends_with("/feed/")
                || href.contains("rss.xml")
                || href.contains("feed.xml")
                || href.contains("atom.xml"))
                && let Some(url) = link.attr("href").and_then(absolute)
            {
                let title: String = link.text().collect::<String>().trim().to_owned();
                add(Place { url, title: Some(title).filter(|t| !t.is_empty()), named: true });
            }
        }
    }
    for path in USUAL {
        if let Some(url) = absolute(path) {
            add(Place { url, title: None, named: false });
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_places_come_first() {
        let page = "<html><head><link rel='alternate' type='application/rss+xml' title='World' href='/world.rss'></head>\
            <body><a href='https://b.example/sport/feed'>Sport</a><a href='javascript:rss.xml'>x</a></body></html>";
        let found = places(page, &Url::parse("https://a.example/news/").unwrap());
        assert_eq!(
            found[0],
            Place { url: "https://a.example/world.rss".into(), title: Some("World".into()), named: true }
        );
        assert_eq!(found[1].url, "https://b.example/sport/feed");
        assert!(found[2..].iter().all(|p| !p.named && p.url.starts_with("https://a.example/")));
    }
}
