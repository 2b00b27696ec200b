//! Polling judged by a server that records every request: validators, pace, redirects, hosts, outages, and nothing inside.

mod guarded;
mod judge;
mod month;
mod outage;
pub mod server;
