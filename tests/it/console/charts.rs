//! Charts are seen, and stand above a table that says the same.

use guiyan::domain::staff::{Post, Role};

use super::campaigns::{nobody_is_reached, release, send};
use super::walk::sign_in;
use crate::support::browser::{Browser, Screen, Tab};
use crate::support::console::{PASSWORD, TestConsole};

/// The chart of this title takes room, has bars in it, and its table is next; how many numbers that has.
async fn numbers_under(tab: &Tab, title: &str) -> usize {
    let charts = "Array.from(document.querySelectorAll('svg.chart'))";
    let chart = format!("{charts}.find(one => one.querySelector('title').textContent === '{title}')");
    tab.until(&format!("!!{chart}")).await;
    let size: (f64, f64) =
        tab.evaluate(&format!("(({{ width, height }}) => [width, height])({chart}.getBoundingClientRect())")).await;
    assert!(size.0 > 400.0 && size.1 > 90.0, "{title}: {size:?}");
    assert!(tab.evaluate::<bool>(&format!("eyes.visible({chart}) && {chart}.getAttribute('role') === 'img'")).await);
    let bars: usize = tab.evaluate(&format!("{chart}.querySelectorAll('rect, path').length")).await;
    assert!(bars > 0, "{title} is empty");
    let table = format!("{chart}.nextElementSibling");
    assert_eq!(tab.evaluate::<String>(&format!("{table}.nodeName")).await, "TABLE", "{title}");
    tab.evaluate(&format!("{table}.querySelectorAll('td.number').length")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_year_and_what_came_of_a_campaign_are_charts_with_their_tables() {
    let console = TestConsole::open().await;
    let mut session = console.house.session("oZhong");
    for line in ["[follow]", "[scan join_1]", "同意", "张三丰 13800005670 长冈乡", "确认"] {
        session.say(line).await.unwrap();
    }
    let (writer, reviewer) =
        (console.member("钟秀", Role::Publisher).await, console.member("李华", Role::Reviewer).await);
    send(&writer, "hand_in", &[]).await;
    release(&reviewer).await;
    nobody_is_reached(&console).await;

    let code = console.set_up("王芳", Post::Publisher).await;
    let browser = Browser::start().await;
    let tab = browser.open(&format!("{}/console/sign-in", console.url), Screen::Office).await;
    sign_in(&tab, "王芳", PASSWORD, &code.at(console.now())).await;
    // A year that is over: three aims, each with a number and a share, and the even share.
    assert_eq!(numbers_under(&tab, "2024年的计划：到每个月底办了全年的百分之几").await, 12 * 7);
    assert!(tab.fits_the_width().await);

    tab.open(&format!("{}/console/campaigns/1", console.url)).await;
    assert_eq!(numbers_under(&tab, "从名单到到场，每一步多少人").await % 6, 0);
    assert_eq!(numbers_under(&tab, "各单位发出、点开、报名的人").await, 2 * 6, "their unit, and all");
    assert!(tab.fits_the_width().await);
    assert!(tab.pdf().await.starts_with(b"%PDF"));
}
