//! What a page declares of itself: JSON-LD, OpenGraph, meta elements, microdata, links. Each fact keeps its place.

use serde_json::Value;
use url::Url;

use super::tag::Tag;
use super::tree::{Id, Tree};
use super::{json_ld, next_page, script};
use crate::news::{Metadatum, Stamped};
use crate::text::dates::{self, Hints};
use crate::text::space::tidy;

/// Facts kept of one page.
const MOST_FACTS: usize = 200;
/// Characters kept of one fact.
const LONGEST: usize = 2_000;

/// What a page declares.
#[derive(Debug, Default)]
pub struct Declared {
    /// The JSON-LD node of the article.
    pub json_ld: Option<Value>,
    /// `rel=canonical`, absolute.
    pub canonical: Option<String>,
    /// The address that `og:url` gives.
    pub shared_as: Option<String>,
    /// `rel=amphtml`, absolute.
    pub amp: Option<String>,
    /// Headlines, best first, each with its place.
    pub headlines: Vec<Metadatum>,
    /// Language, BCP 47.
    pub language: Option<String>,
    /// When first published, with its place.
    pub published: Option<(Stamped, String)>,
    /// When last changed, with its place.
    pub modified: Option<(Stamped, String)>,
    /// The page's own summary.
    pub description: Option<String>,
    /// The page says that not everybody may read it.
    pub paid: bool,
    /// Other facts.
    pub facts: Vec<Metadatum>,
}

/// Meta elements by lower-case name: the fact each declares.
const META: &[(&str, &str)] = &[
    ("author", "author"),
    ("article:author", "author"),
    ("article:author_name", "author"),
    ("byl", "author"),
    ("byline", "author"),
    ("dc.creator", "author"),
    ("dcterms.creator", "author"),
    ("sailthru.author", "author"),
    ("parsely-author", "author"),
    ("cxenseparse:author", "author"),
    ("citation_author", "author"),
    ("dcsext.author", "author"),
    ("twitter:creator", "author"),
    ("og:site_name", "publisher"),
    ("publisher", "publisher"),
    ("dc.publisher", "publisher"),
    ("article:publisher", "publisher"),
    ("application-name", "publisher"),
    ("article:section", "section"),
    ("section", "section"),
    ("parsely-section", "section"),
    ("cxenseparse:category", "section"),
    ("article:tag", "keywords"),
    ("keywords", "keywords"),
    ("news_keywords", "keywords"),
    ("parsely-tags", "keywords"),
    ("sailthru.tags", "keywords"),
    ("og:image", "image"),
    ("twitter:image", "image"),
    ("syndication-source", "syndication_source"),
    ("original-source", "original_source"),
    ("source", "credit_text"),
    ("article:source", "credit_text"),
    ("news_source", "credit_text"),
    ("article:content_source", "credit_text"),
    ("contentsource", "credit_text"),
    ("content_source", "credit_text"),
    ("content-source", "credit_text"),
    ("agency", "credit_text"),
    ("dc.source", "credit_text"),
    ("dcterms.source", "credit_text"),
    ("provider", "credit_text"),
    ("article:provider", "credit_text"),
    ("copyright", "rights"),
    ("dc.rights", "rights"),
    ("dcterms.rights", "rights"),
    ("dcterms.rightsholder", "copyright_holder"),
];
/// Meta elements, microdata and the like that state the first publication, most trusted first.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "rnews:datepublished",
    "og:published_time",
    "og:pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "article.published",
    "published-date",
    "published_date",
    "publish-date",
    "publish_date",
    "publishdate",
    "publication_date",
    "publication-date",
    "pubdate",
    "pub_date",
    "date.published",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date.created",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "originalpublicationdate",
    "article_date_original",
    "displaydate",
    "ptime",
    "pdate",
    "article:published",
    "article_published_time",
    "article:post_date",
    "article:publication_date",
    "article-publication-date",
    "article.origpubdate",
    "shareaholic:article_published_time",
    "iso-8601-publish-date",
    "bt:pubdate",
    "publish_time",
    "publishtime",
    "first_published",
    "firstpublished",
    "dateofpublication",
    "citation_publication_date",
    "citation_date",
    "article:created",
    "article:create",
    "article.created",
    "datecreated",
    "created",
    "release_date",
    "artikel-datum",
    "mediator_published_time",
    "content_publisheddate",
    "article:date",
    "article.date",
    "articledate",
    "date_published",
    "publish-time",
    "publicationdate",
    "dc.date.published",
    "og:article:published",
    "og:publish_time",
    "post_date",
    "created_time",
    "creation_date",
    "news:publication_date",
    "weibo: article:create_at",
    "date",
];
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "datemodified",
    "og:updated_time",
    "og:article:modified_time",
    "article.updated",
    "lastmod",
    "last-modified",
    "last_modified",
    "dcterms.modified",
    "dc.date.modified",
    "revised",
    "dateupdate",
    "utime",
];

/// Reads everything a page declares. `base` is the address it came from.
pub fn read(tree: &Tree<'_>, base: Option<&str>, zone: Option<&str>) -> Declared {
    let mut reader = Reader::new(tree, base, zone);
    reader.gather();
    reader.json_ld();
    reader.headlines();
    reader.times();
    reader.declared
}

struct Reader<'t, 'a> {
    tree: &'t Tree<'a>,
    base: Option<Url>,
    zone: Option<String>,
    declared: Declared,
    /// Meta elements and microdata: lower-case name, value, place.
    named: Vec<(String, String, String)>,
    title: Option<String>,
    tops: Vec<String>,
    /// Headings of the second rank: one of them is the headline where there is no first.
    seconds: Vec<String>,
}

impl<'t, 'a> Reader<'t, 'a> {
    fn new(tree: &'t Tree<'a>, base: Option<&str>, zone: Option<&str>) -> Self {
        Self {
            tree,
            base: base.and_then(|b| Url::parse(b).ok()),
            zone: zone.map(str::to_owned),
            declared: Declared::default(),
            named: Vec::new(),
            title: None,
            tops: Vec::new(),
            seconds: Vec::new(),
        }
    }

    /// One pass over the page.
    fn gather(&mut self) {
        for id in self.tree.all() {
            match self.tree.tag(id) {
                Some(Tag::Html) if self.declared.language.is_none() => {
                    let language = self.tree.attribute(id, "lang").or_else(|| self.tree.attribute(id, "xml:lang"));
                    self.declared.language = language.and_then(|l| language_tag(&l));
                }
                Some(Tag::Meta) => self.meta(id),
                Some(Tag::Link) => self.link(id),
                Some(Tag::Title) if self.title.is_none() => {
                    self.title =
                        Some(tidy(&crate::text::entities::decode(self.tree.raw_text(id)))).filter(|t| !t.is_empty());
                }
                Some(tag @ (Tag::H1 | Tag::H2)) => {
                    let list = if tag == Tag::H1 { &mut self.tops } else { &mut self.seconds };
                    if list.len() < 10 {
                        let text = tidy(&self.tree.text(id));
                        if !text.is_empty() && text.len() < 600 {
                            list.push(text);
                        }
                    }
                }
                Some(Tag::Script) | None => {}
                Some(_) => self.property(id),
            }
        }
        if let Some(own) = &self.base
            && let Some(next) = next_page::find(self.tree, own, None)
        {
            self.fact("next_page", next, "link next");
        }
    }

    fn meta(&mut self, id: Id) {
        let value = |name| self.tree.attribute(id, name);
        let Some(content) = value("content").or_else(|| value("value")).map(|c| tidy(&c)).filter(|c| !c.is_empty())
        else {
            return;
        };
        for attribute in ["property", "name", "itemprop", "http-equiv"] {
            if let Some(name) = self.tree.attribute(id, attribute) {
                let name = name.trim().to_ascii_lowercase();
                let place = match attribute {
                    "itemprop" => "microdata".to_owned(),
                    _ if name.starts_with("og:") => "opengraph".to_owned(),
                    _ => format!("meta {name}"),
                };
                self.named(name, content.clone(), place);
                return;
            }
        }
    }

    fn named(&mut self, name: String, value: String, place: String) {
        if self.named.len() < 400 {
            self.named.push((name, value.chars().take(LONGEST).collect(), place));
        }
    }

    /// Microdata and `<time>` in the running page.
    fn property(&mut self, id: Id) {
        let Some(property) = self.tree.raw_attribute(id, "itemprop") else { return };
        let name = property.trim().to_ascii_lowercase();
        if !matches!(
            name.as_str(),
            "datepublished" | "datemodified" | "datecreated" | "author" | "headline" | "publisher" | "articlesection"
        ) {
            return;
        }
        let value = ["content", "datetime", "title"]
            .iter()
            .find_map(|a| self.tree.attribute(id, a).filter(|v| !v.trim().is_empty()));
        let value = value.map_or_else(|| self.tree.text(id), |v| v.into_owned());
        let value = tidy(&value);
        if value.is_empty() || value.len() > 400 {
            return;
        }
        match name.as_str() {
            "author" | "publisher" | "articlesection" => {
                let fact = if name == "articlesection" { "section" } else { &name };
                self.fact(fact, value, "microdata");
            }
            "headline" => self.headline(value, "microdata"),
            _ => self.named(name, value, "microdata".to_owned()),
        }
    }

    fn link(&mut self, id: Id) {
        let (Some(rel), Some(href)) = (self.tree.raw_attribute(id, "rel"), self.tree.attribute(id, "href")) else {
            return;
        };
        let rel = rel.to_ascii_lowercase();
        let has = |word: &str| rel.split_ascii_whitespace().any(|r| r == word);
        if has("canonical") && self.declared.canonical.is_none() {
            self.declared.canonical = self.absolute(&href);
            if let Some(address) = self.declared.canonical.clone() {
                self.fact("canonical", address, "link canonical");
            }
        } else if has("amphtml") && self.declared.amp.is_none() {
            self.declared.amp = self.absolute(&href);
            if let Some(address) = self.declared.amp.clone() {
                self.fact("amp", address, "link amphtml");
            }
        }
    }

    fn absolute(&self, href: &str) -> Option<String> {
        let href = href.trim();
        let url = match &self.base {
            Some(base) => base.join(href).ok()?,
            None => Url::parse(href).ok()?,
        };
        matches!(url.scheme(), "http" | "https").then(|| url.to_string())
    }

    fn fact(&mut self, name: &str, value: String, place: &str) {
        let value: String = value.chars().take(LONGEST).collect();
        let facts = &mut self.declared.facts;
        let known = facts.iter().any(|f| f.name == name && f.value == value && f.place == place);
        if !known && !value.is_empty() && facts.len() < MOST_FACTS {
            facts.push(Metadatum { name: name.to_owned(), value, place: place.to_owned() });
        }
    }

    fn json_ld(&mut self) {
        if let Some(node) = json_ld::article(self.tree) {
            let get = |key: &str| node.get(key).map(json_ld::texts).unwrap_or_default();
            for (key, fact) in [
                ("author", "author"),
                ("creator", "author"),
                ("publisher", "publisher"),
                ("sourceOrganization", "source_organization"),
                ("provider", "source_organization"),
                ("isBasedOn", "is_based_on"),
                ("isBasedOnUrl", "is_based_on"),
                ("creditText", "credit_text"),
                ("copyrightHolder", "copyright_holder"),
                ("copyrightNotice", "rights"),
                ("articleSection", "section"),
                ("keywords", "keywords"),
            ] {
                for value in get(key) {
                    self.fact(fact, value, "json-ld");
                }
            }
            if let Some(image) = node.get("image").and_then(image) {
                self.fact("image", image, "json-ld");
            }
            for value in get("headline").into_iter().chain(get("alternativeHeadline")) {
                self.headline(value, "json-ld");
            }
            self.declared.description = get("description").into_iter().next();
            self.declared.paid = node.get("isAccessibleForFree").and_then(json_ld_false).unwrap_or(false);
            if self.declared.language.is_none() {
                self.declared.language = get("inLanguage").first().and_then(|l| language_tag(l));
            }
            self.declared.json_ld = Some(node);
        }
        for (name, value, place) in self.named.clone() {
            if let Some((_, fact)) = META.iter().find(|(known, _)| *known == name) {
                self.fact(fact, value, &place);
            } else if name == "content-language" && self.declared.language.is_none() {
                self.declared.language = language_tag(&value);
            } else if matches!(name.as_str(), "description" | "og:description") && self.declared.description.is_none() {
                self.declared.description = Some(value);
            } else if name == "og:url" && self.declared.shared_as.is_none() {
                self.declared.shared_as = Some(value);
            } else if name == "article:content_tier" && matches!(value.as_str(), "locked" | "metered") {
                self.declared.paid = value == "locked";
            }
        }
    }

    fn headline(&mut self, value: String, place: &str) {
        if self.declared.headlines.len() < 12 && !self.declared.headlines.iter().any(|h| h.value == value) {
            self.declared.headlines.push(Metadatum { name: "headline".to_owned(), value, place: place.to_owned() });
        }
    }

    /// All headlines; first the one shown to readers: the `h1` that the page elsewhere calls its title.
    fn headlines(&mut self) {
        for (name, value, place) in self.named.clone() {
            if matches!(
                name.as_str(),
                "og:title" | "twitter:title" | "title" | "dc.title" | "headline" | "sailthru.title" | "parsely-title"
            ) {
                self.headline(value, &place);
            }
        }
        if let Some(title) = self.title.clone() {
            self.headline(title, "title");
        }
        let told: Vec<Vec<String>> = self.declared.headlines.iter().map(|h| folded(&h.value)).collect();
        let likeness = |top: &str| {
            let top = folded(top);
            told.iter().map(|other| shared(&top, other)).fold(0.0, f32::max)
        };
        let mut tops = std::mem::take(&mut self.tops);
        tops.retain(|top| !self.is_outlet(top));
        if tops.is_empty() {
            let is_title = |top: &String| folded(top).len() >= 3 && likeness(top) >= 0.8;
            tops.extend(std::mem::take(&mut self.seconds).into_iter().find(is_title));
        }
        let best = tops.iter().map(|t| (likeness(t), t)).fold(None::<(f32, &String)>, |best, (l, t)| match best {
            Some((b, _)) if b >= l => best,
            _ => Some((l, t)),
        });
        match best {
            Some((likeness, top)) if likeness >= 0.5 || told.is_empty() => {
                let shown = Metadatum { name: "headline".to_owned(), value: top.clone(), place: "html".to_owned() };
                self.declared.headlines.retain(|h| h.value != *top);
                self.declared.headlines.insert(0, shown);
            }
            _ => {
                // No heading says what the title says: the title without the outlet's name behind it.
                if let Some(first) = self.declared.headlines.first_mut() {
                    first.value = without_outlet(&first.value);
                }
            }
        }
    }

    /// A heading that is the outlet's name: many set it as their first heading, above that of the article.
    fn is_outlet(&self, heading: &str) -> bool {
        let heading = folded(heading);
        let names = self.named.iter().filter(|(name, ..)| name == "og:site_name").map(|(_, value, _)| value.as_str());
        let behind = self.title.as_deref().and_then(|title| title.strip_prefix(&without_outlet(title)));
        let told = self.declared.headlines.iter().filter(|told| told.place != "title");
        names.chain(behind).any(|name| folded(name) == heading)
            && !told.into_iter().any(|told| folded(&told.value) == heading)
    }

    fn times(&mut self) {
        let json = |key: &str, node: &Option<Value>| node.as_ref().and_then(|n| n.get(key)).and_then(json_ld::text);
        let published = ["datePublished", "dateCreated", "coverageStartTime"]
            .iter()
            .find_map(|key| json(key, &self.declared.json_ld));
        let modified = json("dateModified", &self.declared.json_ld);
        self.declared.published = self.time(published, PUBLISHED);
        self.declared.modified = self.time(modified, MODIFIED);
    }

    fn time(&self, json: Option<String>, names: &[&str]) -> Option<(Stamped, String)> {
        if let Some(at) = json.as_deref().and_then(|words| self.stamped(words)) {
            return Some((at, "json-ld".to_owned()));
        }
        names.iter().find_map(|name| {
            self.named
                .iter()
                .filter(|(known, ..)| known == name)
                .find_map(|(_, value, place)| Some((self.stamped(value)?, place.clone())))
        })
    }

    fn stamped(&self, words: &str) -> Option<Stamped> {
        stamped(words, self.zone.as_deref(), self.declared.language.as_deref())
    }
}

/// When the page's video was put up: the day of a page that has nothing else to say.
pub fn uploaded(tree: &Tree<'_>, zone: Option<&str>, language: Option<&str>) -> Option<(Stamped, String)> {
    let words = json_ld::uploaded(tree)?;
    Some((stamped(&words, zone, language)?, "json-ld video".to_owned()))
}

/// The day that the data in a page's scripts state as that of publication, where they state no other.
pub fn in_data(tree: &Tree<'_>, zone: Option<&str>, language: Option<&str>) -> Option<(Stamped, String)> {
    let times: Vec<Stamped> =
        script::published(tree).iter().filter_map(|words| stamped(words, zone, language)).collect();
    let day = |at: &Stamped| at.at.div_euclid(86_400);
    let first = times.first()?;
    times.iter().all(|at| day(at) == day(first)).then(|| (first.clone(), "script".to_owned()))
}

/// A written time, when it can be read and makes sense (1990 to 2099).
pub fn stamped(words: &str, zone: Option<&str>, language: Option<&str>) -> Option<Stamped> {
    if let Some(at) = since_1970(words) {
        return Some(Stamped::at(at, 0));
    }
    let moment = dates::read(words, Hints { zone, language })?;
    (631_152_000..4_102_444_800).contains(&moment.at).then_some(Stamped {
        at: moment.at,
        offset: moment.offset,
        day_only: moment.day_only,
        assumed: moment.assumed,
    })
}

/// Seconds or milliseconds since 1970, as some pages declare their times.
fn since_1970(words: &str) -> Option<i64> {
    let words = words.trim();
    let figures = words.bytes().all(|b| b.is_ascii_digit());
    let at: i64 = words.parse().ok().filter(|_| figures)?;
    match words.len() {
        9 | 10 => Some(at),
        12 | 13 => Some(at / 1_000),
        _ => None,
    }
    .filter(|at| (631_152_000..4_102_444_800).contains(at))
}

fn image(value: &Value) -> Option<String> {
    match value {
        Value::Object(thing) => thing.get("url").or_else(|| thing.get("contentUrl")).and_then(json_ld::text),
        Value::Array(list) => list.iter().find_map(image),
        other => json_ld::text(other),
    }
}

/// `isAccessibleForFree` is false, in any of its spellings.
fn json_ld_false(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(free) => Some(!free),
        Value::String(free) => Some(free.eq_ignore_ascii_case("false")),
        _ => None,
    }
}

/// A language tag as BCP 47 writes it (`en_IN` becomes `en-IN`).
pub fn language_tag(words: &str) -> Option<String> {
    let tag = words.trim().split([',', ';', ' ']).next()?.replace('_', "-");
    let first = tag.split('-').next()?;
    let plausible =
        (2..=3).contains(&first.len()) && tag.len() <= 20 && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    plausible.then(|| match tag.split_once('-') {
        Some((language, region)) if region.len() == 2 => {
            format!("{}-{}", language.to_ascii_lowercase(), region.to_ascii_uppercase())
        }
        Some((language, rest)) => format!("{}-{rest}", language.to_ascii_lowercase()),
        None => tag.to_ascii_lowercase(),
    })
}

/// Letters and figures of a headline, word by word, folded.
pub fn folded(headline: &str) -> Vec<String> {
    headline.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

/// Share of the shorter one's words that stand in the other.
pub fn shared(a: &[String], b: &[String]) -> f32 {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.is_empty() {
        return 0.0;
    }
    short.iter().filter(|w| long.contains(w)).count() as f32 / short.len() as f32
}

/// "Ferry back in service | The Harbour Post" without the outlet: the longer part before the last bar or dash.
fn without_outlet(title: &str) -> String {
    for mark in [" | ", " – ", " — ", " - ", " :: ", " » "] {
        if let Some((before, after)) = title.rsplit_once(mark)
            && before.split_whitespace().count() >= 3
            && after.split_whitespace().count() <= 5
        {
            return before.trim().to_owned();
        }
    }
    title.to_owned()
}
