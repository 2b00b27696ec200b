//! Sentences that the text offers to be shared: boxes of publishing systems that print a sentence as a link to a network.

use super::piece::Piece;
use super::tag::Tag;
use super::tree::{Id, Tree};
use crate::news::BlockKind;
use crate::text::entities;
use crate::text::sentences::ends_sentence;

/// Addresses at which networks take a ready-made post.
const SHARES: [&str; 5] =
    ["twitter.com/share?", "twitter.com/intent/tweet?", "twitter.com/intent/post?", "x.com/intent/", "x.com/share?"];
/// Words from which the text of a link is a sentence and no button.
const SENTENCE: usize = 8;
/// Offers of one page that are asked for: each is looked for in the whole text. Those behind them are links like others.
pub const MOST: usize = 64;
/// Elements between the words and the link.
const NEAR: usize = 4;

/// The words of a link, as they stand in the markup, are a whole sentence, and it leads to a network that would post it.
pub fn is_sentence(tree: &Tree<'_>, text: Id, words: &str) -> bool {
    words.split_whitespace().nth(SENTENCE - 1).is_some()
        && ends_sentence(entities::decode(words).trim())
        && tree
            .ancestors(text)
            .skip(1)
            .take(NEAR)
            .find(|id| tree.tag(*id) == Some(Tag::A))
            .and_then(|link| tree.raw_attribute(link, "href"))
            .is_some_and(|href| SHARES.iter().any(|share| href.contains(share)))
}

/// Such a sentence is copy where the page says it nowhere else, as it is read with what stands around it; one that repeats a
/// sentence of the text is not said twice.
pub fn settle(pieces: &mut [Piece], offers: &[usize]) {
    if offers.is_empty() {
        return;
    }
    let letters: Vec<String> = pieces.iter().map(|piece| letters(&piece.text)).collect();
    for at in offers.iter().copied() {
        let again = |(other, text): (usize, &String)| other != at && text.contains(&letters[at]);
        if letters.iter().enumerate().any(again) {
            pieces[at].hint = Some(BlockKind::Chrome);
        }
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::piece::pieces;

    #[test]
    fn a_sentence_offered_to_be_shared_is_copy_unless_it_is_said_again() {
        let page = |offer: &str, href: &str| {
            format!(
                "<div><p>The ferry is late, and nobody on the quay minds it at all any more.</p>\
                 <a href='https://{href}text=x'><span>{offer}</span></a><p>It sails at noon.</p></div>"
            )
        };
        let new = "A town that waits together is a town that talks together.";
        let said = "Nobody on the quay minds it at all any more.";
        for (offer, href, linked, hint) in [
            (new, "twitter.com/share?", 0.0, None),
            ("“A town that waits together is a town that talks together.”", "twitter.com/share?", 0.0, None),
            (said, "twitter.com/intent/tweet?", 0.0, Some(BlockKind::Chrome)),
            ("Share this story on Twitter now.", "twitter.com/share?", 1.0, None),
            (new, "post.example/story?", 1.0, None),
        ] {
            let html = page(&offer.replace('“', "&ldquo;").replace('”', "&rdquo;"), href);
            let found = pieces(&Tree::read(&html), Id::ROOT);
            let piece = found.iter().find(|piece| piece.text == offer).expect("it is read");
            assert_eq!((piece.linked, piece.hint), (linked, hint), "{offer} {href}");
        }
    }
}
