//! `/desk/{token}`: look somebody up, count them in, write down who comes without a place.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::Response;
use jiff::Timestamp;
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::answer::Instead;
use super::form::{New, Numbered, Search};
use super::{Pages, words};
use crate::app::desk::{AtDesk, DeskPlace, Found, Stranger, Unfit};
use crate::app::records::StoreError;
use crate::domain::activity::Ineligible;
use crate::domain::dialogue::view::When;
use crate::domain::sign_up::Door;

type OnPages = State<Arc<Pages>>;
/// A page, or what is shown instead of it.
type Answer = Result<Response, Instead>;

/// What a page of the desk shows besides its search box.
#[derive(Default, Serialize)]
struct Shown {
    /// What came of what was just done, and whether it is good news.
    told: Option<(bool, String)>,
    /// What was looked for.
    looked: bool,
    /// What was found.
    rows: Vec<words::Row>,
}

/// The desk.
pub async fn page(State(pages): OnPages, Path(token): Path<String>) -> Answer {
    let at = pages.enter(&token)?;
    pages.desk_page(&at, Shown::default()).await
}

/// Looks somebody up.
pub async fn search(State(pages): OnPages, Path(token): Path<String>, Form(form): Form<Search>) -> Answer {
    let at = pages.enter_by_form(&token, &form.form)?;
    let found = pages.desk.search(&at, &form.q).await.map_err(|error| pages.failed(&error))?;
    let told = |words: String| Shown { told: Some((false, words)), ..Shown::default() };
    let shown = match found {
        Found::Places(places) => Shown { told: None, looked: true, rows: rows(&at, &places) },
        Found::OtherActivity(Some(title)) => told(format!("这个编号是另一场的：{title}")),
        Found::OtherActivity(None) => told("这个编号是另一场活动的".to_owned()),
        Found::NotANumber => told("请输编号（比如 45）、手机尾号四位，或者手机号".to_owned()),
        Found::TooMany => told("查得太快了，请过一分钟再查".to_owned()),
    };
    pages.desk_page(&at, shown).await
}

/// Counts somebody in.
pub async fn tick(State(pages): OnPages, Path(token): Path<String>, Form(form): Form<Numbered>) -> Answer {
    let at = pages.enter_by_form(&token, &form.form)?;
    let ruling = pages.desk.tick(&at, form.number).await.map_err(|error| pages.failed(&error))?;
    let told = Some(words::verdict(&at, &ruling));
    let rows = ruling.place.iter().map(|place| words::row(&at, place)).collect();
    pages.desk_page(&at, Shown { told, rows, looked: false }).await
}

/// Takes a tick back.
pub async fn untick(State(pages): OnPages, Path(token): Path<String>, Form(form): Form<Numbered>) -> Answer {
    let at = pages.enter_by_form(&token, &form.form)?;
    let ruling = pages.desk.untick(&at, form.number).await.map_err(|error| pages.failed(&error))?;
    let told = Some(words::verdict(&at, &ruling));
    let rows = ruling.place.iter().map(|place| words::row(&at, place)).collect();
    pages.desk_page(&at, Shown { told, rows, looked: false }).await
}

/// The form for somebody without a place.
pub async fn stranger(State(pages): OnPages, Path(token): Path<String>) -> Answer {
    let at = pages.enter(&token)?;
    let door = pages.desk.door(&at);
    let closed = (door != Door::Open).then_some(Unfit::Closed(door));
    Ok(pages.stranger_page(&at, &New::default(), closed))
}

/// Writes down somebody without a place, and counts them in.
pub async fn seat(State(pages): OnPages, Path(token): Path<String>, Form(form): Form<New>) -> Answer {
    let at = pages.enter_by_form(&token, &form.form)?;
    let stranger = Stranger {
        name: form.name.clone(),
        mobile: form.mobile.clone(),
        unit: form.unit.parse().ok(),
        agreed: !form.agreed.is_empty(),
    };
    match pages.desk.seat(&at, &stranger).await.map_err(|error| pages.failed(&error))? {
        Err(unfit) => Ok(pages.stranger_page(&at, &form, Some(unfit))),
        Ok(ruling) => {
            let told = Some(words::verdict(&at, &ruling));
            let rows = ruling.place.iter().map(|place| words::row(&at, place)).collect();
            pages.desk_page(&at, Shown { told, rows, looked: false }).await
        }
    }
}

fn rows(at: &AtDesk, places: &[DeskPlace]) -> Vec<words::Row> {
    places.iter().map(|place| words::row(at, place)).collect()
}

impl Pages {
    async fn desk_page(&self, at: &AtDesk, shown: Shown) -> Answer {
        let tally = self.desk.records.tally(at.activity.id).await.map_err(|error: StoreError| self.failed(&error))?;
        let door = match self.desk.door(at) {
            Door::Open => None,
            Door::Early { opens } => Some(format!("还没到签到的时候，{} 起可以签。", clock(opens))),
            Door::Over => Some("活动已经结束。报了名、漏签的还可以补；没报名的不能登记了。".to_owned()),
            Door::CalledOff => Some("这场活动取消了。".to_owned()),
        };
        let tally = context! { expected => tally.expected, came => tally.came, walk_ins => tally.walk_ins };
        Ok(self.show(at, "desk.html", context! { shown => Serde(shown), tally, door }))
    }

    fn stranger_page(&self, at: &AtDesk, given: &New, unfit: Option<Unfit>) -> Response {
        let privacy = &at.catalog.pack.county.privacy;
        let units: Vec<(u16, &str)> =
            at.catalog.pack.units.iter().map(|unit| (unit.id.0, unit.name.as_str())).collect();
        let context = context! {
            purpose => privacy.purpose.clone(),
            retention => privacy.retention.clone(),
            units => Serde(units),
            name => given.name.chars().take(30).collect::<String>(),
            mobile => given.mobile.chars().take(20).collect::<String>(),
            unit => given.unit.parse::<u16>().unwrap_or(0),
            problem => unfit.map(problem),
        };
        self.show(at, "new.html", context)
    }
}

/// `2月13日 6:00`.
fn clock(at: Timestamp) -> String {
    let When { month, day, from, .. } = When::of(at, None);
    format!("{month}月{day}日 {from}")
}

fn problem(unfit: Unfit) -> String {
    match unfit {
        Unfit::Closed(Door::Early { opens }) => format!("现在不能登记：还没到时候，{} 起可以", clock(opens)),
        Unfit::Closed(Door::Over | Door::Open) => "现在不能登记：活动已经结束了".to_owned(),
        Unfit::Closed(Door::CalledOff) => "现在不能登记：这场活动取消了".to_owned(),
        Unfit::Name => "姓名要写身份证上的，两个字以上的汉字".to_owned(),
        Unfit::Mobile => "手机号要 11 位；没有手机的，填家里人的".to_owned(),
        Unfit::NotAgreed => "请先念给本人听，同意了再打勾".to_owned(),
        Unfit::Ineligible(Ineligible::Unit) => "这场只给指定的乡镇办，他家不在里面".to_owned(),
        Unfit::Ineligible(Ineligible::TooYoung { min }) => format!("这场要满 {min} 岁"),
        Unfit::Ineligible(Ineligible::TooOld { max }) => format!("这场要 {max} 岁以下"),
        Unfit::NoForm => "这场没有报名表，请打电话问就业中心".to_owned(),
    }
}
