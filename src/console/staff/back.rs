//! The way back to a page, for whoever has to sign in first.

use std::sync::LazyLock;

use axum::http::request::Parts;
use axum::http::{self, Uri, header};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::SIGN_IN;
use super::table::{Method, PAGES};

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

    /// The page that was asked for, or the one on which a form stood. That one may itself be what came of a form, at an
    /// address that takes forms alone: then the page above it.
    fn of(parts: &Parts) -> Option<Self> {
        if is_read(parts) {
            return Self::parse(parts.uri.path_and_query()?.as_str());
        }
        let from: Uri = parts.headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
        if is_page(from.path()) {
            return Self::parse(from.path_and_query()?.as_str());
        }
        let above = from.path().rmatch_indices('/').filter_map(|(end, _)| from.path().get(..end));
        Self::parse(above.into_iter().find(|path| is_page(path))?)
    }
}

/// Whether an address is one of a page that can be looked at.
fn is_page(path: &str) -> bool {
    static LOOKED_AT: LazyLock<matchit::Router<bool>> = LazyLock::new(|| {
        let mut router = matchit::Router::new();
        for entry in PAGES {
            let looked_at = PAGES.iter().any(|page| page.path == entry.path && page.method == Method::Get);
            // An address with a page and a form is in the table twice.
            router.insert(entry.path, looked_at).ok();
        }
        router
    });
    LOOKED_AT.at(path).is_ok_and(|found| *found.value)
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
    parts.method == http::Method::GET || parts.method == http::Method::HEAD
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    #[test]
    fn whoever_sent_a_form_comes_back_to_a_page_that_can_be_looked_at() {
        let from = |referer: &str| {
            let sent = Request::post("/console/openings/3/state").header(header::REFERER, referer).body(()).unwrap();
            Back::of(&sent.into_parts().0).map(|back| back.0)
        };
        let page = |path: &str| Some(path.to_owned());
        let host = "https://jiuye.example.cn";
        assert_eq!(from(&format!("{host}/console/openings?search=a")), page("/console/openings?search=a"));
        assert_eq!(from(&format!("{host}/console/people/7/merge/8?x=1")), page("/console/people/7/merge/8?x=1"));
        // What was refused stands at the address of its form.
        assert_eq!(from(&format!("{host}/console/openings/3/state")), page("/console/openings/3"));
        assert_eq!(from(&format!("{host}/console/staff/add?a=b")), page("/console/staff"));
        assert_eq!(from(&format!("{host}/console/campaigns/1/release")), page("/console/campaigns/1"));
        assert_eq!(from(&format!("{host}/elsewhere/3")), None);
        assert_eq!(from("nonsense of a browser"), None);
    }

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
