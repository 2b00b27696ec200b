//! Articles over several pages: what is asked for, what is not, and what is read in the end.

use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use wirecopy::config::Config;
use wirecopy::desk::network::Network;
use wirecopy::desk::{Desk, FixedClock, RoundSummary, Stop};
use wirecopy::fetch::Lookup;
use wirecopy::news::{Article, FaultKind, Seen, Trade};
use wirecopy::store::Store;

use super::server::{Reply, Request, Server};

const START: i64 = 1_793_577_600;
const PACE: Duration = Duration::from_millis(20);
const HEADLINE: &str = "Ferry returns to the north quay";

/// The paragraphs of one page.
fn copy(page: usize) -> Vec<String> {
    (1..=4)
        .map(|n| {
            format!(
                "Paragraph {n} of page {page} says that ferry number {} left quay {} with {} people aboard on Monday.",
                page * 10 + n,
                page * 7 + n,
                page * 31 + n * 17
            )
        })
        .collect()
}

/// One page of the story. Furniture is the same on all of them; `next` is where it leads.
fn html(page: usize, next: Option<&str>) -> Reply {
    let copy: String = copy(page).iter().map(|paragraph| format!("<p>{paragraph}</p>\n")).collect();
    let next = next.map(|next| format!("<div class=pager><a rel=next href=\"{next}\">Next page »</a></div>"));
    let body = format!(
        "<html><head><title>{HEADLINE} | Post</title></head><body><nav><a href=/>Home</a></nav><article>\
         <h1>{HEADLINE}</h1><p class=byline>By Jane Porter</p>\n{copy}{}\
         <p class=copyright>© 2026 Post. All rights reserved.</p></article></body></html>",
        next.unwrap_or_default()
    );
    Reply { body, ..Reply::status(200) }.with("Content-Type", "text/html; charset=utf-8")
}

fn feed(request: &Request) -> Reply {
    let home = request.header("host").unwrap_or_default();
    let body = format!(
        "<rss version=\"2.0\"><channel><title>Post</title><item><guid>1</guid><title>{HEADLINE}</title>\
         <link>http://{home}/story</link><description>In short.</description></item></channel></rss>"
    );
    Reply { feed: true, body, ..Reply::status(200) }
}

/// An outlet whose story is answered by a script.
struct Newsroom {
    server: Server,
    config: Config,
    folder: tempfile::TempDir,
}

impl Newsroom {
    fn open(script: impl Fn(&Request, i64) -> Reply + Send + Sync + 'static) -> Self {
        let server = Server::open(&[[127, 0, 1, 90].into()], move |request, at| match request.path.as_str() {
            "/feed" => feed(request),
            _ => script(request, at),
        });
        let name = format!("post.example:{}", server.port());
        let text = format!(
            "[network]\nallow = [\"{name}\", \"other.example:{}\"]\nseconds_between_requests = {}\n[pages]\nrefetch_hours = []\n\
             [[outlet]]\nname = \"Post\"\nfeeds = [\"http://{name}/feed\"]\n",
            server.port(),
            PACE.as_secs_f64()
        );
        let config = Config::read(&text, Path::new("config.toml")).expect("a configuration");
        Self { server, config, folder: tempfile::tempdir().expect("a folder") }
    }

    fn store(&self) -> Store {
        Store::open(&self.folder.path().join("news.db")).expect("a store")
    }

    /// One run, as cron starts it.
    fn run(&self, now: i64) -> RoundSummary {
        self.server.set(now);
        let table = |_: &str| vec![IpAddr::from([127, 0, 1, 90])];
        let network = Network::looking_up(&self.config, Lookup::Own(std::sync::Arc::new(table))).expect("a network");
        let (trade, clock) = (Trade::builtin(), FixedClock(Seen(now)));
        let desk = Desk { config: &self.config, trade: &trade, wire: &network, clock: &clock, stop: Stop::default() };
        desk.round(&mut self.store(), &mut |_| {}).expect("a round")
    }

    /// Paths of pages asked for, with their hosts where that is another one.
    fn asked(&self) -> Vec<String> {
        let taken = self.server.taken();
        let told = |url: &str| url.replace(&format!("http://post.example:{}", self.server.port()), "");
        taken
            .iter()
            .map(|record| told(&record.request.url))
            .filter(|path| !["/feed", "/robots.txt"].contains(&path.as_str()))
            .collect()
    }

    /// Every reading of the story, in order.
    fn readings(&self) -> Vec<Article> {
        let store = self.store();
        let ids = store.article_ids().expect("articles");
        ids.iter().map(|id| store.article(*id).expect("a store").expect("an article")).collect()
    }

    /// The only reading of the story holds these pages, and says that it is cut only if it is.
    fn holds(&self, pages: usize, cut: Option<&str>) {
        let readings = self.readings();
        assert_eq!(readings.len(), 1);
        check(&readings[0], pages, cut);
    }
}

fn check(article: &Article, pages: usize, cut: Option<&str>) {
    assert_eq!(article.body.paragraphs, (1..=pages).flat_map(copy).collect::<Vec<_>>());
    assert_eq!(article.headline.as_deref(), Some(HEADLINE));
    let furniture: Vec<&str> = article.furniture.iter().map(|piece| piece.words.as_str()).collect();
    for once in ["By Jane Porter", "© 2026 Post. All rights reserved."] {
        assert_eq!(furniture.iter().filter(|words| **words == once).count(), 1, "{once}: {furniture:?}");
    }
    let told: Vec<&str> =
        article.faults.iter().filter(|f| f.kind == FaultKind::Truncated).map(|f| f.words.as_str()).collect();
    assert_eq!(told.len(), usize::from(cut.is_some()), "{told:?}");
    assert!(cut.is_none_or(|cut| told[0].contains(cut)), "{told:?}");
}

#[test]
fn an_article_over_three_pages_is_one() {
    let newsroom = Newsroom::open(|request, _| match request.path.as_str() {
        "/story" => html(1, Some("/story?page=2")),
        "/story?page=2" => html(2, Some("/story?page=3")),
        "/story?page=3" => html(3, None),
        _ => Reply::status(404),
    });
    let summary = newsroom.run(START);
    assert_eq!((summary.pages, summary.pages_failed, summary.read), (3, 0, 1), "{summary:?}");
    newsroom.holds(3, None);
    for hour in 1..4 {
        newsroom.run(START + hour * 3_600);
    }
    assert_eq!(newsroom.asked(), ["/story", "/story?page=2", "/story?page=3"], "never twice");
    let taken = newsroom.server.taken();
    assert!(taken.windows(2).all(|pair| pair[1].began > pair[0].ended), "one request a host at a time");
    newsroom.holds(3, None);
}

#[test]
fn pages_that_lead_around_or_never_end_are_left() {
    // The second leads back to the first; the third is the first again; the second adds nothing; there is no end.
    let around = Newsroom::open(|request, _| match request.path.as_str() {
        "/story" => html(1, Some("/story/2")),
        "/story/2" => html(2, Some("/story")),
        _ => Reply::status(404),
    });
    around.run(START);
    around.holds(2, None);
    assert_eq!(around.asked(), ["/story", "/story/2"]);

    let redirected = Newsroom::open(|request, _| match request.path.as_str() {
        "/story" => html(1, Some("/story/2")),
        "/story/2" => html(2, Some("/story/3")),
        "/story/3" => Reply::status(302).with("Location", "/story"),
        _ => Reply::status(404),
    });
    redirected.run(START);
    redirected.holds(2, None);

    let same = Newsroom::open(|request, _| match request.path.as_str() {
        "/story" => html(1, Some("/story/2")),
        _ => html(1, Some("/story/3")),
    });
    same.run(START);
    same.holds(1, None);
    assert_eq!(same.asked(), ["/story", "/story/2"]);

    let endless = Newsroom::open(|request, _| {
        let page = request.path.rsplit('/').next().and_then(|n| n.parse().ok()).unwrap_or(1);
        html(page, Some(&format!("/story/{}", page + 1)))
    });
    let summary = endless.run(START);
    assert_eq!((summary.pages, summary.pages_failed), (7, 0), "{summary:?}");
    endless.holds(7, Some("only the first 7 pages"));
    endless.run(START + 3_600);
    assert_eq!(endless.asked().len(), 7);
}

#[test]
fn other_hosts_and_other_articles_are_not_taken_for_a_page() {
    let linked = Newsroom::open(|request, _| {
        let elsewhere = request.url.replace("post.example", "other.example").replace("/story", "/story/2");
        html(1, Some(&elsewhere))
    });
    linked.run(START);
    linked.holds(1, None);
    assert_eq!(linked.asked(), ["/story"]);

    let redirected = Newsroom::open(|request, _| match request.path.as_str() {
        "/story" => html(1, Some("/story/2")),
        "/story/2" => Reply::status(302)
            .with("Location", request.url.replace("post.example", "other.example").replace("/2", "/two")),
        _ => html(2, None),
    });
    redirected.run(START);
    redirected.holds(1, Some("leads to another host"));

    let another = Newsroom::open(|request, _| match request.path.as_str() {
        "/story" => html(1, Some("/story/2")),
        _ => {
            let mut reply = html(2, Some("/story/3"));
            reply.body = reply.body.replace(HEADLINE, "Council lowers the price of water");
            reply
        }
    });
    another.run(START);
    another.holds(1, None);
    assert_eq!(another.asked(), ["/story", "/story/2"]);

    let forbidden = Newsroom::open(|request, _| match request.path.as_str() {
        "/robots.txt" => Reply { body: "User-agent: *\nDisallow: /story/2\n".into(), ..Reply::status(200) },
        "/story" => html(1, Some("/story/2")),
        _ => html(2, None),
    });
    let summary = forbidden.run(START);
    assert_eq!((summary.pages, summary.pages_failed), (1, 1), "{summary:?}");
    forbidden.holds(1, Some("robots.txt asks not to fetch this page"));
    forbidden.run(START + 24 * 3_600);
    assert_eq!(forbidden.asked(), ["/story"]);
}

#[test]
fn first_pages_are_kept_when_a_later_one_fails_and_only_the_rest_is_asked_for_again() {
    let newsroom = Newsroom::open(|request, at| match request.path.as_str() {
        "/story" => html(1, Some("/story/2")),
        "/story/2" => html(2, Some("/story/3")),
        "/story/3" if at < START + 7_200 => Reply::status(503),
        "/story/3" => html(3, None),
        _ => Reply::status(404),
    });
    let summary = newsroom.run(START);
    assert_eq!((summary.pages, summary.pages_failed), (2, 1), "{summary:?}");
    newsroom.holds(2, Some("after its page 2: page 3 of the article: the server answered 503"));
    let summary = newsroom.run(START + 3_600);
    assert_eq!((summary.pages, summary.pages_failed, summary.read), (0, 1, 0), "{summary:?}");
    let summary = newsroom.run(START + 7_200);
    assert_eq!((summary.pages, summary.pages_failed, summary.revisions), (1, 0, 1), "{summary:?}");
    newsroom.run(START + 14_400);
    assert_eq!(newsroom.asked(), ["/story", "/story/2", "/story/3", "/story/3", "/story/3"]);
    let readings = newsroom.readings();
    assert_eq!(readings.len(), 2);
    check(&readings[1], 3, None);
}

#[test]
fn a_later_page_that_is_gone_is_not_asked_for_again() {
    let newsroom = Newsroom::open(|request, _| match request.path.as_str() {
        "/story" => html(1, Some("/story/2")),
        _ => Reply::status(404),
    });
    newsroom.run(START);
    newsroom.holds(1, Some("page 2 of the article: the server answered 404"));
    let summary = newsroom.run(START + 24 * 3_600);
    assert_eq!((summary.pages_failed, summary.pages_gone), (0, 0), "{summary:?}");
    assert_eq!(newsroom.asked(), ["/story", "/story/2"]);
}

#[test]
fn a_version_that_is_known_whole_outlives_a_look_that_fails_half_way() {
    let mut newsroom = Newsroom::open(|request, at| match request.path.as_str() {
        "/story" => html(1, Some("/story/2")),
        // First as it was, then out of reach, then corrected.
        "/story/2" if at < START + 3_600 => html(2, None),
        "/story/2" if at < START + 10_000 => Reply::status(503),
        "/story/2" => html(3, None),
        _ => Reply::status(404),
    });
    newsroom.run(START);
    newsroom.config.pages.refetch = vec![Duration::from_secs(3_600)];
    // Pages are looked at again for stories that several outlets carry: this one is asked for by hand.
    let again = |at: i64| {
        let store = rusqlite::Connection::open(newsroom.folder.path().join("news.db")).expect("the database");
        store.execute("UPDATE items SET page_due = ?1", [at]).expect("asked");
    };
    again(START + 3_600);
    let summary = newsroom.run(START + 3_600);
    assert_eq!((summary.pages, summary.pages_failed, summary.read), (0, 1, 0), "{summary:?}");
    newsroom.holds(2, None);
    let summary = newsroom.run(START + 10_800);
    assert_eq!((summary.pages, summary.revisions), (2, 1), "{summary:?}");
    let readings = newsroom.readings();
    assert_eq!(readings.len(), 2);
    assert_eq!(readings[1].body.paragraphs, [copy(1), copy(3)].concat());
}

/// Killed between the pages: nothing of the article is kept, and the next run asks for it as if for the first time.
#[test]
fn a_round_that_ends_between_two_pages_is_taken_up_by_the_next() {
    let newsroom = Newsroom::open(|request, at| match request.path.as_str() {
        "/story" => html(1, Some("/story/2")),
        "/story/2" if at == START => Reply { silent: Duration::from_secs(5), ..Reply::status(200) },
        "/story/2" => html(2, None),
        _ => Reply::status(404),
    });
    newsroom.server.set(START);
    let table = |_: &str| vec![IpAddr::from([127, 0, 1, 90])];
    let network = Network::looking_up(&newsroom.config, Lookup::Own(std::sync::Arc::new(table))).expect("a network");
    let (trade, clock, stop) = (Trade::builtin(), FixedClock(Seen(START)), Stop::default());
    let desk = Desk { config: &newsroom.config, trade: &trade, wire: &network, clock: &clock, stop: stop.clone() };
    let summary = std::thread::scope(|scope| {
        let round = scope.spawn(|| desk.round(&mut newsroom.store(), &mut |_| {}).expect("a round"));
        while !newsroom.asked().contains(&"/story".to_owned()) {
            std::thread::sleep(Duration::from_millis(5));
        }
        stop.ask();
        round.join().expect("it ends")
    });
    assert!(summary.stopped && summary.pages == 0, "{summary:?}");
    newsroom.run(START + 60);
    newsroom.holds(2, None);
}
