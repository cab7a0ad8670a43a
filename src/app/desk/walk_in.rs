//! Somebody without a place and without a phone in the hand: the desk writes down who they are.

use super::{AtDesk, Desk, Ruling};
use crate::app::door;
use crate::app::records::StoreError;
use crate::domain::activity::Ineligible;
use crate::domain::dialogue::view::When;
use crate::domain::form::{Answer, AnswerKind};
use crate::domain::id::{FormId, UnitId};
use crate::domain::person::{MobileNumber, PersonName};
use crate::domain::sign_up::{Door, WalkIn, Wish};

/// Who stands there, as the desk wrote it.
#[derive(Debug, Clone, Default)]
pub struct Stranger {
    /// Their name.
    pub name: String,
    /// Their mobile number.
    pub mobile: String,
    /// The number of their unit; none is fine.
    pub unit: Option<u16>,
    /// They agreed to what stands on the form.
    pub agreed: bool,
}

/// Why nothing was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// Nobody comes in just now.
    Closed(Door),
    /// The name is none.
    Name,
    /// The mobile number is none.
    Mobile,
    /// They did not agree.
    NotAgreed,
    /// They may not come.
    Ineligible(Ineligible),
    /// The activity has no form.
    NoForm,
}

impl Desk {
    /// Seats them and counts them in.
    pub async fn seat(&self, at: &AtDesk, stranger: &Stranger) -> Result<Result<Ruling, Unfit>, StoreError> {
        let wish = match self.wish(at, stranger) {
            Ok(wish) => wish,
            Err(unfit) => return Ok(Err(unfit)),
        };
        self.records.seat(&wish, at.now).await.map(Ok)
    }

    fn wish(&self, at: &AtDesk, stranger: &Stranger) -> Result<Wish, Unfit> {
        let door = self.door(at);
        if door != Door::Open {
            return Err(Unfit::Closed(door));
        }
        if !stranger.agreed {
            return Err(Unfit::NotAgreed);
        }
        let name = PersonName::parse(&stranger.name).map_err(|_| Unfit::Name)?;
        let mobile = MobileNumber::parse(&stranger.mobile).map_err(|_| Unfit::Mobile)?;
        let unit = stranger.unit.map(UnitId).filter(|unit| at.catalog.pack.unit(*unit).is_some());
        let form = at.activity.forms.first().ok_or(Unfit::NoForm)?.clone();
        let answers = answers(at, &form, (name, mobile, unit));
        let session = at.activity.sessions.iter().find(|session| session.ends_at > at.now);
        let session = session.map(|session| session.number);
        let day = When::day_of(at.activity.span(session).0);
        if let Some(why) = at.activity.eligibility.refuses(answers.iter().map(|(_, answer)| answer), day) {
            return Err(Unfit::Ineligible(why));
        }
        let county = &at.catalog.pack.county;
        let code = door::code(&self.vault, at.activity.id).ok_or(Unfit::NoForm)?;
        let queue_is_over = county.sign_up.queue_is_over(&at.activity, at.now);
        Ok(Wish {
            activity: at.activity.id,
            session,
            form,
            answers,
            own: false,
            queues: false,
            consent: Some(county.privacy.version.clone()),
            most: county.sign_up.most_people,
            door: Some(WalkIn { code, queue_is_over }),
        })
    }
}

/// What was said, under the questions of the form that ask it.
fn answers(
    at: &AtDesk,
    form: &FormId,
    (name, mobile, unit): (PersonName, MobileNumber, Option<UnitId>),
) -> Vec<(String, Answer)> {
    let questions = at.catalog.pack.form(form).into_iter().flat_map(|form| &form.questions);
    let answer = |kind: &AnswerKind| match kind {
        AnswerKind::Name => Some(Answer::Name(name.clone())),
        AnswerKind::Mobile => Some(Answer::Mobile(mobile.clone())),
        AnswerKind::Unit => unit.map(Answer::Unit),
        _ => None,
    };
    questions.filter_map(|question| Some((question.id.clone(), answer(&question.kind)?))).collect()
}
