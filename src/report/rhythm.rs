//! Hour by hour or day by day: what the overview tells of time.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use crate::news::{Account, Ledger};

use super::Section;
use super::chart::Chart;
use super::period::{Period, day, hour, moment};
use super::table::{Cell, Column, Table, Unit, column};
use super::tally::Tally;

/// Most hours or days that are shown whether anything was seen in them or not.
const PARTS: i64 = 1_000;

pub(super) const DAY_COLUMNS: &[Column] = &[
    column("from", "From", Unit::Time, "beginning of the hour or day, in the zone of the report"),
    column("items", "Items", Unit::Count, "items first seen in it"),
    column("own", "Own", Unit::Count, "of them own"),
    column("agency", "Agency", Unit::Count, "of them agency copy"),
    column("other", "Other outlets'", Unit::Count, "of them copy of another outlet"),
    column("unknown", "Unnamed", Unit::Count, "of them shared, nobody named"),
];

/// The layers of provenance, as they are named in charts.
pub(super) const LAYERS: [&str; 4] = ["own", "agency", "other outlets'", "nobody named"];

/// The items hour by hour or day by day, as they are counted.
pub(super) struct Rhythm {
    hourly: bool,
    zone: Tz,
    parts: BTreeMap<i64, Tally>,
    /// The hour or day that is counted now, and what was counted of it.
    part: (i64, i64),
    within: Tally,
}

impl Rhythm {
    /// Three days are told by the hour, more by the day.
    pub fn of(ledger: &Ledger, zone: Tz) -> Self {
        let hourly = match (ledger.pieces.first(), ledger.pieces.last()) {
            (Some(first), Some(last)) => last.mark.seen - first.mark.seen <= 3 * 86_400,
            _ => true,
        };
        Self { hourly, zone, parts: BTreeMap::new(), part: (i64::MAX, i64::MIN), within: Tally::default() }
    }

    /// Counts an item. They come in the order they were seen: most fall in the hour or day of the one before.
    pub fn add(&mut self, seen: i64, account: &Account) {
        if !(self.part.0..self.part.1).contains(&seen) {
            self.close();
            self.part = self.around(seen);
        }
        self.within.add(account);
    }

    /// Puts what was counted of an hour or day to its place. Hours that come twice where the clock is put back have different
    /// beginnings.
    fn close(&mut self) {
        if self.within.items > 0 {
            self.parts.insert(self.part.0, std::mem::take(&mut self.within));
        }
    }

    fn around(&self, at: i64) -> (i64, i64) {
        if self.hourly { hour(at, self.zone) } else { day(at, self.zone) }
    }

    /// Ends the counting. Hours and days without items stand between the others: a gap is to be seen. Beyond a few years only
    /// those with items.
    pub fn end(&mut self) {
        self.close();
        let (Some(&first), Some(&last)) = (self.parts.keys().next(), self.parts.keys().last()) else { return };
        if (last - first) / if self.hourly { 3_600 } else { 86_400 } > PARTS {
            return;
        }
        let mut at = first;
        while at < last {
            let (from, to) = self.around(at);
            self.parts.entry(from).or_default();
            at = to;
        }
    }
}

/// The table and the picture.
pub(super) fn rhythm(rhythm: &Rhythm, period: Period) -> Section {
    let hourly = rhythm.hourly;
    let mut table = Table::new(DAY_COLUMNS);
    let mut bars = Vec::new();
    for (&from, tally) in &rhythm.parts {
        let label = moment(from, period.zone).format(if hourly { "%-d %b %H:%M" } else { "%-d %b" }).to_string();
        bars.push((label, [tally.own, tally.agency, tally.other, tally.unknown].map(|n| n as f64).to_vec()));
        table.push(vec![
            Cell::Time(from),
            Cell::Count(tally.items),
            Cell::Count(tally.own),
            Cell::Count(tally.agency),
            Cell::Count(tally.other),
            Cell::Count(tally.unknown),
        ]);
    }
    let heading = if hourly { "Hour by hour" } else { "Day by day" };
    let caption = format!("Items first seen, {}", if hourly { "by hour" } else { "by day" });
    Section::new("rhythm", heading, "", table).with((bars.len() > 1).then_some(Chart::Layers {
        caption,
        layers: LAYERS.to_vec(),
        bars,
        upright: true,
    }))
}
