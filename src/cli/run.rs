//! `wirecopy run`: one round for cron, or a round every so many minutes as a service.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use super::{Ended, Exit, Globals, Trouble, output, signals, when};
use crate::config::Config;
use crate::desk::network::Network;
use crate::desk::{Clock, Desk, FeedEnd, FeedLine, Progress, RoundSummary, Size, Stop, SystemClock};
use crate::news::{Seen, Trade};
use crate::store::{Lock, Store};

/// How often a service that waits for its next round looks whether it is asked to end.
const LOOK: Duration = Duration::from_millis(200);

/// Poll the feeds that are due and find the copies: one round, for cron
///
/// Polls every feed that is due, keeps what is new, fetches the pages of items that came as a summary, finds the copies among
/// them and who issued them, and saves all of it. Ends with one summary line. Stopped or killed at any moment, the next run
/// goes on from there. Exit code 0: done; 1: some feeds failed, or the network is down; 2: wrong words in the configuration; 3: the database or the
/// disk failed; 75: another run holds the lock.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  wirecopy run\n  wirecopy run --json\n  wirecopy run -v\n  wirecopy run --every 10\n\n\
    As a cron line:\n  */10 * * * *  cd /srv/news && wirecopy --quiet run"
)]
pub struct Args {
    /// Print the summary as JSON; with -v, a JSON line a feed on standard error
    #[arg(long)]
    json: bool,
    /// Go on as a service: a round every so many minutes, until Ctrl-C or SIGTERM
    #[arg(long, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(1..=1440))]
    every: Option<u32>,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let config = globals.config()?;
    if config.feeds().next().is_none() {
        let words = format!(
            "{}: names no feed; add one with `wirecopy feeds add URL`, or try `wirecopy demo`",
            globals.config.display()
        );
        return Err(Trouble::usage(words));
    }
    let trade = crate::desk::trade_of(&config);
    let network = Network::new(&config).map_err(Trouble::usage)?;
    let stop = signals::stop();
    let office = Office { config: &config, trade: &trade, network: &network, stop: &stop };
    let Some(minutes) = args.every else { return office.round(args, globals) };
    let pause = Duration::from_secs(u64::from(minutes) * 60);
    loop {
        let started = Instant::now();
        match office.round(args, globals) {
            Ok(_) => {}
            // A run from cron in between, a full disk: the service tells it and tries again at its next round.
            Err(trouble) if matches!(trouble.exit, Exit::Locked | Exit::Storage) => output::complain(&trouble.words),
            Err(trouble) => return Err(trouble),
        }
        while started.elapsed() < pause && !stop.asked() {
            std::thread::sleep(LOOK);
        }
        if stop.asked() {
            return Ok(Exit::Done);
        }
    }
}

/// What every round works with.
struct Office<'a> {
    config: &'a Config,
    trade: &'a Trade,
    network: &'a Network,
    stop: &'a Stop,
}

impl Office<'_> {
    /// One round under the lock.
    fn round(&self, args: &Args, globals: &Globals) -> Ended {
        let started = Instant::now();
        let now = SystemClock.now();
        let holder = format!("process {} since {}", std::process::id(), when::show(now.0));
        let _lock = Lock::take(&self.config.store, &holder)?;
        let mut store = Store::open(&self.config.store)?;
        let desk = Desk {
            config: self.config,
            trade: self.trade,
            wire: self.network,
            clock: &SystemClock,
            stop: self.stop.clone(),
        };
        let mut watcher = Watcher::new(args, globals);
        let summary = desk.round(&mut store, &mut |progress| watcher.see(&progress))?;
        watcher.end();
        if !summary.stopped {
            let before = |age: Option<Duration>| age.map(|age| Seen(now.0 - age.as_secs() as i64));
            store.prune(before(self.config.retention.pages), before(self.config.retention.texts))?;
        }
        let told = machine(&summary, now, started.elapsed());
        store.note_run(now.0, SystemClock.now().0, &told.to_string())?;
        if args.json {
            output::print_plain(&format!("{told}\n"));
        } else if !globals.quiet {
            output::print(globals, &format!("{}\n", line(&summary, started.elapsed())));
        }
        if let Some(words) = &summary.network_down {
            output::complain(&network_down(&summary, words));
        }
        Ok(if summary.failed > 0 || summary.network_down.is_some() { Exit::SomeFailed } else { Exit::Done })
    }
}

/// Shows a round while it goes on: a bar on a terminal, or a line a feed.
struct Watcher {
    bar: Option<ProgressBar>,
    lines: bool,
    json: bool,
}

impl Watcher {
    fn new(args: &Args, globals: &Globals) -> Self {
        let lines = globals.verbose > 0;
        let bar = (!lines && !globals.quiet).then(|| {
            // Draws on standard error, and only where that is a terminal.
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            bar.set_style(
                ProgressStyle::with_template("{msg:9} {wide_bar} {pos}/{len}").expect("a template that is well formed"),
            );
            bar
        });
        let bar = bar.filter(|bar| !bar.is_hidden());
        Self { bar, lines, json: args.json }
    }

    fn see(&mut self, progress: &Progress<'_>) {
        let (what, done, all) = match progress {
            Progress::Feed(line, done, all) => {
                if self.lines {
                    self.tell(line);
                }
                ("polling", *done, *all)
            }
            Progress::Pages(done, all) => ("pages", *done, *all),
            Progress::Recalled(size, took) => {
                if self.lines {
                    self.tell_index(size, *took);
                }
                return;
            }
            Progress::Reading(done, all) => ("reading", *done, *all),
        };
        if let Some(bar) = &self.bar {
            bar.set_message(what);
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        }
    }

    fn tell(&self, line: &FeedLine) {
        if self.json {
            output::tell(&feed_json(line).to_string());
        } else {
            output::tell(&feed_line(line));
        }
    }

    fn tell_index(&self, size: &Size, took: Duration) {
        if self.json {
            let told =
                json!({"index": {"anchors": size.anchors, "bytes": size.bytes(), "seconds": took.as_secs_f64()}});
            output::tell(&told.to_string());
        } else {
            let megabytes = size.bytes() as f64 / 1e6;
            output::tell(&format!(
                "index: {} articles to compare with, {megabytes:.1} MB in memory, read from the store in {:.2} s",
                size.anchors,
                took.as_secs_f64()
            ));
        }
    }

    fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

/// One feed in a line for people.
fn feed_line(line: &FeedLine) -> String {
    let ended = match line.ended {
        FeedEnd::Read(new, changed, known) => format!("{new} new, {changed} changed, {known} known"),
        FeedEnd::Unchanged => "unchanged".into(),
        FeedEnd::Failed => "failed".into(),
    };
    let mut told = format!("{}: {ended}  {}", line.outlet, line.url);
    if let Some(fault) = line.faults.first() {
        told.push_str(&format!("  {fault}"));
        if line.faults.len() > 1 {
            told.push_str(&format!(" (and {} more)", line.faults.len() - 1));
        }
    }
    told
}

fn feed_json(line: &FeedLine) -> Value {
    let (ended, new, changed, known) = match line.ended {
        FeedEnd::Read(new, changed, known) => ("read", new, changed, known),
        FeedEnd::Unchanged => ("unchanged", 0, 0, 0),
        FeedEnd::Failed => ("failed", 0, 0, 0),
    };
    json!({
        "outlet": line.outlet,
        "url": line.url,
        "ended": ended,
        "new": new,
        "changed": changed,
        "known": known,
        "faults": line.faults.iter().map(|f| json!({"kind": f.kind.word(), "words": f.words})).collect::<Value>(),
    })
}

/// What to know of a network that is down.
fn network_down(s: &RoundSummary, words: &str) -> String {
    let who = match s.unreached {
        0 => "no page could be had".to_owned(),
        n => format!("none of {} could be reached", output::count(n, "feed")),
    };
    format!("the network seems to be down: {who} ({words}); nothing is held against them, the next run asks again")
}

/// A round in one line.
fn line(s: &RoundSummary, took: Duration) -> String {
    if s.polled == 0 && s.read == 0 && s.pages == 0 && s.network_down.is_none() {
        return format!("no feed of {} is due yet; `wirecopy feeds` tells when the next one is", s.feeds);
    }
    let mut told = format!(
        "{} feeds polled, {} unchanged, {} failed; {} items new, {} changed; {} pages",
        s.polled, s.unchanged, s.failed, s.new, s.changed, s.pages
    );
    if s.pages_failed > 0 {
        told.push_str(&format!(" ({} failed)", s.pages_failed));
    }
    if s.pages_later > 0 {
        told.push_str(&format!(" ({} left for later: their hosts ask for time)", s.pages_later));
    }
    told.push_str(&format!(
        "; {} copies found; {} clusters opened, {} grown; {:.1} s",
        s.copies,
        s.opened,
        s.grown,
        took.as_secs_f64()
    ));
    if s.renewed > 0 {
        told.push_str(&format!("; {} made anew after an upgrade", output::count(s.renewed, "fingerprint")));
    }
    if s.unfound > 0 {
        let lost = output::count(s.unfound, "article");
        told.push_str(&format!("; {lost} of before an upgrade found no more: their texts were dropped"));
    }
    if s.stopped {
        told.push_str("; asked to end, the rest waits for the next run");
    }
    told
}

/// A round for machines.
fn machine(s: &RoundSummary, now: Seen, took: Duration) -> Value {
    json!({
        "started": when::machine(now.0),
        "seconds": (took.as_secs_f64() * 1000.0).round() / 1000.0,
        "feeds": s.feeds,
        "polled": s.polled,
        "unchanged": s.unchanged,
        "failed": s.failed,
        "items_new": s.new,
        "items_changed": s.changed,
        "pages": s.pages,
        "pages_failed": s.pages_failed,
        "pages_later": s.pages_later,
        "network_down": s.network_down.is_some(),
        "unreached": s.unreached,
        "read": s.read,
        "copies": s.copies,
        "revisions": s.revisions,
        "clusters_opened": s.opened,
        "clusters_grown": s.grown,
        "fingerprints_renewed": s.renewed,
        "fingerprints_lost": s.unfound,
        "stopped": s.stopped,
    })
}
