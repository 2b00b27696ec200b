//! Dates as outlets write them.

/// What a written date says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970-01-01 UTC.
    pub at: i64,
    /// Seconds east of UTC as stated, `None` when no zone was stated.
    pub offset: Option<i32>,
    /// Only a day was stated.
    pub day_only: bool,
    /// What was assumed that the words do not state.
    pub assumed: Option<String>,
}

/// What is known of the outlet and helps to read its dates.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// IANA zone to take when none, or an ambiguous one, is stated.
    pub zone: Option<&'a str>,
    /// Language of the text (BCP 47); decides the order of day and month where figures alone do not.
    pub language: Option<&'a str>,
}

/// Reads a date in any of the forms outlets use. Never invents: relative dates and words without a day give `None`.
pub fn read(_words: &str, _hints: Hints<'_>) -> Option<Moment> {
    None
}
