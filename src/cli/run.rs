//! `wirecopy run`.

use super::{Ended, Globals, Trouble};

/// Poll the feeds that are due and find the copies: one round, for cron
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy run")]
pub struct Args {}

/// Runs the command.
pub fn run(_args: &Args, _globals: &Globals) -> Ended {
    Err(Trouble::failed("not built yet"))
}
