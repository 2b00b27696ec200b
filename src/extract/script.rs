//! The article in the data of a page that is drawn by script: some pages hold it nowhere else.

use serde_json::{Map, Value};

use super::choose;
use super::declared::{folded, shared};
use super::json_ld;
use super::tag::Tag;
use super::tree::Tree;
use super::vote::{self, Runs};
use crate::text::sentences::ends_or_introduces;

/// Scripts looked at, and bytes read of one.
const MOST_SCRIPTS: usize = 60;
const MOST_BYTES: usize = 4 << 20;
/// Places in one script where an object may be assigned.
const MOST_ASSIGNED: usize = 32;
/// Nesting followed.
const DEEPEST: usize = 40;
/// Characters from which a string may be an article or, in a list, a paragraph of one.
const LONG: usize = 240;
const PARAGRAPH: usize = 40;
/// Sentences that make a text.
const SENTENCES: usize = 3;
/// Objects around a text, from the innermost, that may say whose it is: `title`, `content: { rendered }`.
const HOLDERS: usize = 3;
/// Bytes from which a headline is told from the name of a section, and of the longest one.
const SHORTEST_HEADLINE: usize = 8;
const LONGEST_HEADLINE: usize = 400;
/// Keys of headlines: the innermost object that has one says whose the text is.
const TITLES: [&str; 5] = ["headline", "headlines", "title", "titles", "heading"];

/// Names under which data state when something was published.
const PUBLISHED: [&str; 12] = [
    "datePublished",
    "publishDate",
    "publishedDate",
    "published_date",
    "publishedAt",
    "published_at",
    "publicationDate",
    "publication_date",
    "publishTime",
    "publishedTime",
    "firstPublished",
    "pubDate",
];
/// Times read of one page, and characters of the longest.
const MOST_TIMES: usize = 24;
const LONGEST_TIME: usize = 40;

/// What the data of a page's scripts state as times of publication, as written there.
pub fn published<'a>(tree: &Tree<'a>) -> Vec<&'a str> {
    let scripts = tree.all().filter(|id| tree.tag(*id) == Some(Tag::Script)).take(MOST_SCRIPTS);
    let raw = scripts.map(|script| tree.raw_text(script)).filter(|raw| raw.len() <= MOST_BYTES);
    raw.flat_map(|raw| {
        PUBLISHED.iter().flat_map(move |name| raw.match_indices(name)).filter_map(move |(at, name)| {
            // Data inside a string write \" for their quotation marks.
            let quote = |c: char| matches!(c, '"' | '\'' | '\\');
            let before = raw[..at].ends_with(quote);
            let behind = raw[at + name.len()..].trim_start_matches(quote).trim_start().strip_prefix(':')?;
            let value = behind.trim_start().trim_start_matches(quote);
            let end = value.find(|c: char| quote(c) || matches!(c, ',' | '}')).filter(|end| *end <= LONGEST_TIME)?;
            before.then(|| &value[..end])
        })
    })
    .take(MOST_TIMES)
    .collect()
}

/// What is known of the page's article: data of a page holds those of other stories, too.
pub struct Known<'k> {
    /// Its headlines.
    pub headlines: &'k [&'k str],
    /// Its addresses.
    pub addresses: [Option<&'k str>; 2],
    /// The lead that the feed carried.
    pub lead: Option<&'k str>,
}

/// The longest running text that the data of a page's scripts hold of its article, a line a paragraph. It is the article's
/// where the object that holds it holds the page's headline or address, too, or where the lead stands in it.
pub fn article(tree: &Tree<'_>, known: &Known<'_>) -> Option<String> {
    let scripts = tree.all().filter(|id| tree.tag(*id) == Some(Tag::Script)).take(MOST_SCRIPTS);
    let mut search = Search {
        headlines: known.headlines.iter().map(|headline| folded(headline)).collect(),
        addresses: known.addresses.into_iter().flatten().map(path).filter(|(path, _)| tells_a_story(path)).collect(),
        lead: known.lead.map(vote::words).unwrap_or_default(),
        best: None,
    };
    for script in scripts {
        let raw = tree.raw_text(script).trim();
        if raw.len() < LONG || raw.len() > MOST_BYTES {
            continue;
        }
        let is_json = tree.raw_attribute(script, "type").is_some_and(|kind| kind.trim() == "application/json");
        let from = if is_json { vec![0] } else { assigned(raw) };
        for from in from {
            let data = serde_json::Deserializer::from_str(&raw[from..]).into_iter::<Value>().next();
            if let Some(Ok(data)) = data {
                search.look(&data, &mut Vec::new(), 0);
            }
        }
    }
    search.best.map(|(_, text)| text)
}

/// Where the objects begin that a script assigns to the window: `window.__STATE__ = {`, `Fusion.globalContent={`.
fn assigned(script: &str) -> Vec<usize> {
    let known = ["Fusion.globalContent", "window.__", "window.INITIAL", "window.initial", "window.PRELOADED"];
    let mut names: Vec<usize> =
        known.iter().flat_map(|name| script.match_indices(name).take(MOST_ASSIGNED)).map(|(at, _)| at).collect();
    names.sort_unstable();
    let object = |name: usize| {
        let behind = script[name..].trim_start_matches(|c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.'));
        let object = behind.trim_start().strip_prefix('=')?.trim_start();
        object.starts_with('{').then(|| script.len() - object.len())
    };
    names.into_iter().take(MOST_ASSIGNED).filter_map(object).collect()
}

struct Search<'k> {
    headlines: Vec<Vec<String>>,
    /// Path and query of each.
    addresses: Vec<(&'k str, Option<&'k str>)>,
    lead: Vec<u64>,
    /// The text with the most sentences, and their size.
    best: Option<(usize, String)>,
}

impl Search<'_> {
    /// Looks through a value that stands in `holders`, the innermost last.
    fn look<'v>(&mut self, value: &'v Value, holders: &mut Vec<&'v Map<String, Value>>, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match value {
            Value::String(text) if text.len() >= LONG => self.offer(json_ld::paragraphs(value), holders),
            Value::Array(list) => {
                let paragraphs: Vec<String> = list.iter().filter_map(paragraph).collect();
                if !paragraphs.is_empty() {
                    self.offer(Some(paragraphs.join("\n")), holders);
                }
                // Whose an entry of a list is, the entry itself says: lists of other stories stand in the article's object.
                list.iter().for_each(|inner| self.look(inner, &mut Vec::new(), depth + 1));
            }
            Value::Object(thing) => {
                holders.push(thing);
                thing.values().for_each(|inner| self.look(inner, holders, depth + 1));
                holders.pop();
            }
            _ => {}
        }
    }

    /// Keeps the text of the article with the most sentences.
    fn offer(&mut self, text: Option<String>, holders: &[&Map<String, Value>]) {
        let Some(text) = text else { return };
        let is_sentence = |line: &&str| line.contains(' ') && line.len() >= PARAGRAPH && ends_or_introduces(line);
        let sentences: Vec<usize> = text.lines().filter(is_sentence).map(str::len).collect();
        let size = sentences.iter().sum();
        // Code and settings are long, too; what is told in sentences is not.
        let enough = sentences.len() >= SENTENCES && size * 3 >= text.len() * 2;
        let is_most = self.best.as_ref().is_none_or(|(most, _)| size > *most);
        if enough && is_most && (self.is_named(holders) || self.holds_lead(&text)) {
            self.best = Some((size, text));
        }
    }

    fn holds_lead(&self, text: &str) -> bool {
        self.lead.len() >= 8 && Runs::of(text).share(&self.lead) >= choose::HELD
    }

    /// What a text stands in is the page's article.
    fn is_named(&self, holders: &[&Map<String, Value>]) -> bool {
        for holder in holders.iter().rev().take(HOLDERS) {
            let nested = TITLES.iter().filter_map(|key| holder.get(*key)?.as_object()).flat_map(Map::values);
            let mut words = holder.values().chain(nested).filter_map(Value::as_str);
            if words.any(|words| self.is_headline(words) || self.is_address(words)) {
                return true;
            }
            if TITLES.iter().any(|key| holder.get(*key).is_some_and(|title| json_ld::text(title).is_some())) {
                return false;
            }
        }
        false
    }

    fn is_headline(&self, words: &str) -> bool {
        if words.len() < SHORTEST_HEADLINE || words.len() > LONGEST_HEADLINE {
            return false;
        }
        let words = folded(words);
        let alike = |headline: &Vec<String>| {
            let (short, long) = (words.len().min(headline.len()), words.len().max(headline.len()));
            words == *headline || (short >= 3 && short * 2 >= long && shared(&words, headline) >= 0.8)
        };
        self.headlines.iter().any(alike)
    }

    fn is_address(&self, words: &str) -> bool {
        if !(words.starts_with('/') || words.starts_with("http")) {
            return false;
        }
        let (path, query) = path(words);
        self.addresses.iter().any(|known| known.0 == path && (query.is_none() || query == known.1))
    }
}

/// Path and query of an address, which may lack its host.
fn path(address: &str) -> (&str, Option<&str>) {
    let address = address.split('#').next().unwrap_or_default();
    let behind_host = address.split_once("//").map(|(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    let (path, query) = match behind_host.unwrap_or(address).split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (behind_host.unwrap_or(address), None),
    };
    (path.trim_matches('/'), query)
}

/// The path of one story; a section's is a plain word.
fn tells_a_story(path: &str) -> bool {
    path.contains(|c: char| c == '-' || c.is_ascii_digit())
}

/// A paragraph of a list that is an article in parts: a string, or a thing that holds one and says it is text.
fn paragraph(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(_) => Some(value),
        // An entry with a headline is a story of its own.
        Value::Object(part) if TITLES.iter().any(|key| part.get(*key).is_some_and(|t| json_ld::text(t).is_some())) => {
            None
        }
        Value::Object(part) => {
            let kind = part.get("type").or_else(|| part.get("__typename")).and_then(Value::as_str).unwrap_or("text");
            let is_text = ["text", "paragraph", "html", "p"].iter().any(|known| kind.to_lowercase().contains(known));
            ["content", "text", "html", "value"].iter().find_map(|key| part.get(*key)).filter(|_| is_text)
        }
        _ => None,
    }?;
    json_ld::paragraphs(text).filter(|text| text.len() >= PARAGRAPH)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENTENCE: &str = "The ferry left the quay at noon with two hundred people aboard, the board said on Monday.";
    const OTHER: &str = "The bridge will stay shut until the last of its bolts has been looked at, the town said.";
    const HEADLINE: &str = "Ferry back in service";

    fn read(script: &str) -> Option<String> {
        let known = Known {
            headlines: &[HEADLINE],
            addresses: [Some("https://post.example/2023/ferry-back?utm=feed"), None],
            lead: Some("The ferry left the quay at noon with two hundred people aboard"),
        };
        article(&Tree::read(script), &known)
    }

    /// The data of a page, read without a lead.
    fn of(json: &str) -> Option<String> {
        let known = Known {
            headlines: &[HEADLINE],
            addresses: [Some("https://post.example/2023/ferry-back?utm=feed"), None],
            lead: None,
        };
        article(&Tree::read(&format!(r#"<script type="application/json">{json}</script>"#)), &known)
    }

    fn html(sentence: &str) -> String {
        format!("<p>{sentence}</p>").repeat(3)
    }

    #[test]
    fn text_is_found_in_one_string_or_in_parts() {
        let expected = [SENTENCE; 3].join("\n");
        let whole = format!(r#"{{"props":{{"title":"{HEADLINE}","body":"{}","id":7}}}}"#, html(SENTENCE));
        assert_eq!(of(&whole).as_deref(), Some(expected.as_str()));
        let part = format!(r#"{{"type":"text","content":"{SENTENCE}"}}"#);
        let parts = format!(r#"[{part},{{"type":"image","caption":"x"}},{part},{part}]"#);
        let script = format!(
            r#"<script>window.Fusion={{}};Fusion.globalContent={{"content_elements":{parts}}};Fusion.x=1</script>"#
        );
        assert_eq!(read(&script).as_deref(), Some(expected.as_str()));
    }

    #[test]
    fn the_text_of_another_story_is_not_the_articles() {
        let (own, other) = (html(SENTENCE), html(OTHER) + &html(OTHER));
        let expected = [SENTENCE; 3].join("\n");
        let video = format!(r#"{{"title":"{HEADLINE}","related":[{{"title":"Bridge shut","body":"{other}"}}]}}"#);
        let beside = format!(r#"{{"title":"{HEADLINE}","next":{{"title":"Bridge shut","body":"{other}"}}}}"#);
        let unnamed = format!(r#"{{"title":"{HEADLINE}","related":[{{"body":"{other}"}},{{"body":"{other}"}}]}}"#);
        let listed = format!(r#"{{"title":"{HEADLINE}","more":[{{"title":"Bridge shut","text":"{other}"}}]}}"#);
        for json in [&video, &beside, &unnamed, &listed] {
            assert_eq!(of(json), None, "{json}");
            let both = format!(r#"{{"article":{{"headline":"{HEADLINE}","content":"{own}"}},"side":{json}}}"#);
            assert_eq!(of(&both).as_deref(), Some(expected.as_str()), "{json}");
        }
    }

    #[test]
    fn the_article_is_known_by_its_headline_its_address_or_its_lead() {
        let own = html(SENTENCE);
        let expected = [SENTENCE; 3].join("\n");
        for json in [
            format!(r#"{{"headlines":{{"basic":"Ferry is back in service"}},"body":"{own}"}}"#),
            format!(r#"{{"title":{{"rendered":"{HEADLINE}"}},"content":{{"rendered":"{own}"}}}}"#),
            format!(r#"{{"title":"Desk name","seo":"{HEADLINE}","body":["{own}"]}}"#),
            format!(r#"{{"url":"/2023/ferry-back/","body":"{own}"}}"#),
            format!(r#"{{"url":"https://post.example/2023/ferry-back","title":"Ferry","body":"{own}"}}"#),
        ] {
            assert_eq!(of(&json).as_deref(), Some(expected.as_str()), "{json}");
        }
        let bare = format!(r#"{{"body":"{own}"}}"#);
        assert_eq!(of(&bare), None);
        assert_eq!(of(&format!(r#"{{"url":"/2023/ferry-back?id=9","body":"{own}"}}"#)), None);
        let with_lead = format!(r#"<script type="application/json">{bare}</script>"#);
        assert_eq!(read(&with_lead).as_deref(), Some(expected.as_str()));
    }

    #[test]
    fn every_object_assigned_to_the_window_is_tried() {
        let script = format!(
            r#"<script>window.__ENV__={{"stage":"live"}};window.__n=1;if(window.__n=={{}}){{}}window.__STATE__ = {{"title":"{HEADLINE}","body":"{}"}};</script>"#,
            html(SENTENCE)
        );
        let expected = [SENTENCE; 3].join("\n");
        assert_eq!(read(&script).as_deref(), Some(expected.as_str()));
    }

    #[test]
    fn settings_and_code_are_no_text() {
        let long = "a.b ".repeat(200);
        assert_eq!(of(&format!(r#"{{"title":"{HEADLINE}","code":"{long}"}}"#)), None);
        assert_eq!(read(&format!("<script>function f() {{ return '{long}' }}</script>")), None);
    }
}
