//! What finds articles again: fingerprints, narrow enough to be read in full at every start, and the shingles beside them.

use rusqlite::{Connection, OptionalExtension, params};

use super::articles::NewArticle;
use super::{Reader, StoreError};
use crate::news::{ArticleId, ClusterId, Fingerprint, RecipeId};

/// What the index is rebuilt from: one article, without its shingles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remembered {
    /// The article.
    pub article: ArticleId,
    /// Its cluster.
    pub cluster: ClusterId,
    /// The index finds it; otherwise its leader stands for it.
    pub posted: bool,
    /// The time the detection window is reckoned by, seconds since 1970 UTC.
    pub at: i64,
    /// Hash of outlet and identity: an article's own history is no copy.
    pub known_by: u64,
    /// Its fingerprint; `shingles` is left empty.
    pub fingerprint: Fingerprint,
}

/// Writes a fingerprint inside a change.
pub(super) fn remember(change: &Connection, new: &NewArticle<'_>) -> Result<(), StoreError> {
    let fingerprint = new.placed.fingerprint;
    change
        .prepare_cached(
            "INSERT INTO sketches (article, cluster, posted, at, known_by, recipe, words, simhash, digest, sketch)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            new.id.0,
            new.placed.cluster.0,
            new.placed.posted,
            new.at,
            new.known_by as i64,
            fingerprint.recipe.0,
            fingerprint.words,
            fingerprint.simhash as i64,
            fingerprint.digest.to_be_bytes().as_slice(),
            numbers(&fingerprint.sketch)
        ])?;
    change
        .prepare_cached("INSERT INTO shingles (article, body) VALUES (?1, ?2)")?
        .execute(params![new.id.0, numbers(&fingerprint.shingles)])?;
    Ok(())
}

impl Reader {
    /// Hands over every article whose window time is `since` or later, in order of arrival.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn recall(&self, since: i64, mut each: impl FnMut(Remembered)) -> Result<(), StoreError> {
        let mut query = self.conn.prepare(
            "SELECT article, cluster, posted, at, known_by, recipe, words, simhash, digest, sketch FROM sketches
             WHERE at >= ?1 ORDER BY article",
        )?;
        let mut rows = query.query([since])?;
        while let Some(row) = rows.next()? {
            let digest: [u8; 16] = row.get_ref(8)?.as_blob()?.try_into().unwrap_or_default();
            each(Remembered {
                article: ArticleId(row.get(0)?),
                cluster: ClusterId(row.get(1)?),
                posted: row.get(2)?,
                at: row.get(3)?,
                known_by: row.get::<_, i64>(4)? as u64,
                fingerprint: Fingerprint {
                    recipe: RecipeId(row.get(5)?),
                    words: row.get(6)?,
                    simhash: row.get::<_, i64>(7)? as u64,
                    digest: u128::from_be_bytes(digest),
                    sketch: unnumbers(row.get_ref(9)?.as_blob()?),
                    shingles: Vec::new(),
                },
            });
        }
        Ok(())
    }

    /// All shingles of an article; empty when it is not known.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn shingles(&self, article: ArticleId) -> Result<Vec<u32>, StoreError> {
        let mut query = self.conn.prepare_cached("SELECT body FROM shingles WHERE article = ?1")?;
        let found = query.query_row([article.0], |row| Ok(unnumbers(row.get_ref(0)?.as_blob()?))).optional()?;
        Ok(found.unwrap_or_default())
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
