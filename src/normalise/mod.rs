//! Draft -> article: furniture (headline, byline, dateline, captions, credit lines, disclaimers) out of the body, marked and kept.

mod calls;
mod dateline;
mod line;
mod phrases;
mod plain;
mod quotation;
mod sort;

pub use line::is_note;

use crate::news::{Article, Body, Draft, Fault, FaultKind, Furniture, FurnitureKind, Trade, Zone};

/// Bytes of text from which the language can be told: more is only slower.
const SAMPLE: usize = 600;

/// Takes the furniture out of a draft's text. Every block ends up either in the body or among the furniture. The language is
/// guessed where nothing states it.
pub fn normalise(draft: &Draft, trade: &Trade) -> Article {
    let mut article = as_stated(draft, trade);
    article.language = article.language.or_else(|| language(&article.body.paragraphs));
    article
}

/// The same, but the language stays unknown where nothing states it: a guess takes as long as the rest.
pub fn as_stated(draft: &Draft, trade: &Trade) -> Article {
    let sorted = sort::sort(draft, trade);
    let quotations = quotation::quotations(&sorted.body);
    let furniture = placed(sorted.furniture, sorted.body.len());
    let mut faults = draft.faults.clone();
    if sorted.body.is_empty() && faults.is_empty() {
        faults.push(Fault::new(FaultKind::NoText, "all of the text is furniture"));
    }
    let printed = furniture.iter().filter(|f| f.kind == FurnitureKind::Byline);
    let printed = printed.map(|f| f.words.trim_matches(line::is_separator).to_owned()).find(|words| !words.is_empty());
    Article {
        url: draft.url.clone(),
        canonical: draft.canonical.clone(),
        headline: draft.headline.clone(),
        other_headlines: draft.other_headlines.clone(),
        byline: printed.or_else(|| declared_byline(draft)),
        dateline: sorted.dateline,
        language: draft.language.clone(),
        published: draft.published.clone(),
        modified: draft.modified.clone(),
        body: Body { paragraphs: sorted.body, quotations },
        furniture,
        metadata: draft.metadata.clone(),
        notice: None,
        reading: draft.reading,
        faults,
    }
}

/// Each piece with the zone it stood in.
fn placed(pieces: Vec<sort::Piece>, paragraphs: usize) -> Vec<Furniture> {
    pieces
        .into_iter()
        .map(|piece| {
            let zone = match piece.before {
                0 => Zone::Head,
                before if before >= paragraphs => Zone::Tail,
                _ => Zone::Middle,
            };
            Furniture { kind: piece.kind, words: piece.words, zone, before: piece.before }
        })
        .collect()
}

/// The authors that metadata names, where none is printed: the first place that names any.
fn declared_byline(draft: &Draft) -> Option<String> {
    let is_name = |value: &str| !value.contains("://") && !value.starts_with('@') && value.chars().count() <= 120;
    let first = draft.metadata.iter().find(|m| m.name == "author" && is_name(&m.value))?;
    let names = draft.metadata.iter().filter(|m| m.name == "author" && m.place == first.place && is_name(&m.value));
    Some(names.map(|m| m.value.as_str()).collect::<Vec<_>>().join(", "))
}

/// The language the text is written in, when it is long enough to tell.
fn language(body: &[String]) -> Option<String> {
    let mut text = String::new();
    for paragraph in body {
        if text.len() >= SAMPLE {
            break;
        }
        text.extend(paragraph.chars().take(SAMPLE - text.len()));
        text.push('\n');
    }
    let found = whatlang::detect(&text).filter(whatlang::Info::is_reliable)?;
    Some(two_letters(found.lang()).to_owned())
}

/// BCP 47 wants the two-letter code where there is one.
fn two_letters(language: whatlang::Lang) -> &'static str {
    use whatlang::Lang::*;
    match language {
        Eng => "en",
        Deu => "de",
        Fra => "fr",
        Spa => "es",
        Por => "pt",
        Ita => "it",
        Nld => "nl",
        Pol => "pl",
        Rus => "ru",
        Ukr => "uk",
        Tur => "tr",
        Swe => "sv",
        Dan => "da",
        Nob => "nb",
        Fin => "fi",
        Ces => "cs",
        Slk => "sk",
        Hun => "hu",
        Ron => "ro",
        Bul => "bg",
        Ell => "el",
        Heb => "he",
        Ara => "ar",
        Pes => "fa",
        Urd => "ur",
        Hin => "hi",
        Ben => "bn",
        Guj => "gu",
        Pan => "pa",
        Mar => "mr",
        Tam => "ta",
        Tel => "te",
        Kan => "kn",
        Mal => "ml",
        Ori => "or",
        Sin => "si",
        Nep => "ne",
        Tha => "th",
        Khm => "km",
        Mya => "my",
        Cmn => "zh",
        Jpn => "ja",
        Kor => "ko",
        Vie => "vi",
        Ind => "id",
        Jav => "jv",
        Tgl => "tl",
        Hrv => "hr",
        Srp => "sr",
        Slv => "sl",
        Mkd => "mk",
        Bel => "be",
        Lit => "lt",
        Lav => "lv",
        Est => "et",
        Cat => "ca",
        Kat => "ka",
        Hye => "hy",
        Aze => "az",
        Uzb => "uz",
        Tuk => "tk",
        Amh => "am",
        Afr => "af",
        Zul => "zu",
        Sna => "sn",
        Aka => "ak",
        Yid => "yi",
        Epo => "eo",
        Lat => "la",
        other => other.code(),
    }
}
