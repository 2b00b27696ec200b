//! Clusters as people read them.

use rusqlite::{OptionalExtension, Row, ToSql, params_from_iter};

use super::articles::{EvidenceRow, notice_of};
use super::feeds::kind_of;
use super::rows::{OriginRow, StampedRow, relation, relation_number, unpack, unspans};
use super::{Reader, StoreError};
use crate::news::{ArticleId, ClusterId, ItemId, Match, Origin, Print, Relation, Seen, Shares, Stamped, Story};

/// Which clusters are asked for. Everything left empty asks for nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClusterFilter {
    /// Grown since.
    pub since: Option<Seen>,
    /// Grown before.
    pub until: Option<Seen>,
    /// This outlet is among them (any case).
    pub outlet: Option<String>,
    /// This organisation is the origin (any case).
    pub organisation: Option<String>,
    /// At least so many outlets.
    pub min_outlets: usize,
    /// Some member relates like this.
    pub relation: Option<Relation>,
    /// At most so many, the newest first.
    pub limit: Option<usize>,
}

/// What is known of two articles as a pair.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The cluster of the first, of the second.
    pub clusters: (Option<ClusterId>, Option<ClusterId>),
    /// A verified match between them, as kept: whose match it is, and the match.
    pub kept: Option<(ArticleId, Match)>,
}

impl Reader {
    /// Numbers of the clusters asked for, the newest first.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn clusters(&self, filter: &ClusterFilter) -> Result<Vec<ClusterId>, StoreError> {
        let mut words = String::from("SELECT c.id FROM clusters c WHERE c.merged_into IS NULL");
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        let mut ask = |condition: &str, value: Box<dyn ToSql>| {
            values.push(value);
            words.push_str(" AND ");
            words.push_str(&condition.replace("??", &format!("?{}", values.len())));
        };
        match filter.min_outlets {
            0 | 1 => {}
            n => ask("c.outlets > 1 AND c.outlets >= ??", Box::new(n as i64)),
        }
        if let Some(since) = filter.since {
            ask("c.latest >= ??", Box::new(since.0));
        }
        if let Some(until) = filter.until {
            ask("c.latest < ??", Box::new(until.0));
        }
        if let Some(outlet) = &filter.outlet {
            ask(
                "EXISTS (SELECT 1 FROM members m JOIN articles a ON a.id = m.article JOIN outlets o ON o.id = a.outlet
                     WHERE m.cluster = c.id AND o.name = ?? COLLATE NOCASE)",
                Box::new(outlet.clone()),
            );
        }
        if let Some(organisation) = &filter.organisation {
            ask("c.organisation = ?? COLLATE NOCASE", Box::new(organisation.clone()));
        }
        if let Some(relation) = filter.relation {
            ask(
                "EXISTS (SELECT 1 FROM members m WHERE m.cluster = c.id AND m.relation = ??)",
                Box::new(relation_number(relation)),
            );
        }
        words.push_str(" ORDER BY c.latest DESC, c.id DESC LIMIT ");
        words.push_str(&filter.limit.map_or(-1, |n| n as i64).to_string());
        let mut query = self.conn.prepare_cached(&words)?;
        let rows = query.query_map(params_from_iter(values), |row| row.get(0).map(ClusterId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The cluster a number stands for today: it may have gone into another one. `None` for a number never given.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn cluster_of_number(&self, number: ClusterId) -> Result<Option<ClusterId>, StoreError> {
        let mut query = self.conn.prepare_cached("SELECT merged_into FROM clusters WHERE id = ?1")?;
        let mut at = number;
        // Merges go from larger numbers to smaller or back, but never in a ring; the bound guards a damaged table.
        for _ in 0..1000 {
            match query.query_row([at.0], |row| row.get::<_, Option<i64>>(0)).optional()? {
                None => return Ok(None),
                Some(None) => return Ok(Some(at)),
                Some(Some(next)) => at = ClusterId(next),
            }
        }
        Err(StoreError::Damaged("clusters are merged in a ring".into()))
    }

    /// The cluster an article is in.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn cluster_of(&self, article: ArticleId) -> Result<Option<ClusterId>, StoreError> {
        let mut query = self.conn.prepare_cached("SELECT cluster FROM members WHERE article = ?1")?;
        Ok(query.query_row([article.0], |row| row.get(0).map(ClusterId)).optional()?)
    }

    /// A cluster with everything told about it; spans of matches are left empty. `None` for a number never given.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn story(&self, number: ClusterId) -> Result<Option<Story>, StoreError> {
        let Some(id) = self.cluster_of_number(number)? else { return Ok(None) };
        let mut query = self.conn.prepare_cached("SELECT leader, origin FROM clusters WHERE id = ?1")?;
        let (leader, origin): (i64, Option<Vec<u8>>) = query.query_row([id.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let origin = match origin {
            Some(body) => unpack::<OriginRow>(&body)?.into(),
            None => Origin::Unknown,
        };
        let mut query = self.conn.prepare_cached(&format!("{PRINT} WHERE m.cluster = ?1 ORDER BY a.seen, a.id"))?;
        let mut rows = query.query([id.0])?;
        let mut prints = Vec::new();
        while let Some(row) = rows.next()? {
            prints.push(print(row)?);
        }
        Ok(Some(Story { id, leader: ArticleId(leader), origin, prints }))
    }

    /// One article with everything told about it but its text.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn print(&self, article: ArticleId) -> Result<Option<Print>, StoreError> {
        let mut query = self.conn.prepare_cached(&format!("{PRINT} WHERE a.id = ?1"))?;
        let mut rows = query.query([article.0])?;
        rows.next()?.map(print).transpose()
    }

    /// The readings of an item, the first first.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn versions(&self, item: ItemId) -> Result<Vec<Print>, StoreError> {
        let mut query = self.conn.prepare_cached(&format!("{PRINT} WHERE a.item = ?1 ORDER BY a.version"))?;
        let mut rows = query.query([item.0])?;
        let mut prints = Vec::new();
        while let Some(row) = rows.next()? {
            prints.push(print(row)?);
        }
        Ok(prints)
    }

    /// What is known of two articles as a pair.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn pair(&self, a: ArticleId, b: ArticleId) -> Result<Pair, StoreError> {
        let mut kept = None;
        for (one, other) in [(a, b), (b, a)] {
            for table in ["members", "edges"] {
                let mut query = self.conn.prepare_cached(&format!(
                    "SELECT matched, relation, shared, of_item, of_match, spans FROM {table} WHERE article = ?1 AND matched = ?2"
                ))?;
                let found =
                    query.query_row([one.0, other.0], |row| Ok((matching(row, 0)?, row.get::<_, Option<Vec<u8>>>(5)?)));
                if let Some((Some(found), bytes)) = found.optional()? {
                    kept.get_or_insert((one, Match { spans: unspans(&bytes.unwrap_or_default()), ..found }));
                }
            }
        }
        Ok(Pair { clusters: (self.cluster_of(a)?, self.cluster_of(b)?), kept })
    }

    /// Paragraphs of an article that were left out as learned boilerplate.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn dropped(&self, article: ArticleId) -> Result<Vec<usize>, StoreError> {
        let mut query =
            self.conn.prepare_cached("SELECT paragraph FROM dropped WHERE article = ?1 ORDER BY paragraph")?;
        let rows = query.query_map([article.0], |row| row.get::<_, i64>(0).map(|n| n as usize))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

const PRINT: &str =
    "SELECT a.id, a.item, a.version, o.name, a.url, a.headline, a.language, a.published, a.seen, a.before, a.words,
        m.matched, m.relation, m.shared, m.of_item, m.of_match, a.evidence, a.notice, o.kind, o.family, a.modified, a.dateline,
        (SELECT v.restamped FROM versions v WHERE v.item = a.item AND v.seen <= a.seen AND v.restamped IS NOT NULL
            ORDER BY v.seen DESC LIMIT 1)
    FROM articles a JOIN outlets o ON o.id = a.outlet LEFT JOIN members m ON m.article = a.id";

fn print(row: &Row<'_>) -> Result<Print, StoreError> {
    let evidence = match row.get::<_, Option<Vec<u8>>>(16)? {
        Some(body) => unpack::<EvidenceRow>(&body)?,
        None => EvidenceRow::default(),
    };
    let stamp = |at: usize| -> Result<Option<Stamped>, StoreError> {
        let column: Option<String> = row.get(at)?;
        Ok(column.and_then(|json| serde_json::from_str::<StampedRow>(&json).ok()).map(Into::into))
    };
    let notice: Option<String> = row.get(17)?;
    Ok(Print {
        article: ArticleId(row.get(0)?),
        item: ItemId(row.get(1)?),
        version: row.get(2)?,
        outlet: row.get(3)?,
        kind: kind_of(row.get_ref(18)?.as_str_or_null().unwrap_or_default().unwrap_or_default()),
        family: row.get(19)?,
        url: row.get(4)?,
        headline: row.get(5)?,
        language: row.get(6)?,
        published: stamp(7)?,
        modified: stamp(20)?,
        restamped: row.get(22)?,
        dateline: row.get(21)?,
        seen: Seen(row.get(8)?),
        unseen: row.get::<_, Option<i64>>(9)?.map(Seen),
        words: row.get(10)?,
        matched: matching(row, 11)?,
        credits: evidence.credits.into_iter().filter_map(super::rows::CreditRow::credit).collect(),
        citations: evidence.citations.into_iter().map(Into::into).collect(),
        notice: notice.as_deref().and_then(notice_of),
    })
}

/// The match in five columns from `first`, without its spans.
fn matching(row: &Row<'_>, first: usize) -> Result<Option<Match>, rusqlite::Error> {
    let Some(with) = row.get::<_, Option<i64>>(first)? else { return Ok(None) };
    let Some(relation) = relation(row.get::<_, Option<i64>>(first + 1)?.unwrap_or(0)) else { return Ok(None) };
    Ok(Some(Match {
        with: ArticleId(with),
        relation,
        shares: Shares {
            shared: row.get(first + 2)?,
            of_item: row.get::<_, f64>(first + 3)? as f32,
            of_match: row.get::<_, f64>(first + 4)? as f32,
        },
        spans: Vec::new(),
    }))
}
