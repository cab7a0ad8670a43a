//! Tags (platform sheet 7.6).

use async_trait::async_trait;
use serde::Deserialize;
use serde_json::json;

use super::Api;
use super::answer::Done;
use super::call::{Call, Repeat};
use super::openids::{PageAnswer, after};
use crate::app::platform::failure::PlatformError;
use crate::app::platform::followers::OpenIdPage;
use crate::app::platform::id::TagId;
use crate::app::platform::tags::{Tag, TagBatch, TagGateway, TagName};
use crate::domain::account::Feature;
use crate::domain::id::OpenId;

static CREATE: Call = Call::new("tags_create", "/cgi-bin/tags/create", Repeat::Never).needs(Feature::Followers);
static LIST: Call = Call::new("tags_get", "/cgi-bin/tags/get", Repeat::Safe).needs(Feature::Followers);
static RENAME: Call = Call::new("tags_update", "/cgi-bin/tags/update", Repeat::Safe).needs(Feature::Followers);
static DELETE: Call = Call::new("tags_delete", "/cgi-bin/tags/delete", Repeat::Safe).needs(Feature::Followers);
static MEMBERS: Call = Call::new("tags_members", "/cgi-bin/user/tag/get", Repeat::Safe).needs(Feature::Followers);
static TAG: Call =
    Call::new("tags_batchtagging", "/cgi-bin/tags/members/batchtagging", Repeat::Safe).needs(Feature::Followers);
static UNTAG: Call =
    Call::new("tags_batchuntagging", "/cgi-bin/tags/members/batchuntagging", Repeat::Safe).needs(Feature::Followers);
static OF: Call = Call::new("tags_getidlist", "/cgi-bin/tags/getidlist", Repeat::Safe).needs(Feature::Followers);

#[derive(Deserialize)]
struct CreateAnswer {
    tag: TagAnswer,
}

#[derive(Deserialize)]
struct ListAnswer {
    #[serde(default)]
    tags: Vec<TagAnswer>,
}

#[derive(Deserialize)]
struct TagAnswer {
    id: TagId,
    name: String,
    /// Missing in the answer to `create`.
    #[serde(default)]
    count: u64,
}

#[derive(Deserialize)]
struct OfAnswer {
    #[serde(default)]
    tagid_list: Vec<TagId>,
}

#[async_trait]
impl TagGateway for Api {
    async fn create(&self, name: &TagName) -> Result<Tag, PlatformError> {
        let answer: CreateAnswer = self.post(&CREATE, &json!({ "tag": { "name": name } })).await?;
        Ok(tag(answer.tag))
    }

    async fn list(&self) -> Result<Vec<Tag>, PlatformError> {
        let answer: ListAnswer = self.get(&LIST, &[]).await?;
        Ok(answer.tags.into_iter().map(tag).collect())
    }

    async fn rename(&self, id: TagId, name: &TagName) -> Result<(), PlatformError> {
        let Done {} = self.post(&RENAME, &json!({ "tag": { "id": id, "name": name } })).await?;
        Ok(())
    }

    async fn delete(&self, id: TagId) -> Result<(), PlatformError> {
        let Done {} = self.post(&DELETE, &json!({ "tag": { "id": id } })).await?;
        Ok(())
    }

    async fn members(&self, id: TagId, from: Option<&OpenId>) -> Result<OpenIdPage, PlatformError> {
        let body = json!({ "tagid": id, "next_openid": after(from) });
        let answer: PageAnswer = self.post(&MEMBERS, &body).await?;
        Ok(answer.into())
    }

    async fn tag(&self, id: TagId, followers: &TagBatch) -> Result<(), PlatformError> {
        let Done {} = self.post(&TAG, &json!({ "openid_list": followers, "tagid": id })).await?;
        Ok(())
    }

    async fn untag(&self, id: TagId, followers: &TagBatch) -> Result<(), PlatformError> {
        let Done {} = self.post(&UNTAG, &json!({ "openid_list": followers, "tagid": id })).await?;
        Ok(())
    }

    async fn of(&self, follower: &OpenId) -> Result<Vec<TagId>, PlatformError> {
        let answer: OfAnswer = self.post(&OF, &json!({ "openid": follower })).await?;
        Ok(answer.tagid_list)
    }
}

fn tag(answer: TagAnswer) -> Tag {
    Tag { id: answer.id, name: answer.name, followers: answer.count }
}
