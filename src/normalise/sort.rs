//! Sorts the blocks of a draft into body and furniture, in reading order.

use super::{dateline, line, phrases, plain};
use crate::news::{Block, BlockKind, Dateline, Draft, FurnitureKind, Trade};
use crate::text::sentences::ends_or_introduces;

/// Blocks below the text that may still be its own credits and disclaimers.
const NEAR: usize = 8;
/// Paragraphs from the end within which one may speak of the author, and characters of the longest.
const ABOUT_FROM: usize = 3;
const LONGEST_ABOUT: usize = 600;
/// Words from which an entry of a list is more than a button.
const STEP: usize = 8;

/// Furniture with its place.
pub struct Piece {
    pub kind: FurnitureKind,
    pub words: String,
    /// Paragraphs of the body before it.
    pub before: usize,
}

/// A draft's text, sorted.
#[derive(Default)]
pub struct Sorted {
    pub body: Vec<String>,
    pub furniture: Vec<Piece>,
    pub dateline: Option<Dateline>,
}

/// Sorts every block; what is cut from a paragraph's head or tail is furniture too.
pub fn sort(draft: &Draft, trade: &Trade) -> Sorted {
    let plain: Vec<bool> = draft.blocks.iter().map(|b| is_running(b.kind) && plain::is_copy(b.text.trim())).collect();
    let last = last_copy(&draft.blocks, &plain);
    let end = (0..plain.len()).rev().filter(|at| plain[*at]).take(ABOUT_FROM).last().unwrap_or(last);
    let signed = signed(draft).collect();
    let mut sorter =
        Sorter { trade, headlines: headlines(draft), authors: authors(draft), signed, plain, top: None, last, end };
    sorter.top = draft.blocks.iter().position(|b| b.kind == BlockKind::Heading && sorter.is_headline(b.text.trim()));
    let mut sorted = Sorted::default();
    let mut list = List::Nowhere;
    for (at, block) in draft.blocks.iter().enumerate() {
        if block.text.trim().is_empty() {
            continue;
        }
        let entry = list == List::Open && block.kind == BlockKind::ListItem;
        let kind = sorter.kind(at, block, &sorted).filter(|kind| !(entry && is_step(&block.text, *kind)));
        list = list.behind(block, kind.is_none());
        match kind {
            Some(kind) => sorted.push(kind, &block.text),
            None => sorter.paragraph(at, &block.text, &mut sorted),
        }
    }
    sorter.tail(&mut sorted);
    sorted
}

impl Sorted {
    fn push(&mut self, kind: FurnitureKind, words: &str) {
        self.furniture.push(Piece { kind, words: words.trim().to_owned(), before: self.body.len() });
    }
}

/// A list that a paragraph of the body introduces with a colon.
#[derive(Clone, Copy, PartialEq)]
enum List {
    Nowhere,
    /// The paragraph is read.
    Introduced,
    /// And an entry of it that is body.
    Open,
}

impl List {
    fn behind(self, block: &Block, body: bool) -> Self {
        match (self, block.kind) {
            (Self::Introduced | Self::Open, BlockKind::ListItem) if body => Self::Open,
            (_, BlockKind::Paragraph) if body && block.text.trim_end().ends_with(':') => Self::Introduced,
            _ => Self::Nowhere,
        }
    }
}

struct Sorter<'a> {
    trade: &'a Trade,
    /// Folded.
    headlines: Vec<String>,
    /// Those that metadata names, folded.
    authors: Vec<String>,
    /// And as they are written there.
    signed: Vec<&'a str>,
    /// For each block, whether it is plainly copy.
    plain: Vec<bool>,
    /// Index of the headline among the blocks, when it stands there as a heading.
    top: Option<usize>,
    /// Index of the last block that reads like copy: a line behind it stands in the tail.
    last: usize,
    /// Index from which a paragraph may speak of the author.
    end: usize,
}

impl Sorter<'_> {
    /// What a block is, unless it is body.
    fn kind(&self, at: usize, block: &Block, sorted: &Sorted) -> Option<FurnitureKind> {
        let text = block.text.trim();
        let in_head = sorted.body.is_empty();
        if self.is_headline(text) {
            return Some(FurnitureKind::Headline);
        }
        if at >= self.end && !in_head && self.is_about_author(text, sorted) {
            return Some(FurnitureKind::Chrome);
        }
        if self.plain[at] {
            return None;
        }
        let chrome = match self.by_markup(block, in_head) {
            Some(FurnitureKind::Chrome) => true,
            Some(kind) => return Some(kind),
            None => false,
        };
        // Far below the text stand teasers of other stories: their bylines and credits are not the article's.
        if chrome && at > self.last + NEAR {
            return Some(phrases::kind(text).unwrap_or(FurnitureKind::Chrome));
        }
        // What is no sentence above the headline is a label of its section or of the page.
        let label = self.top.is_some_and(|top| at < top) && in_head && is_label(text);
        self.by_words(at, text, in_head, chrome).or((chrome || label).then_some(FurnitureKind::Chrome))
    }

    fn is_headline(&self, text: &str) -> bool {
        // Folding changes the length of a line by little: a paragraph is no headline.
        let near = |h: &String| text.len() <= h.len() * 2 + 16;
        self.headlines.iter().any(near) && self.headlines.contains(&folded(text))
    }

    /// What a block is by its words.
    fn by_words(&self, at: usize, text: &str, in_head: bool, chrome: bool) -> Option<FurnitureKind> {
        let below = at > self.last;
        match line::kind(text) {
            // Short capitals stand within copy too.
            Some(FurnitureKind::SignOff) if !below && at != self.last && !in_head => {}
            // Above the text a name is its author's.
            Some(FurnitureKind::CreditLine) if in_head && line::is_written_by(text) => {
                return Some(FurnitureKind::Byline);
            }
            Some(kind) => return Some(kind),
            None => {}
        }
        if self.trade.disclaimers.printed(text) || ((below || at == self.last) && line::is_disclaimer(text)) {
            return Some(FurnitureKind::Disclaimer);
        }
        if in_head && line::is_note(text) {
            return Some(FurnitureKind::MetaLine);
        }
        if in_head && (self.is_author(text) || line::is_byline(text)) {
            return Some(FurnitureKind::Byline);
        }
        if line::is_time(text) || (in_head || below) && line::is_meta(text) {
            return Some(FurnitureKind::MetaLine);
        }
        if in_head && self.is_organisation(text) {
            return Some(FurnitureKind::Byline);
        }
        if below && !chrome && (line::is_byline(text) || self.is_author(text) || self.is_organisation(text)) {
            return Some(FurnitureKind::CreditLine);
        }
        if line::is_caption(text) {
            return Some(FurnitureKind::Caption);
        }
        phrases::kind(text)
    }

    fn by_markup(&self, block: &Block, in_head: bool) -> Option<FurnitureKind> {
        let text = block.text.trim();
        match block.kind {
            BlockKind::Caption if line::is_media_credit(text) => Some(FurnitureKind::MediaCredit),
            BlockKind::Caption => Some(FurnitureKind::Caption),
            BlockKind::Embed => Some(FurnitureKind::Embed),
            BlockKind::Label if line::is_byline(text) => Some(FurnitureKind::Byline),
            BlockKind::Label if line::is_meta(text) => Some(FurnitureKind::MetaLine),
            BlockKind::Label => Some(FurnitureKind::Label),
            BlockKind::Table => Some(FurnitureKind::Table),
            BlockKind::Links => Some(FurnitureKind::Related),
            BlockKind::Chrome => Some(FurnitureKind::Chrome),
            BlockKind::StandFirst if in_head && line::is_byline(text) => Some(FurnitureKind::Byline),
            BlockKind::StandFirst if in_head && line::is_meta(text) => Some(FurnitureKind::MetaLine),
            BlockKind::StandFirst if in_head => Some(FurnitureKind::StandFirst),
            BlockKind::Byline if line::is_counter(text) => Some(FurnitureKind::Chrome),
            BlockKind::Byline if line::is_byline(text.trim_matches(line::is_separator)) => Some(FurnitureKind::Byline),
            BlockKind::Byline if line::is_meta(text) || line::is_no_name(text) => Some(FurnitureKind::MetaLine),
            BlockKind::Byline if text.chars().nth(200).is_none() => Some(FurnitureKind::Byline),
            BlockKind::Byline if in_head => Some(FurnitureKind::StandFirst),
            _ => None,
        }
    }

    /// A paragraph of the body, its dateline cut off when it is the first.
    fn paragraph(&self, _at: usize, text: &str, sorted: &mut Sorted) {
        let text = text.trim();
        if sorted.dateline.is_none()
            && sorted.body.len() < 2
            && let Some((line, used)) = dateline::read(text, sorted.body.is_empty(), |name| self.knows(name))
        {
            sorted.push(FurnitureKind::Dateline, &line.words);
            sorted.dateline = Some(line);
            sorted.body.push(text[used..].to_owned());
            return;
        }
        sorted.body.push(text.to_owned());
    }

    /// Credits at the end of the last paragraph.
    fn tail(&self, sorted: &mut Sorted) {
        let Some(last) = sorted.body.last_mut() else { return };
        let Some(at) = line::tail(last) else { return };
        let words = last.split_off(at);
        *last = last.trim_end().to_owned();
        let before = sorted.body.len();
        let place = sorted.furniture.iter().position(|f| f.before >= before).unwrap_or(sorted.furniture.len());
        let piece = Piece { kind: FurnitureKind::CreditLine, words: words.trim().to_owned(), before };
        sorted.furniture.insert(place, piece);
    }

    fn is_author(&self, text: &str) -> bool {
        !self.authors.is_empty() && self.authors.contains(&folded(text))
    }

    /// "Ida Holm is a reporter of the Post": what is said of an author below the text.
    fn is_about_author(&self, text: &str, sorted: &Sorted) -> bool {
        if text.chars().nth(LONGEST_ABOUT).is_some() {
            return false;
        }
        // The text speaks of others: a firm that writes of itself is what its text is about.
        let is_subject = |name: &str| sorted.body.iter().any(|paragraph| paragraph.contains(name));
        let begins = |name: &str| {
            let Some(rest) = text.strip_prefix(name).map(str::trim_start) else { return false };
            let rest = match rest.strip_prefix('(') {
                Some(bracketed) => bracketed.split_once(')').map_or("", |(_, rest)| rest).trim_start(),
                None => rest,
            };
            name.chars().count() >= 4 && phrases::are_of_author(rest) && !is_subject(name)
        };
        // The name as a byline prints it: "by Ida Holm".
        let printed = sorted.furniture.iter().filter(|piece| piece.kind == FurnitureKind::Byline);
        let named = printed.filter_map(|byline| {
            let name = byline.words.split_once(' ').map_or("", |(_, name)| name);
            name.contains(' ').then_some(name)
        });
        self.signed.iter().copied().chain(named).any(begins)
    }

    /// The line is the name of an organisation of the trade and nothing else.
    fn is_organisation(&self, text: &str) -> bool {
        let text = text.trim_matches(|c: char| !c.is_alphanumeric());
        text.chars().count() <= 60 && self.knows(text)
    }

    fn knows(&self, name: &str) -> bool {
        let name = name.trim();
        self.trade.organisations.iter().any(|o| {
            std::iter::once(&o.name).chain(&o.aliases).any(|alias| {
                let short = alias.chars().count() <= 5;
                alias == name || (!short && alias.eq_ignore_ascii_case(name))
            })
        })
    }
}

/// In a list of the body, what only sounds like a prompt is one of its entries: "Sign up for the pass with your ticket".
fn is_step(text: &str, kind: FurnitureKind) -> bool {
    kind == FurnitureKind::Chrome && line::kind(text).is_none() && text.split_whitespace().nth(STEP - 1).is_some()
}

/// Short, and no sentence.
fn is_label(text: &str) -> bool {
    text.chars().nth(80).is_none() && !ends_or_introduces(text)
}

fn headlines(draft: &Draft) -> Vec<String> {
    let all = draft.headline.iter().chain(draft.other_headlines.iter().map(|h| &h.value));
    all.map(|h| folded(h)).filter(|h| !h.is_empty()).collect()
}

fn signed(draft: &Draft) -> impl Iterator<Item = &str> {
    draft.metadata.iter().filter(|m| m.name == "author").map(|m| m.value.trim())
}

fn authors(draft: &Draft) -> Vec<String> {
    signed(draft).map(folded).filter(|author| !author.is_empty()).collect()
}

/// Markup that says no more than that it is running text.
fn is_running(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote)
}

/// The last block that is a sentence and no furniture by its words.
fn last_copy(blocks: &[Block], plain: &[bool]) -> usize {
    let is_copy = |(block, plain): (&Block, &bool)| {
        let text = block.text.trim();
        is_running(block.kind)
            && ends_or_introduces(text)
            && text.chars().count() >= 40
            && (*plain || (line::kind(text).is_none() && !line::is_disclaimer(text) && phrases::kind(text).is_none()))
    };
    blocks.iter().zip(plain).rposition(is_copy).unwrap_or(0)
}

/// Letters and figures in lower case, single spaces.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}
