//! `wirecopy feeds discover`: the feeds of a page.

use serde_json::json;

use super::{Format, address, config_or_default, looker};
use crate::cli::{Ended, Exit, Globals, Trouble, output, when};
use crate::desk::looking::{Discovery, Found};
use crate::desk::{Clock, SystemClock};

/// Find the feeds of an outlet by its home page
///
/// Looks at what the page names as its feeds and links to, at sitemaps, and at the places where publishing systems put feeds.
/// Every one that is told was fetched and read.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit code 0: feeds were found; 1: none.\n\nExamples:\n  wirecopy feeds discover example.org\n  wirecopy feeds discover https://example.org/world --all"
)]
pub struct Args {
    /// Address of the page
    #[arg(value_name = "URL")]
    url: String,
    /// Try the usual places and sitemaps though the page names feeds
    #[arg(long)]
    all: bool,
    /// For people, or for machines: JSON is a line a feed
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let config = config_or_default(globals)?;
    let (url, _) = address(&args.url)?;
    let discovery =
        looker(&config)?.discover(&url, args.all).map_err(|words| Trouble::failed(format!("{url}: {words}")))?;
    args.format.print(globals, &discovery.found, || told(&discovery, SystemClock.now().0), line);
    Ok(if discovery.found.is_empty() { Exit::SomeFailed } else { Exit::Done })
}

/// When the newest item is stamped.
fn newest(found: &Found) -> Option<i64> {
    let items = &found.looked.feed()?.items;
    items.iter().filter_map(|item| item.published.as_ref().or(item.updated.as_ref())).map(|stamp| stamp.at).max()
}

fn told(discovery: &Discovery, now: i64) -> String {
    let mut text = String::new();
    if discovery.found.is_empty() {
        text.push_str("No feed was found. Look on the outlet's pages for \"RSS\", or ask its desk for the address.\n");
    } else {
        let mut table = output::table(["feed", "title", "items", "newest", "text", "found"]);
        for found in &discovery.found {
            let Some(feed) = found.looked.feed() else { continue };
            let full = feed.items.len() - found.looked.summaries;
            table.add_row([
                output::plain(&found.looked.facts.url),
                output::short(feed.title.as_deref().unwrap_or("-"), 40),
                feed.items.len().to_string(),
                newest(found).map_or("-".into(), |at| format!("{} ago", when::stretch((now - at).max(0)))),
                if full * 2 > feed.items.len() { "full".into() } else { "summaries".into() },
                found.how.word().to_owned(),
            ]);
        }
        text = format!("{table}\nNext: wirecopy feeds add {}\n", output::plain(&discovery.found[0].looked.facts.url));
    }
    for (place, words) in &discovery.others {
        text.push_str(&format!("No feed: {} ({})\n", output::plain(place), output::plain(words)));
    }
    text
}

fn line(found: &Found) -> serde_json::Value {
    let feed = found.looked.feed();
    json!({
        "url": found.looked.facts.url,
        "found": found.how.word(),
        "format": feed.map(|feed| feed.format.word()),
        "title": feed.and_then(|feed| feed.title.as_deref()),
        "items": feed.map(|feed| feed.items.len()),
        "newest": newest(found).map(when::machine),
        "full_text": feed.map(|feed| feed.items.len() - found.looked.summaries),
    })
}
