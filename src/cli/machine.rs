//! What commands print for machines: JSON forms of the nouns, with stable keys.

use serde_json::{Value, json};

use super::when;
use crate::news::{Citation, Credit, Match, Origin, Print, Side, Stamped, Story};

/// A cluster without its articles, for lists.
pub fn headed(story: &Story) -> Value {
    let first = story.prints.first();
    let lead = story.lead().or(first);
    let latest = story.prints.iter().map(|print| print.seen.0).max();
    json!({
        "cluster": story.id.0,
        "headline": lead.and_then(|print| print.headline.as_deref()),
        "origin": origin(&story.origin),
        "outlets": story.outlets(),
        "articles": story.prints.len(),
        "first_seen": first.map(|print| when::machine(print.seen.0)),
        "latest_seen": latest.map(when::machine),
    })
}

/// A cluster with its articles.
pub fn story(story: &Story) -> Value {
    let mut value = headed(story);
    value["leader"] = json!(story.leader.0);
    value["articles"] = story.prints.iter().map(print).collect();
    value
}

/// One article of a cluster.
pub fn print(print: &Print) -> Value {
    json!({
        "item": print.item.0,
        "version": print.version,
        "article": print.article.0,
        "outlet": print.outlet,
        "headline": print.headline,
        "url": print.url,
        "language": print.language,
        "published": print.published.as_ref().map(stamped),
        "seen": when::machine(print.seen.0),
        "not_seen_before": print.unseen.map(|seen| when::machine(seen.0)),
        "words": print.words,
        "match": print.matched.as_ref().map(matched),
        "credits": print.credits.iter().map(credit).collect::<Value>(),
        "cites": print.citations.iter().map(citation).collect::<Value>(),
        "notice": print.notice.as_ref().map(|n| json!({"kind": n.kind.word(), "words": n.words, "about": n.about})),
    })
}

/// A verified match.
pub fn matched(matched: &Match) -> Value {
    json!({
        "with": matched.with.0,
        "relation": matched.relation.word(),
        "share_of_item": share(matched.shares.of_item),
        "share_of_match": share(matched.shares.of_match),
        "shared_4grams": matched.shares.shared,
    })
}

/// An origin: its state, its sides, their evidence.
pub fn origin(origin: &Origin) -> Value {
    match origin {
        Origin::Known(known) => {
            let mut value = side(known);
            value["state"] = json!("known");
            value
        }
        Origin::Disputed(sides) => json!({"state": "disputed", "sides": sides.iter().map(side).collect::<Value>()}),
        Origin::Unknown => json!({"state": "unknown"}),
    }
}

fn side(side: &Side) -> Value {
    let evidence = |(article, one): &(crate::news::ArticleId, Credit)| {
        let mut value = credit(one);
        value["article"] = json!(article.0);
        value
    };
    json!({
        "organisation": side.organisation,
        "confidence": share(side.confidence.0),
        "seen": side.seen,
        "evidence": side.credits.iter().map(evidence).collect::<Value>(),
    })
}

/// A credit.
pub fn credit(credit: &Credit) -> Value {
    json!({
        "kind": credit.kind.word(),
        "organisation": credit.organisation,
        "words": credit.words,
        "place": credit.place,
        "partial": credit.partial,
    })
}

/// A citation.
pub fn citation(citation: &Citation) -> Value {
    json!({"medium": citation.medium, "words": citation.words})
}

/// A share with three places: what a reader can use, and equal on every machine.
pub fn share(share: f32) -> f64 {
    (f64::from(share) * 1000.0).round() / 1000.0
}

fn stamped(stamp: &Stamped) -> Value {
    json!({"at": when::machine(stamp.at), "day_only": stamp.day_only, "assumed": stamp.assumed})
}
