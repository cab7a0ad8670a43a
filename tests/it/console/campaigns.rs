//! A campaign is drawn up in the browser, released by a second person, and arrives on the phone.

use std::sync::Arc;

use guiyan::app::campaigns::office::Office;
use guiyan::app::campaigns::records::{CampaignRecords, DeliveryRecords, Settled};
use guiyan::app::import::read::read_table;
use guiyan::domain::account::Account;
use guiyan::domain::campaign::{Audience, Condition, Draft, Group, Schedule, Term, Way};
use guiyan::domain::errand::{ErrandState, Why};
use guiyan::domain::id::CampaignId;
use guiyan::domain::staff::{Post, Role};
use guiyan::startup::demo::account;
use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;

use super::walk::sign_in;
use crate::support::browser::{Browser, Screen};
use crate::support::campaigns::{AUTHOR, RELEASER, news};
use crate::support::console::{Page, Person, TestConsole};
use crate::support::demo::TestDemo;
use crate::support::house::TestHouse;

const NEW: &str = "/console/campaigns/new";

fn now() -> Timestamp {
    "2026-02-07T09:30:00+08:00".parse().unwrap()
}

/// A form as a browser sends it: with this on top of what has to be there.
pub async fn send(person: &Person, act: &str, fields: &[(&str, &str)]) -> Page {
    person.get(NEW).await;
    let sound =
        [("title", "元宵前招工"), ("topic", "jobs"), ("message", "家门口在招人：{link}"), ("about", "page:/jobs")];
    let sound = sound.into_iter().filter(|(name, _)| !fields.iter().any(|(other, _)| other == name));
    let all: Vec<(&str, &str)> = sound.chain(fields.iter().copied()).chain([("act", act)]).collect();
    person.post(NEW, &all).await
}

/// So many messages go out today.
async fn may_call(demo: &TestDemo, a_day: u32) {
    demo.platform.set_daily_limit("/cgi-bin/message/custom/send", a_day);
    demo.house().api.as_ref().unwrap().reconcile().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_person_releases_a_campaign_and_it_arrives_on_the_phone() {
    let demo = TestDemo::start(now()).await;
    demo.house().work();
    let (theirs, ours) = (Browser::start().await, Browser::start().await);
    let phone = theirs.open(&demo.phone(), Screen::Office).await;
    phone.click("关注").await;
    phone.wait_for("您好，这里是兴国就业").await;
    phone.fill("打字", "服装厂").await;
    phone.click("发送").await;
    phone.wait_for("服装：共").await;
    let writer = account(demo.house(), "王芳", Post::Publisher).await.unwrap();
    let reviewer = account(demo.house(), "李华", Post::Reviewer).await.unwrap();
    let code = |secret: &guiyan::app::staff::CodeSecret| secret.code(now()).unwrap();

    let desk = ours.open(&format!("http://{}/console/sign-in", demo.address), Screen::Office).await;
    sign_in(&desk, "王芳", &writer.password, &code(&writer.secret)).await;
    desk.click("群发").await;
    desk.wait_for("还没有群发").await;
    desk.click("写一条群发").await;
    desk.fill("标题（只给自己人看，最多 40 个字）", "元宵前招工").await;
    desk.fill("要说的话（{link} 是每个人自己的短链接）", "元宵前还有三家厂要人，点开看：{link}").await;
    desk.click("先看看发给多少人").await;
    desk.wait_for("没有要改的").await;
    assert!(desk.fits_the_width().await);
    let shown: String = desk.evaluate("document.querySelector('#phone').innerText").await;
    assert!(shown.contains("元宵前还有三家厂要人") && shown.contains("/c/"), "{shown}");
    desk.picture("docs/console-campaign.png").await;
    desk.click("写好了，送审").await;
    desk.wait_for("元宵前招工（1 号）").await;
    desk.click("退出").await;
    desk.wait_for("找县管理员重设").await;

    sign_in(&desk, "李华", &reviewer.password, &code(&reviewer.secret)).await;
    desk.click("群发").await;
    desk.click("元宵前招工").await;
    desk.wait_for("元宵前还有三家厂要人").await;
    // Of one call a day, four fifths are none.
    may_call(&demo, 1).await;
    desk.wait_for("点开是：招工列表").await;
    desk.fill("为什么发", "让她重写").await;
    desk.press("Enter").await;
    desk.fill("为什么发", "春节招工").await;
    desk.wait_for("现在：等批准").await;
    desk.click("我看过了，就这样发").await;
    desk.click("看过了，批准发出").await;
    desk.wait_for("今天先发到这里").await;
    assert!(!phone.text().await.contains("元宵前还有三家厂要人"));
    may_call(&demo, 100).await;
    phone.wait_for("元宵前还有三家厂要人").await;
    desk.click("群发").await;
    desk.click("元宵前招工").await;
    desk.wait_for("批准：李华").await;
}

#[tokio::test]
async fn what_does_not_read_is_told_and_what_was_typed_stays() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    for (fields, words) in [
        (&[("title", " ")][..], "标题要写"),
        (&[("title", &"长".repeat(41))], "最多40个字"),
        (&[("message", "")], "请写要说的话"),
        (&[("topic", "weather")], "请选是哪一类消息"),
        (&[("units", "长冈乡、月球乡")], "没有“月球乡”这个单位"),
        (&[("seen_in_days", "很多")], "“几天内来过”要写 1 到 3650 的数字"),
        (&[("seen_in_days", "0")], "“几天内来过”要写 1 到 3650 的数字"),
        (&[("spread_hours", "1.5")], "“分几个小时发完”要写 0 到 72 的数字"),
        (&[("tried_hours", "99999")], "“等几个小时”要写 1 到 336 的数字"),
        (&[("time", "09:30")], "写了几点，还要写哪天"),
        (&[("day", "腊月二十三"), ("time", "早饭后")], "时间要写成 09:30"),
        (&[("audience", "saved:没有的")], "选的人群已经没有了"),
        (&[("headline", "年过完了")], "图文只能群发"),
        (&[("way", "mass"), ("other_message", "两种")], "不能有另一种说法"),
        (&[("way", "mass"), ("headline", "年过完了")], "图文的标题和正文都要写"),
    ] {
        let page = send(&person, "hand_in", fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(page.text.contains(words), "{words}: {}", page.text);
        let typed = fields[0].1;
        assert!(fields[0].0 != "units" || page.text.contains(typed), "{typed}: {}", page.text);
    }
    for (fields, words) in [
        (&[("day", "火星日"), ("time", "9:30")][..], "看不出是哪一天"),
        (&[("day", "2026-02-07"), ("time", "09:00")], "已经过了"),
        (&[("day", "昨天"), ("time", "09:00")], "“昨天”已经过了"),
        (&[("day", "2099-01-20"), ("time", "09:00")], "太远了"),
        (&[("spread_hours", "30")], "也要比分的时间长"),
        (&[("message", "点开看：{链接}")], "“{链接}”会照样发出去"),
        (&[("way", "mass")], "不能有每人不同的 {link}"),
        (&[("about", "activity:4711")], "没有编号是 4711 的活动"),
    ] {
        let look = send(&person, "look", fields).await;
        assert!(look.text.contains(words) && look.text.contains("还不能送审"), "{words}: {}", look.text);
        let page = send(&person, "hand_in", fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    assert!(console.house.house.database.campaigns().await.unwrap().is_empty(), "nothing was written down");
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_campaign_for_whom_it_says() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let fields = [
        ("units", "长冈、 埠头乡"),
        ("seen_in_days", "30"),
        ("not_signed_up", "job_fair"),
        ("message", "第一行\r\n第二行"),
        ("other_message", "换一种说法"),
        ("day", "正月初六"),
        ("time", "上午9点半"),
        ("spread_hours", "２"),
    ];
    for _ in 0..2 {
        assert_eq!(send(&person, "hand_in", &fields).await.location(), "/console/campaigns/1");
    }
    let [campaign] = console.house.house.database.campaigns().await.unwrap().try_into().unwrap();
    let draft = campaign.draft;
    let [Group(narrowed)] = &draft.audience.any[..] else { panic!("{draft:?}") };
    assert!(
        matches!(&narrowed[..], [Condition::Units(units), Condition::SeenInDays(30)] if units.len() == 2),
        "{draft:?}"
    );
    assert!(
        matches!(&draft.audience.except[..], [Group(one)] if matches!(one[..], [Condition::SignedUp(Term::Kind(_))]))
    );
    assert_eq!(draft.words.message.as_deref(), Some("第一行\n第二行"));
    assert_eq!(draft.other_words.unwrap().message.as_deref(), Some("换一种说法"));
    assert_eq!(
        (draft.way, draft.when.spread_hours, draft.when.start.unwrap().day.as_str()),
        (Way::Each, 2, "正月初六")
    );

    let copy = person.get(&format!("{NEW}?from=1")).await.text;
    assert!(copy.contains("换一种说法") && copy.contains("和底稿一样：") && copy.contains("长冈乡"), "{copy}");
    assert_eq!(send(&person, "hand_in", &[("message", "别的话")]).await.location(), "/console/campaigns/2");
}

#[tokio::test]
async fn a_release_is_ticked_over_all_that_goes_out_and_what_is_done_is_not_done_again() {
    const ONE: &str = "/console/campaigns/1";
    let console = TestConsole::open().await;
    let writer = console.member("王芳", Role::Publisher).await;
    let (first, second) = (console.member("李华", Role::Reviewer).await, console.member("赵敏", Role::Reviewer).await);
    let fields = [("urgent", "yes"), ("spread_hours", "2"), ("other_message", "县里在招人")];
    let look = send(&writer, "look", &fields).await.text;
    send(&writer, "hand_in", &fields).await;
    let page = first.get(ONE).await.text;
    for seen in [&look, &page] {
        for words in ["急事，晚上也发", "分 2 个小时发完", "点开是：招工列表", "手机上是这样", "c&#x2f;…", "县里在招人"]
        {
            assert!(seen.contains(words), "{words}: {seen}");
        }
        for warned in ["请注意：现在一个人也没有", "请注意：要说的话里没有 {link}"] {
            assert!(seen.contains(warned), "{warned}: {seen}");
        }
    }
    assert!(first.get("/console/campaigns").await.text.contains("<td class=\"number\">—</td>"));

    let hash = page.split("name=\"hash\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let word = [("reason", "春节招工"), ("hash", hash), ("sure", "yes")];
    first.get(ONE).await;
    let unticked = first.post(&format!("{ONE}/release"), &word[..2]).await;
    assert!(unticked.text.contains("没有发出：请先勾上“我看过了，就这样发”"), "{}", unticked.text);
    assert!(unticked.text.contains("请退回上一页再来一次"), "{}", unticked.text);
    assert!(first.get(ONE).await.text.contains("等批准"));
    second.get(ONE).await;
    assert_eq!(first.post(&format!("{ONE}/release"), &word).await.location(), ONE);
    let late = second.post(&format!("{ONE}/release"), &word).await.text;
    assert!(late.contains("李华已经批准了") && late.contains("已批准，在发"), "{late}");
    assert!(late.contains("正在排名单") && first.get("/console/campaigns").await.text.contains("正在排名单"), "{late}");

    for _ in 0..2 {
        first.get(ONE).await;
        first.post(&format!("{ONE}/pause"), &word[..1]).await;
    }
    let paused = second.get(ONE).await.text;
    let again = second.post(&format!("{ONE}/pause"), &word[..1]).await.text;
    assert!(paused.contains("继续发") && again.contains("已经停下了，不用再来一次"), "{again}");
    let unticked = second.post(&format!("{ONE}/resume"), &word[..1]).await;
    assert!(unticked.text.contains("没有发出"), "{}", unticked.text);

    // Enter in the field of the reason ends nothing either, and nobody's number stays in the audit.
    for (fields, told) in [
        (&[("reason", "下大雪")][..], "没有取消：请先勾上“取消以后不能恢复，还没发的都不再发”"),
        (&[("reason", "打13800001234问过"), ("sure", "yes")], "审计里不记号码"),
        (&[("sure", "yes")], "请写原因"),
    ] {
        second.get(ONE).await;
        let refused = second.post(&format!("{ONE}/cancel"), fields).await;
        assert!(refused.text.contains(told), "{told}: {}", refused.text);
        assert!(second.get(ONE).await.text.contains("继续发"), "{told}");
    }
    let over = second.post(&format!("{ONE}/cancel"), &[("reason", "下大雪"), ("sure", "yes")]).await;
    assert_eq!(over.location(), ONE);
    assert!(second.get(ONE).await.text.contains("已取消"));
}

#[tokio::test]
async fn the_season_s_campaigns_are_there_to_begin_with() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let page = person.get(NEW).await.text;
    assert!(page.contains("腊八：快回家了") && page.len() < 100_000, "{page}");
    let fair = person.get(&format!("{NEW}?from=season:2_xiaonian_fairs")).await.text;
    assert!(fair.contains("年后县里办招聘会") && fair.contains("找活不用跑远路"), "{fair}");
    let article = person.get(&format!("{NEW}?from=season:6_chunfeng_article")).await.text;
    assert!(article.contains("年过完了，家门口还在招人") && article.contains("value=\"mass\" selected"), "{article}");
    let looked = person
        .post(
            NEW,
            &[
                ("from", "season:6_chunfeng_article"),
                ("title", "二月初二"),
                ("topic", "jobs"),
                ("way", "mass"),
                ("about", "page:/jobs"),
                ("headline", "年过完了，家门口还在招人"),
                ("article", "<p>春风行动快结束了。</p>"),
                ("act", "look"),
            ],
        )
        .await;
    assert!(looked.text.contains("封面由程序画") && looked.text.contains("没有要改的"), "{}", looked.text);
    let opening = person.get("/console/openings/1").await.text;
    assert!(opening.contains("/console/campaigns/new?about=opening:1"), "{opening}");
    let about = person.get(&format!("{NEW}?about=opening:1")).await.text;
    assert!(about.contains("value=\"opening:1\" selected"), "{about}");
    for nowhere in ["season:none", "4711"] {
        let page = person.get(&format!("{NEW}?from={nowhere}")).await;
        assert_ne!(page.status, StatusCode::OK, "{nowhere}");
    }
}

#[tokio::test]
async fn what_came_of_it_and_whom_to_ring_are_taken_out_as_files() {
    let console = TestConsole::open().await;
    let mut session = console.house.session("oZhong");
    for line in ["[follow]", "[scan join_1]", "同意", "张三丰 13800005670 长冈乡", "确认"] {
        session.say(line).await.unwrap();
    }
    let (writer, reviewer) =
        (console.member("王芳", Role::Publisher).await, console.member("李华", Role::Reviewer).await);
    assert_eq!(send(&writer, "hand_in", &[]).await.location(), "/console/campaigns/1");
    writer.get("/console/campaigns/1").await;
    let nobody = writer.post("/console/campaigns/1/calls", &[("reason", "打电话通知")]).await;
    assert!(nobody.text.contains("这次群发没有人要打电话"), "{}", nobody.text);
    release(&reviewer).await;
    nobody_is_reached(&console).await;
    let page = writer.get("/console/campaigns/1").await.text;
    for chart in ["<title>从名单到到场，每一步多少人</title>", "<title>各单位发出、点开、报名的人</title>"]
    {
        assert!(page.contains(chart), "{page}");
    }
    let refused = writer.post("/console/campaigns/1/calls", &[("reason", " ")]).await;
    assert!(refused.text.contains("请写原因"), "{}", refused.text);
    writer.get("/console/campaigns/1").await;
    let masked = writer.file("/console/campaigns/1/calls", &[("reason", "打电话通知")]).await;
    assert_eq!(masked.name, "打电话名单-群发1.xlsx");
    let full = writer.file("/console/campaigns/1/calls-in-full", &[("reason", "打电话通知")]).await;
    assert!(cells(&masked.bytes).contains(&"138****5670".to_owned()), "{:?}", cells(&masked.bytes));
    assert!(cells(&full.bytes).contains(&"13800005670".to_owned()), "{:?}", cells(&full.bytes));
    let clerk = console.member("钟华", Role::UnitClerk).await;
    clerk.get("/console/account").await;
    let theirs = clerk.file("/console/campaigns/1/calls", &[("reason", "打电话通知")]).await;
    assert!(cells(&theirs.bytes).contains(&"138****5670".to_owned()), "of their unit: {:?}", cells(&theirs.bytes));
    let report = writer.get("/console/campaigns/1/report").await;
    assert_eq!(report.headers["content-disposition"].to_str().unwrap().split("UTF-8''").count(), 2);
    let auditor = console.member("审计员", Role::Auditor).await;
    let audit = auditor.get("/console/audit").await.text;
    assert!(audit.contains("群发 1 号的电话名单，完整：打电话通知"), "{audit}");
    assert_eq!(audit.matches("群发 1 号的电话名单").count(), 3, "those that left, and no other: {audit}");
}

#[tokio::test]
async fn whoever_hands_one_in_may_give_no_reason_but_nobodys_number() {
    const ONE: &str = "/console/campaigns/1";
    let console = TestConsole::open().await;
    let writer = console.member("王芳", Role::Publisher).await;
    send(&writer, "hand_in", &[]).await;
    writer.get(ONE).await;
    let numbered = writer.post(&format!("{ONE}/submit"), &[("reason", "打13800001234核对过")]).await.text;
    assert!(numbered.contains("审计里不记号码"), "{numbered}");
    writer.get(ONE).await;
    let unreasoned = writer.post(&format!("{ONE}/submit"), &[("reason", " ")]).await.text;
    assert!(unreasoned.contains("已经送审了"), "{unreasoned}");
}

#[tokio::test]
async fn what_is_handed_in_at_night_is_released_in_the_morning() {
    let TestHouse { house, clock, .. } = &TestHouse::open("2026-02-07T22:00:00+08:00".parse().unwrap()).await;
    let (catalog, database) = (house.catalog.load_full(), Arc::new(house.database.clone()));
    let account = Account::new(catalog.pack.county.account, catalog.pack.county.verified);
    let office = Office { records: database.clone(), mass: database, catalog, account, clock: clock.clone() };
    let when = Schedule { tried_hours: 6, ..Schedule::default() };
    let draft = Draft { when, ..news(Audience::default()) };
    let id = office.draw_up(&draft, AUTHOR.name).await.unwrap();
    office.submit(id, AUTHOR).await.unwrap();
    let at_night = office.release(id, None, RELEASER).await.unwrap_err().to_string();
    assert!(at_night.contains("谁也收不到"), "{at_night}");
    clock.wait("11h".parse().unwrap());
    office.release(id, None, RELEASER).await.unwrap();
}

/// The second person's word on the first campaign.
pub async fn release(reviewer: &Person) {
    let page = reviewer.get("/console/campaigns/1").await.text;
    let hash = page.split("name=\"hash\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let word = [("reason", "春节招工"), ("hash", &hash), ("sure", "yes")];
    let released = reviewer.post("/console/campaigns/1/release", &word).await;
    assert_eq!(released.location(), "/console/campaigns/1", "{}", released.text);
}

/// The platform takes none of the first campaign.
pub async fn nobody_is_reached(console: &TestConsole) {
    let (ledger, now) = (&console.house.house.database, console.now());
    let (id, until) = (CampaignId(1), now + SignedDuration::from_mins(5));
    assert_eq!(ledger.plan_deliveries(id, 100, now).await.unwrap(), 1);
    let claimed = ledger.claim_deliveries(id, 100, until, now).await.unwrap();
    let refused = |claimed| Settled::unsent(claimed, ErrandState::Unreachable(Why::Refused));
    let settled: Vec<Settled> = claimed.into_iter().map(refused).collect();
    assert_eq!(ledger.settle_deliveries(&settled, now).await.unwrap().len(), settled.len());
}

/// All that stands in the rows of a file.
fn cells(file: &[u8]) -> Vec<String> {
    let table = read_table("名单.xlsx", file).unwrap();
    table.rows.into_iter().flat_map(|row| row.cells).collect()
}
