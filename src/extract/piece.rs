//! The page as a row of pieces: every visible block of text in reading order, with what its markup says of it.

use super::consent;
use super::hint::{self, Hint};
use super::offered;
use super::tag::Tag;
use super::tree::{Id, Tree, What};
use crate::news::BlockKind;
use crate::text::sentences::ends_or_introduces;
use crate::text::{entities, space};

/// Text gathered of one page, in bytes.
const MOST_TEXT: usize = 4 << 20;
/// Characters of the longest line that is a caption because a picture stands above it.
const LONGEST_CAPTION: usize = 160;
/// Links from which a picture with nothing but links behind it is a card, and elements and texts of the largest.
const CARD_LINKS: usize = 3;
const LARGEST_CARD: usize = 60;

/// One block of text where it stands in the page.
#[derive(Clone, Debug)]
pub struct Piece {
    /// What its own element is.
    pub kind: BlockKind,
    /// What the elements around it say it is, when they say anything.
    pub hint: Option<BlockKind>,
    /// Its words, clean.
    pub text: String,
    /// Share of its characters that are links, 0 to 1.
    pub linked: f32,
    /// The block element it stands in.
    pub node: Id,
    /// It stands in an element that calls itself the article's text.
    pub main: bool,
    /// It stands in an `article` or `main` element.
    pub article: bool,
    /// It is the only text of its element.
    pub whole: bool,
}

/// What stands open around the text being read.
#[derive(Clone, Copy)]
struct Around {
    end: usize,
    kind: BlockKind,
    hint: Option<BlockKind>,
    main: bool,
    article: bool,
    node: Id,
}

/// Reads all pieces of the part of the page below `root`.
pub fn pieces(tree: &Tree<'_>, root: Id) -> Vec<Piece> {
    let mut gatherer = Gatherer {
        tree,
        lengths: lengths(tree),
        out: Vec::new(),
        text: String::new(),
        linked: 0,
        glued: false,
        total: 0,
        aside: Vec::new(),
        offered: false,
        offers: Vec::new(),
    };
    gatherer.walk(root);
    let mut pieces = gatherer.out;
    offered::settle(&mut pieces, &gatherer.offers);
    for at in 0..pieces.len() {
        let node = pieces[at].node;
        let inside = |other: &Piece| (node.index()..tree.end_of(node)).contains(&other.node.index());
        let beside = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| pieces.get(at));
        pieces[at].whole = !beside.into_iter().any(inside);
        if pieces[at].whole && is_under_picture(tree, &pieces[at]) {
            pieces[at].hint = Some(BlockKind::Caption);
        }
    }
    pieces
}

/// A short line that is no sentence, and a picture above it in the same box, or right above a box that only centres it.
fn is_under_picture(tree: &Tree<'_>, piece: &Piece) -> bool {
    let boxed = matches!(tree.tag(piece.node), Some(Tag::Div | Tag::P | Tag::Center | Tag::Section));
    if !boxed
        || piece.hint.is_some()
        || ends_or_introduces(&piece.text)
        || piece.text.chars().nth(LONGEST_CAPTION).is_some()
    {
        return false;
    }
    let is_picture = |id: Id| matches!(tree.tag(id), Some(Tag::Img | Tag::Picture));
    let mut picture = tree.tag(piece.node) == Some(Tag::Center) && piece.node.before().is_some_and(is_picture);
    for inside in tree.within(piece.node) {
        match tree.what(inside) {
            What::Text(text, _) if !text.trim().is_empty() && !in_picture(tree, inside) => {
                return picture && !is_bold(tree, inside, piece.node);
            }
            What::Element(Tag::Img | Tag::Picture) => picture = true,
            _ => {}
        }
    }
    false
}

/// The text stands in what only browsers without scripts show.
fn in_picture(tree: &Tree<'_>, text: Id) -> bool {
    tree.ancestors(text).take(2).any(|id| matches!(tree.tag(id), Some(Tag::Noscript | Tag::Script | Tag::Style)))
}

/// A text in bold letters is a heading rather than a caption.
fn is_bold(tree: &Tree<'_>, text: Id, within: Id) -> bool {
    tree.ancestors(text).take_while(|id| *id != within).any(|id| matches!(tree.tag(id), Some(Tag::B | Tag::Strong)))
}

struct Gatherer<'t, 'a> {
    tree: &'t Tree<'a>,
    /// Characters of unlinked text before each node.
    lengths: Vec<usize>,
    out: Vec<Piece>,
    text: String,
    linked: usize,
    /// The text that comes stands right behind that of another `span`.
    glued: bool,
    total: usize,
    /// Paragraphs that something stands in which is not theirs, with the number of elements open around that.
    aside: Vec<(usize, String, usize)>,
    /// The text being read is a sentence offered to be shared, and the pieces that are.
    offered: bool,
    offers: Vec<usize>,
}

/// How an element goes on with the text around it.
enum Entering {
    /// It is left out.
    Out,
    /// It says nothing new of the text in it.
    Same,
    /// Its text stands for itself.
    New(Around),
    /// Its text stands for itself in the middle of a paragraph, which goes on behind it.
    Aside(Around),
    /// Its text stands for itself together with the word or two before it: "By" and a name.
    With(Around),
}

impl Gatherer<'_, '_> {
    fn walk(&mut self, root: Id) {
        let outside =
            Around { end: usize::MAX, kind: BlockKind::Paragraph, hint: None, main: false, article: false, node: root };
        let mut around = vec![outside];
        let ids: Vec<Id> = self.tree.within(root).collect();
        let mut at = 0;
        while at < ids.len() && self.total < MOST_TEXT {
            let id = ids[at];
            while around.last().is_some_and(|a| id.index() >= a.end) {
                self.leave(&mut around);
            }
            let now = *around.last().expect("the outside never ends");
            match self.tree.what(id) {
                What::Text(raw, linked) => {
                    let is_asked = linked && self.offers.len() < offered::MOST;
                    let offered = is_asked && offered::is_sentence(self.tree, id, raw);
                    self.offered |= offered;
                    self.characters(raw, linked && !offered, now.kind == BlockKind::Preformatted);
                }
                What::Element(Tag::Br) => self.text.push('\n'),
                What::Element(Tag::Hr) => self.flush(&now),
                What::Element(tag) => match self.enter(id, tag, &now) {
                    Entering::Same if tag == Tag::Span && self.follows_span(id) => self.glued = true,
                    Entering::Same if tag == Tag::A && self.text.ends_with(':') => self.text.push(' '),
                    Entering::Same if matches!(tag, Tag::Td | Tag::Th) => self.text.push(' '),
                    Entering::Same => {}
                    Entering::New(next) => {
                        self.flush(&now);
                        around.push(next);
                    }
                    Entering::With(next) => around.push(next),
                    Entering::Aside(next) => {
                        let (text, linked) = (std::mem::take(&mut self.text), std::mem::take(&mut self.linked));
                        around.push(next);
                        self.aside.push((around.len(), text, linked));
                    }
                    Entering::Out => {
                        if tag.is_block() {
                            self.flush(&now);
                        }
                        at += self.tree.end_of(id) - id.index();
                        continue;
                    }
                },
            }
            at += 1;
        }
        while !around.is_empty() {
            self.leave(&mut around);
        }
    }

    /// Ends the innermost element; a paragraph it stood in the middle of goes on.
    fn leave(&mut self, around: &mut Vec<Around>) {
        let Some(last) = around.last() else { return };
        self.flush(last);
        if self.aside.last().is_some_and(|(depth, ..)| *depth == around.len())
            && let Some((_, text, linked)) = self.aside.pop()
        {
            (self.text, self.linked) = (text, linked);
        }
        around.pop();
    }

    fn enter(&self, id: Id, tag: Tag, now: &Around) -> Entering {
        let end = self.tree.end_of(id);
        let share = self.length(id) as f32 / self.lengths.last().copied().unwrap_or(0).max(1) as f32;
        let mut next = Around { end, ..*now };
        let hint = hint::hint(self.tree, id, tag);
        match hint {
            // A page that hides its article until a script ran still holds it.
            Some(Hint::Unseen) if share < 0.5 || matches!(tag, Tag::Head | Tag::Script | Tag::Style) => {
                return Entering::Out;
            }
            Some(Hint::Kind(kind)) if share < 0.35 => {
                next.hint = match (now.hint, kind) {
                    (Some(BlockKind::Chrome), BlockKind::Embed) if now.main => Some(kind),
                    (Some(BlockKind::Chrome), _) => now.hint,
                    (Some(BlockKind::Caption), BlockKind::Byline) => now.hint,
                    _ => Some(kind),
                }
            }
            Some(Hint::Main) => next.main = true,
            _ => {}
        }
        if !tag.is_block() {
            return self.enter_inline(id, tag, now, next);
        }
        if tag.is_block() {
            next.node = id;
        }
        next.article |= matches!(tag, Tag::Article | Tag::Main);
        next.kind = match tag {
            _ if tag.is_heading() => BlockKind::Heading,
            Tag::Li | Tag::Dt | Tag::Dd => BlockKind::ListItem,
            Tag::Blockquote => BlockKind::Quote,
            Tag::Pre => BlockKind::Preformatted,
            Tag::Table if self.is_data(id) => BlockKind::Table,
            Tag::Tr | Tag::Td | Tag::Th | Tag::Tbody | Tag::Thead | Tag::Tfoot if now.kind == BlockKind::Table => {
                // A row is one piece: its cells are words of it.
                return if tag == Tag::Tr { Entering::New(next) } else { Entering::Same };
            }
            _ => now.kind,
        };
        Entering::New(next)
    }

    /// What an inline element is called counts only where it stands for itself: a link of a sentence is words of it,
    /// whatever its class.
    fn enter_inline(&self, id: Id, tag: Tag, now: &Around, mut next: Around) -> Entering {
        if now.hint == Some(BlockKind::Byline) && hint::is_date(self.tree, id, tag) {
            return Entering::New(next);
        }
        if tag == Tag::Span && next.hint.is_none() && self.is_in_text(id, now) && self.is_card(id) {
            next.hint = Some(BlockKind::Chrome);
        }
        let Some(kind) = next.hint.filter(|_| next.hint != now.hint) else { return Entering::Same };
        let is_phrase = matches!(tag, Tag::A | Tag::Em | Tag::Strong | Tag::B | Tag::I | Tag::U | Tag::Font);
        let text = self.text.trim();
        let in_text = self.is_in_text(id, now);
        let is_name = matches!(kind, BlockKind::Byline | BlockKind::StandFirst);
        let in_sentence =
            text.chars().next_back().is_some_and(|c| c.is_alphanumeric() || matches!(c, ',' | '(' | '“' | '"'));
        if in_text && (is_phrase || (is_name && !text.is_empty())) {
            Entering::Same
        } else if in_text {
            Entering::Aside(next)
        } else if tag == Tag::A && !is_name && in_sentence {
            Entering::Same
        } else if is_name
            && !text.is_empty()
            && text.chars().count() <= 12
            && text.chars().all(|c| c.is_alphabetic() || c.is_whitespace() || c == ':')
        {
            Entering::With(next)
        } else {
            Entering::New(next)
        }
    }

    /// An element stands among the words of a paragraph or heading.
    fn is_in_text(&self, id: Id, now: &Around) -> bool {
        let is_paragraph = |tag: Tag| matches!(tag, Tag::P | Tag::Li | Tag::Blockquote | Tag::Dd) || tag.is_heading();
        self.length(now.node).saturating_sub(self.length(id)) >= 40 && self.tree.tag(now.node).is_some_and(is_paragraph)
    }

    /// A picture and then nothing but links: a card that shows under the mouse, or beside the sentence it stands in.
    fn is_card(&self, id: Id) -> bool {
        let (mut picture, mut links) = (false, 0);
        for inside in self.tree.within(id).take(LARGEST_CARD) {
            match self.tree.what(inside) {
                What::Text(text, linked) if !(text.trim().is_empty() || picture && linked) => return false,
                What::Element(Tag::Img | Tag::Picture) => picture = true,
                What::Element(Tag::A) if picture => links += 1,
                _ => {}
            }
        }
        links >= CARD_LINKS && self.tree.end_of(id) - id.index() <= LARGEST_CARD
    }

    fn length(&self, id: Id) -> usize {
        self.lengths[self.tree.end_of(id)] - self.lengths[id.index()]
    }

    /// A table of figures or facts; else one that only lays out the page: another table, a heading of the page, two
    /// paragraphs or much text stand in one of its cells.
    fn is_data(&self, id: Id) -> bool {
        let cells = self.tree.within(id).filter(|inside| matches!(self.tree.tag(*inside), Some(Tag::Td | Tag::Th)));
        if cells.take(2).count() < 2 {
            return false;
        }
        let mut paragraphs = 0;
        for inside in self.tree.within(id).skip(1) {
            let lays_out = match self.tree.tag(inside) {
                Some(Tag::Table | Tag::H1 | Tag::H2 | Tag::Article | Tag::Main) => true,
                Some(Tag::Td) => {
                    paragraphs = 0;
                    self.length(inside) > 600
                }
                Some(Tag::P) if self.length(inside) > 60 => {
                    paragraphs += 1;
                    paragraphs > 1
                }
                _ => false,
            };
            if lays_out {
                return false;
            }
        }
        true
    }

    /// Another `span` ends where this one begins: such stand apart by their style, not by a space.
    fn follows_span(&self, id: Id) -> bool {
        let Some(before) = id.before() else { return false };
        self.tree.parent(before).is_some_and(|span| {
            self.tree.tag(span) == Some(Tag::Span) && self.tree.parent(span) == self.tree.parent(id)
        })
    }

    fn characters(&mut self, raw: &str, linked: bool, preformatted: bool) {
        let text = entities::decode(raw);
        // "Ida HolmPublished on Monday", but no drop capital and no word in two colours.
        if std::mem::take(&mut self.glued)
            && self.text.ends_with(|c: char| c.is_alphanumeric() && !c.is_uppercase())
            && text.starts_with(char::is_uppercase)
        {
            self.text.push(' ');
        }
        if linked {
            self.linked += text.chars().filter(|c| !c.is_whitespace()).count();
        }
        self.total += text.len();
        if preformatted {
            self.text.push_str(&text);
        } else {
            self.text.extend(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }));
        }
    }

    fn flush(&mut self, around: &Around) {
        if self.text.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.text);
        let length = text.chars().filter(|c| !c.is_whitespace()).count();
        let linked = std::mem::take(&mut self.linked) as f32 / length.max(1) as f32;
        if std::mem::take(&mut self.offered) {
            self.offers.push(self.out.len());
        }
        for part in lines(&text) {
            let notice = around.hint.is_none() && !around.main && consent::asks(&part);
            self.out.push(Piece {
                kind: around.kind,
                hint: if notice { Some(BlockKind::Chrome) } else { around.hint },
                text: part,
                linked: linked.min(1.0),
                node: around.node,
                main: around.main,
                article: around.article,
                whole: false,
            });
        }
    }
}

/// Parts of a block at its line breaks: two breaks always part, one only where a sentence has ended.
fn lines(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut empty_before = true;
    for line in text.split('\n') {
        let line = space::tidy(line);
        if line.is_empty() {
            empty_before = true;
            continue;
        }
        match parts.last_mut() {
            Some(last)
                if !(empty_before
                    || last.chars().nth(59).is_some() && ends_or_introduces(last)
                    || is_mostly_date(&line) && last.chars().nth(60).is_none()) =>
            {
                last.push(' ');
                last.push_str(&line);
            }
            _ => parts.push(line),
        }
        empty_before = false;
    }
    parts
}

/// A line of a head: little but a day and a time.
fn is_mostly_date(line: &str) -> bool {
    let figures = line.chars().filter(|c| c.is_numeric()).count();
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    figures >= 4 && letters <= figures * 3 + 8 && line.chars().nth(80).is_none()
}

/// Characters of text before each node: the length of any subtree is a difference.
fn lengths(tree: &Tree<'_>) -> Vec<usize> {
    let mut lengths = Vec::with_capacity(tree.len() + 1);
    let mut sum = 0;
    let mut raw_until = 0;
    for id in tree.all() {
        lengths.push(sum);
        match tree.what(id) {
            What::Text(raw, linked) if id.index() >= raw_until => {
                sum += if linked { 0 } else { raw.trim().len() };
            }
            What::Element(tag) if tag.is_raw() || tag == Tag::Svg => raw_until = raw_until.max(tree.end_of(id)),
            _ => {}
        }
    }
    lengths.push(sum);
    lengths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_only_text_of_a_box_is_whole() {
        let html = "<div><div>One.</div><div>Two.<br><br>Three.</div><div>Four.<p>Five.</p></div></div>";
        let read: Vec<(String, bool)> =
            pieces(&Tree::read(html), Id::ROOT).into_iter().map(|piece| (piece.text, piece.whole)).collect();
        let expected = [("One.", true), ("Two.", false), ("Three.", false), ("Four.", false), ("Five.", true)];
        assert_eq!(read, expected.map(|(text, whole)| (text.to_owned(), whole)));
    }

    #[test]
    fn a_card_in_the_middle_of_a_sentence_is_no_part_of_it() {
        let read = |inside: &str| {
            let html = format!(
                "<p>The mayor, <span><a href=/p>Ida Holm</a><span>{inside}</span></span> (R), said that the ferry would sail again.</p>"
            );
            pieces(&Tree::read(&html), Id::ROOT).into_iter().map(|piece| (piece.text, piece.hint)).collect::<Vec<_>>()
        };
        let links = "<a href=/p>Ida Maria Holm</a> <a href=/1>Holm opens the quay</a> <a href=/2>More</a>";
        let sentence =
            |words: &str| (format!("The mayor, Ida Holm{words} (R), said that the ferry would sail again."), None);
        let card = ("Ida Maria Holm Holm opens the quay More".to_owned(), Some(BlockKind::Chrome));
        assert_eq!(read(&format!("<img src=x>{links}")), [card, sentence("")]);
        // Words of its own, or no picture before its links: it may be the sentence's.
        for (inside, words) in [
            (
                "<img src=x><a href=/p>Ida Maria Holm</a> of the harbour <a href=/1>board</a>, <a href=/2>elected</a>",
                "Ida Maria Holm of the harbour board, elected",
            ),
            (links, "Ida Maria Holm Holm opens the quay More"),
            ("<img src=x><a href=/p>, who won</a>", ", who won"),
        ] {
            assert_eq!(read(inside), [sentence(words)], "{inside}");
        }
    }
}
