//! What people decided about clusters. It outlives every later run.

use super::{ArticleId, ItemId, Seen};

/// Number of a decision by a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RulingId(pub i64);

/// A decision by a person. It names items, not clusters: items stay what they are when clusters are detected anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// Its number.
    pub id: RulingId,
    /// When.
    pub at: Seen,
    /// Who.
    pub who: String,
    /// What.
    pub what: Ruled,
    /// Why.
    pub note: Option<String>,
    /// The newest article at that time: later ones follow the article they match.
    pub after: ArticleId,
    /// When it was taken back.
    pub undone: Option<Seen>,
}

/// What was decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruled {
    /// The clusters of the two are one.
    Merge {
        /// An item of the cluster that stays.
        one: ItemId,
        /// An item of the cluster that goes into it.
        other: ItemId,
    },
    /// These items are a cluster of their own, apart from the rest.
    Split {
        /// An item of the rest.
        from: ItemId,
        /// The items.
        items: Vec<ItemId>,
    },
    /// The cluster of the item was issued by this organisation.
    Origin {
        /// An item of the cluster.
        item: ItemId,
        /// The organisation.
        organisation: String,
    },
    /// Neither is a copy of the other.
    NotCopy {
        /// One.
        one: ItemId,
        /// The other.
        other: ItemId,
    },
}

impl Ruled {
    /// The stable word for machines.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Merge { .. } => "merge",
            Self::Split { .. } => "split",
            Self::Origin { .. } => "origin",
            Self::NotCopy { .. } => "not-copy",
        }
    }

    /// Every item it names.
    pub fn items(&self) -> Vec<ItemId> {
        match self {
            Self::Merge { one, other } | Self::NotCopy { one, other } => vec![*one, *other],
            Self::Split { from, items } => std::iter::once(*from).chain(items.iter().copied()).collect(),
            Self::Origin { item, .. } => vec![*item],
        }
    }
}
