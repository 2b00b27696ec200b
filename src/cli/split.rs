//! `wirecopy split`.

use super::deciding::{Deciding, Signature};
use super::{Ended, Globals, Trouble};
use crate::news::{ItemId, Ruled};

/// Decide that some items of a cluster are another story
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy split 17 31 36 --note \"another flood\"")]
pub struct Args {
    /// The cluster
    #[arg(value_name = "CLUSTER")]
    cluster: i64,
    /// The items that do not belong in it; together they become a cluster of their own
    #[arg(value_name = "ITEM", required = true)]
    items: Vec<i64>,
    #[command(flatten)]
    signature: Signature,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let deciding = Deciding::open(globals)?;
    let story = deciding.cluster(args.cluster)?;
    let items: Vec<ItemId> = args.items.iter().copied().map(ItemId).collect();
    if let Some(stranger) = items.iter().find(|item| story.prints.iter().all(|print| print.item != **item)) {
        return Err(Trouble::usage(format!("item {} is not in cluster {}", stranger.0, story.id.0)));
    }
    let stays = |item: &ItemId| !items.contains(item);
    let lead = story.lead().map(|print| print.item).filter(stays);
    let from = lead.or_else(|| story.prints.iter().map(|print| print.item).find(stays));
    let Some(from) = from else {
        return Err(Trouble::usage(format!("these are all items of cluster {}; name only those that go", story.id.0)));
    };
    deciding.rule(&Ruled::Split { from, items }, &args.signature, globals)
}
