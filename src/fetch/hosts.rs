//! Manners towards a host: so many requests in flight, so much time between two.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

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
    free: Mutex<Instant>,
}

impl Hosts {
    pub(super) fn new(at_once: usize, pace: Duration) -> Self {
        Self { at_once: at_once.max(1), pace, hosts: Mutex::default() }
    }

    /// Waits for this host's turn. The turn ends when what is given back is dropped.
    pub(super) async fn turn(&self, host: &str) -> Option<OwnedSemaphorePermit> {
        let state = {
            let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
            let fresh = || {
                let places = Arc::new(Semaphore::new(self.at_once));
                Arc::new(Host { places, free: Mutex::new(Instant::now()) })
            };
            Arc::clone(hosts.entry(host.to_owned()).or_insert_with(fresh))
        };
        let permit = Arc::clone(&state.places).acquire_owned().await.ok()?;
        let at = {
            let mut free = state.free.lock().unwrap_or_else(PoisonError::into_inner);
            let at = (*free).max(Instant::now());
            *free = at + self.pace;
            at
        };
        tokio::time::sleep_until(at).await;
        Some(permit)
    }
}
