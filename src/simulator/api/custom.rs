//! Customer-service messages (platform sheet 7.2).

use std::sync::Arc;

use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{Api, Call, Outcome, data, done};
use super::loose::Number;
use crate::simulator::account::Right;
use crate::simulator::chat::{Author, Card, Choice, Content};
use crate::simulator::errcode::{
    ARTICLE_COUNT, BAD_MESSAGE_TYPE, BAD_OPENID, BAD_TYPING, BLACKLISTED, EMPTY_TEXT, MUTED, NEEDS_FOLLOW, NO_EXCHANGE,
    Refusal, TEXT_TOO_LONG, TOO_LATE, TYPING_ALREADY, UNREADABLE, USED_UP,
};
use crate::simulator::follower::Follower;
use crate::simulator::window::Closed;

pub const APIS: &[Api] = &[
    Api::post("/cgi-bin/message/custom/send", Right::CustomerService, send).daily(500_000),
    Api::post("/cgi-bin/message/custom/typing", Right::CustomerService, typing),
    Api::post("/customservice/msgrecord/getmsglist", Right::CustomerService, records),
];

/// How long after a word either way the account may show that it is typing.
const TYPING: SignedDuration = SignedDuration::from_secs(30);

#[derive(Deserialize)]
struct SendRequest {
    touser: String,
    msgtype: String,
    #[serde(default)]
    text: Option<Text>,
    #[serde(default)]
    image: Option<Media>,
    #[serde(default)]
    voice: Option<Media>,
    #[serde(default)]
    video: Option<Video>,
    #[serde(default)]
    music: Option<Music>,
    #[serde(default)]
    news: Option<News>,
    #[serde(default)]
    mpnews: Option<Media>,
    #[serde(default)]
    mpnewsarticle: Option<Published>,
    #[serde(default)]
    msgmenu: Option<Msgmenu>,
    #[serde(default)]
    miniprogrampage: Option<Page>,
    #[serde(default)]
    wxcard: Option<Coupon>,
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
struct Video {
    media_id: String,
    thumb_media_id: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    description: String,
}

#[derive(Deserialize)]
struct Music {
    #[serde(default)]
    title: String,
    #[serde(default)]
    description: String,
    musicurl: String,
    hqmusicurl: String,
    thumb_media_id: String,
}

#[derive(Deserialize)]
struct News {
    articles: Vec<Article>,
}

#[derive(Deserialize)]
struct Article {
    #[serde(default)]
    title: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    picurl: String,
}

#[derive(Deserialize)]
struct Published {
    article_id: String,
}

#[derive(Deserialize)]
struct Msgmenu {
    #[serde(default)]
    head_content: String,
    list: Vec<MenuChoice>,
    #[serde(default)]
    tail_content: String,
}

#[derive(Deserialize)]
struct MenuChoice {
    id: Value,
    content: String,
}

#[derive(Deserialize)]
struct Page {
    #[serde(default)]
    title: String,
    appid: String,
    pagepath: String,
    thumb_media_id: String,
}

#[derive(Deserialize)]
struct Coupon {
    card_id: String,
}

fn send(call: &mut Call<'_>) -> Outcome {
    let request: SendRequest = call.json()?;
    let openid = receiver(call.world.roster.get(&request.touser))?;
    let content = content(call, request)?;
    let follower = call.world.roster.get_mut(&openid).ok_or_else(|| Refusal::of(BAD_OPENID))?;
    follower.windows.take(call.now, call.settings.rules.windows_add_up).map_err(|closed| {
        Refusal::of(match closed {
            Closed::Late => TOO_LATE,
            Closed::UsedUp => USED_UP,
        })
    })?;
    (follower.typing, follower.exchanged) = (false, Some(call.now));
    call.world.show(&openid, Author::Account, content, call.now);
    done()
}

fn receiver(follower: Option<&Follower>) -> Result<Arc<str>, Refusal> {
    match follower {
        None => Err(Refusal::of(BAD_OPENID)),
        Some(follower) if !follower.subscribed => Err(Refusal::of(NEEDS_FOLLOW)),
        Some(follower) if follower.blacklisted => Err(Refusal::of(BLACKLISTED)),
        Some(follower) if follower.muted => Err(Refusal::of(MUTED)),
        Some(follower) => Ok(Arc::clone(&follower.openid)),
    }
}

/// What the follower will see. The object has to be the one that `msgtype` names.
fn content(call: &Call<'_>, request: SendRequest) -> Result<Content, Refusal> {
    match request.msgtype.as_str() {
        "text" => text(call, given(request.text)?),
        "image" => {
            let Media { media_id } = given(request.image)?;
            call.world.library.get(&media_id, call.now)?;
            Ok(Content::Image { url: call.world.media_url(&media_id), media_id })
        }
        "voice" => {
            let Media { media_id } = given(request.voice)?;
            call.world.library.get(&media_id, call.now)?;
            Ok(Content::Voice { media_id, transcript: None })
        }
        "video" => {
            let Video { media_id, thumb_media_id, title, description } = given(request.video)?;
            call.world.library.get(&media_id, call.now)?;
            call.world.library.get(&thumb_media_id, call.now)?;
            Ok(Content::Video { media_id, title, description })
        }
        "music" => {
            let Music { title, description, musicurl, hqmusicurl, thumb_media_id } = given(request.music)?;
            call.world.library.get(&thumb_media_id, call.now)?;
            Ok(Content::Music { title, description, url: if musicurl.is_empty() { hqmusicurl } else { musicurl } })
        }
        "news" => news(given(request.news)?),
        "mpnews" => {
            let articles = call.world.drafts.cards(&given(request.mpnews)?.media_id)?;
            Ok(Content::MassArticle { articles })
        }
        "mpnewsarticle" => {
            let articles = call.world.publications.cards(&given(request.mpnewsarticle)?.article_id)?;
            Ok(Content::MassArticle { articles })
        }
        "msgmenu" => msgmenu(given(request.msgmenu)?),
        "miniprogrampage" => {
            let Page { title, appid, pagepath, thumb_media_id } = given(request.miniprogrampage)?;
            call.world.library.get(&thumb_media_id, call.now)?;
            Ok(Content::MiniProgram { title, app_id: appid, page: pagepath })
        }
        "wxcard" => Ok(Content::Coupon { card_id: given(request.wxcard)?.card_id }),
        _ => Err(Refusal::of(BAD_MESSAGE_TYPE)),
    }
}

fn given<T>(object: Option<T>) -> Result<T, Refusal> {
    object.ok_or_else(|| Refusal::of(UNREADABLE))
}

fn text(call: &Call<'_>, Text { content }: Text) -> Result<Content, Refusal> {
    match content.len() {
        _ if content.trim().is_empty() => Err(Refusal::of(EMPTY_TEXT)),
        length if length > call.settings.rules.text_limit => Err(Refusal::of(TEXT_TOO_LONG)),
        _ => Ok(Content::Text { text: content }),
    }
}

fn news(News { articles }: News) -> Result<Content, Refusal> {
    if articles.len() != 1 {
        return Err(Refusal::of(ARTICLE_COUNT));
    }
    let card = |Article { title, description, url, picurl }| Card { title, description, picture: picurl, url };
    Ok(Content::News { articles: articles.into_iter().map(card).collect() })
}

fn msgmenu(Msgmenu { head_content, list, tail_content }: Msgmenu) -> Result<Content, Refusal> {
    if list.is_empty() {
        return Err(Refusal::of(EMPTY_TEXT));
    }
    let choice = |MenuChoice { id, content }| {
        let id = match id {
            Value::String(id) => id,
            other => other.to_string(),
        };
        Choice { id, content }
    };
    let choices = list.into_iter().map(choice).collect();
    Ok(Content::Msgmenu { head: head_content, choices, tail: tail_content })
}

#[derive(Deserialize)]
struct TypingRequest {
    touser: String,
    command: String,
}

fn typing(call: &mut Call<'_>) -> Outcome {
    let TypingRequest { touser, command } = call.json()?;
    let on = match command.as_str() {
        "Typing" => true,
        "CancelTyping" => false,
        _ => return Err(Refusal::of(BAD_TYPING)),
    };
    let openid = receiver(call.world.roster.get(&touser))?;
    let follower = call.world.roster.get_mut(&openid).ok_or_else(|| Refusal::of(BAD_OPENID))?;
    if follower.exchanged.is_none_or(|last| last.duration_until(call.now) > TYPING) {
        return Err(Refusal::of(NO_EXCHANGE));
    }
    if on && follower.typing {
        return Err(Refusal::of(TYPING_ALREADY));
    }
    follower.typing = on;
    call.world.show(&openid, Author::Notice, Content::Typing { on }, call.now);
    done()
}

#[derive(Deserialize)]
struct RecordsRequest {
    starttime: i64,
    endtime: i64,
    #[serde(default)]
    msgid: Option<Number>,
    number: u32,
}

/// A day at most, ten thousand rows at most; `msgid` is where the last page ended.
fn records(call: &mut Call<'_>) -> Outcome {
    let RecordsRequest { starttime, endtime, msgid, number } = call.json()?;
    if endtime < starttime || endtime - starttime > 24 * 3600 {
        return Err(Refusal::of(65416));
    }
    if !(1..=10_000).contains(&number) {
        return Err(Refusal::of(65417));
    }
    let from = msgid.unwrap_or_default().0;
    let most = usize::try_from(number).unwrap_or(usize::MAX);
    let said = call.world.spoken(from, starttime..=endtime, most);
    let next = said.last().map_or(from, |(id, _)| *id);
    let rows: Vec<Value> = said.into_iter().map(|(_, row)| row).collect();
    data(json!({ "number": rows.len(), "msgid": next, "recordlist": rows }))
}
