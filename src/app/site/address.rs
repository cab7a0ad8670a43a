//! Where the pages are, as a phone sees it.

use std::net::{IpAddr, SocketAddr};

/// What the server is called from outside (`server.public_url`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SiteAddress {
    base: String,
}

impl SiteAddress {
    /// `base` is a web address without a slash at the end, as the configuration has checked it.
    pub fn new(base: &str) -> Self {
        Self { base: base.trim_end_matches('/').to_owned() }
    }

    /// What all links begin with.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// The address of a page; `path` begins with a slash.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Whether another device may find it. One that names the machine it stands on leads a phone to itself.
    pub fn reaches_phones(&self) -> bool {
        let authority = self.base.split_once("://").map_or("", |(_, rest)| rest).split('/').next().unwrap_or_default();
        let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
        let ip = authority.parse().map(|socket: SocketAddr| socket.ip()).ok();
        let ip = ip.or_else(|| authority.trim_matches(['[', ']']).parse::<IpAddr>().ok());
        let ip = ip.or_else(|| host.parse::<IpAddr>().ok());
        match ip {
            Some(ip) => !ip.is_loopback() && !ip.is_unspecified(),
            None => !host.is_empty() && host != "localhost" && !host.ends_with(".localhost"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_of_the_machine_itself_is_of_no_use_to_a_phone() {
        for (base, reaches) in [
            ("https://wx.example.gov.cn", true),
            ("https://wx.example.gov.cn:8443/guiyan", true),
            ("http://192.0.2.7:8080", true),
            ("http://[2001:db8::1]:8080", true),
            ("http://127.0.0.1:8080", false),
            ("http://127.0.0.1", false),
            ("http://[::1]:8080", false),
            ("http://[::1]", false),
            ("http://0.0.0.0:8080", false),
            ("http://localhost:8080", false),
            ("http://guiyan.localhost", false),
            ("localhost", false),
        ] {
            assert_eq!(SiteAddress::new(base).reaches_phones(), reaches, "{base}");
        }
    }

    #[test]
    fn a_page_stands_below_the_address() {
        assert_eq!(SiteAddress::new("https://wx.example.gov.cn/").page("/jobs/3"), "https://wx.example.gov.cn/jobs/3");
    }
}
