//! A campaign and an activity in a real browser, with the phone beside the console.

use guiyan::app::campaigns::office::Office;
use guiyan::app::campaigns::records::By;
use guiyan::app::clock::Clock;
use guiyan::domain::account::Account;
use guiyan::domain::campaign::{Audience, Draft};
use guiyan::domain::staff::Post;
use guiyan::startup::demo::{DemoAccount, account, local_url};
use jiff::Timestamp;

use super::walk::runs_our_script_alone;
use crate::support::browser::{Browser, Screen, Tab};
use crate::support::campaigns::news;
use crate::support::demo::TestDemo;
use crate::support::workbook;

pub fn now() -> Timestamp {
    "2026-02-07T09:30:00+08:00".parse().unwrap()
}

/// A console in its own tab, with somebody signed in.
pub async fn console(browser: &Browser, demo: &TestDemo, who: &DemoAccount) -> Tab {
    let tab = browser.open(&format!("{}/console/sign-in", local_url(demo.address)), Screen::Office).await;
    tab.fill("姓名", who.name.as_str()).await;
    tab.fill("密码", &who.password).await;
    tab.fill("手机上的 6 位验证码", &who.secret.code(demo.clock.now()).unwrap()).await;
    tab.click("登录").await;
    tab.wait_for("今天，2月7日").await;
    tab
}

/// Drawn up and handed in, as `guiyan campaign plan` does.
async fn drawn_up(demo: &TestDemo, draft: &Draft, author: &str) {
    let (house, database) = (demo.house(), std::sync::Arc::new(demo.house().database.clone()));
    let catalog = house.catalog.load_full();
    let county = &catalog.pack.county;
    let account = Account::new(county.account, county.verified);
    let office = Office { records: database.clone(), mass: database, catalog, account, clock: demo.clock.clone() };
    let id = office.draw_up(draft, author).await.unwrap();
    office.submit(id, By { name: author, reason: "" }).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_activity_fills_up_in_the_console_while_a_worker_signs_up_on_the_phone() {
    let demo = TestDemo::start(now()).await;
    let who = account(demo.house(), "王芳", Post::Publisher).await.unwrap();
    // A browser each: a page behind another one does not move.
    let (office, street) = (Browser::start().await, Browser::start().await);
    let tab = console(&office, &demo, &who).await;
    tab.click("活动").await;
    tab.click("【样例】春风行动招聘会").await;
    tab.wait_for("名额：0／300").await;
    assert!(tab.fits_the_width().await);

    let phone = street.open(&demo.phone(), Screen::Phone).await;
    phone.click("关注").await;
    phone.wait_for("您好，这里是兴国就业").await;
    for words in ["招聘会", "1", "报名", "1", "张三丰 13800000001 长冈", "1"] {
        phone.fill("打字", words).await;
        phone.click("发送").await;
        phone.wait_until_gone("正在回复").await;
    }
    phone.wait_for("报名成功，编号 1-0001").await;
    tab.click("活动").await;
    tab.click("【样例】春风行动招聘会").await;
    tab.wait_for("名额：1／300").await;
    tab.wait_for("长冈乡").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_campaign_is_released_by_a_second_person_and_arrives_on_the_phone() {
    let demo = TestDemo::start(now()).await;
    let author = account(demo.house(), "王芳", Post::Administrator).await.unwrap();
    let reviewer = account(demo.house(), "李华", Post::Reviewer).await.unwrap();
    let (office, street) = (Browser::start().await, Browser::start().await);
    let phone = street.open(&demo.phone(), Screen::Phone).await;
    phone.click("关注").await;
    phone.wait_for("您好，这里是兴国就业").await;
    drawn_up(&demo, &news(Audience::default()), "王芳").await;

    let tab = console(&office, &demo, &author).await;
    tab.click("群发").await;
    tab.click("正月初六招聘会").await;
    tab.wait_for("这是您起草的，要另一个人来批准").await;
    tab.click("退出").await;
    tab.wait_for("找县管理员重设").await;

    let tab = console(&office, &demo, &reviewer).await;
    tab.wait_for("等另一个人批准").await;
    tab.click("群发").await;
    tab.click("正月初六招聘会").await;
    tab.wait_for("正月初六有招聘会，回复 招聘会 报名").await;
    tab.wait_for("发给：所有关注的人").await;
    assert!(tab.fits_the_width().await);
    tab.fill("为什么发", "春节招工").await;
    tab.click("我看过了，就这样发").await;
    tab.click("看过了，批准发出").await;
    tab.wait_for("现在：已批准，在发").await;
    while demo.house().worker.step().await.unwrap() != Default::default() {}
    phone.wait_for("正月初六有招聘会，回复 招聘会 报名").await;
    tab.click("群发").await;
    tab.click("正月初六招聘会").await;
    tab.wait_for("名单 1 人").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opening_that_is_filled_is_not_answered_on_the_phone_any_more() {
    let demo = TestDemo::start(now()).await;
    let who = account(demo.house(), "王芳", Post::Publisher).await.unwrap();
    let name = demo.house().catalog.load().openings.enterprises()[0].name.clone();
    let (office, street) = (Browser::start().await, Browser::start().await);
    let phone = street.open(&demo.phone(), Screen::Phone).await;
    phone.click("关注").await;
    phone.wait_for("您好，这里是兴国就业").await;
    // A conversation only grows: so often its address was told.
    let told = |times: usize| format!("document.body.innerText.split('联系人：').length === {}", times + 1);
    let ask = async || {
        phone.fill("打字", &name).await;
        phone.click("发送").await;
    };
    ask().await;
    phone.until(&told(1)).await;

    let tab = console(&office, &demo, &who).await;
    tab.click("岗位").await;
    tab.fill("岗位、企业、地址、工资里的字", &name).await;
    tab.click("找").await;
    tab.wait_until_gone("更早的").await;
    assert!(tab.fits_the_width().await);
    tab.click("岗位没公布").await;
    tab.wait_for("手机上现在是这样").await;
    assert!(tab.fits_the_width().await);
    runs_our_script_alone(&tab).await;
    tab.click("招满了，手机上不再显示").await;
    tab.wait_for("放回去以后是这样").await;
    ask().await;
    // There is a sample interview of theirs.
    phone.wait_for("富联精密专场面试").await;
    phone.until(&told(1)).await;
    tab.click("还在招，放回手机上").await;
    tab.wait_for("手机上现在是这样").await;
    ask().await;
    phone.until(&told(2)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_looked_through_published_and_answered_on_the_phone() {
    let demo = TestDemo::start(now()).await;
    let who = account(demo.house(), "王芳", Post::Publisher).await.unwrap();
    let name = demo.house().catalog.load().openings.enterprises()[1].name.clone();
    let rows = [
        ["企业名称", "岗位", "招工人数", "工资"],
        [name.as_str(), "缝纫工", "12", "计件，5000至7000元"],
        ["没有的厂", "保安", "2", "面议"],
    ];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("三月岗位.xlsx");
    std::fs::write(&file, workbook::of_rows(rows.map(|row| row.map(str::to_owned)))).unwrap();
    let (office, street) = (Browser::start().await, Browser::start().await);
    let phone = street.open(&demo.phone(), Screen::Phone).await;
    phone.click("关注").await;
    phone.wait_for("您好，这里是兴国就业").await;

    let tab = console(&office, &demo, &who).await;
    tab.click("导入").await;
    tab.choose_file(&file).await;
    tab.click("先检查，不发布").await;
    tab.wait_for("没有这家企业").await;
    tab.wait_for("读到2行：导入1行").await;
    assert!(tab.fits_the_width().await);
    runs_our_script_alone(&tab).await;
    // The page is left, and the table is still there.
    tab.click("今天").await;
    tab.wait_for("今天，2月7日").await;
    tab.click("导入").await;
    tab.wait_for("检查过，没发布").await;
    tab.click("三月岗位.xlsx").await;
    tab.click("发布，手机上马上看得到").await;
    tab.wait_for("王芳 2月7日 9:30 发布了").await;
    tab.click("岗位").await;
    tab.fill("岗位、企业、地址、工资里的字", "缝纫工").await;
    tab.click("找").await;
    tab.until("location.search.includes('q=') && document.readyState === 'complete'").await;
    tab.click("缝纫工").await;
    tab.wait_for("手机上现在是这样").await;

    for (words, answer) in [(name.as_str(), "招12人"), ("2", "岗位：缝纫工")] {
        phone.fill("打字", words).await;
        phone.click("发送").await;
        phone.wait_for(answer).await;
    }
    phone.wait_for("计件，5000至7000元").await;
}
