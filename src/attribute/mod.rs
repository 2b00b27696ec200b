//! Article and cluster -> origin with evidence; credit audit; notices.

use crate::news::{Article, Citation, Credit, Origin, Outlet, Trade};

/// What one article says of its own origin.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// `Organisation name`, "own", "agencies" or "none": see the credits command.
    pub origin: String,
    /// The strongest credit, if any.
    pub evidence: Option<Credit>,
    /// Other credits that name someone else, or the same more weakly.
    pub also: Vec<Credit>,
    /// Media the text rests on.
    pub cites: Vec<Citation>,
}

/// Reads every credit an article carries, strongest first.
pub fn credits(_article: &Article, _outlet: &Outlet, _trade: &Trade) -> Vec<Credit> {
    Vec::new()
}

/// Reads the media an article says it rests on.
pub fn citations(_article: &Article, _outlet: &Outlet, _trade: &Trade) -> Vec<Citation> {
    Vec::new()
}

/// Weighs the credits of one article.
pub fn claim(_article: &Article, _outlet: &Outlet, _trade: &Trade) -> Claim {
    Claim { origin: "none".into(), evidence: None, also: Vec::new(), cites: Vec::new() }
}

/// One member of a cluster, as the weighing of its origin needs it.
#[derive(Clone, Debug)]
pub struct Voice<'a> {
    /// Its number.
    pub id: crate::news::ArticleId,
    /// Its words and furniture.
    pub article: &'a Article,
    /// Who printed it.
    pub outlet: &'a Outlet,
    /// When we first saw it.
    pub seen: crate::news::Seen,
}

/// Weighs the credits of all members of a cluster, in order of appearance. Never decides by the clock alone.
pub fn origin(_members: &[Voice<'_>], _trade: &Trade) -> Origin {
    Origin::Unknown
}
