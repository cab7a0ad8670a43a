//! Followers (platform sheet 7.7).

use guiyan::app::platform::failure::{Decision, Unreachable};
use guiyan::app::platform::followers::{BlacklistBatch, FollowerGateway, InfoBatch, Remark};
use guiyan::app::platform::template_data::TemplateData;
use guiyan::app::platform::{
    id::ClientMessageId, id::TemplateId, template::TemplateGateway, template::TemplateMessage,
};
use guiyan::domain::id::OpenId;
use guiyan::simulator::act::Act;

use crate::support::pair::Pair;

#[tokio::test]
async fn all_followers_are_listed_page_after_page() {
    let pair = Pair::new().await;
    let seeded = pair.platform().seed_followers(10_001);
    let first = FollowerGateway::list(&*pair.api, None).await.unwrap();
    assert_eq!((first.total, first.openids.len()), (Some(10_001), 10_000));
    let second = FollowerGateway::list(&*pair.api, first.next.as_ref()).await.unwrap();
    assert_eq!(second.openids, [OpenId::parse(&seeded[10_000]).unwrap()]);
    let third = FollowerGateway::list(&*pair.api, second.next.as_ref()).await.unwrap();
    assert_eq!((third.openids.len(), third.next), (0, None));
    pair.made(["/cgi-bin/user/get"]);
}

#[tokio::test]
async fn a_follower_is_known_by_scene_remark_and_time_and_who_left_by_nothing() {
    let pair = Pair::new().await;
    let by_words = OpenId::parse(&pair.platform().newcomer().unwrap()).unwrap();
    pair.act(&by_words, Act::Follow { scene: Some("gate1".into()) });
    let by_number = OpenId::parse(&pair.platform().newcomer().unwrap()).unwrap();
    pair.act(&by_number, Act::Follow { scene: Some("42".into()) });
    let left = pair.follower();
    pair.act(&left, Act::Unfollow);

    pair.api.set_remark(&by_words, &Remark::new("电焊工，正月初八回").unwrap()).await.unwrap();
    let known = pair.api.info(&by_words).await.unwrap().following.unwrap();
    assert_eq!((&*known.remark, known.since), ("电焊工，正月初八回", Some(pair.platform().now())));
    assert_eq!((known.scene.as_deref(), known.qr_scene_text.as_deref()), (Some("ADD_SCENE_QR_CODE"), Some("gate1")));

    let batch = InfoBatch::new(vec![by_words, by_number.clone(), left.clone()]).unwrap();
    let infos = pair.api.infos(&batch).await.unwrap();
    let of = |openid: &OpenId| infos.iter().find(|info| info.openid == *openid).unwrap().following.clone();
    assert_eq!(of(&by_number).unwrap().qr_scene, Some(42));
    assert_eq!((infos.len(), of(&left)), (3, None));
    pair.made(["/cgi-bin/user/info", "/cgi-bin/user/info/batchget", "/cgi-bin/user/info/updateremark"]);
}

#[tokio::test]
async fn whoever_is_on_the_blacklist_gets_nothing_until_they_are_off_it() {
    let pair = Pair::new().await;
    let (follower, other) = (pair.follower(), pair.follower());
    let template = pair.platform().add_template("报名成功通知", &[("活动名称", "thing1")]).unwrap();
    let message = |key: &str| TemplateMessage {
        to: follower.clone(),
        template: TemplateId::parse(&template).unwrap(),
        key: ClientMessageId::parse(key).unwrap(),
        url: None,
        mini_program: None,
        data: TemplateData::new([("thing1", "招聘会")]).unwrap(),
    };
    let batch = BlacklistBatch::new(vec![follower.clone()]).unwrap();
    pair.api.block(&batch).await.unwrap();
    let blacklist = pair.api.blacklist(None).await.unwrap();
    assert_eq!((blacklist.total, blacklist.openids), (Some(1), vec![follower.clone()]));
    let refused = TemplateGateway::send(&*pair.api, &message("a")).await.unwrap_err();
    assert_eq!(refused.decision(), Decision::DropFollower(Unreachable::Blacklisted));
    pair.api.unblock(&batch).await.unwrap();
    assert!(pair.api.blacklist(None).await.unwrap().openids.is_empty());
    TemplateGateway::send(&*pair.api, &message("b")).await.unwrap();
    assert_eq!((pair.received(&follower).len(), pair.received(&other).len()), (1, 0));
    pair.made([
        "/cgi-bin/tags/members/getblacklist",
        "/cgi-bin/tags/members/batchblacklist",
        "/cgi-bin/tags/members/batchunblacklist",
    ]);
}
