//! How a command fails: a line that says what happened, a line that says what to do. Causes go to the debug log.

use std::error::Error;
use std::io;

use super::print;
use crate::app::platform::errcode;
use crate::app::platform::failure::PlatformError;
use crate::app::records::StoreError;
use crate::config::Problems;
use crate::server::CannotListen;
use crate::startup::StartError;
use crate::startup::pack::PackError;

/// Why a command did not do its work.
#[derive(Debug)]
pub struct Failure {
    what: String,
    fix: String,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Failure {
    /// What happened, and what to do about it.
    pub fn new(what: impl Into<String>, fix: impl Into<String>) -> Self {
        Self { what: what.into(), fix: fix.into(), cause: None }
    }

    /// With what lies behind it.
    #[must_use]
    pub fn because(self, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { cause: Some(cause.into()), ..self }
    }

    /// Tells the person at the terminal; the causes, one by one, to the log.
    pub fn report(&self) {
        print::error(&format!("guiyan: {}\n{}", self.what, self.fix));
        let mut cause = self.cause.as_deref().map(|cause| cause as &dyn Error);
        while let Some(error) = cause {
            tracing::debug!(%error, "caused by");
            cause = error.source();
        }
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        let lines: String = problems.0.iter().map(|problem| format!("\n  {problem}")).collect();
        let what = match problems.0.len() {
            1 => format!("the configuration has a mistake:{lines}"),
            count => format!("the configuration has {count} mistakes:{lines}"),
        };
        Self::new(what, "Nothing was started. `guiyan check` proves the configuration again.")
    }
}

impl From<CannotListen> for Failure {
    fn from(error: CannotListen) -> Self {
        Self::new(error.to_string(), error.fix()).because(error)
    }
}

impl From<PackError> for Failure {
    fn from(error: PackError) -> Self {
        Self::new(error.to_string(), "Mend the content pack; `guiyan check` proves it again.")
    }
}

impl From<StartError> for Failure {
    fn from(error: StartError) -> Self {
        Self::new(error.to_string(), error.fix()).because(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::from(StartError::from(error))
    }
}

impl From<PlatformError> for Failure {
    fn from(error: PlatformError) -> Self {
        let Some(errcode) = error.errcode() else {
            return Self::new(error.to_string(), "连得上平台吗？检查网络和 wechat.api_base，再试一次。").because(error);
        };
        let told = errcode::explain(errcode);
        let rid = error.rid().map_or(String::new(), |rid| format!("，rid {rid}"));
        Self::new(format!("平台没有照办：{}（{errcode}{rid}）", told.meaning), told.what_to_do).because(error)
    }
}

/// Standard output or a terminal that went away.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::new(format!("cannot write the answer ({error})"), "Is whoever reads it still there?").because(error)
    }
}
