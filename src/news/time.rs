//! The two clocks: what an outlet claims, and what we saw.

/// The outlet's claim of a time. Never decides alone who was first.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Stamped {
    /// Seconds since 1970-01-01 UTC.
    pub at: i64,
    /// Seconds east of UTC as stated by the outlet; `None` when the words named no zone and UTC (or `assumed`) was taken.
    pub offset: Option<i32>,
    /// Only a day was stated: `at` is midnight of that day in the zone taken.
    pub day_only: bool,
    /// Why a zone or an order of day and month was taken that the words did not state, such as "IST by outlet".
    pub assumed: Option<String>,
}

impl Stamped {
    /// A time with its zone stated. `offset` in seconds east of UTC.
    pub fn at(at: i64, offset: i32) -> Self {
        Self { at, offset: Some(offset), day_only: false, assumed: None }
    }
}

/// Our own clock when something reached us: seconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Seen(pub i64);
