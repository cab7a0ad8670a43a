//! Tags (platform sheet 7.6).

use guiyan::app::platform::failure::Decision;
use guiyan::app::platform::followers::FollowerGateway;
use guiyan::app::platform::tags::{Tag, TagBatch, TagGateway, TagName};
use guiyan::simulator::act::Act;

use crate::support::pair::Pair;

fn name(text: &str) -> TagName {
    TagName::new(text).unwrap()
}

#[tokio::test]
async fn a_tag_is_given_listed_and_taken_away() {
    let pair = Pair::new().await;
    let (one, two) = (pair.follower(), pair.follower());
    let tag = TagGateway::create(&*pair.api, &name("返乡")).await.unwrap().id;
    let both = TagBatch::new(vec![one.clone(), two.clone()]).unwrap();
    pair.api.tag(tag, &both).await.unwrap();
    let members = pair.api.members(tag, None).await.unwrap();
    assert_eq!(members.openids, [one.clone(), two.clone()]);
    assert!(pair.api.members(tag, Some(&two)).await.unwrap().openids.is_empty());
    pair.api.untag(tag, &TagBatch::new(vec![two.clone()]).unwrap()).await.unwrap();
    assert_eq!(TagGateway::of(&*pair.api, &one).await.unwrap(), [tag]);
    assert!(TagGateway::of(&*pair.api, &two).await.unwrap().is_empty());
    let told = pair.api.info(&one).await.unwrap().following.unwrap();
    assert_eq!(told.tags, [tag], "the other calls tell the same");

    pair.api.rename(tag, &name("返乡创业")).await.unwrap();
    let listed = TagGateway::list(&*pair.api).await.unwrap();
    assert!(listed.contains(&Tag { id: tag, name: "返乡创业".into(), followers: 1 }), "{listed:?}");
    TagGateway::delete(&*pair.api, tag).await.unwrap();
    assert!(TagGateway::of(&*pair.api, &one).await.unwrap().is_empty());
    pair.made([
        "/cgi-bin/tags/create",
        "/cgi-bin/tags/get",
        "/cgi-bin/tags/update",
        "/cgi-bin/tags/delete",
        "/cgi-bin/tags/getidlist",
        "/cgi-bin/tags/members/batchtagging",
        "/cgi-bin/tags/members/batchuntagging",
        "/cgi-bin/user/tag/get",
    ]);
}

#[tokio::test]
async fn whoever_could_not_be_tagged_is_named_and_the_others_have_the_tag() {
    let pair = Pair::new().await;
    let (stays, leaves) = (pair.follower(), pair.follower());
    pair.act(&leaves, Act::Unfollow);
    let tag = TagGateway::create(&*pair.api, &name("返乡")).await.unwrap().id;
    let both = TagBatch::new(vec![leaves.clone(), stays.clone()]).unwrap();
    let error = pair.api.tag(tag, &both).await.unwrap_err();
    assert_eq!((error.decision(), error.failed()), (Decision::RetryFailed, &[leaves][..]));
    assert_eq!(TagGateway::of(&*pair.api, &stays).await.unwrap(), [tag]);
}

#[tokio::test]
async fn a_name_that_is_taken_and_a_tag_of_the_platforms_own_are_refused() {
    let pair = Pair::new().await;
    let tag = TagGateway::create(&*pair.api, &name("返乡")).await.unwrap();
    assert_eq!(TagGateway::create(&*pair.api, &name("返乡")).await.unwrap_err().decision(), Decision::Bug);
    let own = TagGateway::list(&*pair.api).await.unwrap().into_iter().find(|other| other.id < tag.id).unwrap();
    assert_eq!(pair.api.rename(own.id, &name("改名")).await.unwrap_err().decision(), Decision::Bug);
}
