//! `wirecopy merge`.

use super::deciding::{self, Deciding, Signature};
use super::{Ended, Globals, Trouble};
use crate::news::Ruled;

/// Decide that two clusters carry the same copy
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy merge 17 42 --note \"same handout, retyped\"")]
pub struct Args {
    /// The cluster that stays
    #[arg(value_name = "CLUSTER")]
    one: i64,
    /// The cluster that goes into it
    #[arg(value_name = "CLUSTER")]
    other: i64,
    #[command(flatten)]
    signature: Signature,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let deciding = Deciding::open(globals)?;
    let (one, other) = (deciding.cluster(args.one)?, deciding.cluster(args.other)?);
    if one.id == other.id {
        return Err(Trouble::usage(format!("{} and {} are one cluster already", args.one, args.other)));
    }
    let what = Ruled::Merge { one: deciding::item_of(&one)?, other: deciding::item_of(&other)? };
    deciding.rule(&what, &args.signature, globals)
}
