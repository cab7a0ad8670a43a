//! Mass sends (platform sheet 7.5).

use std::num::NonZeroU32;

use guiyan::app::platform::draft::DraftGateway;
use guiyan::app::platform::failure::Decision;
use guiyan::app::platform::id::{ClientMessageId, MessageId};
use guiyan::app::platform::limit::{Bytes, Few};
use guiyan::app::platform::mass::{
    Comments, MassContent, MassDeletion, MassGateway, MassSpeed, MassStatus, PreviewTo, Reach, Receivers,
};
use guiyan::app::platform::media::MediaGateway;
use guiyan::app::platform::media_file::MediaKind;
use guiyan::app::platform::tags::{TagBatch, TagGateway, TagName};
use guiyan::domain::id::OpenId;
use guiyan::simulator::chat::Content;
use guiyan::simulator::fault::{Fault, Manner};
use guiyan::wechat::event::EventKind;
use guiyan::wechat::event::job::MassSent;
use jiff::SignedDuration;

use super::{draft, file};
use crate::support::pair::{Pair, event};

fn key(text: &str) -> ClientMessageId {
    ClientMessageId::parse(text).unwrap()
}

fn text(words: &str) -> MassContent {
    MassContent::Text(Bytes::new(words).unwrap())
}

/// The result of a send, once it was told.
async fn result(pair: &Pair, id: &MessageId) -> MassSent {
    let find = |simulated: &crate::support::simulated::Simulated| {
        simulated.heard_of("MASSSENDJOBFINISH").iter().find_map(|heard| match event(heard).kind {
            EventKind::MassSent(sent) if sent.id.is_some_and(|sent| sent.to_string() == id.as_str()) => Some(sent),
            _ => None,
        })
    };
    pair.simulated.until("the result", find).await
}

fn words(pair: &Pair, who: &OpenId) -> Vec<String> {
    let said = pair.received(who).into_iter().map(|content| match content {
        Content::Text { text } => text,
        other => panic!("{other:?}"),
    });
    said.collect()
}

#[tokio::test]
async fn a_tag_gets_what_was_sent_to_it_and_nobody_else() {
    let pair = Pair::new().await;
    let (home, other) = (pair.follower(), pair.follower());
    let tag = TagGateway::create(&*pair.api, &TagName::new("返乡").unwrap()).await.unwrap().id;
    pair.api.tag(tag, &TagBatch::new(vec![home.clone()]).unwrap()).await.unwrap();
    let receipt = pair.api.send_filtered(Reach::Tag(tag), &text("给返乡的"), &key("camp-1")).await.unwrap();
    let sent = result(&pair, &receipt.id).await;
    assert_eq!((&*sent.status, sent.total, sent.sent), ("send success", Some(1), Some(1)));
    assert_eq!((words(&pair, &home), words(&pair, &other)), (vec!["给返乡的".to_owned()], Vec::new()));
    assert_eq!(MassGateway::status(&*pair.api, &receipt.id).await.unwrap(), MassStatus::Sent);
    pair.made(["/cgi-bin/message/mass/sendall", "/cgi-bin/message/mass/get"]);
}

#[tokio::test]
async fn a_list_gets_it_and_the_same_key_is_the_same_send() {
    let pair = Pair::new().await;
    let (one, two, other) = (pair.follower(), pair.follower(), pair.follower());
    let receivers = Receivers::new(vec![one.clone(), two.clone()]).unwrap();
    let send = async || pair.api.send_to(&receivers, &text("名单"), &key("camp-1")).await;
    let receipt = send().await.unwrap();
    result(&pair, &receipt.id).await;
    let again = send().await.unwrap_err();
    assert_eq!(again.decision(), Decision::Retry { after: std::time::Duration::from_secs(60) });
    pair.wait(SignedDuration::from_secs(61));
    assert_eq!(send().await.unwrap().id, receipt.id);
    assert_eq!([&one, &two, &other].map(|who| words(&pair, who).len()), [1, 1, 0]);
    pair.made(["/cgi-bin/message/mass/send"]);
}

#[tokio::test]
async fn articles_get_addresses_their_draft_goes_and_they_can_be_taken_back() {
    let pair = Pair::new().await;
    let follower = pair.follower();
    let content = MassContent::Articles { draft: draft(&pair, ["头条", "二条"]).await, ignore_reprint: false };
    let receipt = pair.api.send_filtered(Reach::Everybody, &content, &key("camp-1")).await.unwrap();
    let sent = result(&pair, &receipt.id).await;
    let Content::MassArticle { articles } = pair.last_received(&follower) else { panic!("no articles") };
    let shown: Vec<&str> = articles.iter().map(|card| card.url.as_str()).collect();
    let told: Vec<&str> = sent.articles.iter().map(|article| article.url.as_str()).collect();
    assert_eq!((shown.len(), &shown), (2, &told));
    assert_eq!(DraftGateway::count(&*pair.api).await.unwrap(), 0);

    let second = NonZeroU32::new(2).unwrap();
    MassGateway::delete(&*pair.api, &MassDeletion::Article(receipt.id.clone(), second)).await.unwrap();
    assert_eq!(MassGateway::status(&*pair.api, &receipt.id).await.unwrap(), MassStatus::Sent);
    MassGateway::delete(&*pair.api, &MassDeletion::Url(told[0].to_owned())).await.unwrap();
    MassGateway::delete(&*pair.api, &MassDeletion::Whole(receipt.id.clone())).await.unwrap();
    assert_eq!(MassGateway::status(&*pair.api, &receipt.id).await.unwrap(), MassStatus::Deleted);
    let stranger = MassDeletion::Url("https://example.gov.cn/".into());
    assert_eq!(MassGateway::delete(&*pair.api, &stranger).await.unwrap_err().decision(), Decision::Bug);
    pair.made(["/cgi-bin/message/mass/delete"]);
}

#[tokio::test]
async fn a_send_that_the_platform_gave_up_says_so_and_reached_nobody() {
    let pair = Pair::new().await;
    let follower = pair.follower();
    let manner = Manner::Result { status: "err(20008)".into() };
    pair.platform().spoil(Fault { api: "/cgi-bin/message/mass/sendall".into(), rate: 1.0, times: Some(1), manner });
    let receipt = pair.api.send_filtered(Reach::Everybody, &text("大家好"), &key("camp-1")).await.unwrap();
    assert_eq!(result(&pair, &receipt.id).await.status, "err(20008)");
    assert_eq!(MassGateway::status(&*pair.api, &receipt.id).await.unwrap(), MassStatus::Failed);
    assert_eq!(words(&pair, &follower), [""; 0]);
}

#[tokio::test]
async fn a_preview_of_every_kind_goes_to_one() {
    let pair = Pair::new().await;
    let (follower, other) = (pair.follower(), pair.follower());
    let picture = pair.api.upload(&file(MediaKind::Image, "hall.jpg")).await.unwrap();
    let voice = pair.api.upload(&file(MediaKind::Voice, "hello.mp3")).await.unwrap();
    let film = pair.api.upload(&file(MediaKind::Video, "film.mp4")).await.unwrap();
    let (media_ids, recommend) = (Few::new(vec![picture]).unwrap(), Some("现场".to_owned()));
    let contents = [
        text("预览"),
        MassContent::Voice(voice),
        MassContent::Video(film),
        MassContent::Images { media_ids, recommend, comments: Comments::Closed },
        MassContent::Articles { draft: draft(&pair, ["头条"]).await, ignore_reprint: true },
    ];
    for content in &contents {
        pair.api.preview(&PreviewTo::Follower(follower.clone()), content).await.unwrap();
    }
    let kinds: Vec<&str> = pair.received(&follower).iter().map(kind).collect();
    assert_eq!(kinds, ["text", "voice", "video", "image", "articles"]);
    assert!(pair.received(&other).is_empty());
    let nobody = PreviewTo::WechatId(Bytes::new("made_up_name").unwrap());
    assert_eq!(pair.api.preview(&nobody, &contents[0]).await.unwrap_err().decision(), Decision::Bug);
    pair.made(["/cgi-bin/message/mass/preview"]);
}

fn kind(content: &Content) -> &'static str {
    match content {
        Content::Text { .. } => "text",
        Content::Voice { .. } => "voice",
        Content::Video { .. } => "video",
        Content::Image { .. } => "image",
        Content::MassArticle { .. } => "articles",
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_speed_is_what_it_was_set_to() {
    let pair = Pair::new().await;
    assert_eq!(pair.api.speed().await.unwrap_err().decision(), Decision::Bug, "it was never set");
    for speed in [MassSpeed::PerMinute100k, MassSpeed::PerMinute800k] {
        pair.api.set_speed(speed).await.unwrap();
        assert_eq!(pair.api.speed().await.unwrap().speed, Some(speed));
    }
    pair.made(["/cgi-bin/message/mass/speed/set", "/cgi-bin/message/mass/speed/get"]);
}
