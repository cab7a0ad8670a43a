//! Followers (platform sheet 7.7).

use async_trait::async_trait;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Api;
use super::answer::Done;
use super::call::{Call, Repeat};
use super::openids::{PageAnswer, after};
use crate::app::platform::failure::PlatformError;
use crate::app::platform::followers::{
    BlacklistBatch, FollowerGateway, FollowerInfo, Following, InfoBatch, OpenIdPage, Remark,
};
use crate::app::platform::id::{TagId, UnionId};
use crate::domain::account::Feature;
use crate::domain::id::OpenId;

pub(super) static LIST: Call =
    Call::new("user_get", "/cgi-bin/user/get", Repeat::Safe).daily(500).needs(Feature::Followers);
pub(super) static INFO: Call =
    Call::new("user_info", "/cgi-bin/user/info", Repeat::Safe).daily(5_000_000).needs(Feature::Followers);
static INFOS: Call =
    Call::new("user_info_batch", "/cgi-bin/user/info/batchget", Repeat::Safe).needs(Feature::Followers);
pub(super) static REMARK: Call =
    Call::new("user_remark", "/cgi-bin/user/info/updateremark", Repeat::Safe).daily(10_000).needs(Feature::Followers);
static BLACKLIST: Call =
    Call::new("blacklist_get", "/cgi-bin/tags/members/getblacklist", Repeat::Safe).needs(Feature::Followers);
static BLOCK: Call =
    Call::new("blacklist_add", "/cgi-bin/tags/members/batchblacklist", Repeat::Safe).needs(Feature::Followers);
static UNBLOCK: Call =
    Call::new("blacklist_remove", "/cgi-bin/tags/members/batchunblacklist", Repeat::Safe).needs(Feature::Followers);

/// The language of what the platform words itself.
const LANG: &str = "zh_CN";

#[derive(Deserialize)]
struct InfoAnswer {
    openid: OpenId,
    subscribe: u8,
    subscribe_time: Option<i64>,
    unionid: Option<UnionId>,
    #[serde(default)]
    remark: String,
    #[serde(default)]
    tagid_list: Vec<TagId>,
    subscribe_scene: Option<String>,
    qr_scene: Option<u32>,
    qr_scene_str: Option<String>,
}

#[derive(Deserialize)]
struct InfosAnswer {
    #[serde(default)]
    user_info_list: Vec<InfoAnswer>,
}

#[async_trait]
impl FollowerGateway for Api {
    async fn list(&self, from: Option<&OpenId>) -> Result<OpenIdPage, PlatformError> {
        let answer: PageAnswer = self.get(&LIST, &[("next_openid", after(from))]).await?;
        Ok(answer.into())
    }

    async fn info(&self, openid: &OpenId) -> Result<FollowerInfo, PlatformError> {
        let answer: InfoAnswer = self.get(&INFO, &[("openid", openid.as_str()), ("lang", LANG)]).await?;
        Ok(info(answer))
    }

    async fn infos(&self, openids: &InfoBatch) -> Result<Vec<FollowerInfo>, PlatformError> {
        let asked: Vec<Value> =
            openids.as_slice().iter().map(|openid| json!({ "openid": openid, "lang": LANG })).collect();
        let answer: InfosAnswer = self.post(&INFOS, &json!({ "user_list": asked })).await?;
        Ok(answer.user_info_list.into_iter().map(info).collect())
    }

    async fn set_remark(&self, openid: &OpenId, remark: &Remark) -> Result<(), PlatformError> {
        let Done {} = self.post(&REMARK, &json!({ "openid": openid, "remark": remark.as_str() })).await?;
        Ok(())
    }

    async fn blacklist(&self, from: Option<&OpenId>) -> Result<OpenIdPage, PlatformError> {
        let answer: PageAnswer = self.post(&BLACKLIST, &json!({ "begin_openid": after(from) })).await?;
        Ok(answer.into())
    }

    async fn block(&self, openids: &BlacklistBatch) -> Result<(), PlatformError> {
        let Done {} = self.post(&BLOCK, &json!({ "openid_list": openids })).await?;
        Ok(())
    }

    async fn unblock(&self, openids: &BlacklistBatch) -> Result<(), PlatformError> {
        let Done {} = self.post(&UNBLOCK, &json!({ "openid_list": openids })).await?;
        Ok(())
    }
}

fn info(answer: InfoAnswer) -> FollowerInfo {
    let some = |text: Option<String>| text.filter(|text| !text.is_empty());
    let following = (answer.subscribe != 0).then(|| Following {
        since: answer.subscribe_time.and_then(|second| Timestamp::from_second(second).ok()),
        union_id: answer.unionid.filter(|id| !id.as_str().is_empty()),
        remark: answer.remark,
        tags: answer.tagid_list,
        scene: some(answer.subscribe_scene),
        // 0 and an empty text stand for no code.
        qr_scene: answer.qr_scene.filter(|number| *number != 0),
        qr_scene_text: some(answer.qr_scene_str),
    });
    FollowerInfo { openid: answer.openid, following }
}
