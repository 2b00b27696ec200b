//! Articles that carry the same copy.

use super::{ArticleId, Match};

/// Number of a cluster: that of the article that opened it. Survives growth and a change of leader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClusterId(pub i64);

/// Articles that carry the same copy; one leader; only matches may join it.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Its number.
    pub id: ClusterId,
    /// The article the others are compared with.
    pub leader: ArticleId,
    /// Everyone in it, the leader among them, in the order they joined.
    pub members: Vec<Member>,
}

/// One article of a cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The article.
    pub article: ArticleId,
    /// The verified match that let it in; `None` for the one that opened the cluster.
    pub matched: Option<Match>,
}
