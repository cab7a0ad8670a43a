//! Places at activities.

use sea_orm::Set;
use sea_orm::entity::prelude::*;

use super::people::{self, Profile};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::activity::SessionNumber;
use crate::domain::form::Answer;
use crate::domain::id::{ActivityId, FormId, SignUpId};
use crate::domain::person::IdNumber;
use crate::domain::sign_up::{ReceiptNumber, SignUp, SignUpState, Written};
use crate::storage::failure::damaged;
use crate::storage::moment::Moment;
use crate::storage::sealed::{self, Place};

/// One place. After its owner is gone it stays, without openid and answers, so that the count of the
/// activity stays true.
#[derive(Debug, Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sign_ups")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub activity_id: i64,
    pub sequence: i64,
    pub openid: Option<String>,
    pub state: State,
    pub answers_sealed: Option<Vec<u8>>,
    pub key_id: Option<String>,
    pub made_at: Moment,
    pub cancelled_at: Option<Moment>,
    pub session: Option<i64>,
    /// Who comes, as a keyed hash: see [`person_key`]. Gone with its owner.
    pub person_key: Option<String>,
    /// It is for the follower, not for somebody of theirs.
    pub own: bool,
    pub form: Option<String>,
    pub unit_id: Option<i64>,
    /// As in `people`.
    pub mobile_hash: Option<String>,
    /// Of the last four digits of the mobile number.
    pub tail_hash: Option<String>,
    /// Version of the privacy notice that was agreed to for this person.
    pub consent: Option<String>,
    pub offered_until: Option<Moment>,
    /// When they came; counted once.
    pub attended_at: Option<Moment>,
    /// How it was found out.
    pub attended_by: Option<String>,
    /// The code that led whoever signed up here, or from where staff wrote it down: see [`Model::written`].
    pub source: Option<String>,
    /// They came without a place and were given one at the door.
    pub walk_in: bool,
    /// The mark that counted them, where the desk had no network.
    pub attended_mark: Option<String>,
    /// 1 to 3, what they thought of it.
    pub rating: Option<i64>,
    pub rated_at: Option<Moment>,
    /// Of a place that staff wrote down: whose it is, in `people`.
    pub person_id: Option<i64>,
    /// By which an identity number finds its person; gone with its owner.
    pub identity_hash: Option<String>,
    /// That hash is made, if there is a number; it is not where a version of the program wrote the row that knows
    /// nothing of it.
    pub hashed: bool,
}

/// Where it stands, in words, because people read tables too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "confirmed")]
    Confirmed,
    #[sea_orm(string_value = "waiting")]
    Waiting,
    #[sea_orm(string_value = "offered")]
    Offered,
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
    #[sea_orm(string_value = "lapsed")]
    Lapsed,
    #[sea_orm(string_value = "called_off")]
    CalledOff,
}

impl State {
    /// Somebody counts on it.
    pub const LIVE: [Self; 3] = [Self::Confirmed, Self::Waiting, Self::Offered];
    /// A seat is theirs, or kept for them.
    pub const SEATED: [Self; 2] = [Self::Confirmed, Self::Offered];
}

impl From<SignUpState> for State {
    fn from(state: SignUpState) -> Self {
        match state {
            SignUpState::Confirmed => Self::Confirmed,
            SignUpState::Waiting => Self::Waiting,
            SignUpState::Offered { .. } => Self::Offered,
            SignUpState::Cancelled => Self::Cancelled,
            SignUpState::Lapsed => Self::Lapsed,
            SignUpState::CalledOff => Self::CalledOff,
        }
    }
}

#[derive(Debug, Clone, Copy, EnumIter, DeriveRelation)]
pub enum Relation {
    #[sea_orm(
        belongs_to = "super::activities::Entity",
        from = "Column::ActivityId",
        to = "super::activities::Column::Id"
    )]
    Activity,
}

impl Related<super::activities::Entity> for Entity {
    fn to() -> RelationDef {
        Relation::Activity.def()
    }
}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The receipt.
    pub fn number(&self) -> Result<ReceiptNumber, StoreError> {
        let sequence = u32::try_from(self.sequence).map_err(|_| damaged("sign_ups.sequence"))?;
        Ok(ReceiptNumber { activity: ActivityId(self.activity_id), sequence })
    }

    /// In which part of the activity.
    pub fn session(&self) -> Result<Option<SessionNumber>, StoreError> {
        let session = self.session.map(|number| u8::try_from(number).map(SessionNumber));
        session.transpose().map_err(|_| damaged("sign_ups.session"))
    }

    /// Where it stands.
    pub fn state(&self) -> Result<SignUpState, StoreError> {
        Ok(match self.state {
            State::Confirmed => SignUpState::Confirmed,
            State::Waiting => SignUpState::Waiting,
            State::Offered => {
                let until = self.offered_until.ok_or_else(|| damaged("sign_ups.offered_until"))?;
                SignUpState::Offered { until: until.try_into()? }
            }
            State::Cancelled => SignUpState::Cancelled,
            State::Lapsed => SignUpState::Lapsed,
            State::CalledOff => SignUpState::CalledOff,
        })
    }

    /// The answers of the form; none of what lost its owner.
    pub fn answers(&self, vault: &Vault) -> Result<Vec<(String, Answer)>, StoreError> {
        match (&self.answers_sealed, &self.key_id) {
            (Some(sealed), Some(key_id)) => sealed::open(vault, key_id, place(self.owner()), sealed),
            _ => Ok(Vec::new()),
        }
    }

    /// Whose answers they are: the follower's, or those of staff who wrote them down.
    fn owner(&self) -> &str {
        self.openid.as_deref().unwrap_or(AT_THE_DESK)
    }

    /// From where staff wrote it down, if they did: nobody on WeChat made it.
    pub fn written(&self) -> Option<Written> {
        if self.openid.is_some() { None } else { self.source.as_deref().and_then(Written::of) }
    }

    /// The place as whoever made it sees it.
    pub fn sign_up(&self, vault: &Vault) -> Result<SignUp, StoreError> {
        let form = self.form.as_deref().map(FormId::parse).transpose().map_err(|_| damaged("sign_ups.form"))?;
        Ok(SignUp {
            id: SignUpId(self.id),
            activity: ActivityId(self.activity_id),
            session: self.session()?,
            number: self.number()?,
            state: self.state()?,
            form,
            answers: self.answers(vault)?,
            own: self.own,
            came: self.attended_at.is_some(),
            made_at: self.made_at.try_into()?,
        })
    }
}

/// What the columns of a place say of who comes.
pub struct Comer {
    pub answers_sealed: Vec<u8>,
    pub key_id: String,
    pub person_key: String,
    pub unit_id: Option<i64>,
    pub mobile_hash: Option<String>,
    pub tail_hash: Option<String>,
    pub identity_hash: Option<String>,
}

impl Comer {
    /// Seals the answers that `owner` gave, and makes what finds them.
    pub fn of(vault: &Vault, owner: &str, answers: &[(String, Answer)]) -> Result<Self, StoreError> {
        let told = Profile::told_in(answers);
        Ok(Self {
            answers_sealed: sealed::seal(vault, place(owner), &answers)?,
            key_id: vault.key_id().to_owned(),
            person_key: person_key(vault, owner, answers),
            unit_id: told.unit.map(|unit| i64::from(unit.0)),
            mobile_hash: told.mobile.as_ref().map(|mobile| people::mobile_hash(vault, mobile)),
            tail_hash: told.mobile.as_ref().map(|mobile| tail_hash(vault, mobile.tail())),
            identity_hash: identity_hash(vault, answers),
        })
    }

    /// These columns, and no others.
    pub fn columns(self) -> ActiveModel {
        ActiveModel {
            answers_sealed: Set(Some(self.answers_sealed)),
            key_id: Set(Some(self.key_id)),
            person_key: Set(Some(self.person_key)),
            unit_id: Set(self.unit_id),
            mobile_hash: Set(self.mobile_hash),
            tail_hash: Set(self.tail_hash),
            identity_hash: Set(self.identity_hash),
            hashed: Set(true),
            ..Default::default()
        }
    }
}

/// Owner of places that staff made, for people who follow nobody. No openid is as short.
pub const AT_THE_DESK: &str = "desk";

fn place(owner: &str) -> Place<'_> {
    Place { column: "sign_ups.answers", owner }
}

/// Who comes, whoever put them down: name and number together, since a family shares a phone and a village a name.
/// Of whom we know no number, whoever put them down counts in its stead.
pub fn person_key(vault: &Vault, owner: &str, answers: &[(String, Answer)]) -> String {
    let told = Profile::told_in(answers);
    let name = told.name.as_ref().map_or("", |name| name.reveal());
    let by = told.mobile.as_ref().map_or(owner, |mobile| mobile.reveal());
    vault.hash("sign_ups.person", &format!("{name}:{by}"))
}

/// The key of somebody of whom both name and number are known, whoever put them down; `None` of anybody else.
pub fn person_key_of(vault: &Vault, profile: &Profile) -> Option<String> {
    let (name, mobile) = (profile.name.as_ref()?, profile.mobile.as_ref()?);
    Some(vault.hash("sign_ups.person", &format!("{}:{}", name.reveal(), mobile.reveal())))
}

/// By which the last four digits of a number find a place.
pub fn tail_hash(vault: &Vault, tail: &str) -> String {
    vault.hash("sign_ups.tail", tail)
}

/// The identity number among the answers, if one was told.
pub fn id_number(answers: &[(String, Answer)]) -> Option<&IdNumber> {
    answers.iter().find_map(|(_, answer)| if let Answer::IdNumber(id) = answer { Some(id) } else { None })
}

/// By which the identity number among the answers finds whose it is.
pub fn identity_hash(vault: &Vault, answers: &[(String, Answer)]) -> Option<String> {
    id_number(answers).map(|id| vault.hash("sign_ups.identity", id.reveal()))
}
