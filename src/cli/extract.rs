//! `wirecopy extract`.

use super::{Ended, Globals, Trouble};

/// Read article pages and print their text and metadata, a JSON line a page
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy extract page.html")]
pub struct Args {
    /// Files to read: `-` for standard input, `@LIST` for a file of paths
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
}

/// Runs the command.
pub fn run(_args: &Args, _globals: &Globals) -> Ended {
    Err(Trouble::failed("not built yet"))
}
