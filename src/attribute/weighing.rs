//! Credits weighed: what one article claims, and who issued the copy of a cluster.

use super::A_PERSON;
use crate::news::{
    Article, ArticleId, Citation, Confidence, Credit, CreditKind, Origin, Outlet, OutletKind, Seen, Side, Trade,
};

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

/// One member of a cluster, as the weighing of its origin needs it.
#[derive(Clone, Debug)]
pub struct Voice<'a> {
    /// Its number.
    pub id: ArticleId,
    /// Its words and furniture.
    pub article: &'a Article,
    /// Who printed it.
    pub outlet: &'a Outlet,
    /// When we first saw it.
    pub seen: Seen,
}

/// Sides at least this strong beside the strongest leave the question open.
const RIVAL: f32 = 0.85;

/// Weighs the credits of one article.
///
/// Whoever else is credited with the whole text comes first, by the kind of the credit: desks print agency copy under
/// their own staff byline, hardly ever the other way round. Then the outlet's staff, then a person without an
/// organisation (who is the outlet's, when nobody else is named), then those who only gave some words.
pub fn claim(article: &Article, outlet: &Outlet, trade: &Trade) -> Claim {
    let mut credits = super::credits(article, outlet, trade);
    credits.sort_by_key(|credit| rank(credit, outlet));
    let mut credits = credits.into_iter();
    let evidence = credits.next();
    let origin = match &evidence {
        None => "none".to_owned(),
        Some(Credit { organisation: None, .. }) => "agencies".to_owned(),
        Some(Credit { organisation: Some(name), .. }) if *name == outlet.name => "own".to_owned(),
        Some(Credit { organisation: Some(name), .. }) => name.clone(),
    };
    let mut cites = super::citations(article, outlet, trade);
    cites.retain(|citation| citation.medium != origin);
    Claim { origin, evidence, also: credits.collect(), cites }
}

/// The order in which the credits of one article are believed.
fn rank(credit: &Credit, outlet: &Outlet) -> u8 {
    let Some(name) = &credit.organisation else { return 9 };
    if *name == outlet.name {
        return if credit.place == A_PERSON { 7 } else { 5 };
    }
    if credit.partial {
        return 8;
    }
    match credit.kind {
        CreditKind::Decision => 0,
        CreditKind::Byline => 1,
        CreditKind::Dateline | CreditKind::OwnDomain => 2,
        CreditKind::Copyright | CreditKind::CanonicalLink => 3,
        CreditKind::Footer if credit.words.contains("contributed") => 6,
        CreditKind::Footer | CreditKind::Inline | CreditKind::Metadata => 4,
    }
}

/// Weighs the credits of all members of a cluster, in order of appearance. Never decides by the clock alone.
///
/// An agency's own publication weighs most, then credits of others, each outlet once; what an outlet says of itself
/// counts only where nobody credits another.
pub fn origin(members: &[Voice<'_>], trade: &Trade) -> Origin {
    let mut sides: Vec<Side> = Vec::new();
    for voice in members {
        let mut heard: Vec<(String, f32)> = Vec::new();
        for credit in super::credits(voice.article, voice.outlet, trade) {
            let Some(name) = credit.organisation.clone().filter(|name| !name.is_empty()) else { continue };
            let name = of_member(&name, members);
            let weight = weight(&credit, voice.outlet, &name);
            // One outlet is one voice: of its credits for the same organisation the strongest counts.
            let before = match heard.iter_mut().find(|(heard, _)| *heard == name) {
                Some((_, before)) => std::mem::replace(before, before.max(weight)),
                None => {
                    heard.push((name.clone(), weight));
                    0.0
                }
            };
            let weight = if weight > before { 1.0 - (1.0 - weight) / (1.0 - before) } else { 0.0 };
            let side = match sides.iter().position(|side| side.organisation == name) {
                Some(at) => &mut sides[at],
                None => {
                    sides.push(Side {
                        organisation: name,
                        credits: Vec::new(),
                        confidence: Confidence(0.0),
                        seen: false,
                    });
                    sides.last_mut().expect("just pushed")
                }
            };
            // Independent voices: each takes away a part of what doubt is left.
            side.confidence.0 = 1.0 - (1.0 - side.confidence.0) * (1.0 - weight);
            side.credits.push((voice.id, credit));
        }
    }
    for side in &mut sides {
        side.seen = members
            .iter()
            .any(|voice| voice.outlet.name == side.organisation || voice.outlet.aliases.contains(&side.organisation));
    }
    sides.retain(|side| side.confidence.0 > 0.0);
    sides.sort_by(|a, b| b.confidence.0.total_cmp(&a.confidence.0));
    let Some(strongest) = sides.first().map(|side| side.confidence.0) else { return Origin::Unknown };
    sides.retain(|side| side.confidence.0 >= strongest * RIVAL);
    match sides.len() {
        1 => Origin::Known(sides.remove(0)),
        _ => Origin::Disputed(sides),
    }
}

/// The name of the member an organisation is, when it goes by another in credits.
fn of_member(name: &str, members: &[Voice<'_>]) -> String {
    let is_it = |voice: &&Voice<'_>| voice.outlet.aliases.iter().any(|alias| alias == name);
    members.iter().find(is_it).map_or_else(|| name.to_owned(), |voice| voice.outlet.name.clone())
}

/// How much one credit takes away from the doubt, 0 to 1. What an aggregator says of itself is nothing.
fn weight(credit: &Credit, outlet: &Outlet, name: &str) -> f32 {
    let is_own = name == outlet.name;
    match credit.kind {
        CreditKind::Decision => 0.99,
        _ if is_own && outlet.kind == OutletKind::Aggregator => 0.0,
        _ if is_own && outlet.kind == OutletKind::Agency => 0.95,
        CreditKind::OwnDomain => 0.95,
        _ if is_own && credit.place == A_PERSON => 0.15,
        _ if is_own => 0.25,
        _ if credit.partial => 0.3,
        CreditKind::Byline | CreditKind::Dateline => 0.8,
        CreditKind::CanonicalLink => 0.75,
        CreditKind::Copyright => 0.7,
        CreditKind::Footer => 0.65,
        CreditKind::Inline | CreditKind::Metadata => 0.5,
    }
}
