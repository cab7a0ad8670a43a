//! What counts as an answer, wherever staff wrote it: in a cell of a list, or in a form with somebody on the telephone.

use jiff::civil::Date;

use crate::domain::activity::{Activity, Ineligible, SessionNumber};
use crate::domain::dialogue::view::When;
use crate::domain::form::parse::{AnswerError, parse_answer};
use crate::domain::form::{Answer, Form, Question};
use crate::domain::pack::Pack;
use crate::domain::sign_up::{Wish, Written};

/// What answers are read by.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    activity: &'a Activity,
    form: &'a Form,
    pack: &'a Pack,
    /// Days are told from it.
    today: Date,
}

impl<'a> Reader<'a> {
    /// By the first form of the activity, as it is meant on `today`; `None` where it has none.
    pub fn of(activity: &'a Activity, pack: &'a Pack, today: Date) -> Option<Self> {
        let form = activity.forms.first().and_then(|id| pack.form(id))?;
        Some(Self { activity, form, pack, today })
    }

    /// What everybody is asked. What hangs on an earlier answer is for the chat alone.
    pub fn questions(self) -> impl Iterator<Item = &'a Question> {
        self.form.questions.iter().filter(|question| question.only_if.is_none())
    }

    /// What was written under a question; why it is no answer to it, where it is none.
    pub fn answer(self, question: &Question, written: &str) -> Result<Answer, String> {
        match (written, question.optional) {
            ("", true) => Ok(Answer::Skipped),
            ("", false) => Err(format!("没有写{}", question.label)),
            (written, _) => parse_answer(&question.kind, written, &self.pack.units, self.today).map_err(why),
        }
    }

    /// The session by its name or its number; needed where there are some.
    pub fn session(self, written: &str) -> Result<Option<SessionNumber>, String> {
        let sessions = &self.activity.sessions;
        if sessions.is_empty() {
            return Ok(None);
        }
        let mut named =
            sessions.iter().filter(|session| session.name == written || session.number.to_string() == written);
        let names = || sessions.iter().map(|session| session.name.as_str()).collect::<Vec<_>>().join("、");
        let session = named.next().ok_or_else(|| format!("场次要写成其中一个：{}", names()))?;
        Ok(Some(session.number))
    }

    /// What somebody wants who said all that; why they may not come, where they may not.
    pub fn wish(
        self,
        session: Option<SessionNumber>,
        answers: Vec<(String, Answer)>,
        written: Written,
    ) -> Result<Wish, String> {
        if let Some(why) = self.refuses(&answers) {
            return Err(why);
        }
        Ok(Wish {
            activity: self.activity.id,
            session,
            form: self.form.id.clone(),
            answers,
            own: true,
            queues: self.activity.queues,
            consent: Some(written.consent(&self.pack.county.privacy.version)),
            most: u32::MAX,
            door: None,
        })
    }

    /// Why whoever said all that may not come; `None` if they may.
    pub fn refuses(self, answers: &[(String, Answer)]) -> Option<String> {
        let day = When::day_of(self.activity.starts_at);
        self.activity.eligibility.refuses(answers.iter().map(|(_, answer)| answer), day).map(not_for)
    }
}

fn not_for(why: Ineligible) -> String {
    match why {
        Ineligible::Unit => "这场活动不给这个乡镇".to_owned(),
        Ineligible::TooYoung { min } => format!("不满{min}岁"),
        Ineligible::TooOld { max } => format!("超过{max}岁"),
    }
}

fn why(error: AnswerError) -> String {
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
        AnswerError::NotAVillage => "没有这个村".to_owned(),
        AnswerError::VillageMissing(_) => "还要写哪个村".to_owned(),
        AnswerError::UnitMissing(_) => "还要写哪个乡镇".to_owned(),
        AnswerError::NotAPlace => "不像地方".to_owned(),
        AnswerError::TooLong(most) => format!("超过{most}个字"),
        AnswerError::OutOfRange { min, max } => format!("要在{min}到{max}之间"),
        AnswerError::NotANumber => "要写成数字".to_owned(),
        AnswerError::NotAChoice => "不在可选的里面".to_owned(),
        AnswerError::NotAName => "不像人的名字".to_owned(),
        _ => "看不懂".to_owned(),
    }
}
