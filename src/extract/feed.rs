//! What the feed itself carries of an article, and whether that is the whole of it.

use super::declared::language_tag;
use crate::news::{Carries, Draft, Fault, FaultKind, Item, Metadatum, Reading};
use crate::text::space::tidy;

/// Words from which a text can be a whole article when nothing says that it is cut.
const WHOLE: usize = 120;
/// Words from which it is one.
const LONG: usize = 400;
/// Pages of a feed that are compared before it is believed.
const ENOUGH: u32 = 2;
/// Words a page must hold to be compared with.
const LEAST: usize = 40;

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

/// Whether the page of an item should be fetched, by the item itself and by what its feed was found to carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageWanted {
    /// The feed carries only a lead or a summary.
    Yes,
    /// The feed carries the whole text.
    No,
    /// It seems to carry the whole text, and nobody has compared it with a page yet.
    ToMeasure,
}

/// Whether the page of an item should be fetched. A text that breaks off or asks to read on elsewhere is cut; a short one is,
/// unless the feed is known to carry its short articles whole; a long one is where the feed is known to cut.
pub fn page_wanted(item: &Item, carries: Carries) -> PageWanted {
    let (html, _) = carried(item);
    let blocks = super::blocks(html);
    let words: usize = blocks.iter().map(|b| count(&b.text)).sum();
    let cut = blocks.last().is_none_or(|last| is_cut(&last.text));
    match words {
        _ if cut => PageWanted::Yes,
        0..WHOLE if carries.is_whole() => PageWanted::No,
        0..WHOLE => PageWanted::Yes,
        _ if carries.is_cut() => PageWanted::Yes,
        WHOLE..LONG if carries.measured() < ENOUGH => PageWanted::ToMeasure,
        _ => PageWanted::No,
    }
}

/// Whether an item carries only a lead or a summary, for all that the item itself tells.
pub fn is_summary_only(item: &Item) -> bool {
    page_wanted(item, Carries::default()) == PageWanted::Yes
}

/// Whether the feed carried the whole of an article, by its page; `None` where the page does not tell: it is walled, or its
/// text is another.
pub fn carried_whole(feed: &Draft, page: &Draft) -> Option<bool> {
    let of_page = super::words(&page.blocks);
    let of_feed = super::words(&feed.blocks);
    let walled = page.faults.iter().any(|fault| fault.kind == FaultKind::Paywall || super::wall::hides_all(fault.kind));
    let other = page.faults.iter().any(|fault| fault.kind == FaultKind::LeadMissing);
    (!walled && !other && of_feed > 0 && of_page >= LEAST).then_some(of_feed * 10 >= of_page * 8)
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
pub(super) fn count(text: &str) -> usize {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn item(words: usize, end: &str) -> Item {
        Item { content: Some(format!("<p>{}</p><p>ferry{end}</p>", "ferry ".repeat(words - 1))), ..Item::default() }
    }

    #[test]
    fn what_a_feed_carries_is_learned_from_its_pages() {
        let unknown = Carries::default();
        let whole = Carries { whole: 9, cut: 1 };
        let cut = Carries { whole: 1, cut: 2 };
        for (item, carries, wanted) in [
            (item(60, "."), unknown, PageWanted::Yes),
            (item(60, "."), whole, PageWanted::No),
            (item(60, "…"), whole, PageWanted::Yes),
            (item(200, "."), unknown, PageWanted::ToMeasure),
            (item(200, "."), whole, PageWanted::No),
            (item(200, "."), cut, PageWanted::Yes),
            (item(200, " Read more"), whole, PageWanted::Yes),
            (item(900, "."), unknown, PageWanted::No),
            (item(900, "."), cut, PageWanted::Yes),
            (Item::default(), unknown, PageWanted::Yes),
        ] {
            assert_eq!(page_wanted(&item, carries), wanted, "{item:?} {carries:?}");
        }
    }

    #[test]
    fn a_page_tells_whether_its_feed_carried_the_whole() {
        let draft = |words: usize| super::super::text(&"ferry ".repeat(words));
        assert_eq!(carried_whole(&draft(100), &draft(110)), Some(true));
        assert_eq!(carried_whole(&draft(100), &draft(300)), Some(false));
        assert_eq!(carried_whole(&draft(30), &draft(20)), None);
        let mut walled = draft(100);
        walled.faults.push(Fault::new(FaultKind::Paywall, "x"));
        assert_eq!(carried_whole(&draft(100), &walled), None);
    }
}
