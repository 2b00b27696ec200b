//! Why a request came to nothing: the words for people, and how far it came.

use std::error::Error;
use std::io::{self, ErrorKind};

use super::guard::Nameless;

/// Why there is no usable answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The words for people. Never hold credentials.
    pub words: String,
    /// Status of the answer, if one came.
    pub status: Option<u16>,
    /// Seconds to wait, as the server asks.
    pub retry_after: Option<i64>,
    /// robots.txt forbids it, or could not be had.
    pub robots: bool,
    /// Asking again will not help.
    pub lasting: bool,
    /// It was not asked: its host wants so much time between two pages that its turn comes in a later run.
    pub later: bool,
    /// How far the request came.
    pub reach: Reach,
}

/// How far a request came: whether a trouble is the server's, or may be that of our own network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// A server was spoken to.
    Server,
    /// No way to one: no address for its name, no route, no connection in time.
    Nowhere,
    /// It was not sent, or nothing is known of its way.
    Unknown,
}

impl Failure {
    pub(super) fn passing(words: impl Into<String>) -> Self {
        let (words, reach) = (words.into(), Reach::Server);
        Self { words, status: None, retry_after: None, robots: false, lasting: false, later: false, reach }
    }

    /// The library gave up.
    pub(super) fn broken(error: &reqwest::Error) -> Self {
        Self { reach: reach(error), ..Self::passing(told(error)) }
    }

    /// It is not asked, now or later.
    pub(super) fn refused(words: impl Into<String>) -> Self {
        Self { lasting: true, reach: Reach::Unknown, ..Self::passing(words) }
    }
}

/// What an editor can do about a feed that is answered with this status.
pub(super) fn way_out(status: u16) -> &'static str {
    match status {
        401 | 407 => "; write name and password into its address in config.toml",
        403 | 451 => "; it may refuse programs: set `contact` in config.toml and ask the outlet to let you poll",
        404 => "; it may have moved: look for it with `wirecopy feeds discover` on the outlet's home page",
        429 => "; it is asked too often: give the outlet a longer `interval_minutes`",
        _ => "",
    }
}

/// A trouble of the library in words, without the address it may hold.
fn told(error: &reqwest::Error) -> String {
    let what = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection"
    } else if error.is_body() || error.is_decode() {
        "the answer broke off"
    } else {
        "the request failed"
    };
    format!("{what}: {}", root(error))
}

/// How far a request came that the library gave up: what a network of ours that is down gives as well is no word of a server's.
fn reach(error: &reqwest::Error) -> Reach {
    if !error.is_connect() {
        return Reach::Server;
    }
    if error.is_timeout() {
        return Reach::Nowhere;
    }
    let mut cause: Option<&dyn Error> = Some(error);
    while let Some(one) = cause {
        if one.is::<Nameless>() {
            return Reach::Nowhere;
        }
        if let Some(error) = one.downcast_ref::<io::Error>() {
            match error.kind() {
                ErrorKind::NetworkUnreachable
                | ErrorKind::HostUnreachable
                | ErrorKind::NetworkDown
                | ErrorKind::AddrNotAvailable
                | ErrorKind::TimedOut => return Reach::Nowhere,
                // Somebody refused, or hung up.
                ErrorKind::ConnectionRefused | ErrorKind::ConnectionReset | ErrorKind::UnexpectedEof => {
                    return Reach::Server;
                }
                _ => {}
            }
        }
        cause = one.source();
    }
    // TLS that failed, or an address that the guard refused.
    Reach::Unknown
}

/// The innermost cause: the outer ones repeat the address.
pub(super) fn root(error: &dyn Error) -> String {
    let mut cause = error;
    while let Some(source) = cause.source() {
        cause = source;
    }
    cause.to_string()
}
