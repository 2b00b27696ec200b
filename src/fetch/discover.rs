//! Where a page's feeds may stand: what it names itself, what sitemaps hint at, then the usual places.

use scraper::{Html, Selector};
use url::Url;

/// A place to look for a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Absolute address.
    pub url: String,
    /// Its title, as the page names it.
    pub title: Option<String>,
    /// Why it is looked at.
    pub how: How,
}

/// Why a place is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It is the address asked about.
    Itself,
    /// The page names it as its feed (`link rel=alternate`).
    Named,
    /// The page links to it.
    Linked,
    /// A sitemap, or robots.txt, holds its address.
    Sitemap,
    /// Publishing systems put feeds there.
    Usual,
}

impl How {
    /// The words for people.
    pub fn word(self) -> &'static str {
        match self {
            Self::Itself => "itself",
            Self::Named => "named by the page",
            Self::Linked => "linked by the page",
            Self::Sitemap => "in a sitemap",
            Self::Usual => "usual place",
        }
    }
}

/// Places where publishing systems put feeds: WordPress, Drupal, Ghost, Hugo and Jekyll, Blogger, JSON Feed.
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
    let base = Selector::parse("base[href]")
        .ok()
        .and_then(|base| html.select(&base).next())
        .and_then(|base| url.join(base.attr("href")?.trim()).ok())
        .unwrap_or_else(|| url.clone());
    let absolute = |href: &str| web(base.join(href.trim()).ok()?);
    if let Ok(links) = Selector::parse("link[href]") {
        for link in html.select(&links) {
            let kind = link.attr("type").unwrap_or_default().to_ascii_lowercase();
            let rel = link.attr("rel").unwrap_or_default().to_ascii_lowercase();
            let feed = ["rss", "atom", "feed+json", "rdf"].iter().any(|mark| kind.contains(mark));
            if rel.split_whitespace().any(|r| r == "alternate" || r == "feed")
                && (feed || rel.contains("feed"))
                && let Some(url) = link.attr("href").and_then(absolute)
            {
                let title = link.attr("title").map(str::to_owned).filter(|t| !t.is_empty());
                add(Place { url, title, how: How::Named });
            }
        }
    }
    if let Ok(links) = Selector::parse("a[href]") {
        for link in html.select(&links) {
            let words: String = link.text().collect::<String>().trim().to_owned();
            let Some(url) = link.attr("href").and_then(absolute) else { continue };
            let path = Url::parse(&url).map(|url| url.path().to_owned()).unwrap_or_default();
            let says = words.len() < 40 && words.split(|c: char| !c.is_alphanumeric()).any(|word| word == "RSS");
            if looks_like_feed(&path) || says {
                add(Place { url, title: Some(words).filter(|t| !t.is_empty()), how: How::Linked });
            }
        }
    }
    for path in USUAL {
        if let Some(url) = url.join(path).ok().and_then(web) {
            add(Place { url, title: None, how: How::Usual });
        }
    }
    places
}

/// Whether a path looks like that of a feed.
pub fn looks_like_feed(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    let last = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    matches!(last, "rss" | "feed" | "atom" | "feeds")
        || [".rss", ".atom", ".rdf"].iter().any(|end| last.ends_with(end))
        || (last.ends_with(".xml") || last.ends_with(".json"))
            && ["rss", "feed", "atom"].iter().any(|mark| last.contains(mark))
}

/// The sitemaps that a robots.txt names.
pub fn sitemaps(robots: &str, home: &Url) -> Vec<Url> {
    robots
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(field, _)| field.trim().eq_ignore_ascii_case("sitemap"))
        .filter_map(|(_, place)| home.join(place.trim()).ok())
        .collect()
}

/// Addresses in a sitemap that look like feeds.
pub fn hints(map: &str, url: &Url) -> Vec<Place> {
    map.split("<loc>")
        .skip(1)
        .filter_map(|rest| Some(rest.split_once("</loc>")?.0.trim().replace("&amp;", "&")))
        .filter_map(|place| url.join(&place).ok())
        .filter(|place| looks_like_feed(place.path()))
        .filter_map(web)
        .map(|url| Place { url, title: None, how: How::Sitemap })
        .collect()
}

/// An address of the web, without credentials and fragment.
fn web(mut url: Url) -> Option<String> {
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    url.set_fragment(None);
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_places_come_first() {
        let page = "<html><head><link rel='alternate' type='application/rss+xml' title='World' href='/world.rss'></head>\
            <body><a href='https://b.example/sport/feed'>Sport</a><a href='javascript:rss.xml'>x</a>\
            <a href='/services'>Our RSS feeds</a><a href='/press'>Press</a></body></html>";
        let found = places(page, &Url::parse("https://a.example/news/").unwrap());
        assert_eq!(
            found[0],
            Place { url: "https://a.example/world.rss".into(), title: Some("World".into()), how: How::Named }
        );
        assert_eq!(found[1].url, "https://b.example/sport/feed");
        assert_eq!(found[2].url, "https://a.example/services");
        assert!(found[3..].iter().all(|p| p.how == How::Usual && p.url.starts_with("https://a.example/")));
    }

    #[test]
    fn a_base_moves_what_a_page_names() {
        let page = "<base href='https://www.a.example/x/'><link rel=alternate type=application/atom+xml href='feed'>";
        assert_eq!(places(page, &Url::parse("https://a.example/").unwrap())[0].url, "https://www.a.example/x/feed");
    }

    #[test]
    fn sitemaps_hint_at_feeds() {
        let home = Url::parse("https://a.example/").unwrap();
        let maps = sitemaps("User-agent: *\nSITEMAP: /map.xml\nSitemap:https://b.example/rss.xml\n", &home);
        assert_eq!(
            maps.iter().map(Url::as_str).collect::<Vec<_>>(),
            ["https://a.example/map.xml", "https://b.example/rss.xml"]
        );
        let map = "<urlset><url><loc>https://a.example/story</loc></url><url><loc> /world/feed/?a=1&amp;b=2 </loc></url></urlset>";
        let found = hints(map, &home);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].url, "https://a.example/world/feed/?a=1&b=2");
    }
}
