//! One printed line at the head of an article -> the credit it holds: bylines, meta lines, datelines. Photo credits hold none.

use std::sync::LazyLock;

use regex::Regex;

use super::{A_PERSON, name, person, when};
use crate::news::{Credit, CreditKind, Organisation, OrganisationKind, Outlet, Trade};

/// Letters of the longest line that is taken for a byline.
const LONGEST_BYLINE: usize = 160;
/// Letters of the longest line that is read for a byline though nothing marks it as one.
const LONGEST_UNMARKED: usize = 110;

/// What is known while lines are read.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub outlet: &'a Outlet,
    pub trade: &'a Trade,
    /// The copyright lines of the page: a house names itself there.
    pub house: &'a str,
}

/// What stands beside a line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Beside {
    /// A day or a time of day.
    pub date: bool,
    /// The headline, or a byline.
    pub headline: bool,
    /// A byline, just above.
    pub byline: bool,
}

/// How plainly a line is the byline of its article. A photographer's name looks like a byline too, but for its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// It has the shape of one, and nothing beside it says so.
    Weak,
    /// It says "by", or stands where bylines stand.
    Plain,
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("checked by tests")
}

/// Agencies that are not named.
pub static VAGUE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:agencies|wires|wire (?:reports?|services?|staff|sources|stories|dispatches)|(?:staff|newsmax|web|combined)(?: and|,| &|/)? (?:the )?wires?|news (?:agencies|services)|agency (?:inputs?|reports?|feed|staff|copy)|syndicated feed|wire agency feed|agenturen|agenturmaterial|agenturmeldung(?:en)?|agences|agencias|agenzie|agencje)\b|एजेंसी|एजेंसियां|агентства",
    )
});
/// "Agentur" as the whole of a byline or sign-off: an agency that is not named. "Agentur für Arbeit" is one of another kind.
pub static SOME_AGENCY: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?i)^\W*(?:red(?:aktion)?\.?\s?[/,]\s?)?(?:nachrichten)?agentur(?:bericht|meldung|text)?\W*$")
});
/// Words of picture credits.
pub static PICTURE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:photos?|photograph(?:s|er|y)?|pictures?|pictured|pic|images?|video|footage|getty|file|foto|fotos|graphic|illustration|cartoon|credit|crédit|bild|shutterstock|istock(?:photo)?|thinkstock|wikimedia|screengrab|screenshot)\b|फोटो|Фото",
    )
});
/// "Jane Doe/AP", "AP/Jane Doe", "(Jane Doe / Associated Press)": photographers sign so.
static PHOTOGRAPHER: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"^\(|^\p{Lu}[\p{L}.'’ \-]+\s?/\s?(?:The )?(?:\p{Lu}[\p{L}.]*\s?){1,3}\)?$|^[A-Z]{2,8}/\p{Lu}")
});
static PARTS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\s*(?:[,|/;:()\[\]•·–—~»>\n]|\s-\s|\band\b|&|\bund\b|\bet\b|\bfor\b|\bof\b|\bwith\b|\bmit\b|\bvia\b|\bfrom\b|\bat\b|\bin\b|\bspecial to\b|\bcourtesy\b|\s+[-–—]+\s+)\s*",
    )
});
static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)(?:\s+|^)(?:(?:staff|senior|national|political|politics|business|medical|science|sports?|religion|food|travel|entertainment|film|movie|tv|music|drama|basketball|football|baseball|hockey|golf|tennis|racing|auto|legal|economics|economic|technology|health|education|white house|security|pentagon|congressional|foreign|international|investigative|special|chief|diplomatic|writers?|reporters?|correspondents?|editors?|newspapers?|wire|staff|bureau|desk|contributor|contributing|columnist|photographer|journalist|logo|reporting team|(?:19|20)\d\d)(?:\s+|$))+$",
    )
});
static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:[^()\n.]{0,70}?|[^()\n]{0,40}?)\s?(?:[(\[](?P<who>[\p{L}\d][\p{L}\p{M}\d .&'’/,\-]{1,40})[)\]]\s*(?:\[[^\]]*\])?\s*(?:[-–—:.|_―•]|$|(?P<glued>\s*[“”\p{Lu}]))|/(?P<slash>[A-Z][\w .]{2,30})/\s*(?:[-–—]|$|\p{Lu}|\.))",
    )
});
/// "Berlin/dpa - ", "Berlin/London/AFP: ": places and an agency, parted by nothing but slashes.
static SLASHED: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?P<places>\p{Lu}[\p{L}.'’\- ]{1,30}(?:\s?/\s?\p{Lu}[\p{L}.'’\- ]{1,25}){0,2}?)\s?/\s?(?P<who>[\p{L}\-]{2,12})(?:\.?\s+[-–—]+|:)\s+\S",
    )
});
/// A dateline that stands within a line, behind chrome or a byline glued to it.
static DATELINE_WITHIN: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:^|[\s.)])(?P<words>(?:[A-Z][A-Z.'’\- ]{2,30}(?:,\s[\p{L}.\d ]{2,25}){0,2}\s?|\p{Lu}[\p{L}.'’\-]+,?\s)[(\[](?P<who>[\p{L}][\p{L}\d .&'’/\-]{1,30})[)\]]\s*(?:--|[-–—_]))",
    )
});
/// Words of menus and prompts: two of them look like a name.
static MENU: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:news|shares?|tweets?|videos?|stor(?:y|ies)|related|comments?|sports?|local|breaking|e-?mail|print|facebook|twitter|google|linkedin|pinterest|reddit|flipboard|whatsapp|watch|live|top|more|read|sign|log|subscribe|advertisement|follow|gallery|updates?|today|weather|posts?|menu|home|click|newsletters?|reprints|article|page|full|text|size|view|pdf|next|previous|save|copy|link|skip|close|play|listen|opinion|editorial|politics|business|world|health|money|travel|entertainment|crime|nation|national|state|city|county|photos?|getty|images?|cookies?|privacy|terms|contact|about|us|new|york|united|states)\b",
    )
});
static EMAIL: LazyLock<Regex> = LazyLock::new(|| regex(r"[\w.+\-]+@([\w\-]+(?:\.[\w\-]+)+)"));
/// "by admin": the house, by the name of its account.
static HOUSE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^(?:by|posted by|author:?)\s+(?:the )?(?:admin|administrator|editors?|staff|newsroom|newsdesk|webmaster|web desk)$",
    )
});
static HANDLE: LazyLock<Regex> = LazyLock::new(|| regex(r"(?:^|\s)@\w{3,}\s*$|(?:^|\s)@\w{3,}"));
/// People are called so too.
static SURNAME: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"^\S+$|^\S+ (?i:post|star|press|courier|ledger|mercury|herald|globe|mirror|journal|record)$")
});
static ORGANISATION_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i:(?:^|\s)(?:News Service|Press Service|Newspapers?|News Network|News Agency|Press Agency|Press|Agency|Wire|Wire Service|Times|Post|Gazette|Herald|Tribune|Journal|Chronicle|Observer|Courier|Examiner|Enquirer|Inquirer|Register|Sentinel|Bulletin|Dispatch|Globe|Star|Daily News|Newswire|Agentur|Nachrichtenagentur|Magazine|News Agency|Telegraph|Telegram|Republic|Mercury|Advertiser|Ledger|Record|News Group|Public Radio))$",
    )
});

impl<'t> Reader<'t> {
    /// A byline or head meta line: "By JANE DOE, Associated Press", "ANI |", "Reuters Staff".
    pub fn byline(&self, line: &str, place: &str) -> Option<Credit> {
        let cut = when::cut(line);
        let cut = cut.trim_matches(|c: char| c.is_whitespace() || "|-–—•·,/".contains(c));
        if line.chars().count() > LONGEST_BYLINE || cut.is_empty() {
            return None;
        }
        let who = self.after_by(cut).unwrap_or(cut);
        let unsigned = HANDLE.replace(who, "");
        let who = unsigned.as_ref();
        if PICTURE.is_match(who) && !who.contains("Staff") {
            return None;
        }
        if let Some(organisation) = self.named_in_parts(who) {
            // "Special to the Ledger, Associated Press": whoever else is named comes before the house.
            return Some(self.credit(CreditKind::Byline, organisation, line, place));
        }
        if let Some(domain) = EMAIL.captures(who).and_then(|c| c.get(1)) {
            let domain = domain.as_str().to_lowercase();
            let known = self.trade.organisations.iter().find(|o| {
                o.domains.contains(&domain)
                    && matches!(o.kind, OrganisationKind::Agency | OrganisationKind::Broadcaster)
            });
            return Some(match known {
                Some(organisation) => self.credit(CreditKind::Byline, organisation, line, place),
                None => self.own(CreditKind::Byline, line, place),
            });
        }
        if VAGUE.is_match(who) || SOME_AGENCY.is_match(who) {
            return Some(made(CreditKind::Byline, None, line, place));
        }
        if let Some(organisation) = self.unknown_in_parts(who) {
            return Some(made(CreditKind::Byline, Some(organisation), line, place));
        }
        if person::is_staff(who) || parts(who).any(|part| part.len() > 3 && self.is_house(part)) {
            return Some(self.own(CreditKind::Byline, line, place));
        }
        let is_person = parts(who).any(person::is_name);
        let by = self.after_by(cut).is_some();
        (is_person || by && who.split_whitespace().count() <= 6).then(|| self.own(CreditKind::Byline, line, A_PERSON))
    }

    /// A line of the head of a page that can only be a byline: "By ...", "ANI |", "Associated Press", "Jane Doe, Reuters".
    pub fn head(&self, line: &str, beside: Beside, place: &str) -> Option<(Strength, Credit)> {
        let cut = when::cut(line);
        let has_date = cut != line;
        let cut = cut.trim_matches(|c: char| c.is_whitespace() || "|-–—•·,/".contains(c));
        if cut.is_empty() || cut.chars().count() > LONGEST_UNMARKED {
            return None;
        }
        let words = cut.split_whitespace().count();
        let is_sentence = cut.ends_with(['.', '?', '!']) && words > 5 && !cut.ends_with("Inc.");
        let is_placed = has_date || beside.date;
        let strength = |is_plain: bool| if is_plain { Strength::Plain } else { Strength::Weak };
        if self.after_by(cut).is_some_and(|_| !is_sentence && words <= 16) {
            return Some((Strength::Plain, self.byline(line, place)?));
        }
        if is_sentence || PICTURE.is_match(cut) {
            return None;
        }
        if HOUSE.is_match(cut) {
            return Some((Strength::Plain, self.own(CreditKind::Byline, line, place)));
        }
        if let Some(organisation) = name::whole(cut, self.trade) {
            // Menus hold names of sections that are also names of papers.
            let is_agency = organisation.kind == OrganisationKind::Agency;
            let is_plain = is_placed || beside.headline || is_agency && cut.contains(' ');
            let is_name = is_plain || is_agency;
            return is_name.then(|| (strength(is_plain), self.credit(CreditKind::Byline, organisation, line, place)));
        }
        let is_some_agency = SOME_AGENCY.is_match(cut) && (is_placed || beside.headline || beside.byline);
        if is_some_agency || VAGUE.is_match(cut) && words <= 8 {
            return Some((Strength::Plain, made(CreditKind::Byline, None, line, place)));
        }
        let small = cut.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count();
        let is_barred = line.contains('|') || cut.contains(['•', '·']) || has_date;
        let mut pieces = parts(cut);
        let first = pieces.next().map(|first| HANDLE.replace(first, ""));
        let is_person = first.is_some_and(|first| person::is_name(&first) && !self.is_any(&first));
        if let Some(organisation) = self.named_in_parts(cut) {
            let is_photographer = PHOTOGRAPHER.is_match(cut);
            let is_meta = is_barred && small <= 3 && (is_placed || beside.headline || words <= 6);
            let is_writer = is_person || TITLE.is_match(cut);
            if !(is_meta || is_writer || words <= 5 && (is_placed || beside.headline)) {
                return None;
            }
            let is_plain =
                !is_photographer && (is_placed || beside.headline || is_meta && !is_person || TITLE.is_match(cut));
            return Some((strength(is_plain), self.credit(CreditKind::Byline, organisation, line, place)));
        }
        let is_titled = beside.byline || is_placed && cut.starts_with("The ");
        if is_titled && words > 1 && words <= 5 && self.is_shaped(cut) && small == 0 && !self.is_house(cut) {
            return Some((Strength::Plain, made(CreditKind::Byline, Some(cut.to_owned()), line, place)));
        }
        let is_short = words <= 9;
        let is_staff = person::is_staff(cut)
            && is_short
            && (is_person || beside.headline || is_placed || words <= 4 && small == 0);
        let is_signed =
            HANDLE.is_match(cut) || EMAIL.is_match(cut) || parts(cut).skip(1).any(|p| p.len() > 3 && self.is_house(p));
        if is_staff || is_short && is_person && is_signed {
            return Some((Strength::Plain, self.byline(line, place)?));
        }
        let is_mixed = cut.chars().any(char::is_lowercase);
        let are_names = parts(cut).all(person::is_name);
        let is_reporter = is_person
            && !MENU.is_match(cut)
            && (is_placed || beside.headline && is_mixed && (words <= 3 || are_names && words <= 7));
        let is_bare = is_short && (is_reporter || is_placed && self.is_house(cut) && words <= 5);
        is_bare.then(|| self.byline(line, place)).flatten().map(|credit| (Strength::Plain, credit))
    }

    /// The byline after its "By"; German papers write agencies in small letters: "Von dpa", "von der dpa".
    fn after_by<'l>(&self, line: &'l str) -> Option<&'l str> {
        person::after_by(line).or_else(|| {
            let who = person::lead(line)?;
            let who = who.strip_prefix("der ").unwrap_or(who);
            name::whole(who, self.trade).filter(|o| o.kind == OrganisationKind::Agency).map(|_| who)
        })
    }

    /// The head of a paragraph: "HELSINKI (AP) -", "/PRNewswire/ --".
    pub fn dateline(&self, paragraph: &str, place: &str) -> Option<Credit> {
        if let Some(read) = DATELINE.captures(paragraph) {
            let who = read.name("who").or_else(|| read.name("slash"))?.as_str();
            let glued = read.name("glued");
            let end = glued.map_or(read.get(0)?.end(), |glued| glued.start());
            let words = paragraph[..end].trim();
            // A bracket late in a sentence is none: the place must look like a place.
            let place_named = words.split(['(', '[', '/']).next().unwrap_or_default().trim();
            let is_place = place_named
                .split([' ', ','])
                .filter(|w| w.len() > 3)
                .all(|w| w.starts_with(|c: char| !c.is_lowercase()));
            // Without a dash only an agency's own short form counts.
            let is_alone = end == paragraph.len() && paragraph.ends_with([')', ']']);
            let is_picture = is_alone
                && (place_named.is_empty()
                    || self.is_any(place_named)
                    || who.contains(['/', ','])
                    || place_named.split(' ').count() > 4);
            let is_sure = glued.is_none() && !is_alone
                || name::whole(who, self.trade).is_some_and(|o| o.kind == OrganisationKind::Agency);
            if let Some(credit) = self.dateline_of(who, words, place).filter(|_| is_place && is_sure && !is_picture) {
                return Some(credit);
            }
        }
        if let Some(credit) = self.slashed(paragraph, place) {
            return Some(credit);
        }
        // Behind chrome that was glued to the first paragraph.
        let start: String = paragraph.chars().take(1500).collect();
        DATELINE_WITHIN.captures_iter(&start).find_map(|read| {
            let organisation = self.named_in_parts(&read["who"])?;
            Some(self.credit(CreditKind::Dateline, organisation, &read["words"], place))
        })
    }

    /// The agency of "Berlin/dpa - ". Parties and pairs of agencies are parted by slashes, too.
    fn slashed(&self, paragraph: &str, place: &str) -> Option<Credit> {
        let read = SLASHED.captures(paragraph)?;
        let are_places =
            read["places"].split('/').all(|named| !self.is_any(named.trim()) && named.split_whitespace().count() <= 3);
        let agency = self.agency_signed(&read["who"]).filter(|_| are_places)?;
        let end = read.name("who").map_or(0, |who| who.end());
        Some(self.credit(CreditKind::Dateline, agency, &paragraph[..end], place))
    }

    /// The agency that a word behind a slash names, in small letters too: "/dpa", "/AFP", "/sid".
    pub fn agency_signed(&self, who: &str) -> Option<&'t Organisation> {
        let small = (3..=5).contains(&who.len()) && who.chars().all(|c| c.is_ascii_lowercase());
        let known = name::whole(who, self.trade);
        let known = known.or_else(|| name::whole(&who.to_uppercase(), self.trade).filter(|_| small));
        known.filter(|organisation| organisation.kind == OrganisationKind::Agency)
    }

    /// What the brackets of a dateline name.
    pub fn dateline_of(&self, who: &str, words: &str, place: &str) -> Option<Credit> {
        if let Some(organisation) = self.named_in_parts(who) {
            return Some(self.credit(CreditKind::Dateline, organisation, words, place));
        }
        if self.is_house(who) || is_station(who) {
            return Some(self.own(CreditKind::Dateline, words, place));
        }
        ORGANISATION_WORDS.is_match(who).then(|| made(CreditKind::Dateline, Some(who.trim().to_owned()), words, place))
    }

    /// The first part of a line that is the whole name of an organisation, titles and years aside; one that is not the
    /// outlet before the outlet.
    pub fn named_in_parts(&self, words: &str) -> Option<&'t Organisation> {
        if let Some(organisation) = name::whole(words, self.trade) {
            return Some(organisation);
        }
        let named = |part: &str| {
            name::whole(part, self.trade).or_else(|| {
                // "Ap Auto Writer": some desks capitalise every word.
                let bare = TITLE.replace(part, "");
                let is_short = bare.len() < part.len() && (2..=4).contains(&bare.trim().len());
                name::whole(&bare, self.trade)
                    .or_else(|| name::whole(&bare.to_uppercase(), self.trade).filter(|_| is_short))
            })
        };
        let mut found: Vec<&Organisation> = parts(words).filter_map(named).collect();
        // "JANE DOE Associated Press": a name glued to a byline without a mark; only names of several words count.
        if found.is_empty() {
            found.extend(parts(words).filter_map(|part| self.glued(part)));
        }
        found.extend(self.glued(words));
        let other = found.iter().find(|organisation| !self.is_own_organisation(organisation));
        other.or(found.first()).copied()
    }

    /// An organisation whose name ends the words, behind nothing or a person's name.
    fn glued(&self, words: &str) -> Option<&'t Organisation> {
        let (start, end, organisation) =
            name::within(words, self.trade).into_iter().find(|(start, end, organisation)| {
                // One word alone is also an everyday word, unless it is an agency's or a channel's short form.
                let named = &words[*start..*end];
                let is_short_form =
                    named.chars().all(|c| !c.is_lowercase()) || organisation.kind == OrganisationKind::Agency;
                named.contains(' ') || *start > 0 && is_short_form
            })?;
        let before = words[..start].trim().trim_end_matches("The").trim_end_matches("the").trim();
        let after = TITLE.replace(&words[end..], "");
        let ends = after.trim().trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
        (ends && (before.is_empty() || person::is_name(before))).then_some(organisation)
    }

    /// A part that has the shape of an organisation's name: "By Harbour Wire", "Jane Doe, The Tarrow Gazette".
    fn unknown_in_parts(&self, words: &str) -> Option<String> {
        let mut pieces = parts(words).map(str::trim).enumerate();
        let found = pieces.find(|(place, part)| {
            let is_person = *place == 0 && SURNAME.is_match(part);
            self.is_shaped(part) && !is_person && !self.is_house(part) && part.split_whitespace().count() <= 5
        });
        found.map(|(_, part)| part.to_owned())
    }

    /// Whether an unknown name has the shape of an organisation's.
    pub fn is_shaped(&self, named: &str) -> bool {
        ORGANISATION_WORDS.is_match(named)
    }

    fn is_any(&self, words: &str) -> bool {
        name::whole(words, self.trade).is_some()
    }

    /// Whether words name the outlet, or the house as its own copyright lines name it.
    pub fn is_house(&self, words: &str) -> bool {
        let bare = name::letters(words.trim().trim_start_matches("The ").trim_start_matches("the "));
        name::is_own(words, self.outlet) || bare.len() > 4 && name::letters(self.house).contains(&bare)
    }

    /// Whether a credit names an agency.
    pub fn is_agency(&self, credit: &Credit) -> bool {
        let is_it = |o: &&Organisation| Some(&o.name) == credit.organisation.as_ref();
        self.trade.organisations.iter().find(is_it).is_some_and(|o| o.kind == OrganisationKind::Agency)
    }

    pub fn is_own_organisation(&self, organisation: &Organisation) -> bool {
        name::is_outlet(organisation, self.outlet)
    }

    pub fn credit(&self, kind: CreditKind, organisation: &Organisation, words: &str, place: &str) -> Credit {
        if self.is_own_organisation(organisation) {
            return self.own(kind, words, place);
        }
        made(kind, Some(organisation.name.clone()), words, place)
    }

    /// A credit to the outlet itself.
    pub fn own(&self, kind: CreditKind, words: &str, place: &str) -> Credit {
        made(kind, Some(self.outlet.name.clone()), words, place)
    }
}

/// The parts of a byline between its marks and small words.
fn parts(words: &str) -> impl Iterator<Item = &str> {
    PARTS.split(words).filter(|part| !part.trim().is_empty())
}

/// An American station credits itself by its call letters.
fn is_station(who: &str) -> bool {
    static CALL: LazyLock<Regex> = LazyLock::new(|| {
        regex(
            r"^(?:[KW][A-Z]{2,3}(?:[- ]?(?:TV|AM|FM|DT|News(?:radio)?)|[ -]?\d{1,4}|\.com)?|(?:FOX|ABC|NBC|CBS|News|Channel|Local|Action News|Eyewitness News)\s?\d{1,2}(?:[ \w.]{0,20})?)$",
        )
    });
    CALL.is_match(who.trim())
}

pub fn made(kind: CreditKind, organisation: Option<String>, words: &str, place: &str) -> Credit {
    Credit { kind, organisation, words: words.trim().to_owned(), place: place.to_owned(), partial: false }
}
