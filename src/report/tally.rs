//! Counting: provenance, credit grades and lags of any number of items.

use crate::news::{Account, Grade, Ledger, Piece, Provenance};

use super::table::Cell;

/// Bands of lag: upper end in seconds (not included), stable name, label. The last holds the rest.
pub(super) const BANDS: [(i64, &str, &str); 9] = [
    (0, "before", "seen before the origin"),
    (5 * 60, "under-5m", "under 5 min"),
    (15 * 60, "5m-15m", "5 to 15 min"),
    (3600, "15m-1h", "15 to 60 min"),
    (3 * 3600, "1h-3h", "1 to 3 h"),
    (6 * 3600, "3h-6h", "3 to 6 h"),
    (12 * 3600, "6h-12h", "6 to 12 h"),
    (86_400, "12h-24h", "12 to 24 h"),
    (i64::MAX, "over-24h", "over a day"),
];

/// What is counted of a set of items.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub items: u64,
    pub own: u64,
    pub agency: u64,
    pub other: u64,
    pub unknown: u64,
    pub reprints: u64,
    pub grades: [u64; Grade::ALL.len()],
    lags: Vec<i64>,
    sorted: bool,
}

impl Tally {
    pub fn add(&mut self, account: &Account) {
        self.items += 1;
        match account.provenance {
            Provenance::Own => self.own += 1,
            Provenance::Agency => self.agency += 1,
            Provenance::Other => self.other += 1,
            Provenance::Unknown => self.unknown += 1,
        }
        if account.reprint {
            self.reprints += 1;
            if let Some(grade) = account.grade {
                self.grades[grade as usize] += 1;
            }
            if let Some(lag) = account.lag {
                self.lags.push(lag.seconds);
                self.sorted = false;
            }
        }
    }

    /// Of many items.
    pub fn of<'a>(ledger: &Ledger, pieces: impl IntoIterator<Item = &'a Piece>) -> Self {
        let mut tally = Self::default();
        for piece in pieces {
            tally.add(&ledger.account(piece));
        }
        tally
    }

    pub fn grade(&self, grade: Grade) -> u64 {
        self.grades[grade as usize]
    }

    /// Reprints whose credit was audited.
    pub fn graded(&self) -> u64 {
        self.grades.iter().sum()
    }

    /// The lag that `share` of the reprints do not exceed (nearest rank), in seconds.
    pub fn lag(&mut self, share: f64) -> Option<i64> {
        if !self.sorted {
            self.lags.sort_unstable();
            self.sorted = true;
        }
        let rank = (share * self.lags.len() as f64).ceil() as usize;
        self.lags.get(rank.max(1) - 1).copied()
    }

    /// The median lag as a cell.
    pub fn median(&mut self) -> Cell {
        Cell::span(self.lag(0.5))
    }

    /// How many reprints fall in each of [`BANDS`].
    pub fn bands(&self) -> [u64; BANDS.len()] {
        let mut bands = [0; BANDS.len()];
        for lag in &self.lags {
            let at = BANDS.iter().position(|(end, ..)| lag < end).unwrap_or(BANDS.len() - 1);
            bands[at] += 1;
        }
        bands
    }

    /// Reprints whose lag is known.
    pub fn timed(&self) -> u64 {
        self.lags.len() as u64
    }
}
