//! A paper list of people who want to come to one activity, a row a person.

use std::collections::HashMap;
use std::fmt;

use jiff::civil::Date;

use super::cells::RowNotes;
use super::columns::{Column, Columns};
use super::flaw::{RowFlaw, Severity};
use super::table::{ImportError, Row, Table};
use crate::domain::activity::{Activity, Ineligible, SessionNumber};
use crate::domain::form::parse::{AnswerError, parse_answer};
use crate::domain::form::{Answer, AnswerKind, Form, Question};
use crate::domain::pack::Pack;
use crate::domain::sign_up::Wish;

const NO: Column = Column { label: "序号", headings: &["序号", "no", "编号"], required: false };
const NAME: Column = Column { label: "姓名", headings: &["姓名", "名字", "name", "报名人"], required: true };
const MOBILE: Column = Column {
    label: "手机号",
    headings: &["手机号", "手机", "电话", "联系电话", "手机号码", "联系方式"],
    required: false,
};
const ID_NUMBER: Column =
    Column {
        label: "身份证号", headings: &["身份证号", "身份证", "身份证号码", "公民身份号码"], required: false
    };
const UNIT: Column = Column {
    label: "乡镇",
    headings: &["乡镇", "家在哪里", "乡镇街道", "所属乡镇", "单位", "村", "住址"],
    required: false,
};
const SESSION: Column = Column { label: "场次", headings: &["场次", "场", "时段"], required: false };
/// Of every other question, whose own label is its heading.
const OTHER: Column = Column { label: "报名表", headings: &[], required: false };

/// The version of the privacy notice that people sign on paper.
const CONSENT: &str = "paper";

/// One person of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnPaper {
    /// The line in the file.
    pub row: u32,
    /// As the flaws name them: masked.
    pub shown: String,
    /// What they want.
    pub wish: Wish,
}

/// What came out of a paper list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportedSignUps {
    /// People, in the order of the rows.
    pub people: Vec<OnPaper>,
    /// What is wrong, in the order of the rows.
    pub flaws: Vec<RowFlaw>,
    /// Rows read.
    pub rows: usize,
}

/// Reads a paper list for an activity, by its first form, as it is meant on `today`.
///
/// # Errors
/// `NoHeading` where there is no column of names. Everything else is a flaw of its row.
pub fn sign_ups(table: &Table, activity: &Activity, pack: &Pack, today: Date) -> Result<ImportedSignUps, ImportError> {
    let columns = Columns::find(table, &[&NO, &NAME, &MOBILE, &ID_NUMBER, &UNIT, &SESSION])?;
    let mut imported = ImportedSignUps::default();
    let Some(form) = activity.forms.first().and_then(|id| pack.form(id)) else { return Ok(imported) };
    let mut seen: HashMap<String, u32> = HashMap::new();
    for row in columns.rows() {
        imported.rows += 1;
        let notes = RowNotes::new(row, columns.cell(row, &NO), &mut imported.flaws);
        let mut reading = Reading { columns: &columns, row, pack, today, notes };
        let Some(person) = reading.person(activity, form) else { continue };
        let key = format!("{} {}", columns.cell(row, &NAME), columns.cell(row, &MOBILE));
        if let Some(first) = seen.get(&key) {
            let reason = format!("和第{first}行是同一个人，只算一次");
            reading.notes.add(Severity::Note, &NAME, &person.shown, reason);
            continue;
        }
        seen.insert(key, row.line);
        imported.people.push(person);
    }
    Ok(imported)
}

struct Reading<'a> {
    columns: &'a Columns<'a>,
    row: &'a Row,
    pack: &'a Pack,
    /// Days are told from it.
    today: Date,
    notes: RowNotes<'a>,
}

impl Reading<'_> {
    fn person(&mut self, activity: &Activity, form: &Form) -> Option<OnPaper> {
        let session = self.session(activity);
        let mut answers: Vec<(String, Answer)> = Vec::new();
        let mut sound = true;
        for question in form.questions.iter().filter(|question| question.only_if.is_none()) {
            match self.answer(question) {
                Some(answer) => answers.push((question.id.clone(), answer)),
                None => sound = false,
            }
        }
        let (session, true) = (session?, sound) else { return None };
        let day = activity.starts_at.in_tz("Asia/Shanghai").ok()?.date();
        if let Some(why) = activity.eligibility.refuses(answers.iter().map(|(_, answer)| answer), day) {
            self.notes.refuse(&OTHER, "", format!("{}，这一行没有导入", not_for(why)));
            return None;
        }
        let wish = Wish {
            activity: activity.id,
            session,
            form: form.id.clone(),
            answers,
            own: true,
            queues: activity.queues,
            consent: Some(CONSENT.to_owned()),
            most: u32::MAX,
            door: None,
        };
        let shown = wish.answers.iter().find_map(|(_, answer)| match answer {
            Answer::Name(name) => Some(name.masked()),
            _ => None,
        });
        Some(OnPaper { row: self.row.line, shown: shown.unwrap_or_default(), wish })
    }

    fn answer(&mut self, question: &Question) -> Option<Answer> {
        let column = match question.kind {
            AnswerKind::Name => &NAME,
            AnswerKind::Mobile => &MOBILE,
            AnswerKind::IdNumber => &ID_NUMBER,
            AnswerKind::Unit => &UNIT,
            _ => &OTHER,
        };
        let cell = match self.columns.cell(self.row, column) {
            "" => self.columns.under(self.row, &question.label).to_owned(),
            cell => cell.to_owned(),
        };
        if cell.is_empty() {
            if question.optional {
                return Some(Answer::Skipped);
            }
            self.notes.refuse(column, "", format!("没有写{}，这一行没有导入", question.label));
            return None;
        }
        match parse_answer(&question.kind, &cell, &self.pack.units, self.today) {
            Ok(answer) => Some(answer),
            // What may be left out is: a misspelt village keeps nobody from a fair.
            Err(error) if question.optional => {
                // Without the cell, which may be as personal as it is wrong: row and column say where it is.
                self.notes.warn(column, "", format!("{}，这一格没有记", why(&error)));
                Some(Answer::Skipped)
            }
            Err(error) => {
                self.notes.refuse(column, "", format!("{}，这一行没有导入", why(&error)));
                None
            }
        }
    }

    /// By its name or its number; needed where there are some.
    fn session(&mut self, activity: &Activity) -> Option<Option<SessionNumber>> {
        if activity.sessions.is_empty() {
            return Some(None);
        }
        let cell = self.columns.cell(self.row, &SESSION);
        let named =
            |session: &&crate::domain::activity::Session| session.name == cell || session.number.to_string() == cell;
        if let Some(session) = activity.sessions.iter().find(named) {
            return Some(Some(session.number));
        }
        let names: Vec<&str> = activity.sessions.iter().map(|session| session.name.as_str()).collect();
        self.notes.refuse(&SESSION, cell, format!("场次要写成其中一个：{}，这一行没有导入", names.join("、")));
        None
    }
}

fn not_for(why: Ineligible) -> String {
    match why {
        Ineligible::Unit => "这场活动不给这个乡镇".to_owned(),
        Ineligible::TooYoung { min } => format!("不满{min}岁"),
        Ineligible::TooOld { max } => format!("超过{max}岁"),
    }
}

fn why(error: &AnswerError) -> String {
    match error {
        AnswerError::MobileDigits(digits) => format!("手机号应是11位，这里是{digits}位"),
        AnswerError::MobileBeginning => "手机号没有这样开头的".to_owned(),
        AnswerError::NotAMobile => "不是手机号".to_owned(),
        AnswerError::IdLength(length) => format!("身份证号应是18位，这里是{length}位"),
        AnswerError::IdBirthDate => "身份证号里的生日不对".to_owned(),
        AnswerError::IdChecksum => "身份证号有一位写错了".to_owned(),
        AnswerError::NotAnId => "不是身份证号".to_owned(),
        AnswerError::UnitUnknown => "没有这个乡镇".to_owned(),
        AnswerError::UnitAmbiguous(_) => "可能是几个乡镇，请写全称".to_owned(),
        AnswerError::TooLong(most) => format!("超过{most}个字"),
        AnswerError::OutOfRange { min, max } => format!("要在{min}到{max}之间"),
        AnswerError::NotANumber => "要写成数字".to_owned(),
        AnswerError::NotAChoice => "不在可选的里面".to_owned(),
        AnswerError::NotAName => "不像人的名字".to_owned(),
        _ => "看不懂".to_owned(),
    }
}

impl ImportedSignUps {
    /// In numbers.
    pub fn summary(&self) -> impl fmt::Display {
        let left_out = self.flaws.iter().filter(|flaw| flaw.severity == Severity::Error).map(|flaw| flaw.row);
        let left_out: std::collections::BTreeSet<u32> = left_out.collect();
        format!("读到{}行：{}人可以报名；没有导入{}行。", self.rows, self.people.len(), left_out.len())
    }
}
