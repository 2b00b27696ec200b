//! The organisations of the trade, found by their names without walking the list.

use std::collections::HashMap;
use std::ops::Deref;
use std::sync::OnceLock;

use super::Organisation;

/// Organisations in the order of the list, with an index of their names that is made when it is first asked.
#[derive(Clone, Debug, Default)]
pub struct Organisations {
    list: Vec<Organisation>,
    names: OnceLock<Names>,
}

/// Names as they are looked for: without an article and marks around, each with the place of its organisation in the list.
#[derive(Clone, Debug, Default)]
struct Names {
    /// By the whole name in lower case.
    whole: HashMap<String, Vec<(usize, String)>>,
    /// By the first word, as printed.
    first: HashMap<String, Vec<(usize, String)>>,
}

impl Organisations {
    /// The organisations one of whose names these words may be, in the order of the list, each with that name: the same but
    /// for case.
    pub fn called(&self, words: &str) -> impl Iterator<Item = (&Organisation, &str)> {
        self.told(self.names().whole.get(&words.to_lowercase()))
    }

    /// The organisations one of whose names begins with this word, each with that name.
    pub fn beginning(&self, word: &str) -> impl Iterator<Item = (&Organisation, &str)> {
        self.told(self.names().first.get(word))
    }

    /// Adds organisations behind the others.
    pub fn extend(&mut self, more: impl IntoIterator<Item = Organisation>) {
        self.list.extend(more);
        self.names = OnceLock::new();
    }

    fn told<'a>(
        &'a self,
        found: Option<&'a Vec<(usize, String)>>,
    ) -> impl Iterator<Item = (&'a Organisation, &'a str)> {
        found.into_iter().flatten().map(|(place, name)| (&self.list[*place], name.as_str()))
    }

    fn names(&self) -> &Names {
        self.names.get_or_init(|| {
            let mut names = Names::default();
            for (place, organisation) in self.list.iter().enumerate() {
                for name in std::iter::once(&organisation.name).chain(&organisation.aliases) {
                    let name = bare(name);
                    if name.is_empty() {
                        continue;
                    }
                    let entry = (place, name.to_owned());
                    names.whole.entry(name.to_lowercase()).or_default().push(entry.clone());
                    names.first.entry(first(name).to_owned()).or_default().push(entry);
                }
            }
            names
        })
    }
}

impl Deref for Organisations {
    type Target = [Organisation];

    fn deref(&self) -> &[Organisation] {
        &self.list
    }
}

impl FromIterator<Organisation> for Organisations {
    fn from_iter<I: IntoIterator<Item = Organisation>>(list: I) -> Self {
        Self { list: list.into_iter().collect(), names: OnceLock::new() }
    }
}

impl PartialEq for Organisations {
    fn eq(&self, other: &Self) -> bool {
        self.list == other.list
    }
}

impl Eq for Organisations {}

/// A name without an article and marks around it.
pub fn bare(words: &str) -> &str {
    let words =
        words.trim().trim_matches(|c: char| c.is_whitespace() || (c.is_ascii_punctuation() || "–—|«»“”।".contains(c)));
    let rest = ["The ", "the ", "THE "].iter().find_map(|article| words.strip_prefix(article));
    // "The Wire" without its article is an everyday word; "the AP" is not.
    rest.filter(|rest| rest.contains(' ') || rest.chars().all(|c| c.is_uppercase() || c == '.')).unwrap_or(words)
}

/// The first word of a name.
fn first(name: &str) -> &str {
    name.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_themselves_and_by_their_first_word() {
        let organisation = |name: &str, aliases: &[&str]| Organisation {
            name: name.into(),
            aliases: aliases.iter().map(|alias| (*alias).to_owned()).collect(),
            ..Organisation::default()
        };
        let mut all: Organisations =
            [organisation("Harbour Wire", &["The Wire of Ports"]), organisation("HW", &[])].into_iter().collect();
        let called = |all: &Organisations, words| all.called(words).map(|(o, _)| o.name.clone()).collect::<Vec<_>>();
        assert_eq!(called(&all, "harbour wire"), ["Harbour Wire"]);
        assert_eq!(called(&all, "Wire of Ports"), ["Harbour Wire"]);
        assert!(called(&all, "Harbour").is_empty());
        assert_eq!(all.beginning("Harbour").map(|(_, name)| name).collect::<Vec<_>>(), ["Harbour Wire"]);
        all.extend([organisation("Vale Ledger", &[])]);
        assert_eq!(called(&all, "vale ledger"), ["Vale Ledger"]);
    }
}
