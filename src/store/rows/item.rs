//! Items as they lie in the database.

use serde::{Deserialize, Serialize};

use crate::news::{Fault, FaultKind, Item, ItemLink, ItemSource, MediaCredit, Stamped};

/// A delivered item.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::store) struct ItemRow {
    id: String,
    url: Option<String>,
    title: Option<String>,
    summary: Option<String>,
    content: Option<String>,
    authors: Vec<String>,
    published: Option<StampedRow>,
    updated: Option<StampedRow>,
    categories: Vec<String>,
    language: Option<String>,
    source: Option<(Option<String>, Option<String>)>,
    media_credits: Vec<(Option<String>, String)>,
    links: Vec<(String, String)>,
    rights: Option<String>,
}

impl From<&Item> for ItemRow {
    fn from(item: &Item) -> Self {
        let Item {
            id,
            url,
            title,
            summary,
            content,
            authors,
            published,
            updated,
            categories,
            language,
            source,
            media_credits,
            links,
            rights,
        } = item.clone();
        Self {
            id,
            url,
            title,
            summary,
            content,
            authors,
            published: published.map(Into::into),
            updated: updated.map(Into::into),
            categories,
            language,
            source: source.map(|s| (s.title, s.url)),
            media_credits: media_credits.into_iter().map(|c| (c.role, c.words)).collect(),
            links: links.into_iter().map(|l| (l.rel, l.href)).collect(),
            rights,
        }
    }
}

impl From<ItemRow> for Item {
    fn from(row: ItemRow) -> Self {
        Self {
            id: row.id,
            url: row.url,
            title: row.title,
            summary: row.summary,
            content: row.content,
            authors: row.authors,
            published: row.published.map(Into::into),
            updated: row.updated.map(Into::into),
            categories: row.categories,
            language: row.language,
            source: row.source.map(|(title, url)| ItemSource { title, url }),
            media_credits: row.media_credits.into_iter().map(|(role, words)| MediaCredit { role, words }).collect(),
            links: row.links.into_iter().map(|(rel, href)| ItemLink { rel, href }).collect(),
            rights: row.rights,
        }
    }
}

/// A claimed time.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::store) struct StampedRow {
    at: i64,
    offset: Option<i32>,
    day_only: bool,
    assumed: Option<String>,
}

impl From<Stamped> for StampedRow {
    fn from(Stamped { at, offset, day_only, assumed }: Stamped) -> Self {
        Self { at, offset, day_only, assumed }
    }
}

impl From<StampedRow> for Stamped {
    fn from(StampedRow { at, offset, day_only, assumed }: StampedRow) -> Self {
        Self { at, offset, day_only, assumed }
    }
}

/// A fault, by its stable word. A word of a later version is kept as "malformed" rather than lost.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::store) struct FaultRow {
    pub kind: String,
    pub words: String,
}

impl From<&Fault> for FaultRow {
    fn from(fault: &Fault) -> Self {
        Self { kind: fault.kind.word().to_owned(), words: fault.words.clone() }
    }
}

impl From<FaultRow> for Fault {
    fn from(row: FaultRow) -> Self {
        Self { kind: FaultKind::from_word(&row.kind).unwrap_or(FaultKind::Malformed), words: row.words }
    }
}
