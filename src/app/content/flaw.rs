//! What is wrong with a pack, and where.

use std::fmt;

pub use crate::app::import::flaw::Severity;

/// One thing wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// An `Error` stops the pack from loading.
    pub severity: Severity,
    /// With the pack's folder before it.
    pub file: String,
    /// From 1; `None` where the file as a whole is meant.
    pub line: Option<usize>,
    /// The key or column.
    pub field: Option<String>,
    /// What is wrong and what to do, in Chinese.
    pub reason: String,
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, " {}：", self.severity)?;
        if let Some(field) = &self.field {
            write!(f, "{field} ")?;
        }
        f.write_str(&self.reason)
    }
}

/// Collects flaws while a pack is read.
#[derive(Debug, Default)]
pub(super) struct Flaws {
    all: Vec<Flaw>,
}

impl Flaws {
    pub fn add(&mut self, flaw: Flaw) {
        self.all.push(flaw);
    }

    /// About a file as a whole.
    pub fn of_file(&mut self, severity: Severity, file: String, reason: impl Into<String>) {
        self.add(Flaw { severity, file, line: None, field: None, reason: reason.into() });
    }

    pub fn has_error(&self) -> bool {
        self.all.iter().any(|flaw| flaw.severity == Severity::Error)
    }

    /// By file and line.
    pub fn in_order(mut self) -> Vec<Flaw> {
        self.all.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        self.all
    }
}
