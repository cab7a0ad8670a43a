//! Client and simulator prove each other: every call over real HTTP, and what the platform shows of it afterwards.

mod campaign;
mod codes;
mod coverage;
mod customer_service;
mod diagnostics;
mod drafts;
mod errcodes;
mod followers;
mod login;
mod mass;
mod mass_campaign;
mod media;
mod menus;
mod notices;
mod publications;
mod statistics;
mod tags;
mod templates;

use bytes::Bytes;
use guiyan::app::platform::draft::{Article, Articles, Content, DraftGateway, News, Title};
use guiyan::app::platform::id::MediaId;
use guiyan::app::platform::mass::Comments;
use guiyan::app::platform::media::MediaGateway;
use guiyan::app::platform::media_file::{MediaFile, MediaKind};

use crate::support::pair::Pair;

/// A file of this kind; what is in it nobody looks at.
fn file(kind: MediaKind, name: &str) -> MediaFile {
    MediaFile::new(kind, name, Bytes::from(format!("bytes of {name}"))).unwrap()
}

/// An article under this permanent picture.
fn article(title: &str, picture: &MediaId) -> Article {
    Article::News(Box::new(News {
        title: Title::new(title).unwrap(),
        author: None,
        digest: None,
        content: Content::new("<p>县体育馆东门</p>").unwrap(),
        source_url: None,
        thumb_media_id: picture.clone(),
        comments: Comments::Closed,
    }))
}

/// A draft of articles with these titles.
async fn draft<const N: usize>(pair: &Pair, titles: [&str; N]) -> MediaId {
    let picture = pair.api.add_permanent(&file(MediaKind::Image, "hall.png")).await.unwrap().id;
    let articles = titles.map(|title| article(title, &picture)).into();
    pair.api.add(&Articles::new(articles).unwrap()).await.unwrap()
}
