//! Databases to report on: a small newsroom with one of everything, and one made from real items.

use std::collections::HashMap;
use std::io::BufRead;
use std::path::Path;
use std::process::Command;

use wirecopy::config::{Config, FeedEntry, Subscribed};
use wirecopy::desk::{Desk, FixedClock, Settler, Stop};
use wirecopy::news::{
    Article, ArticleId, Body, ClusterId, Confidence, Credit, CreditKind, Feed, Fingerprint, Item, Match, Notice,
    NoticeKind, Origin, Outlet, OutletKind, Relation, Ruling, Seen, Shares, Side, Stamped,
};
use wirecopy::store::{
    FeedId, Group, Incoming, NewArticle, Placing, Poll, Reader, Seat, Settle, Store, StoreError, Traced,
};

use crate::silence::Silence;

/// Monday, 23 November 2026, 00:00 UTC.
pub const MONDAY: i64 = 1_795_392_000;

/// An agency, an agency nobody polls, five papers (two of one family), an aggregator.
pub fn outlets() -> Vec<Outlet> {
    let outlet = |name: &str, kind, family: Option<&str>| Outlet {
        name: name.into(),
        kind,
        family: family.map(Into::into),
        domains: vec![format!("{}.example", name.to_lowercase().replace(' ', "-"))],
        ..Outlet::default()
    };
    vec![
        outlet("Meridian Wire", OutletKind::Agency, None),
        outlet("Harbour Post", OutletKind::Publisher, Some("Tideway")),
        outlet("Tide Evening", OutletKind::Publisher, Some("Tideway")),
        outlet("Valley Herald", OutletKind::Publisher, None),
        outlet("Northern Echo Chamber", OutletKind::Publisher, None),
        outlet("Quiet Gazette", OutletKind::Publisher, None),
        outlet("Pile of Papers", OutletKind::Aggregator, None),
    ]
}

/// One article to be put into a database.
#[derive(Clone, Debug)]
pub struct Sheet {
    pub outlet: usize,
    pub id: String,
    pub headline: String,
    pub url: String,
    pub seen: i64,
    pub claim: String,
    pub credit: Option<(String, String)>,
    /// The sheet it was matched with.
    pub matched: Option<(usize, Relation, f32, f32)>,
    pub body: Vec<String>,
    pub notice: Option<Notice>,
}

/// A database written through the store, with clusters and origins as given: sheets are clustered with what they match.
pub struct Press {
    pub store: Store,
    feeds: Vec<FeedId>,
    outlets: Vec<Outlet>,
    clusters: Vec<ClusterId>,
    origins: Given,
    /// The next sheet comes to lead its cluster.
    pub leads: bool,
    /// Clusters that go into that of the next sheet.
    pub merges: Vec<ClusterId>,
}

/// Origins as they were given, for the cluster that a sheet opens.
#[derive(Default)]
struct Given {
    origins: Vec<(ClusterId, Origin)>,
    outlets: HashMap<String, Outlet>,
}

impl Settle for Given {
    fn regroup(&self, _: &[Seat], _: &[Ruling]) -> Vec<Group> {
        Vec::new()
    }
    fn weigh(&self, _: &Reader, clusters: &[ClusterId]) -> Result<Vec<(ClusterId, Origin)>, StoreError> {
        Ok(self.origins.iter().filter(|(cluster, _)| clusters.contains(cluster)).cloned().collect())
    }
    fn trace(&self, reader: &Reader, clusters: &[ClusterId]) -> Result<Traced, StoreError> {
        Settler::new(&self.outlets, &wirecopy::news::Trade::default()).trace(reader, clusters)
    }
}

impl Press {
    pub fn open(path: &Path, outlets: Vec<Outlet>) -> Self {
        let mut store = Store::open(path).expect("a fresh store");
        let feeds: Vec<Feed> = outlets
            .iter()
            .map(|outlet| Feed { url: format!("https://{}/feed", outlet.domains[0]), outlet: outlet.name.clone() })
            .collect();
        store.subscribe(outlets.iter().zip(&feeds).map(|(outlet, feed)| (outlet, vec![feed]))).expect("subscribed");
        let feeds = store.feeds().expect("feeds").iter().map(|record| record.id).collect();
        let store_outlets = store.outlets().expect("outlets");
        Self {
            store,
            feeds,
            outlets,
            clusters: Vec::new(),
            origins: Given { outlets: store_outlets, ..Given::default() },
            leads: false,
            merges: Vec::new(),
        }
    }

    /// Puts one sheet in: delivered, read, placed. Answers its article's number.
    pub fn print(&mut self, sheet: &Sheet) -> ArticleId {
        let item = Item {
            id: sheet.id.clone(),
            title: Some(sheet.headline.clone()),
            url: Some(sheet.url.clone()),
            summary: Some(sheet.body.join(" ")),
            published: Some(Stamped::at(sheet.seen - 60, 0)),
            ..Item::default()
        };
        let incoming = Incoming { item: &item, link: item.url.as_deref(), page: false };
        self.store
            .deliver(
                &Poll { feed: self.feeds[sheet.outlet], items: &[incoming], faults: &[], seen: Seen(sheet.seen) },
                |_| "{}".into(),
            )
            .expect("kept");
        let waiting = self.store.waiting().expect("waiting");
        let pending = self.store.pending(waiting[0].item).expect("pending").expect("there");
        let article = Article {
            url: Some(sheet.url.clone()),
            headline: Some(sheet.headline.clone()),
            body: Body { paragraphs: sheet.body.clone(), quotations: Vec::new() },
            notice: sheet.notice.clone(),
            published: item.published.clone(),
            ..Article::default()
        };
        let credits: Vec<Credit> = sheet
            .credit
            .iter()
            .map(|(organisation, words)| Credit {
                kind: CreditKind::Byline,
                organisation: Some(organisation.clone()),
                words: words.clone(),
                place: "byline".into(),
                partial: false,
            })
            .collect();
        let id = self.store.next_article().expect("a number");
        let cluster = sheet.matched.map_or(ClusterId(id.0), |(with, ..)| self.clusters[with]);
        let matched = sheet.matched.map(|(with, relation, of_item, of_match)| Match {
            with: ArticleId(with as i64 + 1),
            relation,
            shares: Shares { shared: 40, of_item, of_match },
            spans: Vec::new(),
        });
        let fingerprint = Fingerprint::default();
        let new = NewArticle {
            id,
            from: &pending,
            article: &article,
            words: sheet.body.iter().map(|text| wirecopy::text::words::count(text) as u32).sum(),
            at: sheet.seen,
            agency: self.outlets[sheet.outlet].kind == OutletKind::Agency,
            outlet: 0,
            credits: &credits,
            citations: &[],
            claim: &sheet.claim,
            placed: Placing {
                cluster,
                matched: matched.as_ref(),
                leads: matched.is_none() || self.leads,
                anchors: matched.is_none(),
                merged: &self.merges,
                edges: &[],
                dropped: &[],
                seen_in: cluster,
                sightings: &[],
                fingerprint: &fingerprint,
            },
        };
        self.store.save(&[new], &[], &self.origins).expect("saved");
        self.leads = false;
        for one in &mut self.clusters {
            if self.merges.contains(one) {
                *one = cluster;
            }
        }
        self.merges.clear();
        self.clusters.push(cluster);
        id
    }

    /// Sheets so far.
    pub fn count(&self) -> usize {
        self.clusters.len()
    }

    /// Sets the origin of the cluster that a sheet opens, from the next sheet of it on.
    pub fn origin(&mut self, sheet: i64, origin: Origin) {
        self.origins.origins.push((ClusterId(sheet + 1), origin));
    }
}

/// One side of an origin, with a line of evidence.
pub fn side(organisation: &str, article: ArticleId, confidence: f32) -> Side {
    let credit = Credit {
        kind: CreditKind::Dateline,
        organisation: Some(organisation.into()),
        words: format!("OLDPORT ({organisation}) -"),
        place: "dateline".into(),
        partial: false,
    };
    Side {
        organisation: organisation.into(),
        credits: vec![(article, credit)],
        confidence: Confidence(confidence),
        seen: true,
    }
}

const DAM: [&str; 3] = [
    "Engineers opened the upper gates of the Oldport dam on Monday after three days of rain raised the lake to 41 metres.",
    "Twelve villages along the lower river were told to move livestock to higher ground, the water board said.",
    "The gates will stay open until Thursday, said board spokesman Ivo Lantern.",
];

/// The small newsroom with one of everything: every grade, every provenance, every relation, a later version, a correction
/// followed by one outlet and not by another, a disputed origin, an unknown one, an agency nobody polls.
pub fn one_of_everything(path: &Path) -> Press {
    let mut press = Press::open(path, outlets());
    let body = |n: usize| DAM.iter().take(n).map(|p| (*p).to_owned()).collect::<Vec<_>>();
    let sheet = |outlet: usize, n: usize, minutes: i64, headline: &str, claim: &str| Sheet {
        outlet,
        id: format!("{outlet}-{n}"),
        headline: headline.into(),
        url: format!("https://{}/{n}", outlets()[outlet].domains[0]),
        seen: MONDAY + minutes * 60,
        claim: claim.into(),
        credit: (!["none", "own", "agencies"].contains(&claim)).then(|| (claim.to_owned(), format!("By {claim}"))),
        matched: None,
        body: body(3),
        notice: None,
    };
    let like = |base: Sheet, with, relation, a, b| Sheet { matched: Some((with, relation, a, b)), ..base };
    press.origin(0, Origin::Known(side("Meridian Wire", ArticleId(1), 0.93)));
    // 0: the agency's own; 1 to 5: reprints of every grade; 6: the aggregator.
    press.print(&sheet(0, 1, 60, "Oldport dam opens gates after rain", "own"));
    press.print(&like(
        sheet(1, 1, 64, "Oldport dam opens gates after rain", "Meridian Wire"),
        0,
        Relation::Identical,
        1.0,
        1.0,
    ));
    press.print(&like(sheet(2, 1, 75, "Gates open at Oldport", "agencies"), 0, Relation::Near, 0.96, 0.94));
    press.print(&like(
        Sheet { body: body(2), ..sheet(3, 1, 130, "Dam: villages warned", "none") },
        0,
        Relation::Excerpt,
        1.0,
        0.62,
    ));
    press.print(&like(sheet(4, 1, 500, "Our valley braces for flood", "own"), 0, Relation::Expanded, 0.7, 1.0));
    press.print(&like(sheet(5, 1, 1_600, "Dam opens", "Lantern News"), 0, Relation::Overlap, 0.5, 0.4));
    press.print(&like(
        sheet(6, 1, 90, "Oldport dam opens gates after rain", "Harbour Post"),
        0,
        Relation::Identical,
        1.0,
        1.0,
    ));
    press.origin(7, Origin::Known(side("Valley Herald", ArticleId(8), 0.8)));
    press.origin(
        11,
        Origin::Disputed(vec![side("Lantern News", ArticleId(12), 0.6), side("Meridian Wire", ArticleId(13), 0.4)]),
    );
    // 7, 8: a paper's scoop taken over by another; 9, 10: nobody named; 11, 12: an agency nobody polls; 13 on: alone.
    press.print(&sheet(3, 2, 200, "Mayor’s ferry deal: the papers", "own"));
    press.print(&like(
        sheet(1, 2, 330, "Ferry deal papers seen by Herald", "Valley Herald"),
        7,
        Relation::Excerpt,
        0.8,
        0.3,
    ));
    press.print(&sheet(4, 2, 400, "Snow closes the pass", "none"));
    press.print(&like(sheet(5, 2, 460, "Pass closed by snow", "none"), 9, Relation::Near, 0.9, 0.9));
    press.print(&sheet(1, 3, 700, "Grain talks resume", "Lantern News"));
    press.print(&like(sheet(3, 3, 705, "Talks on grain resume", "Lantern News"), 11, Relation::Near, 0.91, 0.9));
    press.print(&sheet(2, 4, 800, "Choir wins prize", "own"));
    press.print(&sheet(5, 5, 2_000, "Lone wire story", "Meridian Wire"));
    // A correction by the agency; one reprint follows, four do not.
    press.print(&Sheet {
        notice: Some(Notice {
            kind: NoticeKind::Correction,
            words: "CORRECTS height of lake in paragraph 1".into(),
            about: Some("Oldport dam".into()),
            only: false,
        }),
        ..like(sheet(0, 6, 600, "CORRECTED-Oldport dam opens gates after rain", "own"), 0, Relation::Near, 0.98, 0.98)
    });
    press.print(&Sheet {
        body: vec![DAM[0].replace("41", "14"), DAM[1].into(), DAM[2].into()],
        ..like(
            sheet(1, 1, 720, "Oldport dam opens gates after rain", "Meridian Wire"),
            0,
            Relation::Revision,
            0.98,
            0.98,
        )
    });
    // The week before.
    let mut press = press;
    press.print(&sheet(3, 9, -5_000, "Last week’s fair", "own"));
    press.print(&sheet(5, 9, -4_900, "Last week’s wire story", "Meridian Wire"));
    press
}

/// Takes labelled items (JSON Lines, in arrival order) into a database by the same path as a run: delivered when they were
/// published, then read, clustered and attributed in one round.
pub fn from_json_lines(items: &Path, path: &Path) -> usize {
    #[derive(serde::Deserialize)]
    struct Line {
        id: String,
        outlet: String,
        url: Option<String>,
        title: Option<String>,
        text: String,
        published: Option<String>,
        lang: Option<String>,
    }
    let lines = std::io::BufReader::new(flate2::read::MultiGzDecoder::new(std::fs::File::open(items).expect("items")));
    let lines: Vec<Line> =
        lines.lines().map(|line| serde_json::from_str(&line.expect("a line")).expect("an item")).collect();
    let mut names: Vec<&str> = lines.iter().map(|line| line.outlet.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    let config = Config {
        outlets: names
            .iter()
            .map(|name| Subscribed {
                outlet: Outlet { name: (*name).into(), domains: vec![(*name).into()], ..Outlet::default() },
                selector: None,
                pages: false,
                interval: None,
                feeds: vec![FeedEntry {
                    feed: Feed { url: format!("https://{name}/"), outlet: (*name).into() },
                    login: None,
                }],
            })
            .collect(),
        ..Config::default()
    };
    let mut store = Store::open(path).expect("a fresh store");
    store
        .subscribe(config.outlets.iter().map(|s| (&s.outlet, s.feeds.iter().map(|entry| &entry.feed).collect())))
        .expect("subscribed");
    let feeds = store.feeds().expect("feeds");
    let mut deliveries: std::collections::BTreeMap<(i64, usize), Vec<Item>> = std::collections::BTreeMap::new();
    let mut last = 0;
    for line in &lines {
        let at = line.published.as_deref().and_then(|words| chrono::DateTime::parse_from_rfc3339(words).ok());
        last = at.map_or(last, |at| at.timestamp());
        let feed = names.iter().position(|name| *name == line.outlet).expect("an outlet");
        // Polled every quarter of an hour.
        let polled = (last / 900 + 1) * 900;
        deliveries.entry((polled, feed)).or_default().push(Item {
            id: line.id.clone(),
            url: line.url.clone(),
            title: line.title.clone(),
            content: Some(line.text.clone()),
            published: at.map(|at| Stamped::at(at.timestamp(), 0)),
            language: line.lang.clone(),
            ..Item::default()
        });
    }
    let end = deliveries.keys().next_back().map_or(0, |(at, _)| *at);
    for ((at, feed), items) in &deliveries {
        let incoming: Vec<Incoming<'_>> =
            items.iter().map(|item| Incoming { item, link: item.url.as_deref(), page: false }).collect();
        store
            .deliver(&Poll { feed: feeds[*feed].id, items: &incoming, faults: &[], seen: Seen(*at) }, |_| "{}".into())
            .expect("kept");
    }
    let clock = FixedClock(Seen(end + 60));
    let desk =
        Desk { config: &config, trade: &wirecopy::desk::trade(), wire: &Silence, clock: &clock, stop: Stop::default() };
    desk.round(&mut store, &mut |_| {}).expect("read");
    lines.len()
}

/// What `wirecopy ARGS` prints.
pub fn wirecopy(db: &Path, args: &[&str]) -> Vec<u8> {
    let out = Command::new(env!("CARGO_BIN_EXE_wirecopy"))
        .args(["--db", db.to_str().expect("a path")])
        .args(args)
        .current_dir(db.parent().expect("a folder"))
        .output()
        .expect("wirecopy runs");
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    out.stdout
}
