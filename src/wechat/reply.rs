//! Passive replies as XML (platform sheet 5).

use jiff::Timestamp;

use super::xml::legal::only_legal;
use super::xml::write::{element, within};
use crate::domain::cut;
use crate::domain::passive_reply::{Article, PassiveReply, Trigger};

/// Who answers whom, and when.
#[derive(Debug, Clone, Copy)]
pub struct Address<'a> {
    /// The follower.
    pub to: &'a str,
    /// Our account's original id, `gh_…`.
    pub from: &'a str,
    /// Now.
    pub at: Timestamp,
}

/// The reply's XML. `None` if nothing can be shown (no words, no cards): that has to become `success`, for
/// an empty `<Content>` makes the platform tell the follower that we are out of order.
///
/// Text is cut to `text_limit` bytes. Cards beyond what the trigger allows are dropped, as the platform would.
pub fn to_xml(reply: &PassiveReply, address: Address<'_>, trigger: Trigger, text_limit: usize) -> Option<String> {
    match reply {
        PassiveReply::Text(words) => text(words, address, text_limit),
        PassiveReply::Image { media_id } => Some(media(address, ["image", "Image"], media_id)),
        PassiveReply::Voice { media_id } => Some(media(address, ["voice", "Voice"], media_id)),
        PassiveReply::Video { media_id, title, description } => Some(inside(address, ["video", "Video"], |xml| {
            element(xml, "MediaId", media_id);
            optional(xml, "Title", title.as_deref());
            optional(xml, "Description", description.as_deref());
        })),
        PassiveReply::Music { title, description, url, hq_url, thumb_media_id } => {
            Some(inside(address, ["music", "Music"], |xml| {
                optional(xml, "Title", title.as_deref());
                optional(xml, "Description", description.as_deref());
                optional(xml, "MusicUrl", url.as_deref());
                optional(xml, "HQMusicUrl", hq_url.as_deref());
                element(xml, "ThumbMediaId", thumb_media_id);
            }))
        }
        PassiveReply::News(articles) => news(articles, address, trigger),
        PassiveReply::TransferCustomerService { account } => Some(transfer(address, account.as_deref())),
    }
}

/// The envelope, and in it what `inner` writes.
fn envelope(address: Address<'_>, kind: &str, inner: impl FnOnce(&mut String)) -> String {
    let mut xml = String::with_capacity(1024);
    within(&mut xml, "xml", |xml| {
        element(xml, "ToUserName", address.to);
        element(xml, "FromUserName", address.from);
        element(xml, "CreateTime", &address.at.as_second().to_string());
        element(xml, "MsgType", kind);
        inner(xml);
    });
    xml
}

/// Media stands one level deeper; flat, it is a fault (platform sheet 9, edge 19).
fn inside(address: Address<'_>, [kind, name]: [&str; 2], inner: impl FnOnce(&mut String)) -> String {
    envelope(address, kind, |xml| within(xml, name, inner))
}

fn media(address: Address<'_>, names: [&str; 2], media_id: &str) -> String {
    inside(address, names, |xml| element(xml, "MediaId", media_id))
}

fn optional(xml: &mut String, name: &str, text: Option<&str>) {
    if let Some(text) = text {
        element(xml, name, text);
    }
}

fn text(words: &str, address: Address<'_>, limit: usize) -> Option<String> {
    let words = only_legal(words);
    let shown = cut::within(&words, limit);
    (!shown.trim().is_empty()).then(|| envelope(address, "text", |xml| element(xml, "Content", shown)))
}

fn news(articles: &[Article], address: Address<'_>, trigger: Trigger) -> Option<String> {
    let most = match trigger {
        Trigger::Message => 1,
        Trigger::Event => 8,
    };
    let shown = articles.get(..articles.len().min(most)).filter(|shown| !shown.is_empty())?;
    Some(envelope(address, "news", |xml| {
        element(xml, "ArticleCount", &shown.len().to_string());
        within(xml, "Articles", |xml| shown.iter().for_each(|article| card(xml, article)));
    }))
}

fn card(xml: &mut String, article: &Article) {
    within(xml, "item", |xml| {
        element(xml, "Title", &article.title);
        element(xml, "Description", &article.description);
        element(xml, "PicUrl", &article.picture_url);
        element(xml, "Url", &article.url);
    });
}

fn transfer(address: Address<'_>, account: Option<&str>) -> String {
    envelope(address, "transfer_customer_service", |xml| {
        if let Some(account) = account {
            within(xml, "TransInfo", |xml| element(xml, "KfAccount", account));
        }
    })
}
