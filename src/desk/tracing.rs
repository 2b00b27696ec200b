//! What became of the origin's copy: every article of a cluster against the version it carries, and the notices put to use.

use std::collections::{HashMap, HashSet};

use super::Settler;
use crate::attribute::{self, Bearer, Issued};
use crate::compare::Compared;
use crate::news::{
    Applied, Article, ArticleId, Carried, Changes, ClusterId, ItemId, NoticeKind, Origin, OutletKind, Print, Seen,
    Side, Story, Tie, Trace,
};
use crate::normalise;
use crate::store::{Reader, StoreError, Traced};

/// Versions of the origin's copy that a reprint is compared with, the newest of them.
const VERSIONS: usize = 8;
/// A notice may come this long after its story.
const BACK: i64 = 14 * 24 * 3600;
/// Stories of the outlet that a notice is looked for in.
const STORIES: usize = 500;
/// So long a notice waits for a story that comes later than it.
const WAIT: i64 = 72 * 3600;

/// Works out everything about these clusters that is not worked out yet, and the notices about them.
pub(super) fn trace(settler: &Settler<'_>, reader: &Reader, clusters: &[ClusterId]) -> Result<Traced, StoreError> {
    let mut traced = Traced::default();
    let mut notices: HashSet<ArticleId> = HashSet::new();
    let mut newest = Seen(0);
    for cluster in clusters {
        let Some(story) = reader.story(*cluster)? else { continue };
        newest = newest.max(story.prints.iter().map(|print| print.seen).max().unwrap_or_default());
        if story.prints.len() > 1 {
            Tracing::new(settler, reader, &story).prints(&mut traced)?;
        }
        notices.extend(reader.notices_about(*cluster)?);
    }
    // A notice may have come before its story.
    notices.extend(reader.untied(Seen(newest.0 - WAIT))?);
    let mut notices: Vec<ArticleId> = notices.into_iter().collect();
    notices.sort_unstable();
    for notice in notices {
        traced.applied.extend(apply(settler, reader, notice)?);
    }
    Ok(traced)
}

/// One cluster as its texts are compared.
struct Tracing<'a> {
    settler: &'a Settler<'a>,
    reader: &'a Reader,
    story: &'a Story,
    /// Articles of the origin itself, in order of appearance.
    issued: Vec<ArticleId>,
    texts: HashMap<ArticleId, Option<Compared>>,
}

impl<'a> Tracing<'a> {
    fn new(settler: &'a Settler<'a>, reader: &'a Reader, story: &'a Story) -> Self {
        let side = side(&story.origin);
        let is_issuer = |print: &&Print| side.is_some_and(|side| is_it(settler, &print.outlet, side));
        let carries = |print: &&Print| print.notice.as_ref().is_none_or(|notice| !notice.only);
        let issued = story.prints.iter().filter(is_issuer).filter(carries).map(|print| print.article).collect();
        Self { settler, reader, story, issued, texts: HashMap::new() }
    }

    fn text(&mut self, id: ArticleId) -> Result<Option<&Compared>, StoreError> {
        if !self.texts.contains_key(&id) {
            self.texts.insert(id, self.reader.article(id)?.map(copy));
        }
        Ok(self.texts.get(&id).and_then(Option::as_ref))
    }

    /// Changes of one article against another; `None` where a text was pruned.
    fn changes(&mut self, theirs: ArticleId, origins: ArticleId) -> Result<Option<Changes>, StoreError> {
        self.text(theirs)?;
        self.text(origins)?;
        let text = |id| self.texts.get(&id).and_then(Option::as_ref);
        Ok(text(theirs).zip(text(origins)).map(|(a, b)| a.changes(b)))
    }

    /// Traces of the prints that have none yet, or could have a better one.
    fn prints(&mut self, traced: &mut Traced) -> Result<(), StoreError> {
        let known = self.reader.traced(self.story.id)?;
        let prints: Vec<&Print> = self.story.prints.iter().collect();
        let stamps = prints.iter().filter(|print| self.issued.contains(&print.article) && print.version == 1);
        let stamped = stamps.filter_map(|print| print.published.as_ref()).filter(|stamp| !stamp.day_only);
        let issued = Issued { stamped: stamped.map(|stamp| stamp.at).min() };
        for (place, print) in prints.iter().enumerate() {
            let bases = self.bases(place);
            let newest = bases.iter().copied().max().unwrap_or(print.article);
            if known
                .get(&print.article)
                .is_some_and(|(base, seen)| *seen == newest && base.is_none_or(|base| bases.contains(&base)))
            {
                continue;
            }
            if self.text(print.article)?.is_none() {
                // Its text was pruned: what was worked out while it was there stands.
                continue;
            }
            let base = self.nearest(print, &bases)?;
            let (base, changes) = base.unzip();
            let is_issuer = self.issued.contains(&print.article);
            let before: Vec<&Print> =
                prints[..place].iter().filter(|other| other.item == print.item).copied().collect();
            let disclaimer = self.texts[&print.article]
                .as_ref()
                .filter(|_| !is_issuer)
                .and_then(|text| attribute::disclaimer(text.article(), changes.as_ref(), self.settler.trade));
            let trace = Trace {
                article: print.article,
                base,
                disclaimer,
                clocks: attribute::clocks(print, &before, (!is_issuer).then_some(issued)),
                changes,
            };
            traced.traces.push((trace, newest));
        }
        Ok(())
    }

    /// What a print may be a version of: for the origin's own, the reading before it; for others, the origin's readings, or
    /// the leader where those were not seen.
    fn bases(&self, place: usize) -> Vec<ArticleId> {
        let print = &self.story.prints[place];
        if self.issued.contains(&print.article) {
            let before = &self.story.prints[..place];
            let earlier = |print: &&Print| self.issued.contains(&print.article);
            let same = before.iter().rev().filter(earlier).find(|other| other.item == print.item);
            let base = same.or_else(|| before.iter().rev().find(earlier));
            return base.map(|base| base.article).into_iter().collect();
        }
        let mut bases = self.issued.clone();
        if bases.is_empty() {
            bases.extend(Some(self.story.leader).filter(|leader| *leader != print.article));
        }
        bases.split_off(bases.len().saturating_sub(VERSIONS))
    }

    /// The version a print carries: the one with most of its words; of equal ones the later that it can have known.
    fn nearest(&mut self, print: &Print, bases: &[ArticleId]) -> Result<Option<(ArticleId, Changes)>, StoreError> {
        let mut best: Option<(ArticleId, Changes)> = None;
        for base in bases {
            let Some(changes) = self.changes(print.article, *base)? else { continue };
            let seen = |id: ArticleId| self.story.prints.iter().find(|one| one.article == id).map(|one| one.seen);
            let known = |id: ArticleId| seen(id).is_some_and(|seen| seen <= print.seen);
            let better = best
                .as_ref()
                .is_none_or(|(other, found)| (changes.words.kept, known(*base)) >= (found.words.kept, known(*other)));
            if better {
                best = Some((*base, changes));
            }
        }
        Ok(best)
    }
}

/// The strongest side of an origin.
fn side(origin: &Origin) -> Option<&Side> {
    match origin {
        Origin::Known(side) => Some(side),
        Origin::Disputed(sides) => sides.first(),
        Origin::Unknown => None,
    }
}

/// Whether an outlet is the organisation of a side.
fn is_it(settler: &Settler<'_>, outlet: &str, side: &Side) -> bool {
    let name = &side.organisation;
    let listed = || settler.trade.organisations.iter().find(|organisation| organisation.name == *name);
    outlet == name
        || settler.outlets.get(outlet).is_some_and(|outlet| {
            outlet.aliases.contains(name)
                || listed().is_some_and(|listed| listed.domains.iter().any(|domain| outlet.domains.contains(domain)))
        })
}

/// Ties a notice to its story and finds the reprints that carried the old text. `None` while no story is found, or where the
/// notice is not its issuer's.
fn apply(settler: &Settler<'_>, reader: &Reader, notice: ArticleId) -> Result<Option<Applied>, StoreError> {
    let (Some(print), Some(article)) = (reader.print(notice)?, reader.article(notice)?) else {
        // Its text was pruned: what was worked out stands.
        return reader.applied_notice(notice);
    };
    let Some(told) = print.notice.clone() else { return Ok(None) };
    let known = reader.applied_notice(notice)?;
    if known.is_some() && !attribute::asks(told.kind) {
        return Ok(known);
    }
    let found = match known {
        Some(known) => Some((known.about, known.tie)),
        None => look_for(reader, &print, &article)?,
    };
    let Some((about, tie)) = found else { return Ok(None) };
    let story = reader.cluster_of(about)?.map(|cluster| reader.story(cluster)).transpose()?.flatten();
    let Some(story) = story else { return Ok(None) };
    let issuer = side(&story.origin).is_some_and(|side| is_it(settler, &print.outlet, side));
    if !issuer && print.kind != OutletKind::Agency {
        return Ok(None);
    }
    let mut applied = Applied { notice, about, tie, reprints: Vec::new() };
    if attribute::asks(told.kind) {
        let mut tracing = Tracing::new(settler, reader, &story);
        applied.reprints = carried(&mut tracing, &print, told.kind, told.only, about)?;
    }
    Ok(Some(applied))
}

/// The story a notice speaks of, among what its outlet printed before.
fn look_for(reader: &Reader, print: &Print, article: &Article) -> Result<Option<(ArticleId, Tie)>, StoreError> {
    let printed = reader.printed_by(&print.outlet, Seen(print.seen.0 - BACK), print.seen, STORIES)?;
    let own = reader.cluster_of(print.article)?.map(|cluster| reader.story(cluster)).transpose()?.flatten();
    let neighbour = own.as_ref().and_then(|story| {
        let before = story.prints.iter().filter(|other| other.outlet == print.outlet && other.item != print.item);
        before.filter(|other| other.seen <= print.seen).map(|other| other.article).next()
    });
    Ok(attribute::tie(&Bearer { article, print, neighbour }, &printed))
}

/// Reprints that carried the text a notice speaks of, each with the time it did no more.
fn carried(
    tracing: &mut Tracing<'_>,
    notice: &Print,
    kind: NoticeKind,
    only: bool,
    about: ArticleId,
) -> Result<Vec<Carried>, StoreError> {
    let story = tracing.story;
    let corrected = (kind == NoticeKind::Correction && !only).then_some(notice.article);
    let old = match corrected {
        Some(corrected) => before(tracing, corrected, about)?,
        None => about,
    };
    let correction = match corrected {
        Some(corrected) => tracing.changes(corrected, old)?.map(|changes| (corrected, changes)),
        None => None,
    };
    let mut items: Vec<ItemId> = Vec::new();
    for print in story.prints.iter().filter(|print| print.outlet != notice.outlet) {
        if !items.contains(&print.item) {
            items.push(print.item);
        }
    }
    let mut found = Vec::new();
    for item in items {
        let versions: Vec<&Print> = story.prints.iter().filter(|print| print.item == item).collect();
        let mut last: Option<ArticleId> = None;
        let mut until = None;
        for version in versions {
            let still = match &correction {
                Some((corrected, correction)) => {
                    let text = tracing.changes(version.article, *corrected)?;
                    text.and_then(|text| attribute::still_says(correction, &text))
                }
                None if kind == NoticeKind::Correction => None,
                None => tracing.changes(version.article, old)?.map(|text| attribute::still_carries(&text)),
            };
            // Where the words cannot tell, what was seen since the notice counts as what followed it.
            let still = still.unwrap_or(version.seen < notice.seen);
            match (still, last) {
                (true, _) => {
                    last = Some(version.article);
                    until = None;
                }
                (false, Some(_)) if until.is_none() => until = Some(version.seen),
                _ => {}
            }
        }
        if let Some(article) = last {
            let gone = tracing.reader.gone(item)?;
            found.push(Carried { article, until: until.or(gone), looked: tracing.reader.looked(article)? });
        }
    }
    Ok(found)
}

/// What one version of an article changed against the one before it, notes of the desk about the copy aside.
pub fn between(after: &Article, before: &Article) -> Changes {
    copy(after.clone()).changes(&copy(before.clone()))
}

/// "(Corrects number in paragraph 1)" is the desk's word about the copy, and none of it.
fn copy(mut text: Article) -> Compared {
    text.body.paragraphs.iter_mut().take(2).filter(|line| normalise::is_note(line)).for_each(String::clear);
    Compared::new(text)
}

/// The text that a corrected version replaces: the reading of the same outlet before it that is most like it.
fn before(tracing: &mut Tracing<'_>, corrected: ArticleId, about: ArticleId) -> Result<ArticleId, StoreError> {
    let earlier: Vec<ArticleId> = tracing.issued.iter().copied().filter(|id| *id < corrected).collect();
    let mut best = (about, 0);
    for id in earlier.into_iter().rev().take(VERSIONS) {
        let kept = tracing.changes(corrected, id)?.map_or(0, |changes| changes.words.kept);
        if kept > best.1 {
            best = (id, kept);
        }
    }
    Ok(best.0)
}
