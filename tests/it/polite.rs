//! Polling judged by a server that records every request: validators, pace, redirects, hosts, outages, articles over several pages, and nothing
//! inside.

mod guarded;
mod judge;
mod month;
mod outage;
mod pages;
pub mod server;
mod site;
