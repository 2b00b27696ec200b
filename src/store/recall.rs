//! What finds articles again: sketches, narrow enough to be read in full at every start, and the fingerprints beside them.

use rusqlite::{Connection, OptionalExtension, params};

use super::articles::NewArticle;
use super::{Reader, StoreError};
use crate::news::{ArticleId, ClusterId, Fingerprint, RecipeId};

/// What the index is rebuilt from: one article that later ones are compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The article.
    pub article: ArticleId,
    /// Its cluster.
    pub cluster: ClusterId,
    /// It leads that cluster.
    pub leads: bool,
    /// Printed by an agency itself.
    pub agency: bool,
    /// Some bits of its outlet; 0 where it is not known.
    pub outlet: u16,
    /// The time the detection window is reckoned by, seconds since 1970 UTC.
    pub at: i64,
    /// Digest of its words.
    pub digest: u128,
    /// Sampled hashes that find it.
    pub sketch: Vec<u32>,
}

/// Writes the fingerprint of an article, in the place of one it has.
pub(super) fn keep(change: &Connection, article: ArticleId, print: &Fingerprint) -> Result<(), StoreError> {
    change
        .prepare_cached(
            "INSERT OR REPLACE INTO fingerprints (article, recipe, words, simhash, digest, shingles, track)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            article.0,
            print.recipe.0,
            print.words,
            print.simhash as i64,
            print.digest.to_be_bytes().as_slice(),
            numbers(&print.shingles),
            print.track.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<u8>>()
        ])?;
    Ok(())
}

/// Writes what later articles are compared with, inside a change.
pub(super) fn remember(change: &Connection, new: &NewArticle<'_>) -> Result<(), StoreError> {
    let (placed, print) = (&new.placed, new.placed.fingerprint);
    let digest = print.digest.to_be_bytes();
    if placed.anchors {
        change
            .prepare_cached(
                "INSERT INTO sketches (article, cluster, leads, agency, outlet, at, recipe, digest, sketch)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            )?
            .execute(params![
                new.id.0,
                placed.cluster.0,
                placed.leads,
                new.agency,
                new.outlet,
                new.at,
                print.recipe.0,
                digest.as_slice(),
                numbers(&print.sketch)
            ])?;
    }
    keep(change, new.id, print)?;
    for paragraph in placed.sightings {
        sighted(change, *paragraph, placed.seen_in, print.recipe)?;
    }
    Ok(())
}

/// Notes that a paragraph was seen in a cluster, inside a change.
pub(super) fn sighted(
    change: &Connection,
    paragraph: u64,
    cluster: ClusterId,
    recipe: RecipeId,
) -> Result<(), StoreError> {
    change
        .prepare_cached(
            "INSERT INTO sightings (paragraph, cluster, recipe) VALUES (?1, ?2, ?3)
             ON CONFLICT (paragraph, cluster) DO UPDATE SET recipe = excluded.recipe",
        )?
        .execute(params![paragraph as i64, cluster.0, recipe.0])?;
    Ok(())
}

/// Enters a placing in the detector's own books: the cluster, those that went into it, and who leads it.
pub(super) fn enter(change: &Connection, new: &NewArticle<'_>) -> Result<(), StoreError> {
    let cluster = new.placed.cluster.0;
    change
        .prepare_cached("INSERT OR IGNORE INTO detected (cluster, leader) VALUES (?1, ?2)")?
        .execute([cluster, new.id.0])?;
    for gone in new.placed.merged {
        change
            .prepare_cached(
                "UPDATE sketches SET cluster = ?2, leads = 0
                 WHERE article IN (SELECT article FROM members WHERE detected = ?1)",
            )?
            .execute([gone.0, cluster])?;
        change.prepare_cached("UPDATE members SET detected = ?2 WHERE detected = ?1")?.execute([gone.0, cluster])?;
        change.prepare_cached("UPDATE detected SET merged_into = ?2 WHERE cluster = ?1")?.execute([gone.0, cluster])?;
    }
    if new.placed.leads {
        change
            .prepare_cached(
                "UPDATE sketches SET leads = (article = ?2)
                 WHERE article = ?2 OR article = (SELECT leader FROM detected WHERE cluster = ?1)",
            )?
            .execute([cluster, new.id.0])?;
        change.prepare_cached("UPDATE detected SET leader = ?2 WHERE cluster = ?1")?.execute([cluster, new.id.0])?;
    }
    Ok(())
}

impl Reader {
    /// How many articles [`Reader::recall`] hands over, or a few more.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn anchors(&self, since: i64) -> Result<usize, StoreError> {
        let mut query = self.conn.prepare_cached("SELECT count(*) FROM sketches WHERE at >= ?1")?;
        Ok(query.query_row([since], |row| row.get::<_, i64>(0))? as usize)
    }

    /// Hands over every article that later ones are compared with and whose window time is `since` or later, in order of
    /// arrival.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn recall(&self, recipe: RecipeId, since: i64, mut each: impl FnMut(Remembered)) -> Result<(), StoreError> {
        // Articles are numbered as they come, so those of a window stand close together: years before it are not read.
        let first: Option<i64> =
            self.conn.query_row("SELECT min(article) FROM sketches WHERE at >= ?1", [since], |row| row.get(0))?;
        let mut query = self.conn.prepare(
            "SELECT article, cluster, leads, agency, at, digest, sketch, outlet FROM sketches
             WHERE article >= ?3 AND +at >= ?1 AND recipe = ?2 ORDER BY article",
        )?;
        let mut rows = query.query(params![since, recipe.0, first.unwrap_or(0)])?;
        while let Some(row) = rows.next()? {
            let digest: [u8; 16] = row.get_ref(5)?.as_blob()?.try_into().unwrap_or_default();
            each(Remembered {
                article: ArticleId(row.get(0)?),
                cluster: ClusterId(row.get(1)?),
                leads: row.get(2)?,
                agency: row.get(3)?,
                outlet: row.get(7)?,
                at: row.get(4)?,
                digest: u128::from_be_bytes(digest),
                sketch: unnumbers(row.get_ref(6)?.as_blob()?),
            });
        }
        Ok(())
    }

    /// Which cluster the detector merged into which, whatever people decided on top.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn merges(&self) -> Result<Vec<(ClusterId, ClusterId)>, StoreError> {
        let mut query =
            self.conn.prepare_cached("SELECT cluster, merged_into FROM detected WHERE merged_into IS NOT NULL")?;
        let rows = query.query_map([], |row| Ok((ClusterId(row.get(0)?), ClusterId(row.get(1)?))))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The fingerprint of an article, its sketch left empty; `None` where another recipe made it: the two never compare.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn fingerprint(&self, article: ArticleId, recipe: RecipeId) -> Result<Option<Fingerprint>, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT recipe, words, simhash, digest, shingles, track FROM fingerprints WHERE article = ?1 AND recipe = ?2",
        )?;
        let read = |row: &rusqlite::Row<'_>| {
            let digest: [u8; 16] = row.get_ref(3)?.as_blob()?.try_into().unwrap_or_default();
            Ok(Fingerprint {
                recipe: RecipeId(row.get(0)?),
                words: row.get(1)?,
                simhash: row.get::<_, i64>(2)? as u64,
                digest: u128::from_be_bytes(digest),
                sketch: Vec::new(),
                shingles: unnumbers(row.get_ref(4)?.as_blob()?),
                track: row.get_ref(5)?.as_blob()?.as_chunks::<2>().0.iter().map(|w| u16::from_le_bytes(*w)).collect(),
            })
        };
        Ok(query.query_row(params![article.0, recipe.0], read).optional()?)
    }

    /// The cluster the detector put an article in, whatever people decided on top.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn detected(&self, article: ArticleId) -> Result<Option<ClusterId>, StoreError> {
        let mut query = self.conn.prepare_cached("SELECT detected FROM members WHERE article = ?1")?;
        Ok(query.query_row([article.0], |row| row.get(0).map(ClusterId)).optional()?)
    }

    /// Clusters that a paragraph was seen in, by the hash of its words, which is the recipe's.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn sightings(&self, paragraph: u64, recipe: RecipeId) -> Result<Vec<ClusterId>, StoreError> {
        let mut query =
            self.conn.prepare_cached("SELECT cluster FROM sightings WHERE paragraph = ?1 AND recipe = ?2")?;
        let rows = query.query_map(params![paragraph as i64, recipe.0], |row| row.get(0).map(ClusterId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// 32-bit numbers, little-endian.
pub(super) fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|n| n.to_le_bytes()).collect()
}

/// Reads what [`numbers`] wrote.
pub(super) fn unnumbers(bytes: &[u8]) -> Vec<u32> {
    bytes.as_chunks::<4>().0.iter().map(|chunk| u32::from_le_bytes(*chunk)).collect()
}
