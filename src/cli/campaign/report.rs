//! `guiyan campaign report`: what came of it, at the terminal and as an Excel file.

use super::{Desk, mass, show};
use crate::app::campaigns::report::{Report as Counted, Tally};
use crate::app::export::campaign as written;
use crate::cli::export::{Out, unwritten};
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::domain::campaign::{Interval, Variant};
use crate::domain::errand::Why;
use crate::domain::id::CampaignId;

/// What came of it: who got it, opened it, signed up and came
#[derive(clap::Args)]
#[command(after_help = "Examples:\n  guiyan campaign report 3\n  guiyan campaign report 3 --out 结果.xlsx")]
pub struct Report {
    /// Its number
    id: i64,
    #[command(flatten)]
    out: Out,
}

impl Report {
    pub async fn run(self, desk: &Desk) -> Result<(), Failure> {
        let id = CampaignId(self.id);
        let campaign = show::campaign(desk, id).await?;
        let report = desk.office.records.report(id).await?.unwrap_or_default();
        print::line(&format!("{} {}：{}", id, campaign.draft.title, campaign.state.name()))?;
        tell(&report)?;
        let batches = desk.office.mass.batches(id).await?;
        mass::batches(&batches)?;
        if self.out.is_file() {
            let book = written::write(&report, &batches, &desk.content.pack).map_err(unwritten)?;
            self.out.save(book)?;
        }
        Ok(())
    }
}

fn tell(report: &Counted) -> Result<(), Failure> {
    let whole = report.whole();
    print::line(&format!(
        "名单{}人：发出{}，可能发出{}，等着{}，正在发{}，发不到{}，错过{}，不用发{}",
        whole.planned,
        whole.sent,
        whole.unknown,
        whole.waiting,
        whole.in_hand,
        whole.unreachable,
        whole.missed,
        whole.dropped
    ))?;
    print::line(&format!(
        "发出以后：微信说送到{}，说没送到{}，点开{}，报名{}，到场{}",
        whole.delivered, whole.rejected, whole.clicked, whole.signed_up, whole.came
    ))?;
    for (channel, tally) in &report.channels {
        print::line(&format!("  {}：{}", written::channel(channel), line(tally)))?;
    }
    for (why, people) in report.waits.iter() {
        let what = if *why == Why::NoWay { "等他说话" } else { why.name() };
        print::line(&format!("  等着：{what}，{people}人"))?;
    }
    for (why, people) in report.reasons.iter().filter(|(why, _)| !why.name().is_empty()) {
        print::line(&format!("  没有发：{}，{people}人", why.name()))?;
    }
    if let Some(difference) = report.difference() {
        for variant in [Variant::A, Variant::B] {
            let tally = report.variants.get(&variant).copied().unwrap_or_default();
            let name = if variant == Variant::A { "第一种话" } else { "第二种话" };
            print::line(&format!("  {name}：{}", line(&tally)))?;
        }
        print::line(&format!("  {}", compared(difference)))?;
    }
    Ok(())
}

fn line(tally: &Tally) -> String {
    format!("{}人，发出{}，点开{}，报名{}", tally.planned, tally.sent, tally.clicked, tally.signed_up)
}

fn compared(difference: Interval) -> String {
    let percent = |share: f64| format!("{:+.1}", share * 100.0);
    let range = format!("{}到{}个百分点", percent(difference.low), percent(difference.high));
    match difference.is_clear() {
        true => format!("第二种比第一种多{}个百分点（可信范围{range}）", percent(difference.share)),
        false => format!("两种话分不出高下：相差{}个百分点，可信范围{range}", percent(difference.share)),
    }
}
