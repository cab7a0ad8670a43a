//! Platform sheet 7.7.

use guiyan::app::platform::followers::{BlacklistBatch, FollowerGateway, FollowerInfo, InfoBatch, Remark};
use guiyan::app::platform::id::TagId;

use super::{march, openid, other, worker};
use crate::support::recording::play;

#[tokio::test]
async fn followers_come_in_pages_and_the_last_has_no_data() {
    let page = play("followers/list", |api| async move { api.list(None).await }).await.unwrap();
    assert_eq!((page.total, page.next), (Some(3), Some(other())));
    assert_eq!(page.openids, [worker(), other()]);
    let from = other();
    let last = play("followers/list_last", |api| async move { api.list(Some(&from)).await }).await.unwrap();
    assert_eq!((last.openids, last.next), (Vec::new(), None));
}

#[tokio::test]
async fn a_follower_is_told_with_how_they_came() {
    let info = play("followers/info", |api| async move { api.info(&worker()).await }).await.unwrap();
    assert_eq!(info.openid, worker());
    let following = info.following.unwrap();
    assert_eq!(following.since, Some(march()));
    assert_eq!(following.union_id.as_ref().unwrap().as_str(), "oUNION0000000000000000000001");
    assert_eq!(following.remark, "老李");
    assert_eq!(following.tags, [TagId(128), TagId(2)]);
    assert_eq!(following.scene.as_deref(), Some("ADD_SCENE_QR_CODE"));
    assert_eq!((following.qr_scene, &following.qr_scene_text), (Some(98765), &None));
    let shown = format!("{following:?}");
    assert!(!shown.contains("老李") && !shown.contains("oUNION"), "{shown}");
}

#[tokio::test]
async fn of_somebody_who_left_nothing_is_told() {
    let info = play("followers/info_gone", |api| async move { api.info(&worker()).await }).await.unwrap();
    assert_eq!(info, FollowerInfo { openid: worker(), following: None });
}

#[tokio::test]
async fn several_are_asked_about_at_once() {
    let batch = InfoBatch::new(vec![worker(), other()]).unwrap();
    let infos = play("followers/infos", |api| async move { api.infos(&batch).await }).await.unwrap();
    let [first, second] = &infos[..] else { panic!("{infos:?}") };
    let following = first.following.as_ref().unwrap();
    assert_eq!(following.scene.as_deref(), Some("ADD_SCENE_NOT_KNOWN_YET"));
    assert_eq!(following.qr_scene, None);
    assert_eq!(following.qr_scene_text.as_deref(), Some("fair_2026_spring_gate1"));
    assert_eq!(second, &FollowerInfo { openid: other(), following: None });
}

#[tokio::test]
async fn staff_can_note_something() {
    let remark = Remark::new("老李").unwrap();
    play("followers/remark", |api| async move { api.set_remark(&worker(), &remark).await }).await.unwrap();
}

#[tokio::test]
async fn the_blacklist_is_read_and_written() {
    let blocked = openid("oEMPcentre0000000000000000C3");
    let page = play("followers/blacklist", |api| async move { api.blacklist(None).await }).await.unwrap();
    assert_eq!((page.total, &page.openids[..]), (Some(1), &[blocked.clone()][..]));
    let batch = BlacklistBatch::new(vec![blocked]).unwrap();
    let same = batch.clone();
    play("followers/block", |api| async move { api.block(&batch).await }).await.unwrap();
    play("followers/unblock", |api| async move { api.unblock(&same).await }).await.unwrap();
}
