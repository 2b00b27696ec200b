//! The judge: what was asked, held against the rules.

use std::collections::{BTreeMap, HashMap};

use super::server::{Record, Reply, Request};

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 3_600;
/// Never sooner than this after the last request for the same feed.
const SHORTEST: i64 = 10 * MINUTE;
/// The first wait after a failure; every further one doubles it, up to a day.
const BACKOFF: i64 = 20 * MINUTE;
/// How seldom a server that gives validators is asked for everything.
const REFRESH: i64 = 7 * DAY;

/// What was found wrong, by its kind.
#[derive(Debug, Default)]
pub struct Verdict {
    pub wrong: BTreeMap<&'static str, Vec<String>>,
    pub polls: usize,
    pub conditional: usize,
}

impl Verdict {
    fn add(&mut self, kind: &'static str, record: &Record, words: impl std::fmt::Display) {
        self.wrong.entry(kind).or_default().push(format!("{} at {}: {words}", record.request.url, record.at));
    }
}

/// What the server said last of one address.
#[derive(Default)]
struct Known {
    /// The last whole answer: its validators, when, and whether it was a feed.
    whole: Option<(Option<String>, Option<String>, i64, bool)>,
    /// Last time everything was asked for although validators were known.
    refreshed: i64,
}

/// What holds for the polls of one feed, wherever they were answered.
#[derive(Default)]
struct Poll {
    last: Option<i64>,
    not_before: i64,
    fresh: i64,
    skips: (Vec<i64>, Vec<i64>),
    failures: u32,
    gone: bool,
}

/// Judges requests in the order they came. `learned` names addresses that may be asked directly though no feed has them in its
/// configuration, and the feed they stand for; a redirect within one moment belongs to the poll that met it.
pub fn judge(records: &[Record], feeds: &[String], learned: &HashMap<String, String>) -> Verdict {
    let mut verdict = Verdict::default();
    let mut known: HashMap<&str, Known> = HashMap::new();
    let mut polls: HashMap<&str, Poll> = HashMap::new();
    // Where a poll was sent on to, and by which feed.
    let mut sent_on: HashMap<String, (i64, &str)> = HashMap::new();
    for record in records {
        let url = record.request.url.as_str();
        validators(record, known.entry(url).or_default(), &mut verdict);
        let redirected = sent_on.remove(url).filter(|(at, _)| *at == record.at).map(|(_, feed)| feed);
        let own = feeds.iter().find(|feed| *feed == url).map(String::as_str);
        let feed = match redirected.or(own).or_else(|| learned.get(url).map(String::as_str)) {
            Some(feed) => feed,
            None => {
                verdict.add("hijacked", record, "no feed has this address, and no redirect led there");
                continue;
            }
        };
        let poll = polls.entry(feed).or_default();
        if redirected.is_none() {
            verdict.polls += 1;
            begin(record, poll, &mut verdict);
        }
        if let (301 | 302 | 303 | 307 | 308, Some(place)) = (record.reply.status, record.reply.header("Location")) {
            sent_on.insert(place.to_owned(), (record.at, feed));
        } else {
            end(record.at, &record.reply, poll);
        }
    }
    in_flight(records, &mut verdict);
    verdict
}

/// Validators are those of the last whole answer of this very address, or none.
fn validators(record: &Record, known: &mut Known, verdict: &mut Verdict) {
    let sent = |name| record.request.header(name).map(str::to_owned);
    let (tag, since) = (sent("if-none-match"), sent("if-modified-since"));
    let (known_tag, known_since) =
        known.whole.as_ref().map_or((None, None), |(tag, since, ..)| (tag.clone(), since.clone()));
    if tag.is_some() && tag != known_tag {
        verdict.add("invented", record, format!("If-None-Match {tag:?}, given was {known_tag:?}"));
    }
    if since.is_some() && since != known_since {
        verdict.add("invented", record, format!("If-Modified-Since {since:?}, given was {known_since:?}"));
    }
    verdict.conditional += usize::from(tag.is_some() || since.is_some());
    if let Some((_, _, at, true)) = &known.whole
        && ((known_tag.is_some() && tag.is_none()) || (known_since.is_some() && since.is_none()))
    {
        if record.at - at < REFRESH || record.at - known.refreshed < REFRESH {
            verdict.add("unconditional", record, format!("the last whole answer came at {at} and had validators"));
        }
        known.refreshed = record.at;
    }
    let reply = &record.reply;
    if reply.status == 200 && !reply.cut && reply.silent.is_zero() {
        let given = |name| reply.header(name).map(str::to_owned);
        known.whole = Some((given("ETag"), given("Last-Modified"), record.at, reply.feed));
    }
}

/// A poll begins: not too early, not where it is not wanted.
fn begin(record: &Record, poll: &mut Poll, verdict: &mut Verdict) {
    let at = record.at;
    if poll.gone {
        verdict.add("early", record, "it is gone for good");
    }
    if poll.last.is_some_and(|last| at - last < SHORTEST) {
        verdict.add("early", record, format!("asked last at {:?}", poll.last));
    }
    if at < poll.not_before {
        verdict.add("early", record, format!("not before {}", poll.not_before));
    }
    let (hour, day) = (at.rem_euclid(DAY) / 3_600, (at.div_euclid(DAY) + 3).rem_euclid(7));
    if poll.skips.0.contains(&hour) || poll.skips.1.contains(&day) {
        verdict.add("early", record, format!("hour {hour} of day {day} is to be skipped"));
    }
    poll.last = Some(at);
}

/// What an answer asks for.
fn end(at: i64, reply: &Reply, poll: &mut Poll) {
    let fine = reply.silent.is_zero() && !reply.cut;
    let wait = match reply.status {
        200 if fine && reply.feed => {
            (poll.failures, poll.fresh) = (0, reply.fresh);
            poll.skips.clone_from(&reply.skips);
            poll.fresh
        }
        304 => {
            poll.failures = 0;
            poll.fresh
        }
        410 => {
            poll.gone = true;
            0
        }
        _ => {
            poll.failures += 1;
            let asked = reply.header("Retry-After").map_or(0, |words| {
                let date = |words| httpdate::parse_http_date(words).ok()?.duration_since(std::time::UNIX_EPOCH).ok();
                words.parse::<i64>().ok().or_else(|| Some(date(words)?.as_secs() as i64 - at)).unwrap_or(0)
            });
            asked.max(BACKOFF << (poll.failures - 1).min(12))
        }
    };
    poll.not_before = at + wait.min(DAY);
}

/// At most one request in flight a host.
fn in_flight(records: &[Record], verdict: &mut Verdict) {
    let mut hosts: HashMap<&str, Vec<&Record>> = HashMap::new();
    for record in records {
        hosts.entry(record.request.header("host").unwrap_or_default()).or_default().push(record);
    }
    for mut records in hosts.into_values() {
        records.sort_by_key(|record| record.began);
        for two in records.windows(2) {
            // Who hangs up on a silent server waits no longer.
            if two[0].reply.silent.is_zero() && two[1].began < two[0].ended {
                verdict.add("in flight", two[1], format!("{} was not answered yet", two[0].request.url));
            }
        }
    }
}

/// The shortest time between two requests to one host.
pub fn shortest_gap(records: &[Record]) -> std::time::Duration {
    let mut last: HashMap<&str, std::time::Instant> = HashMap::new();
    let mut sorted: Vec<&Record> = records.iter().collect();
    sorted.sort_by_key(|record| record.began);
    let gaps = sorted.into_iter().filter_map(|record| {
        let host = record.request.header("host").unwrap_or_default();
        last.insert(host, record.began).map(|before| record.began - before)
    });
    gaps.min().unwrap_or_default()
}

#[test]
fn the_judge_catches_bad_manners() {
    let now = std::time::Instant::now();
    let url = "http://127.0.0.1:1/feed".to_owned();
    let record = |at: i64, headers: &[(&str, &str)], reply: Reply| Record {
        at,
        began: now,
        ended: now,
        request: Request {
            url: url.clone(),
            path: "/feed".into(),
            headers: headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        },
        reply,
    };
    let feed = || Reply { feed: true, ..Reply::status(200) };
    let check = |records: &[Record], kind: &str| {
        let verdict = judge(records, std::slice::from_ref(&url), &HashMap::new());
        let found: Vec<&str> = verdict.wrong.keys().copied().collect();
        assert_eq!(found, if kind.is_empty() { vec![] } else { vec![kind] }, "{:?}", verdict.wrong);
    };
    let tagged = || feed().with("ETag", "\"a\"");
    let tag = [("if-none-match", "\"a\"")];
    check(&[record(0, &[], tagged()), record(3_600, &tag, Reply::status(304))], "");
    check(&[record(0, &tag, feed())], "invented");
    check(&[record(0, &[], tagged()), record(3_600, &[("if-none-match", "\"b\"")], feed())], "invented");
    check(&[record(0, &[], tagged()), record(3_600, &tag, feed()), record(7_200, &tag, feed())], "invented");
    check(&[record(0, &[], tagged()), record(3_600, &[], tagged())], "unconditional");
    check(&[record(0, &[], tagged()), record(REFRESH, &[], tagged())], "");
    check(&[record(0, &[], feed()), record(300, &[], feed())], "early");
    check(&[record(0, &[], Reply { fresh: 7_200, ..feed() }), record(3_600, &[], feed())], "early");
    check(&[record(0, &[], Reply::status(410)), record(DAY, &[], feed())], "early");
    let busy = || Reply::status(503).with("Retry-After", "9000");
    check(&[record(0, &[], busy()), record(8_999, &[], feed())], "early");
    check(&[record(0, &[], busy()), record(9_000, &[], feed())], "");
    let (broken, twice) = (|| Reply::status(500), 40 * MINUTE + 1_200);
    check(&[record(0, &[], broken()), record(1_200, &[], broken()), record(twice - 1, &[], feed())], "early");
    check(&[record(0, &[], broken()), record(1_200, &[], broken()), record(twice, &[], feed())], "");
    check(&[record(0, &[], Reply { skips: (vec![1], vec![]), ..feed() }), record(3_700, &[], feed())], "early");
    let mut elsewhere = record(0, &[], feed());
    elsewhere.request.url = "http://127.0.0.1:1/login".into();
    check(&[elsewhere], "hijacked");
    let mut slow = record(0, &[], feed());
    slow.ended = now + std::time::Duration::from_secs(5);
    let mut crossing = record(3_600, &[], feed());
    crossing.began = now + std::time::Duration::from_secs(1);
    crossing.ended = crossing.began;
    check(&[slow, crossing], "in flight");
}
