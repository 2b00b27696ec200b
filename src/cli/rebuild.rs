//! `wirecopy rebuild`.

use super::deciding::Deciding;
use super::{Ended, Exit, Globals, output};

/// Work out anew everything that follows from what was detected
///
/// Clusters as they are shown, with the decisions of people laid over them, origins, changes, audits and notices. Nothing is
/// fetched and nothing detected anew. Useful after an upgrade, or after outlets got other owners, kinds or aliases.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy rebuild")]
pub struct Args {}

/// Runs the command.
pub fn run(_: &Args, globals: &Globals) -> Ended {
    let clusters = Deciding::open(globals)?.rebuild()?;
    if !globals.quiet {
        output::print(globals, &format!("{clusters} clusters worked out anew, with every decision.\n"));
    }
    Ok(Exit::Done)
}
