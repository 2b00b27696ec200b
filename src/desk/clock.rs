//! The clock of the desk, handed in so that a round can be replayed at any hour.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::news::Seen;

/// What tells the time of a round.
pub trait Clock: Sync {
    /// Now.
    fn now(&self) -> Seen;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Seen {
        // A clock set before 1970 counts as 1970: it only delays polls.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Seen(since.as_secs() as i64)
    }
}

/// A clock that stands still.
#[derive(Clone, Copy, Debug)]
pub struct FixedClock(pub Seen);

impl Clock for FixedClock {
    fn now(&self) -> Seen {
        self.0
    }
}
