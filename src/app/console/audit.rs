//! The audit, for whoever reads it. Nobody edits it: there is no use case that could.

use async_trait::async_trait;
use jiff::Timestamp;

use super::today::Unseen;
use super::{Centre, audit_words};
use crate::app::import::activities::times;
use crate::app::records::StoreError;
use crate::app::staff::{Action, Permit};

/// Lines of one page.
pub const LINES: u64 = 100;

/// A line of the audit. It holds no name of a follower, no number and no openid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    /// Its number; later ones are larger.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// What happened: its name in records.
    pub action: String,
    /// Who did it.
    pub actor: String,
    /// Whom it was about, by a keyed hash.
    pub subject: Option<String>,
    /// What it was about.
    pub detail: Option<String>,
}

impl AuditLine {
    /// Who did it, as staff say it.
    pub fn actor_in_words(&self) -> &str {
        audit_words::actor(&self.actor)
    }

    /// What it was about, as staff say it.
    pub fn detail_in_words(&self) -> String {
        self.detail.as_deref().map(audit_words::detail).unwrap_or_default()
    }

    /// What happened, as staff say it.
    pub fn in_words(&self) -> &str {
        match self.action.as_str() {
            "left" => "取消关注，删除",
            "erased" => "本人要求删除",
            "expired" => "到期删除",
            "human_called" => "找人工",
            "talk_taken" => "接手留言",
            "talk_handed" => "转交留言",
            "talk_ended" => "留言办完了",
            "desk_checked_in" => "签到台签到",
            "desk_undone" => "签到台撤销",
            "desk_seated" => "签到台现场登记",
            "desk_linked" => "要了签到台链接",
            "enterprises_put" => "改企业、岗位",
            "activities_put" => "改活动",
            "person_revealed" => "看完整的姓名、号码",
            "person_corrected" => "改个人信息",
            "person_erased" => "替本人删除信息",
            "person_merged" => "两份信息合并成一份",
            "opening_changed" => "改岗位",
            "employer_checked" => "核实企业",
            "draft_changed" => "改草稿",
            "edition_published" => "发布新版",
            "edition_pushed_again" => "再发布一次",
            "seasonal_menu_planned" => "排应季菜单",
            "seasonal_menu_ended" => "应季菜单结束",
            "source_added" => "加来源码",
            "exported" => "导出名单",
            "paper_taken" => "导入纸质名单",
            "telephone_taken" => "电话报名",
            "offer_taken" => "替人确认名额",
            "place_cancelled" => "替人取消报名",
            "place_corrected" => "改报名信息",
            "campaign_changed" => "群发",
            "audience_changed" => "存下的人群",
            "staff_added" => "加员工",
            "staff_reset" => "重设员工密码",
            "staff_post_changed" => "改员工角色",
            "staff_ended" => "员工离开",
            "staff_locked" => "试错太多，锁住",
            "staff_signed_in" => "登录",
            "staff_password_changed" => "换密码",
            "staff_code_set_up" => "设好验证码",
            "staff_phone_bound" => "绑定自己的微信",
            "staff_phone_unbound" => "解开自己的微信",
            other => other,
        }
    }
}

/// Which lines are looked for. What is `None` does not matter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditSearch {
    /// Those before the one of this number.
    pub before: Option<i64>,
    /// Of this actor.
    pub actor: Option<String>,
    /// From this moment on.
    pub from: Option<Timestamp>,
    /// Before this moment.
    pub until: Option<Timestamp>,
}

impl AuditSearch {
    /// Of what staff type: an actor as they call them, and the first and the last day, `2026-02-07`.
    pub fn read(before: &str, actor: &str, (first, last): (&str, &str)) -> Self {
        let moment = |day: &str, ends| times::moment(day, ends).and_then(times::in_county);
        let actor = Some(audit_words::actor_called(actor.trim()).to_owned()).filter(|actor| !actor.is_empty());
        Self { before: before.parse().ok(), actor, from: moment(first, false), until: moment(last, true) }
    }
}

/// The audit, read from its end.
#[async_trait]
pub trait AuditRecords: Send + Sync {
    /// Up to `most` of the lines that are looked for, newest first.
    async fn audit(&self, search: &AuditSearch, most: u64) -> Result<Vec<AuditLine>, StoreError>;
}

impl Centre {
    /// A page of the audit.
    ///
    /// # Errors
    /// It is not theirs to read, or the records do not answer.
    pub async fn audit(&self, permit: &Permit, search: &AuditSearch) -> Result<Vec<AuditLine>, Unseen> {
        permit.is_for(Action::SeeAudit)?;
        Ok(self.audit.audit(search, LINES).await?)
    }
}
