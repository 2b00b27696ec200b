//! Laying the decisions of people over what was detected.
//!
//! The detector keeps its own books and never learns of decisions, so a decision can be taken back at any time, and the
//! settings can be scored against the decisions. What is shown is worked out anew from the detected clusters whenever one of
//! them grows: an article that comes later follows the one it was matched with.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::news::{ArticleId, ClusterId, ItemId, Ruled, Ruling, RulingId};
use crate::store::{Group, Seat};

/// What a group is, before it has a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Label {
    /// What was detected, less what was taken out of it.
    Detected(ClusterId),
    /// What a decision took out.
    Apart(RulingId),
}

/// The clusters that `seats` (in order of arrival) form under the decisions given.
pub(super) fn regroup(seats: &[Seat], rulings: &[Ruling]) -> Vec<Group> {
    let mut labels: HashMap<ArticleId, Label> =
        seats.iter().map(|seat| (seat.article, Label::Detected(seat.detected))).collect();
    for ruling in rulings {
        match &ruling.what {
            Ruled::Merge { one, other } => merge(&mut labels, seats, *one, *other),
            Ruled::Split { items, .. } => {
                let items: HashSet<ItemId> = items.iter().copied().collect();
                take_out(&mut labels, seats, ruling, |seat| items.contains(&seat.item));
            }
            Ruled::NotCopy { one, other } => part(&mut labels, seats, ruling, *one, *other),
            Ruled::Origin { .. } => {}
        }
    }
    let mut groups: BTreeMap<Label, Vec<&Seat>> = BTreeMap::new();
    for seat in seats {
        groups.entry(labels[&seat.article]).or_default().push(seat);
    }
    groups.into_iter().map(|(label, members)| group(label, &members)).collect()
}

/// A group keeps the number it was detected under as long as it holds the article that opened it.
fn group(label: Label, members: &[&Seat]) -> Group {
    let first = members[0].article;
    let cluster = match label {
        Label::Detected(cluster) if members.iter().any(|seat| seat.article.0 == cluster.0) => cluster,
        _ => ClusterId(first.0),
    };
    let leader = members
        .iter()
        .find(|seat| seat.leads && Label::Detected(seat.detected) == label)
        .or_else(|| members.iter().find(|seat| seat.leads))
        .map_or(first, |seat| seat.article);
    Group { cluster, leader, members: members.iter().map(|seat| seat.article).collect() }
}

/// The label of an item: that of its newest article.
fn label_of(labels: &HashMap<ArticleId, Label>, seats: &[Seat], item: ItemId) -> Option<Label> {
    seats.iter().rev().find(|seat| seat.item == item).map(|seat| labels[&seat.article])
}

fn merge(labels: &mut HashMap<ArticleId, Label>, seats: &[Seat], one: ItemId, other: ItemId) {
    let (Some(stays), Some(goes)) = (label_of(labels, seats, one), label_of(labels, seats, other)) else { return };
    labels.values_mut().filter(|label| **label == goes).for_each(|label| *label = stays);
}

/// Takes articles out of their groups, and with them whatever came after the decision and was matched with one of them.
fn take_out(labels: &mut HashMap<ArticleId, Label>, seats: &[Seat], ruling: &Ruling, named: impl Fn(&Seat) -> bool) {
    let apart = Label::Apart(ruling.id);
    let left: HashSet<Label> = seats.iter().filter(|seat| named(seat)).map(|seat| labels[&seat.article]).collect();
    for seat in seats {
        let follows = seat.article > ruling.after
            && left.contains(&labels[&seat.article])
            && seat.with.is_some_and(|with| labels.get(&with) == Some(&apart));
        if named(seat) || follows {
            labels.insert(seat.article, apart);
        }
    }
}

/// Parts two items that are in one group: the later one goes, and with it whatever was matched with it, then or since.
fn part(labels: &mut HashMap<ArticleId, Label>, seats: &[Seat], ruling: &Ruling, one: ItemId, other: ItemId) {
    let first = |item: ItemId| seats.iter().find(|seat| seat.item == item).map(|seat| seat.article);
    let (Some(a), Some(b)) = (first(one), first(other)) else { return };
    if label_of(labels, seats, one) != label_of(labels, seats, other) {
        return;
    }
    let (stays, goes) = if a < b { (one, other) } else { (other, one) };
    let apart = Label::Apart(ruling.id);
    for seat in seats {
        let follows = seat.item != stays && seat.with.is_some_and(|with| labels.get(&with) == Some(&apart));
        if seat.item == goes || follows {
            labels.insert(seat.article, apart);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::news::Seen;

    /// Articles 1.. with the article each was matched with; 0 opens a cluster. Item numbers are article numbers.
    fn seats(with: &[i64]) -> Vec<Seat> {
        let mut seats: Vec<Seat> = Vec::new();
        for (n, with) in (1..).zip(with) {
            let detected = if *with == 0 { ClusterId(n) } else { seats[*with as usize - 1].detected };
            seats.push(Seat {
                article: ArticleId(n),
                item: ItemId(n),
                detected,
                leads: *with == 0,
                with: (*with > 0).then_some(ArticleId(*with)),
            });
        }
        seats
    }

    #[track_caller]
    fn check(with: &[i64], ruled: &[(Ruled, i64)], expected: &[(i64, &[i64])]) {
        let rulings: Vec<Ruling> = (1..)
            .zip(ruled)
            .map(|(id, (what, after))| Ruling {
                id: RulingId(id),
                at: Seen(0),
                who: "desk".into(),
                what: what.clone(),
                note: None,
                after: ArticleId(*after),
                undone: None,
            })
            .collect();
        let mut found: Vec<(i64, Vec<i64>)> = regroup(&seats(with), &rulings)
            .into_iter()
            .map(|group| (group.cluster.0, group.members.iter().map(|m| m.0).collect()))
            .collect();
        found.sort();
        let expected: Vec<(i64, Vec<i64>)> = expected.iter().map(|(id, members)| (*id, members.to_vec())).collect();
        assert_eq!(found, expected);
    }

    fn split(items: &[i64]) -> Ruled {
        Ruled::Split { from: ItemId(1), items: items.iter().copied().map(ItemId).collect() }
    }

    #[test]
    fn nothing_decided_nothing_changed() {
        check(&[0, 1, 1, 0, 4], &[], &[(1, &[1, 2, 3]), (4, &[4, 5])]);
    }

    #[test]
    fn merged_clusters_keep_the_first_number() {
        let merge = Ruled::Merge { one: ItemId(4), other: ItemId(1) };
        check(&[0, 1, 1, 0, 4], &[(merge, 5)], &[(4, &[1, 2, 3, 4, 5])]);
    }

    #[test]
    fn later_articles_follow_the_one_they_matched() {
        // 3 is taken out after 4 was known; 4 matched 3 and stays, 5 came later and follows.
        check(&[0, 1, 1, 3, 3], &[(split(&[3]), 4)], &[(1, &[1, 2, 4]), (3, &[3, 5])]);
    }

    #[test]
    fn the_opener_taken_out_takes_its_number_along() {
        check(&[0, 1, 1], &[(split(&[1]), 3)], &[(1, &[1]), (2, &[2, 3])]);
    }

    #[test]
    fn parted_items_stay_apart_with_what_matched_them() {
        let not = Ruled::NotCopy { one: ItemId(3), other: ItemId(1) };
        check(&[0, 1, 1, 3, 1], &[(not, 5)], &[(1, &[1, 2, 5]), (3, &[3, 4])]);
    }

    #[test]
    fn decisions_add_up() {
        let merge = Ruled::Merge { one: ItemId(1), other: ItemId(3) };
        check(&[0, 1, 1], &[(split(&[3]), 3), (merge, 3)], &[(1, &[1, 2, 3])]);
    }
}
