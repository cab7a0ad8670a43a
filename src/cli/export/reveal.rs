//! Names and numbers in full: only with a reason, by somebody, and noted.

use super::Failure;
use crate::app::export::roster::RosterRecords;
use crate::app::records::StoreError;
use jiff::Timestamp;

/// Longest name and reason in the audit, in characters.
const MAX_SAID: usize = 200;

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
        let said = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
        let (reason, by) = (said(&self.reason), said(&self.by));
        let sound = |text: &str| !text.is_empty() && text.chars().nth(MAX_SAID).is_none();
        if !sound(&reason) || !sound(&by) {
            return Err(Failure::new(
                format!("--reason 和 --by 要写上，各{MAX_SAID}个字以内"),
                "写清楚谁拿、拿去做什么。没有写任何文件。",
            ));
        }
        let noted: Result<(), StoreError> = records.note_export(&by, &format!("{what} in full: {reason}"), now).await;
        Ok(noted?)
    }
}
