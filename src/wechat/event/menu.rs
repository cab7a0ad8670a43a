//! Events of the custom menu (platform sheet 3.4). Opening a submenu sends none.

use crate::wechat::message::Place;
use crate::wechat::xml::{Node, XmlError};

/// What a button did; `key` is the button's own, or the address it opens.
#[derive(Debug, Clone, PartialEq)]
pub enum MenuEvent {
    /// Asked for an answer.
    Click { key: String },
    /// Opened a page. The page does not wait for us.
    View { url: String, menu_id: Option<u64> },
    /// Opened a mini program.
    ViewMiniProgram { path: String, menu_id: Option<u64> },
    /// Scanned a code; the phone shows the result itself.
    ScanPush { key: String, scan: ScanResult },
    /// Scanned a code; the phone shows 消息接收中 until we answer.
    ScanWait { key: String, scan: ScanResult },
    /// Chose pictures; they follow as messages of their own.
    Pictures { key: String, from: PictureSource, pictures: SentPictures },
    /// Chose a place; it follows as a message of its own.
    LocationSelect { key: String, place: Option<Place>, poi: Option<String> },
}

/// What was scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanResult {
    /// `qrcode` or `barcode`.
    pub kind: String,
    /// What the code says.
    pub result: String,
}

/// Where pictures come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureSource {
    /// The camera: `pic_sysphoto`.
    Camera,
    /// Camera or album: `pic_photo_or_album`.
    CameraOrAlbum,
    /// The WeChat album: `pic_weixin`.
    WeixinAlbum,
}

/// Which pictures will follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentPictures {
    /// How many, as the platform says.
    pub count: Option<u32>,
    /// Their MD5 sums.
    pub md5_sums: Vec<String>,
}

impl MenuEvent {
    /// `None` if it is no event of the menu.
    pub fn read(name: &str, key: Option<&str>, root: Node<'_>) -> Result<Option<Self>, XmlError> {
        let key = || key.unwrap_or_default().to_owned();
        let menu_id = || root.number("MenuId");
        let pictures = |from| Ok::<_, XmlError>(Self::Pictures { key: key(), from, pictures: sent_pictures(root)? });
        Ok(Some(match name {
            "CLICK" => Self::Click { key: key() },
            "VIEW" => Self::View { url: key(), menu_id: menu_id()? },
            "view_miniprogram" => Self::ViewMiniProgram { path: key(), menu_id: menu_id()? },
            "scancode_push" => Self::ScanPush { key: key(), scan: scan(root)? },
            "scancode_waitmsg" => Self::ScanWait { key: key(), scan: scan(root)? },
            "pic_sysphoto" => pictures(PictureSource::Camera)?,
            "pic_photo_or_album" => pictures(PictureSource::CameraOrAlbum)?,
            "pic_weixin" => pictures(PictureSource::WeixinAlbum)?,
            "location_select" => location_select(key(), root)?,
            _ => return Ok(None),
        }))
    }
}

fn scan(root: Node<'_>) -> Result<ScanResult, XmlError> {
    let Some(info) = root.child("ScanCodeInfo") else {
        return Ok(ScanResult { kind: String::new(), result: String::new() });
    };
    Ok(ScanResult { kind: info.id("ScanType")?.unwrap_or_default(), result: info.words("ScanResult")? })
}

fn sent_pictures(root: Node<'_>) -> Result<SentPictures, XmlError> {
    let Some(info) = root.child("SendPicsInfo") else {
        return Ok(SentPictures { count: None, md5_sums: Vec::new() });
    };
    let items = info.child("PicList").into_iter().flat_map(|list| list.children("item"));
    let md5_sums = items.filter_map(|item| item.id("PicMd5Sum").transpose()).collect::<Result<_, _>>()?;
    Ok(SentPictures { count: info.number("Count")?, md5_sums })
}

fn location_select(key: String, root: Node<'_>) -> Result<MenuEvent, XmlError> {
    let Some(info) = root.child("SendLocationInfo") else {
        return Ok(MenuEvent::LocationSelect { key, place: None, poi: None });
    };
    Ok(MenuEvent::LocationSelect { key, place: Place::read(info)?, poi: info.id("Poiname")? })
}
