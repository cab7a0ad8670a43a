//! The frame of every page: who is there, where they can go, and what is said where a page cannot be shown.

use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::{Console, SIGN_IN};
use crate::app::records::StoreError;
use crate::app::staff::{Action, Session, Stage};
use crate::console::answer::{HTML, Instead};
use crate::domain::dialogue::view::CountyFacts;

/// The parts of the console, in the order of a day: where, what it is called, and who may go there.
const PARTS: &[(&str, &str, Action)] = &[
    ("/console", "今天", Action::SeeToday),
    ("/console/inbox", "留言", Action::AnswerPeople),
    ("/console/activities", "活动", Action::SeeActivities),
    ("/console/people", "群众", Action::SeePeople),
    ("/console/openings", "岗位", Action::SeeOpenings),
    ("/console/import", "导入", Action::ImportContent),
    ("/console/keywords", "关键词", Action::SeeWording),
    ("/console/policies", "政策", Action::SeePolicies),
    ("/console/menu", "菜单", Action::SeeMenu),
    ("/console/campaigns", "群发", Action::SeeCampaigns),
    ("/console/platform", "公众号", Action::SeeAccount),
    ("/console/audit", "审计", Action::SeeAudit),
    ("/console/staff", "员工", Action::ManageStaff),
    ("/console/account", "我的账号", Action::OwnAccount),
];

/// The type of what axum says of a request that does not read; no page of ours has it.
const PLAIN: &str = "text/plain; charset=utf-8";

/// What a page says that is shown instead of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// A form that was not shown to whoever sent it, or too long ago.
    StaleForm,
    /// A form with more in it than it may have.
    TooLarge,
    /// There is nothing here.
    NoSuchPage,
    /// Forms are sent here; there is nothing to be looked at.
    FormsAlone,
    /// The records do not answer.
    Busy,
    /// It is not theirs.
    NotTheirs,
}

impl Told {
    /// A heading, and what to do.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::StaleForm => ("没有提交上去", "这一页可能放得太久了，或者在别处退出过。请退回去，刷新以后再填一次。"),
            Self::TooLarge => {
                ("文件太大", "最大 1MB，一万行的表格都够。请删掉图片和用不着的工作表，或者分成几个文件。")
            }
            Self::NoSuchPage => ("没有这一页", "地址可能没有复制全，或者东西已经不在了。"),
            Self::FormsAlone => {
                ("这一页不能刷新，也不能直接打开", "这里只收提交上来的表，打开它什么也不会办。请从下面回去。")
            }
            Self::Busy => {
                ("现在打不开", "数据库没有应答，刚才的操作没有存上。请过一分钟再试；一直这样，请告诉管服务器的人。")
            }
            Self::NotTheirs => ("这一页不归您管", "您的账号没有这个权限。工作需要的话，请找县管理员。"),
        }
    }
}

/// An entry of the navigation.
#[derive(Serialize)]
struct Link {
    path: &'static str,
    name: &'static str,
    here: bool,
}

impl Console {
    /// A page for somebody who is signed in. `part` is the path of the part that it belongs to.
    pub fn show(&self, session: &Session, part: &str, template: &str, context: Value) -> Response {
        self.framed(StatusCode::OK, (session, part), template, context)
    }

    /// As `show`, for a form that was not taken.
    pub fn show_again(&self, session: &Session, part: &str, template: &str, context: Value) -> Response {
        self.framed(StatusCode::UNPROCESSABLE_ENTITY, (session, part), template, context)
    }

    fn framed(
        &self,
        status: StatusCode,
        (session, part): (&Session, &str),
        template: &str,
        context: Value,
    ) -> Response {
        let member = &session.live.member;
        let open = PARTS.iter().filter(|(_, _, action)| session.permit(*action).is_ok());
        let links: Vec<Link> = open.map(|&(path, name, _)| Link { path, name, here: path == part }).collect();
        let frame = context! {
            me => member.name.as_str(),
            role => member.post.role().name(),
            links => Serde(links),
            form_token => session.form_token.as_str(),
            ..context
        };
        self.render(status, template, frame)
    }

    /// Where somebody begins: the first part that is theirs.
    pub fn home(&self, session: &Session) -> &'static str {
        let theirs = PARTS.iter().find(|(_, _, action)| session.permit(*action).is_ok());
        theirs.map_or(SIGN_IN, |(path, _, _)| path)
    }

    /// A page for whoever comes.
    pub fn render(&self, status: StatusCode, template: &str, context: Value) -> Response {
        let county = CountyFacts::from(&self.catalog.load().pack.county);
        match self.templates.render(template, context! { county => Serde(county), ..context }) {
            Ok(html) => (status, [(header::CONTENT_TYPE, HTML)], html).into_response(),
            Err(error) => {
                tracing::error!(%error, template, "a page of the console has no words");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }
        }
    }

    /// A page that says why there is none, for whoever comes; `signed_in` is whether there is a way on.
    pub fn bare(&self, status: StatusCode, told: Told, signed_in: bool) -> Response {
        let (heading, words) = told.words();
        self.render(status, "staff/bare.html", context! { heading, words, signed_in })
    }

    /// The page is not theirs.
    pub fn refused(&self, session: &Session) -> Response {
        self.instead(StatusCode::FORBIDDEN, Told::NotTheirs, Some(session))
    }

    /// A page that says why there is none: in its frame for whoever works here, bare for others.
    pub fn instead(&self, status: StatusCode, told: Told, session: Option<&Session>) -> Response {
        let (heading, words) = told.words();
        match session.filter(|session| session.live.stage == Stage::Done) {
            Some(session) => self.framed(status, (session, ""), "staff/refused.html", context! { heading, words }),
            None => self.bare(status, told, session.is_some()),
        }
    }

    /// Draws what a handler had to say instead of a page, and in words of ours what axum says of a request that does not
    /// read: letters in the address where there is a number, a field that came twice.
    pub fn drawn(&self, response: Response, session: Option<&Session>) -> Response {
        let plain = || response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == PLAIN);
        let (status, told) = match (response.extensions().get::<Told>(), response.status()) {
            (Some(told), status) => (status, *told),
            (None, StatusCode::BAD_REQUEST) if plain() => (StatusCode::NOT_FOUND, Told::NoSuchPage),
            (None, StatusCode::PAYLOAD_TOO_LARGE) if plain() => (StatusCode::PAYLOAD_TOO_LARGE, Told::TooLarge),
            (None, status) if status.is_client_error() && plain() => (status, Told::StaleForm),
            _ => return response,
        };
        self.instead(status, told, session)
    }

    /// Why nothing was done, where going back to the form is no help.
    pub fn told(&self, session: &Session, words: &str) -> Instead {
        self.show_again(session, "", "staff/told.html", context! { words, back => false }).into()
    }

    /// What is wrong with a form, and the way back to it.
    pub fn ask_again(&self, session: &Session, words: &str) -> Instead {
        self.show_again(session, "", "staff/told.html", context! { words, back => true }).into()
    }

    /// There is no such thing.
    pub fn missing(&self) -> Instead {
        undrawn(StatusCode::NOT_FOUND, Told::NoSuchPage)
    }

    /// The records did not answer: nothing was done, as far as anybody knows.
    pub fn failed(&self, error: &StoreError) -> Instead {
        tracing::error!(%error, "the console does not reach the records");
        metrics::counter!("guiyan_console_failures_total").increment(1);
        undrawn(StatusCode::SERVICE_UNAVAILABLE, Told::Busy)
    }
}

/// What is said instead of a page; [`Console::drawn`] draws it, who knows for whom.
fn undrawn(status: StatusCode, told: Told) -> Instead {
    let mut response = status.into_response();
    response.extensions_mut().insert(told);
    response.into()
}
