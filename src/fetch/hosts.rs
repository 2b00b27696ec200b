//! Manners towards a host: so many requests in flight, so much time between two, more of it where its robots.txt asks for more.

use std::collections::HashMap;
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
}

/// When a host was asked last.
#[derive(Clone, Copy, Debug, Default)]
struct LastAsked {
    /// For anything.
    any: Option<Instant>,
    /// For what its delay holds for: pages, not their robots.txt itself.
    delayed: Option<Instant>,
    /// The last moment that was promised to one of these; in times to come while some wait for theirs.
    promised: Option<Instant>,
}

/// A host's turn would come too late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TooLate;

impl Hosts {
    pub(super) fn new(at_once: usize, pace: Duration) -> Self {
        Self { at_once: at_once.max(1), pace, hosts: Mutex::default() }
    }

    /// Waits for this host's turn, at least `delay` after the last one that had a delay. The turn ends when what is given back
    /// is dropped.
    pub(super) async fn turn(&self, host: &str, delay: Duration) -> Result<Option<OwnedSemaphorePermit>, TooLate> {
        let host = self.host(host);
        if !delay.is_zero() {
            let promised = host.asked().promise(Instant::now(), delay)?;
            // Without a place: what knows no delay goes before.
            tokio::time::sleep_until(promised).await;
        }
        let Ok(permit) = Arc::clone(&host.places).acquire_owned().await else { return Ok(None) };
        let at = host.asked().ask(Instant::now(), self.pace, delay);
        tokio::time::sleep_until(at).await;
        Ok(Some(permit))
    }

    /// Takes up that a host was asked for a page so long `ago`, in an earlier run.
    pub(super) fn recall(&self, host: &str, ago: Duration) {
        let now = Instant::now();
        let at = now.checked_sub(ago).unwrap_or(now);
        let host = self.host(host);
        let mut asked = host.asked();
        asked.delayed = asked.delayed.max(Some(at));
        asked.promised = asked.promised.max(Some(at));
    }

    fn host(&self, name: &str) -> Arc<Host> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = hosts.get(name) {
            return Arc::clone(known);
        }
        let places = Arc::new(Semaphore::new(self.at_once));
        let fresh = Arc::new(Host { places, asked: Mutex::default() });
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
    /// The moment of one more request with a delay: each comes a delay after the one promised before it.
    fn promise(&mut self, now: Instant, delay: Duration) -> Result<Instant, TooLate> {
        let at = self.promised.map_or(now, |last| now.max(last + delay));
        if at - now > PATIENCE {
            return Err(TooLate);
        }
        self.promised = Some(at);
        Ok(at)
    }

    /// The moment at which a request is sent that has a place `now`. Where answers take longer than the delay, those that wait
    /// come later than they were promised.
    fn ask(&mut self, now: Instant, pace: Duration, delay: Duration) -> Instant {
        let after = |last: Option<Instant>, time: Duration| last.map_or(now, |last| now.max(last + time));
        let mut at = after(self.any, pace);
        if !delay.is_zero() {
            at = at.max(after(self.delayed, delay));
            self.delayed = Some(at);
            self.promised = self.promised.max(Some(at));
        }
        self.any = Some(at);
        at
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

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
            // The second waits 50 seconds and the third 100; the fourth's turn comes after 150, which is too late.
            let slow = Duration::from_secs(50);
            let held = hosts.turn("c.example", slow).await.expect("its turn");
            let moment = Duration::from_millis(5);
            let (mut second, mut third) = (pin!(hosts.turn("c.example", slow)), pin!(hosts.turn("c.example", slow)));
            assert!(tokio::time::timeout(moment, second.as_mut()).await.is_err(), "it waits");
            drop(held);
            // It goes on waiting, with the place free.
            assert!(tokio::time::timeout(moment, second.as_mut()).await.is_err(), "it waits");
            assert!(tokio::time::timeout(moment, third.as_mut()).await.is_err(), "it waits");
            assert_eq!(hosts.turn("c.example", slow).await.err(), Some(TooLate));
            assert_eq!(hosts.turn("c.example", slow).await.err(), Some(TooLate), "whoever goes takes no turn with it");
            // Whoever waits for a delay is in nobody's way.
            let feed = tokio::time::timeout(Duration::from_secs(20), hosts.turn("c.example", Duration::ZERO)).await;
            assert!(feed.is_ok());
            // What an earlier run asked for counts.
            hosts.recall("d.example", Duration::from_secs(100));
            assert_eq!(hosts.turn("d.example", long).await.err(), Some(TooLate));
            hosts.recall("e.example", Duration::from_secs(301));
            assert!(hosts.turn("e.example", long).await.is_ok());
        });
    }

    #[test]
    fn turns_come_one_delay_after_the_other() {
        let (delay, pace, now) = (Duration::from_secs(50), Duration::from_secs(1), Instant::now());
        let mut asked = LastAsked::default();
        assert_eq!(asked.promise(now, delay), Ok(now));
        // It holds the place and is being asked.
        assert_eq!(asked.ask(now, pace, delay), now);
        assert_eq!(asked.promise(now, delay), Ok(now + delay));
        assert_eq!(asked.promise(now, delay), Ok(now + delay * 2));
        assert_eq!(asked.promise(now, delay), Err(TooLate));
        // The second's time has come: the fourth may wait, and nobody is counted twice.
        assert_eq!(asked.ask(now + delay, pace, delay), now + delay);
        assert_eq!(asked.promise(now + delay, delay), Ok(now + delay * 3));
        // An answer that took longer than the delay puts off whoever comes after it.
        let late = now + delay * 3;
        assert_eq!(asked.ask(late, pace, delay), late);
        assert_eq!(asked.ask(late, pace, delay), late + delay);
        assert_eq!(asked.promise(late, delay), Ok(late + delay * 2));
    }
}
