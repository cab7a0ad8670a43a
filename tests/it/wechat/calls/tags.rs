//! Platform sheet 7.6.

use guiyan::app::platform::failure::Decision;
use guiyan::app::platform::id::TagId;
use guiyan::app::platform::tags::{Tag, TagBatch, TagGateway, TagName};

use super::{other, worker};
use crate::support::recording::play;

const HOME: TagId = TagId(134);

fn name(text: &str) -> TagName {
    TagName::new(text).unwrap()
}

fn both() -> TagBatch {
    TagBatch::new(vec![worker(), other()]).unwrap()
}

#[tokio::test]
async fn a_tag_is_made_renamed_and_deleted() {
    let tag = play("tags/create", |api| async move { api.create(&name("返乡")).await }).await.unwrap();
    assert_eq!(tag, Tag { id: HOME, name: "返乡".into(), followers: 0 });
    play("tags/update", |api| async move { api.rename(HOME, &name("返乡创业")).await }).await.unwrap();
    play("tags/delete", |api| async move { api.delete(HOME).await }).await.unwrap();
}

#[tokio::test]
async fn the_tags_are_listed_with_how_many_have_them() {
    let tags = play("tags/get", |api| async move { api.list().await }).await.unwrap();
    let star = Tag { id: TagId(2), name: "星标组".into(), followers: 0 };
    assert_eq!(tags, [star, Tag { id: HOME, name: "返乡".into(), followers: 1200 }]);
}

#[tokio::test]
async fn the_members_of_a_tag_come_in_pages() {
    let page = play("tags/members", |api| async move { api.members(HOME, None).await }).await.unwrap();
    assert_eq!(page.openids, [worker(), other()]);
    assert_eq!(page.next, Some(other()));
    let from = other();
    let last = play("tags/members_last", |api| async move { api.members(HOME, Some(&from)).await }).await.unwrap();
    assert_eq!((last.openids, last.next), (Vec::new(), None));
}

#[tokio::test]
async fn followers_are_tagged_and_untagged() {
    play("tags/batchtagging", |api| async move { api.tag(HOME, &both()).await }).await.unwrap();
    let one = TagBatch::new(vec![worker()]).unwrap();
    play("tags/batchuntagging", |api| async move { api.untag(HOME, &one).await }).await.unwrap();
}

#[tokio::test]
async fn whoever_could_not_be_tagged_is_named() {
    let error = play("tags/batchtagging_partly", |api| async move { api.tag(HOME, &both()).await }).await.unwrap_err();
    assert_eq!(error.decision(), Decision::RetryFailed);
    assert_eq!(error.failed(), [other()]);
}

#[tokio::test]
async fn a_follower_has_tags() {
    let tags = play("tags/getidlist", |api| async move { api.of(&worker()).await }).await.unwrap();
    assert_eq!(tags, [HOME, TagId(2)]);
}
