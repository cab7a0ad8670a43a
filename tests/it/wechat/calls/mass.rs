//! Platform sheet 7.5.

use std::num::NonZeroU32;

use guiyan::app::platform::id::{ClientMessageId, MediaId, MessageId, TagId};
use guiyan::app::platform::limit::{Bytes, Few};
use guiyan::app::platform::mass::{
    Comments, MassContent, MassDeletion, MassGateway, MassReceipt, MassSpeed, MassStatus, PreviewTo, Reach, Receivers,
};

use super::{other, worker};
use crate::support::recording::play;

fn key() -> ClientMessageId {
    ClientMessageId::parse("camp-20260301-102-1").unwrap()
}

fn id() -> MessageId {
    MessageId::parse("34182").unwrap()
}

fn media(id: &str) -> MediaId {
    MediaId::parse(id).unwrap()
}

fn articles() -> MassContent {
    MassContent::Articles { draft: media("DRAFT_MEDIA_ID"), ignore_reprint: false }
}

fn text() -> MassContent {
    MassContent::Text(Bytes::new("明天上午九点县体育馆招聘会").unwrap())
}

fn images<const N: usize>(ids: [&str; N]) -> MassContent {
    MassContent::Images {
        media_ids: Few::new(ids.map(media).into()).unwrap(),
        recommend: Some("招聘会现场".into()),
        comments: Comments::FollowersOnly,
    }
}

async fn sent(case: &str, reach: Reach, content: MassContent) -> MassReceipt {
    play(case, |api| async move { api.send_filtered(reach, &content, &key()).await }).await.unwrap()
}

#[tokio::test]
async fn a_send_to_a_tag_is_written_as_the_sample_shows_it() {
    let receipt = sent("mass/sendall_tag", Reach::Tag(TagId(102)), articles()).await;
    assert_eq!(receipt.id, id());
    assert_eq!(receipt.data_id.unwrap().as_str(), "206227730");
}

#[tokio::test]
async fn a_send_to_everybody_names_no_tag() {
    sent("mass/sendall_everybody", Reach::Everybody, text()).await;
}

#[tokio::test]
async fn pictures_go_as_a_list_with_who_may_comment() {
    sent("mass/sendall_images", Reach::Tag(TagId(102)), images(["PIC_1", "PIC_2"])).await;
}

#[tokio::test]
async fn a_send_under_a_used_key_is_the_send_of_before() {
    let receipt = sent("mass/sendall_again", Reach::Everybody, text()).await;
    assert_eq!(receipt, MassReceipt { id: id(), data_id: None });
}

#[tokio::test]
async fn a_send_to_a_list_names_everybody_on_it() {
    let receivers = Receivers::new(vec![worker(), other()]).unwrap();
    let voice = MassContent::Voice(media("MEDIA_ID"));
    let to = receivers.clone();
    let receipt = play("mass/send", |api| async move { api.send_to(&to, &voice, &key()).await }).await.unwrap();
    assert_eq!(receipt, MassReceipt { id: id(), data_id: None });
    let film = MassContent::Video(media("MEDIA_ID"));
    play("mass/send_video", |api| async move { api.send_to(&receivers, &film, &key()).await }).await.unwrap();
}

#[tokio::test]
async fn a_preview_goes_to_one_and_shows_one_picture() {
    let follower = PreviewTo::Follower(worker());
    play("mass/preview", |api| async move { api.preview(&follower, &articles()).await }).await.unwrap();
    let name = PreviewTo::WechatId(Bytes::new("made_up_name").unwrap());
    let pictures = images(["PIC_1", "PIC_2"]);
    play("mass/preview_image_by_name", |api| async move { api.preview(&name, &pictures).await }).await.unwrap();
}

#[tokio::test]
async fn a_status_may_be_a_word_that_nobody_knows() {
    let status = play("mass/get", |api| async move { api.status(&id()).await }).await.unwrap();
    assert_eq!(status, MassStatus::Sent);
    let status = play("mass/get_unknown_word", |api| async move { api.status(&id()).await }).await.unwrap();
    assert_eq!(status, MassStatus::Other("SEND_WAITING_REVIEW".into()));
}

#[tokio::test]
async fn a_send_is_deleted_whole_or_by_article_or_by_address() {
    let delete = |case, what: MassDeletion| play(case, move |api| async move { api.delete(&what).await });
    delete("mass/delete", MassDeletion::Whole(id())).await.unwrap();
    delete("mass/delete_article", MassDeletion::Article(id(), NonZeroU32::new(2).unwrap())).await.unwrap();
    let url = MassDeletion::Url("https://mp.weixin.qq.com/s/made-up".into());
    delete("mass/delete_url", url).await.unwrap();
}

#[tokio::test]
async fn the_speed_is_read_and_set_by_its_number() {
    let setting = play("mass/speed_get", |api| async move { api.speed().await }).await.unwrap();
    assert_eq!((setting.speed, setting.real), (Some(MassSpeed::PerMinute300k), Some(15)));
    play("mass/speed_set", |api| async move { api.set_speed(MassSpeed::PerMinute600k).await }).await.unwrap();
}
