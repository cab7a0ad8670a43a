//! Subscription notices and their templates (platform sheet 7.4).

use guiyan::app::platform::failure::{Decision, Unreachable};
use guiyan::app::platform::id::TemplateId;
use guiyan::app::platform::limit::{Chars, Few};
use guiyan::app::platform::notice::{NoticeGateway, SubscriptionNotice, Term, TitlePage};
use guiyan::app::platform::template_data::NoticeData;
use guiyan::domain::id::OpenId;
use guiyan::simulator::act::Act;
use guiyan::simulator::chat::Content;
use guiyan::wechat::event::EventKind;

use crate::support::pair::Pair;

/// 审核结果通知, which is subscribed to once a notice.
async fn template(pair: &Pair) -> TemplateId {
    NoticeGateway::add(&*pair.api, "100", &Few::new(vec![1, 3]).unwrap(), &Chars::new("补贴审核").unwrap())
        .await
        .unwrap()
}

fn notice(to: &OpenId, template: &TemplateId) -> SubscriptionNotice {
    SubscriptionNotice {
        to: to.clone(),
        template: template.clone(),
        page: Some("https://example.gov.cn/subsidy".into()),
        mini_program: None,
        data: NoticeData::new([("thing1", "技能补贴"), ("phrase3", "审核通过")]).unwrap(),
    }
}

fn answer(pair: &Pair, who: &OpenId, template: &TemplateId, accept: bool) {
    pair.act(who, Act::AnswerNotice { template_id: template.as_str().to_owned(), accept });
}

#[tokio::test]
async fn a_notice_comes_once_for_each_time_that_it_was_allowed() {
    let pair = Pair::new().await;
    let (follower, template) = (pair.follower(), template(&pair).await);
    let send = async || NoticeGateway::send(&*pair.api, &notice(&follower, &template)).await;
    let refused = send().await.unwrap_err();
    assert_eq!(refused.decision(), Decision::DropFollower(Unreachable::NotSubscribed));

    answer(&pair, &follower, &template, true);
    let EventKind::NoticePopup(choices) = pair.told("subscribe_msg_popup_event").await else { panic!("another event") };
    assert_eq!((&*choices[0].template_id, choices[0].accepted), (template.as_str(), true));
    send().await.unwrap();
    let Content::NoticeCard(card) = pair.last_received(&follower) else { panic!("no card") };
    assert_eq!((&*card.title, card.target.as_deref()), ("审核结果通知", Some("https://example.gov.cn/subsidy")));
    let rows: Vec<(&str, &str)> = card.rows.iter().map(|row| (row.name.as_str(), row.value.as_str())).collect();
    assert_eq!(rows, [("审核事项", "技能补贴"), ("审核结果", "审核通过")]);
    let EventKind::NoticeSent(results) = pair.told("subscribe_msg_sent_event").await else { panic!("another event") };
    assert_eq!((&*results[0].template_id, results[0].error_code), (template.as_str(), Some(0)));

    assert_eq!(send().await.unwrap_err().decision(), Decision::DropFollower(Unreachable::NotSubscribed));
    assert_eq!(pair.received(&follower).len(), 1);
    pair.made(["/cgi-bin/message/subscribe/bizsend", "/wxaapi/newtmpl/addtemplate"]);
}

#[tokio::test]
async fn a_lasting_subscription_holds_until_it_is_withdrawn() {
    let pair = Pair::new().await;
    let follower = pair.follower();
    let (kids, scene) = (Few::new(vec![1, 3]).unwrap(), Chars::new("岗位推荐").unwrap());
    let template = NoticeGateway::add(&*pair.api, "99", &kids, &scene).await.unwrap();
    answer(&pair, &follower, &template, true);
    let data = NoticeData::new([("thing1", "电焊工"), ("thing3", "某某公司")]).unwrap();
    let job = SubscriptionNotice { data, ..notice(&follower, &template) };
    NoticeGateway::send(&*pair.api, &job).await.unwrap();
    NoticeGateway::send(&*pair.api, &job).await.unwrap();
    pair.act(&follower, Act::WithdrawNotice { template_id: template.as_str().to_owned() });
    assert!(NoticeGateway::send(&*pair.api, &job).await.is_err());
    assert_eq!(pair.received(&follower).len(), 2);
    let EventKind::NoticeChange(choices) = pair.told("subscribe_msg_change_event").await else {
        panic!("another event")
    };
    assert!(!choices[0].accepted);
}

#[tokio::test]
async fn the_library_is_looked_through_and_what_was_taken_is_listed_and_given_up() {
    let pair = Pair::new().await;
    let categories = pair.api.categories().await.unwrap();
    assert!(categories.iter().any(|category| category.id == 616 && category.name == "就业服务"), "{categories:?}");
    let ids = Few::new(categories.iter().map(|category| category.id).collect()).unwrap();
    let titles = pair.api.titles(&ids, TitlePage::new(1, 1)).await.unwrap();
    assert_eq!((titles.total, titles.titles.len()), (3, 1));
    assert_eq!((&*titles.titles[0].tid, titles.titles[0].term), ("100", Term::OneTime));
    let keywords = pair.api.keywords("100").await.unwrap();
    let third = &keywords[2];
    assert_eq!((third.kid, &*third.name, &*third.rule), (3, "审核结果", "phrase"));

    let template = template(&pair).await;
    let listed = NoticeGateway::list(&*pair.api).await.unwrap();
    assert_eq!((listed.len(), &listed[0].id, listed[0].term), (1, &template, Term::OneTime));
    NoticeGateway::delete(&*pair.api, &template).await.unwrap();
    assert!(NoticeGateway::list(&*pair.api).await.unwrap().is_empty());
    pair.made([
        "/wxaapi/newtmpl/getcategory",
        "/wxaapi/newtmpl/getpubtemplatetitles",
        "/wxaapi/newtmpl/getpubtemplatekeywords",
        "/wxaapi/newtmpl/gettemplate",
        "/wxaapi/newtmpl/deltemplate",
    ]);
}
