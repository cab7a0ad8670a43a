//! `/console/campaigns/new`: a campaign is filled in, looked at, and handed in for the second person.

use std::sync::Arc;

use axum::extract::{Form, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::{Deserialize, Serialize};

use super::Console;
use super::campaign_about::{LISTS, NOWHERE, about_name, about_value};
use super::campaign_form::{CampaignForm, SAME, SAVED, Sketch, season};
use super::campaigns::PART;
use super::gate::Here;
use crate::app::campaigns::office::{OfficeError, Preview};
use crate::app::campaigns::saved::SavedAudience;
use crate::app::campaigns::told;
use crate::app::console::{CampaignError, ModelError};
use crate::app::staff::Permit;
use crate::console::answer::Instead;
use crate::domain::activity::ActivityKind;
use crate::domain::campaign::{About, Draft, LINK};
use crate::domain::catalog::Catalog;
use crate::domain::dialogue::view::When;
use crate::domain::topic::Topic;
use crate::domain::validity::Stands;

/// Activities that one can choose from: those that are next.
const MOST: usize = 50;

/// What a form begins as.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Begin {
    /// As in [`CampaignForm::from`].
    from: String,
    /// As in [`CampaignForm::about`].
    about: String,
}

/// Which button was pressed.
#[derive(Deserialize)]
pub struct Pressed {
    /// `hand_in`, or `try`; anything else is a look.
    #[serde(default)]
    act: String,
    #[serde(flatten)]
    form: CampaignForm,
}

/// Something that one can choose.
#[derive(Serialize)]
struct Choice {
    value: String,
    name: String,
}

impl Choice {
    fn new(value: impl Into<String>, name: impl Into<String>) -> Self {
        Self { value: value.into(), name: name.into() }
    }
}

/// The form, empty or as its model says.
pub async fn page(
    State(console): State<Arc<Console>>,
    here: Here,
    Query(begin): Query<Begin>,
) -> Result<Response, Instead> {
    let permit = here.permit()?;
    let mut form = CampaignForm::new(begin.from);
    let model = console.model(&here, &form).await?;
    if let Some(draft) = &model {
        form = CampaignForm::of(draft, &form.from);
    }
    if !begin.about.is_empty() {
        form.about = begin.about;
    }
    let saved = console.saved(&here, permit).await?;
    let desk = Desk { model: model.as_ref(), saved: &saved };
    Ok(console.show(&here.session, PART, "staff/compose.html", console.fields(permit, &form, desk)?))
}

/// Looks at what was filled in, or hands it in.
pub async fn take(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(Pressed { act, form }): Form<Pressed>,
) -> Result<Response, Instead> {
    let (permit, catalog) = (here.permit()?, console.catalog.load_full());
    let (model, saved) = (console.model(&here, &form).await?, console.saved(&here, permit).await?);
    let desk = Desk { model: model.as_ref(), saved: &saved };
    let fields = console.fields(permit, &form, desk)?;
    let again = |wrong: &[String]| {
        let context = context! { wrong => Serde(wrong), ..fields.clone() };
        console.show_again(&here.session, PART, "staff/compose.html", context)
    };
    let draft = match form.draft(desk.model, &catalog, &saved) {
        Ok(draft) => draft,
        Err(wrong) => return Ok(again(&wrong)),
    };
    if act == "hand_in" {
        return match console.centre.hand_in(permit, &draft).await {
            Ok(id) => Ok(Redirect::to(&format!("{PART}/{id}")).into_response()),
            Err(CampaignError::Office(error @ (OfficeError::Flawed(_) | OfficeError::Schedule(_)))) => {
                Ok(again(&[format!("{error}。")]))
            }
            Err(error) => Err(console.unsteered(&here, error)),
        };
    }
    let preview = console.centre.forecast(permit, &draft).await.map_err(|error| console.unseen(&here, error))?;
    let tried = if act == "try" {
        console.tried(&here, &draft).await?
    } else {
        context! {}
    };
    let context = context! { ..console.look(&draft, &preview, &catalog), ..context! { ..tried, ..fields } };
    Ok(console.show(&here.session, PART, "staff/compose.html", context))
}

/// Counts whom it reaches, while it is being filled in.
pub async fn look(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<CampaignForm>,
) -> Result<Response, Instead> {
    let (permit, catalog) = (here.permit()?, console.catalog.load_full());
    let (model, saved) = (console.model(&here, &form).await?, console.saved(&here, permit).await?);
    let Sketch { draft, unclear, wrong } = form.sketch(model.as_ref(), &catalog, &saved);
    let preview = match unclear.is_empty() {
        true => Some(console.centre.forecast(permit, &draft).await.map_err(|error| console.unseen(&here, error))?),
        false => None,
    };
    let context = context! { unclear, wrong, ..console.whole(&draft, preview.as_ref(), &catalog) };
    Ok(console.render(StatusCode::OK, "staff/campaign_look.html", context))
}

/// What a form is filled in with.
#[derive(Clone, Copy)]
struct Desk<'a> {
    model: Option<&'a Draft>,
    saved: &'a [SavedAudience],
}

impl Console {
    async fn model(&self, here: &Here, form: &CampaignForm) -> Result<Option<Draft>, Instead> {
        let Some(model) = form.model() else { return Ok(None) };
        match self.centre.model(here.permit()?, model).await {
            Ok(draft) => Ok(Some(draft)),
            Err(ModelError::Unsound(why)) => Err(self.told(&here.session, &format!("{why}。"))),
            Err(ModelError::Campaign(error)) => Err(self.unsteered(here, error)),
        }
    }

    async fn saved(&self, here: &Here, permit: &Permit) -> Result<Vec<SavedAudience>, Instead> {
        self.centre.saved_audiences(permit).await.map_err(|error| self.unseen(here, error))
    }

    /// The form with all that can be chosen in it.
    fn fields(&self, permit: &Permit, form: &CampaignForm, Desk { model, saved }: Desk<'_>) -> Result<Value, Instead> {
        let catalog = self.catalog.load_full();
        let season = self.centre.season(permit).map_err(|_| self.missing())?;
        let season: Vec<Choice> =
            season.iter().map(|sheet| Choice::new(self::season(&sheet.name), sheet.title())).collect();
        let topics: Vec<Choice> = Topic::ALL.into_iter().map(|topic| Choice::new(topic.id(), topic.name())).collect();
        let kinds: Vec<Choice> =
            ActivityKind::ALL.into_iter().map(|kind| Choice::new(kind.id(), kind.name())).collect();
        let audiences: Vec<Choice> = saved
            .iter()
            .map(|one| {
                let who = told::audience(&one.audience, &catalog.pack);
                Choice::new(format!("{SAVED}{}", one.name), format!("存过的“{}”：{who}", one.name))
            })
            .collect();
        let same = model.map(|draft| told::audience(&draft.audience, &catalog.pack));
        let has_fields = model.is_some_and(|draft| draft.words.notice.is_some() || draft.words.template.is_some());
        Ok(context! {
            form => Serde(form.clone()),
            begun_with => model.map(|draft| draft.title.clone()),
            season => Serde(season),
            topics => Serde(topics),
            abouts => Serde(self.abouts(form, model, &catalog)),
            same_value => SAME,
            same,
            audiences => Serde(audiences),
            kinds => Serde(kinds),
            has_fields,
            longest_title => Draft::TITLE,
            link => LINK,
        })
    }

    /// What a campaign can speak of; what this one does is among it, however old.
    fn abouts(&self, form: &CampaignForm, model: Option<&Draft>, catalog: &Catalog) -> Vec<Choice> {
        let now = self.clock.now();
        let coming = catalog.activities.iter().filter(|activity| activity.ends_at > now && !activity.called_off);
        let activities = coming.take(MOST).map(|activity| about_value(&About::Activity(activity.id)));
        let today = When::day_of(now);
        let living = catalog.pack.policies.iter().filter(|policy| policy.valid.on(today) != Stands::Ended);
        let policies = living.map(|policy| about_value(&About::Policy(policy.id.clone())));
        let lists = LISTS.map(|(value, _)| value.to_owned());
        let mut all: Vec<String> = lists.into_iter().chain(activities).chain(policies).collect();
        if !form.about.is_empty() && !all.contains(&form.about) {
            all.push(form.about.clone());
        }
        let named = all.into_iter().map(|value| {
            let name = about_name(&value, model, catalog);
            Choice::new(value, name)
        });
        named.chain([Choice::new("", NOWHERE)]).collect()
    }

    /// What would go out, to whom, as a phone shows it.
    fn look(&self, draft: &Draft, preview: &Preview, catalog: &Catalog) -> Value {
        let sound = preview.span.is_ok() && !preview.flaws.iter().any(|flaw| flaw.fatal);
        context! { sound, ..self.whole(draft, Some(preview), catalog) }
    }
}
