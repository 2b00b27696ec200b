//! Quotations: stretches of the body that are other people's words, marks included.

use crate::news::Quotation;

/// Marks that open and the marks that may close them.
const MARKS: &[(char, &[char])] = &[
    ('“', &['”', '“', '"']),
    ('„', &['“', '”', '"']),
    ('«', &['»']),
    ('»', &['«']),
    ('「', &['」']),
    ('『', &['』']),
    ('《', &['》']),
    ('‘', &['’']),
    ('‚', &['‘', '’']),
    ('‹', &['›']),
    ('"', &['"', '”']),
];
/// Bytes from which a stretch between marks is a quotation and no name or nickname.
const SHORTEST: usize = 12;
/// Spoken lines that make a transcript: a single one may be a dateline ("NEW DELHI: ...") or a label.
const TRANSCRIPT: usize = 3;

/// All quotations of the paragraphs. One that opens and does not close goes on, by the custom of the trade, when the next
/// paragraph opens again; else it ends with its paragraph.
pub fn quotations(paragraphs: &[String]) -> Vec<Quotation> {
    let mut found = Vec::new();
    let transcript = paragraphs.iter().filter(|p| is_spoken(p)).count() >= TRANSCRIPT;
    for (number, paragraph) in paragraphs.iter().enumerate() {
        let before = number.checked_sub(1).map_or("", |before| paragraphs[before].as_str());
        if (transcript && is_spoken(paragraph)) || is_post(paragraph) || is_introduced(paragraph, before) {
            found.push(Quotation { paragraph: number, bytes: 0..paragraph.len() });
            continue;
        }
        let next = paragraphs.get(number + 1).map_or("", String::as_str);
        of_paragraph(paragraph, next, &mut |bytes| found.push(Quotation { paragraph: number, bytes }));
    }
    found
}

/// A line of a transcript: "HOLM: We will sail tomorrow." or "Q: Who pays?"
fn is_spoken(paragraph: &str) -> bool {
    let Some((label, said)) = paragraph.split_once(':') else { return false };
    let words = label.split_whitespace().count();
    let named = (1..=4).contains(&words)
        && label.chars().count() <= 40
        && label.chars().any(char::is_alphabetic)
        && !label.chars().any(char::is_lowercase)
        // Scripts without capitals have no such custom.
        && label.chars().any(char::is_uppercase);
    named && said.starts_with(' ') && said.split_whitespace().count() >= 2
}

/// A post of a network as text keeps it: signed with a handle and a day, or with the address of its picture.
fn is_post(paragraph: &str) -> bool {
    if !paragraph.contains(['@', '/']) {
        return false;
    }
    let signed = paragraph.rfind("(@").is_some_and(|at| {
        let before = paragraph[..at].trim_end();
        let named = before.rfind(['—', '–', '-']).is_some_and(|dash| before.len() - dash <= 80);
        named && paragraph[at..].split_whitespace().count() <= 8
    });
    signed || paragraph.contains("pic.twitter.com/") || paragraph.contains("https://t.co/")
}

/// The paragraph before ends with a colon: this is what somebody wrote, in full. One that has marks of its own says itself what
/// is quoted.
fn is_introduced(paragraph: &str, before: &str) -> bool {
    let marked = paragraph.contains(|c: char| MARKS.iter().any(|(open, _)| *open == c && c != '‘' && c != '‚'));
    before.ends_with([':', '：']) && before.split_whitespace().count() >= 4 && !marked
}

fn of_paragraph(paragraph: &str, next: &str, found: &mut impl FnMut(std::ops::Range<usize>)) {
    let mut at = 0;
    // A mark that nothing closes from one place on is closed from no later one: asking again would cost the square.
    let mut unclosed: Vec<char> = Vec::new();
    while let Some((from, open)) = next_mark(paragraph, at) {
        let after = from + open.len_utf8();
        at = after;
        if unclosed.contains(&open) || !opens(paragraph, from, open) {
            continue;
        }
        let ends = MARKS.iter().find(|(mark, _)| *mark == open).map_or(&[][..], |(_, ends)| *ends);
        match end(paragraph, after, open, ends) {
            Some(to) => {
                if to - from >= SHORTEST {
                    found(from..to);
                }
                at = to;
            }
            None if next.starts_with(open) && open != '‘' => {
                found(from..paragraph.len());
                return;
            }
            None => unclosed.push(open),
        }
    }
}

/// The next mark that may open, from byte `at` on.
fn next_mark(paragraph: &str, mut at: usize) -> Option<(usize, char)> {
    let bytes = paragraph.as_bytes();
    while at < bytes.len() {
        // Marks begin with one of these bytes: a straight quote, the guillemets, general and CJK punctuation.
        at += bytes[at..].iter().position(|byte| matches!(byte, b'"' | 0xc2 | 0xe2 | 0xe3))?;
        let c = paragraph[at..].chars().next()?;
        if MARKS.iter().any(|(open, _)| *open == c) {
            return Some((at, c));
        }
        at += c.len_utf8();
    }
    None
}

/// The mark opens a quotation here: it does not stand behind a letter, and something stands behind it.
fn opens(paragraph: &str, at: usize, mark: char) -> bool {
    let before = paragraph[..at].chars().next_back();
    let after = paragraph[at + mark.len_utf8()..].chars().next();
    let behind_word = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | ',' | '!' | '?'));
    let before_gap = after.is_none_or(|c| c.is_whitespace() && mark != '«' && mark != '»');
    match mark {
        '"' | '‘' | '»' | '“' => !behind_word && !before_gap,
        _ => !before_gap,
    }
}

/// The byte after the mark that closes.
fn end(paragraph: &str, from: usize, open: char, ends: &[char]) -> Option<usize> {
    paragraph[from..].char_indices().find_map(|(at, c)| {
        let at = from + at;
        if !ends.contains(&c) {
            return None;
        }
        let next = paragraph[at + c.len_utf8()..].chars().next();
        let inside_word = next.is_some_and(char::is_alphanumeric) && !paragraph[at..].starts_with(['」', '』', '》']);
        // An apostrophe closes nothing ("the skipper’s"), nor does one at the end of a plural.
        let apostrophe = matches!(c, '’') && open == '‘' && inside_word;
        let straight_again = c == open && paragraph[..at].chars().next_back().is_some_and(char::is_whitespace);
        (!(apostrophe || (straight_again && inside_word))).then_some(at + c.len_utf8())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paragraphs: &[&str], quoted: &[&str]) {
        let paragraphs: Vec<String> = paragraphs.iter().map(|p| (*p).to_owned()).collect();
        let found: Vec<&str> = quotations(&paragraphs)
            .iter()
            .map(|q| &paragraphs[q.paragraph][q.bytes.clone()])
            .map(|s| s as &str)
            .collect::<Vec<_>>();
        assert_eq!(found, quoted);
    }

    #[test]
    fn marks_of_many_languages_open_and_close() {
        check(&["\"We will sail,\" said Ida Holm. \"We always do.\""], &["\"We will sail,\"", "\"We always do.\""]);
        check(&["“We will sail,” she said."], &["“We will sail,”"]);
        check(&["„Wir fahren morgen“, sagte sie."], &["„Wir fahren morgen“"]);
        check(&["« Nous partirons demain », a-t-elle dit."], &["« Nous partirons demain »"]);
        check(&["»Wir fahren morgen«, sagte sie."], &["»Wir fahren morgen«"]);
        check(&["她说：「我们明天出发」。"], &["「我们明天出发」"]);
        check(&["‘We’ll sail on Monday,’ the skippers’ leader said."], &["‘We’ll sail on Monday,’"]);
        check(&["The 6\" board and the so-called \"ferry\" left"], &[]);
    }

    #[test]
    fn transcripts_posts_and_introduced_words_are_quoted_without_marks() {
        let spoken = ["HOLM: We will sail tomorrow.", "Q: Who pays for it?", "HOLM: The board pays."];
        check(&spoken, &spoken);
        check(&["NESS: The ferry left the quay at noon.", "It was late."], &[]);
        check(
            &["Fog was on the sound. — Ness Ferries (@nessferries) May 3, 2031"],
            &["Fog was on the sound. — Ness Ferries (@nessferries) May 3, 2031"],
        );
        check(
            &["The board wrote to its skippers:", "All ferries stay in dock until Monday.", "They did."],
            &["All ferries stay in dock until Monday."],
        );
        check(&["Ness: The ferry left.", "10:30 The ferry left.", "Mail ida@ness.example now."], &[]);
    }

    #[test]
    fn a_quotation_may_run_over_paragraphs() {
        check(
            &["“We will sail.", "“We always do,” she said.", "Nobody “minded"],
            &["“We will sail.", "“We always do,”"],
        );
    }
}
