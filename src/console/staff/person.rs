//! `/console/people/{id}`: one person, with all that is known of them, masked.

use std::cmp::Reverse;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use jiff::Timestamp;
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::Console;
use super::gate::Here;
use super::people::{Line, PART};
use super::person_merge::Other;
use crate::app::console::{OnWechat, OnePerson, PersonField, PersonPlace, SentThing, SentToPerson, Whose};
use crate::app::export::{campaign, roster};
use crate::app::reason::REASON;
use crate::app::staff::Action;
use crate::console::answer::Instead;
use crate::domain::catalog::Catalog;
use crate::domain::county::PrivacyNotice;
use crate::domain::dialogue::view::When;
use crate::domain::errand::{ErrandKind, ErrandState};
use crate::domain::id::PersonId;
use crate::domain::sign_up::{Written, agreed_aloud};
use crate::domain::source::SourceCode;

/// A privacy notice that they agreed to.
#[derive(Serialize)]
struct Agreed {
    at: When,
    how: &'static str,
    /// `None` where it was that of a list.
    version: Option<String>,
    /// What it says the data is for; known of the notice of today alone.
    purpose: Option<String>,
}

impl Agreed {
    fn of(at: Timestamp, how: &'static str, version: Option<&str>, notice: &PrivacyNotice) -> Self {
        let purpose = version.filter(|version| *version == notice.version).map(|_| notice.purpose.clone());
        Self { at: When::of(at, None), how, version: version.map(str::to_owned), purpose }
    }

    /// What was agreed to with a place that staff wrote down.
    fn with(place: &PersonPlace, notice: &PrivacyNotice) -> Option<Self> {
        let consent = place.consent.as_deref()?;
        let (how, version) = match place.whose {
            Whose::Own | Whose::Another => return None,
            Whose::Written(Written::Paper) => ("在纸质名单上签字", None),
            Whose::Written(Written::Telephone) => ("电话里念给本人听，本人同意", agreed_aloud(consent)),
            Whose::Desk => ("现场登记时同意", Some(consent)),
        };
        Some(Self::of(place.made_at, how, version, notice))
    }
}

/// A place of theirs.
#[derive(Serialize)]
pub struct Place {
    number: String,
    activity: i64,
    title: String,
    starts: When,
    state: &'static str,
    came: bool,
    whose: &'static str,
    consent: Option<String>,
    source: Option<String>,
    made: When,
}

/// Something that was sent.
#[derive(Serialize)]
struct Sent {
    at: When,
    what: String,
    came_of_it: String,
}

impl Place {
    /// As it is shown.
    pub fn of(place: &PersonPlace, catalog: &Catalog) -> Self {
        let for_another = place.whose == Whose::Another;
        Self {
            number: place.number.to_string(),
            activity: place.number.activity.0,
            title: place.title.clone(),
            starts: When::of(place.starts_at, None),
            state: roster::state(place.state),
            came: place.came,
            whose: match place.whose {
                Whose::Own => "本人",
                Whose::Another => "替别人报的",
                Whose::Written(written) => written.name(),
                Whose::Desk => "现场登记",
            },
            consent: place.consent.clone().filter(|_| for_another),
            source: place.source.as_deref().map(|code| source(code, catalog)),
            made: When::of(place.made_at, None),
        }
    }
}

impl Sent {
    fn of(sent: &SentToPerson) -> Self {
        let what = match &sent.what {
            SentThing::Errand { kind, title } => {
                let name = match kind {
                    ErrandKind::Reminder => "提醒",
                    ErrandKind::Offer => "有空位了",
                    ErrandKind::Moved => "活动改了",
                    ErrandKind::CalledOff => "活动取消",
                    ErrandKind::PlaceCancelled => "报名替他取消了",
                    ErrandKind::Feedback => "问满不满意",
                };
                title.as_ref().map_or_else(|| name.to_owned(), |title| format!("{name}：{title}"))
            }
            SentThing::Campaign { id, title } => format!("群发 {id} 号：{title}"),
        };
        let by = sent.channel.as_deref().map(campaign::channel).unwrap_or_default();
        let came_of_it = match sent.state {
            ErrandState::Sent => format!("发出了（{by}）"),
            ErrandState::Unknown => format!("可能发出了，微信没有回音（{by}）"),
            state => state.why().map_or("没有发", |why| why.name()).to_owned(),
        };
        Self { at: When::of(sent.at, None), what, came_of_it }
    }
}

/// The code, with the name that it goes by.
fn source(code: &str, catalog: &Catalog) -> String {
    let named = SourceCode::parse(code).ok().and_then(|code| catalog.source(&code));
    named.map_or_else(|| code.to_owned(), |source| format!("{} {}", source.code, source.name))
}

/// What the page shows of anybody.
fn view(one: &OnePerson, catalog: &Catalog) -> Value {
    let notice = &catalog.pack.county.privacy;
    let chat = one.on_wechat.iter().flat_map(|on_wechat| &on_wechat.consents);
    let in_the_chat = chat.map(|(version, at)| (*at, Agreed::of(*at, "在公众号里", Some(version), notice)));
    let with_places = one.places.iter().filter_map(|place| Some((place.made_at, Agreed::with(place, notice)?)));
    let mut consents: Vec<(Timestamp, Agreed)> = in_the_chat.chain(with_places).collect();
    consents.sort_by_key(|(at, _)| Reverse(*at));
    context! {
        line => Serde(Line::of(&one.line, catalog)),
        identity => one.identity.as_ref().map(|identity| identity.masked()),
        consents => Serde(consents.into_iter().map(|(_, agreed)| agreed).collect::<Vec<_>>()),
        retention => notice.retention.clone(),
        places => Serde(one.places.iter().map(|place| Place::of(place, catalog)).collect::<Vec<_>>()),
        on_wechat => one.on_wechat.as_ref().map(|on_wechat| view_on_wechat(on_wechat, catalog)),
    }
}

/// What it shows of whoever follows.
fn view_on_wechat(one: &OnWechat, catalog: &Catalog) -> Value {
    let came_by = one.scene.as_deref().map(|scene| match SourceCode::of_scene(scene) {
        Some(code) => source(code.as_str(), catalog),
        None => scene.to_owned(),
    });
    context! {
        followed => one.followed_at.map(|at| Serde(When::of(at, None))),
        seen => one.seen_at.map(|at| Serde(When::of(at, None))),
        muted => one.muted,
        came_by,
        sent => Serde(one.sent.iter().map(Sent::of).collect::<Vec<_>>()),
    }
}

/// The page.
pub async fn page(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    let permit = here.permit()?;
    let one = console.centre.person(permit, PersonId(id)).await.map_err(|error| console.unknown(&here, error))?;
    let talk = one.on_wechat.as_ref().and_then(|on_wechat| on_wechat.talk);
    let talk = talk.filter(|_| permit.may(Action::AnswerPeople));
    let likely = console.centre.likely_same(permit, PersonId(id)).await;
    let likely = likely.map_err(|error| console.unknown(&here, error))?;
    let in_full = [
        (PersonField::Name, one.line.name.is_some()),
        (PersonField::Mobile, one.line.mobile.is_some()),
        (PersonField::Identity, one.identity.is_some()),
    ];
    let in_full = in_full.into_iter().filter(|(_, known)| *known).map(|(field, _)| (field.id(), field.name()));
    let catalog = console.catalog.load();
    let units: Vec<&str> = catalog.pack.units.iter().map(|unit| unit.name.as_str()).collect();
    let context = context! {
        reveals => permit.may(Action::RevealPerson),
        in_full => Serde(in_full.collect::<Vec<_>>()),
        corrects => permit.may(Action::CorrectPerson),
        units => Serde(units),
        erases => permit.may(Action::ErasePerson),
        most => REASON,
        // Of another unit's activity there is no page for them.
        sees_activities => permit.may(Action::SeeActivities) && permit.member().post.unit().is_none(),
        talk => talk.map(|(talk, _)| talk.0),
        likely => Serde(likely.iter().map(|other| Other::of(other, &catalog)).collect::<Vec<_>>()),
        ..view(&one, &catalog)
    };
    Ok(console.show(&here.session, PART, "staff/person.html", context))
}
