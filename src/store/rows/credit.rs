//! Credits, citations and origins as they lie in the database.

use serde::{Deserialize, Serialize};

use crate::news::{ArticleId, Citation, Confidence, Credit, CreditKind, Manner, Origin, Side};

/// A credit.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::store) struct CreditRow {
    kind: String,
    organisation: Option<String>,
    words: String,
    place: String,
    partial: bool,
}

impl From<&Credit> for CreditRow {
    fn from(credit: &Credit) -> Self {
        let Credit { kind, organisation, words, place, partial } = credit.clone();
        Self { kind: kind.word().to_owned(), organisation, words, place, partial }
    }
}

impl CreditRow {
    /// The credit, unless its kind is one of a later version.
    pub fn credit(self) -> Option<Credit> {
        let kind = CreditKind::from_word(&self.kind)?;
        Some(Credit {
            kind,
            organisation: self.organisation,
            words: self.words,
            place: self.place,
            partial: self.partial,
        })
    }
}

/// A citation.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::store) struct CitationRow {
    medium: String,
    words: String,
    manner: String,
    cited_by: Option<String>,
    link: Option<String>,
}

impl From<&Citation> for CitationRow {
    fn from(citation: &Citation) -> Self {
        let Citation { medium, words, manner, cited_by, link } = citation.clone();
        Self { medium, words, manner: manner.word().to_owned(), cited_by, link }
    }
}

impl From<CitationRow> for Citation {
    fn from(row: CitationRow) -> Self {
        let CitationRow { medium, words, manner, cited_by, link } = row;
        Self { medium, words, manner: Manner::from_word(&manner), cited_by, link }
    }
}

/// An origin: no side is unknown, one is known, more are a dispute.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::store) struct OriginRow {
    sides: Vec<SideRow>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct SideRow {
    organisation: String,
    credits: Vec<(i64, CreditRow)>,
    confidence: f32,
    seen: bool,
}

impl OriginRow {
    /// The strongest organisation named.
    pub fn organisation(&self) -> Option<&str> {
        self.sides.first().map(|side| side.organisation.as_str())
    }
}

impl From<&Origin> for OriginRow {
    fn from(origin: &Origin) -> Self {
        let sides = match origin {
            Origin::Known(side) => std::slice::from_ref(side),
            Origin::Disputed(sides) => sides.as_slice(),
            Origin::Unknown => &[],
        };
        Self { sides: sides.iter().map(Into::into).collect() }
    }
}

impl From<OriginRow> for Origin {
    fn from(row: OriginRow) -> Self {
        // A side without evidence cannot be shown as an origin.
        let mut sides: Vec<Side> =
            row.sides.into_iter().map(Into::into).filter(|s: &Side| !s.credits.is_empty()).collect();
        match sides.len() {
            0 => Self::Unknown,
            1 => sides.pop().map_or(Self::Unknown, Self::Known),
            _ => Self::Disputed(sides),
        }
    }
}

impl From<&Side> for SideRow {
    fn from(side: &Side) -> Self {
        Self {
            organisation: side.organisation.clone(),
            credits: side.credits.iter().map(|(article, credit)| (article.0, credit.into())).collect(),
            confidence: side.confidence.0,
            seen: side.seen,
        }
    }
}

impl From<SideRow> for Side {
    fn from(row: SideRow) -> Self {
        Self {
            organisation: row.organisation,
            credits: row
                .credits
                .into_iter()
                .filter_map(|(article, credit)| Some((ArticleId(article), credit.credit()?)))
                .collect(),
            confidence: Confidence(row.confidence),
            seen: row.seen,
        }
    }
}
