//! `wirecopy demo`: a newsroom on loopback, polled by the same round as `wirecopy run`, and what is found in it.

#[cfg(test)]
mod counted;
mod expected;
mod newsroom;
mod paper;
mod server;
mod told;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use chrono::Utc;

use expected::Expected;
use newsroom::Newsroom;
use server::Server;

use super::{Ended, Exit, Globals, Trouble, output, when};
use crate::config::Config;
use crate::desk::network::Network;
use crate::desk::{Desk, FixedClock, RoundSummary, Stop};
use crate::news::{Dossier, Seen, Story, Trade};
use crate::store::{ClusterFilter, Reader, Store};

/// Run the demo newsroom on this machine and show what is found in it
///
/// Starts an invented newsroom on loopback (a real HTTP server with feeds and article pages), polls it over several rounds
/// exactly as `wirecopy run` would, and tells which stories are copies, of whom, and how that is known. Nothing leaves this
/// machine.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  wirecopy demo\n  wirecopy demo --keep demo\n  wirecopy demo --keep demo --serve")]
pub struct Args {
    /// Keep the database and the configuration in this folder
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Polling rounds
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=4))]
    rounds: u8,
    /// Poll nothing: open the newsroom as of today, write its configuration, and leave it open for `wirecopy run` or a
    /// browser until it is interrupted
    #[arg(long)]
    serve: bool,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let newsroom = Newsroom::read().map_err(Trouble::failed)?;
    let folder = Folder::make(args.keep.as_deref())?;
    let started = Instant::now();
    if args.serve {
        let now = Utc::now();
        return serve(&Server::open(newsroom.moved(now)).map_err(Trouble::failed)?, &folder, args.rounds, globals);
    }
    let server = Server::open(newsroom).map_err(Trouble::failed)?;
    let config = configure(&server, &folder)?;
    output::print(globals, &told::opening(server.newsroom()));
    for round in 1..=usize::from(args.rounds) {
        server.turn(round);
        let at = server.newsroom().rounds[round - 1];
        let summary = poll(&config, Seen(at.timestamp()))?;
        output::print(globals, &told::round(round, at, &summary));
    }
    drop(server);
    let dossiers = dossiers(&config)?;
    let stories: Vec<Story> = dossiers.iter().map(|dossier| dossier.story.clone()).collect();
    output::print(globals, &told::clusters(&dossiers));
    let whole = usize::from(args.rounds) == 4;
    let verdict = Expected::read().map_err(Trouble::failed)?.compare(&dossiers);
    if whole {
        output::print(globals, &told::verdict(&verdict));
    }
    let next = told::next(&stories, folder.kept.as_deref(), started.elapsed());
    output::print(globals, &next);
    Ok(if whole && !verdict.is_as_expected() { Exit::SomeFailed } else { Exit::Done })
}

/// Where the demo keeps its database: a folder that was named, or one that goes when the demo ends.
struct Folder {
    path: PathBuf,
    kept: Option<PathBuf>,
    _passing: Option<tempfile::TempDir>,
}

impl Folder {
    fn make(keep: Option<&Path>) -> Result<Self, Trouble> {
        let trouble = |path: &Path, error: std::io::Error| {
            Trouble::storage(format!("{}: cannot be used ({error})", path.display()))
        };
        let Some(keep) = keep else {
            let passing = tempfile::Builder::new()
                .prefix("wirecopy-demo-")
                .tempdir()
                .map_err(|error| trouble(&std::env::temp_dir(), error))?;
            return Ok(Self { path: passing.path().to_owned(), kept: None, _passing: Some(passing) });
        };
        fs::create_dir_all(keep).map_err(|error| trouble(keep, error))?;
        let mut there = fs::read_dir(keep).map_err(|error| trouble(keep, error))?;
        if there.next().is_some() {
            return Err(Trouble::usage(format!("{}: is not empty; name a new folder for the demo", keep.display())));
        }
        Ok(Self { path: keep.to_owned(), kept: Some(keep.to_owned()), _passing: None })
    }
}

/// Writes the configuration of the newsroom as an editor would, and reads it like any other.
fn configure(server: &Server, folder: &Folder) -> Result<Config, Trouble> {
    let path = folder.path.join("config.toml");
    fs::write(&path, told::config(server))
        .map_err(|error| Trouble::storage(format!("{}: cannot be written ({error})", path.display())))?;
    Config::load(&path).map_err(|error| Trouble::failed(error.to_string()))
}

/// One round of the desk at a time of the demo's day.
fn poll(config: &Config, now: Seen) -> Result<RoundSummary, Trouble> {
    let trade: Trade = crate::desk::trade_of(config);
    let wire = Network::new(config).map_err(Trouble::failed)?;
    let clock = FixedClock(now);
    let desk = Desk { config, trade: &trade, wire: &wire, clock: &clock, stop: Stop::default() };
    Ok(desk.round(&mut Store::open(&config.store)?, &mut |_| {})?)
}

/// Every cluster of several articles with all that is known of it, in order of appearance.
fn dossiers(config: &Config) -> Result<Vec<Dossier>, Trouble> {
    let reader = Reader::open(&config.store)?;
    let trade = crate::desk::trade_of(config);
    let mut dossiers = Vec::new();
    for id in reader.clusters(&ClusterFilter::default())? {
        dossiers.extend(reader.dossier(id, &trade)?);
    }
    let several = |story: &Story| story.prints.iter().any(|print| print.item != story.prints[0].item);
    dossiers.retain(|dossier| several(&dossier.story));
    dossiers.sort_by_key(|dossier| (dossier.story.prints.first().map(|print| print.seen.0), dossier.story.id));
    Ok(dossiers)
}

fn serve(server: &Server, folder: &Folder, rounds: u8, globals: &Globals) -> Ended {
    server.turn(rounds.into());
    configure(server, folder)?;
    let config = folder.path.join("config.toml");
    let newsroom = server.newsroom();
    let mut text = format!(
        "The newsroom is open: {} outlets, as of {}.\n",
        newsroom.outlets.len(),
        when::show(Utc::now().timestamp())
    );
    for (n, outlet) in newsroom.outlets.iter().enumerate() {
        text.push_str(&format!("  {}  {}\n", server.feed(n), outlet.name));
    }
    text.push_str(&format!("\nNext: wirecopy --config {} run\nEnd it with Ctrl-C.\n", config.display()));
    output::print(globals, &text);
    loop {
        std::thread::park();
    }
}
