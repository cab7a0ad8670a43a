//! The pages of an activity: sessions, whom it is for, what is full, its calendar file and its poster.

use std::process::Command;

use guiyan::domain::activity::{Activity, Eligibility, Full, Session, SessionNumber};
use guiyan::domain::id::{ActivityId, UnitId};
use guiyan::domain::source::{Source, SourceCode, SourceKind};
use jiff::{SignedDuration, Timestamp};
use reqwest::StatusCode;

use crate::support::browser::{Browser, Screen};
use crate::support::house::PAGES;
use crate::support::site::{Content, NOW, SitePages};

const FAIR: ActivityId = ActivityId(1);

/// The county's samples, the first of them changed.
fn with_fair(change: impl FnOnce(&mut Activity)) -> Content {
    let mut content = Content::county();
    let fair = content.activities.iter_mut().find(|activity| activity.id == FAIR).unwrap();
    change(fair);
    content
}

fn source(link: Option<&str>) -> Source {
    Source {
        code: SourceCode::parse("A12").unwrap(),
        kind: SourceKind::Village,
        name: "长冈乡长冈村".to_owned(),
        activity: Some(FAIR),
        link: link.map(str::to_owned),
    }
}

fn two_sessions(fair: &mut Activity) {
    let half = fair.starts_at + SignedDuration::from_mins(75);
    let session = |number, name: &str, starts_at, ends_at| Session {
        number: SessionNumber(number),
        name: name.to_owned(),
        starts_at,
        ends_at,
        capacity: Some(100),
    };
    fair.sessions = vec![session(1, "早场", fair.starts_at, half), session(2, "晚场", half, fair.ends_at)];
}

fn full(sessions: bool) -> Full {
    let mut full = Full::default();
    if sessions {
        full.add_session(FAIR, SessionNumber(2))
    } else {
        full.add(FAIR)
    }
    full
}

#[tokio::test]
async fn a_full_activity_is_never_shown_as_open() {
    let mut content = with_fair(|fair| fair.queues = true);
    content.full = full(false);
    let site = SitePages::of(content.clone(), NOW, PAGES).await;
    let (list, page) = (site.get("/activities").await, site.get("/activities/1").await);
    assert!(list.text().contains("名额满了，可以排队"), "{}", list.text());
    assert!(page.text().contains("名额满了，可以排队") && page.text().contains("排队等名额"), "{}", page.text());
    assert!(!page.text().contains("可以报名"), "{}", page.text());

    let mut content = with_fair(|fair| fair.queues = false);
    content.full = full(false);
    site.change(content);
    let page = site.get("/activities/1").await;
    assert!(page.text().contains("名额满了") && !page.text().contains("排队"), "{}", page.text());
}

#[tokio::test]
async fn sessions_whom_it_is_for_where_to_meet_and_when_it_opens_are_shown() {
    let opens: Timestamp = "2026-02-09T01:00:00Z".parse().unwrap();
    let mut content = with_fair(|fair| {
        two_sessions(fair);
        fair.meet = Some("8点半在村委会门口等车".to_owned());
        fair.opens_at = Some(opens);
        fair.eligibility = Eligibility { units: vec![UnitId(24)], min_age: Some(18), max_age: Some(60) };
    });
    content.full = full(true);
    let site = SitePages::of(content, NOW, PAGES).await;
    let page = site.get("/activities/1").await;
    for words in [
        "早场 9:00–10:15（100 人）",
        "只限长冈乡，18到60岁",
        "8点半在村委会门口等车",
        "还没开始报名",
        "2月9日 周一 9:00",
        "发这几个字：<b class=\"say\">招聘会</b>",
    ] {
        assert!(page.text().contains(words), "{words}:\n{}", page.text());
    }
}

#[tokio::test]
async fn a_full_session_is_marked_while_the_other_is_open() {
    let mut content = with_fair(two_sessions);
    content.full = full(true);
    let site = SitePages::of(content, NOW, PAGES).await;
    let page = site.get("/activities/1").await;
    assert!(page.text().contains("晚场 10:15–11:30（满了）") && page.text().contains("可以报名"), "{}", page.text());
}

#[tokio::test]
async fn an_activity_goes_into_the_phones_calendar() {
    let mut content = with_fair(|fair| {
        fair.title = "招聘会, 春风; 行动".to_owned();
        fair.meet = Some("村委会".to_owned());
    });
    let site = SitePages::of(content.clone(), NOW, PAGES).await;
    assert!(site.get("/activities/1").await.text().contains("href=\"/activities/1.ics\""));
    let file = site.get("/activities/1.ics").await;
    assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, "text/calendar; charset=utf-8"));
    let lines = file.text().replace("\r\n ", "");
    for line in [
        "BEGIN:VCALENDAR",
        "UID:activity-1@wx.example.gov.cn",
        "SUMMARY:招聘会\\, 春风\\; 行动",
        "DTSTART:20260213T010000Z",
        "DTEND:20260213T033000Z",
        "STATUS:CONFIRMED",
        "URL:https://wx.example.gov.cn/activities/1",
    ] {
        assert!(lines.lines().any(|told| told == line), "{line}:\n{lines}");
    }
    assert!(file.text().lines().all(|line| line.len() <= 75), "lines are folded:\n{}", file.text());
    assert!(lines.contains("集合：村委会"), "{lines}");

    content.activities.iter_mut().for_each(|activity| activity.called_off = true);
    site.change(content);
    assert!(site.get("/activities/1.ics").await.text().contains("STATUS:CANCELLED"));
    for missing in ["/activities/4711.ics", "/activities/x.ics", "/activities/.ics"] {
        assert_eq!(site.get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn a_poster_is_one_sheet_whose_code_leads_where_it_says() {
    let mut content = with_fair(|fair| {
        two_sessions(fair);
        fair.meet = Some("8点半在村委会门口等车".to_owned());
    });
    content.sources = vec![source(Some("http://weixin.qq.com/q/made-up"))];
    let (site, browser) = (SitePages::of(content, NOW, PAGES).await, Browser::start().await);
    let tab = browser.open(&site.url("/activities/1/poster"), Screen::Office).await;
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("poster.pdf");
    std::fs::write(&pdf, tab.pdf().await).unwrap();
    let text = Command::new("pdftotext").arg("-layout").arg(&pdf).arg("-").output().unwrap();
    let text = String::from_utf8(text.stdout).unwrap();
    let sheets: Vec<&str> = text.split('\u{c}').filter(|sheet| !sheet.trim().is_empty()).collect();
    assert_eq!(sheets.len(), 1, "{text}");
    for words in ["春风行动招聘会", "2月13日", "长冈乡长冈村", "A12", "12333", "早场"] {
        assert!(sheets[0].contains(words), "{words}:\n{text}");
    }
    let picture = folder.path().join("sheet");
    assert!(Command::new("pdftoppm").args(["-r", "100", "-png"]).args([&pdf, &picture]).status().unwrap().success());
    let mut drawn = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path());
    let png = drawn.find(|path| path.extension().is_some_and(|ending| ending == "png")).unwrap();
    let read = Command::new("zbarimg").args(["--quiet", "--raw"]).arg(png).output().unwrap();
    assert_eq!(String::from_utf8(read.stdout).unwrap().trim(), "http://weixin.qq.com/q/made-up");
}

#[tokio::test]
async fn a_poster_of_an_account_without_codes_tells_what_to_send() {
    let mut content = with_fair(|_| {});
    content.sources = vec![source(None), Source { code: SourceCode::parse("B07").unwrap(), ..source(None) }];
    content.pack.county.follow_link = Some("http://weixin.qq.com/r/made-up".into());
    let site = SitePages::of(content, NOW, PAGES).await;
    let of_village = site.get("/activities/1/poster?from=b07").await;
    assert!(of_village.text().contains("<b class=\"say\">B07</b>"), "{}", of_village.text());
    // Of two sources none is meant until one is named.
    let of_nobody = site.get("/activities/1/poster?from=..").await;
    assert!(of_nobody.text().contains("<b class=\"say\">招聘会</b>"), "{}", of_nobody.text());
    assert_eq!(site.get("/activities/4711/poster").await.status, StatusCode::NOT_FOUND);
}
