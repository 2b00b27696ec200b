//! The ledger of a period: its items and the stories they belong to, plain and compact, so that a million of them fit in
//! memory and are counted in a second. What reports are made of.

use std::collections::BTreeMap;

use super::{ArticleId, Audit, ClusterId, Credit, FactLine, ItemId, NoticeKind, Outlet, OutletKind, Print, Relation};

/// The items first seen in a period, and what is known of their stories.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// Every outlet; elsewhere an outlet is its place in this list.
    pub outlets: Vec<Outlet>,
    /// Every organisation named as an origin or in a credit; elsewhere an issuer is its place in this list.
    pub issuers: Vec<Issuer>,
    /// The items, in the order they were seen.
    pub pieces: Vec<Piece>,
    /// Every cluster of two outlets or more that an item of the period is in, by number.
    pub briefs: Vec<Brief>,
    /// The notices of the period, and what became of the reprints.
    pub notices: Vec<NoticeFile>,
    /// Words of the articles that a report names; see the `wanted` function of each report.
    pub wording: BTreeMap<ArticleId, Wording>,
}

/// An organisation that issues copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer {
    /// Its normal name.
    pub name: String,
    /// It issues copy and sells it.
    pub agency: bool,
    /// Its owner.
    pub family: Option<String>,
    /// The outlet it is, where we read its feeds.
    pub outlet: Option<u32>,
}

/// One item, as it stands now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// Its latest article.
    pub article: ArticleId,
    /// The item, who printed it, and when it was first seen.
    pub mark: Mark,
    /// The cluster of its latest article.
    pub cluster: ClusterId,
    /// What it says of its own origin.
    pub claim: Credited,
    /// How its words relate to those it was matched with; `None` for the one that opened the cluster.
    pub relation: Option<Relation>,
    /// Share of its own words that stand in the match.
    pub of_item: f32,
    /// Share of the match's words that stand in it.
    pub of_match: f32,
}

/// What an item says of its own origin, by its strongest credit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Credited {
    /// Nothing.
    #[default]
    Nobody,
    /// Its own staff, or the outlet itself.
    Own,
    /// Its own staff, with words of this issuer.
    With(u32),
    /// Its outlet by name and no more, as page heads print it over everything.
    House,
    /// "Agencies", and none by name.
    Agencies,
    /// This issuer.
    Issuer(u32),
}

/// When something reached us: our own clock, and the polling interval as its error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The item.
    pub item: ItemId,
    /// Who printed it.
    pub outlet: u32,
    /// When we first saw it.
    pub seen: i64,
    /// When we had last looked and it was not there.
    pub before: Option<i64>,
}

/// How a reprint credits its origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Grade {
    /// The origin is named.
    Correct,
    /// Only "agencies" or the like.
    Vague,
    /// Nobody is named.
    Missing,
    /// Somebody else is named.
    Wrong,
    /// Its own staff is named over another's copy.
    Staff,
}

impl Grade {
    /// Every grade, best first.
    pub const ALL: [Self; 5] = [Self::Correct, Self::Vague, Self::Missing, Self::Wrong, Self::Staff];

    /// The stable word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Correct => "correct",
            Self::Vague => "vague",
            Self::Missing => "missing",
            Self::Wrong => "wrong",
            Self::Staff => "staff-byline",
        }
    }

    /// Reads the word of [`Grade::word`].
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.word() == word)
    }
}

/// A cluster, as far as a report needs it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brief {
    /// Its number.
    pub cluster: ClusterId,
    /// The article the others are compared with.
    pub leader: ArticleId,
    /// The issuer of the copy, by the strongest side.
    pub origin: Option<u32>,
    /// Credits do not agree.
    pub disputed: bool,
    /// The item seen first.
    pub started: Mark,
    /// The first item of the origin itself, where one was seen.
    pub issued: Option<Mark>,
    /// Items in it, whenever they were seen.
    pub items: u32,
    /// Outlets in it.
    pub outlets: u32,
    /// Independent voices: outlets of one family count once, aggregators not at all.
    pub families: u32,
}

/// Words of an article that a report names.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Wording {
    /// The headline.
    pub headline: Option<String>,
    /// The address.
    pub url: Option<String>,
    /// The words of the credit that its claim, and so its grade, rests on.
    pub credit: Option<String>,
    /// Where that stood.
    pub credit_place: Option<String>,
    /// A disclaimer says that nothing but the headline was changed: its words, and whether that holds.
    pub disclaimer: Option<(String, Option<bool>)>,
    /// Facts that read otherwise than the origin's.
    pub changes: Vec<FactLine>,
}

/// A notice of an agency about its own copy.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticeFile {
    /// The article that carries it.
    pub article: ArticleId,
    /// Who sent it.
    pub outlet: u32,
    /// When we first saw it.
    pub seen: i64,
    /// What it asks for.
    pub kind: NoticeKind,
    /// The words that say so.
    pub words: String,
    /// The story it speaks of, as it names it.
    pub about: Option<String>,
    /// The cluster it was tied to.
    pub cluster: Option<ClusterId>,
    /// What became of the reprints that carried the old text.
    pub reprints: Vec<Aftermath>,
}

/// What became of one reprint after a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aftermath {
    /// Its article that carries the old text.
    pub article: ArticleId,
    /// Who printed it.
    pub outlet: u32,
    /// When it was first seen.
    pub seen: i64,
    /// When it was first seen without the old text; `None` while it still stands.
    pub followed: Option<i64>,
    /// When its page was last read, or it was last delivered by its feed: what "still stands" is worth.
    pub looked: i64,
}

/// Whose words an item carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Provenance {
    /// Its outlet's own: it issued them, or nobody else is known to carry or be credited for them.
    Own,
    /// An agency's.
    Agency,
    /// Another outlet's.
    Other,
    /// Shared with other outlets, and nobody is named.
    Unknown,
}

impl Provenance {
    /// The stable word for machines.
    pub fn word(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Agency => "agency",
            Self::Other => "other-outlet",
            Self::Unknown => "unknown",
        }
    }
}

impl Ledger {
    /// The story an item belongs to.
    pub fn brief(&self, cluster: ClusterId) -> Option<&Brief> {
        self.briefs.binary_search_by_key(&cluster, |brief| brief.cluster).ok().map(|at| &self.briefs[at])
    }

    /// Whose words an item carries, and how late.
    pub fn account(&self, piece: &Piece) -> Account {
        let brief = self.brief(piece.cluster);
        let origin = brief.and_then(|brief| brief.origin);
        let issuer = origin.or(match piece.claim {
            Credited::Issuer(issuer) => Some(issuer),
            _ => None,
        });
        let provenance = match issuer.map(|issuer| &self.issuers[issuer as usize]) {
            Some(issuer) if issuer.outlet == Some(piece.mark.outlet) => Provenance::Own,
            Some(issuer) if issuer.agency => Provenance::Agency,
            Some(_) => Provenance::Other,
            None if self.outlets[piece.mark.outlet as usize].kind == OutletKind::Agency => Provenance::Own,
            None if brief.is_some_and(|brief| brief.outlets > 1) => Provenance::Unknown,
            None => Provenance::Own,
        };
        let reprint = match provenance {
            Provenance::Own => false,
            Provenance::Agency | Provenance::Other => true,
            Provenance::Unknown => brief.is_some_and(|brief| brief.started.outlet != piece.mark.outlet),
        };
        let from = brief.map(|brief| brief.issued.unwrap_or(brief.started));
        let lag =
            from.filter(|from| reprint && from.item != piece.mark.item).map(|from| Lag::between(from, piece.mark));
        // Where the origin is disputed, another name is a side of the question and no wrong credit.
        let open = |origin: u32| {
            brief.is_some_and(|brief| brief.disputed)
                && matches!(piece.claim, Credited::Issuer(named) if named != origin)
        };
        let grade = origin.filter(|origin| reprint && !open(*origin)).map(|origin| match piece.claim {
            Credited::Issuer(named) if named == origin => Grade::Correct,
            // Naming whom it took the copy from is no false word, but it names nobody who issued it.
            Credited::Issuer(named) if self.passes_on(piece, named) => Grade::Missing,
            Credited::Issuer(_) => Grade::Wrong,
            Credited::Agencies => Grade::Vague,
            Credited::With(named) if named == origin => Grade::Correct,
            Credited::Own | Credited::With(_) => Grade::Staff,
            Credited::House | Credited::Nobody => Grade::Missing,
        });
        Account { issuer, provenance, reprint, lag, grade }
    }

    /// An aggregator that names the outlet it read the copy at.
    fn passes_on(&self, piece: &Piece, named: u32) -> bool {
        self.outlets[piece.mark.outlet as usize].kind == OutletKind::Aggregator
            && self.issuers[named as usize].outlet.is_some_and(|outlet| outlet != piece.mark.outlet)
    }

    /// How a print credits the origin of its story, and the credit that grade rests on. `None` for what is no reprint, or
    /// where there is nothing to audit against.
    pub fn audit(&self, print: &Print) -> Option<Audit> {
        let piece = self.pieces.iter().find(|piece| piece.mark.item == print.item)?;
        let grade = self.account(piece).grade?;
        let name = |issuer: u32| self.issuers[issuer as usize].name.as_str();
        let claim = match piece.claim {
            Credited::Nobody => "none".into(),
            Credited::Own => "own".into(),
            Credited::With(issuer) => format!("own+{}", name(issuer)),
            Credited::House => "house".into(),
            Credited::Agencies => "agencies".into(),
            Credited::Issuer(issuer) => name(issuer).to_owned(),
        };
        Some(Audit { grade, credit: grounds(&claim, self.outlet(piece.mark.outlet), &print.credits).cloned() })
    }

    /// Name of an outlet.
    pub fn outlet(&self, outlet: u32) -> &str {
        &self.outlets[outlet as usize].name
    }

    /// Words of an article; empty where none were handed in.
    pub fn words(&self, article: ArticleId) -> &Wording {
        const NONE: &Wording = &Wording {
            headline: None,
            url: None,
            credit: None,
            credit_place: None,
            disclaimer: None,
            changes: Vec::new(),
        };
        self.wording.get(&article).unwrap_or(NONE)
    }
}

/// The credit that an article's claim (as `attribute::stated` words it) rests on, and with it the grade of a reprint: not
/// always the strongest, since a desk prints agency copy under its own byline. `None` where nobody is credited.
pub fn grounds<'a>(claim: &str, outlet: &str, credits: &'a [Credit]) -> Option<&'a Credit> {
    let of = |name: &str| credits.iter().find(|credit| credit.organisation.as_deref() == Some(name));
    match claim {
        "" | "none" | "house" => None,
        "own" => of(outlet),
        // "Vale Ledger - Agencies" names the house and nobody else.
        "agencies" => credits.iter().find(|credit| credit.organisation.is_none()).or_else(|| of(outlet)),
        claim => of(claim.strip_prefix("own+").unwrap_or(claim)),
    }
}

/// What is said of one item: whose words it carries, and how late.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Who issued its words, as far as somebody is named: the origin of its story, else its own credit.
    pub issuer: Option<u32>,
    /// Whose words it carries.
    pub provenance: Provenance,
    /// It carries copy another outlet issued. Where nobody is named, so does every outlet but the one seen with it first.
    pub reprint: bool,
    /// How long after the origin (or, where that was not seen, after the first outlet) a reprint was seen.
    pub lag: Option<Lag>,
    /// How a reprint credits the origin of its story; `None` where that is not known: there is nothing to audit against.
    pub grade: Option<Grade>,
}

/// How long after one mark another came. Both were somewhere between two polls, so the truth is an interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lag {
    /// By the times seen, in seconds. Below zero when it was seen first.
    pub seconds: i64,
    /// At least; `None` when we do not know when we last looked.
    pub least: Option<i64>,
    /// At most.
    pub most: Option<i64>,
}

impl Lag {
    /// From one mark to another.
    pub fn between(from: Mark, to: Mark) -> Self {
        Self {
            seconds: to.seen - from.seen,
            least: to.before.map(|before| before - from.seen),
            most: from.before.map(|before| to.seen - before),
        }
    }
}
