//! The custom menu (platform sheet 7.1).

use guiyan::app::platform::id::{ArticleId, MediaId, MiniProgramId};
use guiyan::app::platform::limit::{Bytes, Few};
use guiyan::app::platform::menu::{
    AccountMenu, ClientPlatform, MatchRule, MenuAction, MenuGateway, SubButton, TopButton,
};
use guiyan::app::platform::tags::{TagBatch, TagGateway, TagName};
use guiyan::domain::id::OpenId;
use guiyan::simulator::act::Act;
use guiyan::wechat::event::EventKind;
use guiyan::wechat::event::menu::MenuEvent;

use crate::support::pair::Pair;

fn click(name: &str, key: &str) -> TopButton {
    TopButton::Action { name: Bytes::new(name).unwrap(), action: MenuAction::Click(Bytes::new(key).unwrap()) }
}

fn list<const N: usize>(name: &str, buttons: [(&str, MenuAction); N]) -> TopButton {
    let buttons = buttons.map(|(name, action)| SubButton { name: Bytes::new(name).unwrap(), action });
    TopButton::List { name: Bytes::new(name).unwrap(), buttons: Few::new(buttons.into()).unwrap() }
}

fn menu<const N: usize>(buttons: [TopButton; N]) -> AccountMenu {
    AccountMenu(Few::new(buttons.into()).unwrap())
}

/// The keys of the menu that somebody sees.
fn keys(pair: &Pair, who: &OpenId) -> Vec<String> {
    let menu = pair.platform().menu_of(who.as_str());
    let leaves = menu.iter().flat_map(|menu| menu.leaves().filter_map(|(_, button)| button.key.clone()));
    leaves.collect()
}

#[tokio::test]
async fn a_published_menu_is_on_the_phone_and_its_taps_come_back() {
    let pair = Pair::new().await;
    let follower = pair.follower();
    assert_eq!(pair.api.published().await.unwrap(), None);
    assert!(!pair.api.current().await.unwrap().open);

    let policy = MenuAction::View(Bytes::new("https://example.gov.cn/policy?a=1&b=2").unwrap());
    let fair = MenuAction::Click(Bytes::new("FAIR").unwrap());
    let office = list("办事", [("政策汇编", policy), ("招聘会报名", fair)]);
    MenuGateway::create(&*pair.api, &menu([click("找工作", "JOBS"), office])).await.unwrap();
    assert_eq!(keys(&pair, &follower), ["JOBS", "FAIR"]);

    pair.act(&follower, Act::Click { button: "2.2".into() });
    assert_eq!(pair.told("CLICK").await, EventKind::Menu(MenuEvent::Click { key: "FAIR".into() }));

    let published = pair.api.published().await.unwrap().unwrap();
    assert_eq!(published.default[1].sub[0].url.as_deref(), Some("https://example.gov.cn/policy?a=1&b=2"));
    let current = pair.api.current().await.unwrap();
    assert_eq!((current.open, current.buttons), (true, published.default));
    pair.made(["/cgi-bin/menu/create", "/cgi-bin/menu/get", "/cgi-bin/get_current_selfmenu_info"]);
}

#[tokio::test]
async fn every_kind_of_button_arrives_whole() {
    let pair = Pair::new().await;
    let follower = pair.follower();
    let key = |key: &str| Bytes::new(key).unwrap();
    let article = ArticleId::parse("ARTICLE_ID").unwrap();
    let mini_program = MenuAction::MiniProgram {
        app_id: MiniProgramId::parse("wx0123456789abcdef").unwrap(),
        page: Bytes::new("pages/index").unwrap(),
        fallback: Bytes::new("https://example.gov.cn/").unwrap(),
    };
    let kinds = [
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
                ("文章二", MenuAction::ArticleViewLimited(article)),
                ("小程序", mini_program),
            ],
        ),
    ];
    MenuGateway::create(&*pair.api, &menu(kinds)).await.unwrap();
    let shown = pair.platform().menu_of(follower.as_str()).unwrap();
    let kinds: Vec<&str> = shown.leaves().map(|(_, button)| button.kind.as_deref().unwrap()).collect();
    assert_eq!(
        kinds,
        [
            "scancode_push",
            "scancode_waitmsg",
            "location_select",
            "pic_sysphoto",
            "pic_photo_or_album",
            "pic_weixin",
            "media_id",
            "article_id",
            "article_view_limited",
            "miniprogram"
        ]
    );
    let last = shown.find("3.4").unwrap();
    assert_eq!(
        (last.appid.as_deref(), last.pagepath.as_deref(), last.url.as_deref()),
        (Some("wx0123456789abcdef"), Some("pages/index"), Some("https://example.gov.cn/"))
    );
    let published = pair.api.published().await.unwrap().unwrap().default;
    let contents: Vec<Option<&str>> = published[2].sub.iter().map(|button| button.content.as_deref()).collect();
    assert_eq!(contents, [Some("MEDIA_ID"), Some("ARTICLE_ID"), Some("ARTICLE_ID"), None]);
    assert_eq!(published[2].sub[3].app_id.as_deref(), Some("wx0123456789abcdef"));
}

#[tokio::test]
async fn a_conditional_menu_is_seen_by_its_tag_alone_until_it_is_deleted() {
    let pair = Pair::new().await;
    let (home, other) = (pair.follower(), pair.follower());
    let tag = TagGateway::create(&*pair.api, &TagName::new("返乡").unwrap()).await.unwrap().id;
    pair.api.tag(tag, &TagBatch::new(vec![home.clone()]).unwrap()).await.unwrap();
    MenuGateway::create(&*pair.api, &menu([click("找工作", "JOBS")])).await.unwrap();
    let special = menu([click("返乡专区", "HOME")]);
    // The simulator's phones are Androids.
    let rule = MatchRule::TagOnClient(tag, ClientPlatform::Android);
    let id = pair.api.add_conditional(&special, rule).await.unwrap();
    pair.api.add_conditional(&special, MatchRule::Client(ClientPlatform::Ios)).await.unwrap();
    assert_eq!((keys(&pair, &home), keys(&pair, &other)), (vec!["HOME".to_owned()], vec!["JOBS".to_owned()]));
    let matched = pair.api.try_match(home.as_str()).await.unwrap();
    assert_eq!(matched[0].key.as_deref(), Some("HOME"));

    let conditional = pair.api.published().await.unwrap().unwrap().conditional;
    let rule = [("client_platform_type".to_owned(), "2".to_owned()), ("tag_id".to_owned(), tag.0.to_string())];
    assert_eq!((&conditional[0].id, &conditional[0].rule[..]), (&id, &rule[..]));
    pair.api.delete_conditional(&id).await.unwrap();
    assert_eq!(keys(&pair, &home), ["JOBS"]);
    pair.made(["/cgi-bin/menu/addconditional", "/cgi-bin/menu/delconditional", "/cgi-bin/menu/trymatch"]);
}

#[tokio::test]
async fn deleting_the_menu_takes_the_conditional_ones_with_it() {
    let pair = Pair::new().await;
    let follower = pair.follower();
    let menu = menu([click("找工作", "JOBS")]);
    MenuGateway::create(&*pair.api, &menu).await.unwrap();
    pair.api.add_conditional(&menu, MatchRule::Client(ClientPlatform::Android)).await.unwrap();
    pair.api.delete_all().await.unwrap();
    assert_eq!(pair.platform().menu_of(follower.as_str()), None);
    assert_eq!(pair.api.published().await.unwrap(), None);
    pair.made(["/cgi-bin/menu/delete"]);
}
