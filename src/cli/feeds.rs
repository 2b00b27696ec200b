//! `wirecopy feeds`: the feeds with their health; looking for, checking, adding and removing them.

mod check;
mod discover;
mod edit;
mod list;
mod opml;

use std::path::Path;

use clap::Subcommand;
use serde_json::Value;

use super::{Ended, Globals, Trouble, output};
use crate::config::{self, Config, Login};
use crate::desk::SystemClock;
use crate::desk::looking::Looker;

/// List feeds with their health; check, find, add and remove them
///
/// Without a further word it lists every feed: when it last answered, when it last brought something new, what went wrong, and
/// when it is asked next and why then.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  wirecopy feeds\n  wirecopy feeds --failing\n  wirecopy feeds discover example.org\n  wirecopy feeds check https://example.org/feed.xml\n  wirecopy feeds add https://example.org/feed.xml --outlet \"The Example\"\n  wirecopy feeds import subscriptions.opml"
)]
pub struct Args {
    #[command(flatten)]
    list: list::Args,
    #[command(subcommand)]
    what: Option<What>,
}

#[derive(Debug, Subcommand)]
enum What {
    List(list::Args),
    Check(check::Args),
    Discover(discover::Args),
    Add(edit::AddArgs),
    Remove(edit::RemoveArgs),
    Retry(edit::RetryArgs),
    Import(opml::ImportArgs),
    Export(opml::ExportArgs),
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    match &args.what {
        None => list::run(&args.list, globals),
        Some(What::List(args)) => list::run(args, globals),
        Some(What::Check(args)) => check::run(args, globals),
        Some(What::Discover(args)) => discover::run(args, globals),
        Some(What::Add(args)) => edit::add(args, globals),
        Some(What::Remove(args)) => edit::remove(args, globals),
        Some(What::Retry(args)) => edit::retry(args, globals),
        Some(What::Import(args)) => opml::import(args, globals),
        Some(What::Export(args)) => opml::export(args, globals),
    }
}

/// How a list of feeds is printed.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum Format {
    #[default]
    Table,
    Json,
}

impl Format {
    /// Prints what was found: `table` for people, or a line of JSON each for machines.
    fn print<T>(self, globals: &Globals, all: &[T], table: impl FnOnce() -> String, line: impl Fn(&T) -> Value) {
        match self {
            Self::Table => output::print(globals, &table()),
            Self::Json => output::print_plain(&all.iter().map(|one| format!("{}\n", line(one))).collect::<String>()),
        }
    }
}

/// The configuration, or an empty one where none was named and none is there: looking at a feed needs no outlets.
fn config_or_default(globals: &Globals) -> Result<Config, Trouble> {
    if globals.config == *Path::new("config.toml") && !globals.config.exists() {
        return Ok(Config::default());
    }
    globals.config()
}

/// An address as people type it: "example.org" is taken for https://example.org/.
fn address(typed: &str) -> Result<(String, Option<Login>), Trouble> {
    let typed = typed.trim();
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    // The address itself is not repeated: it may hold a password.
    config::address(&whole)
        .ok_or_else(|| Trouble::usage("this is no address of the web; write one that begins with https:// or http://"))
}

/// Credentials for an address: those typed with it, else those of the feed in the configuration.
fn login(config: &Config, url: &str, typed: Option<Login>) -> Option<Login> {
    typed.or_else(|| config.feeds().find(|(_, entry)| entry.feed.url == url).and_then(|(_, entry)| entry.login.clone()))
}

fn looker(config: &Config) -> Result<Looker<'_>, Trouble> {
    Looker::new(config, &SystemClock).map_err(Trouble::usage)
}
