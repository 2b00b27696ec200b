//! What a line is by its own words: byline, meta line, caption credit, credit line, disclaimer, copyright, sign-off.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use regex::{Regex, RegexBuilder};

use super::calls;
use crate::news::FurnitureKind;
use crate::text::dates;
use crate::text::sentences::ends_sentence;

/// Bytes a pattern may take for its automaton: with the small default the dear ones fall back to a walk that is a hundred
/// times slower.
const AUTOMATON: usize = 32 << 20;

pub(super) fn build(pattern: &str) -> Regex {
    RegexBuilder::new(&quick(pattern)).dfa_size_limit(AUTOMATON).build().expect("a pattern of this file")
}

/// Several patterns, asked one after the other: most die at the first letters of a line, while the automaton of them all
/// would never end growing.
pub(super) struct Patterns(Vec<Regex>);

impl Patterns {
    pub(super) fn is_match(&self, line: &str) -> bool {
        self.0.iter().any(|pattern| pattern.is_match(line))
    }
}

pub(super) fn set<const N: usize>(patterns: [&str; N]) -> Patterns {
    Patterns(patterns.iter().map(|pattern| build(pattern)).collect())
}

/// Word boundaries by ASCII: by Unicode they cost the automaton at the first letter with an accent.
fn quick(pattern: &str) -> String {
    pattern.replace(r"\b", r"(?-u:\b)")
}

/// A person or desk as bylines print it: capitalised words, particles, initials.
const NAMES: &str = r"[\p{Lu}\p{Lo}][\p{L}\p{M}'’.\-]*(?:(?:\s+|,\s*|\s*/\s*|\s*&\s*|\s*\|\s*)(?:(?:and|und|et|y|e|i|en|og|och|with|for|in|of|the|de|del|da|dos|di|van|von|der|den|al|el|bin)\s+){0,2}[\p{Lu}\p{Lo}@][\p{L}\p{M}\d'’.\-]*){0,11}";

static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
    build(&format!(
        r"^(?:(?i:by|written by|reported by|story by|reporting by|von|par|propos recueillis par|por|escrito por|di|a cura di|de|da|door|av|af|door onze|autor|autorka|autorzy|oprac|author|authors|автор|текст|द्वारा|লেখক|بقلم|كتب)\s*[.:]?\s+)(?:{NAMES})[.,|]?$"
    ))
});
static BYLINE_GLUED: LazyLock<Regex> =
    LazyLock::new(|| build(r"^(?:By|BY)[\p{Lu}][\p{L}.]+(?: [\p{Lu}][\p{L}.]+){0,4}$"));
/// Two or three parts with bars or commas: "Ida Holm | Reuters", "Ida Holm, The Associated Press".
static NAME_AND_DESK: LazyLock<Regex> = LazyLock::new(|| {
    build(
        r"^[\p{Lu}][\p{L}'’.\-]+(?: [\p{Lu}][\p{L}'’.\-]*){0,3}\s*(?:\||,|/|•|·)\s*(?:[Tt]he )?[\p{Lu}][\p{L}.&\- ]{1,40}$",
    )
});
/// A day or a time of day with what stands around it in meta lines.
static META: LazyLock<Regex> = LazyLock::new(|| {
    build(
        r"(?i)(?:\b(?:19|20)\d\d\b|\b\d{1,2}[:.]\d{2}\s*(?:am|pm|uhr|ist|gmt|est|edt|bst|cet|utc)?\b|\b\d{1,2}h\d{2}\b|\d{1,2}月\d{1,2}日|\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)?\d\d\b)",
    )
});
static META_START: LazyLock<Regex> = LazyLock::new(|| {
    build(
        r"(?i)^(?:updated|last updated|published|first published|posted|created|modified|publiziert|date|updated on|published on|aktualisiert|veröffentlicht|stand|erstellt|publié|mis à jour|publicado|actualizado|atualizado|pubblicato|aggiornato|opublikowano|aktualizacja|data|geplaatst|bijgewerkt|publicerad|uppdaterad|опубликовано|обновлено|प्रकाशित|अपडेटेड|अपडेट|تاريخ النشر|发布时间|更新|发布于|公開日|更新日|입력|수정)\s*(?:am|on|le|el|em|il|at|:|：|-|\d)",
    )
});
static MEDIA_CREDIT: LazyLock<Patterns> = LazyLock::new(|| {
    set([
        r"(?i)^[(\[]?\s*(?:file\s+)?(?:photos?|pics?|pictures?|images?|video|graphic|illustration|screengrab|foto|fotos|bild|bilder|grafik|crédit photo|crédits?|photo d'illustration|image d'illustration|imagen|imagem|immagine|zdjęcie|fot|kuva|фото|zdj|imágenes|写真|图|फोटो|तस्वीर|تصوير|사진)\s*(?:credits?|courtesy(?: of)?|sources?|by|via|from|file|archive)?\s*[.:：/|–=-]\s*\S(?:[^.!?]|\.\S|\.$|\b\p{Lu}\.\s){0,100}$",
        r"(?i)^[(\[]?\s*(?:(?:ap|afp|reuters|getty|epa|pti|ani|ians|file|representational|representative|representation) )+(?:photo|image|picture|pic|file)s?(?:\s*/.{1,60}|\s*[:.].{0,80})?[)\]]?\.?$",
        r"(?i)^[(\[]?(?:photo|photos|picture|image|video|photograph)s? (?:by|courtesy of|courtesy|credit|source|via) [^.!?]{2,90}[)\]]?\.?$",
        r"(?i)^(?:representational|representative|file|for representation|symbolic) (?:image|photo|picture|pic|purpose|purposes|use)(?: only)?\b.{0,60}$",
        r"(?i)(?:\bgetty images|\bshutterstock|\balamy|\bvia getty|\bimago(?: images)?|\bpicture[- ]alliance|\bepa-efe|\bafp via getty|\bvia ap|\bap photo/.{2,40}|/(?:afp|ap|reuters|epa|dpa|getty))[)\]]?\.?$",
        r"(?i)^[(\[]?\s*©\s*[^.!?]{2,60}(?:/[^.!?]{2,40})?[)\]]?$",
        r"(?i)\b(?:photos?|pictures?|images?|fotos?) ©\s?[\p{L}][^.!?]{1,60}$",
        r"(?i)^(?:image|photo|picture) (?:caption|source|copyright)\b.{0,120}$",
    ])
});
static CAPTION_WITH_CREDIT: LazyLock<Regex> = LazyLock::new(|| {
    build(
        r"(?i)[.!?”)\]|–-]?\s*[(\[|]?\s*(?:file )?(?:photo(?:graph)?|image|picture|pic|foto|bild|crédit|фото|фото|fot)s?\s*(?:credits?|courtesy(?: of)?|source|by)?\s*[:：/]\s*[\p{Lu}@©][^.!?:]{1,60}[)\]]?\.?$|\((?:AP Photo|Photo by|Image by|Picture by|Foto de|Photo via|Credit:|Courtesy|REUTERS\b|AFP\b|File\b)[^)]{0,90}\)\.?$|\b(?:Getty Images|AFP via Getty Images|AP Photo/[\p{L} .]+|REUTERS/[\p{L} .]+)\)?$",
    )
});
static COPYRIGHT: LazyLock<Patterns> = LazyLock::new(|| {
    set([
        r"(?i)^\W{0,3}(?:copyright|\(c\)|©|&copy;|\u{24B8})\s*(?:©|\(c\)|copyright)?\s*(?:19|20)?\d{0,4}\b.{0,300}$",
        r"(?i)\ball rights reserved\b",
        r"(?i)\ball (?:material|content|contents|text|images)s? (?:is |are )?(?:copyright|©)",
        r"(?i)\b(?:may not|must not) be (?:published|reproduced|copied|rewritten|redistributed)",
        r"(?i)^(?:alle rechte vorbehalten|tous droits réservés|todos los derechos reservados|todos os direitos reservados|tutti i diritti riservati|riproduzione riservata|© riproduzione riservata|wszelkie prawa zastrzeżone|prawa autorskie|все права защищены|सर्वाधिकार सुरक्षित|جميع الحقوق محفوظة|版权所有|無断転載(?:を)?禁|無断転載・|저작권자|ⓒ|[<＜〈]\s*저작권자)",
        r"(?i)^reproduction (?:interdite|without)",
    ])
});
static DISCLAIMER: LazyLock<Patterns> = LazyLock::new(|| {
    set([
        r"(?i)\b(?:story|article|report|copy|content|news|text|item)\b.{0,60}\b(?:sourced|published|auto-?generated|generated|taken|received|provided|supplied)\b.{0,40}\b(?:from|by|via|through)\b.{0,40}\b(?:syndicated|syndication|wire|agency|agencies|third[- ]party|feed)\b",
        r"(?i)\b(?:has|have|was|is) not (?:been )?(?:edited|created|modified|reviewed|verified|vetted)\b.{0,60}\b(?:staff|team|editors?|us|desk|newsroom|by)\b",
        r"(?i)\bexcept for the (?:headline|heading|title)\b",
        r"(?i)\bonly the (?:headline|heading|title)\b.{0,80}\b(?:changed|edited|reworked|modified|may have)\b",
        r"(?i)\baccepts? no (?:responsibility|liability)\b",
        r"(?i)\b(?:views|opinions) expressed\b.{0,100}\b(?:author|own|necessarily|personal|reflect)",
        r"(?i)\bdo(?:es)? not necessarily (?:reflect|represent)\b",
        r"(?i)^disclaimer\b",
        r"(?i)\bpublished (?:from|via|through) (?:a|an|the) (?:wire|syndicated|agency|news agency|third)",
        r"(?i)\bgenerated (?:from|by) (?:a|an) (?:syndicated|automated|news agency)",
        r"(?i)\bthis (?:article|story|report|post) (?:was|is|has been) (?:first |originally )?(?:published|republished|reprinted|syndicated)\b.{0,30}\b(?:by|on|in|from|with)\b.{0,120}$",
        r"(?i)\b(?:republished|reprinted) (?:with permission|from|under)\b",
        r"(?i)\b(?:sa zprávou|mit material der|mit agenturmaterial|material von)\b.{0,60}$",
        r"(?i)^(?:dieser (?:artikel|text|beitrag)|diese meldung)\b.{0,140}\b(?:agentur|nachrichtenagentur|automatisch|übernommen|nicht bearbeitet)",
        r"(?i)^(?:cet article|cette dépêche|este artículo|esta noticia|esta nota|este texto|questo articolo|ten artykuł)\b.{0,140}\b(?:agence|agencia|agência|agenzia|agencji|dépêche|automatique|syndiqué|reproduit)",
        r"(?:सिंडिकेट फीड|एजेंसी फीड|सीधे|ऑटो-जेनरेट).{0,80}(?:प्रकाशित|संपादित|प्रकाश|नहीं)",
        r"^(?:Данн(?:ый|ая)|Эт(?:от|а)) (?:материал|новость|статья).{0,120}(?:агентств|перепечат)",
        r"(?:本文|本稿|以上内容|文章)(?:来源|转自|转载|系|来自|由).{0,60}",
    ])
});
static CREDIT_LINE: LazyLock<Patterns> = LazyLock::new(|| {
    set([
        r"(?i)^[(\[]?\s*(?:with|additional|also with)?\s*(?:inputs?|reporting|material|files?|agency inputs?|information)\s+(?:from|by|of)\s+[^.!?]{2,90}\.?\s*[)\]]?\.?$",
        r"(?i)^[(\[]\s*(?:source|sources|via|agencies|agency|credit|from|quelle|fuente|fonte|źródło|источник)\b\s*[:.]?\s*[^.!?]{0,60}[)\]]\.?$",
        r"(?i)^(?:source|sources|quelle|quellen|fuente|fuentes|fonte|źródło|źródła|bron|källa|kilde|lähde|источник|джерело|kaynak|स्रोत|المصدر|来源|稿源|出典)\s*[:：/]\s*\S.{0,90}$",
        r"(?i)^\W*(?:reporting|writing|editing|additional reporting|compiled|written|translated|report)(?: and (?:reporting|writing|editing))? by [\p{Lu}].{2,300}$",
        r"(?i)^[(\[]\s*(?:reporting|writing|editing|additional reporting|compiled|edited|this story|this article|with|mit|avec|con|com|z)\b.{2,200}[)\]]\.?$",
        r"^\s*(?:--|—|–|-)\s*(?:With )?[\p{Lu}][\p{L}./ &-]{1,40}\.?$",
        r"^[(\[（]\s*[\p{Lu}][\p{Lu}.&/, -]{1,30}\s*[)\]）]\.?$",
        r"(?i)^(?:the )?(?:[\p{L}.]+ ){0,4}(?:contributed|contribute) to this (?:report|story|article)\.?$",
        r"(?i)\bcontributed (?:to this (?:report|story|article)|reporting)\b.{0,40}$",
        r"^[(（]\s*\p{Lo}[\p{Lo}\p{M}]{1,15}(?:[ .&/-]+[\p{Lo}\p{M}]{1,15}){0,3}\s*[)）]\.?$",
        r"^(?:Theo|Nguồn:?|Selon|Avec|Según|Da|Von|Nach) (?:TTXVN|AFP|AP|Reuters|EFE|ANSA|dpa|DPA|APA|PAP|LUSA|Lusa)(?:[,/ ]+[\p{L}]{2,8}){0,3}\.?$",
        r"^SOURCE [\p{Lu}].{1,80}$",
        r"^(?:EFE|PTI|ANSA|AFP|IANS|ANI|PAP|AP|DPA)\s+\p{Ll}{2,4}(?:/\p{Ll}{2,4})+$",
        r"(?i)^(?:provided|distributed|issued) by [\p{Lu}].{1,60}$",
        r"^[\p{Lu}][\p{L} ]{1,20}/[\p{Lu}][\p{L}]{1,12}(?:/[\p{L}]{1,12})*$",
        r"^(?:dpa|afp|sda|apa|kna|epd|sid|pap|ansa|efe|ap|rtr|reuters)(?:[/, -]+[\p{L}]{2,12}){0,4}\.?$",
        r"^[（(](?:记者|作者|编辑|责任编辑|来源|完)[^）)]{0,40}[）)]$",
        r"^(?:责任编辑|编辑|作者|记者)[:：].{1,40}$",
    ])
});
/// Credits at the end of the last paragraph: "(With inputs from PTI)", "(ANI)", "--IANS", "/dpa".
static TAIL: LazyLock<Regex> = LazyLock::new(|| {
    build(
        r"(?:\s*(?:\((?i:with (?:agency )?inputs?(?: from)?|inputs? from|source|agencies|agency|via|additional reporting|with reporting|reporting by|mit|avec|con|com|fonte|fuente|quelle)\b[^()]{0,90}\)|\((?:[\p{Lu}][\p{Lu}.&/-]{1,12}|[\p{Lu}][\p{Lu}]{1,9}(?:[/, ]+[\p{Lu}][\p{Lu}]{1,9}){1,3})\)|\([\p{L}]{2,10}(?:/[\p{L}]{2,10})+\)|（完）|(?:--|—|–)\s?[\p{Lu}]{3,8}(?:/[\p{L}]{2,10})*)[.]?)$",
    )
});
static SIGN_OFF: LazyLock<Regex> = LazyLock::new(|| {
    build(
        r"^(?:\p{Ll}{2,4}/(?:\s?\p{Ll}{2,4}/)+|[(\[]?[\p{L}]{2,4}(?:/[\p{L}]{2,5}){1,4}[)\]]?\.?|-+\s?(?:30|0)\s?-+|#{2,5}|(?i:-*\s*ends?\s*-*)|\*{3,}|[\p{Lu}]{2,4}(?: [\p{Lu}]{2,4}){1,5}|_{3,}|-{3,}|\*\s\*\s\*)$",
    )
});
/// Initials behind an agency's name say who issued the copy: "dpa/ih".
static AGENCY_FIRST: LazyLock<Regex> =
    LazyLock::new(|| build(r"^(?:dpa|afp|sda|apa|kna|epd|sid|pap|ansa|efe|rtr|reuters)/"));
/// The number an agency's service prints under its copy: "© dpa-infocom, dpa:230208-99-527".
static AGENCY_RIGHTS: LazyLock<Regex> = LazyLock::new(|| {
    build(
        r"^(?:©\s*)?(?:dpa(?:-infocom)?|APA|afp|sda|Keystone-SDA)[\p{L}-]*,? ?(?:dpa|afp|sda|apa|urn:newsml)\s?:[\w:./-]{6,80}$",
    )
});
/// What the desk says of a new version at its head: "(Updates with passenger quotes)".
static NOTE: LazyLock<Regex> = LazyLock::new(|| {
    build(
        r"(?i)^[(\[]\s*(?:updates?|updated|corrects?|corrected|adds|recasts?|rewrites|refiles|repeats|removes|clarifies|changes|fixes|inserts|trims|writethru|aktualisiert|korrigiert|neu:|actualise|ajoute|corrige|actualiza|aggiorna)\b[^()\[\]]{3,200}[)\]]\.?$",
    )
});
/// A clock and a year in one line.
static CLOCK: LazyLock<Regex> = LazyLock::new(|| build(r"\b\d{1,2}[:.]\d{2}\b"));

/// "3 min read", "2 minutes ago", "1.2K shares", "14 comments".
static COUNTER: LazyLock<Regex> = LazyLock::new(|| {
    build(
        r"(?i)^(?:[\d.,]+\s*[km]?\s*(?:min(?:ute)?s?(?: read)?|shares?|comments?|views?|likes?|retweets?|minuten|minuti|minutos|min\. (?:lesezeit|de lectura)|reading time|kommentare|commentaires|comentarios)|(?:reading time|lesezeit|temps de lecture|tiempo de lectura)\s*:?\s*\d.{0,20}|(?:\d+|an?) (?:minutes?|hours?|days?|weeks?|months?|years?) ago)\.?$",
    )
});

static TIME: LazyLock<Regex> = LazyLock::new(|| {
    build(r"(?i)^\d{1,2}[:.h]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:uhr|ist|gmt|bst|e[sd]t|cest|cet|utc|мск)?$")
});

/// Parts of words without which no long line is a credit line, a copyright line or a photo credit: the patterns are dear, and
/// most lines are copy.
static SIGNS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build([
            "copyright",
            "©",
            "(c)",
            "rights",
            "reserved",
            "droits",
            "derechos",
            "direitos",
            "diritti",
            "riproduzione",
            "zastrze",
            "rechte",
            "права",
            "सर्वाधिकार",
            "حقوق",
            "版权",
            "転載",
            "저작권",
            "ⓒ",
            "reproduc",
            "rewritten",
            "redistribut",
            "contribut",
            "reporting",
            "writing",
            "editing",
            "edited",
            "compiled",
            "written",
            "translated",
            "report by",
            "inputs",
            "input from",
            "agenc",
            "provided by",
            "distributed by",
            "issued by",
            "source",
            "additional",
            "material",
            "this story",
            "this article",
            "记者",
            "编辑",
            "来源",
            "作者",
            "출처",
        ])
        .expect("plain words")
});
static PICTURE_SIGNS: LazyLock<AhoCorasick> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build([
            "photo", "image", "picture", "pic", "foto", "bild", "fot.", "fot:", "crédit", "фото", "getty", "reuters",
            "afp", "file", "ap)",
        ])
        .expect("plain words")
});
/// Characters from which a line needs one of the signs.
const LONG: usize = 100;

/// "By Ida Holm", "ByIda Holm", "Ida Holm | Reuters".
pub fn is_byline(line: &str) -> bool {
    line.chars().count() <= 160
        && (BYLINE.is_match(line)
            || BYLINE_GLUED.is_match(line)
            || (line.ends_with(" 기자") && line.chars().nth(20).is_none())
            || NAME_AND_DESK.is_match(line) && line.chars().count() <= 80)
}

/// "Updated on: 13 December,2021 10:23 AM IST | Washington", "ANI |": a date, a place, bars, no sentence.
pub fn is_meta(line: &str) -> bool {
    let length = line.chars().count();
    if length > 160 || (ends_sentence(line) && length > 60) {
        return false;
    }
    let words = line.split_whitespace().count();
    // A dash sets parts off, too, where a clock stands beside the day.
    let dashed = line.contains(" - ") || line.contains(" – ") || line.contains(" — ");
    let barred = line.contains([' ', '\u{a0}']) && line.contains(['|', '•', '·']) || dashed && CLOCK.is_match(line);
    // "05/10/2018 - Publicado por: Clarissa Borba - Categoria: Saúde - Tags: ..."
    let labelled = line.starts_with(|c: char| c.is_ascii_digit()) && line.matches(": ").count() >= 2;
    (META_START.is_match(line) && words <= 16)
        || (labelled && words <= 28 && line.split_once(" - ").is_some_and(|(date, _)| is_mostly_date(date)))
        || (META.is_match(line) && words <= 14 && (barred || is_mostly_date(line)))
        || (!line.is_ascii() && words <= 8 && is_mostly_date(line))
        || (line.trim_end().ends_with('|') && words <= 8)
}

/// Nothing but a day, a time and a zone.
fn is_mostly_date(line: &str) -> bool {
    let figures = line.chars().filter(char::is_ascii_digit).count();
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    (figures >= 4 && letters <= figures * 2 + 4)
        || (figures == 0
            && letters <= 20
            && line.chars().any(char::is_numeric)
            && dates::read(line, dates::Hints::default()).is_some())
        || (letters <= 30 && dates::read(line, dates::Hints::default()).is_some())
}

/// "Photo: AFP", "(Photo by Ida Holm/Getty Images)", "Representational image".
pub fn is_media_credit(line: &str) -> bool {
    line.chars().count() <= 160 && MEDIA_CREDIT.is_match(line) && !says_more(line)
}

/// Words stand before the credit: it is a caption that ends with one.
fn says_more(line: &str) -> bool {
    let credit = CAPTION_WITH_CREDIT.find(line).map(|found| found.start()).filter(|at| *at > 0);
    credit.is_some_and(|at| line[..at].split_whitespace().filter(|w| w.chars().any(char::is_alphabetic)).count() >= 3)
}

/// Marks that set the parts of a head line apart.
pub fn is_separator(c: char) -> bool {
    c.is_whitespace() || matches!(c, '|' | '•' | '·' | '—' | '–' | '-' | ',' | '/')
}

/// A line of a byline block that names nobody: a day, a time, a label before one.
pub fn is_no_name(line: &str) -> bool {
    let head: String = line.split_whitespace().take(3).collect::<Vec<_>>().join(" ");
    // "Dienstag,"
    let introduces = line.ends_with([',', ':']) && !line.contains(' ');
    !line.chars().any(char::is_alphabetic)
        || is_time(line)
        || introduces
        || line.split_whitespace().count() <= 2
            && (META_START.is_match(&format!("{line}:")) || line.chars().next().is_some_and(char::is_numeric))
        || dates::read(&head, dates::Hints::default()).is_some()
}

/// The desk's word about a new version, for other desks: "(Corrects number in paragraph 1)". A line of its own.
pub fn is_note(line: &str) -> bool {
    line.starts_with(['(', '[']) && NOTE.is_match(line)
}

/// Nothing but a time of day, as live blogs print above their entries.
pub fn is_time(line: &str) -> bool {
    line.len() <= 20 && TIME.is_match(line)
}

/// "US Secretary of State Antony Blinken. Photo: AFP": a caption known by the credit behind it.
pub fn is_caption(line: &str) -> bool {
    if line.chars().count() > 300 {
        return false;
    }
    // The credit stands at the end.
    let from = line.char_indices().rev().nth(110).map_or(0, |(at, _)| at);
    let end = &line[from..];
    PICTURE_SIGNS.is_match(end) && CAPTION_WITH_CREDIT.is_match(end)
}

/// What a line is by patterns that hold anywhere in the text.
pub fn kind(line: &str) -> Option<FurnitureKind> {
    let length = line.chars().count();
    if let Some(kind) = calls::kind(line) {
        return Some(kind);
    }
    if length <= 60 && SIGN_OFF.is_match(line) && !AGENCY_FIRST.is_match(line) {
        return Some(FurnitureKind::SignOff);
    }
    if is_counter(line) {
        return Some(FurnitureKind::Chrome);
    }
    if length > LONG && !SIGNS.is_match(line) && !PICTURE_SIGNS.is_match(line) {
        return None;
    }
    if AGENCY_RIGHTS.is_match(line) {
        return Some(FurnitureKind::CreditLine);
    }
    if is_media_credit(line) {
        return Some(FurnitureKind::MediaCredit);
    }
    if length <= 320 && CREDIT_LINE.is_match(line) {
        return Some(FurnitureKind::CreditLine);
    }
    if length <= 400 && COPYRIGHT.is_match(line) {
        return Some(FurnitureKind::Copyright);
    }
    None
}

/// "Written by Ida Holm on 14 November".
pub fn is_written_by(line: &str) -> bool {
    line.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("written by "))
}

/// "3 min read", "14 comments".
pub fn is_counter(line: &str) -> bool {
    line.chars().nth(60).is_none() && COUNTER.is_match(line)
}

/// A disclaimer by its wording. Only asked of lines below the text: copy may report the same words.
pub fn is_disclaimer(line: &str) -> bool {
    line.chars().count() <= 900 && DISCLAIMER.is_match(line)
}

/// Bytes at which a credit at the end of a paragraph begins.
pub fn tail(paragraph: &str) -> Option<usize> {
    let from = paragraph.char_indices().rev().nth(110).map_or(0, |(at, _)| at);
    let end = paragraph.trim_end_matches('.');
    let dashed = || paragraph[from..].contains(['—', '–']) || paragraph[from..].contains("--");
    if !end.ends_with([')', '）']) && !dashed() {
        return None;
    }
    let found = TAIL.find(&paragraph[from..])?;
    let at = from + found.start();
    (at > 0 && !paragraph[..at].trim().is_empty()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_known_by_their_words() {
        use FurnitureKind::*;
        for (line, kind) in [
            ("Photo: AFP", Some(MediaCredit)),
            ("(Photo by Ida Holm/Getty Images)", Some(MediaCredit)),
            ("Foto: dpa", Some(MediaCredit)),
            ("(With inputs from ANI)", Some(CreditLine)),
            ("--IANS", Some(CreditLine)),
            ("(Source: ANI)", Some(CreditLine)),
            ("(PTI)", Some(CreditLine)),
            ("Reporting by Ida Holm; Editing by Jon Berg", Some(CreditLine)),
            ("Copyright 2018 The Associated Press. All rights reserved.", Some(Copyright)),
            ("vc/vd", Some(SignOff)),
            ("PTI SKL DV DV", Some(SignOff)),
            ("3 min read", Some(Chrome)),
            ("Ropes after ropes, installation views, photos © Harbour Post, 2018", Some(MediaCredit)),
            ("The harbour board said the ferry was late.", None),
            ("Photo: the word that changed the harbour for ever, by the people who said it. It was late.", None),
            ("Source material was found in the harbour, he said.", None),
        ] {
            assert_eq!(super::kind(line), kind, "{line}");
        }
    }

    #[test]
    fn notes_of_the_desk_are_lines_in_brackets() {
        for line in [
            "(Updates with passenger quotes)",
            "(Corrects number in paragraph 1)",
            "[Corrected figure in headline].",
            "(Ajoute des réactions)",
            "(aktualisiert: Zahl der Verletzten)",
        ] {
            assert!(is_note(line), "{line}");
        }
        for line in [
            "Corrects number in paragraph 1",
            "(Corrections officers) met at the quay",
            "(Correctional staff were at the quay.)",
            "(The ministry updates its figures every Monday.)",
            "(Updated)",
        ] {
            assert!(!is_note(line), "{line}");
        }
    }

    #[test]
    fn lines_of_the_head_are_known() {
        for line in [
            "By Ida Holm",
            "By ANI",
            "By Ida Holm and Jon Berg, The Harbour Post",
            "Von Ida Holm",
            "Ida Holm | Reuters",
            "Ida Holm, The Associated Press",
            "ByIda Holm",
        ] {
            assert!(is_byline(line), "{line}");
        }
        for line in
            ["By Monday the ferry was back.", "By the way, it was late", "By then Ida Holm was aboard", "De la mer"]
        {
            assert!(!is_byline(line), "{line}");
        }
        for line in [
            "Updated on: 13 December,2021 10:23 AM IST | Washington",
            "ANI |",
            "13.12.2021, 10:23 Uhr",
            "Published: December 13, 2021 10:23:11 am",
            "Mon 13 Dec 2021 10.23 GMT",
        ] {
            assert!(is_meta(line), "{line}");
        }
        for line in ["In 2021 the ferry ran aground off the harbour and nobody was hurt", "The 2021 ferry season"] {
            assert!(!is_meta(line), "{line}");
        }
    }

    #[test]
    fn credits_at_the_end_of_a_paragraph_are_cut() {
        for (paragraph, tail) in [
            ("The ferry was late, she said. (With inputs from PTI)", " (With inputs from PTI)"),
            ("The ferry was late. (ANI)", " (ANI)"),
            ("The ferry was late. --IANS", " --IANS"),
            ("The ferry was late for the Harbour Board (HB) again", ""),
        ] {
            assert_eq!(super::tail(paragraph).map_or("", |at| &paragraph[at..]), tail, "{paragraph}");
        }
    }
}
