//! What is said of a form while it is being filled in: over HTTP, and in a real browser as somebody types.

use guiyan::domain::staff::{Post, Role};
use reqwest::StatusCode;

use super::walk::sign_in;
use crate::support::browser::{Browser, Screen, Tab};
use crate::support::console::{PASSWORD, Page, Person, TestConsole};

const CAMPAIGN: &str = "/console/campaigns/new/look";
const MENU: &str = "/console/menu/look";
const RULE: &str = "/console/keywords/new/look";

/// Sends a form as the script does while it is being filled in.
async fn look(person: &Person, path: &str, fields: &[(&str, &str)]) -> Page {
    person.get("/console/account").await;
    let page = person.post(path, fields).await;
    assert!(!page.text.contains("<html"), "{}", page.text);
    page
}

/// Two people of 长冈乡 follow, and have a place at the sample fair.
async fn two_followers(console: &TestConsole) {
    for n in 0..2 {
        let mut session = console.house.session(&format!("oPerson{n}"));
        for line in ["[follow]", "[scan join_1]", "同意", &format!("张三丰 1380000567{n} 长冈乡"), "确认"] {
            session.say(line).await.unwrap();
        }
    }
}

async fn publisher(browser: &Browser, console: &TestConsole, path: &str) -> Tab {
    let code = console.set_up("王芳", Post::Publisher).await;
    let tab = browser.open(&format!("{}/console/sign-in", console.url), Screen::Office).await;
    sign_in(&tab, "王芳", PASSWORD, &code.at(console.now())).await;
    tab.open(&format!("{}{path}", console.url)).await;
    tab
}

#[tokio::test]
async fn whom_a_campaign_reaches_is_counted_before_the_rest_of_it_reads() {
    let console = TestConsole::open().await;
    two_followers(&console).await;
    let person = console.member("王芳", Role::Publisher).await;
    for (fields, people, words) in [
        (&[][..], "2", "标题要写"),
        (&[("units", "长冈乡")], "2", "请写要说的话"),
        (&[("units", "埠头乡")], "0", "现在差"),
        (&[("signed_up", "any"), ("way", "mass")], "2", "请选是哪一类消息"),
        (&[("not_signed_up", "job_fair"), ("time", "早饭后"), ("day", "明天")], "0", "时间要写成 09:30"),
    ] {
        let page = look(&person, CAMPAIGN, fields).await;
        assert_eq!((page.status, page.in_element("people")), (StatusCode::OK, people), "{fields:?}");
        assert!(page.text.contains(words) && !page.text.contains("怎么到"), "{words}: {}", page.text);
    }
    let whole = [("title", "招工"), ("topic", "jobs"), ("message", "招工：{link}"), ("about", "page:/jobs")];
    let page = look(&person, CAMPAIGN, &whole).await;
    assert!(page.text.contains("怎么到") && !page.text.contains("现在差"), "{}", page.text);
    let page = look(&person, CAMPAIGN, &[("units", "月球乡")]).await;
    assert!(page.text.contains("没有“月球乡”这个单位") && !page.text.contains("id=\"people\""), "{}", page.text);
    assert!(person.get("/console/campaigns").await.text.contains("还没有群发"), "nothing is written down");
    let forged = person.post_as_it_is(CAMPAIGN, &[("form", "x")]).await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn what_is_wrong_with_a_menu_is_said_with_its_place_and_nothing_is_saved() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let top = [("b1_name", "找一份新工作"), ("b1_kind", "click"), ("b1_target", "openings")];
    let page = look(&person, MENU, &top).await;
    assert!(page.text.contains("第1列：") && page.text.contains("有18字节，最多16"), "{}", page.text);
    assert!(page.text.contains("<b>找一份新工作</b>"), "as the phone shows it: {}", page.text);
    let page = look(&person, MENU, &[("b1_name", "找工作"), top[1], top[2]]).await;
    assert!(page.text.contains("没有问题"), "{}", page.text);
    assert!(person.get("/console/menu/draft").await.text.contains("没有改动"));
}

#[tokio::test]
async fn a_rule_is_held_against_the_others_and_nothing_is_saved() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let page = look(&person, RULE, &[("words", "驾照、学车"), ("say", "驾照的事打 {hotline}")]).await;
    for words in ["没有问题", "词 2 个", "要说的话 15 个字", "驾照的事打"] {
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    for (path, fields, words) in [
        (RULE, vec![("words", "工资"), ("say", "不知道"), ("priority", "20")], "在规则 wages 里也有，priority 又一样"),
        (RULE, vec![("words", "驾照")], "请选一个去处"),
        (RULE, vec![("words", "驾照"), ("say", "有"), ("priority", "很大")], "0 到 100"),
        // It comes before the other one, of which the flaw is.
        (
            "/console/keywords/rule/wages/look",
            vec![("words", "工资、招聘会"), ("button", "help"), ("priority", "10")],
            "规则 job_fairs：“招聘会”在规则 wages 里也有",
        ),
    ] {
        let page = look(&person, path, &fields).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(page.text.contains(words) && page.text.contains("class=\"flaw\""), "{words}: {}", page.text);
    }
    for (priority, words) in [("5", "那条优先级大"), ("50", "这条优先级大")] {
        let page = look(&person, RULE, &[("words", "工资"), ("say", "不知道"), ("priority", priority)]).await;
        assert!(page.text.contains(&format!("“工资”在规则 wages 里也有，{words}")), "{words}: {}", page.text);
    }
    assert!(person.get("/console/keywords/draft").await.text.contains("没有改动"));
    person.get("/console/account").await;
    let nowhere = person.post("/console/keywords/rule/nothing/look", &[("words", "驾照"), ("say", "有")]).await;
    assert_eq!(nowhere.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_number_of_people_follows_the_conditions_as_they_are_typed() {
    let console = TestConsole::open().await;
    two_followers(&console).await;
    let browser = Browser::start().await;
    let tab = publisher(&browser, &console, "/console/campaigns/new").await;
    assert!(tab.evaluate::<bool>("document.querySelector('#look').hidden").await, "nothing is typed yet");
    let units = "只要这些单位的（比如：长冈乡、埠头乡）";
    for (typed, words) in [("长冈乡", "一共 2 人"), ("埠头乡", "一共 0 人"), ("月球乡", "没有“月球乡”这个单位")]
    {
        tab.fill(units, typed).await;
        tab.wait_for(words).await;
    }
    tab.fill(units, "长冈乡").await;
    tab.fill("标题（只给自己人看，最多 40 个字）", "元宵前招工").await;
    tab.fill("要说的话（{link} 是每个人自己的短链接）", "元宵前还有三家厂要人，点开看：{link}").await;
    tab.wait_for("现在发，谁能收到").await;
    assert!(tab.fits_the_width().await);
    let beside = "document.querySelector('#look').getBoundingClientRect().top < innerHeight / 2";
    assert!(tab.evaluate::<bool>(beside).await, "it stands beside the fields, not below them");
    tab.click("写好了，送审").await;
    tab.wait_for("元宵前招工（1 号）").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_and_conflicts_are_said_while_a_menu_and_a_keyword_are_typed() {
    let console = TestConsole::open().await;
    let browser = Browser::start().await;
    let tab = publisher(&browser, &console, "/console/menu").await;
    tab.fill("第1列的名字", "找一份新工作").await;
    tab.wait_for("第1列：").await;
    tab.wait_for("有18字节，最多16").await;
    tab.fill("第1列的名字", "找活").await;
    tab.wait_for("没有问题").await;
    tab.until("document.querySelector('#phone b').innerText === '找活'").await;
    assert!(tab.fits_the_width().await);

    tab.open(&format!("{}/console/keywords/new", console.url)).await;
    tab.fill("词：整句是它，或者话里有它，都算（用顿号、逗号或者空格隔开）", "工资").await;
    tab.wait_for("请选一个去处").await;
    tab.fill("要说的话（选了去处就不用写；{hotline} 会换成服务电话）", "请打 {hotline}").await;
    tab.wait_for("“工资”在规则 wages 里也有，那条优先级大").await;
    assert!(tab.fits_the_width().await);
}
