//! Matches -> join, open, re-root or merge a cluster.

use crate::news::{Match, Relation};

/// What an article does to the clusters, as its matches with leaders and anchors say.
///
/// An anchor is a member that later articles are compared with beside the leader: it holds words the leader has not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// The match that lets it into a cluster; `None` opens one.
    pub joins: Option<Match>,
    /// Matches whose clusters belong together with the one joined, if they prove themselves.
    pub merges: Vec<Match>,
    /// Later articles are compared with it too.
    pub anchors: bool,
    /// Verified, but no reason to join.
    pub edges: Vec<Match>,
}

/// Decides from verified matches. `leads(i)` tells whether the words of match `i` stand in the lead of the article: a summary
/// stands there, a pasted paragraph does not.
pub fn decide(mut matches: Vec<Match>, leads: impl Fn(&Match) -> bool) -> Verdict {
    matches.sort_by_key(|m| (std::cmp::Reverse(m.shares.shared), m.with));
    let (mut joining, edges): (Vec<_>, Vec<_>) = matches.into_iter().partition(|m| m.relation != Relation::Partial);
    if joining.is_empty() {
        return Verdict { anchors: true, edges, ..Verdict::default() };
    }
    let best = joining.remove(0);
    let anchors = match best.relation {
        Relation::Overlap => true,
        Relation::Expanded => best.shares.of_item >= 0.4 || leads(&best),
        _ => false,
    };
    Verdict { joins: Some(best), merges: joining, anchors, edges }
}

/// Whether an article whose words hold those of a leader joins that leader's cluster with its own: nearly all of the other's
/// words must stand in its lead.
pub fn holds(other: &Match, leads: impl Fn(&Match) -> bool) -> bool {
    other.relation == Relation::Expanded && other.shares.of_match >= 0.8 && leads(other)
}

/// Whether an article becomes the leader in place of the one it matched: it holds the other's words, and it is the earlier
/// one, or an agency's where the other is not.
pub fn reroots(matched: &Match, earlier: bool, agency: bool, leader_agency: bool) -> bool {
    let fuller = matches!(matched.relation, Relation::Expanded | Relation::Near | Relation::Identical);
    fuller && (agency, earlier) > (leader_agency, false) && (agency || !leader_agency)
}
