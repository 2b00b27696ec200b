//! The way copy came, put together from the origin of a cluster, the credits of its articles and the media they cite.

use crate::news::{
    ArticleId, Chain, Citation, Confidence, Credit, CreditKind, Hop, HopKind, Manner, Origin, Print, Side, Story,
};

/// The way the copy of a cluster came: from the media it rests on to the outlets that print it. Every hop is printed
/// somewhere (a credit, a sentence) or proven by the words themselves; what nobody says comes from `None`.
pub fn chain(story: &Story) -> Chain {
    let sides: &[Side] = match &story.origin {
        Origin::Known(side) => std::slice::from_ref(side),
        Origin::Disputed(sides) => sides,
        Origin::Unknown => &[],
    };
    let maker = Maker { story, sides };
    let mut hops: Vec<Hop> = Vec::new();
    let passed_on = story.outlets().into_iter().filter(|outlet| !maker.is_origin(outlet));
    let onward: Vec<Hop> = passed_on.map(|outlet| maker.onward(outlet)).collect();
    for (print, citation) in maker.citations() {
        let Some(hop) = maker.back(print, citation) else { continue };
        let known = hops.iter().chain(&onward).any(|other| other.from == hop.from && other.to == hop.to);
        if !known && !leads_back(&hop, hops.iter().chain(&onward)) {
            hops.push(hop);
        }
    }
    let mut hops = furthest_first(hops);
    hops.extend(onward);
    Chain { hops }
}

struct Maker<'a> {
    story: &'a Story,
    sides: &'a [Side],
}

impl<'a> Maker<'a> {
    fn is_origin(&self, name: &str) -> bool {
        self.sides.iter().any(|side| side.organisation == name)
    }

    /// The article's outlet is an origin, or nobody polls one and the article carries its copy.
    fn holder(&self, print: &Print) -> String {
        if self.is_origin(&print.outlet) {
            return print.outlet.clone();
        }
        match self.sides.iter().find(|side| !side.seen && self.credit(print.article, side).is_some()) {
            Some(side) => side.organisation.clone(),
            None => print.outlet.clone(),
        }
    }

    /// Citations of all articles, those of the origin itself first. What the origin cites, its reprints cite too: there it
    /// is said once.
    fn citations(&self) -> Vec<(&'a Print, &'a Citation)> {
        let (own, other): (Vec<&Print>, Vec<&Print>) =
            self.story.prints.iter().partition(|print| self.is_origin(&print.outlet));
        let mut all: Vec<(&Print, &Citation)> = Vec::new();
        for print in own.into_iter().chain(other) {
            for citation in &print.citations {
                let is_said = all.iter().any(|(of, said)| {
                    said.medium == citation.medium
                        && (self.is_origin(&of.outlet) || self.holder(of) == self.holder(print))
                });
                if !is_said {
                    all.push((print, citation));
                }
            }
        }
        all
    }

    /// The hop a citation tells of.
    fn back(&self, print: &Print, citation: &Citation) -> Option<Hop> {
        let holder = self.holder(print);
        let is_nested = citation.cited_by.is_some();
        let to = citation.cited_by.clone().unwrap_or(holder);
        if citation.medium == to || citation.medium == print.outlet {
            return None;
        }
        Some(Hop {
            from: Some(citation.medium.clone()),
            kind: if citation.manner == Manner::Spoken { HopKind::Spoken } else { HopKind::Cited },
            words: Some(citation.words.clone()),
            article: Some(print.article),
            link: citation.link.clone(),
            at: self.seen(&to).map(|print| print.seen),
            confidence: Confidence(if is_nested { 0.8 } else { 0.9 }),
            to,
        })
    }

    /// The hop that brought the copy to an outlet that is not its origin.
    fn onward(&self, outlet: &str) -> Hop {
        let prints = || self.story.prints.iter().filter(|print| print.outlet == outlet);
        let from_member = prints().find_map(|print| {
            let credit = print.credits.iter().find(|credit| self.hands_on(credit, outlet))?;
            Some((credit.organisation.clone()?, print, credit))
        });
        let from_origin = || {
            prints().find_map(|print| {
                let side = self.sides.iter().find(|side| self.credit(print.article, side).is_some())?;
                Some((side.organisation.clone(), print, self.credit(print.article, side)?))
            })
        };
        let at = self.seen(outlet).map(|print| print.seen);
        if let Some((from, print, credit)) = from_member.or_else(from_origin) {
            let link = credit.words.contains("://").then(|| credit.words.clone());
            let (words, article) = (Some(credit.words.clone()), Some(print.article));
            let confidence = Confidence(confidence(credit));
            return Hop {
                from: Some(from),
                to: outlet.to_owned(),
                kind: HopKind::Credited,
                words,
                article,
                link,
                at,
                confidence,
            };
        }
        // Nothing is said: the words speak for a known origin, and for nobody else.
        let origin = match self.sides {
            [side] => Some(side),
            _ => None,
        };
        let matched = prints().find_map(|print| Some((print.article, print.matched.as_ref()?)));
        let share = matched.map_or(0.0, |(_, matched)| matched.shares.of_item.max(matched.shares.of_match));
        Hop {
            from: origin.map(|side| side.organisation.clone()),
            to: outlet.to_owned(),
            kind: HopKind::Carried,
            words: None,
            article: matched.map(|(article, _)| article).or_else(|| prints().next().map(|print| print.article)),
            link: None,
            at,
            confidence: Confidence(origin.map_or(0.0, |side| side.confidence.0 * share)),
        }
    }

    /// A credit that says an outlet has the copy from another member that is not its origin: an aggregator's source, a
    /// canonical link to a paper that credits an agency itself.
    fn hands_on(&self, credit: &Credit, outlet: &str) -> bool {
        let Some(name) = credit.organisation.as_deref() else { return false };
        let is_way = matches!(credit.kind, CreditKind::CanonicalLink | CreditKind::Metadata);
        is_way && !credit.partial && name != outlet && !self.is_origin(name) && self.seen(name).is_some()
    }

    /// What an article credits a side with, its strongest credit; its own word for itself aside.
    fn credit(&self, article: ArticleId, side: &'a Side) -> Option<&'a Credit> {
        side.credits
            .iter()
            .filter(|(of, _)| *of == article)
            .map(|(_, credit)| credit)
            .min_by_key(|credit| (credit.partial, credit.kind))
    }

    /// The first article of an outlet.
    fn seen(&self, outlet: &str) -> Option<&'a Print> {
        self.story.prints.iter().find(|print| print.outlet == outlet)
    }
}

/// How sure a hop is that a credit tells of.
fn confidence(credit: &Credit) -> f32 {
    match credit.kind {
        _ if credit.partial => 0.5,
        CreditKind::Decision | CreditKind::OwnDomain => 0.99,
        CreditKind::Byline | CreditKind::Dateline => 0.95,
        CreditKind::Copyright | CreditKind::CanonicalLink => 0.9,
        CreditKind::Footer | CreditKind::Inline | CreditKind::Metadata => 0.8,
    }
}

/// Whether a hop closes a circle with others: its end leads to its beginning already.
fn leads_back<'a>(hop: &Hop, others: impl Iterator<Item = &'a Hop> + Clone) -> bool {
    let mut reached: Vec<&str> = vec![&hop.to];
    let mut at = 0;
    while at < reached.len() {
        let from = reached[at];
        at += 1;
        for next in others.clone().filter(|other| other.from.as_deref() == Some(from)) {
            if !reached.contains(&next.to.as_str()) {
                reached.push(&next.to);
            }
        }
    }
    hop.from.as_deref().is_some_and(|from| reached.contains(&from))
}

/// A hop stands before those that set out from where it ends.
fn furthest_first(hops: Vec<Hop>) -> Vec<Hop> {
    let mut sorted: Vec<Hop> = Vec::with_capacity(hops.len());
    let mut left = hops;
    while !left.is_empty() {
        let is_free = |hop: &Hop| left.iter().all(|other| Some(other.to.as_str()) != hop.from.as_deref());
        let at = left.iter().position(is_free).unwrap_or(0);
        sorted.push(left.remove(at));
    }
    sorted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::news::{ClusterId, ItemId, Match, Relation, Seen, Shares};

    /// An article of an outlet with its credits ("byline ANI") and citations ("The Hill", "NBC by The Hill").
    fn print(number: i64, outlet: &str, credits: &[(CreditKind, &str)], citations: &[&str]) -> Print {
        let credit = |(kind, name): &(CreditKind, &str)| Credit {
            kind: *kind,
            organisation: Some((*name).to_owned()),
            words: format!("By {name}"),
            place: "test".into(),
            partial: false,
        };
        let citation = |said: &&str| {
            let (medium, by) =
                said.split_once(" by ").map_or((*said, None), |(medium, by)| (medium, Some(by.to_owned())));
            Citation { medium: medium.into(), words: format!("said {said}"), cited_by: by, ..Citation::default() }
        };
        let matched = Match {
            with: ArticleId(1),
            relation: Relation::Identical,
            shares: Shares { of_item: 1.0, of_match: 1.0, shared: 100 },
            spans: Vec::new(),
        };
        Print {
            article: ArticleId(number),
            item: ItemId(number),
            version: 1,
            outlet: outlet.into(),
            url: None,
            headline: None,
            language: None,
            published: None,
            seen: Seen(number),
            unseen: None,
            words: 100,
            matched: (number > 1).then_some(matched),
            credits: credits.iter().map(credit).collect(),
            citations: citations.iter().map(citation).collect(),
            notice: None,
            ..Print::default()
        }
    }

    /// A cluster whose origin is `origin`, with every credit that names it as evidence.
    fn story(origin: Option<&str>, prints: Vec<Print>) -> Story {
        let credits = |name: &str| {
            let of = |print: &Print| {
                let named = print.credits.iter().filter(|credit| credit.organisation.as_deref() == Some(name));
                named.map(|credit| (print.article, credit.clone())).collect::<Vec<_>>()
            };
            prints.iter().flat_map(of).collect()
        };
        let origin = origin.map_or(Origin::Unknown, |name| {
            Origin::Known(Side {
                organisation: name.into(),
                credits: credits(name),
                confidence: Confidence(0.9),
                seen: prints.iter().any(|print| print.outlet == name),
            })
        });
        Story { id: ClusterId(1), leader: ArticleId(1), origin, prints }
    }

    /// The hops as "from -> to kind", in order.
    #[track_caller]
    fn check(story: &Story, wanted: &[&str]) {
        let chain = chain(story);
        let told: Vec<String> = chain
            .hops
            .iter()
            .map(|hop| format!("{} -> {} {}", hop.from.as_deref().unwrap_or("unknown"), hop.to, hop.kind.word()))
            .collect();
        assert_eq!(told, wanted);
    }

    const BYLINE: CreditKind = CreditKind::Byline;

    #[test]
    fn the_seed_goes_from_nbc_over_the_hill_and_ani_to_mid_day() {
        let cites = ["The Hill", "NBC by The Hill"];
        let seed = |ani: Vec<Print>| {
            let mut prints = ani;
            prints.push(print(2, "mid-day", &[(BYLINE, "ANI")], &cites));
            story(Some("ANI"), prints)
        };
        let wanted = ["NBC -> The Hill cited", "The Hill -> ANI cited", "ANI -> mid-day credited"];
        let polled = seed(vec![print(1, "ANI", &[(CreditKind::OwnDomain, "ANI")], &cites)]);
        check(&polled, &wanted);
        // Nobody polls ANI: what its reprint cites is still its.
        let unseen = seed(Vec::new());
        check(&unseen, &wanted);
        let chain = chain(&unseen);
        let names: Vec<&str> = chain.names("mid-day").into_iter().flatten().collect();
        assert_eq!(names, ["NBC", "The Hill", "ANI", "mid-day"]);
        assert!(chain.hops.iter().all(|hop| hop.words.is_some()));
    }

    #[test]
    fn a_reprint_without_a_credit_is_carried_and_its_own_citations_stay_its_own() {
        let prints =
            vec![print(1, "ANI", &[(CreditKind::OwnDomain, "ANI")], &[]), print(2, "Ledger", &[], &["Radio Estby"])];
        check(&story(Some("ANI"), prints), &["Radio Estby -> Ledger cited", "ANI -> Ledger carried"]);
    }

    #[test]
    fn an_aggregator_has_it_from_the_paper_it_names() {
        let prints = vec![
            print(1, "ANI", &[(CreditKind::OwnDomain, "ANI")], &[]),
            print(2, "Ledger", &[(BYLINE, "ANI")], &[]),
            print(3, "Roundup", &[(CreditKind::Metadata, "Ledger"), (BYLINE, "ANI")], &[]),
        ];
        check(&story(Some("ANI"), prints), &["ANI -> Ledger credited", "Ledger -> Roundup credited"]);
    }

    #[test]
    fn where_nobody_is_credited_the_beginning_is_unknown() {
        let prints = vec![print(1, "Ledger", &[], &[]), print(2, "Courier", &[], &[])];
        check(&story(None, prints), &["unknown -> Ledger carried", "unknown -> Courier carried"]);
    }

    #[test]
    fn media_that_cite_each_other_make_no_circle() {
        let prints = vec![
            print(1, "ANI", &[(CreditKind::OwnDomain, "ANI")], &["Ledger", "NBC by The Hill", "The Hill by NBC"]),
            print(2, "Ledger", &[(BYLINE, "ANI")], &[]),
        ];
        check(&story(Some("ANI"), prints), &["NBC -> The Hill cited", "ANI -> Ledger credited"]);
    }
}
