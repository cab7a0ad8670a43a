//! Platform sheet 7.4.

use guiyan::app::platform::id::{MiniProgramId, TemplateId};
use guiyan::app::platform::limit::{Chars, Few};
use guiyan::app::platform::notice::{Keyword, NoticeGateway, PublicTitle, SubscriptionNotice, Term, TitlePage};
use guiyan::app::platform::template::MiniProgramLink;
use guiyan::app::platform::template_data::NoticeData;

use super::worker;
use crate::support::recording::play;

fn ours() -> TemplateId {
    TemplateId::parse("9Aw5ZV1j9xdWTFEkqCpZ7mIBbSC34khK55OtzUPl0rU").unwrap()
}

fn notice<const N: usize>(values: [(&str, &str); N]) -> SubscriptionNotice {
    SubscriptionNotice {
        to: worker(),
        template: TemplateId::parse("PRI_TMPL_ID").unwrap(),
        page: None,
        mini_program: None,
        data: NoticeData::new(values).unwrap(),
    }
}

#[tokio::test]
async fn a_notice_is_written_as_the_sample_shows_it() {
    let values = [("thing1", "电焊工 3 名"), ("date2", "2026年3月8日"), ("phrase3", "审核通过")];
    let notice = SubscriptionNotice { page: Some("https://example.gov.cn/jobs/881".into()), ..notice(values) };
    play("notice/send", |api| async move { api.send(&notice).await }).await.unwrap();
}

#[tokio::test]
async fn a_notice_can_open_a_mini_program() {
    let link =
        MiniProgramLink { app_id: MiniProgramId::parse("wx0123456789abcdef").unwrap(), page: "pages/jobs".into() };
    let notice = SubscriptionNotice { mini_program: Some(link), ..notice([("thing1", "电焊工 3 名")]) };
    play("notice/send_with_mini_program", |api| async move { api.send(&notice).await }).await.unwrap();
}

#[tokio::test]
async fn the_categories_are_listed() {
    let categories = play("notice/categories", |api| async move { api.categories().await }).await.unwrap();
    let [category] = &categories[..] else { panic!("{categories:?}") };
    assert_eq!((category.id, &*category.name), (616, "政务民生"));
}

#[tokio::test]
async fn public_titles_have_ids_of_either_kind_and_terms_that_nobody_knows() {
    let categories = Few::new(vec![2, 616]).unwrap();
    let page = TitlePage::new(0, 100);
    let page = play("notice/titles", |api| async move { api.titles(&categories, page).await }).await.unwrap();
    let title =
        |tid: &str, title: &str, term, category| PublicTitle { tid: tid.into(), title: title.into(), term, category };
    assert_eq!(page.total, 55);
    assert_eq!(
        page.titles,
        [
            title("99", "付款成功通知", Term::OneTime, Some(616)),
            title("100", "岗位推荐提醒", Term::LongTerm, Some(616)),
            title("101", "新的一种", Term::Other(9), None),
        ]
    );
}

#[tokio::test]
async fn the_keywords_of_a_title_are_listed() {
    let keywords = play("notice/keywords", |api| async move { api.keywords("99").await }).await.unwrap();
    let name = Keyword { kid: 1, name: "物品名称".into(), example: "名称".into(), rule: "thing".into() };
    assert_eq!(keywords, [name]);
}

#[tokio::test]
async fn a_template_is_taken_into_use() {
    let kids = Few::new(vec![1, 2]).unwrap();
    let scene = Chars::new("岗位推荐").unwrap();
    let id = play("notice/add", |api| async move { api.add("99", &kids, &scene).await }).await.unwrap();
    assert_eq!(id, ours());
}

#[tokio::test]
async fn the_templates_in_use_are_listed() {
    let templates = play("notice/list", |api| async move { api.list().await }).await.unwrap();
    let [template] = &templates[..] else { panic!("{templates:?}") };
    assert_eq!((&template.id, &*template.title, template.term), (&ours(), "岗位推荐提醒", Term::LongTerm));
    assert_eq!((&*template.content, &*template.example), ("岗位:{{thing1.DATA}}\n", "岗位:电焊工\n"));
}

#[tokio::test]
async fn a_template_is_given_up() {
    play("notice/delete", |api| async move { api.delete(&ours()).await }).await.unwrap();
}
