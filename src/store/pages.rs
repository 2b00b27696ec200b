//! Article pages: which are wanted, and what they held.

use rusqlite::params;
use xxhash_rust::xxh3::xxh3_128;

use super::rows::pack_bytes;
use super::{Reader, Store, StoreError};
use crate::news::{Fault, ItemId, Seen};

/// A page that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageTask {
    /// The item it belongs to.
    pub item: ItemId,
    /// Where it stands.
    pub url: String,
    /// Name of the outlet.
    pub outlet: String,
    /// Failures in a row so far.
    pub tries: u32,
    /// A page of it is known: it is looked at again for a later version.
    pub again: bool,
}

/// A page as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchedPage {
    /// Where it stood in the end, after redirects.
    pub url: String,
    /// `Content-Type` as sent.
    pub content_type: Option<String>,
    /// Its bytes, unpacked.
    pub body: Vec<u8>,
}

impl Store {
    /// Keeps a page that was fetched. The item is to be read anew if its bytes are new.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn keep_page(&mut self, task: &PageTask, page: &FetchedPage, seen: Seen) -> Result<bool, StoreError> {
        let change = self.change()?;
        let digest = xxh3_128(&page.body).to_be_bytes();
        let fresh = change
            .prepare_cached(
                "INSERT INTO pages (item, seen, url, kind, digest, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
            )?
            .execute(params![task.item.0, seen.0, page.url, page.content_type, digest.as_slice(), pack_bytes(&page.body)?])?
            > 0;
        change
            .prepare_cached(
                "UPDATE items SET page_due = NULL, page_tries = 0, gone = NULL, pending = max(pending, ?2), refetched = refetched + ?3,
                     looked = max(coalesce(looked, ?4), ?4)
                 WHERE id = ?1",
            )?
            .execute(params![task.item.0, fresh, task.again, seen.0])?;
        change
            .prepare_cached("DELETE FROM item_faults WHERE item = ?1 AND kind IN ('fetch', 'robots')")?
            .execute([task.item.0])?;
        change.commit()?;
        Ok(fresh)
    }

    /// Notes that a page could not be had, whether it was taken down, and when to try again, if ever. The item counts with what its feed carried.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn miss_page(
        &mut self,
        task: &PageTask,
        fault: &Fault,
        again: Option<Seen>,
        gone: bool,
        seen: Seen,
    ) -> Result<(), StoreError> {
        let change = self.change()?;
        change
            .prepare_cached(
                "UPDATE items SET page_due = ?2, page_tries = page_tries + 1, refetched = refetched + ?3,
                     gone = CASE WHEN ?4 THEN coalesce(gone, ?5) ELSE gone END
                 WHERE id = ?1",
            )?
            .execute(params![task.item.0, again.map(|at| at.0), task.again, gone, seen.0])?;
        super::items::note_fault(&change, task.item, fault, seen)?;
        change.commit()?;
        Ok(())
    }

    /// Asks for the pages of articles in recent clusters anew, once they reach the next of `ages` (seconds since the item was
    /// seen): corrections and later versions appear there without a word in the feed.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn ask_again(&mut self, ages: &[i64], now: Seen) -> Result<usize, StoreError> {
        let Some(oldest) = ages.iter().max() else { return Ok(0) };
        let mut asked = 0;
        let change = self.change()?;
        for (step, age) in ages.iter().enumerate() {
            asked += change
                .prepare_cached(
                    "UPDATE items SET page_due = ?1 WHERE id IN (
                         SELECT i.id FROM clusters c JOIN members m ON m.cluster = c.id JOIN articles a ON a.id = m.article
                             JOIN items i ON i.id = a.item
                         WHERE c.outlets > 1 AND c.latest >= ?1 - ?2 AND i.page_due IS NULL AND i.refetched = ?3
                             AND i.seen <= ?1 - ?4 AND i.seen > ?1 - ?2 - 86400
                             AND EXISTS (SELECT 1 FROM pages p WHERE p.item = i.id))",
                )?
                .execute(params![now.0, oldest, step as i64, age])?;
        }
        change.commit()?;
        Ok(asked)
    }
}

impl Reader {
    /// Pages that are wanted by now, the longest waiting first.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn pages_wanted(&self, now: Seen, most: usize) -> Result<Vec<PageTask>, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT i.id, i.url, o.name, i.page_tries, EXISTS (SELECT 1 FROM pages p WHERE p.item = i.id)
             FROM items i JOIN outlets o ON o.id = i.outlet
             WHERE i.page_due <= ?1 AND i.url IS NOT NULL ORDER BY i.page_due, i.id LIMIT ?2",
        )?;
        let rows = query.query_map(params![now.0, most as i64], |row| {
            Ok(PageTask {
                item: ItemId(row.get(0)?),
                url: row.get(1)?,
                outlet: row.get(2)?,
                tries: row.get(3)?,
                again: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
