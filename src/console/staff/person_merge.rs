//! `/console/people/{id}/merge/{other}`: two records that may be one person's, side by side, and the form that makes the
//! other part of the one.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::{Deserialize, Serialize};

use super::Console;
use super::gate::Here;
use super::people::{Line, PART};
use super::person::Place;
use crate::app::console::{Alike, Clash, Likely, OnePerson, Pair, Unmergeable};
use crate::app::reason::REASON;
use crate::console::answer::Instead;
use crate::domain::catalog::Catalog;
use crate::domain::id::{PersonId, UnitId};

/// That they are one person, and how that was found out.
#[derive(Deserialize)]
pub struct Merge {
    #[serde(default)]
    reason: String,
    /// The box, where it is ticked.
    #[serde(default)]
    sure: String,
}

/// Somebody who may be the same, masked.
#[derive(Serialize)]
pub struct Other {
    line: Line,
    alike: &'static str,
    /// They can be looked at side by side.
    comparable: bool,
}

impl Other {
    /// As they are shown.
    pub fn of(likely: &Likely, catalog: &Catalog) -> Self {
        let Likely { line, alike } = likely;
        Self { line: Line::of(line, catalog), alike: in_words(*alike), comparable: alike.may_be_one() }
    }
}

/// One thing that is known, of both and when they are one; masked.
#[derive(Serialize)]
struct Row {
    name: &'static str,
    stays: Option<String>,
    goes: Option<String>,
    then: Option<String>,
    /// Both are known, and are not the same.
    differs: bool,
}

impl Row {
    /// What stays is what the staying record says; where it is silent, the other.
    fn of<T: PartialEq>(
        name: &'static str,
        (stays, goes): (Option<&T>, Option<&T>),
        shown: impl Fn(&T) -> Option<String>,
    ) -> Self {
        let differs = matches!((stays, goes), (Some(one), Some(other)) if one != other);
        let shown = |value: Option<&T>| value.and_then(&shown);
        Self { name, stays: shown(stays), goes: shown(goes), then: shown(stays.or(goes)), differs }
    }
}

/// What two have in common.
fn in_words(alike: Alike) -> &'static str {
    match (alike.mobile, alike.identity) {
        (true, Some(true)) => "手机号、身份证号都一样",
        (_, Some(true)) => "身份证号一样",
        (true, Some(false)) => "手机号一样，身份证号不一样：是两个人",
        (true, None) => "手机号一样",
        (false, _) => "没有一样的号码",
    }
}

fn rows(Pair { stays, goes, .. }: &Pair, catalog: &Catalog) -> Vec<Row> {
    let both = |of: fn(&OnePerson) -> Option<String>| (of(stays), of(goes));
    let (name, other_name) = (stays.line.name.as_ref(), goes.line.name.as_ref());
    let (mobile, other_mobile) = (stays.line.mobile.as_ref(), goes.line.mobile.as_ref());
    let unit = |id: &UnitId| catalog.pack.unit(*id).map(|unit| unit.name.clone());
    let (follows, other_follows) =
        both(|one| Some(if one.on_wechat.is_some() { "关注着" } else { "没有关注" }.to_owned()));
    vec![
        Row::of("姓名", (name, other_name), |name| Some(name.masked())),
        Row::of("手机", (mobile, other_mobile), |mobile| Some(mobile.masked())),
        Row::of("身份证号", (stays.identity.as_ref(), goes.identity.as_ref()), |identity| Some(identity.masked())),
        Row::of("家在", (stays.line.unit.as_ref(), goes.line.unit.as_ref()), unit),
        Row { name: "公众号", then: follows.clone(), stays: follows, goes: other_follows, differs: false },
    ]
}

fn view(pair: &Pair, catalog: &Catalog) -> Value {
    let clash =
        |clash: &Clash| (clash.title.clone(), clash.stays.to_string(), clash.goes.to_string(), clash.goes.activity.0);
    context! {
        stays => pair.stays.line.id.0,
        goes => pair.goes.line.id.0,
        alike => in_words(pair.alike),
        rows => Serde(rows(pair, catalog)),
        places => Serde(pair.goes.places.iter().map(|place| Place::of(place, catalog)).collect::<Vec<_>>()),
        clashes => Serde(pair.clashes.iter().map(clash).collect::<Vec<_>>()),
        obstacle => pair.obstacle().map(|why| why.to_string()),
        // Of two that are on paper alone, staff say which one stays.
        either => pair.stays.on_wechat.is_none() && pair.goes.on_wechat.is_none(),
        most => REASON,
    }
}

/// Both, and what would be.
pub async fn page(
    State(console): State<Arc<Console>>,
    here: Here,
    Path((stays, goes)): Path<(i64, i64)>,
) -> Result<Response, Instead> {
    let pair = console.centre.pair(here.permit()?, (PersonId(stays), PersonId(goes))).await;
    let pair = pair.map_err(|error| console.unknown(&here, error))?;
    if pair.obstacle() == Some(Unmergeable::GoesFollows) {
        return Ok(Redirect::to(&format!("{PART}/{goes}/merge/{stays}")).into_response());
    }
    let context = view(&pair, &console.catalog.load());
    Ok(console.show(&here.session, PART, "staff/person_merge.html", context))
}

/// Makes them one.
pub async fn merge(
    State(console): State<Arc<Console>>,
    here: Here,
    Path((stays, goes)): Path<(i64, i64)>,
    Form(form): Form<Merge>,
) -> Result<Response, Instead> {
    let permit = here.permit()?;
    if form.sure.is_empty() {
        return Err(console.ask_again(&here.session, "没有合并：请先勾上“核对过是同一个人，合并了不能撤回”。"));
    }
    let done = console.centre.merge_people(permit, (PersonId(stays), PersonId(goes)), &form.reason).await;
    done.map_err(|error| console.unknown(&here, error))?;
    Ok(Redirect::to(&format!("{PART}/{stays}")).into_response())
}
