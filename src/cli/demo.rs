//! `wirecopy demo`.

mod newsroom;
mod paper;
mod server;

use newsroom::Newsroom;
use server::Server;

use super::{Ended, Exit, Globals, Trouble, output};

/// Run the demo newsroom on this machine and show what is found in it
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy demo --keep demo")]
pub struct Args {
    /// Leave the newsroom open at its last round, for `wirecopy run` or a browser, until it is interrupted
    #[arg(long)]
    serve: bool,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let server = Server::open(Newsroom::read().map_err(Trouble::failed)?).map_err(Trouble::failed)?;
    server.turn(server.newsroom().rounds.len());
    if args.serve {
        for outlet in 0..server.newsroom().outlets.len() {
            output::print(globals, &format!("{}\n", server.feed(outlet)));
        }
        loop {
            std::thread::park();
        }
    }
    Ok(Exit::Done)
}
