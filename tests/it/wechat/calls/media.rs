//! Platform sheet 7.9.

use bytes::Bytes;
use guiyan::app::platform::failure::Decision;
use guiyan::app::platform::id::MediaId;
use guiyan::app::platform::media::{LibraryPage, MediaCounts, MediaGateway, StoredMedia, VideoCaption};
use guiyan::app::platform::media_file::{ArticlePicture, InvalidFile, MediaFile, MediaKind};

use super::march;
use crate::support::recording::play;

fn file(kind: MediaKind, name: &str) -> MediaFile {
    MediaFile::new(kind, name, Bytes::from(format!("bytes of {name}"))).unwrap()
}

fn temporary() -> MediaId {
    MediaId::parse("MEDIA_ID").unwrap()
}

fn permanent() -> MediaId {
    MediaId::parse("PERMANENT_ID").unwrap()
}

#[tokio::test]
async fn a_file_goes_up_as_a_form() {
    let picture = file(MediaKind::Image, "hall.jpg");
    let id = play("media/upload", |api| async move { api.upload(&picture).await }).await.unwrap();
    assert_eq!(id, temporary());
}

#[tokio::test]
async fn the_id_of_a_thumb_has_another_name() {
    let thumb = file(MediaKind::Thumb, "hall.jpg");
    let id = play("media/upload_thumb", |api| async move { api.upload(&thumb).await }).await.unwrap();
    assert_eq!(id.as_str(), "THUMB_ID");
}

#[tokio::test]
async fn a_file_name_in_hanzi_stays_at_home() {
    let voice = file(MediaKind::Voice, "录音.mp3");
    play("media/upload_hanzi", |api| async move { api.upload(&voice).await }).await.unwrap();
}

#[tokio::test]
async fn a_download_is_the_file_or_the_address_of_a_film() {
    let stored = play("media/get", |api| async move { api.get(&temporary()).await }).await.unwrap();
    assert_eq!(stored, StoredMedia::File(Bytes::from_static(b"bytes of hall.jpg")));
    let stored = play("media/get_video", |api| async move { api.get(&temporary()).await }).await.unwrap();
    assert_eq!(stored, StoredMedia::Video { url: "http://example.gov.cn/v.mp4".into() });
}

#[tokio::test]
async fn a_refusal_is_not_taken_for_a_file() {
    let gone = play("media/get_gone", |api| async move { api.get(&temporary()).await }).await;
    assert_eq!(gone.unwrap_err().decision(), Decision::UploadAgain);
}

#[tokio::test]
async fn a_permanent_picture_has_an_address() {
    let picture = file(MediaKind::Image, "hall.png");
    let kept = play("media/add", |api| async move { api.add_permanent(&picture).await }).await.unwrap();
    assert_eq!(kept.id, permanent());
    assert_eq!(kept.url.as_deref(), Some("http://mmbiz.qpic.cn/made-up"));
}

#[tokio::test]
async fn a_permanent_film_has_a_caption() {
    let film = file(MediaKind::Video, "film.mp4");
    let caption = VideoCaption { title: "归雁".into(), introduction: "返乡的人".into() };
    let kept = play("media/add_video", |api| async move { api.add_permanent_video(&film, &caption).await }).await;
    assert_eq!(kept.unwrap().url, None);
}

#[tokio::test]
async fn a_permanent_file_comes_back() {
    let stored = play("media/get_permanent", |api| async move { api.get_permanent(&permanent()).await }).await.unwrap();
    assert_eq!(stored, StoredMedia::File(Bytes::from_static(b"bytes of hall.png")));
    let stored =
        play("media/get_permanent_video", |api| async move { api.get_permanent(&permanent()).await }).await.unwrap();
    assert_eq!(stored, StoredMedia::Video { url: "http://example.gov.cn/v.mp4".into() });
}

#[tokio::test]
async fn the_library_is_listed_counted_and_cleared() {
    let page = LibraryPage::new(0, 100);
    let listed = play("media/list", |api| async move { api.list(MediaKind::Image, page).await }).await.unwrap();
    let [entry] = &listed.items[..] else { panic!("{listed:?}") };
    assert_eq!((listed.total, &entry.id, &*entry.name), (1, &permanent(), "hall.png"));
    assert_eq!((entry.updated, entry.url.as_deref()), (Some(march()), Some("http://mmbiz.qpic.cn/made-up")));
    let counts = play("media/count", |api| async move { api.counts().await }).await.unwrap();
    assert_eq!(counts, MediaCounts { voice: 1, video: 2, image: 3, news: 4 });
    play("media/delete", |api| async move { api.delete_permanent(&permanent()).await }).await.unwrap();
}

#[tokio::test]
async fn a_picture_for_an_article_gets_an_address() {
    let picture = ArticlePicture::new("map.png", Bytes::from_static(b"bytes of map.png")).unwrap();
    let url = play("media/uploadimg", |api| async move { api.upload_article_picture(&picture).await }).await.unwrap();
    assert_eq!(url, "http://mmbiz.qpic.cn/made-up");
}

#[test]
fn a_file_that_the_platform_would_refuse_cannot_be_built() {
    let sized = |kind, name, bytes| MediaFile::new(kind, name, Bytes::from(vec![0; bytes])).map(|_| ());
    let limits = [
        (MediaKind::Image, "a.JPG", 2 << 20),
        (MediaKind::Voice, "a.amr", 2 << 20),
        (MediaKind::Video, "a.mp4", 10 << 20),
        (MediaKind::Thumb, "a.jpg", 64 << 10),
    ];
    for (kind, name, max) in limits {
        assert_eq!(sized(kind, name, max), Ok(()));
        assert_eq!(sized(kind, name, max + 1), Err(InvalidFile::TooLarge { has: max + 1, max }));
        assert_eq!(sized(kind, name, 0), Err(InvalidFile::Empty));
        assert!(matches!(sized(kind, "a.exe", 1), Err(InvalidFile::Ending(_))));
        assert!(matches!(sized(kind, "jpg", 1), Err(InvalidFile::Ending(_))), "a name without an ending");
    }
    let megabyte = Bytes::from(vec![0; 1 << 20]);
    assert!(ArticlePicture::new("a.png", megabyte.slice(1..)).is_ok());
    assert!(ArticlePicture::new("a.png", megabyte).is_err());
    assert!(ArticlePicture::new("a.gif", Bytes::from_static(b"1")).is_err());
}
