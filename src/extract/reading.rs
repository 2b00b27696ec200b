//! The libraries that find a page's main text, behind guards: they read a clean, bounded copy, and may fail.

use std::collections::HashSet;

use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::quiet::guarded;

/// Bytes of clean markup the libraries are given at most.
const MOST_BYTES: usize = 1_500_000;
/// Depth they are given at most: their work grows with the square of it.
const DEEPEST: usize = 160;
/// Elements and texts a page may have to be given to them. The largest of the public pages have 3,000; from some 100,000 on
/// they take many seconds and half a gigabyte.
const MOST_NODES: usize = 30_000;

/// The copy of the page that the libraries read, or `None` for a page they must not see.
/// What the elements `without` hold is left out.
pub fn copy(tree: &Tree<'_>, without: &HashSet<Id>) -> Option<String> {
    if tree.depth > DEEPEST || tree.len() > MOST_NODES {
        return None;
    }
    let copy = tree.serialised(|id, tag| {
        !without.contains(&id)
            && !matches!(
                tag,
                Tag::Script
                    | Tag::Style
                    | Tag::Svg
                    | Tag::Math
                    | Tag::Iframe
                    | Tag::Template
                    | Tag::Canvas
                    | Tag::Link
                    | Tag::Noscript
            )
    });
    (copy.len() <= MOST_BYTES).then_some(copy)
}

/// What trafilatura takes for the main text, with its precision focus.
pub fn trafilatura(copy: &str) -> Option<String> {
    let options = trafilatura::Options::default()
        .with_focus(trafilatura::ExtractionFocus::FavorPrecision)
        .with_fallback(true)
        .with_exclude_comments(true)
        .with_html_date_mode(trafilatura::HtmlDateMode::Disabled);
    guarded(|| trafilatura::extract(copy, &options))?.ok().map(|found| found.content_text)
}

/// What dom_smoothie takes for the main text.
pub fn dom_smoothie(copy: &str) -> Option<String> {
    guarded(|| {
        let mut reader = dom_smoothie::Readability::new(copy, None, None).ok()?;
        reader.parse().ok().map(|article| article.text_content.to_string())
    })?
}
