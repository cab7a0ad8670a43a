//! Temporary media and permanent material (platform sheet 7.9).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{Answer, Api, Call, Outcome, Reply, Upload, data, done, put};
use crate::simulator::account::Right;
use crate::simulator::errcode::{
    BAD_FILE_TYPE, BAD_IMAGE_SIZE, BAD_MEDIA_SIZE, BAD_MEDIA_TYPE, MATERIAL_IN_USE, MEDIA_TOO_BIG, NO_MEDIA,
    NO_MEDIA_ID, Refusal, UNREADABLE,
};
use crate::simulator::library::{Item, Kind};
use crate::simulator::platform::Platform;

pub const APIS: &[Api] = &[
    Api::post("/cgi-bin/media/upload", Right::Basic, upload).daily(100_000),
    Api::get("/cgi-bin/media/get", Right::Basic, get).daily(200_000),
    Api::post("/cgi-bin/media/uploadimg", Right::Basic, upload_image),
    Api::post("/cgi-bin/material/add_material", Right::Basic, add),
    Api::post("/cgi-bin/material/get_material", Right::Basic, get_material),
    Api::post("/cgi-bin/material/del_material", Right::Basic, delete),
    Api::post("/cgi-bin/material/batchget_material", Right::Basic, list),
    Api::get("/cgi-bin/material/get_materialcount", Right::Basic, count),
];

/// Permanent pictures.
const MOST_IMAGES: usize = 100_000;
/// Permanent ones of every other kind.
const MOST_OTHERS: usize = 1_000;
/// Bytes of a picture inside an article.
const INLINE: usize = 1024 * 1024;

fn upload(call: &mut Call<'_>) -> Outcome {
    let item = item(call, false)?;
    let (kind, now) = (item.kind, call.now.as_second());
    let id = call.world.library.add(item)?;
    let name = if kind == Kind::Thumb { "thumb_media_id" } else { "media_id" };
    data(json!({ "type": kind.word(), name: id.as_ref(), "created_at": now }))
}

/// The file of a call, measured by its kind.
fn item(call: &Call<'_>, permanent: bool) -> Result<Item, Refusal> {
    let kind = Kind::parse(call.param("type")).ok_or_else(|| Refusal::of(BAD_MEDIA_TYPE))?;
    let upload = uploaded(call)?;
    let (most, endings) = kind.limits();
    check_name(upload, endings)?;
    if upload.bytes.len() > most {
        return Err(Refusal::of(if kind == Kind::Image { BAD_IMAGE_SIZE } else { BAD_MEDIA_SIZE }));
    }
    let described: Described = match (kind, permanent, &upload.description) {
        (Kind::Video, true, Some(text)) => serde_json::from_str(text).map_err(|_| Refusal::of(UNREADABLE))?,
        (Kind::Video, true, None) => return Err(Refusal::of(UNREADABLE)),
        _ => Described::default(),
    };
    let (bytes, file_name) = (upload.bytes.clone(), upload.file_name.clone());
    let Described { title, introduction } = described;
    Ok(Item { kind, bytes, file_name, made: call.now, permanent, title, introduction })
}

fn uploaded<'c>(call: &Call<'c>) -> Result<&'c Upload, Refusal> {
    call.upload.filter(|upload| !upload.bytes.is_empty()).ok_or_else(|| Refusal::of(NO_MEDIA))
}

fn check_name(upload: &Upload, endings: &[&str]) -> Result<(), Refusal> {
    let ending = upload.file_name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default();
    if endings.contains(&ending.as_str()) { Ok(()) } else { Err(Refusal::of(BAD_FILE_TYPE)) }
}

#[derive(Deserialize, Default)]
struct Described {
    title: String,
    introduction: String,
}

fn get(call: &mut Call<'_>) -> Outcome {
    match call.param("media_id") {
        "" => Err(Refusal::of(NO_MEDIA_ID)),
        id => file(call, id),
    }
}

/// The bytes; a film comes as an address.
fn file(call: &Call<'_>, id: &str) -> Outcome {
    let item = call.world.library.get(id, call.now)?;
    if item.kind != Kind::Video {
        return Ok(Reply::Ready(Answer::File { content_type: item.content_type(), bytes: item.bytes.clone() }));
    }
    let url = call.world.media_url(id);
    if item.permanent {
        data(json!({ "title": item.title, "description": item.introduction, "down_url": url }))
    } else {
        data(json!({ "video_url": url }))
    }
}

/// For the body of an article: an address, and no place in the library.
fn upload_image(call: &mut Call<'_>) -> Outcome {
    let upload = uploaded(call)?;
    check_name(upload, &["jpg", "jpeg", "png"])?;
    if upload.bytes.len() >= INLINE {
        return Err(Refusal::of(BAD_IMAGE_SIZE));
    }
    let (bytes, file_name) = (upload.bytes.clone(), upload.file_name.clone());
    let (title, introduction) = (String::new(), String::new());
    // Kept like a temporary one: an article is looked at long before three days are over.
    let item = Item { kind: Kind::Image, bytes, file_name, made: call.now, permanent: false, title, introduction };
    let id = call.world.library.add(item)?;
    data(json!({ "url": call.world.media_url(&id) }))
}

fn add(call: &mut Call<'_>) -> Outcome {
    let item = item(call, true)?;
    let kind = item.kind;
    let most = if kind == Kind::Image { MOST_IMAGES } else { MOST_OTHERS };
    if call.world.library.count(kind) >= most {
        return Err(Refusal::of(MEDIA_TOO_BIG));
    }
    let id = call.world.library.add(item)?;
    let mut answer = json!({ "media_id": id.as_ref() });
    if matches!(kind, Kind::Image | Kind::Thumb) {
        put(&mut answer, "url", call.world.media_url(&id).into());
    }
    data(answer)
}

#[derive(Deserialize)]
struct MediaRequest {
    media_id: String,
}

fn get_material(call: &mut Call<'_>) -> Outcome {
    let MediaRequest { media_id } = call.json()?;
    file(call, &media_id)
}

fn delete(call: &mut Call<'_>) -> Outcome {
    let MediaRequest { media_id } = call.json()?;
    if call.world.menus.mentions(&media_id) {
        return Err(Refusal::of(MATERIAL_IN_USE));
    }
    call.world.library.delete(&media_id)?;
    done()
}

#[derive(Deserialize)]
struct ListRequest {
    #[serde(rename = "type")]
    kind: String,
    offset: usize,
    count: usize,
}

fn list(call: &mut Call<'_>) -> Outcome {
    let ListRequest { kind, offset, count } = call.json()?;
    let kind = Kind::parse(&kind).ok_or_else(|| Refusal::of(BAD_MEDIA_TYPE))?;
    if !(1..=20).contains(&count) {
        return Err(Refusal::of(UNREADABLE));
    }
    let all = call.world.library.permanent(kind);
    let one = |(id, item): &(&Arc<str>, &Item)| {
        let (id, url) = (id.as_ref(), call.world.media_url(id));
        json!({ "media_id": id, "name": item.file_name, "update_time": item.made.as_second(), "url": url })
    };
    let page: Vec<Value> = all.iter().skip(offset).take(count).map(one).collect();
    data(json!({ "total_count": all.len(), "item_count": page.len(), "item": page }))
}

fn count(call: &mut Call<'_>) -> Outcome {
    let count = |kind| call.world.library.count(kind);
    data(json!({
        "voice_count": count(Kind::Voice),
        "video_count": count(Kind::Video),
        "image_count": count(Kind::Image),
        "news_count": 0,
    }))
}

/// `GET /simulator/media/{id}`: where the addresses of files lead.
pub async fn show(State(platform): State<Arc<Platform>>, Path(id): Path<String>) -> Response {
    let found =
        platform.with(|world, now| world.library.get(&id, now).map(|item| (item.content_type(), item.bytes.clone())));
    match found {
        Ok((content_type, bytes)) => ([(CONTENT_TYPE, content_type)], bytes).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}
