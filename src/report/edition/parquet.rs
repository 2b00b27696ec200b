//! Parquet for researchers' tools: a table of clusters and a table of the readings of their items.
//!
//! The columns are those of the JSON Lines (see [`lines`](super::lines)), flat: of the credits, only the strongest. Times are
//! microseconds in UTC. Missing values are null.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use crate::news::{Print, Story};

use super::{Opener, strongest};

/// Rows kept in memory before they are written.
const ROWS: usize = 50_000;

const CLUSTERS: &str = "message clusters {
    required binary id (STRING);
    required int64 cluster;
    required int64 leader;
    optional binary origin (STRING);
    optional double origin_confidence;
    optional boolean origin_disputed;
    required int64 outlets;
    required int64 items;
    required int64 first_seen (TIMESTAMP(MICROS, true));
    required int64 latest_seen (TIMESTAMP(MICROS, true));
}";

const ITEMS: &str = "message items {
    required int64 cluster;
    required int64 item;
    required int64 article;
    required int64 version;
    required binary outlet (STRING);
    optional binary headline (STRING);
    optional binary url (STRING);
    optional binary language (STRING);
    optional int64 published (TIMESTAMP(MICROS, true));
    required int64 seen (TIMESTAMP(MICROS, true));
    optional int64 not_before (TIMESTAMP(MICROS, true));
    required int64 words;
    optional int64 match;
    optional binary relation (STRING);
    optional double share_of_item;
    optional double share_of_match;
    optional binary credit_organisation (STRING);
    optional binary credit_kind (STRING);
    optional binary credit_words (STRING);
    optional binary notice (STRING);
}";

/// One value of a row.
#[derive(Clone, Debug)]
enum Value {
    Number(Option<i64>),
    Words(Option<String>),
    Share(Option<f64>),
    Flag(Option<bool>),
}

/// The two tables as they are written.
pub struct Sheets<C: Write + Send, I: Write + Send> {
    clusters: Sheet<C>,
    items: Sheet<I>,
}

impl<C: Write + Send, I: Write + Send> Sheets<C, I> {
    /// Tables without rows yet.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn new(clusters: C, items: I) -> Result<Self, String> {
        Ok(Self { clusters: Sheet::new(clusters, CLUSTERS)?, items: Sheet::new(items, ITEMS)? })
    }

    /// Adds a story.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn add(&mut self, story: &Story, opener: &Opener) -> Result<(), String> {
        self.clusters.add(cluster(story, opener))?;
        story.prints.iter().try_for_each(|print| self.items.add(item(story, print)))
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> Result<(), String> {
        self.clusters.finish()?;
        self.items.finish()
    }
}

fn cluster(story: &Story, opener: &Opener) -> Vec<Value> {
    let seen =
        |pick: fn(i64, i64) -> i64| story.prints.iter().map(|print| print.seen.0).reduce(pick).unwrap_or_default();
    let mut items: Vec<_> = story.prints.iter().map(|print| print.item).collect();
    items.sort_unstable();
    items.dedup();
    let origin = strongest(&story.origin);
    vec![
        words(Some(&opener.urn())),
        number(story.id.0),
        number(story.leader.0),
        words(origin.map(|(side, _)| side.organisation.as_str())),
        Value::Share(origin.map(|(side, _)| f64::from(side.confidence.0))),
        Value::Flag(origin.map(|(_, disputed)| disputed)),
        number(story.outlets().len() as i64),
        number(items.len() as i64),
        time(Some(seen(i64::min))),
        time(Some(seen(i64::max))),
    ]
}

fn item(story: &Story, print: &Print) -> Vec<Value> {
    let matched = print.matched.as_ref();
    let credit = print.credits.first();
    vec![
        number(story.id.0),
        number(print.item.0),
        number(print.article.0),
        number(i64::from(print.version)),
        words(Some(&print.outlet)),
        words(print.headline.as_deref()),
        words(print.url.as_deref()),
        words(print.language.as_deref()),
        time(print.published.as_ref().map(|stamped| stamped.at)),
        time(Some(print.seen.0)),
        time(print.unseen.map(|seen| seen.0)),
        number(i64::from(print.words)),
        Value::Number(matched.map(|matched| matched.with.0)),
        words(matched.map(|matched| matched.relation.word())),
        Value::Share(matched.map(|matched| f64::from(matched.shares.of_item))),
        Value::Share(matched.map(|matched| f64::from(matched.shares.of_match))),
        words(credit.and_then(|credit| credit.organisation.as_deref())),
        words(credit.map(|credit| credit.kind.word())),
        words(credit.map(|credit| credit.words.as_str())),
        words(print.notice.as_ref().map(|notice| notice.kind.word())),
    ]
}

fn number(n: i64) -> Value {
    Value::Number(Some(n))
}

fn words(words: Option<&str>) -> Value {
    Value::Words(words.map(str::to_owned))
}

fn time(at: Option<i64>) -> Value {
    Value::Number(at.map(|at| at.saturating_mul(1_000_000)))
}

/// One table as it is written.
struct Sheet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    rows: Vec<Vec<Value>>,
}

impl<W: Write + Send> Sheet<W> {
    fn new(out: W, schema: &str) -> Result<Self, String> {
        let schema = Arc::new(parse_message_type(schema).map_err(said)?);
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("wirecopy ", env!("CARGO_PKG_VERSION")).into())
            .build();
        let writer = SerializedFileWriter::new(out, schema, Arc::new(properties)).map_err(said)?;
        Ok(Self { writer, rows: Vec::new() })
    }

    fn add(&mut self, row: Vec<Value>) -> Result<(), String> {
        self.rows.push(row);
        if self.rows.len() >= ROWS { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), String> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(said)?;
        let mut at = 0;
        while let Some(mut column) = group.next_column().map_err(said)? {
            let cells = rows.iter().map(|row| &row[at]);
            match &rows[0][at] {
                Value::Number(_) => {
                    let (levels, values) = parted(cells, |cell| if let Value::Number(n) = cell { *n } else { None });
                    column.typed::<Int64Type>().write_batch(&values, Some(&levels), None)
                }
                Value::Words(_) => {
                    let text = |cell: &Value| match cell {
                        Value::Words(words) => words.as_deref().map(ByteArray::from),
                        _ => None,
                    };
                    let (levels, values) = parted(cells, text);
                    column.typed::<ByteArrayType>().write_batch(&values, Some(&levels), None)
                }
                Value::Share(_) => {
                    let (levels, values) = parted(cells, |cell| if let Value::Share(n) = cell { *n } else { None });
                    column.typed::<DoubleType>().write_batch(&values, Some(&levels), None)
                }
                Value::Flag(_) => {
                    let (levels, values) = parted(cells, |cell| if let Value::Flag(n) = cell { *n } else { None });
                    column.typed::<BoolType>().write_batch(&values, Some(&levels), None)
                }
            }
            .map_err(said)?;
            at += 1;
            column.close().map_err(said)?;
        }
        group.close().map_err(said)?;
        Ok(())
    }

    fn finish(mut self) -> Result<(), String> {
        self.flush()?;
        self.writer.close().map_err(said).map(|_| ())
    }
}

/// Which rows hold a value, and the values. Columns that must hold one everywhere pay no heed to the first.
fn parted<'a, T>(cells: impl Iterator<Item = &'a Value>, value: impl Fn(&Value) -> Option<T>) -> (Vec<i16>, Vec<T>) {
    let mut levels = Vec::new();
    let mut values = Vec::new();
    for cell in cells {
        let held = value(cell);
        levels.push(i16::from(held.is_some()));
        values.extend(held);
    }
    (levels, values)
}

fn said(error: ParquetError) -> String {
    format!("the Parquet file cannot be written ({error})")
}
