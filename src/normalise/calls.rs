//! Calls: lines that send readers elsewhere, to more of the outlet, its pages on networks, its desk.

use std::sync::LazyLock;

use regex::Regex;

use super::line::{Patterns, build, set};
use crate::news::FurnitureKind;

/// "More harbour news: https://...", "Follow the coverage at https://...": a label or a call, and an address.
static READ_ON: LazyLock<Regex> = LazyLock::new(|| {
    build(
        r"(?i)^_*\s*(?:[^.!?:]{2,60}:|(?:more|follow|read|see|find|for more)\b[^.!?]{0,100}?)\s*https?://\S+(?:,?\s+(?:and\s+)?https?://\S+)*$",
    )
});
/// "Follow the Post on Instagram and YouTube.", "Write to Ida Holm at ida@post.example", and the codes of a content system that
/// nothing has replaced: "[button link=...]Send it[/button]".
static PROMPT: LazyLock<Patterns> = LazyLock::new(|| {
    set([
        r"(?i)^(?:you can )?(?:follow|like|find|join|connect with)\s[^.!?,]{1,60}\son\s(?:facebook|twitter|x|instagram|threads|tiktok|youtube|linkedin|telegram|whatsapp|bluesky|mastodon|snapchat|pinterest)\b[^.!?]{0,100}[.!]?$",
        r"(?i)^subscribe to\s(?:(?:the|our|your)\s)?(?:(?-i:\p{Lu})[^.!?]{2,140}|[^.!?]{0,40}\b(?:newsletters?|channel|podcast|magazine|feed|alerts?)\b[^.!?]{0,100})[.!]?$",
        r"^\[(?:button|maxbutton|caption|gallery|embed|video|audio|playlist|contact-form|gravityform|newsletter|poll|share)\b[^\]]*\].*\[/[a-z_-]+\]$",
        r"(?i)^(?:write to|e-?mail|contact|reach)\s[^.!?@]{1,60}(?:\sat|:)\s\S{1,40}@\S{3,60}$",
    ])
});
/// "You can read the full report here.", "Listen to the interview - or listen again here.": a call whose last word is the link.
static HERE: LazyLock<Regex> = LazyLock::new(|| {
    build(
        r"(?i)^(?:you can (?:also )?(?:listen to|watch|read|view|download)\s(?:[^.!?:“”\x22]|:\S){3,120}|(?:listen to|watch|read|view|download)\s(?:(?:the|our|its) (?:full|whole|complete|entire|original|latest)\s(?:[^.!?:“”\x22]|:\S){3,80}|(?:[^.!?:“”\x22]|:\S){3,100}\sor (?:listen|watch|read)(?: it)? (?:again|back)))\shere[.!]?$",
    )
});
/// An offer of the outlet's own with its price or code, and what the desk asks of those who write letters.
static OFFER: LazyLock<Patterns> = LazyLock::new(|| {
    set([
        r"(?i)^(?:get|enjoy|unlock)\s(?:[a-z-]+\s){0,2}access to\s.{2,300}\b(?:for as little as|(?:promo |discount |coupon )?code [“”\x22‘']?(?-i:[A-Z0-9]{4,})\b)",
        r"(?i)\bletters? to the editor\b.*\b(?:you|your|write to us|send|submit)\b.*\S@\S",
    ])
});
/// Characters of the longest call, and of the longest offer.
const LONGEST: usize = 200;
const LONGEST_OFFER: usize = 450;

/// What a line is, when it is a call.
pub fn kind(line: &str) -> Option<FurnitureKind> {
    if line.chars().nth(LONGEST_OFFER).is_some() {
        return None;
    }
    if OFFER.is_match(line) {
        return Some(FurnitureKind::Chrome);
    }
    if line.chars().nth(LONGEST).is_some() {
        return None;
    }
    if HERE.is_match(line) {
        return Some(FurnitureKind::Related);
    }
    if line.contains("://") && READ_ON.is_match(line) {
        return Some(FurnitureKind::Related);
    }
    PROMPT.is_match(line).then_some(FurnitureKind::Chrome)
}

#[cfg(test)]
mod tests {
    use super::FurnitureKind::*;

    #[test]
    fn calls_are_known_and_copy_is_not() {
        for (line, kind) in [
            ("More harbour news: https://post.example/harbour and https://post.example/ferries", Some(Related)),
            ("Follow our coverage of the ferry line at https://post.example/ferry", Some(Related)),
            ("Follow the Harbour Post on Instagram, Facebook and YouTube.", Some(Chrome)),
            ("Subscribe to the Harbour Post and stay dry with more of your favourite tide tables.", Some(Chrome)),
            ("[button link=”http://post.example/review/” type=”big”] Send us your review[/button]", Some(Chrome)),
            ("Write to Ida Holm at ida.holm@post.example", Some(Chrome)),
            ("You can read the harbour board's letter of May here.", Some(Related)),
            ("Listen to Quay Talk live at 9:15 and 18:15 on Sundays - or listen again here.", Some(Related)),
            (
                "Get full access to Harbour Post Plus, the service for those who sail, for as little as nine crowns. Use the code \"QUAY\". Plus brings you tide tables and the log of every ferry.",
                Some(Chrome),
            ),
            (
                "The Post prints letters to the editor of every kind, and would like to know what you think of this one or of any other story. Here is how to write to us: letters@post.example.",
                Some(Chrome),
            ),
            ("Read the full report of the harbour board here.", Some(Related)),
            ("Read as a whole, the bill does nothing for anyone who lives here.", None),
            ("View it as a warning to all who live here.", None),
            ("Watch the birds that come here.", None),
            ("Subscribe to this view and the whole case against the mayor falls apart, he said.", None),
            ("Subscribe to the theory that ferries are late and you will be early.", None),
            ("[quote]The ferry is late again, and nobody minds it at all, the mayor said on Monday.[/quote]", None),
            ("Get access to the quay, the hackers wrote, and you will be sent the code that opens every gate.", None),
            (
                "In a letter to the editor sent from her address ida@post.example the mayor denied all of it on Monday.",
                None,
            ),
            ("Get access to the quay and you will find out, he said, for as long as the gate is open.", None),
            ("Watch how the skipper waits: nobody else would have stayed here.", None),
            ("The letters to the editor that the Post printed in May were about the ferry and nothing else.", None),
            ("Follow the ferry on its way to the north quay and you will find out, he said.", None),
            ("Like the mayor, she put her letter on Facebook and heard nothing for a week, the board said.", None),
            ("The list is at https://post.example/list and will be kept there until May.", None),
        ] {
            assert_eq!(super::kind(line), kind, "{line}");
        }
    }
}
