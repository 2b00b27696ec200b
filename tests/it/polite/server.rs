//! A server on loopback that answers as it is told and records what it was asked, and when by a clock that is set.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant, UNIX_EPOCH};

/// What an answer is, and what it asks for.
#[derive(Clone, Debug, Default)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
    /// The body is a feed that can be read.
    pub feed: bool,
    /// Seconds from the answer before which the feed asks not to be polled: ttl, update period, max-age, Expires.
    pub fresh: i64,
    /// Hours of the day and days of the week (0 is Monday) in which it asks not to be polled.
    pub skips: (Vec<i64>, Vec<i64>),
    /// Say nothing for so long, then hang up.
    pub silent: Duration,
    /// Hang up in the middle of the body.
    pub cut: bool,
}

impl Reply {
    pub fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// One request, as it came.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// `http://host:port/path`.
    pub url: String,
    pub path: String,
    pub headers: HashMap<String, String>,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }
}

/// One request and its answer.
#[derive(Clone, Debug)]
pub struct Record {
    /// By the clock that is set.
    pub at: i64,
    /// By the clock of the machine: when the request was there, and when the answer was out.
    pub began: Instant,
    pub ended: Instant,
    pub request: Request,
    pub reply: Reply,
}

type Script = dyn Fn(&Request, i64) -> Reply + Send + Sync;

/// The server: closes when it is dropped.
pub struct Server {
    pub records: Arc<Mutex<Vec<Record>>>,
    /// Connections that were taken.
    pub connections: Arc<AtomicUsize>,
    clock: Arc<AtomicI64>,
    closed: Arc<AtomicBool>,
    places: Vec<SocketAddr>,
}

impl Server {
    /// Listens on one port of every address; `script` answers.
    pub fn open(addresses: &[IpAddr], script: impl Fn(&Request, i64) -> Reply + Send + Sync + 'static) -> Self {
        let first = TcpListener::bind((addresses[0], 0)).expect("a port");
        let port = first.local_addr().expect("an address").port();
        let others = addresses[1..].iter().map(|address| TcpListener::bind((*address, port)).expect("the same port"));
        let listeners: Vec<TcpListener> = std::iter::once(first).chain(others).collect();
        let server = Self {
            records: Arc::default(),
            connections: Arc::default(),
            clock: Arc::default(),
            closed: Arc::default(),
            places: listeners.iter().map(|listener| listener.local_addr().expect("an address")).collect(),
        };
        let script: Arc<Script> = Arc::new(script);
        for listener in listeners {
            let office = Office {
                records: Arc::clone(&server.records),
                clock: Arc::clone(&server.clock),
                script: Arc::clone(&script),
            };
            let (connections, closed) = (Arc::clone(&server.connections), Arc::clone(&server.closed));
            thread::spawn(move || {
                for stream in listener.incoming().flatten() {
                    if closed.load(Ordering::SeqCst) {
                        return;
                    }
                    connections.fetch_add(1, Ordering::SeqCst);
                    let office = office.clone();
                    thread::spawn(move || office.serve(&stream));
                }
            });
        }
        server
    }

    pub fn port(&self) -> u16 {
        self.places[0].port()
    }

    pub fn set(&self, now: i64) {
        self.clock.store(now, Ordering::SeqCst);
    }

    pub fn taken(&self) -> Vec<Record> {
        let mut records = self.records.lock().expect("records").clone();
        // One that was left unanswered is noted late.
        records.sort_by_key(|record| record.began);
        records
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::SeqCst);
        for place in &self.places {
            // Wakes the listener, which sees that it is closed.
            drop(TcpStream::connect(place));
        }
    }
}

#[derive(Clone)]
struct Office {
    records: Arc<Mutex<Vec<Record>>>,
    clock: Arc<AtomicI64>,
    script: Arc<Script>,
}

impl Office {
    fn serve(&self, stream: &TcpStream) {
        let _ = stream.set_nodelay(true);
        let mut reader = BufReader::new(stream);
        while let Some(request) = read(&mut reader) {
            let (at, began) = (self.clock.load(Ordering::SeqCst), Instant::now());
            let reply = (self.script)(&request, at);
            let whole = reply.silent.is_zero() && !reply.cut;
            thread::sleep(reply.silent);
            // Held until the answer is noted: whoever has it and looks finds it in the records.
            let mut records = self.records.lock().expect("records");
            let written = reply.silent.is_zero() && write(stream, &reply, at);
            records.push(Record { at, began, ended: Instant::now(), request, reply });
            drop(records);
            if !written || !whole {
                return;
            }
        }
    }
}

fn read(reader: &mut BufReader<&TcpStream>) -> Option<Request> {
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let path = line.split(' ').nth(1)?.to_owned();
    let mut headers = HashMap::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let Some((name, value)) = line.trim_end().split_once(':') else { break };
        headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
    }
    let host = headers.get("host").cloned().unwrap_or_default();
    Some(Request { url: format!("http://{host}{path}"), path, headers })
}

fn write(mut stream: &TcpStream, reply: &Reply, at: i64) -> bool {
    let body = if reply.status == 304 { "" } else { &reply.body };
    let mut head = format!("HTTP/1.1 {} Said\r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    let length = if reply.cut { body.len() + 1_000 } else { body.len() };
    head.push_str(&format!("Date: {}\r\nContent-Length: {length}\r\n\r\n", http_date(at)));
    stream.write_all(format!("{head}{body}").as_bytes()).is_ok()
}

/// A time as HTTP writes it.
pub fn http_date(at: i64) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(at.max(0) as u64))
}
