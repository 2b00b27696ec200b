//! Citations: the media a text says it rests on, each with its sentence, and which of them rests on which.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{medium, name};
use crate::news::{Article, Citation, Manner, Organisation, Outlet, Trade};

/// What may stand between the word that cites and the name: "told the Russian news agency", "an interview with local station".
const BETWEEN: &str = r#"(?:\s+(?:the|that the|both|die|der|das|dem|le|la|l['’]|el|il|en|un|une|a|an)(?:\b|$))?(?:\s+(?:[\p{L}’'-]+\s+){0,3}?(?:newspapers?|daily|tabloid|weekly|agency|news agency|station|channel|broadcaster|website|site|magazine|network|outlet|affiliate|programme|program|show|paper|agence|agencji|agencja|агентству?|газете?|Zeitung|Agentur|Nachrichtenagentur|quotidien|chaîne|cadena|diario|periódico|quotidiano|dziennik\w*|gazet\w+))?\s*['"“‘]?$"#;

/// Just before the name of a medium to which words were said: "told Reuters", "an interview with CBS".
static SAID_TO: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?i)(?:\btold|\btells|\btelling|\binterview(?:s|ed)? (?:with|by|on|to)|\binterview published (?:by|in)|\bspeaking (?:to|on|with)|\bspoke (?:to|with|on)|\bspoken (?:to|with)|\bspeaks to|\btalking to|\btalked to|\bappear(?:ed|ing|ance|s) on|\bstatement(?: provided| sent| given)? to|\bemail(?:ed statement)? to|\bconfirmed to|\bremarks (?:to|on)|\bcomments (?:to|on)|\bsaid (?:on|in an? \w+ (?:to|with))|\bgegenüber|\bsagte|\bim (?:Gespräch|Interview) mit|\bdéclaré (?:à|au)|\binterview (?:à|au|accordée à)|\bau micro d[eu]|\bconfié (?:à|au)|\bdijo a|\bdeclaró a|\bentrevista (?:con|a)|\bha detto a|\bintervista a|\bpowiedzia[lł]a? (?:dla )?|\bw rozmowie z|\bзаявил\w* в интервью)(?:{BETWEEN})"
    ))
    .expect("checked by tests")
});
/// Just before the name of a medium that reported: "reported The Hill", "according to the Times".
static REPORTED_BY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?i)(?:\breported(?: by| in| on)?|\breports(?: in)?|\baccording to(?: (?:an? |the )?(?:\w+ )?(?:reports?|articles?|stories|story|analysis|data compiled|tally|poll) (?:by|in|from|on|at))?|\bas per(?: (?:an? |the )?reports? (?:by|in|from))?|\bobtained by|\bseen by|\breviewed by|\bpublished (?:by|in|on)|\b(?:story|article|piece|essay|op-ed|editorial|column|investigation|analysis|poll|survey) (?:in|by|from|for)|\breports? (?:by|in|from|on)|\bfirst reported by|\bbroken by|\brevealed by|\bper|\bwriting in|\bwrote in|\blaut|\bwie|\bberichtete?n?|\bBericht(?:en)? de[rs]|\bselon|\bd'après|\bsegún|\bsecondo|\bpodał[ao]?|\bpodaje|\bжурналист\w*|\bсообщ\w+|\bпередает|\bпо данным)(?:{BETWEEN})"
    ))
    .expect("checked by tests")
});
/// Just before a medium that another rests on: "citing NBC".
static CITING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?i)(?:\bcit(?:ing|es|ed)(?: (?:an? |the )?(?:earlier )?(?:report|story|article|interview)s? (?:by|in|from|with|on))?|\bquot(?:ing|es|ed)(?: by)?|\bcited by|\bquoting|\bunter Berufung auf|\bciting|\bcitant|\bcitando(?: a)?|\bpowołując się na|\bcytowan\w+ przez|\bсо ссылкой на)(?:{BETWEEN})"
    ))
    .expect("checked by tests")
});
/// Just after a medium that reported: "NBC reported", "The New York Times's Jane Doe writes", "a CNN report".
static HAS_REPORTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?i)^['"”’]?(?:['’]s?)?\s*,?\s*(?:(?:news|newspaper|has|have|had|first|also|earlier|later|previously|exclusively|agency|news agency|on \w+day|\w+day|this week|last week|w\w+ \w+)\s*,?\s+){0,3}(?:report(?:ed|s|ing)\b|said in (?:a|its) report|wrote\b|revealed\b|broke the (?:news|story)|quot(?:ed|es)\b|cit(?:ed|es)\b|(?:news )?(?:report|story|article|investigation|poll|analysis)\b|said,? citing|berichtet\w*|meldet\w*|rapporte|a rapporté|inform[aó]\b|reportó|riporta|riferisce|podaj[eą]|podał\w*|poinformował\w*|сообщ\w+|передает|пишет)|^\s*(?:के अनुसार|की रिपोर्ट)"#).expect("checked by tests")
});
/// Just after a medium that words were said to: "PTI को बताया".
static WAS_TOLD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\s*(?:को बताया|से बातचीत|ने बताया)|^\s+(?:interview\b|has (?:seen|obtained|learned)|was told)")
        .expect("checked by tests")
});
/// A sentence that credits or shows a picture cites nothing.
static CREDITS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\bcontributed (?:to this|reporting)|^(?:photo|image|picture|video)s?\b|\ball rights reserved\b")
        .expect("checked by tests")
});

/// Words of a sentence before or behind a report that leave it the frame of the whole: "The Hill reported that ...",
/// "..., reported The Hill on Sunday."
const FRAME: usize = 4;

/// How a sentence names a medium.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cue {
    /// It reported the whole sentence.
    Framing,
    /// It reported something of it.
    Reported,
    /// Words were said to it.
    Spoken,
    /// Another medium (or the text itself) cites it.
    Cited,
}

/// Every medium cited, each once, with the sentence that says most of it.
pub fn citations(article: &Article, outlet: &Outlet, trade: &Trade) -> Vec<Citation> {
    let mut found: Vec<Citation> = Vec::new();
    for paragraph in &article.body.paragraphs {
        let media = media(paragraph, outlet, trade);
        if media.is_empty() {
            continue;
        }
        for sentence in sentences(paragraph) {
            let words = &paragraph[sentence.clone()];
            if CREDITS.is_match(words) {
                continue;
            }
            for citation in of_sentence(&sentence, paragraph, &media, article) {
                match found.iter_mut().find(|known| known.medium == citation.medium) {
                    Some(known) if known.cited_by.is_none() && citation.cited_by.is_some() => *known = citation,
                    Some(_) => {}
                    None => found.push(citation),
                }
            }
        }
    }
    found
}

/// A medium named in a paragraph.
struct Named<'t> {
    at: Range<usize>,
    name: String,
    known: Option<&'t Organisation>,
}

/// The media a paragraph names, the outlet itself left out.
fn media<'t>(paragraph: &str, outlet: &Outlet, trade: &'t Trade) -> Vec<Named<'t>> {
    let mut media: Vec<Named<'t>> = name::within(paragraph, trade)
        .into_iter()
        .map(|(start, end, organisation)| Named {
            at: start..end,
            name: organisation.name.clone(),
            known: Some(organisation),
        })
        .collect();
    let known: Vec<Range<usize>> = media.iter().map(|named| named.at.clone()).collect();
    for at in medium::within(paragraph) {
        // "The Hill newspaper", "Fox News" of the list win over the shape; a longer name by its shape ("Estby Daily News")
        // wins over a known one within it.
        if known.iter().any(|known| known.start < at.end && at.start < known.end && known.len() + 4 >= at.len()) {
            continue;
        }
        let name = paragraph[at.clone()].to_owned();
        media.retain(|named| named.at.end <= at.start || at.end <= named.at.start);
        media.push(Named { at, name, known: None });
    }
    media.retain(|named| match named.known {
        Some(organisation) => !name::is_outlet(organisation, outlet),
        None => !name::is_own(&named.name, outlet),
    });
    media.sort_by_key(|named| named.at.start);
    media
}

/// What one sentence cites, and which of the media rests on which.
fn of_sentence(sentence: &Range<usize>, paragraph: &str, media: &[Named<'_>], article: &Article) -> Vec<Citation> {
    let words = paragraph[sentence.clone()].trim();
    let mut cited: Vec<(&Named<'_>, Cue)> = Vec::new();
    for named in media.iter().filter(|named| sentence.start <= named.at.start && named.at.start < sentence.end) {
        // "told AFP and Reuters": the second shares the word of the first.
        let joined = cited.last().filter(|(before, _)| {
            matches!(
                paragraph[before.at.end..named.at.start].trim(),
                "and" | "," | "/" | "und" | "et" | "y" | "and the"
            )
        });
        let cue = cue(sentence, paragraph, named).or_else(|| joined.map(|(_, cue)| *cue));
        if let Some(cue) = cue
            && cited.iter().all(|(other, _)| other.name != named.name)
        {
            cited.push((named, cue));
        }
    }
    let mut framing = cited.iter().filter(|(_, cue)| *cue == Cue::Framing);
    let frame = framing.next().filter(|_| framing.next().is_none()).map(|(named, _)| named.name.clone());
    // "said X, citing Y": one reporter and one it cites, wherever they stand.
    let mut reporting = cited.iter().filter(|(_, cue)| matches!(cue, Cue::Framing | Cue::Reported));
    let reporter = reporting.next().filter(|_| reporting.next().is_none()).map(|(named, _)| named.name.clone());
    cited
        .iter()
        .map(|(named, cue)| Citation {
            medium: named.name.clone(),
            words: words.to_owned(),
            manner: if *cue == Cue::Spoken { Manner::Spoken } else { Manner::Reported },
            cited_by: match cue {
                Cue::Spoken => frame.clone(),
                Cue::Cited => reporter.clone(),
                Cue::Framing | Cue::Reported => None,
            },
            link: link(named, words, article),
        })
        .collect()
}

/// The cue that makes a name in a sentence a citation.
fn cue(sentence: &Range<usize>, paragraph: &str, named: &Named<'_>) -> Option<Cue> {
    let before = &paragraph[sentence.start..named.at.start];
    let behind = &paragraph[named.at.end..sentence.end.max(named.at.end)];
    let frames = |is_frame: bool| Some(if is_frame { Cue::Framing } else { Cue::Reported });
    if CITING.is_match(before) {
        return Some(Cue::Cited);
    }
    if SAID_TO.is_match(before) || WAS_TOLD.is_match(behind) {
        return Some(Cue::Spoken);
    }
    if let Some(report) = HAS_REPORTED.find(behind) {
        let is_last = few(&behind[report.end()..]);
        return frames(few(before) || is_last);
    }
    if let Some(report) = REPORTED_BY.find(before) {
        return frames(few(behind) || few(&before[..report.start()]));
    }
    None
}

/// So few words that what stands beside them is the frame of the sentence.
fn few(words: &str) -> bool {
    words.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count() <= FRAME
}

/// The link that the words of a sentence carry to a medium: to an address of its own, or on its very name.
fn link(named: &Named<'_>, words: &str, article: &Article) -> Option<String> {
    let links = article.metadata.iter().filter(|fact| fact.name == "link");
    let mut of_it = links.filter(|fact| {
        let host = fact.value.split("://").nth(1).unwrap_or_default().split('/').next().unwrap_or_default();
        let label = name::letters(host.strip_prefix("www.").unwrap_or(host).split('.').next().unwrap_or_default());
        let is_its_domain = match named.known {
            Some(known) => known.domains.iter().any(|d| host == d || host.ends_with(&format!(".{d}"))),
            None => label.len() > 3 && label == name::letters(&named.name),
        };
        words.contains(fact.place.as_str()) && (is_its_domain || fact.place.contains(&named.name))
    });
    of_it.next().map(|fact| fact.value.clone())
}

/// Sentences, by the marks that end them and a space.
fn sentences(paragraph: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut from = 0;
    let mut before = ' ';
    let mut last_but_one = ' ';
    for (at, c) in paragraph.char_indices() {
        let is_mark = |c: char| matches!(c, '.' | '!' | '?' | '।');
        // A closing mark of quotation may stand behind the full stop.
        let ends = c == ' ' && (is_mark(before) || matches!(before, '"' | '”' | '’' | '»') && is_mark(last_but_one))
            || matches!(before, '。');
        if ends && !is_abbreviation(&paragraph[from..at]) {
            sentences.push(from..at);
            from = at;
        }
        last_but_one = before;
        before = c;
    }
    sentences.push(from..paragraph.len());
    sentences
}

/// The full stop at its end is one of an initial or a title, not of a sentence.
fn is_abbreviation(text: &str) -> bool {
    const TITLES: &[&str] = &[
        "Mr", "Mrs", "Ms", "Dr", "Sen", "Rep", "Gov", "Gen", "Lt", "Col", "Sgt", "Capt", "Rev", "St", "Jr", "Sr",
        "Prof", "Jan", "Feb", "Aug", "Sept", "Oct", "Nov", "Dec", "No", "Inc", "Co", "Corp", "Ltd", "vs", "Hon", "Fr",
    ];
    let Some(text) = text.strip_suffix('.') else { return false };
    let word = text.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or(text);
    TITLES.contains(&word) || word.chars().rev().take(2).any(|c| c == '.') || word.chars().count() == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::news::Body;

    fn cited(paragraphs: &[&str]) -> Vec<Citation> {
        let body = Body { paragraphs: paragraphs.iter().map(|p| (*p).to_owned()).collect(), ..Body::default() };
        let article = Article { body, ..Article::default() };
        citations(&article, &Outlet { name: "Harbour Ledger".into(), ..Outlet::default() }, &Trade::builtin())
    }

    /// Media with who cites them, in the order of the text.
    #[track_caller]
    fn check(text: &str, wanted: &[(&str, Option<&str>)]) {
        let found = cited(&[text]);
        let found: Vec<(&str, Option<&str>)> =
            found.iter().map(|c| (c.medium.as_str(), c.cited_by.as_deref())).collect();
        assert_eq!(found, wanted, "{text}");
    }

    #[test]
    fn media_a_text_rests_on_are_found() {
        check("The mayor told Reuters that the pier is safe.", &[("Reuters", None)]);
        check("The mayor told the Reuters news agency that the pier is safe.", &[("Reuters", None)]);
        check("The sale was first reported by The New York Times.", &[("The New York Times", None)]);
        check("In an interview with CBS News on Sunday, the mayor denied it.", &[("CBS", None)]);
        check("The pier will cost more, according to a report in The Guardian.", &[("The Guardian", None)]);
        check("The harbour closes, sources said, citing Kyodo.", &[("Kyodo", None)]);
        check("The pier is safe, he told AFP and Reuters.", &[("AFP", None), ("Reuters", None)]);
        check("The newspaper Estby Tidende reported on Monday that it knew.", &[("Estby Tidende", None)]);
        check("The former director told Radio Estby that he had not seen it.", &[("Radio Estby", None)]);
        check("The Elmsworth Evening Post wrote that the pier was sold.", &[("Elmsworth Evening Post", None)]);
    }

    #[test]
    fn a_medium_that_is_only_spoken_of_is_not_cited() {
        check("Shares of Thomson Reuters rose by two per cent.", &[]);
        check("The mayor, once an editor at The Guardian, denied it.", &[]);
        check("He told the mayor that the post was safe.", &[]);
        check("The Associated Press contributed to this report.", &[]);
        check("The mayor told the Harbour Ledger that it is safe.", &[]);
    }

    #[test]
    fn which_medium_rests_on_which_is_read_from_the_sentence() {
        check("The Hill reported on Sunday, citing NBC.", &[("The Hill", None), ("NBC", Some("The Hill"))]);
        check(
            "The mayor, who appeared on NBC's \"Meet the Press\", said that it would not close, reported The Hill.",
            &[("NBC", Some("The Hill")), ("The Hill", None)],
        );
        check(
            "According to The Guardian, the mayor told CNN he would go.",
            &[("The Guardian", None), ("CNN", Some("The Guardian"))],
        );
        // Two statements side by side: nothing says that one rests on the other.
        check(
            "The mayor told CNN on Monday that he would stay for another year, and later in the week Reuters reported that he had already signed the papers of his leave.",
            &[("CNN", None), ("Reuters", None)],
        );
    }

    #[test]
    fn sentences_do_not_end_at_titles_and_initials() {
        let text = "Sen. John Q. Smith told Reuters so. It was \"over.\" He left.";
        let found: Vec<&str> = sentences(text).into_iter().map(|s| text[s].trim()).collect();
        assert_eq!(found, ["Sen. John Q. Smith told Reuters so.", "It was \"over.\"", "He left."]);
    }
}
