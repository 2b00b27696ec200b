//! Credits weighed: what one article claims, and who issued the copy of a cluster.

use super::A_PERSON;
use crate::news::{Article, ArticleId, Citation, Confidence, Credit, CreditKind, Origin, Outlet, Seen, Side, Trade};

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
const RIVAL: f32 = 0.75;

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
        let mut heard: Vec<String> = Vec::new();
        for credit in super::credits(voice.article, voice.outlet, trade) {
            let Some(name) = credit.organisation.clone().filter(|name| !name.is_empty()) else { continue };
            let is_own = name == voice.outlet.name || voice.outlet.aliases.contains(&name);
            let weight = if heard.contains(&name) { 0.0 } else { weight(&credit, is_own) };
            heard.push(name.clone());
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

/// How much one credit takes away from the doubt, 0 to 1.
fn weight(credit: &Credit, is_own: bool) -> f32 {
    match credit.kind {
        CreditKind::Decision => 1.0,
        CreditKind::OwnDomain => 0.95,
        _ if is_own && credit.place == A_PERSON => 0.15,
        _ if is_own => 0.25,
        _ if credit.partial => 0.3,
        CreditKind::Byline => 0.8,
        CreditKind::Dateline => 0.8,
        CreditKind::CanonicalLink => 0.75,
        CreditKind::Copyright => 0.7,
        CreditKind::Footer => 0.65,
        CreditKind::Inline | CreditKind::Metadata => 0.5,
    }
}
