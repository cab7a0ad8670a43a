//! A running conversation with one follower.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::button::Button;
use super::talk::Talk;
use crate::domain::activity::SessionNumber;
use crate::domain::form::Answer;
use crate::domain::form::village::VillageName;
use crate::domain::id::{ActivityId, ClaimantId, FormId, OpeningId, SignUpId, UnitId};
use crate::domain::person::PersonName;
use crate::domain::policy::Amount;
use crate::domain::sign_up::{DoorCode, name_in};
use crate::domain::text::search::OpeningQuery;

/// How long a topic stays live without a word. After that it is only offered for continuation.
pub const LIVE: SignedDuration = SignedDuration::from_mins(30);

/// What is remembered between two messages.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Dialogue {
    /// What it is about.
    #[serde(default)]
    pub topic: Topic,
    /// What 1, 2, 3, … mean: the choices of the last reply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub offered: Vec<Button>,
    /// Misunderstandings in a row.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub misunderstood: u8,
    /// What was looked at last: "电话多少", "几点" then ask about this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub viewed: Option<Viewed>,
    /// A form that was left for something else, or fell asleep.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused: Option<Filling>,
    /// A talk with staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub talk: Option<Talk>,
}

fn is_zero(n: &u8) -> bool {
    *n == 0
}

/// Something that was shown by itself, and can be asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Viewed {
    /// An opening.
    Opening(OpeningId),
    /// An activity.
    Activity(ActivityId),
}

/// What a conversation is about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Nothing in particular.
    #[default]
    Idle,
    /// A list of openings, shown up to `shown`.
    Openings {
        /// What was asked for.
        query: OpeningQuery,
        /// How many of it were shown.
        shown: usize,
    },
    /// A form fell asleep, and they are back: what is no question of its own is about the form.
    Returning,
    /// Where home is, to find openings like these nearby.
    AskingHome(OpeningQuery),
    /// Who asks 我能领多少.
    AskingClaimant,
    /// 我能领多少.
    Claiming(Claiming),
    /// A sign-up form.
    Filling(Filling),
    /// What the new mobile number is.
    AskingMobile,
    /// Whether to give up this place.
    Cancelling(SignUpId),
    /// Whether all whom they put down have come with them, at this door.
    Arriving(ActivityId, DoorCode),
    /// Whether to erase everything.
    Erasing,
}

/// How far an eligibility dialogue has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claiming {
    /// Who asks.
    pub claimant: ClaimantId,
    /// Which of the claimant's policies, from 0.
    pub policy: usize,
    /// Which of its questions, from 0.
    pub question: usize,
    /// The amount that the answers so far have set.
    pub amount: Option<Amount>,
    /// For how many people.
    pub heads: Option<u32>,
    /// What was found for the policies before this one.
    pub found: Vec<Finding>,
}

/// What came out for one policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which of the claimant's policies, from 0.
    pub policy: usize,
    /// How much, or why not.
    pub result: Result<Granted, String>,
}

/// An amount and for how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Granted {
    /// From the notice.
    pub amount: Option<Amount>,
    /// How many people it is for, if that was asked.
    pub heads: Option<u32>,
}

/// A form being filled in for an activity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filling {
    /// The activity.
    pub activity: ActivityId,
    /// Where it stands.
    pub stage: Stage,
    /// Answers so far: question id, answer; in the order of the form.
    pub answers: Vec<(String, Answer)>,
    /// Which of the activity's forms, where it has several and one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<FormId>,
    /// Which part of the activity, once it is chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<SessionNumber>,
    /// What it is filled in for.
    #[serde(default, skip_serializing_if = "FilledFor::is_own")]
    pub filled_for: FilledFor,
    /// They would queue for a seat.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub queues: bool,
    /// They stand at the door, whose code says this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub door: Option<DoorCode>,
    /// Where they live, as far as it was known when the form began: a village without its unit is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<UnitId>,
    /// What has to be settled before the open question has its answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Pending>,
    /// What was heard for an answer; it is not sure yet that it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heard: Option<String>,
}

/// Half an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pending {
    /// A village in this unit; its name is missing.
    VillageIn(UnitId),
    /// The village of this name; its unit is missing.
    UnitOf(VillageName),
}

/// What a form is filled in for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FilledFor {
    /// A place of their own.
    #[default]
    Own,
    /// A place for somebody of theirs.
    Other,
    /// Other answers for a place that there is.
    Change(SignUpId),
}

impl FilledFor {
    fn is_own(&self) -> bool {
        *self == Self::Own
    }
}

impl Filling {
    /// A form for an activity, with nothing in it.
    pub fn new(activity: ActivityId, filled_for: FilledFor) -> Self {
        let (stage, answers) = (Stage::Consent, Vec::new());
        let (form, session, home, pending, heard) = (None, None, None, None, None);
        Self { activity, stage, answers, form, session, filled_for, queues: false, door: None, home, pending, heard }
    }

    /// The same without words that were heard and not confirmed.
    pub fn without_heard(self) -> Self {
        Self { heard: None, ..self }
    }

    /// Who is to come, if they said so.
    pub fn name(&self) -> Option<&PersonName> {
        name_in(&self.answers)
    }
}

/// Where a form stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Waits for the consent.
    Consent,
    /// Waits for which form.
    ChoosingForm,
    /// Waits for which session.
    ChoosingSession,
    /// Waits for the answer to this question of the form, from 0.
    Asking(usize),
    /// As `Asking`, but goes back to the review afterwards.
    Editing(usize),
    /// Waits for 确认, 修改 or 取消.
    Review,
    /// Waits for which answer to change.
    ChoosingEdit,
}

impl Dialogue {
    /// The dialogue as it is `now`, last touched at `touched`: what lay for longer than [`LIVE`] is no
    /// topic any more, but a form that was begun is kept for continuation, and so is a talk with staff.
    pub fn awake(self, touched: Timestamp, now: Timestamp) -> Self {
        if now.duration_since(touched) <= LIVE {
            return self;
        }
        let talk = self.talk.map(Talk::later);
        let asleep = Self { talk, ..Self::default() };
        match self.topic {
            Topic::Filling(filling) => Self { topic: Topic::Returning, paused: Some(filling), ..asleep },
            _ if self.paused.is_some() => Self { topic: Topic::Returning, paused: self.paused, ..asleep },
            _ => asleep,
        }
    }
}
