//! The order in which waiting items are read, and the time they are reckoned by.
//!
//! Feeds answer in any order; what is decided must not depend on it. So a round reads what waits by the outlets' stamps,
//! then by outlet and identity: the same items give the same clusters however the network felt.

use crate::news::Seen;
use crate::store::Waiting;

/// A stamp may run ahead of our clock by so much (clocks differ, zones are misread) ...
const AHEAD: i64 = 15 * 60;
/// ... and lag behind it by so much, before we take our own clock instead.
const BEHIND: i64 = 30 * 24 * 3600;

/// The time an article is reckoned by: published as claimed if plausible, else first seen.
pub fn reckoned(stamped: Option<i64>, seen: Seen) -> i64 {
    stamped.filter(|at| (seen.0 - BEHIND..=seen.0 + AHEAD).contains(at)).unwrap_or(seen.0)
}

/// Puts waiting items in the order of reading.
pub fn sort(waiting: &mut [Waiting]) {
    waiting.sort_by(|a, b| {
        let key = |w: &Waiting| reckoned(w.stamped, w.seen);
        key(a).cmp(&key(b)).then_with(|| a.outlet.cmp(&b.outlet)).then_with(|| a.identity.cmp(&b.identity))
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::news::ItemId;

    #[test]
    fn wild_stamps_give_way_to_our_clock() {
        let now = Seen(1_700_000_000);
        assert_eq!(reckoned(Some(now.0 - 3600), now), now.0 - 3600);
        assert_eq!(reckoned(Some(now.0 + 86_400 * 3650), now), now.0);
        assert_eq!(reckoned(Some(0), now), now.0);
        assert_eq!(reckoned(None, now), now.0);
    }

    #[test]
    fn order_does_not_depend_on_arrival() {
        let one = |item, outlet: &str, identity: &str, stamped| Waiting {
            item: ItemId(item),
            outlet: outlet.into(),
            identity: identity.into(),
            stamped,
            seen: Seen(1000),
        };
        let mut given = vec![one(1, "B", "x", Some(500)), one(2, "A", "y", None), one(3, "A", "x", Some(500))];
        let mut shuffled = vec![given[2].clone(), given[0].clone(), given[1].clone()];
        sort(&mut given);
        sort(&mut shuffled);
        assert_eq!(given, shuffled);
        assert_eq!(given.iter().map(|w| w.item.0).collect::<Vec<_>>(), [3, 1, 2]);
    }
}
