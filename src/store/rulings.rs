//! Decisions by people: kept for ever, and laid over what was detected.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use serde::{Deserialize, Serialize};

use super::articles::Settle;
use super::{Reader, Store, StoreError};
use crate::news::{ArticleId, ClusterId, ItemId, Ruled, Ruling, RulingId, Seen};

/// A member of a detected cluster, as far as laying decisions over it asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    /// The article.
    pub article: ArticleId,
    /// Its item.
    pub item: ItemId,
    /// The cluster it was detected in.
    pub detected: ClusterId,
    /// It leads that cluster.
    pub leads: bool,
    /// The article it was matched with.
    pub with: Option<ArticleId>,
}

/// A cluster as it is to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Its number: that of one of its articles.
    pub cluster: ClusterId,
    /// The article the others are told about beside.
    pub leader: ArticleId,
    /// Its articles.
    pub members: Vec<ArticleId>,
}

impl Store {
    /// Keeps a decision and lays it over what was detected, in one transaction.
    ///
    /// # Errors
    /// When the disk or the database fails; then nothing is changed.
    pub fn rule(
        &mut self,
        what: &Ruled,
        who: &str,
        note: Option<&str>,
        at: Seen,
        settle: &dyn Settle,
    ) -> Result<RulingId, StoreError> {
        let conn = &self.reader.conn;
        let change = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
        let body =
            serde_json::to_string(&RuledRow::from(what)).map_err(|error| StoreError::damaged("a decision", error))?;
        change.execute(
            "INSERT INTO decisions (at, who, body, note, after) VALUES (?1, ?2, ?3, ?4, (SELECT coalesce(max(id), 0) FROM articles))",
            params![at.0, who, body, note],
        )?;
        let id = RulingId(change.last_insert_rowid());
        self.reader.resettle(settle)?;
        change.commit()?;
        Ok(id)
    }

    /// Takes a decision back. It stays in the list.
    ///
    /// # Errors
    /// When the disk or the database fails; then nothing is changed.
    pub fn undo(&mut self, id: RulingId, at: Seen, settle: &dyn Settle) -> Result<(), StoreError> {
        let conn = &self.reader.conn;
        let change = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
        change.execute("UPDATE decisions SET undone = ?2 WHERE id = ?1 AND undone IS NULL", params![id.0, at.0])?;
        self.reader.resettle(settle)?;
        change.commit()?;
        Ok(())
    }
}

impl Store {
    /// Works out anew everything that follows from what was detected: the clusters as they are shown, with the decisions of
    /// people laid over them, their origins, their traces and the notices about them. One transaction. What was worked out
    /// from texts that were dropped since stays. Gives the number of clusters.
    ///
    /// # Errors
    /// When the disk or the database fails; then nothing is changed.
    pub fn rebuild(&mut self, settle: &dyn Settle) -> Result<usize, StoreError> {
        let change = Transaction::new_unchecked(&self.reader.conn, TransactionBehavior::Immediate)?;
        change.execute_batch(
            "DELETE FROM carried WHERE notice IN (SELECT id FROM articles WHERE body IS NOT NULL);
             DELETE FROM applied WHERE notice IN (SELECT id FROM articles WHERE body IS NOT NULL);
             DELETE FROM traces WHERE article IN (SELECT id FROM articles WHERE body IS NOT NULL);
             UPDATE members SET cluster = detected WHERE cluster <> detected;
             INSERT OR IGNORE INTO clusters (id, leader, outlets, latest) SELECT cluster, leader, 0, 0 FROM detected;
             UPDATE clusters SET outlets = 0, (leader, merged_into) = (
                 SELECT d.leader, d.merged_into FROM detected d WHERE d.cluster = clusters.id)
             WHERE id IN (SELECT cluster FROM detected);
             UPDATE clusters SET outlets = 0, merged_into = (SELECT cluster FROM members WHERE article = clusters.id)
             WHERE id NOT IN (SELECT cluster FROM detected);",
        )?;
        self.reader.regroup(None, settle)?;
        let mut query = change.prepare("SELECT DISTINCT cluster FROM members ORDER BY cluster")?;
        let rows = query.query_map([], |row| row.get(0).map(ClusterId))?;
        let clusters: Vec<ClusterId> = rows.collect::<Result<_, _>>()?;
        drop(query);
        for some in clusters.chunks(REBUILT) {
            for cluster in some {
                self.reader.recount(*cluster)?;
            }
            self.reader.weigh_all(&some.iter().copied().collect(), settle)?;
        }
        change.commit()?;
        Ok(clusters.len())
    }
}

/// Clusters rebuilt in one go: their texts are held in memory.
const REBUILT: usize = 256;

/// Marks a cluster that has no members any more.
pub(super) fn retire(change: &Connection, cluster: ClusterId, into: ClusterId) -> Result<(), StoreError> {
    change
        .prepare_cached(
            "UPDATE clusters SET merged_into = ?2, outlets = 0, origin = NULL, organisation = NULL WHERE id = ?1",
        )?
        .execute([cluster.0, into.0])?;
    Ok(())
}

impl Reader {
    /// Every decision ever made, the first first; those taken back among them.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn rulings(&self) -> Result<Vec<Ruling>, StoreError> {
        let mut query =
            self.conn.prepare_cached("SELECT id, at, who, body, note, after, undone FROM decisions ORDER BY id")?;
        let rows = query.query_map([], |row| {
            let body: String = row.get(3)?;
            let ruling = |what| {
                Ok::<_, rusqlite::Error>(Ruling {
                    id: RulingId(row.get(0)?),
                    at: Seen(row.get(1)?),
                    who: row.get(2)?,
                    what,
                    note: row.get(4)?,
                    after: ArticleId(row.get(5)?),
                    undone: row.get::<_, Option<i64>>(6)?.map(Seen),
                })
            };
            // A decision of a later version's kind is left alone.
            serde_json::from_str::<RuledRow>(&body).ok().map(|row| ruling(row.into())).transpose()
        })?;
        Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// The newest article of an item.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn article_of(&self, item: ItemId) -> Result<Option<ArticleId>, StoreError> {
        let mut query =
            self.conn.prepare_cached("SELECT id FROM articles WHERE item = ?1 ORDER BY version DESC LIMIT 1")?;
        Ok(query.query_row([item.0], |row| row.get(0).map(ArticleId)).optional()?)
    }

    /// Lays all decisions over what was detected and weighs what changed. Part of a change.
    fn resettle(&self, settle: &dyn Settle) -> Result<(), StoreError> {
        let touched = self.regroup(None, settle)?;
        for cluster in &touched {
            self.recount(*cluster)?;
        }
        self.weigh_all(&touched, settle)
    }

    /// Lays the decisions over the detected clusters they speak of, if an article from `first` on is in one of them (or in
    /// any case, without `first`). Gives the clusters as they are shown then. Part of a change.
    pub(super) fn regroup(
        &self,
        first: Option<ArticleId>,
        settle: &dyn Settle,
    ) -> Result<BTreeSet<ClusterId>, StoreError> {
        let rulings = self.rulings()?;
        let items: BTreeSet<i64> = rulings.iter().flat_map(|ruling| ruling.what.items()).map(|item| item.0).collect();
        if items.is_empty() {
            return Ok(BTreeSet::new());
        }
        let items = serde_json::Value::from(items.into_iter().collect::<Vec<_>>()).to_string();
        let seats = self.seats(&items)?;
        if first.is_some_and(|first| seats.iter().all(|seat| seat.article < first)) {
            return Ok(BTreeSet::new());
        }
        let active: Vec<Ruling> = rulings.into_iter().filter(|ruling| ruling.undone.is_none()).collect();
        let groups = settle.regroup(&seats, &active);
        let mut before = BTreeSet::new();
        for group in &groups {
            for article in &group.members {
                before.extend(self.cluster_of(*article)?);
            }
        }
        for group in &groups {
            self.seat(group)?;
        }
        let shown: BTreeSet<ClusterId> = groups.iter().map(|group| group.cluster).collect();
        for gone in before.difference(&shown) {
            let led: Option<i64> = self
                .conn
                .prepare_cached(
                    "SELECT m.cluster FROM clusters c JOIN members m ON m.article = c.leader WHERE c.id = ?1",
                )?
                .query_row([gone.0], |row| row.get(0))
                .optional()?;
            if let Some(into) = led {
                retire(&self.conn, *gone, ClusterId(into))?;
            }
        }
        Ok(shown)
    }

    /// All members of the detected clusters that hold one of these items (a JSON list).
    fn seats(&self, items: &str) -> Result<Vec<Seat>, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT m.article, a.item, m.detected, d.leader = m.article, m.matched
             FROM members m JOIN articles a ON a.id = m.article JOIN detected d ON d.cluster = m.detected
             WHERE m.detected IN (SELECT n.detected FROM json_each(?1) j JOIN articles b ON b.item = j.value
                 JOIN members n ON n.article = b.id)
             ORDER BY m.article",
        )?;
        let rows = query.query_map([items], |row| {
            Ok(Seat {
                article: ArticleId(row.get(0)?),
                item: ItemId(row.get(1)?),
                detected: ClusterId(row.get(2)?),
                leads: row.get(3)?,
                with: row.get::<_, Option<i64>>(4)?.map(ArticleId),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn seat(&self, group: &Group) -> Result<(), StoreError> {
        self.conn
            .prepare_cached(
                "INSERT INTO clusters (id, leader, outlets, latest) VALUES (?1, ?2, 0, 0)
                 ON CONFLICT (id) DO UPDATE SET leader = excluded.leader, merged_into = NULL",
            )?
            .execute([group.cluster.0, group.leader.0])?;
        let mut move_in =
            self.conn.prepare_cached("UPDATE members SET cluster = ?2 WHERE article = ?1 AND cluster <> ?2")?;
        for article in &group.members {
            move_in.execute([article.0, group.cluster.0])?;
        }
        Ok(())
    }
}

/// What was decided, as it lies in the database.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum RuledRow {
    Merge { one: i64, other: i64 },
    Split { from: i64, items: Vec<i64> },
    Origin { item: i64, organisation: String },
    NotCopy { one: i64, other: i64 },
}

impl From<&Ruled> for RuledRow {
    fn from(ruled: &Ruled) -> Self {
        match ruled {
            Ruled::Merge { one, other } => Self::Merge { one: one.0, other: other.0 },
            Ruled::Split { from, items } => {
                Self::Split { from: from.0, items: items.iter().map(|item| item.0).collect() }
            }
            Ruled::Origin { item, organisation } => Self::Origin { item: item.0, organisation: organisation.clone() },
            Ruled::NotCopy { one, other } => Self::NotCopy { one: one.0, other: other.0 },
        }
    }
}

impl From<RuledRow> for Ruled {
    fn from(row: RuledRow) -> Self {
        match row {
            RuledRow::Merge { one, other } => Self::Merge { one: ItemId(one), other: ItemId(other) },
            RuledRow::Split { from, items } => {
                Self::Split { from: ItemId(from), items: items.into_iter().map(ItemId).collect() }
            }
            RuledRow::Origin { item, organisation } => Self::Origin { item: ItemId(item), organisation },
            RuledRow::NotCopy { one, other } => Self::NotCopy { one: ItemId(one), other: ItemId(other) },
        }
    }
}
