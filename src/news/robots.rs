//! What a host said of robots.

use super::Seen;

/// What a host answered when its robots.txt (RFC 9309) was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RobotsWord {
    /// Scheme, host and port.
    pub origin: String,
    /// When it was asked for its robots.txt.
    pub seen: Seen,
    /// When it was last asked for a page, if it wants time between two.
    pub asked: Option<Seen>,
    /// What it said.
    pub said: RobotsSaid,
}

/// The answer for robots.txt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RobotsSaid {
    /// Rules, as sent.
    Rules(Vec<u8>),
    /// There are none.
    Nothing,
}
