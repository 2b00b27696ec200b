//! `wirecopy parse`.

use super::{Ended, Globals, Trouble};

/// Read feeds and print what they hold, a JSON line a file
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy parse feed.xml")]
pub struct Args {
    /// Files to read: `-` for standard input, `@LIST` for a file of paths
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
}

/// Runs the command.
pub fn run(_args: &Args, _globals: &Globals) -> Ended {
    Err(Trouble::failed("not built yet"))
}
