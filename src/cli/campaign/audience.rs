//! `guiyan campaign audience`: audiences under a name, saved once and asked for by later campaigns.

use std::path::PathBuf;

use super::{Desk, show};
use crate::app::campaigns::saved::{AudienceName, SavedAudience};
use crate::app::campaigns::told;
use crate::app::content::campaigns::read_audience;
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::domain::campaign;

const NOTHING: &str = "改好再来一次。什么都没有改。";

/// What is done with saved audiences.
#[derive(clap::Subcommand)]
#[command(after_help = "\
The file holds an [audience], as that of a campaign. A campaign asks for a saved one by `audience = { saved = \"…\" }`
and may leave out more with `except`; it takes the conditions over when it is drawn up.

Examples:
  guiyan campaign audience save 想回来的 --file who.toml --by 王芳
  guiyan campaign audience show 想回来的                     how many there are now, and some of them
  guiyan campaign audience list")]
pub enum Audience {
    /// Save one, in place of what stands under its name
    Save {
        /// What it is called
        #[arg(value_parser = AudienceName::parse)]
        name: AudienceName,
        /// Who: a TOML file
        #[arg(long, value_name = "FILE")]
        file: PathBuf,
        /// Who saves it
        #[arg(long, value_name = "NAME")]
        by: String,
    },
    /// All of them, by name
    List,
    /// How many there are of one now, and some of them
    Show {
        /// What it is called
        #[arg(value_parser = AudienceName::parse)]
        name: AudienceName,
    },
    /// Forget one; campaigns that were drawn up with it stay as they are
    Drop {
        /// What it is called
        #[arg(value_parser = AudienceName::parse)]
        name: AudienceName,
        /// Who forgets it
        #[arg(long, value_name = "NAME")]
        by: String,
    },
}

impl Audience {
    pub async fn run(self, desk: &Desk) -> Result<(), Failure> {
        match self {
            Self::Save { name, file, by } => {
                let audience = read(&file, desk)?;
                desk.audiences.save(&name, &audience, &by).await?;
                print::line(&format!("存好了人群“{name}”。"))?;
                look(&audience, desk).await
            }
            Self::List if desk.saved.is_empty() => {
                Ok(print::line("还没有存过人群。`guiyan campaign audience save` 存一个。")?)
            }
            Self::List => desk.saved.iter().try_for_each(line),
            Self::Show { name } => {
                let saved = desk.saved.iter().find(|saved| saved.name == name).ok_or_else(|| no_such(&name))?;
                line(saved)?;
                look(&saved.audience, desk).await
            }
            Self::Drop { name, by } => match desk.audiences.drop(&name, &by).await? {
                true => Ok(print::line(&format!("去掉了人群“{name}”。用它起草过的群发不变。"))?),
                false => Err(no_such(&name)),
            },
        }
    }
}

/// The audience of a file that holds nothing else.
pub fn read(file: &PathBuf, desk: &Desk) -> Result<campaign::Audience, Failure> {
    let path = file.display().to_string();
    let text =
        std::fs::read_to_string(file).map_err(|error| Failure::new(format!("{path} 读不了（{error}）"), NOTHING))?;
    read_audience(&path, &text, desk.names()).map_err(|reason| Failure::new(reason, NOTHING))
}

fn no_such(name: &AudienceName) -> Failure {
    Failure::new(format!("没有存过叫“{name}”的人群"), "`guiyan campaign audience list` 看有哪些。什么都没有改。")
}

fn line(saved: &SavedAudience) -> Result<(), Failure> {
    let SavedAudience { name, saved_by, saved_at, .. } = saved;
    Ok(print::line(&format!("{name}（{saved_by}，{}）", show::when(*saved_at)))?)
}

async fn look(audience: &campaign::Audience, desk: &Desk) -> Result<(), Failure> {
    let (counts, sample) = desk.audiences.look(audience).await?;
    print::line(&format!("是：{}", told::audience(audience, &desk.content.pack)))?;
    print::line(&format!(
        "现在{}人：48小时内说过话{}，没说过话{}，本人不要通知{}，微信说发不到{}",
        counts.audience, counts.message, counts.waiting, counts.unwanted, counts.refused
    ))?;
    show::sample(&sample, desk)
}
