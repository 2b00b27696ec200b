//! Bylines of people: "By JOHN SMITH", "Jane Doe, Staff Writer", "jane@outlet.example".

use std::sync::LazyLock;

use regex::Regex;

/// Words that make a byline one of the outlet's own staff.
static STAFF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:staff|our (?:own )?(?:correspondent|bureau|reporter)|(?:news|web|online|digital|city|sports|national|express|sport) ?desk|newsroom|editorial board|editors?|editor-in-chief|redaktion|redakcja|rédaction|redacción|redazione|columnist|guest (?:columnist|writer)|contributor|(?:news|sports|business|political|features|online|managing|associate|assistant|senior|chief|web|digital|multimedia|city|education|crime) (?:editor|reporter|writer|producer|correspondent))\b|संवाददाता|ब्यूरो|डेस्क").expect("checked")
});

static LEAD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(?:(?:written|posted|reported|published|story|text|words)\s+)?(?:by|von|par|por|di|od|autor(?:in)?|author|автор|reporter)\s*:?\s+").expect("checked")
});

static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^\p{Lu}[\p{L}.'’\-]*(?:\s+(?:(?:de|del|da|van|von|der|la|al|bin|di|du|le)\s+)*\p{Lu}[\p{L}.'’\-]*){1,3}$",
    )
    .expect("checked")
});

/// Whether words speak of the outlet's own staff.
pub fn is_staff(words: &str) -> bool {
    STAFF.is_match(words)
}

/// The byline after its "By"; `None` when it does not begin so.
pub fn after_by(line: &str) -> Option<&str> {
    let who = lead(line)?;
    who.chars().next().filter(|c| c.is_uppercase() || !c.is_ascii())?;
    Some(who)
}

/// What follows "By", whatever it is.
pub fn lead(line: &str) -> Option<&str> {
    let who = &line[LEAD.find(line)?.end()..];
    Some(who.strip_prefix("the ").unwrap_or(who))
}

/// Whether words are a person's name, as far as their shape tells.
pub fn is_name(words: &str) -> bool {
    let words = words.trim().trim_end_matches(',');
    !words.starts_with("The ") && NAME.is_match(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_by_their_shape() {
        for name in ["Jane Doe", "JOHN Q. SMITH", "Ana de la Cruz", "Zoë O’Neill-Brown"] {
            assert!(is_name(name), "{name}");
        }
        for other in ["the mayor said", "Jane", "Town Hall Closed After The Flood", ""] {
            assert!(!is_name(other), "{other}");
        }
        assert!(is_staff("Jane Doe, Staff Writer"));
        assert_eq!(after_by("By Jane Doe"), Some("Jane Doe"));
        assert_eq!(after_by("By the time the river fell"), None);
    }
}
