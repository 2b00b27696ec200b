//! `wirecopy show`.

use super::{Ended, Globals, Trouble};

/// Show one cluster: origin with evidence, outlets in order, what each changed
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy show 17")]
pub struct Args {}

/// Runs the command.
pub fn run(_args: &Args, _globals: &Globals) -> Ended {
    Err(Trouble::failed("not built yet"))
}
