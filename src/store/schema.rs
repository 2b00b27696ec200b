//! The numbered migrations, and which databases are opened at all.

use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use super::StoreError;

/// "wire": marks a file as ours.
const APPLICATION: i64 = 0x7769_7265;

/// Every migration in order; the schema's number is how many were applied. Released ones are never edited.
const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_newsroom.sql"),
    include_str!("migrations/0002_old.sql"),
    include_str!("migrations/0003_looked.sql"),
    include_str!("migrations/0004_asked.sql"),
    include_str!("migrations/0005_sightings.sql"),
    include_str!("migrations/0006_parts.sql"),
    include_str!("migrations/0007_outlets.sql"),
];

/// The newest schema known here.
pub(super) fn newest() -> i64 {
    MIGRATIONS.len() as i64
}

/// Brings a database to the newest schema. Each step is one transaction: killed in the middle, it starts again.
pub(super) fn upgrade(conn: &mut Connection, path: &Path) -> Result<(), StoreError> {
    // Number and steps are read inside the write transaction, so that two processes that open a new file at once agree.
    loop {
        let change = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let found = recognise(&change, path)?;
        let Some(step) = MIGRATIONS.get(found as usize) else { return Ok(()) };
        change.execute_batch(step)?;
        change.pragma_update(None, "application_id", APPLICATION)?;
        change.pragma_update(None, "user_version", found + 1)?;
        change.commit()?;
    }
}

/// The schema of a database of ours; other files are refused.
pub(super) fn recognise(conn: &Connection, path: &Path) -> Result<i64, StoreError> {
    let number = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let found = number("user_version")?;
    let application = number("application_id")?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    if application != APPLICATION && (tables > 0 || found > 0) {
        return Err(StoreError::Foreign { path: path.to_owned() });
    }
    if found > newest() {
        return Err(StoreError::Newer { path: path.to_owned(), found, known: newest() });
    }
    Ok(found)
}
