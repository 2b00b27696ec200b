//! Article pages: which are wanted, and what they held.

use rusqlite::{Row, params};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::rows::{pack_bytes, unpack_bytes};
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
    /// The first pages of its article, where only those after them are wanted.
    pub begun: Vec<FetchedPage>,
}

/// What is known of the pages that are missing behind the first ones of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rest {
    /// Trouble with the next one; none where it was left to a later run.
    pub fault: Option<Fault>,
    /// When to ask for it again, if ever.
    pub again: Option<Seen>,
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
    /// Keeps the pages of an item's article in their order; there is at least one. The item is to be read anew if their bytes
    /// are new. `rest` tells of those that are missing.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn keep_pages(
        &mut self,
        task: &PageTask,
        pages: &[FetchedPage],
        rest: Option<&Rest>,
        seen: Seen,
    ) -> Result<bool, StoreError> {
        let Some((first, further)) = pages.split_first() else { return Ok(false) };
        let change = self.change()?;
        let (fault, due) = (rest.and_then(|rest| rest.fault.as_ref()), rest.and_then(|rest| rest.again));
        let missing =
            rest.map(|rest| rest.fault.as_ref().map_or("its other pages are left to a later run", |f| &f.words));
        let (digest, body) = (digest(first, further), pack_bytes(&first.body)?);
        let fresh = change
            .prepare_cached(
                "INSERT INTO pages (item, seen, url, kind, digest, body, missing) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![task.item.0, seen.0, first.url, first.content_type, digest.as_slice(), body, missing])?
            > 0;
        if fresh {
            let page = change.last_insert_rowid();
            let mut insert = change
                .prepare_cached("INSERT INTO page_parts (page, number, url, kind, body) VALUES (?1, ?2, ?3, ?4, ?5)")?;
            for (number, part) in (2..).zip(further) {
                insert.execute(params![page, number, part.url, part.content_type, pack_bytes(&part.body)?])?;
            }
        }
        change
            .prepare_cached(
                "UPDATE items SET page_due = ?5, pages_begun = ?5 IS NOT NULL,
                     page_tries = CASE WHEN ?6 AND ?5 IS NOT NULL THEN page_tries + 1 ELSE 0 END,
                     gone = NULL, pending = max(pending, ?2), refetched = refetched + ?3,
                     looked = max(coalesce(looked, ?4), ?4)
                 WHERE id = ?1",
            )?
            .execute(params![task.item.0, fresh, task.again, seen.0, due.map(|at| at.0), fault.is_some()])?;
        change
            .prepare_cached("DELETE FROM item_faults WHERE item = ?1 AND kind IN ('fetch', 'robots', 'limit')")?
            .execute([task.item.0])?;
        if let Some(fault) = fault {
            super::items::note_fault(&change, task.item, fault, seen)?;
        }
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
                     pages_begun = CASE WHEN ?2 IS NULL THEN 0 ELSE pages_begun END,
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
            "SELECT i.id, i.url, o.name, i.page_tries, EXISTS (SELECT 1 FROM pages p WHERE p.item = i.id), i.pages_begun
             FROM items i JOIN outlets o ON o.id = i.outlet
             WHERE i.page_due <= ?1 AND i.url IS NOT NULL ORDER BY i.page_due, i.id LIMIT ?2",
        )?;
        let rows = query.query_map(params![now.0, most as i64], |row| {
            let begun: bool = row.get(5)?;
            let task = PageTask {
                item: ItemId(row.get(0)?),
                url: row.get(1)?,
                outlet: row.get(2)?,
                tries: row.get(3)?,
                again: row.get::<_, bool>(4)? && !begun,
                begun: Vec::new(),
            };
            Ok((task, begun))
        })?;
        let mut tasks = Vec::new();
        for row in rows {
            let (mut task, begun) = row?;
            if begun {
                task.begun = self.newest_pages(task.item)?.map(|kept| kept.pages).unwrap_or_default();
                // Dropped since, for their age: the article is asked for as a whole.
                task.again = task.begun.is_empty();
            }
            tasks.push(task);
        }
        Ok(tasks)
    }

    /// The newest pages of an item's article.
    pub(super) fn newest_pages(&self, item: ItemId) -> Result<Option<Kept>, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT url, kind, body, seen, missing, id FROM pages WHERE item = ?1 AND body IS NOT NULL
             ORDER BY seen DESC, id DESC LIMIT 2",
        )?;
        let mut rows = query.query([item.0])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let (seen, missing, id): (_, _, i64) = (Seen(row.get(3)?), row.get(4)?, row.get(5)?);
        let mut pages = vec![fetched(row)?];
        let before = rows.next()?.map(|row| row.get(3)).transpose()?.map(Seen);
        let mut query =
            self.conn.prepare_cached("SELECT url, kind, body FROM page_parts WHERE page = ?1 ORDER BY number")?;
        let mut rows = query.query([id])?;
        while let Some(row) = rows.next()? {
            pages.push(fetched(row)?);
        }
        Ok(Some(Kept { pages, missing, seen, before }))
    }
}

/// The pages of an article as they are kept.
pub(super) struct Kept {
    pub pages: Vec<FetchedPage>,
    /// Why the last ones are not there.
    pub missing: Option<String>,
    pub seen: Seen,
    /// When the pages before them were seen.
    pub before: Option<Seen>,
}

fn fetched(row: &Row<'_>) -> Result<FetchedPage, StoreError> {
    let body = unpack_bytes(row.get_ref(2)?.as_blob()?)?;
    Ok(FetchedPage { url: row.get(0)?, content_type: row.get(1)?, body })
}

/// What a version of the pages is known by. Where there is only one it is that of its bytes, as ever.
fn digest(first: &FetchedPage, further: &[FetchedPage]) -> [u8; 16] {
    let first = xxh3_128(&first.body).to_be_bytes();
    further.iter().fold(first, |digest, page| {
        let mut hash = Xxh3::new();
        hash.update(&digest);
        hash.update(&page.body);
        hash.digest128().to_be_bytes()
    })
}
