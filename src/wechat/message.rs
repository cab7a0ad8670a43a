//! Messages that followers send (platform sheet 3.2).

use super::xml::{Node, XmlError};

/// A message.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// `MsgType` as sent.
    pub name: String,
    /// `MsgId`, over 2^53. Not unique by itself: the platform has given one to several people.
    pub id: Option<u64>,
    /// From which article it was sent, if from one.
    pub article: Option<FromArticle>,
    /// What it says.
    pub content: Content,
}

/// The article from whose page a message was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FromArticle {
    /// `MsgDataId` of the send.
    pub msg_data_id: String,
    /// Which of its articles, from 1.
    pub index: Option<u32>,
}

/// What a message says, by kind. `media_id` is temporary media, kept for three days.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Typed, or tapped in a menu message: then with the id that we gave the choice.
    Text { text: String, menu_id: Option<String> },
    /// A picture; its address may not live long.
    Image { picture_url: String, media_id: String },
    /// A recording. The transcript is retired and mostly absent.
    Voice { media_id: String, format: String, media_id_16k: Option<String>, transcript: Option<String> },
    /// A film.
    Video { media_id: String, thumb_media_id: String },
    /// 小视频, from old clients.
    ShortVideo { media_id: String, thumb_media_id: String },
    /// A place; `None` if its coordinates make no sense.
    Location(Option<Place>),
    /// A forwarded article.
    Link { title: String, description: String, url: String },
    /// Of hardware that this account does not have (platform sheet 3.11).
    Ignored,
    /// Not known to us.
    Unknown,
}

/// A place on the map.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// Degrees north: `Location_X`, against all custom.
    pub latitude: f64,
    /// Degrees east: `Location_Y`.
    pub longitude: f64,
    /// Zoom of the map.
    pub scale: Option<u32>,
    /// The platform's words for it.
    pub label: String,
}

impl Message {
    /// Reads the fields of a message of this `MsgType`.
    pub fn read(name: String, root: Node<'_>) -> Result<Self, XmlError> {
        Ok(Self { id: either_id(root)?, article: article(root)?, content: content(&name, root)?, name })
    }
}

/// Messages spell it `MsgId`, some events `MsgID` (platform sheet 3.6); both are taken everywhere.
pub(super) fn either_id(node: Node<'_>) -> Result<Option<u64>, XmlError> {
    match (node.number("MsgId")?, node.number("MsgID")?) {
        (Some(one), Some(other)) if one != other => Err(XmlError::DuplicateField),
        (one, other) => Ok(one.or(other)),
    }
}

fn article(root: Node<'_>) -> Result<Option<FromArticle>, XmlError> {
    let Some(msg_data_id) = root.id("MsgDataId")? else { return Ok(None) };
    Ok(Some(FromArticle { msg_data_id, index: root.number("Idx")? }))
}

fn content(kind: &str, root: Node<'_>) -> Result<Content, XmlError> {
    let id = |name| Ok::<_, XmlError>(root.id(name)?.unwrap_or_default());
    Ok(match kind {
        "text" => Content::Text { text: root.words("Content")?, menu_id: root.id("bizmsgmenuid")? },
        "image" => Content::Image { picture_url: id("PicUrl")?, media_id: id("MediaId")? },
        "voice" => Content::Voice {
            media_id: id("MediaId")?,
            format: id("Format")?,
            media_id_16k: root.id("MediaId16K")?,
            transcript: root.id("Recognition")?,
        },
        "video" => Content::Video { media_id: id("MediaId")?, thumb_media_id: id("ThumbMediaId")? },
        "shortvideo" => Content::ShortVideo { media_id: id("MediaId")?, thumb_media_id: id("ThumbMediaId")? },
        "location" => Content::Location(Place::read(root)?),
        "link" => {
            Content::Link { title: root.words("Title")?, description: root.words("Description")?, url: id("Url")? }
        }
        "device_text" | "device_event" => Content::Ignored,
        _ => Content::Unknown,
    })
}

impl Place {
    /// `Location_X`, `Location_Y`, `Scale` and `Label`, of a message or inside `SendLocationInfo`.
    pub fn read(node: Node<'_>) -> Result<Option<Self>, XmlError> {
        let latitude = degrees(node, "Location_X", 90.0)?;
        let longitude = degrees(node, "Location_Y", 180.0)?;
        let (Some(latitude), Some(longitude)) = (latitude, longitude) else { return Ok(None) };
        Ok(Some(Self { latitude, longitude, scale: node.number("Scale")?, label: node.words("Label")? }))
    }
}

/// A coordinate on the globe: neither infinite nor beyond `limit`.
pub(super) fn degrees(node: Node<'_>, name: &str, limit: f64) -> Result<Option<f64>, XmlError> {
    Ok(node.number(name)?.filter(|degrees: &f64| degrees.abs() <= limit))
}
