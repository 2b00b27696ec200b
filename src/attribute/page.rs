//! The lines of a publication in the order they were printed, and where its article stands among them.
//!
//! Pages that come as plain text carry their chrome: menus above, teased stories and site notices below. A byline counts
//! where the article begins and a credit line where it ends; the same words elsewhere belong to others.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::name::letters;
use crate::news::{Article, FurnitureKind};
use crate::text::sentences::ends_sentence;

/// Characters from which a line that ends a sentence is running text.
const RUNNING: usize = 80;
/// Running paragraphs up to which bylines and datelines may stand: a caption or a stand-first may come before them.
const OPENING: usize = 3;
/// Lines that the head may hold at most, from the headline down to the text.
const LONGEST_HEAD: usize = 80;
/// Lines above the text that make its head where no headline is found.
const ABOVE: usize = 25;
/// Lines between two paragraphs of one article: advertisements, pictures, teasers.
const GAP: usize = 10;
/// Bytes of text that make an article, whatever else the page holds.
const ENOUGH: usize = 1_500;
/// Lines below the text that may still be its credits.
const BELOW: usize = 14;

/// Where other stories, comments and the like begin.
static OTHERS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:related|more (?:from|in|stories|news|on|like)|most (?:popular|read|viewed|recent|commented)|trending|recommended|you (?:may|might) (?:also )?like|\d* ?comments?$|popular|latest (?:news|stories|headlines)|editors?['’]? picks?|top (?:stories|news)|around the web|sponsored|promoted|read next|up next|from the web|next (?:article|story|up)|previous (?:article|story)|other stories|don['’]t miss|what others are reading|in case you missed)\b").expect("checked by tests")
});

/// One line as it was printed.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Its words.
    pub words: &'a str,
    /// What it is, unless it is body.
    pub kind: Option<FurnitureKind>,
}

impl Line<'_> {
    /// Other stories, comments and the like begin here.
    pub fn begins_others(&self) -> bool {
        begins_others(self.words)
    }

    /// A paragraph of running text.
    pub fn is_running(&self) -> bool {
        let length = self.words.chars().count();
        self.kind.is_none() && length >= RUNNING && (length >= 160 || ends_sentence(self.words))
    }
}

/// Whether a line heads a list of other stories, comments and the like.
pub fn begins_others(words: &str) -> bool {
    words.len() <= 60 && OTHERS.is_match(words)
}

/// The lines of a publication, and where its article stands.
#[derive(Clone, Debug)]
pub struct Page<'a> {
    /// All lines.
    pub lines: Vec<Line<'a>>,
    /// From behind the headline to the paragraphs that open the text.
    pub head: Range<usize>,
    /// From the first paragraph of the text to its last.
    pub text: Range<usize>,
    /// The head begins below the headline, or with the first line.
    pub is_below_headline: bool,
    /// Behind the text, as far as its own credits may stand.
    pub tail: Range<usize>,
}

impl<'a> Page<'a> {
    /// Finds the article among everything that was printed.
    pub fn of(article: &'a Article) -> Self {
        let lines = lines(article);
        let running: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].is_running()).collect();
        let headline = headline(&lines, &running, article);
        let after = headline.map_or(0, |at| at + 1);
        let Some(text) = text(&lines, &running, headline) else {
            let all = after..lines.len();
            return Self {
                head: all.clone(),
                text: lines.len()..lines.len(),
                tail: all,
                is_below_headline: true,
                lines,
            };
        };
        let text = cut_at_others(&lines, text);
        let within: Vec<usize> = running.iter().copied().filter(|at| text.contains(at)).collect();
        let third = within.get(..OPENING.min(within.len())).and_then(<[usize]>::last).map_or(text.end, |at| at + 1);
        // Notices about browsers and cookies may be as long as paragraphs: the text begins where two stand together.
        let pair = within.windows(2).find(|two| two[1] == two[0] + 1).map_or(0, |two| two[1] + 1);
        let opening = third.max(pair.min(text.start + LONGEST_HEAD));
        let is_title = |at: usize| at > 0 || text.start <= ABOVE;
        let from = if headline.is_some_and(is_title) { after } else { text.start.saturating_sub(ABOVE) };
        let head = from.max(text.start.saturating_sub(LONGEST_HEAD))..opening;
        let end = (text.end + BELOW).min(lines.len());
        // A title above the menus of the page says nothing of the lines below it.
        let is_near = |at: usize| at + 1 == head.start && (at > 0 || text.start <= ABOVE);
        let is_below_headline = headline.map_or(head.start == 0, is_near);
        Self { head, tail: text.end..end, text, is_below_headline, lines }
    }
}

/// The text up to the heading for other stories behind which no two paragraphs stand together: teasers stand alone.
fn cut_at_others(lines: &[Line<'_>], text: Range<usize>) -> Range<usize> {
    let pair = text.clone().rev().skip(1).find(|at| lines[*at].is_running() && lines[*at + 1].is_running());
    let from = pair.map_or(text.start, |at| at + 1);
    let Some(others) = (from + 1..text.end).find(|at| lines[*at].begins_others()) else { return text };
    let end = (text.start..others).rev().find(|at| lines[*at].is_running()).map_or(text.end, |at| at + 1);
    text.start..end
}

/// Body and furniture in the order of the page.
fn lines(article: &Article) -> Vec<Line<'_>> {
    let mut furniture = article.furniture.iter().peekable();
    let mut lines = Vec::with_capacity(article.furniture.len() + article.body.paragraphs.len());
    for (number, paragraph) in article.body.paragraphs.iter().enumerate() {
        while let Some(piece) = furniture.next_if(|piece| piece.before <= number) {
            lines.push(Line { words: &piece.words, kind: Some(piece.kind) });
        }
        lines.push(Line { words: paragraph, kind: None });
    }
    lines.extend(furniture.map(|piece| Line { words: &piece.words, kind: Some(piece.kind) }));
    lines
}

/// The line of the headline: of those that say the title one that much text follows. A title said twice without text between
/// (crumbs, a headline) counts where it stands last; one that says more than the title ("Share: ...") where nothing better does.
fn headline(lines: &[Line<'_>], running: &[usize], article: &Article) -> Option<usize> {
    let titles: Vec<&str> = article
        .headline
        .iter()
        .map(String::as_str)
        .chain(article.other_headlines.iter().map(|h| h.value.as_str()))
        .collect();
    let behind = |at: usize| &running[running.partition_point(|place| *place <= at)..];
    let follows = |at: usize| -> usize {
        let near = behind(at).iter().take_while(|place| **place < at + LONGEST_HEAD);
        near.map(|place| lines[*place].words.len()).sum::<usize>().min(ENOUGH)
    };
    let found: Vec<(usize, bool)> = (0..lines.len())
        .filter_map(|at| {
            let is_exact = lines[at].kind == Some(FurnitureKind::Headline);
            let says = titles.iter().filter_map(|title| says(lines[at].words, title)).max();
            (is_exact || says.is_some()).then_some((at, is_exact || says == Some(true)))
        })
        .collect();
    let most = found.iter().map(|(at, _)| follows(*at)).max().filter(|most| *most > 0)?;
    let good = || found.iter().filter(|(at, _)| follows(*at) == most);
    let exact: Vec<usize> = good().filter(|(_, is_exact)| *is_exact).map(|(at, _)| *at).collect();
    let Some(mut at) = exact.first().copied() else { return good().map(|(at, _)| *at).next() };
    for next in exact {
        if behind(at).first().is_some_and(|place| *place < next) {
            break;
        }
        at = next;
    }
    Some(at)
}

/// Whether a line says a title: nearly all of it, or the title without the name of the site behind it. True when it says
/// no more than that.
fn says(line: &str, title: &str) -> Option<bool> {
    let length = line.chars().count();
    if !(12..=300).contains(&length) {
        return None;
    }
    let (line_letters, title_letters) = (letters(line), letters(title));
    if line_letters.len() * 2 >= title_letters.len() && title_letters.starts_with(&line_letters) {
        return Some(true);
    }
    let is_within = line_letters.len() * 2 >= title_letters.len() && title_letters.contains(&line_letters);
    let is_around = line_letters.len() <= title_letters.len() * 3 / 2 && title_letters.len() > 12;
    if is_within || is_around && line_letters.contains(&title_letters) {
        return Some(false);
    }
    // The page may print another form of the title it declares.
    let long = |text: &str| -> Vec<String> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().count() >= 4).map(str::to_lowercase).collect()
    };
    let (of_line, of_title) = (long(line), long(title));
    let shared = of_line.iter().filter(|word| of_title.contains(word)).count();
    (of_line.len() >= 4 && shared * 10 >= of_line.len() * 7 && shared * 2 >= of_title.len()).then_some(false)
}

/// The stretch of the article's text: the running paragraphs behind the headline, or where no headline is known the
/// longest run of them.
fn text(lines: &[Line<'_>], running: &[usize], headline: Option<usize>) -> Option<Range<usize>> {
    let mut runs: Vec<(Range<usize>, usize)> = Vec::new();
    for at in running.iter().copied().filter(|at| headline.is_none_or(|headline| *at > headline)) {
        let length = lines[at].words.len();
        match runs.last_mut() {
            Some((run, sum)) if at - run.end <= GAP => {
                run.end = at + 1;
                *sum += length;
            }
            _ => runs.push((at..at + 1, length)),
        }
    }
    match headline {
        // The first that is long enough: comments may be longer than the article.
        Some(_) => {
            let enough = |sum: usize| sum.min(ENOUGH);
            let most = runs.iter().map(|(_, sum)| enough(*sum)).max()?;
            runs.into_iter().find(|(_, sum)| enough(*sum) == most).map(|(run, _)| run)
        }
        None => runs.into_iter().rev().max_by_key(|(_, sum)| *sum).map(|(run, _)| run),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The title as a label above each of fifty thousand paragraphs.
    #[test]
    fn a_title_that_stands_above_every_paragraph_is_found_once() {
        let title = "The ferry returns to the north quay";
        let said = "The ferry returned to the north quay on Monday after three weeks in dock, the harbour board said.";
        let paragraphs = [title, said].repeat(50_000).into_iter().map(str::to_owned).collect();
        let mut article = Article { headline: Some(title.into()), ..Article::default() };
        article.body.paragraphs = paragraphs;
        let page = Page::of(&article);
        assert_eq!((page.head.start, page.text.clone(), page.is_below_headline), (1, 1..100_000, true));
    }

    #[test]
    fn a_line_that_introduces_something_is_no_running_text() {
        let said =
            "The minister of fisheries told the harbour boards of all the islands on Monday morning, and then said";
        for (end, running) in [(".", true), (".\" ", true), (":", false), (": ", false), (":\"", false), ("", false)] {
            let words = format!("{said}{end}");
            assert_eq!(Line { words: &words, kind: None }.is_running(), running, "{words}");
        }
    }
}
