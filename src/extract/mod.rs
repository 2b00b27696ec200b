//! A page, or the HTML of a feed entry -> a draft: main text, metadata; page chrome off.

mod around;
mod choose;
mod consent;
mod declared;
mod decode;
mod feed;
mod hint;
mod join;
mod json_ld;
mod leaves;
mod links;
mod names;
mod next_page;
mod offered;
mod others;
mod piece;
mod plain;
mod printout;
mod reading;
mod script;
mod select;
mod tag;
mod tree;
mod vote;
mod wall;
mod when;

pub use feed::{PageWanted, carried_whole, is_summary_only, item, page_wanted};
pub use join::join;
pub use leaves::{Leaf, joined, leaf};
pub use plain::{lines, text};

use crate::news::{Block, BlockKind, Draft, Fault, FaultKind, Metadatum, Reading, Stamped};
use crate::text::space::tidy;
use around::Extent;
use choose::Question;
use declared::Declared;
use piece::Piece;
use tree::{Id, Tree};

/// Words from which a text that only JSON-LD holds is taken for the article's.
const DECLARED_ONLY: usize = 60;

/// Words of text on the page below which the article may stand in its scripts alone.
const LITTLE: usize = 40;

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
    let mut pieces = piece::pieces(&tree, Id::ROOT);
    others::mark(&tree, &mut pieces, declared.headlines.iter().map(|h| h.value.as_str()));
    let mut draft = draft(&declared, context);
    let shown = fill(&mut draft, &tree, &pieces, &declared, context);
    if let Some(extent) = &shown {
        draft.metadata.extend(links::links(&tree, &pieces[extent.first..extent.last], context.url));
    }
    if draft.published.is_none() {
        let hints = when::Hints { zone: context.zone, language: draft.language.as_deref() };
        let titles: Vec<&str> = declared.headlines.iter().map(|h| h.value.as_str()).collect();
        let names = when::Names {
            headline: draft.headline.as_deref(),
            titles: &titles,
            addresses: [context.url, draft.canonical.as_deref(), declared.shared_as.as_deref()],
        };
        if let Some((at, place)) = when::shown(&tree, &pieces, shown.as_ref(), &names, hints) {
            draft.metadata.push(time("published", &at, place));
            draft.published = Some(at);
        }
    }
    if draft.published.is_none()
        && let Some((at, place)) = declared::uploaded(&tree, context.zone, draft.language.as_deref())
            .or_else(|| declared::in_data(&tree, context.zone, draft.language.as_deref()))
    {
        draft.metadata.push(time("published", &at, place));
        draft.published = Some(at);
    }
    if draft.published.is_none()
        && let Some((at, place)) = &declared.modified
    {
        draft.metadata.push(time("published", at, place.clone()));
        draft.published = Some(Stamped { assumed: Some("that of the last change".to_owned()), ..at.clone() });
    }
    let copy: Vec<&str> = draft.blocks.iter().filter(|b| is_text(b.kind)).map(|b| b.text.as_str()).collect();
    let title = declared.headlines.iter().find(|h| h.place == "title").map(|h| h.value.as_str());
    faults.extend(wall::wall(&tree, &pieces, &copy, title, &declared));
    if copy.is_empty() && faults.is_empty() {
        faults.push(Fault::new(FaultKind::NoText, "no article text was found on the page"));
    }
    faults.extend(lead_missing(&draft, context));
    if faults.iter().any(|fault| wall::hides_all(fault.kind)) {
        // What the wall says is no copy.
        draft.blocks.iter_mut().filter(|b| is_text(b.kind)).for_each(|b| b.kind = BlockKind::Chrome);
    }
    draft.faults = faults;
    draft
}

/// Fills a draft with the text of its page: by the outlet's selector, by the vote of the readings, or from what the page
/// declares as its text. Gives where on the page it stands.
fn fill(
    draft: &mut Draft,
    tree: &Tree<'_>,
    pieces: &[Piece],
    declared: &Declared,
    context: &Context<'_>,
) -> Option<Extent> {
    let body = declared.json_ld.as_ref().and_then(|node| node.get("articleBody")).and_then(json_ld::paragraphs);
    let headlines = declared.headlines.iter().map(|h| h.value.as_str()).collect();
    let by_selector = context.selector.and_then(|css| select::select(tree, pieces, css));
    let selected = by_selector.is_some();
    if selected {
        draft.reading = Reading::Selector;
    }
    let lead = context.lead.map(plain);
    let question = Question { tree, pieces, headlines, body: body.as_deref(), lead: lead.as_deref() };
    let chosen = by_selector.unwrap_or_else(|| question.answer());
    let words: usize = pieces.iter().zip(&chosen).filter(|(_, c)| **c).map(|(p, _)| vote::words(&p.text).len()).sum();
    let is_more = |declared: usize| declared >= DECLARED_ONLY && declared > words * 2;
    if let Some(body) = question.body.filter(|body| is_more(vote::words(body).len())) {
        draft.reading = Reading::JsonLd;
        draft.blocks = paragraphs(body);
        return None;
    }
    let known = script::Known {
        headlines: &question.headlines,
        addresses: [context.url, draft.canonical.as_deref()],
        lead: question.lead,
    };
    if words < LITTLE
        && !selected
        && let Some(text) = script::article(tree, &known).filter(|text| is_more(vote::words(text).len()))
    {
        draft.reading = Reading::Script;
        draft.blocks = paragraphs(&text);
        return None;
    }
    let extent = around::extent(tree, pieces, &chosen, draft.headline.as_deref())?;
    draft.blocks = around::blocks(pieces, &chosen, &extent, draft.headline.as_deref());
    Some(extent)
}

fn paragraphs(text: &str) -> Vec<Block> {
    let lines = text.lines().map(tidy).filter(|line| !line.is_empty());
    lines.map(|text| Block { kind: BlockKind::Paragraph, text }).collect()
}

/// Words of the blocks that carry the article's text.
fn words(blocks: &[Block]) -> usize {
    blocks.iter().filter(|b| is_text(b.kind)).map(|b| feed::count(&b.text)).sum()
}

/// Blocks that carry the article's text, by their markup.
fn is_text(kind: BlockKind) -> bool {
    use BlockKind::*;
    matches!(kind, Paragraph | Heading | ListItem | Quote | Preformatted | Table)
}

/// The lead that the feed carried must stand in the text found.
fn lead_missing(draft: &Draft, context: &Context<'_>) -> Option<Fault> {
    let lead = vote::words(&plain(context.lead?));
    let text: Vec<&str> = draft.blocks.iter().map(|b| b.text.as_str()).collect();
    let missing = lead.len() >= 8 && vote::Runs::of(&text.join("\n")).share(&lead) < choose::HELD;
    missing.then(|| Fault::new(FaultKind::LeadMissing, "the text of the page does not hold the feed's lead"))
}

/// The words of a feed's lead, which may be HTML.
fn plain(lead: &str) -> String {
    blocks(lead).into_iter().map(|block| block.text).collect::<Vec<_>>().join("\n")
}

/// The blocks of a piece of HTML, such as a feed's content, all of them.
fn blocks(html: &str) -> Vec<Block> {
    piece::pieces(&Tree::read(html), Id::ROOT).iter().map(block).collect()
}

/// The links in the text of such a piece that lead to other hosts than that of `page`.
fn links_in(html: &str, page: Option<&str>) -> Vec<Metadatum> {
    let tree = Tree::read(html);
    links::links(&tree, &piece::pieces(&tree, Id::ROOT), page)
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
    for (name, declared) in [("published", &declared.published), ("modified", &declared.modified)] {
        if let Some((at, place)) = declared {
            draft.metadata.push(time(name, at, place.clone()));
        }
    }
    draft
}

/// A time as a fact, so that its place is known.
fn time(name: &str, at: &Stamped, place: String) -> Metadatum {
    Metadatum { name: name.to_owned(), value: at.at.to_string(), place }
}
