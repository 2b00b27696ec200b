//! The detection cascade as one object: articles in, decisions out. Used by the round and by the `dedup` filter.

use crate::news::{Article, ArticleId, ClusterId, Fingerprint, Match};

/// One article as it reaches the desk, in order of arrival.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// Its number: grows with arrival.
    pub id: ArticleId,
    /// Name of the outlet.
    pub outlet: &'a str,
    /// What an outlet's own history is known by (item id or link): the same outlet and identity is a revision.
    pub identity: Option<&'a str>,
    /// Seconds since 1970 UTC that the window is reckoned by: published as claimed if plausible, else first seen.
    pub at: Option<i64>,
    /// The article after normalising.
    pub article: &'a Article,
}

/// What the desk decided about one article. All of it is to be saved in one transaction.
#[derive(Clone, Debug)]
pub struct Decision {
    /// The cluster it is in now.
    pub cluster: ClusterId,
    /// The verified match that let it in; `None` when it opened the cluster.
    pub matched: Option<Match>,
    /// It became the leader of a cluster that another article led before.
    pub rerooted: bool,
    /// Clusters that were merged into `cluster` by it.
    pub merged: Vec<ClusterId>,
    /// Verified matches that did not join: shown as edges.
    pub edges: Vec<Match>,
    /// Paragraphs of the body left out as learned boilerplate, by index.
    pub dropped: Vec<usize>,
    /// What is to be kept so that it can be found again.
    pub fingerprint: Fingerprint,
}
