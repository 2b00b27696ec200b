//! The labelled data and feed suites that stand beside the project, when they are there.

use std::path::{Path, PathBuf};

/// A path below the shared folder: `$WIRECOPY_SHARED`, else `../shared` beside the project. When it is absent the test is
/// skipped with a printed word; where `CI` is set it must be there.
pub fn shared(path: &str) -> Option<PathBuf> {
    let root = std::env::var_os("WIRECOPY_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let found = root.join(path);
    if found.exists() {
        return Some(found);
    }
    assert!(std::env::var_os("CI").is_none(), "{} is missing, and this run must have it", found.display());
    println!("skipped: no shared data at {}", found.display());
    None
}

#[test]
fn absent_data_is_skipped_by_name() {
    if std::env::var_os("CI").is_none() {
        assert!(shared("no/such/set").is_none());
    }
}
