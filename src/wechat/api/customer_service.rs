//! Customer-service messages, typing and the agents' log (platform sheet 7.2).

use async_trait::async_trait;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Api;
use super::answer::Done;
use super::body::without_nulls;
use super::call::{Call, Repeat};
use crate::app::platform::customer_service::{
    ChatLine, ChatLog, CustomerServiceGateway, CustomerServiceMessage, LogRange, LogRows, MessageMenu, Typing,
};
use crate::app::platform::failure::PlatformError;
use crate::domain::account::Feature;
use crate::domain::id::OpenId;

pub(super) static SEND: Call = Call::new("customer_service_send", "/cgi-bin/message/custom/send", Repeat::Never)
    .daily(500_000)
    .needs(Feature::CustomerService);
static TYPING: Call = Call::new("customer_service_typing", "/cgi-bin/message/custom/typing", Repeat::Safe)
    .needs(Feature::CustomerService);
// Without `/cgi-bin`, unlike its siblings.
static CHAT_LOG: Call = Call::new("customer_service_chat_log", "/customservice/msgrecord/getmsglist", Repeat::Safe)
    .needs(Feature::CustomerService);

#[derive(Deserialize)]
struct LogAnswer {
    #[serde(default)]
    recordlist: Vec<LineAnswer>,
    #[serde(default)]
    msgid: u64,
}

#[derive(Deserialize)]
struct LineAnswer {
    openid: OpenId,
    opercode: u32,
    #[serde(default)]
    text: String,
    time: i64,
    #[serde(default)]
    worker: String,
}

#[async_trait]
impl CustomerServiceGateway for Api {
    async fn send(
        &self,
        to: &OpenId,
        message: &CustomerServiceMessage,
        agent: Option<&str>,
    ) -> Result<(), PlatformError> {
        let (kind, content) = content(message);
        let agent = agent.map(|account| json!({ "kf_account": account }));
        let body = json!({ "touser": to, "msgtype": kind, kind: content, "customservice": agent });
        let Done {} = self.post(&SEND, &without_nulls(body)).await?;
        Ok(())
    }

    async fn typing(&self, to: &OpenId, typing: Typing) -> Result<(), PlatformError> {
        let command = match typing {
            Typing::Start => "Typing",
            Typing::Stop => "CancelTyping",
        };
        let Done {} = self.post(&TYPING, &json!({ "touser": to, "command": command })).await?;
        Ok(())
    }

    async fn chat_log(&self, range: LogRange, from: u64, rows: LogRows) -> Result<ChatLog, PlatformError> {
        let body = json!({
            "starttime": range.start().as_second(),
            "endtime": range.end().as_second(),
            "msgid": from,
            "number": rows.get(),
        });
        let answer: LogAnswer = self.post(&CHAT_LOG, &body).await?;
        Ok(ChatLog { lines: answer.recordlist.into_iter().map(line).collect(), next: answer.msgid })
    }
}

fn line(answer: LineAnswer) -> ChatLine {
    ChatLine {
        openid: answer.openid,
        code: answer.opercode,
        at: Timestamp::from_second(answer.time).ok(),
        text: answer.text,
        agent: answer.worker,
    }
}

/// The `msgtype`, and the object named after it.
fn content(message: &CustomerServiceMessage) -> (&'static str, Value) {
    match message {
        CustomerServiceMessage::Text(text) => ("text", json!({ "content": text })),
        CustomerServiceMessage::Image(id) => ("image", json!({ "media_id": id })),
        CustomerServiceMessage::Voice(id) => ("voice", json!({ "media_id": id })),
        CustomerServiceMessage::Video { media_id, thumb_media_id, title, description } => (
            "video",
            json!({
                "media_id": media_id,
                "thumb_media_id": thumb_media_id,
                "title": title,
                "description": description,
            }),
        ),
        CustomerServiceMessage::Music { title, description, url, hq_url, thumb_media_id } => (
            "music",
            json!({
                "title": title,
                "description": description,
                "musicurl": url,
                "hqmusicurl": hq_url,
                "thumb_media_id": thumb_media_id,
            }),
        ),
        CustomerServiceMessage::News(card) => (
            "news",
            json!({ "articles": [{
                "title": card.title,
                "description": card.description,
                "url": card.url,
                "picurl": card.picture_url,
            }] }),
        ),
        CustomerServiceMessage::LibraryArticle(id) => ("mpnews", json!({ "media_id": id })),
        CustomerServiceMessage::PublishedArticle(id) => ("mpnewsarticle", json!({ "article_id": id })),
        CustomerServiceMessage::Menu(menu) => ("msgmenu", message_menu(menu)),
        CustomerServiceMessage::MiniProgram { title, app_id, page, thumb_media_id } => (
            "miniprogrampage",
            json!({ "title": title, "appid": app_id, "pagepath": page, "thumb_media_id": thumb_media_id }),
        ),
        CustomerServiceMessage::Card(id) => ("wxcard", json!({ "card_id": id })),
    }
}

fn message_menu(menu: &MessageMenu) -> Value {
    let answers: Vec<Value> =
        menu.answers.as_slice().iter().map(|(id, wording)| json!({ "id": id, "content": wording })).collect();
    json!({ "head_content": menu.head, "list": answers, "tail_content": menu.tail })
}
