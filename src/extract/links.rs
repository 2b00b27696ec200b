//! The links that stand in the article's text and lead to other hosts: what a citation may rest on.

use std::collections::HashSet;

use url::Url;

use super::piece::Piece;
use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::news::Metadatum;
use crate::text::space::tidy;

/// Links kept of one article.
const MOST: usize = 40;
/// Characters of the longest words of a link that are kept.
const LONGEST: usize = 160;

/// The links in some pieces of a page at `page`, each once: `link` facts whose place is the words linked.
pub fn links(tree: &Tree<'_>, pieces: &[Piece], page: Option<&str>) -> Vec<Metadatum> {
    let base = page.and_then(|page| Url::parse(page).ok());
    let running: HashSet<Id> = pieces.iter().filter(|piece| piece.linked < 1.0).map(|piece| piece.node).collect();
    let stands_in = |id: Id| tree.ancestors(id).skip(1).find(|above| running.contains(above) || is_block(tree, *above));
    let mut found: Vec<Metadatum> = Vec::new();
    for id in tree.all().filter(|id| tree.tag(*id) == Some(Tag::A)) {
        if found.len() >= MOST {
            break;
        }
        if !stands_in(id).is_some_and(|above| running.contains(&above)) {
            continue;
        }
        let Some(address) = tree.attribute(id, "href").and_then(|href| elsewhere(&href, base.as_ref())) else {
            continue;
        };
        let fact = Metadatum { name: "link".to_owned(), value: address, place: tidy(&tree.text(id)) };
        if (2..=LONGEST).contains(&fact.place.chars().count()) && !found.contains(&fact) {
            found.push(fact);
        }
    }
    found
}

fn is_block(tree: &Tree<'_>, id: Id) -> bool {
    tree.tag(id).is_some_and(Tag::is_block)
}

/// The address, when it is one of another host.
fn elsewhere(href: &str, base: Option<&Url>) -> Option<String> {
    let address = Url::parse(href.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    let is_other = base.is_none_or(|base| base.host_str() != address.host_str());
    is_other.then(|| address.to_string())
}

#[cfg(test)]
mod tests {
    use super::super::piece;
    use super::*;

    #[test]
    fn only_links_in_running_text_to_other_hosts_are_kept() {
        let html = r#"<p>The mayor resigned, <a href="https://thehill.com/story">The Hill</a> reported, and
            <a href="/tag/mayor">the mayor</a> denied it. <a href="https://paper.example/more">More here</a>.</p>
            <p><a href="https://other.example">A link alone</a></p>"#;
        let tree = Tree::read(html);
        let pieces = piece::pieces(&tree, Id::ROOT);
        let found = links(&tree, &pieces, Some("https://paper.example/story"));
        let told: Vec<(&str, &str)> = found.iter().map(|f| (f.place.as_str(), f.value.as_str())).collect();
        assert_eq!(told, [("The Hill", "https://thehill.com/story")]);
    }
}
