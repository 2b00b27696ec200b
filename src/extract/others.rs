//! Other stories on the page, whole or begun, in `article` elements of their own below the article.

use std::collections::HashSet;

use super::declared::folded;
use super::piece::Piece;
use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::news::BlockKind;

/// Words from which the element that holds the headline holds a text, too.
const A_TEXT: usize = 25;
/// Addresses from which those that follow are stories of their own: parts of one story share its address.
const SEVERAL: usize = 2;

/// Marks what is another story: an `article` element below the one with the page's headline and text, where such elements
/// give themselves addresses of their own. HTML calls that address `rel=bookmark`.
pub fn mark<'p>(tree: &Tree<'_>, pieces: &mut [Piece], headlines: impl Iterator<Item = &'p str>) {
    let headlines: Vec<Vec<String>> = headlines.map(folded).collect();
    let is_headline =
        |piece: &&Piece| piece.kind == BlockKind::Heading && piece.article && headlines.contains(&folded(&piece.text));
    let Some(headline) = pieces.iter().find(is_headline) else { return };
    let Some(article) = tree.ancestors(headline.node).find(|id| tree.tag(*id) == Some(Tag::Article)) else { return };
    let own = article.index()..tree.end_of(article);
    let words = |piece: &Piece| if piece.hint.is_none() { piece.text.split_whitespace().count() } else { 0 };
    if pieces.iter().filter(|piece| own.contains(&piece.node.index())).map(words).sum::<usize>() < A_TEXT {
        return;
    }
    let (mut stories, mut addresses) = (Vec::new(), HashSet::new());
    let mut next = own.end;
    for id in tree.all().skip(own.end) {
        if id.index() < next || tree.tag(id) != Some(Tag::Article) {
            continue;
        }
        next = tree.end_of(id);
        let links = tree.within(id).filter(|inside| tree.tag(*inside) == Some(Tag::A));
        let bookmarks: Vec<&str> = links.filter_map(|link| bookmark(tree, link)).collect();
        if !bookmarks.is_empty() {
            stories.push(id.index()..next);
            addresses.extend(bookmarks);
        }
    }
    if addresses.len() < SEVERAL {
        return;
    }
    for piece in pieces.iter_mut() {
        let at = piece.node.index();
        // They stand one behind the other.
        let story = stories.partition_point(|story| story.end <= at);
        if stories.get(story).is_some_and(|story| story.contains(&at)) {
            (piece.hint, piece.main) = (Some(BlockKind::Chrome), false);
        }
    }
}

/// Where a link leads that gives what it stands in its address, without the place on the page.
fn bookmark<'a>(tree: &Tree<'a>, link: Id) -> Option<&'a str> {
    let names = tree.raw_attribute(link, "rel")?;
    names.split_ascii_whitespace().find(|name| name.eq_ignore_ascii_case("bookmark"))?;
    tree.raw_attribute(link, "href")?.split('#').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::piece::pieces;

    #[test]
    fn articles_with_addresses_of_their_own_are_other_stories() {
        let text = "The ferry is back. ".repeat(10);
        for (first, second, are_others) in [
            ("https://post.example/lock", "https://post.example/buoy", true),
            // The posts of a live blog.
            ("https://post.example/ferry#1", "https://post.example/ferry#2", false),
        ] {
            let html = format!(
                "<article><h1>Ferry back</h1><p>{text}</p></article>\
                 <article><a rel=bookmark href='{first}'>Lock</a><p>{text}</p></article>\
                 <article><a rel=bookmark href='{second}'>Buoy</a><p>{text}</p></article>"
            );
            let tree = Tree::read(&html);
            let mut pieces = pieces(&tree, Id::ROOT);
            mark(&tree, &mut pieces, ["Ferry back"].into_iter());
            let others = pieces.iter().filter(|piece| piece.hint.is_some()).count();
            assert_eq!(others, if are_others { 4 } else { 0 }, "{second}");
        }
    }
}
