//! Pages of openids: followers, the blacklist and a tag's members come in the same shape.

use serde::Deserialize;

use crate::app::platform::followers::OpenIdPage;
use crate::domain::id::OpenId;

#[derive(Deserialize)]
pub(super) struct PageAnswer {
    total: Option<u64>,
    /// Missing on a last page without anybody.
    #[serde(default)]
    data: Data,
    #[serde(default)]
    next_openid: String,
}

#[derive(Default, Deserialize)]
struct Data {
    #[serde(default)]
    openid: Vec<OpenId>,
}

impl From<PageAnswer> for OpenIdPage {
    fn from(answer: PageAnswer) -> Self {
        // An empty text says that this was the last page; there is no openid that does not parse.
        let next = OpenId::parse(&answer.next_openid).ok();
        Self { total: answer.total, openids: answer.data.openid, next }
    }
}

/// The parameter that asks for the page after this one.
pub(super) fn after(openid: Option<&OpenId>) -> &str {
    openid.map_or("", OpenId::as_str)
}
