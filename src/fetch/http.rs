//! The asking itself: guarded, paced, bounded.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Client, Response, StatusCode, redirect};
use tokio::time::{Instant, timeout};
use url::Url;

use super::failure::{self, Failure, Reach};
use super::guard::{self, Guard, Lookup};
use super::hosts::Hosts;
use super::robots::{self, Known, Rules};
use super::state::Validators;
use crate::news::RobotsWord;

/// Redirects followed at most.
const MOST_REDIRECTS: usize = 8;

/// How the network is used.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people can reach the newsroom: sent with every request.
    pub contact: Option<String>,
    /// Hosts, host:port pairs, addresses and networks that may be reached although they are not public.
    pub allow: Vec<String>,
    /// Requests in flight to one host.
    pub at_once_a_host: usize,
    /// Between two requests to one host.
    pub pace: Duration,
    /// Longest wait for a connection.
    pub connect: Duration,
    /// Longest silence while reading.
    pub idle: Duration,
    /// Longest time for one answer, redirects included.
    pub total: Duration,
    /// Whether robots.txt is asked before a page.
    pub robots: bool,
    /// Who turns names into addresses.
    pub lookup: Lookup,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            contact: None,
            allow: Vec::new(),
            at_once_a_host: 1,
            pace: Duration::from_secs(1),
            connect: Duration::from_secs(10),
            idle: Duration::from_secs(15),
            total: Duration::from_secs(60),
            robots: true,
            lookup: Lookup::System,
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked<'a> {
    /// Address without credentials.
    pub url: &'a str,
    /// Name and password, sent to the address's own host only.
    pub login: Option<(&'a str, &'a str)>,
    /// What is known already; sent only to the address that gave it.
    pub validators: &'a [Validators],
    /// Most bytes taken, after unpacking.
    pub most: usize,
    /// Now, in seconds since 1970 UTC: what dates of the answer are reckoned from when it is not dated itself.
    pub now: i64,
}

/// What the headers of an answer say, as far as it matters later.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// `ETag`, verbatim.
    pub etag: Option<String>,
    /// `Last-Modified`, verbatim.
    pub last_modified: Option<String>,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `Cache-Control: max-age`, in seconds, less the `Age` it has.
    pub max_age: Option<i64>,
    /// `Expires`, in seconds from the answer's own date.
    pub expires: Option<i64>,
    /// `Retry-After`, in seconds from the answer's own date.
    pub retry_after: Option<i64>,
    /// Where the bytes stood in the end. Never holds credentials.
    pub url: String,
    /// The place it moved to for good: every redirect on the way was permanent (301, 308), and none left https.
    pub moved_for_good: Option<String>,
    /// Redirects on the way: their status and the place they led to.
    pub hops: Vec<(u16, String)>,
}

/// What came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Bytes, unpacked, cut at the limit (`cut` tells).
    Body(Vec<u8>, Facts, bool),
    /// Not modified.
    Unchanged(Facts),
    /// Gone for good (410).
    Gone,
    /// No usable answer.
    Failed(Failure),
}

/// What is asked for decides which formats are named as welcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Feed,
    Page,
    Robots,
}

impl What {
    /// `Accept`: some servers choose between a page and a feed by it.
    fn welcome(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Feed => {
                "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, \
                 application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
            }
            Self::Page => "text/html, application/xhtml+xml, */*;q=0.5",
            Self::Robots => "text/plain, */*;q=0.5",
        })
    }
}

/// Where a redirect leads, and whether it is to last.
struct Redirect {
    status: u16,
    target: Option<Url>,
}

/// Asks servers for feeds and pages.
pub struct Fetcher {
    client: Client,
    guard: Guard,
    hosts: Hosts,
    known: Known,
    /// The time handed in by the run that goes on, and when it was first.
    run: Mutex<Option<(i64, Instant)>>,
    settings: Settings,
}

impl Fetcher {
    /// Makes ready to ask.
    ///
    /// # Errors
    /// When the TLS library finds no certificates, or the contact is no header value.
    pub fn new(settings: Settings) -> Result<Self, String> {
        // A provider that is installed already serves as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let guard = Guard::new(&settings.allow).looking_up(settings.lookup.clone());
        let contact = settings.contact.as_deref().map_or(String::new(), |contact| format!(" (+{contact})"));
        let agent = HeaderValue::from_str(&format!("wirecopy/{}{contact}", env!("CARGO_PKG_VERSION")))
            .map_err(|_| "contact in config.toml has characters that no request can carry".to_owned())?;
        let client = Client::builder()
            .user_agent(agent)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .dns_resolver(guard.clone())
            .connect_timeout(settings.connect)
            .read_timeout(settings.idle)
            .pool_max_idle_per_host(1)
            .build()
            .map_err(|error| format!("network: {}", failure::root(&error)))?;
        let hosts = Hosts::new(settings.at_once_a_host, settings.pace);
        Ok(Self { client, guard, hosts, known: Known::default(), run: Mutex::default(), settings })
    }

    /// Asks for a feed, or anything that robots.txt does not speak of.
    pub async fn feed(&self, asked: &Asked<'_>) -> Answer {
        self.follow(asked, What::Feed).await
    }

    /// Asks for an article page; robots.txt is obeyed.
    pub async fn page(&self, asked: &Asked<'_>) -> Answer {
        self.follow(asked, What::Page).await
    }

    /// Takes up what hosts said of robots in earlier runs, and when they were asked for pages.
    pub fn recall(&self, words: Vec<RobotsWord>, now: i64) {
        let now = self.moment(now);
        for word in &words {
            let ago = word.asked.map(|at| Duration::from_secs(now.saturating_sub(at.0).max(0) as u64));
            if let Some(ago) = ago.filter(|ago| *ago < robots::LONGEST_DELAY)
                && let Ok(origin) = Url::parse(&word.origin)
            {
                self.hosts.recall(origin.host_str().unwrap_or_default(), ago);
            }
        }
        self.known.recall(words);
    }

    /// What hosts said of robots since this was last asked.
    pub fn learned(&self) -> Vec<RobotsWord> {
        self.known.learned()
    }

    /// The time by the clock, when the run that handed in `now` has gone on for a while.
    fn moment(&self, now: i64) -> i64 {
        let mut run = self.run.lock().unwrap_or_else(PoisonError::into_inner);
        match *run {
            Some((known, began)) if known == now => now + began.elapsed().as_secs() as i64,
            _ => {
                *run = Some((now, Instant::now()));
                now
            }
        }
    }

    /// Follows redirects by hand: every place is judged anew.
    async fn follow(&self, asked: &Asked<'_>, what: What) -> Answer {
        let Ok(mut url) = Url::parse(asked.url) else {
            return Answer::Failed(Failure::refused("not an absolute address"));
        };
        bare(&mut url);
        self.moment(asked.now);
        let home = url.clone();
        let mut for_good = true;
        let mut hops = Vec::new();
        let mut left = self.settings.total;
        while hops.len() <= MOST_REDIRECTS {
            if let Err(words) = self.guard.check(&url) {
                return Answer::Failed(Failure::refused(words));
            }
            let mut delay = Duration::ZERO;
            if what == What::Page && self.settings.robots {
                match self.allowed(&url, asked.now).await {
                    Ok(asked_for) => delay = asked_for,
                    Err(failure) => return Answer::Failed(failure),
                }
            }
            let Ok(turn) = self.hosts.turn(url.host_str().unwrap_or_default(), delay).await else {
                let words = "its host asks for so much time between two pages that it is left to a later run";
                return Answer::Failed(Failure { later: true, reach: Reach::Unknown, ..Failure::passing(words) });
            };
            if !delay.is_zero() {
                self.known.asked(&url, self.moment(asked.now)).await;
            }
            let started = Instant::now();
            let ended = timeout(left, self.ask(&url, &home, asked, what)).await;
            left = left.saturating_sub(started.elapsed());
            drop(turn);
            let redirect = match ended {
                Err(_) => {
                    let words = format!("no whole answer within {} s", self.settings.total.as_secs());
                    return Answer::Failed(Failure { reach: Reach::Unknown, ..Failure::passing(words) });
                }
                Ok(Ok(Answer::Gone)) if !for_good => {
                    return Answer::Failed(Failure::passing("the place it redirects to for now is gone (410)"));
                }
                // Somebody led the way there, so that the network is up.
                Ok(Ok(Answer::Failed(failure))) if !hops.is_empty() => {
                    return Answer::Failed(Failure { reach: Reach::Server, ..failure });
                }
                Ok(Ok(mut answer)) => {
                    if let Answer::Body(_, facts, _) | Answer::Unchanged(facts) = &mut answer {
                        facts.moved_for_good = (for_good && !hops.is_empty()).then(|| facts.url.clone());
                        facts.hops = hops;
                    }
                    return answer;
                }
                Ok(Err(redirect)) => redirect,
            };
            let Some(target) = redirect.target else {
                return Answer::Failed(Failure::passing("a redirect without a place to go"));
            };
            for_good &= matches!(redirect.status, 301 | 308) && !(url.scheme() == "https" && target.scheme() == "http");
            hops.push((redirect.status, target.to_string()));
            url = target;
        }
        Answer::Failed(Failure::passing(format!("more than {MOST_REDIRECTS} redirects")))
    }

    /// One request, and its answer if that is no redirect.
    async fn ask(&self, url: &Url, home: &Url, asked: &Asked<'_>, what: What) -> Result<Answer, Redirect> {
        let validators = asked.validators.iter().find(|known| known.url == url.as_str());
        let login = asked.login.filter(|_| at_home(url, home));
        let answer = match self.send(url, what, validators, login).await {
            Ok(answer) => answer,
            Err(failure) => return Ok(Answer::Failed(failure)),
        };
        let status = answer.status().as_u16();
        if matches!(status, 301 | 302 | 303 | 307 | 308) {
            let place = answer.headers().get(header::LOCATION);
            let mut target =
                place.and_then(|to| std::str::from_utf8(to.as_bytes()).ok()).and_then(|to| url.join(to).ok());
            if let Some(target) = &mut target {
                bare(target);
            }
            return Err(Redirect { status, target });
        }
        if status == 304 && validators.is_none() {
            let words = "the server says unchanged, though nothing was known before";
            return Ok(Answer::Failed(Failure { status: Some(304), ..Failure::passing(words) }));
        }
        Ok(match read(answer, url, asked).await {
            Answer::Failed(failure) if what == What::Feed => {
                let way_out = failure.status.map_or("", failure::way_out);
                Answer::Failed(Failure { words: format!("{}{way_out}", failure.words), ..failure })
            }
            answer => answer,
        })
    }

    async fn send(
        &self,
        url: &Url,
        what: What,
        validators: Option<&Validators>,
        login: Option<(&str, &str)>,
    ) -> Result<Response, Failure> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, what.welcome());
        if let Some(known) = validators {
            for (name, value) in
                [(header::IF_NONE_MATCH, &known.etag), (header::IF_MODIFIED_SINCE, &known.last_modified)]
            {
                if let Some(value) = value.as_ref().and_then(|v| HeaderValue::from_bytes(v.as_bytes()).ok()) {
                    headers.insert(name, value);
                }
            }
        }
        let mut request = self.client.get(url.clone()).headers(headers);
        if let Some((user, password)) = login {
            request = request.basic_auth(user, Some(password));
        }
        let sent = guard::dialling(url.port_or_known_default(), request.send()).await;
        sent.map_err(|error| Failure::broken(&error))
    }

    /// Whether robots.txt lets a page be asked for, and the time it asks for between two.
    async fn allowed(&self, url: &Url, now: i64) -> Result<Duration, Failure> {
        let mut reach = Reach::Unknown;
        let rules = self.known.rules(url, now, async |place: Url| {
            let asked = Asked { url: place.as_str(), most: robots::MOST, now, ..Asked::default() };
            match Box::pin(self.follow(&asked, What::Robots)).await {
                Answer::Body(bytes, ..) => robots::Answered::Body(bytes),
                Answer::Gone => robots::Answered::None,
                // Client errors say that there are no rules; a flood, or no answer at all, says nothing (RFC 9309, 2.3.1).
                Answer::Failed(Failure { status: Some(400..=428 | 430..=499), .. }) => robots::Answered::None,
                Answer::Failed(failure) if failure.reach == Reach::Nowhere => {
                    reach = failure.reach;
                    robots::Answered::Nowhere
                }
                Answer::Unchanged(_) | Answer::Failed(_) => robots::Answered::Unreachable,
            }
        });
        match rules.await {
            Rules::Closed => {
                let words = "robots.txt of the host cannot be had, so the page is not asked for yet";
                Err(Failure { robots: true, reach, ..Failure::passing(words) })
            }
            rules if rules.allow(url) => Ok(rules.delay()),
            _ => Err(Failure { robots: true, ..Failure::refused("robots.txt asks not to fetch this page") }),
        }
    }
}

/// Whether credentials for `home` may go to `url`: the same host and port, or the same host over TLS.
fn at_home(url: &Url, home: &Url) -> bool {
    let same = (url.scheme(), url.port_or_known_default()) == (home.scheme(), home.port_or_known_default());
    let safer = url.scheme() == "https" && home.scheme() == "http" && url.port().is_none() && home.port().is_none();
    url.host_str() == home.host_str() && (same || safer)
}

/// Takes name and password out of an address: a redirect may not hand us any.
fn bare(url: &mut Url) {
    // These fail only for addresses that cannot hold any.
    let _ = url.set_username("");
    let _ = url.set_password(None);
}

/// Reads an answer that is no redirect.
async fn read(mut answer: Response, url: &Url, asked: &Asked<'_>) -> Answer {
    let status = answer.status();
    let facts = facts(&answer, url, asked.now);
    match status {
        StatusCode::NOT_MODIFIED => return Answer::Unchanged(facts),
        StatusCode::GONE => return Answer::Gone,
        status if !status.is_success() => {
            let reason = status.canonical_reason().unwrap_or("unknown").to_ascii_lowercase();
            let words = format!("the server answered {} {reason}", status.as_u16());
            // Client errors are lasting for pages and rules; time-outs and floods are not.
            let lasting = status.is_client_error() && !matches!(status.as_u16(), 408 | 425 | 429);
            let status = Some(status.as_u16());
            return Answer::Failed(Failure {
                status,
                retry_after: facts.retry_after,
                lasting,
                ..Failure::passing(words)
            });
        }
        _ => {}
    }
    let mut body = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > asked.most => {
                body.extend_from_slice(&chunk[..asked.most - body.len()]);
                return Answer::Body(body, facts, true);
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Answer::Body(body, facts, false),
            Err(error) => return Answer::Failed(Failure::broken(&error)),
        }
    }
}

fn facts(answer: &Response, url: &Url, now: i64) -> Facts {
    let text =
        |name| answer.headers().get(name).and_then(|v: &HeaderValue| String::from_utf8(v.as_bytes().to_vec()).ok());
    let date = |words: &str| {
        let time = httpdate::parse_http_date(words.trim()).ok()?;
        i64::try_from(time.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs()).ok()
    };
    let answered = text(header::DATE).and_then(|d| date(&d)).unwrap_or(now);
    let age = text(header::AGE).and_then(|a| a.trim().parse::<i64>().ok()).unwrap_or(0).max(0);
    let directives = text(header::CACHE_CONTROL).unwrap_or_default().to_ascii_lowercase();
    let uncached = directives.split(',').any(|d| matches!(d.trim(), "no-cache" | "no-store"));
    let max_age = directives
        .split(',')
        .find_map(|d| d.trim().strip_prefix("max-age=").and_then(|s| s.trim_matches('"').parse::<i64>().ok()))
        .filter(|_| !uncached);
    let retry_after = text(header::RETRY_AFTER).and_then(|words| {
        words.trim().parse::<i64>().ok().or_else(|| Some(date(&words)? - answered)).filter(|seconds| *seconds >= 0)
    });
    // max-age goes before Expires (RFC 9111, 5.3).
    let expires = text(header::EXPIRES).filter(|_| max_age.is_none() && !uncached).and_then(|d| date(&d));
    Facts {
        etag: text(header::ETAG).filter(|e| !e.is_empty()),
        last_modified: text(header::LAST_MODIFIED).filter(|l| !l.is_empty()),
        content_type: text(header::CONTENT_TYPE),
        max_age: max_age.map(|seconds| (seconds - age).max(0)),
        expires: expires.map(|at| (at - answered).max(0)),
        retry_after,
        url: url.to_string(),
        ..Facts::default()
    }
}
