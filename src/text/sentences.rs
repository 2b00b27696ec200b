//! Sentences of a paragraph, by the marks that end them. Abbreviations and initials do not.

use std::ops::Range;

/// Short forms that stand before a name or a number and end no sentence.
const SHORT_FORMS: &[&str] = &[
    "mr", "mrs", "ms", "dr", "prof", "st", "gen", "col", "lt", "sgt", "capt", "cmdr", "adm", "gov", "sen", "rep",
    "rev", "hon", "no", "nos", "vs", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov",
    "dec", "inc", "ltd", "co", "corp", "bros", "u.s", "u.k", "u.n", "e.g", "i.e", "approx", "bzw", "z.b", "nr", "art",
    "mme", "mlle", "sr", "sra", "smt", "shri",
];

/// Byte ranges of the sentences, without the space around them. Marks that close a quotation belong to the sentence.
pub fn sentences(paragraph: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut chars = paragraph.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !is_end(c) {
            continue;
        }
        let mut end = at + c.len_utf8();
        while let Some((next, mark)) = chars.peek().copied() {
            if !(is_end(mark) || is_closing(mark)) {
                break;
            }
            end = next + mark.len_utf8();
            chars.next();
        }
        if ends(paragraph, from, at, c, end) {
            push(paragraph, from..end, &mut found);
            from = end;
        }
    }
    push(paragraph, from..paragraph.len(), &mut found);
    found
}

/// It ends as a sentence does, in any script. What introduces something ends no sentence: see [`ends_or_introduces`].
pub fn ends_sentence(text: &str) -> bool {
    unquoted(text).ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '॥', '۔', '؟', '።'])
}

/// It ends as a sentence does, or in the colon that introduces a quotation or a list: running text ends in one of the two.
pub fn ends_or_introduces(text: &str) -> bool {
    ends_sentence(text) || unquoted(text).ends_with([':', '：'])
}

/// Without the marks that close a quotation or a bracket behind its last word.
fn unquoted(text: &str) -> &str {
    text.trim_end_matches(['"', '”', '’', '»', '“', ')', ']', '\'', ' ', '」', '』'])
}

fn is_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '।' | '॥' | '。' | '！' | '？' | '؟' | '۔')
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '”' | '“' | '’' | '»' | '«' | ')' | ']' | '」' | '』' | '\'')
}

/// Whether the mark at `at` (with what closes behind it, up to `end`) ends the sentence that began at `from`.
fn ends(paragraph: &str, from: usize, at: usize, mark: char, end: usize) -> bool {
    let rest = &paragraph[end..];
    if matches!(mark, '。' | '！' | '？' | '।' | '॥') {
        return true;
    }
    let Some(space) = rest.chars().next() else { return true };
    if !space.is_whitespace() {
        return false;
    }
    // What goes on in small letters was no end: "2 a.m. with", "'Stop!' she cried".
    if rest.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase) {
        return false;
    }
    if mark != '.' || end > at + 1 {
        return true;
    }
    let word = paragraph[from..at].rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    let is_initial = word.chars().count() == 1 && word.chars().all(char::is_uppercase);
    !is_initial && !SHORT_FORMS.contains(&word.to_lowercase().as_str())
}

fn push(paragraph: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let words = &paragraph[range.clone()];
    let start = range.start + (words.len() - words.trim_start().len());
    let end = range.end - (words.len() - words.trim_end().len());
    if start < end {
        found.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(paragraph: &str, expected: &[&str]) {
        let found: Vec<&str> = sentences(paragraph).into_iter().map(|range| &paragraph[range]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn sentences_end_at_their_marks() {
        check("The dam opened. Nobody was hurt!", &["The dam opened.", "Nobody was hurt!"]);
        check("It began at 2 a.m. with one gate.", &["It began at 2 a.m. with one gate."]);
        check("Dr. A. Pym spoke. So did St. Anne.", &["Dr. A. Pym spoke.", "So did St. Anne."]);
        check("\"No,\" he said. \"Never.\" Then he left.", &["\"No,\" he said.", "\"Never.\"", "Then he left."]);
        check("पुल बना। काम शुरू।", &["पुल बना।", "काम शुरू।"]);
        check("大坝开闸。无人受伤。", &["大坝开闸。", "无人受伤。"]);
        check("It rose 3.5 per cent", &["It rose 3.5 per cent"]);
        check("  ", &[]);
    }

    #[test]
    fn a_colon_introduces_and_ends_no_sentence() {
        for (text, ends, introduces) in [
            ("The minister said so.", true, true),
            ("\"Never,\" he said. \"Never!\" ", true, true),
            ("The minister said:", false, true),
            ("The minister said:\"", false, true),
            ("The minister said: ", false, true),
            ("部长说：", false, true),
            ("The minister", false, false),
        ] {
            assert_eq!((ends_sentence(text), ends_or_introduces(text)), (ends, introduces), "{text}");
        }
    }
}
