//! The way back to a page, for whoever has to sign in first.

use axum::http::request::Parts;
use axum::http::{Method, Uri, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::SIGN_IN;

/// Longest address that is kept, in bytes.
const LONGEST: usize = 500;
/// Pages of signing in, to which nobody goes back.
const OF_SIGNING_IN: [&str; 3] = [SIGN_IN, "/console/sign-out", "/console/set-up"];

/// A page of the console: a path below `/console` on this host, and nothing else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Back(String);

impl Back {
    /// Reads one; `None` for whatever could lead elsewhere.
    pub fn parse(typed: &str) -> Option<Self> {
        let path = typed.split(['?', '#']).next().unwrap_or_default();
        let ours = path == "/console" || path.starts_with("/console/");
        let plain = typed.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
        // Browsers read %2e as a dot.
        let straight = !path.contains("//") && !path.to_ascii_lowercase().replace("%2e", ".").contains("..");
        let of_signing_in = OF_SIGNING_IN.iter().any(|page| path.starts_with(page));
        (ours && plain && straight && !of_signing_in && typed.len() <= LONGEST).then(|| Self(typed.to_owned()))
    }

    /// Its address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The page that was asked for, or the one on which a form stood.
    fn of(parts: &Parts) -> Option<Self> {
        if is_read(parts) {
            return Self::parse(parts.uri.path_and_query()?.as_str());
        }
        let from: Uri = parts.headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
        Self::parse(from.path_and_query()?.as_str())
    }
}

/// Where one signs in, with the way back; and with the word that nothing was done, where a form came.
pub fn to_sign_in(parts: &Parts) -> String {
    let nothing_lost = is_read(parts) || OF_SIGNING_IN.contains(&parts.uri.path());
    // Whoever asked for nothing but the console begins where they always do.
    let back = Back::of(parts).filter(|Back(path)| path != "/console");
    let back = back.map(|Back(path)| format!("back={}", utf8_percent_encode(&path, NON_ALPHANUMERIC)));
    let more: Vec<String> = back.into_iter().chain((!nothing_lost).then(|| "lost=yes".to_owned())).collect();
    if more.is_empty() { SIGN_IN.to_owned() } else { format!("{SIGN_IN}?{}", more.join("&")) }
}

fn is_read(parts: &Parts) -> bool {
    parts.method == Method::GET || parts.method == Method::HEAD
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_ours_is_one_to_go_back_to_and_nothing_else_is() {
        for ours in ["/console", "/console/inbox/3", "/console/audit?before=7&actor=%E7%8E%8B", "/console/people?a=//b"]
        {
            assert_eq!(Back::parse(ours).map(|back| back.0), Some(ours.to_owned()));
        }
        for other in [
            "",
            "/console/%2e%2E/simulator",
            "/console/.%2e/simulator",
            "/",
            "//evil.example",
            "/console//evil.example",
            "/console/..//evil.example",
            "/console/\\evil.example",
            "\\\\evil.example",
            "https://evil.example/console",
            "/consoles",
            "/console/\r\nset-cookie: a",
            "/console/王",
            "/desk/console",
            "/console/sign-in?back=/console",
            "/console/set-up/code",
            &format!("/console/{}", "a".repeat(LONGEST)),
        ] {
            assert_eq!(Back::parse(other), None, "{other}");
        }
    }
}
