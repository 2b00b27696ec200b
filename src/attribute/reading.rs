//! Every credit an article carries, from declared facts, furniture, and the head and tail of its text.

use super::line::Reader;
use super::{A_PERSON, name};
use crate::news::{Article, Credit, CreditKind, Furniture, FurnitureKind, Outlet, OutletKind, Trade, Zone};

/// Lines at the head of the text that may hold a byline or a dateline normalise left there, at most and at least.
const HEAD: (usize, usize) = (15, 5);
/// Bytes from which a paragraph is running text: the head ends soon behind the first.
const RUNNING: usize = 200;
/// Paragraphs at its tail that may hold credit lines.
const TAIL: usize = 6;

/// Reads every credit an article carries, strongest kind first.
pub fn credits(article: &Article, outlet: &Outlet, trade: &Trade) -> Vec<Credit> {
    let reader = Reader { outlet, trade };
    let mut found = Vec::new();
    found.extend(article.byline.as_deref().and_then(|line| reader.byline(line, "byline")));
    found.extend(article.dateline.as_ref().and_then(|dateline| {
        let who = dateline.organisation.as_deref()?;
        reader.dateline_of(who, &dateline.words, "dateline")
    }));
    found
        .extend(article.furniture.iter().filter_map(|piece| furniture(piece, head(&article.body.paragraphs), &reader)));
    text(&article.body.paragraphs, &reader, &mut found);
    declared(article, &reader, &mut found);
    if outlet.kind == OutletKind::Agency && !outlet.name.is_empty() {
        found.push(reader.own(CreditKind::OwnDomain, &outlet.name, "the agency's own publication"));
    }
    found.sort_by_key(|credit| credit.kind);
    let mut seen = std::collections::HashSet::new();
    found.retain(|credit| seen.insert((credit.organisation.clone(), credit.words.clone())));
    found
}

/// The credit a piece of furniture holds. Pictures, embedded posts and teased stories hold none.
fn furniture(piece: &Furniture, head: usize, reader: &Reader<'_>) -> Option<Credit> {
    let words = piece.words.as_str();
    match piece.kind {
        FurnitureKind::Byline if piece.before <= head => reader.byline(words, "byline"),
        FurnitureKind::MetaLine if piece.before <= head => words
            .split(['|', '\n'])
            .find_map(|part| reader.head(part, "head line"))
            .or_else(|| reader.head(words, "head line")),
        // "By Jane Doe (AFP)" has the shape of a picture's credit but says who wrote.
        FurnitureKind::Caption if piece.before == 0 && super::person::after_by(words).is_some() => {
            reader.byline(words, "byline")
        }
        FurnitureKind::Dateline => reader.dateline(words, "dateline"),
        FurnitureKind::Byline | FurnitureKind::CreditLine | FurnitureKind::Disclaimer | FurnitureKind::SignOff => {
            reader.footer(words, "footer")
        }
        FurnitureKind::Chrome | FurnitureKind::Boilerplate if piece.before <= head && piece.zone != Zone::Tail => {
            reader.head(words, "head line")
        }
        FurnitureKind::Copyright => reader.copyright(words, "copyright line"),
        FurnitureKind::Chrome | FurnitureKind::Boilerplate => {
            reader.footer(words, "footer").filter(|credit| credit.organisation.is_some())
        }
        _ => None,
    }
}

/// How many lines make the head: bylines further down belong to teased stories.
fn head(paragraphs: &[String]) -> usize {
    let first = paragraphs.iter().position(|paragraph| paragraph.len() >= RUNNING).map_or(0, |at| at + 1);
    first.clamp(HEAD.1, HEAD.0)
}

/// Head and tail of the text itself.
fn text(paragraphs: &[String], reader: &Reader<'_>, found: &mut Vec<Credit>) {
    for paragraph in paragraphs.iter().take(head(paragraphs)) {
        let line = reader.head(paragraph, "head line").or_else(|| reader.dateline(paragraph, "dateline"));
        found.extend(line);
    }
    for paragraph in paragraphs.iter().skip(1.max(paragraphs.len().saturating_sub(TAIL))) {
        found.extend(reader.footer(paragraph, "footer"));
    }
    // "... the ministry said. --IANS": a sign-off glued to the last words.
    if let Some(last) = paragraphs.last() {
        let end = last.rfind(" --").or_else(|| last.rfind(" —")).or_else(|| last.rfind(" ("));
        found.extend(
            end.filter(|at| *at > 0 && last.len() - at < 120)
                .and_then(|at| reader.footer(&last[at..], "end of the text")),
        );
    }
}

/// Declared facts: authors, sources, canonical links.
fn declared(article: &Article, reader: &Reader<'_>, found: &mut Vec<Credit>) {
    for fact in &article.metadata {
        let place = format!("{} {}", fact.place, fact.name);
        match fact.name.as_str() {
            "author"
            | "source_organization"
            | "credit_text"
            | "syndication_source"
            | "original_source"
            | "feed_source" => {
                let organisation = match fact.value.contains("://") {
                    true => of_domain(&fact.value, reader),
                    false => reader.named_in_parts(&fact.value),
                };
                let Some(organisation) = organisation else {
                    if fact.name == "author" && super::person::is_name(&fact.value) {
                        found.push(reader.own(CreditKind::Metadata, &fact.value, A_PERSON));
                    }
                    continue;
                };
                let own = name::is_outlet(organisation, reader.outlet);
                let organisation = if own { reader.outlet.name.clone() } else { organisation.name.clone() };
                found.push(credit(CreditKind::Metadata, organisation, &fact.value, place));
            }
            "is_based_on" => {
                if let Some(organisation) = of_domain(&fact.value, reader) {
                    found.push(credit(CreditKind::CanonicalLink, organisation.name.clone(), &fact.value, place));
                }
            }
            _ => {}
        }
    }
    if let Some(canonical) = &article.canonical
        && let Some(organisation) = of_domain(canonical, reader)
    {
        found.push(credit(CreditKind::CanonicalLink, organisation.name.clone(), canonical, "link canonical".into()));
    }
}

/// The organisation an address belongs to, when it is not the outlet.
fn of_domain<'t>(address: &str, reader: &Reader<'t>) -> Option<&'t crate::news::Organisation> {
    let host = address.split("://").nth(1)?.split(['/', '?', ':']).next()?.to_lowercase();
    let holds = |domain: &String| host == *domain || host.ends_with(&format!(".{domain}"));
    if reader.outlet.domains.iter().any(holds) {
        return None;
    }
    reader.trade.organisations.iter().find(|o| o.domains.iter().any(holds) && !name::is_outlet(o, reader.outlet))
}

fn credit(kind: CreditKind, organisation: String, words: &str, place: String) -> Credit {
    Credit { kind, organisation: Some(organisation), words: words.to_owned(), place, partial: false }
}
