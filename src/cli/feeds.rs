//! `wirecopy feeds`.

use super::{Ended, Globals, Trouble};

/// List feeds with their health, or check one
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy feeds check https://example.org/feed.xml")]
pub struct Args {}

/// Runs the command.
pub fn run(_args: &Args, _globals: &Globals) -> Ended {
    Err(Trouble::failed("not built yet"))
}
