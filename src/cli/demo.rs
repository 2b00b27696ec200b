//! `wirecopy demo`.

use super::{Ended, Globals, Trouble};

/// Run the demo newsroom on this machine and show what is found in it
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy demo --keep demo")]
pub struct Args {}

/// Runs the command.
pub fn run(_args: &Args, _globals: &Globals) -> Ended {
    Err(Trouble::failed("not built yet"))
}
