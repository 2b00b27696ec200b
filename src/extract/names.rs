//! What the names of classes and ids say of an element, by the words they are made of (`data/markup.toml`), read once.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

/// The names of one kind of element.
#[derive(Deserialize)]
pub struct Names {
    #[allow(dead_code, reason = "every entry of a trade list says where it was learned")]
    source: String,
    #[serde(default)]
    words: HashSet<String>,
    /// Two words in a row, by the first.
    #[serde(default, deserialize_with = "pairs")]
    pairs: HashMap<String, Vec<String>>,
    #[serde(default)]
    alone: HashSet<String>,
}

/// All of them, by kind.
#[derive(Deserialize)]
pub struct Markup {
    /// What readers never see.
    pub unseen: Names,
    /// Posts of networks.
    pub embed: Names,
    /// Captions and picture credits.
    pub caption: Names,
    /// What is not the article.
    pub chrome: Names,
    /// Bylines and days.
    pub byline: Names,
    /// Stand-firsts.
    pub stand_first: Names,
    /// The article's text.
    pub main: Names,
}

/// The list that comes with the program.
pub static MARKUP: LazyLock<Markup> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/markup.toml")).expect("data/markup.toml is checked by a test")
});

impl Names {
    /// Whether a name, given as its words, is one of these.
    pub fn hold(&self, words: &[&str]) -> bool {
        let pair = |pair: &[&str]| self.pairs.get(pair[0]).is_some_and(|seconds| seconds.iter().any(|s| s == pair[1]));
        words.iter().any(|word| self.words.contains(*word))
            || words.windows(2).any(pair)
            || matches!(words, [word] if self.alone.contains(*word))
    }
}

/// "read more" as "read" and "more".
fn pairs<'de, D: serde::Deserializer<'de>>(reader: D) -> Result<HashMap<String, Vec<String>>, D::Error> {
    let mut pairs: HashMap<String, Vec<String>> = HashMap::new();
    for pair in Vec::<String>::deserialize(reader)? {
        let (first, second) =
            pair.split_once(' ').ok_or_else(|| serde::de::Error::custom(format!("{pair}: no pair")))?;
        pairs.entry(first.to_owned()).or_default().push(second.to_owned());
    }
    Ok(pairs)
}
