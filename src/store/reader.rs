//! Looking on: everything that can be read without changing anything.

use std::path::Path;

use rusqlite::Connection;

use super::StoreError;

/// A look at a database. Sees what was committed; never waits for the writer and never holds it up.
#[derive(Debug)]
pub struct Reader {
    pub(super) conn: Connection,
}

/// How much there is of everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Items.
    pub items: u64,
    /// Versions of them delivered.
    pub versions: u64,
    /// Readings of them.
    pub articles: u64,
    /// Clusters of at least two outlets.
    pub clusters: u64,
}

impl Reader {
    /// Opens the database at `path` for looking.
    ///
    /// # Errors
    /// Refuses files that are not ours or were written by a newer version; tells when there is none.
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let conn = super::open_reader(path)?;
        conn.set_prepared_statement_cache_capacity(64);
        // Mapped pages count as memory of the program, however willingly the system takes them back.
        conn.pragma_update(None, "mmap_size", 1i64 << 28)?;
        Ok(Self { conn })
    }

    pub(super) fn of(conn: Connection) -> Self {
        Self { conn }
    }

    /// How much there is of everything.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn totals(&self) -> Result<Totals, StoreError> {
        let count = |table: &str| {
            self.conn
                .query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get::<_, i64>(0))
                .map(|n| n as u64)
        };
        Ok(Totals {
            items: count("items")?,
            versions: count("versions")?,
            articles: count("articles")?,
            clusters: count("clusters WHERE outlets > 1")?,
        })
    }

    /// What SQLite finds wrong with the file; nothing when it is sound.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn check(&self) -> Result<Vec<String>, StoreError> {
        let mut query = self.conn.prepare("PRAGMA integrity_check")?;
        let rows = query.query_map([], |row| row.get::<_, String>(0))?;
        let said: Vec<String> = rows.collect::<Result<_, _>>()?;
        Ok(said.into_iter().filter(|word| word != "ok").collect())
    }
}
