//! Names of organisations, found in printed words: known ones by the trade list, own ones by the outlet.

use crate::news::{Organisation, Outlet, Trade, bare};

/// One-word names up to this many letters are also everyday words or initials: they count with their case.
const SHORT: usize = 5;
/// Labels of domains that name no outlet.
const GENERIC: &[&str] = &["www", "news", "edition", "m", "mobile", "amp", "local", "sport", "sports", "blog", "blogs"];
/// Bytes of the longest words that are looked up as a name.
const LONGEST: usize = 90;

/// The organisation whose whole name the words are, articles and marks aside.
pub fn whole<'t>(words: &str, trade: &'t Trade) -> Option<&'t Organisation> {
    let words = bare(words);
    if words.is_empty() || words.len() > LONGEST {
        return None;
    }
    trade.organisations.called(words).find(|(_, name)| is_name(words, name)).map(|(organisation, _)| organisation)
}

/// The organisations named as whole words within a text, in order, each occurrence once; the longest name wins.
pub fn within<'t>(text: &str, trade: &'t Trade) -> Vec<(usize, usize, &'t Organisation)> {
    let mut found: Vec<(usize, usize, &Organisation)> = Vec::new();
    let mut at = 0;
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        for (organisation, name) in trade.organisations.beginning(word) {
            let end = at + name.len();
            if text[at..].starts_with(name) && stands_alone(text, at, end) {
                found.push((at, end, organisation));
            }
        }
        let next = at + word.len();
        at = next + text[next..].chars().next().map_or(0, char::len_utf8);
    }
    found.sort_by_key(|(start, end, _)| (*start, usize::MAX - *end));
    let mut last = 0;
    found.retain(|(start, end, _)| {
        let is_first = *start >= last;
        if is_first {
            last = *end;
        }
        is_first
    });
    found
}

/// Whether an organisation is the outlet itself.
pub fn is_outlet(organisation: &Organisation, outlet: &Outlet) -> bool {
    let shares_domain = organisation
        .domains
        .iter()
        .any(|domain| outlet.domains.iter().any(|own| own == domain || own.ends_with(&format!(".{domain}"))));
    shares_domain
        || names(organisation).any(|name| {
            let name = letters(name);
            name.chars().count() > 1
                && (name == letters(&outlet.name) || outlet.aliases.iter().any(|alias| letters(alias) == name))
        })
}

/// Whether words name the outlet: its name, an alias, or the label of a domain of its own.
pub fn is_own(words: &str, outlet: &Outlet) -> bool {
    let words = letters(words);
    let is_same = |own: &str| {
        let long = own.chars().count() >= 4 && words.chars().count() >= 4;
        own == words || long && (own.contains(&words) || words.contains(own))
    };
    own_names(outlet).iter().any(|own| !own.is_empty() && is_same(own))
}

/// The name, the aliases and the domain labels of an outlet, letters only.
fn own_names(outlet: &Outlet) -> Vec<String> {
    let label = |domain: &String| domain.split('.').find(|label| !GENERIC.contains(label)).map(letters);
    let labels = outlet.domains.iter().filter_map(label);
    std::iter::once(letters(&outlet.name))
        .chain(outlet.aliases.iter().map(|alias| letters(alias)))
        .chain(labels)
        .map(|name| name.strip_prefix("the").map(str::to_owned).unwrap_or(name))
        .collect()
}

/// Letters and digits in lower case.
pub fn letters(words: &str) -> String {
    words.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn names(organisation: &Organisation) -> impl Iterator<Item = &str> {
    std::iter::once(organisation.name.as_str()).chain(organisation.aliases.iter().map(String::as_str))
}

fn is_name(words: &str, name: &str) -> bool {
    if words == name {
        return true;
    }
    let is_long = name.contains(' ') || name.chars().count() > SHORT;
    is_long && (words.eq_ignore_ascii_case(name) || !name.is_ascii() && words.to_lowercase() == name.to_lowercase())
}

fn stands_alone(text: &str, start: usize, end: usize) -> bool {
    let before = text[..start].chars().next_back();
    let after = text[end..].chars().next();
    let joins = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric());
    !joins(before) && !joins(after)
}
