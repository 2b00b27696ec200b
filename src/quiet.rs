//! Work that may panic, run behind a guard and without a word: libraries that meet markup they did not expect.
//!
//! A caught panic is no news: whoever guards says what became of it. The hook that would print it is wrapped once, when
//! something is guarded for the first time; panics of unguarded work are told as before.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// Guards around what runs on this thread.
    static GUARDS: Cell<usize> = const { Cell::new(0) };
}

/// What `work` comes to, or `None` where it panicked. What it worked on may be broken then and must not be used again.
pub fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let told = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            // A thread that is ending has no flag any more; it guards nothing either.
            if GUARDS.try_with(Cell::get).unwrap_or(0) == 0 {
                told(info);
            }
        }));
    });
    let _guard = Guard::up();
    panic::catch_unwind(AssertUnwindSafe(work)).ok()
}

/// Keeps this thread quiet for as long as it stands.
struct Guard;

impl Guard {
    fn up() -> Self {
        GUARDS.set(GUARDS.get() + 1);
        Self
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        GUARDS.set(GUARDS.get() - 1);
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn guards_nest_and_come_down() {
        let inner = guarded(|| {
            assert_eq!(guarded(|| panic!("unheard")), None::<()>);
            GUARDS.get()
        });
        assert_eq!((inner, GUARDS.get()), (Some(1), 0));
    }

    /// The part of [`only_what_is_guarded_is_quiet`] that runs as a process of its own.
    #[test]
    #[ignore = "panics on purpose"]
    fn speak() {
        assert_eq!(guarded(|| panic!("swallowed")), None::<()>);
        let other = std::thread::spawn(|| panic!("another thread"));
        assert_eq!(guarded(|| other.join().is_err()), Some(true));
        panic!("this thread");
    }

    #[test]
    fn only_what_is_guarded_is_quiet() {
        let program = std::env::current_exe().expect("this program");
        let told = Command::new(program)
            .args(["--exact", "quiet::tests::speak", "--ignored", "--nocapture"])
            .output()
            .expect("this program starts");
        let words = String::from_utf8_lossy(&told.stderr).into_owned();
        assert!(!told.status.success());
        assert!(words.contains("another thread") && words.contains("this thread"), "{words}");
        assert!(!words.contains("swallowed"), "{words}");
    }
}
