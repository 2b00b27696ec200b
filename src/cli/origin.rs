//! `wirecopy origin`.

use super::deciding::{self, Deciding, Signature};
use super::{Ended, Globals, Trouble};
use crate::news::Ruled;

/// Decide who issued the copy of a cluster
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy origin 17 ANI --note \"their desk confirmed\"")]
pub struct Args {
    /// The cluster
    #[arg(value_name = "CLUSTER")]
    cluster: i64,
    /// The organisation that issued it
    #[arg(value_name = "ORGANISATION")]
    organisation: String,
    #[command(flatten)]
    signature: Signature,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let organisation = args.organisation.trim();
    if organisation.is_empty() {
        return Err(Trouble::usage("an origin wants the name of an organisation"));
    }
    let deciding = Deciding::open(globals)?;
    let story = deciding.cluster(args.cluster)?;
    let what = Ruled::Origin { item: deciding::item_of(&story)?, organisation: organisation.to_owned() };
    deciding.rule(&what, &args.signature, globals)
}
