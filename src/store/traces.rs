//! Traces and notices put to use: what is worked out from the texts while they are there, and kept when they go.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{OptionalExtension, params};

use super::rows::{TraceRow, pack, unpack};
use super::{Reader, Settle, Store, StoreError};
use crate::news::{Applied, ArticleId, Carried, ClusterId, Dossier, ItemId, Print, Seen, Tie, Trace, Trade};

/// What was worked out about articles and notices.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Traced {
    /// Traces, each with the newest article there was to compare with.
    pub traces: Vec<(Trace, ArticleId)>,
    /// Notices put to use.
    pub applied: Vec<Applied>,
}

impl Store {
    /// Puts notices to use anew, after pages were found taken down. One transaction.
    ///
    /// # Errors
    /// When the disk or the database fails; then nothing is changed.
    pub fn apply(&mut self, clusters: &[ClusterId], settle: &dyn Settle) -> Result<(), StoreError> {
        let change = super::Transaction::new_unchecked(&self.reader.conn, super::TransactionBehavior::Immediate)?;
        self.reader.keep_traces(&settle.trace(&self.reader, clusters)?)?;
        change.commit()?;
        Ok(())
    }
}

impl Reader {
    /// Writes what was worked out. Part of a change.
    pub(super) fn keep_traces(&self, traced: &Traced) -> Result<(), StoreError> {
        for (trace, newest) in &traced.traces {
            self.conn
                .prepare_cached("INSERT OR REPLACE INTO traces (article, base, newest, body) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![
                    trace.article.0,
                    trace.base.map(|base| base.0),
                    newest.0,
                    pack(&TraceRow::from(trace))?
                ])?;
        }
        for one in &traced.applied {
            self.conn.prepare_cached("DELETE FROM carried WHERE notice = ?1")?.execute([one.notice.0])?;
            self.conn
                .prepare_cached(
                    "INSERT INTO applied (notice, about, tie) VALUES (?1, ?2, ?3)
                     ON CONFLICT (notice) DO UPDATE SET about = excluded.about, tie = excluded.tie",
                )?
                .execute(params![one.notice.0, one.about.0, one.tie.word()])?;
            for carried in &one.reprints {
                self.conn
                    .prepare_cached("INSERT INTO carried (notice, article, until) VALUES (?1, ?2, ?3)")?
                    .execute(params![one.notice.0, carried.article.0, carried.until.map(|seen| seen.0)])?;
            }
        }
        Ok(())
    }

    /// Everything that is known of a cluster. `None` for a number never given.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn dossier(&self, number: ClusterId, trade: &Trade) -> Result<Option<Dossier>, StoreError> {
        let Some(story) = self.story(number)? else { return Ok(None) };
        let ledger = self.story_ledger(story.id, trade)?;
        let traces = self.traces(story.id)?;
        let mut notices = Vec::new();
        for applied in self.applied(story.id)? {
            if let Some(print) = self.print(applied.notice)? {
                notices.push((applied, print));
            }
        }
        Ok(Some(Dossier { story, ledger, traces, notices }))
    }

    /// The traces of a cluster's articles.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn traces(&self, cluster: ClusterId) -> Result<BTreeMap<ArticleId, Trace>, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT t.article, t.base, t.body FROM members m JOIN traces t ON t.article = m.article WHERE m.cluster = ?1",
        )?;
        let mut rows = query.query([cluster.0])?;
        let mut traces = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let article = ArticleId(row.get(0)?);
            let body = unpack::<TraceRow>(row.get_ref(2)?.as_blob()?)?;
            traces.insert(article, body.trace(article, row.get::<_, Option<i64>>(1)?.map(ArticleId)));
        }
        Ok(traces)
    }

    /// The trace of one article.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn trace(&self, article: ArticleId) -> Result<Option<Trace>, StoreError> {
        let mut query = self.conn.prepare_cached("SELECT base, body FROM traces WHERE article = ?1")?;
        let found = query
            .query_row([article.0], |row| Ok((row.get::<_, Option<i64>>(0)?, row.get::<_, Vec<u8>>(1)?)))
            .optional()?;
        found.map(|(base, body)| Ok(unpack::<TraceRow>(&body)?.trace(article, base.map(ArticleId)))).transpose()
    }

    /// What the articles of a cluster were compared with: the base, and the newest there was.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn traced(&self, cluster: ClusterId) -> Result<HashMap<ArticleId, (Option<ArticleId>, ArticleId)>, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT t.article, t.base, t.newest FROM members m JOIN traces t ON t.article = m.article WHERE m.cluster = ?1",
        )?;
        let rows = query.query_map([cluster.0], |row| {
            Ok((ArticleId(row.get(0)?), (row.get::<_, Option<i64>>(1)?.map(ArticleId), ArticleId(row.get(2)?))))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Articles that carry a notice and are in a cluster, or speak of an article in it.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn notices_about(&self, cluster: ClusterId) -> Result<Vec<ArticleId>, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT a.id FROM members m JOIN articles a ON a.id = m.article WHERE m.cluster = ?1 AND a.notice IS NOT NULL
             UNION SELECT p.notice FROM members m JOIN applied p ON p.about = m.article WHERE m.cluster = ?1 ORDER BY 1",
        )?;
        let rows = query.query_map([cluster.0], |row| row.get(0).map(ArticleId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Articles with a correction, hold or kill seen since then whose story was not found yet.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn untied(&self, since: Seen) -> Result<Vec<ArticleId>, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT id FROM articles WHERE notice IS NOT NULL AND seen >= ?1
                 AND json_extract(notice, '$.kind') IN ('correction', 'hold', 'kill')
                 AND NOT EXISTS (SELECT 1 FROM applied p WHERE p.notice = articles.id) ORDER BY id",
        )?;
        let rows = query.query_map([since.0], |row| row.get(0).map(ArticleId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What an outlet printed and we saw from `from` to `to`, the newest first, at most so many.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn printed_by(&self, outlet: &str, from: Seen, to: Seen, most: usize) -> Result<Vec<Print>, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT a.id FROM articles a WHERE a.seen BETWEEN ?2 AND ?3
                 AND a.outlet = (SELECT id FROM outlets WHERE name = ?1) ORDER BY a.seen DESC, a.id DESC LIMIT ?4",
        )?;
        let rows = query.query_map(params![outlet, from.0, to.0, most as i64], |row| row.get(0).map(ArticleId))?;
        let ids: Vec<ArticleId> = rows.collect::<Result<_, _>>()?;
        let mut prints = Vec::with_capacity(ids.len());
        for id in ids {
            prints.extend(self.print(id)?);
        }
        Ok(prints)
    }

    /// When an article was last looked at: when its page was read, else when its feed last delivered its item with new words.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn looked(&self, article: ArticleId) -> Result<Seen, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT max(coalesce(i.looked, 0), (SELECT max(a.seen) FROM articles a WHERE a.item = i.id),
                 (SELECT coalesce(max(v.seen), 0) FROM versions v WHERE v.item = i.id))
             FROM items i WHERE i.id = (SELECT item FROM articles WHERE id = ?1)",
        )?;
        Ok(query.query_row([article.0], |row| row.get(0).map(Seen))?)
    }

    /// When the page of an item was found taken down.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn gone(&self, item: ItemId) -> Result<Option<Seen>, StoreError> {
        let mut query = self.conn.prepare_cached("SELECT gone FROM items WHERE id = ?1")?;
        Ok(query.query_row([item.0], |row| row.get::<_, Option<i64>>(0)).optional()?.flatten().map(Seen))
    }

    /// Clusters that a hold or kill speaks of and an item of which was found taken down at that time.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn taken_down(&self, at: Seen) -> Result<Vec<ClusterId>, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT DISTINCT m.cluster FROM items i JOIN articles a ON a.item = i.id JOIN members m ON m.article = a.id
                 JOIN members n ON n.cluster = m.cluster JOIN applied p ON p.about = n.article
             WHERE i.gone = ?1 ORDER BY 1",
        )?;
        let rows = query.query_map([at.0], |row| row.get(0).map(ClusterId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The notices about a cluster that were put to use, in the order they came.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn applied(&self, cluster: ClusterId) -> Result<Vec<Applied>, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT p.notice FROM members m JOIN applied p ON p.about = m.article WHERE m.cluster = ?1 ORDER BY p.notice",
        )?;
        let rows = query.query_map([cluster.0], |row| row.get(0).map(ArticleId))?;
        let notices: Vec<ArticleId> = rows.collect::<Result<_, _>>()?;
        let mut applied = Vec::with_capacity(notices.len());
        for notice in notices {
            applied.extend(self.applied_notice(notice)?);
        }
        Ok(applied)
    }

    /// One notice put to use; `None` while its story was not found.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn applied_notice(&self, notice: ArticleId) -> Result<Option<Applied>, StoreError> {
        let mut query = self.conn.prepare_cached("SELECT about, tie FROM applied WHERE notice = ?1")?;
        let found = query.query_row([notice.0], |row| Ok((row.get(0)?, row.get::<_, String>(1)?))).optional()?;
        let Some((about, tie)) = found else { return Ok(None) };
        let mut query =
            self.conn.prepare_cached("SELECT article, until FROM carried WHERE notice = ?1 ORDER BY article")?;
        let mut rows = query.query([notice.0])?;
        let mut reprints = Vec::new();
        while let Some(row) = rows.next()? {
            let article = ArticleId(row.get(0)?);
            let until = row.get::<_, Option<i64>>(1)?.map(Seen);
            reprints.push(Carried { article, until, looked: self.looked(article)? });
        }
        let tie = Tie::from_word(&tie).unwrap_or(Tie::Text);
        Ok(Some(Applied { notice, about: ArticleId(about), tie, reprints }))
    }
}
