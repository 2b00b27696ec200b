//! An item's page, and the further pages that its article names: each is asked for like any other, one after the other.

use url::Url;

use super::gather::Weight;
use super::wire::{PageAnswer, Wire};
use crate::config::Subscribed;
use crate::extract::{self, Leaf};
use crate::fetch::Reach;
use crate::news::{Fault, FaultKind, Seen};
use crate::quiet::guarded;
use crate::store::{FetchedPage, PageTask, Rest};

/// Further pages of one article that are asked for.
const MOST_FURTHER: usize = 6;

/// What came of asking for the pages of an article.
#[derive(Clone, Debug)]
pub(super) enum PagesAnswer {
    /// Its pages in their order, and what is known of those that are missing.
    Pages(Vec<FetchedPage>, Option<Rest>),
    /// None that could be kept.
    Without(PageAnswer),
}

impl PagesAnswer {
    /// How far the request came.
    pub fn reach(&self) -> Reach {
        match self {
            Self::Pages(..) => Reach::Server,
            Self::Without(answer) => answer.reach(),
        }
    }
}

impl Weight for PagesAnswer {
    fn weight(&self) -> usize {
        match self {
            Self::Pages(pages, _) => pages.iter().map(|page| page.body.len()).sum(),
            Self::Without(answer) => answer.weight(),
        }
    }
}

/// Asks for the page of an item and for those after it, up to `most` bytes of them all. Goes on behind the pages that are kept.
pub(super) async fn ask<W: Wire>(
    wire: &W,
    most: usize,
    outlet: &Subscribed,
    task: &PageTask,
    now: Seen,
) -> PagesAnswer {
    let mut article = Article::default();
    for page in &task.begun {
        article.add(page.clone());
    }
    if task.begun.is_empty() {
        match wire.page(outlet, task, now).await {
            PageAnswer::Page(page) => article.add(page),
            other => return PagesAnswer::Without(other),
        };
    }
    let (mut trouble, mut left) = (None, None);
    while let Some(next) = article.next() {
        let number = article.pages.len() + 1;
        if number > MOST_FURTHER + 1 || article.weight() >= most {
            left = Some(format!("only the first {} pages of the article were asked for", number - 1));
            break;
        }
        let asked = PageTask { url: next, begun: Vec::new(), ..task.clone() };
        match wire.page(outlet, &asked, now).await {
            PageAnswer::Page(page) if article.is_elsewhere(&page) => {
                left = Some(format!("page {number} of the article leads to another host"));
                break;
            }
            PageAnswer::Page(page) => {
                if !article.add(page) {
                    break;
                }
            }
            other => {
                trouble = Some(of_page(number, other));
                break;
            }
        }
    }
    let left = left.map(|words| Rest { fault: Some(Fault::new(FaultKind::Limit, words)), again: None });
    let is_new = article.pages.len() > task.begun.len();
    match trouble {
        None => PagesAnswer::Pages(article.pages, left),
        // The version that is known stays until the whole of the next one is had.
        Some(answer) if task.again || !is_new => PagesAnswer::Without(answer),
        Some(PageAnswer::Missed(fault, again, _)) => {
            PagesAnswer::Pages(article.pages, Some(Rest { fault: Some(fault), again }))
        }
        Some(_) => PagesAnswer::Pages(article.pages, Some(Rest { fault: None, again: Some(now) })),
    }
}

/// Trouble with a further page, told as such. That it is gone says nothing of the article.
fn of_page(number: usize, answer: PageAnswer) -> PageAnswer {
    let told = |fault: Fault| Fault::new(fault.kind, format!("page {number} of the article: {}", fault.words));
    match answer {
        PageAnswer::Missed(fault, again, reach) => PageAnswer::Missed(told(fault), again, reach),
        PageAnswer::Gone(fault) => PageAnswer::Missed(told(fault), None, Reach::Server),
        other => other,
    }
}

/// The pages of an article so far.
#[derive(Default)]
struct Article {
    pages: Vec<FetchedPage>,
    leaves: Vec<Leaf>,
}

impl Article {
    /// Takes the next page, unless it is known or does not go on with the article. A page that breaks its reader ends it.
    fn add(&mut self, page: FetchedPage) -> bool {
        if self.pages.iter().any(|known| known.url == page.url) {
            return false;
        }
        let number = self.pages.len() as u32 + 1;
        let leaf = guarded(|| extract::leaf(&page.body, page.content_type.as_deref(), &page.url, number)).flatten();
        if !self.pages.is_empty() && !leaf.as_ref().is_some_and(|leaf| leaf.goes_on(&self.leaves)) {
            return false;
        }
        self.pages.push(page);
        self.leaves.extend(leaf);
        true
    }

    /// The address of the next page. The last that was added was read, or there is none.
    fn next(&self) -> Option<String> {
        self.leaves.get(self.pages.len().checked_sub(1)?)?.next.clone()
    }

    fn weight(&self) -> usize {
        self.pages.iter().map(|page| page.body.len()).sum()
    }

    /// Whether a page stands on another host than the first.
    fn is_elsewhere(&self, page: &FetchedPage) -> bool {
        let host = |page: &FetchedPage| Url::parse(&page.url).ok().and_then(|url| url.host_str().map(str::to_owned));
        self.pages.first().and_then(host) != host(page)
    }
}
