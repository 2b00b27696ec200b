//! A page, or the HTML of a feed entry -> a draft: main text, metadata; page chrome off.

mod choose;
mod declared;
mod decode;
mod feed;
mod hint;
mod join;
mod json_ld;
mod piece;
mod reading;
mod tag;
mod tree;
mod vote;
mod wall;

pub use feed::{is_summary_only, item};
pub use join::join;

use crate::news::{Block, BlockKind, Draft, Fault, FaultKind, Reading};
use crate::text::space::tidy;
use declared::Declared;
use piece::Piece;
use tree::{Id, Tree};
use choose::Question;

/// What is known of a page from outside.
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'a> {
    /// The address it came from.
    pub url: Option<&'a str>,
    /// `Content-Type` as sent.
    pub content_type: Option<&'a str>,
    /// The lead the feed carried: it must stand in the text found.
    pub lead: Option<&'a str>,
    /// CSS selector of the main text, set for the outlet.
    pub selector: Option<&'a str>,
    /// IANA zone for dates that state none.
    pub zone: Option<&'a str>,
}

/// Reads a page. Never fails, never panics; faults tell what was wrong.
pub fn page(bytes: &[u8], context: &Context<'_>) -> Draft {
    let mut faults = Vec::new();
    let html = decode::decode(bytes, context.content_type, &mut faults);
    if html.trim().is_empty() {
        faults.push(Fault::new(FaultKind::Empty, "the page holds nothing"));
        return Draft { url: context.url.map(str::to_owned), reading: Reading::Page, faults, ..Draft::default() };
    }
    let tree = Tree::read(&html);
    tell_damage(&tree, &mut faults);
    let declared = declared::read(&tree, context.url, context.zone);
    let pieces = piece::pieces(&tree, Id::ROOT);
    let mut draft = draft(&declared, context);
    let body = declared.json_ld.as_ref().and_then(|node| node.get("articleBody")).and_then(json_ld::text);
    let headlines = declared.headlines.iter().map(|h| h.value.as_str()).collect();
    let chosen = Question { tree: &tree, pieces: &pieces, headlines, body: body.as_deref() }.answer();
    draft.blocks = pieces.iter().zip(&chosen).filter(|(_, chosen)| **chosen).map(|(piece, _)| block(piece)).collect();
    faults.extend(wall::wall(&tree, &pieces, &draft, &declared));
    if draft.blocks.is_empty() && faults.is_empty() {
        faults.push(Fault::new(FaultKind::NoText, "no article text was found on the page"));
    }
    draft.faults = faults;
    draft
}

/// Plain text handed in: a paragraph a line, the first line stays where it is.
pub fn text(text: &str) -> Draft {
    let blocks = text
        .lines()
        .map(tidy)
        .filter(|line| !line.is_empty())
        .map(|text| Block { kind: BlockKind::Paragraph, text })
        .collect::<Vec<_>>();
    let mut draft = Draft { blocks, reading: Reading::Text, ..Draft::default() };
    if draft.blocks.is_empty() {
        draft.faults.push(Fault::new(FaultKind::NoText, "the text is empty"));
    }
    draft
}

/// The blocks of a piece of HTML, such as a feed's content, all of them.
fn blocks(html: &str) -> Vec<Block> {
    piece::pieces(&Tree::read(html), Id::ROOT).iter().map(block).collect()
}

fn block(piece: &Piece) -> Block {
    Block { kind: piece.hint.unwrap_or(piece.kind), text: piece.text.clone() }
}

fn tell_damage(tree: &Tree<'_>, faults: &mut Vec<Fault>) {
    if tree.too_deep {
        faults.push(Fault::new(
            FaultKind::Limit,
            format!("elements nested deeper than {} were flattened", tree::DEEPEST),
        ));
    }
    if tree.too_many {
        faults.push(Fault::new(
            FaultKind::Limit,
            format!("only the first {} elements and texts were read", tree::MOST_NODES),
        ));
    }
    if tree.broken_off {
        faults.push(Fault::new(FaultKind::Truncated, "the page ends in the middle of its markup"));
    }
}

/// The draft of what is declared, still without text.
fn draft(declared: &Declared, context: &Context<'_>) -> Draft {
    let mut headlines = declared.headlines.iter();
    let headline = headlines.next().map(|h| h.value.clone());
    let mut draft = Draft {
        url: context.url.map(str::to_owned),
        canonical: declared.canonical.clone(),
        amp: declared.amp.clone(),
        other_headlines: headlines.filter(|h| Some(&h.value) != headline.as_ref()).cloned().collect(),
        headline,
        language: declared.language.clone(),
        published: declared.published.as_ref().map(|(at, _)| at.clone()),
        modified: declared.modified.as_ref().map(|(at, _)| at.clone()),
        metadata: declared.facts.clone(),
        reading: Reading::Page,
        ..Draft::default()
    };
    for (name, time) in [("published", &declared.published), ("modified", &declared.modified)] {
        if let Some((at, place)) = time {
            let value = at.at.to_string();
            draft.metadata.push(crate::news::Metadatum { name: name.to_owned(), value, place: place.clone() });
        }
    }
    draft
}
