//! `guiyan campaign tag`: what staff call an audience, to be asked for by later campaigns.

use std::path::PathBuf;

use super::{Desk, audience};
use crate::app::clock::Clock;
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::startup::SystemClock;

/// Longest tag, in characters.
const LONGEST: usize = 30;

/// Give everybody of an audience a tag, or take it away
#[derive(clap::Args)]
#[command(after_help = "\
The file holds an [audience], as that of a campaign. Later campaigns ask for it by `tags = [\"…\"]`.

Example:
  guiyan campaign tag 电子厂意向 --audience seekers.toml")]
pub struct Tag {
    /// What they are called
    tag: String,
    /// Who: a TOML file
    #[arg(long, value_name = "FILE")]
    audience: PathBuf,
    /// Take it away instead
    #[arg(long)]
    remove: bool,
}

impl Tag {
    pub async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let tag = self.tag.trim();
        if tag.is_empty() || tag.chars().nth(LONGEST).is_some() {
            return Err(Failure::new(format!("标签要写，最多{LONGEST}个字"), "什么都没有改。"));
        }
        let audience = audience::read(&self.audience, desk)?;
        let changed = desk.office.records.tag(&audience, tag, !self.remove, SystemClock.now()).await?;
        let done = if self.remove { "去掉了标签" } else { "贴上了标签" };
        Ok(print::line(&format!("{changed}人{done}“{tag}”。"))?)
    }
}
