//! Platform sheet 7.3.

use guiyan::app::platform::id::{ClientMessageId, MiniProgramId, TemplateId};
use guiyan::app::platform::limit::{Chars, Few};
use guiyan::app::platform::template::{MiniProgramLink, TemplateGateway, TemplateMessage};
use guiyan::app::platform::template_data::TemplateData;

use super::worker;
use crate::support::recording::play;

fn message() -> TemplateMessage {
    let values = [("thing1", "春风行动招聘会"), ("time2", "2026年3月8日 09:00"), ("thing3", "县体育馆东门")];
    TemplateMessage {
        to: worker(),
        template: TemplateId::parse("ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY").unwrap(),
        key: ClientMessageId::parse("fair-2026-03-08-A1-confirm").unwrap(),
        url: Some("https://example.gov.cn/fair/ticket/8F3K".into()),
        mini_program: None,
        data: TemplateData::new(values).unwrap(),
    }
}

fn used() -> TemplateId {
    TemplateId::parse("Doclyl5uP7Aciu-qZ7mJNPtWkbkYnWBWVja26EGbNyk").unwrap()
}

#[tokio::test]
async fn a_message_is_written_as_the_sample_shows_it_and_its_id_is_whole() {
    let id = play("template/send", |api| async move { api.send(&message()).await }).await.unwrap();
    assert_eq!(id.as_str(), "3147483650000000001");
}

#[tokio::test]
async fn a_message_can_open_a_mini_program() {
    let link =
        MiniProgramLink { app_id: MiniProgramId::parse("wx0123456789abcdef").unwrap(), page: "pages/fair".into() };
    let message = TemplateMessage { url: None, mini_program: Some(link), ..message() };
    let id = play("template/send_with_mini_program", |api| async move { api.send(&message).await }).await.unwrap();
    assert_eq!(id.as_str(), "3147483650000000002");
}

#[tokio::test]
async fn the_templates_in_use_are_listed() {
    let templates = play("template/list", |api| async move { api.list().await }).await.unwrap();
    let [template] = &templates[..] else { panic!("{templates:?}") };
    assert_eq!(template.id.as_str(), "iPk5sOIt5X_flOVKn5GrTFpncEYTojx6ddbt8WYoV5s");
    assert_eq!(template.title, "报名成功通知");
    assert_eq!(template.content, "活动名称:{{thing1.DATA}}\n时间:{{time2.DATA}}");
    assert_eq!(template.example, "活动名称:招聘会\n时间:2026年3月8日 09:00");
    assert_eq!((&*template.primary_industry, &*template.deputy_industry), ("", ""));
}

#[tokio::test]
async fn a_template_is_taken_into_use_with_its_keywords() {
    let keywords = Few::new(["岗位名称", "时间"].map(|word| Chars::new(word).unwrap()).into()).unwrap();
    let id = play("template/add", |api| async move { api.add("47123", &keywords).await }).await.unwrap();
    assert_eq!(id, used());
}

#[tokio::test]
async fn a_template_is_given_up() {
    play("template/delete", |api| async move { api.delete(&used()).await }).await.unwrap();
}

#[tokio::test]
async fn the_industries_are_set_and_read() {
    play("template/set_industry", |api| async move { api.set_industries(21, 24).await }).await.unwrap();
    let industries = play("template/get_industry", |api| async move { api.industries().await }).await.unwrap();
    let steps = |industry: Option<guiyan::app::platform::template::Industry>| industry.map(|i| (i.first, i.second));
    assert_eq!(steps(industries.primary), Some(("政府与公共事业".into(), "公共事业|非盈利机构".into())));
    assert_eq!(steps(industries.secondary), Some(("教育".into(), "培训".into())));
}
