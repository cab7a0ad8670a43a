//! The library (platform sheet 7.9).

use bytes::Bytes;
use guiyan::app::platform::failure::Decision;
use guiyan::app::platform::media::{LibraryPage, MediaCounts, MediaGateway, StoredMedia, VideoCaption};
use guiyan::app::platform::media_file::{ArticlePicture, MediaKind};
use jiff::SignedDuration;

use super::file;
use crate::support::pair::Pair;

/// What an address brings.
async fn fetched(pair: &Pair, url: &str) -> Bytes {
    pair.simulated.client.get(url).send().await.unwrap().error_for_status().unwrap().bytes().await.unwrap()
}

/// The file, straight or from its address.
async fn content(pair: &Pair, stored: StoredMedia) -> Bytes {
    match stored {
        StoredMedia::File(bytes) => bytes,
        StoredMedia::Video { url } => fetched(pair, &url).await,
    }
}

#[tokio::test]
async fn a_temporary_file_comes_back_as_it_went_and_is_gone_after_three_days() {
    let pair = Pair::new().await;
    let kinds = [
        (MediaKind::Image, "hall.jpg"),
        (MediaKind::Voice, "录音.mp3"),
        (MediaKind::Video, "film.mp4"),
        (MediaKind::Thumb, "film.jpg"),
    ];
    let mut last = None;
    for (kind, name) in kinds {
        let id = pair.api.upload(&file(kind, name)).await.unwrap();
        let stored = MediaGateway::get(&*pair.api, &id).await.unwrap();
        assert_eq!(content(&pair, stored).await, format!("bytes of {name}"));
        last = Some(id);
    }
    pair.wait(SignedDuration::from_hours(72));
    let gone = MediaGateway::get(&*pair.api, &last.unwrap()).await.unwrap_err();
    assert_eq!(gone.decision(), Decision::UploadAgain);
    pair.made(["/cgi-bin/media/upload", "/cgi-bin/media/get"]);
}

#[tokio::test]
async fn permanent_files_are_kept_listed_counted_and_deleted() {
    let pair = Pair::new().await;
    let picture = pair.api.add_permanent(&file(MediaKind::Image, "hall.png")).await.unwrap();
    let caption = VideoCaption { title: "归雁".into(), introduction: "返乡的人".into() };
    let film = pair.api.add_permanent_video(&file(MediaKind::Video, "film.mp4"), &caption).await.unwrap();
    assert_eq!(fetched(&pair, picture.url.as_deref().unwrap()).await, "bytes of hall.png");
    pair.wait(SignedDuration::from_hours(24 * 30));
    for (id, name) in [(&picture.id, "hall.png"), (&film.id, "film.mp4")] {
        let stored = pair.api.get_permanent(id).await.unwrap();
        assert_eq!(content(&pair, stored).await, format!("bytes of {name}"));
    }
    let listed = MediaGateway::list(&*pair.api, MediaKind::Image, LibraryPage::new(0, 20)).await.unwrap();
    assert_eq!((listed.total, &listed.items[0].id, &*listed.items[0].name), (1, &picture.id, "hall.png"));
    let counts = MediaCounts { voice: 0, video: 1, image: 1, news: 0 };
    assert_eq!(pair.api.counts().await.unwrap(), counts);
    pair.api.delete_permanent(&picture.id).await.unwrap();
    assert_eq!(pair.api.counts().await.unwrap(), MediaCounts { image: 0, ..counts });
    pair.made([
        "/cgi-bin/material/add_material",
        "/cgi-bin/material/get_material",
        "/cgi-bin/material/batchget_material",
        "/cgi-bin/material/get_materialcount",
        "/cgi-bin/material/del_material",
    ]);
}

#[tokio::test]
async fn a_picture_for_an_article_is_found_at_its_address_and_does_not_count() {
    let pair = Pair::new().await;
    let picture = ArticlePicture::new("map.png", Bytes::from_static(b"bytes of map.png")).unwrap();
    let url = pair.api.upload_article_picture(&picture).await.unwrap();
    assert_eq!(fetched(&pair, &url).await, "bytes of map.png");
    assert_eq!(pair.api.counts().await.unwrap().image, 0);
    pair.made(["/cgi-bin/media/uploadimg"]);
}
