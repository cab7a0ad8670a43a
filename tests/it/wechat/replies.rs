//! Passive replies, compared byte for byte with `tests/golden/replies` (platform sheet 5).

use guiyan::app::inbox::Answer;
use guiyan::domain::passive_reply::{Article, PassiveReply, Trigger};
use guiyan::wechat::config::{CallbackConfig, Mode};
use guiyan::wechat::reply::{Address, to_xml};
use jiff::Timestamp;

use super::platform::{ACCOUNT, NOW, Platform, WORKER, config, event, text};

fn rendered(reply: &PassiveReply, trigger: Trigger) -> Option<String> {
    let at = Timestamp::from_second(NOW).unwrap();
    to_xml(reply, Address { to: WORKER, from: ACCOUNT, at }, trigger, 2000)
}

#[track_caller]
fn assert_golden(name: &str, reply: &PassiveReply, trigger: Trigger) {
    let path = format!("{}/tests/golden/replies/{name}.xml", env!("CARGO_MANIFEST_DIR"));
    let xml = rendered(reply, trigger).unwrap();
    if std::env::var_os("GUIYAN_UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &xml).unwrap();
    }
    assert_eq!(xml, std::fs::read_to_string(&path).unwrap(), "{path}");
}

fn cards(count: usize) -> PassiveReply {
    let card = |n| Article {
        title: format!("春风行动招聘会{n}"),
        description: "3月8日 9:00 县体育馆".into(),
        picture_url: "https://example.gov.cn/img/fair.jpg".into(),
        url: format!("https://example.gov.cn/fair/{n}?src=oa&v=1"),
    };
    PassiveReply::News((1..=count).map(card).collect())
}

#[test]
fn a_text_with_links_and_line_breaks() {
    let words = "招聘会：\n<a href=\"weixin://bizmsgmenu?msgmenucontent=报名&msgmenuid=join_12\">1 报名</a>\n\
                 A&B 说 '<好>' ]]> 😀";
    assert_golden("text", &PassiveReply::Text(words.into()), Trigger::Message);
}

#[test]
fn characters_that_xml_forbids_are_left_out() {
    let words = "招\u{1d}聘\u{2}会\u{0}\u{b}\u{fffe}\t好";
    assert_golden("text_cleaned", &PassiveReply::Text(words.into()), Trigger::Message);
}

#[test]
fn a_picture_and_a_recording_have_their_media_one_level_deeper() {
    assert_golden("image", &PassiveReply::Image { media_id: "media-1".into() }, Trigger::Message);
    assert_golden("voice", &PassiveReply::Voice { media_id: "media-2".into() }, Trigger::Message);
}

#[test]
fn a_film_with_and_without_words() {
    let film = |title: Option<&str>, description: Option<&str>| PassiveReply::Video {
        media_id: "media-3".into(),
        title: title.map(str::to_owned),
        description: description.map(str::to_owned),
    };
    assert_golden("video", &film(Some("返乡"), Some("一分钟")), Trigger::Message);
    assert_golden("video_bare", &film(None, None), Trigger::Message);
}

#[test]
fn music_always_has_its_picture() {
    let music = |words: Option<&str>| PassiveReply::Music {
        title: words.map(str::to_owned),
        description: words.map(str::to_owned),
        url: words.map(|_| "https://example.gov.cn/song.mp3".into()),
        hq_url: words.map(|_| "https://example.gov.cn/song-hq.mp3".into()),
        thumb_media_id: "media-4".into(),
    };
    assert_golden("music", &music(Some("兴国山歌")), Trigger::Event);
    assert_golden("music_bare", &music(None), Trigger::Event);
}

#[test]
fn cards_are_one_for_a_message_and_up_to_eight_for_an_event() {
    assert_golden("news_message", &cards(3), Trigger::Message);
    assert_golden("news_event", &cards(2), Trigger::Event);
    let many = rendered(&cards(10), Trigger::Event).unwrap();
    assert!(many.contains("<ArticleCount>8</ArticleCount>"));
    assert_eq!(many.matches("<item>").count(), 8);
    assert_eq!(rendered(&cards(0), Trigger::Event), None);
}

#[test]
fn a_hand_over_to_any_agent_or_to_one() {
    let to = |account: Option<&str>| PassiveReply::TransferCustomerService { account: account.map(str::to_owned) };
    assert_golden("transfer", &to(None), Trigger::Message);
    assert_golden("transfer_to_one", &to(Some("li@gh_0123456789ab")), Trigger::Message);
}

#[test]
fn an_empty_text_is_no_reply() {
    for empty in ["", "  \n", "\u{1}", "\u{0}\t"] {
        assert_eq!(rendered(&PassiveReply::Text(empty.into()), Trigger::Message), None);
    }
}

#[tokio::test]
async fn a_click_may_have_eight_cards_and_a_text_one() {
    let platform = Platform::answering(config(Mode::Plain), |_| Answer::Reply(cards(3))).await;
    let of_event = platform.push(event("CLICK", "<EventKey>k</EventKey>")).await.text().await.unwrap();
    let of_message = platform.push(text("招聘会")).await.text().await.unwrap();
    assert_eq!((of_event.matches("<item>").count(), of_message.matches("<item>").count()), (3, 1));
}

/// What a text of `words` becomes under this limit, in bytes.
async fn cut(words: &str, text_limit: usize) -> String {
    let reply = PassiveReply::Text(words.to_owned());
    let config = CallbackConfig { text_limit, ..config(Mode::Plain) };
    let platform = Platform::answering(config, move |_| Answer::Reply(reply.clone())).await;
    let xml = platform.push(text("a")).await.text().await.unwrap();
    let document = guiyan::wechat::xml::Document::parse(&xml, xml.len());
    document.map_or(xml.clone(), |document| document.root().field("Content").unwrap().unwrap().to_owned())
}

#[tokio::test]
async fn a_long_text_is_cut_between_characters_and_never_inside_a_link_or_an_entity() {
    assert_eq!(cut("招聘会", 9).await, "招聘会");
    assert_eq!(cut("招聘会", 8).await, "招聘");
    assert_eq!(cut("ab😀", 5).await, "ab");
    let link = "<a href=\"https://example.gov.cn\">岗位</a>";
    let words = format!("看{link}好");
    assert_eq!(cut(&words, 3 + link.len()).await, format!("看{link}"));
    for limit in 3..3 + link.len() {
        assert_eq!(cut(&words, limit).await, "看", "{limit}");
    }
    assert_eq!(cut("ab&quot;cd", 7).await, "ab");
    assert_eq!(cut("ab&quot;cd", 8).await, "ab&quot;");
    assert_eq!(cut("a & b & c", 3).await, "a &");
    assert_eq!(cut("1 < 2 <b>", 7).await, "1 < 2 <");
    assert_eq!(cut(link, 10).await, "success");
}
