//! Who calls: their address, also behind a reverse proxy, and their browser.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};

use crate::app::staff::Origin;

/// Most characters of a browser's own words that are kept.
const AGENT: usize = 200;

/// Where they call from. What `X-Forwarded-For` says is believed as far as proxies of ours wrote it: the last address in
/// it that is not one of theirs.
pub fn origin(parts: &Parts, proxies: &[IpAddr]) -> Origin {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip().to_canonical());
    let address =
        peer.map(|peer| if proxies.contains(&peer) { forwarded(&parts.headers, proxies, peer) } else { peer });
    let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    Origin { address: address.map(|address| address.to_string()), agent: agent.chars().take(AGENT).collect() }
}

fn forwarded(headers: &HeaderMap, proxies: &[IpAddr], peer: IpAddr) -> IpAddr {
    let lines: Vec<&str> = headers.get_all("x-forwarded-for").iter().filter_map(|line| line.to_str().ok()).collect();
    let hops = lines.iter().rev().flat_map(|line| line.split(',').rev());
    for hop in hops {
        match hop.trim().parse::<IpAddr>().map(|hop| hop.to_canonical()) {
            Ok(hop) if proxies.contains(&hop) => {}
            Ok(hop) => return hop,
            // Whatever is further left was said by somebody we do not know.
            Err(_) => return peer,
        }
    }
    peer
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    fn from(peer: &str, forwarded: &[&str]) -> Option<String> {
        let mut request = Request::new(());
        let peer: IpAddr = peer.parse().unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(peer, 1)));
        for line in forwarded {
            request.headers_mut().append("x-forwarded-for", line.parse().unwrap());
        }
        origin(&request.into_parts().0, &["127.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()]).address
    }

    #[test]
    fn only_proxies_of_ours_are_believed() {
        for (peer, lines, address) in [
            ("203.0.113.9", &[][..], "203.0.113.9"),
            ("203.0.113.9", &["198.51.100.7"], "203.0.113.9"),
            ("127.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("::ffff:127.0.0.1", &["198.51.100.7"], "198.51.100.7"),
            ("127.0.0.1", &["1.2.3.4, 198.51.100.7, 10.0.0.2"], "198.51.100.7"),
            ("127.0.0.1", &["1.2.3.4", "198.51.100.7"], "198.51.100.7"),
            ("127.0.0.1", &["1.2.3.4, nonsense"], "127.0.0.1"),
            ("127.0.0.1", &[], "127.0.0.1"),
        ] {
            assert_eq!(from(peer, lines).as_deref(), Some(address), "{peer} {lines:?}");
        }
    }

    #[test]
    fn without_a_connection_nobody_is_limited_by_address() {
        assert_eq!(origin(&Request::new(()).into_parts().0, &[]), Origin::default());
    }
}
