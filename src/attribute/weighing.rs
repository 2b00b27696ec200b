//! Credits weighed: what one article claims, and who issued the copy of a cluster.

use std::collections::BTreeMap;

use super::{A_COPYRIGHT, A_PERSON, OF_PAGE, name};
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
    /// Everything it credits.
    pub credits: &'a [Credit],
}

/// Sides at least this strong beside the strongest leave the question open.
const RIVAL: f32 = 0.85;
/// What a side gains when its own text is the fullest: reprints are cut.
const FULLER: f32 = 0.1;
/// What a side gains when it was seen first. The weakest sign: feeds are polled at their own times.
const EARLIER: f32 = 0.05;
/// The place of a link in the text to another member.
const A_LINK: &str = "link in the text";

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
        return if [A_PERSON, A_COPYRIGHT].contains(&credit.place.as_str()) { 7 } else { 5 };
    }
    if credit.partial {
        return 8;
    }
    match credit.kind {
        CreditKind::Decision => 0,
        CreditKind::Copyright if credit.place == OF_PAGE => 6,
        CreditKind::Byline => 1,
        CreditKind::Dateline | CreditKind::OwnDomain => 2,
        CreditKind::Copyright | CreditKind::CanonicalLink => 3,
        CreditKind::Footer if credit.words.contains("contributed") => 6,
        CreditKind::Footer | CreditKind::Inline | CreditKind::Metadata => 4,
    }
}

/// Weighs the credits of all members of a cluster. Their order does not matter.
///
/// An agency's own publication weighs most, then credits of others, each owner once; what an outlet says of itself counts
/// only where nobody credits another. A fuller text and an earlier appearance strengthen a side that is credited, and are
/// nothing without a credit.
pub fn origin(members: &[Voice<'_>], trade: &Trade) -> Origin {
    let mut heard: BTreeMap<String, Heard> = BTreeMap::new();
    for voice in members {
        for credit in voice.credits.iter().cloned().chain(leads_to(voice, members)) {
            let Some(name) = credit.organisation.as_deref().filter(|name| !name.is_empty()) else { continue };
            let name = of_member(name, members, trade);
            let weight = weight(&credit, voice.outlet, &name);
            let side = heard.entry(name).or_default();
            // Outlets of one owner are one voice: of their credits for the same organisation the strongest counts.
            let owner = voice.outlet.family.as_deref().unwrap_or(&voice.outlet.name).to_owned();
            let strongest = side.weights.entry(owner).or_default();
            *strongest = strongest.max(weight);
            side.credits.push((voice.id, credit));
        }
    }
    let mut sides: Vec<Side> = heard.into_iter().filter_map(|(name, heard)| heard.side(name, members)).collect();
    sides.sort_by(|a, b| b.confidence.0.total_cmp(&a.confidence.0).then_with(|| a.organisation.cmp(&b.organisation)));
    let Some(strongest) = sides.first().map(|side| side.confidence.0) else { return Origin::Unknown };
    sides.retain(|side| side.confidence.0 >= strongest * RIVAL);
    match sides.len() {
        1 => Origin::Known(sides.remove(0)),
        _ => Origin::Disputed(sides),
    }
}

/// What is heard for one organisation.
#[derive(Default)]
struct Heard {
    credits: Vec<(ArticleId, Credit)>,
    /// The strongest credit of each owner.
    weights: BTreeMap<String, f32>,
}

impl Heard {
    /// The side it makes, unless all credits for it weigh nothing.
    fn side(mut self, organisation: String, members: &[Voice<'_>]) -> Option<Side> {
        let mut weights: Vec<f32> = self.weights.into_values().filter(|weight| *weight > 0.0).collect();
        if weights.is_empty() {
            return None;
        }
        let (own, other): (Vec<&Voice<'_>>, Vec<&Voice<'_>>) =
            members.iter().partition(|voice| voice.outlet.name == organisation);
        if !own.is_empty() && !other.is_empty() {
            let fullest = |voices: &[&Voice<'_>]| voices.iter().map(|voice| length(voice.article)).max().unwrap_or(0);
            if fullest(&own) * 10 > fullest(&other) * 11 {
                weights.push(FULLER);
            }
            let first = |voices: &[&Voice<'_>]| voices.iter().map(|voice| voice.seen.0).min();
            if first(&own) < first(&other) {
                weights.push(EARLIER);
            }
        }
        // Independent voices: each takes away a part of what doubt is left. In a fixed order, for the last figures' sake.
        weights.sort_by(f32::total_cmp);
        let doubt = weights.iter().fold(1.0, |doubt, weight| doubt * (1.0 - weight));
        self.credits.sort_by(|(a, one), (b, other)| (a, one.kind, &one.words).cmp(&(b, other.kind, &other.words)));
        Some(Side {
            organisation,
            credits: self.credits,
            confidence: Confidence((1.0 - doubt).max(f32::MIN_POSITIVE)),
            seen: !own.is_empty(),
        })
    }
}

/// Letters of a text.
fn length(article: &Article) -> usize {
    article.body.paragraphs.iter().map(String::len).sum()
}

/// The members an article's canonical address, declared base or links lead to, where they are of other outlets.
fn leads_to(voice: &Voice<'_>, members: &[Voice<'_>]) -> Vec<Credit> {
    let facts = voice.article.metadata.iter();
    let declared = facts.filter_map(|fact| match fact.name.as_str() {
        "is_based_on" => {
            Some((fact.value.as_str(), CreditKind::CanonicalLink, format!("{} {}", fact.place, fact.name)))
        }
        "link" => Some((fact.value.as_str(), CreditKind::Inline, A_LINK.to_owned())),
        _ => None,
    });
    let canonical = voice.article.canonical.as_deref();
    let canonical = canonical.map(|address| (address, CreditKind::CanonicalLink, "link canonical".to_owned()));
    let mut found: Vec<Credit> = Vec::new();
    for (address, kind, place) in canonical.into_iter().chain(declared) {
        if stands_with(address, voice.outlet) {
            continue;
        }
        let is_there = |other: &&Voice<'_>| {
            // What a reprint declares to be its canonical address is the other's page, not its own.
            let own = other.article.canonical.iter().filter(|url| !leads_away(url, other));
            other.outlet.name != voice.outlet.name
                && !other.outlet.name.is_empty()
                && other.article.url.iter().chain(own).any(|url| same_page(url, address))
        };
        let Some(name) = members.iter().filter(is_there).map(|other| &other.outlet.name).min() else { continue };
        let credit =
            Credit { kind, organisation: Some(name.clone()), words: address.to_owned(), place, partial: false };
        if !found.contains(&credit) {
            found.push(credit);
        }
    }
    found
}

/// Whether an article's canonical address is known to be another outlet's.
fn leads_away(canonical: &str, voice: &Voice<'_>) -> bool {
    !voice.outlet.domains.is_empty() && !stands_with(canonical, voice.outlet)
}

/// Whether an address stands on a domain of an outlet.
fn stands_with(address: &str, outlet: &Outlet) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or(rest);
    outlet
        .domains
        .iter()
        .any(|domain| host.strip_suffix(domain.as_str()).is_some_and(|r| r.is_empty() || r.ends_with('.')))
}

/// Whether two addresses are of one page, scheme, `www.` and what tracks readers aside.
fn same_page(one: &str, other: &str) -> bool {
    let page = |address: &str| {
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        let rest = rest.split(['?', '#']).next().unwrap_or(rest).trim_end_matches('/');
        rest.strip_prefix("www.").unwrap_or(rest).to_owned()
    };
    page(one) == page(other)
}

/// The name of the member an organisation is, when it goes by another in credits.
fn of_member(name: &str, members: &[Voice<'_>], trade: &Trade) -> String {
    if members.iter().any(|voice| voice.outlet.name == name) {
        return name.to_owned();
    }
    let known = trade.organisations.iter().find(|organisation| organisation.name == name);
    let is_it = |voice: &&Voice<'_>| {
        voice.outlet.aliases.iter().any(|alias| alias == name)
            || known.is_some_and(|organisation| name::is_outlet(organisation, voice.outlet))
    };
    members.iter().filter(is_it).map(|voice| &voice.outlet.name).min().map_or_else(|| name.to_owned(), String::clone)
}

/// How much one credit takes away from the doubt, 0 to 1. What an aggregator says of itself is nothing.
fn weight(credit: &Credit, outlet: &Outlet, name: &str) -> f32 {
    let is_own = name == outlet.name;
    match credit.kind {
        CreditKind::Decision => 0.99,
        _ if is_own && outlet.kind == OutletKind::Aggregator => 0.0,
        _ if is_own && outlet.kind == OutletKind::Agency => 0.95,
        CreditKind::OwnDomain => 0.95,
        _ if is_own && [A_PERSON, A_COPYRIGHT].contains(&credit.place.as_str()) => 0.15,
        _ if is_own => 0.25,
        _ if credit.partial => 0.3,
        CreditKind::Byline | CreditKind::Dateline => 0.8,
        CreditKind::CanonicalLink => 0.75,
        CreditKind::Copyright => 0.7,
        CreditKind::Footer => 0.65,
        CreditKind::Inline if credit.place == A_LINK => 0.3,
        CreditKind::Inline | CreditKind::Metadata => 0.5,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::news::{Body, Furniture, FurnitureKind, Metadatum, Zone};
    use proptest::prelude::*;

    const OUTLETS: [(&str, OutletKind); 5] = [
        ("ANI", OutletKind::Agency),
        ("Ellery Courier", OutletKind::Publisher),
        ("Harbour Ledger", OutletKind::Publisher),
        ("Meridian", OutletKind::Publisher),
        ("Roundup", OutletKind::Aggregator),
    ];
    const LINES: [&str; 6] =
        ["By ANI", "By PTI", "By Ida Holm", "Ida Holm, Reuters", "(With inputs from PTI)", "Photo: AFP"];

    fn outlet(at: usize) -> Outlet {
        let (name, kind) = OUTLETS[at];
        Outlet { name: name.into(), kind, ..Outlet::default() }
    }

    fn article(lines: &[&str], paragraphs: usize) -> Article {
        let furniture = |words: &&str| Furniture {
            kind: if words.starts_with('(') { FurnitureKind::CreditLine } else { FurnitureKind::Byline },
            words: (*words).to_owned(),
            zone: Zone::Head,
            before: 0,
        };
        let paragraph =
            "The ferry company said on Tuesday that the harbour will stay closed until the pier is mended again.";
        Article {
            body: Body { paragraphs: vec![paragraph.to_owned(); paragraphs], quotations: Vec::new() },
            furniture: lines.iter().map(furniture).collect(),
            ..Article::default()
        }
    }

    /// The confidence in an organisation, nothing when it is no side.
    fn confidence(origin: &Origin, name: &str) -> f32 {
        let sides = match origin {
            Origin::Known(side) => std::slice::from_ref(side),
            Origin::Disputed(sides) => sides,
            Origin::Unknown => &[],
        };
        sides.iter().find(|side| side.organisation == name).map_or(0.0, |side| side.confidence.0)
    }

    type Drawn = (usize, Vec<usize>, usize, i64);

    fn weigh(drawn: &[Drawn], trade: &Trade) -> Origin {
        let outlets: Vec<Outlet> = drawn.iter().map(|(at, ..)| outlet(*at)).collect();
        let articles: Vec<Article> = drawn
            .iter()
            .map(|(_, lines, paragraphs, _)| {
                article(&lines.iter().map(|at| LINES[*at]).collect::<Vec<_>>(), *paragraphs)
            })
            .collect();
        let read = |at: usize| crate::attribute::credits(&articles[at], &outlets[at], trade);
        let credits: Vec<Vec<Credit>> = (0..drawn.len()).map(read).collect();
        let voices: Vec<Voice<'_>> = drawn
            .iter()
            .enumerate()
            .map(|(at, (.., seen))| Voice {
                // Numbered by what is drawn, so that an order of members is not an order of articles.
                id: ArticleId(*seen * 10 + drawn[at].0 as i64),
                article: &articles[at],
                outlet: &outlets[at],
                seen: Seen(*seen),
                credits: &credits[at],
            })
            .collect();
        origin(&voices, trade)
    }

    fn members() -> impl Strategy<Value = Vec<Drawn>> {
        let member = (0..OUTLETS.len(), prop::collection::vec(0..LINES.len(), 0..3), 1..6usize, 0..50i64);
        prop::collection::vec(member, 1..6)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn there_is_no_origin_without_a_credit(drawn in members()) {
            let trade = Trade::builtin();
            match weigh(&drawn, &trade) {
                Origin::Known(side) => prop_assert!(!side.credits.is_empty()),
                Origin::Disputed(sides) => prop_assert!(sides.len() > 1 && sides.iter().all(|side| !side.credits.is_empty())),
                Origin::Unknown => {}
            }
            let silent: Vec<Drawn> = drawn.into_iter().map(|(at, _, paragraphs, seen)| (at.max(1), vec![], paragraphs, seen)).collect();
            prop_assert_eq!(weigh(&silent, &trade), Origin::Unknown);
        }

        #[test]
        fn the_order_of_members_does_not_matter(drawn in members(), turns in 0..6usize) {
            let trade = Trade::builtin();
            let mut turned = drawn.clone();
            turned.rotate_left(turns % drawn.len());
            turned.reverse();
            prop_assert_eq!(weigh(&drawn, &trade), weigh(&turned, &trade));
        }

        #[test]
        fn one_more_credit_never_lowers_what_it_names(drawn in members(), at in 0..6usize) {
            let trade = Trade::builtin();
            let before = confidence(&weigh(&drawn, &trade), "PTI");
            let mut more = drawn.clone();
            let at = at % more.len();
            // An own publication of an agency is not turned into a reprint.
            more[at].1.push(1);
            let after = confidence(&weigh(&more, &trade), "PTI");
            prop_assert!(after >= before, "{} then {}", before, after);
        }
    }

    #[test]
    fn an_agency_nobody_polls_is_the_origin_and_said_to_be_not_seen() {
        let Origin::Known(side) = weigh(&[(1, vec![1], 3, 1), (2, vec![1], 3, 2)], &Trade::builtin()) else {
            panic!("one side");
        };
        assert_eq!((side.organisation.as_str(), side.seen, side.credits.len()), ("PTI", false, 2));
    }

    #[test]
    fn the_clock_and_the_length_alone_decide_nothing() {
        assert_eq!(weigh(&[(1, vec![], 5, 1), (2, vec![], 2, 9)], &Trade::builtin()), Origin::Unknown);
    }

    #[test]
    fn two_agencies_credited_alike_are_a_dispute() {
        let Origin::Disputed(sides) = weigh(&[(1, vec![0], 3, 1), (2, vec![1], 3, 2)], &Trade::builtin()) else {
            panic!("two sides");
        };
        assert_eq!(sides.iter().map(|side| side.organisation.as_str()).collect::<Vec<_>>(), ["ANI", "PTI"]);
    }

    #[test]
    fn a_canonical_link_to_a_member_is_evidence_for_it() {
        let trade = Trade::builtin();
        let (courier, roundup) = (outlet(1), outlet(4));
        let mut own = article(&[], 3);
        own.url = Some("https://www.courier.example/story?utm_source=x".into());
        let mut other = article(&[], 3);
        other.canonical = Some("https://courier.example/story".into());
        other.metadata =
            vec![Metadatum { name: "link".into(), value: "https://elsewhere.example".into(), place: "there".into() }];
        let voices = [
            Voice { id: ArticleId(1), article: &other, outlet: &roundup, seen: Seen(1), credits: &[] },
            Voice { id: ArticleId(2), article: &own, outlet: &courier, seen: Seen(2), credits: &[] },
        ];
        let Origin::Known(side) = origin(&voices, &trade) else { panic!("one side") };
        assert_eq!(side.organisation, "Ellery Courier");
        assert!(side.seen && side.credits[0].1.kind == CreditKind::CanonicalLink);
    }
}
