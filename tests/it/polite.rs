//! Polling judged by a server that records every request: validators, pace, redirects, hosts, and nothing inside.

mod guarded;
mod judge;
mod month;
pub mod server;
