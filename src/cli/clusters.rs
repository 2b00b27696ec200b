//! `wirecopy clusters`.

use super::{Ended, Globals, Trouble};

/// List clusters of articles that carry the same copy
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy clusters --since 24h --min-outlets 3")]
pub struct Args {}

/// Runs the command.
pub fn run(_args: &Args, _globals: &Globals) -> Ended {
    Err(Trouble::failed("not built yet"))
}
