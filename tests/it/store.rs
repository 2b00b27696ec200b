//! The store: nothing lost, nothing doubled, foreign and newer files refused.

use std::path::Path;

use wirecopy::news::{
    Article, ArticleId, Body, ClusterId, Feed, Fingerprint, Item, ItemId, Match, Origin, Outlet, RecipeId, Relation,
    Ruling, Seen, Shares,
};
use wirecopy::store::{
    Delivered, FeedId, Group, Incoming, NewArticle, Placing, Poll, Reader, Seat, Settle, Store, StoreError, Traced,
};

/// A store with one outlet and its two feeds.
fn newsroom(path: &Path) -> (Store, FeedId, FeedId) {
    let mut store = Store::open(path).expect("a fresh store");
    let outlet = Outlet { name: "The Example".into(), ..Outlet::default() };
    let feed = |n: u8| Feed { url: format!("https://example.org/{n}"), outlet: outlet.name.clone() };
    let (one, two) = (feed(1), feed(2));
    store.subscribe([(&outlet, vec![&one, &two])]).expect("subscribed");
    let ids: Vec<FeedId> = store.feeds().expect("feeds").iter().map(|record| record.id).collect();
    (store, ids[0], ids[1])
}

/// Lets everything stand as it was placed.
struct Nothing;

impl Settle for Nothing {
    fn regroup(&self, _: &[Seat], _: &[Ruling]) -> Vec<Group> {
        Vec::new()
    }
    fn weigh(&self, _: &Reader, _: &[ClusterId]) -> Result<Vec<(ClusterId, Origin)>, StoreError> {
        Ok(Vec::new())
    }
    fn trace(&self, _: &Reader, _: &[ClusterId]) -> Result<Traced, StoreError> {
        Ok(Traced::default())
    }
}

fn item(id: &str, title: &str) -> Item {
    Item { id: id.into(), title: Some(title.into()), url: Some(format!("https://example.org/{id}")), ..Item::default() }
}

fn incoming(item: &Item) -> Incoming<'_> {
    Incoming { item, link: item.url.as_deref(), page: false }
}

#[test]
fn a_second_delivery_changes_nothing_and_a_changed_one_is_a_version() {
    let folder = tempfile::tempdir().expect("folder");
    let (mut store, feed, other) = newsroom(&folder.path().join("news.db"));
    let first = item("a", "Dam opens");
    let mut deliver = |feed, item: &Item, at| {
        store
            .deliver(&Poll { feed, items: &[incoming(item)], faults: &[], seen: Seen(at) }, |_| "{}".into())
            .expect("kept")
    };
    assert_eq!(deliver(feed, &first, 10), Delivered { new: 1, ..Delivered::default() });
    assert_eq!(deliver(feed, &first, 20), Delivered { known: 1, ..Delivered::default() });
    assert_eq!(deliver(other, &first, 20), Delivered { known: 1, ..Delivered::default() });
    let moved_guid = Item { id: "another-guid".into(), ..first.clone() };
    assert_eq!(deliver(feed, &moved_guid, 30), Delivered { known: 1, ..Delivered::default() });
    let changed = item("a", "Dam opens early");
    assert_eq!(deliver(feed, &changed, 40), Delivered { changed: 1, ..Delivered::default() });
    let totals = store.totals().expect("totals");
    assert_eq!((totals.items, totals.versions), (1, 2));
    let waiting = store.waiting().expect("waiting");
    assert_eq!(waiting.len(), 1);
    let pending = store.pending(waiting[0].item).expect("pending").expect("there");
    assert_eq!(pending.item, changed);
    assert_eq!((pending.seen, pending.unseen), (Seen(40), Some(Seen(30))));
}

#[test]
fn a_cluster_is_read_back_as_it_was_saved() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("news.db");
    let (mut store, feed, _) = newsroom(&path);
    let items = [item("a", "One"), item("b", "Two")];
    let arriving: Vec<Incoming<'_>> = items.iter().map(incoming).collect();
    store.deliver(&Poll { feed, items: &arriving, faults: &[], seen: Seen(10) }, |_| "{}".into()).expect("kept");
    let article = Article {
        headline: Some("One".into()),
        body: Body { paragraphs: vec!["Water left the dam on Monday.".into()], ..Body::default() },
        ..Article::default()
    };
    let matched = Match {
        with: ArticleId(1),
        relation: Relation::Near,
        shares: Shares { shared: 40, of_item: 0.75, of_match: 0.5 },
        spans: vec![],
    };
    let fingerprint = Fingerprint {
        digest: 7,
        simhash: u64::MAX,
        sketch: vec![1, u32::MAX],
        shingles: vec![3],
        ..Fingerprint::default()
    };
    for n in [1, 2] {
        let from = store.pending(ItemId(n)).expect("pending").expect("there");
        let new = NewArticle {
            id: ArticleId(n),
            from: &from,
            article: &article,
            words: 6,
            at: 10,
            agency: false,
            outlet: 0,
            credits: &[],
            citations: &[],
            claim: "none",
            placed: Placing {
                cluster: ClusterId(1),
                matched: (n == 2).then_some(&matched),
                leads: n == 1,
                anchors: n == 1,
                seen_in: ClusterId(1),
                sightings: &[77],
                merged: &[],
                edges: &[],
                dropped: &[],
                fingerprint: &fingerprint,
            },
        };
        store.save(&[new], &[], &Nothing).expect("saved");
    }
    assert!(store.waiting().expect("waiting").is_empty());
    let reader = Reader::open(&path).expect("a look");
    let story = reader.story(ClusterId(1)).expect("story").expect("there");
    assert_eq!(story.leader, ArticleId(1));
    assert_eq!(story.prints.len(), 2);
    assert_eq!(story.prints[1].matched, Some(matched));
    assert_eq!(reader.article(ArticleId(2)).expect("article"), Some(article));
    let mut recalled = Vec::new();
    reader.recall(fingerprint.recipe, 0, |one| recalled.push(one)).expect("recall");
    assert_eq!(recalled.len(), 1);
    assert!(recalled[0].leads && recalled[0].sketch == fingerprint.sketch && recalled[0].digest == 7);
    let kept = reader.fingerprint(ArticleId(2), fingerprint.recipe).expect("fingerprint").expect("there");
    // What another recipe made is never handed out: two recipes do not compare.
    let other = RecipeId(fingerprint.recipe.0 + 1);
    assert_eq!(reader.fingerprint(ArticleId(2), other).expect("fingerprint"), None);
    assert_eq!(reader.sightings(77, other).expect("sightings"), []);
    assert_eq!(reader.sightings(77, fingerprint.recipe).expect("sightings"), [ClusterId(1)]);
    assert_eq!(kept, Fingerprint { sketch: vec![], ..fingerprint });
    assert!(reader.check().expect("check").is_empty());
}

#[test]
fn newer_foreign_and_missing_databases_are_refused_with_a_clear_word() {
    let folder = tempfile::tempdir().expect("folder");
    let path = folder.path().join("news.db");
    assert!(matches!(Reader::open(&path), Err(StoreError::Missing { .. })));
    drop(newsroom(&path));
    let conn = rusqlite::Connection::open(&path).expect("plain");
    conn.pragma_update(None, "user_version", 999).expect("set");
    drop(conn);
    for error in [Store::open(&path).expect_err("newer"), Reader::open(&path).expect_err("newer")] {
        assert!(error.to_string().contains("newer wirecopy (schema 999"), "{error}");
    }
    let theirs = folder.path().join("theirs.db");
    rusqlite::Connection::open(&theirs).expect("plain").execute_batch("CREATE TABLE t (a)").expect("table");
    assert!(matches!(Store::open(&theirs), Err(StoreError::Foreign { .. })));
    let text = folder.path().join("text.db");
    std::fs::write(&text, "This is a letter, not a database. ".repeat(100)).expect("written");
    assert!(matches!(Store::open(&text), Err(StoreError::Foreign { .. })));
    assert!(std::fs::read_to_string(&text).expect("still there").starts_with("This is a letter"));
}
