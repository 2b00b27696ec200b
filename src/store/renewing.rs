//! Putting what another fingerprint recipe made aside: fingerprints, sketches, and where paragraphs were seen.

use rusqlite::params;

use super::recall::{keep, numbers, sighted};
use super::{Reader, Store, StoreError};
use crate::news::{ArticleId, ClusterId, Fingerprint, RecipeId};

/// An article whose fingerprint another recipe made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outdated {
    /// The article.
    pub article: ArticleId,
    /// The cluster the detector put it in.
    pub cluster: ClusterId,
    /// Name of its outlet.
    pub outlet: String,
}

/// An article read again by the recipe of today.
#[derive(Clone, Debug, PartialEq)]
pub struct Renewed {
    /// The article.
    pub article: ArticleId,
    /// The cluster the detector put it in.
    pub cluster: ClusterId,
    /// Its fingerprint.
    pub print: Fingerprint,
    /// Keys of its short paragraphs.
    pub sightings: Vec<u64>,
}

impl Store {
    /// Puts fingerprints in the place of those that another recipe made, and notes where their paragraphs were seen: each in
    /// at most `most` clusters. One transaction.
    ///
    /// # Errors
    /// When the disk or the database fails; then nothing is changed.
    pub fn renew(&mut self, made: &[Renewed], most: usize) -> Result<(), StoreError> {
        let change = self.change()?;
        for Renewed { article, cluster, print, sightings } in made {
            let digest = print.digest.to_be_bytes();
            change
                // One that is found by its digest alone has no sketch, and needs none.
                .prepare_cached(
                    "UPDATE sketches SET recipe = ?2, digest = ?3, sketch = CASE WHEN length(sketch) > 0 THEN ?4 ELSE sketch END
                     WHERE article = ?1",
                )?
                .execute(params![article.0, print.recipe.0, digest.as_slice(), numbers(&print.sketch)])?;
            keep(&change, *article, print)?;
            for paragraph in sightings {
                let seen: i64 = change
                    .prepare_cached("SELECT count(*) FROM sightings WHERE paragraph = ?1 AND recipe = ?2")?
                    .query_row(params![*paragraph as i64, print.recipe.0], |row| row.get(0))?;
                if (seen as usize) < most {
                    sighted(&change, *paragraph, *cluster, print.recipe)?;
                }
            }
        }
        change.commit()?;
        Ok(())
    }

    /// Marks articles that no recipe can read any more, since their texts were dropped: nothing finds them, and nobody asks
    /// for them again. One transaction.
    ///
    /// # Errors
    /// When the disk or the database fails; then nothing is changed.
    pub fn give_up(&mut self, articles: &[ArticleId], recipe: RecipeId) -> Result<(), StoreError> {
        let change = self.change()?;
        for article in articles {
            change
                .prepare_cached("UPDATE sketches SET recipe = ?2, sketch = x'' WHERE article = ?1")?
                .execute(params![article.0, recipe.0])?;
            change.prepare_cached("DELETE FROM fingerprints WHERE article = ?1")?.execute([article.0])?;
        }
        change.commit()?;
        Ok(())
    }

    /// Drops the sightings that other recipes made.
    ///
    /// # Errors
    /// When the disk or the database fails; then nothing is changed.
    pub fn drop_sightings(&mut self, but: RecipeId) -> Result<(), StoreError> {
        let change = self.change()?;
        change.execute("DELETE FROM sightings WHERE recipe <> ?1", [but.0])?;
        change.commit()?;
        Ok(())
    }
}

impl Reader {
    /// Whether another recipe made the fingerprint of the newest article, or of one that later ones are compared with and that
    /// is reckoned `since` then or later.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn is_outdated(&self, recipe: RecipeId, since: i64) -> Result<bool, StoreError> {
        Ok(self.conn.query_row(
            "SELECT EXISTS (SELECT 1 FROM sketches WHERE article >= (SELECT min(article) FROM sketches WHERE at >= ?1)
                 AND +at >= ?1 AND recipe <> ?2)
                 OR coalesce((SELECT recipe FROM fingerprints ORDER BY article DESC LIMIT 1), ?2) <> ?2",
            params![since, recipe.0],
            |row| row.get(0),
        )?)
    }

    /// The articles reckoned `since` then or later whose fingerprint another recipe made; those that later ones are compared
    /// with last, so that [`Reader::is_outdated`] holds until all are done.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn outdated(&self, recipe: RecipeId, since: i64) -> Result<Vec<Outdated>, StoreError> {
        let mut query = self.conn.prepare(
            "SELECT f.article, m.detected, o.name FROM articles a JOIN fingerprints f ON f.article = a.id
                 JOIN members m ON m.article = a.id JOIN outlets o ON o.id = a.outlet
             WHERE a.at >= ?1 AND f.recipe <> ?2
             ORDER BY EXISTS (SELECT 1 FROM sketches s WHERE s.article = f.article), f.article",
        )?;
        let rows = query.query_map(params![since, recipe.0], |row| {
            Ok(Outdated { article: ArticleId(row.get(0)?), cluster: ClusterId(row.get(1)?), outlet: row.get(2)? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
