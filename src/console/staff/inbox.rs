//! `/console/inbox`: who asked for a person, one talk with what was said in it, answering, noting, and handing back.

use std::sync::Arc;

use axum::extract::{Form, Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::{Deserialize, Serialize};

use super::Console;
use super::gate::Here;
use crate::app::console::{Delivery, OneTalk, Side, Talk, TalkError, TalkLine, TalkShelf, TalkState, Typed, WORDS};
use crate::app::staff::Action;
use crate::console::answer::Instead;
use crate::domain::catalog::Catalog;
use crate::domain::dialogue::talk::StaffAct;
use crate::domain::dialogue::view::When;
use crate::domain::id::TalkId;
use crate::domain::staff::StaffName;

const PART: &str = "/console/inbox";

/// Which talks.
#[derive(Deserialize)]
pub struct Search {
    /// `ended`, or those that are open.
    #[serde(default)]
    shelf: String,
}

/// What staff typed.
#[derive(Deserialize)]
pub struct Words {
    #[serde(default)]
    words: String,
    /// One of those that are said often; where nothing was typed it is said.
    #[serde(default)]
    often: String,
    /// The colleague beside whom they mean to answer.
    #[serde(default)]
    beside: String,
    /// Drawn for this form.
    #[serde(default)]
    once: String,
}

/// To whom staff give a talk.
#[derive(Deserialize)]
pub struct Giving {
    #[serde(default)]
    to: String,
    /// What the colleague should know.
    #[serde(default)]
    words: String,
    /// Drawn for this form.
    #[serde(default)]
    once: String,
}

/// What was typed in a form that was not taken, and why.
#[derive(Default)]
struct Untaken {
    told: Option<String>,
    words: String,
    often: String,
}

/// A talk in a list.
#[derive(Serialize)]
struct Line {
    id: i64,
    who: String,
    state: String,
    waits: bool,
    /// It waits for whoever looks, or they answer in it.
    mine: bool,
    unread: u32,
    staff: Option<String>,
    /// A colleague has it.
    colleague: Option<String>,
    since: When,
    /// How many messages can still go out, and until when.
    open: Option<(usize, When)>,
}

/// Something that was said.
#[derive(Serialize)]
struct Spoken {
    side: &'static str,
    who: String,
    at: When,
    words: String,
    delivery: &'static str,
    /// It did not go out.
    lost: bool,
}

impl Line {
    fn of(talk: &Talk, reader: &StaffName, catalog: &Catalog, now: Timestamp) -> Self {
        let mine = talk.staff.as_deref() == Some(reader.as_str());
        let name = talk.name.as_ref().map(|name| name.masked());
        let unit = talk.unit.and_then(|unit| catalog.pack.unit(unit)).map(|unit| unit.name.clone());
        let mobile = talk.mobile.as_ref().map(|mobile| mobile.masked());
        let known: Vec<String> = [name, unit, mobile].into_iter().flatten().collect();
        Self {
            id: talk.id.0,
            who: if known.is_empty() { "没留姓名".to_owned() } else { known.join("，") },
            state: state(talk, mine),
            waits: talk.state == TalkState::Waiting,
            mine,
            unread: talk.unread,
            staff: talk.staff.clone(),
            colleague: talk.colleague(reader).map(ToOwned::to_owned),
            since: When::of(talk.said_at.unwrap_or(talk.called_at), None),
            open: talk.window.open(now).map(|(left, until)| (left, When::of(until, None))),
        }
    }
}

fn state(talk: &Talk, mine: bool) -> String {
    match (talk.state, &talk.staff) {
        (TalkState::Waiting, Some(_)) if mine => "等您回".to_owned(),
        (TalkState::Waiting, Some(colleague)) => format!("等{colleague}回"),
        (TalkState::Waiting, None) => "等人回".to_owned(),
        (TalkState::Attended, _) => "有人在回".to_owned(),
        (TalkState::Ended, _) => "办完了".to_owned(),
    }
}

fn spoken(line: TalkLine) -> Spoken {
    let TalkLine { at, side, staff, words } = line;
    let lost = matches!(side, Side::Ours(delivery) if delivery.is_lost());
    let (side, delivery) = match side {
        Side::Theirs => ("theirs", ""),
        Side::Note => ("note", "只有工作人员看得到"),
        Side::Ours(Delivery::Sent) => ("ours", "微信客服消息，已发出"),
        Side::Ours(Delivery::Unknown) => ("ours", "不知道发出去没有：不要再发一遍，先看对方怎么回"),
        Side::Ours(Delivery::Closed) => ("ours", "没发出去：微信不让再发了，等对方再说一句话，急的话打电话"),
        Side::Ours(Delivery::Refused) => ("ours", "没发出去：对方收不到这个号的消息，有事打电话"),
        Side::Ours(Delivery::Failed) => ("ours", "没发出去：平台没有收，过一会儿再发"),
    };
    Spoken { side, who: staff.unwrap_or_else(|| "对方".to_owned()), at: When::of(at, None), words, delivery, lost }
}

/// A talk, as whoever looks sees it, and who it is where that is theirs to open.
fn said_in(console: &Console, here: &Here, OneTalk { talk, lines }: OneTalk) -> Value {
    let person = talk.person.filter(|_| here.session.permit(Action::SeePeople).is_ok());
    context! {
        line => Serde(console.line(here, &talk)),
        person => person.map(|person| person.0),
        lines => Serde(lines.into_iter().map(spoken).collect::<Vec<_>>()),
    }
}

/// The list.
pub async fn list(
    State(console): State<Arc<Console>>,
    here: Here,
    Query(search): Query<Search>,
) -> Result<Response, Instead> {
    let shelf = if search.shelf == "ended" { TalkShelf::Ended } else { TalkShelf::Open };
    let staff_answer = console.catalog.load().pack.county.staff_answer();
    let context = context! { staff_answer, ..console.talks_in(&here, shelf).await? };
    Ok(console.show(&here.session, PART, "staff/inbox.html", context))
}

/// Those that are open, for the open page.
pub async fn list_part(State(console): State<Arc<Console>>, here: Here) -> Result<Response, Instead> {
    let context = console.talks_in(&here, TalkShelf::Open).await?;
    Ok(console.render(StatusCode::OK, "staff/inbox_list.html", context))
}

/// One of them.
pub async fn page(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    console.talk_page(&here, id, Untaken::default()).await
}

/// What was said in one, for its open page.
pub async fn lines_part(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
) -> Result<Response, Instead> {
    let one = console.centre.one_talk(here.permit()?, TalkId(id)).await;
    let one = one.map_err(|error| console.unsaid(&here, error))?;
    Ok(console.render(StatusCode::OK, "staff/talk_lines.html", said_in(&console, &here, one)))
}

/// Answers. Where a colleague has it by now, what was typed stays on the page.
pub async fn say(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(form): Form<Words>,
) -> Result<Response, Instead> {
    let words = if form.words.trim().is_empty() { &form.often } else { &form.words };
    let typed = Typed { words, form: &form.once };
    match console.centre.say(here.permit()?, TalkId(id), typed, &form.beside).await {
        Err(TalkError::Anothers(colleague)) => {
            let told = Some(format!("没有发：{colleague}正在管这条留言。还要发，请勾上再发。"));
            console.talk_page(&here, id, Untaken { told, words: form.words, often: form.often }).await
        }
        done => console.back_to_talk(&here, id, done),
    }
}

/// Notes something beside it.
pub async fn note(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(form): Form<Words>,
) -> Result<Response, Instead> {
    let typed = Typed { words: &form.words, form: &form.once };
    let done = console.centre.note_in_talk(here.permit()?, TalkId(id), typed).await;
    console.back_to_talk(&here, id, done)
}

/// Gives it to a colleague.
pub async fn give(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(form): Form<Giving>,
) -> Result<Response, Instead> {
    let to = StaffName::parse(&form.to).map_err(|_| console.unsaid(&here, TalkError::NoColleague))?;
    let typed = Typed { words: &form.words, form: &form.once };
    let done = console.centre.hand_talk(here.permit()?, TalkId(id), &to, typed).await;
    console.back_to_talk(&here, id, done)
}

/// Takes it over.
pub async fn take(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    let done = console.centre.turn_talk(here.permit()?, TalkId(id), StaffAct::TakeOver).await;
    console.back_to_talk(&here, id, done.map(|_| ()))
}

/// Hands it back to the program.
pub async fn end(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    let done = console.centre.turn_talk(here.permit()?, TalkId(id), StaffAct::HandBack).await;
    done.map_err(|error| console.unsaid(&here, error))?;
    Ok(Redirect::to(PART).into_response())
}

impl Console {
    async fn talks_in(&self, here: &Here, shelf: TalkShelf) -> Result<Value, Instead> {
        let talks = self.centre.talks(here.permit()?, shelf).await.map_err(|error| self.unseen(here, error))?;
        let lines: Vec<Line> = talks.iter().map(|talk| self.line(here, talk)).collect();
        Ok(context! {
            ended => shelf == TalkShelf::Ended,
            wait => lines.iter().filter(|line| line.waits).count(),
            lines => Serde(lines),
        })
    }

    async fn talk_page(&self, here: &Here, id: i64, untaken: Untaken) -> Result<Response, Instead> {
        let one = self.centre.one_talk(here.permit()?, TalkId(id)).await.map_err(|error| self.unsaid(here, error))?;
        let colleagues = self.centre.colleagues(here.permit()?).await.map_err(|error| self.unsaid(here, error))?;
        let catalog = self.catalog.load_full();
        let often = catalog.pack.county.inbox.as_ref().map(|inbox| inbox.replies.clone()).unwrap_or_default();
        let (state, mine) = (one.talk.state, one.talk.staff.as_deref() == Some(here.session.live.member.name.as_str()));
        let again = untaken.told.is_some();
        let context = context! {
            attends => mine && state == TalkState::Attended,
            often,
            colleagues => colleagues.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ended => state == TalkState::Ended,
            once => hex::encode(rand::random::<[u8; 16]>()),
            most => WORDS,
            told => untaken.told,
            words => untaken.words,
            chosen => untaken.often,
            ..said_in(self, here, one)
        };
        let page = if again { Self::show_again } else { Self::show };
        Ok(page(self, &here.session, PART, "staff/talk.html", context))
    }

    /// A talk, as whoever looks sees it.
    fn line(&self, here: &Here, talk: &Talk) -> Line {
        Line::of(talk, &here.session.live.member.name, &self.catalog.load(), self.clock.now())
    }

    fn back_to_talk(&self, here: &Here, id: i64, done: Result<(), TalkError>) -> Result<Response, Instead> {
        done.map_err(|error| self.unsaid(here, error))?;
        Ok(Redirect::to(&format!("{PART}/{id}#last")).into_response())
    }

    /// Why nothing was done.
    fn unsaid(&self, here: &Here, error: TalkError) -> Instead {
        match error {
            TalkError::Forbidden(_) => self.refused(&here.session).into(),
            TalkError::NoSuch => self.missing(),
            TalkError::Anothers(colleague) => self.told(&here.session, &format!("没有发：{colleague}正在管这条留言。")),
            TalkError::NoWords => self.ask_again(&here.session, &format!("请写要说的话，{WORDS} 个字以内。")),
            TalkError::NoColleague => {
                self.ask_again(&here.session, "没有转：请选一位能回留言的同事。选过的人可能刚刚离开，或者换了工作。")
            }
            TalkError::NoPlatform => {
                self.told(&here.session, "发不出去：服务器没有设置 wechat.app_secret。请找管服务器的人。")
            }
            TalkError::Store(error) => self.failed(&error),
        }
    }
}
