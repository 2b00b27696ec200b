//! Agency notices: corrections, updates, holds, kills, embargoes, read from headline and first lines.

use std::sync::LazyLock;

use regex::Regex;

use crate::news::{Article, Notice, NoticeKind};

/// Words from which a text under a notice is copy of its own.
const CARRIES_COPY: usize = 80;

static FORMS: LazyLock<Vec<(NoticeKind, Regex)>> = LazyLock::new(|| {
    let form = |kind, pattern: &str| (kind, Regex::new(pattern).expect("checked by tests"));
    vec![
        form(
            NoticeKind::Kill,
            r"^\W*(?i:(?:[\p{L}]+[ -])?(?:mandatory )?kill)\b(?:\s*[:\-–—/]|\W*$|\s+(?i:notice|advisory|bulletin))|(?i)^\W*(?:please )?(?:kill|withdraw) the (?:story|item|article)|^\W*(?:withdrawn|story withdrawn|zurückgezogen|annulation|annule)\s*[:\-–—]",
        ),
        form(
            NoticeKind::Hold,
            r"^\W*HOLD\b(?:\s*[:\-–—/]|\W*$|\s+(?i:for release|notice))|(?i)^\W*(?:please )?hold the (?:story|item|article)|^\W*(?i:sperrung)\s*[:\-–—]",
        ),
        form(
            NoticeKind::Embargo,
            r"(?i)^\W*(?:under )?(?:strict )?embargo(?:ed)?\b\s*(?:[:\-–—]|until|till|to)|^\W*(?:not for (?:release|publication) before|sperrfrist|sous embargo)",
        ),
        form(
            NoticeKind::Correction,
            r"(?i)^\W*(?:(?:official )?correction|corrected|corrects|corrigendum|corr|berichtigung|korrektur|korrigiert|rectificatif|corrección|correzione|errata|rettifica|sprostowanie|korekta|исправление|поправка)\b\s*(?:[:\-–—/(]|\W*$|(?:paragraph|headline|spelling|name|figure|to|in|that)\b)|\((?:corrects|corrected|corrige|korrigiert)\b",
        ),
        form(
            NoticeKind::Update,
            r"^\W*(?:UPDATE|Update)\s*\d*\s*[:\-–—]|(?i)^\W*(?:\d+(?:st|nd|rd|th) )?(?:writethru|write-through|lead-all)\b|^\W*\((?:updates|updated|adds|recasts|actualise|ajoute)\b[^)]{2,160}\)",
        ),
    ]
});

/// The notice an article carries, read from its headline or its first two lines.
pub fn notice(article: &Article) -> Option<Notice> {
    let lines = article.headline.iter().chain(article.body.paragraphs.iter().take(2));
    let (kind, line) = lines.filter_map(|line| Some((kind(line)?, line))).next()?;
    let words = article.body.text().split_whitespace().count();
    let about = line.split_once([':', '–', '—']).map(|(_, rest)| rest.trim().to_owned());
    Some(Notice {
        kind,
        words: line.chars().take(300).collect(),
        about: about.filter(|about| !about.is_empty()).or_else(|| article.headline.clone()),
        only: words < CARRIES_COPY && !matches!(kind, NoticeKind::Update),
    })
}

fn kind(line: &str) -> Option<NoticeKind> {
    FORMS.iter().find(|(_, form)| form.is_match(line)).map(|(kind, _)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(headline: &str, expected: Option<NoticeKind>) {
        let article = Article { headline: Some(headline.to_owned()), ..Article::default() };
        assert_eq!(notice(&article).map(|notice| notice.kind), expected, "{headline}");
    }

    #[test]
    fn notices_are_known_by_their_forms() {
        check("KILL: Ferry-Fire", Some(NoticeKind::Kill));
        check("MANDATORY KILL: Ferry-Fire", Some(NoticeKind::Kill));
        check("HOLD - Ferry-Fire", Some(NoticeKind::Hold));
        check("CORRECTED: Ferry fire leaves two hurt", Some(NoticeKind::Correction));
        check("CORRECTION: Ferry-Fire", Some(NoticeKind::Correction));
        check("UPDATE 2-Ferry fire leaves two hurt", Some(NoticeKind::Update));
        check("EMBARGOED until 0600 GMT: Harbour report", Some(NoticeKind::Embargo));
    }

    #[test]
    fn copy_about_such_words_is_no_notice() {
        for headline in
            ["Kill switch found in ferry engine", "Hold the line, says mayor", "Corrections officer retires"]
        {
            check(headline, None);
        }
    }
}
