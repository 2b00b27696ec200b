//! Outlets and feeds as configured, and the state of their polling.

use std::collections::HashMap;

use rusqlite::params;

use super::rows::FaultRow;
use super::{Reader, Store, StoreError};
use crate::news::{Carries, Fault, Feed, ItemId, Outlet, OutletKind, Seen};

/// Number of a feed in the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FeedId(pub i64);

/// A feed as the store knows it.
#[derive(Clone, Debug, PartialEq)]
pub struct FeedRecord {
    /// Its number.
    pub id: FeedId,
    /// The feed.
    pub feed: Feed,
    /// State of its polling, as the schedule wrote it.
    pub poll: Option<String>,
    /// What it was found to carry of its articles.
    pub carries: Carries,
    /// When it last gave a readable answer.
    pub answered: Option<Seen>,
    /// What was wrong with the last answer.
    pub faults: Vec<Fault>,
}

impl Store {
    /// Makes the store know exactly the outlets and feeds given, in their order. Feeds that are gone stay with their items,
    /// but are not polled. Changes nothing when nothing changed.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn subscribe<'a>(
        &mut self,
        outlets: impl IntoIterator<Item = (&'a Outlet, Vec<&'a Feed>)>,
    ) -> Result<(), StoreError> {
        let outlets: Vec<(&Outlet, Vec<&Feed>)> = outlets.into_iter().collect();
        if self.is_subscribed(&outlets)? {
            return Ok(());
        }
        let change = self.change()?;
        change.execute("UPDATE feeds SET active = 0 WHERE active = 1", [])?;
        let mut place = 0i64;
        for (n, (outlet, feeds)) in outlets.into_iter().enumerate() {
            let list = |names: &[String]| serde_json::Value::from(names.to_vec()).to_string();
            let id: i64 = change.query_row(
                "INSERT INTO outlets (name, kind, family, zone, domains, aliases, place) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                 ON CONFLICT (name) DO UPDATE SET kind = excluded.kind, family = excluded.family, zone = excluded.zone,
                     domains = excluded.domains, aliases = excluded.aliases, place = excluded.place
                 RETURNING id",
                params![
                    outlet.name,
                    kind_word(outlet.kind),
                    outlet.family,
                    outlet.zone,
                    list(&outlet.domains),
                    list(&outlet.aliases),
                    n as i64
                ],
                |row| row.get(0),
            )?;
            for feed in feeds {
                change.execute(
                    "INSERT INTO feeds (outlet, url, place, active) VALUES (?1, ?2, ?3, 1)
                     ON CONFLICT (url) DO UPDATE SET outlet = excluded.outlet, place = excluded.place, active = 1",
                    params![id, feed.url, place],
                )?;
                place += 1;
            }
        }
        change.commit()?;
        Ok(())
    }

    /// Forgets how a feed was polled, so that the next run asks for all of it. `false`: there is no such feed.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn forget_poll(&mut self, url: &str) -> Result<bool, StoreError> {
        let change = self.change()?;
        let changed = change.execute("UPDATE feeds SET poll = NULL, faults = '[]' WHERE url = ?1", [url])?;
        change.commit()?;
        Ok(changed > 0)
    }

    /// Notes for items whose pages were read whether their feeds had carried the whole text. What was measured long ago counts
    /// less and less: outlets change their minds.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn note_carried(&mut self, measured: &[(ItemId, bool)]) -> Result<(), StoreError> {
        if measured.is_empty() {
            return Ok(());
        }
        let change = self.change()?;
        for (item, whole) in measured {
            change
                .prepare_cached(
                    "UPDATE feeds SET whole = whole + ?2, cut = cut + 1 - ?2
                     WHERE id = (SELECT feed FROM versions WHERE item = ?1 ORDER BY id DESC LIMIT 1)",
                )?
                .execute(params![item.0, whole])?;
        }
        change.execute("UPDATE feeds SET whole = whole / 2, cut = cut / 2 WHERE whole + cut > 40", [])?;
        change.commit()?;
        Ok(())
    }
}

/// Writes the state of a feed's polling inside a change.
pub(super) fn note(
    change: &rusqlite::Connection,
    feed: FeedId,
    poll: &str,
    answered: Option<Seen>,
    faults: &[Fault],
) -> Result<(), StoreError> {
    let faults: Vec<FaultRow> = faults.iter().take(50).map(Into::into).collect();
    let faults = serde_json::to_string(&faults).map_err(|error| StoreError::damaged("a fault", error))?;
    change
        .prepare_cached("UPDATE feeds SET poll = ?2, answered = coalesce(?3, answered), faults = ?4 WHERE id = ?1")?
        .execute(params![feed.0, poll, answered.map(|seen| seen.0), faults])?;
    Ok(())
}

impl Reader {
    /// Whether the store knows exactly these outlets and feeds, in this order.
    fn is_subscribed(&self, outlets: &[(&Outlet, Vec<&Feed>)]) -> Result<bool, StoreError> {
        let mut names = self.conn.prepare_cached("SELECT name, place FROM outlets")?;
        let places: HashMap<String, i64> =
            names.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
        let known = self.outlets()?;
        let same = |(n, (outlet, _)): (usize, &(&Outlet, Vec<&Feed>))| {
            known.get(&outlet.name) == Some(*outlet) && places.get(&outlet.name) == Some(&(n as i64))
        };
        if !outlets.iter().enumerate().all(same) {
            return Ok(false);
        }
        let mut query = self.conn.prepare_cached(
            "SELECT f.url, o.name FROM feeds f JOIN outlets o ON o.id = f.outlet WHERE f.active = 1 ORDER BY f.place",
        )?;
        let mut rows = query.query([])?;
        for feed in outlets.iter().flat_map(|(_, feeds)| feeds) {
            let Some(row) = rows.next()? else { return Ok(false) };
            if row.get_ref(0)?.as_str()? != feed.url || row.get_ref(1)?.as_str()? != feed.outlet {
                return Ok(false);
            }
        }
        Ok(rows.next()?.is_none())
    }

    /// The feeds that are polled, in the order of the configuration.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn feeds(&self) -> Result<Vec<FeedRecord>, StoreError> {
        let mut query = self.conn.prepare_cached(
            "SELECT f.id, f.url, o.name, f.poll, f.answered, f.faults, f.whole, f.cut FROM feeds f JOIN outlets o ON o.id = f.outlet
             WHERE f.active = 1 ORDER BY f.place",
        )?;
        let rows = query.query_map([], |row| {
            let faults: Vec<FaultRow> = serde_json::from_str(&row.get::<_, String>(5)?).unwrap_or_default();
            Ok(FeedRecord {
                id: FeedId(row.get(0)?),
                feed: Feed { url: row.get(1)?, outlet: row.get(2)? },
                poll: row.get(3)?,
                carries: Carries { whole: row.get(6)?, cut: row.get(7)? },
                answered: row.get::<_, Option<i64>>(4)?.map(Seen),
                faults: faults.into_iter().map(Into::into).collect(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Every outlet ever configured, by name.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn outlets(&self) -> Result<HashMap<String, Outlet>, StoreError> {
        let mut query = self.conn.prepare_cached("SELECT name, kind, family, zone, domains, aliases FROM outlets")?;
        let rows = query.query_map([], |row| {
            let list =
                |n| Ok::<_, rusqlite::Error>(serde_json::from_str(&row.get::<_, String>(n)?).unwrap_or_default());
            let name: String = row.get(0)?;
            let outlet = Outlet {
                name: name.clone(),
                kind: kind_of(&row.get::<_, String>(1)?),
                family: row.get(2)?,
                zone: row.get(3)?,
                domains: list(4)?,
                aliases: list(5)?,
            };
            Ok((name, outlet))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn kind_word(kind: OutletKind) -> &'static str {
    match kind {
        OutletKind::Agency => "agency",
        OutletKind::Publisher => "publisher",
        OutletKind::Aggregator => "aggregator",
    }
}

/// Reads what [`kind_word`] wrote.
pub(super) fn kind_of(word: &str) -> OutletKind {
    match word {
        "agency" => OutletKind::Agency,
        "aggregator" => OutletKind::Aggregator,
        _ => OutletKind::Publisher,
    }
}
