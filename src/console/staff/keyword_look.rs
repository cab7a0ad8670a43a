//! `/console/keywords/…/look`: what is said of a rule while it is being typed.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use minijinja::context;

use super::Console;
use super::gate::Here;
use super::keyword_drafts::RuleForm;
use crate::app::console::{RuleLook, SAID, WordingError};
use crate::app::import::flaw::Severity;
use crate::console::answer::Instead;
use crate::domain::id::RuleId;

/// Of a new one.
pub async fn new(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(form): Form<RuleForm>,
) -> Result<Response, Instead> {
    console.look_at_rule(&here, None, form).await
}

/// Of one that is there.
pub async fn there(
    State(console): State<Arc<Console>>,
    here: Here,
    Path(id): Path<String>,
    Form(form): Form<RuleForm>,
) -> Result<Response, Instead> {
    let id = RuleId::parse(&id).map_err(|_| console.missing())?;
    console.look_at_rule(&here, Some(&id), form).await
}

impl Console {
    async fn look_at_rule(&self, here: &Here, id: Option<&RuleId>, form: RuleForm) -> Result<Response, Instead> {
        let (typed, _) = form.typed();
        let context = match self.centre.look_at_rule(here.permit()?, id, &typed).await {
            Ok(RuleLook { rule, flaws, shared }) => {
                let whose = |other: Option<RuleId>| other.filter(|other| *other != rule.id).map(|id| id.to_string());
                let flaws = flaws.into_iter();
                let flaws = flaws.map(|flaw| (flaw.severity == Severity::Error, whose(flaw.rule), flaw.reason));
                context! {
                    told => (),
                    flaws => flaws.collect::<Vec<_>>(),
                    shared => shared.into_iter().map(|(word, id, wins)| (word, id.to_string(), wins)).collect::<Vec<_>>(),
                    words => rule.words.len().saturating_add(rule.exact.len()),
                    says => rule.say.as_ref().map(|say| say.chars().count()),
                    most_said => SAID,
                    leads_to => self.centre.leads_to(&rule, &self.catalog.load().pack),
                }
            }
            Err(WordingError::Unsound(reason) | WordingError::Mistyped { reason, .. }) => context! { told => reason },
            Err(error) => return Err(self.unworded(here, error)),
        };
        Ok(self.render(StatusCode::OK, "staff/keyword_look.html", context))
    }
}
