//! Row types: how the nouns lie in the database. Apart from the nouns, so that each may change without the other.
//!
//! Structures with many parts are kept as JSON, compressed; what is asked for by value has columns of its own. Every field
//! has a default, so that rows written by an older version stay readable.

mod article;
mod credit;
mod item;
mod matching;
mod trace;

use serde::{Serialize, de::DeserializeOwned};

use super::StoreError;

pub(super) use article::ArticleRow;
pub(super) use credit::{CitationRow, CreditRow, OriginRow};
pub(super) use item::{FaultRow, ItemRow, StampedRow};
pub(super) use matching::{relation, relation_number, spans, unspans};
pub(super) use trace::TraceRow;

/// Compression level: 3 packs news text to about a third at well over 100 MB/s.
const LEVEL: i32 = 3;

/// A row type as compressed JSON.
pub(super) fn pack<T: Serialize>(row: &T) -> Result<Vec<u8>, StoreError> {
    let json = serde_json::to_vec(row).map_err(|error| StoreError::damaged("a text", error))?;
    pack_bytes(&json)
}

/// Reads what [`pack`] wrote.
pub(super) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, StoreError> {
    let json = unpack_bytes(bytes)?;
    serde_json::from_slice(&json).map_err(|error| StoreError::damaged("a text", error))
}

/// Bytes, compressed.
pub(super) fn pack_bytes(bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    zstd::encode_all(bytes, LEVEL).map_err(|error| StoreError::damaged("a text", error))
}

/// Reads what [`pack_bytes`] wrote.
pub(super) fn unpack_bytes(bytes: &[u8]) -> Result<Vec<u8>, StoreError> {
    zstd::decode_all(bytes).map_err(|error| StoreError::damaged("a text", error))
}
