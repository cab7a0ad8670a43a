//! Mass sends (platform sheet 7.5).

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::Api;
use super::answer::Done;
use super::body::{flag, without_nulls};
use super::call::{Call, Repeat};
use crate::app::platform::failure::{Decision, PlatformError};
use crate::app::platform::id::{ClientMessageId, MessageDataId, MessageId};
use crate::app::platform::mass::{
    Comments, MassContent, MassDeletion, MassGateway, MassReceipt, MassSpeed, MassStatus, PreviewTo, Reach, Receivers,
    SpeedSetting,
};
use crate::domain::account::Feature;

pub(super) static SEND_FILTERED: Call = Call::new("mass_sendall", "/cgi-bin/message/mass/sendall", Repeat::Keyed)
    .daily(100)
    .per_minute(60)
    .needs(Feature::MassSend);
pub(super) static SEND_TO: Call = Call::new("mass_send", "/cgi-bin/message/mass/send", Repeat::Keyed)
    .daily(100)
    .per_minute(60)
    .needs(Feature::MassSendToList);
pub(super) static PREVIEW: Call =
    Call::new("mass_preview", "/cgi-bin/message/mass/preview", Repeat::Never).daily(100).needs(Feature::MassSend);
static STATUS: Call = Call::new("mass_get", "/cgi-bin/message/mass/get", Repeat::Safe).needs(Feature::MassSend);
static DELETE: Call = Call::new("mass_delete", "/cgi-bin/message/mass/delete", Repeat::Safe).needs(Feature::MassSend);
static SPEED: Call =
    Call::new("mass_speed_get", "/cgi-bin/message/mass/speed/get", Repeat::Safe).needs(Feature::MassSend);
static SET_SPEED: Call =
    Call::new("mass_speed_set", "/cgi-bin/message/mass/speed/set", Repeat::Safe).needs(Feature::MassSend);

#[derive(Deserialize)]
struct Accepted {
    msg_id: MessageId,
    msg_data_id: Option<MessageDataId>,
}

#[derive(Deserialize)]
struct StatusAnswer {
    msg_status: String,
}

#[derive(Deserialize)]
struct SpeedAnswer {
    speed: i64,
    realspeed: Option<u64>,
}

#[async_trait]
impl MassGateway for Api {
    async fn send_filtered(
        &self,
        reach: Reach,
        content: &MassContent,
        key: &ClientMessageId,
    ) -> Result<MassReceipt, PlatformError> {
        let filter = match reach {
            Reach::Everybody => json!({ "is_to_all": true }),
            Reach::Tag(tag) => json!({ "is_to_all": false, "tag_id": tag }),
        };
        let mut body = fields(content);
        body.insert("filter".into(), filter);
        body.insert("clientmsgid".into(), json!(key));
        receipt(self.post(&SEND_FILTERED, &without_nulls(body.into())).await)
    }

    async fn send_to(
        &self,
        receivers: &Receivers,
        content: &MassContent,
        key: &ClientMessageId,
    ) -> Result<MassReceipt, PlatformError> {
        let mut body = fields(content);
        body.insert("touser".into(), json!(receivers));
        body.insert("clientmsgid".into(), json!(key));
        receipt(self.post(&SEND_TO, &without_nulls(body.into())).await)
    }

    async fn preview(&self, to: &PreviewTo, content: &MassContent) -> Result<(), PlatformError> {
        let mut body = preview_fields(content);
        match to {
            PreviewTo::Follower(openid) => body.insert("touser".into(), json!(openid)),
            PreviewTo::WechatId(name) => body.insert("towxname".into(), json!(name)),
        };
        let Done {} = self.post(&PREVIEW, &without_nulls(body.into())).await?;
        Ok(())
    }

    async fn status(&self, id: &MessageId) -> Result<MassStatus, PlatformError> {
        let answer: StatusAnswer = self.post(&STATUS, &json!({ "msg_id": id })).await?;
        Ok(match answer.msg_status.as_str() {
            "SEND_SUCCESS" => MassStatus::Sent,
            "SENDING" => MassStatus::Sending,
            "SEND_FAIL" => MassStatus::Failed,
            "DELETE" => MassStatus::Deleted,
            _ => MassStatus::Other(answer.msg_status),
        })
    }

    async fn delete(&self, what: &MassDeletion) -> Result<(), PlatformError> {
        let body = match what {
            MassDeletion::Whole(id) => json!({ "msg_id": number(id) }),
            MassDeletion::Article(id, index) => json!({ "msg_id": number(id), "article_idx": index }),
            MassDeletion::Url(url) => json!({ "url": url }),
        };
        let Done {} = self.post(&DELETE, &body).await?;
        Ok(())
    }

    async fn speed(&self) -> Result<SpeedSetting, PlatformError> {
        let answer: SpeedAnswer = self.post(&SPEED, &json!({})).await?;
        let speed = SPEEDS.into_iter().find(|speed| step(*speed) == answer.speed);
        Ok(SpeedSetting { speed, real: answer.realspeed })
    }

    async fn set_speed(&self, speed: MassSpeed) -> Result<(), PlatformError> {
        let Done {} = self.post(&SET_SPEED, &json!({ "speed": step(speed) })).await?;
        Ok(())
    }
}

const SPEEDS: [MassSpeed; 5] = [
    MassSpeed::PerMinute800k,
    MassSpeed::PerMinute600k,
    MassSpeed::PerMinute450k,
    MassSpeed::PerMinute300k,
    MassSpeed::PerMinute100k,
];

/// The platform's number for a speed.
fn step(speed: MassSpeed) -> i64 {
    match speed {
        MassSpeed::PerMinute800k => 0,
        MassSpeed::PerMinute600k => 1,
        MassSpeed::PerMinute450k => 2,
        MassSpeed::PerMinute300k => 3,
        MassSpeed::PerMinute100k => 4,
    }
}

/// A send under a key that was used before is the send of before, whose id the refusal names.
fn receipt(answer: Result<Accepted, PlatformError>) -> Result<MassReceipt, PlatformError> {
    match answer {
        Ok(accepted) => Ok(MassReceipt { id: accepted.msg_id, data_id: accepted.msg_data_id }),
        Err(error) if error.decision() == Decision::AlreadyDone => {
            let earlier = error.detail().and_then(|id| MessageId::parse(id).ok());
            earlier.map(|id| MassReceipt { id, data_id: None }).ok_or(error)
        }
        Err(error) => Err(error),
    }
}

/// `delete` takes the id as a number, `get` as a text.
fn number(id: &MessageId) -> Value {
    id.as_str().parse::<u64>().map_or_else(|_| json!(id), |number| json!(number))
}

fn fields(content: &MassContent) -> Map<String, Value> {
    let (kind, object, further) = match content {
        MassContent::Articles { draft, ignore_reprint } => {
            ("mpnews", json!({ "media_id": draft }), Some(("send_ignore_reprint", json!(flag(*ignore_reprint)))))
        }
        MassContent::Text(text) => ("text", json!({ "content": text }), None),
        MassContent::Voice(id) => ("voice", json!({ "media_id": id }), None),
        MassContent::Video(id) => ("mpvideo", json!({ "media_id": id }), None),
        MassContent::Images { media_ids, recommend, comments } => {
            let (open, followers_only) = comment_flags(*comments);
            let images = json!({
                "media_ids": media_ids,
                "recommend": recommend,
                "need_open_comment": open,
                "only_fans_can_comment": followers_only,
            });
            // The one kind whose object is not named after it.
            return Map::from_iter([("msgtype".to_owned(), json!("image")), ("images".to_owned(), images)]);
        }
    };
    let mut fields = Map::from_iter([("msgtype".to_owned(), json!(kind)), (kind.to_owned(), object)]);
    fields.extend(further.map(|(name, value)| (name.to_owned(), value)));
    fields
}

/// A preview shows one picture and knows no reprints.
fn preview_fields(content: &MassContent) -> Map<String, Value> {
    match content {
        MassContent::Images { media_ids, .. } => Map::from_iter([
            ("msgtype".to_owned(), json!("image")),
            ("image".to_owned(), json!({ "media_id": media_ids.as_slice().first() })),
        ]),
        other => {
            let mut fields = fields(other);
            fields.remove("send_ignore_reprint");
            fields
        }
    }
}

/// `need_open_comment` and `only_fans_can_comment`.
pub(super) fn comment_flags(comments: Comments) -> (u8, u8) {
    (flag(comments != Comments::Closed), flag(comments == Comments::FollowersOnly))
}
