//! What of a reply reaches the phone, and what is a fault (platform sheet 4 and 5).

use guiyan::simulator::act::Act;
use guiyan::simulator::chat::{Author, Content};

use crate::support::simulated::{ACCOUNT, Answer, Heard, Simulated, reply};

/// Answers words with this, everything else with `success`; `{to}` is the follower.
async fn replying(body: &'static str) -> (Simulated, std::sync::Arc<str>) {
    let answer = move |heard: &Heard| match heard.name().as_str() {
        "text" => Answer::body(body.replace("{to}", &heard.field("FromUserName"))),
        _ => Answer::body("success"),
    };
    let simulated = Simulated::answering(answer).await;
    let openid = simulated.follower();
    simulated.say(&openid, "你好");
    (simulated, openid)
}

#[tokio::test]
async fn what_is_no_sound_reply_makes_the_follower_read_the_fault_notice_at_once() {
    let whole = reply("{to}", ACCOUNT, "<MsgType>text</MsgType><Content>好</Content>");
    let broken: Vec<(&str, String)> = vec![
        ("JSON", r#"{"errcode":0}"#.to_owned()),
        ("words", "好的".to_owned()),
        ("success with a line after it", "success\n".to_owned()),
        ("half an XML", whole[..whole.len() - 4].to_owned()),
        ("something after the end", format!("{whole}<xml/>")),
        ("somebody else's openid", whole.replace("{to}", "oSomebodyElse")),
        ("another account", whole.replace(ACCOUNT, "gh_ffffffffffff")),
        ("empty words", whole.replace("好", "")),
        ("no words", whole.replace("<Content>好</Content>", "")),
        ("an unknown kind", whole.replace("<MsgType>text", "<MsgType>hologram")),
        ("a moment that is none", whole.replace("<CreateTime>1", "<CreateTime>now")),
        ("a picture at the wrong level", reply("{to}", ACCOUNT, "<MsgType>image</MsgType><MediaId>m</MediaId>")),
        ("a picture that is not there", {
            reply("{to}", ACCOUNT, "<MsgType>image</MsgType><Image><MediaId>m</MediaId></Image>")
        }),
        ("cards without cards", reply("{to}", ACCOUNT, "<MsgType>news</MsgType><ArticleCount>1</ArticleCount>")),
        ("music without a picture", {
            reply("{to}", ACCOUNT, "<MsgType>music</MsgType><Music><Title>歌</Title></Music>")
        }),
    ];
    for (what, body) in broken {
        let (simulated, openid) = replying(body.leak()).await;
        simulated.sees(&openid, what, |shown| matches!(shown, Content::FaultNotice { .. })).await;
        assert_eq!(simulated.heard_of("text").len(), 1, "{what} was delivered again");
    }
}

#[tokio::test]
async fn nothing_at_all_and_success_show_nothing() {
    for body in ["", "success"] {
        let (simulated, openid) = replying(body).await;
        let traced = |simulated: &Simulated| {
            simulated.platform.trace(0).into_iter().find(|trace| trace.name == "text" && trace.status == Some(200))
        };
        simulated.until("the answer", traced).await;
        assert!(simulated.chat(&openid).iter().all(|entry| entry.from != Author::Account));
        assert!(!simulated.chat(&openid).iter().any(|entry| matches!(&*entry.content, Content::FaultNotice { .. })));
    }
}

/// So many cards.
fn cards(heard: &Heard, count: usize) -> Answer {
    let card = "<item><Title>招聘会</Title><Description>周六</Description><PicUrl></PicUrl><Url>https://example.gov.cn</Url></item>";
    let rest = format!(
        "<MsgType>news</MsgType><ArticleCount>{count}</ArticleCount><Articles>{}</Articles>",
        card.repeat(count)
    );
    Answer::body(reply(&heard.field("FromUserName"), ACCOUNT, &rest))
}

#[tokio::test]
async fn words_are_answered_by_one_card_and_a_follow_by_up_to_eight() {
    let simulated = Simulated::answering(|heard| cards(heard, 10)).await;
    let openid = simulated.follower();
    let count = |shown: &Content| if let Content::News { articles } = shown { articles.len() } else { 0 };
    simulated.sees(&openid, "eight cards", |shown| count(shown) == 8).await;
    simulated.say(&openid, "你好");
    simulated.sees(&openid, "one card", |shown| count(shown) == 1).await;
}

#[tokio::test]
async fn a_hand_over_to_agents_is_told_by_the_platform() {
    let body = reply("{to}", ACCOUNT, "<MsgType>transfer_customer_service</MsgType>");
    let (simulated, openid) = replying(body.leak()).await;
    let entry = simulated.sees(&openid, "the hand-over", |shown| matches!(shown, Content::HandedOver { .. })).await;
    assert_eq!(entry.from, Author::Notice);
}

#[tokio::test]
async fn a_picture_that_was_uploaded_is_shown_with_its_address() {
    let simulated = Simulated::new().await;
    let uploaded = simulated.upload("/cgi-bin/media/upload", "image", ("a.png", vec![7; 10])).await;
    let media_id = uploaded["media_id"].as_str().unwrap().to_owned();
    let rest = format!("<MsgType>image</MsgType><Image><MediaId>{media_id}</MediaId></Image>");
    let server =
        Simulated::answering(move |heard| Answer::body(reply(&heard.field("FromUserName"), ACCOUNT, &rest))).await;
    // The picture is in the first account's library alone; the second one cannot show it.
    let openid = server.follower();
    server.sees(&openid, "the fault", |shown| matches!(shown, Content::FaultNotice { .. })).await;
    let openid = simulated.follower();
    simulated.act(&openid, Act::Picture);
    let entry = simulated.sees(&openid, "the photo", |shown| matches!(shown, Content::Image { .. })).await;
    let Content::Image { url, .. } = &*entry.content else { panic!("no picture") };
    let photo = simulated.client.get(url).send().await.unwrap();
    assert_eq!(photo.headers()["content-type"], "image/png");
    assert!(photo.bytes().await.unwrap().starts_with(b"\x89PNG"));
}

#[tokio::test]
async fn a_reply_to_somebody_who_left_meanwhile_is_shown_to_nobody() {
    let simulated = Simulated::answering(|heard| Answer::words(heard, "再见")).await;
    let openid = simulated.follower();
    simulated.sees(&openid, "the welcome", |shown| matches!(shown, Content::Text { .. })).await;
    let before = simulated.chat(&openid).len();
    simulated.act(&openid, Act::Unfollow);
    let answered =
        |simulated: &Simulated| simulated.platform.trace(0).into_iter().find(|trace| trace.name == "unsubscribe");
    simulated.until("the answer", answered).await;
    assert_eq!(simulated.chat(&openid).len(), before + 1, "only the note that they left");
}
