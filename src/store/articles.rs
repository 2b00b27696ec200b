//! Articles: items waiting to be read, and what was read, decided and found out about them, saved together.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::rows::{
    ArticleRow, CitationRow, CreditRow, ItemRow, OriginRow, StampedRow, pack, relation_number, spans, unpack,
};
use super::{FetchedPage, Group, Reader, Seat, Store, StoreError, Traced};
use crate::news::{
    Article, ArticleId, Citation, ClusterId, Credit, Fingerprint, Item, ItemId, Match, Notice, NoticeKind, Origin,
    Ruling, Seen, Stamped,
};

/// An item waiting to be read, as far as the order of reading asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The item.
    pub item: ItemId,
    /// Name of its outlet.
    pub outlet: String,
    /// What it is known by.
    pub identity: String,
    /// First publication as claimed, seconds since 1970 UTC.
    pub stamped: Option<i64>,
    /// When its newest version was delivered.
    pub seen: Seen,
}

/// An item waiting to be read, with everything known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Pending {
    /// The item.
    pub id: ItemId,
    /// Name of its outlet.
    pub outlet: String,
    /// What it is known by within its outlet.
    pub identity: String,
    /// Its newest version.
    pub item: Item,
    /// The newest pages of its article in their order: most have one, or none.
    pub pages: Vec<FetchedPage>,
    /// Why the last of them are not there.
    pub missing: Option<String>,
    /// When this reading of it reached us: the first time for the first reading, else the newest version or page.
    pub seen: Seen,
    /// When we last looked without finding this reading.
    pub unseen: Option<Seen>,
    /// How often it was read before.
    pub versions: u32,
    /// The article of the last reading.
    pub latest: Option<ArticleId>,
    /// Digest of the last reading: an equal one is no new version.
    pub digest: Option<[u8; 16]>,
}

/// One reading of an item, with all that was decided about it.
#[derive(Clone, Debug)]
pub struct NewArticle<'a> {
    /// Its number.
    pub id: ArticleId,
    /// The item it was read from.
    pub from: &'a Pending,
    /// What was read.
    pub article: &'a Article,
    /// Words of the body.
    pub words: u32,
    /// The time the detection window is reckoned by, seconds since 1970 UTC.
    pub at: i64,
    /// Printed by an agency itself.
    pub agency: bool,
    /// Some bits of its outlet, as the detector tells outlets apart.
    pub outlet: u16,
    /// Everything it credits, strongest first.
    pub credits: &'a [Credit],
    /// The media it rests on.
    pub citations: &'a [Citation],
    /// What it says of its own origin: an organisation, "own", "agencies" or "none".
    pub claim: &'a str,
    /// Where it was placed.
    pub placed: Placing<'a>,
}

/// Where an article was placed.
#[derive(Clone, Debug)]
pub struct Placing<'a> {
    /// Its cluster.
    pub cluster: ClusterId,
    /// The verified match that let it in; `None` when it opened the cluster.
    pub matched: Option<&'a Match>,
    /// It leads the cluster from now on.
    pub leads: bool,
    /// Later articles are compared with it.
    pub anchors: bool,
    /// Clusters that went into this one.
    pub merged: &'a [ClusterId],
    /// Verified matches that did not join.
    pub edges: &'a [Match],
    /// Paragraphs left out as learned boilerplate.
    pub dropped: &'a [usize],
    /// The cluster that its short paragraphs were seen in.
    pub seen_in: ClusterId,
    /// Short paragraphs seen in that cluster for the first time.
    pub sightings: &'a [u64],
    /// What finds it again.
    pub fingerprint: &'a Fingerprint,
}

/// Digest of what readers see of an article: its headline and its body.
pub fn reading_digest(article: &Article) -> [u8; 16] {
    let mut hash = Xxh3::new();
    for part in article.headline.iter().chain(&article.body.paragraphs) {
        hash.update(part.as_bytes());
        hash.update(&[0]);
    }
    hash.digest128().to_be_bytes()
}

impl Reader {
    /// The number the next article gets.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn next_article(&self) -> Result<ArticleId, StoreError> {
        let last: Option<i64> = self.conn.query_row("SELECT max(id) FROM articles", [], |row| row.get(0))?;
        Ok(ArticleId(last.unwrap_or(0) + 1))
    }

    /// Items that wait to be read, in no order.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn waiting(&self) -> Result<Vec<Waiting>, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT i.id, o.name, i.identity, max(v.seen), min(v.stamped) FROM items i JOIN outlets o ON o.id = i.outlet
                 JOIN versions v ON v.item = i.id
             WHERE i.pending = 1 GROUP BY i.id",
        )?;
        let rows = query.query_map([], |row| {
            Ok(Waiting {
                item: ItemId(row.get(0)?),
                outlet: row.get(1)?,
                identity: row.get(2)?,
                seen: Seen(row.get(3)?),
                stamped: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// An item with its newest version and page; `None` when its text was pruned.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn pending(&self, id: ItemId) -> Result<Option<Pending>, StoreError> {
        // Deliveries of one round carry one time: among them the longest stands, whichever feed answered first.
        let mut query = self.conn.prepare_cached(
            "SELECT o.name, i.identity, v.body, v.seen, v.before,
                 (SELECT count(*) FROM articles a WHERE a.item = i.id),
                 (SELECT a.digest FROM articles a WHERE a.item = i.id ORDER BY a.version DESC LIMIT 1),
                 (SELECT a.id FROM articles a WHERE a.item = i.id ORDER BY a.version DESC LIMIT 1)
             FROM items i JOIN outlets o ON o.id = i.outlet JOIN versions v ON v.item = i.id
             WHERE i.id = ?1 AND v.body IS NOT NULL ORDER BY v.seen DESC, v.length DESC, v.digest LIMIT 1",
        )?;
        let found = query
            .query_row([id.0], |row| {
                let digest: Option<Vec<u8>> = row.get(6)?;
                Ok((
                    Pending {
                        id,
                        outlet: row.get(0)?,
                        identity: row.get(1)?,
                        item: Item::default(),
                        pages: Vec::new(),
                        missing: None,
                        seen: Seen(row.get(3)?),
                        unseen: row.get::<_, Option<i64>>(4)?.map(Seen),
                        versions: row.get(5)?,
                        latest: row.get::<_, Option<i64>>(7)?.map(ArticleId),
                        digest: digest.and_then(|bytes| bytes.try_into().ok()),
                    },
                    row.get::<_, Vec<u8>>(2)?,
                ))
            })
            .optional()?;
        let Some((mut pending, body)) = found else { return Ok(None) };
        pending.item = unpack::<ItemRow>(&body)?.into();
        self.add_pages(&mut pending)?;
        Ok(Some(pending))
    }

    /// Adds the newest pages, and the time of a reading that only they changed.
    fn add_pages(&self, pending: &mut Pending) -> Result<(), StoreError> {
        let Some(kept) = self.newest_pages(pending.id)? else { return Ok(()) };
        pending.pages = kept.pages;
        pending.missing = kept.missing;
        if pending.versions > 0 && kept.seen > pending.seen {
            pending.unseen = kept.before.or(Some(pending.seen));
            pending.seen = kept.seen;
        }
        Ok(())
    }

    /// Every article, in order of arrival.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn article_ids(&self) -> Result<Vec<ArticleId>, StoreError> {
        let mut query = self.conn.prepare_cached("SELECT id FROM articles ORDER BY id")?;
        let rows = query.query_map([], |row| row.get(0).map(ArticleId))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The time an article is reckoned by.
    ///
    /// # Errors
    /// When the disk or the database fails, or there is no such article.
    pub fn reckoned(&self, id: ArticleId) -> Result<i64, StoreError> {
        Ok(self.conn.prepare_cached("SELECT at FROM articles WHERE id = ?1")?.query_row([id.0], |row| row.get(0))?)
    }

    /// The article of that number; `None` when there is none or its text was pruned.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn article(&self, id: ArticleId) -> Result<Option<Article>, StoreError> {
        let mut query = self.conn.prepare_cached("SELECT body FROM articles WHERE id = ?1")?;
        let body: Option<Vec<u8>> = query.query_row([id.0], |row| row.get(0)).optional()?.flatten();
        body.map(|body| Ok(unpack::<ArticleRow>(&body)?.into())).transpose()
    }
}

/// What is worked out from the readings once they are placed, and saved with them.
pub trait Settle {
    /// The clusters that members form when the decisions of people are laid over what was detected.
    fn regroup(&self, members: &[Seat], rulings: &[Ruling]) -> Vec<Group>;

    /// The origins of clusters.
    ///
    /// # Errors
    /// When the store does; then nothing is saved.
    fn weigh(&self, reader: &Reader, clusters: &[ClusterId]) -> Result<Vec<(ClusterId, Origin)>, StoreError>;

    /// What became of the origin's copy in the articles of clusters whose origins are weighed, and the notices about them.
    ///
    /// # Errors
    /// When the store does; then nothing is saved.
    fn trace(&self, reader: &Reader, clusters: &[ClusterId]) -> Result<Traced, StoreError>;
}

impl Store {
    /// Saves a batch of readings with all that was decided about them, and what `settle` makes of the clusters they touched.
    /// Items in `unchanged` were read and brought nothing new.
    ///
    /// # Errors
    /// When the disk or the database fails; then nothing of the batch is kept.
    pub fn save(
        &mut self,
        batch: &[NewArticle<'_>],
        unchanged: &[ItemId],
        settle: &dyn Settle,
    ) -> Result<Vec<Growth>, StoreError> {
        let change = Transaction::new_unchecked(&self.reader.conn, TransactionBehavior::Immediate)?;
        for new in batch {
            insert(&change, new)?;
            place(&change, new)?;
        }
        let read = batch.iter().map(|new| new.from.id).chain(unchanged.iter().copied());
        for item in read {
            change.prepare_cached("UPDATE items SET pending = 0 WHERE id = ?1")?.execute([item.0])?;
        }
        let growths = match batch.iter().map(|new| new.id).min() {
            Some(first) => self.reader.settle(first, settle)?,
            None => Vec::new(),
        };
        change.commit()?;
        Ok(growths)
    }
}

impl Reader {
    /// Brings everything derived up to date after articles from `first` on were placed. Part of a change.
    fn settle(&self, first: ArticleId, settle: &dyn Settle) -> Result<Vec<Growth>, StoreError> {
        let mut touched = self.regroup(Some(first), settle)?;
        let mut query = self.conn.prepare_cached("SELECT DISTINCT cluster FROM members WHERE article >= ?1")?;
        for cluster in query.query_map([first.0], |row| row.get(0).map(ClusterId))? {
            touched.insert(cluster?);
        }
        let mut growths = Vec::with_capacity(touched.len());
        for cluster in &touched {
            let before = self.outlets_before(*cluster, first)?;
            growths.push(Growth { cluster: *cluster, before, after: self.recount(*cluster)? });
        }
        self.weigh_all(&touched, settle)?;
        Ok(growths)
    }

    /// Weighs and writes the origins of clusters. Part of a change.
    pub(super) fn weigh_all(&self, clusters: &BTreeSet<ClusterId>, settle: &dyn Settle) -> Result<(), StoreError> {
        let clusters: Vec<ClusterId> = clusters.iter().copied().collect();
        for (cluster, origin) in settle.weigh(self, &clusters)? {
            set_origin(&self.conn, cluster, &origin)?;
        }
        self.keep_traces(&settle.trace(self, &clusters)?)
    }

    fn outlets_before(&self, cluster: ClusterId, first: ArticleId) -> Result<usize, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT count(DISTINCT a.outlet) FROM members m JOIN articles a ON a.id = m.article
             WHERE m.cluster = ?1 AND m.article < ?2",
        )?;
        Ok(query.query_row([cluster.0, first.0], |row| row.get::<_, i64>(0))? as usize)
    }

    /// Brings a cluster's derived figures up to date; gives its outlets. Part of a change.
    pub(super) fn recount(&self, cluster: ClusterId) -> Result<usize, StoreError> {
        let mut query = self.conn.prepare_cached(
            "UPDATE clusters SET (outlets, latest) = (
                 SELECT count(DISTINCT a.outlet), coalesce(max(a.seen), latest)
                 FROM members m JOIN articles a ON a.id = m.article WHERE m.cluster = ?1)
             WHERE id = ?1 RETURNING outlets",
        )?;
        Ok(query.query_row([cluster.0], |row| row.get::<_, i64>(0))? as usize)
    }
}

/// How many outlets a cluster had before a batch, and has after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Growth {
    /// The cluster.
    pub cluster: ClusterId,
    /// Outlets before.
    pub before: usize,
    /// Outlets after.
    pub after: usize,
}

/// Credits and citations of an article.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct EvidenceRow {
    pub credits: Vec<CreditRow>,
    pub citations: Vec<CitationRow>,
}

/// A notice, as a column of its article.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct NoticeRow {
    kind: String,
    words: String,
    about: Option<String>,
    only: bool,
}

/// A notice as its column holds it.
pub(super) fn notice_column(notice: &Notice) -> String {
    let row = NoticeRow {
        kind: notice.kind.word().into(),
        words: notice.words.clone(),
        about: notice.about.clone(),
        only: notice.only,
    };
    serde_json::to_string(&row).unwrap_or_default()
}

/// Reads what [`notice_column`] wrote.
pub(super) fn notice_of(column: &str) -> Option<Notice> {
    let row: NoticeRow = serde_json::from_str(column).ok()?;
    Some(Notice { kind: NoticeKind::from_word(&row.kind)?, words: row.words, about: row.about, only: row.only })
}

/// A claimed time as its column holds it.
fn stamp_column(stamp: Option<&Stamped>) -> Option<String> {
    stamp.map(|stamp| serde_json::to_string(&StampedRow::from(stamp.clone())).unwrap_or_default())
}

fn insert(change: &Connection, new: &NewArticle<'_>) -> Result<(), StoreError> {
    let article = new.article;
    let evidence = (!new.credits.is_empty() || !new.citations.is_empty())
        .then(|| {
            pack(&EvidenceRow {
                credits: new.credits.iter().map(Into::into).collect(),
                citations: new.citations.iter().map(Into::into).collect(),
            })
        })
        .transpose()?;
    let published = stamp_column(article.published.as_ref());
    change
        .prepare_cached(
            "INSERT INTO articles (id, item, outlet, version, seen, before, at, published, headline, url, language, words,
                 digest, notice, evidence, claim, body, modified, dateline)
             VALUES (?1, ?2, (SELECT outlet FROM items WHERE id = ?2), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14,
                 ?15, ?16, ?17, ?18)",
        )?
        .execute(params![
            new.id.0,
            new.from.id.0,
            new.from.versions + 1,
            new.from.seen.0,
            new.from.unseen.map(|seen| seen.0),
            new.at,
            published,
            article.headline,
            article.url.as_ref().or(new.from.item.url.as_ref()),
            article.language,
            new.words,
            reading_digest(article).as_slice(),
            article.notice.as_ref().map(notice_column),
            evidence,
            new.claim,
            pack(&ArticleRow::from(article))?,
            stamp_column(article.modified.as_ref()),
            article.dateline.as_ref().and_then(|dateline| dateline.day.as_deref()),
        ])?;
    for fault in &article.faults {
        super::items::note_fault(change, new.from.id, fault, new.from.seen)?;
    }
    super::recall::remember(change, new)
}

fn place(change: &Connection, new: &NewArticle<'_>) -> Result<(), StoreError> {
    super::recall::enter(change, new)?;
    let Placing { cluster, matched, leads, merged, edges, dropped, .. } = &new.placed;
    change
        .prepare_cached("INSERT OR IGNORE INTO clusters (id, leader, outlets, latest) VALUES (?1, ?2, 0, ?3)")?
        .execute(params![cluster.0, new.id.0, new.from.seen.0])?;
    for gone in *merged {
        change.prepare_cached("UPDATE members SET cluster = ?2 WHERE cluster = ?1")?.execute([gone.0, cluster.0])?;
        super::rulings::retire(change, *gone, *cluster)?;
    }
    if *leads {
        change.prepare_cached("UPDATE clusters SET leader = ?2 WHERE id = ?1")?.execute([cluster.0, new.id.0])?;
    }
    let shares = matched.map(|m| m.shares).unwrap_or_default();
    change
        .prepare_cached(
            "INSERT INTO members (article, detected, cluster, matched, relation, shared, of_item, of_match, spans)
             VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            new.id.0,
            cluster.0,
            matched.map(|m| m.with.0),
            matched.map_or(0, |m| relation_number(m.relation)),
            shares.shared,
            shares.of_item,
            shares.of_match,
            matched.map(|m| spans(&m.spans))
        ])?;
    for edge in *edges {
        change
            .prepare_cached(
                "INSERT OR REPLACE INTO edges (article, matched, relation, shared, of_item, of_match, spans)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute(params![
                new.id.0,
                edge.with.0,
                relation_number(edge.relation),
                edge.shares.shared,
                edge.shares.of_item,
                edge.shares.of_match,
                spans(&edge.spans)
            ])?;
    }
    for paragraph in *dropped {
        change
            .prepare_cached("INSERT OR IGNORE INTO dropped (article, paragraph) VALUES (?1, ?2)")?
            .execute(params![new.id.0, *paragraph as i64])?;
    }
    Ok(())
}

/// Writes the origin of a cluster.
pub(super) fn set_origin(change: &Connection, cluster: ClusterId, origin: &Origin) -> Result<(), StoreError> {
    let row = OriginRow::from(origin);
    let organisation = row.organisation().map(str::to_owned);
    let body = (*origin != Origin::Unknown).then(|| pack(&row)).transpose()?;
    change
        .prepare_cached("UPDATE clusters SET origin = ?2, organisation = ?3, disputed = ?4 WHERE id = ?1")?
        .execute(params![cluster.0, body, organisation, matches!(origin, Origin::Disputed(_))])?;
    Ok(())
}
