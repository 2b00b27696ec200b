//! One printed line below (or between) the text -> the credit it holds: credit lines, sign-offs, copyright, disclaimers.

use std::sync::LazyLock;

use regex::Regex;

use super::line::{PICTURE, Reader, SOME_AGENCY, VAGUE, made};
use super::{A_COPYRIGHT, A_PERSON, name, person};
use crate::news::{Credit, CreditKind, Organisation, OrganisationKind};

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stand {
    /// Between the paragraphs of the text, or one of them: only what cannot be meant otherwise counts.
    Within,
    /// Below the text, so many lines.
    Below(usize),
}

fn regex(pattern: &str) -> Regex {
    Regex::new(pattern).expect("checked by tests")
}

static CONTRIBUTED: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:also )?(?:contributed (?:additional |some )?(?:to (?:this|the) (?:\w+ )?(?:report|story|article|post|piece|dispatch)|to this\b|reporting|information|material|from\b)|contributed\.?\)?$|contributed this (?:report|story)|haben? (?:zu diesem|an diesem)|a contribué à|contribuyó|ha contribuito|przyczynił)",
    )
});
/// Where a sentence ends; an initial has no such letters before its full stop.
static SENTENCE: LazyLock<Regex> = LazyLock::new(|| regex(r"[\p{Ll}\d)\]”]{2}[.!?]\s+"));
/// "Follow Jane Doe on Twitter", "Contact Jane Doe: jdoe@paper.example": a reporter of the house.
static REPORTER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^\W{0,3}(?i:follow|contact|reach|e-?mail|call|write to)\s+(?i:reporter |staff writer |staff reporter )?(?P<who>\p{Lu}[\p{L}'’.-]+(?:\s\p{Lu}[\p{L}'’.-]+){1,3})\s*(?i:on twitter|at\b|:|,|\(|@)|^(?P<name>\p{Lu}[\p{L}'’.-]+(?:\s\p{Lu}[\p{L}'’.-]+){1,3}) (?i:can be reached|may be reached|is (?:a|an|the) (?:[\p{L}-]+ ){0,3}(?:staff writer|reporter|staff reporter|columnist)\b)",
    )
});
static ITS_WRITER: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^\W*(?:['’]s?\s+\p{L}|(?:\s+\S+){0,3}?\s+(?:writers?|reporters?|correspondents?|journalists?|researchers?|producers?|editors?|photographers?|videojournalists?)\b)",
    )
});
static INPUTS: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^\W*(?:with|includes?|compiled (?:with|from)|mit|avec|con|z)\b.{0,30}?\b(?:inputs?|reporting|files?|material|agenturmaterial|agenturmeldungen|agenturen|reports?|information|informationen|informations|información|materia[lł]\w*|informacj\w+)\b|\b(?:material|information) from\b.{0,80}\bwas used\b|^\W*(?:additional |some )?(?:reporting|material|information|inputs?) (?:by|from)\b|\bincludes (?:material|information|reporting) from\b|^\W*contributing:|^[(\[](?:[\p{L}\d.]+\s){0,3}(?:with|mit|avec)\s[^()\[\]]{2,60}[)\]]\.?$|के इनपुट",
    )
});
static REUTERS_DESK: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\(?\b(?:additional )?(?:reporting|writing|compiled|translated) (?:and writing )?by\b[^()]{3,300}[;.,]\s*(?:additional |additionally )?(?:editing|writing|reporting) (?:and \w+ )?by\b",
    )
});
static SOURCE: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^\W*(?:sources?|quellen?|fuentes?|fonte|źródło|источник|स्रोत|via|courtesy(?: of)?|from|agency|input|inputs|story (?:by|from)|article (?:by|from))\s*[:\-–—]?\s+(?P<who>.{2,60})$",
    )
});
/// "This story was originally published by ...", "Reprinted with permission from ...", "Distributed by ...".
static REPUBLISHED: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)(?:^|[.!?:]\s)\W*(?:(?:a (?:longer |shorter )?version of )?(?:this|the (?:above|following|preceding)) (?:[\p{L}-]+ ){0,2}?(?:story|article|report|piece|post|column|essay|content|interview|op-ed|commentary|dispatch|copy|item|news)\b[^.]{0,60}?\b)?(?:(?:was |is |has been |first |originally |also |being |previously )*(?:published|appeared|posted|written|ran|republished|reprinted|produced|provided|sourced|taken|auto-generated|distributed|syndicated|adapted|excerpted|courtesy|authored))\b(?:[^.]{0,60}?)\b(?:by|on|in|at|from|for|via|of)\s+(?P<who>[^\n]{2,120})",
    )
});
/// "Dieser Artikel wurde von der dpa übernommen": what German papers print below copy that nobody edited.
static GERMAN: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)^\W*(?:diese[rs]?|der (?:vorliegende|obige)) (?:artikel|text|beitrag|meldung|bericht|inhalt|nachricht)\b.{0,120}?\b(?:übernommen|stammt|agenturmeldung|automatisi\w+|(?:dienste?|angebots?|feeds?|newstickers?|nachrichtendiensts?) (?:der|von)|bereitgestellt|geliefert|verbreitet)\b",
    )
});
/// "This article was reprinted on ...": it went there, and did not come from there.
static ELSEWHERE: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?i)\b(?:reprinted|republished|syndicated|also (?:published|appeared|ran)|posted)\s+(?:on|in|to|at)\s*$")
});
/// "Authored by Jane Doe via The Ledger".
static VIA: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?i)^\W*(?:authored|written|submitted|posted|published|by)\b[^.:]{0,60}\bvia\s+(?P<who>[^\n]{2,60})")
});
pub static COPYRIGHT: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?i)copyright|©|\(c\)\s*(?:(?:19|20)\d\d|\p{L}[\p{L} ]{2,30}(?:19|20)\d\d)|™|\ball rights reserved\b")
});
static CUE: LazyLock<Regex> = LazyLock::new(|| regex(r"(?i)copyright|©|\(c\)|™|\ball rights reserved\b"));
/// Rights in figures and pictures, not in the words.
static DATA: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?i)\b(?:data|quotes?|scores|stats|statistics|photos?|images?|pictures?|logos?|trademarks?) (?:by |provided by |are |is )?(?:©|copyright)",
    )
});
/// "Copyright 2018 KOSV. All rights reserved.": the notice below one story. The sign belongs to the notice of a whole site.
static OF_STORY: LazyLock<Regex> = LazyLock::new(|| {
    regex(r"(?i)^\W{0,2}copyright\s+(?:\(c\)\s*)?(?:19|20)\d\d,?\s+(?:by\s+)?(?P<who>[^.,–—|]{2,40})")
});
/// A name as it is printed: capitals, with small words between.
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"^(?:the )?(?P<name>\p{Lu}[\p{L}\p{M}\d.&'’-]*(?:\s+(?:of|and|the|de|for)?\s?\p{Lu}[\p{L}\p{M}\d.&'’-]*){0,4})",
    )
});

/// "/dpa", "Berlin/dpa": one word at most before the slash. Two are a photographer's name.
static SLASHED: LazyLock<Regex> = LazyLock::new(|| regex(r"^(?:\p{Lu}[\p{L}\-]+\s?)?/\s?(?P<who>[\p{L}\-]{2,12})\.?$"));
/// The same, or with the name of who wrote, behind the last sentence of a text.
static SLASHED_END: LazyLock<Regex> = LazyLock::new(|| {
    regex(
        r"(?P<before>\S*)[.!?…][\x22”“»«’)]?(?P<sign>(?:\s+\p{Lu}[\p{L}.'’\-]+(?:[ /]\p{Lu}[\p{L}'’\-]+){0,2})?\s*/(?P<who>[\p{L}\-]{2,12}))\.?$",
    )
});

/// Whether a line signs copy by a slash and an agency, as pictures are signed too: where it stands tells them apart.
pub fn is_slashed(line: &str) -> bool {
    SLASHED.is_match(line)
}

impl Reader<'_> {
    /// What a text ends with behind its last sentence: "... said. Berlin/dpa". An address ends in a slash and a word, too.
    pub fn slashed_end(&self, text: &str, place: &str) -> Option<Credit> {
        let read = SLASHED_END.captures(text)?;
        let is_address = ["://", "www.", "@"].iter().any(|sign| read["before"].contains(sign));
        let agency = self.agency_signed(&read["who"]).filter(|_| !is_address)?;
        Some(self.credit(CreditKind::Footer, agency, &read["sign"], place))
    }

    /// A line of its own right below the text, "Berlin/dpa": farther off it is a picture's. Or what stands behind the sentence of
    /// a last line too short to be running text.
    fn signed_from(&self, line: &str, stand: Stand, place: &str) -> Option<Credit> {
        if stand != Stand::Below(0) {
            return None;
        }
        match SLASHED.captures(line) {
            Some(read) => Some(self.credit(CreditKind::Footer, self.agency_signed(&read["who"])?, line, place)),
            None => self.slashed_end(line, "end of the text"),
        }
    }

    /// A copyright line that names an organisation other than the outlet and its owner, or the outlet below its own story.
    pub fn copyright(&self, line: &str, stand: Stand, place: &str) -> Option<Credit> {
        if !COPYRIGHT.is_match(line) || line.chars().count() > 700 {
            return None;
        }
        if DATA.is_match(line) {
            return None;
        }
        let of_words = name::within(line, self.trade).into_iter().find(|(start, end, organisation)| {
            // "The Associated Press contributed to this report" within the same notice is read as what it is.
            let is_contributor = CONTRIBUTED.find(&line[*end..]).is_some_and(|cue| cue.start() < 60);
            let before = &line[..*start];
            CUE.find_iter(before).last().is_some_and(|cue| before.len() - cue.end() < 60)
                && !is_contributor
                && self.is_copyright_of_words(organisation, &line[*start..*end])
        });
        if let Some((.., organisation)) = of_words {
            return Some(self.credit(CreditKind::Copyright, organisation, line, place));
        }
        let who = OF_STORY.captures(line)?.name("who")?.as_str();
        let is_own = name::is_own(who, self.outlet)
            || who.split_whitespace().any(|word| word.len() > 3 && name::is_own(word, self.outlet));
        (is_own && matches!(stand, Stand::Below(_))).then(|| self.own(CreditKind::Copyright, line, A_COPYRIGHT))
    }

    /// Site-wide lines name the outlet or its owner; an owner's name says nothing of the words.
    fn is_copyright_of_words(&self, organisation: &Organisation, words: &str) -> bool {
        let domains = || self.outlet.domains.iter();
        let owns = self.trade.families.iter().any(|family| {
            let holds = |domain: &String| family.domains.contains(domain);
            domains().any(holds)
                && (organisation.domains.iter().any(holds)
                    || organisation.name.starts_with(&family.name)
                    || family.name.starts_with(&organisation.name))
        });
        let is_owner = owns
            || self.trade.families.iter().any(|family| organisation.name == family.name)
            || ["Meredith", "Nexstar Media Wire", "Sinclair Broadcast Group", "GateHouse Media", "Advance Local"]
                .contains(&organisation.name.as_str());
        let issues = organisation.kind != OrganisationKind::Aggregator;
        !is_owner && issues && !self.is_own_organisation(organisation) && !name::is_own(words, self.outlet)
    }

    /// A line below (or between) the text: credit lines, sign-offs, disclaimers.
    pub fn footer(&self, line: &str, stand: Stand, place: &str) -> Vec<Credit> {
        let length = line.chars().count();
        if length > 900 {
            return Vec::new();
        }
        if REUTERS_DESK.is_match(line)
            && let Some(reuters) = name::whole("Reuters", self.trade)
        {
            return vec![self.credit(CreditKind::Footer, reuters, line, place)];
        }
        if GERMAN.is_match(line)
            && let Some((.., agency)) =
                name::within(line, self.trade).into_iter().find(|(.., o)| o.kind == OrganisationKind::Agency)
        {
            return vec![self.credit(CreditKind::Footer, agency, line, place)];
        }
        // One notice may name the holder of the rights and who contributed.
        let first = [self.contributed(line, place), self.copyright(line, stand, "copyright line")];
        let found: Vec<Credit> = first.into_iter().flatten().collect();
        if !found.is_empty() {
            return found;
        }
        let signed = self.signed(line, stand, place);
        if !signed.is_empty() {
            return signed;
        }
        self.signed_from(line, stand, place)
            .or_else(|| self.inputs(line, place))
            .or_else(|| self.republished(line, place))
            .or_else(|| self.sourced(line, stand, place))
            .or_else(|| self.vague(line, stand, place))
            .or_else(|| self.reporter(line, stand))
            .into_iter()
            .collect()
    }

    /// "--IANS", "(ANI)", "- Press Association", or an agency's name alone; "dpa/AFP" and "mho/dpa" with others and initials.
    fn signed(&self, line: &str, stand: Stand, place: &str) -> Vec<Credit> {
        if line.chars().count() > 60 || PICTURE.is_match(line) {
            return Vec::new();
        }
        let is_marked = line.starts_with(['-', '–', '—', '(', '[', '/', '*', '•']);
        let named = match name::whole(line, self.trade) {
            Some(organisation) => vec![organisation],
            None => self.initialled(line, is_marked),
        };
        let counts = |organisation: &&Organisation| match stand {
            Stand::Within => is_marked && organisation.kind == OrganisationKind::Agency && !line.starts_with('('),
            Stand::Below(below) => {
                is_marked && below <= 6 || below <= 2 && organisation.kind == OrganisationKind::Agency
            }
        };
        let named = named.into_iter().filter(counts);
        named.map(|organisation| self.credit(CreditKind::Footer, organisation, line, place)).collect()
    }

    /// Agencies in a sign-off that holds nothing but short forms and initials: "(dpa/AFP)", "mho/dpa", "(apa, red)". Where it
    /// is marked, short forms of three letters or more are also known in small letters.
    fn initialled(&self, line: &str, is_marked: bool) -> Vec<&'_ Organisation> {
        let bare = line.trim().trim_matches(|c: char| "-–—()[]/*•. ".contains(c));
        let mut parts = bare.split(['/', ',']).map(str::trim);
        let is_initials = |part: &str| (2..=4).contains(&part.chars().count()) && part.chars().all(char::is_lowercase);
        let short = |part: &str| {
            let is_short =
                |named: &str| !named.contains(' ') && (is_marked || name::whole(named, self.trade).is_some());
            Some(part).filter(|part| is_short(part)).and_then(|part| self.agency_signed(part))
        };
        let mut agencies = Vec::new();
        let is_all_known = parts.all(|part| match short(part) {
            Some(agency) => {
                agencies.push(agency);
                true
            }
            None => is_initials(part),
        });
        if is_all_known && bare.split(['/', ',']).count() <= 5 { agencies } else { Vec::new() }
    }

    /// "The Associated Press contributed" gives some of the words; "AP writer X contributed" is a line of AP copy.
    fn contributed(&self, line: &str, place: &str) -> Option<Credit> {
        let cue = CONTRIBUTED.find(line)?;
        // Only the sentence that says so.
        let from = SENTENCE.find_iter(&line[..cue.start()]).last().map_or(0, |end| end.end());
        let before = &line[from..cue.start()];
        let named = name::within(before, self.trade);
        let Some((_, end, organisation)) = named.iter().find(|(.., o)| !self.is_own_organisation(o)).or(named.first())
        else {
            // Only people are named: they are the outlet's.
            let first: Vec<&str> = before.split_whitespace().take(2).collect();
            let is_person = first.len() == 2 && person::is_name(first.join(" ").trim_end_matches(','));
            return is_person.then(|| self.own(CreditKind::Footer, line, A_PERSON));
        };
        let mut credit = self.credit(CreditKind::Footer, organisation, line, place);
        credit.partial = !ITS_WRITER.is_match(&before[*end..]);
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
        let read = REPUBLISHED.captures(line).or_else(|| VIA.captures(line))?;
        let who = read.name("who")?;
        let before = &line[..who.start()];
        if PICTURE.is_match(before) || ELSEWHERE.is_match(before) {
            return None;
        }
        // Only the sentence that says so: what follows is often about the outlet.
        let who = who.as_str().split(". ").next().unwrap_or_default();
        if let Some((.., organisation)) = name::within(who, self.trade).into_iter().next() {
            return Some(self.credit(CreditKind::Footer, organisation, line, place));
        }
        if VAGUE.is_match(line) {
            return Some(made(CreditKind::Footer, None, line, place));
        }
        let named = NAME.captures(who)?.name("name")?.as_str().trim_end_matches(['.', '’', '\'']);
        if self.is_house(named) {
            return Some(self.own(CreditKind::Footer, line, place));
        }
        let domain = named.to_lowercase();
        if let Some(known) = self.trade.organisations.iter().find(|o| o.domains.contains(&domain)) {
            return Some(self.credit(CreditKind::Footer, known, line, place));
        }
        let is_organisation = self.is_shaped(named)
            || named.contains('.') && !named.contains(' ')
            || before.to_lowercase().contains("this")
                && !person::is_name(named)
                && named.split_whitespace().count() > 1;
        is_organisation.then(|| made(CreditKind::Footer, Some(named.to_owned()), line, place))
    }

    fn sourced(&self, line: &str, stand: Stand, place: &str) -> Option<Credit> {
        if line.chars().count() > 80 || PICTURE.is_match(line) || !matches!(stand, Stand::Below(0..=8)) {
            return None;
        }
        let who = SOURCE.captures(line)?.name("who")?.as_str();
        match self.named_in_parts(who) {
            Some(organisation) => {
                // A paper named as the source was read, an agency's copy is printed.
                let mut credit = self.credit(CreditKind::Footer, organisation, line, place);
                credit.partial = organisation.kind != OrganisationKind::Agency && !line.starts_with(['(', '[']);
                Some(credit)
            }
            None if VAGUE.is_match(who) => Some(made(CreditKind::Footer, None, line, place)),
            None => None,
        }
    }

    /// A line that tells how to reach who wrote.
    fn reporter(&self, line: &str, stand: Stand) -> Option<Credit> {
        let is_below = matches!(stand, Stand::Below(_)) && line.chars().count() <= 240;
        let read = REPORTER.captures(line).filter(|_| is_below)?;
        let who = read.name("who").or_else(|| read.name("name"))?.as_str();
        let is_person = name::within(who, self.trade).is_empty() && !name::is_own(who, self.outlet);
        is_person.then(|| self.own(CreditKind::Footer, line, A_PERSON))
    }

    fn vague(&self, line: &str, stand: Stand, place: &str) -> Option<Credit> {
        if SOME_AGENCY.is_match(line) {
            return matches!(stand, Stand::Below(0..=2)).then(|| made(CreditKind::Footer, None, line, place));
        }
        let below = matches!(stand, Stand::Below(_));
        let is_disclaimer = below && VAGUE.is_match(line) && (line.chars().count() <= 40 || line.contains("feed"));
        is_disclaimer.then(|| made(CreditKind::Footer, None, line, place))
    }
}
