//! What commands print for machines: JSON forms of the nouns, with stable keys.

use serde_json::{Value, json};

use super::when;
use crate::desk;
use crate::news::{
    Applied, Carried, Changes, Citation, ClockFlag, Credit, Dossier, Edit, FactLine, Hop, Lag, Match, Origin, Print,
    Side, Stamped, Story,
};

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
        "independent_voices": story.voices(),
        "independent_origins": story.origins(),
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

/// A cluster with everything that is known of it.
pub fn dossier(dossier: &Dossier) -> Value {
    let mut value = story(&dossier.story);
    let articles =
        dossier.story.prints.iter().map(|one| {
            let mut value = print(one);
            let seconds = |lag: Lag| json!({"seconds": lag.seconds, "least": lag.least, "most": lag.most});
            value["lag"] = json!(dossier.lag(one.item).filter(|_| one.version == 1).map(seconds));
            value["audit"] =
                json!(dossier.ledger.audit(one).map(|audit| {
                    json!({"grade": audit.grade.word(), "evidence": audit.credit.as_ref().map(credit)})
                }));
            let trace = dossier.traces.get(&one.article);
            value["compared_with"] = json!(trace.and_then(|trace| trace.base).map(|base| base.0));
            value["changes"] = json!(trace.and_then(|trace| trace.changes.as_ref()).map(changes));
            let disclaimer = trace.and_then(|trace| trace.disclaimer.as_ref());
            value["disclaimer"] = json!(disclaimer.map(|one| json!({"words": one.words, "holds": one.holds})));
            value["clocks"] = trace.map(|trace| trace.clocks.iter().map(clock).collect()).unwrap_or_else(|| json!([]));
            value
        });
    value["articles"] = articles.collect();
    value["chain"] = desk::chain(&dossier.story).hops.iter().map(hop).collect();
    value["notices"] = dossier.notices.iter().map(|(applied, print)| notice(applied, print)).collect();
    value
}

/// One step of the way the copy came.
fn hop(hop: &Hop) -> Value {
    json!({
        "from": hop.from,
        "to": hop.to,
        "kind": hop.kind.word(),
        "words": hop.words,
        "article": hop.article.map(|article| article.0),
        "link": hop.link,
        "seen": hop.at.map(|seen| when::machine(seen.0)),
        "confidence": share(hop.confidence.0),
    })
}

/// What an article changed.
pub fn changes(changes: &Changes) -> Value {
    let edit = |edit: &Edit| json!({"theirs": edit.theirs, "origins": edit.origins});
    let fact = |line: &FactLine| json!({"kind": line.kind.word(), "theirs": line.theirs, "origins": line.origins});
    json!({
        "headline": changes.headline.as_ref().map(edit),
        "facts": changes.facts.iter().map(fact).collect::<Value>(),
        "cut": changes.cut,
        "added": changes.added,
        "edits": changes.edits.iter().map(edit).collect::<Value>(),
        "words": {"kept": changes.words.kept, "theirs": changes.words.theirs, "origins": changes.words.origins},
    })
}

/// What is odd about the times of an article.
fn clock(flag: &ClockFlag) -> Value {
    let at = |time: &i64| when::machine(*time);
    let mut value = match flag {
        ClockFlag::Backdated { stamped, issued, unseen } => {
            json!({"stamped": at(stamped), "issued": at(issued), "not_seen_before": at(unseen)})
        }
        ClockFlag::Late { stamped, unseen } => json!({"stamped": at(stamped), "not_seen_before": at(unseen)}),
        ClockFlag::Ahead { stamped, seen } => json!({"stamped": at(stamped), "seen": at(seen)}),
        ClockFlag::Restamped { from, to, same_words } => {
            json!({"from": at(from), "to": at(to), "same_words": same_words})
        }
        ClockFlag::ChangedFirst { changed, stamped } => json!({"changed": at(changed), "stamped": at(stamped)}),
        ClockFlag::DatelineDay { words, days } => json!({"dateline": words, "days_later": days}),
    };
    value["flag"] = json!(flag.word());
    value
}

/// A notice put to use.
fn notice(applied: &Applied, print: &Print) -> Value {
    let carried = |one: &Carried| {
        json!({"article": one.article.0, "until": one.until.map(|until| when::machine(until.0)),
            "looked": when::machine(one.looked.0)})
    };
    json!({
        "item": print.item.0,
        "version": print.version,
        "outlet": print.outlet,
        "seen": when::machine(print.seen.0),
        "kind": print.notice.as_ref().map(|notice| notice.kind.word()),
        "words": print.notice.as_ref().map(|notice| &notice.words),
        "about": applied.about.0,
        "tied_by": applied.tie.word(),
        "carried_on": applied.reprints.iter().map(carried).collect::<Value>(),
    })
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
        "modified": print.modified.as_ref().map(stamped),
        "dateline": print.dateline,
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
