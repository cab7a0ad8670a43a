//! What is done with a phone, and what our server hears of it (platform sheet 3).

use guiyan::simulator::act::{Act, Refused};
use guiyan::simulator::chat::{Author, Content};
use guiyan::simulator::menu::{Button, Menu};
use guiyan::wechat::push::Push;
use jiff::SignedDuration;
use serde_json::json;

use crate::support::simulated::{Simulated, code};

fn button(name: &str, kind: &str, key: &str) -> Button {
    let (key, url) = if kind == "view" { (None, Some(key.to_owned())) } else { (Some(key.to_owned()), None) };
    Button { name: name.into(), kind: Some(kind.into()), key, url, ..Button::default() }
}

fn menu() -> Menu {
    let below = vec![
        button("扫一扫", "scancode_waitmsg", "scan"),
        button("拍照", "pic_photo_or_album", "photo"),
        button("位置", "location_select", "place"),
    ];
    let parent = Button { name: "办事".into(), sub_button: below, ..Button::default() };
    Menu {
        button: vec![
            button("找工作", "click", "jobs"),
            button("政策", "view", "https://example.gov.cn/policy"),
            parent,
        ],
    }
}

#[tokio::test]
async fn every_act_is_heard_and_our_own_reader_takes_it() {
    let simulated = Simulated::new().await;
    simulated.platform.publish_menu(menu());
    let openid = simulated.follower();
    let place = || (25.95, 115.36, "兴国县".to_owned());
    let (latitude, longitude, label) = place();
    let acts: Vec<(Act, &str)> = vec![
        (Act::Say { text: "招聘会😀".into() }, "text"),
        (Act::TapMenuMessage { id: "jobs".into(), text: "查询岗位".into() }, "text"),
        (Act::Click { button: "1".into() }, "CLICK"),
        (Act::Click { button: "jobs".into() }, "CLICK"),
        (Act::Click { button: "2".into() }, "VIEW"),
        (Act::View { url: "https://example.gov.cn/policy".into() }, "VIEW"),
        (Act::Voice { transcript: None }, "voice"),
        (Act::Location { latitude, longitude, label: label.clone() }, "location"),
        (Act::Picture, "image"),
        (Act::Scan { scene: "gate".into() }, "SCAN"),
        (Act::ScanByMenu { button: "3.1".into(), result: "G-1".into() }, "scancode_waitmsg"),
        (Act::PictureByMenu { button: "photo".into() }, "pic_photo_or_album"),
        (Act::PickLocation { button: "3.3".into(), latitude, longitude, label }, "location_select"),
        (Act::Unfollow, "unsubscribe"),
    ];
    for (act, name) in acts {
        let before = simulated.heard_of(name).len();
        simulated.act(&openid, act);
        simulated.until(name, |simulated| (simulated.heard_of(name).len() > before).then_some(())).await;
    }
    for heard in simulated.heard() {
        let push = Push::parse(heard.body.as_bytes()).unwrap_or_else(|error| panic!("{error}: {}", heard.body));
        assert_eq!(push.from, *openid);
    }
}

#[tokio::test]
async fn messages_have_ids_of_their_own_and_a_menu_tap_names_its_choice() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    simulated.act(&openid, Act::TapMenuMessage { id: "jobs_recent".into(), text: "查询岗位".into() });
    let tapped = simulated.hears("text").await;
    assert_eq!((tapped.field("Content"), tapped.field("bizmsgmenuid")), ("查询岗位".into(), "jobs_recent".into()));
    simulated.say(&openid, "查询岗位");
    simulated.until("two messages", |simulated| (simulated.heard_of("text").len() == 2).then_some(())).await;
    let ids: std::collections::BTreeSet<String> =
        simulated.heard_of("text").iter().map(|heard| heard.field("MsgId")).collect();
    assert_eq!(ids.len(), 2);
    assert!(ids.iter().all(|id| (17..=19).contains(&id.len())), "{ids:?}");
}

#[tokio::test]
async fn x_is_the_latitude() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    simulated.act(&openid, Act::Location { latitude: 25.95, longitude: 115.36, label: "兴国县".into() });
    let heard = simulated.hears("location").await;
    assert_eq!((heard.field("Location_X"), heard.field("Location_Y")), ("25.95".into(), "115.36".into()));
}

#[tokio::test]
async fn a_link_in_the_conversation_is_opened_without_an_event() {
    let simulated = Simulated::new().await;
    simulated.platform.publish_menu(menu());
    let openid = simulated.follower();
    simulated.act(&openid, Act::View { url: "https://example.gov.cn/elsewhere".into() });
    simulated.act(&openid, Act::View { url: "https://example.gov.cn/policy".into() });
    let heard = simulated.hears("VIEW").await;
    assert_eq!(heard.field("EventKey"), "https://example.gov.cn/policy");
    assert!(heard.field("MenuId").parse::<u64>().unwrap() > 0);
    assert_eq!(simulated.heard_of("VIEW").len(), 1);
}

#[tokio::test]
async fn what_cannot_be_done_is_refused_and_nobody_hears_of_it() {
    let simulated = Simulated::new().await;
    simulated.platform.publish_menu(menu());
    let openid = simulated.follower();
    let stranger = simulated.platform.newcomer().unwrap();
    let say = |text: &str| Act::Say { text: text.into() };
    let refused = [
        (&*openid, Act::Follow { scene: None }, Refused::FollowsAlready),
        (&*stranger, say("你好"), Refused::DoesNotFollow),
        ("oNobody", say("你好"), Refused::Stranger),
        ("not an openid", Act::Follow { scene: None }, Refused::NoRoom),
        (&*openid, say(""), Refused::Empty),
        (&*openid, Act::Say { text: "长".repeat(4_001) }, Refused::TooLong),
        (&*openid, Act::Click { button: "4".into() }, Refused::NoSuchButton),
        (&*openid, Act::Click { button: "3.1".into() }, Refused::NoSuchButton),
        (&*openid, Act::PictureByMenu { button: "3.1".into() }, Refused::NoSuchButton),
        (&*openid, Act::Location { latitude: 91.0, longitude: 0.0, label: String::new() }, Refused::Empty),
        (&*openid, Act::AnswerNotice { template_id: "none".into(), accept: true }, Refused::NoSuchNotice),
        (&*openid, Act::Scan { scene: String::new() }, Refused::Empty),
    ];
    simulated.hears("subscribe").await;
    for (who, act, why) in refused {
        assert_eq!(simulated.platform.act(who, act.clone()), Err(why), "{act:?}");
    }
    simulated.say(&openid, "还在");
    simulated.hears("text").await;
    assert_eq!(simulated.heard().len(), 2);
}

#[tokio::test]
async fn text_goes_out_as_it_was_typed_even_where_it_breaks_the_document() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    simulated.say(&openid, "a]]></Content><FromUserName>oEvil</FromUserName><Content><![CDATA[b");
    let heard = simulated.until("the message", |simulated| simulated.heard().into_iter().nth(1)).await;
    assert!(heard.body.contains("<![CDATA[a]]></Content><FromUserName>oEvil"), "{}", heard.body);
}

#[tokio::test]
async fn who_leaves_takes_remark_and_tags_along_and_keeps_the_conversation() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    let created = simulated.post("/cgi-bin/tags/create", json!({ "tag": { "name": "返乡" } })).await;
    let tag = created["tag"]["id"].as_u64().unwrap();
    let batch = json!({ "openid_list": [&*openid], "tagid": tag });
    assert_eq!(code(&simulated.post("/cgi-bin/tags/members/batchtagging", batch).await), 0);
    simulated.act(&openid, Act::Unfollow);
    simulated.act(&openid, Act::Follow { scene: None });
    let info = simulated.get("/cgi-bin/user/info", &[("openid", &openid)]).await;
    assert_eq!(info["tagid_list"], json!([]));
    let tags = simulated.get("/cgi-bin/tags/get", &[]).await;
    let counts = tags["tags"].as_array().unwrap().iter().find(|one| one["id"] == tag).unwrap();
    assert_eq!(counts["count"], 0);
    assert_eq!(simulated.chat(&openid).iter().filter(|entry| entry.from == Author::Notice).count(), 3);
}

#[tokio::test]
async fn a_conversation_keeps_its_last_entries_and_can_be_read_on() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    for n in 0..100 {
        simulated.say(&openid, &n.to_string());
    }
    let all = simulated.chat(&openid);
    assert_eq!(all.len(), 60);
    assert_eq!(*all.last().unwrap().content, Content::Text { text: "99".into() });
    assert_eq!(simulated.platform.chat(&openid, all[57].id).len(), 2);
    assert!(simulated.platform.chat("oNobody", 0).is_empty());
}

#[tokio::test]
async fn the_clock_of_the_platform_dates_what_it_pushes() {
    let simulated = Simulated::new().await;
    simulated.wait(SignedDuration::from_hours(24));
    simulated.follower();
    let heard = simulated.hears("subscribe").await;
    assert_eq!(heard.field("CreateTime"), simulated.platform.now().as_second().to_string());
}

#[tokio::test]
async fn people_are_listed_in_the_order_in_which_they_came() {
    let simulated = Simulated::new().await;
    simulated.platform.seed_followers(5);
    let newcomer = simulated.platform.newcomer().unwrap();
    let people = simulated.platform.followers(3, 10);
    assert_eq!(people.len(), 3);
    assert_eq!((&people[2].openid, people[2].subscribed, people[2].name.as_str()), (&newcomer, false, "乡亲6"));
    assert!(people[..2].iter().all(|one| one.subscribed));
}
