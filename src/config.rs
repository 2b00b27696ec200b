//! config.toml, resolved once; every wrong key, type or value named with its line.
//!
//! What was typed (`raw`) and what it means ([`Config`]) are two types, so that a default or a limit is decided in one
//! place and the rest of the program never asks whether a setting was given.

pub mod edit;
mod raw;
mod resolve;
mod wrong;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::news::{Feed, Outlet};

pub use resolve::address;
pub use wrong::{ConfigError, Trouble};

/// What config.toml means: every setting with its value, every outlet with its feeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The database file.
    pub store: PathBuf,
    /// When feeds are polled.
    pub polling: Polling,
    /// When article pages are fetched.
    pub pages: Pages,
    /// How the network is used.
    pub network: Network,
    /// How copies are found.
    pub detection: Detection,
    /// How long texts are kept.
    pub retention: Retention,
    /// How mail is sent; `None` when it is not.
    pub mail: Option<Mail>,
    /// The outlets, in the order of the file.
    pub outlets: Vec<Subscribed>,
}

/// An outlet and how it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Subscribed {
    /// The outlet.
    pub outlet: Outlet,
    /// CSS selector of the main text on its pages, where the general reading fails.
    pub selector: Option<String>,
    /// Whether its article pages may be fetched.
    pub pages: bool,
    /// Its own polling interval.
    pub interval: Option<Duration>,
    /// Its feeds, in the order of the file.
    pub feeds: Vec<FeedEntry>,
}

/// One polled address. A name and password typed into the address are kept apart from it and never shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedEntry {
    /// The feed, its address without credentials.
    pub feed: Feed,
    /// Credentials for it.
    pub login: Option<Login>,
}

/// A name and password for a feed. Its debug form is a word, not the secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Login {
    /// The name.
    pub user: String,
    /// The password.
    pub password: String,
}

impl fmt::Debug for Login {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Login(kept apart)")
    }
}

/// When feeds are polled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polling {
    /// Time between two polls of a feed that asks for nothing else.
    pub interval: Duration,
    /// Never sooner than this, whatever the feed says.
    pub shortest: Duration,
    /// Never later than this, whatever the feed says.
    pub longest: Duration,
    /// How often a feed that always says "unchanged" is asked for everything.
    pub refresh: Duration,
    /// Most bytes of a feed, unpacked.
    pub max_bytes: usize,
    /// Most entries of a feed.
    pub max_items: usize,
}

/// When article pages are fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pages {
    /// Whether pages are fetched at all.
    pub fetch: bool,
    /// Ages at which the page of a member of a recent cluster is fetched again, to see its later versions.
    pub refetch: Vec<Duration>,
    /// Most bytes of a page, unpacked, and of the pages of one article before the next is asked for.
    pub max_bytes: usize,
    /// Most articles whose pages are fetched in one run.
    pub max_a_run: usize,
    /// Items older than this (by the outlet's stamp) are not worth a page.
    pub oldest: Duration,
}

/// How the network is used.
#[derive(Clone, Debug, PartialEq)]
pub struct Network {
    /// Address or page where an outlet's people can reach you; part of the User-Agent.
    pub contact: Option<String>,
    /// Hosts, `host:port`s, addresses or networks (CIDR) that may be reached although they are not public.
    pub allow: Vec<String>,
    /// Most requests in flight.
    pub at_once: usize,
    /// Most requests in flight to one host.
    pub at_once_a_host: usize,
    /// Time between two requests to one host.
    pub pace: Duration,
    /// Longest wait for a connection.
    pub connect: Duration,
    /// Longest silence while reading.
    pub idle: Duration,
    /// Longest time for one answer.
    pub total: Duration,
    /// Whether robots.txt is asked before a page is fetched.
    pub robots: bool,
}

/// How copies are found. The desk hands it to the detection stages.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// Articles further apart than this are not copies of each other.
    pub window: Duration,
    /// A short paragraph seen in this many clusters is boilerplate.
    pub boilerplate_clusters: usize,
    /// Fewest word 4-grams in common for a join, outside quotations.
    pub least_shared: u32,
    /// Both shares from here: identical.
    pub identical: f32,
    /// Both shares from here: near. One share from here: excerpt or expanded.
    pub contained: f32,
    /// The larger share from here: overlap.
    pub overlap: f32,
    /// The larger share from here, where what is shared stands in many passages: overlap.
    pub scattered: f32,
    /// One share with the quotations in it from here: contained, though what is shared may be all quoted.
    pub quoted: f32,
    /// Word 4-grams in common from here: partial, shown and no join by itself.
    pub partial: u32,
}

impl Detection {
    /// Changes one setting, as it would be typed under `[detection]`.
    ///
    /// # Errors
    /// Says what is wrong with the key or the value.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), String> {
        let text = format!("[detection]\n{key} = {value}\n");
        let said =
            |error: ConfigError| error.troubles.into_iter().map(|trouble| trouble.words).collect::<Vec<_>>().join("; ");
        let given = Config::read(&text, Path::new("")).map_err(said)?.detection;
        match key {
            "window_hours" => self.window = given.window,
            "boilerplate_clusters" => self.boilerplate_clusters = given.boilerplate_clusters,
            "least_shared" => self.least_shared = given.least_shared,
            "identical" => self.identical = given.identical,
            "contained" => self.contained = given.contained,
            "overlap" => self.overlap = given.overlap,
            "scattered" => self.scattered = given.scattered,
            "quoted" => self.quoted = given.quoted,
            "partial" => self.partial = given.partial,
            _ => return Err(format!("{key} cannot be set here")),
        }
        Ok(())
    }
}

/// How long texts are kept. Identities and fingerprints stay, so that old items never come back as new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Fetched pages are dropped after this; `None` keeps them.
    pub pages: Option<Duration>,
    /// Texts of items and articles are dropped after this; `None` keeps them.
    pub texts: Option<Duration>,
}

/// How mail is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// Host of the mail server.
    pub server: String,
    /// Its port.
    pub port: u16,
    /// Name to log in with.
    pub user: Option<String>,
    /// File that holds the password.
    pub password_file: Option<PathBuf>,
    /// Sender.
    pub from: String,
    /// Receivers.
    pub to: Vec<String>,
}

impl Config {
    /// Reads and resolves a config.toml. Paths in it are taken from the folder it stands in.
    ///
    /// # Errors
    /// Says every wrong key, type or value with its line.
    pub fn load(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|error| ConfigError {
            path: path.to_owned(),
            troubles: vec![Trouble { line: None, words: unread(&error) }],
        })?;
        Self::read(&text, path)
    }

    /// Resolves the text of a config.toml that stands (or would stand) at `path`.
    ///
    /// # Errors
    /// Says every wrong key, type or value with its line.
    pub fn read(text: &str, path: &Path) -> Result<Self, ConfigError> {
        let file: raw::File = toml::from_str(text)
            .map_err(|error| ConfigError { path: path.to_owned(), troubles: vec![wrong::unreadable(&error, text)] })?;
        resolve::resolve(file, text, path)
    }

    /// The outlet of that name and how it is read.
    pub fn outlet(&self, name: &str) -> Option<&Subscribed> {
        self.outlets.iter().find(|subscribed| subscribed.outlet.name == name)
    }

    /// All feeds in the order of the file, each with its outlet.
    pub fn feeds(&self) -> impl Iterator<Item = (&Subscribed, &FeedEntry)> {
        self.outlets.iter().flat_map(|subscribed| subscribed.feeds.iter().map(move |entry| (subscribed, entry)))
    }
}

impl Default for Config {
    /// An empty config.toml: all defaults, no outlets.
    fn default() -> Self {
        Self::read("", Path::new("config.toml")).unwrap_or_else(|error| unreachable!("{error}"))
    }
}

fn unread(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file; name another with --config FILE".into(),
        _ => format!("cannot be read ({error})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Config, ConfigError> {
        Config::read(text, Path::new("news/config.toml"))
    }

    #[track_caller]
    fn check(text: &str, line: usize, words: &str) {
        let error = read(text).expect_err("should be refused");
        let shown = error.to_string();
        assert!(shown.contains(&format!("line {line}: ")), "{shown}");
        assert!(shown.contains(words), "{shown}");
    }

    #[test]
    fn empty_means_defaults_and_paths_start_from_the_file() {
        let config = read("").expect("defaults");
        assert_eq!(config.store, Path::new("news/wirecopy.db"));
        assert_eq!(config.polling.interval, Duration::from_secs(1800));
        assert!(config.outlets.is_empty());
    }

    #[test]
    fn the_shipped_file_works() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml");
        let config = Config::load(&path).unwrap_or_else(|error| panic!("{error}"));
        assert!(config.feeds().count() >= 30);
        assert_eq!(config.outlet("Yahoo News").map(|o| o.outlet.kind), Some(crate::news::OutletKind::Aggregator));
    }

    #[test]
    fn every_default_told_in_the_shipped_file_is_the_default() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml");
        let shipped = std::fs::read_to_string(path).expect("config.toml");
        let (settings, _) = shipped.split_once("# The outlets.").expect("outlets part");
        let typed: String = settings
            .lines()
            .filter(|line| !line.starts_with("# contact") && !line.starts_with("# allow"))
            .map(|line| match line.strip_prefix("# ") {
                Some(rest) if rest.split_once(" = ").is_some_and(|(key, _)| !key.contains(' ')) => format!("{rest}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        assert_eq!(read(&typed).unwrap_or_else(|error| panic!("{error}")), read("").expect("defaults"));
    }

    #[test]
    fn wrong_keys_types_and_values_are_named_with_their_line() {
        check("[polling]\nintervall_minutes = 3\n", 2, "did you mean \"interval_minutes\"?");
        check("[poling]\n", 1, "did you mean \"polling\"?");
        check("[polling]\n\nmax_items = \"many\"\n", 3, "max_items wants a whole number, not text in quotes");
        check("[polling]\nmax_items = -4\n", 2, "max_items wants a whole number");
        check("[polling]\nmax_items = 0\n", 2, "must lie between 1 and");
        check("[detection]\ncontained = 1.5\n", 2, "between 0 and 1");
        check("[[outlet]]\nname = \"A\"\nkind = \"agncy\"\n", 3, "did you mean \"agency\"?");
        check("[[outlet]]\nname = \"A\"\nzone = \"Asia/Calcuta\"\n", 3, "IANA");
        check("[[outlet]]\nname = \"A\"\nfeeds = [\"ftp://a.example/\"]\n", 3, "https://");
        check("[[outlet]]\nname = \"A\"\n[[outlet]]\nname = \"A\"\n", 4, "two outlets");
        check("[[outlet]]\nkind = \"agency\"\n", 1, "`name` is missing");
        check("[store\n", 1, "");
    }

    #[test]
    fn one_setting_of_detection_can_be_changed() {
        let mut detection = Config::default().detection;
        detection.set("window_hours", "24").expect("a setting");
        assert_eq!(detection.window, Duration::from_secs(86_400));
        assert!(detection.set("windw_hours", "24").is_err_and(|words| words.contains("did you mean \"window_hours\"")));
        assert!(detection.set("overlap", "2").is_err());
    }

    #[test]
    fn all_wrong_values_are_told_at_once() {
        let error = read("[polling]\nmax_items = 0\nmax_feed_mib = 0\n").expect_err("two troubles");
        assert_eq!(error.troubles.len(), 2);
    }

    #[test]
    fn credentials_of_a_feed_are_kept_apart_and_never_shown() {
        let config =
            read("[[outlet]]\nname = \"A\"\nfeeds = [\"https://me:s%2Bec%40ret@a.example/f?x=1\"]\n").expect("ok");
        let entry = &config.outlets[0].feeds[0];
        assert_eq!(entry.feed.url, "https://a.example/f?x=1");
        assert_eq!(entry.login, Some(Login { user: "me".into(), password: "s+ec@ret".into() }));
        assert!(!format!("{config:?}").contains("s+ec@ret"));
        let error = read("[[outlet]]\nname = \"A\"\nfeeds = [\"httpx://me:canary@a.example/\"]\n").expect_err("scheme");
        assert!(!error.to_string().contains("canary"));
    }
}
