//! Dropping texts that have had their time. Identities, digests, fingerprints, clusters and evidence stay: an old item that is
//! delivered again is still known, and an old copy is still found.

use rusqlite::params;

use super::{Store, StoreError};
use crate::news::Seen;

/// Rows emptied in one transaction, so that nobody waits long for the writer.
const STEP: usize = 2_000;

/// How much was dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pruned {
    /// Pages.
    pub pages: usize,
    /// Texts of items and articles.
    pub texts: usize,
}

impl Store {
    /// Drops pages seen before `pages` and texts seen before `texts`. Items that wait to be read keep theirs.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn prune(&mut self, pages: Option<Seen>, texts: Option<Seen>) -> Result<Pruned, StoreError> {
        let mut pruned = Pruned::default();
        if let Some(before) = pages {
            pruned.pages = self.empty("pages", &read("pages"), before)?;
        }
        if let Some(before) = texts {
            pruned.texts = self.empty("versions", &read("versions"), before)? + self.empty("articles", "1", before)?;
        }
        Ok(pruned)
    }

    fn empty(&mut self, table: &str, only: &str, before: Seen) -> Result<usize, StoreError> {
        let mut emptied = 0;
        loop {
            let change = self.change()?;
            let step = change
                .prepare_cached(&format!(
                    "UPDATE {table} SET body = NULL WHERE id IN (
                         SELECT id FROM {table} WHERE seen < ?1 AND body IS NOT NULL AND {only} LIMIT ?2)"
                ))?
                .execute(params![before.0, STEP as i64])?;
            change.commit()?;
            emptied += step;
            if step < STEP {
                return Ok(emptied);
            }
        }
    }
}

/// The condition that a row's item was read. Asked of old rows alone: the other way round, every run would look through all
/// items.
fn read(table: &str) -> String {
    format!("NOT EXISTS (SELECT 1 FROM items i WHERE i.id = {table}.item AND i.pending = 1)")
}
