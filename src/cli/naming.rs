//! Naming things on the command line: `12` is an item in its latest version, `12@1` its first.

use std::str::FromStr;

use super::{Trouble, output};
use crate::news::{ItemId, Print};
use crate::store::Reader;

/// An item as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    item: i64,
    version: Option<u32>,
}

impl FromStr for Named {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        let (item, version) = words.split_once('@').map_or((words, None), |(item, version)| (item, Some(version)));
        let wrong = || format!("\"{words}\" names no item; write its number, as in 12, or 12@1 for its first version");
        Ok(Self {
            item: item.trim().parse().map_err(|_| wrong())?,
            version: version.map(|v| v.trim().parse().map_err(|_| wrong())).transpose()?,
        })
    }
}

/// The reading of an item that was named.
///
/// # Errors
/// Exit 2 when there is none.
pub fn find(reader: &Reader, named: Named) -> Result<Print, Trouble> {
    let mut versions = reader.versions(ItemId(named.item))?;
    let count = versions.len();
    let found = match named.version {
        None => versions.pop(),
        Some(version) => versions.into_iter().find(|print| print.version == version),
    };
    found.ok_or_else(|| match (count, named.version) {
        (0, _) => {
            Trouble::usage(format!("there is no item {}; `wirecopy show CLUSTER` lists items by number", named.item))
        }
        (n, version) => {
            let versions = output::count(n, "version");
            Trouble::usage(format!("item {} has {versions}, not {}", named.item, version.unwrap_or_default()))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_and_versions_are_read() {
        assert_eq!("12".parse(), Ok(Named { item: 12, version: None }));
        assert_eq!("12@3".parse(), Ok(Named { item: 12, version: Some(3) }));
        assert!("twelve".parse::<Named>().is_err());
    }
}
