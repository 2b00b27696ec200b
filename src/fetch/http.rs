//! The asking itself: guarded, paced, bounded.

use std::time::Duration;

use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Client, Response, StatusCode, redirect};
use tokio::time::timeout;
use url::Url;

use super::guard::Guard;
use super::hosts::Hosts;
use super::robots::{self, Known, Rules};

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
    /// `If-None-Match`, verbatim.
    pub etag: Option<&'a str>,
    /// `If-Modified-Since`, verbatim.
    pub last_modified: Option<&'a str>,
    /// Most bytes taken, after unpacking.
    pub most: usize,
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
    /// `Expires`, seconds since 1970 UTC.
    pub expires: Option<i64>,
    /// `Retry-After`, in seconds from the answer's own date.
    pub retry_after: Option<i64>,
    /// Where the bytes stood in the end.
    pub url: String,
    /// The place it moved to for good: every redirect on the way was permanent (301, 308).
    pub moved_for_good: Option<String>,
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

/// Why there is no usable answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The words for people. Never hold credentials.
    pub words: String,
    /// Seconds to wait, as the server asks.
    pub retry_after: Option<i64>,
    /// robots.txt forbids it.
    pub robots: bool,
    /// Asking again will not help.
    pub lasting: bool,
}

impl Failure {
    fn passing(words: impl Into<String>) -> Self {
        Self { words: words.into(), retry_after: None, robots: false, lasting: false }
    }

    fn lasting(words: impl Into<String>) -> Self {
        Self { lasting: true, ..Self::passing(words) }
    }
}

/// Asks servers for feeds and pages.
pub struct Fetcher {
    client: Client,
    guard: Guard,
    hosts: Hosts,
    known: Known,
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
        let guard = Guard::new(&settings.allow);
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
            .map_err(|error| format!("network: {}", root(&error)))?;
        let hosts = Hosts::new(settings.at_once_a_host, settings.pace);
        Ok(Self { client, guard, hosts, known: Known::default(), settings })
    }

    /// Asks for a feed, or anything that robots.txt does not speak of.
    pub async fn feed(&self, asked: &Asked<'_>) -> Answer {
        self.follow(asked, false).await
    }

    /// Asks for an article page; robots.txt is obeyed.
    pub async fn page(&self, asked: &Asked<'_>) -> Answer {
        self.follow(asked, self.settings.robots).await
    }

    /// Follows redirects by hand: every place is judged anew.
    async fn follow(&self, asked: &Asked<'_>, robots: bool) -> Answer {
        let Ok(mut url) = Url::parse(asked.url) else {
            return Answer::Failed(Failure::lasting("not an absolute address"));
        };
        let home = (url.scheme().to_owned(), url.host_str().map(str::to_owned), url.port_or_known_default());
        let mut for_good = true;
        for hop in 0..=MOST_REDIRECTS {
            if let Err(words) = self.guard.check(&url) {
                return Answer::Failed(Failure::lasting(words));
            }
            if robots && !self.rules(&url).await.allow(&url) {
                let failure = Failure { robots: true, ..Failure::lasting("robots.txt asks not to fetch this page") };
                return Answer::Failed(failure);
            }
            let at_home =
                home == (url.scheme().to_owned(), url.host_str().map(str::to_owned), url.port_or_known_default());
            let login = asked.login.filter(|_| at_home);
            let turn = self.hosts.turn(url.host_str().unwrap_or_default()).await;
            let asking = async {
                let answer = match self.send(&url, asked, login).await {
                    Ok(answer) => answer,
                    Err(failure) => return Ok(Answer::Failed(failure)),
                };
                let status = answer.status();
                if matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
                    let target = answer
                        .headers()
                        .get(header::LOCATION)
                        .and_then(|to| to.to_str().ok())
                        .and_then(|to| url.join(to).ok());
                    return Err((target, matches!(status.as_u16(), 301 | 308)));
                }
                Ok(read(answer, &url, asked.most).await)
            };
            let ended = timeout(self.settings.total, asking).await;
            drop(turn);
            match ended {
                Err(_) => {
                    let words = format!("no whole answer within {} s", self.settings.total.as_secs());
                    return Answer::Failed(Failure::passing(words));
                }
                Ok(Ok(mut answer)) => {
                    if let Answer::Body(_, facts, _) | Answer::Unchanged(facts) = &mut answer
                        && hop > 0
                        && for_good
                    {
                        facts.moved_for_good = Some(facts.url.clone());
                    }
                    return answer;
                }
                Ok(Err((None, _))) => return Answer::Failed(Failure::passing("a redirect without a place to go")),
                Ok(Err((Some(target), permanent))) => {
                    for_good &= permanent;
                    url = target;
                }
            }
        }
        Answer::Failed(Failure::passing(format!("more than {MOST_REDIRECTS} redirects")))
    }

    async fn send(&self, url: &Url, asked: &Asked<'_>, login: Option<(&str, &str)>) -> Result<Response, Failure> {
        let mut headers = HeaderMap::new();
        for (name, value) in [(header::IF_NONE_MATCH, asked.etag), (header::IF_MODIFIED_SINCE, asked.last_modified)] {
            if let Some(value) = value.and_then(|v| HeaderValue::from_bytes(v.as_bytes()).ok()) {
                headers.insert(name, value);
            }
        }
        let mut request = self.client.get(url.clone()).headers(headers);
        if let Some((user, password)) = login {
            request = request.basic_auth(user, Some(password));
        }
        request.send().await.map_err(|error| Failure::passing(told(&error)))
    }

    /// The rules of a page's host, asked for at most once a day.
    async fn rules(&self, url: &Url) -> Rules {
        let origin = url.origin().ascii_serialization();
        if let Some(rules) = self.known.get(&origin) {
            return rules;
        }
        let rules = match url.join("/robots.txt") {
            Ok(place) => {
                let asked = Asked { url: place.as_str(), most: robots::MOST, ..Asked::default() };
                match Box::pin(self.follow(&asked, false)).await {
                    Answer::Body(bytes, ..) => Rules::of(200, &bytes),
                    Answer::Gone => Rules::Open,
                    Answer::Unchanged(_) => Rules::Closed,
                    Answer::Failed(failure) if failure.lasting => Rules::Open,
                    Answer::Failed(_) => Rules::Closed,
                }
            }
            Err(_) => Rules::Closed,
        };
        self.known.put(origin, rules.clone());
        rules
    }
}

/// Reads an answer that is no redirect.
async fn read(mut answer: Response, url: &Url, most: usize) -> Answer {
    let status = answer.status();
    let facts = facts(&answer, url);
    match status {
        StatusCode::NOT_MODIFIED => return Answer::Unchanged(facts),
        StatusCode::GONE => return Answer::Gone,
        status if !status.is_success() => {
            let reason = status.canonical_reason().unwrap_or("unknown").to_ascii_lowercase();
            let words = format!("the server answered {} {reason}", status.as_u16());
            // Client errors are lasting for pages and rules; time-outs and floods are not.
            let lasting = status.is_client_error() && !matches!(status.as_u16(), 408 | 425 | 429);
            return Answer::Failed(Failure { words, retry_after: facts.retry_after, robots: false, lasting });
        }
        _ => {}
    }
    let mut body = Vec::new();
    loop {
        match answer.chunk().await {
            Ok(Some(chunk)) if body.len() + chunk.len() > most => {
                body.extend_from_slice(&chunk[..most - body.len()]);
                return Answer::Body(body, facts, true);
            }
            Ok(Some(chunk)) => body.extend_from_slice(&chunk),
            Ok(None) => return Answer::Body(body, facts, false),
            Err(error) => return Answer::Failed(Failure::passing(told(&error))),
        }
    }
}

fn facts(answer: &Response, url: &Url) -> Facts {
    let text =
        |name| answer.headers().get(name).and_then(|v: &HeaderValue| String::from_utf8(v.as_bytes().to_vec()).ok());
    let date = |words: &str| {
        let time = httpdate::parse_http_date(words.trim()).ok()?;
        i64::try_from(time.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs()).ok()
    };
    let answered = text(header::DATE).and_then(|d| date(&d));
    let age = text(header::AGE).and_then(|a| a.trim().parse::<i64>().ok()).unwrap_or(0).max(0);
    let directives = text(header::CACHE_CONTROL).unwrap_or_default().to_ascii_lowercase();
    let uncached = directives.split(',').any(|d| matches!(d.trim(), "no-cache" | "no-store"));
    let max_age = directives
        .split(',')
        .find_map(|d| d.trim().strip_prefix("max-age=").and_then(|s| s.trim_matches('"').parse::<i64>().ok()))
        .filter(|_| !uncached);
    let retry_after = text(header::RETRY_AFTER).and_then(|words| {
        words.trim().parse::<i64>().ok().or_else(|| Some(date(&words)? - answered?)).filter(|seconds| *seconds >= 0)
    });
    Facts {
        etag: text(header::ETAG).filter(|e| !e.is_empty()),
        last_modified: text(header::LAST_MODIFIED).filter(|l| !l.is_empty()),
        content_type: text(header::CONTENT_TYPE),
        max_age: max_age.map(|seconds| (seconds - age).max(0)),
        // max-age goes before Expires (RFC 9111, 5.3).
        expires: if max_age.is_some() || uncached { None } else { text(header::EXPIRES).and_then(|d| date(&d)) },
        retry_after,
        url: url.to_string(),
        moved_for_good: None,
    }
}

/// A trouble of the library in words, without the address it may hold.
fn told(error: &reqwest::Error) -> String {
    let what = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else if error.is_body() || error.is_decode() {
        "the answer broke off"
    } else {
        "the request failed"
    };
    format!("{what}: {}", root(error))
}

/// The innermost cause: the outer ones repeat the address.
fn root(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
