//! Agency notices: corrections, updates, holds, kills, embargoes, read from headline and first lines.

use std::sync::LazyLock;

use regex::Regex;

use crate::news::{Article, ArticleId, Changes, FurnitureKind, ItemId, Notice, NoticeKind, Print, Tie, Zone};
use crate::text::words;

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

/// The notice an article carries, read from its headline, the desk's notes at its head, or its first two lines.
pub fn notice(article: &Article) -> Option<Notice> {
    // Notes are no copy: "(Corrects number in paragraph 1)" stands among the furniture.
    let notes =
        article.furniture.iter().filter(|piece| piece.zone == Zone::Head && piece.words.starts_with(['(', '[']));
    let notes = notes.filter(|piece| piece.kind == FurnitureKind::MetaLine).map(|piece| &piece.words);
    let lines = article.headline.iter().chain(notes).chain(article.body.paragraphs.iter().take(2));
    let (kind, line) = lines.filter_map(|line| Some((kind(line)?, line))).next()?;
    let words = article.body.text().split_whitespace().count();
    let about = Some(bare(line)).filter(|about| !about.is_empty() && *about != line).or(article.headline.as_deref());
    Some(Notice {
        kind,
        words: line.chars().take(300).collect(),
        about: about.map(|about| about.chars().take(300).collect()),
        only: words < CARRIES_COPY && !matches!(kind, NoticeKind::Update),
    })
}

/// Words that stand before a headline and are none of it: "CORRECTED-UPDATE 2-", "KILL:".
static LABELS: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"^\W*(?:(?:MANDATORY |(?i:please ))?(?:CORRECTED|CORRECTION|REFILE|UPDATE|KILL|HOLD|WITHDRAWN|ADVISORY|URGENT|WRAPUP|RPT|REPEAT|Correction|Corrected|Update|Kill|Hold|Berichtigung|Korrektur)\s*\d*\s*[:\-–—/]\s*)+",
    )
    .expect("checked by tests")
});
/// A slug as desks write them: "MINISTER-TUNNEL", "Ferry-Fire", "BC-EU--Ferry Fire".
static SLUG: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i:\bslug(?:ged|line)?\b\W{0,3})(?P<named>[\p{L}\d]+(?:[-/]+[\p{L}\d]+)*)|\b(?P<shaped>\p{Lu}[\p{L}\d]+(?:[-/]+\p{Lu}[\p{L}\d]+)+)\b")
        .expect("checked by tests")
});

/// A headline without the labels of the desk.
fn bare(headline: &str) -> &str {
    LABELS.find(headline).map_or(headline, |labels| headline[labels.end()..].trim())
}

/// What ties a notice to its story.
#[derive(Clone, Copy, Debug)]
pub struct Bearer<'a> {
    /// The article that carries the notice.
    pub article: &'a Article,
    /// The same as a print.
    pub print: &'a Print,
    /// The first article of its own outlet in the cluster its words were placed in, where it is not alone there.
    pub neighbour: Option<ArticleId>,
}

/// Words a headline must have to be known again, and the share of them that must agree.
const HEADLINE: (usize, f32) = (4, 0.6);

/// The story a notice speaks of, among what its outlet printed before (the newest first): by an earlier version of the item
/// itself, a link, the headline, the slug, or matching text, in this order.
pub fn tie(bearer: &Bearer<'_>, printed: &[Print]) -> Option<(ArticleId, Tie)> {
    let stories: Vec<&Print> = printed
        .iter()
        .filter(|print| {
            print.article != bearer.print.article && print.notice.as_ref().is_none_or(|notice| !notice.only)
        })
        .collect();
    let same_item = |item: ItemId| stories.iter().find(|print| print.item == item).map(|print| print.article);
    let other = || stories.iter().filter(|print| print.item != bearer.print.item);
    same_item(bearer.print.item)
        .map(|article| (article, Tie::Item))
        .or_else(|| other().find(|print| links(bearer, print)).map(|print| (print.article, Tie::Link)))
        .or_else(|| other().find(|print| quotes(bearer, print)).map(|print| (print.article, Tie::Headline)))
        .or_else(|| {
            let slugs = slugs(bearer);
            let named = other().find(|print| slugs.iter().any(|slug| has_slug(print, slug)));
            named.map(|print| (print.article, Tie::Slug))
        })
        .or_else(|| bearer.neighbour.map(|article| (article, Tie::Text)))
}

/// The notice links to the story, in its text or by declaration.
fn links(bearer: &Bearer<'_>, print: &Print) -> bool {
    let Some(address) = print.url.as_deref() else { return false };
    let address = address.split_once("://").map_or(address, |(_, rest)| rest).trim_end_matches('/');
    // A bare front page stands for nothing.
    if !address.contains('/') {
        return false;
    }
    let declared = bearer.article.metadata.iter().map(|fact| fact.value.as_str());
    let furniture = bearer.article.furniture.iter().map(|piece| piece.words.as_str());
    let paragraphs = bearer.article.body.paragraphs.iter().map(String::as_str);
    let own = bearer.print.url.as_deref();
    declared
        .chain(bearer.article.canonical.as_deref())
        .chain(furniture)
        .chain(paragraphs)
        .filter(|words| Some(*words) != own)
        .any(|words| ends_there(words, address))
}

/// The address stands in the words and does not go on.
fn ends_there(words: &str, address: &str) -> bool {
    words.match_indices(address).any(|(at, _)| {
        words[at + address.len()..].chars().next().is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '-' | '_')))
    })
}

/// The notice has the story's headline, in its own headline or word for word in its text.
fn quotes(bearer: &Bearer<'_>, print: &Print) -> bool {
    let hashes = |text: &str| words::words(text).iter().map(|word| word.hash).collect::<Vec<_>>();
    let Some(theirs) = print.headline.as_deref().map(|headline| hashes(bare(headline))) else { return false };
    if theirs.len() < HEADLINE.0 {
        return false;
    }
    let mine = bearer.article.headline.as_deref().map(|headline| hashes(bare(headline))).unwrap_or_default();
    let shared = theirs.iter().filter(|word| mine.contains(word)).count() as f32;
    let alike = shared >= HEADLINE.1 * theirs.len() as f32 && shared >= HEADLINE.1 * mine.len() as f32;
    let within = |text: &str| hashes(text).windows(theirs.len()).any(|window| window == theirs);
    alike || bearer.article.body.paragraphs.iter().any(|paragraph| within(paragraph))
}

/// Slugs the notice names, each as its words.
fn slugs(bearer: &Bearer<'_>) -> Vec<Vec<String>> {
    let headline = bearer.article.headline.as_deref().map(bare);
    let text = headline.into_iter().chain(bearer.article.body.paragraphs.iter().take(3).map(String::as_str));
    text.flat_map(|line| SLUG.captures_iter(line))
        .filter_map(|slug| slug.name("named").or_else(|| slug.name("shaped")))
        .map(|slug| slug.as_str().split(['-', '/']).filter(|word| word.chars().count() > 2).map(words::fold).collect())
        .filter(|slug: &Vec<String>| !slug.is_empty())
        .collect()
}

/// Every word of the slug stands in the story's headline or address.
fn has_slug(print: &Print, slug: &[String]) -> bool {
    let place =
        format!("{} {}", print.headline.as_deref().unwrap_or_default(), print.url.as_deref().unwrap_or_default());
    let known: Vec<String> =
        words::words(&place).iter().map(|word| words::fold(&place[word.start as usize..word.end as usize])).collect();
    // A slug of one word says too little, unless it is a long one.
    let enough = slug.len() > 1 || slug[0].chars().count() > 7;
    enough && slug.iter().all(|word| known.iter().any(|known| known.starts_with(word.as_str())))
}

/// Whether a notice of this kind asks for something to be done about the copy that is out.
pub fn asks(kind: NoticeKind) -> bool {
    matches!(kind, NoticeKind::Correction | NoticeKind::Hold | NoticeKind::Kill)
}

/// Words in common from which a text still carries another's copy, however much it added.
const CARRIED: u32 = 20;

/// Whether a text still carries copy that was withdrawn. `old`: it against that copy.
pub fn still_carries(old: &Changes) -> bool {
    let words = old.words;
    let least = CARRIED.min(words.theirs).min(words.origins).max(1);
    words.kept >= least && (2 * words.kept >= words.theirs || 3 * words.kept >= words.origins)
}

/// Whether a text still says what was corrected. `correction`: the corrected copy against the old; `text`: it against the
/// corrected copy. `None` where the correction changed no words that can be looked for.
pub fn still_says(correction: &Changes, text: &Changes) -> Option<bool> {
    if correction.facts.is_empty() && correction.edits.is_empty() {
        return None;
    }
    let fact = text.facts.iter().any(|line| {
        line.theirs.is_some()
            && correction
                .facts
                .iter()
                .any(|put| put.kind == line.kind && put.theirs == line.origins && put.theirs.is_some())
    });
    let words = text
        .edits
        .iter()
        .any(|edit| correction.edits.iter().any(|put| put.theirs == edit.origins && put.origins == edit.theirs));
    Some(fact || words)
}

fn kind(line: &str) -> Option<NoticeKind> {
    FORMS.iter().find(|(_, form)| form.is_match(line)).map(|(kind, _)| *kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::news::{Body, Furniture};

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
    fn a_note_at_the_head_is_a_notice_of_copy_that_follows() {
        let note =
            |words: &str, zone| Furniture { kind: FurnitureKind::MetaLine, words: words.into(), zone, before: 0 };
        let read = |piece| {
            let body = Body { paragraphs: vec!["The ferry left the quay late. ".repeat(20)], ..Body::default() };
            let headline = Some("Ferry leaves late".to_owned());
            notice(&Article { headline, furniture: vec![piece], body, ..Article::default() })
        };
        let found = read(note("(Corrects number in paragraph 1)", Zone::Head)).expect("a notice");
        assert_eq!((found.kind, found.only), (NoticeKind::Correction, false));
        assert_eq!(found.about.as_deref(), Some("Ferry leaves late"));
        assert_eq!(read(note("Update: 3 pm", Zone::Head)), None);
        assert_eq!(read(note("(Corrects number in paragraph 1)", Zone::Tail)), None);
    }

    #[test]
    fn copy_about_such_words_is_no_notice() {
        for headline in
            ["Kill switch found in ferry engine", "Hold the line, says mayor", "Corrections officer retires"]
        {
            check(headline, None);
        }
    }

    fn print(article: i64, item: i64, headline: &str, url: &str) -> Print {
        Print {
            article: ArticleId(article),
            item: ItemId(item),
            headline: Some(headline.into()),
            url: Some(url.into()),
            ..Print::default()
        }
    }

    /// What a notice of these words is tied to, among three stories of its agency and its own item.
    #[track_caller]
    fn tied(headline: &str, text: &str, item: i64, neighbour: Option<i64>, expected: Option<(i64, Tie)>) {
        let printed = [
            print(4, 4, "Heath fire closes road to Hallen, 900 wait", "https://wire.example/heath-fire"),
            print(
                3,
                3,
                "UPDATE 1-Ferry runs aground in fog off Port Ellery, 41 hurt",
                "https://wire.example/ferry-fog",
            ),
            print(2, 2, "Transport minister to quit over tunnel, sources say", "https://wire.example/minister"),
        ];
        let article = Article {
            headline: Some(headline.into()),
            body: crate::news::Body { paragraphs: vec![text.into()], ..Default::default() },
            ..Article::default()
        };
        let own = print(9, item, headline, "https://wire.example/notice");
        let bearer = Bearer { article: &article, print: &own, neighbour: neighbour.map(ArticleId) };
        let found = tie(&bearer, &printed);
        assert_eq!(found, expected.map(|(article, tie)| (ArticleId(article), tie)), "{headline}");
    }

    #[test]
    fn notices_are_tied_to_their_story() {
        tied("HOLD: more to come", "Editors: hold.", 3, None, Some((3, Tie::Item)));
        tied("KILL: see below", "Kill https://wire.example/minister, please.", 9, None, Some((2, Tie::Link)));
        tied("KILL: see below", "Kill https://wire.example/minister-two, please.", 9, None, None);
        tied(
            "CORRECTED-UPDATE 2-Ferry runs aground in fog off Port Ellery, 14 hurt",
            "x",
            9,
            None,
            Some((3, Tie::Headline)),
        );
        tied(
            "KILL",
            "Kill the story headlined \"Transport minister to quit over tunnel, sources say\" of Monday.",
            9,
            None,
            Some((2, Tie::Headline)),
        );
        tied("KILL: Minister-Tunnel", "Do not use.", 9, None, Some((2, Tie::Slug)));
        tied("KILL", "Please kill the story slugged FERRY-FOG, sent on Monday.", 9, None, Some((3, Tie::Slug)));
        tied("CORRECTION: a name", "x", 9, Some(4), Some((4, Tie::Text)));
        tied("KILL: Budget-Vote", "Do not use.", 9, None, None);
    }

    #[test]
    fn what_a_notice_is_about_stands_without_its_labels() {
        assert_eq!(bare("CORRECTED-UPDATE 2-Ferry runs aground"), "Ferry runs aground");
        assert_eq!(bare("KILL: Ferry-Fire"), "Ferry-Fire");
        assert_eq!(bare("Ferry - a history"), "Ferry - a history");
    }
}
