//! What a round of polling is measured against: a bare loop of the HTTP library over the same addresses, and the loopback
//! server that answers both. Driven by `tests/scripts/many_feeds.py`.
//!
//! ```text
//! bare_poll serve HOSTS        a server on 127.1.0.1 and on, answers every path with a feed and an ETag; prints its port
//! bare_poll poll AT_ONCE FILE  asks for each address of FILE ("address<TAB>etag" a line) once; prints what came, as JSON
//! ```

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Instant;

use futures_util::StreamExt;
use reqwest::header::IF_NONE_MATCH;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

fn main() -> io::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["serve", hosts] => runtime.block_on(serve(hosts.parse().map_err(io::Error::other)?)),
        ["poll", at_once, list] => {
            let list = std::fs::read_to_string(list)?;
            let at_once = at_once.parse().map_err(io::Error::other)?;
            runtime.block_on(poll(&list, at_once))
        }
        _ => Err(io::Error::other("serve HOSTS, or poll AT_ONCE FILE")),
    }
}

/// The address of the n-th host.
fn host(n: u16) -> Ipv4Addr {
    Ipv4Addr::new(127, 1, (n / 250) as u8, (n % 250) as u8 + 1)
}

async fn serve(hosts: u16) -> io::Result<()> {
    let first = TcpListener::bind((host(0), 0)).await?;
    let port = first.local_addr()?.port();
    let mut listeners = vec![first];
    for n in 1..hosts {
        listeners.push(TcpListener::bind(SocketAddr::from((host(n), port))).await?);
    }
    println!("{port}");
    let mut offices = Vec::new();
    for listener in listeners {
        offices.push(tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream));
            }
        }));
    }
    for office in offices {
        let _ = office.await;
    }
    Ok(())
}

/// Answers one request after the other: 304 to whoever has the feed's tag, else the feed.
async fn answer(mut stream: TcpStream) {
    let _ = stream.set_nodelay(true);
    let mut held = Vec::new();
    let mut room = [0; 4096];
    loop {
        match stream.read(&mut room).await {
            Ok(n) if n > 0 => held.extend_from_slice(&room[..n]),
            _ => return,
        }
        if !held.ends_with(b"\r\n\r\n") {
            continue;
        }
        let request = String::from_utf8_lossy(&held).into_owned();
        held.clear();
        let path = request.split(' ').nth(1).unwrap_or("/").to_owned();
        let tag = format!("\"tag{path}\"");
        let lower = request.to_ascii_lowercase();
        let same = lower.split("if-none-match: ").nth(1).is_some_and(|sent| sent.starts_with(&tag));
        let reply = if same {
            format!("HTTP/1.1 304 Not Modified\r\nETag: {tag}\r\nContent-Length: 0\r\n\r\n")
        } else {
            let items: String = (0..10)
                .map(|n| format!("<item><guid>{path}-{n}</guid><title>Story {n} of {path}</title></item>"))
                .collect();
            let body = format!("<rss version=\"2.0\"><channel><title>{path}</title>{items}</channel></rss>");
            format!("HTTP/1.1 200 OK\r\nETag: {tag}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
        };
        if stream.write_all(reply.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn poll(list: &str, at_once: usize) -> io::Result<()> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().map_err(io::Error::other)?;
    let tasks: Vec<(&str, &str)> = list.lines().filter_map(|line| line.split_once('\t')).collect();
    let started = Instant::now();
    let statuses: Vec<u16> = futures_util::stream::iter(tasks.iter().map(|(url, tag)| {
        let request = client.get(*url).header(IF_NONE_MATCH, *tag);
        async move {
            match request.send().await {
                Ok(answer) => {
                    let status = answer.status().as_u16();
                    let _ = answer.bytes().await;
                    status
                }
                Err(_) => 0,
            }
        }
    }))
    .buffer_unordered(at_once)
    .collect()
    .await;
    let unchanged = statuses.iter().filter(|status| **status == 304).count();
    println!(
        "{{\"asked\":{},\"unchanged\":{unchanged},\"seconds\":{:.3}}}",
        tasks.len(),
        started.elapsed().as_secs_f64()
    );
    Ok(())
}
