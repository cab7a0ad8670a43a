//! What is done with what is known of somebody: shown in full once, put right, erased at their wish.

use std::time::Instant;

use super::{OnWechat, OnePerson, PersonError};
use crate::app::console::Centre;
use crate::app::inbox::Inbound;
use crate::app::message_key::MessageKey;
use crate::app::reason;
use crate::app::staff::{Action, Permit};
use crate::domain::dialogue::input::Input;
use crate::domain::dialogue::view::When;
use crate::domain::form::parse::parse_answer;
use crate::domain::form::{Answer, AnswerKind};
use crate::domain::id::{PersonId, UnitId};
use crate::domain::passive_reply::Trigger;
use crate::domain::person::{MobileNumber, PersonName};

/// Something known of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonField {
    /// What they are called.
    Name,
    /// Their mobile number.
    Mobile,
    /// Their identity number.
    Identity,
    /// Where they are at home.
    Unit,
}

impl PersonField {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Name, Self::Mobile, Self::Identity, Self::Unit];

    /// Its name in forms and in the audit.
    pub fn id(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Mobile => "mobile",
            Self::Identity => "identity",
            Self::Unit => "unit",
        }
    }

    /// The field of that name.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.id() == id)
    }

    /// As staff call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Name => "姓名",
            Self::Mobile => "手机",
            Self::Identity => "身份证号",
            Self::Unit => "家在",
        }
    }
}

/// What is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Correction {
    /// What they are called.
    Name(PersonName),
    /// Their mobile number.
    Mobile(MobileNumber),
    /// Where they are at home.
    Unit(UnitId),
}

/// Something in full, to be shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct Revealed {
    /// What it is.
    pub field: PersonField,
    /// In the clear. Nothing but the page says it.
    pub value: String,
}

impl Centre {
    /// Shows one field in full, for a reason. It is noted before anything is shown: what cannot be noted is not shown.
    ///
    /// # Errors
    /// Nothing is shown.
    pub async fn reveal_person(
        &self,
        permit: &Permit,
        id: PersonId,
        (field, why): (PersonField, &str),
    ) -> Result<Revealed, PersonError> {
        permit.is_for(Action::RevealPerson)?;
        let one = self.their_person(permit, id).await?;
        let why = reason::said(why)?;
        let value = in_full(&one, field).ok_or(PersonError::NotKnown)?;
        let detail = format!("{} of person {id} in full: {why}", field.id());
        let by = permit.member().name.as_str();
        let openid = one.on_wechat.as_ref().map(|on_wechat| &on_wechat.openid);
        self.people.note_reveal(openid, (by, &detail), self.clock.now()).await?;
        Ok(Revealed { field, value })
    }

    /// Puts a field right, checked as an answer in the chat is. What they signed up for stays as they wrote it.
    ///
    /// # Errors
    /// It is as it was.
    pub async fn correct_person(
        &self,
        permit: &Permit,
        id: PersonId,
        (field, typed): (PersonField, &str),
    ) -> Result<Correction, PersonError> {
        permit.is_for(Action::CorrectPerson)?;
        self.their_person(permit, id).await?;
        let right = self.read(field, typed).ok_or(PersonError::Wrong(field))?;
        let detail = format!("{} of person {id}", field.id());
        let noted = (permit.member().name.as_str(), detail.as_str());
        let there = self.people.correct(id, &right, noted, self.clock.now()).await?;
        if there { Ok(right) } else { Err(PersonError::NoSuch) }
    }

    /// Erases what is known of somebody who wishes it, as 删除我的信息 in the chat does: where they follow, in the order of
    /// their own messages, with the conversation that is kept of them. Who wanted it done, and why, is noted.
    ///
    /// # Errors
    /// It may not be done yet: [`PersonError::NotErased`] where the records still have them.
    pub async fn erase_person(&self, permit: &Permit, id: PersonId, why: &str) -> Result<(), PersonError> {
        permit.is_for(Action::ErasePerson)?;
        let one = self.their_person(permit, id).await?;
        let why = reason::said(why)?;
        let (detail, now) = (format!("person {id}: {why}"), self.clock.now());
        let noted = (permit.member().name.as_str(), detail.as_str());
        let Some(OnWechat { openid, .. }) = one.on_wechat else {
            let there = self.people.erase_on_paper(id, noted, now).await?;
            return if there { Ok(()) } else { Err(PersonError::NoSuch) };
        };
        self.people.note_erasure(&openid, noted, now).await?;
        let key = MessageKey::of(["erasure", openid.as_str(), &hex::encode(rand::random::<[u8; 16]>())]);
        let inbound = Inbound { key, openid, created_at: now, input: Input::Erasure, trigger: Trigger::Event };
        self.inbox.take(inbound, Instant::now()).await;
        if self.people.person(id).await?.is_some() { Err(PersonError::NotErased) } else { Ok(()) }
    }

    /// Somebody who is to be erased, as they are now.
    ///
    /// # Errors
    /// See [`PersonError`].
    pub async fn person_to_erase(&self, permit: &Permit, id: PersonId) -> Result<OnePerson, PersonError> {
        permit.is_for(Action::ErasePerson)?;
        self.their_person(permit, id).await
    }

    fn read(&self, field: PersonField, typed: &str) -> Option<Correction> {
        let kind = match field {
            PersonField::Name => AnswerKind::Name,
            PersonField::Mobile => AnswerKind::Mobile,
            PersonField::Unit => AnswerKind::Unit,
            PersonField::Identity => return None,
        };
        let today = When::day_of(self.clock.now());
        match parse_answer(&kind, typed, &self.catalog.load().pack.units, today).ok()? {
            Answer::Name(name) => Some(Correction::Name(name)),
            Answer::Mobile(mobile) => Some(Correction::Mobile(mobile)),
            Answer::Unit(unit) => Some(Correction::Unit(unit)),
            _ => None,
        }
    }
}

/// What is known in the clear; `None` where nothing is, or nothing is masked.
fn in_full(one: &OnePerson, field: PersonField) -> Option<String> {
    let value = match field {
        PersonField::Name => one.line.name.as_ref()?.reveal(),
        PersonField::Mobile => one.line.mobile.as_ref()?.reveal(),
        PersonField::Identity => one.identity.as_ref()?.reveal(),
        PersonField::Unit => return None,
    };
    Some(value.to_owned())
}
