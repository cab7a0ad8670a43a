//! Two cookies: the session, and the visit of somebody who is not signed in yet.

use axum::http::header::InvalidHeaderValue;
use axum::http::{HeaderMap, HeaderValue, header};

use crate::app::staff::SessionToken;

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

    /// What the browser sent. Of two of one name none is ours for sure, and none is taken.
    pub fn read(self, headers: &HeaderMap, cookie: Cookie) -> Option<SessionToken> {
        let name = self.name(cookie);
        let lines = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok());
        let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let mut ours = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value);
        let value = ours.next()?;
        if ours.next().is_some() { None } else { SessionToken::parse(value) }
    }

    /// Sets it, until the browser is closed.
    ///
    /// # Errors
    /// Never for a token, which is hexadecimal.
    pub fn set(self, cookie: Cookie, token: &SessionToken) -> Result<HeaderValue, InvalidHeaderValue> {
        self.written(cookie, token.as_str(), "")
    }

    /// Takes it away.
    ///
    /// # Errors
    /// Never.
    pub fn clear(self, cookie: Cookie) -> Result<HeaderValue, InvalidHeaderValue> {
        self.written(cookie, "", "; Max-Age=0")
    }

    fn written(self, cookie: Cookie, value: &str, life: &str) -> Result<HeaderValue, InvalidHeaderValue> {
        let (name, secure) = (self.name(cookie), if self.secure { "; Secure" } else { "" });
        HeaderValue::from_str(&format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{life}"))
    }
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
