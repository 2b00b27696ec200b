//! The filters' way of working: many files on all cores, a JSON line each, in the order they were named.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;

use serde_json::Value;

use super::{Trouble, output};

/// Stack of a worker: some libraries recurse as deep as a page does.
const STACK: usize = 64 << 20;

/// Prints `read(file)` for every file, in order. A closed pipe ends the work quietly.
pub fn each(files: &[String], read: impl Fn(&str) -> Option<Value> + Sync) -> Result<(), Trouble> {
    let workers = thread::available_parallelism().map_or(1, usize::from).min(files.len()).max(1);
    let next = AtomicUsize::new(0);
    let (send, receive) = mpsc::sync_channel::<(usize, Option<Value>)>(workers * 4);
    let (next, read) = (&next, &read);
    thread::scope(|scope| {
        for _ in 0..workers {
            let send = send.clone();
            let work = move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = files.get(at) else { return };
                    if send.send((at, read(file))).is_err() {
                        return;
                    }
                }
            };
            thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, work)
                .map_err(|error| Trouble::failed(format!("worker thread: {error}")))?;
        }
        drop(send);
        in_order(receive);
        Ok(())
    })
}

/// Prints lines in the order of the files, whoever finishes first.
fn in_order(receive: mpsc::Receiver<(usize, Option<Value>)>) {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut waiting = BTreeMap::new();
    let mut due = 0;
    for (at, line) in receive {
        waiting.insert(at, line);
        while let Some(line) = waiting.remove(&due) {
            due += 1;
            if line.is_some_and(|line| !output::json_line(&mut out, &line)) {
                return;
            }
        }
    }
    let _ = out.flush();
}
