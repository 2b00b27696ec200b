//! `wirecopy feeds`: every feed with its health.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::Format;
use crate::cli::{Ended, Exit, Globals, Trouble, output, when};
use crate::config::Config;
use crate::desk::{Clock, SystemClock};
use crate::fetch::PollState;
use crate::store::{FeedRecord, Reader, StoreError};

/// List feeds with their health
#[derive(Clone, Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  wirecopy feeds list --failing\n  wirecopy feeds list --format json | jq .next_poll"
)]
pub struct Args {
    /// Only feeds of this outlet
    #[arg(long, value_name = "NAME")]
    outlet: Option<String>,
    /// Only feeds that failed at the last poll, are gone, or had something wrong
    #[arg(long)]
    failing: bool,
    /// For people, or for machines: JSON is a line a feed
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// A feed and what is known of it.
struct Health {
    outlet: String,
    url: String,
    state: PollState,
    faults: Vec<String>,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let config = globals.config()?;
    if let Some(name) = &args.outlet
        && config.outlet(name).is_none()
    {
        return Err(Trouble::usage(format!("there is no outlet \"{name}\" in {}", globals.config.display())));
    }
    let mut all = healths(&config)?;
    let of_all = all.len();
    all.retain(|health| args.outlet.as_ref().is_none_or(|name| *name == health.outlet));
    all.retain(|health| !args.failing || health.is_failing());
    args.format.print(globals, &all, || table(&all, of_all, SystemClock.now().0), line);
    Ok(Exit::Done)
}

/// Every feed of the configuration; those that were never polled have nothing to tell yet.
fn healths(config: &Config) -> Result<Vec<Health>, Trouble> {
    let records: Vec<FeedRecord> = match Reader::open(&config.store) {
        Ok(reader) => reader.feeds()?,
        Err(StoreError::Missing { .. }) => Vec::new(),
        Err(error) => return Err(error.into()),
    };
    let mut known: HashMap<String, FeedRecord> =
        records.into_iter().map(|record| (record.feed.url.clone(), record)).collect();
    let health = |(outlet, url): (&str, &str)| {
        let record = known.remove(url);
        Health {
            outlet: outlet.to_owned(),
            url: url.to_owned(),
            state: PollState::from_json(record.as_ref().and_then(|record| record.poll.as_deref())),
            faults: record.map(|r| r.faults.iter().map(|fault| fault.words.clone()).collect()).unwrap_or_default(),
        }
    };
    let feeds = config.feeds().map(|(outlet, entry)| (outlet.outlet.name.as_str(), entry.feed.url.as_str()));
    Ok(feeds.map(health).collect())
}

impl Health {
    fn is_failing(&self) -> bool {
        self.state.failures > 0 || self.state.stopped || !self.faults.is_empty()
    }

    /// What went wrong: failures folded, then what was wrong with the last answer.
    fn trouble(&self, now: i64) -> String {
        let state = &self.state;
        let mut told = Vec::new();
        if let Some(trouble) = state.troubles.first().filter(|_| state.failures > 0 || state.stopped) {
            let since = state.failing_since.unwrap_or(trouble.first);
            let times = if state.failures > 1 {
                format!(" ({} times in {})", state.failures, when::stretch(now - since))
            } else {
                String::new()
            };
            told.push(format!("{}{times}", trouble.words));
        }
        told.extend(
            self.faults
                .iter()
                .filter(|fault| told.first().is_none_or(|t| !t.starts_with(*fault)))
                .cloned()
                .collect::<Vec<_>>(),
        );
        if let Some(place) = &state.moved_to {
            told.push(format!("moved for good to {place}; change it in config.toml"));
        }
        told.join("; ")
    }
}

fn table(all: &[Health], of_all: usize, now: i64) -> String {
    if of_all == 0 {
        return "No feeds yet. Next: wirecopy feeds discover ADDRESS-OF-AN-OUTLET, then wirecopy feeds add FEED\n"
            .into();
    }
    if all.is_empty() {
        return format!("None of {of_all} feeds has any trouble.\n");
    }
    let mut table = output::table(["outlet", "feed", "answered", "new", "new items", "next poll", "trouble"]);
    let ago = |at: Option<i64>| {
        at.map_or_else(|| "never".to_owned(), |at| format!("{} ago", when::stretch((now - at).max(0))))
    };
    for health in all {
        let state = &health.state;
        let polled = state.polled.is_some();
        let next = match () {
            () if state.stopped => "never: gone (410)".to_owned(),
            () if !polled => "with the next run".to_owned(),
            () if state.is_due(now) => "due".to_owned(),
            () => format!("in {}: {}", when::stretch(state.next_poll - now), state.why),
        };
        table.add_row([
            output::short(&health.outlet, 24),
            output::short(health.url.trim_start_matches("https://"), 56),
            ago(state.last_success),
            ago(state.last_new),
            if polled { format!("{:.0}%", state.share_items * 100.0) } else { "-".to_owned() },
            output::short(&next, 60),
            output::short(&health.trouble(now), 120),
        ]);
    }
    let failing = all.iter().filter(|health| health.state.failures > 0 || health.state.stopped).count();
    let never = all.iter().filter(|health| health.state.polled.is_none()).count();
    let mut text = format!("{table}\n{}", output::count(all.len(), "feed"));
    if failing > 0 {
        text.push_str(&format!(", {failing} failing (wirecopy feeds check URL says more)"));
    }
    if never > 0 {
        text.push_str(&format!(", {never} never polled yet"));
    }
    text.push('\n');
    text
}

fn line(health: &Health) -> Value {
    let state = &health.state;
    let at = |at: Option<i64>| at.map(when::machine);
    json!({
        "outlet": health.outlet,
        "url": health.url,
        "polled": at(state.polled),
        "last_success": at(state.last_success),
        "last_new": at(state.last_new),
        "share_of_polls_with_news": (state.share_new * 1000.0).round() / 1000.0,
        "share_of_items_new": (state.share_items * 1000.0).round() / 1000.0,
        "failures": state.failures,
        "failing_since": at(state.failing_since),
        "troubles": state.troubles.iter().map(|t| json!({
            "words": t.words, "times": t.times, "first": when::machine(t.first), "last": when::machine(t.last),
        })).collect::<Value>(),
        "faults": health.faults,
        "next_poll": (!state.stopped && state.polled.is_some()).then(|| when::machine(state.next_poll)),
        "why": state.why,
        "stopped": state.stopped,
        "conditional": !state.validators.is_empty(),
        "moved_to": state.moved_to,
    })
}
