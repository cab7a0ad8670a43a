//! Everything that can be tapped. A button is its id: in a message, in the custom menu, behind a typed number.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::activity::ActivityKind;
use crate::domain::id::{ActivityId, ClaimantId, OpeningId, PlaceId, PolicyId, SignUpId, TradeId, UnitId};
use crate::domain::sign_up::{DoorCode, Rating};
use crate::domain::topic::Topic as News;

/// A button. Its id is `[A-Za-z0-9_]`, at most 64 characters (platform sheet 5, `msgmenuid`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Button {
    /// The main choices.
    Home,
    /// All openings, by trade.
    Openings,
    /// Openings of a trade.
    Trade(TradeId),
    /// Openings of a place.
    Place(PlaceId),
    /// Openings near a unit.
    Near(UnitId),
    /// Openings near home: asks where that is.
    NearHome,
    /// Those who want the most people.
    MostWanted,
    /// One opening.
    Opening(OpeningId),
    /// More of the list.
    NextPage,
    /// All policies.
    Policies,
    /// One policy.
    Policy(PolicyId),
    /// 我能领多少.
    Money,
    /// 我能领多少, as this claimant.
    Claim(ClaimantId),
    /// What is on.
    Activities,
    /// What is on, activities of this kind first.
    ActivitiesOf(ActivityKind),
    /// One activity.
    Activity(ActivityId),
    /// Put my name down.
    SignUp(ActivityId),
    /// Put somebody else down.
    SignUpOther(ActivityId),
    /// Put my name down, in the queue if there is no seat.
    Queue(ActivityId),
    /// Put somebody else down, for what is looked at or for something else.
    ForOther,
    /// 我的报名.
    MySignUps,
    /// This page (from 1) of them.
    MySignUpsPage(u8),
    /// One of them.
    MySignUp(SignUpId),
    /// Give up a place, whichever it is.
    GiveUp,
    /// This page (from 1) of those that can be given up.
    GiveUpPage(u8),
    /// Give up a place: asks first.
    CancelSignUp(SignUpId),
    /// Say something else for a place.
    ChangeSignUp(SignUpId),
    /// Take the seat that came free.
    TakeOffer(SignUpId),
    /// I am here: what the code at the door says.
    Here(ActivityId, DoorCode),
    /// Somebody without a place is here with me.
    Bring(ActivityId, DoorCode),
    /// I come in too, and have no place.
    Enter(ActivityId, DoorCode),
    /// The one with this place in the list, whom I put down, is here with me.
    Came(ActivityId, DoorCode, u32),
    /// What I think of the activity where this place was.
    Rate(SignUpId, Rating),
    /// 我的信息.
    MyInfo,
    /// Another mobile number: asks for it.
    ChangeMobile,
    /// 删除我的信息: asks first.
    EraseMe,
    /// A person.
    Human,
    /// 帮助.
    Help,
    /// 停: no more notices.
    Mute,
    /// 恢复: notices again.
    Unmute,
    /// 只要招聘: no other news than this.
    Only(News),
    /// Yes, to what was asked.
    Confirm,
    /// Change an answer.
    Edit,
    /// One question back.
    Back,
    /// Leave.
    Cancel,
    /// Leave this question out.
    Skip,
    /// From the beginning.
    Restart,
    /// Go on with the form that was left.
    Resume,
    /// That is not what they said.
    Misheard,
    /// This page (from 1) of the units.
    Units(u8),
    /// Option n (from 1) of the question just asked.
    Pick(u8),
}

/// An id that is none of ours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no such button")]
pub struct UnknownButton;

impl Button {
    const PLAIN: [(&'static str, Button); 26] = [
        ("home", Button::Home),
        ("openings", Button::Openings),
        ("near_home", Button::NearHome),
        ("most_wanted", Button::MostWanted),
        ("next", Button::NextPage),
        ("policies", Button::Policies),
        ("money", Button::Money),
        ("activities", Button::Activities),
        ("for_other", Button::ForOther),
        ("my_sign_ups", Button::MySignUps),
        ("give_up", Button::GiveUp),
        ("my_info", Button::MyInfo),
        ("change_mobile", Button::ChangeMobile),
        ("erase_me", Button::EraseMe),
        ("human", Button::Human),
        ("help", Button::Help),
        ("mute", Button::Mute),
        ("unmute", Button::Unmute),
        ("confirm", Button::Confirm),
        ("edit", Button::Edit),
        ("back", Button::Back),
        ("cancel", Button::Cancel),
        ("skip", Button::Skip),
        ("restart", Button::Restart),
        ("resume", Button::Resume),
        ("misheard", Button::Misheard),
    ];

    /// News that people can have alone.
    const ONLY: [(&'static str, News); 3] =
        [("only_jobs", News::Jobs), ("only_activities", News::Activities), ("only_policies", News::Policies)];

    /// Reads an id, in any letter case.
    pub fn parse(id: &str) -> Result<Self, UnknownButton> {
        let id = id.trim().to_ascii_lowercase();
        if let Some((_, button)) = Self::PLAIN.iter().find(|(name, _)| *name == id) {
            return Ok(button.clone());
        }
        if let Some((_, news)) = Self::ONLY.iter().find(|(name, _)| *name == id) {
            return Ok(Self::Only(*news));
        }
        let (kind, of) = id.split_once('_').ok_or(UnknownButton)?;
        let row = || of.parse::<i64>().map_err(|_| UnknownButton);
        let page = || of.parse::<u8>().map_err(|_| UnknownButton);
        Ok(match kind {
            "trade" => Self::Trade(TradeId::parse(of).map_err(|_| UnknownButton)?),
            "place" => Self::Place(PlaceId::parse(of).map_err(|_| UnknownButton)?),
            "near" => Self::Near(UnitId(of.parse().map_err(|_| UnknownButton)?)),
            "job" => Self::Opening(OpeningId(row()?)),
            "policy" => Self::Policy(PolicyId::parse(of).map_err(|_| UnknownButton)?),
            "claim" => Self::Claim(ClaimantId::parse(of).map_err(|_| UnknownButton)?),
            "kind" => Self::ActivitiesOf(ActivityKind::of_id(of).ok_or(UnknownButton)?),
            "activity" => Self::Activity(ActivityId(row()?)),
            "join" => Self::SignUp(ActivityId(row()?)),
            "other" => Self::SignUpOther(ActivityId(row()?)),
            "queue" => Self::Queue(ActivityId(row()?)),
            "places" => Self::MySignUpsPage(page()?),
            "mine" => Self::MySignUp(SignUpId(row()?)),
            "leaving" => Self::GiveUpPage(page()?),
            "leave" => Self::CancelSignUp(SignUpId(row()?)),
            "change" => Self::ChangeSignUp(SignUpId(row()?)),
            "take" => Self::TakeOffer(SignUpId(row()?)),
            "here" => door(of).map(|(activity, code)| Self::Here(activity, code))?,
            "bring" => door(of).map(|(activity, code)| Self::Bring(activity, code))?,
            "enter" => door(of).map(|(activity, code)| Self::Enter(activity, code))?,
            "came" => came(of)?,
            "rate" => rating(of)?,
            "units" => Self::Units(page()?),
            "pick" => Self::Pick(page()?),
            _ => return Err(UnknownButton),
        })
    }

    /// Those that mean the same wherever they are pressed, and name nothing of the content.
    pub fn anywhere() -> impl Iterator<Item = Self> {
        let plain = Self::PLAIN.into_iter().map(|(_, button)| button);
        plain.filter(|button| !button.answers() && *button != Self::NextPage)
    }

    /// It answers what was just asked, and means nothing by itself.
    pub fn answers(&self) -> bool {
        matches!(
            self,
            Self::Confirm
                | Self::Edit
                | Self::Back
                | Self::Cancel
                | Self::Skip
                | Self::Restart
                | Self::Resume
                | Self::Misheard
                | Self::Units(_)
                | Self::Pick(_)
        )
    }

    /// The kind alone, for labels and counts: `policy_graduate` is `policy`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Trade(_) => "trade",
            Self::Place(_) => "place",
            Self::Near(_) => "near",
            Self::Opening(_) => "job",
            Self::Policy(_) => "policy",
            Self::Claim(_) => "claim",
            Self::ActivitiesOf(_) => "kind",
            Self::Activity(_) => "activity",
            Self::SignUp(_) => "join",
            Self::SignUpOther(_) => "other",
            Self::Queue(_) => "queue",
            Self::MySignUpsPage(_) => "places",
            Self::MySignUp(_) => "mine",
            Self::GiveUpPage(_) => "leaving",
            Self::CancelSignUp(_) => "leave",
            Self::ChangeSignUp(_) => "change",
            Self::TakeOffer(_) => "take",
            Self::Here(..) => "here",
            Self::Bring(..) => "bring",
            Self::Enter(..) => "enter",
            Self::Came(..) => "came",
            Self::Rate(_, Rating::Useful) => "useful",
            Self::Rate(_, Rating::SoSo) => "so_so",
            Self::Rate(_, Rating::Useless) => "useless",
            Self::Only(news) => Self::ONLY.iter().find(|(_, of)| of == news).map_or("home", |(name, _)| name),
            Self::Units(_) => "units",
            Self::Pick(_) => "pick",
            plain => Self::PLAIN.iter().find(|(_, button)| button == plain).map_or("home", |(name, _)| name),
        }
    }
}

/// An activity and the code of its door.
fn door(of: &str) -> Result<(ActivityId, DoorCode), UnknownButton> {
    let (activity, code) = of.split_once('_').ok_or(UnknownButton)?;
    let activity = activity.parse().map_err(|_| UnknownButton)?;
    Ok((ActivityId(activity), DoorCode::parse(code).map_err(|_| UnknownButton)?))
}

fn came(of: &str) -> Result<Button, UnknownButton> {
    let (at_door, sequence) = of.rsplit_once('_').ok_or(UnknownButton)?;
    let (activity, code) = door(at_door)?;
    Ok(Button::Came(activity, code, sequence.parse().map_err(|_| UnknownButton)?))
}

fn rating(of: &str) -> Result<Button, UnknownButton> {
    let (place, n) = of.split_once('_').ok_or(UnknownButton)?;
    let rating = n.parse().ok().and_then(Rating::numbered).ok_or(UnknownButton)?;
    Ok(Button::Rate(SignUpId(place.parse().map_err(|_| UnknownButton)?), rating))
}

impl fmt::Display for Button {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind();
        match self {
            Self::Trade(id) => write!(f, "{kind}_{id}"),
            Self::Place(id) => write!(f, "{kind}_{id}"),
            Self::Near(UnitId(unit)) => write!(f, "{kind}_{unit}"),
            Self::Opening(id) => write!(f, "{kind}_{id}"),
            Self::ActivitiesOf(of) => write!(f, "{kind}_{}", of.id()),
            Self::Policy(id) => write!(f, "{kind}_{id}"),
            Self::Claim(id) => write!(f, "{kind}_{id}"),
            Self::Activity(id) | Self::SignUp(id) | Self::SignUpOther(id) | Self::Queue(id) => {
                write!(f, "{kind}_{id}")
            }
            Self::MySignUp(id) | Self::CancelSignUp(id) | Self::ChangeSignUp(id) | Self::TakeOffer(id) => {
                write!(f, "{kind}_{id}")
            }
            Self::Here(id, code) | Self::Bring(id, code) | Self::Enter(id, code) => write!(f, "{kind}_{id}_{code}"),
            Self::Came(id, code, sequence) => write!(f, "{kind}_{id}_{code}_{sequence}"),
            Self::Rate(id, rating) => write!(f, "rate_{id}_{}", rating.number()),
            Self::Units(n) | Self::MySignUpsPage(n) | Self::GiveUpPage(n) | Self::Pick(n) => write!(f, "{kind}_{n}"),
            _ => f.write_str(kind),
        }
    }
}

impl Serialize for Button {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Button {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}
