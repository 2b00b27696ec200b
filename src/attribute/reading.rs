//! Every credit an article carries, from declared facts, and the head and tail of what was printed.

use std::collections::HashSet;

use super::foot::{COPYRIGHT, Stand, is_slashed};
use super::line::{Beside, PICTURE, Reader, Strength};
use super::page::{Line, Page};
use super::{A_PERSON, OF_PAGE, name, page, person, when};
use crate::news::{Article, Credit, CreditKind, FurnitureKind, OrganisationKind, Outlet, OutletKind, Trade};

/// Lines a byline may stand from the headline or another byline to count as beside it.
const BESIDE: usize = 2;
/// Paragraphs below the head that an agency's dateline may still open.
const DATELINES: usize = 9;

/// Reads every credit an article carries, strongest kind first.
pub fn credits(article: &Article, outlet: &Outlet, trade: &Trade) -> Vec<Credit> {
    let page = Page::of(article);
    let house = house(&page);
    let reader = Reader { outlet, trade, house: &house };
    let mut found = Vec::new();
    head(&page, &reader, &mut found);
    foot(&page, &reader, &mut found);
    // A byline that was only declared stands in no line.
    let is_printed = |line: &str| page.lines.iter().any(|printed| printed.words == line);
    let declared_byline = article.byline.as_deref().filter(|line| !is_printed(line));
    found.extend(declared_byline.and_then(|line| reader.byline(line, "byline")));
    declared(article, &reader, &mut found);
    if outlet.kind == OutletKind::Agency && !outlet.name.is_empty() {
        found.push(reader.own(CreditKind::OwnDomain, &outlet.name, "the agency's own publication"));
    }
    found.sort_by_key(|credit| credit.kind);
    let mut seen = HashSet::new();
    found.retain(|credit| seen.insert((credit.organisation.clone(), credit.words.clone())));
    found
}

/// The copyright lines of a page: the house names itself there, with others that hold rights.
fn house(page: &Page<'_>) -> String {
    let lines = page.lines.iter().map(|line| line.words);
    let notices = lines.filter(|words| words.len() < 300 && COPYRIGHT.is_match(words));
    notices.collect::<Vec<_>>().join("\n")
}

/// A line of the head, with what was parted by the page's layout joined again: "By", "Jane Doe".
struct HeadLine {
    words: String,
    kind: Option<FurnitureKind>,
    is_running: bool,
}

/// Bylines and datelines. What only has the shape of a byline counts where nothing plainer stands.
fn head(page: &Page<'_>, reader: &Reader<'_>, found: &mut Vec<Credit>) {
    let lines = head_lines(page);
    let is_date = |at: usize| lines.get(at).is_some_and(|line| line.words.len() < 120 && when::is_date(&line.words));
    let mut bylines: Vec<(Strength, Credit)> = Vec::new();
    // Where the headline or the last byline stood.
    let mut last = page.is_below_headline.then_some(0);
    for (at, line) in lines.iter().enumerate() {
        let words = line.words.as_str();
        let beside = Beside {
            date: is_date(at + 1) || at > 0 && is_date(at - 1),
            headline: last.is_some_and(|last| at <= last + BESIDE),
            byline: at > 0 && last == Some(at - 1) && !bylines.is_empty(),
        };
        let read = match line.kind {
            Some(FurnitureKind::Dateline) => {
                found.extend(reader.dateline(words, "dateline"));
                continue;
            }
            // "By Jane Doe (AFP)" has the shape of a picture's credit but says who wrote.
            Some(FurnitureKind::Caption | FurnitureKind::MediaCredit) if person::after_by(words).is_none() => None,
            Some(FurnitureKind::Related) if person::after_by(words).is_none() => None,
            Some(FurnitureKind::Embed | FurnitureKind::Table | FurnitureKind::Disclaimer) => None,
            Some(FurnitureKind::Headline) => None,
            // "(c) 2018, Bloomberg": the sign alone stands below pictures.
            Some(FurnitureKind::Copyright) => {
                found.extend(
                    reader.copyright(words, Stand::Within, "copyright line").filter(|_| !words.starts_with('©')),
                );
                None
            }
            // "Image copyright", "Reuters", "Image caption".
            _ if page::begins_others(words) || at > 0 && labels_picture(&lines[at - 1].words) => None,
            None if line.is_running => {
                found.extend(reader.dateline(words, "dateline"));
                None
            }
            Some(FurnitureKind::Byline) => reader
                .head(words, beside, "byline")
                .or_else(|| reader.byline(words, "byline").map(|credit| (Strength::Plain, credit))),
            Some(FurnitureKind::MetaLine) => reader.head(words, beside, "head line").or_else(|| {
                words.split('|').find_map(|part| reader.head(part, Beside { date: true, ..beside }, "head line"))
            }),
            _ => {
                let dateline = reader.dateline(words, "dateline").filter(|_| line.kind.is_none());
                let is_dateline = dateline.is_some();
                found.extend(dateline);
                if is_dateline { None } else { reader.head(words, beside, "head line") }
            }
        };
        if let Some(read) = read {
            if read.0 == Strength::Plain {
                last = Some(at);
            }
            bylines.push(read);
        }
    }
    // Captions may be as long as paragraphs: an agency's dateline may stand below several.
    // A teaser may be as long as one too, but stands alone.
    let below = page.head.end.clamp(page.text.start, page.text.end)..page.text.end;
    let is_opening = |at: &usize| {
        let line = &page.lines[*at];
        let mut next = page.lines[at + 1..].iter().take(BESIDE);
        line.kind == Some(FurnitureKind::Dateline) || line.is_running() && next.any(Line::is_running)
    };
    let later = below.filter(is_opening).take(DATELINES).map(|at| page.lines[at].words);
    found
        .extend(later.filter_map(|words| reader.dateline(words, "dateline")).filter(|credit| reader.is_agency(credit)));
    let strongest = bylines.iter().map(|(strength, _)| *strength).max();
    found.extend(bylines.into_iter().filter(|(strength, _)| Some(*strength) == strongest).map(|(_, credit)| credit));
}

/// A short line that says that a picture's credit follows. "Photo: Jane Doe/AP" holds its credit already.
fn labels_picture(words: &str) -> bool {
    let is_label = words.split_once(": ").is_none_or(|(_, named)| named.trim().is_empty());
    is_label && words.split_whitespace().count() <= 3 && PICTURE.is_match(words)
}

fn head_lines(page: &Page<'_>) -> Vec<HeadLine> {
    let mut lines: Vec<HeadLine> = Vec::new();
    let mut is_open = false;
    for line in &page.lines[page.head.clone()] {
        let words = line.words.trim();
        if is_open && let Some(before) = lines.last_mut() {
            before.words = format!("{} {words}", before.words.trim_end_matches(':'));
            before.kind = None;
            is_open = false;
            continue;
        }
        let label = words.trim_end_matches(':').to_lowercase();
        is_open = matches!(
            label.as_str(),
            "by" | "written by" | "posted by" | "author" | "authors" | "reported by" | "story by" | "published by"
        );
        lines.push(HeadLine { words: words.to_owned(), kind: line.kind, is_running: line.is_running() });
    }
    lines
}

/// Credit lines within and below the text, and agencies' copyright anywhere behind it.
fn foot(page: &Page<'_>, reader: &Reader<'_>, found: &mut Vec<Credit>) {
    let within = within(page);
    // Behind a heading for other stories nothing counts, until two paragraphs follow each other again.
    let mut is_over = false;
    let mut last: Option<usize> = None;
    for (at, line) in page.lines.iter().enumerate().skip(page.text.start.min(page.tail.start)) {
        let is_notice = COPYRIGHT.is_match(line.words) && line.words.chars().any(|c| c.is_ascii_digit());
        let is_near = at < page.tail.end;
        if is_near && line.is_running() {
            is_over &= last.is_none_or(|last| at - last > 2);
            let is_first = last.replace(at).is_none();
            if !is_over && !is_first {
                found.extend(reader.footer(line.words, Stand::Within, "footer"));
            }
            continue;
        }
        is_over |= line.begins_others();
        let is_picture = line.kind == Some(FurnitureKind::MediaCredit) && !is_notice && !is_slashed(line.words);
        if !may_credit(line.kind) || is_picture {
            continue;
        }
        if is_near && !is_over {
            found.extend(reader.footer(line.words, stand(page, within[at], at, last), "footer"));
        } else if is_notice {
            let copyright = reader.copyright(line.words, Stand::Within, OF_PAGE);
            found.extend(copyright.filter(|credit| reader.is_agency(credit)));
        }
    }
    // "... the ministry said. --IANS": a sign-off glued to the last words.
    for at in page.text.clone().filter(|at| page.lines[*at].is_running()) {
        if !within[at] {
            found.extend(reader.slashed_end(page.lines[at].words, "end of the text"));
        }
        let Some(end) = glued_end(page.lines[at].words) else { continue };
        let stand = if within[at] { Stand::Within } else { Stand::Below(0) };
        found.extend(reader.footer(end, stand, "end of the text"));
    }
}

/// Of every line, whether another paragraph follows before other stories begin. From the end, so that each line is asked once.
fn within(page: &Page<'_>) -> Vec<bool> {
    let mut within = vec![false; page.lines.len()];
    let mut follows = false;
    for at in (0..page.tail.end).rev() {
        within[at] = follows;
        let line = &page.lines[at];
        follows = line.is_running() || follows && !line.begins_others();
    }
    within
}

/// Where a line behind the first paragraph stands.
fn stand(page: &Page<'_>, is_within: bool, at: usize, last: Option<usize>) -> Stand {
    match last {
        _ if is_within => Stand::Within,
        Some(last) => Stand::Below(at - last - 1),
        None => Stand::Below(at - page.tail.start.min(at)),
    }
}

/// Furniture that may hold a credit for the words.
fn may_credit(kind: Option<FurnitureKind>) -> bool {
    use FurnitureKind::*;
    !matches!(kind, Some(Related | Embed | Table | Caption | Headline | Dateline | StandFirst))
}

/// What stands behind the last dash or bracket of a paragraph, when it is short.
fn glued_end(words: &str) -> Option<&str> {
    let end = words.rfind(" --").or_else(|| words.rfind(" —")).or_else(|| words.rfind(" ("))?;
    (end > 0 && words.len() - end < 120).then(|| &words[end..])
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
                    if fact.name == "author" && person::is_name(&fact.value) {
                        found.push(reader.own(CreditKind::Metadata, &fact.value, A_PERSON));
                    }
                    continue;
                };
                let own = name::is_outlet(organisation, reader.outlet);
                let organisation = if own { reader.outlet.name.clone() } else { organisation.name.clone() };
                found.push(credit(CreditKind::Metadata, organisation, &fact.value, place));
            }
            // The publisher is the outlet, unless an agency published the page for it.
            "publisher" | "copyright_holder" => {
                let named = reader.named_in_parts(&fact.value);
                let agency = named.filter(|o| o.kind == OrganisationKind::Agency && !name::is_outlet(o, reader.outlet));
                found.extend(agency.map(|o| credit(CreditKind::Metadata, o.name.clone(), &fact.value, place)));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::news::Metadatum;

    /// The credit that one declared fact makes on a page of the Harbour Ledger.
    #[track_caller]
    fn check(name: &str, value: &str, place: &str, wanted: Option<(&str, CreditKind)>) {
        let fact = Metadatum { name: name.into(), value: value.into(), place: place.into() };
        let article = Article { metadata: vec![fact], ..Article::default() };
        let outlet = Outlet {
            name: "Harbour Ledger".into(),
            domains: vec!["harbourledger.example".into()],
            ..Outlet::default()
        };
        let found = credits(&article, &outlet, &Trade::builtin());
        let found = found.first().map(|c| (c.organisation.as_deref().unwrap_or("agencies"), c.kind));
        assert_eq!(found, wanted, "{name} {value}");
    }

    /// A hundred thousand lines, none of them a paragraph: where each asks all behind it, that is minutes.
    #[test]
    fn a_text_of_nothing_but_headings_is_read_line_by_line() {
        let mut article = Article::default();
        article.body.paragraphs = (0..100_000).map(|n| format!("Ferry {n} to the north quay")).collect();
        assert!(credits(&article, &Outlet::default(), &Trade::builtin()).is_empty());
        article.body.paragraphs.push("(Reuters)".into());
        let found = credits(&article, &Outlet::default(), &Trade::builtin());
        assert!(found.iter().any(|credit| credit.organisation.as_deref() == Some("Reuters")), "{found:?}");
    }

    #[test]
    fn declared_facts_are_credits_of_their_kind() {
        let agency = |name| Some((name, CreditKind::Metadata));
        check("author", "Associated Press", "json-ld", agency("Associated Press"));
        check("author", "Mara Olsen", "feed author", Some(("Harbour Ledger", CreditKind::Metadata)));
        check("author", "PTI", "feed author", agency("PTI"));
        check("author", "Mara Olsen, Reuters", "feed author", agency("Reuters"));
        check("source_organization", "Agence France-Presse", "json-ld", agency("AFP"));
        check("publisher", "Harbour Ledger", "json-ld", None);
        check("publisher", "The Associated Press", "json-ld", agency("Associated Press"));
        check("credit_text", "ANI", "json-ld", agency("ANI"));
        check("syndication_source", "https://apnews.com/1234", "meta syndication-source", agency("Associated Press"));
        check("original_source", "https://www.reuters.com/article/1", "meta original-source", agency("Reuters"));
        check("feed_source", "Reuters", "feed source", agency("Reuters"));
        let based = Some(("Associated Press", CreditKind::CanonicalLink));
        check("is_based_on", "https://apnews.com/1234", "json-ld", based);
        check("is_based_on", "https://www.harbourledger.example/1", "json-ld", None);
        check("link", "https://apnews.com/1234", "here", None);
    }
}
