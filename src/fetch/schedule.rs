//! When a feed is asked again, and what is remembered of it. Pure: the time is handed in.
//!
//! Sources: RFC 9110 (conditional requests, Retry-After), RFC 9111 (freshness), RSS 2.0 (`ttl`, `skipHours`, `skipDays`).

use serde::{Deserialize, Serialize};

use super::http::Facts;
use crate::news::Pace;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Good readings at the new place before a permanent move is believed.
const GOOD_READINGS: u32 = 3;
/// Failures in a row at a learned address before the one in the configuration is asked again.
const BAD_READINGS: u32 = 3;

/// The limits of polling, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// Between two polls of a feed that asks for nothing else.
    pub interval: i64,
    /// Never sooner.
    pub shortest: i64,
    /// Never later.
    pub longest: i64,
    /// A server that answers "unchanged" for ever is asked for everything again after this long.
    pub refresh: i64,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self { interval: 30 * MINUTE, shortest: 10 * MINUTE, longest: DAY, refresh: 7 * DAY }
    }
}

/// What is remembered of polling a feed. Times are seconds since 1970 UTC.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PollState {
    /// `ETag` of the last whole answer, verbatim.
    pub etag: Option<String>,
    /// `Last-Modified` of the last whole answer, verbatim.
    pub last_modified: Option<String>,
    /// Not asked before.
    pub next_poll: i64,
    /// Why then, for people.
    pub why: String,
    /// Own interval, in seconds: follows how much was new.
    pub interval: i64,
    /// Failures in a row.
    pub failures: u32,
    /// The place it says it moved to for good, and how often it was read there.
    pub moving_to: Option<String>,
    /// Good readings at `moving_to`.
    pub moving_good: u32,
    /// The place learned to be its own now.
    pub moved_to: Option<String>,
    /// Last answer that could be read, or was unchanged.
    pub last_success: Option<i64>,
    /// Last time something was new.
    pub last_new: Option<i64>,
    /// Last whole answer.
    pub last_whole: Option<i64>,
    /// Share of polls that brought something new, the latest weighing a quarter.
    pub share_new: f32,
    /// Gone for good (410): not asked any more.
    pub stopped: bool,
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
    pub fn is_due(&self, now: i64, longest: i64) -> bool {
        // A next poll further off than any rule allows is a clock that was wrong once: it never blocks polling.
        !self.stopped && (now >= self.next_poll || self.next_poll > now + 2 * longest)
    }

    /// The validators to send: those of the last whole answer, unless it is time to ask for everything.
    pub fn validators(&self, now: i64, refresh: i64) -> (Option<&str>, Option<&str>) {
        let stale = self.last_whole.is_none_or(|at| now - at >= refresh || at > now);
        if stale { (None, None) } else { (self.etag.as_deref(), self.last_modified.as_deref()) }
    }
}

/// What came of a poll.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<'a> {
    /// A whole answer that could be read as a feed; `new` of `all` entries were new.
    Read {
        /// What the answer's headers say.
        facts: &'a Facts,
        /// How often the feed itself asks to be polled.
        pace: &'a Pace,
        /// New entries.
        new: usize,
    },
    /// Not modified.
    Unchanged {
        /// What the answer's headers say.
        facts: &'a Facts,
    },
    /// A whole answer that is no feed.
    Unreadable {
        /// What the answer's headers say.
        facts: &'a Facts,
    },
    /// No usable answer.
    Failed {
        /// Seconds to wait, as the server asks.
        retry_after: Option<i64>,
        /// What went wrong, for people.
        words: &'a str,
    },
    /// Gone for good.
    Gone,
}

/// What is remembered after a poll at `now`. `seed` spreads feeds that would else be asked together.
pub fn next(state: &PollState, outcome: &Outcome<'_>, rhythm: &Rhythm, now: i64, seed: u64) -> PollState {
    let mut next = state.clone();
    match outcome {
        Outcome::Read { facts, pace, new } => {
            learn_place(&mut next, facts);
            next.etag.clone_from(&facts.etag);
            next.last_modified.clone_from(&facts.last_modified);
            next.last_whole = Some(now);
            succeed(&mut next, *new > 0, rhythm, now);
            plan(&mut next, facts, Some(pace), rhythm, now, seed);
        }
        Outcome::Unchanged { facts } => {
            succeed(&mut next, false, rhythm, now);
            plan(&mut next, facts, None, rhythm, now, seed);
        }
        Outcome::Unreadable { facts } => {
            // The validators of what is no feed would keep the feed away: they are not kept, and the old ones are stale.
            next.etag = None;
            next.last_modified = None;
            forget_move(&mut next);
            fail(&mut next, facts.retry_after, "the answer is no feed", rhythm, now, seed);
        }
        Outcome::Failed { retry_after, words } => {
            forget_move(&mut next);
            fail(&mut next, *retry_after, words, rhythm, now, seed);
        }
        Outcome::Gone => {
            next.stopped = true;
            next.why = "the server says the feed is gone for good (410); take it out of config.toml, or `wirecopy feeds discover` its new place".into();
        }
    }
    next
}

fn succeed(state: &mut PollState, new: bool, rhythm: &Rhythm, now: i64) {
    state.failures = 0;
    state.last_success = Some(now);
    if new {
        state.last_new = Some(now);
    }
    state.share_new = state.share_new * 0.75 + if new { 0.25 } else { 0.0 };
    let interval = if state.interval == 0 { rhythm.interval } else { state.interval };
    let next = if new { interval * 3 / 4 } else { interval * 5 / 4 };
    // Quiet feeds slow down to eight times the usual interval, not to the longest: news breaks there too.
    state.interval = next.clamp(rhythm.shortest, rhythm.longest.min(rhythm.interval * 8));
}

/// The next poll after an answer: own interval, or later if the server or the feed asks for it.
fn plan(state: &mut PollState, facts: &Facts, pace: Option<&Pace>, rhythm: &Rhythm, now: i64, seed: u64) {
    let mut wait = state.interval;
    let mut why = "own interval".to_owned();
    let mut later = |asked: Option<i64>, by: &str| {
        if let Some(asked) = asked.filter(|asked| *asked > wait) {
            wait = asked.min(rhythm.longest);
            why = format!("{by} asks for {}", span(asked));
        }
    };
    later(facts.max_age, "the server (max-age)");
    later(facts.expires.map(|at| at - now), "the server (Expires)");
    if let Some(pace) = pace {
        later(pace.ttl_minutes.map(|m| i64::from(m) * MINUTE), "the feed (ttl)");
        later(pace.update_seconds.map(i64::from), "the feed (update period)");
    }
    // Only ever later: what was asked for is kept to.
    wait += jitter(wait, seed, now);
    let mut at = now + wait.clamp(rhythm.shortest, rhythm.longest + rhythm.longest / 10);
    if let Some(pace) = pace {
        let skipped = skip(at, pace);
        if skipped > at {
            why = "the feed asks not to be polled before (skipHours, skipDays)".into();
            at = skipped;
        }
    }
    state.next_poll = at;
    state.why = why;
}

/// A later moment up to a tenth of the wait: the same for the same feed and time.
fn jitter(wait: i64, seed: u64, now: i64) -> i64 {
    let mixed = (seed ^ now as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
    (mixed % (wait as u64 / 10 + 1)) as i64
}

/// The first moment from `at` on that is in no hour and on no day the feed asks to skip.
fn skip(at: i64, pace: &Pace) -> i64 {
    // All hours, or all days, is a mistake: nobody publishes a feed that must not be read.
    let hours = if (0..24).all(|h| pace.skip_hours.contains(&h)) { &[][..] } else { &pace.skip_hours };
    let days = if (0..7).all(|d| pace.skip_days.contains(&d)) { &[][..] } else { &pace.skip_days };
    let mut moment = at;
    for _ in 0..8 * 24 {
        let hour = (moment.rem_euclid(DAY) / HOUR) as u8;
        // 1970-01-01 was a Thursday: 3, counted from Monday.
        let day = ((moment.div_euclid(DAY) + 3).rem_euclid(7)) as u8;
        if !hours.contains(&hour) && !days.contains(&day) {
            return moment;
        }
        moment = (moment.div_euclid(HOUR) + 1) * HOUR;
    }
    at
}

fn fail(state: &mut PollState, retry_after: Option<i64>, words: &str, rhythm: &Rhythm, now: i64, seed: u64) {
    state.failures = state.failures.saturating_add(1);
    if state.failures >= BAD_READINGS && state.moved_to.take().is_some() {
        state.etag = None;
        state.last_modified = None;
    }
    let base = if state.interval == 0 { rhythm.interval } else { state.interval };
    let backoff = base.saturating_mul(1 << state.failures.min(8)).clamp(rhythm.shortest, rhythm.longest);
    let asked = retry_after.unwrap_or(0).clamp(0, DAY);
    let wait = backoff.max(asked);
    state.next_poll = now + wait + jitter(wait, seed, now);
    state.why = if asked >= backoff {
        format!("{words}; the server asks to wait {}", span(asked))
    } else {
        format!("{words}; failure {} in a row", state.failures)
    };
}

/// A permanent move is believed after several good readings at the same new place.
fn learn_place(state: &mut PollState, facts: &Facts) {
    match &facts.moved_for_good {
        None => forget_move(state),
        Some(place) => {
            if state.moving_to.as_ref() != Some(place) {
                state.moving_to = Some(place.clone());
                state.moving_good = 0;
            }
            state.moving_good += 1;
            if state.moving_good >= GOOD_READINGS {
                state.moved_to = state.moving_to.take();
                state.moving_good = 0;
            }
        }
    }
}

fn forget_move(state: &mut PollState) {
    state.moving_to = None;
    state.moving_good = 0;
}

/// A span of time for people.
fn span(seconds: i64) -> String {
    match seconds {
        s if s < 2 * MINUTE => format!("{s} s"),
        s if s < 2 * HOUR => format!("{} min", s / MINUTE),
        s => format!("{} h", s / HOUR),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_700_000_000;

    fn read(state: &PollState, facts: Facts, pace: &Pace, new: usize, now: i64) -> PollState {
        next(state, &Outcome::Read { facts: &facts, pace, new }, &Rhythm::default(), now, 7)
    }

    fn wait(state: &PollState) -> i64 {
        state.next_poll - NOW
    }

    #[test]
    fn busy_feeds_are_asked_sooner_and_quiet_ones_later() {
        let (mut busy, mut quiet) = (PollState::default(), PollState::default());
        for _ in 0..30 {
            busy = read(&busy, Facts::default(), &Pace::default(), 5, NOW);
            quiet = read(&quiet, Facts::default(), &Pace::default(), 0, NOW);
        }
        assert!((600..=660).contains(&wait(&busy)), "{}", wait(&busy));
        assert!((14_400..=15_840).contains(&wait(&quiet)), "{}", wait(&quiet));
        assert!(busy.share_new > 0.9 && quiet.share_new < 0.1);
    }

    #[test]
    fn what_server_and_feed_ask_for_is_kept_to() {
        let pace = Pace { ttl_minutes: Some(180), ..Pace::default() };
        assert!(wait(&read(&PollState::default(), Facts::default(), &pace, 0, NOW)) >= 180 * 60);
        let facts = Facts { max_age: Some(7_200), ..Facts::default() };
        assert!(wait(&read(&PollState::default(), facts, &Pace::default(), 0, NOW)) >= 7_200);
        let facts = Facts { max_age: Some(1_000_000), ..Facts::default() };
        assert!(wait(&read(&PollState::default(), facts, &Pace::default(), 0, NOW)) <= 27 * 3_600);
    }

    #[test]
    fn skipped_hours_and_days_are_skipped() {
        // 2023-11-14 22:13 UTC, a Tuesday.
        let pace = Pace { skip_hours: vec![22, 23, 0], ..Pace::default() };
        let at = read(&PollState::default(), Facts::default(), &pace, 0, NOW).next_poll;
        assert_eq!(at % DAY / HOUR, 1);
        let pace = Pace { skip_days: vec![1, 2], ..Pace::default() };
        let at = read(&PollState::default(), Facts::default(), &pace, 0, NOW).next_poll;
        assert_eq!((at.div_euclid(DAY) + 3) % 7, 3);
        let all = Pace { skip_hours: (0..24).collect(), ..Pace::default() };
        assert!(wait(&read(&PollState::default(), Facts::default(), &all, 0, NOW)) < HOUR);
    }

    #[test]
    fn failures_back_off_and_retry_after_is_honoured() {
        let failed = |state: &PollState, retry_after| {
            next(state, &Outcome::Failed { retry_after, words: "503" }, &Rhythm::default(), NOW, 7)
        };
        let mut state = PollState::default();
        let mut last = 0;
        for _ in 0..4 {
            state = failed(&state, None);
            assert!(wait(&state) > last);
            last = wait(&state) * 3 / 2;
        }
        for _ in 0..20 {
            state = failed(&state, None);
        }
        assert!(wait(&state) <= DAY + DAY / 10);
        assert!(wait(&failed(&PollState::default(), Some(10_000))) >= 10_000);
        assert!(wait(&failed(&PollState::default(), Some(10_000_000))) <= DAY + DAY / 10);
    }

    #[test]
    fn moves_are_believed_slowly_and_unlearned() {
        let moved = |to: &str| Facts { moved_for_good: Some(to.into()), ..Facts::default() };
        let pace = Pace::default();
        let mut state = PollState::default();
        for _ in 0..2 {
            state = read(&state, moved("https://b.example/feed"), &pace, 1, NOW);
        }
        assert_eq!(state.moved_to, None);
        // A login page in between: the counting begins again.
        state =
            next(&state, &Outcome::Unreadable { facts: &moved("https://b.example/feed") }, &Rhythm::default(), NOW, 7);
        for _ in 0..2 {
            state = read(&state, moved("https://b.example/feed"), &pace, 1, NOW);
        }
        assert_eq!(state.moved_to, None);
        state = read(&state, moved("https://b.example/feed"), &pace, 1, NOW);
        assert_eq!(state.moved_to.as_deref(), Some("https://b.example/feed"));
        for _ in 0..3 {
            state = next(&state, &Outcome::Failed { retry_after: None, words: "404" }, &Rhythm::default(), NOW, 7);
        }
        assert_eq!(state.moved_to, None);
    }

    #[test]
    fn validators_are_those_of_the_last_whole_answer_and_rest_once_a_week() {
        let facts = Facts { etag: Some("W/\"a\"".into()), ..Facts::default() };
        let state = read(&PollState::default(), facts, &Pace::default(), 1, NOW);
        assert_eq!(state.validators(NOW + DAY, 7 * DAY), (Some("W/\"a\""), None));
        assert_eq!(state.validators(NOW + 7 * DAY, 7 * DAY), (None, None));
        let state = read(&state, Facts::default(), &Pace::default(), 1, NOW + DAY);
        assert_eq!(state.validators(NOW + DAY, 7 * DAY), (None, None));
    }

    #[test]
    fn a_clock_ten_years_ahead_never_blocks_polling() {
        let ahead = read(&PollState::default(), Facts::default(), &Pace::default(), 1, NOW + 3_650 * DAY);
        assert!(ahead.is_due(NOW, DAY));
        assert!(!next(&ahead, &Outcome::Gone, &Rhythm::default(), NOW, 7).is_due(NOW, DAY));
    }

    #[test]
    fn state_survives_the_store() {
        let facts = Facts { etag: Some("\"x\"".into()), ..Facts::default() };
        let state = read(&PollState::default(), facts, &Pace::default(), 1, NOW);
        assert_eq!(PollState::from_json(Some(&state.to_json())), state);
        assert_eq!(PollState::from_json(Some("rot")), PollState::default());
    }
}
