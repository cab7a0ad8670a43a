//! Names and numbers in full: only with a reason, by somebody, and noted.

use super::Failure;
use crate::app::export::roster::RosterRecords;
use crate::app::reason;
use crate::app::records::StoreError;
use jiff::Timestamp;

/// Longest name in the audit, in characters.
const NAME: usize = 200;

/// How much of people is shown.
#[derive(clap::Args)]
pub struct Reveal {
    /// Names and numbers in full; needs --reason and --by, and is noted in the audit
    #[arg(long, requires_all = ["reason", "by"])]
    pub reveal: bool,
    /// Why they are needed in full
    #[arg(long, value_name = "WORDS")]
    reason: Option<String>,
    /// Who takes them out
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

impl Reveal {
    /// Notes in the audit what is taken out, before anything leaves: what cannot be noted is not shown.
    pub async fn note(&self, records: &dyn RosterRecords, what: &str, now: Timestamp) -> Result<(), Failure> {
        if !self.reveal {
            return Ok(());
        }
        let nothing = |wrong: String| Failure::new(wrong, "写清楚谁拿、拿去做什么。没有写任何文件。");
        let by = self.by.as_deref().unwrap_or_default().trim();
        if by.is_empty() || by.chars().nth(NAME).is_some() {
            return Err(nothing(format!("--by 要写上，{NAME}个字以内")));
        }
        let reason = reason::said(self.reason.as_deref().unwrap_or_default());
        let reason = reason.map_err(|error| nothing(format!("--reason：{error}")))?;
        let noted: Result<(), StoreError> = records.note_export(by, &format!("{what} in full: {reason}"), now).await;
        Ok(noted?)
    }
}
