//! Citations: the media a text says it rests on, each with its sentence.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::name;
use crate::news::{Article, Citation, Outlet, Trade};

/// Just before the name of a medium: "told Reuters", "according to the Times", "an interview with CBS".
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:\btold|\breported(?: by| in)?|\breports(?: in)?|\baccording to(?: a report (?:by|in|from))?|\binterview(?:ed)? (?:with|by|on|to)|\bspeaking (?:to|on|with)|\bspoke (?:to|with)|\bappear(?:ed|ing|ance) on|\bciting|\bcited by|\bquoted by|\bstatement to|\bpublished (?:by|in)|\bstory (?:in|by)|\breport (?:by|in|from)|\bfirst reported by|\bper|\bwriting in|\bgegenüber(?: der| dem)?|\bsagte (?:der|dem)|\blaut|\bwie (?:die|der|das)|\bselon|\bdéclaré (?:à|au)|\binterview (?:à|au|accordée à)|\bsegún|\bdijo a|\bha detto a|\bsecondo|\bintervista a|\bpowiedzia[lł]a? (?:dla )?|\bpodał[ao]?|\bcytowan\w+ przez|\bсообщ\w+|\bпередает|\bпо данным)(?:\s+(?:the|that the|die|der|das|le|la|l['’]|el|il|newspaper|daily|agency|news agency|agence|agencji|агентству?|TV channel))*\s*$").expect("checked")
});
/// Just after it: "NBC reported", "PTI ने बताया".
static AFTER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^(?:['’]s?)?\s*,?\s*(?:(?:news|newspaper|has|had|first|also|earlier|later|agency|news agency|on \w+day|w\w+ \w+)\s+){0,3}(?:report(?:ed|s)|said in a report|berichtet\w*|meldet\w*|rapporte|a rapporté|inform[aó]|reportó|riporta|riferisce|podaj[eą]|podał\w*|сообщ\w+|передает)|^\s*(?:को बताया|ने बताया|के अनुसार|की रिपोर्ट)").expect("checked")
});

/// Every medium cited, each once, with the sentence.
pub fn citations(article: &Article, outlet: &Outlet, trade: &Trade) -> Vec<Citation> {
    let mut found: Vec<Citation> = Vec::new();
    for paragraph in &article.body.paragraphs {
        for (start, end, organisation) in name::within(paragraph, trade) {
            let sentence = sentence_at(paragraph, start);
            let is_cited = BEFORE.is_match(&paragraph[sentence.start..start])
                || AFTER.is_match(&paragraph[end..sentence.end.max(end)]);
            let is_new = found.iter().all(|citation| citation.medium != organisation.name);
            if is_cited && is_new && !name::is_outlet(organisation, outlet) {
                let words = paragraph[sentence].trim().to_owned();
                found.push(Citation { medium: organisation.name.clone(), words });
            }
        }
    }
    found
}

/// The sentence a byte stands in.
fn sentence_at(paragraph: &str, at: usize) -> Range<usize> {
    let mut start = 0;
    for sentence in sentences(paragraph) {
        let end = start + sentence.len();
        if at < end {
            return start..end;
        }
        start = end;
    }
    start..paragraph.len()
}

/// Sentences, by the marks that end them and a space.
fn sentences(paragraph: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut from = 0;
    let mut before = ' ';
    for (at, c) in paragraph.char_indices() {
        let ends = c == ' ' && matches!(before, '.' | '!' | '?' | '।') || matches!(before, '。');
        let is_initial =
            before == '.' && paragraph[from..at].trim_end_matches('.').chars().rev().take(2).any(char::is_whitespace);
        if ends && !is_initial {
            sentences.push(&paragraph[from..at]);
            from = at;
        }
        before = c;
    }
    sentences.push(&paragraph[from..]);
    sentences
}
