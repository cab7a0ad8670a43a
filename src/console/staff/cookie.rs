//! Three cookies: the session, the visit of somebody who is not signed in yet, and what a browser has by which somebody
//! has signed in before, one for each of those who use it.

use axum::http::header::InvalidHeaderValue;
use axum::http::{HeaderMap, HeaderValue, header};

use crate::app::staff::{BrowserToken, SessionToken};

/// For so long a browser is known, in seconds: half a year, so that neither a season in the villages nor a long leave
/// makes a stranger of it.
const KNOWN: u32 = 180 * 24 * 60 * 60;

/// Which cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cookie {
    /// Of somebody who is signed in.
    Session,
    /// Of whoever has the page to sign in, so that the form is theirs.
    Visit,
}

/// How cookies are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cookies {
    /// They go over encrypted connections alone. A browser takes such a cookie from `http` for the machine itself at
    /// most, so it is not asked for where the console is served so.
    pub secure: bool,
}

impl Cookies {
    /// `__Host-`: set by this host, for all of it, encrypted; nothing else can set one of that name.
    fn name(self, cookie: Cookie) -> &'static str {
        match (cookie, self.secure) {
            (Cookie::Session, true) => "__Host-guiyan",
            (Cookie::Session, false) => "guiyan",
            (Cookie::Visit, true) => "__Host-guiyan-visit",
            (Cookie::Visit, false) => "guiyan-visit",
        }
    }

    /// What the browser sent.
    pub fn read(self, headers: &HeaderMap, cookie: Cookie) -> Option<SessionToken> {
        value(headers, self.name(cookie)).and_then(SessionToken::parse)
    }

    /// What it sent of whose name has this tag.
    pub fn read_known(self, headers: &HeaderMap, tag: &str) -> Option<String> {
        value(headers, &self.known(tag)).map(ToOwned::to_owned)
    }

    /// Makes the browser known to whose name has this tag, for half a year.
    ///
    /// # Errors
    /// Never for a token, which is hexadecimal.
    pub fn set_known(self, tag: &str, token: &BrowserToken) -> Result<HeaderValue, InvalidHeaderValue> {
        self.written(&self.known(tag), token.as_str(), &format!("; Max-Age={KNOWN}"))
    }

    fn known(self, tag: &str) -> String {
        format!("{}guiyan-known-{tag}", if self.secure { "__Host-" } else { "" })
    }

    /// Sets it, until the browser is closed.
    ///
    /// # Errors
    /// Never for a token, which is hexadecimal.
    pub fn set(self, cookie: Cookie, token: &SessionToken) -> Result<HeaderValue, InvalidHeaderValue> {
        self.written(self.name(cookie), token.as_str(), "")
    }

    /// Takes it away.
    ///
    /// # Errors
    /// Never.
    pub fn clear(self, cookie: Cookie) -> Result<HeaderValue, InvalidHeaderValue> {
        self.written(self.name(cookie), "", "; Max-Age=0")
    }

    fn written(self, name: &str, value: &str, life: &str) -> Result<HeaderValue, InvalidHeaderValue> {
        let secure = if self.secure { "; Secure" } else { "" };
        HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{life}"))
    }
}

/// The cookie of this name. Of two of one name none is ours for sure, and none is taken.
fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let mut ours = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value);
    let value = ours.next()?;
    if ours.next().is_some() { None } else { Some(value) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(line: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_str(line).unwrap());
        headers
    }

    #[test]
    fn a_cookie_comes_back_and_belongs_to_this_host() {
        let (token, cookies) = (SessionToken::draw(), Cookies { secure: true });
        let set = cookies.set(Cookie::Session, &token).unwrap();
        let expected = format!("__Host-guiyan={}; Path=/; HttpOnly; SameSite=Lax; Secure", token.as_str());
        assert_eq!(set.to_str().unwrap(), expected);
        let back = sent(&format!("a=b; __Host-guiyan={}; c", token.as_str()));
        assert_eq!(cookies.read(&back, Cookie::Session), Some(token.clone()));
        assert_eq!(cookies.read(&back, Cookie::Visit), None);
        assert_eq!(Cookies { secure: false }.read(&back, Cookie::Session), None);
    }

    #[test]
    fn two_of_one_name_and_what_is_no_token_are_nobodys() {
        let cookies = Cookies { secure: false };
        let token = SessionToken::draw();
        let twice = format!("guiyan={0}; guiyan={0}", token.as_str());
        for line in [twice.as_str(), "guiyan=", "guiyan=../../x", ""] {
            assert_eq!(cookies.read(&sent(line), Cookie::Session), None, "{line}");
        }
    }
}
