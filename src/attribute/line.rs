//! One printed line -> the credit it holds. Photo credits, teased stories and citations hold none.

use std::sync::LazyLock;

use regex::Regex;

use super::{name, person};
use crate::news::{Credit, CreditKind, Organisation, OrganisationKind, Outlet, Trade};

/// Letters of the longest line that is taken for a byline.
const LONGEST_BYLINE: usize = 160;

/// What is known while lines are read.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub outlet: &'a Outlet,
    pub trade: &'a Trade,
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("checked by tests")
}

static VAGUE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:agencies|wire (?:reports?|services?|staff)|news (?:agencies|services)|agency (?:inputs?|reports?|feed)|syndicated feed|wire agency feed|agenturen|agences|agencias|agenzie|agencje)\b|एजेंसी|एजेंसियां|агентства",
    )
});
static PICTURE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:photos?|photograph(?:s|er|y)?|pictures?|pic|images?|video|footage|getty|file|foto|fotos|graphic|illustration|cartoon|credit|crédit|bild)\b|फोटो|Фото",
    )
});
static PARTS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\s*(?:[,|/;:()\[\]•·–—\n]|\s-\s|\band\b|&|\bfor\b|\bof\b|\bwith\b|\bvia\b|\bfrom\b|\bat\b|\s+[-–—]+\s+)\s*",
    )
});
static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)(?:\s+|^)(?:(?:staff|senior|national|political|business|medical|science|sports?|religion|food|travel|entertainment|film|music|drama|basketball|football|baseball|hockey|golf|tennis|racing|legal|economics|technology|health|education|white house|special|chief|diplomatic|writers?|reporters?|correspondents?|editors?|newspapers?|wire|staff|bureau|contributor|columnist|(?:19|20)\d\d)(?:\s+|$))+$",
    )
});
static CONTRIBUTED: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:contributed (?:to|reporting)|contributed\.?$|haben? (?:zu diesem|an diesem)|a contribué à|contribuyó|ha contribuito|przyczynił)",
    )
});
static ITS_WRITER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^\W*(?:['’]s?\b|(?:\s+\S+){0,3}?\s+(?:writers?|reporters?|correspondents?|journalists?|researchers?|producers?|editors?)\b)",
    )
});
static INPUTS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^\W*(?:with|includes?|compiled (?:with|from)|mit|avec|con|z)\b.{0,30}?\b(?:inputs?|reporting|files|material|reports?|information|material|informations|información|materia[lł]\w*|informacj\w+)\b|\bmaterial from\b.{0,80}\bwas used\b|के इनपुट",
    )
});
static REUTERS_DESK: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\(?\b(?:additional )?(?:reporting|writing|compiled) by\b[^()]{3,240}[;.]\s*(?:additional |additionally )?(?:editing|writing|reporting) by\b",
    )
});
static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^\W*(?:sources?|quellen?|fuentes?|fonte|źródło|источник|स्रोत|via|courtesy(?: of)?|from|by|agency|input|inputs)\s*[:\-–—]?\s+(?P<who>.{2,60})$",
    )
});
static REPUBLISHED: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:(?:originally|first) (?:published|appeared|posted|written|reported)|is republished|was republished|was published|is published|reprinted|(?:was|is) produced|(?:was|is) provided|has been sourced|auto-generated|distributed)\b(?:[^.]{0,60}?)\b(?:by|on|in|at|from|for)\s+(?P<who>[^\n]{2,120})",
    )
});
static COPYRIGHT: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)copyright|©|\(c\)\s*(?:19|20)\d\d|™"));
static DATELINE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:[^()\n.]{0,70}?|[^()\n]{0,40}?)\s?(?:[(\[](?P<who>[\p{L}\d][\p{L}\p{M}\d .&'’/\-]{1,40})[)\]]\s*(?:\[[^\]]*\])?\s*(?:[-–—:.|]|$)|/(?P<slash>[A-Z][\w .]{3,30})/\s*[-–—])",
    )
});
static EMAIL: LazyLock<Regex> = LazyLock::new(|| regex(r"[\w.+\-]+@([\w\-]+(?:\.[\w\-]+)+)"));
static ORGANISATION_WORDS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?:^|\s)(?:News Service|Press Service|Newspapers?|News Network|News Agency|Press Agency|Press|Agency|Wire|Wire Service|Times|Post|Gazette|Herald|Tribune|Journal|Chronicle|Observer|Courier|Examiner|Register|Sentinel|Bulletin|Dispatch|Globe|Star|Daily News|Newswire|Agentur|Nachrichtenagentur|Magazine)$",
    )
});

impl Reader<'_> {
    /// A byline or head meta line: "By JANE DOE, Associated Press", "ANI |", "Reuters Staff".
    pub fn byline(&self, line: &str, place: &str) -> Option<Credit> {
        if line.chars().count() > LONGEST_BYLINE {
            return None;
        }
        let who = person::after_by(line).unwrap_or(line);
        if PICTURE.is_match(who) && !who.contains("Staff") {
            return None;
        }
        if let Some(organisation) = self.named_in_parts(who) {
            return Some(self.credit(CreditKind::Byline, organisation, line, place));
        }
        if let Some(domain) = EMAIL.captures(who).and_then(|c| c.get(1)) {
            let domain = domain.as_str().to_lowercase();
            let known = self.trade.organisations.iter().find(|o| o.domains.contains(&domain));
            return Some(match known {
                Some(organisation) => self.credit(CreditKind::Byline, organisation, line, place),
                None => self.own(CreditKind::Byline, line, place),
            });
        }
        if let Some(organisation) = self.unknown_in_parts(who) {
            return Some(made(CreditKind::Byline, Some(organisation), line, place));
        }
        if person::is_staff(who) || PARTS.split(who).any(|part| part.len() > 3 && name::is_own(part, self.outlet)) {
            return Some(self.own(CreditKind::Byline, line, place));
        }
        if VAGUE.is_match(who) {
            return Some(made(CreditKind::Byline, None, line, place));
        }
        let by = who.len() < line.len();
        let is_person = PARTS.split(who).any(person::is_name);
        (is_person || by && who.split_whitespace().count() <= 6)
            .then(|| self.own(CreditKind::Byline, line, super::A_PERSON))
    }

    /// A line of the head of raw text that can only be a byline: "By ...", "ANI |", "Associated Press".
    pub fn head(&self, line: &str, place: &str) -> Option<Credit> {
        if line.chars().count() > 100 {
            return None;
        }
        let is_by =
            person::after_by(line).is_some_and(|who| !who.trim_end().ends_with(['.', '?', '!']) || who.len() < 30);
        let is_meta = line.contains('|') && self.named_in_parts(line).is_some();
        let is_name = name::whole(line, self.trade).is_some();
        let is_person = !line.ends_with('.')
            && PARTS.split(line).next().is_some_and(person::is_name)
            && self.named_in_parts(line).is_some();
        let is_agency_writer = TITLE.is_match(line) && self.named_in_parts(line).is_some();
        let is_staff = !line.ends_with('.')
            && line.split_whitespace().count() <= 8
            && line.split_once(',').is_some_and(|(who, role)| person::is_name(who) && person::is_staff(role));
        (is_by || is_meta || is_name || is_person || is_agency_writer || is_staff)
            .then(|| self.byline(line, place))
            .flatten()
    }

    /// The head of a paragraph: "HELSINKI (AP) -", "/PRNewswire/ --".
    pub fn dateline(&self, paragraph: &str, place: &str) -> Option<Credit> {
        let read = DATELINE.captures(paragraph)?;
        let who = read.name("who").or_else(|| read.name("slash"))?.as_str();
        let words = read.get(0)?.as_str().trim();
        let credit = self.dateline_of(who, words, place);
        // A bracket late in a sentence is none: the place must look like a place.
        let place_named = words.split(['(', '[', '/']).next().unwrap_or_default().trim();
        let is_place =
            place_named.split([' ', ',']).filter(|w| w.len() > 3).all(|w| w.starts_with(|c: char| !c.is_lowercase()));
        credit.filter(|_| is_place)
    }

    /// What the brackets of a dateline name.
    pub fn dateline_of(&self, who: &str, words: &str, place: &str) -> Option<Credit> {
        if let Some(organisation) = self.named_in_parts(who) {
            return Some(self.credit(CreditKind::Dateline, organisation, words, place));
        }
        if name::is_own(who, self.outlet) || is_station(who) {
            return Some(self.own(CreditKind::Dateline, words, place));
        }
        ORGANISATION_WORDS.is_match(who).then(|| made(CreditKind::Dateline, Some(who.trim().to_owned()), words, place))
    }

    /// A copyright line that names an organisation other than the outlet and its owner.
    pub fn copyright(&self, line: &str, place: &str) -> Option<Credit> {
        if !COPYRIGHT.is_match(line) || line.chars().count() > 400 {
            return None;
        }
        let (_, _, organisation) =
            name::within(line, self.trade).into_iter().find(|(.., o)| self.is_copyright_of_words(o))?;
        Some(self.credit(CreditKind::Copyright, organisation, line, place))
    }

    /// A line below (or between) the text: credit lines, sign-offs, disclaimers.
    pub fn footer(&self, line: &str, place: &str) -> Option<Credit> {
        let length = line.chars().count();
        if length > 700 {
            return None;
        }
        if REUTERS_DESK.is_match(line) {
            let reuters = name::whole("Reuters", self.trade)?;
            return Some(self.credit(CreditKind::Footer, reuters, line, place));
        }
        if length <= 60
            && !PICTURE.is_match(line)
            && (line.starts_with(['-', '–', '—', '(', '[', '/']) || length < 30)
            && let Some(organisation) = name::whole(line, self.trade)
        {
            return Some(self.credit(CreditKind::Footer, organisation, line, place));
        }
        self.contributed(line, place)
            .or_else(|| self.inputs(line, place))
            .or_else(|| self.republished(line, place))
            .or_else(|| self.sourced(line, place))
            .or_else(|| self.copyright(line, place))
            .or_else(|| self.vague(line, place))
    }

    /// "The Associated Press contributed" gives some of the words; "AP writer X contributed" is a line of AP copy.
    fn contributed(&self, line: &str, place: &str) -> Option<Credit> {
        let cue = CONTRIBUTED.find(line)?;
        let (_, end, organisation) = name::within(&line[..cue.start()], self.trade).into_iter().next()?;
        let mut credit = self.credit(CreditKind::Footer, organisation, line, place);
        credit.partial = !ITS_WRITER.is_match(&line[end..cue.start()]);
        Some(credit)
    }

    fn inputs(&self, line: &str, place: &str) -> Option<Credit> {
        let is_short = line.chars().count() <= 200;
        if !is_short || !INPUTS.is_match(line) {
            return None;
        }
        let organisation = name::within(line, self.trade).into_iter().next().map(|(.., o)| o);
        let mut credit = match organisation {
            Some(organisation) => self.credit(CreditKind::Footer, organisation, line, place),
            None if VAGUE.is_match(line) => made(CreditKind::Footer, None, line, place),
            None => return None,
        };
        credit.partial = true;
        Some(credit)
    }

    fn republished(&self, line: &str, place: &str) -> Option<Credit> {
        let who = REPUBLISHED.captures(line)?.name("who")?.as_str();
        // Only the sentence that says so: what follows is often about the outlet.
        let who = who.split(". ").next().unwrap_or(who);
        if line.split(who).next().is_some_and(|before| PICTURE.is_match(before)) {
            return None;
        }
        if let Some((.., organisation)) = name::within(who, self.trade).into_iter().next() {
            return Some(self.credit(CreditKind::Footer, organisation, line, place));
        }
        if VAGUE.is_match(line) {
            return Some(made(CreditKind::Footer, None, line, place));
        }
        let named = who.split(['.', ',', '(', ';']).next().unwrap_or(who).trim();
        if name::is_own(named, self.outlet) {
            return Some(self.own(CreditKind::Footer, line, place));
        }
        (ORGANISATION_WORDS.is_match(named) && named.split_whitespace().count() <= 5)
            .then(|| made(CreditKind::Footer, Some(named.to_owned()), line, place))
    }

    fn sourced(&self, line: &str, place: &str) -> Option<Credit> {
        if line.chars().count() > 80 {
            return None;
        }
        let who = SOURCE.captures(line)?.name("who")?.as_str();
        let organisation = self.named_in_parts(who)?;
        Some(self.credit(CreditKind::Footer, organisation, line, place))
    }

    fn vague(&self, line: &str, place: &str) -> Option<Credit> {
        let is_disclaimer = Regex::is_match(&VAGUE, line) && (line.chars().count() <= 40 || line.contains("feed"));
        is_disclaimer.then(|| made(CreditKind::Footer, None, line, place))
    }

    /// The first part of a line that is the whole name of an organisation, titles and years aside.
    pub fn named_in_parts(&self, words: &str) -> Option<&Organisation> {
        if let Some(organisation) = name::whole(words, self.trade) {
            return Some(organisation);
        }
        let found = PARTS.split(words).find_map(|part| {
            name::whole(part, self.trade).or_else(|| name::whole(&TITLE.replace(part, ""), self.trade))
        });
        // "JANE DOE Associated Press": a name glued to a byline without a mark; only names of several words count.
        found.or_else(|| {
            let glued = name::within(words, self.trade);
            let (start, end, organisation) =
                glued.into_iter().find(|(s, e, _)| words[*s..*e].contains(' ') || *s > 0)?;
            let before = words[..start].trim().trim_end_matches("The").trim();
            let after = TITLE.replace(&words[end..], "");
            let ends = after.trim().trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
            (ends && (before.is_empty() || person::is_name(before))).then_some(organisation)
        })
    }

    fn unknown_in_parts(&self, words: &str) -> Option<String> {
        PARTS
            .split(words)
            .skip(1)
            .map(str::trim)
            .find(|part| {
                ORGANISATION_WORDS.is_match(part)
                    && !name::is_own(part, self.outlet)
                    && part.split_whitespace().count() <= 5
            })
            .map(str::to_owned)
    }

    /// Site-wide lines name the outlet or its owner; an owner's name says nothing of the words.
    fn is_copyright_of_words(&self, organisation: &Organisation) -> bool {
        let is_owner = self.trade.families.iter().any(|f| organisation.name.starts_with(&f.name))
            || ["Meredith", "Nexstar Media Wire", "Sinclair Broadcast Group", "GateHouse Media", "Advance Local"]
                .contains(&organisation.name.as_str());
        !is_owner && organisation.kind != OrganisationKind::Aggregator && !name::is_outlet(organisation, self.outlet)
    }

    fn credit(&self, kind: CreditKind, organisation: &Organisation, words: &str, place: &str) -> Credit {
        if name::is_outlet(organisation, self.outlet) {
            return self.own(kind, words, place);
        }
        made(kind, Some(organisation.name.clone()), words, place)
    }

    /// A credit to the outlet itself.
    pub fn own(&self, kind: CreditKind, words: &str, place: &str) -> Credit {
        made(kind, Some(self.outlet.name.clone()), words, place)
    }
}

/// An American station credits itself by its call letters.
fn is_station(who: &str) -> bool {
    static CALL: LazyLock<Regex> = LazyLock::new(|| regex(r"^[KW][A-Z]{2,3}(?:[- ]?(?:TV|AM|FM|DT)|[ -]?\d{1,2})?$"));
    CALL.is_match(who.trim())
}

fn made(kind: CreditKind, organisation: Option<String>, words: &str, place: &str) -> Credit {
    Credit { kind, organisation, words: words.trim().to_owned(), place: place.to_owned(), partial: false }
}
