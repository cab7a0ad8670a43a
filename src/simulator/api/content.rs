//! The kinds of customer-service message (platform sheet 7.2), and what each of them shows.

use serde::Deserialize;
use serde_json::Value;

use super::call::Call;
use crate::simulator::chat::{Card, Choice, Content};
use crate::simulator::errcode::{ARTICLE_COUNT, BAD_MESSAGE_TYPE, EMPTY_TEXT, Refusal, TEXT_TOO_LONG, UNREADABLE};

/// What a message says: the object that `msgtype` names.
#[derive(Deserialize)]
pub struct Body {
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

/// What the follower will see. The object has to be the one that `msgtype` names.
pub fn content(call: &Call<'_>, body: Body) -> Result<Content, Refusal> {
    match body.msgtype.as_str() {
        "text" => text(call, given(body.text)?),
        "image" => {
            let Media { media_id } = given(body.image)?;
            call.world.library.get(&media_id, call.now)?;
            Ok(Content::Image { url: call.world.media_url(&media_id), media_id })
        }
        "voice" => {
            let Media { media_id } = given(body.voice)?;
            call.world.library.get(&media_id, call.now)?;
            Ok(Content::Voice { media_id, transcript: None })
        }
        "video" => {
            let Video { media_id, thumb_media_id, title, description } = given(body.video)?;
            call.world.library.get(&media_id, call.now)?;
            call.world.library.get(&thumb_media_id, call.now)?;
            Ok(Content::Video { media_id, title, description })
        }
        "music" => {
            let Music { title, description, musicurl, hqmusicurl, thumb_media_id } = given(body.music)?;
            call.world.library.get(&thumb_media_id, call.now)?;
            Ok(Content::Music { title, description, url: if musicurl.is_empty() { hqmusicurl } else { musicurl } })
        }
        "news" => news(given(body.news)?),
        "mpnews" => {
            let articles = call.world.drafts.cards(&given(body.mpnews)?.media_id)?;
            Ok(Content::MassArticle { articles })
        }
        "mpnewsarticle" => {
            let articles = call.world.publications.cards(&given(body.mpnewsarticle)?.article_id)?;
            Ok(Content::MassArticle { articles })
        }
        "msgmenu" => msgmenu(given(body.msgmenu)?),
        "miniprogrampage" => {
            let Page { title, appid, pagepath, thumb_media_id } = given(body.miniprogrampage)?;
            call.world.library.get(&thumb_media_id, call.now)?;
            Ok(Content::MiniProgram { title, app_id: appid, page: pagepath })
        }
        "wxcard" => Ok(Content::Coupon { card_id: given(body.wxcard)?.card_id }),
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
