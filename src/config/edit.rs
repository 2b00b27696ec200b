//! config.toml changed by a command: feeds added and removed, everything else left as it was typed.
//!
//! A file that cannot be read is refused, what comes out is read again before it is written, and the new file takes the place
//! of the old one in one step: an editor's comments, order and spacing survive, and so does the file when the machine fails.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, RawString, Table, Value};

use super::{Config, ConfigError, Trouble, address};

/// Lines longer than this are broken into one address a line.
const WIDE: usize = 120;

/// A feed to be added, and the outlet it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// Name of the outlet; one that is not there yet is made.
    pub outlet: String,
    /// Where a new outlet prints.
    pub domains: Vec<String>,
    /// Address as typed, with credentials where it has some.
    pub url: String,
}

/// The text of a config.toml that stands at `path`, with feeds added.
///
/// # Errors
/// When the text is no readable config.toml, or would not be one afterwards. Nothing is repeated of the addresses.
pub fn add(text: &str, path: &Path, additions: &[Addition]) -> Result<String, ConfigError> {
    let before = Config::read(text, path)?;
    let mut document = document(text, path)?;
    let outlets = outlets(&mut document, path)?;
    for addition in additions {
        let named = |table: &Table| table.get("name").and_then(Item::as_str).map(str::trim) == Some(&addition.outlet);
        let at = outlets.iter().position(named);
        match at.and_then(|at| outlets.get_mut(at)) {
            Some(table) => append(table, &addition.url, path)?,
            None => outlets.push(outlet(addition)),
        }
    }
    let text = document.to_string();
    let after = Config::read(&text, path)?;
    if after.feeds().count() != before.feeds().count() + additions.len() {
        return Err(refused(path, "the feeds cannot be added to the way this file is written; add them by hand"));
    }
    Ok(text)
}

/// The text of a config.toml that stands at `path`, without the feed at `url` (credentials do not matter), and the name of
/// the outlet it belonged to. `None`: there is no such feed.
///
/// # Errors
/// When the text is no readable config.toml, or would not be one afterwards.
pub fn remove(text: &str, path: &Path, url: &str) -> Result<Option<(String, String)>, ConfigError> {
    let before = Config::read(text, path)?;
    let Some((url, _)) = address(url) else { return Ok(None) };
    let mut document = document(text, path)?;
    let mut found = None;
    for table in outlets(&mut document, path)?.iter_mut() {
        let name = table.get("name").and_then(Item::as_str).unwrap_or_default().trim().to_owned();
        let Some(feeds) = table.get_mut("feeds").and_then(Item::as_array_mut) else { continue };
        let same = |feed: &Value| feed.as_str().and_then(address).is_some_and(|(known, _)| known == url);
        let at = feeds.iter().position(same);
        if let Some(at) = at {
            take_out(feeds, at);
            found = Some(name);
        }
    }
    let Some(name) = found else { return Ok(None) };
    let text = document.to_string();
    let after = Config::read(&text, path)?;
    if after.feeds().count() + 1 != before.feeds().count() {
        return Err(refused(path, "the feed cannot be taken out of the way this file is written; do it by hand"));
    }
    Ok(Some((text, name)))
}

/// Puts `after` in the place of the file at `path`, whose text was `before`, in one step. A link stays a link, and the file
/// keeps its permissions.
///
/// # Errors
/// When the file was changed by somebody else since, or cannot be written. The old file stands then.
pub fn write(path: &Path, before: Option<&str>, after: &str) -> io::Result<()> {
    let path = &if before.is_some() { fs::canonicalize(path)? } else { path.to_owned() };
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut fresh = tempfile::Builder::new().prefix(".wirecopy-config-").tempfile_in(folder)?;
    fresh.write_all(after.as_bytes())?;
    if let Some(before) = before {
        fresh.as_file().set_permissions(fs::metadata(path)?.permissions())?;
        if fs::read_to_string(path)? != before {
            return Err(io::Error::other("it was changed by somebody else just now; try again"));
        }
    }
    fresh.as_file().sync_all()?;
    if before.is_some() { fresh.persist(path) } else { fresh.persist_noclobber(path) }.map_err(|error| error.error)?;
    // The new name is kept when the machine fails; systems that cannot open a folder keep it anyway.
    File::open(folder).and_then(|folder| folder.sync_all()).or(Ok(()))
}

fn refused(path: &Path, words: &str) -> ConfigError {
    ConfigError { path: path.to_owned(), troubles: vec![Trouble { line: None, words: words.to_owned() }] }
}

fn document(text: &str, path: &Path) -> Result<DocumentMut, ConfigError> {
    text.parse().map_err(|_| refused(path, "cannot be edited; put it right by hand first"))
}

fn outlets<'a>(document: &'a mut DocumentMut, path: &Path) -> Result<&'a mut ArrayOfTables, ConfigError> {
    document
        .entry("outlet")
        .or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()))
        .as_array_of_tables_mut()
        .ok_or_else(|| refused(path, "outlets are not written as [[outlet]] tables here; add or remove feeds by hand"))
}

fn outlet(addition: &Addition) -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    table.insert("name", addition.outlet.as_str().into());
    if !addition.domains.is_empty() {
        table.insert("domains", addition.domains.iter().collect::<Array>().into());
    }
    table.insert("feeds", [addition.url.as_str()].into_iter().collect::<Array>().into());
    table
}

/// One more address at the end of an outlet's feeds, laid out like the others.
fn append(table: &mut Table, url: &str, path: &Path) -> Result<(), ConfigError> {
    let feeds = table
        .entry("feeds")
        .or_insert_with(|| Array::new().into())
        .as_array_mut()
        .ok_or_else(|| refused(path, "the feeds of an outlet are no list"))?;
    let lines = feeds.iter().any(|feed| broken(feed.decor().prefix())) || broken(Some(feeds.trailing()));
    let wide = feeds.iter().filter_map(Value::as_str).map(|feed| feed.len() + 4).sum::<usize>() + url.len() + 12 > WIDE;
    if !lines && (!wide || feeds.is_empty()) {
        feeds.push(url);
        return Ok(());
    }
    if !lines {
        for feed in feeds.iter_mut() {
            feed.decor_mut().set_prefix("\n    ");
            feed.decor_mut().set_suffix("");
        }
    }
    let first =
        feeds.iter().next().and_then(|feed| feed.decor().prefix()).and_then(RawString::as_str).unwrap_or_default();
    let indent = first.rsplit('\n').next().filter(|space| space.trim().is_empty()).unwrap_or("    ").to_owned();
    // A comment behind the last address stands before the closing bracket: it stays with its address.
    let said = feeds.trailing().as_str().unwrap_or_default().trim_end().to_owned();
    let mut value = Value::from(url);
    value.decor_mut().set_prefix(format!("{said}\n{indent}"));
    feeds.push_formatted(value);
    feeds.set_trailing("\n");
    feeds.set_trailing_comma(true);
    Ok(())
}

fn broken(space: Option<&RawString>) -> bool {
    space.and_then(RawString::as_str).is_some_and(|space| space.contains('\n'))
}

/// Takes an address out and leaves the comments around it.
fn take_out(feeds: &mut Array, at: usize) {
    let taken = feeds.remove(at);
    let before = taken.decor().prefix().and_then(RawString::as_str).unwrap_or_default().to_owned();
    let comments = if before.contains('#') { before.trim_end() } else { "" };
    match feeds.get_mut(at) {
        Some(next) => {
            let own = next.decor().prefix().and_then(RawString::as_str).unwrap_or_default().to_owned();
            // The first of a list on one line has no space before it.
            let own = if at == 0 && before.is_empty() { own.trim_start_matches(' ').to_owned() } else { own };
            next.decor_mut().set_prefix(format!("{comments}{own}"));
        }
        None => {
            let trailing = feeds.trailing().as_str().unwrap_or_default().to_owned();
            if feeds.is_empty() && comments.is_empty() && !trailing.contains('#') {
                feeds.set_trailing("");
                feeds.set_trailing_comma(false);
            } else {
                feeds.set_trailing(format!("{comments}{trailing}"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# ours\n[polling]\ninterval_minutes = 20 # often\n\n# the first\n[[outlet]]\nname = \"A\" # known\nfeeds = [\n    \
        \"https://a.example/1\", # one\n    # the second\n    \"https://me:secret@a.example/2\",\n]\n\n[[outlet]]\nname = \"B\"\nfeeds = \
        [\"https://b.example/1\"]\n\n[retention]\ntext_days = 9 # short\n";

    fn addition(outlet: &str, url: &str) -> Addition {
        Addition { outlet: outlet.into(), domains: vec!["c.example".into()], url: url.into() }
    }

    fn path() -> &'static Path {
        Path::new("config.toml")
    }

    /// Every line that was there is there still; a comment may have come to stand behind it.
    fn kept(before: &str, after: &str, but: &str) {
        for line in before.lines().filter(|line| !line.contains(but)) {
            assert!(after.lines().any(|l| l.starts_with(line)), "{line} is lost:\n{after}");
        }
    }

    #[test]
    fn feeds_are_added_and_comments_stay() {
        let additions = [
            addition("A", "https://a.example/3"),
            addition("C", "https://c.example/1"),
            addition("C", "https://c.example/2"),
        ];
        let after = add(FILE, path(), &additions).expect("added");
        kept(FILE, &after, "\u{0}");
        assert!(after.contains("    \"https://a.example/3\",\n]"), "{after}");
        assert!(
            after.contains("\n[[outlet]]\nname = \"C\"\ndomains = [\"c.example\"]\nfeeds = [\"https://c.example/1\", \"https://c.example/2\"]\n"),
            "{after}"
        );
        let long = addition("B", &format!("https://b.example/{}", "x".repeat(90)));
        let after = add(FILE, path(), &[long]).expect("added");
        assert!(after.contains("feeds = [\n    \"https://b.example/1\",\n    \"https://b.example/xxx"), "{after}");
        let after = add("", path(), &[addition("C", "https://c.example/1")]).expect("added");
        assert_eq!(Config::read(&after, path()).expect("readable").feeds().count(), 1, "{after}");
    }

    #[test]
    fn feeds_are_removed_and_comments_stay() {
        for (url, outlet) in [("https://a.example/1", "A"), ("https://a.example/2", "A"), ("https://b.example/1", "B")]
        {
            let (after, name) = remove(FILE, path(), url).expect("readable").expect("there");
            assert_eq!(name, outlet);
            kept(FILE, &after, url.strip_prefix("https://").expect("https"));
            assert!(after.contains("# one") && after.contains("# the second"), "{after}");
            assert_eq!(Config::read(&after, path()).expect("readable").feeds().count(), 2, "{after}");
        }
        assert_eq!(remove(FILE, path(), "https://a.example/9"), Ok(None));
    }

    #[test]
    fn what_is_added_and_removed_again_leaves_the_file_as_it_was() {
        for outlet in ["A", "B"] {
            let after = add(FILE, path(), &[addition(outlet, "https://c.example/9")]).expect("added");
            let (back, _) = remove(&after, path(), "https://c.example/9").expect("readable").expect("there");
            assert_eq!(back, FILE);
        }
    }

    #[test]
    fn unreadable_files_and_inline_outlets_are_refused() {
        let feed = [addition("A", "https://a.example/1")];
        assert!(add("[polling\n", path(), &feed).is_err());
        assert!(add("[polling]\nintervall = 3\n", path(), &feed).is_err());
        assert!(add("outlet = [{ name = \"A\" }]\n", path(), &feed).is_err_and(|e| e.to_string().contains("by hand")));
        let twice = addition("B", "https://x:canary@a.example/1");
        assert!(add(FILE, path(), &[twice]).is_err_and(|error| !error.to_string().contains("canary")));
    }

    #[test]
    fn a_file_is_replaced_as_a_whole_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("config.toml");
        write(&path, None, "a = 1\n").expect("new");
        write(&path, Some("a = 1\n"), "a = 2\n").expect("replaced");
        assert!(write(&path, Some("a = 1\n"), "a = 3\n").is_err(), "somebody else wrote");
        assert!(write(&path, None, "a = 3\n").is_err(), "it is there by now");
        assert_eq!(fs::read_to_string(&path).expect("there"), "a = 2\n");
        assert_eq!(fs::read_dir(folder.path()).expect("folder").count(), 1, "nothing is left behind");
    }
}
