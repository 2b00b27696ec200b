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
    // A post that the text shows and the comments below it have days of their own. Marked on the way down: each element is
    // asked once, however many times stand in it.
    let mut others = 0;
    let to = pieces.get(extent.to.saturating_sub(1)).map_or(tree.len(), |p| tree.end_of(p.node));
    let times: Vec<(Id, Stamped)> = tree
        .all()
        .take(to)
        .skip(from.min(text))
        .filter(|id| {
            if id.index() >= text.max(others) && is_of_others(tree, *id) {
                others = tree.end_of(*id);
            }
            tree.tag(*id) == Some(Tag::Time) && id.index() >= from.max(others)
        })
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

/// A post of a network, or a comment.
fn is_of_others(tree: &Tree<'_>, id: Id) -> bool {
    let hint = tree.tag(id).and_then(|tag| hint::hint(tree, id, tag));
    matches!(hint, Some(Hint::Kind(BlockKind::Embed))) || (hint.is_some() && is_comment(tree, id))
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

/// The day in an address: `/2023/10/05/`, `/2023/politics/10/05/`, `/2023-10-05-`, `/20231005/`. In its query eight figures are
/// as likely the number of a story: there it takes a day in three parts, `?date=2023-10-05`.
fn address(url: &str) -> Option<String> {
    let rest = url.splitn(4, '/').nth(3)?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let parts = |words| -> Vec<&str> { str::split(words, ['/', '-', '_', '.']).collect() };
    let path = parts(path);
    (0..path.len())
        .find_map(|at| match path[at..] {
            [year, month, day, ..] if is_day(year, month, day) => Some([year, month, day]),
            [year, section, month, day, ..]
                if section.bytes().all(|b| b.is_ascii_alphabetic())
                    && month.len() == 2
                    && day.len() == 2
                    && is_day(year, month, day) =>
            {
                Some([year, month, day])
            }
            [whole, ..] if whole.len() == 8 && whole.is_ascii() => {
                let parts = [&whole[..4], &whole[4..6], &whole[6..]];
                is_day(parts[0], parts[1], parts[2]).then_some(parts)
            }
            _ => None,
        })
        .or_else(|| {
            let values = query.split('&').filter_map(|field| field.split_once('='));
            values.map(|(_, value)| parts(value)).find_map(|value| {
                value.windows(3).map(|day| [day[0], day[1], day[2]]).find(|[year, month, day]| is_day(year, month, day))
            })
        })
        .map(|[year, month, day]| format!("{year}-{month:0>2}-{day:0>2}"))
}

/// Figures that are a year, a month and a day of it.
fn is_day(year: &str, month: &str, day: &str) -> bool {
    let is_number = |text: &str, length: usize, from: u32, to: u32| {
        text.len() <= length
            && text.bytes().all(|b| b.is_ascii_digit())
            && text.parse().is_ok_and(|n: u32| (from..=to).contains(&n))
    };
    is_number(year, 4, 1995, 2099) && is_number(month, 2, 1, 12) && is_number(day, 2, 1, 31)
}

#[cfg(test)]
mod tests {
    use super::super::{Context, page};
    use super::{address, beginning, titled};
    use crate::news::Stamped;

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
    fn the_day_of_a_change_counts_where_none_of_publication_is_known() {
        let read = |head: &str| {
            let copy =
                "<p>The harbour board said on Monday that the ferry would sail again once its engine was repaired.</p>";
            let article = page(format!("{head}<article>{}</article>", copy.repeat(4)).as_bytes(), &Context::default());
            let day = |at: Option<Stamped>| at.map(|at| (at.at.div_euclid(86_400), at.assumed.is_some()));
            (day(article.published), day(article.modified))
        };
        let changed = "<meta name=dateupdate content=2018-10-05T08:00:00Z>";
        assert_eq!(read(changed), (Some((17_809, true)), Some((17_809, false))));
        let published = "<meta name=date content=2018-10-04T08:00:00Z>";
        assert_eq!(read(&format!("{changed}{published}")), (Some((17_808, false)), Some((17_809, false))));
    }

    /// Four hundred thousand times in five hundred boxes: where each asks all boxes around it, that is minutes.
    #[test]
    fn times_in_many_boxes_ask_each_box_once() {
        let copy =
            "<p>The harbour board said on Monday that the ferry would sail again once its engine was repaired.</p>";
        let times = "<time>x</time>".repeat(400_000);
        let boxes =
            |inside: &str| format!("{}{inside}{}", "<div class='a-box of-it'>".repeat(500), "</div>".repeat(500));
        let read = |inside: &str| {
            let html = format!("<article>{}{inside}</article>", copy.repeat(4));
            page(html.as_bytes(), &Context::default()).published.map(|at| at.at.div_euclid(86_400))
        };
        let day = "<time datetime=2018-10-05T08:00:00Z>5 October</time>";
        assert_eq!(read(&boxes(&format!("{times}{day}"))), Some(17_809));
        let embed = format!("<blockquote class=twitter-tweet>{day}{day}</blockquote>");
        assert_eq!(read(&format!("{embed}<div class=comments><div>{day}</div></div>")), None);
        assert_eq!(read(&format!("<div class=comments>{embed}{day}</div>{day}")), Some(17_809));
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
            ("https://post.example/show?date=2023-10-05&page=2", Some("2023-10-05")),
            ("https://post.example/show?id=20121105", None),
            ("https://post.example/show?a=20231005-35097838-ferry", None),
            ("https://post.example/2023/10?day=05", None),
            ("https://post.example/2023/harbour/10/ferry", None),
            ("https://post.example/ferry-12345678", None),
            ("https://post.example/ferry/2023/index", None),
        ] {
            assert_eq!(address(url).as_deref(), day, "{url}");
        }
    }
}
