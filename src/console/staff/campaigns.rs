//! `/console/campaigns`: which there are, all of one before its release, the second person's word, and what came of it.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Deserialize;

use super::Console;
use super::campaign_about::{about_name, about_of};
use super::campaign_view::{Count, Line, after, before, how, line, moment, said};
use super::gate::Here;
use crate::app::campaigns::office::{OfficeError, Preview};
use crate::app::campaigns::records::ChangeError;
use crate::app::campaigns::{UsedUp, clicks, told};
use crate::app::console::{CampaignError, OneCampaign, Steer};
use crate::app::reason::REASON;
use crate::app::staff::Action;
use crate::console::answer::{Instead, workbook};
use crate::domain::campaign::{CampaignState, Draft, InvalidChange, LINK};
use crate::domain::catalog::Catalog;
use crate::domain::id::CampaignId;

/// Where campaigns are.
pub(super) const PART: &str = "/console/campaigns";
/// What is ticked before anything goes out.
const SURE: &str = "我看过了，就这样发";
/// What is ticked before it is over.
const NO_MORE: &str = "取消以后不能恢复，还没发的都不再发";
/// Digits of a hash that are shown, as on the command line.
const SHOWN: usize = 12;

/// Somebody's word on a campaign.
#[derive(Deserialize)]
pub struct Word {
    #[serde(default)]
    reason: String,
    /// Of what was read.
    #[serde(default)]
    hash: String,
    /// The tick, without which nothing goes out and nothing is over: a key that is struck too many sends no form with it.
    #[serde(default)]
    sure: String,
}

/// The list.
pub async fn list(State(console): State<Arc<Console>>, here: Here) -> Result<Response, Instead> {
    let all = console.centre.campaigns(here.permit()?).await.map_err(|error| console.unseen(&here, error))?;
    let now = console.clock.now();
    let lines: Vec<Line> = all.iter().map(|one| line(one, now)).collect();
    let writes = here.permit()?.may(Action::SubmitCampaign);
    Ok(console.show(&here.session, PART, "staff/campaigns.html", context! { lines => Serde(lines), writes }))
}

/// One of them.
pub async fn page(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    let one = console.centre.campaign(here.permit()?, CampaignId(id)).await;
    let one = one.map_err(|error| console.unsteered(&here, error))?;
    console.campaign_page(&here, &one, context! {})
}

/// How far one is, for its open page.
pub async fn part(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    let one = console.centre.campaign(here.permit()?, CampaignId(id)).await;
    let one = one.map_err(|error| console.unsteered(&here, error))?;
    Ok(console.render(StatusCode::OK, "staff/campaign_progress.html", console.progress(&one)))
}

/// Sends it to their own phone.
pub async fn try_out(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
) -> Result<Response, Instead> {
    let one = console.seen(&here, CampaignId(id)).await?;
    let tried = console.tried(&here, &one.campaign.draft).await?;
    console.campaign_page(&here, &one, tried)
}

/// Hands it in.
pub async fn submit(at: State<Arc<Console>>, here: Here, id: Path<i64>, form: Form<Word>) -> Result<Response, Instead> {
    steer(at, here, id, form, Steer::Submit).await
}

/// Lets it go out.
pub async fn release(
    at: State<Arc<Console>>,
    here: Here,
    id: Path<i64>,
    form: Form<Word>,
) -> Result<Response, Instead> {
    steer(at, here, id, form, Steer::Release).await
}

/// Lets it go on.
pub async fn resume(at: State<Arc<Console>>, here: Here, id: Path<i64>, form: Form<Word>) -> Result<Response, Instead> {
    steer(at, here, id, form, Steer::Resume).await
}

/// Stops it for a while.
pub async fn pause(at: State<Arc<Console>>, here: Here, id: Path<i64>, form: Form<Word>) -> Result<Response, Instead> {
    steer(at, here, id, form, Steer::Pause).await
}

/// Ends it.
pub async fn cancel(at: State<Arc<Console>>, here: Here, id: Path<i64>, form: Form<Word>) -> Result<Response, Instead> {
    steer(at, here, id, form, Steer::Cancel).await
}

/// What came of it, as a file.
pub async fn report(State(console): State<Arc<Console>>, here: Here, Path(id): Path<i64>) -> Result<Response, Instead> {
    let file = console.centre.report_file(here.permit()?, CampaignId(id)).await;
    let file = file.map_err(|error| console.unsteered(&here, error))?;
    Ok(workbook(&format!("群发结果-{id}.xlsx"), file))
}

/// Whom to ring, with names and numbers masked.
pub async fn calls(at: State<Arc<Console>>, here: Here, id: Path<i64>, form: Form<Word>) -> Result<Response, Instead> {
    take_out(at, here, id, form, false).await
}

/// Whom to ring, with names and numbers in full.
pub async fn calls_in_full(
    at: State<Arc<Console>>,
    here: Here,
    id: Path<i64>,
    form: Form<Word>,
) -> Result<Response, Instead> {
    take_out(at, here, id, form, true).await
}

async fn take_out(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(word): Form<Word>,
    in_full: bool,
) -> Result<Response, Instead> {
    let file = console.centre.calls_file(here.permit()?, CampaignId(id), (in_full, &word.reason)).await;
    let file = file.map_err(|error| console.unsteered(&here, error))?;
    Ok(workbook(&format!("打电话名单-群发{id}.xlsx"), file))
}

async fn steer(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<i64>,
    Form(word): Form<Word>,
    steer: Steer,
) -> Result<Response, Instead> {
    let permit = here.permit()?;
    let unticked = match steer {
        Steer::Release | Steer::Resume => Some(format!("没有发出：请先勾上“{SURE}”。")),
        Steer::Cancel => Some(format!("没有取消：请先勾上“{NO_MORE}”。")),
        Steer::Submit | Steer::Pause => None,
    };
    if let Some(unticked) = unticked.filter(|_| word.sure.is_empty()) {
        return Err(console.ask_again(&here.session, &unticked));
    }
    match console.centre.steer(permit, CampaignId(id), (steer, &word.hash), &word.reason).await {
        Ok(_) => Ok(Redirect::to(&format!("{PART}/{id}")).into_response()),
        Err(CampaignError::Office(OfficeError::Change(ChangeError::Invalid(already @ InvalidChange::Already(_))))) => {
            let one = console.seen(&here, CampaignId(id)).await?;
            let by = one.campaign.released_by.clone().filter(|_| steer == Steer::Release);
            console.campaign_page(&here, &one, context! { already => format!("{}{already}。", by.unwrap_or_default()) })
        }
        Err(error) => Err(console.unsteered(&here, error)),
    }
}

impl Console {
    /// One, on the way of something else that they may do with it.
    async fn seen(&self, here: &Here, id: CampaignId) -> Result<OneCampaign, Instead> {
        let permit = here.session.permit(Action::SeeCampaigns);
        let permit = permit.map_err(|_| Instead::from(self.refused(&here.session)))?;
        self.centre.campaign(&permit, id).await.map_err(|error| self.unsteered(here, error))
    }

    /// All of one, and what was just done with it.
    fn campaign_page(&self, here: &Here, one: &OneCampaign, done: Value) -> Result<Response, Instead> {
        let OneCampaign { campaign, preview, .. } = one;
        let (permit, catalog, draft) = (here.permit()?, self.catalog.load_full(), &campaign.draft);
        let mine = campaign.author == permit.member().name.as_str();
        let state = campaign.state;
        let words = said(&draft.words);
        let other_words = draft.other_words.as_ref().map(said).filter(|other| *other != words).unwrap_or_default();
        let context = context! {
            hash => campaign.hash.clone(),
            hash_shown => campaign.hash.chars().take(SHOWN).collect::<String>(),
            words => Serde(words),
            other_words => Serde(other_words),
            writes => permit.may(Action::SubmitCampaign),
            mine,
            submit => state == CampaignState::Draft && permit.may(Action::SubmitCampaign),
            release => state == CampaignState::InReview && permit.may(Action::ReleaseCampaign),
            resume => state.resume().is_ok() && permit.may(Action::ReleaseCampaign),
            pause => matches!(state, CampaignState::Released { .. }) && permit.may(Action::StopCampaign),
            cancel => !matches!(state, CampaignState::Done | CampaignState::Cancelled) && permit.may(Action::StopCampaign),
            masked => permit.may(Action::ExportMasked),
            in_full => permit.may(Action::ExportInFull),
            tries => preview.is_some() && permit.may(Action::TryCampaign),
            most => REASON,
            sure => SURE,
            no_more => NO_MORE,
            ..context! { ..done, ..context! { ..self.whole(draft, preview.as_ref(), &catalog), ..self.progress(one) } }
        };
        Ok(self.show(&here.session, PART, "staff/campaign.html", context))
    }

    /// What goes out, to whom, how, and as a phone shows it: what a campaign's page says, and whoever writes it sees.
    pub(super) fn whole(&self, draft: &Draft, preview: Option<&Preview>, catalog: &Catalog) -> Value {
        let link = self.pages.page(&format!("{}…", clicks::PATH));
        let phone = |message: Option<&String>| message.map(|message| message.trim_end().replace(LINK, &link));
        context! {
            preview => preview.map(|preview| before(preview, draft)),
            audience => told::audience(&draft.audience, &catalog.pack),
            how => how(draft),
            opens => about_name(&about_of(draft), Some(draft), catalog),
            phone => phone(draft.words.message.as_ref()),
            other_phone => phone(draft.other_words.as_ref().and_then(|words| words.message.as_ref())),
            headline => draft.words.article.as_ref().map(|article| article.title.clone()),
        }
    }

    /// Where it stands, and what came of it so far, for `staff/campaign_progress.html`.
    fn progress(&self, OneCampaign { campaign, report, batches, used_up, .. }: &OneCampaign) -> Value {
        let numbered: Vec<Count> = batches
            .iter()
            .map(|batch| Count {
                name: format!("第{}批：{}", batch.number, told::batch(batch)),
                people: batch.recipients,
            })
            .collect();
        let (catalog, now) = (self.catalog.load_full(), self.clock.now());
        let starts_at = match campaign.state {
            CampaignState::Released { starts_at } => Some(starts_at),
            _ => None,
        };
        let night = starts_at
            .and_then(|at| campaign.draft.night(at.max(now), campaign.not_after?, &catalog.pack.county.sign_up));
        context! {
            line => Serde(line(campaign, now)),
            begins => starts_at.filter(|at| *at > now).map(moment),
            night => night.map(|night| night.to_string()),
            live => matches!(campaign.state, CampaignState::Released { .. }),
            report => report.as_ref().map(|report| after(report, &catalog.pack, &self.pen)),
            batches => Serde(numbered),
            explained => Serde(told::results(batches)),
            used_up => used_up.map(|UsedUp { used, room, most }| context! { used, room, most }),
            urgent => campaign.draft.urgent,
        }
    }

    /// Why a campaign is as it was.
    pub(super) fn unsteered(&self, here: &Here, error: CampaignError) -> Instead {
        match error {
            CampaignError::Forbidden(_) => self.refused(&here.session).into(),
            CampaignError::Office(OfficeError::Change(ChangeError::NoSuch(_))) => self.missing(),
            CampaignError::Office(OfficeError::Store(error) | OfficeError::Change(ChangeError::Store(error))) => {
                self.failed(&error)
            }
            CampaignError::Write(error) => {
                tracing::error!(%error, "a file of a campaign cannot be written");
                self.told(&here.session, "表格现在做不出来，请过一分钟再试；一直这样，请告诉管服务器的人。")
            }
            CampaignError::Office(OfficeError::Unreasoned(error)) | CampaignError::Unreasoned(error) => {
                self.ask_again(&here.session, &format!("{error}。"))
            }
            error @ (CampaignError::Office(_) | CampaignError::NobodyToRing) => {
                self.told(&here.session, &format!("{error}。"))
            }
        }
    }
}
