//! Ctrl-C and SIGTERM: the first asks the work to come to its end, the second ends the program where it stands.

use crate::desk::Stop;

/// Exit code of a program that Ctrl-C ended, as shells have it.
const INTERRUPTED: i32 = 130;

/// A request to stop that the signals of the system make.
pub fn stop() -> Stop {
    let stop = Stop::default();
    let asked = stop.clone();
    // Without the thread the system's own way remains: a signal ends the program at once, and nothing is lost by that.
    let _ = std::thread::Builder::new().name("signals".into()).spawn(move || {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
        runtime.block_on(async {
            let Some(()) = signal().await else { return };
            asked.ask();
            // What was committed is safe; whoever asks twice will not wait.
            if signal().await.is_some() {
                std::process::exit(INTERRUPTED);
            }
        });
    });
    stop
}

/// Waits for the next signal; `None` where the system gives none.
#[cfg(unix)]
async fn signal() -> Option<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).ok()?;
    let mut interrupt = signal(SignalKind::interrupt()).ok()?;
    tokio::select! {
        got = terminate.recv() => got,
        got = interrupt.recv() => got,
    }
}

#[cfg(not(unix))]
async fn signal() -> Option<()> {
    tokio::signal::ctrl_c().await.ok()
}
