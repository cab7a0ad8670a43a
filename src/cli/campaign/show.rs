//! `guiyan campaign show` and `list`: what staff read before they release something.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{Desk, mass};
use crate::app::campaigns::forecast::Sampled;
use crate::app::campaigns::office::OfficeError;
use crate::app::campaigns::office::Preview;
use crate::app::campaigns::records::{Campaign, ChangeError};
use crate::app::campaigns::told;
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::domain::campaign::{CampaignState, Draft, Way, Words};
use crate::domain::id::CampaignId;

/// Characters of an openid that are shown.
const SAMPLED: usize = 4;
/// Digits of a hash that are shown: enough to tell two drafts apart.
const SHOWN: usize = 12;

/// All of one, with who gets it by which way now
#[derive(clap::Args)]
#[command(after_help = "Example:\n  guiyan campaign show 3")]
pub struct Show {
    /// Its number
    id: i64,
}

impl Show {
    pub async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let campaign = campaign(desk, CampaignId(self.id)).await?;
        line_of(&campaign)?;
        let hash = campaign.hash.get(..SHOWN).unwrap_or(&campaign.hash);
        print::line(&format!("起草：{}；内容编号：{hash}", campaign.author))?;
        if let Some(by) = &campaign.released_by {
            print::line(&format!("批准：{by}"))?;
        }
        draft(&campaign.draft, desk)?;
        preview(&desk.office.preview(&campaign.draft).await?, &campaign.draft, desk)
    }
}

/// One of them.
pub async fn campaign(desk: &Desk, id: CampaignId) -> Result<Campaign, Failure> {
    let found = desk.office.records.campaign(id).await?;
    Ok(found.ok_or(OfficeError::Change(ChangeError::NoSuch(id)))?)
}

/// All of them.
pub async fn list(desk: &Desk) -> Result<(), Failure> {
    let all = desk.office.records.campaigns().await?;
    if all.is_empty() {
        print::line("还没有群发。`guiyan campaign plan` 起草一个。")?;
    }
    all.iter().try_for_each(line_of)
}

fn line_of(campaign: &Campaign) -> Result<(), Failure> {
    let Campaign { id, draft, state, planned, .. } = campaign;
    let more = match state {
        CampaignState::Released { starts_at } => format!("，{} 起，名单里{planned}人", when(*starts_at)),
        CampaignState::Paused { why, .. } => format!("：{}", why.explained()),
        _ => String::new(),
    };
    Ok(print::line(&format!("{id} {}（{}）{}{more}", draft.title, draft.topic.name(), state.name()))?)
}

/// What it says, to whom.
pub fn draft(draft: &Draft, desk: &Desk) -> Result<(), Failure> {
    let way = match draft.way {
        Way::Each => "每人一条，走能到的路",
        Way::Mass => "群发",
    };
    print::line(&format!("\n{}（{}，{way}）", draft.title, draft.topic.name()))?;
    print::line(&format!("发给：{}", told::audience(&draft.audience, &desk.content.pack)))?;
    words("要说的话", &draft.words)?;
    draft.other_words.as_ref().map_or(Ok(()), |other| words("另一半人收到的话", other))
}

fn words(heading: &str, words: &Words) -> Result<(), Failure> {
    print::line(&format!("\n{heading}："))?;
    if let Some(message) = &words.message {
        print::line(&format!("[消息]\n{}", message.trim_end()))?;
    }
    for (name, fields) in [("订阅通知", &words.notice), ("模板消息", &words.template)] {
        let Some(fields) = fields else { continue };
        print::line(&format!("[{name}] 模板 {}", fields.id))?;
        for (key, value) in &fields.fields {
            print::line(&format!("  {key}：{value}"))?;
        }
    }
    if let Some(article) = &words.article {
        print::line(&format!("[图文] {}", article.title))?;
        if let Some(digest) = &article.digest {
            print::line(digest)?;
        }
        print::line(article.content.trim_end())?;
    }
    words.page.as_ref().map_or(Ok(()), |page| Ok(print::line(&format!("[点开] {page}"))?))
}

/// Who gets it, by which way, and what is wrong with it.
pub fn preview(preview: &Preview, draft: &Draft, desk: &Desk) -> Result<(), Failure> {
    let counts = &preview.counts;
    print::line(&format!("\n人数：{}", counts.audience))?;
    match &preview.mass {
        Some(outlook) => mass::outlook(outlook, counts)?,
        None => {
            print::line(&format!(
                "  现在就能到：{}（消息{}，订阅通知{}，模板消息{}）",
                counts.now(),
                counts.message,
                counts.notice,
                counts.template
            ))?;
            print::line(&format!(
                "  等他说话才能到：{}（{}小时里说了话就发）",
                counts.waiting, draft.when.tried_hours
            ))?;
        }
    }
    print::line(&format!(
        "  不发：本人不要{}，微信说发不到{}，这几天发够了{}",
        counts.unwanted, counts.refused, counts.capped
    ))?;
    for (name, people, days) in preview.days(&desk.office.catalog.pack.county.campaigns) {
        print::line(&format!("  {name}要发{people}条，按每天的次数{}", in_days(days)))?;
    }
    sample(&preview.sample, desk)?;
    match &preview.span {
        Ok((from, to)) => print::line(&format!("时间：{} 起，到 {} 为止", when(*from), when(*to)))?,
        Err(error) => print::line(&format!("时间：{error}"))?,
    }
    for flaw in &preview.flaws {
        print::line(&format!("{}：{}", if flaw.fatal { "不能发" } else { "请注意" }, flaw.reason))?;
    }
    Ok(())
}

/// Some of an audience.
pub fn sample(sample: &[Sampled], desk: &Desk) -> Result<(), Failure> {
    if sample.is_empty() {
        return Ok(());
    }
    let some: Vec<String> = sample.iter().map(|one| shown(one, desk)).collect();
    Ok(print::line(&format!("比如：{}", some.join("；")))?)
}

fn in_days(days: u64) -> String {
    if days <= 1 { "今天发得完".to_owned() } else { format!("要{days}天") }
}

/// Who it is, as far as staff need it: the end of the openid, for all of an account begin alike, and the unit.
fn shown(one: &Sampled, desk: &Desk) -> String {
    let unit = one.unit.and_then(|id| desk.content.pack.unit(id)).map_or("单位不知道", |unit| unit.name.as_str());
    let openid = one.openid.as_str();
    let tail = openid.char_indices().nth_back(SAMPLED - 1).map_or(openid, |(at, _)| openid.get(at..).unwrap_or(openid));
    format!("…{tail}（{unit}）")
}

/// `2027年1月20日 09:00`.
pub fn when(at: Timestamp) -> String {
    at.to_zoned(TimeZone::fixed(jiff::tz::offset(8))).strftime("%Y年%-m月%-d日 %H:%M").to_string()
}
