//! Reads an answer to a callback as the platform does (platform sheet 4 and 5).

use super::chat::{Card, Content};
use crate::wechat::cipher::Cipher;
use crate::wechat::envelope::{SealedReply, encrypt_of};
use crate::wechat::signature::Signature;
use crate::wechat::xml::{Document, Node, XmlError};

/// What an answer comes to.
#[derive(Debug, PartialEq)]
pub enum Verdict {
    /// `success` or nothing at all: taken, nothing to show.
    Silent,
    /// This appears in the conversation.
    Show(Content),
    /// The follower reads the fault notice; this is why.
    Fault(&'static str),
}

/// What it is measured by.
pub struct Expected<'a> {
    /// The follower: `ToUserName` of the reply.
    pub follower: &'a str,
    /// The account: `FromUserName` of the reply.
    pub account: &'a str,
    /// One article may answer a message, eight an event.
    pub is_message: bool,
    /// To open a sealed reply; `None` in plain mode.
    pub seal: Option<(&'a Cipher, &'a str)>,
    /// Safe mode: a reply in plain text is none.
    pub must_be_sealed: bool,
}

/// The verdict, and the reply's XML once opened where it was sealed.
pub fn judge(body: &[u8], expected: &Expected<'_>) -> (Verdict, Option<String>) {
    if body.is_empty() || body == b"success" {
        return (Verdict::Silent, None);
    }
    let Ok(text) = std::str::from_utf8(body) else { return (Verdict::Fault("不是 UTF-8"), None) };
    if !text.starts_with('<') {
        return (Verdict::Fault("既不是 success，也不是 XML"), None);
    }
    match opened(text, expected) {
        Err(reason) => (Verdict::Fault(reason), None),
        Ok(None) if expected.must_be_sealed => (Verdict::Fault("安全模式下回复没有加密"), None),
        Ok(None) => (reply(text, expected), None),
        Ok(Some(plain)) => (reply(&plain, expected), Some(plain)),
    }
}

/// The reply inside an envelope; `None` if it came without one.
fn opened(text: &str, expected: &Expected<'_>) -> Result<Option<String>, &'static str> {
    let document = Document::parse(text, text.len()).map_err(|_| "XML 格式错误")?;
    let sealed = encrypt_of(&document).map_err(|_| "XML 格式错误")?.is_some();
    let Some((cipher, token)) = expected.seal.filter(|_| sealed) else { return Ok(None) };
    let envelope = SealedReply::parse(text).map_err(|_| "XML 格式错误")?;
    let signature = Signature::of_message(token, &envelope.timestamp, &envelope.nonce, &envelope.encrypt);
    if !signature.matches(&envelope.msg_signature) {
        return Err("MsgSignature 不对");
    }
    let plain = cipher.decrypt(&envelope.encrypt).map_err(|_| "解密失败")?;
    String::from_utf8(plain).map(Some).map_err(|_| "不是 UTF-8")
}

fn reply(text: &str, expected: &Expected<'_>) -> Verdict {
    let Ok(document) = Document::parse(text, text.len()) else { return Verdict::Fault("XML 格式错误") };
    let root = document.root();
    let is = |name, value: &str| root.field(name).is_ok_and(|text| text.map(str::trim) == Some(value));
    if !is("ToUserName", expected.follower) || !is("FromUserName", expected.account) {
        return Verdict::Fault("ToUserName 或 FromUserName 不对");
    }
    if !matches!(root.number::<i64>("CreateTime"), Ok(Some(_))) {
        return Verdict::Fault("CreateTime 不是整数");
    }
    match shown(root, expected) {
        Ok(Some(content)) => Verdict::Show(content),
        Ok(None) => Verdict::Fault("缺少内容，或结构不对"),
        Err(_) => Verdict::Fault("XML 格式错误"),
    }
}

fn shown(root: Node<'_>, expected: &Expected<'_>) -> Result<Option<Content>, XmlError> {
    let kind = root.id("MsgType")?.unwrap_or_default();
    Ok(match kind.as_str() {
        "text" => filled(root.words("Content")?).map(|text| Content::Text { text }),
        "image" => media(root, "Image")?.map(|media_id| Content::Image { media_id, url: String::new() }),
        "voice" => media(root, "Voice")?.map(|media_id| Content::Voice { media_id, transcript: None }),
        "video" => video(root)?,
        "music" => music(root)?,
        "news" => news(root, if expected.is_message { 1 } else { 8 })?,
        "transfer_customer_service" => {
            let to = root.child("TransInfo").map(|info| info.id("KfAccount")).transpose()?.flatten();
            Some(Content::HandedOver { account: to })
        }
        _ => None,
    })
}

fn filled(text: String) -> Option<String> {
    (!text.trim().is_empty()).then_some(text)
}

/// Media stands one level deeper; flat, it is a fault (platform sheet 9, edge 19).
fn media(root: Node<'_>, wrapper: &str) -> Result<Option<String>, XmlError> {
    Ok(root.child(wrapper).map(|inner| inner.id("MediaId")).transpose()?.flatten())
}

fn video(root: Node<'_>) -> Result<Option<Content>, XmlError> {
    let (Some(inner), Some(media_id)) = (root.child("Video"), media(root, "Video")?) else { return Ok(None) };
    Ok(Some(Content::Video { media_id, title: inner.words("Title")?, description: inner.words("Description")? }))
}

fn music(root: Node<'_>) -> Result<Option<Content>, XmlError> {
    let Some(inner) = root.child("Music") else { return Ok(None) };
    if inner.id("ThumbMediaId")?.is_none() {
        return Ok(None);
    }
    let (title, description) = (inner.words("Title")?, inner.words("Description")?);
    Ok(Some(Content::Music { title, description, url: inner.id("MusicUrl")?.unwrap_or_default() }))
}

/// Articles beyond `most` are dropped without a word.
fn news(root: Node<'_>, most: usize) -> Result<Option<Content>, XmlError> {
    let count: usize = root.number("ArticleCount")?.unwrap_or(0);
    let items = root.child("Articles").into_iter().flat_map(|articles| articles.children("item"));
    let articles = items.take(most).map(card).collect::<Result<Vec<_>, _>>()?;
    Ok((count > 0 && !articles.is_empty()).then_some(Content::News { articles }))
}

fn card(item: Node<'_>) -> Result<Card, XmlError> {
    Ok(Card {
        title: item.words("Title")?,
        description: item.words("Description")?,
        picture: item.id("PicUrl")?.unwrap_or_default(),
        url: item.id("Url")?.unwrap_or_default(),
    })
}
