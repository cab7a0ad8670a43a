//! Mass sends (platform sheet 7.5).

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::json;

use super::call::{Api, Call, Outcome, data, done, done_with};
use super::loose::Number;
use crate::simulator::account::Right;
use crate::simulator::chat::{Author, Content};
use crate::simulator::errand::{Errand, Task};
use crate::simulator::errcode::{
    BAD_ARTICLE_INDEX, BAD_MASS_ID, BAD_MESSAGE_TYPE, BAD_OPENID, BAD_OPENID_LIST, BAD_SPEED, BAD_TAG_ID,
    BAD_WECHAT_ID, EMPTY_TEXT, NO_SPEED, OPENID_LIST_SIZE, Refusal, TOO_FEW_OPENIDS, UNREADABLE,
};
use crate::simulator::mass::{Audience, Job, Status};

pub const APIS: &[Api] = &[
    Api::post("/cgi-bin/message/mass/sendall", Right::Mass, to_many).daily(100),
    Api::post("/cgi-bin/message/mass/send", Right::MassByList, to_list).daily(100),
    Api::post("/cgi-bin/message/mass/preview", Right::Mass, preview),
    Api::post("/cgi-bin/message/mass/delete", Right::Mass, delete),
    Api::post("/cgi-bin/message/mass/get", Right::Mass, status),
    Api::post("/cgi-bin/message/mass/speed/set", Right::Mass, set_speed),
    Api::post("/cgi-bin/message/mass/speed/get", Right::Mass, speed),
];

/// Openids of one list.
const LONGEST: usize = 10_000;
/// Thousands of messages a minute, by speed.
const SPEEDS: [(u8, u32); 5] = [(0, 80), (1, 60), (2, 45), (3, 30), (4, 10)];

/// What is sent.
#[derive(Deserialize)]
struct Body {
    msgtype: String,
    #[serde(default)]
    text: Option<Text>,
    #[serde(default)]
    mpnews: Option<Media>,
    #[serde(default)]
    voice: Option<Media>,
    #[serde(default)]
    mpvideo: Option<Media>,
    #[serde(default)]
    image: Option<Media>,
    #[serde(default)]
    images: Option<Images>,
    #[serde(default)]
    clientmsgid: Option<String>,
}

#[derive(Deserialize)]
struct Text {
    content: String,
}

#[derive(Deserialize)]
struct Media {
    media_id: String,
}

#[derive(Deserialize)]
struct Images {
    media_ids: Vec<String>,
}

#[derive(Deserialize)]
struct Filter {
    #[serde(default)]
    is_to_all: bool,
    #[serde(default)]
    tag_id: Option<Number>,
}

#[derive(Deserialize)]
struct ManyRequest {
    filter: Filter,
    #[serde(flatten)]
    body: Body,
}

fn to_many(call: &mut Call<'_>) -> Outcome {
    let ManyRequest { filter, body } = call.json()?;
    let audience = if filter.is_to_all {
        Audience::All
    } else {
        let tag = filter.tag_id.and_then(|Number(tag)| u32::try_from(tag).ok());
        let tag = tag.filter(|tag| call.world.tags.exists(*tag));
        Audience::Tag(tag.ok_or_else(|| Refusal::of(BAD_TAG_ID))?)
    };
    submit(call, audience, body)
}

#[derive(Deserialize)]
struct ListRequest {
    touser: Vec<String>,
    #[serde(flatten)]
    body: Body,
}

/// Strangers in the list are left out; a list of strangers is none.
fn to_list(call: &mut Call<'_>) -> Outcome {
    let ListRequest { touser, body } = call.json()?;
    match touser.len() {
        0 | 1 => return Err(Refusal::of(TOO_FEW_OPENIDS)),
        length if length > LONGEST => return Err(Refusal::of(OPENID_LIST_SIZE)),
        _ => {}
    }
    let unique: BTreeSet<&str> = touser.iter().map(String::as_str).collect();
    let known = unique.into_iter().filter_map(|openid| call.world.roster.get(openid));
    let known: Vec<Arc<str>> = known.filter(|one| one.subscribed).map(|one| Arc::clone(&one.openid)).collect();
    if known.is_empty() {
        return Err(Refusal::of(BAD_OPENID_LIST));
    }
    submit(call, Audience::List(known), body)
}

fn submit(call: &mut Call<'_>, audience: Audience, mut body: Body) -> Outcome {
    call.world.mass.pace(call.now)?;
    let client_id = body.clientmsgid.take().filter(|id| !id.is_empty());
    if let Some(id) = &client_id {
        call.world.mass.check_client(id, call.now)?;
    }
    let draft = body.mpnews.as_ref().map(|media| media.media_id.clone());
    let content = Arc::new(content(call, &body)?);
    let account = call.world.account;
    call.world.mass.check_quota(account, &audience, call.now)?;
    let verdict = call.result.take();
    let job = Job { id: 0, data_id: 0, audience, content, draft, verdict, status: Status::Sending };
    let (id, data_id) = call.world.mass.begin(job, client_id, account, call.now);
    call.world.errands.push(Errand { after: call.settings.rules.result_delay, task: Task::Mass(id) });
    data(json!({ "errcode": 0, "errmsg": "send job submission success", "msg_id": id, "msg_data_id": data_id }))
}

fn content(call: &Call<'_>, body: &Body) -> Result<Content, Refusal> {
    let library = |media: &Option<Media>| {
        let media = media.as_ref().ok_or_else(|| Refusal::of(UNREADABLE))?;
        call.world.library.get(&media.media_id, call.now)?;
        Ok::<_, Refusal>(media.media_id.clone())
    };
    match body.msgtype.as_str() {
        "text" => match &body.text {
            Some(Text { content }) if !content.trim().is_empty() => Ok(Content::Text { text: content.clone() }),
            _ => Err(Refusal::of(EMPTY_TEXT)),
        },
        "mpnews" => {
            let media = body.mpnews.as_ref().ok_or_else(|| Refusal::of(UNREADABLE))?;
            let mut articles = call.world.drafts.cards(&media.media_id)?;
            for (index, card) in (1..).zip(&mut articles) {
                card.url = format!("https://mp.weixin.qq.com/s?mid={}&idx={index}", media.media_id);
            }
            Ok(Content::MassArticle { articles })
        }
        "voice" => Ok(Content::Voice { media_id: library(&body.voice)?, transcript: None }),
        "mpvideo" => {
            let (title, description) = (String::new(), String::new());
            Ok(Content::Video { media_id: library(&body.mpvideo)?, title, description })
        }
        "image" => {
            let first = body.images.as_ref().and_then(|images| images.media_ids.first());
            let media_id = match first {
                Some(id) => library(&Some(Media { media_id: id.clone() }))?,
                None => library(&body.image)?,
            };
            Ok(Content::Image { url: call.world.media_url(&media_id), media_id })
        }
        _ => Err(Refusal::of(BAD_MESSAGE_TYPE)),
    }
}

#[derive(Deserialize)]
struct PreviewRequest {
    #[serde(default)]
    touser: Option<String>,
    #[serde(default)]
    towxname: Option<String>,
    #[serde(flatten)]
    body: Body,
}

/// Goes to one follower at once, and counts for nothing. A WeChat name is nobody's here.
fn preview(call: &mut Call<'_>) -> Outcome {
    let PreviewRequest { touser, towxname, body } = call.json()?;
    let Some(openid) = touser.filter(|_| towxname.as_deref().unwrap_or_default().is_empty()) else {
        return Err(Refusal::of(BAD_WECHAT_ID));
    };
    let content = content(call, &body)?;
    if !call.world.roster.get(&openid).is_some_and(|follower| follower.subscribed) {
        return Err(Refusal::of(BAD_OPENID));
    }
    let id = call.world.next_message();
    call.world.show(&openid, Author::Account, content, call.now);
    data(json!({ "errcode": 0, "errmsg": "preview success", "msg_id": id }))
}

#[derive(Deserialize)]
struct DeleteRequest {
    #[serde(default)]
    msg_id: Option<Number>,
    #[serde(default)]
    article_idx: usize,
    #[serde(default)]
    url: Option<String>,
}

/// Only articles and films can be taken back, and the cards stay where they are. An address names an article where no
/// id does.
fn delete(call: &mut Call<'_>) -> Outcome {
    let DeleteRequest { msg_id, article_idx, url } = call.json()?;
    let mass = &mut call.world.mass;
    let named = match msg_id {
        Some(Number(id)) => Some((id, article_idx)),
        None => mass.by_url(&url.unwrap_or_default()),
    };
    let (id, article_idx) = named.ok_or_else(|| Refusal::of(BAD_MASS_ID))?;
    let job = mass.get_mut(id).ok_or_else(|| Refusal::of(BAD_MASS_ID))?;
    let count = match &*job.content {
        Content::MassArticle { articles } => articles.len(),
        Content::Video { .. } => 1,
        _ => return Err(Refusal::of(BAD_MESSAGE_TYPE)),
    };
    if article_idx > count {
        return Err(Refusal::of(BAD_ARTICLE_INDEX));
    }
    if article_idx == 0 || count == 1 {
        job.status = Status::Deleted;
    }
    done()
}

#[derive(Deserialize)]
struct JobRequest {
    msg_id: Number,
}

fn status(call: &mut Call<'_>) -> Outcome {
    let JobRequest { msg_id } = call.json()?;
    let job = call.world.mass.get(msg_id.0).ok_or_else(|| Refusal::of(BAD_MASS_ID))?;
    data(json!({ "msg_id": job.id, "msg_status": job.status.word() }))
}

#[derive(Deserialize)]
struct SpeedRequest {
    speed: u8,
}

fn set_speed(call: &mut Call<'_>) -> Outcome {
    let SpeedRequest { speed } = call.json()?;
    if !SPEEDS.iter().any(|(known, _)| *known == speed) {
        return Err(Refusal::of(BAD_SPEED));
    }
    call.world.mass.speed = Some(speed);
    done()
}

fn speed(call: &mut Call<'_>) -> Outcome {
    let set = SPEEDS.iter().find(|(speed, _)| call.world.mass.speed == Some(*speed));
    let (speed, real) = set.ok_or_else(|| Refusal::of(NO_SPEED))?;
    done_with(json!({ "speed": speed, "realspeed": real }))
}
