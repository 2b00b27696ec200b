//! An article spread over several pages: what a further page must have in common with the first, and their texts joined.

use std::collections::HashSet;

use url::Url;

use super::declared::{self, folded, shared};
use super::piece;
use super::tree::{Id, Tree};
use super::vote::{self, Runs};
use super::{decode, is_text, next_page, wall, words};
use crate::news::{Block, BlockKind, Draft, Fault, FaultKind};

/// Words from which a piece of text tells one page from another, and from which a block is a paragraph of the text.
const TELLING: usize = 12;
/// Words that a further page must add, and their share of its words.
const NEW: usize = 25;
const NEW_SHARE: f32 = 0.2;
/// Share of the words of two headlines from which they are one.
const ONE_HEADLINE: f32 = 0.7;
/// Words from which a line that stood on a page before is not said twice by chance, and the share of it that stood there.
const LONG: usize = 8;
const STOOD: f32 = 0.9;

/// One of the pages that an article is spread over, read as far as it takes to know whether to go on.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// The next page it names.
    pub next: Option<String>,
    headlines: Vec<Vec<String>>,
    /// Its longer pieces of text, by hash, with their words.
    text: Vec<(u64, usize)>,
}

impl Leaf {
    /// Whether this page goes on with the article of the pages `before` it: it has their headline and adds text.
    pub fn goes_on(&self, before: &[Self]) -> bool {
        let Some(first) = before.first() else { return true };
        let alike = |a: &Vec<String>| first.headlines.iter().any(|b| shared(a, b) >= ONE_HEADLINE);
        let one = first.headlines.is_empty() || self.headlines.is_empty() || self.headlines.iter().any(alike);
        let known: HashSet<u64> = before.iter().flat_map(|leaf| leaf.text.iter().map(|(hash, _)| *hash)).collect();
        let all: usize = self.text.iter().map(|(_, words)| words).sum();
        let new: usize = self.text.iter().filter(|(hash, _)| !known.contains(hash)).map(|(_, words)| words).sum();
        one && new >= NEW && new as f32 >= all as f32 * NEW_SHARE
    }
}

/// Reads the page at `url`, which is the `number`th of its article (from 1). `None` for a first page that names no other,
/// which most do.
pub fn leaf(bytes: &[u8], content_type: Option<&str>, url: &str, number: u32) -> Option<Leaf> {
    let own = Url::parse(url).ok()?;
    let html = decode::decode(bytes, content_type, &mut Vec::new());
    if number == 1 && !next_page::may_be(&html, &own, Some(number)) {
        return None;
    }
    let tree = Tree::read(&html);
    let next = next_page::find(&tree, &own, Some(number));
    if number == 1 && next.is_none() {
        return None;
    }
    let headlines = declared::read(&tree, Some(url), None).headlines;
    let pieces = piece::pieces(&tree, Id::ROOT);
    let running = pieces.iter().filter(|piece| piece.hint != Some(BlockKind::Chrome) && piece.linked < 0.5);
    let text = running.map(|piece| vote::words(&piece.text)).filter(|words| words.len() >= TELLING);
    Some(Leaf {
        next,
        headlines: headlines.iter().map(|headline| folded(&headline.value)).filter(|words| words.len() >= 2).collect(),
        text: text.map(|words| (xxhash_rust::xxh3::xxh3_64(bytes_of(&words).as_slice()), words.len())).collect(),
    })
}

fn bytes_of(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// Joins the pages of one article in their order: what stood on an earlier page is not said again, and what stands below the
/// text of each stands below the whole. `missing` tells why the last ones are not there.
pub fn joined(first: Draft, further: Vec<Draft>, missing: Option<&str>) -> Draft {
    let mut whole = first;
    let mut read = 1;
    let mut pages = vec![Zones::of(std::mem::take(&mut whole.blocks))];
    for page in further {
        if page.faults.iter().any(|fault| wall::hides_all(fault.kind)) || words(&page.blocks) == 0 {
            let words = format!("page {} of the article shows no text", read + 1);
            whole.faults.push(Fault::new(FaultKind::Truncated, words));
            break;
        }
        read += 1;
        pages.push(Zones::of(page.blocks));
        for fact in page.metadata {
            if matches!(fact.name.as_str(), "link" | "media_credit") && !whole.metadata.contains(&fact) {
                whole.metadata.push(fact);
            }
        }
        for fault in page.faults {
            if !whole.faults.iter().any(|known| known.kind == fault.kind) {
                whole.faults.push(fault);
            }
        }
    }
    whole.blocks = in_order(pages, whole.headline.as_deref());
    if let Some(why) = missing {
        whole
            .faults
            .push(Fault::new(FaultKind::Truncated, format!("the article goes on after its page {read}: {why}")));
    }
    whole
}

/// The blocks of one page around its longer paragraphs.
struct Zones {
    head: Vec<Block>,
    text: Vec<Block>,
    tail: Vec<Block>,
}

impl Zones {
    fn of(mut blocks: Vec<Block>) -> Self {
        let is_long = |block: &Block| is_text(block.kind) && vote::words(&block.text).len() >= TELLING;
        let tail = blocks.split_off(blocks.iter().rposition(is_long).map_or(0, |at| at + 1));
        let text = blocks.split_off(blocks.iter().position(is_long).unwrap_or(0));
        Self { head: blocks, text, tail }
    }
}

/// The blocks of all pages. What the head or the tail of a page has in common with that of an earlier one is furniture of the
/// pages; in the text only longer paragraphs are known to be said twice.
fn in_order(pages: Vec<Zones>, headline: Option<&str>) -> Vec<Block> {
    let headline = headline.map(folded).unwrap_or_default();
    let is_headline = |block: &Block| {
        let line = folded(&block.text);
        block.kind == BlockKind::Heading && line.len() >= 2 && shared(&line, &headline) >= ONE_HEADLINE
    };
    let (mut blocks, mut below): (Vec<Block>, Vec<Block>) = (Vec::new(), Vec::new());
    let (mut heads, mut tails): (HashSet<String>, HashSet<String>) = (HashSet::new(), HashSet::new());
    let mut last_tail: Vec<Block> = Vec::new();
    for (number, Zones { mut head, mut text, mut tail }) in pages.into_iter().enumerate() {
        if number > 0 {
            // A last short paragraph stays where it is; furniture moves below the whole.
            let recurs: HashSet<&str> = tail.iter().map(|block| block.text.as_str()).collect();
            let (stays, moves): (Vec<Block>, Vec<Block>) =
                last_tail.into_iter().partition(|block| is_text(block.kind) && !recurs.contains(block.text.as_str()));
            tail.retain(|block| !tails.contains(&block.text));
            blocks.extend(stays);
            below.extend(moves);
            let before: Vec<&str> = blocks.iter().chain(&below).map(|block| block.text.as_str()).collect();
            let runs = Runs::of(&before.join("\n"));
            let stood = |block: &Block| {
                let words = vote::words(&block.text);
                words.len() >= LONG && runs.share(&words) >= STOOD
            };
            let lines: HashSet<&str> = before.into_iter().collect();
            head.retain(|block| !heads.contains(&block.text) && !is_headline(block) && !stood(block));
            text.retain(|block| !stood(block) && (is_text(block.kind) || !lines.contains(block.text.as_str())));
            tail.retain(|block| !stood(block));
        }
        heads.extend(head.iter().map(|block| block.text.clone()));
        tails.extend(tail.iter().map(|block| block.text.clone()));
        blocks.extend(head.into_iter().chain(text));
        last_tail = tail;
    }
    blocks.into_iter().chain(last_tail).chain(below).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Context, page};
    use super::*;

    const COPY: &str = "The harbour board of the island said on Monday that ferry number";

    fn draft(paragraphs: &[&str]) -> Draft {
        let text: String = paragraphs.iter().map(|words| format!("<p>{words}</p>")).collect();
        let html = format!(
            "<title>Ferry returns to the quay</title><article><h1>Ferry returns to the quay</h1>\
             <p class=byline>By Jane Porter</p>{text}<p class=share>Share this</p></article>"
        );
        page(html.as_bytes(), &Context::default())
    }

    fn lines(draft: &Draft) -> Vec<&str> {
        draft.blocks.iter().map(|block| block.text.as_str()).collect()
    }

    #[test]
    fn what_stood_before_is_not_said_again_and_what_stands_below_comes_last() {
        let [one, two, three] =
            [1, 2, 3].map(|n| format!("{COPY} {n}{n} left the quay {n} hours late, and {n}4 people waited."));
        // The last paragraph is repeated at the top of the next page; a short sentence is said twice.
        let first = draft(&[&one, "Nobody came.", &two]);
        let second = draft(&[&two, &three, "Nobody came."]);
        let whole = joined(first, vec![second], None);
        assert_eq!(
            lines(&whole),
            [
                "Ferry returns to the quay",
                "By Jane Porter",
                &one,
                "Nobody came.",
                &two,
                &three,
                "Nobody came.",
                "Share this"
            ]
        );
        assert!(whole.faults.is_empty(), "{:?}", whole.faults);
    }

    #[test]
    fn a_page_behind_a_wall_ends_the_article_and_is_told() {
        let one = format!("{COPY} 1 left the quay, and 14 people waited.");
        let empty = page(b"<title>Ferry returns to the quay</title>", &Context::default());
        let whole = joined(draft(&[&one]), vec![empty], None);
        assert_eq!(lines(&whole)[2], one);
        assert!(
            whole.faults.iter().any(|fault| fault.words == "page 2 of the article shows no text"),
            "{:?}",
            whole.faults
        );
    }
}
