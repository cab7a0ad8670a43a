//! Template messages and their templates (platform sheet 7.3).

use guiyan::app::platform::failure::{Decision, Unreachable};
use guiyan::app::platform::id::{ClientMessageId, MiniProgramId, TemplateId};
use guiyan::app::platform::limit::{Chars, Few};
use guiyan::app::platform::template::{MiniProgramLink, TemplateGateway, TemplateMessage};
use guiyan::app::platform::template_data::TemplateData;
use guiyan::domain::id::OpenId;
use guiyan::simulator::act::Act;
use guiyan::simulator::chat::Content;
use guiyan::wechat::event::EventKind;
use jiff::SignedDuration;

use crate::support::pair::Pair;

/// A template that the simulator's library has.
async fn template(pair: &Pair) -> TemplateId {
    let keywords = ["活动名称", "时间", "报名编号"].map(|name| Chars::new(name).unwrap());
    TemplateGateway::add(&*pair.api, "47123", &Few::new(keywords.into()).unwrap()).await.unwrap()
}

fn message(to: &OpenId, template: &TemplateId, key: &str) -> TemplateMessage {
    let values = [("thing1", "春风行动招聘会"), ("time2", "2026年3月8日 09:00"), ("character_string3", "No.0042")];
    TemplateMessage {
        to: to.clone(),
        template: template.clone(),
        key: ClientMessageId::parse(key).unwrap(),
        url: Some("https://example.gov.cn/fair?a=1&b=2".into()),
        mini_program: None,
        data: TemplateData::new(values).unwrap(),
    }
}

#[tokio::test]
async fn a_message_is_a_card_with_its_rows_and_its_result_comes_back_with_its_id() {
    let pair = Pair::new().await;
    let (follower, template) = (pair.follower(), template(&pair).await);
    let id = TemplateGateway::send(&*pair.api, &message(&follower, &template, "fair-1")).await.unwrap();
    let Content::TemplateCard(card) = pair.last_received(&follower) else { panic!("no card") };
    assert_eq!((&*card.title, card.target.as_deref()), ("报名成功通知", Some("https://example.gov.cn/fair?a=1&b=2")));
    let rows: Vec<(&str, &str)> = card.rows.iter().map(|row| (row.name.as_str(), row.value.as_str())).collect();
    assert_eq!(rows, [("活动名称", "春风行动招聘会"), ("时间", "2026年3月8日 09:00"), ("报名编号", "No.0042")]);
    let EventKind::TemplateSent(result) = pair.told("TEMPLATESENDJOBFINISH").await else { panic!("another event") };
    assert_eq!((result.id.unwrap().to_string(), &*result.status), (id.as_str().to_owned(), "success"));
    pair.made(["/cgi-bin/message/template/send", "/cgi-bin/template/api_add_template"]);
}

#[tokio::test]
async fn the_same_key_is_the_same_message_for_ten_minutes() {
    let pair = Pair::new().await;
    let (follower, template) = (pair.follower(), template(&pair).await);
    let send = async || TemplateGateway::send(&*pair.api, &message(&follower, &template, "fair-1")).await.unwrap();
    assert_eq!(send().await, send().await);
    assert_eq!(pair.received(&follower).len(), 1);
    pair.wait(SignedDuration::from_mins(10));
    send().await;
    assert_eq!(pair.received(&follower).len(), 2);
}

#[tokio::test]
async fn a_mini_program_comes_before_the_page_and_who_left_is_dropped() {
    let pair = Pair::new().await;
    let (follower, template) = (pair.follower(), template(&pair).await);
    let app_id = MiniProgramId::parse("wx0123456789abcdef").unwrap();
    let mini_program = Some(MiniProgramLink { app_id, page: "pages/fair".into() });
    let with_page = TemplateMessage { mini_program, ..message(&follower, &template, "fair-1") };
    TemplateGateway::send(&*pair.api, &with_page).await.unwrap();
    let Content::TemplateCard(card) = pair.last_received(&follower) else { panic!("no card") };
    assert_eq!(card.target.as_deref(), Some("miniprogram:wx0123456789abcdef/pages/fair"));
    pair.act(&follower, Act::Unfollow);
    let left = TemplateGateway::send(&*pair.api, &message(&follower, &template, "fair-2")).await.unwrap_err();
    assert_eq!(left.decision(), Decision::DropFollower(Unreachable::Gone));
}

#[tokio::test]
async fn a_value_that_is_missing_is_named() {
    let pair = Pair::new().await;
    let (follower, template) = (pair.follower(), template(&pair).await);
    let data = TemplateData::new([("thing1", "春风行动招聘会"), ("character_string3", "No.0042")]).unwrap();
    let incomplete = TemplateMessage { data, ..message(&follower, &template, "fair-1") };
    let error = TemplateGateway::send(&*pair.api, &incomplete).await.unwrap_err();
    assert_eq!((error.decision(), error.detail()), (Decision::Bug, Some("time2")));
}

#[tokio::test]
async fn templates_are_listed_and_given_up_and_go_with_their_industries() {
    let pair = Pair::new().await;
    let template = template(&pair).await;
    let listed = TemplateGateway::list(&*pair.api).await.unwrap();
    assert_eq!((listed.len(), &listed[0].id, &*listed[0].title), (1, &template, "报名成功通知"));
    assert!(listed[0].content.contains("{{thing1.DATA}}"), "{}", listed[0].content);
    TemplateGateway::delete(&*pair.api, &template).await.unwrap();
    assert!(TemplateGateway::list(&*pair.api).await.unwrap().is_empty());

    self::template(&pair).await;
    pair.api.set_industries(21, 24).await.unwrap();
    let industries = pair.api.industries().await.unwrap();
    assert_eq!((industries.primary.unwrap().second, industries.secondary.unwrap().second), ("21".into(), "24".into()));
    assert!(TemplateGateway::list(&*pair.api).await.unwrap().is_empty());
    pair.made([
        "/cgi-bin/template/get_all_private_template",
        "/cgi-bin/template/del_private_template",
        "/cgi-bin/template/api_set_industry",
        "/cgi-bin/template/get_industry",
    ]);
}
