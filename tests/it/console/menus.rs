//! The account's menu over HTTP, on a house without a platform, and in the demo with one.

use guiyan::app::clock::Clock;
use guiyan::domain::staff::{Post, Role};
use guiyan::simulator::fault::{Fault, Manner};
use guiyan::startup::demo::account;
use reqwest::StatusCode;

use super::walk::sign_in;
use crate::support::browser::{Browser, Screen};
use crate::support::console::{Page, Person, TestConsole};
use crate::support::demo::TestDemo;

pub const MENU: &str = "/console/menu";
pub const DRAFT: &str = "/console/menu/draft";

/// The value of a field of the page.
pub fn value(page: &Page, name: &str) -> String {
    let (_, rest) =
        page.text.split_once(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("{name}: {}", page.text));
    rest.split_once("value=\"").unwrap().1.split('"').next().unwrap().to_owned()
}

/// The form as it stands, with these fields typed over, put into the draft.
pub async fn put(person: &Person, typed: &[(&str, &str)]) -> Page {
    save(person, &person.get(MENU).await, typed).await
}

/// The same, from the form as this page showed it.
async fn save(person: &Person, page: &Page, typed: &[(&str, &str)]) -> Page {
    let carried = ["seen", "after"].map(|name| (name.to_owned(), value(page, name)));
    let mut fields = Vec::from(carried);
    fields.push(("then".to_owned(), "save".to_owned()));
    for id in (1..=3)
        .flat_map(|top| std::iter::once(format!("b{top}")).chain((1..=5).map(move |sub| format!("b{top}_{sub}"))))
    {
        for field in ["order", "name", "target"] {
            let name = format!("{id}_{field}");
            fields.push((name.clone(), value(page, &name)));
        }
        let kind = page.text.split_once(&format!("name=\"{id}_kind\"")).unwrap().1.split("</select>").next().unwrap();
        let chosen = kind.split("<option ").find(|option| option.contains(" selected"));
        let chosen = chosen.map(|option| option.split('"').nth(1).unwrap()).unwrap_or_default();
        fields.push((format!("{id}_kind"), chosen.to_owned()));
    }
    for (name, text) in typed {
        fields.retain(|(there, _)| there != name);
        fields.push(((*name).to_owned(), (*text).to_owned()));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    person.post(MENU, &fields).await
}

pub async fn publish(person: &Person) -> Page {
    let page = person.get(DRAFT).await;
    let (seen, after) = (value(&page, "seen"), value(&page, "after"));
    person.post("/console/menu/draft/publish", &[("seen", &seen), ("after", &after)]).await
}

#[tokio::test]
async fn what_cannot_hang_is_told_beside_its_button_and_what_was_typed_stays() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let page = person.get(MENU).await;
    assert!(page.text.contains("没有填 wechat.app_secret") && page.text.len() < 100_000, "{}", page.text);
    for (typed, told) in [
        (("b1_name", "找一份新工作"), "有18字节，最多16"),
        (("b1_1_target", "opennings"), "没有“opennings”这个按钮"),
        (("b1_1_target", "job_12"), "会变"),
        (("b2_kind", "click"), "有二级菜单的按钮自己不能再有"),
        (("b1_1_kind", "view"), "网址要以 https:"),
        (("b3_name", ""), "是空的，请填上"),
    ] {
        let page = put(&person, &[typed]).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{typed:?}: {}", page.text);
        assert!(page.text.contains(told) && page.text.contains("没有存"), "{typed:?}: {}", page.text);
        if typed.0.ends_with("name") && !typed.1.is_empty() {
            assert_eq!(value(&page, typed.0), typed.1);
        }
        assert!(page.text.contains(&format!("id=\"{}-how\"", typed.0.rsplit_once('_').unwrap().0)), "{}", page.text);
    }
    assert!(person.get(DRAFT).await.text.contains("没有改动"));

    // Longer than a phone shows is a warning; the numbers say the order.
    let saved = put(&person, &[("b1_1_name", "看一看最新的招工岗位"), ("b1_order", "9")]).await;
    assert_eq!(saved.location(), DRAFT, "{}", saved.text);
    let draft = person.get(DRAFT).await.text;
    for words in ["增加 找工作 › 看一看最新的招工岗位", "去掉 找工作 › 看招工岗位", "手机上只显示8个"]
    {
        assert!(draft.contains(words), "{words}: {draft}");
    }
    let late = put(&person, &[("seen", "7")]).await;
    assert!(late.text.contains("刚才别人改过了"), "{}", late.text);
    let failed = publish(&person).await;
    assert!(failed.text.contains("发布不了菜单") && failed.text.contains("草稿还在"), "{}", failed.text);
    assert!(person.get(DRAFT).await.text.contains("看一看最新的招工岗位"));

    let reviewer = console.member("李华", Role::Reviewer).await;
    let page = reviewer.get(MENU).await.text;
    assert!(page.contains("手机上是这样") && !page.contains("存到草稿"), "they may not: {page}");
}

#[tokio::test]
async fn a_form_that_was_opened_before_somebody_published_takes_nothing_back() {
    let demo = TestDemo::start("2026-02-07T09:30:00+08:00".parse().unwrap()).await;
    let at_work = async |name| {
        let staff = account(demo.house(), name, Post::Publisher).await.unwrap();
        let person = Person::at(&format!("http://{}", demo.address));
        person.sign_in(name, &staff.password, &staff.secret.code(demo.clock.now()).unwrap()).await;
        person
    };
    let (one, other) = (at_work("王芳").await, at_work("李华").await);
    let form = one.get(MENU).await;
    assert_eq!(put(&other, &[("b1_name", "找活")]).await.location(), DRAFT);
    assert_eq!(publish(&other).await.location(), DRAFT);

    // Looking at it first does not make it newer.
    let late = save(&one, &form, &[("b3_name", "我的事")]).await;
    assert!(late.text.contains("刚才别人改过了"), "{}", late.text);
    let looked = save(&one, &form, &[("b3_name", "我的事"), ("then", "")]).await;
    let late = save(&one, &looked, &[]).await;
    assert!(late.text.contains("刚才别人改过了"), "{}", late.text);
    assert!(one.get(DRAFT).await.text.contains("没有改动"));
    assert_eq!(put(&one, &[("b3_name", "我的事")]).await.location(), DRAFT);
    let draft = one.get(DRAFT).await.text;
    assert!(draft.contains("增加 我的事") && !draft.contains("去掉 找活"), "{draft}");
    demo.stop().await;
}

#[tokio::test]
async fn a_menu_is_pushed_when_it_is_published_and_the_old_one_stays_where_that_fails() {
    let demo = TestDemo::start("2026-02-07T09:30:00+08:00".parse().unwrap()).await;
    let publisher = account(demo.house(), "王芳", Post::Publisher).await.unwrap();
    let person = Person::at(&format!("http://{}", demo.address));
    person.sign_in("王芳", &publisher.password, &publisher.secret.code(demo.clock.now()).unwrap()).await;
    demo.follow(0);
    let follower = demo.platform.followers(0, 1).remove(0).openid;
    let first = || demo.platform.menu_of(&follower).unwrap().button.remove(0);
    assert!(person.get(MENU).await.text.contains("公众号上现在就是发布的菜单"));

    assert_eq!(put(&person, &[("b1_name", "找活")]).await.location(), DRAFT);
    let fault = |times| Fault {
        api: "/cgi-bin/menu/create".to_owned(),
        rate: 1.0,
        times: Some(times),
        manner: Manner::Errcode { errcode: 40018 },
    };
    demo.platform.spoil(fault(1));
    let failed = publish(&person).await;
    assert!(failed.text.contains("菜单没有发布成，草稿还在") && failed.text.contains("40018"), "{}", failed.text);
    assert_eq!(first().name, "找工作");
    let draft = person.get(DRAFT).await.text;
    assert!(draft.contains("增加 找活 › 看招工岗位") && !draft.contains("改动："), "nothing was published: {draft}");

    let page = person.get(DRAFT).await;
    let pressed = [("seen", value(&page, "seen")), ("after", value(&page, "after"))];
    let pressed = pressed.each_ref().map(|(name, value)| (*name, value.as_str()));
    for press in ["first", "second"] {
        let page = person.post("/console/menu/draft/publish", &pressed).await;
        assert_eq!(page.location(), DRAFT, "{press}: {}", page.text);
    }
    assert_eq!(first().name, "找活");
    let page = person.get(DRAFT).await;
    assert!(
        page.text.contains("没有改动")
            && page.text.contains("发布了第 1 版")
            && page.text.contains("改动：去掉 找工作 › 看招工岗位"),
        "{}",
        page.text
    );
    assert!(person.get(MENU).await.text.contains("公众号上现在就是发布的菜单"));

    let newest = value(&page, "after");
    let compared = person.get(&format!("/console/menu/compare?from=0&to={newest}")).await.text;
    assert!(compared.contains("增加 找活 › 看招工岗位"), "{compared}");
    let back = person.post("/console/menu/roll-back", &[("to", "0"), ("after", &newest)]).await;
    assert_eq!(back.location(), DRAFT, "{}", back.text);
    assert_eq!(first().name, "找工作");
    let late = person.post("/console/menu/roll-back", &[("to", &newest), ("after", &newest)]).await;
    assert!(late.text.contains("刚才别人改过了"), "{}", late.text);
    assert_eq!(first().name, "找工作");
    demo.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_real_browser_a_button_is_renamed_and_the_phone_shows_it() {
    let demo = TestDemo::start("2026-02-07T09:30:00+08:00".parse().unwrap()).await;
    let publisher = account(demo.house(), "王芳", Post::Publisher).await.unwrap();
    demo.follow(0);
    let browser = Browser::start().await;
    let tab = browser.open(&format!("http://{}/console/sign-in", demo.address), Screen::Office).await;
    sign_in(&tab, "王芳", &publisher.password, &publisher.secret.code(demo.clock.now()).unwrap()).await;
    tab.click("菜单").await;
    tab.wait_for("公众号上现在就是发布的菜单").await;
    assert!(tab.fits_the_width().await);
    tab.fill("第1列的名字", "找活").await;
    tab.click("先看手机上的样子").await;
    tab.wait_for("没有问题").await;
    tab.picture("docs/console-menu.png").await;
    tab.click("存到草稿").await;
    tab.wait_for("增加 找活 › 看招工岗位").await;
    assert!(tab.fits_the_width().await);
    tab.click("发布到公众号").await;
    tab.wait_for("没有改动").await;
    assert!(tab.pdf().await.starts_with(b"%PDF"));
    let follower = demo.platform.followers(0, 1).remove(0).openid;
    assert_eq!(demo.platform.menu_of(&follower).unwrap().button[0].name, "找活");
    demo.stop().await;
}
