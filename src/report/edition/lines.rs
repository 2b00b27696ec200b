//! JSON Lines for researchers: a line a cluster, followed by a line a reading of each of its items.
//!
//! A cluster: `type` "cluster", `schema`, `id` (as in the feeds), `cluster`, `leader`, `origin` (`organisation`, `confidence`,
//! `disputed`, or null), `outlets`, `items`, `first_seen`, `latest_seen`. An item: `type` "item", `cluster`, `item`, `article`,
//! `version`, `outlet`, `headline`, `url`, `language`, `published` (as claimed), `seen`, `not_before` (when its feed was last
//! read without it), `words`, `match` (article), `relation`, `share_of_item`, `share_of_match`, `credits` (`kind`,
//! `organisation`, `words`, `place`, `partial`), `cites` (`medium`, `words`), `notice`. Words stand as they were printed.

use serde_json::{Value, json};

use crate::news::{Print, Story};

use super::super::SCHEMA;
use super::{Opener, stamp, strongest};

/// The lines of one story.
pub fn lines(story: &Story, opener: &Opener) -> Vec<u8> {
    let seen = |pick: fn(i64, i64) -> i64| story.prints.iter().map(|print| print.seen.0).reduce(pick).map(stamp);
    let mut items: Vec<_> = story.prints.iter().map(|print| print.item).collect();
    items.sort_unstable();
    items.dedup();
    let origin = strongest(&story.origin).map(|(side, disputed)| {
        json!({"organisation": side.organisation, "confidence": rounded(side.confidence.0), "disputed": disputed})
    });
    let head = json!({
        "type": "cluster",
        "schema": SCHEMA,
        "id": opener.urn(),
        "cluster": story.id.0,
        "leader": story.leader.0,
        "origin": origin,
        "outlets": story.outlets().len(),
        "items": items.len(),
        "first_seen": seen(i64::min),
        "latest_seen": seen(i64::max),
    });
    let mut out = Vec::new();
    for line in std::iter::once(head).chain(story.prints.iter().map(|print| item(story, print))) {
        // Writing to memory does not fail.
        let _ = serde_json::to_writer(&mut out, &line);
        out.push(b'\n');
    }
    out
}

fn item(story: &Story, print: &Print) -> Value {
    let matched = print.matched.as_ref();
    let credits: Vec<Value> = print
        .credits
        .iter()
        .map(|credit| {
            json!({
                "kind": credit.kind.word(), "organisation": credit.organisation, "words": credit.words,
                "place": credit.place, "partial": credit.partial,
            })
        })
        .collect();
    let cites: Vec<Value> =
        print.citations.iter().map(|cited| json!({"medium": cited.medium, "words": cited.words})).collect();
    json!({
        "type": "item",
        "cluster": story.id.0,
        "item": print.item.0,
        "article": print.article.0,
        "version": print.version,
        "outlet": print.outlet,
        "headline": print.headline,
        "url": print.url,
        "language": print.language,
        "published": print.published.as_ref().map(|stamped| stamp(stamped.at)),
        "seen": stamp(print.seen.0),
        "not_before": print.unseen.map(|seen| stamp(seen.0)),
        "words": print.words,
        "match": matched.map(|matched| matched.with.0),
        "relation": matched.map(|matched| matched.relation.word()),
        "share_of_item": matched.map(|matched| rounded(matched.shares.of_item)),
        "share_of_match": matched.map(|matched| rounded(matched.shares.of_match)),
        "credits": credits,
        "cites": cites,
        "notice": print.notice.as_ref().map(|notice| notice.kind.word()),
    })
}

/// Four digits are plenty, and the same on every machine.
fn rounded(share: f32) -> f64 {
    (f64::from(share) * 1e4).round() / 1e4
}
