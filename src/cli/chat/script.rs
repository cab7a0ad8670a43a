//! The language of `guiyan chat` and of transcripts: what a person does, a line each, and what they read.
//!
//! A plain line is typed text. In brackets: `[follow SCENE]`, `[unfollow]`, `[click KEY]`, `[tap ID]`,
//! `[scan SCENE]`, `[voice WORDS]`, `[location LAT,LNG LABEL]`, `[picture ID]`, `[video]`, `[link]`,
//! `[sticker]`, `[wait 31m]`, which moves the clock (s, m, h, d) and then the queues, and `[as NAME]`, which hands
//! the phone to another follower. The scene `door_2` is that of the code at the door of activity 2, whatever the key.

use jiff::SignedDuration;

use super::session::Doors;
use crate::domain::dialogue::button::Button;
use crate::domain::dialogue::input::{Input, Picture};
use crate::domain::form::photo::PhotoId;
use crate::domain::id::{ActivityId, OpenId};
use crate::domain::passive_reply::Trigger;

/// One line of a script.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// The person does this.
    Does(Input, Trigger),
    /// Time passes.
    Wait(SignedDuration),
    /// From here on somebody else does.
    As(OpenId),
}

/// A line in brackets that is not understood; says what there is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "看不懂 {0}。可以用：[follow] [unfollow] [click KEY] [tap ID] [scan SCENE] [voice] [voice 文字] \
     [location 26.33,115.36 地名] [picture] [video] [link] [sticker] [wait 31m] [as NAME]"
)]
pub struct UnknownLine(String);

impl Line {
    /// Reads a line, without the `> ` of a transcript.
    pub fn parse(line: &str) -> Result<Self, UnknownLine> {
        let line = line.trim();
        let unknown = || UnknownLine(line.to_owned());
        let Some(inner) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
            return Ok(Self::Does(Input::Text(line.to_owned()), Trigger::Message));
        };
        let (verb, rest) = inner.split_once(' ').unwrap_or((inner, ""));
        let rest = rest.trim();
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let required = || some(rest).ok_or_else(unknown);
        let message = |input| Ok(Self::Does(input, Trigger::Message));
        let event = |input| Ok(Self::Does(input, Trigger::Event));
        match verb {
            "follow" => event(Input::Follow { scene: some(rest) }),
            "unfollow" => event(Input::Leave),
            "click" => event(Input::Click(required()?)),
            "scan" => event(Input::Scan { scene: required()? }),
            "tap" => message(Input::Tap { id: required()?, text: String::new() }),
            "voice" => message(Input::Voice { transcript: some(rest) }),
            "picture" => message(Input::Picture(picture(rest).ok_or_else(unknown)?)),
            "video" => message(Input::Video),
            "link" => message(Input::Link),
            "sticker" => message(Input::Unsupported),
            "location" => message(location(rest).ok_or_else(unknown)?),
            "as" => Ok(Self::As(OpenId::parse(&required()?).map_err(|_| unknown())?)),
            "wait" => Ok(Self::Wait(duration(rest).ok_or_else(unknown)?)),
            _ => Err(unknown()),
        }
    }
}

/// With the code that hangs at the door, for a scene that names a door.
pub fn at_the_door(input: Input, doors: &Doors) -> Input {
    let coded = |scene: String| {
        let id = scene.strip_prefix("door_").and_then(|id| id.parse().ok()).map(ActivityId);
        let code = id.and_then(|id| Some(Button::Here(id, doors(id)?).to_string()));
        code.unwrap_or(scene)
    };
    match input {
        Input::Scan { scene } => Input::Scan { scene: coded(scene) },
        Input::Follow { scene } => Input::Follow { scene: scene.map(coded) },
        other => other,
    }
}

/// With the id that is given, or one as good as any.
fn picture(id: &str) -> Option<Picture> {
    let id = PhotoId::parse(if id.is_empty() { "picture" } else { id }).ok()?;
    Some(Picture { id: Some(id), url: None })
}

fn location(text: &str) -> Option<Input> {
    let (place, label) = text.split_once(' ').unwrap_or((text, ""));
    let (latitude, longitude) = place.split_once(',')?;
    Some(Input::Location {
        latitude: latitude.trim().parse().ok()?,
        longitude: longitude.trim().parse().ok()?,
        label: label.trim().to_owned(),
    })
}

fn duration(text: &str) -> Option<SignedDuration> {
    let wait = match text.strip_suffix('d') {
        Some(days) => SignedDuration::from_hours(days.parse::<i32>().ok()?.checked_mul(24)?.into()),
        None => text.parse().ok()?,
    };
    (wait > SignedDuration::ZERO).then_some(wait)
}
