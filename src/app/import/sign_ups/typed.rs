//! One person in a form instead of in a list: what is typed while they are on the telephone, or over what was mistyped
//! then, read by the same rules.

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
        let reader = reader(activity, pack, today)?;
        let session = reader.session(self.session.trim());
        let (answers, mut flaws) = self.told(reader, reader.questions());
        if let Err(reason) = &session {
            flaws.push(TypedFlaw { slot: Slot::Session, reason: reason.clone() });
        }
        if !self.agreed {
            let reason = "请念给本人听，同意了再打勾；不同意就不能登记".to_owned();
            flaws.push(TypedFlaw { slot: Slot::Consent, reason });
        }
        match session {
            Ok(session) if flaws.is_empty() => {
                let wish = reader.wish(session, answers, Written::Telephone);
                wish.map_err(|reason| nowhere(format!("{reason}，不能报")))
            }
            _ => Err(flaws),
        }
    }

    /// What was told before, with what was typed over it. Where nothing was typed it stays, also where nothing is there;
    /// nobody is asked for a session or a consent again.
    ///
    /// # Errors
    /// What has to be put right, from top to bottom; or that they could not come if it were so.
    pub fn read_over(
        &self,
        there: &[(String, Answer)],
        (activity, pack, today): (&Activity, &Pack, Date),
    ) -> Result<Vec<(String, Answer)>, Vec<TypedFlaw>> {
        let reader = reader(activity, pack, today)?;
        let typed = |question: &&Question| question.kind != AnswerKind::Photo && !self.under(question).is_empty();
        let (told, flaws) = self.told(reader, reader.questions().filter(typed));
        if !flaws.is_empty() {
            return Err(flaws);
        }
        let mut answers = there.to_vec();
        for (question, answer) in told {
            match answers.iter_mut().find(|(id, _)| *id == question) {
                Some((_, before)) => *before = answer,
                None => answers.push((question, answer)),
            }
        }
        match reader.refuses(&answers).filter(|_| reader.refuses(there).is_none()) {
            Some(reason) => Err(nowhere(format!("没有改：{reason}。真是这样的话，请取消他的报名"))),
            None => Ok(answers),
        }
    }

    /// What was typed under these questions, and what is wrong with it.
    fn told<'a>(
        &self,
        reader: Reader<'_>,
        questions: impl Iterator<Item = &'a Question>,
    ) -> (Vec<(String, Answer)>, Vec<TypedFlaw>) {
        let (mut answers, mut flaws) = (Vec::new(), Vec::new());
        for question in questions {
            match self.answer(reader, question) {
                Ok(answer) => answers.push((question.id.clone(), answer)),
                Err(reason) => flaws.push(TypedFlaw { slot: Slot::Question(question.id.clone()), reason }),
            }
        }
        (answers, flaws)
    }

    fn answer(&self, reader: Reader<'_>, question: &Question) -> Result<Answer, String> {
        match (&question.kind, question.optional) {
            (AnswerKind::Photo, true) => Ok(Answer::Skipped),
            (AnswerKind::Photo, false) => Err("要发照片，电话里收不了，请本人在公众号里报名".to_owned()),
            _ => reader.answer(question, self.under(question)),
        }
    }

    fn under(&self, question: &Question) -> &str {
        self.answers.get(&question.id).map_or("", |typed| typed.trim())
    }
}

fn reader<'a>(activity: &'a Activity, pack: &'a Pack, today: Date) -> Result<Reader<'a>, Vec<TypedFlaw>> {
    Reader::of(activity, pack, today).ok_or_else(|| nowhere("这场没有报名表，请问县管理员".to_owned()))
}

fn nowhere(reason: String) -> Vec<TypedFlaw> {
    vec![TypedFlaw { slot: Slot::Nowhere, reason }]
}

/// What is asked of everybody who rings; nothing where the activity has no form.
pub fn questions<'a>(activity: &'a Activity, pack: &'a Pack, today: Date) -> Vec<&'a Question> {
    Reader::of(activity, pack, today).map(|reader| reader.questions().collect()).unwrap_or_default()
}
