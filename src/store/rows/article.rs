//! Articles as they lie in the database.

use serde::{Deserialize, Serialize};

use super::item::{FaultRow, StampedRow};
use crate::news::{
    Article, Body, Dateline, Furniture, FurnitureKind, Metadatum, Notice, NoticeKind, Quotation, Reading, Zone,
};

/// An article.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::store) struct ArticleRow {
    url: Option<String>,
    canonical: Option<String>,
    headline: Option<String>,
    other_headlines: Vec<MetadatumRow>,
    byline: Option<String>,
    dateline: Option<DatelineRow>,
    language: Option<String>,
    published: Option<StampedRow>,
    modified: Option<StampedRow>,
    paragraphs: Vec<String>,
    /// Paragraph, first byte, byte after the last.
    quotations: Vec<(usize, usize, usize)>,
    furniture: Vec<FurnitureRow>,
    metadata: Vec<MetadatumRow>,
    notice: Option<NoticeRow>,
    reading: String,
    faults: Vec<FaultRow>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct MetadatumRow {
    name: String,
    value: String,
    place: String,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct DatelineRow {
    words: String,
    place: Option<String>,
    organisation: Option<String>,
    day: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct FurnitureRow {
    kind: String,
    words: String,
    zone: u8,
    before: usize,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct NoticeRow {
    kind: String,
    words: String,
    about: Option<String>,
    only: bool,
}

impl From<&Article> for ArticleRow {
    fn from(article: &Article) -> Self {
        // Taken apart in full, so that a new field of the noun cannot be forgotten here.
        let Article {
            url,
            canonical,
            headline,
            other_headlines,
            byline,
            dateline,
            language,
            published,
            modified,
            body,
            furniture,
            metadata,
            notice,
            reading,
            faults,
        } = article.clone();
        let Body { paragraphs, quotations } = body;
        Self {
            url,
            canonical,
            headline,
            other_headlines: other_headlines.into_iter().map(Into::into).collect(),
            byline,
            dateline: dateline.map(|Dateline { words, place, organisation, day }| DatelineRow {
                words,
                place,
                organisation,
                day,
            }),
            language,
            published: published.map(Into::into),
            modified: modified.map(Into::into),
            paragraphs,
            quotations: quotations.into_iter().map(|q| (q.paragraph, q.bytes.start, q.bytes.end)).collect(),
            furniture: furniture.into_iter().map(Into::into).collect(),
            metadata: metadata.into_iter().map(Into::into).collect(),
            notice: notice.map(Into::into),
            reading: reading.word().to_owned(),
            faults: faults.iter().map(Into::into).collect(),
        }
    }
}

impl From<ArticleRow> for Article {
    fn from(row: ArticleRow) -> Self {
        Self {
            url: row.url,
            canonical: row.canonical,
            headline: row.headline,
            other_headlines: row.other_headlines.into_iter().map(Into::into).collect(),
            byline: row.byline,
            dateline: row.dateline.map(|DatelineRow { words, place, organisation, day }| Dateline {
                words,
                place,
                organisation,
                day,
            }),
            language: row.language,
            published: row.published.map(Into::into),
            modified: row.modified.map(Into::into),
            body: Body {
                paragraphs: row.paragraphs,
                quotations: row
                    .quotations
                    .into_iter()
                    .map(|(paragraph, start, end)| Quotation { paragraph, bytes: start..end })
                    .collect(),
            },
            furniture: row.furniture.into_iter().filter_map(furniture).collect(),
            metadata: row.metadata.into_iter().map(Into::into).collect(),
            notice: row.notice.and_then(notice),
            reading: Reading::from_word(&row.reading).unwrap_or_default(),
            faults: row.faults.into_iter().map(Into::into).collect(),
        }
    }
}

impl From<Metadatum> for MetadatumRow {
    fn from(Metadatum { name, value, place }: Metadatum) -> Self {
        Self { name, value, place }
    }
}

impl From<MetadatumRow> for Metadatum {
    fn from(MetadatumRow { name, value, place }: MetadatumRow) -> Self {
        Self { name, value, place }
    }
}

impl From<Furniture> for FurnitureRow {
    fn from(Furniture { kind, words, zone, before }: Furniture) -> Self {
        let zone = match zone {
            Zone::Head => 0,
            Zone::Middle => 1,
            Zone::Tail => 2,
        };
        Self { kind: kind.word().to_owned(), words, zone, before }
    }
}

/// A kind of a later version than ours is chrome to us.
fn furniture(row: FurnitureRow) -> Option<Furniture> {
    let zone = match row.zone {
        0 => Zone::Head,
        1 => Zone::Middle,
        _ => Zone::Tail,
    };
    let kind = FurnitureKind::from_word(&row.kind).unwrap_or(FurnitureKind::Chrome);
    Some(Furniture { kind, words: row.words, zone, before: row.before })
}

impl From<Notice> for NoticeRow {
    fn from(Notice { kind, words, about, only }: Notice) -> Self {
        Self { kind: kind.word().to_owned(), words, about, only }
    }
}

fn notice(row: NoticeRow) -> Option<Notice> {
    Some(Notice { kind: NoticeKind::from_word(&row.kind)?, words: row.words, about: row.about, only: row.only })
}
