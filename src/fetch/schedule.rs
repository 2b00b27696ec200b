//! When a feed is asked again. Pure: the time is handed in.
//!
//! Sources: RFC 9110 (conditional requests, Retry-After), RFC 9111 (freshness), RSS 2.0 (`ttl`, `skipHours`, `skipDays`).

use super::http::Facts;
use super::state::{Asks, PollState};
use crate::news::Pace;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Good readings at the new place before a permanent move is believed, and the time they must span: the sign-in page of a
/// hotel or a hijacked host seldom serves a feed for a day.
const GOOD_READINGS: u32 = 3;
const GOOD_SPAN: i64 = DAY;
/// Failures in a row at a learned address before the one in the configuration is asked again.
const BAD_READINGS: u32 = 3;

/// The limits of polling, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rhythm {
    /// Between two polls of a feed that asks for nothing else.
    pub interval: i64,
    /// Never sooner.
    pub shortest: i64,
    /// Never later, but for hours and days that the feed asks to skip.
    pub longest: i64,
    /// A server that answers "unchanged" for ever is asked for everything again after this long.
    pub refresh: i64,
}

impl Default for Rhythm {
    fn default() -> Self {
        Self { interval: 30 * MINUTE, shortest: 10 * MINUTE, longest: DAY, refresh: 7 * DAY }
    }
}

impl Rhythm {
    /// Seconds within the limits; the shortest goes first where they cross.
    fn within(&self, seconds: i64) -> i64 {
        seconds.min(self.longest).max(self.shortest)
    }
}

/// What came of a poll.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome<'a> {
    /// A whole answer that could be read as a feed.
    Read {
        /// What the answer's headers say.
        facts: &'a Facts,
        /// How often the feed itself asks to be polled.
        pace: &'a Pace,
        /// Entries that were new, or changed.
        new: usize,
        /// All entries.
        all: usize,
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
        /// What it is instead, for people.
        words: &'a str,
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
    next.polled = Some(now);
    if state.is_refresh(now, rhythm.refresh) {
        next.refreshed = Some(now);
    }
    match outcome {
        Outcome::Read { facts, pace, new, all } => {
            learn_place(&mut next, facts, now);
            next.keep_validators(facts);
            next.last_whole = Some(now);
            next.asks = Asks::of(facts, pace);
            succeed(&mut next, (*new, *all), rhythm, now);
            plan(&mut next, rhythm, now, seed);
        }
        Outcome::Unchanged { facts } => {
            if facts.moved_for_good != next.moving_to {
                next.forget_move();
            }
            next.asks.refresh(facts);
            succeed(&mut next, (0, 0), rhythm, now);
            plan(&mut next, rhythm, now, seed);
        }
        Outcome::Unreadable { facts, words } => {
            // The validators of what is no feed would keep the feed away: they are not kept, and the old ones of that address
            // are stale.
            next.forget_validators(&facts.url);
            next.forget_move();
            fail(&mut next, facts.retry_after, words, rhythm, now, seed);
        }
        Outcome::Failed { retry_after, words } => {
            next.forget_move();
            fail(&mut next, *retry_after, words, rhythm, now, seed);
        }
        Outcome::Gone if next.moved_to.is_some() => {
            // Only the learned place is gone: back to the one in the configuration.
            next.failures = BAD_READINGS - 1;
            fail(&mut next, None, "the place it had moved to is gone (410)", rhythm, now, seed);
        }
        Outcome::Gone => {
            next.note_trouble("gone for good (410)", now);
            next.stopped = true;
            next.why =
                "never: the server says the feed is gone for good (410). Find its new place with `wirecopy feeds \
                discover`, or take it out with `wirecopy feeds remove`"
                    .into();
        }
    }
    next
}

fn succeed(state: &mut PollState, (new, all): (usize, usize), rhythm: &Rhythm, now: i64) {
    state.failures = 0;
    state.failing_since = None;
    let first = state.last_success.is_none();
    state.last_success = Some(now);
    if new > 0 {
        state.last_new = Some(now);
    }
    let share = if all == 0 { 0.0 } else { new as f32 / all as f32 };
    // An average begins with its first value, not with nothing.
    let average = |known: f32, value: f32| if first { value } else { known * 0.75 + value * 0.25 };
    state.share_new = average(state.share_new, if new > 0 { 1.0 } else { 0.0 });
    state.share_items = average(state.share_items, share);
    let interval = if state.interval == 0 { rhythm.interval } else { state.interval };
    let next = if new > 0 { interval * 3 / 4 } else { interval * 5 / 4 };
    // Quiet feeds slow down to eight times the usual interval, not to the longest: news breaks there too.
    state.interval = rhythm.within(next.min(rhythm.interval * 8));
}

/// The next poll after an answer: own interval, or later if the server or the feed asks for it.
fn plan(state: &mut PollState, rhythm: &Rhythm, now: i64, seed: u64) {
    let asks = &state.asks;
    let mut wait = rhythm.within(state.interval);
    let mut why = format!("own interval of {}", span(wait));
    let mut later = |asked: Option<i64>, by: &str| {
        if let Some(asked) = asked.filter(|asked| *asked > wait) {
            let kept = rhythm.within(asked);
            why = format!("{by} asks for {}", span(asked));
            if kept < asked {
                why.push_str(&format!("; {} at most", span(kept)));
            }
            wait = kept;
        }
    };
    later(asks.max_age, "the server (max-age)");
    later(asks.expires, "the server (Expires)");
    later(asks.ttl, "the feed (ttl)");
    later(asks.update, "the feed (update period)");
    // Only ever later: what was asked for is kept to.
    let at = now + (wait + jitter(wait, seed, now)).min(rhythm.longest.max(wait));
    settle(state, at, why);
}

/// A poll at `at`, or after the hours and days that the feed asks to skip.
fn settle(state: &mut PollState, at: i64, why: String) {
    state.next_poll = skip(at, &state.asks);
    state.why =
        if state.next_poll > at { format!("{why}; not in the hours or days the feed asks to skip") } else { why };
}

/// A later moment up to a tenth of the wait: the same for the same feed and time.
fn jitter(wait: i64, seed: u64, now: i64) -> i64 {
    let mixed = (seed ^ now as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 33;
    (mixed % (wait.max(0) as u64 / 10 + 1)) as i64
}

/// The first moment from `at` on that is in no hour and on no day the feed asks to skip.
fn skip(at: i64, asks: &Asks) -> i64 {
    let mut moment = at;
    // Some hour of some day is always left: lists of all hours or all days are not kept to.
    for _ in 0..8 * 24 {
        if !asks.skips(moment) {
            return moment;
        }
        moment = (moment.div_euclid(HOUR) + 1) * HOUR;
    }
    at
}

fn fail(state: &mut PollState, retry_after: Option<i64>, words: &str, rhythm: &Rhythm, now: i64, seed: u64) {
    state.note_trouble(words, now);
    state.failures = state.failures.saturating_add(1);
    state.failing_since = state.failing_since.or(Some(now));
    if state.failures >= BAD_READINGS {
        state.moved_to = None;
    }
    let base = if state.interval == 0 { rhythm.interval } else { state.interval };
    let backoff = rhythm.within(base.saturating_mul(1 << state.failures.min(8)));
    let asked = retry_after.unwrap_or(0).clamp(0, DAY);
    let wait = backoff.max(asked);
    let at = now + (wait + jitter(wait, seed, now)).min(rhythm.longest.max(wait));
    let why = if asked >= backoff {
        format!("{words}; the server asks to wait {}", span(asked))
    } else {
        format!("{words}; backing off after failure {} in a row", state.failures)
    };
    settle(state, at, why);
}

/// A permanent move is believed after several good readings at the same new place.
fn learn_place(state: &mut PollState, facts: &Facts, now: i64) {
    let Some(place) = &facts.moved_for_good else { return state.forget_move() };
    if state.moving_to.as_ref() != Some(place) {
        state.forget_move();
        state.moving_to = Some(place.clone());
    }
    state.moving_good += 1;
    let since = *state.moving_since.get_or_insert(now);
    if state.moving_good >= GOOD_READINGS && now - since >= GOOD_SPAN {
        state.moved_to = state.moving_to.take();
        state.forget_move();
    }
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
        next(state, &Outcome::Read { facts: &facts, pace, new, all: 20 }, &Rhythm::default(), now, 7)
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
        assert_eq!(wait(&read(&PollState::default(), facts, &Pace::default(), 0, NOW)), DAY);
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
        assert!(wait(&state) <= DAY);
        assert!(wait(&failed(&PollState::default(), Some(10_000))) >= 10_000);
        assert_eq!(wait(&failed(&PollState::default(), Some(10_000_000))), DAY);
    }

    #[test]
    fn what_was_asked_for_holds_when_nothing_changed_and_after_failures() {
        let pace = Pace { ttl_minutes: Some(180), skip_hours: vec![1, 2, 3], ..Pace::default() };
        let facts = Facts { max_age: Some(9_000), ..Facts::default() };
        let state = read(&PollState::default(), facts, &pace, 0, NOW);
        let unchanged = next(&state, &Outcome::Unchanged { facts: &Facts::default() }, &Rhythm::default(), NOW, 7);
        assert!(wait(&unchanged) >= 180 * 60, "{}", unchanged.why);
        // Two hours on, and three hours of it are to be skipped.
        let failed =
            next(&state, &Outcome::Failed { retry_after: None, words: "503" }, &Rhythm::default(), NOW + 7_200, 7);
        assert_eq!(failed.next_poll % DAY / HOUR, 4, "{}", failed.why);
        let told = Facts { max_age: Some(20_000), ..Facts::default() };
        let unchanged = next(&state, &Outcome::Unchanged { facts: &told }, &Rhythm::default(), NOW, 7);
        assert!(wait(&unchanged) >= 20_000);
    }

    #[test]
    fn limits_that_cross_are_no_trouble() {
        let rhythm = Rhythm { interval: 60, shortest: 7_200, longest: 3_600, refresh: DAY };
        let state = next(
            &PollState::default(),
            &Outcome::Read { facts: &Facts::default(), pace: &Pace::default(), new: 1, all: 1 },
            &rhythm,
            NOW,
            7,
        );
        assert!((7_200..7_920).contains(&wait(&state)));
    }

    #[test]
    fn moves_are_believed_slowly_and_unlearned() {
        let moved = |to: &str| Facts { moved_for_good: Some(to.into()), ..Facts::default() };
        let pace = Pace::default();
        let mut state = PollState::default();
        for n in 0..2 {
            state = read(&state, moved("https://b.example/feed"), &pace, 1, NOW + n * DAY);
        }
        assert_eq!(state.moved_to, None);
        // A login page in between: the counting begins again.
        let page = moved("https://b.example/feed");
        state =
            next(&state, &Outcome::Unreadable { facts: &page, words: "a page" }, &Rhythm::default(), NOW + 2 * DAY, 7);
        // Often, but all in one hour.
        for n in 0..6 {
            state = read(&state, moved("https://b.example/feed"), &pace, 1, NOW + 3 * DAY + n * 600);
        }
        assert_eq!(state.moved_to, None);
        state = read(&state, moved("https://b.example/feed"), &pace, 1, NOW + 4 * DAY);
        assert_eq!(state.moved_to.as_deref(), Some("https://b.example/feed"));
        let gone = next(&state, &Outcome::Gone, &Rhythm::default(), NOW + 5 * DAY, 7);
        assert!(gone.moved_to.is_none() && !gone.stopped);
        for _ in 0..3 {
            state = next(&state, &Outcome::Failed { retry_after: None, words: "404" }, &Rhythm::default(), NOW, 7);
        }
        assert_eq!(state.moved_to, None);
    }

    #[test]
    fn validators_are_those_of_the_last_whole_answer_and_rest_once_a_week() {
        let facts = Facts { etag: Some("W/\"a\"".into()), url: "https://a.example/feed".into(), ..Facts::default() };
        let mut state = read(&PollState::default(), facts, &Pace::default(), 1, NOW);
        let sent = &state.validators(NOW + DAY, 7 * DAY)[0];
        assert_eq!((sent.etag.as_deref(), sent.last_modified.as_deref()), (Some("W/\"a\""), None));
        assert_eq!(sent.url, "https://a.example/feed");
        assert_eq!(state.validators(NOW + 7 * DAY, 7 * DAY), []);
        // A server that says "unchanged" even then is left in peace for another week.
        let unchanged = Outcome::Unchanged { facts: &Facts::default() };
        state = next(&state, &unchanged, &Rhythm::default(), NOW + 7 * DAY, 7);
        assert_eq!(state.validators(NOW + 8 * DAY, 7 * DAY).len(), 1);
        assert_eq!(state.validators(NOW + 14 * DAY, 7 * DAY), []);
        // An address that gives none any more loses the old ones; another keeps its own.
        let elsewhere = Facts { url: "https://b.example/feed".into(), ..Facts::default() };
        let other = read(&state, elsewhere, &Pace::default(), 1, NOW + DAY);
        assert_eq!(other.validators(NOW + DAY, 7 * DAY).len(), 1);
        let here = Facts { url: "https://a.example/feed".into(), ..Facts::default() };
        let none = read(&state, here, &Pace::default(), 1, NOW + DAY);
        assert_eq!(none.validators(NOW + DAY, 7 * DAY), []);
    }

    #[test]
    fn a_clock_that_was_wrong_never_blocks_polling() {
        let ahead = read(&PollState::default(), Facts::default(), &Pace::default(), 1, NOW + 3_650 * DAY);
        assert!(ahead.is_due(NOW));
        assert!(!next(&ahead, &Outcome::Gone, &Rhythm::default(), NOW, 7).is_due(NOW));
        let daily = Pace { skip_days: (0..6).collect(), ..Pace::default() };
        let state = read(&PollState::default(), Facts::default(), &daily, 1, NOW);
        assert!(!state.is_due(NOW + DAY) && state.is_due(state.next_poll), "days to skip are no wrong clock");
        let usual = read(&PollState::default(), Facts::default(), &Pace::default(), 1, NOW);
        assert!(usual.is_due(NOW - DAY));
        // A run that comes late, in an hour to be skipped, leaves the feed alone.
        let hours = Pace { skip_hours: vec![0], ..Pace::default() };
        let state = read(&PollState::default(), Facts::default(), &hours, 0, NOW);
        let midnight = (NOW / DAY + 1) * DAY;
        assert!(state.next_poll < midnight && !state.is_due(midnight) && state.is_due(midnight + HOUR));
    }

    #[test]
    fn equal_troubles_are_folded() {
        let mut state = PollState::default();
        for n in 0..9 {
            let words = if n == 4 { "404" } else { "503" };
            state = next(&state, &Outcome::Failed { retry_after: None, words }, &Rhythm::default(), NOW + n * HOUR, 7);
        }
        let told: Vec<(&str, u32)> = state.troubles.iter().map(|t| (t.words.as_str(), t.times)).collect();
        assert_eq!(told, [("503", 8), ("404", 1)]);
        assert_eq!((state.failures, state.failing_since), (9, Some(NOW)));
        state = read(&state, Facts::default(), &Pace::default(), 5, NOW + DAY);
        assert_eq!((state.failures, state.failing_since, state.troubles.len()), (0, None, 2));
    }

    #[test]
    fn shares_begin_with_their_first_value() {
        let first = read(&PollState::default(), Facts::default(), &Pace::default(), 20, NOW);
        assert_eq!((first.share_new, first.share_items), (1.0, 1.0));
        let second = read(&first, Facts::default(), &Pace::default(), 0, NOW + HOUR);
        assert_eq!((second.share_new, second.share_items), (0.75, 0.75));
        // Failures before it do not count.
        let failed = next(
            &PollState::default(),
            &Outcome::Failed { retry_after: None, words: "503" },
            &Rhythm::default(),
            NOW,
            7,
        );
        let state = read(&failed, Facts::default(), &Pace::default(), 5, NOW + DAY);
        assert_eq!((state.share_new, state.share_items), (1.0, 0.25));
    }

    #[test]
    fn state_survives_the_store() {
        let facts = Facts { etag: Some("\"x\"".into()), ..Facts::default() };
        let state = read(&PollState::default(), facts, &Pace::default(), 1, NOW);
        assert_eq!(PollState::from_json(Some(&state.to_json())), state);
        assert_eq!(PollState::from_json(Some("rot")), PollState::default());
    }
}
