//! Platform sheet 7.2.

use guiyan::app::platform::customer_service::{
    CustomerServiceGateway, CustomerServiceMessage, InvalidLogRange, LogRange, LogRows, MessageMenu, Typing,
};
use guiyan::app::platform::id::{ArticleId, MediaId, MiniProgramId};
use guiyan::app::platform::limit::{Bytes, Few};
use guiyan::domain::passive_reply::Article;
use jiff::ToSpan;

use super::{march, worker};
use crate::support::recording::play;

fn media() -> MediaId {
    MediaId::parse("MEDIA_ID").unwrap()
}

fn thumb() -> MediaId {
    MediaId::parse("THUMB_ID").unwrap()
}

/// Sends it, and it is what the recording says.
async fn assert_sent(case: &str, message: CustomerServiceMessage, agent: Option<&str>) {
    play(case, |api| async move { api.send(&worker(), &message, agent).await }).await.unwrap();
}

#[tokio::test]
async fn text_keeps_its_links_and_hanzi_as_they_are() {
    let text = "今天下午有招聘会：<a href=\"https://example.gov.cn/fair?a=1&b=2\">去看看</a>";
    let message = CustomerServiceMessage::Text(Bytes::new(text).unwrap());
    assert_sent("customer_service/text", message, None).await;
}

#[tokio::test]
async fn a_message_can_come_from_an_agent() {
    let message = CustomerServiceMessage::Text(Bytes::new("您好").unwrap());
    assert_sent("customer_service/text_from_agent", message, Some("a@b")).await;
}

#[tokio::test]
async fn media_go_by_their_ids() {
    assert_sent("customer_service/image", CustomerServiceMessage::Image(media()), None).await;
    assert_sent("customer_service/voice", CustomerServiceMessage::Voice(media()), None).await;
    assert_sent("customer_service/mpnews", CustomerServiceMessage::LibraryArticle(media()), None).await;
    let published = CustomerServiceMessage::PublishedArticle(ArticleId::parse("ARTICLE_ID").unwrap());
    assert_sent("customer_service/mpnewsarticle", published, None).await;
    assert_sent("customer_service/wxcard", CustomerServiceMessage::Card("CARD_ID".into()), None).await;
}

#[tokio::test]
async fn what_a_film_does_not_have_is_left_out() {
    let film = CustomerServiceMessage::Video {
        media_id: media(),
        thumb_media_id: thumb(),
        title: Some("宣传片".into()),
        description: None,
    };
    assert_sent("customer_service/video", film, None).await;
}

#[tokio::test]
async fn music_has_two_addresses() {
    let music = CustomerServiceMessage::Music {
        title: "归雁".into(),
        description: "县歌".into(),
        url: "https://example.gov.cn/m.mp3".into(),
        hq_url: "https://example.gov.cn/hq.mp3".into(),
        thumb_media_id: thumb(),
    };
    assert_sent("customer_service/music", music, None).await;
}

#[tokio::test]
async fn a_card_is_a_list_of_one() {
    let card = CustomerServiceMessage::News(Article {
        title: "春风行动招聘会".into(),
        description: "3月8日".into(),
        picture_url: "https://example.gov.cn/fair.png".into(),
        url: "https://example.gov.cn/fair".into(),
    });
    assert_sent("customer_service/news", card, None).await;
}

#[tokio::test]
async fn a_message_menu_is_written_as_the_sample_shows_it() {
    let answers = vec![("101".into(), "本周招聘会".into()), ("102".into(), "技能补贴".into())];
    let menu =
        MessageMenu {
            head: "请选择：".into(), answers: Few::new(answers).unwrap(), tail: "回复序号亦可".into()
        };
    assert_sent("customer_service/msgmenu", CustomerServiceMessage::Menu(menu), None).await;
}

#[tokio::test]
async fn a_mini_program_page_is_a_card() {
    let page = CustomerServiceMessage::MiniProgram {
        title: "找工作".into(),
        app_id: MiniProgramId::parse("wx0123456789abcdef").unwrap(),
        page: "pages/index".into(),
        thumb_media_id: thumb(),
    };
    assert_sent("customer_service/miniprogrampage", page, None).await;
}

#[tokio::test]
async fn typing_is_shown_and_hidden() {
    let typing = |case, typing| play(case, move |api| async move { api.typing(&worker(), typing).await });
    typing("customer_service/typing", Typing::Start).await.unwrap();
    typing("customer_service/cancel_typing", Typing::Stop).await.unwrap();
}

#[tokio::test]
async fn the_log_comes_line_by_line() {
    let range = LogRange::new(march(), march() + 24.hours()).unwrap();
    let rows = LogRows::at_most(u32::MAX);
    let log = play("customer_service/chat_log", |api| async move { api.chat_log(range, 1, rows).await }).await.unwrap();
    assert_eq!(log.next, 20_165_267);
    let lines: Vec<_> = log.lines.iter().map(|line| (line.code, &*line.text, &*line.agent)).collect();
    assert_eq!(lines, [(2002, "您好，请问有什么可以帮您", "a@b"), (2003, "想找电子厂", "a@b")]);
    assert_eq!(log.lines[1].openid, worker());
    assert_eq!(log.lines[0].at, Some(march() + 2.hours()));
    assert!(!format!("{log:?}").contains("电子厂"), "a log line shows what people said");
}

#[test]
fn a_log_range_is_a_day_at_most() {
    let range = |end| LogRange::new(march(), end).map(|_| ());
    assert_eq!(range(march() + 24.hours()), Ok(()));
    assert_eq!(range(march() + 24.hours() + 1.second()), Err(InvalidLogRange));
    assert_eq!(range(march()), Err(InvalidLogRange));
}
