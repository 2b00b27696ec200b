//! Manners towards a host: so many requests in flight, so much time between two, more of it where its robots.txt asks for more.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

/// A request that would have to wait longer than this for a delay that its host asks for is left to a later run.
const PATIENCE: Duration = Duration::from_secs(120);

/// All hosts that are being asked.
#[derive(Debug)]
pub(super) struct Hosts {
    at_once: usize,
    pace: Duration,
    hosts: Mutex<HashMap<String, Arc<Host>>>,
}

#[derive(Debug)]
struct Host {
    places: Arc<Semaphore>,
    asked: Mutex<LastAsked>,
    /// Requests that wait for their turn.
    waiting: AtomicU32,
}

/// When a host was asked last.
#[derive(Clone, Copy, Debug, Default)]
struct LastAsked {
    /// For anything.
    any: Option<Instant>,
    /// For what its delay holds for: pages, not their robots.txt itself.
    delayed: Option<Instant>,
}

/// A host's turn would come too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLate;

/// One request in the queue of a host.
struct InQueue<'a>(&'a Host);

impl Drop for InQueue<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Hosts {
    pub(super) fn new(at_once: usize, pace: Duration) -> Self {
        Self { at_once: at_once.max(1), pace, hosts: Mutex::default() }
    }

    /// Waits for this host's turn, at least `delay` after the last one that had a delay. The turn ends when what is given back
    /// is dropped.
    pub(super) async fn turn(&self, host: &str, delay: Duration) -> Result<Option<OwnedSemaphorePermit>, TooLate> {
        let host = self.host(host);
        let before = host.waiting.fetch_add(1, Ordering::Relaxed);
        let queue = InQueue(&host);
        if !delay.is_zero() {
            let next = host.asked().next(self.pace, delay);
            if next.saturating_duration_since(Instant::now()) + delay * before > PATIENCE {
                return Err(TooLate);
            }
        }
        let Ok(permit) = Arc::clone(&host.places).acquire_owned().await else { return Ok(None) };
        let at = {
            let mut asked = host.asked();
            let at = asked.next(self.pace, delay);
            asked.any = Some(at);
            if !delay.is_zero() {
                asked.delayed = Some(at);
            }
            at
        };
        if at > Instant::now() {
            tokio::time::sleep_until(at).await;
        }
        drop(queue);
        Ok(Some(permit))
    }

    fn host(&self, name: &str) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = hosts.get(name) {
            return Arc::clone(known);
        }
        let places = Arc::new(Semaphore::new(self.at_once));
        let fresh = Arc::new(Host { places, asked: Mutex::default(), waiting: AtomicU32::new(0) });
        hosts.insert(name.to_owned(), Arc::clone(&fresh));
        fresh
    }
}

impl Host {
    fn asked(&self) -> MutexGuard<'_, LastAsked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl LastAsked {
    /// The next moment it may be asked.
    fn next(&self, pace: Duration, delay: Duration) -> Instant {
        let now = Instant::now();
        let after = |last: Option<Instant>, time: Duration| last.map_or(now, |last| now.max(last + time));
        // What has no delay of its own does not wait for one.
        after(self.any, pace).max(if delay.is_zero() { now } else { after(self.delayed, delay) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_delay_is_kept_to_and_a_long_queue_is_left_for_later() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
        runtime.block_on(async {
            let hosts = Hosts::new(1, Duration::from_millis(1));
            let (delay, first) = (Duration::from_millis(40), Instant::now());
            for _ in 0..3 {
                assert!(hosts.turn("a.example", delay).await.is_ok_and(|turn| turn.is_some()));
            }
            assert!(first.elapsed() >= delay * 2, "{:?}", first.elapsed());
            // Asked a moment ago: five minutes are longer than a run waits.
            let long = Duration::from_secs(300);
            assert_eq!(hosts.turn("a.example", long).await.err(), Some(TooLate));
            assert!(hosts.turn("b.example", long).await.is_ok(), "nobody asked it yet");
            // Feeds know no such delay.
            assert!(hosts.turn("a.example", Duration::ZERO).await.is_ok());
            // Behind one that waits its turn comes within 100 seconds, behind two it is too late.
            let slow = Duration::from_secs(50);
            let held = hosts.turn("c.example", slow).await.expect("its turn");
            let host = hosts.host("c.example");
            host.waiting.store(1, Ordering::Relaxed);
            let second = tokio::time::timeout(Duration::from_millis(5), hosts.turn("c.example", slow)).await;
            assert!(second.is_err(), "it waits");
            host.waiting.store(2, Ordering::Relaxed);
            assert_eq!(hosts.turn("c.example", slow).await.err(), Some(TooLate));
            assert_eq!(host.waiting.load(Ordering::Relaxed), 2, "whoever goes leaves the queue");
            drop(held);
        });
    }
}
