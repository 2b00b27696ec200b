//! The network: schedule, politeness, address guard. The only place that opens sockets outward.
//!
//! [`schedule`] decides when a feed is asked again and what is remembered of it: pure, the time is handed in. [`Fetcher`]
//! does the asking: one request in flight and one a second a host, robots.txt for pages, limits on bytes and time, and no
//! address inside ([`guard`]).

pub mod discover;
mod failure;
pub mod guard;
mod hosts;
mod http;
pub mod mail;
pub mod robots;
pub mod schedule;
pub mod state;

pub use failure::{Failure, Reach};
pub use guard::{Guard, Lookup};
pub use http::{Answer, Asked, Facts, Fetcher, Settings};
pub use schedule::{Outcome, Rhythm};
pub use state::{PollState, Validators};
