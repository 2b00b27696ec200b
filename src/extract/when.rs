//! The date a page shows its readers, for pages that declare none.

use super::around::Extent;
use super::declared::{folded, stamped};
use super::piece::Piece;
use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::news::{BlockKind, Stamped};

/// Characters of the longest line a date is looked for in.
const LONGEST: usize = 160;
/// Characters from which a line below the headline is the first paragraph.
const PARAGRAPH: usize = 90;
/// Pieces looked at between the headline and the first paragraph.
const MOST_HEAD: usize = 20;

/// What is known that helps to read dates.
#[derive(Clone, Copy)]
pub struct Hints<'h> {
    /// Zone of the outlet.
    pub zone: Option<&'h str>,
    /// Language of the page.
    pub language: Option<&'h str>,
}

/// The date shown beside the text, with its place: `<time>` first, then written lines, then the address.
pub fn shown(
    tree: &Tree<'_>,
    pieces: &[Piece],
    extent: Option<&Extent>,
    headline: Option<&str>,
    url: Option<&str>,
    hints: Hints<'_>,
) -> Option<(Stamped, String)> {
    // A year or a month alone is a heading of an archive.
    let whole = |at: &Stamped| !at.assumed.as_ref().is_some_and(|assumed| assumed.contains("first day"));
    let read = |words: &str| stamped(words, hints.zone, hints.language).filter(whole);
    extent
        .and_then(|extent| {
            time_element(tree, pieces, extent, &read)
                .map(|at| (at, "html time".to_owned()))
                .or_else(|| line(pieces, extent, headline, &read).map(|at| (at, "html".to_owned())))
        })
        .or_else(|| url.and_then(address).and_then(|day| read(&day)).map(|at| (at, "address".to_owned())))
}

/// The `<time>` nearest above the text, else the first in or below it.
fn time_element(
    tree: &Tree<'_>,
    pieces: &[Piece],
    extent: &Extent,
    read: &impl Fn(&str) -> Option<Stamped>,
) -> Option<Stamped> {
    let text = pieces.get(extent.first)?.node.index();
    let from = pieces[extent.from.saturating_sub(6)].node.index();
    let to = pieces.get(extent.to.saturating_sub(1)).map_or(tree.len(), |p| tree.end_of(p.node));
    let times: Vec<(Id, Stamped)> = tree
        .all()
        .skip(from)
        .take(to.saturating_sub(from))
        .filter(|id| tree.tag(*id) == Some(Tag::Time))
        .filter_map(|id| {
            let words = tree.attribute(id, "datetime").filter(|w| !w.trim().is_empty());
            let at = words.and_then(|w| read(&w)).or_else(|| read(&tree.text(id)))?;
            Some((id, at))
        })
        .take(20)
        .collect();
    let above = times.iter().find(|(id, _)| id.index() < text);
    above.or_else(|| times.first()).map(|(_, at)| at.clone())
}

/// The first line around the headline that is a date: by its markup, or because it is little else.
fn line(
    pieces: &[Piece],
    extent: &Extent,
    headline: Option<&str>,
    read: &impl Fn(&str) -> Option<Stamped>,
) -> Option<Stamped> {
    // Lines of the head may have been taken for text: what stands between the headline and the first paragraph is asked too.
    let headline = headline.map(folded).unwrap_or_default();
    let top = pieces.iter().rposition(|p| p.kind == BlockKind::Heading && folded(&p.text) == headline);
    let head = top.map_or(0..0, |top| {
        let long = |piece: &Piece| piece.text.chars().nth(PARAGRAPH).is_some();
        let rest = &pieces[top + 1..];
        let paragraph = rest.iter().position(long).unwrap_or(rest.len()).min(MOST_HEAD);
        top + 1..top + 1 + paragraph
    });
    let near = head.chain(extent.from.saturating_sub(6)..extent.first);
    let below = extent.last..extent.to.min(extent.last + 8);
    let short = |at: &usize| pieces[*at].text.chars().count() <= LONGEST;
    let by_markup = |at: &usize| pieces[*at].hint == Some(BlockKind::Byline);
    let mostly = |at: &usize| {
        let text = &pieces[*at].text;
        let figures = text.chars().filter(|c| c.is_numeric()).count();
        figures >= 4 && text.chars().filter(|c| c.is_alphabetic()).count() <= figures * 5 + 12
    };
    near.clone()
        .filter(short)
        .filter(by_markup)
        .chain(near.filter(short).filter(mostly))
        .chain(below.clone().filter(short).filter(by_markup))
        .chain(below.filter(short).filter(mostly))
        .find_map(|at| read(&pieces[at].text))
}

/// The day in an address: `/2023/10/05/`, `/2023-10-05-`, `/20231005/`.
fn address(url: &str) -> Option<String> {
    let path = url.splitn(4, '/').nth(3)?;
    let parts: Vec<&str> = path.split(['/', '-', '_', '.']).collect();
    let number = |text: &str, from: u32, to: u32| {
        text.parse::<u32>().ok().filter(|n| (from..=to).contains(n) && text.bytes().all(|b| b.is_ascii_digit()))
    };
    for at in 0..parts.len() {
        if let [year, month, day] = parts[at..parts.len().min(at + 3)]
            && year.len() == 4
            && day.len() <= 2
            && month.len() <= 2
            && let (Some(y), Some(m), Some(d)) = (number(year, 1995, 2099), number(month, 1, 12), number(day, 1, 31))
        {
            return Some(format!("{y:04}-{m:02}-{d:02}"));
        }
        let whole = parts[at];
        if whole.len() == 8 && whole.is_ascii() {
            let (y, m, d) = (number(&whole[..4], 1995, 2099), number(&whole[4..6], 1, 12), number(&whole[6..], 1, 31));
            if let (Some(y), Some(m), Some(d)) = (y, m, d) {
                return Some(format!("{y:04}-{m:02}-{d:02}"));
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn days_stand_in_addresses() {
        for (url, day) in [
            ("https://post.example/2023/10/05/ferry-back", Some("2023-10-05")),
            ("https://post.example/news/2023-10-05-ferry", Some("2023-10-05")),
            ("https://post.example/a/20231005/ferry", Some("2023-10-05")),
            ("https://post.example/ferry-12345678", None),
            ("https://post.example/ferry/2023/index", None),
        ] {
            assert_eq!(address(url).as_deref(), day, "{url}");
        }
    }
}
