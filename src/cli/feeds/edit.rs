//! `wirecopy feeds add`, `remove` and `retry`: config.toml changed without losing a comment.

use std::fs;
use std::io;
use std::path::Path;

use url::{Host, Url};

use super::{address, looker};
use crate::cli::{Ended, Exit, Globals, Trouble, output};
use crate::config::edit::{self, Addition};
use crate::config::{Config, Subscribed};
use crate::news::Delivery;
use crate::store::{Reader, Store};

/// Add a feed to config.toml
///
/// The feed is fetched and read first. Without --outlet it goes to the outlet that prints on its domain, or to a new one named
/// as the feed names itself. Comments and order of the file stay as they are.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  wirecopy feeds add https://example.org/feed.xml\n  wirecopy feeds add https://example.org/world.xml --outlet \"The Example\""
)]
pub struct AddArgs {
    /// Address of the feed; name and password may stand in it
    #[arg(value_name = "URL")]
    url: String,
    /// Name of its outlet; one that is not there yet is made
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// Add it without fetching it first
    #[arg(long)]
    unchecked: bool,
}

/// Take a feed out of config.toml
///
/// What it brought stays in the database; it is only polled no more.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy feeds remove https://example.org/feed.xml")]
pub struct RemoveArgs {
    /// Address of the feed, as in config.toml
    #[arg(value_name = "URL")]
    url: String,
}

/// Ask for a feed anew at the next run
///
/// Forgets that it failed, that it was gone, what it asked for, and its validators: the whole feed is asked for.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy feeds retry https://example.org/feed.xml && wirecopy run")]
pub struct RetryArgs {
    /// Address of the feed, as in config.toml
    #[arg(value_name = "URL")]
    url: String,
}

/// config.toml as it is now.
pub(super) struct ConfigFile<'a> {
    path: &'a Path,
    /// Its text; `None` when there is none yet.
    text: Option<String>,
    /// What it means.
    pub(super) config: Config,
}

impl<'a> ConfigFile<'a> {
    /// Reads it. A file that is not there is empty.
    pub(super) fn open(globals: &'a Globals) -> Result<Self, Trouble> {
        let path = globals.config.as_path();
        let text = match fs::read_to_string(path) {
            Ok(text) => Some(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(Trouble::usage(format!("{}: cannot be read ({error})", path.display()))),
        };
        let config = Config::read(text.as_deref().unwrap_or_default(), path)
            .map_err(|error| Trouble::usage(format!("{error}\n  put it right first; nothing was changed")))?;
        Ok(Self { path, text, config })
    }

    /// Adds feeds.
    pub(super) fn add(&self, additions: &[Addition]) -> Result<(), Trouble> {
        let before = self.text.as_deref();
        let after = edit::add(before.unwrap_or_default(), self.path, additions)
            .map_err(|error| Trouble::usage(error.to_string()))?;
        self.write(&after)
    }

    fn write(&self, after: &str) -> Result<(), Trouble> {
        edit::write(self.path, self.text.as_deref(), after).map_err(|error| {
            Trouble::storage(format!("{}: cannot be written, nothing was changed ({error})", self.path.display()))
        })
    }

    /// Its name, for people.
    pub(super) fn name(&self) -> String {
        self.path.display().to_string()
    }
}

/// Runs `feeds add`.
pub fn add(args: &AddArgs, globals: &Globals) -> Ended {
    let file = ConfigFile::open(globals)?;
    let (url, typed) = address(&args.url)?;
    if let Some((known, _)) = file.config.feeds().find(|(_, entry)| entry.feed.url == url) {
        output::tell(&format!("{url} is there already, under \"{}\"", known.outlet.name));
        return Ok(Exit::Done);
    }
    let (mut place, mut feed) = (url.clone(), None);
    if !args.unchecked {
        let looked = looker(&file.config)?.look(&url, typed.as_ref());
        let Some(read) = looked.feed() else {
            return Err(Trouble::failed(format!(
                "{url}: {}; nothing was added (--unchecked adds it all the same)",
                looked.trouble()
            )));
        };
        if let Some(moved) = &looked.facts.moved_for_good {
            output::tell(&format!("{url} moved for good to {moved}, which is added in its place"));
            place.clone_from(moved);
            if let Some((known, _)) = file.config.feeds().find(|(_, entry)| entry.feed.url == place) {
                output::tell(&format!("{place} is there already, under \"{}\"", known.outlet.name));
                return Ok(Exit::Done);
            }
        }
        feed = Some(read.clone());
    }
    // Credentials go into the file, where the address is read with them; they are shown nowhere.
    let written = match &typed {
        Some(_) => with_login(&place, &args.url).unwrap_or_else(|| place.clone()),
        None => place.clone(),
    };
    let addition = Addition { url: written, ..choose(&file.config, &place, feed.as_ref(), args.outlet.as_deref()) };
    let fresh = file.config.outlet(&addition.outlet).is_none();
    file.add(std::slice::from_ref(&addition))?;
    let outlet = if fresh { "the new outlet" } else { "the outlet" };
    let held = feed.map_or_else(String::new, |feed| format!(" ({})", output::count(feed.items.len(), "item")));
    output::print(
        globals,
        &format!(
            "Added {}{held} to {outlet} \"{}\" in {}.\nNext: wirecopy run\n",
            output::plain(&place),
            output::plain(&addition.outlet),
            file.name()
        ),
    );
    Ok(Exit::Done)
}

/// An address with the credentials of another.
fn with_login(place: &str, typed: &str) -> Option<String> {
    let typed = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let (typed, mut place) = (Url::parse(typed.trim()).ok()?, Url::parse(place).ok()?);
    if typed.host() != place.host() {
        return None;
    }
    place.set_username(typed.username()).ok()?;
    place.set_password(typed.password()).ok()?;
    Some(place.into())
}

/// The outlet of a feed: the one that was named, else the one that prints on its domain, else a new one.
fn choose(config: &Config, url: &str, feed: Option<&Delivery>, named: Option<&str>) -> Addition {
    let home = feed.and_then(|feed| feed.link.as_deref());
    let domain = home.and_then(domain).or_else(|| domain(url));
    let outlet = match named {
        Some(name) => name.trim().to_owned(),
        None => match [home, Some(url)].into_iter().flatten().find_map(|place| printing_on(config, place)) {
            Some(known) => known.outlet.name.clone(),
            None => {
                let title = feed.and_then(|feed| feed.title.clone()).filter(|title| !title.trim().is_empty());
                output::plain(&title.or_else(|| domain.clone()).unwrap_or_else(|| url.to_owned())).trim().to_owned()
            }
        },
    };
    Addition { outlet, domains: domain.into_iter().collect(), url: url.to_owned() }
}

/// The outlet that prints on the host of an address.
pub(super) fn printing_on<'a>(config: &'a Config, url: &str) -> Option<&'a Subscribed> {
    let host = Url::parse(url).ok()?.host_str()?.to_lowercase();
    let on =
        |domain: &String| host == *domain || host.strip_suffix(domain.as_str()).is_some_and(|left| left.ends_with('.'));
    config.outlets.iter().find(|outlet| outlet.outlet.domains.iter().any(on))
}

/// The registrable domain of an address; `None` for bare numbers and names inside.
pub(super) fn domain(url: &str) -> Option<String> {
    match Url::parse(url).ok()?.host()? {
        Host::Domain(name) => psl::domain_str(&name.to_lowercase()).map(str::to_owned),
        _ => None,
    }
}

/// Runs `feeds remove`.
pub fn remove(args: &RemoveArgs, globals: &Globals) -> Ended {
    let file = ConfigFile::open(globals)?;
    let (url, _) = address(&args.url)?;
    let Some(text) = &file.text else {
        return Err(Trouble::usage(format!("{}: there is no such file; name another with --config FILE", file.name())));
    };
    let removed = edit::remove(text, file.path, &url).map_err(|error| Trouble::usage(error.to_string()))?;
    let Some((after, outlet)) = removed else {
        return Err(Trouble::usage(format!("{url}: is no feed of {}; `wirecopy feeds` lists them", file.name())));
    };
    file.write(&after)?;
    let left = file.config.outlet(&outlet).map_or(0, |outlet| outlet.feeds.len().saturating_sub(1));
    let words = match left {
        0 => "has no feed left and is known by the credits of others".to_owned(),
        1 => "has one feed left".to_owned(),
        n => format!("has {n} feeds left"),
    };
    output::print(
        globals,
        &format!(
            "Removed {}. \"{}\" {words}; what was read of it stays.\n",
            output::plain(&url),
            output::plain(&outlet)
        ),
    );
    Ok(Exit::Done)
}

/// Runs `feeds retry`.
pub fn retry(args: &RetryArgs, globals: &Globals) -> Ended {
    let config = globals.config()?;
    let (url, _) = address(&args.url)?;
    let listed = config.feeds().any(|(_, entry)| entry.feed.url == url);
    if !listed {
        return Err(Trouble::usage(format!("{url}: is no feed of the configuration; `wirecopy feeds` lists them")));
    }
    // Asking anew for what was never asked makes no database.
    drop(Reader::open(&config.store)?);
    Store::open(&config.store)?.forget_poll(&url)?;
    output::print(globals, &format!("{} is asked for anew at the next run.\n", output::plain(&url)));
    Ok(Exit::Done)
}
