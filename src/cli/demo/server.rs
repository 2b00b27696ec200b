//! A real HTTP server on loopback for the demo: a port an outlet, validators, 304, robots.txt, 404.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use xxhash_rust::xxh3::xxh3_64;

use super::newsroom::Newsroom;
use super::paper::{Paper, Sheet, feed_path};

/// The newsroom on loopback. It closes when this is dropped.
pub struct Server {
    desk: Arc<Desk>,
    homes: Vec<String>,
    runtime: Option<tokio::runtime::Runtime>,
}

struct Desk {
    newsroom: Newsroom,
    paper: Paper,
    round: AtomicUsize,
}

/// One outlet's end of the server.
#[derive(Clone)]
struct Office {
    desk: Arc<Desk>,
    outlet: usize,
    home: Arc<str>,
}

impl Server {
    /// Opens the newsroom at its first round.
    ///
    /// # Errors
    /// When its data is wrong, or no port is to be had.
    pub fn open(newsroom: Newsroom) -> Result<Self, String> {
        let opened = |error: io::Error| format!("cannot open the demo's newsroom on loopback ({error})");
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("newsroom")
            .enable_all()
            .build()
            .map_err(opened)?;
        let desk = Arc::new(Desk { newsroom, paper: Paper::open()?, round: AtomicUsize::new(1) });
        let mut homes = Vec::new();
        for outlet in 0..desk.newsroom.outlets.len() {
            let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).map_err(opened)?;
            listener.set_nonblocking(true).map_err(opened)?;
            let home = format!("http://{}", listener.local_addr().map_err(opened)?);
            let office = Office { desk: Arc::clone(&desk), outlet, home: home.as_str().into() };
            let feed = feed_path(&desk.newsroom.outlets[outlet]);
            let router = Router::new()
                .route(feed, get(feed_sheet))
                .route("/robots.txt", get(async || "User-agent: *\nDisallow: /subscribers\n"))
                .route("/{outlet}/{slug}", get(page_sheet))
                .with_state(office);
            let listener = {
                let _inside = runtime.enter();
                tokio::net::TcpListener::from_std(listener).map_err(opened)?
            };
            runtime.spawn(async move { axum::serve(listener, router).await });
            homes.push(home);
        }
        Ok(Self { desk, homes, runtime: Some(runtime) })
    }

    /// The newsroom behind the server.
    pub fn newsroom(&self) -> &Newsroom {
        &self.desk.newsroom
    }

    /// Shows what is out by a round, counted from 1.
    pub fn turn(&self, round: usize) {
        self.desk.round.store(round, Ordering::SeqCst);
    }

    /// The address of an outlet's feed.
    pub fn feed(&self, outlet: usize) -> String {
        format!("{}{}", self.homes[outlet], feed_path(&self.desk.newsroom.outlets[outlet]))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Office {
    fn round(&self) -> usize {
        self.desk.round.load(Ordering::SeqCst)
    }
}

async fn feed_sheet(State(office): State<Office>, asked: HeaderMap) -> Response {
    let desk = &office.desk;
    answer(desk.paper.feed(&desk.newsroom, office.outlet, office.round(), &office.home).map(Some), &asked)
}

async fn page_sheet(
    State(office): State<Office>,
    Path((outlet, slug)): Path<(String, String)>,
    asked: HeaderMap,
) -> Response {
    let desk = &office.desk;
    if desk.newsroom.outlets[office.outlet].id != outlet {
        return StatusCode::NOT_FOUND.into_response();
    }
    answer(desk.paper.page(&desk.newsroom, office.outlet, office.round(), &slug), &asked)
}

/// A sheet with its validators, or 304 when the asker has it.
fn answer(sheet: Result<Option<Sheet>, String>, asked: &HeaderMap) -> Response {
    let sheet = match sheet {
        Ok(Some(sheet)) => sheet,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(words) => return (StatusCode::INTERNAL_SERVER_ERROR, words).into_response(),
    };
    let tag = format!("\"{:016x}\"", xxh3_64(sheet.body.as_bytes()));
    let modified = UNIX_EPOCH + Duration::from_secs(sheet.modified.max(0) as u64);
    let validators = [(header::ETAG, tag.clone()), (header::LAST_MODIFIED, httpdate::fmt_http_date(modified))];
    let has = match asked.get(header::IF_NONE_MATCH) {
        Some(tags) => holds(tags, &tag),
        None => asked
            .get(header::IF_MODIFIED_SINCE)
            .and_then(|since| httpdate::parse_http_date(since.to_str().ok()?).ok())
            .is_some_and(|since| modified <= since),
    };
    if has {
        return (StatusCode::NOT_MODIFIED, validators).into_response();
    }
    (validators, [(header::CONTENT_TYPE, sheet.content_type)], sheet.body).into_response()
}

fn holds(tags: &HeaderValue, tag: &str) -> bool {
    tags.to_str().is_ok_and(|tags| tags.split(',').any(|one| one.trim().trim_start_matches("W/") == tag))
}
