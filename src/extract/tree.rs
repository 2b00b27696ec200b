//! The page as a tree: a lenient reader of HTML, linear in its bytes, whose depth and size are bounded by construction.
//!
//! The usual libraries follow the HTML standard to the letter, are quadratic in depth and overflow the stack on hostile
//! pages. This one follows it as far as text needs: void and raw elements, end tags that are implied, and never deeper
//! than [`DEEPEST`]. The libraries read what [`Tree::serialised`] gives them.

use std::borrow::Cow;

use super::tag::Tag;
use crate::text::entities;

/// Elements nested deeper are read as if their tags were not there.
pub const DEEPEST: usize = 512;
/// Nodes (elements and texts) read of one page.
pub const MOST_NODES: usize = 1_000_000;
/// Attributes read of one element.
const MOST_ATTRIBUTES: usize = 40;
/// No node.
const NONE: u32 = u32::MAX;

/// Number of a node of its tree, growing in the order of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(u32);

impl Id {
    /// The outermost node.
    pub const ROOT: Id = Id(0);

    /// The node before it in the order of the page.
    pub fn before(self) -> Option<Id> {
        self.0.checked_sub(1).map(Id)
    }

    /// Index into a table with a row a node.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node is.
#[derive(Clone, Copy, Debug)]
pub enum What<'a> {
    /// An element.
    Element(Tag),
    /// Characters as written, references unresolved; whether they stand in a link.
    Text(&'a str, bool),
}

#[derive(Clone, Copy, Debug)]
struct Node<'a> {
    what: What<'a>,
    parent: u32,
    first: u32,
    /// While reading: the last child. Afterwards: the number after the node's last descendant.
    last: u32,
    next: u32,
    attributes: (u32, u32),
}

/// A page read into elements and texts.
#[derive(Clone, Debug)]
pub struct Tree<'a> {
    nodes: Vec<Node<'a>>,
    attributes: Vec<(&'a str, &'a str)>,
    /// The deepest nesting kept.
    pub depth: usize,
    /// Elements deeper than [`DEEPEST`] were flattened.
    pub too_deep: bool,
    /// The page held more than [`MOST_NODES`] and was cut there.
    pub too_many: bool,
    /// The page ended in the middle of a tag, a comment or a script.
    pub broken_off: bool,
}

impl<'a> Tree<'a> {
    /// Reads a page. Any text gives a tree.
    pub fn read(html: &'a str) -> Self {
        let root = Node {
            what: What::Element(Tag::Html),
            parent: NONE,
            first: NONE,
            last: NONE,
            next: NONE,
            attributes: (0, 0),
        };
        let mut nodes = Vec::with_capacity(html.len() / 40 + 16);
        nodes.push(root);
        let tree =
            Self { nodes, attributes: Vec::new(), depth: 0, too_deep: false, too_many: false, broken_off: false };
        let mut reader = Reader {
            tree,
            html,
            at: 0,
            open: vec![(0, Tag::Html, "html")],
            counts: [0; Tag::COUNT],
            deeper: 0,
            linked: false,
        };
        reader.read();
        let mut tree = reader.tree;
        for at in (0..tree.nodes.len()).rev() {
            let last = tree.nodes[at].last;
            tree.nodes[at].last = if last == NONE { at as u32 + 1 } else { tree.nodes[last as usize].last };
        }
        tree
    }

    /// What a node is.
    pub fn what(&self, id: Id) -> What<'a> {
        self.nodes[id.index()].what
    }

    /// The tag of an element.
    pub fn tag(&self, id: Id) -> Option<Tag> {
        match self.what(id) {
            What::Element(tag) => Some(tag),
            What::Text(..) => None,
        }
    }

    /// Its parent.
    pub fn parent(&self, id: Id) -> Option<Id> {
        some(self.nodes[id.index()].parent)
    }

    /// The node and everything it stands in, inmost first.
    pub fn ancestors(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(Some(id), |id| self.parent(*id))
    }

    /// Its children in order.
    pub fn children(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(some(self.nodes[id.index()].first), |id| some(self.nodes[id.index()].next))
    }

    /// It and all below it, in the order of the page.
    pub fn within(&self, id: Id) -> impl Iterator<Item = Id> + '_ {
        (id.0..self.end(id)).map(Id)
    }

    /// Every node in the order of the page.
    pub fn all(&self) -> impl Iterator<Item = Id> + '_ {
        (0..self.nodes.len() as u32).map(Id)
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Index after the last node below it.
    pub fn end_of(&self, id: Id) -> usize {
        self.end(id) as usize
    }

    /// The first number after the node's own descendants.
    fn end(&self, id: Id) -> u32 {
        self.nodes[id.index()].last
    }

    /// An attribute as written, references unresolved. Names in lower case.
    pub fn raw_attribute(&self, id: Id, name: &str) -> Option<&'a str> {
        let (from, to) = self.nodes[id.index()].attributes;
        self.attributes[from as usize..to as usize].iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| *v)
    }

    /// An attribute, references resolved.
    pub fn attribute(&self, id: Id, name: &str) -> Option<Cow<'a, str>> {
        self.raw_attribute(id, name).map(entities::decode)
    }

    /// All words below a node, as they stand; scripts and styles left out.
    pub fn text(&self, id: Id) -> String {
        let mut out = String::new();
        let end = self.end(id);
        let mut at = id.0;
        while at < end {
            match self.what(Id(at)) {
                What::Text(raw, _) => out.push_str(&entities::decode(raw)),
                What::Element(Tag::Script | Tag::Style | Tag::Template) if at != id.0 => {
                    at = self.end(Id(at));
                    continue;
                }
                What::Element(tag) if tag.is_block() || tag == Tag::Br => out.push(' '),
                What::Element(_) => {}
            }
            at += 1;
        }
        out
    }

    /// The characters of a raw element such as a script.
    pub fn raw_text(&self, id: Id) -> &'a str {
        match self.children(id).next().map(|c| self.what(c)) {
            Some(What::Text(raw, _)) => raw,
            _ => "",
        }
    }

    /// The page as well-formed HTML again, for the libraries: `keep` decides which elements stay with what is in them.
    pub fn serialised(&self, keep: impl Fn(Id, Tag) -> bool) -> String {
        let mut out = String::with_capacity(1 << 16);
        let mut open: Vec<(u32, Tag)> = Vec::new();
        let mut at = 1;
        while at < self.nodes.len() as u32 {
            while open.last().is_some_and(|(end, _)| at >= *end) {
                close(&mut out, &mut open);
            }
            match self.what(Id(at)) {
                What::Text(raw, _) => push_text(&mut out, raw),
                What::Element(tag) if !keep(Id(at), tag) => {
                    at = self.end(Id(at));
                    continue;
                }
                What::Element(tag) => {
                    self.push_start(&mut out, Id(at), tag);
                    if !tag.is_void() {
                        open.push((self.end(Id(at)), tag));
                    }
                }
            }
            at += 1;
        }
        while !open.is_empty() {
            close(&mut out, &mut open);
        }
        out
    }

    fn push_start(&self, out: &mut String, id: Id, tag: Tag) {
        out.push('<');
        out.push_str(tag.written());
        let (from, to) = self.nodes[id.index()].attributes;
        for (name, value) in &self.attributes[from as usize..to as usize] {
            if value.len() <= 400 && !name.contains(['<', '"', '\'']) {
                out.push(' ');
                out.push_str(name);
                out.push_str("=\"");
                out.extend(value.split('"').flat_map(|part| [part, "&quot;"]).take(value.matches('"').count() * 2 + 1));
                out.push('"');
            }
        }
        out.push('>');
    }
}

fn push_text(out: &mut String, raw: &str) {
    for (n, part) in raw.split('<').enumerate() {
        if n > 0 {
            out.push_str("&lt;");
        }
        out.push_str(part);
    }
}

fn close(out: &mut String, open: &mut Vec<(u32, Tag)>) {
    if let Some((_, tag)) = open.pop() {
        out.push_str("</");
        out.push_str(tag.written());
        out.push('>');
    }
}

fn some(number: u32) -> Option<Id> {
    (number != NONE).then_some(Id(number))
}

/// Reads tags and texts in order and hangs them where they belong.
struct Reader<'a> {
    tree: Tree<'a>,
    html: &'a str,
    at: usize,
    /// Open elements, outermost first: node, tag, name as written.
    open: Vec<(u32, Tag, &'a str)>,
    /// How many of each tag are open: an end tag without a start costs nothing.
    counts: [u32; Tag::COUNT],
    /// Open elements that were too deep to keep.
    deeper: usize,
    /// An `a` with an address is open, by its tags (broken nesting does not make the rest of the page one link).
    linked: bool,
}

impl<'a> Reader<'a> {
    fn read(&mut self) {
        while self.at < self.html.len() {
            if self.tree.nodes.len() >= MOST_NODES {
                self.tree.too_many = true;
                return;
            }
            let rest = &self.html[self.at..];
            let text_end = next_markup(rest);
            if text_end > 0 {
                self.text(&rest[..text_end]);
                self.at += text_end;
                continue;
            }
            let bytes = rest.as_bytes();
            match bytes.get(1) {
                Some(b'!') => self.declaration(rest),
                Some(b'?') => self.skip_to(rest, ">", 1),
                Some(b'/') => self.end_tag(rest),
                _ => self.start_tag(rest),
            }
        }
    }

    fn skip_to(&mut self, rest: &str, mark: &str, length: usize) {
        match memchr::memmem::find(rest.as_bytes(), mark.as_bytes()) {
            Some(found) => self.at += found + length,
            None => {
                self.tree.broken_off = true;
                self.at = self.html.len();
            }
        }
    }

    fn declaration(&mut self, rest: &'a str) {
        if rest.starts_with("<!--") {
            // "<!-->" and "<!--->" are whole comments.
            let from = 4.min(rest.len());
            match memchr::memmem::find(&rest.as_bytes()[from - 2..], b"-->") {
                Some(found) => self.at += from - 2 + found + 3,
                None => {
                    self.tree.broken_off = true;
                    self.at = self.html.len();
                }
            }
        } else if let Some(data) = rest.strip_prefix("<![CDATA[") {
            let end = memchr::memmem::find(data.as_bytes(), b"]]>").unwrap_or(data.len());
            self.text(&data[..end]);
            self.at += (9 + end + 3).min(rest.len());
        } else {
            self.skip_to(rest, ">", 1);
        }
    }

    fn end_tag(&mut self, rest: &'a str) {
        let name = name(&rest[2..]);
        let tag = Tag::read(name);
        self.skip_to(rest, ">", 1);
        if self.deeper > 0 && !tag.is_void() {
            self.deeper -= 1;
            return;
        }
        if tag == Tag::A {
            self.linked = false;
        }
        if self.counts[tag as usize] > 0 && !matches!(tag, Tag::Html | Tag::Body) {
            self.close(tag, name);
        }
    }

    /// Closes the nearest open element of that name, unless a fence or (for inline elements) a block stands between.
    fn close(&mut self, tag: Tag, name: &str) {
        for at in (1..self.open.len()).rev() {
            let (_, open, written) = self.open[at];
            if open == tag && (tag < Tag::Custom || written.eq_ignore_ascii_case(name)) {
                self.shrink(at);
                return;
            }
            if (open.is_fence()
                && !matches!(tag, Tag::Table | Tag::Tr | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Td))
                || (!tag.is_block() && open.is_block())
            {
                return;
            }
        }
    }

    fn shrink(&mut self, to: usize) {
        for (_, tag, _) in self.open.drain(to..) {
            self.counts[tag as usize] -= 1;
        }
    }

    fn start_tag(&mut self, rest: &'a str) {
        let name = name(&rest[1..]);
        let tag = Tag::read(name);
        let from = self.tree.attributes.len() as u32;
        let Some((used, slash)) = attributes(&rest[1 + name.len()..], &mut self.tree.attributes) else {
            self.tree.broken_off = true;
            self.at = self.html.len();
            return;
        };
        self.at += 1 + name.len() + used;
        if matches!(tag, Tag::Html | Tag::Body | Tag::Head) && self.counts[tag as usize] > 0 {
            return;
        }
        self.imply(tag);
        if self.open.len() >= DEEPEST && !tag.is_void() {
            self.tree.too_deep = true;
            if tag.is_raw() {
                self.raw(tag, None);
            } else if !(slash && tag >= Tag::Custom) {
                self.deeper += 1;
            }
            return;
        }
        let node = self.push(What::Element(tag), (from, self.tree.attributes.len() as u32));
        if tag.is_raw() {
            self.raw(tag, Some(node));
            return;
        }
        if tag == Tag::A {
            self.linked = self.tree.raw_attribute(Id(node), "href").is_some();
        }
        let in_drawing = self.counts[Tag::Svg as usize] + self.counts[Tag::Math as usize] > 0;
        if !tag.is_void() && !(slash && (tag >= Tag::Custom || tag == Tag::Svg || in_drawing)) {
            self.open.push((node, tag, name));
            self.counts[tag as usize] += 1;
            self.tree.depth = self.tree.depth.max(self.open.len());
        }
    }

    /// Closes what the standard says ends where `tag` starts.
    fn imply(&mut self, tag: Tag) {
        if tag.ends_paragraph() && self.counts[Tag::P as usize] > 0 {
            self.close_within(&[Tag::P], &[Tag::Td, Tag::Th, Tag::Table, Tag::Button, Tag::Object, Tag::Caption]);
        }
        let (ends, stops): (&[Tag], &[Tag]) = match tag {
            Tag::Li => (&[Tag::Li], &[Tag::Ul, Tag::Ol, Tag::Menu]),
            Tag::Dt | Tag::Dd => (&[Tag::Dt, Tag::Dd], &[Tag::Dl]),
            Tag::Option | Tag::Optgroup => (&[Tag::Option], &[Tag::Select, Tag::Datalist]),
            Tag::Td | Tag::Th => (&[Tag::Td, Tag::Th], &[Tag::Tr, Tag::Table]),
            Tag::Tr => (&[Tag::Tr], &[Tag::Table]),
            Tag::Tbody | Tag::Thead | Tag::Tfoot => (&[Tag::Tbody, Tag::Thead, Tag::Tfoot], &[Tag::Table]),
            Tag::Body => (&[Tag::Head], &[]),
            Tag::A => (&[Tag::A], &[Tag::Div, Tag::P, Tag::Td, Tag::Li, Tag::Section, Tag::Article]),
            _ if tag.is_heading() => {
                (&[Tag::H1, Tag::H2, Tag::H3, Tag::H4, Tag::H5, Tag::H6], &[Tag::Div, Tag::Section])
            }
            _ => return,
        };
        self.close_within(ends, stops);
    }

    fn close_within(&mut self, ends: &[Tag], stops: &[Tag]) {
        if ends.iter().all(|t| self.counts[*t as usize] == 0) {
            return;
        }
        for at in (1..self.open.len()).rev() {
            let open = self.open[at].1;
            if ends.contains(&open) {
                self.shrink(at);
                return;
            }
            if stops.contains(&open) {
                return;
            }
        }
    }

    /// Takes the characters of a script, style or title up to its end tag.
    fn raw(&mut self, tag: Tag, node: Option<u32>) {
        let rest = &self.html[self.at..];
        let end = end_of_raw(rest, tag);
        if let (Some(node), true) = (node, end.unwrap_or(rest.len()) > 0) {
            let text = &rest[..end.unwrap_or(rest.len())];
            self.hang(node, What::Text(text, false), (0, 0));
        }
        match end {
            Some(end) => {
                self.at += end;
                self.skip_to(&self.html[self.at..], ">", 1);
            }
            None => {
                self.tree.broken_off = true;
                self.at = self.html.len();
            }
        }
    }

    fn text(&mut self, raw: &'a str) {
        self.push(What::Text(raw, self.linked), (0, 0));
    }

    fn push(&mut self, what: What<'a>, attributes: (u32, u32)) -> u32 {
        let parent = self.open.last().map_or(0, |(node, ..)| *node);
        self.hang(parent, what, attributes)
    }

    fn hang(&mut self, parent: u32, what: What<'a>, attributes: (u32, u32)) -> u32 {
        let node = self.tree.nodes.len() as u32;
        self.tree.nodes.push(Node { what, parent, first: NONE, last: NONE, next: NONE, attributes });
        let last = self.tree.nodes[parent as usize].last;
        if last == NONE {
            self.tree.nodes[parent as usize].first = node;
        } else {
            self.tree.nodes[last as usize].next = node;
        }
        self.tree.nodes[parent as usize].last = node;
        node
    }
}

/// Bytes of text before the next thing that is markup; a lone `<` is text.
fn next_markup(rest: &str) -> usize {
    let bytes = rest.as_bytes();
    let mut from = 0;
    while let Some(found) = memchr::memchr(b'<', &bytes[from..]) {
        let at = from + found;
        match bytes.get(at + 1) {
            Some(b'!' | b'?' | b'/') => return at,
            Some(b) if b.is_ascii_alphabetic() => return at,
            _ => from = at + 1,
        }
    }
    bytes.len()
}

fn name(rest: &str) -> &str {
    let end =
        rest.bytes().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/' | b'<')).unwrap_or(rest.len());
    &rest[..end]
}

/// Reads attributes up to the end of the tag: the bytes used, and whether it ended in a slash. `None` when the page ends first.
fn attributes<'a>(rest: &'a str, into: &mut Vec<(&'a str, &'a str)>) -> Option<(usize, bool)> {
    let bytes = rest.as_bytes();
    let (mut at, mut slash, mut read) = (0, false, 0);
    loop {
        let byte = *bytes.get(at)?;
        if byte == b'>' {
            return Some((at + 1, slash));
        }
        if byte == b'/' || byte == b'=' || byte.is_ascii_whitespace() {
            slash = byte == b'/' || (slash && byte != b'=');
            at += 1;
            continue;
        }
        slash = false;
        let start = at;
        while !matches!(*bytes.get(at)?, b'>' | b'/' | b'=') && !bytes[at].is_ascii_whitespace() {
            at += 1;
        }
        let name = &rest[start..at];
        while bytes.get(at)?.is_ascii_whitespace() {
            at += 1;
        }
        let mut value = "";
        if bytes[at] == b'=' {
            at += 1;
            while bytes.get(at)?.is_ascii_whitespace() {
                at += 1;
            }
            (value, at) = self::value(rest, at)?;
        }
        if read < MOST_ATTRIBUTES {
            into.push((name, value));
            read += 1;
        }
    }
}

fn value(rest: &str, at: usize) -> Option<(&str, usize)> {
    let bytes = rest.as_bytes();
    let quote = *bytes.get(at)?;
    if quote == b'"' || quote == b'\'' {
        let length = memchr::memchr(quote, &bytes[at + 1..])?;
        return Some((&rest[at + 1..at + 1 + length], at + length + 2));
    }
    let mut end = at;
    while *bytes.get(end)? != b'>' && !bytes[end].is_ascii_whitespace() {
        end += 1;
    }
    Some((&rest[at..end], end))
}

fn end_of_raw(rest: &str, tag: Tag) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = memchr::memmem::find(&rest.as_bytes()[from..], b"</") {
        let at = from + found;
        if Tag::read(name(&rest[at + 2..])) == tag {
            return Some(at);
        }
        from = at + 2;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(html: &str) -> String {
        Tree::read(html).serialised(|_, _| true)
    }

    #[test]
    fn implied_ends_and_broken_nesting_are_read_as_browsers_do() {
        for (html, read) in [
            ("<p>a<p>b<div>c</div>", "<p>a</p><p>b</p><div>c</div>"),
            ("<ul><li>a<li>b<ul><li>c</ul></ul>", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
            ("<b><p>a</b>b</p>c", "<b><p>ab</p>c</b>"),
            ("a < b & c</div>d", "a &lt; b & cd"),
            ("<script>if (a</b>) '</p>'</script>x", "<script>if (a&lt;/b>) '&lt;/p>'</script>x"),
            ("<img src=a.png/><br/>x<div/>y", "<img src=\"a.png/\"><br>x<div>y</div>"),
            (
                "<table><tr><td>a<td>b<tr><td>c</table>d",
                "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>d",
            ),
            ("<!-- x <p> --><!-->a<![CDATA[b]]>", "ab"),
            ("<P CLASS='x \"y\"'>a</P>", "<p CLASS=\"x &quot;y&quot;\">a</p>"),
        ] {
            assert_eq!(outline(html), read, "{html}");
        }
    }

    #[test]
    fn a_page_cut_in_mid_tag_says_so() {
        let tree = Tree::read("<p>kept</p><a href=\"htt");
        assert!(tree.broken_off);
        assert_eq!(tree.text(Id::ROOT).trim(), "kept");
    }

    #[test]
    fn depth_is_bounded() {
        let html = format!("{}deep{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        let tree = Tree::read(&html);
        assert!(tree.too_deep && tree.depth <= DEEPEST);
        assert_eq!(tree.text(Id::ROOT).trim(), "deep");
    }
}
