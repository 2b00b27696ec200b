//! Media that no list knows, found by the shape of their names: "Estby Tidende", "Radio Estby", "the newspaper Fjellposten".

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// A capitalised word of a name.
const WORD: &str = r"\p{Lu}[\p{L}\p{M}’'.&-]*";

/// Names that end or begin with what they are.
static SHAPED: LazyLock<Regex> = LazyLock::new(|| {
    let last = "Times|Post|Herald|Tribune|Gazette|Chronicle|Journal|Observer|Courier|Examiner|Register|Sentinel|Bulletin|Dispatch|Globe|Star|News|Mail|Mirror|Telegraph|Echo|Argus|Standard|Guardian|Independent|Mercury|Advertiser|Inquirer|Enquirer|Daily|Weekly|Magazine|Review|Ledger|Reporter|Leader|Record|Republic|Banner|Beacon|Citizen|Recorder|Tidende|Tidning|Tidningen|Zeitung|Nachrichten|Anzeiger|Rundschau|Allgemeine|Tageblatt|Kurier|Dagblad|Dagbladet|Avis|Avisen|Gazeta|Radio|TV|Television|FM|Wire";
    let first = "Radio|TV|Televisión|Channel|Canal|Diario|Corriere|Daily|Gazeta|Dagens|Dziennik|Kurier|Journal de|Gazette de|La Voix|La Voz|El Diario|Le Journal";
    let pattern =
        format!(r"(?:{WORD}\s+(?:(?:of|de|del|du)\s+)?){{1,3}}(?:{last})\b|\b(?:{first})\s+{WORD}(?:\s+{WORD})?");
    Regex::new(&pattern).expect("checked by tests")
});

/// Names said to be a medium: "the newspaper Fjellposten", "broadcaster Norrsken".
static CALLED: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = format!(
        r"\b(?:newspaper|broadcaster|tabloid|news agency|news (?:web)?site|news portal|news magazine|radio station|television station|TV station|TV channel|television channel|Tageszeitung|Zeitung|Nachrichtenagentur|quotidien|journal|diario|periódico|quotidiano|dziennik|gazeta|газета|телеканал|агентство)\s+(?P<name>{WORD}(?:\s+{WORD}){{0,3}})"
    );
    Regex::new(&pattern).expect("checked by tests")
});

/// Words before a name that are not of it.
const ARTICLES: &[&str] = &["The ", "A ", "In ", "As ", "But ", "And ", "According to ", "Last ", "On "];

/// Where media stand in a text by the shape of their names or because they are called so.
pub fn within(text: &str) -> Vec<Range<usize>> {
    let called = CALLED.captures_iter(text).filter_map(|found| found.name("name")).map(|name| name.range());
    let mut found: Vec<Range<usize>> = called.collect();
    for shaped in SHAPED.find_iter(text).map(|found| found.range()) {
        if found.iter().all(|other| shaped.end <= other.start || other.end <= shaped.start) {
            found.push(shaped);
        }
    }
    for range in &mut found {
        while let Some(article) = ARTICLES.iter().find(|article| text[range.clone()].starts_with(**article)) {
            range.start += article.len();
        }
        let name = text[range.clone()].trim_end_matches(['.', '’', '\'', '-', '&']);
        let name = name.strip_suffix("’s").or_else(|| name.strip_suffix("'s")).unwrap_or(name);
        range.end = range.start + name.len();
    }
    found.retain(|range| text[range.clone()].chars().count() > 3);
    found.sort_by_key(|range| range.start);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, wanted: &[&str]) {
        let found: Vec<&str> = within(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, wanted, "{text}");
    }

    #[test]
    fn media_are_known_by_the_shape_of_their_names() {
        check("the newspaper Estby Tidende reported on Monday", &["Estby Tidende"]);
        check("Grieve told Radio Estby that he had not", &["Radio Estby"]);
        check("The Harbour Ledger first reported the sale", &["Harbour Ledger"]);
        check("the broadcaster Norrsken said", &["Norrsken"]);
        check("the post office told the mayor at times", &[]);
    }
}
