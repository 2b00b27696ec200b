//! Nobody inside is reached: which addresses may be dialled.
//!
//! Every host is judged twice: its name before a request and after every redirect, and the addresses it resolves to at the
//! moment of dialling, so that a name that changes its mind in between (rebinding) gains nothing. Ranges: IANA special-purpose
//! registries for IPv4 and IPv6 (RFC 6890 and its successors).

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::str::FromStr;
use std::sync::Arc;

use ipnet::IpNet;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

/// Addresses and hosts that may be dialled although they are not public.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    hosts: Vec<(String, Option<u16>)>,
    nets: Vec<(IpNet, Option<u16>)>,
    lookup: Lookup,
}

/// A resolver of one's own: the addresses of a name.
pub type Table = dyn Fn(&str) -> Vec<IpAddr> + Send + Sync;

/// Who turns names into addresses.
#[derive(Clone, Default)]
pub enum Lookup {
    /// The system's resolver.
    #[default]
    System,
    /// A table of one's own.
    Own(Arc<Table>),
}

impl fmt::Debug for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::System => "System",
            Self::Own(_) => "Own",
        })
    }
}

/// Nobody knows an address for a name: there is none, or whoever is asked for names does not answer.
#[derive(Debug)]
pub(super) struct Nameless(String);

impl fmt::Display for Nameless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Nameless {}

tokio::task_local! {
    /// The port of the request in hand: a resolver is told names only.
    static PORT: Option<u16>;
}

/// Sends a request to `port`: rules that name a port let through its connections and no others.
pub(super) fn dialling<F: Future>(port: Option<u16>, sending: F) -> impl Future<Output = F::Output> {
    PORT.scope(port, sending)
}

impl Guard {
    /// A guard that lets through what is public, and what `allow` names: hosts, host:port pairs, addresses, networks.
    pub fn new<S: AsRef<str>>(allow: impl IntoIterator<Item = S>) -> Self {
        let mut guard = Self::default();
        for rule in allow {
            guard.admit(rule.as_ref().trim());
        }
        guard
    }

    /// The same guard with another resolver.
    pub fn looking_up(self, lookup: Lookup) -> Self {
        Self { lookup, ..self }
    }

    fn admit(&mut self, rule: &str) {
        if let Ok(net) = IpNet::from_str(rule) {
            self.nets.push((net, None));
        } else if let Ok(address) = IpAddr::from_str(rule.trim_matches(['[', ']'])) {
            self.nets.push((address.into(), None));
        } else if let Ok(place) = SocketAddr::from_str(rule) {
            self.nets.push((place.ip().into(), Some(place.port())));
        } else if let Some((host, port)) = rule.rsplit_once(':').and_then(|(h, p)| Some((h, p.parse().ok()?))) {
            self.hosts.push((plain(host), Some(port)));
        } else if !rule.is_empty() {
            self.hosts.push((plain(rule), None));
        }
    }

    /// Judges an address before it is asked.
    ///
    /// # Errors
    /// The words for people why it is not asked.
    pub fn check(&self, url: &Url) -> Result<(), String> {
        if !matches!(url.scheme(), "http" | "https") {
            return Err(format!("addresses must begin with http:// or https://, not {}:", url.scheme()));
        }
        let port = url.port_or_known_default();
        let refused = |what: &str| {
            Err(format!("{what} is not public; if it is yours, name it under [network] allow in config.toml"))
        };
        match url.host() {
            None => Err("the address names no host".into()),
            Some(Host::Ipv4(address)) if !self.permits(address.into(), port) => refused(&address.to_string()),
            Some(Host::Ipv6(address)) if !self.permits(address.into(), port) => refused(&address.to_string()),
            Some(Host::Domain(name)) if is_inside(name) && !self.names(name, port) => refused(name),
            Some(_) => Ok(()),
        }
    }

    fn permits(&self, address: IpAddr, port: Option<u16>) -> bool {
        is_public(address)
            || self.nets.iter().any(|(net, only)| net.contains(&address) && (only.is_none() || *only == port))
    }

    fn names(&self, host: &str, port: Option<u16>) -> bool {
        let host = plain(host);
        self.hosts.iter().any(|(name, only)| *name == host && (only.is_none() || *only == port))
    }
}

/// Resolves names and keeps only addresses that may be dialled.
impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        // Where the port is not known, rules that name one do not count.
        let port = PORT.try_with(|port| *port).ok().flatten();
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let named = guard.names(&host, port);
            let found: Vec<SocketAddr> = match &guard.lookup {
                Lookup::System => {
                    let found = tokio::net::lookup_host((host.as_str(), 0)).await;
                    found.map_err(|error| Nameless(error.to_string()))?.collect()
                }
                Lookup::Own(table) => table(&host).into_iter().map(|address| SocketAddr::new(address, 0)).collect(),
            };
            if found.is_empty() {
                return Err(Nameless(format!("{host} is not known")).into());
            }
            let open: Vec<SocketAddr> =
                found.into_iter().filter(|place| named || guard.permits(place.ip(), port)).collect();
            if open.is_empty() {
                let words = format!(
                    "{host} has no public address; if it is yours, name it under [network] allow in config.toml"
                );
                return Err(words.into());
            }
            Ok(Box::new(open.into_iter()) as Addrs)
        })
    }
}

fn plain(host: &str) -> String {
    host.trim_matches(['[', ']']).trim_end_matches('.').to_ascii_lowercase()
}

/// Names that never stand for a public host.
fn is_inside(name: &str) -> bool {
    let name = plain(name);
    let last = name.rsplit('.').next().unwrap_or_default();
    matches!(last, "localhost" | "local" | "internal" | "intranet" | "lan" | "home" | "corp" | "localdomain" | "onion")
        || !name.contains('.')
}

/// Whether an address stands in the public internet.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(matches!(a, 0 | 10 | 127 | 224..=255)
        || (a == 100 && (64..128).contains(&b))
        || (a == 169 && b == 254)
        || (a == 172 && (16..32).contains(&b))
        || (a == 192 && b == 0 && (c == 0 || c == 2))
        || (a == 192 && b == 88 && c == 99)
        || (a == 192 && b == 168)
        || (a == 198 && (b == 18 || b == 19))
        || (a == 198 && b == 51 && c == 100)
        || (a == 203 && b == 0 && c == 113))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let s = address.segments();
    let tail = || Ipv4Addr::new((s[6] >> 8) as u8, s[6] as u8, (s[7] >> 8) as u8, s[7] as u8);
    match s {
        // Forms that carry an IPv4 address are judged by it.
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => is_public_v4(tail()),
        [0x2002, high, low, ..] => {
            is_public_v4(Ipv4Addr::new((high >> 8) as u8, high as u8, (low >> 8) as u8, low as u8))
        }
        // Unspecified, loopback, IPv4-compatible, and the rest of the first block.
        [0, ..] | [0x64, ..] | [0x100, ..] => false,
        // Protocol assignments (Teredo, ORCHID), documentation, segment routing.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        [0x5f00, ..] => false,
        // Only 2000::/3 is handed out; the rest is local, multicast or reserved.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(guard: &Guard, address: &str, open: bool) {
        let judged = Url::parse(address).is_ok_and(|url| guard.check(&url).is_ok());
        assert_eq!(judged, open, "{address}");
    }

    #[test]
    fn nothing_inside_is_asked() {
        let guard = Guard::default();
        for host in include_str!("../../tests/fixtures/guard/inside.txt").lines() {
            check(&guard, &format!("http://{host}/feed"), false);
            check(&guard, &format!("https://{host}:8443/feed"), false);
        }
        for address in [
            "file:///etc/passwd",
            "ftp://example.org/",
            "gopher://example.org",
            "javascript:alert(1)",
            "data:text/plain,x",
            "http://",
        ] {
            check(&guard, address, false);
        }
    }

    #[test]
    fn the_public_is_asked() {
        let guard = Guard::default();
        for host in [
            "example.org",
            "8.8.8.8",
            "100.63.255.255",
            "172.15.0.1",
            "172.32.0.1",
            "192.0.1.1",
            "198.17.0.1",
            "[2606:2800::1]",
            "[64:ff9b::8.8.8.8]",
            "[2002:808:808::]",
        ] {
            check(&guard, &format!("https://{host}/feed"), true);
        }
    }

    #[test]
    fn what_is_named_is_let_through_and_no_more() {
        let guard = Guard::new(["intranet", "wire.local:8080", "10.1.0.0/16", "127.0.0.1:9000", "[fd00::1]"]);
        for (address, open) in [
            ("http://intranet/feed", true),
            ("http://intranet:81/feed", true),
            ("http://wire.local:8080/", true),
            ("http://wire.local/", false),
            ("http://10.1.2.3/", true),
            ("http://10.2.2.3/", false),
            ("http://127.0.0.1:9000/", true),
            ("http://127.0.0.1:9001/", false),
            ("http://[fd00::1]/", true),
            ("http://other.local/", false),
        ] {
            check(&guard, address, open);
        }
    }
}
