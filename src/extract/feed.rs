//! What the feed itself carries of an article, and whether that is the whole of it.

use super::declared::language_tag;
use crate::news::{Draft, Fault, FaultKind, Item, Metadatum, Reading};
use crate::text::space::tidy;

/// Words from which a text can be a whole article when nothing says that it is cut.
const WHOLE: usize = 120;

/// Reads what the feed itself carries of an item.
pub fn item(item: &Item) -> Draft {
    let (html, reading) = carried(item);
    let mut draft = Draft {
        url: item.url.clone(),
        canonical: link(item, "canonical"),
        headline: item.title.as_deref().map(tidy).filter(|t| !t.is_empty()),
        language: item.language.as_deref().and_then(language_tag),
        published: item.published.clone(),
        modified: item.updated.clone(),
        blocks: super::blocks(html),
        metadata: metadata(item),
        reading,
        ..Draft::default()
    };
    draft.metadata.extend(super::links_in(html, item.url.as_deref()));
    if draft.blocks.is_empty() {
        draft.faults.push(Fault::new(FaultKind::NoText, "the feed carries no text for this item"));
    }
    draft
}

/// Whether the feed carries only a lead or a summary, so that the page should be fetched.
pub fn is_summary_only(item: &Item) -> bool {
    let (html, _) = carried(item);
    let blocks = super::blocks(html);
    let words: usize = blocks.iter().map(|b| count(&b.text)).sum();
    if words < WHOLE {
        return true;
    }
    blocks.last().is_none_or(|last| is_cut(&last.text))
}

/// The longer of content and summary.
fn carried(item: &Item) -> (&str, Reading) {
    let content = item.content.as_deref().unwrap_or_default();
    let summary = item.summary.as_deref().unwrap_or_default();
    if content.len() >= summary.len() && !content.is_empty() {
        (content, Reading::FeedContent)
    } else {
        (summary, Reading::FeedSummary)
    }
}

/// Words; characters of scripts without spaces count for half a word.
fn count(text: &str) -> usize {
    let wide = text
        .chars()
        .filter(|c| matches!(c, '\u{e00}'..='\u{eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}'))
        .count();
    text.split_whitespace().count() + wide / 2
}

/// It breaks off, or asks to read on elsewhere.
fn is_cut(text: &str) -> bool {
    let text = text.trim();
    let lower = text.to_lowercase();
    let end = text.trim_end_matches(['»', '›', '>', '→', ')', ']', ' ']);
    const ASKS: &[&str] = &[
        "read more",
        "continue reading",
        "read the full",
        "full story",
        "read full",
        "click here",
        "weiterlesen",
        "lire la suite",
        "lire plus",
        "leer más",
        "seguir leyendo",
        "leggi tutto",
        "continua a leggere",
        "leia mais",
        "continue lendo",
        "czytaj dalej",
        "czytaj więcej",
        "читать далее",
        "lees meer",
        "lees verder",
        "läs mer",
        "les mer",
        "læs mere",
        "devamını oku",
        "続きを読む",
        "阅读全文",
        "और पढ़ें",
        "اقرأ المزيد",
        "the post ",
    ];
    end.ends_with("...")
        || end.ends_with('…')
        || end.ends_with("[…")
        || ASKS.iter().any(|ask| {
            lower.rfind(ask).is_some_and(|at| lower[at + ask.len()..].chars().count() <= 90)
                && lower.chars().count() <= 400
        })
}

fn link(item: &Item, rel: &str) -> Option<String> {
    item.links.iter().find(|l| l.rel == rel).map(|l| l.href.clone())
}

fn metadata(item: &Item) -> Vec<Metadatum> {
    let mut facts = Vec::new();
    let mut fact = |name: &str, value: &str, place: &str| {
        let value = tidy(value);
        if !value.is_empty() {
            facts.push(Metadatum { name: name.to_owned(), value, place: format!("feed {place}") });
        }
    };
    for author in &item.authors {
        fact("author", author, "author");
    }
    for category in &item.categories {
        fact("keywords", category, "category");
    }
    if let Some(source) = &item.source {
        fact("feed_source", source.title.as_deref().unwrap_or_default(), "source");
        fact("feed_source", source.url.as_deref().unwrap_or_default(), "source url");
    }
    for credit in &item.media_credits {
        fact("media_credit", &credit.words, "media:credit");
    }
    for rel in ["canonical", "via"] {
        fact(
            if rel == "via" { "is_based_on" } else { rel },
            link(item, rel).as_deref().unwrap_or_default(),
            &format!("link {rel}"),
        );
    }
    fact("rights", item.rights.as_deref().unwrap_or_default(), "rights");
    facts
}
