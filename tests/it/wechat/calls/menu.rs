//! Platform sheet 7.1.

use guiyan::app::platform::id::{ArticleId, MediaId, MenuId, MiniProgramId, TagId};
use guiyan::app::platform::limit::{Bytes, Few};
use guiyan::app::platform::menu::{
    AccountMenu, ClientPlatform, CurrentMenu, MatchRule, MenuAction, MenuGateway, ShownButton, SubButton, TopButton,
    UnfitMenu,
};
use guiyan::domain::menu::{Menu, MenuButton, MenuKind};

use crate::support::recording::play;

fn action(name: &str, action: MenuAction) -> TopButton {
    TopButton::Action { name: Bytes::new(name).unwrap(), action }
}

fn list<const N: usize>(name: &str, buttons: [(&str, MenuAction); N]) -> TopButton {
    let buttons = buttons.map(|(name, action)| SubButton { name: Bytes::new(name).unwrap(), action });
    TopButton::List { name: Bytes::new(name).unwrap(), buttons: Few::new(buttons.into()).unwrap() }
}

fn menu<const N: usize>(buttons: [TopButton; N]) -> AccountMenu {
    AccountMenu(Few::new(buttons.into()).unwrap())
}

fn click(key: &str) -> MenuAction {
    MenuAction::Click(Bytes::new(key).unwrap())
}

fn view(url: &str) -> MenuAction {
    MenuAction::View(Bytes::new(url).unwrap())
}

fn shown(name: &str, kind: &str) -> ShownButton {
    ShownButton { name: name.into(), kind: Some(kind.into()), ..ShownButton::default() }
}

fn home() -> ShownButton {
    ShownButton { key: Some("HOME".into()), ..shown("返乡专区", "click") }
}

#[tokio::test]
async fn a_menu_is_written_as_the_sample_shows_it() {
    let mini_program = MenuAction::MiniProgram {
        app_id: MiniProgramId::parse("wx0123456789abcdef").unwrap(),
        page: Bytes::new("pages/index").unwrap(),
        fallback: Bytes::new("https://example.gov.cn/").unwrap(),
    };
    let menu = menu([
        action("找工作", click("JOBS")),
        list("办事", [("政策汇编", view("https://example.gov.cn/policy")), ("招聘会报名", click("FAIR_SIGNUP"))]),
        action("小程序", mini_program),
    ]);
    play("menu/create", |api| async move { api.create(&menu).await }).await.unwrap();
}

#[tokio::test]
async fn every_kind_of_button_has_its_own_field() {
    let key = |key: &str| Bytes::new(key).unwrap();
    let article = ArticleId::parse("ARTICLE_ID").unwrap();
    let menu = menu([
        list(
            "扫一扫",
            [
                ("扫码", MenuAction::ScancodePush(key("S1"))),
                ("扫码签到", MenuAction::ScancodeWaitmsg(key("S2"))),
                ("发位置", MenuAction::LocationSelect(key("L"))),
            ],
        ),
        list(
            "发照片",
            [
                ("拍照", MenuAction::PicSysphoto(key("P1"))),
                ("拍照或相册", MenuAction::PicPhotoOrAlbum(key("P2"))),
                ("相册", MenuAction::PicWeixin(key("P3"))),
            ],
        ),
        list(
            "看一看",
            [
                ("图片", MenuAction::Media(MediaId::parse("MEDIA_ID").unwrap())),
                ("文章", MenuAction::Article(article.clone())),
                ("文章页", MenuAction::ArticleViewLimited(article)),
                ("网页", view("https://example.gov.cn/?a=1&b=<2>")),
            ],
        ),
    ]);
    play("menu/create_every_kind", |api| async move { api.create(&menu).await }).await.unwrap();
}

#[tokio::test]
async fn the_published_menus_come_with_the_conditional_ones() {
    let menus = play("menu/get", |api| async move { api.published().await }).await.unwrap().unwrap();
    let policy = ShownButton { url: Some("https://example.gov.cn/policy".into()), ..shown("政策汇编", "view") };
    let jobs = ShownButton { key: Some("JOBS".into()), ..shown("找工作", "click") };
    let office = ShownButton { name: "办事".into(), sub: vec![policy], ..ShownButton::default() };
    assert_eq!(menus.default, [jobs, office]);
    let [conditional] = &menus.conditional[..] else { panic!("{menus:?}") };
    assert_eq!(conditional.id.as_str(), "208396993");
    let article = ShownButton { content: Some("ARTICLE_ID".into()), ..shown("返乡专区", "article_id") };
    assert_eq!(conditional.buttons, [article]);
    let rule = [("client_platform_type", "2"), ("tag_id", "102")].map(|(name, value)| (name.into(), value.into()));
    assert_eq!(conditional.rule, rule);
}

#[tokio::test]
async fn an_account_without_a_menu_is_no_failure() {
    let menus = play("menu/get_none", |api| async move { api.published().await }).await;
    assert_eq!(menus.unwrap(), None);
}

#[tokio::test]
async fn a_menu_made_in_the_console_is_read_in_its_own_shape() {
    let current = play("menu/current", |api| async move { api.current().await }).await.unwrap();
    let phone = ShownButton { content: Some("县就业中心：12333".into()), ..shown("电话", "text") };
    let policy = ShownButton { url: Some("https://example.gov.cn/policy".into()), ..shown("政策汇编", "view") };
    let unknown = ShownButton { content: Some("V".into()), ..shown("新类型", "future_kind") };
    let office = ShownButton { name: "办事".into(), sub: vec![policy, unknown], ..ShownButton::default() };
    assert_eq!(current, CurrentMenu { open: true, buttons: vec![phone, office] });
}

#[tokio::test]
async fn all_menus_are_deleted_by_a_get() {
    play("menu/delete", |api| async move { api.delete_all().await }).await.unwrap();
}

#[tokio::test]
async fn a_conditional_menu_has_a_rule_and_gets_an_id() {
    let menu = menu([action("返乡专区", click("HOME"))]);
    let rule = MatchRule::TagOnClient(TagId(102), ClientPlatform::Android);
    let id = play("menu/add_conditional", |api| async move { api.add_conditional(&menu, rule).await }).await;
    assert_eq!(id.unwrap().as_str(), "208379533");
}

#[tokio::test]
async fn a_conditional_menu_is_deleted_by_its_id() {
    let id = MenuId::parse("208379533").unwrap();
    play("menu/delete_conditional", |api| async move { api.delete_conditional(&id).await }).await.unwrap();
}

#[tokio::test]
async fn a_try_answers_the_buttons_in_either_shape() {
    let bare = play("menu/try_match", |api| async move { api.try_match("oEMPcentre0000000000000000A1").await }).await;
    assert_eq!(bare.unwrap(), [home()]);
    let inside = play("menu/try_match_inside_menu", |api| async move { api.try_match("made_up_name").await }).await;
    assert_eq!(inside.unwrap(), [home()]);
}

fn pack_button(name: &str, kind: Option<MenuKind>, key: Option<&str>) -> MenuButton {
    MenuButton { name: name.into(), kind, key: key.map(Into::into), url: None, sub: Vec::new() }
}

#[test]
fn the_packs_menu_becomes_the_accounts() {
    let policy = MenuButton {
        url: Some("https://example.gov.cn/policy".into()),
        ..pack_button("政策汇编", Some(MenuKind::View), None)
    };
    let sign_in = pack_button("扫码签到", Some(MenuKind::ScancodeWaitmsg), Some("S2"));
    let office = MenuButton { sub: vec![policy, sign_in], ..pack_button("办事", None, None) };
    let pack = Menu { buttons: vec![pack_button("找工作", Some(MenuKind::Click), Some("JOBS")), office] };
    let expected = menu([
        action("找工作", click("JOBS")),
        list(
            "办事",
            [
                ("政策汇编", view("https://example.gov.cn/policy")),
                ("扫码签到", MenuAction::ScancodeWaitmsg(Bytes::new("S2").unwrap())),
            ],
        ),
    ]);
    assert_eq!(AccountMenu::try_from(&pack), Ok(expected));
}

#[test]
fn a_menu_that_the_platform_would_refuse_cannot_be_built() {
    let click = |name: &str, key: Option<&str>| pack_button(name, Some(MenuKind::Click), key);
    let build = |buttons: Vec<MenuButton>| AccountMenu::try_from(&Menu { buttons }).map(|_| ());
    assert!(build(vec![click("五个汉字哦", Some("A"))]).is_ok(), "15 bytes");
    assert!(matches!(build(vec![click("五个汉字哦..", Some("A"))]), Err(UnfitMenu::Text { .. })), "17 bytes");
    let long = "K".repeat(129);
    assert!(matches!(build(vec![click("找工作", Some(&long))]), Err(UnfitMenu::Text { .. })));
    assert!(matches!(build(vec![click("找工作", None)]), Err(UnfitMenu::Text { .. })));
    assert!(matches!(build(vec![pack_button("找工作", None, Some("A"))]), Err(UnfitMenu::NoAction(_))));
    assert!(matches!(build(vec![]), Err(UnfitMenu::Buttons(_))));
    assert!(matches!(build(vec![click("找工作", Some("A")); 4]), Err(UnfitMenu::Buttons(_))));
    let crowded = MenuButton { sub: vec![click("岗位", Some("A")); 6], ..pack_button("办事", None, None) };
    assert!(matches!(build(vec![crowded]), Err(UnfitMenu::Buttons(_))));
    let deep = MenuButton { sub: vec![click("岗位", Some("A"))], ..pack_button("办事", None, None) };
    let deeper = MenuButton { sub: vec![deep], ..pack_button("更多", None, None) };
    assert!(matches!(build(vec![deeper]), Err(UnfitMenu::NoAction(_))));
}
