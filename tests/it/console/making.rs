//! An activity from its form to its list, in a real browser, with the phone beside the console.

use std::path::Path;
use std::time::Duration;

use guiyan::app::import::read::read_table;
use guiyan::domain::staff::Post;
use guiyan::startup::demo::{account, local_url};
use tempfile::TempDir;

use super::phone::{console, now};
use super::walk::runs_our_script_alone;
use crate::support::browser::{Browser, Screen};
use crate::support::demo::TestDemo;

/// The rows of the one file that was downloaded, once it is whole.
async fn downloaded(folder: &Path) -> Vec<Vec<String>> {
    loop {
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        let file = files.into_iter().find(|file| file.extension().is_some_and(|ending| ending == "xlsx"));
        // It has its name before all of it is there.
        let table = file.and_then(|file| read_table("名单.xlsx", &std::fs::read(file).unwrap()).ok());
        if let Some(table) = table {
            return table.rows.into_iter().map(|row| row.cells).collect();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_activity_is_made_signed_up_for_checked_in_and_its_list_opened_again() {
    let demo = TestDemo::start(now()).await;
    let who = account(demo.house(), "王芳", Post::Publisher).await.unwrap();
    let (office, street, files) = (Browser::start().await, Browser::start().await, TempDir::new().unwrap());
    office.forgive("Failed to load resource");
    let tab = console(&office, &demo, &who).await;
    tab.click("活动").await;
    tab.click("新活动").await;
    tab.choose("类别（必填）", "生日活动").await;
    for (label, words) in [
        ("名称（必填）", "二月集体生日会"),
        ("日期（必填）", "2026-02-07"),
        ("开始（必填）", "11:00"),
        ("结束（必填）", "12:30"),
        ("名额", "三百多"),
    ] {
        tab.fill(label, words).await;
    }
    tab.click("先看手机上的样子").await;
    tab.wait_for("还不能发布").await;
    tab.wait_for("名额要写成数字").await;
    tab.fill("名额", "30").await;
    tab.fill("地点（必填）", "县文化馆二楼").await;
    tab.click("先看手机上的样子").await;
    tab.wait_for("没有问题").await;
    assert!(tab.fits_the_width().await);
    tab.picture("docs/console-activity.png").await;
    runs_our_script_alone(&tab).await;
    tab.click("发布，手机上马上看得到").await;
    tab.wait_for("名额：0／30").await;

    let phone = street.open(&demo.phone(), Screen::Phone).await;
    phone.click("关注").await;
    phone.wait_for("您好，这里是兴国就业").await;
    for words in ["生日会", "1", "报名", "1", "张三丰 13800000001 长冈", "1"] {
        phone.fill("打字", words).await;
        phone.click("发送").await;
        phone.wait_until_gone("正在回复").await;
    }
    phone.wait_for("报名成功").await;

    tab.click("要链接").await;
    tab.click("打开签到台").await;
    tab.fill("编号，或手机尾号四位", "0001").await;
    tab.click("查").await;
    tab.wait_for("张**").await;
    tab.click("签到").await;
    tab.wait_for("已签到").await;

    tab.download_into(files.path()).await;
    tab.open(&format!("{}/console/activities", local_url(demo.address))).await;
    tab.click("二月集体生日会").await;
    tab.choose("哪一张", "签到名单").await;
    tab.fill("拿去做什么", "报人社局").await;
    tab.click("导出 Excel，姓名和号码打码").await;
    let rows = downloaded(files.path()).await;
    assert!(rows.iter().any(|row| row.contains(&"张**".to_owned())), "{rows:?}");
}
