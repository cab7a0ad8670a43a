//! 发到我的微信看看, on the pages of a campaign that has not gone out.

use axum::response::Response;
use minijinja::Value;
use minijinja::context;
use minijinja::value::Serde;
use serde::Serialize;

use super::Console;
use super::gate::Here;
use crate::app::campaigns::trial::TrialEnd;
use crate::app::console::{TRIALS, TrialError};
use crate::app::staff::Action;
use crate::console::answer::Instead;
use crate::domain::campaign::Draft;

/// What came of one way to say it.
#[derive(Serialize)]
struct Line {
    words: String,
    /// It is on their phone, or may be.
    well: bool,
}

impl Console {
    /// Sends a draft to the phone of whoever is there. What came of it, for the page: `tried`.
    pub(super) async fn tried(&self, here: &Here, draft: &Draft) -> Result<Value, Instead> {
        let permit =
            here.session.permit(Action::TryCampaign).map_err(|_| Instead::from(self.refused(&here.session)))?;
        let lines = match self.centre.try_out(&permit, draft).await {
            Ok(ends) => ends.iter().map(line).collect(),
            Err(error) => vec![self.untried(here, error)?],
        };
        Ok(context! { tried => Serde(lines) })
    }

    /// Why nothing was sent: something that they can do about it, or no page at all.
    fn untried(&self, here: &Here, error: TrialError) -> Result<Line, Instead> {
        let words = match error {
            TrialError::Forbidden(_) => return Err(Response::into(self.refused(&here.session))),
            TrialError::Store(error) => return Err(self.failed(&error)),
            TrialError::Unbound => "还没有绑定您的微信。先到“我的账号”里绑定，再来试。".to_owned(),
            TrialError::TooMany => format!("一个小时里最多试 {TRIALS} 次，过一会儿再试。"),
            TrialError::Uncounted(error) => {
                tracing::warn!(%error, "trials cannot be counted, and none is sent");
                "现在试不了，请过一分钟再来。".to_owned()
            }
        };
        Ok(Line { words, well: false })
    }
}

fn line(end: &TrialEnd) -> Line {
    Line { words: end.in_words(), well: end.went_out() }
}
