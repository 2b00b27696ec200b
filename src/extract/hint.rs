//! What the markup itself says an element is: names of classes and ids, roles, microdata.

use super::names::MARKUP;
use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::news::BlockKind;

/// What an element's markup says of the text in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// Never shown to readers.
    Unseen,
    /// Blocks of this kind.
    Kind(BlockKind),
    /// The main text stands in it.
    Main,
}

/// What an element's tag and attributes say of the text in it.
pub fn hint(tree: &Tree<'_>, id: Id, tag: Tag) -> Option<Hint> {
    use BlockKind::*;
    match tag {
        Tag::Script
        | Tag::Style
        | Tag::Template
        | Tag::Svg
        | Tag::Math
        | Tag::Canvas
        | Tag::Head
        | Tag::Title
        | Tag::Iframe
        | Tag::Noscript
        | Tag::Textarea
        | Tag::Select
        | Tag::Datalist
        | Tag::Audio
        | Tag::Video
        | Tag::Object
        | Tag::Noembed
        | Tag::Noframes => return Some(Hint::Unseen),
        Tag::Nav | Tag::Footer | Tag::Form | Tag::Button | Tag::Dialog | Tag::Menu | Tag::Label | Tag::Fieldset => {
            return Some(Hint::Kind(Chrome));
        }
        Tag::Figcaption => return Some(Hint::Kind(Caption)),
        Tag::Html | Tag::Body | Tag::Main => return None,
        _ => {}
    }
    by_role(tree, id).or_else(|| by_names(tree, id, tag)).or_else(|| sums_up(tree, id)).or(match tag {
        // Some wrap their tables so.
        Tag::Figure if !tree.within(id).any(|inside| tree.tag(inside) == Some(Tag::Table)) => Some(Hint::Kind(Caption)),
        Tag::Aside => Some(Hint::Kind(Chrome)),
        _ => None,
    })
}

/// A summary right below the headline is the stand-first; elsewhere it is a list of points or the teaser of another story.
fn sums_up(tree: &Tree<'_>, id: Id) -> Option<Hint> {
    let class = tree.raw_attribute(id, "class").filter(|class| class.to_ascii_lowercase().contains("summary"))?;
    let before = tree.ancestors(id.before()?).find(|above| tree.parent(*above) == tree.parent(id))?;
    let is_below = tree.tag(before) == Some(Tag::H1) && words(class).iter().any(|word| word == "summary");
    is_below.then_some(Hint::Kind(BlockKind::StandFirst))
}

/// An element inside a byline that is the date and no name.
pub fn is_date(tree: &Tree<'_>, id: Id, tag: Tag) -> bool {
    const DATE: [&str; 7] = ["date", "time", "datetime", "timestamp", "pubdate", "published", "updated"];
    let class = tree.raw_attribute(id, "class").unwrap_or_default();
    tag == Tag::Time
        || class.split_ascii_whitespace().any(|name| words(name).iter().any(|w| DATE.contains(&w.as_str())))
}

fn by_role(tree: &Tree<'_>, id: Id) -> Option<Hint> {
    let value = |name| tree.raw_attribute(id, name);
    if let Some(style) = value("style") {
        let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
        if style.to_ascii_lowercase().contains("display:none") {
            return Some(Hint::Unseen);
        }
    }
    if tree.raw_attribute(id, "hidden").is_some_and(|v| v != "until-found") {
        return Some(Hint::Unseen);
    }
    if let Some(property) = value("itemprop") {
        match property {
            "articleBody" => return Some(Hint::Main),
            "author" | "datePublished" | "dateModified" => return Some(Hint::Kind(BlockKind::Byline)),
            "articleSection" | "keywords" => return Some(Hint::Kind(BlockKind::Chrome)),
            "caption" | "copyrightHolder" => return Some(Hint::Kind(BlockKind::Caption)),
            "description" | "alternativeHeadline" => return Some(Hint::Kind(BlockKind::StandFirst)),
            _ => {}
        }
    }
    match value("role")? {
        "navigation" | "banner" | "contentinfo" | "search" | "menu" | "menubar" | "dialog" | "alertdialog"
        | "complementary" | "toolbar" | "tablist" => Some(Hint::Kind(BlockKind::Chrome)),
        _ => None,
    }
}

fn by_names(tree: &Tree<'_>, id: Id, tag: Tag) -> Option<Hint> {
    let class = tree.raw_attribute(id, "class").unwrap_or_default();
    let own = tree.raw_attribute(id, "id").unwrap_or_default();
    let part =
        tree.raw_attribute(id, "data-testid").or_else(|| tree.raw_attribute(id, "data-component")).unwrap_or_default();
    if class.is_empty() && own.is_empty() && part.is_empty() {
        return None;
    }
    // Utility frameworks hide by width of the screen: `hidden md:block` is shown to most readers.
    let by_width = class.split_ascii_whitespace().any(|name| {
        name.split_once(':')
            .is_some_and(|(_, what)| matches!(what, "block" | "flex" | "grid" | "inline" | "inline-block" | "contents"))
    });
    let mut found = None;
    for name in class.split_ascii_whitespace().filter(|name| !is_utility(name, by_width)).chain([own, part]) {
        match by_name(name, tag) {
            // Whatever else it is called, an article is no chrome.
            Some(Hint::Main) => return Some(Hint::Main),
            Some(hint) if found.is_none() => found = Some(hint),
            _ => {}
        }
    }
    found
}

/// Names of utility frameworks: they say how an element looks in some state or width, and nothing of what it is.
fn is_utility(name: &str, by_width: bool) -> bool {
    name.contains([':', '[']) || name.starts_with("overflow-") || (by_width && name == "hidden")
}

/// What one class or id says.
fn by_name(name: &str, tag: Tag) -> Option<Hint> {
    use BlockKind::*;
    let words = words(name);
    let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
    if words.first() == Some(&"elementor") {
        // A page builder that calls every part of a page a widget, its text too.
        words.retain(|word| *word != "widget");
    }
    let named = |kind| Some(Hint::Kind(kind));
    if MARKUP.unseen.hold(&words) {
        return Some(Hint::Unseen);
    }
    if MARKUP.embed.hold(&words) {
        return named(Embed);
    }
    if MARKUP.caption.hold(&words) {
        return named(Caption);
    }
    // Names of states and layouts speak of other elements: `has-sidebar`, `no-ads`, `with-share`.
    let speaks_of_others =
        words.first().is_some_and(|w| matches!(*w, "has" | "no" | "with" | "without" | "is" | "js" | "not"));
    if !speaks_of_others && tag != Tag::Article && MARKUP.chrome.hold(&words) {
        return named(Chrome);
    }
    if MARKUP.byline.hold(&words) {
        return named(Byline);
    }
    if MARKUP.stand_first.hold(&words) {
        return named(StandFirst);
    }
    MARKUP.main.hold(&words).then_some(Hint::Main)
}

/// The words of a name: `relatedPosts`, `related-posts` and `related__posts` have the same two.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut lower = false;
    for c in name.chars().take(120) {
        if !c.is_ascii_alphanumeric() || (lower && c.is_ascii_uppercase()) {
            words.push(String::new());
        }
        lower = c.is_ascii_lowercase();
        if c.is_ascii_alphanumeric() {
            words.last_mut().expect("never empty").push(c.to_ascii_lowercase());
        }
    }
    words.retain(|w| !w.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_classes_are_read_word_by_word() {
        for (name, hint) in [
            ("article__share-bar", Some(Hint::Kind(BlockKind::Chrome))),
            ("relatedPosts", Some(Hint::Kind(BlockKind::Chrome))),
            ("shareholders-news", None),
            ("has-sidebar", None),
            ("wp-caption-text", Some(Hint::Kind(BlockKind::Caption))),
            ("article-body", Some(Hint::Main)),
            ("byline", Some(Hint::Kind(BlockKind::Byline))),
            ("twitter-tweet", Some(Hint::Kind(BlockKind::Embed))),
            ("spot", Some(Hint::Kind(BlockKind::StandFirst))),
            ("spot-im", None),
            ("firma", Some(Hint::Kind(BlockKind::Byline))),
            ("firma-profil", None),
            ("foot", Some(Hint::Kind(BlockKind::Chrome))),
            ("article-foot", None),
            ("rollover-block", None),
        ] {
            assert_eq!(by_name(name, Tag::Div), hint, "{name}");
        }
    }

    #[test]
    fn components_of_adobe_are_no_consent_notices() {
        for name in ["cmp-text", "cmp-title__text", "cmp-container", "cmp-contentfragment"] {
            assert_eq!(by_name(name, Tag::Div), None, "{name}");
        }
        for name in ["qc-cmp2-container", "qc-cmp-ui", "cmpbox", "cmp-banner", "cmpwrapper", "cmp"] {
            assert_eq!(by_name(name, Tag::Div), Some(Hint::Kind(BlockKind::Chrome)), "{name}");
        }
    }

    #[test]
    fn classes_that_only_say_how_an_element_looks_say_nothing_of_it() {
        for (class, hint) in [
            ("overflow-hidden print:hidden md:hidden text-lg", None),
            ("elementor-element elementor-widget elementor-widget-text-editor", None),
            ("elementor-widget elementor-share-buttons", Some(Hint::Kind(BlockKind::Chrome))),
            ("hidden lg:block", None),
            ("hidden", Some(Hint::Unseen)),
        ] {
            let html = format!("<div class='{class}'>x</div>");
            let tree = Tree::read(&html);
            let id = tree.all().find(|id| tree.tag(*id) == Some(Tag::Div)).expect("it is there");
            assert_eq!(super::hint(&tree, id, Tag::Div), hint, "{class}");
        }
    }
}
