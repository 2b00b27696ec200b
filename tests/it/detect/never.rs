//! What may never happen, whatever arrives: how the stream is cut, broken off or sent twice changes no cluster; nobody joins
//! unproven; the same words are never apart; what is taken for boilerplate is all that is taken.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use proptest::prelude::*;
use wirecopy::compare::{self, Printers};
use wirecopy::desk::detect::{self, Arrival, Bare, Decision, Detector, Memo, Settings, Shelf, tag};
use wirecopy::fingerprint;
use wirecopy::news::{Article, ArticleId, Body, ClusterId, Fingerprint, Relation};

/// Words of a sentence.
const SENTENCE: usize = 14;

fn sentence(story: u32, at: u32) -> String {
    let word = |n: u32| {
        let mut x = story.wrapping_mul(0x9e37_79b9) ^ at.wrapping_mul(0x85eb_ca6b) ^ n.wrapping_mul(0xc2b2_ae35);
        x = (x ^ x >> 15).wrapping_mul(0x2c1b_3c6d);
        letters(1 + (x >> 12) % 9_000)
    };
    let words: Vec<String> = (0..SENTENCE as u32).map(word).collect();
    format!("{}.", words.join(" "))
}

fn letters(mut n: u32) -> String {
    let mut made = String::new();
    while n > 0 {
        made.push(char::from(b'a' + (n % 26) as u8));
        n /= 26;
    }
    made
}

/// One print: which story, from which sentence to which, with how many sentences of another story pasted in, with whose chrome,
/// by an agency or not, as a version of what its outlet printed of the story before or not.
#[derive(Clone, Debug, Default)]
struct Print {
    story: u32,
    sentences: std::ops::Range<u32>,
    pasted: Option<(u32, u32)>,
    chrome: Option<u32>,
    hours: i64,
    agency: bool,
    again: bool,
}

fn print() -> impl Strategy<Value = Print> {
    let texts = (0u32..5, 0u32..4, 3u32..12, proptest::option::of((0u32..5, 1u32..6)), proptest::option::of(0u32..3));
    (texts, 0i64..4, proptest::bool::weighted(0.2), proptest::bool::weighted(0.3)).prop_map(
        |((story, from, count, pasted, chrome), hours, agency, again)| Print {
            story,
            sentences: from..from + count,
            pasted,
            chrome,
            hours,
            agency,
            again,
        },
    )
}

fn article(print: &Print) -> Article {
    let mut paragraphs: Vec<String> = print.sentences.clone().map(|at| sentence(print.story, at)).collect();
    if let Some((other, count)) = print.pasted {
        paragraphs.splice(1..1, (2..2 + count).map(|at| sentence(other, at)));
    }
    if let Some(chrome) = print.chrome {
        paragraphs.push(sentence(chrome + 900, 0));
    }
    Article { body: Body { paragraphs, quotations: Vec::new() }, ..Article::default() }
}

/// A store in memory, as the desk keeps one.
#[derive(Default)]
struct Kept {
    memos: Vec<Memo>,
    merges: Vec<(ClusterId, ClusterId)>,
    prints: RefCell<HashMap<ArticleId, Arc<Fingerprint>>>,
    sightings: HashMap<u64, Vec<ClusterId>>,
    clusters: HashMap<ArticleId, ClusterId>,
}

impl Kept {
    fn keep(&mut self, id: ArticleId, print: &Print, decision: &Decision) {
        for gone in &decision.merged {
            self.merges.push((*gone, decision.cluster));
            for memo in self.memos.iter_mut().filter(|memo| memo.cluster == *gone) {
                (memo.cluster, memo.leads) = (decision.cluster, false);
            }
        }
        if decision.leads {
            for memo in self.memos.iter_mut().filter(|memo| memo.cluster == decision.cluster) {
                memo.leads = false;
            }
        }
        if decision.anchors {
            self.memos.push(Memo {
                id,
                cluster: decision.cluster,
                at: at(print),
                agency: print.agency,
                outlet: tag(outlet(print)),
                leads: decision.leads,
                digest: decision.fingerprint.digest,
                sketch: decision.fingerprint.sketch.clone(),
            });
        }
        self.prints.borrow_mut().insert(id, Arc::clone(&decision.fingerprint));
        for paragraph in &decision.sightings {
            self.sightings.entry(*paragraph).or_default().push(decision.seen_in);
        }
        self.clusters.insert(id, decision.cluster);
    }
}

impl Shelf for Kept {
    fn fingerprint(&self, id: ArticleId) -> Option<Arc<Fingerprint>> {
        self.prints.borrow().get(&id).cloned()
    }

    fn sightings(&self, paragraph: u64) -> Vec<ClusterId> {
        self.sightings.get(&paragraph).cloned().unwrap_or_default()
    }

    fn cluster(&self, id: ArticleId) -> Option<ClusterId> {
        self.clusters.get(&id).copied()
    }
}

/// Whose chrome it is tells whose print it is.
fn outlet(print: &Print) -> u64 {
    print.chrome.filter(|_| !print.agency).map_or(0, |chrome| detect::outlet(&format!("outlet {chrome}")))
}

/// What is known of who printed it.
fn printer(print: &Print) -> (u16, bool) {
    (tag(outlet(print)), print.agency)
}

fn at(print: &Print) -> i64 {
    1_900_000_000 + print.hours * 3600
}

/// The cluster of every print at the end; `breaks(n)`: the program ended before print `n` and began again.
fn clusters(prints: &[Print], breaks: impl Fn(usize) -> bool) -> Vec<ClusterId> {
    let mut kept = Kept::default();
    let mut detector = Detector::new(Settings::default());
    let mut before: HashMap<(Option<u32>, u32), ArticleId> = HashMap::new();
    for (n, print) in prints.iter().enumerate() {
        if breaks(n) {
            detector = Detector::restore(Settings::default(), kept.memos.clone(), kept.merges.clone());
        }
        let id = ArticleId(n as i64 + 1);
        let article = article(print);
        let revises = before.insert((print.chrome, print.story), id).filter(|_| print.again);
        let arrival =
            Arrival { id, at: at(print), revises, agency: print.agency, outlet: outlet(print), article: &article };
        let decision = detector.take(&arrival, &kept);
        kept.keep(id, print, &decision);
    }
    (1..=prints.len() as i64).map(|id| detector.root(kept.clusters[&ArticleId(id)])).collect()
}

/// Clusters by the first member, so that names do not matter.
fn shape(clusters: &[ClusterId]) -> Vec<usize> {
    clusters.iter().map(|cluster| clusters.iter().position(|c| c == cluster).expect("itself")).collect()
}

#[test]
fn a_line_of_one_outlet_is_learned_sooner_and_for_that_outlet_alone() {
    let print = |story: u32| Print { story, sentences: 0..6, chrome: Some(0), ..Print::default() };
    let dropped = |outlets: [u64; 3]| {
        let mut detector = Detector::new(Settings::default());
        let takes = |(n, outlet): (u32, u64)| {
            let article = article(&print(n));
            let id = ArticleId(i64::from(n) + 1);
            detector
                .take(&Arrival { id, at: 0, revises: None, agency: false, outlet, article: &article }, &Bare)
                .dropped
        };
        (0..).zip(outlets).map(takes).last().expect("three")
    };
    assert_eq!(dropped([7, 7, 7]), [6]);
    assert_eq!(dropped([7, 7, 8]), Vec::<usize>::new());
    assert_eq!(dropped([0, 0, 0]), Vec::<usize>::new());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn breaking_off_and_going_on_changes_nothing(prints in proptest::collection::vec(print(), 1..40), every in 1usize..7) {
        let whole = clusters(&prints, |_| false);
        prop_assert_eq!(&whole, &clusters(&prints, |n| n % every == 0));
    }

    #[test]
    fn what_is_delivered_twice_changes_nothing(prints in proptest::collection::vec(print(), 1..30), again in proptest::collection::vec(any::<bool>(), 30)) {
        let prints: Vec<Print> = prints.into_iter().map(|print| Print { again: false, ..print }).collect();
        let once = shape(&clusters(&prints, |_| false));
        let mut detector = Detector::new(Settings::default());
        let mut found = Vec::new();
        let mut id = 0;
        for (print, again) in prints.iter().zip(again) {
            let article = article(print);
            let mut take = |revises| {
                id += 1;
                let arrival = Arrival { id: ArticleId(id), at: at(print), revises, agency: print.agency, outlet: outlet(print), article: &article };
                (ArticleId(id), detector.take(&arrival, &Bare).cluster)
            };
            let (first, cluster) = take(None);
            found.push(cluster);
            if again {
                take(Some(first));
            }
        }
        let found: Vec<ClusterId> = found.into_iter().map(|cluster| detector.root(cluster)).collect();
        prop_assert_eq!(once, shape(&found));
    }

    #[test]
    fn nobody_joins_unproven_and_the_same_words_are_never_apart(prints in proptest::collection::vec(print(), 1..40)) {
        let mut detector = Detector::new(Settings::default());
        let mut taken: HashMap<ArticleId, (Arc<Fingerprint>, (u16, bool))> = HashMap::new();
        let mut by_words: HashMap<u128, ClusterId> = HashMap::new();
        for (n, print) in prints.iter().enumerate() {
            let id = ArticleId(n as i64 + 1);
            let article = article(print);
            let leaders: HashMap<ClusterId, Option<ArticleId>> =
                (1..id.0).filter_map(|m| detector.cluster(ArticleId(m))).map(|c| (c, detector.leader(c))).collect();
            let arrival = Arrival { id, at: at(print), revises: None, agency: print.agency, outlet: outlet(print), article: &article };
            let decision = detector.take(&arrival, &Bare);
            let whose = printer(print);
            let print = Arc::clone(&decision.fingerprint);
            let relation = |with: &Fingerprint| {
                let tally = compare::tally(&print, with);
                compare::relation(&print, with, &tally, &Settings::default().thresholds)
            };
            if let Some(matched) = &decision.matched {
                let (with, theirs) = &taken[&matched.with];
                let leader = leaders[&decision.cluster].expect("a leader");
                prop_assert_ne!(matched.relation, Relation::Partial);
                if relation(with) == Some(Relation::Partial) {
                    // A passage of another outlet's story, and the leader itself.
                    prop_assert_eq!((matched.relation, matched.with), (Relation::Overlap, leader));
                    prop_assert_eq!(Printers::of(whose, *theirs), Printers::Two);
                    let tally = compare::tally(&print, with);
                    let reading = fingerprint::read(&article.body, &decision.dropped);
                    prop_assert!(compare::carries(&print, || reading.paragraphs.clone(), with, &tally, &Settings::default().thresholds));
                } else {
                    prop_assert_eq!(relation(with), Some(matched.relation));
                    // The leader at that time agreed, unless the very same words were there already.
                    prop_assert!(with.digest == print.digest || relation(&taken[&leader].0).is_some());
                }
            } else {
                prop_assert_eq!(decision.cluster, ClusterId(id.0));
            }
            taken.insert(id, (Arc::clone(&print), whose));
            let raw = fingerprint::digest(&fingerprint::read(&article.body, &[]));
            prop_assert_eq!(raw, print.digest);
            let same = by_words.entry(raw).or_insert(decision.cluster);
            prop_assert_eq!(detector.root(*same), detector.root(decision.cluster));
        }
    }

    #[test]
    fn boilerplate_takes_what_it_says_and_no_more(prints in proptest::collection::vec(print(), 1..40)) {
        let mut detector = Detector::new(Settings::default());
        for (n, print) in prints.iter().enumerate() {
            let article = article(print);
            let arrival = Arrival { id: ArticleId(n as i64 + 1), at: at(print), revises: None, agency: false, outlet: outlet(print), article: &article };
            let decision = detector.take(&arrival, &Bare);
            prop_assert!(decision.dropped.len() < article.body.paragraphs.len());
            let left: usize = article.body.paragraphs.iter().enumerate()
                .filter(|(at, _)| !decision.dropped.contains(at))
                .map(|(_, paragraph)| wirecopy::text::words::words(paragraph).len())
                .sum();
            prop_assert_eq!(decision.fingerprint.words as usize, left);
        }
    }
}
