//! Customer-service messages, typing and the log (platform sheet 7.2).

use guiyan::app::platform::customer_service::{
    CustomerServiceGateway, CustomerServiceMessage, LogRange, LogRows, MessageMenu, Typing,
};
use guiyan::app::platform::failure::{Decision, Unreachable};
use guiyan::app::platform::id::MiniProgramId;
use guiyan::app::platform::limit::Few;
use guiyan::app::platform::media::MediaGateway;
use guiyan::app::platform::media_file::MediaKind;
use guiyan::app::platform::publish::PublishGateway;
use guiyan::domain::id::OpenId;
use guiyan::domain::passive_reply::Article;
use guiyan::simulator::act::Act;
use guiyan::simulator::chat::{Card, Choice, Content};
use jiff::{SignedDuration, ToSpan};

use super::{draft, file};
use crate::support::pair::Pair;

fn text(words: &str) -> CustomerServiceMessage {
    CustomerServiceMessage::try_from(words.to_owned()).unwrap()
}

/// Sends it within a window, and says what the follower then sees.
async fn shown(pair: &Pair, to: &OpenId, message: CustomerServiceMessage) -> Content {
    pair.say(to, "在吗");
    pair.api.send(to, &message, None).await.unwrap();
    pair.last_received(to)
}

#[tokio::test]
async fn words_and_links_are_shown_as_they_were_written() {
    let pair = Pair::new().await;
    let follower = pair.follower();
    let words = "今天下午有招聘会：<a href=\"https://example.gov.cn/fair?a=1&b=2\">去看看</a>\n第二行";
    assert_eq!(shown(&pair, &follower, text(words)).await, Content::Text { text: words.into() });
    pair.api.send(&follower, &text("您好"), Some("a@b")).await.unwrap();
    assert_eq!(pair.received(&follower).len(), 2);
    pair.made(["/cgi-bin/message/custom/send"]);
}

#[tokio::test]
async fn pictures_sound_and_films_are_shown_from_the_library() {
    let pair = Pair::new().await;
    let follower = pair.follower();
    let picture = pair.api.upload(&file(MediaKind::Image, "hall.jpg")).await.unwrap();
    let voice = pair.api.upload(&file(MediaKind::Voice, "hello.mp3")).await.unwrap();
    let film = pair.api.upload(&file(MediaKind::Video, "film.mp4")).await.unwrap();
    let thumb = pair.api.upload(&file(MediaKind::Thumb, "film.jpg")).await.unwrap();
    let id = |content: &Content| match content {
        Content::Image { media_id, .. } | Content::Voice { media_id, .. } | Content::Video { media_id, .. } => {
            media_id.clone()
        }
        other => panic!("{other:?}"),
    };
    let content = shown(&pair, &follower, CustomerServiceMessage::Image(picture.clone())).await;
    assert_eq!(id(&content), picture.as_str());
    let content = shown(&pair, &follower, CustomerServiceMessage::Voice(voice.clone())).await;
    assert_eq!(id(&content), voice.as_str());
    let message = CustomerServiceMessage::Video {
        media_id: film.clone(),
        thumb_media_id: thumb.clone(),
        title: Some("宣传片".into()),
        description: None,
    };
    let (title, description) = ("宣传片".to_owned(), String::new());
    let media_id = film.as_str().to_owned();
    assert_eq!(shown(&pair, &follower, message).await, Content::Video { media_id, title, description });
    let message = CustomerServiceMessage::Music {
        title: "归雁".into(),
        description: "山歌".into(),
        url: "https://example.gov.cn/song.mp3".into(),
        hq_url: "https://example.gov.cn/song-hq.mp3".into(),
        thumb_media_id: thumb,
    };
    let (title, description, url) = ("归雁".into(), "山歌".into(), "https://example.gov.cn/song.mp3".into());
    assert_eq!(shown(&pair, &follower, message).await, Content::Music { title, description, url });
}

#[tokio::test]
async fn cards_and_articles_are_shown_with_their_titles() {
    let pair = Pair::new().await;
    let follower = pair.follower();
    let [title, description, picture_url, url] =
        ["招聘会", "县体育馆", "https://example.gov.cn/a.png", "https://example.gov.cn/fair"].map(str::to_owned);
    let card =
        Card { title: title.clone(), description: description.clone(), picture: picture_url.clone(), url: url.clone() };
    let article = Article { title, description, picture_url, url };
    let content = shown(&pair, &follower, CustomerServiceMessage::News(article)).await;
    assert_eq!(content, Content::News { articles: vec![card] });

    let titles = |content: Content| match content {
        Content::MassArticle { articles } => articles.into_iter().map(|card| card.title).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let draft = draft(&pair, ["头条", "二条"]).await;
    let content = shown(&pair, &follower, CustomerServiceMessage::LibraryArticle(draft.clone())).await;
    assert_eq!(titles(content), ["头条", "二条"]);
    let publication = pair.api.submit(&draft).await.unwrap();
    pair.told("PUBLISHJOBFINISH").await;
    let published = PublishGateway::status(&*pair.api, &publication).await.unwrap().article.unwrap();
    let content = shown(&pair, &follower, CustomerServiceMessage::PublishedArticle(published)).await;
    assert_eq!(titles(content), ["头条", "二条"]);
}

#[tokio::test]
async fn a_question_is_shown_with_its_answers_and_a_mini_program_with_its_page() {
    let pair = Pair::new().await;
    let follower = pair.follower();
    let answers = Few::new(vec![("101".into(), "本周招聘会".into()), ("102".into(), "技能补贴".into())]).unwrap();
    let menu = MessageMenu { head: "请选择：".into(), answers, tail: "回复序号亦可".into() };
    let choice = |id: &str, content: &str| Choice { id: id.into(), content: content.into() };
    let expected = Content::Msgmenu {
        head: "请选择：".into(),
        choices: vec![choice("101", "本周招聘会"), choice("102", "技能补贴")],
        tail: "回复序号亦可".into(),
    };
    assert_eq!(shown(&pair, &follower, CustomerServiceMessage::Menu(menu)).await, expected);

    let thumb_media_id = pair.api.upload(&file(MediaKind::Thumb, "card.jpg")).await.unwrap();
    let message = CustomerServiceMessage::MiniProgram {
        title: "报名".into(),
        app_id: MiniProgramId::parse("wx0123456789abcdef").unwrap(),
        page: "pages/fair".into(),
        thumb_media_id,
    };
    let (title, app_id, page) = ("报名".into(), "wx0123456789abcdef".into(), "pages/fair".into());
    assert_eq!(shown(&pair, &follower, message).await, Content::MiniProgram { title, app_id, page });
    let coupon = shown(&pair, &follower, CustomerServiceMessage::Card("CARD_ID".into())).await;
    assert_eq!(coupon, Content::Coupon { card_id: "CARD_ID".into() });
}

#[tokio::test]
async fn typing_is_shown_and_taken_away_and_refused_where_nobody_spoke() {
    let pair = Pair::new().await;
    let follower = pair.follower();
    pair.say(&follower, "在吗");
    let on = |pair: &Pair| {
        let shown = |entry: &guiyan::simulator::chat::Entry| match *entry.content {
            Content::Typing { on } => Some(on),
            _ => None,
        };
        pair.simulated.chat(follower.as_str()).iter().filter_map(shown).collect::<Vec<_>>()
    };
    pair.api.typing(&follower, Typing::Start).await.unwrap();
    let again = pair.api.typing(&follower, Typing::Start).await.unwrap_err();
    assert_eq!((again.decision(), on(&pair)), (Decision::Harmless, vec![true]));
    pair.api.typing(&follower, Typing::Stop).await.unwrap();
    assert_eq!(on(&pair), [true, false]);
    pair.wait(SignedDuration::from_secs(31));
    assert_eq!(pair.api.typing(&follower, Typing::Start).await.unwrap_err().decision(), Decision::Harmless);
    pair.made(["/cgi-bin/message/custom/typing"]);
}

#[tokio::test]
async fn a_window_that_is_used_up_closed_or_gone_drops_the_follower_for_its_reason() {
    let pair = Pair::new().await;
    let follower = pair.follower();
    pair.say(&follower, "在吗");
    for n in 0..5 {
        pair.api.send(&follower, &text(&n.to_string()), None).await.unwrap();
    }
    let why = async |pair: &Pair| pair.api.send(&follower, &text("多了"), None).await.unwrap_err().decision();
    assert_eq!(why(&pair).await, Decision::DropFollower(Unreachable::WindowUsedUp));
    pair.wait(SignedDuration::from_hours(49));
    assert_eq!(why(&pair).await, Decision::DropFollower(Unreachable::WindowClosed));
    pair.platform().set_receiving(follower.as_str(), false);
    assert_eq!(why(&pair).await, Decision::DropFollower(Unreachable::Muted));
    pair.act(&follower, Act::Unfollow);
    assert_eq!(why(&pair).await, Decision::DropFollower(Unreachable::Gone));
    assert_eq!(pair.received(&follower).len(), 5);
}

#[tokio::test]
async fn the_log_is_read_page_by_page() {
    let pair = Pair::new().await;
    // Nothing was said or done before: what this one says is the very first.
    let follower = OpenId::parse(&pair.platform().seed_followers(1)[0]).unwrap();
    let start = pair.platform().now();
    pair.say(&follower, "有工作吗");
    pair.api.send(&follower, &text("有"), None).await.unwrap();
    pair.say(&follower, "谢谢");
    let range = LogRange::new(start, start + 1.hour()).unwrap();
    let first = pair.api.chat_log(range, 1, LogRows::at_most(2)).await.unwrap();
    let said: Vec<(u32, &str)> = first.lines.iter().map(|line| (line.code, line.text.as_str())).collect();
    assert_eq!(said, [(2003, "有工作吗"), (2002, "有")]);
    let second = pair.api.chat_log(range, first.next, LogRows::at_most(2)).await.unwrap();
    assert_eq!((second.lines.len(), &*second.lines[0].text), (1, "谢谢"));
    assert_eq!((&second.lines[0].openid, second.lines[0].at), (&follower, Some(start)));
    pair.made(["/customservice/msgrecord/getmsglist"]);
}
