//! `wirecopy feeds import` and `export`: lists of feeds as other readers know them (OPML 2.0).

use std::collections::HashMap;

use url::Url;

use super::edit::{ConfigFile, domain, printing_on};
use super::looker;
use crate::cli::{Ended, Exit, Globals, Trouble, input, output};
use crate::config::edit::Addition;
use crate::config::{self, Config, Login};
use crate::parse::opml::{self, Outline};

/// Hosts that pass on the feeds of many outlets: their domain names nobody.
const TRANSPORTS: &[&str] = &["feedburner.com", "feedblitz.com", "feedpress.me", "feeds2.feedburner.com"];

/// Add the feeds of an OPML file to config.toml
///
/// Feeds that are there already are left alone. Feeds of one domain become one outlet. Name and order of what is in config.toml
/// stay as they are.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  wirecopy feeds import subscriptions.opml\n  wirecopy feeds import subscriptions.opml --check"
)]
pub struct ImportArgs {
    /// File to read; `-` for standard input
    #[arg(value_name = "FILE")]
    file: String,
    /// Fetch every feed first, and add only those that can be read
    #[arg(long)]
    check: bool,
    /// Say what would be added, and add nothing
    #[arg(long)]
    dry_run: bool,
}

/// Print the feeds as a list other readers understand
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  wirecopy feeds export --opml > feeds.opml")]
pub struct ExportArgs {
    /// As OPML 2.0, the only format so far
    #[arg(long)]
    opml: bool,
}

/// Runs `feeds import`.
pub fn import(args: &ImportArgs, globals: &Globals) -> Ended {
    let bytes = input::bytes(&args.file)
        .map_err(|error| Trouble::usage(format!("{}: cannot be read ({error})", output::plain(&args.file))))?;
    let (outlines, faults) = opml::read(&bytes);
    for fault in &faults {
        output::tell(&format!("{}: {}", args.file, fault.words));
    }
    if outlines.is_empty() {
        return Err(Trouble::failed(format!("{}: holds no feeds; nothing was added", output::plain(&args.file))));
    }
    let file = ConfigFile::open(globals)?;
    let mut sorted = Sorted::of(&file.config, outlines);
    let failed = if args.check { sorted.check(&file.config)? } else { 0 };
    let additions = outlets(&file.config, &sorted.fresh);
    if !args.dry_run && !additions.is_empty() {
        file.add(&additions)?;
    }
    let mut text = String::new();
    for addition in additions.iter().filter(|_| args.dry_run) {
        let shown = config::address(&addition.url).map(|(url, _)| url).unwrap_or_default();
        text.push_str(&format!("{}  {}\n", output::plain(&addition.outlet), output::plain(&shown)));
    }
    let mut names: Vec<&str> = additions.iter().map(|addition| addition.outlet.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let would = if args.dry_run { "Would add" } else { "Added" };
    text.push_str(&format!(
        "{would} {} of {} to {}; {} there already.\n",
        output::count(additions.len(), "feed"),
        output::count(names.len(), "outlet"),
        file.name(),
        sorted.known
    ));
    output::print(globals, &text);
    Ok(if failed + sorted.wrong > 0 { Exit::SomeFailed } else { Exit::Done })
}

/// The outlines of a list, sorted by what is to be done with them.
struct Sorted {
    /// Feeds to be added: as listed, the address without credentials, and these.
    fresh: Vec<(Outline, String, Option<Login>)>,
    known: usize,
    wrong: usize,
}

impl Sorted {
    fn of(config: &Config, outlines: Vec<Outline>) -> Self {
        let mut sorted = Self { fresh: Vec::new(), known: 0, wrong: 0 };
        let mut seen: std::collections::HashSet<String> =
            config.feeds().map(|(_, entry)| entry.feed.url.clone()).collect();
        for outline in outlines {
            match config::address(&outline.url) {
                None => {
                    sorted.wrong += 1;
                    let title = outline.title.as_deref().unwrap_or("a feed without a name");
                    output::tell(&format!("\"{title}\" was left out: its address is none of the web"));
                }
                Some((url, login)) if seen.insert(url.clone()) => sorted.fresh.push((outline, url, login)),
                Some(_) => sorted.known += 1,
            }
        }
        sorted
    }

    /// Fetches every feed, drops those that cannot be read, and counts them.
    fn check(&mut self, config: &Config) -> Result<usize, Trouble> {
        let urls: Vec<_> = self.fresh.iter().map(|(_, url, login)| (url.clone(), login.clone())).collect();
        let looked = looker(config)?.look_all(&urls);
        let before = self.fresh.len();
        let mut readable = looked.iter().map(|looked| {
            let trouble = looked.trouble();
            if !trouble.is_empty() {
                output::tell(&format!("{} was left out: {trouble}", looked.url));
            }
            trouble.is_empty()
        });
        self.fresh.retain(|_| readable.next().unwrap_or(true));
        Ok(before - self.fresh.len())
    }
}

/// The outlet of each feed: the one that prints on its domain, else a new one for all feeds of a domain.
fn outlets(config: &Config, feeds: &[(Outline, String, Option<Login>)]) -> Vec<Addition> {
    let key = |outline: &Outline, url: &str| {
        let own = domain(url).filter(|domain| !TRANSPORTS.contains(&domain.as_str()));
        let home = outline.html_url.as_deref().and_then(domain);
        home.or(own).unwrap_or_else(|| outline.title.clone().unwrap_or_else(|| url.to_owned()))
    };
    let mut titles: HashMap<String, Vec<&str>> = HashMap::new();
    for (outline, url, _) in feeds {
        titles.entry(key(outline, url)).or_default().extend(outline.title.as_deref());
    }
    feeds
        .iter()
        .map(|(outline, url, _)| {
            let places = outline.html_url.as_deref().into_iter().chain([url.as_str()]);
            let known = places.clone().find_map(|place| printing_on(config, place));
            let group = key(outline, url);
            let domain = places.filter_map(domain).find(|domain| !TRANSPORTS.contains(&domain.as_str()));
            let outlet = match known {
                Some(known) => known.outlet.name.clone(),
                None => name(titles.get(&group).map_or(&[][..], Vec::as_slice), &group),
            };
            Addition { outlet, domains: domain.into_iter().collect(), url: outline.url.trim().to_owned() }
        })
        .collect()
}

/// A name for the outlet of feeds with these titles: what they begin with alike, else their domain.
fn name(titles: &[&str], domain: &str) -> String {
    let Some(first) = titles.first() else { return domain.to_owned() };
    let mut alike = first.len();
    for title in &titles[1..] {
        let same = first.char_indices().zip(title.chars()).find(|((_, a), b)| a != b).map(|((at, _), _)| at);
        alike = alike.min(same.unwrap_or_else(|| first.len().min(title.len())));
    }
    let mut alike = &first[..alike];
    if alike.len() < first.len() && !first[alike.len()..].starts_with(|c: char| !c.is_alphanumeric()) {
        // Half a word is no name.
        alike = alike.rsplit_once(|c: char| !c.is_alphanumeric()).map_or("", |(words, _)| words);
    }
    let name = alike.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | '!' | '.' | '"' | '\''));
    let name = output::plain(name.trim_matches(['.', '"', '\'']));
    if name.chars().count() < 2 { domain.to_owned() } else { name }
}

/// Runs `feeds export`.
pub fn export(args: &ExportArgs, globals: &Globals) -> Ended {
    if !args.opml {
        return Err(Trouble::usage("a list of feeds is printed as OPML only; write `wirecopy feeds export --opml`"));
    }
    let config = globals.config()?;
    output::print_plain(&list(&config));
    let kept = config.feeds().filter(|(_, entry)| entry.login.is_some()).count();
    if kept > 0 {
        output::tell(&format!("{kept} feeds have a name and password: these are not in the list"));
    }
    Ok(Exit::Done)
}

/// The list: an outline an outlet, its feeds within.
fn list(config: &Config) -> String {
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head><title>Feeds of wirecopy</title></head>\n  <body>\n",
    );
    for outlet in config.outlets.iter().filter(|outlet| !outlet.feeds.is_empty()) {
        let name = quoted(&outlet.outlet.name);
        text.push_str(&format!("    <outline text=\"{name}\">\n"));
        for entry in &outlet.feeds {
            let home = Url::parse(&entry.feed.url).ok().and_then(|url| url.join("/").ok());
            let home = outlet
                .outlet
                .domains
                .first()
                .map_or_else(|| home.map(String::from).unwrap_or_default(), |domain| format!("https://{domain}/"));
            text.push_str(&format!(
                "      <outline type=\"rss\" text=\"{name}\" xmlUrl=\"{}\" htmlUrl=\"{}\"/>\n",
                quoted(&entry.feed.url),
                quoted(&home)
            ));
        }
        text.push_str("    </outline>\n");
    }
    text.push_str("  </body>\n</opml>\n");
    text
}

/// Text that may stand in an attribute.
fn quoted(words: &str) -> String {
    output::plain(words).replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_of_one_domain_are_named_by_what_their_titles_share() {
        assert_eq!(name(&["The Harbour Post - World", "The Harbour Post - Sport"], "post.example"), "The Harbour Post");
        assert_eq!(name(&["Harbour News", "Harbour Nights"], "post.example"), "Harbour");
        assert_eq!(name(&["World", "Sport"], "post.example"), "post.example");
        assert_eq!(name(&["Harbour"], "post.example"), "Harbour");
        assert_eq!(name(&[], "post.example"), "post.example");
        assert_eq!(name(&["Überblick: A", "Überblick: B"], "x.example"), "Überblick");
    }

    #[test]
    fn a_list_is_read_back_as_it_was_and_holds_no_password() {
        let config = Config::read(
            "[[outlet]]\nname = \"A & <B>\"\ndomains = [\"a.example\"]\nfeeds = [\"https://me:canary@a.example/f?x=1&y=2\"]\n",
            std::path::Path::new("config.toml"),
        )
        .expect("a configuration");
        let text = list(&config);
        assert!(!text.contains("canary") && !text.contains("me:"));
        let (outlines, faults) = opml::read(text.as_bytes());
        assert!(faults.is_empty());
        assert_eq!(
            (outlines[0].url.as_str(), outlines[0].title.as_deref()),
            ("https://a.example/f?x=1&y=2", Some("A & <B>"))
        );
        assert_eq!(outlines[0].html_url.as_deref(), Some("https://a.example/"));
    }
}
