//! A paper list of people who want to come to one activity, a row a person; and one who rings, in a form.

mod headings;
mod reader;
mod told;
mod typed;

use std::collections::HashMap;
use std::fmt;

use jiff::civil::Date;

pub use self::headings::{Heading, headings};
use self::reader::Reader;
pub use self::told::{CameOf, Fate, Tally};
pub use self::typed::{Slot, Typed, TypedFlaw, questions};
use super::cells::RowNotes;
use super::columns::{Column, Columns};
use super::flaw::{RowFlaw, Severity};
use super::table::{ImportError, Row, Table};
use crate::domain::activity::{Activity, SessionNumber};
use crate::domain::form::{Answer, AnswerKind, Question};
use crate::domain::pack::Pack;
use crate::domain::person::PersonName;
use crate::domain::sign_up::{Wish, Written, name_in};

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
    let Some(reader) = Reader::of(activity, pack, today) else { return Ok(imported) };
    let mut seen: HashMap<String, u32> = HashMap::new();
    for row in columns.rows() {
        imported.rows += 1;
        let notes = RowNotes::new(row, columns.cell(row, &NO), &mut imported.flaws);
        let mut line = Line { columns: &columns, row, reader, notes };
        let Some(person) = line.person() else { continue };
        let key = format!("{} {}", columns.cell(row, &NAME), columns.cell(row, &MOBILE));
        if let Some(first) = seen.get(&key) {
            let reason = format!("和第{first}行是同一个人，只算一次");
            line.notes.add(Severity::Note, &NAME, &person.shown, reason);
            continue;
        }
        seen.insert(key, row.line);
        imported.people.push(person);
    }
    Ok(imported)
}

/// One row.
struct Line<'a> {
    columns: &'a Columns<'a>,
    row: &'a Row,
    reader: Reader<'a>,
    notes: RowNotes<'a>,
}

impl Line<'_> {
    fn person(&mut self) -> Option<OnPaper> {
        let session = self.session();
        let mut answers: Vec<(String, Answer)> = Vec::new();
        let mut sound = true;
        for question in self.reader.questions() {
            match self.answer(question) {
                Some(answer) => answers.push((question.id.clone(), answer)),
                None => sound = false,
            }
        }
        let (session, true) = (session?, sound) else { return None };
        let wish = self.reader.wish(session, answers, Written::Paper);
        let wish = wish.map_err(|why| self.notes.refuse(&OTHER, "", left_out(&why))).ok()?;
        let shown = name_in(&wish.answers).map(PersonName::masked);
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
            "" => self.columns.under(self.row, &question.label),
            cell => cell,
        };
        match self.reader.answer(question, cell) {
            Ok(answer) => Some(answer),
            // What may be left out is: a misspelt village keeps nobody from a fair.
            Err(why) if question.optional => {
                // Without the cell, which may be as personal as it is wrong: row and column say where it is.
                self.notes.warn(column, "", format!("{why}，这一格没有记"));
                Some(Answer::Skipped)
            }
            Err(why) => {
                self.notes.refuse(column, "", left_out(&why));
                None
            }
        }
    }

    fn session(&mut self) -> Option<Option<SessionNumber>> {
        let cell = self.columns.cell(self.row, &SESSION);
        // Not what stands there: in a table whose columns slipped it is somebody's number.
        self.reader.session(cell).map_err(|why| self.notes.refuse(&SESSION, "", left_out(&why))).ok()
    }
}

fn left_out(why: &str) -> String {
    format!("{why}，这一行没有导入")
}

impl ImportedSignUps {
    /// What they want, in the order of the people.
    pub fn wishes(&self) -> Vec<Wish> {
        self.people.iter().map(|person| person.wish.clone()).collect()
    }

    /// In numbers.
    pub fn summary(&self) -> impl fmt::Display {
        let left_out = self.flaws.iter().filter(|flaw| flaw.severity == Severity::Error).map(|flaw| flaw.row);
        let left_out: std::collections::BTreeSet<u32> = left_out.collect();
        format!("读到{}行：{}人可以报名；没有导入{}行。", self.rows, self.people.len(), left_out.len())
    }
}
