//! `/console/policies`: which policies answer and how they stand, and one as the phone shows it, beside its facts.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::Console;
use super::fields::Fields;
use super::gate::Here;
use super::policy_drafts::DRAFT;
use super::published;
use crate::app::console::{OnePolicy, PolicyLine, TypedPolicy, WordingError};
use crate::app::editions::Seen;
use crate::app::import::flaw::Severity;
use crate::app::staff::Action;
use crate::console::answer::Instead;
use crate::domain::dialogue::view::{ValidityView, When};
use crate::domain::id::PolicyId;
use crate::domain::policy_field::PolicyField;

/// The part of the console.
pub(super) const PART: &str = "/console/policies";

/// A policy in the list.
#[derive(Serialize)]
struct Line {
    id: String,
    title: String,
    paper: String,
    source: String,
    valid: ValidityView,
    ends_in: Option<i32>,
    changed: bool,
}

/// A field of the form.
#[derive(Serialize)]
struct Field {
    name: &'static str,
    label: &'static str,
    text: String,
    /// `text`, `date` or `area`.
    control: &'static str,
    hint: &'static str,
    said: Vec<Said>,
}

/// What is said of a field.
#[derive(Serialize)]
struct Said {
    words: String,
    bad: bool,
}

/// The list.
pub async fn list(State(console): State<Arc<Console>>, here: Here) -> Result<Response, Instead> {
    let permit = here.permit()?;
    let all = console.centre.policies(permit).await.map_err(|error| console.unworded(&here, error))?;
    let notice = console.catalog.load().pack.county.source.clone();
    let lines = all.lines.into_iter().map(|PolicyLine { policy, valid, ends_in, changed }| Line {
        id: policy.id.to_string(),
        title: policy.title,
        paper: policy.paper.unwrap_or_else(|| notice.clone()),
        source: policy.source,
        valid,
        ends_in,
        changed,
    });
    let context = context! {
        lines => Serde(lines.collect::<Vec<_>>()),
        drafted => all.draft.as_ref().map(|draft| Serde(When::of(draft.at, None))),
        drafted_by => all.draft.map(|draft| draft.by),
        changes => permit.may(Action::ChangePolicies),
    };
    Ok(console.show(&here.session, PART, "staff/policies.html", context))
}

/// One policy.
pub async fn page(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<String>,
) -> Result<Response, Instead> {
    let (permit, id) = (here.permit()?, PolicyId::parse(&id).map_err(|_| console.missing())?);
    let one = console.centre.policy(permit, &id).await.map_err(|error| console.unworded(&here, error))?;
    let shown = console.one(&one, one.seen, (permit.may(Action::ChangePolicies), false));
    Ok(console.show(&here.session, PART, "staff/policy.html", shown))
}

/// Shows how it would be, or puts it into the draft.
pub async fn change(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<String>,
    Form(sent): Form<Fields>,
) -> Result<Response, Instead> {
    let (permit, id) = (here.permit()?, PolicyId::parse(&id).map_err(|_| console.missing())?);
    let text = |key: &str| sent.get(key).map(|text| text.trim().replace("\r\n", "\n"));
    // What is not sent stays.
    let typed: TypedPolicy =
        PolicyField::ALL.into_iter().filter_map(|field| Some((field, text(field.key())?))).collect();
    let seen = published::seen(sent.get("seen").unwrap_or_default(), sent.get("after").unwrap_or_default());
    let saves = sent.get("then").is_some_and(|then| then == "save");
    let looked = match saves {
        true => console.centre.put_policy(permit, &id, typed.clone(), seen).await,
        false => console.centre.look_at_policy(permit, &id, typed.clone()).await,
    };
    let changed = matches!(looked, Err(WordingError::Changed));
    // What was typed, on what stands now: whoever sends it once more has been told.
    let looked = if changed { console.centre.look_at_policy(permit, &id, typed).await } else { looked };
    let one = looked.map_err(|error| console.unworded(&here, error))?;
    if saves && !changed && one.is_sound() {
        return Ok(Redirect::to(DRAFT).into_response());
    }
    let shown = console.one(&one, if changed { one.seen } else { seen }, (true, true));
    let shown = context! { changed, ..shown };
    Ok(match one.is_sound() && !changed {
        true => console.show(&here.session, PART, "staff/policy.html", shown),
        false => console.show_again(&here.session, PART, "staff/policy.html", shown),
    })
}

impl Console {
    /// `seen` is what whoever types began from; whether they may change it, and whether this is what they
    /// typed.
    fn one(&self, one: &OnePolicy, seen: Seen, (changes, looked): (bool, bool)) -> minijinja::Value {
        let OnePolicy { policy, valid, told, .. } = one;
        let of_all = one.flaws.iter().filter(|flaw| flaw.field.is_none()).map(|flaw| flaw.reason.clone());
        let address = format!("/policies/{}", policy.id);
        context! {
            policy => Serde(policy),
            paper => policy.paper.clone().unwrap_or_else(|| self.catalog.load().pack.county.source.clone()),
            valid => Serde(valid),
            told,
            fields => Serde(PolicyField::ALL.map(|field| described(field, one))),
            flaws => of_all.collect::<Vec<_>>(),
            drafted => one.drafted,
            seen => seen.draft,
            after => seen.edition.map(|id| id.0),
            changes,
            changed => false,
            looked,
            sound => one.is_sound(),
            address,
        }
    }
}

fn described(field: PolicyField, one: &OnePolicy) -> Field {
    let (control, hint) = match field {
        PolicyField::From => ("date", "文件没写就空着"),
        PolicyField::Until => ("date", "这一天还能申请，过了就说结束了；文件没写就空着"),
        PolicyField::Paper => ("text", "空着就是县里的通知"),
        PolicyField::Phone => ("text", "空着就用服务电话"),
        PolicyField::Summary => ("area", ""),
        PolicyField::Documents => ("area", "一行一样；还没问清就空着"),
        _ => ("text", ""),
    };
    let said = one
        .flaws
        .iter()
        .filter(|flaw| flaw.field == Some(field))
        .map(|flaw| Said { words: flaw.reason.clone(), bad: flaw.severity == Severity::Error });
    let text = one.typed.get(&field).cloned().unwrap_or_default();
    Field { name: field.key(), label: field.name(), text, control, hint, said: said.collect() }
}
