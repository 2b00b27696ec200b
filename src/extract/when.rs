//! The date a page shows its readers, for pages that declare none.

use super::around::Extent;
use super::declared::{folded, stamped};
use super::hint::{self, Hint};
use super::piece::Piece;
use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::news::{BlockKind, Stamped};

/// Characters of the longest line a date is looked for in.
const LONGEST: usize = 160;
/// Characters from which a line below the headline is the first paragraph.
const PARAGRAPH: usize = 90;
/// Characters of the longest part of a date that stands in several boxes.
const LONGEST_PART: usize = 16;
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

/// What a page calls itself.
#[derive(Clone, Copy)]
pub struct Names<'n> {
    /// Its headline.
    pub headline: Option<&'n str>,
    /// Its titles, in which some print the day.
    pub titles: &'n [&'n str],
    /// Its addresses, most trusted first.
    pub addresses: [Option<&'n str>; 3],
}

/// The date shown beside the text, with its place: `<time>` first, then written lines, then address and title.
pub fn shown(
    tree: &Tree<'_>,
    pieces: &[Piece],
    extent: Option<&Extent>,
    names: &Names<'_>,
    hints: Hints<'_>,
) -> Option<(Stamped, String)> {
    // A year or a month alone is a heading of an archive.
    let whole = |at: &Stamped| !at.assumed.as_ref().is_some_and(|assumed| assumed.contains("first day"));
    let read = |words: &str| stamped(words, hints.zone, hints.language).filter(whole);
    let top = top(pieces, names.headline);
    let place = |place: &str| place.to_owned();
    extent
        .and_then(|extent| {
            time_element(tree, pieces, extent, top, &read)
                .map(|at| (at, place("html time")))
                .or_else(|| line(pieces, extent, top, &read).map(|at| (at, place("html"))))
        })
        .or_else(|| {
            let day = names.addresses.iter().flatten().find_map(|url| address(url))?;
            Some((read(&day)?, place("address")))
        })
        .or_else(|| names.titles.iter().filter_map(|title| titled(title)).find_map(read).map(|at| (at, place("title"))))
        .or_else(|| tail(pieces, extent?).find_map(read).map(|at| (at, place("html"))))
}

/// The last heading that is the headline.
fn top(pieces: &[Piece], headline: Option<&str>) -> Option<usize> {
    let headline = headline.map(folded)?;
    pieces.iter().rposition(|p| p.kind == BlockKind::Heading && folded(&p.text) == headline)
}

/// The part of a title that is a day: "Ferry sails again - 07.12.2017 - The Harbour Post".
fn titled(title: &str) -> Option<&str> {
    let parts = title.split(" | ").flat_map(|part| part.split(" - ")).flat_map(|part| part.split(" – "));
    parts.map(str::trim).find(|part| part.starts_with(char::is_numeric) && is_mostly_figures(part))
}

/// The `<time>` nearest above the text, else the first in or below it.
fn time_element(
    tree: &Tree<'_>,
    pieces: &[Piece],
    extent: &Extent,
    top: Option<usize>,
    read: &impl Fn(&str) -> Option<Stamped>,
) -> Option<Stamped> {
    let text = pieces.get(extent.first)?.node.index();
    let from = top.unwrap_or(extent.from).min(extent.from.saturating_sub(6));
    let from = pieces[from].node.index();
    // A post that the text shows and the comments below it have days of their own.
    let others = |id: Id| {
        tree.ancestors(id).take_while(|above| above.index() >= text).any(|above| {
            let hint = tree.tag(above).and_then(|tag| hint::hint(tree, above, tag));
            matches!(hint, Some(Hint::Kind(BlockKind::Embed))) || (hint.is_some() && is_comment(tree, above))
        })
    };
    let to = pieces.get(extent.to.saturating_sub(1)).map_or(tree.len(), |p| tree.end_of(p.node));
    let times: Vec<(Id, Stamped)> = tree
        .all()
        .skip(from)
        .take(to.saturating_sub(from))
        .filter(|id| tree.tag(*id) == Some(Tag::Time) && !others(*id))
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

/// An element that calls itself a comment.
fn is_comment(tree: &Tree<'_>, id: Id) -> bool {
    let names = ["class", "id"].into_iter().filter_map(|name| tree.raw_attribute(id, name));
    names.into_iter().any(|name| name.to_ascii_lowercase().contains("comment"))
}

/// The first line around the headline that is a date: by its markup, or because it is little else.
fn line(
    pieces: &[Piece],
    extent: &Extent,
    top: Option<usize>,
    read: &impl Fn(&str) -> Option<Stamped>,
) -> Option<Stamped> {
    // Lines of the head may have been taken for text: what stands between the headline and the first paragraph is asked too.
    let head = top.map_or(0..0, |top| {
        let long = |piece: &Piece| piece.text.chars().nth(PARAGRAPH).is_some();
        let rest = &pieces[top + 1..];
        let paragraph = rest.iter().position(long).unwrap_or(rest.len()).min(MOST_HEAD);
        top + 1..top + 1 + paragraph
    });
    let near = head.chain(extent.from.saturating_sub(6)..extent.first);
    let below = below(extent);
    let short = |at: &usize| pieces[*at].text.chars().count() <= LONGEST;
    let by_markup = |at: &usize| pieces[*at].hint == Some(BlockKind::Byline);
    let mostly = |at: &usize| is_mostly_figures(&pieces[*at].text);
    // A line with the date and its author may have been taken for the first of the text.
    let begins = near.clone().chain(extent.first..extent.last.min(extent.first + 2)).filter(short);
    near.clone()
        .filter(short)
        .filter(by_markup)
        .chain(near.clone().filter(short).filter(mostly))
        .chain(below.clone().filter(short).filter(by_markup))
        .chain(below.filter(short).filter(mostly).filter(|at| pieces[*at].hint != Some(BlockKind::Chrome)))
        .find_map(|at| read(&pieces[at].text))
        .or_else(|| begins.filter_map(|at| beginning(&pieces[at].text)).find_map(read))
        .or_else(|| near.filter_map(|at| in_parts(&pieces[at..])).find_map(|words| read(&words)))
}

/// Pieces right below the text.
fn below(extent: &Extent) -> std::ops::Range<usize> {
    extent.last..extent.to.min(extent.last + 8)
}

/// Lines below the text that are little else than a date, whatever they stand in: it may be a comment's.
fn tail<'p>(pieces: &'p [Piece], extent: &Extent) -> impl Iterator<Item = &'p str> {
    let lines = below(extent).map(|at| pieces[at].text.as_str());
    lines.filter(|line| line.chars().count() <= LONGEST && is_mostly_figures(line))
}

/// Whether a line is little else than a date.
fn is_mostly_figures(text: &str) -> bool {
    let figures = text.chars().filter(|c| c.is_numeric()).count();
    figures >= 4 && text.chars().filter(|c| c.is_alphabetic()).count() <= figures * 5 + 12
}

/// What a line begins with, where that is a date: "05/10/2018 - Por Ana Lima".
fn beginning(text: &str) -> Option<&str> {
    let end = [" - ", " – ", " — ", " | ", " • ", " · "].iter().filter_map(|mark| text.find(mark)).min()?;
    let first = text[..end].trim();
    (first.starts_with(char::is_numeric) && is_mostly_figures(first)).then_some(first)
}

/// The words of a leaf of a calendar at the beginning of these pieces: day, month and year each in a box of its own.
fn in_parts(pieces: &[Piece]) -> Option<String> {
    let is_part = |piece: &&Piece| {
        piece.linked < 0.5 && piece.text.chars().count() <= LONGEST_PART && !piece.text.contains(['(', ')', '/'])
    };
    let parts: Vec<&str> = pieces.iter().take(3).take_while(is_part).map(|piece| piece.text.as_str()).collect();
    let is_year = |word: &str| word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
    let joined = |count: usize| parts[..count].join(" ");
    (2..=parts.len()).map(joined).find(|words| words.split(' ').any(is_year) && is_mostly_figures(words))
}

/// The day in an address: `/2023/10/05/`, `/2023/politics/10/05/`, `/2023-10-05-`, `/20231005/`.
fn address(url: &str) -> Option<String> {
    let path = url.splitn(4, '/').nth(3)?;
    let parts: Vec<&str> = path.split(['/', '-', '_', '.', '=', '&', '?']).collect();
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
        if let [year, section, month, day] = parts[at..parts.len().min(at + 4)]
            && year.len() == 4
            && section.bytes().all(|b| b.is_ascii_alphabetic())
            && month.len() == 2
            && day.len() == 2
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
    use super::super::{Context, page};
    use super::{address, beginning, titled};

    /// The day that a page without any declaration shows.
    fn day(head: &str) -> Option<i64> {
        let copy = "<p>The harbour board said on Monday that the ferry would sail again once its engine was repaired and tried.</p>";
        let html = format!("<html lang=pt><body><div class=story>{head}{}</div></body></html>", copy.repeat(4));
        page(html.as_bytes(), &Context::default()).published.map(|at| at.at.div_euclid(86_400))
    }

    #[test]
    fn a_date_before_its_author_and_one_in_boxes_are_found() {
        let october = Some(17_809);
        let title = "<h1>Ferry sails again from the north quay</h1>";
        let line = "<small><b>05/10/2018</b> - Publicado por: Clarissa Borba Lima - Categoria: Porto e navegação do litoral norte</small>";
        assert_eq!(day(&format!("{title}{line}")), october);
        assert_eq!(day(&format!("<p class=titulo>Ferry sails again from the north quay</p>{line}")), october);
        let boxes = |parts: &[&str]| parts.iter().map(|part| format!("<div>{part}</div>")).collect::<String>();
        assert_eq!(day(&format!("{title}{}", boxes(&["October 5", "15:23 2018"]))), october);
        assert_eq!(day(&format!("{title}{}", boxes(&["5", "Oct", "2018"]))), october);
        // An archive beside the text is no calendar leaf.
        assert_eq!(day(&format!("{title}{}", boxes(&["2018", "October (5)"]))), None);
        assert_eq!(day(&format!("{title}{}", boxes(&["5 comments", "2018 shares"]))), None);
    }

    #[test]
    fn a_title_and_the_data_of_scripts_may_state_the_day() {
        assert_eq!(titled("Ferry sails again - 07.12.2017 - The Harbour Post"), Some("07.12.2017"));
        assert_eq!(titled("Ferry sails again after 9 days - Harbour Post 2017"), None);
        let october = Some(17_809);
        let data = |dates: &[&str]| {
            let date = |date: &&str| format!("<script>window.s = {{\"publishedAt\":\"{date}T08:00:00Z\"}}</script>");
            day(&dates.iter().map(date).collect::<String>())
        };
        assert_eq!(data(&["2018-10-05", "2018-10-05"]), october);
        assert_eq!(data(&["2018-10-05", "2018-11-05"]), None);
        assert_eq!(day("<title>Ferry sails again - 05.10.2018 - Post</title>"), october);
        assert_eq!(day("<meta property=og:url content='https://post.example/2018/10/05/ferry'>"), october);
        let comment = "<time datetime=2019-01-01>1 January</time>";
        let post =
            format!("<p>05.10.2018</p><blockquote class=twitter-tweet><p>Late again. {comment}</p></blockquote>");
        assert_eq!(day(&format!("<h1>Ferry sails again from the north quay</h1>{post}")), october);
    }

    #[test]
    fn a_line_may_begin_with_its_date() {
        for (line, date) in [
            ("05/10/2018 - Publicado por: Clarissa Borba - Categoria: Saúde", Some("05/10/2018")),
            ("5. Oktober 2018 | Von Jana Weber", Some("5. Oktober 2018")),
            ("1 - 0 to the harbour after 90 minutes", None),
            ("The 2018 season - what we know", None),
            ("05/10/2018", None),
        ] {
            assert_eq!(beginning(line), date, "{line}");
        }
    }

    #[test]
    fn days_stand_in_addresses() {
        for (url, day) in [
            ("https://post.example/2023/10/05/ferry-back", Some("2023-10-05")),
            ("https://post.example/news/2023-10-05-ferry", Some("2023-10-05")),
            ("https://post.example/a/20231005/ferry", Some("2023-10-05")),
            ("https://post.example/2023/HARBOUR/10/05/ferry/index.html", Some("2023-10-05")),
            ("https://post.example/hl?a=20231005-35097838-ferry", Some("2023-10-05")),
            ("https://post.example/2023/harbour/10/ferry", None),
            ("https://post.example/ferry-12345678", None),
            ("https://post.example/ferry/2023/index", None),
        ] {
            assert_eq!(address(url).as_deref(), day, "{url}");
        }
    }
}
