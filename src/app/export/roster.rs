//! Who signed up for an activity, and who came: a row a person, never a row a form.

use async_trait::async_trait;
use jiff::Timestamp;

use super::mask;
use super::workbook::{CannotWrite, Cell, Column, Workbook};
use crate::app::records::StoreError;
use crate::domain::activity::{Activity, SessionNumber};
use crate::domain::form::{Answer, AnswerKind};
use crate::domain::id::ActivityId;
use crate::domain::pack::Pack;
use crate::domain::sign_up::{AttendedBy, ReceiptNumber, SignUpState, Written};

/// Rows fetched at a time: memory stays flat, whatever the activity.
pub const PAGE: u64 = 500;

/// One place, as it is filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// The receipt; rows come in its order.
    pub number: ReceiptNumber,
    /// In which part.
    pub session: Option<SessionNumber>,
    /// Where it stands.
    pub state: SignUpState,
    /// The form's answers; none of whoever had them deleted.
    pub answers: Vec<(String, Answer)>,
    /// Made by themselves, not by somebody for them.
    pub own: bool,
    /// They came without a place.
    pub walk_in: bool,
    /// From where staff wrote it down, if they did.
    pub written: Option<Written>,
    /// When it was made.
    pub made_at: Timestamp,
    /// When they came.
    pub attended_at: Option<Timestamp>,
    /// How it was found out.
    pub attended_by: Option<AttendedBy>,
    /// The code that led them here.
    pub source: Option<String>,
}

/// Places, to be filed.
#[async_trait]
pub trait RosterRecords: Send + Sync {
    /// An activity, however long ago it was.
    async fn activity(&self, id: ActivityId) -> Result<Option<Activity>, StoreError>;

    /// Up to `most` places of an activity behind this number, in the order of their numbers.
    async fn places(&self, id: ActivityId, behind: u32, most: u64) -> Result<Vec<Filed>, StoreError>;

    /// Notes in the audit that `by` took personal data out, and why.
    async fn note_export(&self, by: &str, detail: &str, now: Timestamp) -> Result<(), StoreError>;
}

/// Which list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Whoever signed up, also where the activity was called off since; those who gave it up too, if `all`.
    SignUps {
        /// With those who gave it up.
        all: bool,
    },
    /// Whoever had a seat, or came.
    Attendance,
}

/// How it is written.
#[derive(Debug, Clone, Copy)]
pub struct Style<'a> {
    /// Names of forms and units.
    pub pack: &'a Pack,
    /// Which list.
    pub list: List,
    /// Names and numbers in full.
    pub reveal: bool,
}

/// Why there is no list.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The file cannot be made.
    #[error(transparent)]
    Write(#[from] CannotWrite),
}

/// People in a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct People {
    /// In all rows.
    pub listed: u32,
    /// With a seat.
    pub seated: u32,
    /// In the queue.
    pub waiting: u32,
    /// Gave it up, or let an offer lapse, or it was called off.
    pub ended: u32,
    /// Came.
    pub came: u32,
}

impl People {
    fn count(&mut self, filed: &Filed) {
        let one = match filed.state {
            SignUpState::Confirmed | SignUpState::Offered { .. } => &mut self.seated,
            SignUpState::Waiting => &mut self.waiting,
            SignUpState::Cancelled | SignUpState::Lapsed | SignUpState::CalledOff => &mut self.ended,
        };
        *one += 1;
        self.listed += 1;
        self.came += u32::from(filed.attended_at.is_some());
    }
}

/// Writes the list of an activity, page by page.
pub async fn write(
    records: &dyn RosterRecords,
    activity: &Activity,
    style: Style<'_>,
) -> Result<(Workbook, People), ExportError> {
    let questions = questions(activity, style.pack);
    let mut book = Workbook::default();
    let name = match style.list {
        List::SignUps { .. } => "报名名单",
        List::Attendance => "签到名单",
    };
    book.begin(name, &columns(activity, &questions, style.list))?;
    let (mut people, mut behind) = (People::default(), 0);
    loop {
        let page = records.places(activity.id, behind, PAGE).await?;
        for filed in page.iter().filter(|filed| style.list.shows(filed)) {
            people.count(filed);
            book.row(&cells(filed, activity, &questions, (style, people.listed)))?;
        }
        match page.last() {
            Some(last) => behind = last.number.sequence,
            None => break,
        }
    }
    sum(&mut book, activity, people)?;
    Ok((book, people))
}

impl List {
    fn shows(self, filed: &Filed) -> bool {
        match self {
            Self::SignUps { all } => {
                all || filed.state.is_live() || filed.state == SignUpState::CalledOff || filed.attended_at.is_some()
            }
            Self::Attendance => filed.state.holds_seat() || filed.attended_at.is_some(),
        }
    }
}

/// A question of one of the activity's forms; forms that ask the same share a column.
struct Asked<'a> {
    id: &'a str,
    label: &'a str,
    width: u16,
}

fn questions<'a>(activity: &Activity, pack: &'a Pack) -> Vec<Asked<'a>> {
    let mut asked: Vec<Asked<'a>> = Vec::new();
    let forms = activity.forms.iter().filter_map(|id| pack.form(id));
    for question in forms.flat_map(|form| &form.questions) {
        if asked.iter().any(|there| there.id == question.id) {
            continue;
        }
        let width = match question.kind {
            AnswerKind::Name => 10,
            AnswerKind::Mobile => 14,
            AnswerKind::IdNumber => 21,
            AnswerKind::Number { .. } => 8,
            AnswerKind::Unit | AnswerKind::Choice { .. } | AnswerKind::Date { .. } | AnswerKind::Photo => 14,
            AnswerKind::Text { .. } | AnswerKind::Village | AnswerKind::Location => 24,
        };
        asked.push(Asked { id: &question.id, label: &question.label, width });
    }
    asked
}

fn columns(activity: &Activity, questions: &[Asked<'_>], list: List) -> Vec<Column> {
    let mut columns = vec![Column::new("序号", 6), Column::new("编号", 11)];
    columns.extend(questions.iter().map(|asked| Column::new(asked.label, asked.width)));
    if !activity.sessions.is_empty() {
        columns.push(Column::new("场次", 10));
    }
    columns.extend(match list {
        List::SignUps { .. } => {
            [("状态", 10), ("谁报的", 10), ("来源", 10), ("报名时间", 17)].map(|(name, width)| Column::new(name, width))
        }
        List::Attendance => [("到场", 8), ("签到时间", 17), ("怎么签的", 10), ("备注", 16)]
            .map(|(name, width)| Column::new(name, width)),
    });
    columns
}

fn cells(filed: &Filed, activity: &Activity, questions: &[Asked<'_>], (style, row): (Style<'_>, u32)) -> Vec<Cell> {
    let mut cells = vec![Cell::Number(row), Cell::from(filed.number.to_string())];
    for asked in questions {
        let answer = filed.answers.iter().find(|(id, _)| id == asked.id).map(|(_, answer)| answer);
        cells.push(Cell::from(match answer {
            Some(answer) => mask::answer(answer, style.pack, style.reveal),
            None => String::new(),
        }));
    }
    if !activity.sessions.is_empty() {
        let session = filed.session.and_then(|number| activity.session(number));
        cells.push(Cell::from(session.map_or(String::new(), |session| session.name.clone())));
    }
    let last = match style.list {
        List::SignUps { .. } => [
            state(filed.state).to_owned(),
            maker(filed).to_owned(),
            filed.source.clone().filter(|_| filed.written.is_none()).unwrap_or_default(),
            clock(filed.made_at),
        ],
        List::Attendance => [
            if filed.attended_at.is_some() { "到了" } else { "没到" }.to_owned(),
            filed.attended_at.map(clock).unwrap_or_default(),
            filed.attended_by.map(AttendedBy::in_words).unwrap_or_default().to_owned(),
            String::new(),
        ],
    };
    cells.extend(last.map(Cell::from));
    cells
}

/// Where a place stands, as staff call it.
pub fn state(state: SignUpState) -> &'static str {
    match state {
        SignUpState::Confirmed => "报上了",
        SignUpState::Waiting => "排队",
        SignUpState::Offered { .. } => "等确认",
        SignUpState::Cancelled => "退了",
        SignUpState::Lapsed => "没确认",
        SignUpState::CalledOff => "活动取消了",
    }
}

/// Who made a place, as staff call it.
pub fn maker(filed: &Filed) -> &'static str {
    match (filed.written, filed.own) {
        _ if filed.walk_in => "现场登记",
        (Some(written), _) => written.name(),
        (None, true) => "本人",
        (None, false) => "别人代报",
    }
}

/// As people read it, never as a number of days since 1900.
fn clock(at: Timestamp) -> String {
    let local = at.in_tz("Asia/Shanghai").map(|at| at.strftime("%Y-%m-%d %H:%M").to_string());
    local.unwrap_or_default()
}

/// The second sheet: people, counted.
fn sum(book: &mut Workbook, activity: &Activity, people: People) -> Result<(), CannotWrite> {
    book.begin("合计", &[Column::new("项目", 16), Column::new("内容", 40)])?;
    book.row(&[Cell::from("活动"), Cell::from(activity.title.as_str())])?;
    book.row(&[Cell::from("时间"), Cell::from(clock(activity.starts_at))])?;
    book.row(&[Cell::from("地点"), Cell::from(activity.place.as_str())])?;
    let counts = [
        ("名单人数", people.listed),
        ("有名额", people.seated),
        ("排队", people.waiting),
        ("退了、没确认、活动取消了", people.ended),
        ("到场", people.came),
    ];
    for (name, count) in counts {
        book.row(&[Cell::from(name), Cell::Number(count)])?;
    }
    Ok(())
}
