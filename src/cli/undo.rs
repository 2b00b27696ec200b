//! `wirecopy undo`.

use super::deciding::{self, Deciding};
use super::{Ended, Exit, Globals, Trouble, output};

/// Take a decision back: the last one, or the one named
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy undo 3")]
pub struct Args {
    /// Number of the decision, as `wirecopy decisions` lists it
    #[arg(value_name = "DECISION")]
    decision: Option<i64>,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let mut deciding = Deciding::open(globals)?;
    let rulings = deciding.store.rulings()?;
    let found = match args.decision {
        Some(number) => rulings.into_iter().find(|ruling| ruling.id.0 == number),
        None => rulings.into_iter().rev().find(|ruling| ruling.undone.is_none()),
    };
    let Some(ruling) = found else {
        let which =
            args.decision.map_or_else(|| "no decision to take back".into(), |number| format!("no decision {number}"));
        return Err(Trouble::usage(format!("there is {which}; `wirecopy decisions` lists them")));
    };
    if ruling.undone.is_some() {
        return Err(Trouble::usage(format!("decision {} was taken back already", ruling.id.0)));
    }
    deciding.undo(ruling.id)?;
    if !globals.quiet {
        output::print(globals, &format!("Taken back: decision {}, {}.\n", ruling.id.0, deciding::told(&ruling.what)));
    }
    Ok(Exit::Done)
}
