//! The command line: one file a command. Talks to people; decides nothing about news.

mod clusters;
mod credits;
mod deciding;
mod decisions;
mod dedup;
mod demo;
mod diff;
mod digest;
mod eval;
mod explain;
mod export;
mod extract;
mod feeds;
mod input;
mod items;
mod lines;
mod machine;
mod merge;
mod naming;
mod not_copy;
mod origin;
mod output;
mod parse;
mod rebuild;
mod report;
mod run;
mod show;
mod signals;
mod split;
mod undo;
mod versions;
mod when;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::config::Config;
use crate::store::StoreError;

/// How a command ended, as cron and scripts see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// All done.
    Done,
    /// Done, but some feeds or lines failed.
    SomeFailed,
    /// Wrong words on the command line or in config.toml.
    Usage,
    /// The database or the disk failed.
    Storage,
    /// Another run holds the lock.
    Locked,
}

impl Exit {
    /// The number given to the shell.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::SomeFailed => 1,
            Self::Usage => 2,
            Self::Storage => 3,
            Self::Locked => 75,
        }
    }
}

/// What ended a command early: the words for people, and the exit it stands for.
#[derive(Debug)]
pub struct Trouble {
    /// How the program ends.
    pub exit: Exit,
    /// The thing, the trouble, the way out.
    pub words: String,
}

impl Trouble {
    /// Wrong words on the command line or in config.toml.
    pub fn usage(words: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, words: words.into() }
    }

    /// The database or the disk failed.
    pub fn storage(words: impl Into<String>) -> Self {
        Self { exit: Exit::Storage, words: words.into() }
    }

    /// Something else failed: the command did not do all it should.
    pub fn failed(words: impl Into<String>) -> Self {
        Self { exit: Exit::SomeFailed, words: words.into() }
    }
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        let exit = match error {
            StoreError::Locked { .. } | StoreError::OlderInUse { .. } => Exit::Locked,
            StoreError::Missing { .. } => Exit::Usage,
            _ => Exit::Storage,
        };
        Self { exit, words: error.to_string() }
    }
}

/// What every command gives back.
pub type Ended = Result<Exit, Trouble>;

/// When to colour what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum, Default)]
pub enum Colour {
    /// On a terminal only.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Options every command knows.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Globals {
    /// Configuration file
    #[arg(long, global = true, value_name = "FILE", default_value = "config.toml")]
    pub config: PathBuf,
    /// Database, instead of the one named in the configuration
    #[arg(long, global = true, value_name = "FILE")]
    pub db: Option<PathBuf>,
    /// Say more; twice for debugging
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// When to colour: auto (on a terminal), always, never
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", hide_possible_values = true)]
    pub color: Colour,
}

impl Globals {
    /// The configuration, with the database of `--db` in it where one is named. Reading a named database needs no
    /// configuration file; polling does.
    ///
    /// # Errors
    /// Exit 2 with every wrong key, type or value named.
    pub fn config(&self) -> Result<Config, Trouble> {
        self.load(self.db.is_some())
    }

    /// The configuration for a filter, which needs none: the defaults where no file was named and none is there.
    ///
    /// # Errors
    /// Exit 2 with every wrong key, type or value named.
    pub fn config_if_any(&self) -> Result<Config, Trouble> {
        self.load(true)
    }

    fn load(&self, spare: bool) -> Result<Config, Trouble> {
        let missing = spare && self.config == *"config.toml" && !self.config.exists();
        let mut config = if missing {
            Config::default()
        } else {
            Config::load(&self.config).map_err(|error| Trouble::usage(error.to_string()))?
        };
        if let Some(db) = &self.db {
            config.store.clone_from(db);
        }
        Ok(config)
    }
}

/// Finds republished agency copy in the feeds of many outlets, and says where it came from
#[derive(Debug, Parser)]
#[command(name = "wirecopy", version, arg_required_else_help = true, max_term_width = 100)]
struct Line {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Demo(demo::Args),
    Run(run::Args),
    Clusters(clusters::Args),
    Show(show::Args),
    Versions(versions::Args),
    Diff(diff::Args),
    Explain(explain::Args),
    Report(report::Args),
    Merge(merge::Args),
    Split(split::Args),
    Origin(origin::Args),
    NotCopy(not_copy::Args),
    Undo(undo::Args),
    Decisions(decisions::Args),
    Eval(eval::Args),
    Rebuild(rebuild::Args),
    Export(export::Args),
    Digest(digest::Args),
    Feeds(feeds::Args),
    Parse(parse::Args),
    Extract(extract::Args),
    Dedup(dedup::Args),
    Credits(credits::Args),
}

/// Runs the program with `args` (the program's name first) and gives its exit code.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let line = match Line::try_parse_from(args) {
        Ok(line) => line,
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { Exit::Usage.code() } else { 0 });
        }
    };
    let globals = &line.globals;
    let ended = match &line.command {
        Command::Demo(args) => demo::run(args, globals),
        Command::Run(args) => run::run(args, globals),
        Command::Clusters(args) => clusters::run(args, globals),
        Command::Show(args) => show::run(args, globals),
        Command::Versions(args) => versions::run(args, globals),
        Command::Diff(args) => diff::run(args, globals),
        Command::Explain(args) => explain::run(args, globals),
        Command::Report(args) => report::run(args, globals),
        Command::Merge(args) => merge::run(args, globals),
        Command::Split(args) => split::run(args, globals),
        Command::Origin(args) => origin::run(args, globals),
        Command::NotCopy(args) => not_copy::run(args, globals),
        Command::Undo(args) => undo::run(args, globals),
        Command::Decisions(args) => decisions::run(args, globals),
        Command::Eval(args) => eval::run(args, globals),
        Command::Rebuild(args) => rebuild::run(args, globals),
        Command::Export(args) => export::run(args, globals),
        Command::Digest(args) => digest::run(args, globals),
        Command::Feeds(args) => feeds::run(args, globals),
        Command::Parse(args) => parse::run(args, globals),
        Command::Extract(args) => extract::run(args, globals),
        Command::Dedup(args) => dedup::run(args, globals),
        Command::Credits(args) => credits::run(args, globals),
    };
    match ended {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(trouble) => {
            output::complain(&trouble.words);
            ExitCode::from(trouble.exit.code())
        }
    }
}
