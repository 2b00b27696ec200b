//! What follows from where articles were placed: the clusters as people see them, and their origins.

use std::cell::RefCell;
use std::collections::HashMap;

use super::{rulings, tracing};
use crate::attribute::{self, Voice};
use crate::news::{
    Article, ArticleId, ClusterId, Confidence, Credit, CreditKind, Origin, Outlet, Ruled, Ruling, Seen, Side, Story,
    Trade,
};
use crate::store::{Group, Reader, Seat, Settle, StoreError, Traced};

/// Works out what is derived from placings.
#[derive(Clone, Debug)]
pub struct Settler<'a> {
    /// Every outlet, by name.
    pub outlets: &'a HashMap<String, Outlet>,
    /// The lists of the trade.
    pub trade: &'a Trade,
    /// The credits of articles as this program reads them: a cluster is weighed again with every article that joins it.
    credits: RefCell<HashMap<ArticleId, Vec<Credit>>>,
}

/// Articles whose credits are kept; beyond, they are forgotten and read again where they are wanted.
const KEPT: usize = 50_000;

impl<'a> Settler<'a> {
    /// A settler that has read nothing yet.
    pub fn new(outlets: &'a HashMap<String, Outlet>, trade: &'a Trade) -> Self {
        Self { outlets, trade, credits: RefCell::default() }
    }

    /// Keeps the credits of an article that were just read.
    pub(super) fn keep(&self, id: ArticleId, credits: Vec<Credit>) {
        let mut kept = self.credits.borrow_mut();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(id, credits);
    }

    /// The credits of an article: those that are kept, else read.
    fn credits(&self, id: ArticleId, article: &Article, outlet: &Outlet) -> Vec<Credit> {
        if let Some(kept) = self.credits.borrow().get(&id) {
            return kept.clone();
        }
        let read = attribute::credits(article, outlet, self.trade);
        self.keep(id, read.clone());
        read
    }
}

impl Settle for Settler<'_> {
    fn regroup(&self, members: &[Seat], rulings: &[Ruling]) -> Vec<Group> {
        rulings::regroup(members, rulings)
    }

    fn weigh(&self, reader: &Reader, clusters: &[ClusterId]) -> Result<Vec<(ClusterId, Origin)>, StoreError> {
        let rulings = reader.rulings()?;
        let mut origins = Vec::with_capacity(clusters.len());
        for id in clusters {
            let Some(story) = reader.story(*id)? else { continue };
            let origin = match decided(&story, &rulings, self.outlets) {
                Some(origin) => origin,
                None => self.weighed(reader, story)?,
            };
            origins.push((*id, origin));
        }
        Ok(origins)
    }

    fn trace(&self, reader: &Reader, clusters: &[ClusterId]) -> Result<Traced, StoreError> {
        tracing::trace(self, reader, clusters)
    }
}

impl Settler<'_> {
    /// The origin of a cluster, weighed from all its members.
    fn weighed(&self, reader: &Reader, story: Story) -> Result<Origin, StoreError> {
        let unknown = Outlet::default();
        let mut texts: Vec<(ArticleId, String, Seen, Article)> = Vec::with_capacity(story.prints.len());
        for print in story.prints {
            if let Some(article) = reader.article(print.article)? {
                texts.push((print.article, print.outlet, print.seen, article));
            }
        }
        if texts.is_empty() {
            // All texts were pruned: what was weighed while they were there stands.
            return Ok(story.origin);
        }
        let outlet = |name: &str| self.outlets.get(name).unwrap_or(&unknown);
        let credits: Vec<Vec<Credit>> =
            texts.iter().map(|(id, name, _, article)| self.credits(*id, article, outlet(name))).collect();
        let voices: Vec<Voice<'_>> = texts
            .iter()
            .zip(&credits)
            .map(|((id, name, seen, article), credits)| Voice {
                id: *id,
                article,
                outlet: outlet(name),
                seen: *seen,
                credits,
            })
            .collect();
        Ok(attribute::origin(&voices, self.trade))
    }
}

/// The origin a person decided on, with the decision as its evidence.
fn decided(story: &Story, rulings: &[Ruling], outlets: &HashMap<String, Outlet>) -> Option<Origin> {
    rulings.iter().rev().filter(|ruling| ruling.undone.is_none()).find_map(|ruling| {
        let Ruled::Origin { item, organisation } = &ruling.what else { return None };
        let print = story.prints.iter().rev().find(|print| print.item == *item)?;
        let words = match &ruling.note {
            Some(note) => format!("{}: {note}", ruling.who),
            None => format!("decided by {}", ruling.who),
        };
        let credit = Credit {
            kind: CreditKind::Decision,
            organisation: Some(organisation.clone()),
            words,
            place: format!("decision {}", ruling.id.0),
            partial: false,
        };
        let is_it = |name: &str| {
            name == organisation || outlets.get(name).is_some_and(|outlet| outlet.aliases.contains(organisation))
        };
        Some(Origin::Known(Side {
            organisation: organisation.clone(),
            credits: vec![(print.article, credit)],
            confidence: Confidence(1.0),
            seen: story.prints.iter().any(|print| is_it(&print.outlet)),
        }))
    })
}
