//! Activities typed in a form: looked at as phones would show them, then published, new or changed.

use sha2::{Digest, Sha256};

use super::records::ActivityChange;
use super::today::Standing;
use super::{ActivityError, Centre};
use crate::app::import::activities::{Read, Typed};
use crate::app::import::flaw::{RowFlaw, Severity};
use crate::app::records::StoreError;
use crate::app::render::RenderError;
use crate::app::staff::{Action, Forbidden, Permit};
use crate::domain::activity::{Activity, Admission, Session, SessionNumber};
use crate::domain::dialogue::piece::Piece;
use crate::domain::dialogue::reply::Reply;
use crate::domain::dialogue::view::{ActivityView, When};
use crate::domain::id::ActivityId;

/// Hexadecimal digits of a number: 64 bits, so that no two forms ever have the same.
const DIGITS: usize = 16;

/// What a form for something new is known by, drawn when it is shown: whoever sends it twice makes one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftNumber(String);

impl DraftNumber {
    /// A new one.
    pub fn draw() -> Self {
        Self(hex::encode(rand::random::<[u8; DIGITS / 2]>()))
    }

    /// What a form sent; `None` if it cannot be one of ours.
    pub fn parse(text: &str) -> Option<Self> {
        let sound = text.len() == DIGITS && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        sound.then(|| Self(text.to_owned()))
    }

    /// For the form.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The slug of what is made of it. No import makes one like it.
    pub(super) fn slug(&self) -> String {
        format!("form:{}", self.0)
    }
}

/// How an activity was when somebody began to change it: nobody's change is undone unseen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis(String);

impl Basis {
    /// Of an activity as it is.
    pub fn of(activity: &Activity) -> Self {
        let json = serde_json::to_vec(activity).unwrap_or_default();
        let mut digits = hex::encode(Sha256::digest(json));
        digits.truncate(DIGITS);
        Self(digits)
    }

    /// What a form sent.
    pub fn sent(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// For the form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What was typed, as it would be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// What is wrong, or worth a look.
    pub flaws: Vec<RowFlaw>,
    /// What the chat would say of it; `None` of what cannot be published.
    pub told: Option<String>,
    /// Whether those who signed up would be told of another time or place.
    pub moves: bool,
}

/// Why nothing was published.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// It is not theirs.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such activity, or it is not theirs to see.
    #[error("no such activity")]
    NoSuch,
    /// It is over, or was called off.
    #[error("这场已经结束了，或者已经取消了，不能再改")]
    TooLate,
    /// No form says all of it.
    #[error("这场活动有表单里写不下的内容（比如第二天的场次），请改好表格，在“导入”里再导入一次")]
    BeyondForms,
    /// What is wrong stands beside the fields.
    #[error("有几处要改")]
    Flawed,
    /// The form was published before, with something else in it.
    #[error("这张表单刚才已经发布过一场了。要改那一场，请在它的页面点“修改”；要再办一场，请重新打开新活动的表单")]
    Published(ActivityId),
    /// Somebody else changed it since the form was shown.
    #[error("别人刚才改过这场活动。请先看看现在的样子，再发布就按您写的来")]
    Meanwhile,
    /// People would be without their seats.
    #[error("{}已经有 {taken} 人有名额，名额不能少于 {taken}", .session.as_deref().unwrap_or("这场"))]
    TooFewSeats {
        /// The session's name; `None` is the whole.
        session: Option<String>,
        /// People with a seat.
        taken: u32,
    },
    /// A session with people in it would be gone.
    #[error("“{session}”已经有 {people} 人报名或排队，不能去掉。改名字就别同时改时间，改时间就别同时改名字")]
    SessionHeld {
        /// Its name.
        session: String,
        /// People with a seat, or in the queue.
        people: u32,
    },
    /// The records do not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The chat has no words for it.
    #[error(transparent)]
    Words(#[from] RenderError),
}

impl DraftError {
    /// Whether staff can do something about it in the form.
    pub fn is_of_the_form(&self) -> bool {
        matches!(
            self,
            Self::Flawed | Self::Published(_) | Self::Meanwhile | Self::TooFewSeats { .. } | Self::SessionHeld { .. }
        )
    }
}

impl From<ActivityError> for DraftError {
    fn from(error: ActivityError) -> Self {
        match error {
            ActivityError::Forbidden(error) => Self::Forbidden(error),
            ActivityError::Store(error) => Self::Store(error),
            _ => Self::NoSuch,
        }
    }
}

impl Centre {
    /// A form that is filled in as an activity is, with how it is now.
    ///
    /// # Errors
    /// It cannot be changed, or not in a form.
    pub async fn form_of(&self, permit: &Permit, id: ActivityId) -> Result<(Standing, Typed), DraftError> {
        permit.is_for(Action::MakeActivities)?;
        let activity = self.changeable(permit, id).await?;
        let pack = self.catalog.load_full();
        let typed = Typed::of(&activity, &pack.pack);
        if !typed.says(&activity, &pack.pack, self.clock.now()) {
            return Err(DraftError::BeyondForms);
        }
        let standing = self.with_seats(vec![activity]).await?.pop().ok_or(DraftError::NoSuch)?;
        Ok((standing, typed))
    }

    /// A form for another one like it: everything but its days.
    ///
    /// # Errors
    /// There is no such activity.
    pub async fn form_like(&self, permit: &Permit, id: ActivityId) -> Result<Typed, DraftError> {
        permit.is_for(Action::MakeActivities)?;
        let activity = self.theirs(permit, id).await?;
        let typed = Typed::of(&activity, &self.catalog.load().pack);
        let none = String::new;
        Ok(Typed { date: none(), last_date: none(), opens: none(), closes: none(), cancels: none(), ..typed })
    }

    /// What was typed, as phones would show it; of a change, beside what is there now.
    ///
    /// # Errors
    /// It cannot be changed, or the records do not answer.
    pub async fn look_at(&self, permit: &Permit, typed: &Typed, of: Option<ActivityId>) -> Result<Look, DraftError> {
        permit.is_for(Action::MakeActivities)?;
        let before = match of {
            Some(id) => Some(self.changeable(permit, id).await?),
            None => None,
        };
        let Read { activity, mut flaws } = self.read_typed(typed, before.as_ref());
        let Some(activity) = activity else { return Ok(Look { flaws, told: None, moves: false }) };
        flaws.extend(self.twin(&activity));
        let moves = before.is_some_and(|before| {
            let time =
                |number| before.session(number).is_some() && before.span(Some(number)) != activity.span(Some(number));
            before.place != activity.place
                || before.meet != activity.meet
                || before.span(None) != activity.span(None)
                || activity.sessions.iter().any(|session| time(session.number))
        });
        Ok(Look { flaws, told: Some(self.told_of(&activity)?), moves })
    }

    /// Publishes a new one. Whoever sends the same form twice makes one.
    ///
    /// # Errors
    /// There is none.
    pub async fn make_activity(
        &self,
        permit: &Permit,
        typed: &Typed,
        number: &DraftNumber,
    ) -> Result<Option<ActivityId>, DraftError> {
        permit.is_for(Action::MakeActivities)?;
        let activity = self.read_typed(typed, None).activity.ok_or(DraftError::Flawed)?;
        let activity = Activity { slug: number.slug(), ..activity };
        let (actor, now) = (permit.member().name.as_str(), self.clock.now());
        let summary = format!("activity made: {}", activity.title);
        let wanted = std::slice::from_ref(&activity);
        self.content.add_activities(wanted, actor, &summary, now).await?;
        self.answer_anew().await;
        let catalog = self.catalog.load();
        let there = catalog.activities.iter().find(|there| there.slug == activity.slug);
        match there {
            Some(there) if (Activity { id: there.id, ..activity }) != *there => Err(DraftError::Published(there.id)),
            // One that is long over is in no list of the phones.
            there => Ok(there.map(|there| there.id)),
        }
    }

    /// Publishes a change of one that is as it was when the form was shown.
    ///
    /// # Errors
    /// It is as it was.
    pub async fn change_activity(
        &self,
        permit: &Permit,
        id: ActivityId,
        (typed, basis): (&Typed, &Basis),
    ) -> Result<(), DraftError> {
        permit.is_for(Action::MakeActivities)?;
        let before = self.changeable(permit, id).await?;
        if Basis::of(&before) != *basis {
            return Err(DraftError::Meanwhile);
        }
        let after = self.read_typed(typed, Some(&before)).activity.ok_or(DraftError::Flawed)?;
        let summary = format!("activity {id} changed: {}", after.title);
        let noted = (permit.member().name.as_str(), summary.as_str());
        let name = |number: SessionNumber| before.session(number).map(|session| format!("“{}”", session.name));
        match self.activities.change_activity(&before, &after, noted, self.clock.now()).await? {
            ActivityChange::Done => {}
            ActivityChange::Meanwhile => return Err(DraftError::Meanwhile),
            ActivityChange::TooFewSeats { session, taken } => {
                return Err(DraftError::TooFewSeats { session: session.and_then(name), taken });
            }
            ActivityChange::SessionHeld { session, people } => {
                let session = before.session(session).map(|session| session.name.clone()).unwrap_or_default();
                return Err(DraftError::SessionHeld { session, people });
            }
        }
        self.answer_anew().await;
        Ok(())
    }

    /// By the same rules as a row of a table; a change leads to no day in the past. What nobody types stays as it was.
    fn read_typed(&self, typed: &Typed, before: Option<&Activity>) -> Read {
        let catalog = self.catalog.load_full();
        let now = self.clock.now();
        let Read { activity, flaws } = match before {
            None => typed.read(&catalog.pack, now),
            Some(_) => typed.read_change(&catalog.pack, now),
        };
        let activity = activity.map(|read| match before {
            None => read,
            Some(before) => Activity {
                id: before.id,
                slug: before.slug.clone(),
                sample: before.sample,
                sessions: renumbered(&read.sessions, &before.sessions),
                ..read
            },
        });
        Read { activity, flaws }
    }

    /// One that is not over, nor called off.
    async fn changeable(&self, permit: &Permit, id: ActivityId) -> Result<Activity, DraftError> {
        let activity = self.theirs(permit, id).await?;
        match activity.admission(self.clock.now()) {
            Admission::CalledOff | Admission::Over => Err(DraftError::TooLate),
            Admission::Open | Admission::Early | Admission::Closed => Ok(activity),
        }
    }

    /// Another one of that name on that day, which is mostly a slip.
    fn twin(&self, activity: &Activity) -> Option<RowFlaw> {
        let (catalog, day) = (self.catalog.load(), When::day_of(activity.starts_at));
        let mut others = catalog.activities.iter().filter(|other| other.id != activity.id && !other.called_off);
        let twin = others.find(|other| other.comes_again_as(activity) && When::day_of(other.starts_at) == day)?;
        let typed = Typed::default();
        let [title, ..] = typed.cells();
        Some(RowFlaw {
            row: 0,
            no: None,
            field: title.label,
            value: twin.title.clone(),
            reason: "这一天已经有一场同名的活动。是同一场就不用再发；不是同一场，名称最好写得不一样".to_owned(),
            severity: Severity::Warning,
        })
    }

    fn told_of(&self, activity: &Activity) -> Result<String, RenderError> {
        let view = ActivityView::of(activity, None, &self.catalog.load().pack, self.clock.now());
        self.renderer.read(&Reply::new(Piece::Activity(Box::new(view)), []))
    }
}

/// Sessions keep their numbers, by which people have places in them, whatever the order in which they are written: by
/// name, or else by their hours. New ones get new numbers.
fn renumbered(written: &[Session], before: &[Session]) -> Vec<Session> {
    let mut left: Vec<&Session> = before.iter().collect();
    let mut next = before.iter().map(|session| session.number.0).max().unwrap_or_default();
    let mut numbers: Vec<Option<SessionNumber>> = vec![None; written.len()];
    let same_name: fn(&Session, &Session) -> bool = |one, other| one.name == other.name;
    let same_hours: fn(&Session, &Session) -> bool =
        |one, other| (one.starts_at, one.ends_at) == (other.starts_at, other.ends_at);
    for same in [same_name, same_hours] {
        for (session, number) in written.iter().zip(&mut numbers).filter(|(_, number)| number.is_none()) {
            if let Some(at) = left.iter().position(|there| same(there, session)) {
                *number = Some(left.remove(at).number);
            }
        }
    }
    let numbered = written.iter().zip(numbers).map(|(session, number)| {
        let number = number.unwrap_or_else(|| {
            next = next.saturating_add(1);
            SessionNumber(next)
        });
        Session { number, ..session.clone() }
    });
    let mut numbered: Vec<Session> = numbered.collect();
    numbered.sort_by_key(|session| session.number);
    numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(number: u8, name: &str, hour: i64) -> Session {
        let at = |hour: i64| jiff::Timestamp::from_second(hour * 3_600).unwrap();
        let (starts_at, ends_at) = (at(hour), at(hour + 1));
        Session { number: SessionNumber(number), name: name.to_owned(), starts_at, ends_at, capacity: None }
    }

    fn numbers(written: &[Session], before: &[Session]) -> Vec<(u8, String)> {
        renumbered(written, before).into_iter().map(|session| (session.number.0, session.name)).collect()
    }

    #[test]
    fn a_session_keeps_its_number_by_its_name_or_its_hours() {
        let before = [session(1, "上午场", 9), session(2, "下午场", 14)];
        let is = |written: &[Session], expected: &[(u8, &str)]| {
            let expected: Vec<(u8, String)> = expected.iter().map(|(n, name)| (*n, (*name).to_owned())).collect();
            assert_eq!(numbers(written, &before), expected);
        };
        is(&[session(1, "下午场", 15), session(2, "上午场", 10)], &[(1, "上午场"), (2, "下午场")]);
        is(&[session(1, "早场", 9), session(2, "下午场", 14)], &[(1, "早场"), (2, "下午场")]);
        is(
            &[session(1, "晚场", 19), session(2, "下午场", 14), session(3, "上午场", 9)],
            &[(1, "上午场"), (2, "下午场"), (3, "晚场")],
        );
        is(&[session(1, "下午场", 14), session(2, "晚场", 19)], &[(2, "下午场"), (3, "晚场")]);
        is(&[], &[]);
    }

    #[test]
    fn a_number_is_one_of_ours_or_none() {
        let drawn = DraftNumber::draw();
        assert_eq!(DraftNumber::parse(drawn.as_str()), Some(drawn));
        for odd in ["", "0123456789abcde", "0123456789abcdeg", "0123456789ABCDEF", "0123456789abcdef0"] {
            assert_eq!(DraftNumber::parse(odd), None, "{odd}");
        }
    }
}
