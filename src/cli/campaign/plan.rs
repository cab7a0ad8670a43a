//! `guiyan campaign plan`: a campaign out of a file, with all that one sees before a release.

use std::fs;
use std::path::Path;

use super::{Desk, show};
use crate::app::campaigns::records::By;
use crate::app::content::campaigns::{CampaignSheet, read};
use crate::cli::failure::Failure;
use crate::cli::print;

/// Longest file, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// Draw one up, and see who gets it by which way
#[derive(clap::Args)]
#[command(after_help = "\
The file says who gets what, when: see the campaigns of the content pack for examples, every key with its meaning.

Examples:
  guiyan campaign plan fair.toml --by 王芳
  guiyan campaign plan fair.toml --by 王芳 --dry-run     look only, write nothing down")]
pub struct Plan {
    /// A TOML file, or the name of one of the content pack's campaigns
    file: String,
    /// Who draws it up
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Write nothing down
    #[arg(long)]
    dry_run: bool,
}

impl Plan {
    pub async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let sheet = self.sheet(desk)?;
        let nothing = "什么都没有写下。改好文件再来一次。";
        let draft = sheet.draft(desk.names()).map_err(|reason| Failure::new(reason, nothing))?;
        let preview = desk.office.preview(&draft).await?;
        show::draft(&draft, desk)?;
        show::preview(&preview, &draft, desk)?;
        if let Some(flaw) = preview.flaws.iter().find(|flaw| flaw.fatal) {
            return Err(Failure::new(flaw.reason.clone(), nothing));
        }
        preview.span.map_err(|error| Failure::new(error.to_string(), nothing))?;
        if self.dry_run {
            return Ok(print::line("\n只是看看，什么都没有写下。")?);
        }
        let id = desk.office.draw_up(&draft, &self.by).await?;
        desk.office.submit(id, By { name: &self.by, reason: "" }).await?;
        print::line(&format!("\n写好了：{id} 号群发，等另一个人批准。"))?;
        print::line(&format!("先发给自己看：guiyan campaign try {id} --to 自己的openid"))?;
        Ok(print::line(&format!("批准：guiyan campaign release {id} --by 另一个人 --reason 为什么发"))?)
    }

    fn sheet(&self, desk: &Desk) -> Result<CampaignSheet, Failure> {
        let path = Path::new(&self.file);
        if !path.is_file() {
            let named = desk.content.campaigns.iter().find(|sheet| sheet.name == self.file);
            let names: Vec<&str> = desk.content.campaigns.iter().map(|sheet| sheet.name.as_str()).collect();
            let fix = format!("写一个文件，或者用内容包里的：{}。", names.join("、"));
            return named.cloned().ok_or_else(|| Failure::new(format!("没有 {} 这个文件", self.file), fix));
        }
        let unreadable = |error: String| Failure::new(format!("{} 读不了（{error}）", self.file), "换一个文件。");
        let size = fs::metadata(path).map_err(|error| unreadable(error.to_string()))?.len();
        if size > LONGEST {
            return Err(unreadable(format!("超过{}KB", LONGEST / 1024)));
        }
        let text = fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
        read(&self.file, &text).map_err(|flaws| {
            let lines: String = flaws.iter().map(|flaw| format!("\n  {flaw}")).collect();
            Failure::new(format!("{} 有写错的地方：{lines}", self.file), "改好文件再来一次。什么都没有写下。")
        })
    }
}
