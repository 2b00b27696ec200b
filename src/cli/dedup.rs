//! `wirecopy dedup`.

use super::{Ended, Globals, Trouble};

/// Group items by the copy they carry: JSON Lines in, a line an item out
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy dedup items.jsonl")]
pub struct Args {
    /// JSON Lines, or `-`
    #[arg(value_name = "FILE", default_value = "-")]
    pub file: String,
}

/// Runs the command.
pub fn run(_args: &Args, _globals: &Globals) -> Ended {
    Err(Trouble::failed("not built yet"))
}
