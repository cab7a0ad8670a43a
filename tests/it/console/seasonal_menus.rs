//! Menus that hang for a season: planned over HTTP, hung and taken down by the worker, in the demo with its platform.

use guiyan::app::clock::Clock;
use guiyan::app::content::menu_book::MenuEdits;
use guiyan::app::editions::{EditionRecords, NewEdition, Revision, Subject};
use guiyan::app::seasonal_menus::{MadeOf, NewSeasonalMenu, SeasonalMenuRecords};
use guiyan::domain::id::EditionId;
use guiyan::domain::menu::{Menu, MenuButton, MenuKind};
use guiyan::domain::seasonal_menu::{Days, End, Step};
use guiyan::domain::staff::{Post, Role};
use guiyan::simulator::fault::{Fault, Manner};
use guiyan::startup::demo::{DemoAccount, account};
use jiff::Timestamp;
use jiff::civil::date;
use reqwest::StatusCode;

use super::menus::{DRAFT, MENU, publish, put, value};
use super::walk::{runs_our_script_alone, sign_in};
use crate::support::browser::{Browser, Screen};
use crate::support::console::{Page, Person, TestConsole};
use crate::support::demo::TestDemo;

const PLAN: &str = "/console/menu/seasonal";
const HERE: &str = "/console/menu#seasonal";
const FIRST: &str = "2026-02-10";
const LAST: &str = "2026-02-12";

/// The demo on a Saturday before the festival, somebody who may change the menu, and a follower's phone.
struct Scene {
    demo: TestDemo,
    publisher: DemoAccount,
    person: Person,
    follower: String,
}

impl Scene {
    async fn begin() -> Self {
        let demo = TestDemo::start("2026-02-07T09:30:00+08:00".parse().unwrap()).await;
        let publisher = account(demo.house(), "王芳", Post::Publisher).await.unwrap();
        let person = Person::at(&format!("http://{}", demo.address));
        demo.follow(0);
        let follower = demo.platform.followers(0, 1).remove(0).openid.to_string();
        let scene = Self { demo, publisher, person, follower };
        scene.sign_in().await;
        scene
    }

    async fn sign_in(&self) {
        let code = self.publisher.secret.code(self.demo.clock.now()).unwrap();
        let page = self.person.sign_in("王芳", &self.publisher.password, &code).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER, "{}", page.text);
    }

    /// It is that time in China, and whoever was signed in is so again.
    async fn at(&self, time: &str) {
        let then: Timestamp = format!("{time}+08:00").parse().unwrap();
        self.demo.clock.wait(then.duration_since(self.demo.clock.now()));
        self.sign_in().await;
    }

    /// What is due is done.
    async fn step(&self) -> Option<Step> {
        self.demo.house().worker.step().await.unwrap().menu
    }

    /// The first button on the phone.
    fn first_button(&self) -> String {
        self.demo.platform.menu_of(&self.follower).unwrap().button.remove(0).name
    }

    /// A draft whose first button is called so.
    async fn draft(&self, name: &str) {
        assert_eq!(put(&self.person, &[("b1_name", name)]).await.location(), DRAFT);
    }

    async fn plan(&self, menu: &str, first: &str, last: &str) -> Page {
        let seen = value(&self.person.get(MENU).await, "seen");
        let fields = [("menu", menu), ("seen", &seen), ("first", first), ("last", last)];
        self.person.post(PLAN, &fields).await
    }

    /// The draft of this name is planned for the three days.
    async fn planned(&self, name: &str) {
        self.draft(name).await;
        let page = self.plan("draft", FIRST, LAST).await;
        assert_eq!(page.location(), HERE, "{}", page.text);
    }

    async fn call_off(&self, id: i64) -> Page {
        self.person.get(MENU).await;
        self.person.post(&format!("{PLAN}/{id}/call-off"), &[]).await
    }

    async fn shows(&self, path: &str, words: &[&str]) {
        let page = self.person.get(path).await.text;
        for words in words {
            assert!(page.contains(words), "{words}: {page}");
        }
    }

    /// What stands in the audit.
    async fn audit(&self) -> String {
        let auditor = account(self.demo.house(), "审计员", Post::Auditor).await.unwrap();
        let person = Person::at(&format!("http://{}", self.demo.address));
        person.sign_in("审计员", &auditor.password, &auditor.secret.code(self.demo.clock.now()).unwrap()).await;
        person.get("/console/audit").await.text
    }

    /// So many times more the platform does not take a menu.
    fn refuses(&self, times: u32) {
        let manner = Manner::Errcode { errcode: 40018 };
        let api = "/cgi-bin/menu/create".to_owned();
        self.demo.platform.spoil(Fault { api, rate: 1.0, times: Some(times), manner });
    }

    fn pushes(&self) -> usize {
        self.demo.platform.trace(0).iter().filter(|trace| trace.name == "/cgi-bin/menu/create").count()
    }
}

#[tokio::test]
async fn it_hangs_from_its_first_day_to_its_last_and_then_the_former_menu_is_back() {
    let scene = Scene::begin().await;
    scene.planned("过年找活").await;
    scene.shows(MENU, &["从 2月10日 周二", "到 2月12日 周四", "还没到日子", "王芳"]).await;
    scene.shows(DRAFT, &["没有改动"]).await;

    scene.at("2026-02-09T23:59:50").await;
    assert_eq!((scene.step().await, scene.first_button().as_str()), (None, "找工作"));
    scene.at("2026-02-10T00:00:02").await;
    assert_eq!((scene.step().await, scene.first_button().as_str()), (Some(Step::Hang), "过年找活"));
    assert_eq!(scene.step().await, None);
    scene.shows(MENU, &["正在用", "现在用的是应季菜单", "公众号上现在就是发布的菜单", "现在就换回原来的"]).await;
    scene.shows(MENU, &["data-confirm=\"大家的手机上会换回原来的菜单"]).await;
    let told = "应季菜单按计划换上（2月10日到2月12日）：去掉 找工作 › 看招工岗位";
    scene.shows(DRAFT, &[told, "<td>按计划（王芳）</td>", "现在用的是应季菜单"]).await;

    scene.at("2026-02-12T23:59:50").await;
    assert_eq!((scene.step().await, scene.first_button().as_str()), (None, "过年找活"));
    scene.at("2026-02-13T00:00:02").await;
    assert_eq!((scene.step().await, scene.first_button().as_str()), (Some(Step::TakeDown), "找工作"));
    assert_eq!(scene.step().await, None);
    scene.shows(MENU, &["没有排", "2月13日 0:00：到期了，原来的菜单换回来了"]).await;
    scene.shows(DRAFT, &["应季菜单到期，换回内容包原来的：去掉 过年找活 › 看招工岗位"]).await;
    assert!(!scene.person.get(MENU).await.text.contains("现在用的是应季菜单"));

    // It can be planned again from what was published.
    assert_eq!(scene.plan("1", "2027-02-01", "2027-02-20").await.location(), HERE);
    scene.shows(MENU, &["从 2027年2月1日 周一"]).await;
    let audit = scene.audit().await;
    for words in ["排应季菜单", "2月10日到2月12日", "发布新版", "菜单，应季菜单按计划换上", "应季菜单结束", "，到期"]
    {
        assert!(audit.contains(words), "{words}: {audit}");
    }
    assert_eq!(audit.matches("按计划（王芳）").count(), 3, "hung, back, ended: {audit}");
    scene.demo.stop().await;
}

#[tokio::test]
async fn of_two_who_look_at_the_hour_one_asks_the_platform() {
    let scene = Scene::begin().await;
    scene.planned("过年找活").await;
    let before = scene.pushes();
    for (time, name) in [("2026-02-10T00:00:02", "过年找活"), ("2026-02-13T00:00:02", "找工作")] {
        scene.at(time).await;
        let (one, other) = tokio::join!(scene.step(), scene.step());
        assert_ne!(one.is_some(), other.is_some(), "{time}");
        assert_eq!(scene.first_button(), name);
    }
    assert_eq!(scene.pushes() - before, 2, "one for each");
    scene.demo.stop().await;
}

#[tokio::test]
async fn a_platform_that_refuses_is_asked_again_and_pages_say_what_is_wrong() {
    let scene = Scene::begin().await;
    scene.planned("过年找活").await;
    for (hour, wrong, step, name) in [
        ("2026-02-10T00:0", "到日子了，还没有换上", Step::Hang, "过年找活"),
        ("2026-02-13T00:0", "到期了，原来的菜单还没有换回来", Step::TakeDown, "找工作"),
    ] {
        let was = scene.first_button();
        scene.at(&format!("{hour}0:02")).await;
        scene.refuses(1);
        assert_eq!(scene.step().await, None);
        assert_eq!(scene.first_button(), was);
        scene.shows(MENU, &[wrong, "40018", "日 0:05 自己再试"]).await;
        if step == Step::TakeDown {
            assert_eq!(scene.plan("0", "2026-02-13", "2026-02-14").await.location(), HERE);
            scene.shows(MENU, &["到日子了，等前一份换下来"]).await;
            assert_eq!(scene.call_off(2).await.location(), HERE);
        }
        scene.shows("/console", &[&format!("应季菜单（2月10日到2月12日）{wrong}"), "40018", "会自己再试"]).await;
        scene.at(&format!("{hour}4:50")).await;
        assert_eq!((scene.step().await, scene.first_button()), (None, was), "not before its time");
        scene.at(&format!("{hour}5:20")).await;
        assert_eq!((scene.step().await, scene.first_button().as_str()), (Some(step), name));
        assert!(!scene.person.get(MENU).await.text.contains("40018"), "it is over");
        assert!(!scene.person.get("/console").await.text.contains("应季菜单"));
    }
    scene.demo.stop().await;
}

#[tokio::test]
async fn of_one_whose_days_are_over_the_first_page_says_that_it_never_hung() {
    let scene = Scene::begin().await;
    scene.planned("过年找活").await;
    scene.at("2026-02-12T23:58:00").await;
    scene.refuses(2);
    assert_eq!(scene.step().await, None);
    scene.shows("/console", &["应季菜单（2月10日到2月12日）到日子了，还没有换上：", "会自己再试"]).await;
    scene.at("2026-02-13T00:04:00").await;
    assert_eq!(scene.step().await, None);
    let told = ["应季菜单（2月10日到2月12日）那几天一直没有换上：", "40018", "现在用的菜单会自己再发一次"];
    scene.shows("/console", &told).await;
    scene.at("2026-02-13T00:10:00").await;
    assert_eq!(scene.step().await, Some(Step::End(End::Missed)));
    assert!(!scene.person.get("/console").await.text.contains("应季菜单（"));
    scene.demo.stop().await;
}

#[tokio::test]
async fn after_an_hour_of_refusals_it_is_asked_once_an_hour() {
    let scene = Scene::begin().await;
    scene.planned("过年找活").await;
    scene.at("2026-02-10T00:00:02").await;
    scene.refuses(1_000);
    let before = scene.pushes();
    for minute in 0..180 {
        scene.demo.clock.wait("1m".parse().unwrap());
        scene.step().await;
        assert!(scene.pushes() - before <= 16, "{minute}");
    }
    assert!(scene.pushes() - before >= 14, "{} in three hours", scene.pushes() - before);
    scene.demo.stop().await;
}

#[tokio::test]
async fn what_staff_publish_while_it_hangs_stays() {
    let scene = Scene::begin().await;
    scene.planned("过年找活").await;
    scene.at("2026-02-10T00:00:02").await;
    assert_eq!(scene.step().await, Some(Step::Hang));
    scene.draft("招聘季").await;
    assert_eq!(publish(&scene.person).await.location(), DRAFT);
    scene.shows(MENU, &["没有排", "中途发布了别的菜单，就用那一份"]).await;
    assert_eq!(scene.step().await, Some(Step::End(End::Replaced)));
    scene.shows(MENU, &["没有排", "2月10日 0:00：中途发布了别的菜单"]).await;
    scene.at("2026-02-13T00:00:02").await;
    assert_eq!((scene.step().await, scene.first_button().as_str()), (None, "招聘季"));
    scene.demo.stop().await;
}

#[tokio::test]
async fn one_that_is_called_off_gives_its_menu_back_or_the_former_one_comes_back_at_once() {
    let scene = Scene::begin().await;
    scene.planned("过年找活").await;
    assert_eq!(scene.call_off(1).await.location(), HERE);
    scene.shows(MENU, &["没有排", "取消了"]).await;
    scene.shows(DRAFT, &["增加 过年找活 › 看招工岗位"]).await;
    assert_eq!(scene.call_off(1).await.location(), HERE, "a second click");
    assert!(scene.call_off(77).await.text.contains("刚才别人改过了"), "there is none");
    scene.at("2026-02-10T00:00:02").await;
    assert_eq!((scene.step().await, scene.first_button().as_str()), (None, "找工作"));

    assert_eq!(scene.plan("draft", FIRST, LAST).await.location(), HERE);
    assert_eq!((scene.step().await, scene.first_button().as_str()), (Some(Step::Hang), "过年找活"));
    scene.refuses(1);
    let failed = scene.call_off(2).await;
    assert!(failed.text.contains("没有换回来") && failed.text.contains("40018"), "{}", failed.text);
    assert_eq!(scene.first_button(), "过年找活");
    for click in ["first", "second"] {
        assert_eq!(scene.call_off(2).await.location(), HERE, "{click}");
    }
    assert_eq!((scene.step().await, scene.first_button().as_str()), (None, "找工作"));
    scene.shows(DRAFT, &["没有改动", "应季菜单取消，换回内容包原来的"]).await;
    scene.demo.stop().await;
}

#[tokio::test]
async fn one_that_is_published_once_more_while_it_hangs_still_ends_with_its_days() {
    let scene = Scene::begin().await;
    let again = async |edition: &str, after: &str| {
        scene.person.get(DRAFT).await;
        scene.person.post("/console/menu/roll-back", &[("to", edition), ("after", after)]).await
    };
    let before = scene.pushes();
    assert_eq!(again("0", "").await.location(), DRAFT, "the pack's");
    scene.shows(DRAFT, &["内容包原来的</td><td></td><td></td><td><b>现在用的"]).await;
    scene.planned("过年找活").await;
    scene.at("2026-02-10T00:00:02").await;
    assert_eq!(scene.step().await, Some(Step::Hang));
    scene.refuses(1);
    let failed = again("1", "1").await;
    assert!(failed.text.contains("没有发布成。") && failed.text.contains("40018"), "{}", failed.text);
    assert!(again("0", "").await.text.contains("刚才别人改过了"), "it is not the newest");
    assert_eq!(again("1", "1").await.location(), DRAFT);
    assert_eq!(scene.pushes() - before, 4, "with the one that was refused");
    assert_eq!((scene.step().await, scene.first_button().as_str()), (None, "过年找活"));
    scene.shows(MENU, &["正在用", "现在用的是应季菜单"]).await;
    let audit = scene.audit().await;
    assert_eq!(audit.matches("<td>王芳</td><td>再发布一次</td>").count(), 3, "with the one that was refused: {audit}");
    assert!(audit.contains("菜单，内容包原来的") && audit.contains("菜单，第 1 版"), "{audit}");

    scene.at("2026-02-13T00:00:02").await;
    assert_eq!((scene.step().await, scene.first_button().as_str()), (Some(Step::TakeDown), "找工作"));
    scene.demo.stop().await;
}

#[tokio::test]
async fn one_is_not_called_off_while_its_menu_would_be_lost_by_it() {
    let scene = Scene::begin().await;
    scene.planned("过年找活").await;
    scene.draft("下一个").await;
    let page = scene.call_off(1).await;
    assert!(page.text.contains("草稿里有别的改动，先发布或者不要，再取消这一份"), "{}", page.text);
    scene.shows(MENU, &["还没到日子"]).await;
    assert_eq!(publish(&scene.person).await.location(), DRAFT);
    assert_eq!(scene.call_off(1).await.location(), HERE);
    scene.shows(DRAFT, &["增加 过年找活 › 看招工岗位"]).await;
    scene.demo.stop().await;
}

#[tokio::test]
async fn a_server_that_was_down_at_the_hour_hangs_it_later_and_never_after_its_end() {
    let scene = Scene::begin().await;
    scene.planned("过年找活").await;
    scene.draft("下一个").await;
    assert_eq!(scene.plan("draft", "2026-02-13", "2026-02-13").await.location(), HERE);
    scene.at("2026-02-12T15:00:00").await;
    assert_eq!((scene.step().await, scene.first_button().as_str()), (Some(Step::Hang), "过年找活"));
    // Nobody is there on the last day of the second.
    scene.at("2026-02-14T08:00:00").await;
    assert_eq!(scene.step().await, Some(Step::End(End::Missed)));
    assert_eq!((scene.step().await, scene.first_button().as_str()), (Some(Step::TakeDown), "找工作"));
    assert_eq!(scene.step().await, None);
    scene.shows(MENU, &["那几天一直没有换上", "到期了，原来的菜单换回来了"]).await;
    scene.shows(DRAFT, &["王芳 2月14日", "增加 下一个 › 看招工岗位"]).await;
    scene.demo.stop().await;
}

/// A menu with a button that leads nowhere.
fn unsound() -> String {
    let (kind, key) = (Some(MenuKind::Click), Some("nowhere_at_all".to_owned()));
    let button = MenuButton { name: "旧的".to_owned(), kind, key, url: None, sub: Vec::new() };
    MenuEdits { menu: Some(Menu { buttons: vec![button] }) }.written()
}

#[tokio::test]
async fn what_cannot_be_planned_is_told_and_what_fits_no_more_is_not_hung() {
    let scene = Scene::begin().await;
    scene.draft("过年找活").await;
    for (first, last, told) in [
        ("", LAST, "请选第一天和最后一天"),
        ("元宵", LAST, "“元宵”不是日期"),
        ("2026-02-06", LAST, "2026-02-06 已经过去了"),
        (LAST, FIRST, "比第一天（2026-02-12）还早"),
        (FIRST, "2027-02-12", "从 2026-02-10 到 2027-02-12 超过一年"),
    ] {
        let page = scene.plan("draft", first, last).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{told}: {}", page.text);
        let form = page.text.split_once("id=\"seasonal-form\"").unwrap().1;
        assert!(form.contains(told) && form.contains("<option value=\"draft\" selected>"), "{told}: {}", page.text);
        for typed in [first, last] {
            assert!(form.contains(&format!("value=\"{typed}\"")), "{typed} is lost: {}", page.text);
        }
    }
    assert!(scene.plan("", FIRST, LAST).await.text.contains("请选用哪一份菜单"));
    assert_eq!(scene.plan("77", FIRST, LAST).await.status, StatusCode::NOT_FOUND);
    let other = [("menu", "draft"), ("seen", "7"), ("first", FIRST), ("last", LAST)];
    assert!(scene.person.post(PLAN, &other).await.text.contains("刚才别人改过了"));
    scene.shows(MENU, &["没有排"]).await;

    assert_eq!(scene.plan("0", FIRST, LAST).await.location(), HERE, "the pack's, and the draft stays");
    let over = scene.plan("draft", LAST, "2026-02-20").await;
    assert!(over.text.contains("重了") && over.text.contains("2月10日到2月12日"), "{}", over.text);
    scene.shows(DRAFT, &["增加 过年找活"]).await;
    for day in ["2026-02-07", "2026-02-13", "2026-02-14", "2026-02-15"] {
        assert_eq!(scene.plan("0", day, day).await.location(), HERE, "{day}");
    }
    assert!(scene.plan("0", "2026-02-16", "2026-02-16").await.text.contains("最多先排 5 份"));

    let (database, content) = (&scene.demo.house().database, unsound());
    let now = scene.demo.clock.now();
    let edition = NewEdition { subject: Subject::Menu, content: &content, summary: "改动", after: None };
    assert!(database.publish(edition, None, "李华", now).await.unwrap());
    assert_eq!(scene.call_off(2).await.location(), HERE);
    let page = scene.plan("1", "2026-02-16", "2026-02-16").await;
    assert!(page.text.contains("这份菜单还不能用") && page.text.contains("nowhere_at_all"), "{}", page.text);
    let days = Days::new(date(2026, 2, 7), date(2026, 2, 7)).unwrap();
    let new = NewSeasonalMenu { days, content: &content, made_of: MadeOf::Edition(EditionId(1)) };
    database.plan_seasonal_menu(new, "李华", now).await.unwrap();
    assert_eq!((scene.step().await, scene.first_button().as_str()), (None, "找工作"));
    scene.shows(MENU, &["这份菜单现在不能用", "nowhere_at_all"]).await;
    scene.demo.stop().await;
}

#[tokio::test]
async fn whoever_plans_the_same_twice_has_planned_it_once() {
    let scene = Scene::begin().await;
    scene.draft("过年找活").await;
    let seen = value(&scene.person.get(MENU).await, "seen");
    let draft = [("menu", "draft"), ("seen", seen.as_str()), ("first", FIRST), ("last", LAST)];
    for click in ["first", "second"] {
        assert_eq!(scene.person.post(PLAN, &draft).await.location(), HERE, "{click}");
        assert_eq!(scene.plan("0", "2026-02-20", "2026-02-21").await.location(), HERE, "{click}");
    }
    let open = scene.demo.house().database.open_seasonal_menus().await.unwrap();
    assert_eq!(open.len(), 2, "{open:?}");
    let other = [("menu", "draft"), ("seen", seen.as_str()), ("first", FIRST), ("last", "2026-02-11")];
    assert!(scene.person.post(PLAN, &other).await.text.contains("刚才别人改过了"), "for other days");
    scene.demo.stop().await;
}

#[tokio::test]
async fn one_whose_buttons_do_not_read_stands_in_the_list_until_it_is_called_off() {
    let scene = Scene::begin().await;
    let days = Days::new(date(2026, 2, 10), date(2026, 2, 12)).unwrap();
    let new = NewSeasonalMenu { days, content: "torn", made_of: MadeOf::Edition(EditionId(0)) };
    scene.demo.house().database.plan_seasonal_menu(new, "王芳", scene.demo.clock.now()).await.unwrap();
    scene.shows(MENU, &["从 2月10日 周二", "还没到日子", "菜单的内容坏了，读不出来"]).await;
    scene.shows(DRAFT, &["没有改动"]).await;
    scene.at("2026-02-10T00:00:02").await;
    assert_eq!((scene.step().await, scene.first_button().as_str()), (None, "找工作"));
    scene.shows(MENU, &["到日子了，还没有换上。记录坏了，请告诉管服务器的人。2月10日 1:00 自己再试"]).await;
    scene.shows("/console", &["到日子了，还没有换上：记录坏了，请告诉管服务器的人"]).await;
    assert_eq!(scene.call_off(1).await.location(), HERE);
    scene.shows(MENU, &["没有排", "取消了"]).await;
    scene.demo.stop().await;
}

#[tokio::test]
async fn without_a_secret_nothing_is_planned_and_whoever_may_only_look_has_no_form() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    person.get(MENU).await;
    let page = person.post(PLAN, &[("menu", "0"), ("first", FIRST), ("last", LAST)]).await;
    assert!(page.text.contains("没有填 wechat.app_secret") && !page.text.contains("草稿还在"), "{}", page.text);
    let reviewer = console.member("李华", Role::Reviewer).await;
    let page = reviewer.get(MENU).await.text;
    assert!(page.contains("应季菜单") && !page.contains("排上"), "they may not: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn in_a_real_browser_a_season_is_planned() {
    let scene = Scene::begin().await;
    scene.draft("过年找活").await;
    scene.at("2026-02-07T09:40:00").await;
    let browser = Browser::start().await;
    let tab = browser.open(&format!("http://{}/console/sign-in", scene.demo.address), Screen::Office).await;
    scene.demo.clock.wait("1m".parse().unwrap());
    let code = scene.publisher.secret.code(scene.demo.clock.now()).unwrap();
    sign_in(&tab, "王芳", &scene.publisher.password, &code).await;
    tab.click("菜单").await;
    tab.wait_for("排一份应季菜单").await;
    tab.fill("从哪天起（含这天）", FIRST).await;
    tab.fill("到哪天止（含这天）", LAST).await;
    tab.click("排上").await;
    tab.wait_for("还没到日子").await;
    assert!(tab.fits_the_width().await);
    tab.click("看这份菜单").await;
    tab.wait_for("过年找活").await;
    runs_our_script_alone(&tab).await;
    assert!(tab.pdf().await.starts_with(b"%PDF"));
    scene.demo.stop().await;
}
