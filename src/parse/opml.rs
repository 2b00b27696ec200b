//! Lists of feeds (OPML 1.0 and 2.0), however written.

use super::decode;
use super::markup::{self, Piece};
use crate::news::{Fault, FaultKind};
use crate::text::{entities, space};

/// One feed of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outline {
    /// The feed's name.
    pub title: Option<String>,
    /// The feed's address.
    pub url: String,
    /// The outlet's home page.
    pub html_url: Option<String>,
    /// The folders it stands in, outermost first.
    pub folders: Vec<String>,
}

/// Reads a list of feeds. What has no address is a folder, or is left out and counted.
pub fn read(bytes: &[u8]) -> (Vec<Outline>, Vec<Fault>) {
    let mut faults = Vec::new();
    let text = decode::decode(bytes, None, &mut faults);
    let (mut found, mut folders, mut nameless) = (Vec::new(), Vec::<Option<String>>::new(), 0);
    for piece in markup::pieces(&text) {
        match piece {
            Piece::Open(tag) if tag.local() == "outline" => {
                let value = |name: &str| {
                    tag.attribute(name).map(|v| space::tidy(&entities::decode(v))).filter(|v| !v.is_empty())
                };
                let title = value("title").or_else(|| value("text"));
                let url = value("xmlUrl")
                    .or_else(|| value("url").filter(|_| value("type").is_some_and(|t| t.eq_ignore_ascii_case("rss"))));
                match url {
                    Some(url) => {
                        let folders = folders.iter().flatten().cloned().collect();
                        found.push(Outline { title: title.clone(), url, html_url: value("htmlUrl"), folders });
                    }
                    None if tag.closed => nameless += 1,
                    None => {}
                }
                if !tag.closed && folders.len() < 200 {
                    folders.push(title);
                }
            }
            Piece::Close(tag) if tag.local() == "outline" => {
                folders.pop();
            }
            _ => {}
        }
    }
    if nameless > 0 {
        faults.push(Fault::new(FaultKind::Malformed, format!("{nameless} outlines name no feed and were left out")));
    }
    if found.is_empty() {
        faults.push(Fault::new(FaultKind::UnknownFormat, "no feeds found: is it an OPML file?"));
    }
    (found, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_with_their_folders() {
        let list = b"<opml><body><outline text='World'><outline text='A &amp; B' xmlUrl='https://a.example/feed?x=1&amp;y=2' htmlUrl='https://a.example'/>\
            <outline text='nothing'/></outline><outline title='C' type='rss' url='https://c.example/'></outline></body></opml>";
        let (found, faults) = read(list);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].url, "https://a.example/feed?x=1&y=2");
        assert_eq!(found[0].title.as_deref(), Some("A & B"));
        assert_eq!(found[0].folders, ["World"]);
        assert_eq!(found[1].folders, Vec::<String>::new());
        assert_eq!(faults.len(), 1);
    }
}
