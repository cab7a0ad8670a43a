//! The columns that a paper list has for an activity.

use jiff::civil::Date;
use serde::Serialize;

use super::{NAME, SESSION, questions};
use crate::domain::activity::Activity;
use crate::domain::form::{AnswerKind, Question};
use crate::domain::pack::Pack;

/// A column of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Heading {
    /// What stands above it.
    pub name: String,
    /// Nobody is put down without it.
    pub required: bool,
    /// What can stand in it, where that is one of a few; empty otherwise.
    pub one_of: String,
}

impl Heading {
    /// What goes there, for the sheet that says so.
    pub fn how(&self) -> String {
        let needed = if self.required { "每个人都要写" } else { "可以空着" };
        if self.one_of.is_empty() { needed.to_owned() } else { format!("{needed}，写其中一个：{}", self.one_of) }
    }
}

/// What is asked of everybody in a list, and where the activity has sessions, which one; nothing where it has no form.
/// Pictures stand in no table.
pub fn headings(activity: &Activity, pack: &Pack, today: Date) -> Vec<Heading> {
    let asked = questions(activity, pack, today).into_iter().filter(|question| question.kind != AnswerKind::Photo);
    let mut headings: Vec<Heading> = asked.map(heading).collect();
    if !headings.is_empty() && !activity.sessions.is_empty() {
        let names: Vec<&str> = activity.sessions.iter().map(|session| session.name.as_str()).collect();
        headings.push(Heading { name: SESSION.label.to_owned(), required: true, one_of: names.join("、") });
    }
    headings
}

fn heading(question: &Question) -> Heading {
    let (name, one_of) = match &question.kind {
        // There is no list without a column of this name.
        AnswerKind::Name => (NAME.label, String::new()),
        AnswerKind::Choice { options } => (question.label.as_str(), options.join("、")),
        _ => (question.label.as_str(), String::new()),
    };
    Heading { name: name.to_owned(), required: !question.optional, one_of }
}
