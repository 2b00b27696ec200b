//! The database: items with every version, articles, clusters, evidence, decisions. The only place that knows SQL.
//!
//! One [`Store`] writes, under a [`Lock`]; any number of [`Reader`]s look on. Every method that changes something is one
//! transaction: it happened as a whole, or an error says that it did not. What goes in and comes out are nouns; how they
//! lie in the tables is the row types' business, so that another database can stand behind the same methods.

mod articles;
mod clusters;
mod error;
mod feeds;
mod items;
mod ledger;
mod lock;
mod pages;
mod reader;
mod recall;
mod renewing;
mod retention;
mod robots;
mod rows;
mod rulings;
mod schema;
mod traces;

use std::ops::Deref;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

pub use articles::{Growth, NewArticle, Pending, Placing, Settle, Waiting, reading_digest};
pub use clusters::{ClusterFilter, Pair};
pub use error::StoreError;
pub use feeds::{FeedId, FeedRecord};
pub use items::{Delivered, Incoming, Keeping, Poll};
pub use lock::Lock;
pub use pages::{FetchedPage, PageTask, Rest};
pub use reader::{Reader, Totals};
pub use recall::Remembered;
pub use renewing::{Outdated, Renewed};
pub use retention::Pruned;
pub use rulings::{Group, Seat};
pub use traces::Traced;

/// How long a viewer or a writer waits for the other before it gives up.
const PATIENCE: Duration = Duration::from_secs(10);

/// The one writer of a database. Reads like a [`Reader`], and changes things.
#[derive(Debug)]
pub struct Store {
    reader: Reader,
}

impl Store {
    /// Opens the database at `path` for writing, makes it if there is none, and brings it to the newest schema. Whoever
    /// opens it holds its [`Lock`].
    ///
    /// # Errors
    /// Refuses files that are not ours or were written by a newer version; tells when the disk or the file fails.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| StoreError::file(folder, &error))?;
        }
        let mut conn = Connection::open(path).map_err(|error| opening(path, error))?;
        conn.busy_timeout(PATIENCE)?;
        planned_once(&conn)?;
        // Before anything is written: a file that is not ours stays as it is.
        schema::recognise(&conn, path).map_err(|error| not_ours(error, path))?;
        conn.pragma_update(None, "journal_mode", "WAL")?;
        conn.pragma_update(None, "synchronous", "FULL")?;
        conn.pragma_update(None, "foreign_keys", true)?;
        conn.pragma_update(None, "cache_size", -64 * 1024)?;
        // 16 MiB: a round of small changes is written back once, when it ends.
        conn.pragma_update(None, "wal_autocheckpoint", 4_096)?;
        conn.set_prepared_statement_cache_capacity(64);
        schema::upgrade(&mut conn, path)?;
        Ok(Self { reader: Reader::of(conn) })
    }

    /// A change: committed as a whole or not at all.
    fn change(&mut self) -> Result<Transaction<'_>, StoreError> {
        Ok(self.reader.conn.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    /// Notes a finished run with its summary (JSON).
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn note_run(&mut self, started: i64, ended: i64, summary: &str) -> Result<(), StoreError> {
        let change = self.change()?;
        change.execute("INSERT INTO runs (started, ended, summary) VALUES (?1, ?2, ?3)", (started, ended, summary))?;
        change.commit()?;
        Ok(())
    }
}

impl Deref for Store {
    type Target = Reader;

    fn deref(&self) -> &Reader {
        &self.reader
    }
}

/// Opens for looking only.
fn open_reader(path: &Path) -> Result<Connection, StoreError> {
    if !path.exists() {
        return Err(StoreError::Missing { path: path.to_owned() });
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).map_err(|error| opening(path, error))?;
    conn.busy_timeout(PATIENCE)?;
    planned_once(&conn)?;
    let found = schema::recognise(&conn, path).map_err(|error| not_ours(error, path))?;
    if found < schema::newest() {
        drop(conn);
        // Looking at an older database needs the tables of today. An older program may be at work in it: what brings it up
        // holds the lock.
        let holder = format!("process {} bringing it up to this version", std::process::id());
        let _lock = Lock::take(path, &holder).map_err(|error| match error {
            StoreError::Locked { path, holder } => StoreError::OlderInUse { path, holder },
            other => other,
        })?;
        drop(Store::open(path)?);
        return open_reader(path);
    }
    Ok(conn)
}

/// How a statement is carried out may not depend on the values bound to it: SQLite would parse and plan every statement with
/// `column = ?` anew whenever it is used again, and did so for a quarter of a run's time.
fn planned_once(conn: &Connection) -> Result<(), StoreError> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    Ok(())
}

fn opening(path: &Path, error: rusqlite::Error) -> StoreError {
    match StoreError::from(error) {
        StoreError::ReadOnly(words) | StoreError::Other(words) => StoreError::File { path: path.to_owned(), words },
        other => other,
    }
}

/// A file that is no database at all is somebody else's, not a damaged one of ours.
fn not_ours(error: StoreError, path: &Path) -> StoreError {
    match error {
        StoreError::Damaged(words) if words.contains("not a database") => StoreError::Foreign { path: path.to_owned() },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use rusqlite::StatementStatus;

    use super::*;

    #[test]
    fn a_statement_is_planned_once_however_often_it_is_used() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("news.db");
        let store = Store::open(&path).expect("a store");
        let reader = Reader::open(&path).expect("a reader");
        for conn in [&store.reader.conn, &reader.conn] {
            let mut query = conn.prepare("SELECT id FROM items WHERE outlet = ?1").expect("a query");
            for outlet in 1..5 {
                let mut rows = query.query([outlet]).expect("rows");
                assert!(rows.next().expect("an answer").is_none());
            }
            assert_eq!(query.get_status(StatementStatus::RePrepare), 0);
        }
    }
}
