//! One person in a form instead of in a list: what is typed while they are on the telephone, read by the same rules.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::reader::Reader;
use crate::domain::activity::Activity;
use crate::domain::form::{Answer, AnswerKind, Question};
use crate::domain::pack::Pack;
use crate::domain::sign_up::{Wish, Written};

/// What was typed of somebody who rang.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// The id of a question, and what stands under it.
    pub answers: BTreeMap<String, String>,
    /// Of an activity that has some.
    pub session: String,
    /// The notice was read to them, and they said yes.
    pub agreed: bool,
}

/// Where something has to be put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    /// Under the question of this id.
    Question(String),
    /// Where the session stands.
    Session,
    /// Where the consent is ticked.
    Consent,
    /// Nowhere: they cannot come.
    Nowhere,
}

/// What has to be put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedFlaw {
    /// Where.
    pub slot: Slot,
    /// What is wrong, in Chinese.
    pub reason: String,
}

impl Typed {
    /// What they want. Unlike a list, which is long past asking, everything that is wrong is told, so that it can be
    /// asked while they are still there.
    ///
    /// # Errors
    /// What has to be put right, from top to bottom.
    pub fn read(&self, activity: &Activity, pack: &Pack, today: Date) -> Result<Wish, Vec<TypedFlaw>> {
        let flaw = |slot, reason: String| TypedFlaw { slot, reason };
        let Some(reader) = Reader::of(activity, pack, today) else {
            return Err(vec![flaw(Slot::Nowhere, "这场没有报名表，请问县管理员".to_owned())]);
        };
        let (mut answers, mut flaws) = (Vec::new(), Vec::new());
        let session = reader.session(self.session.trim());
        for question in reader.questions() {
            match self.answer(reader, question) {
                Ok(answer) => answers.push((question.id.clone(), answer)),
                Err(reason) => flaws.push(flaw(Slot::Question(question.id.clone()), reason)),
            }
        }
        if let Err(reason) = &session {
            flaws.push(flaw(Slot::Session, reason.clone()));
        }
        if !self.agreed {
            flaws.push(flaw(Slot::Consent, "请念给本人听，同意了再打勾；不同意就不能登记".to_owned()));
        }
        match session {
            Ok(session) if flaws.is_empty() => reader
                .wish(session, answers, Written::Telephone)
                .map_err(|reason| vec![flaw(Slot::Nowhere, format!("{reason}，不能报"))]),
            _ => Err(flaws),
        }
    }

    fn answer(&self, reader: Reader<'_>, question: &Question) -> Result<Answer, String> {
        match (&question.kind, question.optional) {
            (AnswerKind::Photo, true) => Ok(Answer::Skipped),
            (AnswerKind::Photo, false) => Err("要发照片，电话里收不了，请本人在公众号里报名".to_owned()),
            _ => reader.answer(question, self.answers.get(&question.id).map_or("", |typed| typed.trim())),
        }
    }
}

/// What is asked of everybody who rings; nothing where the activity has no form.
pub fn questions<'a>(activity: &'a Activity, pack: &'a Pack, today: Date) -> Vec<&'a Question> {
    Reader::of(activity, pack, today).map(|reader| reader.questions().collect()).unwrap_or_default()
}
