//! The names of HTML elements, as far as reading news needs to tell them apart.

macro_rules! tags {
    ($($variant:ident $name:literal)*) => {
        /// An element's name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Tag {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
            /// A custom element: its name holds a hyphen.
            Custom,
            /// Any other name.
            Other,
        }

        impl Tag {
            /// How many there are.
            pub const COUNT: usize = Tag::Other as usize + 1;

            /// Its name, in lower case; names that are not told apart become `span` (`div` with a hyphen).
            pub fn written(self) -> &'static str {
                match self {
                    $(Tag::$variant => $name,)*
                    Tag::Custom => "div",
                    Tag::Other => "span",
                }
            }

            /// The tag a name stands for, whatever its case.
            pub fn read(name: &str) -> Self {
                let mut lower = [0u8; 10];
                if name.len() > lower.len() {
                    return if name.contains('-') { Tag::Custom } else { Tag::Other };
                }
                let lower = &mut lower[..name.len()];
                lower.copy_from_slice(name.as_bytes());
                lower.make_ascii_lowercase();
                match std::str::from_utf8(lower).unwrap_or_default() {
                    $($name => Tag::$variant,)*
                    name if name.contains('-') => Tag::Custom,
                    _ => Tag::Other,
                }
            }
        }
    };
}

tags! {
    Html "html" Head "head" Body "body" Title "title" Base "base" Link "link" Meta "meta" Style "style" Script "script"
    Noscript "noscript" Template "template" Iframe "iframe" Svg "svg" Math "math" Canvas "canvas" Object "object"
    Embed "embed" Param "param" Audio "audio" Video "video" Source "source" Track "track" Img "img" Picture "picture"
    Map "map" Area "area" Article "article" Section "section" Nav "nav" Aside "aside" Header "header" Footer "footer"
    Main "main" H1 "h1" H2 "h2" H3 "h3" H4 "h4" H5 "h5" H6 "h6" Hgroup "hgroup" Address "address" P "p" Hr "hr"
    Pre "pre" Blockquote "blockquote" Ol "ol" Ul "ul" Menu "menu" Li "li" Dl "dl" Dt "dt" Dd "dd" Figure "figure"
    Figcaption "figcaption" Div "div" A "a" Em "em" Strong "strong" Small "small" S "s" Cite "cite" Q "q" Code "code"
    Sub "sub" Sup "sup" I "i" B "b" U "u" Mark "mark" Span "span" Br "br" Wbr "wbr" Ins "ins" Del "del" Time "time"
    Table "table" Caption "caption" Colgroup "colgroup" Col "col" Tbody "tbody" Thead "thead" Tfoot "tfoot" Tr "tr"
    Td "td" Th "th" Form "form" Label "label" Input "input" Button "button" Select "select" Datalist "datalist"
    Optgroup "optgroup" Option "option" Textarea "textarea" Fieldset "fieldset" Legend "legend" Details "details"
    Summary "summary" Dialog "dialog" Font "font" Center "center" Xmp "xmp" Noembed "noembed" Noframes "noframes"
    Applet "applet" Plaintext "plaintext"
}

impl Tag {
    /// It has no content and no end tag.
    pub fn is_void(self) -> bool {
        use Tag::*;
        matches!(self, Area | Base | Br | Col | Embed | Hr | Img | Input | Link | Meta | Param | Source | Track | Wbr)
    }

    /// Its content is characters up to its end tag, whatever they look like.
    pub fn is_raw(self) -> bool {
        use Tag::*;
        matches!(self, Script | Style | Textarea | Title | Iframe | Xmp | Noembed | Noframes | Plaintext)
    }

    /// It starts a new line: text before it and text in it are two blocks.
    pub fn is_block(self) -> bool {
        use Tag::*;
        matches!(
            self,
            Html | Body
                | Article
                | Section
                | Nav
                | Aside
                | Header
                | Footer
                | Main
                | H1
                | H2
                | H3
                | H4
                | H5
                | H6
                | Hgroup
                | Address
                | P
                | Hr
                | Pre
                | Blockquote
                | Ol
                | Ul
                | Menu
                | Li
                | Dl
                | Dt
                | Dd
                | Figure
                | Figcaption
                | Div
                | Table
                | Caption
                | Tbody
                | Thead
                | Tfoot
                | Tr
                | Td
                | Th
                | Form
                | Fieldset
                | Legend
                | Details
                | Summary
                | Dialog
                | Center
                | Object
                | Video
                | Audio
                | Iframe
                | Select
                | Option
                | Optgroup
                | Custom
                | Noscript
        )
    }

    /// An open paragraph ends where it starts.
    pub fn ends_paragraph(self) -> bool {
        use Tag::*;
        self.is_block()
            && !matches!(
                self,
                Body | Html
                    | Td
                    | Th
                    | Tr
                    | Tbody
                    | Thead
                    | Tfoot
                    | Caption
                    | Object
                    | Video
                    | Audio
                    | Iframe
                    | Select
                    | Option
                    | Optgroup
                    | Custom
                    | Noscript
                    | Legend
            )
    }

    /// A heading of any rank.
    pub fn is_heading(self) -> bool {
        use Tag::*;
        matches!(self, H1 | H2 | H3 | H4 | H5 | H6)
    }

    /// An end tag inside it never closes what stands outside of it.
    pub fn is_fence(self) -> bool {
        use Tag::*;
        matches!(self, Table | Td | Th | Caption | Object | Applet | Template | Html)
    }
}
