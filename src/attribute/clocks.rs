//! The clocks of an article against each other: what its outlet declares, what its dateline says, when it was first seen.
//!
//! Our own clock has the polling interval as its error: an article appeared after its feed was last read without it and
//! before it was seen. A flag is only raised where that interval leaves no other reading.

use crate::news::{ClockFlag, Print, Seen, Stamped};
use crate::text::dates::{self, Hints};

/// A stamp may run ahead of our clock by this much: clocks differ.
const AHEAD: i64 = 15 * 60;
/// From here a story seen after its stamp is late: feeds are built with delay, and planned ahead.
const LATE: i64 = 3 * 3600;
/// A stamp moved by less than this was made exact, not made new.
const MOVED: i64 = 10 * 60;
/// Stamps are often rounded to the minute.
const ROUNDED: i64 = 60;
/// The day of a dateline and the day of the stamp may differ by so many days: zones, and copy of the night before.
const DAYS: i64 = 1;

const DAY: i64 = 86_400;

/// What is known of the origin's own publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Issued {
    /// When it says it issued the copy first.
    pub stamped: Option<i64>,
}

/// Everything that is odd about the times of a print. `before`: the readings of the same item before it; `issued`: the
/// origin's own publication, for a reprint of it.
pub fn clocks(print: &Print, before: &[&Print], issued: Option<Issued>) -> Vec<ClockFlag> {
    let mut flags = Vec::new();
    // A day alone, or a zone nobody stated, is no ground to stand on.
    let exact = |stamp: &Option<Stamped>| stamp.clone().filter(|stamp| !stamp.day_only);
    let stamped = exact(&print.published);
    if let Some(stamp) = &stamped {
        flags.extend(before.last().map_or_else(|| first(print, stamp, issued), |last| moved(print, stamp, last)));
        if stamp.at > print.seen.0 + AHEAD {
            flags.push(ClockFlag::Ahead { stamped: stamp.at, seen: print.seen.0 });
        }
        if let Some(to) = print.restamped.filter(|to| (to - stamp.at).abs() >= MOVED) {
            flags.push(ClockFlag::Restamped { from: stamp.at, to, same_words: true });
        }
        if let Some(changed) = exact(&print.modified).filter(|changed| changed.at + ROUNDED < stamp.at) {
            flags.push(ClockFlag::ChangedFirst { changed: changed.at, stamped: stamp.at });
        }
    }
    flags.extend(dateline(print));
    flags
}

/// The first reading of an item: whether its stamp can be true.
fn first(print: &Print, stamp: &Stamped, issued: Option<Issued>) -> Option<ClockFlag> {
    // Its feed was read at `unseen` without it: it appeared later.
    let Seen(unseen) = print.unseen?;
    let stamped = stamp.at;
    if stamp.assumed.is_some() || stamped >= unseen {
        return None;
    }
    match issued.and_then(|issued| issued.stamped) {
        Some(issued) if stamped + ROUNDED < issued => Some(ClockFlag::Backdated { stamped, issued, unseen }),
        _ if stamped + LATE <= unseen => Some(ClockFlag::Late { stamped, unseen }),
        _ => None,
    }
}

/// A later reading: whether the time of publication moved.
fn moved(print: &Print, stamp: &Stamped, last: &Print) -> Option<ClockFlag> {
    let from = last.published.as_ref().filter(|from| !from.day_only && (from.at - stamp.at).abs() >= MOVED)?.at;
    let _ = print;
    Some(ClockFlag::Restamped { from, to: stamp.at, same_words: false })
}

/// The day in the dateline against the stamp, else against our clock.
fn dateline(print: &Print) -> Option<ClockFlag> {
    let words = print.dateline.as_deref()?;
    let (at, offset) = match &print.published {
        Some(stamp) => (stamp.at, stamp.offset.unwrap_or(0)),
        None => (print.seen.0, 0),
    };
    let day = (at + i64::from(offset)).div_euclid(DAY);
    // A dateline names no year: the one that brings it nearest is meant.
    let year = 1970 + day.div_euclid(365);
    let hints = Hints { zone: None, language: print.language.as_deref() };
    let days = (year - 1..=year + 1)
        .filter_map(|year| dates::read(&format!("{words} {year}"), hints))
        .map(|read| day - read.at.div_euclid(DAY))
        .min_by_key(|days| days.abs())?;
    (days.abs() > DAYS).then(|| ClockFlag::DatelineDay { words: words.to_owned(), days })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: i64 = 1_639_396_800; // 13 December 2021, 12:00 UTC

    fn print(published: i64, seen: i64, unseen: Option<i64>) -> Print {
        Print {
            published: Some(Stamped::at(published, 0)),
            seen: Seen(seen),
            unseen: unseen.map(Seen),
            ..Print::default()
        }
    }

    #[track_caller]
    fn check(print: &Print, issued: Option<i64>, expected: &[&str]) {
        let issued = issued.map(|at| Issued { stamped: Some(at) });
        let found: Vec<&str> = clocks(print, &[], issued).iter().map(ClockFlag::word).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_stamp_before_the_origins_is_backdated_only_if_our_polls_say_so() {
        let hour = 3600;
        check(&print(NOON - 4 * hour, NOON + hour, Some(NOON)), Some(NOON - hour), &["backdated"]);
        check(&print(NOON - 4 * hour, NOON + hour, None), Some(NOON - hour), &[]);
        // It may have had the wire before the agency's own page: no poll contradicts.
        check(&print(NOON - 2 * hour, NOON, Some(NOON - 3 * hour)), Some(NOON - hour), &[]);
        check(&print(NOON - 4 * hour, NOON + hour, Some(NOON)), None, &["late"]);
        check(&print(NOON - hour, NOON + hour, Some(NOON)), None, &[]);
    }

    #[test]
    fn stamps_ahead_changed_first_and_made_new_are_flagged() {
        check(&print(NOON + 7200, NOON, None), None, &["ahead"]);
        let mut one = print(NOON, NOON + 60, None);
        one.modified = Some(Stamped::at(NOON - 3600, 0));
        check(&one, None, &["changed-first"]);
        one.modified = None;
        one.restamped = Some(NOON + 7200);
        check(&one, None, &["restamped"]);
        let later = print(NOON + 7200, NOON + 8000, Some(NOON + 60));
        let earlier = print(NOON, NOON + 60, None);
        assert_eq!(
            clocks(&later, &[&earlier], None),
            [ClockFlag::Restamped { from: NOON, to: NOON + 7200, same_words: false }]
        );
    }

    #[test]
    fn the_day_of_the_dateline_may_be_the_day_before() {
        let mut one = print(NOON, NOON + 60, None);
        for (words, days) in
            [("Dec 13", None), ("Dec. 12", None), ("13 दिसंबर", None), ("Dec 10", Some(3)), ("6 December", Some(7))]
        {
            one.dateline = Some(words.into());
            let expected: Vec<ClockFlag> =
                days.map(|days| ClockFlag::DatelineDay { words: words.into(), days }).into_iter().collect();
            assert_eq!(clocks(&one, &[], None), expected, "{words}");
        }
        let mut new_year = print(1_641_031_200, 1_641_031_200, None); // 1 January 2022, 10:00 UTC
        new_year.dateline = Some("Dec 31".into());
        assert_eq!(clocks(&new_year, &[], None), []);
    }
}
