//! `wirecopy feeds check`: what a feed holds, and what is wrong with it.

use std::fmt::Write;

use serde_json::{Value, json};

use super::{address, config_or_default, login, looker};
use crate::cli::{Ended, Exit, Globals, output, when};
use crate::desk::looking::Looked;
use crate::desk::{Clock, SystemClock};
use crate::news::{Delivery, Item};

/// A feed whose newest item is older than this has perhaps been given up.
const OLD: i64 = 30 * 86_400;
/// Stamps this far ahead of the clock are told.
const AHEAD: i64 = 3_600;

/// Fetch one feed and say what it holds and what is wrong with it
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit code 0: it is a feed; 1: it is not, or cannot be had.\n\nExamples:\n  wirecopy feeds check https://example.org/feed.xml\n  wirecopy feeds check https://example.org/feed.xml --format json | jq .wrong"
)]
pub struct Args {
    /// Address of the feed
    #[arg(value_name = "URL")]
    url: String,
    /// For people, or for machines: one JSON document
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

/// Runs the command.
pub fn run(args: &Args, globals: &Globals) -> Ended {
    let config = config_or_default(globals)?;
    let (url, typed) = address(&args.url)?;
    let login = login(&config, &url, typed);
    let looked = looker(&config)?.look(&url, login.as_ref());
    let now = SystemClock.now().0;
    match args.format {
        Format::Text => output::print(globals, &told(&looked, now)),
        Format::Json => output::print_plain(&format!("{}\n", as_json(&looked, now))),
    }
    Ok(if looked.feed().is_some() { Exit::Done } else { Exit::SomeFailed })
}

/// What the stamps of a feed's items say.
#[derive(Default)]
struct Dates {
    dated: usize,
    zoneless: usize,
    ahead: usize,
    newest: Option<i64>,
    oldest: Option<i64>,
}

impl Dates {
    fn of(items: &[Item], now: i64) -> Self {
        let mut dates = Self::default();
        for stamp in items.iter().filter_map(|item| item.published.as_ref().or(item.updated.as_ref())) {
            dates.dated += 1;
            dates.zoneless += usize::from(stamp.offset.is_none());
            dates.ahead += usize::from(stamp.at > now + AHEAD);
            dates.newest = dates.newest.max(Some(stamp.at));
            dates.oldest = Some(dates.oldest.map_or(stamp.at, |oldest| oldest.min(stamp.at)));
        }
        dates
    }
}

fn told(looked: &Looked, now: i64) -> String {
    let mut text = format!("{}\n", output::plain(&looked.url));
    let mut line = |name: &str, words: &str| {
        let _ = writeln!(text, "  {name:<11} {}", output::plain(words));
    };
    for (status, place) in &looked.facts.hops {
        line("redirect", &format!("{status} to {place}"));
    }
    if let Some(feed) = looked.feed() {
        line("feed", &format!("{}, {}", format_words(feed), feed.title.as_deref().unwrap_or("without a title")));
        for (name, words) in [("language", &feed.language), ("home page", &feed.link), ("hub", &feed.hub)] {
            if let Some(words) = words {
                line(name, words);
            }
        }
        line("items", &items(feed, now));
        line("dates", &dates(feed, now));
        line("text", &full_text(looked, feed));
        line("conditional", &conditional(looked));
        line("pace", &pace(looked, feed));
        line("size", &size(looked.bytes));
    } else if looked.bytes > 0 {
        line("size", &size(looked.bytes));
        line("type", looked.facts.content_type.as_deref().unwrap_or("none stated"));
    }
    let wrong = wrong(looked, now);
    if wrong.is_empty() {
        text.push_str("\nNothing is wrong with it.\n");
    } else {
        text.push_str("\nWrong with it:\n");
        for words in &wrong {
            let _ = writeln!(text, "  - {}", output::plain(words));
        }
    }
    text
}

fn format_words(feed: &Delivery) -> &'static str {
    use crate::news::FeedFormat::{Atom, Json, Rdf, Rss, Unknown};
    match feed.format {
        Rss => "RSS",
        Rdf => "RSS 1.0 (RDF)",
        Atom => "Atom",
        Json => "JSON Feed",
        Unknown => "unknown",
    }
}

fn items(feed: &Delivery, now: i64) -> String {
    let dates = Dates::of(&feed.items, now);
    let mut words = feed.items.len().to_string();
    if let (Some(newest), Some(oldest)) = (dates.newest, dates.oldest) {
        let ago =
            if newest > now { "in time to come".to_owned() } else { format!("{} ago", when::stretch(now - newest)) };
        let _ = write!(words, "; the newest of {} ({ago}), the oldest of {}", when::show(newest), when::show(oldest));
    }
    words
}

fn dates(feed: &Delivery, now: i64) -> String {
    let dates = Dates::of(&feed.items, now);
    let mut words = format!("{} of {} items are dated", dates.dated, feed.items.len());
    if dates.zoneless > 0 {
        let _ = write!(words, "; {} name no zone (`zone` of the outlet is taken, else UTC)", dates.zoneless);
    }
    words
}

fn full_text(looked: &Looked, feed: &Delivery) -> String {
    let (all, cut) = (feed.items.len(), looked.summaries);
    match all - cut {
        _ if all == 0 => "no items to judge by".to_owned(),
        0 => "summaries only: article pages are fetched for the text".to_owned(),
        full if full == all => "full text in every item".to_owned(),
        full => format!("full text in {full} of {all} items; article pages are fetched for the others"),
    }
}

fn conditional(looked: &Looked) -> String {
    match (&looked.facts.etag, &looked.facts.last_modified) {
        (Some(_), Some(_)) => "ETag and Last-Modified: unchanged feeds cost next to nothing".into(),
        (Some(_), None) => "ETag: unchanged feeds cost next to nothing".into(),
        (None, Some(_)) => "Last-Modified: unchanged feeds cost next to nothing".into(),
        (None, None) => "no: every poll carries the whole feed".into(),
    }
}

fn pace(looked: &Looked, feed: &Delivery) -> String {
    let facts = &looked.facts;
    let mut asked = Vec::new();
    let mut say = |seconds: Option<i64>, by: &str| {
        if let Some(seconds) = seconds.filter(|seconds| *seconds > 0) {
            asked.push(format!("{by} {}", when::stretch(seconds)));
        }
    };
    say(feed.pace.ttl_minutes.map(|minutes| i64::from(minutes) * 60), "ttl");
    say(feed.pace.update_seconds.map(i64::from), "update period");
    say(facts.max_age, "max-age");
    say(facts.expires, "Expires in");
    if !feed.pace.skip_hours.is_empty() {
        asked.push(format!("not in {} hours of the day", feed.pace.skip_hours.len()));
    }
    if !feed.pace.skip_days.is_empty() {
        asked.push(format!("not on {} days of the week", feed.pace.skip_days.len()));
    }
    if asked.is_empty() { "it asks for nothing".into() } else { asked.join(", ") }
}

fn size(bytes: usize) -> String {
    match bytes {
        0..10_240 => format!("{bytes} bytes"),
        _ => format!("{} KiB", bytes / 1024),
    }
}

/// What an editor should know or do.
fn wrong(looked: &Looked, now: i64) -> Vec<String> {
    let mut wrong = Vec::new();
    let Some(feed) = looked.feed() else {
        wrong.push(looked.trouble());
        if let Ok(delivery) = &looked.came {
            wrong.extend(delivery.faults.iter().skip(1).map(|fault| fault.words.clone()));
        }
        return wrong;
    };
    if let Some(place) = &looked.facts.moved_for_good {
        wrong.push(format!("it moved for good to {place}: write that address into config.toml"));
    } else if let Some((_, place)) = looked.facts.hops.last() {
        wrong.push(format!("it is redirected to {place} for now: the address stays as it is"));
    }
    let dates = Dates::of(&feed.items, now);
    if feed.items.is_empty() {
        wrong.push("it holds no items: it may be new, or given up".into());
    } else if dates.newest.is_some_and(|newest| now - newest > OLD) {
        wrong.push("nothing new for more than a month: look whether the outlet has another feed".into());
    }
    if dates.ahead > 0 {
        wrong
            .push(format!("{} items are stamped more than an hour ahead: the outlet's zone may be wrong", dates.ahead));
    }
    let nowhere = feed.items.iter().filter(|item| item.url.is_none()).count();
    if nowhere > 0 {
        wrong.push(format!("{nowhere} items have no link: their pages cannot be fetched"));
    }
    let mut ids: Vec<&str> = feed.items.iter().map(|item| item.id.as_str()).collect();
    ids.sort_unstable();
    let twice = ids.windows(2).filter(|two| two[0] == two[1]).count();
    if twice > 0 {
        wrong.push(format!("{twice} items share the id of another: they are told apart by their links"));
    }
    wrong.extend(feed.faults.iter().map(|fault| fault.words.clone()));
    wrong
}

fn as_json(looked: &Looked, now: i64) -> Value {
    let facts = &looked.facts;
    let feed = looked.feed().map(|feed| {
        let dates = Dates::of(&feed.items, now);
        json!({
            "format": feed.format.word(),
            "title": feed.title,
            "language": feed.language,
            "home_page": feed.link,
            "own_address": feed.own_url,
            "hub": feed.hub,
            "items": feed.items.len(),
            "dated": dates.dated,
            "without_zone": dates.zoneless,
            "newest": dates.newest.map(when::machine),
            "oldest": dates.oldest.map(when::machine),
            "full_text": feed.items.len() - looked.summaries,
            "ttl_minutes": feed.pace.ttl_minutes,
            "update_seconds": feed.pace.update_seconds,
            "skip_hours": feed.pace.skip_hours,
            "skip_days": feed.pace.skip_days,
        })
    });
    json!({
        "url": looked.url,
        "address": Some(&facts.url).filter(|url| !url.is_empty()),
        "redirects": facts.hops.iter().map(|(status, to)| json!({"status": status, "to": to})).collect::<Value>(),
        "moved_for_good": facts.moved_for_good,
        "content_type": facts.content_type,
        "bytes": looked.bytes,
        "etag": facts.etag.is_some(),
        "last_modified": facts.last_modified.is_some(),
        "max_age": facts.max_age,
        "expires_in": facts.expires,
        "feed": feed,
        "wrong": wrong(looked, now),
    })
}
