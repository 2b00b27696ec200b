//! What is remembered of polling a feed, from one run to the next.

use serde::{Deserialize, Serialize};

use super::http::Facts;
use crate::news::Pace;

/// A state polled this far ahead of now, or due this far off, was written by a clock that was wrong.
const HOUR: i64 = 3_600;
const DAY: i64 = 24 * HOUR;
const FURTHEST: i64 = 30 * DAY;
/// Addresses whose validators are remembered.
const MOST_VALIDATED: usize = 4;
/// Different troubles remembered, the latest first.
const MOST_TROUBLES: usize = 5;

/// What is remembered of polling a feed. Times are seconds since 1970 UTC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PollState {
    /// Validators of the last whole answers, the latest first: one an address, for redirects may lead to several in turn.
    #[serde(skip_serializing_if = "is_nothing")]
    pub validators: Vec<Validators>,
    /// Last time the feed was asked, whatever came of it.
    #[serde(skip_serializing_if = "is_nothing")]
    pub polled: Option<i64>,
    /// Not asked before.
    #[serde(skip_serializing_if = "is_nothing")]
    pub next_poll: i64,
    /// Why then, for people.
    #[serde(skip_serializing_if = "is_nothing")]
    pub why: String,
    /// Own interval, in seconds: follows how much was new.
    #[serde(skip_serializing_if = "is_nothing")]
    pub interval: i64,
    /// What the feed and its server ask for.
    #[serde(skip_serializing_if = "is_nothing")]
    pub asks: Asks,
    /// Failures in a row.
    #[serde(skip_serializing_if = "is_nothing")]
    pub failures: u32,
    /// The first of these failures.
    #[serde(skip_serializing_if = "is_nothing")]
    pub failing_since: Option<i64>,
    /// Troubles of the last weeks, equal ones folded into one, the latest first.
    #[serde(skip_serializing_if = "is_nothing")]
    pub troubles: Vec<Trouble>,
    /// The place it says it moved to for good.
    #[serde(skip_serializing_if = "is_nothing")]
    pub moving_to: Option<String>,
    /// Good readings at `moving_to`.
    #[serde(skip_serializing_if = "is_nothing")]
    pub moving_good: u32,
    /// The first of these readings.
    #[serde(skip_serializing_if = "is_nothing")]
    pub moving_since: Option<i64>,
    /// The place learned to be its own now.
    #[serde(skip_serializing_if = "is_nothing")]
    pub moved_to: Option<String>,
    /// Last answer that could be read, or was unchanged.
    #[serde(skip_serializing_if = "is_nothing")]
    pub last_success: Option<i64>,
    /// Last time something was new.
    #[serde(skip_serializing_if = "is_nothing")]
    pub last_new: Option<i64>,
    /// Last whole answer.
    #[serde(skip_serializing_if = "is_nothing")]
    pub last_whole: Option<i64>,
    /// Last time everything was asked for although validators were known.
    #[serde(skip_serializing_if = "is_nothing")]
    pub refreshed: Option<i64>,
    /// Share of polls that brought something new, the latest weighing a quarter, the first all.
    #[serde(skip_serializing_if = "is_nothing")]
    pub share_new: f32,
    /// Share of the delivered items that were new, the latest poll weighing a quarter, the first all; polls without news count as none.
    #[serde(skip_serializing_if = "is_nothing")]
    pub share_items: f32,
    /// Gone for good (410): not asked any more.
    #[serde(skip_serializing_if = "is_nothing")]
    pub stopped: bool,
}

/// How long a feed and its server ask to be left alone. Kept from the last whole answer: an "unchanged" that does not speak
/// of it leaves it as it was (RFC 9111, 4.3.4).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Asks {
    /// `Cache-Control: max-age`, in seconds.
    #[serde(skip_serializing_if = "is_nothing")]
    pub max_age: Option<i64>,
    /// `Expires`, in seconds from the answer.
    #[serde(skip_serializing_if = "is_nothing")]
    pub expires: Option<i64>,
    /// `ttl`, in seconds.
    #[serde(skip_serializing_if = "is_nothing")]
    pub ttl: Option<i64>,
    /// Update period, in seconds.
    #[serde(skip_serializing_if = "is_nothing")]
    pub update: Option<i64>,
    /// Hours of the day in UTC, 0 to 23.
    #[serde(skip_serializing_if = "is_nothing")]
    pub skip_hours: Vec<u8>,
    /// 0 is Monday, 6 is Sunday.
    #[serde(skip_serializing_if = "is_nothing")]
    pub skip_days: Vec<u8>,
}

impl Asks {
    pub(super) fn of(facts: &Facts, pace: &Pace) -> Self {
        Self {
            max_age: facts.max_age,
            expires: facts.expires,
            ttl: pace.ttl_minutes.map(|minutes| i64::from(minutes) * 60),
            update: pace.update_seconds.map(i64::from),
            skip_hours: pace.skip_hours.clone(),
            skip_days: pace.skip_days.clone(),
        }
    }

    /// Whether the feed asks not to be polled in this hour, or on this day.
    pub(super) fn skips(&self, at: i64) -> bool {
        let hour = (at.rem_euclid(DAY) / HOUR) as u8;
        // 1970-01-01 was a Thursday: 3, counted from Monday.
        let day = (at.div_euclid(DAY) + 3).rem_euclid(7) as u8;
        // All hours, or all days, is a mistake: nobody publishes a feed that must not be read.
        let asked = |list: &[u8], all: u8, now: u8| list.contains(&now) && !(0..all).all(|one| list.contains(&one));
        asked(&self.skip_hours, 24, hour) || asked(&self.skip_days, 7, day)
    }

    pub(super) fn refresh(&mut self, facts: &Facts) {
        if facts.max_age.is_some() || facts.expires.is_some() {
            self.max_age = facts.max_age;
            self.expires = facts.expires;
        }
    }
}

/// Whether a value is that of a feed never polled: it is not written, since most are, in most feeds.
fn is_nothing<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// Equal troubles, folded into one.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// What went wrong, for people.
    pub words: String,
    /// First time.
    pub first: i64,
    /// Last time.
    pub last: i64,
    /// How often.
    pub times: u32,
}

/// What a conditional request carries (RFC 9110, 13.1), and to whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Validators {
    /// The address that gave them: they are sent to no other.
    pub url: String,
    /// `ETag`, verbatim.
    pub etag: Option<String>,
    /// `Last-Modified`, verbatim.
    pub last_modified: Option<String>,
}

impl PollState {
    /// Reads what [`PollState::to_json`] wrote; what cannot be read starts anew.
    pub fn from_json(json: Option<&str>) -> Self {
        json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
    }

    /// For the store.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// Whether it is time to ask.
    pub fn is_due(&self, now: i64) -> bool {
        // A poll in times to come, or the next further off than any rule allows: a clock was wrong once. It never blocks
        // polling.
        let wrong = self.polled.is_some_and(|at| at > now + HOUR) || self.next_poll > now + FURTHEST;
        // A run that comes later than planned may come within hours that the feed asks to skip.
        !self.stopped && (wrong || now >= self.next_poll) && !self.asks.skips(now)
    }

    /// The validators to send, unless it is time to ask for everything. Servers that say "unchanged" for ever are asked so at
    /// most once in `refresh` seconds.
    pub fn validators(&self, now: i64, refresh: i64) -> &[Validators] {
        if self.is_refresh(now, refresh) { &[] } else { &self.validators }
    }

    /// Whether everything is asked for now although validators are known.
    pub(super) fn is_refresh(&self, now: i64, refresh: i64) -> bool {
        let within = |at: Option<i64>| at.is_some_and(|at| at <= now && now - at < refresh);
        !self.validators.is_empty() && !within(self.last_whole) && !within(self.refreshed)
    }

    /// Keeps the validators of a whole answer in the place of those its address gave before.
    pub(super) fn keep_validators(&mut self, facts: &Facts) {
        self.forget_validators(&facts.url);
        if facts.etag.is_some() || facts.last_modified.is_some() {
            let (etag, last_modified) = (facts.etag.clone(), facts.last_modified.clone());
            self.validators.insert(0, Validators { url: facts.url.clone(), etag, last_modified });
            self.validators.truncate(MOST_VALIDATED);
        }
    }

    pub(super) fn forget_validators(&mut self, url: &str) {
        self.validators.retain(|known| known.url != url);
    }

    pub(super) fn forget_move(&mut self) {
        self.moving_to = None;
        self.moving_good = 0;
        self.moving_since = None;
    }

    pub(super) fn note_trouble(&mut self, words: &str, now: i64) {
        let mut trouble = match self.troubles.iter().position(|known| known.words == words) {
            Some(at) => self.troubles.remove(at),
            None => Trouble { words: words.to_owned(), first: now, last: now, times: 0 },
        };
        trouble.times = trouble.times.saturating_add(1);
        trouble.last = now;
        self.troubles.retain(|known| now - known.last < FURTHEST);
        self.troubles.insert(0, trouble);
        self.troubles.truncate(MOST_TROUBLES);
    }
}
