//! `wirecopy not-copy`.

use super::deciding::{Deciding, Signature};
use super::{Ended, Globals, Trouble};
use crate::news::{ItemId, Ruled};

/// Decide that neither of two items is a copy of the other
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy not-copy 12 31 --note \"both quote the same statement\"")]
pub struct Args {
    /// One item
    #[arg(value_name = "ITEM")]
    one: i64,
    /// The other
    #[arg(value_name = "ITEM")]
    other: i64,
    #[command(flatten)]
    signature: Signature,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    if args.one == args.other {
        return Err(Trouble::usage("an item is always a copy of itself; name two"));
    }
    let deciding = Deciding::open(globals)?;
    let (one, other) = (ItemId(args.one), ItemId(args.other));
    deciding.cluster_of(one)?;
    deciding.cluster_of(other)?;
    deciding.rule(&Ruled::NotCopy { one, other }, &args.signature, globals)
}
