//! The stretch of time a report is about.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, NaiveTime, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

/// From a moment to just before another, and the zone its days are reckoned and its times are shown in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First second.
    pub from: i64,
    /// The second after the last.
    pub to: i64,
    /// Zone of days and times.
    pub zone: Tz,
}

impl Period {
    /// Reads `today`, `yesterday`, `week` (the seven days up to now), `month` (the thirty), `all`, a day, a month, or
    /// `FROM..TO`, days or RFC 3339 times, the last day included. `now` in seconds since 1970 UTC.
    ///
    /// # Errors
    /// The words and what was wanted.
    pub fn read(words: &str, now: i64, zone: Tz) -> Result<Self, String> {
        let today = moment(now, zone).date_naive();
        let midnight = |day: NaiveDate| start(day, zone);
        let tomorrow = midnight(today + Days::new(1));
        let (from, to) = match words {
            "today" => (midnight(today), tomorrow),
            "yesterday" => (midnight(today - Days::new(1)), midnight(today)),
            "week" => (midnight(today - Days::new(6)), tomorrow),
            "month" => (midnight(today - Days::new(29)), tomorrow),
            "all" => (0, tomorrow.max(now + 1)),
            words => {
                // One day or month alone is all of it; one moment is none.
                let alone = !words.contains("..");
                if alone && (words.is_empty() || DateTime::parse_from_rfc3339(words).is_ok()) {
                    return Err(wanted(words));
                }
                let (from, to) = words.split_once("..").unwrap_or((words, words));
                let from = if from.is_empty() { Some(0) } else { bound(from, zone, false) };
                let to = if to.is_empty() { Some(tomorrow) } else { bound(to, zone, true) };
                (from.ok_or_else(|| wanted(words))?, to.ok_or_else(|| wanted(words))?)
            }
        };
        if from >= to {
            return Err(format!("the period {words} ends before it begins; write the earlier day first"));
        }
        Ok(Self { from, to, zone })
    }

    /// The period of equal length just before; `None` where this one has no beginning.
    pub fn before(&self) -> Option<Self> {
        (self.from > 0).then(|| {
            let days = (self.to - self.from + 43_200) / 86_400;
            let first = moment(self.from, self.zone);
            // Whole days stay whole days where the clock was put forward or back.
            let midnight = start(first.date_naive(), self.zone) == self.from && days > 0;
            let from = if midnight {
                start(first.date_naive() - Days::new(days as u64), self.zone)
            } else {
                self.from - (self.to - self.from)
            };
            Self { from, to: self.from, zone: self.zone }
        })
    }

    /// Whether a moment lies in it.
    pub fn holds(&self, at: i64) -> bool {
        (self.from..self.to).contains(&at)
    }

    /// "23 to 29 November 2026", for people.
    pub fn words(&self) -> String {
        let last = moment(self.to - 1, self.zone);
        if self.from <= 0 {
            return format!("everything up to {}", last.format("%-d %B %Y"));
        }
        let first = moment(self.from, self.zone);
        let whole = start(first.date_naive(), self.zone) == self.from
            && start(last.date_naive() + Days::new(1), self.zone) == self.to;
        if !whole {
            return format!(
                "{} to {}",
                first.format("%-d %B %Y %H:%M"),
                moment(self.to, self.zone).format("%-d %B %Y %H:%M")
            );
        }
        match (first.date_naive(), last.date_naive()) {
            (a, b) if a == b => first.format("%A, %-d %B %Y").to_string(),
            (a, b) if (a.year(), a.month()) == (b.year(), b.month()) => {
                format!("{} to {}", a.day(), last.format("%-d %B %Y"))
            }
            (a, b) if a.year() == b.year() => format!("{} to {}", a.format("%-d %B"), b.format("%-d %B %Y")),
            (a, b) => format!("{} to {}", a.format("%-d %B %Y"), b.format("%-d %B %Y")),
        }
    }
}

/// A moment in a zone. Moments outside the calendar become its beginning.
pub fn moment(at: i64, zone: Tz) -> DateTime<Tz> {
    DateTime::<Utc>::from_timestamp(at, 0).unwrap_or_default().with_timezone(&zone)
}

/// The day that a moment falls in: its first second, and that of the next.
pub(super) fn day(at: i64, zone: Tz) -> (i64, i64) {
    let date = moment(at, zone).date_naive();
    (start(date, zone), date.succ_opt().map_or(i64::MAX, |next| start(next, zone)))
}

/// The hour that a moment falls in, as the clocks of the zone have it.
pub(super) fn hour(at: i64, zone: Tz) -> (i64, i64) {
    let seconds = i64::from(moment(at, zone).num_seconds_from_midnight()) % 3_600;
    (at - seconds, at - seconds + 3_600)
}

/// The first second of a day, also where a clock change swallows midnight.
fn start(day: NaiveDate, zone: Tz) -> i64 {
    let midnight = day.and_time(NaiveTime::MIN);
    (0..=3)
        .find_map(|hour| zone.from_local_datetime(&(midnight + chrono::Duration::hours(hour))).earliest())
        .map_or_else(|| midnight.and_utc().timestamp(), |at| at.timestamp())
}

/// One end of `FROM..TO`. A day, month or year given as the end is included.
fn bound(words: &str, zone: Tz, end: bool) -> Option<i64> {
    if let Ok(at) = DateTime::parse_from_rfc3339(words) {
        return Some(at.timestamp());
    }
    let day = |day: NaiveDate, next: Option<NaiveDate>| Some(start(if end { next? } else { day }, zone));
    if let Ok(date) = NaiveDate::parse_from_str(words, "%Y-%m-%d") {
        return day(date, date.checked_add_days(Days::new(1)));
    }
    let date = NaiveDate::parse_from_str(&format!("{words}-01"), "%Y-%m-%d").ok()?;
    day(date, date.checked_add_months(Months::new(1)))
}

fn wanted(words: &str) -> String {
    format!(
        "the period \"{}\" is none of today, yesterday, week, month, all, a day (2026-11-01), a month (2026-11), FROM..TO (2026-11-01..2026-11-30)",
        crate::text::shown::shown(words, 60)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_795_521_600; // 2026-11-24 12:00 UTC

    fn check(words: &str, zone: Tz, expected: &str) {
        let period = Period::read(words, NOON, zone).map(|p| {
            let time = |at| moment(at, Tz::UTC).format("%m-%dT%H:%M").to_string();
            format!("{} {} {}", time(p.from), time(p.to), p.words())
        });
        assert_eq!(period.unwrap_or_else(|error| error), expected, "{words}");
    }

    #[test]
    fn periods_are_read_in_their_zone() {
        check("today", Tz::UTC, "11-24T00:00 11-25T00:00 Tuesday, 24 November 2026");
        check("yesterday", Tz::Asia__Kolkata, "11-22T18:30 11-23T18:30 Monday, 23 November 2026");
        check("week", Tz::UTC, "11-18T00:00 11-25T00:00 18 to 24 November 2026");
        check("2026-10..2026-11-02", Tz::UTC, "10-01T00:00 11-03T00:00 1 October to 2 November 2026");
        check(
            "2026-11-05..2026-11-01",
            Tz::UTC,
            "the period 2026-11-05..2026-11-01 ends before it begins; write the earlier day first",
        );
        check(
            "soon",
            Tz::UTC,
            "the period \"soon\" is none of today, yesterday, week, month, all, a day (2026-11-01), a month (2026-11), FROM..TO (2026-11-01..2026-11-30)",
        );
        check("2021-12-13", Tz::UTC, "12-13T00:00 12-14T00:00 Monday, 13 December 2021");
        check("2026-11-05", Tz::Asia__Kolkata, "11-04T18:30 11-05T18:30 Thursday, 5 November 2026");
        check("2026-10", Tz::UTC, "10-01T00:00 11-01T00:00 1 to 31 October 2026");
        assert!(Period::read("2026-10-01T00:00:00Z", NOON, Tz::UTC).is_err());
        assert!(Period::read("", NOON, Tz::UTC).is_err());
    }

    #[test]
    fn days_begin_at_midnight_also_where_the_clock_is_put_back() {
        let zone = Tz::America__New_York;
        let (from, to) = Period::read("2026-11-01..2026-11-01", NOON, zone).map(|p| (p.from, p.to)).expect("a period");
        for at in [from, from + 3_600, from + 2 * 3_600, to - 1] {
            assert_eq!(day(at, zone), (from, to));
        }
        assert_eq!(day(to, zone).0, to);
        assert_eq!(hour(NOON + 1_799, Tz::Asia__Kolkata), (NOON - 1_800, NOON + 1_800));
    }

    #[test]
    fn the_period_before_is_as_long() {
        let week = Period::read("week", NOON, Tz::UTC).expect("a period");
        let before = week.before().expect("there is one");
        assert_eq!((before.to, before.to - before.from), (week.from, 7 * 86_400));
        assert_eq!(Period::read("all", NOON, Tz::UTC).expect("a period").before(), None);
        // The night the clock went back in New York: 25 hours, and the day before has 24.
        let long = Period::read("2026-11-01..2026-11-01", NOON, Tz::America__New_York).expect("a period");
        assert_eq!(long.to - long.from, 25 * 3600);
        assert_eq!(long.before().map(|p| p.to - p.from), Some(24 * 3600));
    }
}
