//! What staff read of mass sends: the platform's allowance before one, and its batches after it.

use crate::app::campaigns::forecast::Counts;
use crate::app::campaigns::mass::records::BatchLine;
use crate::app::campaigns::office::MassOutlook;
use crate::app::campaigns::told;
use crate::cli::failure::Failure;
use crate::cli::print;
use crate::domain::campaign::mass::{Allowance, MassHow};

/// Whom it reaches, by which way, and what is left of the allowance.
pub fn outlook(outlook: &MassOutlook, counts: &Counts) -> Result<(), Failure> {
    let MassOutlook { how, allowance, used } = outlook;
    let Some(how) = how else {
        return Ok(print::line("  这个公众号不能群发：要通过认证，并且有群发接口的权限（48001）")?);
    };
    let way = match how {
        MassHow::List => "按名单，每批最多1万人",
        MassHow::Tag => "打一个标签，一次发完",
    };
    print::line(&format!("  群发能到：{}（{way}）", counts.mass))?;
    match allowance {
        Allowance::AMonthEach(most) => {
            print::line(&format!("  群发次数：每人每月{most}条。{}", had(used.had.as_slice(), *most)))?;
            Ok(print::line(&format!("  这个月已经收满的：{}（微信不会再给他们发）", counts.month_used_up))?)
        }
        Allowance::ADay(most) => {
            let left = u64::from(*most).saturating_sub(used.sends);
            let told = if left == 0 { "，到了时间要等到明天" } else { "" };
            Ok(print::line(&format!("  群发次数：每天{most}次，今天用了{}次，还剩{left}次{told}", used.sends))?)
        }
    }
}

/// How many of the audience had how many this month.
fn had(had: &[(u32, u64)], most: u32) -> String {
    if had.is_empty() {
        return "这个月还没有用过".to_owned();
    }
    let told =
        had.iter().map(|(sends, people)| format!("收过{sends}条的{people}人（还剩{}条）", most.saturating_sub(*sends)));
    format!("这个月{}", told.collect::<Vec<_>>().join("，"))
}

/// Each batch: where it stands, what the platform said of it, and what all of it comes to.
pub fn batches(batches: &[BatchLine]) -> Result<(), Failure> {
    for batch in batches {
        let how = batch.how.map_or_else(String::new, |how| format!("（{}，{}人）", how.name(), batch.recipients));
        print::line(&format!("  第{}批{how}：{}", batch.number, told::batch(batch)))?;
        if let Some(error) = &batch.error {
            print::line(&format!("    {error}"))?;
        }
    }
    told::results(batches).iter().try_for_each(|line| Ok(print::line(&format!("  {line}"))?))
}
