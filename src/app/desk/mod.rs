//! The desk at the door of an activity: a village helper without an account checks people in, by a link that is good
//! for a day.

mod pass;
mod records;
mod ticks;
mod walk_in;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use jiff::Timestamp;

pub use self::pass::{Pass, Refused};
pub use self::records::{DeskPlace, DeskRecords, Look, Ruling, Tally, Tick, Verdict};
pub use self::ticks::{MOST_MARKS, Mark};
pub use self::walk_in::{Stranger, Unfit};
use super::clock::Clock;
use super::door;
use super::form_token::FormToken;
use super::platform::qr::{QrGateway, QrLife, QrScene, SceneText};
use super::records::StoreError;
use super::vault::Vault;
use crate::domain::activity::Activity;
use crate::domain::catalog::Catalog;
use crate::domain::dialogue::button::Button;
use crate::domain::id::ActivityId;
use crate::domain::person::MobileNumber;
use crate::domain::sign_up::Door;
use crate::domain::text::fold::normalise;

/// Searches of one activity's desks a minute. Five helpers who look somebody up every five seconds; who wants to try
/// all phone tails needs three hours.
const SEARCHES_A_MINUTE: u32 = 60;
/// A minute, in seconds.
const MINUTE: i64 = 60;

/// What the desk works with.
pub struct Desk {
    /// The places.
    pub records: Arc<dyn DeskRecords>,
    /// Everything public.
    pub catalog: Arc<ArcSwap<Catalog>>,
    /// Proves links.
    pub vault: Arc<Vault>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes the code for the door, where the account may have one.
    pub codes: Option<Arc<dyn QrGateway>>,
    /// Searches in the current minute, by activity. Holds only activities that have a link that is good.
    pub searches: Mutex<HashMap<ActivityId, (i64, u32)>>,
}

/// Somebody at the desk of an activity.
pub struct AtDesk {
    /// What their link is good for.
    pub pass: Pass,
    /// The activity as it is now.
    pub activity: Activity,
    /// Everything public.
    pub catalog: Arc<Catalog>,
    /// Now.
    pub now: Timestamp,
}

/// What a search came to.
pub enum Found {
    /// These.
    Places(Vec<DeskPlace>),
    /// The number is that of another activity.
    OtherActivity(Option<String>),
    /// Neither a number nor a phone.
    NotANumber,
    /// Too many searches this minute.
    TooMany,
}

impl Desk {
    /// Lets in whoever holds a link that is good.
    pub fn enter(&self, token: &str) -> Result<AtDesk, Refused> {
        let now = self.clock.now();
        let pass = Pass::read(&self.vault, token, now)?;
        let catalog = self.catalog.load_full();
        let activity = catalog.activity(pass.activity).cloned().ok_or(Refused::Unknown)?;
        Ok(AtDesk { pass, activity, catalog, now })
    }

    /// The link's own part of the address.
    pub fn token(&self, pass: &Pass) -> String {
        pass.token(&self.vault)
    }

    /// What its forms carry.
    pub fn form_token(&self, pass: &Pass) -> FormToken {
        pass.form_token(&self.vault)
    }

    /// Whether a form is one of ours.
    pub fn is_ours(&self, pass: &Pass, given: &str) -> bool {
        self.form_token(pass).is(given)
    }

    /// Whether people come in just now.
    pub fn door(&self, at: &AtDesk) -> Door {
        at.catalog.pack.county.sign_up.door(&at.activity, at.now)
    }

    /// Looks somebody up by number, phone tail, or phone.
    pub async fn search(&self, at: &AtDesk, words: &str) -> Result<Found, StoreError> {
        if !self.may_search(at) {
            metrics::counter!("guiyan_desk_refused_total", "why" => "searches").increment(1);
            return Ok(Found::TooMany);
        }
        let words: String = normalise(words).chars().filter(|c| !c.is_whitespace()).take(40).collect();
        match looks(&words) {
            Asked::Looks(looks) => Ok(Found::Places(self.records.find(at.activity.id, &looks).await?)),
            Asked::Receipt(activity, number) if activity == at.activity.id => {
                Ok(Found::Places(self.records.find(activity, &[Look::Number(number)]).await?))
            }
            Asked::Receipt(other, _) => {
                Ok(Found::OtherActivity(at.catalog.activity(other).map(|activity| activity.title.clone())))
            }
            Asked::Nothing => Ok(Found::NotANumber),
        }
    }

    fn may_search(&self, at: &AtDesk) -> bool {
        let minute = at.now.as_second().div_euclid(MINUTE);
        let mut searches = self.searches.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, count) = searches.entry(at.activity.id).or_insert((minute, 0));
        if *of != minute {
            (*of, *count) = (minute, 0);
        }
        *count += 1;
        *count <= SEARCHES_A_MINUTE
    }

    /// What the code at the door has to say, where the account may make one; `None` where it may not, or the platform
    /// does not answer.
    pub async fn door_address(&self, at: &AtDesk) -> Option<String> {
        let codes = self.codes.as_ref()?;
        let button = Button::Here(at.activity.id, door::code(&self.vault, at.activity.id)?);
        let scene = SceneText::new(button.to_string()).ok()?;
        let seconds = u32::try_from(at.activity.ends_at.as_second().saturating_sub(at.now.as_second())).ok()?;
        let life = QrLife::new(seconds.clamp(3_600, 2_592_000)).ok()?;
        let made = codes.create(&QrScene::TemporaryText(scene, life)).await;
        made.inspect_err(|error| tracing::warn!(%error, "the code for a door could not be made"))
            .ok()
            .map(|code| code.url)
    }
}

/// What words at the desk ask for.
enum Asked {
    Looks(Vec<Look>),
    Receipt(ActivityId, u32),
    Nothing,
}

fn looks(words: &str) -> Asked {
    if let Ok(mobile) = MobileNumber::parse(words) {
        return Asked::Looks(vec![Look::Mobile(mobile)]);
    }
    if let Some((activity, number)) = words.split_once('-')
        && let (Ok(activity), Ok(number)) = (activity.trim().parse(), number.trim().parse())
    {
        return Asked::Receipt(ActivityId(activity), number);
    }
    let tail = (words.len() == 4 && words.bytes().all(|b| b.is_ascii_digit())).then(|| Look::Tail(words.to_owned()));
    let number = words.parse().ok().map(Look::Number);
    let looks: Vec<Look> = number.into_iter().chain(tail).collect();
    if looks.is_empty() { Asked::Nothing } else { Asked::Looks(looks) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_a_tail_and_a_phone_are_told_apart() {
        let by = |words: &str| match looks(words) {
            Asked::Looks(looks) => looks,
            _ => Vec::new(),
        };
        assert_eq!(by("45"), [Look::Number(45)]);
        assert_eq!(by("0045"), [Look::Number(45), Look::Tail("0045".to_owned())], "it may be either");
        assert!(matches!(by("138 0000 0001").as_slice(), [Look::Mobile(_)]));
        assert!(matches!(looks("12-0045"), Asked::Receipt(ActivityId(12), 45)));
        for nothing in ["", "张三", "-", "12-", "99999999999999999999"] {
            assert!(matches!(looks(nothing), Asked::Nothing), "{nothing}");
        }
    }
}
