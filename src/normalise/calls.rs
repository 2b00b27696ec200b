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
        r"(?i)^subscribe to\s[^.!?]{2,140}[.!]?$",
        r"^\[(?:[a-z_]+)\b[^\]]*\].*\[/[a-z_]+\]$",
        r"(?i)^(?:write to|e-?mail|contact|reach)\s[^.!?@]{1,60}(?:\sat|:)\s\S{1,40}@\S{3,60}$",
    ])
});
/// Characters of the longest call.
const LONGEST: usize = 200;

/// What a line is, when it is a call.
pub fn kind(line: &str) -> Option<FurnitureKind> {
    if line.chars().nth(LONGEST).is_some() {
        return None;
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
            ("Follow the ferry on its way to the north quay and you will find out, he said.", None),
            ("Like the mayor, she put her letter on Facebook and heard nothing for a week, the board said.", None),
            ("The list is at https://post.example/list and will be kept there until May.", None),
        ] {
            assert_eq!(super::kind(line), kind, "{line}");
        }
    }
}
