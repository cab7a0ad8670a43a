//! The library (platform sheet 7.9).

use async_trait::async_trait;
use bytes::Bytes;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Api;
use super::answer::Done;
use super::call::{Call, Repeat};
use super::form::{Ask, Downloaded, Upload};
use crate::app::platform::failure::{Cause, Decision, PlatformError};
use crate::app::platform::id::MediaId;
use crate::app::platform::media::{
    LibraryPage, Listed, MediaCounts, MediaEntry, MediaGateway, PermanentMedia, StoredMedia, VideoCaption,
};
use crate::app::platform::media_file::{ArticlePicture, MediaFile, MediaKind};

pub(super) static UPLOAD: Call = Call::new("media_upload", "/cgi-bin/media/upload", Repeat::Never).daily(100_000);
pub(super) static GET: Call = Call::new("media_get", "/cgi-bin/media/get", Repeat::Safe).daily(200_000);
static ADD: Call = Call::new("material_add", "/cgi-bin/material/add_material", Repeat::Never);
static GET_PERMANENT: Call = Call::new("material_get", "/cgi-bin/material/get_material", Repeat::Safe);
static DELETE: Call = Call::new("material_delete", "/cgi-bin/material/del_material", Repeat::Safe);
static LIST: Call = Call::new("material_list", "/cgi-bin/material/batchget_material", Repeat::Safe);
static COUNTS: Call = Call::new("material_count", "/cgi-bin/material/get_materialcount", Repeat::Safe);
static UPLOAD_PICTURE: Call = Call::new("media_uploadimg", "/cgi-bin/media/uploadimg", Repeat::Never);

/// The form's field that holds the file.
const FIELD: &str = "media";

#[derive(Deserialize)]
struct UploadAnswer {
    media_id: Option<MediaId>,
    /// In its place for thumbs, by older pages.
    thumb_media_id: Option<MediaId>,
}

#[derive(Deserialize)]
struct AddAnswer {
    media_id: MediaId,
    url: Option<String>,
}

#[derive(Deserialize)]
struct ListAnswer {
    total_count: u64,
    #[serde(default)]
    item: Vec<EntryAnswer>,
}

#[derive(Deserialize)]
struct EntryAnswer {
    media_id: MediaId,
    #[serde(default)]
    name: String,
    update_time: Option<i64>,
    url: Option<String>,
}

#[derive(Deserialize)]
struct CountsAnswer {
    voice_count: u64,
    video_count: u64,
    image_count: u64,
    news_count: u64,
}

#[derive(Deserialize)]
struct PictureAnswer {
    url: String,
}

#[async_trait]
impl MediaGateway for Api {
    async fn upload(&self, file: &MediaFile) -> Result<MediaId, PlatformError> {
        let query = [("type", file.kind().as_str())];
        let answer: UploadAnswer = self.upload(&UPLOAD, &query, form(file.name(), file.bytes())).await?;
        answer.media_id.or(answer.thumb_media_id).ok_or_else(|| garbled(&UPLOAD))
    }

    async fn get(&self, id: &MediaId) -> Result<StoredMedia, PlatformError> {
        let query = [("media_id", id.as_str())];
        stored(&GET, self.download(&GET, Ask::Query(&query)).await?, "video_url")
    }

    async fn add_permanent(&self, file: &MediaFile) -> Result<PermanentMedia, PlatformError> {
        let query = [("type", file.kind().as_str())];
        self.upload(&ADD, &query, form(file.name(), file.bytes())).await.map(permanent)
    }

    async fn add_permanent_video(
        &self,
        file: &MediaFile,
        caption: &VideoCaption,
    ) -> Result<PermanentMedia, PlatformError> {
        let description = json!({ "title": caption.title, "introduction": caption.introduction });
        let text = Some(("description", description.to_string()));
        let form = Upload { text, ..form(file.name(), file.bytes()) };
        self.upload(&ADD, &[("type", MediaKind::Video.as_str())], form).await.map(permanent)
    }

    async fn get_permanent(&self, id: &MediaId) -> Result<StoredMedia, PlatformError> {
        let body = json!({ "media_id": id });
        stored(&GET_PERMANENT, self.download(&GET_PERMANENT, Ask::Body(&body)).await?, "down_url")
    }

    async fn delete_permanent(&self, id: &MediaId) -> Result<(), PlatformError> {
        let Done {} = self.post(&DELETE, &json!({ "media_id": id })).await?;
        Ok(())
    }

    async fn list(&self, kind: MediaKind, page: LibraryPage) -> Result<Listed<MediaEntry>, PlatformError> {
        let body = json!({ "type": kind.as_str(), "offset": page.offset(), "count": page.count() });
        let answer: ListAnswer = self.post(&LIST, &body).await?;
        Ok(Listed { total: answer.total_count, items: answer.item.into_iter().map(entry).collect() })
    }

    async fn counts(&self) -> Result<MediaCounts, PlatformError> {
        let answer: CountsAnswer = self.get(&COUNTS, &[]).await?;
        Ok(MediaCounts {
            voice: answer.voice_count,
            video: answer.video_count,
            image: answer.image_count,
            news: answer.news_count,
        })
    }

    async fn upload_article_picture(&self, picture: &ArticlePicture) -> Result<String, PlatformError> {
        let answer: PictureAnswer = self.upload(&UPLOAD_PICTURE, &[], form(picture.name(), picture.bytes())).await?;
        Ok(answer.url)
    }
}

/// A name in hanzi would travel as `filename*`, which the platform's form reader does not know: then the ending alone
/// is kept, by which it tells the type.
fn form(name: &str, bytes: Bytes) -> Upload {
    let ending = name.rsplit('.').next().unwrap_or_default();
    let file_name = if name.is_ascii() { name.to_owned() } else { format!("file.{ending}") };
    Upload { field: FIELD, file_name, bytes, text: None }
}

fn permanent(answer: AddAnswer) -> PermanentMedia {
    PermanentMedia { id: answer.media_id, url: answer.url.filter(|url| !url.is_empty()) }
}

/// A film comes as JSON with an address, everything else as its bytes.
fn stored(call: &Call, downloaded: Downloaded, address: &str) -> Result<StoredMedia, PlatformError> {
    match downloaded {
        Downloaded::File { bytes, .. } => Ok(StoredMedia::File(bytes)),
        Downloaded::Json(json) => {
            let url = json.get(address).and_then(Value::as_str).ok_or_else(|| garbled(call))?;
            Ok(StoredMedia::Video { url: url.to_owned() })
        }
    }
}

fn garbled(call: &Call) -> PlatformError {
    PlatformError::new(call.name, Cause::Garbled, Decision::Bug)
}

fn entry(answer: EntryAnswer) -> MediaEntry {
    MediaEntry {
        id: answer.media_id,
        name: answer.name,
        updated: answer.update_time.and_then(|second| Timestamp::from_second(second).ok()),
        url: answer.url.filter(|url| !url.is_empty()),
    }
}
