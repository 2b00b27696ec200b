//! From what was typed to what it means: defaults, limits, and values that make no sense named with their line.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::Spanned;
use url::Url;

use super::raw::{self, At};
use super::wrong::{ConfigError, Troubles};
use super::{Config, Detection, FeedEntry, Login, Mail, Network, Pages, Polling, Retention, Subscribed};
use crate::news::{Feed, Outlet, OutletKind};

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Resolves a file that was readable as TOML.
pub(super) fn resolve(file: raw::File, text: &str, path: &Path) -> Result<Config, ConfigError> {
    let mut troubles = Troubles::of(text);
    let folder = path.parent().unwrap_or(Path::new(""));
    let config = Config {
        store: folder.join(file.store.path.map_or("wirecopy.db".into(), Spanned::into_inner)),
        polling: polling(file.polling, &mut troubles),
        pages: pages(file.pages, &mut troubles),
        network: network(file.network, &mut troubles),
        detection: detection(file.detection, &mut troubles),
        retention: retention(file.retention, &mut troubles),
        mail: file.mail.and_then(|mail| self::mail(mail, folder, &mut troubles)),
        outlets: outlets(file.outlet, &mut troubles),
    };
    troubles.done(path)?;
    Ok(config)
}

fn polling(raw: raw::Polling, troubles: &mut Troubles<'_>) -> Polling {
    let shortest = number(raw.shortest_minutes, 10, 1..=DAY / MINUTE, "shortest_minutes", troubles);
    let longest = number(raw.longest_hours, 24, 1..=24 * 30, "longest_hours", troubles);
    let interval = raw.interval_minutes.as_ref().map(Spanned::span);
    let minutes = number(raw.interval_minutes, 30, 1..=24 * 60 * 30, "interval_minutes", troubles);
    if shortest > longest * 60 {
        troubles.file(format!("shortest_minutes ({shortest}) is longer than longest_hours ({longest})"));
    } else if let Some(at) = interval
        && !(shortest..=longest * 60).contains(&minutes)
    {
        troubles.at(
            at,
            format!("interval_minutes must lie between shortest_minutes ({shortest}) and longest_hours ({longest})"),
        );
    }
    Polling {
        interval: Duration::from_secs(minutes * MINUTE),
        shortest: Duration::from_secs(shortest * MINUTE),
        longest: Duration::from_secs(longest * HOUR),
        refresh: Duration::from_secs(number(raw.refresh_days, 7, 1..=365, "refresh_days", troubles) * DAY),
        max_bytes: mib(number(raw.max_feed_mib, 15, 1..=1024, "max_feed_mib", troubles)),
        max_items: number(raw.max_items, 5_000, 1..=1_000_000, "max_items", troubles) as usize,
    }
}

fn pages(raw: raw::Pages, troubles: &mut Troubles<'_>) -> Pages {
    let mut refetch = vec![2, 12, 48];
    if let Some(hours) = raw.refetch_hours {
        if hours.get_ref().iter().any(|hour| !(1..=24 * 365).contains(hour)) {
            troubles.at(hours.span(), "refetch_hours wants ages in hours, each between 1 and 8760");
        }
        refetch = hours.into_inner();
        refetch.sort_unstable();
        refetch.dedup();
    }
    Pages {
        fetch: raw.fetch.unwrap_or(true),
        refetch: refetch.into_iter().map(|hour| Duration::from_secs(hour.min(24 * 365) * HOUR)).collect(),
        max_bytes: mib(number(raw.max_page_mib, 8, 1..=256, "max_page_mib", troubles)),
        max_a_run: number(raw.max_a_run, 2_000, 0..=1_000_000, "max_a_run", troubles) as usize,
        oldest: Duration::from_secs(number(raw.oldest_hours, 7 * 24, 1..=24 * 3650, "oldest_hours", troubles) * HOUR),
    }
}

fn network(raw: raw::Network, troubles: &mut Troubles<'_>) -> Network {
    let mut pace = 1.0;
    if let Some(seconds) = raw.seconds_between_requests {
        if (0.0..=3600.0).contains(seconds.get_ref()) {
            pace = *seconds.get_ref();
        } else {
            troubles.at(seconds.span(), "seconds_between_requests must lie between 0 and 3600");
        }
    }
    let seconds = |n| Duration::from_secs(n);
    Network {
        contact: raw.contact.map(Spanned::into_inner).filter(|words| !words.trim().is_empty()),
        allow: raw.allow.map(Spanned::into_inner).unwrap_or_default(),
        at_once: number(raw.at_once, 32, 1..=1024, "at_once", troubles) as usize,
        at_once_a_host: number(raw.at_once_a_host, 1, 1..=64, "at_once_a_host", troubles) as usize,
        pace: Duration::from_secs_f64(pace),
        connect: seconds(number(raw.connect_seconds, 10, 1..=600, "connect_seconds", troubles)),
        idle: seconds(number(raw.idle_seconds, 15, 1..=600, "idle_seconds", troubles)),
        total: seconds(number(raw.total_seconds, 60, 1..=3600, "total_seconds", troubles)),
        robots: raw.robots.unwrap_or(true),
    }
}

fn detection(raw: raw::Detection, troubles: &mut Troubles<'_>) -> Detection {
    let most = u64::from(u32::MAX);
    Detection {
        window: Duration::from_secs(number(raw.window_hours, 84, 1..=24 * 3650, "window_hours", troubles) * HOUR),
        boilerplate_clusters: number(raw.boilerplate_clusters, 3, 2..=1000, "boilerplate_clusters", troubles) as usize,
        least_shared: number(raw.least_shared, 8, 1..=most, "least_shared", troubles) as u32,
        identical: share(raw.identical, 0.98, "identical", troubles),
        contained: share(raw.contained, 0.6, "contained", troubles),
        overlap: share(raw.overlap, 0.35, "overlap", troubles),
        scattered: share(raw.scattered, 0.15, "scattered", troubles),
        quoted: share(raw.quoted, 0.64, "quoted", troubles),
        partial: number(raw.partial, 15, 1..=most, "partial", troubles) as u32,
    }
}

/// A share, 0 to 1, or its default.
fn share(at: At<f64>, default: f32, key: &str, troubles: &mut Troubles<'_>) -> f32 {
    let Some(spanned) = at else { return default };
    if !(0.0..=1.0).contains(spanned.get_ref()) {
        troubles.at(spanned.span(), format!("{key} must lie between 0 and 1"));
    }
    spanned.into_inner() as f32
}

fn retention(raw: raw::Retention, troubles: &mut Troubles<'_>) -> Retention {
    let mut days = |at, default, key| match number(at, default, 0..=36_500, key, troubles) {
        0 => None,
        days => Some(Duration::from_secs(days * DAY)),
    };
    Retention { pages: days(raw.page_days, 30, "page_days"), texts: days(raw.text_days, 365, "text_days") }
}

fn mail(raw: raw::Mail, folder: &Path, troubles: &mut Troubles<'_>) -> Option<Mail> {
    let mut text = |at: At<String>, key: &str| {
        let found = at.map(Spanned::into_inner).filter(|words| !words.is_empty());
        if found.is_none() {
            troubles.file(format!("[mail] wants {key}, as text in quotes"));
        }
        found
    };
    let server = text(raw.server, "server");
    let from = text(raw.from, "from");
    let to = raw.to.map(Spanned::into_inner).unwrap_or_default();
    if to.is_empty() {
        troubles.file("[mail] wants to, a list of addresses");
    }
    Some(Mail {
        server: server?,
        port: raw.port.map_or(465, Spanned::into_inner),
        user: raw.user.map(Spanned::into_inner),
        password_file: raw.password_file.map(|file| folder.join(PathBuf::from(file.into_inner()))),
        from: from?,
        to,
    })
}

fn outlets(raw: Vec<Spanned<raw::Outlet>>, troubles: &mut Troubles<'_>) -> Vec<Subscribed> {
    let mut names = HashSet::new();
    let mut addresses = HashSet::new();
    raw.into_iter().map(|one| outlet(one.into_inner(), &mut names, &mut addresses, troubles)).collect()
}

fn outlet(
    raw: raw::Outlet,
    names: &mut HashSet<String>,
    addresses: &mut HashSet<String>,
    troubles: &mut Troubles<'_>,
) -> Subscribed {
    let at = raw.name.span();
    let name = raw.name.into_inner().trim().to_owned();
    if name.is_empty() {
        troubles.at(at, "an outlet wants a name");
    } else if !names.insert(name.clone()) {
        troubles.at(at, format!("there are two outlets named \"{name}\"; put their feeds under one"));
    }
    if let Some(zone) = &raw.zone
        && zone.get_ref().parse::<chrono_tz::Tz>().is_err()
    {
        troubles
            .at(zone.span(), format!("zone wants an IANA name such as \"Asia/Kolkata\", not \"{}\"", zone.get_ref()));
    }
    let domains = raw.domains.into_iter().map(|domain| self::domain(domain, troubles)).collect();
    let feeds = raw.feeds.into_iter().filter_map(|feed| entry(feed, &name, addresses, troubles)).collect();
    let interval = raw
        .interval_minutes
        .map(|at| Duration::from_secs(number(Some(at), 30, 1..=24 * 60 * 30, "interval_minutes", troubles) * MINUTE));
    Subscribed {
        outlet: Outlet {
            name,
            kind: match raw.kind {
                raw::Kind::Agency => OutletKind::Agency,
                raw::Kind::Publisher => OutletKind::Publisher,
                raw::Kind::Aggregator => OutletKind::Aggregator,
            },
            family: raw.family.map(Spanned::into_inner),
            domains,
            zone: raw.zone.map(Spanned::into_inner),
            aliases: raw.aliases.into_iter().map(Spanned::into_inner).collect(),
        },
        selector: raw.selector.map(Spanned::into_inner),
        pages: raw.pages.unwrap_or(true),
        interval,
        feeds,
    }
}

fn domain(raw: Spanned<String>, troubles: &mut Troubles<'_>) -> String {
    let words = raw.get_ref();
    if words.is_empty() || words.contains(['/', ':', ' ', '@']) {
        troubles.at(raw.span(), "domains wants names such as \"example.org\", without https:// and path");
    }
    words.to_lowercase()
}

/// One polled address. The address itself is never repeated in a trouble: it may hold a password.
fn entry(
    raw: Spanned<String>,
    outlet: &str,
    addresses: &mut HashSet<String>,
    troubles: &mut Troubles<'_>,
) -> Option<FeedEntry> {
    let Some((url, login)) = address(raw.get_ref()) else {
        troubles
            .at(raw.span(), format!("a feed of \"{outlet}\" wants an address that begins with https:// or http://"));
        return None;
    };
    if !addresses.insert(url.clone()) {
        troubles.at(raw.span(), format!("this feed of \"{outlet}\" is listed twice; keep one"));
        return None;
    }
    Some(FeedEntry { feed: Feed { url, outlet: outlet.to_owned() }, login })
}

/// An address as it was typed, with name and password kept apart from it; `None` when it is none of the web.
pub fn address(typed: &str) -> Option<(String, Option<Login>)> {
    let mut url = Url::parse(typed.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return None;
    }
    let login = (!url.username().is_empty() || url.password().is_some())
        .then(|| Login { user: unescape(url.username()), password: unescape(url.password().unwrap_or_default()) });
    // These fail only for addresses without a host, which were turned away above.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    Some((url.into(), login))
}

/// Percent signs of an address resolved. A plus sign stays one, unlike in forms.
fn unescape(words: &str) -> String {
    let form = words.replace('+', "%2B").replace('&', "%26").replace('=', "%3D");
    url::form_urlencoded::parse(form.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default()
}

/// A number within its limits, or its default.
fn number(
    at: At<u64>,
    default: u64,
    limits: std::ops::RangeInclusive<u64>,
    key: &str,
    troubles: &mut Troubles<'_>,
) -> u64 {
    let Some(spanned) = at else { return default };
    if limits.contains(spanned.get_ref()) {
        return spanned.into_inner();
    }
    troubles.at(spanned.span(), format!("{key} must lie between {} and {}", limits.start(), limits.end()));
    default
}

fn mib(n: u64) -> usize {
    (n as usize) << 20
}
