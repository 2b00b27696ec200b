//! Asking many at once, keeping one after the other.

use std::collections::HashMap;
use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream;
use tokio::sync::Notify;
use tokio::time::{Instant, MissedTickBehavior, interval_at};

use super::Stop;

/// Bytes of answers that may wait to be kept before nobody new is asked.
const WAITING: usize = 32 << 20;
/// Bytes of answers that are handed over at one go. Most are small, and many small ones are kept in one transaction.
const HANDFUL: usize = 8 << 20;
/// What an answer weighs at least.
const LIGHTEST: usize = 2 << 10;
/// How often what came is handed over however little it is, and a request to stop is looked for.
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
    let load = &Load::default();
    thread::scope(|scope| {
        let (send, receive) = mpsc::channel();
        scope.spawn(move || {
            // All on this one thread: the work an answer makes is smaller than handing it from thread to thread.
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else { return };
            let asking = stream::iter(0..count).map(|n| {
                let ask = &ask;
                async move {
                    load.room().await;
                    (n, ask(n).await)
                }
            });
            runtime.block_on(hand_over(asking.buffer_unordered(at_once.max(1)), load, stop, &send));
            // Whatever a resolver or a connection still does in the background is not waited for.
            runtime.shutdown_background();
        });
        let keeper = Keeper(load);
        while let Ok(mut handful) = receive.recv() {
            handful.extend(receive.try_iter().flatten());
            let kept = handful.iter().map(heavy).sum();
            keep(handful)?;
            keeper.0.take_off(kept);
        }
        Ok(())
    })
}

fn heavy<A: Weight>((_, answer): &(usize, A)) -> usize {
    answer.weight().max(LIGHTEST)
}

/// Hands answers over as they come, many at one go. Small ones wait a moment for others.
async fn hand_over<A: Weight>(
    answers: impl stream::Stream<Item = (usize, A)>,
    load: &Load,
    stop: &Stop,
    send: &mpsc::Sender<Vec<(usize, A)>>,
) {
    let mut answers = pin!(answers);
    let mut look = interval_at(Instant::now() + LOOK, LOOK);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let (mut handful, mut weight) = (Vec::new(), 0);
    while !load.is_over() && !stop.asked() {
        let due = tokio::select! {
            answer = answers.next() => match answer {
                Some(answer) => {
                    let heavy = heavy(&answer);
                    load.add(heavy);
                    weight += heavy;
                    handful.push(answer);
                    weight >= HANDFUL
                }
                None => break,
            },
            _ = look.tick() => true,
        };
        if due && !handful.is_empty() {
            weight = 0;
            if send.send(std::mem::take(&mut handful)).is_err() {
                return;
            }
        }
    }
    if !handful.is_empty() {
        // Nobody may be there to take it any more.
        let _ = send.send(handful);
    }
}

/// The weight of what waits to be kept.
#[derive(Default)]
struct Load {
    held: AtomicUsize,
    /// Nobody keeps any more.
    over: AtomicBool,
    freed: Notify,
}

impl Load {
    fn add(&self, weight: usize) {
        self.held.fetch_add(weight, Ordering::Relaxed);
    }

    fn take_off(&self, weight: usize) {
        self.held.fetch_sub(weight, Ordering::Relaxed);
        self.freed.notify_waiters();
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::Relaxed)
    }

    /// Waits until there is room for one more answer. What is in flight goes on meanwhile.
    async fn room(&self) {
        loop {
            // Made before the look, so that no word is missed in between.
            let freed = self.freed.notified();
            if self.held.load(Ordering::Relaxed) <= WAITING || self.is_over() {
                return;
            }
            freed.await;
        }
    }
}

/// Whoever keeps what waits. However it ends, the asker does not wait for it longer than it lives.
struct Keeper<'a>(&'a Load);

impl Drop for Keeper<'_> {
    fn drop(&mut self) {
        self.0.over.store(true, Ordering::Relaxed);
        self.0.freed.notify_waiters();
    }
}

/// The tasks in another order: one a host, then the second of each, and so on. A host with hundreds of feeds is asked one
/// after the other, and nobody else waits behind it.
pub(super) fn take_turns<T>(tasks: Vec<T>, host: impl Fn(&T) -> String) -> Vec<T> {
    let mut turns: HashMap<String, usize> = HashMap::new();
    let mut rounds: Vec<Vec<T>> = Vec::new();
    for task in tasks {
        let turn = turns.entry(host(&task)).or_default();
        if rounds.len() == *turn {
            rounds.push(Vec::new());
        }
        rounds[*turn].push(task);
        *turn += 1;
    }
    rounds.into_iter().flatten().collect()
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

    #[test]
    fn nobody_new_is_asked_while_much_waits() {
        let tasks: Vec<u32> = (0..200).collect();
        let (asked, mut kept, mut most) = (AtomicUsize::new(0), 0, 0);
        let ask = |n: usize| {
            asked.fetch_add(1, Ordering::SeqCst);
            async move { n as u32 }
        };
        gather(&tasks, 4, &Stop::default(), ask, |answers| {
            // Slower than the asker.
            thread::sleep(Duration::from_millis(2));
            kept += answers.len();
            most = most.max(asked.load(Ordering::SeqCst) - kept);
            Ok::<_, ()>(())
        })
        .expect("no trouble");
        // 32 of a MiB each, those in flight, and the handful in hand.
        assert!(kept == 200 && most <= 32 + 4 + 8, "{kept} kept, {most} held");
    }

    #[test]
    fn few_answers_are_handed_over_all_the_same() {
        let ask = |n: usize| async move {
            tokio::time::sleep(Duration::from_millis(if n == 1 { 400 } else { 0 })).await;
            n as u32
        };
        let mut handfuls = Vec::new();
        gather(&[0, 1], 2, &Stop::default(), ask, |answers| {
            handfuls.push(answers.len());
            Ok::<_, ()>(())
        })
        .expect("no trouble");
        assert_eq!(handfuls, [1, 1]);
    }
}
