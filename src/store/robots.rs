//! What hosts said of robots, kept from run to run.

use rusqlite::params;

use super::rows::{pack_bytes, unpack_bytes};
use super::{Reader, Store, StoreError};
use crate::news::{RobotsSaid, RobotsWord, Seen};

impl Store {
    /// Keeps what hosts said, and drops what was said before `oldest`.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn keep_robots(&mut self, words: &[RobotsWord], oldest: Seen) -> Result<(), StoreError> {
        if words.is_empty() {
            return Ok(());
        }
        let change = self.change()?;
        for word in words {
            let body = match &word.said {
                RobotsSaid::Rules(bytes) => Some(pack_bytes(bytes)?),
                RobotsSaid::Nothing => None,
            };
            change
                .prepare_cached("INSERT OR REPLACE INTO robots (origin, seen, body, asked) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![word.origin, word.seen.0, body, word.asked.map(|at| at.0)])?;
        }
        change.execute("DELETE FROM robots WHERE seen < ?1", [oldest.0])?;
        change.commit()?;
        Ok(())
    }
}

impl Reader {
    /// What hosts said of robots, as far as it is kept.
    ///
    /// # Errors
    /// When the disk or the database fails.
    pub fn robots(&self) -> Result<Vec<RobotsWord>, StoreError> {
        let mut query = self.conn.prepare_cached("SELECT origin, seen, body, asked FROM robots")?;
        let rows = query.query_map([], |row| {
            let asked = row.get::<_, Option<i64>>(3)?.map(Seen);
            Ok((row.get::<_, String>(0)?, Seen(row.get(1)?), row.get::<_, Option<Vec<u8>>>(2)?, asked))
        })?;
        rows.map(|row| {
            let (origin, seen, body, asked) = row?;
            let said = match body {
                Some(packed) => RobotsSaid::Rules(unpack_bytes(&packed)?),
                None => RobotsSaid::Nothing,
            };
            Ok(RobotsWord { origin, seen, asked, said })
        })
        .collect()
    }
}
