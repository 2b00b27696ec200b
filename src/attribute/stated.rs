//! What an article says of its own origin, in one word for the books: the word that audits are made from.

use super::line::VAGUE;
use super::{A_PERSON, Claim};
use crate::news::{Credit, Outlet};
use crate::text::{dates, words};

/// The word for a claim: an organisation, "own", "own+ORGANISATION" (its own staff, with words of another), "house" (the
/// outlet's name and no more, as page heads print it over everything), "agencies" or "none".
pub fn stated(claim: &Claim, credits: &[Credit], outlet: &Outlet) -> String {
    if claim.origin != "own" {
        return claim.origin.clone();
    }
    let other =
        |credit: &&Credit| credit.partial && credit.organisation.as_ref().is_some_and(|name| *name != outlet.name);
    if let Some(name) = credits.iter().find(other).and_then(|credit| credit.organisation.as_ref()) {
        return format!("own+{name}");
    }
    let mut own =
        credits.iter().filter(|credit| credit.organisation.as_deref() == Some(outlet.name.as_str())).peekable();
    if own.peek().is_none()
        || own.clone().any(|credit| credit.place == A_PERSON || !is_house_alone(&credit.words, outlet))
    {
        return "own".into();
    }
    if own.any(|credit| VAGUE.is_match(&credit.words)) { "agencies".into() } else { "house".into() }
}

/// Nothing stands there but the outlet's name, a time, and "agencies".
fn is_house_alone(line: &str, outlet: &Outlet) -> bool {
    let mut rest = words::fold(&VAGUE.replace_all(line, " "));
    for name in std::iter::once(&outlet.name).chain(&outlet.aliases).chain(&outlet.domains) {
        rest = rest.replace(&words::fold(name), " ");
    }
    rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(|word| {
        let is_zone = matches!(word, "gmt" | "utc" | "ist" | "est" | "edt" | "bst" | "cet" | "am" | "pm");
        is_zone || word.starts_with(|c: char| c.is_ascii_digit()) || dates::month(word).is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::news::CreditKind;

    #[track_caller]
    fn check(credits: &[(&str, Option<&str>, bool)], expected: &str) {
        let outlet = Outlet { name: "Vale Ledger".into(), ..Outlet::default() };
        let credits: Vec<Credit> = credits
            .iter()
            .map(|(words, organisation, partial)| Credit {
                kind: CreditKind::Byline,
                organisation: organisation.map(str::to_owned),
                words: (*words).to_owned(),
                place: "byline".into(),
                partial: *partial,
            })
            .collect();
        let claim = Claim { origin: "own".into(), evidence: None, also: vec![], cites: vec![] };
        assert_eq!(stated(&claim, &credits, &outlet), expected);
    }

    #[test]
    fn the_name_of_the_house_is_no_byline() {
        let own = Some("Vale Ledger");
        check(&[("Vale Ledger, 13 December 2021, 05:31 GMT", own, false)], "house");
        check(&[("Vale Ledger, 13 December 2021, 05:31 GMT - Agencies", own, false)], "agencies");
        check(&[("By Vale Ledger Staff Reporter", own, false)], "own");
        check(&[("By Carla Winnow", own, false), ("(With inputs from NPA)", Some("NPA"), true)], "own+NPA");
    }
}
