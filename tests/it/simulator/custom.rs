//! Customer-service messages and their windows (platform sheet 7.2).

use guiyan::simulator::act::Act;
use guiyan::simulator::chat::Content;
use guiyan::simulator::menu::{Button, Menu};
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::simulated::{Answer, Simulated, code};

const SEND: &str = "/cgi-bin/message/custom/send";

/// Whether an entry is of the kind that was sent.
type Shown = fn(&Content) -> bool;

/// A follower whose window of the follow itself is over.
fn quiet_follower(simulated: &Simulated) -> std::sync::Arc<str> {
    let openid = simulated.follower();
    simulated.wait(SignedDuration::from_mins(2));
    openid
}

#[tokio::test]
async fn a_message_opens_five_within_two_days() {
    let simulated = Simulated::new().await;
    let openid = quiet_follower(&simulated);
    assert_eq!(simulated.custom(&openid, "太早").await, 45015);
    simulated.say(&openid, "你好");
    for n in 1..=5 {
        assert_eq!(simulated.custom(&openid, &format!("第{n}条")).await, 0);
    }
    assert_eq!(simulated.custom(&openid, "第6条").await, 45047);
}

#[tokio::test]
async fn two_days_after_the_last_message_it_is_too_late() {
    let mut simulated = Simulated::new().await;
    let openid = quiet_follower(&simulated);
    simulated.say(&openid, "你好");
    simulated.wait(SignedDuration::from_hours(48) - SignedDuration::from_secs(1));
    simulated.renew().await;
    assert_eq!(simulated.custom(&openid, "还来得及").await, 0);
    simulated.wait(SignedDuration::from_secs(1));
    assert_eq!(simulated.custom(&openid, "来不及了").await, 45015);
}

#[tokio::test]
async fn following_opens_three_within_a_minute() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    for _ in 0..3 {
        assert_eq!(simulated.custom(&openid, "欢迎").await, 0);
    }
    assert_eq!(simulated.custom(&openid, "欢迎").await, 45047);
    simulated.wait(SignedDuration::from_secs(60));
    assert_eq!(simulated.custom(&openid, "欢迎").await, 45015);
}

#[tokio::test]
async fn a_menu_tap_a_scan_and_a_tap_on_a_menu_message_open_three_within_a_minute() {
    let simulated = Simulated::new().await;
    let button =
        Button { name: "找工作".into(), kind: Some("click".into()), key: Some("jobs".into()), ..Button::default() };
    simulated.platform.publish_menu(Menu { button: vec![button] });
    let openid = quiet_follower(&simulated);
    let touches = [
        Act::Click { button: "jobs".into() },
        Act::Scan { scene: "gate".into() },
        Act::TapMenuMessage { id: "101".into(), text: "本周招聘会".into() },
    ];
    for touch in touches {
        simulated.act(&openid, touch);
        for _ in 0..3 {
            assert_eq!(simulated.custom(&openid, "好").await, 0);
        }
        assert_eq!(simulated.custom(&openid, "好").await, 45047);
        simulated.wait(SignedDuration::from_secs(60));
        assert_eq!(simulated.custom(&openid, "好").await, 45015);
    }
}

#[tokio::test]
async fn windows_fill_up_to_the_best_and_do_not_add_up() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    simulated.say(&openid, "你好");
    let mut sent = 0;
    while simulated.custom(&openid, "好").await == 0 {
        sent += 1;
    }
    assert_eq!(sent, 5);
    simulated.act(&openid, Act::Scan { scene: "gate".into() });
    let mut sent = 0;
    while simulated.custom(&openid, "好").await == 0 {
        sent += 1;
    }
    assert_eq!(sent, 3);
}

#[tokio::test]
async fn where_windows_add_up_a_follow_and_a_message_make_eight() {
    let simulated = Simulated::with(|settings| settings.rules.windows_add_up = true, |_| Answer::body("success")).await;
    let openid = simulated.follower();
    simulated.say(&openid, "你好");
    let mut sent = 0;
    while simulated.custom(&openid, "好").await == 0 {
        sent += 1;
    }
    assert_eq!(sent, 8);
}

#[tokio::test]
async fn only_followers_who_take_messages_get_them() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    simulated.say(&openid, "你好");
    assert_eq!(simulated.custom("oNobody", "好").await, 40003);
    simulated.platform.set_receiving(&openid, false);
    assert_eq!(simulated.custom(&openid, "好").await, 48002);
    simulated.platform.set_receiving(&openid, true);
    let list = json!({ "openid_list": [&*openid] });
    assert_eq!(code(&simulated.post("/cgi-bin/tags/members/batchblacklist", list).await), 0);
    assert_eq!(simulated.custom(&openid, "好").await, 43019);
    simulated.act(&openid, Act::Unfollow);
    assert_eq!(simulated.custom(&openid, "好").await, 43004);
}

#[tokio::test]
async fn a_message_that_says_nothing_or_too_much_is_refused_and_costs_nothing() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    let article = json!({ "title": "招聘会", "description": "", "url": "https://example.gov.cn", "picurl": "" });
    let refused = [
        (json!({ "msgtype": "text", "text": { "content": " " } }), 44004),
        (json!({ "msgtype": "text", "text": { "content": "好".repeat(683) } }), 45002),
        (json!({ "msgtype": "image", "image": { "media_id": "none" } }), 40007),
        (json!({ "msgtype": "news", "news": { "articles": [article, article] } }), 45008),
        (json!({ "msgtype": "news", "news": { "articles": [] } }), 45008),
        (json!({ "msgtype": "mpnewsarticle", "mpnewsarticle": { "article_id": "none" } }), 53600),
        (json!({ "msgtype": "telegram" }), 40008),
        (json!({ "msgtype": "image", "text": { "content": "好" } }), 47001),
    ];
    for (mut body, errcode) in refused {
        body["touser"] = json!(&*openid);
        assert_eq!(code(&simulated.post(SEND, body.clone()).await), errcode, "{body}");
    }
    for _ in 0..3 {
        assert_eq!(simulated.custom(&openid, "好").await, 0);
    }
}

#[tokio::test]
async fn every_kind_of_message_appears_in_the_conversation() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    let upload = async |kind: &str, name: &str| {
        let answer = simulated.upload("/cgi-bin/media/upload", kind, (name, vec![1; 100])).await;
        answer.get("media_id").or(answer.get("thumb_media_id")).unwrap().clone()
    };
    let (image, voice) = (upload("image", "a.png").await, upload("voice", "a.mp3").await);
    let (video, thumb) = (upload("video", "a.mp4").await, upload("thumb", "a.jpg").await);
    let choices = json!([{ "id": 101, "content": "本周招聘会" }, { "id": "102", "content": "技能补贴" }]);
    let page =
        json!({ "title": "小程序", "appid": "wx0123456789abcdef", "pagepath": "pages/index", "thumb_media_id": thumb });
    let article = json!({ "title": "招聘会", "description": "周六", "url": "https://example.gov.cn", "picurl": "" });
    let kinds: Vec<(&str, Value, Shown)> = vec![
        ("text", json!({ "content": "好" }), |shown| matches!(shown, Content::Text { .. })),
        ("image", json!({ "media_id": image }), |shown| matches!(shown, Content::Image { .. })),
        ("voice", json!({ "media_id": voice }), |shown| matches!(shown, Content::Voice { .. })),
        ("video", json!({ "media_id": video, "thumb_media_id": thumb }), |shown| {
            matches!(shown, Content::Video { .. })
        }),
        (
            "music",
            json!({ "musicurl": "https://example.gov.cn/a.mp3", "hqmusicurl": "", "thumb_media_id": thumb }),
            |shown| matches!(shown, Content::Music { .. }),
        ),
        ("news", json!({ "articles": [article] }), |shown| matches!(shown, Content::News { .. })),
        (
            "msgmenu",
            json!({ "head_content": "请选择", "list": choices }),
            |shown| matches!(shown, Content::Msgmenu { choices, .. } if choices[0].id == "101" && choices[1].id == "102"),
        ),
        ("miniprogrampage", page, |shown| matches!(shown, Content::MiniProgram { .. })),
        ("wxcard", json!({ "card_id": "c" }), |shown| matches!(shown, Content::Coupon { .. })),
    ];
    for (kind, object, shown) in kinds {
        simulated.say(&openid, "你好");
        let mut body = json!({ "touser": &*openid, "msgtype": kind });
        body[kind] = object;
        assert_eq!(code(&simulated.post(SEND, body).await), 0, "{kind}");
        assert!(simulated.chat(&openid).iter().any(|entry| shown(&entry.content)), "{kind} is not shown");
    }
}

#[tokio::test]
async fn typing_shows_only_while_a_conversation_is_going_on() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    let typing = async |command: &str| {
        let body = json!({ "touser": &*openid, "command": command });
        code(&simulated.post("/cgi-bin/message/custom/typing", body).await)
    };
    assert_eq!(typing("Singing").await, 45072);
    assert_eq!(typing("Typing").await, 0);
    assert_eq!(typing("Typing").await, 45081);
    assert_eq!(typing("CancelTyping").await, 0);
    simulated.wait(SignedDuration::from_secs(31));
    assert_eq!(typing("Typing").await, 45080);
}

#[tokio::test]
async fn the_chat_record_has_the_words_of_both_sides_page_by_page() {
    let simulated = Simulated::new().await;
    let openid = simulated.follower();
    simulated.say(&openid, "有工作吗");
    simulated.custom(&openid, "有的").await;
    let now = simulated.platform.now().as_second();
    let page = async |after: u64| {
        let body = json!({ "starttime": now - 60, "endtime": now + 60, "msgid": after, "number": 1 });
        simulated.post("/customservice/msgrecord/getmsglist", body).await
    };
    let first = page(0).await;
    assert_eq!(
        (&first["recordlist"][0]["text"], &first["recordlist"][0]["opercode"]),
        (&json!("有工作吗"), &json!(2003))
    );
    let second = page(first["msgid"].as_u64().unwrap()).await;
    assert_eq!(
        (&second["recordlist"][0]["text"], &second["recordlist"][0]["opercode"]),
        (&json!("有的"), &json!(2002))
    );
    assert_eq!(page(second["msgid"].as_u64().unwrap()).await["number"], 0);
    let too_long = json!({ "starttime": now - 90_000, "endtime": now, "number": 1 });
    assert_eq!(code(&simulated.post("/customservice/msgrecord/getmsglist", too_long).await), 65416);
}
