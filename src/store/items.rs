//! Items as delivered: every version kept, none doubled, with the feed's validators in the same transaction.

use rusqlite::{Connection, OptionalExtension, Transaction, params};
use xxhash_rust::xxh3::{Xxh3, xxh3_128};

use super::rows::{ItemRow, pack};
use super::{FeedId, Store, StoreError};
use crate::news::{Fault, Item, ItemId, Seen};

/// An item on its way in.
#[derive(Clone, Copy, Debug)]
pub struct Incoming<'a> {
    /// The item as delivered.
    pub item: &'a Item,
    /// Its address without tracking parameters: the same link under another id is the same item.
    pub link: Option<&'a str>,
    /// Its page is wanted.
    pub page: bool,
}

/// What a delivery came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Items never seen before.
    pub new: usize,
    /// Items with a version never seen before.
    pub changed: usize,
    /// Items known in this version.
    pub known: usize,
}

/// What one poll of a feed brought.
#[derive(Clone, Copy, Debug)]
pub struct Poll<'a> {
    /// The feed.
    pub feed: FeedId,
    /// Its items, as delivered.
    pub items: &'a [Incoming<'a>],
    /// What was wrong with it.
    pub faults: &'a [Fault],
    /// When it answered.
    pub seen: Seen,
}

/// A handful of polls that are kept together: a disk is slow to promise, and promises once for all of them.
#[derive(Debug)]
pub struct Keeping<'a> {
    change: Transaction<'a>,
}

impl Keeping<'_> {
    /// Keeps what a poll delivered, together with the feed's validators: both are kept, or neither is. `state` gives the state
    /// of polling from what the delivery came to.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn deliver(&self, poll: &Poll<'_>, state: impl FnOnce(Delivered) -> String) -> Result<Delivered, StoreError> {
        let (change, &Poll { feed, items, faults, seen }) = (&self.change, poll);
        let (outlet, before): (i64, Option<i64>) =
            change.query_row("SELECT outlet, answered FROM feeds WHERE id = ?1", [feed.0], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        let mut delivered = Delivered::default();
        for incoming in items {
            match keep(change, outlet, feed, incoming, seen, before)? {
                Kept::New => delivered.new += 1,
                Kept::Changed => delivered.changed += 1,
                Kept::Known => delivered.known += 1,
            }
        }
        super::feeds::note(change, feed, &state(delivered), Some(seen), faults)?;
        Ok(delivered)
    }

    /// Notes what a poll without items came to: unchanged, or failed.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn note_poll(
        &self,
        feed: FeedId,
        poll: &str,
        answered: Option<Seen>,
        faults: &[Fault],
    ) -> Result<(), StoreError> {
        super::feeds::note(&self.change, feed, poll, answered, faults)
    }

    /// Makes it last. Dropped without it, nothing was kept.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn commit(self) -> Result<(), StoreError> {
        Ok(self.change.commit()?)
    }
}

impl Store {
    /// Begins to keep a handful of polls.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn keeping(&mut self) -> Result<Keeping<'_>, StoreError> {
        Ok(Keeping { change: self.change()? })
    }

    /// [`Keeping::deliver`] for one poll alone.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn deliver(
        &mut self,
        poll: &Poll<'_>,
        state: impl FnOnce(Delivered) -> String,
    ) -> Result<Delivered, StoreError> {
        let keeping = self.keeping()?;
        let delivered = keeping.deliver(poll, state)?;
        keeping.commit()?;
        Ok(delivered)
    }

    /// Notes trouble with one item, such as a dead page. The last trouble of a kind is kept.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn note_item_fault(&mut self, item: ItemId, fault: &Fault, seen: Seen) -> Result<(), StoreError> {
        note_fault(&self.reader.conn, item, fault, seen)
    }
}

/// Writes an item's fault inside a change.
pub(super) fn note_fault(change: &Connection, item: ItemId, fault: &Fault, seen: Seen) -> Result<(), StoreError> {
    change
        .prepare_cached("INSERT OR REPLACE INTO item_faults (item, kind, words, seen) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![item.0, fault.kind.word(), fault.words, seen.0])?;
    Ok(())
}

enum Kept {
    New,
    Changed,
    Known,
}

fn keep(
    change: &Connection,
    outlet: i64,
    feed: FeedId,
    incoming: &Incoming<'_>,
    seen: Seen,
    before: Option<i64>,
) -> Result<Kept, StoreError> {
    let item = incoming.item;
    let guid = key(b'g', &item.id);
    let link = incoming.link.map(|link| key(b'l', link));
    let known = find(change, outlet, &guid, link.as_ref())?;
    let id = match known {
        Some(id) => id,
        None => insert(change, outlet, item, seen)?,
    };
    for key in [Some(&guid), link.as_ref()].into_iter().flatten() {
        change
            .prepare_cached("INSERT OR IGNORE INTO item_keys (outlet, key, item) VALUES (?1, ?2, ?3)")?
            .execute(params![outlet, key.as_slice(), id])?;
    }
    let (digest, length) = words_of(item);
    let stamped = item.published.as_ref().map(|stamp| stamp.at);
    let same = change
        .prepare_cached("SELECT id, stamped, restamped FROM versions WHERE item = ?1 AND digest = ?2")?
        .query_row(params![id, digest.as_slice()], |row| {
            Ok((row.get::<_, i64>(0)?, row.get::<_, Option<i64>>(1)?, row.get::<_, Option<i64>>(2)?))
        })
        .optional()?;
    if let Some((version, first, again)) = same {
        // The same words under another time of publication are no new version, but worth knowing.
        if stamped.is_some() && stamped != again.or(first) {
            change
                .prepare_cached("UPDATE versions SET restamped = ?2 WHERE id = ?1")?
                .execute(params![version, stamped])?;
        }
        return Ok(Kept::Known);
    }
    change
        .prepare_cached(
            "INSERT INTO versions (item, feed, seen, before, stamped, digest, length, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            id,
            feed.0,
            seen.0,
            before,
            stamped,
            digest.as_slice(),
            length,
            pack(&ItemRow::from(item))?
        ])?;
    let due = incoming.page.then_some(seen.0);
    change
        .prepare_cached(
            "UPDATE items SET pending = 1, page_due = coalesce(?2, page_due), page_tries = 0,
                 pages_begun = CASE WHEN ?2 IS NULL THEN pages_begun ELSE 0 END
             WHERE id = ?1",
        )?
        .execute(params![id, due])?;
    Ok(if known.is_some() { Kept::Changed } else { Kept::New })
}

/// The item known by this link, else by this guid. A guid that comes back with a link never seen under it is trusted: outlets
/// move articles more often than they reuse a guid for another story.
fn find(change: &Connection, outlet: i64, guid: &[u8; 16], link: Option<&[u8; 16]>) -> Result<Option<i64>, StoreError> {
    let mut query = change.prepare_cached("SELECT item FROM item_keys WHERE outlet = ?1 AND key = ?2")?;
    for key in [link, Some(guid)].into_iter().flatten() {
        if let Some(id) = query.query_row(params![outlet, key.as_slice()], |row| row.get(0)).optional()? {
            return Ok(Some(id));
        }
    }
    Ok(None)
}

fn insert(change: &Connection, outlet: i64, item: &Item, seen: Seen) -> Result<i64, StoreError> {
    change
        .prepare_cached("INSERT INTO items (outlet, identity, url, seen, pending) VALUES (?1, ?2, ?3, ?4, 1)")?
        .execute(params![outlet, item.id, item.url, seen.0])?;
    Ok(change.last_insert_rowid())
}

/// What an item is known by: which of its names, and the name.
fn key(kind: u8, name: &str) -> [u8; 16] {
    let mut hash = Xxh3::new();
    hash.update(&[kind]);
    hash.update(name.as_bytes());
    hash.digest128().to_be_bytes()
}

/// Digest and length of what readers see of an item. Stamps, categories and pictures are left out: some outlets stamp
/// every delivery anew, and that is no new version.
fn words_of(item: &Item) -> ([u8; 16], i64) {
    let mut words = String::new();
    let parts =
        [&item.title, &item.summary, &item.content, &item.rights].into_iter().map(|part| part.as_deref().unwrap_or(""));
    for part in parts.chain(item.authors.iter().map(String::as_str)) {
        words.push_str(part);
        words.push('\0');
    }
    (xxh3_128(words.as_bytes()).to_be_bytes(), words.len() as i64)
}
