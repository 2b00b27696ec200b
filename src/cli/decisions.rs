//! `wirecopy decisions`.

use serde_json::json;

use super::{Ended, Exit, Globals, deciding, output, when};
use crate::news::Ruling;
use crate::store::Reader;

/// List what people decided: who, when, why
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy decisions --json")]
pub struct Args {
    /// For machines: a line a decision
    #[arg(long)]
    json: bool,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let rulings = Reader::open(&globals.config()?.store)?.rulings()?;
    if args.json {
        output::print_plain(&rulings.iter().map(|ruling| format!("{}\n", line(ruling))).collect::<String>());
    } else {
        output::print(globals, &deciding::table(&rulings));
    }
    Ok(Exit::Done)
}

fn line(ruling: &Ruling) -> serde_json::Value {
    json!({
        "decision": ruling.id.0,
        "at": when::machine(ruling.at.0),
        "who": ruling.who,
        "what": ruling.what.word(),
        "items": ruling.what.items().iter().map(|item| item.0).collect::<Vec<_>>(),
        "words": deciding::told(&ruling.what),
        "note": ruling.note,
        "taken_back": ruling.undone.map(|at| when::machine(at.0)),
    })
}
