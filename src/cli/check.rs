//! `guiyan check`: proves what can be proved without starting anything.

use std::path::PathBuf;

use super::failure::Failure;
use super::print;
use crate::app::clock::Clock;
use crate::config::Settings;
use crate::domain::dialogue::view::{ValidityView, When};
use crate::startup::{self, SystemClock, pack};

/// Prove the configuration and the content pack
#[derive(clap::Args)]
#[command(after_help = "\
Every mistake is told with its file and line, warnings too: menu limits, keywords that contradict each other,
buttons that lead nowhere, forms and policies that cannot be answered.

Examples:
  guiyan check
  guiyan check config/xingguo       only this content pack")]
pub struct Check {
    /// A content pack; then the configuration is not looked at [default: `content` of the configuration]
    path: Option<PathBuf>,
}

impl Check {
    pub fn run(self, settings: &Settings) -> Result<(), Failure> {
        let folder = match self.path {
            Some(path) => path,
            None => {
                let config = settings.config()?;
                print::line("The configuration is sound.")?;
                match settings.serving() {
                    Ok(_) => print::line("It is complete: `guiyan serve` can start.")?,
                    Err(missing) => print::line(&format!("To serve an account it needs more:\n{missing}"))?,
                }
                if startup::card_font().is_none() {
                    print::line(
                        "No font with Chinese letters: cards would have no words. Install fonts-wqy-microhei.",
                    )?;
                }
                config.content
            }
        };
        let loaded = pack::load(&folder)?;
        for warning in &loaded.warnings {
            print::line(&warning.to_string())?;
        }
        for flaw in &loaded.enterprises.flaws {
            print::line(&format!("{}: {flaw}", folder.join("enterprises.csv").display()))?;
        }
        let (pack, today) = (&loaded.pack, When::day_of(SystemClock.now()));
        for year in pack.working_days.missing(today) {
            print::line(&format!("{}: 警告：{year}", folder.display()))?;
        }
        for policy in &pack.policies {
            if let Some(closed) = ValidityView::of(&policy.valid, today).closed {
                print::line(&format!("{}: 警告：{}{closed}，手机上就这么说", folder.display(), policy.title))?;
            }
        }
        print::line(&format!(
            "内容包可以用：{}，{}个单位，{}项政策，{}条关键词，{}个表单。{}",
            pack.county.name,
            pack.units.len(),
            pack.policies.len(),
            pack.keywords.rules().len(),
            pack.forms.len(),
            loaded.enterprises.summary(),
        ))?;
        Ok(())
    }
}
