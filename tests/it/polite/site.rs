//! A small outlet on the server: a feed of stories in short, a page for each, robots.txt; and the newsroom that reads it.

use std::fmt::Write;
use std::path::Path;

use wirecopy::config::Config;
use wirecopy::desk::network::Network;
use wirecopy::desk::{Desk, FixedClock, RoundSummary, Stop};
use wirecopy::news::{Seen, Trade};
use wirecopy::store::Store;

use super::server::{Reply, Request};

/// A feed of these stories, each with the path of its page.
pub fn feed(request: &Request, stories: &[String]) -> Reply {
    let home = request.header("host").unwrap_or_default();
    let item = |path: &String| {
        format!(
            "<item><title>Story {path}</title><link>http://{home}/{path}</link><description>In short.</description></item>"
        )
    };
    let items: String = stories.iter().map(item).collect();
    let body = format!("<rss version=\"2.0\"><channel><title>{home}</title>{items}</channel></rss>");
    Reply { feed: true, body, ..Reply::status(200) }
}

/// Three stories, for as long as the outlet stands.
pub fn three() -> [String; 3] {
    [0, 1, 2].map(|n| format!("story/{n}"))
}

/// The page of any story.
pub fn page() -> Reply {
    let body = format!("<html><body><p>{}</p></body></html>", "Words of the story. ".repeat(40));
    Reply { body, ..Reply::status(200) }
}

/// What stands in robots.txt.
pub fn robots(rules: &str) -> Reply {
    Reply { body: format!("User-agent: *\n{rules}\n"), ..Reply::status(200) }
}

/// A newsroom that reads `/feed` of these hosts, each with its port, without pausing between requests. `network` goes to [network].
pub fn config<S: AsRef<str>>(hosts: &[S], network: &str) -> Config {
    let mut text = format!("[network]\nseconds_between_requests = 0.0\n{network}\n[pages]\nrefetch_hours = []\n");
    for host in hosts.iter().map(AsRef::as_ref) {
        let _ = write!(text, "[[outlet]]\nname = \"{host}\"\nfeeds = [\"http://{host}/feed\"]\n");
    }
    Config::read(&text, Path::new("config.toml")).expect("a configuration")
}

/// The loopback addresses may be asked.
pub const LOOPBACK: &str = "allow = [\"127.0.0.0/8\"]";

/// One run at a moment, as cron starts it.
pub fn run(config: &Config, store: &mut Store, now: i64) -> RoundSummary {
    let network = Network::new(config).expect("a network");
    let (trade, clock) = (Trade::default(), FixedClock(Seen(now)));
    let desk = Desk { config, trade: &trade, wire: &network, clock: &clock, stop: Stop::default() };
    desk.round(store, &mut |_| {}).expect("a round")
}
