//! `wirecopy diff`.

use super::{Ended, Globals, Trouble};

/// Compare the words of two items side by side
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy diff 12 31")]
pub struct Args {}

/// Runs the command.
pub fn run(_args: &Args, _globals: &Globals) -> Ended {
    Err(Trouble::failed("not built yet"))
}
