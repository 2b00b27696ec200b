//! Asking many at once, keeping one after the other.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Condvar, Mutex, PoisonError, mpsc};
use std::thread;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream;

use super::Stop;

/// Bytes of answers that may wait to be kept before asking pauses: most are small, and many small ones are kept at one go.
const WAITING: usize = 32 << 20;
/// What an answer weighs at least.
const LIGHTEST: usize = 8 << 10;
/// How often a request to stop is looked for while nothing arrives.
const LOOK: Duration = Duration::from_millis(100);

/// What an answer holds on to while it waits.
pub(super) trait Weight {
    /// Bytes, roughly.
    fn weight(&self) -> usize;
}

/// Asks for every task on a thread of its own, `at_once` at a time, and hands the answers over in handfuls, in the order
/// they come: whatever waits when the one before is kept. Ends early, dropping what is in flight, when `stop` is asked or
/// `keep` fails.
pub(super) fn gather<T, A, F, E>(
    tasks: &[T],
    at_once: usize,
    stop: &Stop,
    ask: impl Fn(usize) -> F + Send,
    mut keep: impl FnMut(Vec<(usize, A)>) -> Result<(), E>,
) -> Result<(), E>
where
    A: Send + Weight,
    F: Future<Output = A> + Send,
{
    if tasks.is_empty() {
        return Ok(());
    }
    let count = tasks.len();
    let load = &Load { held: Mutex::new(Some(0)), freed: Condvar::new() };
    thread::scope(|scope| {
        let (send, receive) = mpsc::channel();
        scope.spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
            let Ok(runtime) = runtime else { return };
            runtime.block_on(async {
                let mut answers = stream::iter((0..count).map(|n| {
                    let asking = ask(n);
                    async move { (n, asking.await) }
                }))
                .buffer_unordered(at_once.max(1));
                while !stop.asked() {
                    match tokio::time::timeout(LOOK, answers.next()).await {
                        Err(_) => continue,
                        Ok(None) => break,
                        Ok(Some(answer)) => {
                            load.add(answer.1.weight());
                            if send.send(answer).is_err() || !load.wait(stop) {
                                break;
                            }
                        }
                    }
                }
            });
            // Whatever a resolver or a connection still does in the background is not waited for.
            runtime.shutdown_background();
        });
        let keeper = Keeper(load);
        while let Ok(first) = receive.recv() {
            let mut handful = vec![first];
            handful.extend(receive.try_iter());
            let kept = handful.iter().map(|(_, answer)| answer.weight().max(LIGHTEST)).sum();
            keep(handful)?;
            keeper.0.take_off(kept);
        }
        Ok(())
    })
}

/// The weight of what waits to be kept; nothing once nobody keeps any more.
struct Load {
    held: Mutex<Option<usize>>,
    freed: Condvar,
}

impl Load {
    fn add(&self, weight: usize) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        *held = held.map(|held| held + weight.max(LIGHTEST));
    }

    fn take_off(&self, weight: usize) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        *held = held.map(|held| held.saturating_sub(weight));
        self.freed.notify_all();
    }

    /// Waits until there is room. `false`: nobody keeps any more, or the round is to end.
    fn wait(&self, stop: &Stop) -> bool {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        while held.is_some_and(|held| held > WAITING) && !stop.asked() {
            held = self.freed.wait_timeout(held, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
        held.is_some() && !stop.asked()
    }
}

/// Whoever keeps what waits. However it ends, the asker does not wait for it longer than it lives.
struct Keeper<'a>(&'a Load);

impl Drop for Keeper<'_> {
    fn drop(&mut self) {
        *self.0.held.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.0.freed.notify_all();
    }
}

/// The tasks in another order: one a host, then the second of each, and so on. A host with hundreds of feeds is asked one
/// after the other, and nobody else waits behind it.
pub(super) fn take_turns<T>(tasks: Vec<T>, host: impl Fn(&T) -> String) -> Vec<T> {
    let mut turns: HashMap<String, usize> = HashMap::new();
    let mut placed: Vec<(usize, T)> = tasks
        .into_iter()
        .map(|task| {
            let turn = turns.entry(host(&task)).or_default();
            *turn += 1;
            (*turn, task)
        })
        .collect();
    placed.sort_by_key(|(turn, _)| *turn);
    placed.into_iter().map(|(_, task)| task).collect()
}

/// `work` on every task, spread over the cores, in the order of the tasks. Threads have room for deep pages.
pub(super) fn spread<T: Sync, R: Send>(tasks: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = thread::available_parallelism().map_or(1, usize::from).min(tasks.len().max(1));
    if cores == 1 {
        return tasks.iter().map(work).collect();
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let (next, work) = (&next, &work);
    let run = move || {
        let mut done = Vec::new();
        loop {
            let n = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(task) = tasks.get(n) else { return done };
            done.push((n, work(task)));
        }
    };
    let mut done = thread::scope(|scope| {
        let threads: Vec<_> = (0..cores)
            .map(|_| thread::Builder::new().stack_size(16 << 20).spawn_scoped(scope, run).expect("a thread"))
            .collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect::<Vec<_>>()
    });
    done.sort_by_key(|(n, _)| *n);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Weight for u32 {
        fn weight(&self) -> usize {
            // Heavy enough that asking has to pause.
            1 << 20
        }
    }

    #[test]
    fn spread_keeps_the_order() {
        let tasks: Vec<usize> = (0..1000).collect();
        assert_eq!(spread(&tasks, |n| n * 2), tasks.iter().map(|n| n * 2).collect::<Vec<_>>());
    }

    #[test]
    fn hosts_take_turns() {
        let tasks = vec!["a1", "a2", "a3", "b1", "c1", "b2"];
        assert_eq!(take_turns(tasks, |task| task[..1].to_owned()), ["a1", "b1", "c1", "a2", "b2", "a3"]);
    }

    #[test]
    fn gather_keeps_every_answer_once_and_stops_when_asked() {
        let tasks: Vec<u32> = (0..500).collect();
        let mut kept = Vec::new();
        let stop = Stop::default();
        let ask = |n: usize| async move { n as u32 };
        gather(&tasks, 8, &stop, ask, |answers| {
            kept.extend(answers.into_iter().map(|(n, _)| n));
            Ok::<_, ()>(())
        })
        .expect("no trouble");
        kept.sort_unstable();
        assert_eq!(kept, (0..500).collect::<Vec<_>>());
        stop.ask();
        gather(&tasks, 8, &stop, ask, |_| Err(())).expect("nothing kept after a stop");
    }

    #[test]
    fn gather_ends_when_keeping_fails() {
        let tasks: Vec<u32> = (0..500).collect();
        let result = gather(&tasks, 8, &Stop::default(), |n| async move { n as u32 }, |_| Err("full"));
        assert_eq!(result, Err("full"));
    }
}
