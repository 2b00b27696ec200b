//! `wirecopy explain`.

use super::{Ended, Globals, Trouble};

/// Say why two items are, or are not, one cluster
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy explain 12 31")]
pub struct Args {}

/// Runs the command.
pub fn run(_args: &Args, _globals: &Globals) -> Ended {
    Err(Trouble::failed("not built yet"))
}
