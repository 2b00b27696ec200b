//! Matches -> join, open, re-root or merge a cluster.

use crate::news::{Match, Relation};

/// What an article does to the clusters, as its matches with leaders and anchors say.
///
/// An anchor is a member that later articles are compared with beside the leader: it holds words the leader has not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Verdict {
    /// The match that lets it into a cluster; `None` opens one.
    pub joins: Option<Match>,
    /// It joins by a passage alone: the rest of it is its own.
    pub passage: bool,
    /// Matches whose clusters belong together with the one joined, if they prove themselves.
    pub merges: Vec<Match>,
    /// Later articles are compared with it too.
    pub anchors: bool,
    /// Verified, but no reason to join.
    pub edges: Vec<Match>,
}

/// What is known of a match beyond its shares. Asked only where it decides.
pub trait Standing {
    /// The other has the same words.
    fn same(&self, matched: &Match) -> bool;
    /// The leader of the other's cluster is the other itself, or verifies against the article too.
    fn led(&self, matched: &Match) -> bool;
    /// The other leads its cluster, and the article prints a long stretch of it word for word, in another outlet.
    fn carries(&self, matched: &Match) -> bool;
    /// The other's words stand in the lead of the article: a summary stands there, a pasted paragraph does not.
    fn heads(&self, matched: &Match) -> bool;
}

/// Decides from verified matches.
///
/// The same words go together before anything else is weighed. Otherwise the match that shares most is the parent, the
/// earliest where several do, and only if the leader of its cluster agrees: whoever matches a member alone has matched what
/// that member has besides the story. An article that is no copy of anything may still carry a passage of a leader's story
/// that another outlet printed: it goes with that story, and brings no cluster of its own along.
pub fn decide(mut matches: Vec<Match>, standing: &impl Standing) -> Verdict {
    matches.sort_by_key(|m| (std::cmp::Reverse(m.shares.shared), m.with));
    let (mut joining, mut edges): (Vec<_>, Vec<_>) = matches.into_iter().partition(|m| m.relation != Relation::Partial);
    let same = joining.iter().position(|m| standing.same(m));
    let Some(best) = same.or_else(|| joining.iter().position(|m| standing.led(m))) else {
        edges.extend(joining);
        let carried = edges.iter().position(|m| m.relation == Relation::Partial && standing.carries(m));
        let joins = carried.map(|at| Match { relation: Relation::Overlap, ..edges.remove(at) });
        return Verdict { passage: joins.is_some(), joins, anchors: true, edges, ..Verdict::default() };
    };
    let best = joining.remove(best);
    let anchors = match best.relation {
        Relation::Overlap => true,
        Relation::Expanded => best.shares.of_item >= 0.4 || standing.heads(&best),
        // Later prints may be made from this one, and carry its changes on.
        Relation::Near | Relation::Excerpt => best.shares.of_item < 0.7,
        _ => false,
    };
    // Words that are here already bring nothing new: delivered twice, they move nothing.
    let merges = if same.is_some() { Vec::new() } else { joining };
    Verdict { joins: Some(best), passage: false, merges, anchors, edges }
}

/// Whether an article whose words hold those of a leader joins that leader's cluster with its own: nearly all of the other's
/// words must stand in its lead.
pub fn holds(other: &Match, heads: impl Fn(&Match) -> bool) -> bool {
    other.relation == Relation::Expanded && other.shares.of_match >= 0.8 && heads(other)
}

/// Whether an article becomes the leader in place of the one it matched: it holds the other's words, and it is the earlier
/// one, or an agency's where the other is not. `heads`: the other's words stand in its lead; then a story of twice the length
/// takes the place of its summary, whoever printed that.
pub fn reroots(
    matched: &Match,
    earlier: bool,
    agency: bool,
    leader_agency: bool,
    heads: impl Fn(&Match) -> bool,
) -> bool {
    let fuller = matches!(matched.relation, Relation::Expanded | Relation::Near | Relation::Identical);
    let first = fuller && (agency, earlier) > (leader_agency, false) && (agency || !leader_agency);
    first || (matched.shares.of_item <= 0.5 && holds(matched, heads))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::news::{ArticleId, Shares};

    fn matched(with: i64, relation: Relation, shared: u32) -> Match {
        let shares = Shares { shared, of_item: 0.3, of_match: 0.9 };
        Match { with: ArticleId(with), relation, shares, spans: Vec::new() }
    }

    struct Given;

    impl Standing for Given {
        fn same(&self, matched: &Match) -> bool {
            matched.with.0 == 2
        }
        fn led(&self, matched: &Match) -> bool {
            matched.with.0 == 1
        }
        fn carries(&self, matched: &Match) -> bool {
            matched.with.0 == 4
        }
        fn heads(&self, _: &Match) -> bool {
            false
        }
    }

    #[test]
    fn the_same_words_go_before_more_words_and_a_member_alone_does_not_join() {
        let given =
            vec![matched(1, Relation::Near, 90), matched(2, Relation::Identical, 80), matched(3, Relation::Near, 99)];
        let joins = |given: Vec<Match>| decide(given, &Given).joins.map(|m| m.with.0);
        assert_eq!(joins(given.clone()), Some(2));
        assert_eq!(joins(vec![given[2].clone(), given[0].clone()]), Some(1));
        assert_eq!(joins(vec![given[2].clone()]), None);
    }

    #[test]
    fn a_story_takes_the_place_of_its_summary_and_an_agency_that_of_an_outlet() {
        let summary = matched(1, Relation::Expanded, 40);
        assert!(reroots(&summary, false, false, true, |_| true));
        assert!(!reroots(&summary, false, false, true, |_| false));
        assert!(reroots(&matched(1, Relation::Near, 90), false, true, false, |_| false));
        assert!(!reroots(&matched(1, Relation::Near, 90), true, false, true, |_| false));
    }
}
