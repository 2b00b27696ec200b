//! Finding copies: pairs written for this project, ten languages, what may never happen, and floors on the labelled sets.

mod filter;
mod floors;
mod languages;
mod never;
mod pairs;

use wirecopy::desk::detect::Settings;
use wirecopy::desk::handed::{Handed, Sorter};
use wirecopy::news::{ArticleId, ClusterId, Match};

/// An item of an outlet, its words a paragraph a line.
fn item(id: usize, outlet: &str, text: &str) -> Handed {
    Handed { id: id.to_string(), outlet: outlet.into(), text: Some(text.into()), ..Handed::default() }
}

/// The cluster of every item at the end, and the match that let it in, as `wirecopy dedup` sorts them.
fn sorted(items: &[Handed]) -> Vec<(ClusterId, Option<Match>)> {
    let trade = wirecopy::desk::trade();
    let mut sorter = Sorter::new(Settings::default(), &trade, []);
    let numbered: Vec<(ArticleId, Handed)> = (1..).map(ArticleId).zip(items.iter().cloned()).collect();
    let found = sorter.sort(&numbered);
    let detector = sorter.detector();
    found.into_iter().map(|one| (detector.root(one.decision.cluster), one.decision.matched)).collect()
}

/// Whether two texts of two outlets end up in one cluster, whichever comes first.
fn together(one: &str, other: &str) -> bool {
    let joined = |a: &str, b: &str| {
        let found = sorted(&[item(1, "The Harbour Post", a), item(2, "Ness Courier", b)]);
        found[0].0 == found[1].0
    };
    let (there, back) = (joined(one, other), joined(other, one));
    assert_eq!(there, back, "the order of arrival decides:\n{one}\n---\n{other}");
    there
}
