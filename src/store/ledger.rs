//! The ledger of a period, read for reports: a million items in a second or two, without touching their texts.

use std::collections::{BTreeMap, HashMap};

use rusqlite::OptionalExtension;

use super::articles::{EvidenceRow, notice_of};
use super::rows::{CreditRow, relation, unpack};
use super::{Reader, StoreError};
use crate::news::{
    Aftermath, ArticleId, Brief, ClusterId, Credit, Credited, Issuer, ItemId, Ledger, Mark, NoticeFile,
    OrganisationKind, Outlet, OutletKind, Piece, Trade, Wording, grounds, voices,
};

impl Reader {
    /// The items first seen from `from` up to (not including) `to`, in seconds since 1970 UTC, and the stories they belong
    /// to. Words are left out: see [`Reader::wording`].
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn ledger(&self, from: i64, to: i64, trade: &Trade) -> Result<Ledger, StoreError> {
        // One look: nothing is written in between, and the locks are taken once, not for every row.
        let _look = self.conn.unchecked_transaction()?;
        let mut book = Book::open(self, trade)?;
        book.items(from, to)?;
        book.places()?;
        book.briefs(from)?;
        book.notices(from, to)?;
        Ok(book.ledger)
    }

    /// The same of one cluster, whenever its items were seen. Empty for a number never given.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn story_ledger(&self, cluster: ClusterId, trade: &Trade) -> Result<Ledger, StoreError> {
        let _look = self.conn.unchecked_transaction()?;
        let mut book = Book::open(self, trade)?;
        let mut query = self.conn.prepare_cached(
            "SELECT item FROM articles WHERE id IN (SELECT article FROM members WHERE cluster = ?1) GROUP BY item
             ORDER BY min(seen), item",
        )?;
        let items = query.query_map([cluster.0], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        for item in items {
            book.item(item)?;
        }
        book.places()?;
        book.brief(cluster)?;
        book.notices_of(cluster)?;
        Ok(book.ledger)
    }

    /// When the newest item before `from` was first seen, and the oldest from `to` on: of all outlets, or of one.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn nearest(&self, from: i64, to: i64, outlet: Option<&str>) -> Result<(Option<i64>, Option<i64>), StoreError> {
        let ask = |bound: &str, at: i64| {
            let mut query = self.conn.prepare_cached(&format!(
                "SELECT seen FROM articles WHERE version = 1 AND (?2 IS NULL OR outlet = (SELECT id FROM outlets WHERE name = ?2))
                     AND seen {bound} LIMIT 1"
            ))?;
            query.query_row((at, outlet), |row| row.get(0)).optional()
        };
        Ok((ask("< ?1 ORDER BY seen DESC", from)?, ask(">= ?1 ORDER BY seen", to)?))
    }

    /// The article that a cluster's number stands for: its outlet, what its item is known by there, and which reading of
    /// the item it is. Never changes, whatever becomes of the cluster.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn opener(&self, cluster: ClusterId) -> Result<Option<(String, String, u32)>, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT o.name, i.identity, a.version FROM articles a JOIN items i ON i.id = a.item
                 JOIN outlets o ON o.id = i.outlet WHERE a.id = ?1",
        )?;
        Ok(query.query_row([cluster.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).optional()?)
    }

    /// Words of articles: headline, address, the credit their claim rests on.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn wording(&self, articles: &[ArticleId]) -> Result<BTreeMap<ArticleId, Wording>, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT a.headline, a.url, a.evidence, a.claim, o.name FROM articles a JOIN outlets o ON o.id = a.outlet
             WHERE a.id = ?1",
        )?;
        let mut wording = BTreeMap::new();
        for article in articles {
            if wording.contains_key(article) {
                continue;
            }
            let found = query
                .query_row([article.0], |row| {
                    let claim: (Option<String>, String) = (row.get(3)?, row.get(4)?);
                    Ok((row.get(0)?, row.get(1)?, row.get::<_, Option<Vec<u8>>>(2)?, claim))
                })
                .optional()?;
            let Some((headline, url, evidence, (claim, outlet))) = found else { continue };
            let evidence = evidence.map(|body| unpack::<EvidenceRow>(&body)).transpose()?.unwrap_or_default();
            let credits: Vec<Credit> = evidence.credits.into_iter().filter_map(CreditRow::credit).collect();
            let credit = grounds(claim.as_deref().unwrap_or_default(), &outlet, &credits);
            let (credit, credit_place) = credit.map(|credit| (credit.words.clone(), credit.place.clone())).unzip();
            let trace = self.trace(*article)?;
            let (changes, disclaimer) = trace.map(|trace| (trace.changes, trace.disclaimer)).unwrap_or_default();
            let words = Wording {
                headline,
                url,
                credit,
                credit_place,
                disclaimer: disclaimer.map(|disclaim| (disclaim.words, disclaim.holds)),
                changes: changes.map(|changes| changes.facts).unwrap_or_default(),
            };
            wording.insert(*article, words);
        }
        Ok(wording)
    }
}

/// A ledger as it is filled.
struct Book<'a> {
    reader: &'a Reader,
    trade: &'a Trade,
    ledger: Ledger,
    /// Row number of an outlet -> its place in the ledger.
    outlets: HashMap<i64, u32>,
    issuers: HashMap<String, u32>,
    /// Item -> place of its piece, by item.
    items: Vec<(ItemId, u32)>,
    /// Article -> item, by article, as far as they were read already.
    articles: Vec<(ArticleId, ItemId)>,
}

impl<'a> Book<'a> {
    fn open(reader: &'a Reader, trade: &'a Trade) -> Result<Self, StoreError> {
        let mut ledger = Ledger::default();
        let mut outlets = HashMap::new();
        let mut query = reader
            .conn
            .prepare_cached("SELECT id, name, kind, family, domains, aliases FROM outlets ORDER BY place, id")?;
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            let list = |at: usize| -> Result<Vec<String>, StoreError> {
                Ok(serde_json::from_str(&row.get::<_, String>(at)?).unwrap_or_default())
            };
            let kind = match row.get::<_, String>(2)?.as_str() {
                "agency" => OutletKind::Agency,
                "aggregator" => OutletKind::Aggregator,
                _ => OutletKind::Publisher,
            };
            outlets.insert(row.get(0)?, ledger.outlets.len() as u32);
            ledger.outlets.push(Outlet {
                name: row.get(1)?,
                kind,
                family: row.get(3)?,
                zone: None,
                domains: list(4)?,
                aliases: list(5)?,
            });
        }
        Ok(Self { reader, trade, ledger, outlets, issuers: HashMap::new(), items: Vec::new(), articles: Vec::new() })
    }

    /// The place of an issuer, who gets one where it has none yet.
    fn issuer(&mut self, name: &str) -> u32 {
        if let Some(at) = self.issuers.get(name) {
            return *at;
        }
        let listed = self.trade.organisations.iter().find(|organisation| organisation.name == name);
        let same = |outlet: &Outlet| {
            outlet.name.eq_ignore_ascii_case(name)
                || outlet.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(name))
                || listed.is_some_and(|listed| listed.domains.iter().any(|domain| outlet.domains.contains(domain)))
        };
        let outlet = self.ledger.outlets.iter().position(same);
        let read = outlet.map(|at| &self.ledger.outlets[at]);
        let agency = match read {
            Some(outlet) => outlet.kind == OutletKind::Agency,
            None => listed.is_some_and(|listed| listed.kind == OrganisationKind::Agency),
        };
        let family = read.and_then(|outlet| outlet.family.clone()).or_else(|| listed?.family.clone());
        let at = self.ledger.issuers.len() as u32;
        self.ledger.issuers.push(Issuer { name: name.to_owned(), agency, family, outlet: outlet.map(|at| at as u32) });
        self.issuers.insert(name.to_owned(), at);
        at
    }

    fn claim(&mut self, word: Option<&str>) -> Credited {
        match word {
            None | Some("none" | "") => Credited::Nobody,
            Some("own") => Credited::Own,
            Some("house") => Credited::House,
            Some("agencies") => Credited::Agencies,
            Some(name) => match name.strip_prefix("own+") {
                Some(other) => Credited::With(self.issuer(other)),
                None => Credited::Issuer(self.issuer(name)),
            },
        }
    }

    /// Every item of the period, in its latest reading. Reads the index on (seen, ...) alone.
    fn items(&mut self, from: i64, to: i64) -> Result<(), StoreError> {
        let reader = self.reader;
        let mut query = reader.conn.prepare_cached(
            "SELECT id, item, outlet, version, seen, before, claim FROM articles WHERE seen >= ?1 ORDER BY seen",
        )?;
        let mut later = Vec::new();
        let mut rows = query.query([from])?;
        while let Some(row) = rows.next()? {
            let (article, item, version, seen) =
                (ArticleId(row.get(0)?), ItemId(row.get(1)?), row.get::<_, i64>(3)?, row.get::<_, i64>(4)?);
            if version == 1 && seen >= to {
                continue;
            }
            self.articles.push((article, item));
            let claim = self.claim(row.get_ref(6)?.as_str_or_null().unwrap_or(None));
            if version > 1 {
                later.push((item, article, claim));
            } else {
                let outlet = self.outlets[&row.get(2)?];
                self.piece(article, Mark { item, outlet, seen, before: row.get(5)? }, claim);
            }
        }
        self.items.sort_unstable();
        self.articles.sort_unstable();
        // A later version stands in the place of the one before. Versions come in the order they were seen.
        for (item, article, claim) in later {
            if let Ok(at) = self.items.binary_search_by_key(&item, |(item, _)| *item) {
                let piece = &mut self.ledger.pieces[self.items[at].1 as usize];
                if article > piece.article {
                    piece.article = article;
                    piece.claim = claim;
                }
            }
        }
        Ok(())
    }

    /// One item, in its latest reading.
    fn item(&mut self, item: i64) -> Result<(), StoreError> {
        let reader = self.reader;
        let mut query = reader.conn.prepare_cached(
            "SELECT f.outlet, f.seen, f.before, l.id, l.claim FROM articles f, articles l
             WHERE f.item = ?1 AND f.version = 1 AND l.item = ?1 ORDER BY l.version DESC LIMIT 1",
        )?;
        let mut rows = query.query([item])?;
        if let Some(row) = rows.next()? {
            let outlet = self.outlets[&row.get(0)?];
            let mark = Mark { item: ItemId(item), outlet, seen: row.get(1)?, before: row.get(2)? };
            let claim: Option<String> = row.get(4)?;
            let claim = self.claim(claim.as_deref());
            self.piece(ArticleId(row.get(3)?), mark, claim);
        }
        self.items.sort_unstable();
        Ok(())
    }

    fn piece(&mut self, article: ArticleId, mark: Mark, claim: Credited) {
        self.items.push((mark.item, self.ledger.pieces.len() as u32));
        let cluster = ClusterId(article.0);
        self.ledger.pieces.push(Piece { article, mark, cluster, claim, relation: None, of_item: 0.0, of_match: 0.0 });
    }

    /// Where each item was placed: its cluster and the match that let it in. Runs along the members in their own order.
    fn places(&mut self) -> Result<(), StoreError> {
        let mut order: Vec<u32> = (0..self.ledger.pieces.len() as u32).collect();
        order.sort_unstable_by_key(|at| self.ledger.pieces[*at as usize].article);
        let (Some(first), Some(last)) = (order.first(), order.last()) else { return Ok(()) };
        let ends = [first, last].map(|at| self.ledger.pieces[*at as usize].article.0);
        let mut query = self.reader.conn.prepare_cached(
            "SELECT article, cluster, matched, relation, of_item, of_match FROM members WHERE article BETWEEN ?1 AND ?2
             ORDER BY article",
        )?;
        let mut rows = query.query(ends)?;
        let mut order = order.into_iter().peekable();
        while let Some(row) = rows.next()? {
            let article = ArticleId(row.get(0)?);
            while order.next_if(|at| self.ledger.pieces[*at as usize].article < article).is_some() {}
            let Some(at) = order.next_if(|at| self.ledger.pieces[*at as usize].article == article) else { continue };
            let piece = &mut self.ledger.pieces[at as usize];
            piece.cluster = ClusterId(row.get(1)?);
            if row.get::<_, Option<i64>>(2)?.is_some() {
                piece.relation = relation(row.get(3)?);
                piece.of_item = row.get::<_, f64>(4)? as f32;
                piece.of_match = row.get::<_, f64>(5)? as f32;
            }
        }
        Ok(())
    }

    /// The clusters of two outlets or more that items of the period are in.
    fn briefs(&mut self, from: i64) -> Result<(), StoreError> {
        let mut clusters: Vec<ClusterId> = self.ledger.pieces.iter().map(|piece| piece.cluster).collect();
        clusters.sort_unstable();
        clusters.dedup();
        // Whatever an item of the period is in has grown since the period began.
        let mut query =
            self.reader.conn.prepare_cached("SELECT id FROM clusters WHERE outlets > 1 AND latest >= ?1")?;
        let shared = query.query_map([from], |row| row.get(0).map(ClusterId))?.collect::<Result<Vec<_>, _>>()?;
        drop(query);
        let mut shared: Vec<ClusterId> =
            shared.into_iter().filter(|cluster| clusters.binary_search(cluster).is_ok()).collect();
        shared.sort_unstable();
        for cluster in shared {
            self.brief(cluster)?;
        }
        Ok(())
    }

    fn brief(&mut self, cluster: ClusterId) -> Result<(), StoreError> {
        let reader = self.reader;
        let mut query =
            reader.conn.prepare_cached("SELECT leader, organisation, disputed FROM clusters WHERE id = ?1")?;
        let found = query
            .query_row([cluster.0], |row| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?, row.get::<_, bool>(2)?)))
            .optional()?;
        let Some((leader, organisation, disputed)) = found else { return Ok(()) };
        let origin = organisation.map(|name| self.issuer(&name));
        let marks = self.marks(cluster)?;
        let Some(started) = marks.first().copied() else { return Ok(()) };
        let outlet = origin.and_then(|origin| self.ledger.issuers[origin as usize].outlet);
        let issued = marks.iter().find(|mark| Some(mark.outlet) == outlet).copied();
        let mut outlets: Vec<u32> = marks.iter().map(|mark| mark.outlet).collect();
        outlets.sort_unstable();
        outlets.dedup();
        let families = voices(outlets.iter().map(|at| {
            let outlet = &self.ledger.outlets[*at as usize];
            (outlet.kind, outlet.owner())
        }));
        let brief = Brief {
            cluster,
            leader: ArticleId(leader),
            origin,
            disputed,
            started,
            issued,
            items: marks.len() as u32,
            outlets: outlets.len() as u32,
            families: families as u32,
        };
        self.ledger.briefs.push(brief);
        Ok(())
    }

    /// The items of a cluster, each with its first mark, in the order they were seen.
    fn marks(&self, cluster: ClusterId) -> Result<Vec<Mark>, StoreError> {
        let conn = &self.reader.conn;
        let mut members = conn.prepare_cached("SELECT article FROM members WHERE cluster = ?1")?;
        let mut item_of = conn.prepare_cached("SELECT item FROM articles WHERE id = ?1")?;
        let mut first =
            conn.prepare_cached("SELECT outlet, seen, before FROM articles WHERE item = ?1 AND version = 1")?;
        let mut items = Vec::new();
        let mut rows = members.query([cluster.0])?;
        while let Some(row) = rows.next()? {
            let article = ArticleId(row.get(0)?);
            items.push(match self.articles.binary_search_by_key(&article, |(article, _)| *article) {
                Ok(at) => self.articles[at].1,
                Err(_) => item_of.query_row([article.0], |row| row.get(0).map(ItemId))?,
            });
        }
        items.sort_unstable();
        items.dedup();
        let mut marks = Vec::with_capacity(items.len());
        for item in items {
            if let Ok(at) = self.items.binary_search_by_key(&item, |(item, _)| *item) {
                marks.push(self.ledger.pieces[self.items[at].1 as usize].mark);
                continue;
            }
            let found = first.query_row([item.0], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, Option<i64>>(2)?))
            });
            if let Some((outlet, seen, before)) = found.optional()? {
                marks.push(Mark { item, outlet: self.outlets[&outlet], seen, before });
            }
        }
        marks.sort_by_key(|mark| (mark.seen, mark.item));
        Ok(marks)
    }

    /// The notices of the period.
    fn notices(&mut self, from: i64, to: i64) -> Result<(), StoreError> {
        let reader = self.reader;
        let mut query = reader.conn.prepare_cached(
            "SELECT id FROM articles WHERE notice IS NOT NULL AND seen >= ?1 AND seen < ?2 ORDER BY seen, id",
        )?;
        let ids = query.query_map([from, to], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        ids.into_iter().try_for_each(|id| self.notice(id))
    }

    /// The notices in a cluster, and those that speak of it.
    fn notices_of(&mut self, cluster: ClusterId) -> Result<(), StoreError> {
        let mut ids = self.reader.notices_about(cluster)?;
        ids.sort_unstable();
        ids.into_iter().try_for_each(|id| self.notice(id.0))
    }

    /// A notice of an agency, or of whoever issued the copy, and what became of the reprints.
    fn notice(&mut self, article: i64) -> Result<(), StoreError> {
        let reader = self.reader;
        let mut query = reader.conn.prepare_cached("SELECT outlet, seen, notice FROM articles WHERE id = ?1")?;
        let (outlet, seen, column) = query
            .query_row([article], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, String>(2)?)))?;
        let Some(notice) = notice_of(&column) else { return Ok(()) };
        let outlet = self.outlets[&outlet];
        let applied = reader.applied_notice(ArticleId(article))?;
        if applied.is_none() && self.ledger.outlets[outlet as usize].kind != OutletKind::Agency {
            // A paper that reprints a correction with its label corrects nothing itself.
            return Ok(());
        }
        let cluster = applied.as_ref().map(|applied| reader.cluster_of(applied.about)).transpose()?.flatten();
        let mut reprints = Vec::new();
        for carried in applied.iter().flat_map(|applied| &applied.reprints) {
            let mut query = reader.conn.prepare_cached(
                "SELECT outlet, seen FROM articles WHERE item = (SELECT item FROM articles WHERE id = ?1) AND version = 1",
            )?;
            let (outlet, seen): (i64, i64) =
                query.query_row([carried.article.0], |row| Ok((row.get(0)?, row.get(1)?)))?;
            reprints.push(Aftermath {
                article: carried.article,
                outlet: self.outlets[&outlet],
                seen,
                followed: carried.until.map(|seen| seen.0),
                looked: carried.looked.0,
            });
        }
        self.ledger.notices.push(NoticeFile {
            article: ArticleId(article),
            outlet,
            seen,
            kind: notice.kind,
            words: notice.words,
            about: notice.about,
            cluster,
            reprints,
        });
        Ok(())
    }
}
