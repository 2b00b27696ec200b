//! Items handed in by a pipe: read as the round reads them, decided one after the other, nothing kept but in memory.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::detect::{self, Arrival, Bare, Decision, Detector, Settings, Words};
use super::gather::spread;
use super::outage::home;
use crate::news::{Article, ArticleId, Draft, OrganisationKind, Outlet, OutletKind, Trade};
use crate::quiet::guarded;
use crate::text::dates;
use crate::{extract, normalise};

/// An item as it was handed in. Nothing else of it is looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handed {
    /// Names it; with its outlet, it names its versions too.
    pub id: String,
    /// Who printed it; the domain of its address where that is not stated.
    pub outlet: String,
    /// Its address.
    pub url: Option<String>,
    /// Its headline.
    pub title: Option<String>,
    /// Its words, a paragraph a line.
    pub text: Option<String>,
    /// Its page; goes before `text`.
    pub html: Option<String>,
    /// When it was published, in any form outlets use.
    pub published: Option<String>,
    /// Its language, BCP 47.
    pub language: Option<String>,
}

impl Handed {
    /// Reads it: extract, normalise. A page that breaks its reader gives way to the text.
    pub fn article(&self, trade: &Trade) -> Article {
        self.read(extract::text, trade)
    }

    /// Reads it for its credits: they stand around the copy, so every line of a text is kept as it stands.
    pub fn printed(&self, trade: &Trade) -> Article {
        self.read(extract::lines, trade)
    }

    fn read(&self, text: impl Fn(&str) -> Draft, trade: &Trade) -> Article {
        let mut draft = self
            .html
            .as_ref()
            .and_then(|html| guarded(|| self.page(html)))
            .unwrap_or_else(|| text(self.text.as_deref().unwrap_or_default()));
        draft.url = self.url.clone();
        draft.headline = draft.headline.or_else(|| self.title.clone());
        draft.language = draft.language.or_else(|| self.language.clone());
        normalise::as_stated(&draft, trade)
    }

    fn page(&self, html: &str) -> Draft {
        extract::page(html.as_bytes(), &extract::Context { url: self.url.as_deref(), ..extract::Context::default() })
    }

    /// Who printed it, as far as that is told.
    fn printer(&self) -> Cow<'_, str> {
        match &self.url {
            Some(url) if self.outlet.is_empty() => Cow::Owned(home(url)),
            _ => Cow::Borrowed(&self.outlet),
        }
    }

    /// When it says it was published; a page's own word counts where the item says nothing.
    fn at(&self, article: &Article) -> Option<i64> {
        let words = self.published.as_deref();
        let hints = dates::Hints { zone: None, language: self.language.as_deref() };
        words
            .and_then(|words| dates::read(words, hints).map(|moment| moment.at))
            .or_else(|| article.published.as_ref().map(|stamp| stamp.at))
    }
}

/// What was decided about one item.
#[derive(Clone, Debug)]
pub struct Sorted {
    /// Its number, in order of arrival, from the number it was handed in with.
    pub article: ArticleId,
    /// What the cascade decided.
    pub decision: Decision,
}

/// Sorts items that are handed in into clusters.
pub struct Sorter<'a> {
    trade: &'a Trade,
    detector: Detector,
    agencies: HashSet<String>,
    /// The last version of every item, by outlet and id, and by outlet and address.
    versions: HashMap<(String, String), ArticleId>,
    /// The time of the last item that told one.
    at: i64,
}

impl<'a> Sorter<'a> {
    /// A sorter that has seen nothing. `outlets` are those of the configuration; agencies of the trade's list are known too.
    pub fn new<'b>(settings: Settings, trade: &'a Trade, outlets: impl IntoIterator<Item = &'b Outlet>) -> Self {
        let known = trade.organisations.iter().filter(|o| o.kind == OrganisationKind::Agency);
        let mut agencies: HashSet<String> = known
            .flat_map(|o| std::iter::once(&o.name).chain(&o.aliases).chain(&o.domains))
            .map(|name| name.to_lowercase())
            .collect();
        for outlet in outlets {
            for name in std::iter::once(&outlet.name).chain(&outlet.aliases).chain(&outlet.domains) {
                match outlet.kind {
                    OutletKind::Agency => agencies.insert(name.to_lowercase()),
                    _ => agencies.remove(&name.to_lowercase()),
                };
            }
        }
        Self { trade, detector: Detector::new(settings), agencies, versions: HashMap::new(), at: 0 }
    }

    /// Sorts some items, each with its number (which grows): they are read on all cores and decided one after the other. How
    /// items are parted into calls changes nothing.
    pub fn sort(&mut self, items: &[(ArticleId, Handed)]) -> Vec<Sorted> {
        let read = spread(items, |(_, item)| {
            let article = item.article(self.trade);
            let words = self.detector.prepare(&article, self.outlet(item));
            (article, words)
        });
        let decide = |((number, item), (article, words)): (&(ArticleId, Handed), (Article, Words))| {
            self.decide(*number, item, &article, words)
        };
        items.iter().zip(read).map(decide).collect()
    }

    /// The detector, as it stands.
    pub fn detector(&self) -> &Detector {
        &self.detector
    }

    fn is_agency(&self, item: &Handed) -> bool {
        self.agencies.contains(&item.printer().to_lowercase())
    }

    /// Its outlet, as the detector wants it.
    fn outlet(&self, item: &Handed) -> u64 {
        if self.is_agency(item) { 0 } else { detect::outlet(&item.printer()) }
    }

    fn decide(&mut self, number: ArticleId, item: &Handed, article: &Article, words: Words) -> Sorted {
        self.at = item.at(article).unwrap_or(self.at);
        let names = [Some(&item.id), item.url.as_ref()].into_iter().flatten();
        let names: Vec<_> = names.map(|name| (item.printer().into_owned(), name.clone())).collect();
        let revises = names.iter().filter_map(|name| self.versions.get(name)).max().copied();
        let (agency, outlet) = (self.is_agency(item), self.outlet(item));
        let arrival = Arrival { id: number, at: self.at, revises, agency, outlet, article };
        let decision = self.detector.decide(&arrival, words, &Bare);
        self.versions.extend(names.into_iter().map(|name| (name, number)));
        Sorted { article: number, decision }
    }
}
