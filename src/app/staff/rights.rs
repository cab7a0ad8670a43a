//! What each role may do: one table, asked before anything is shown or done.

use crate::domain::staff::{Role, StaffMember};

/// Something that staff do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Looks after their own account: password, code, sessions.
    OwnAccount,
    /// Sees what needs someone now, and how the year stands.
    SeeToday,
    /// Sees activities with their seats and their queue.
    SeeActivities,
    /// Opens the desk of an activity: masked names and phone tails, checking in.
    OpenDesk,
    /// Sees who has a place at an activity, masked, signs up who rings, and gives places up for people.
    SignPeopleUp,
    /// Takes out a list with names and numbers masked.
    ExportMasked,
    /// Takes out a list with names and numbers in full.
    ExportInFull,
    /// Makes activities, and changes them.
    MakeActivities,
    /// Calls an activity off.
    CallOff,
    /// Reads what people ask staff, and answers them.
    AnswerPeople,
    /// Looks for people, and sees what is known of them, masked.
    SeePeople,
    /// Has a masked name or number shown in full, for a reason.
    RevealPerson,
    /// Puts right what is known of somebody.
    CorrectPerson,
    /// Erases what is known of somebody, at their wish.
    ErasePerson,
    /// Sees openings with their enterprises, on offer or not.
    SeeOpenings,
    /// Takes an opening off the phones, puts it back, or says until when it is on offer.
    ChangeOpenings,
    /// Says that an employer was checked.
    CheckEmployers,
    /// Uploads a table, and publishes what is sound in it.
    ImportContent,
    /// Sees which keywords answer and what nobody understood, and tries sentences.
    SeeWording,
    /// Changes keywords, and publishes them.
    ChangeWording,
    /// Sees policies as they answer, and what was published of them.
    SeePolicies,
    /// Changes until when policies can be claimed and their plain words, and publishes that.
    ChangePolicies,
    /// Sees the account's menu, and what was published of it.
    SeeMenu,
    /// Changes the menu, and publishes it.
    ChangeMenu,
    /// Sees campaigns, with what came of them.
    SeeCampaigns,
    /// Sends a campaign to their own phone, to see it there.
    TryCampaign,
    /// Hands a campaign in for review.
    SubmitCampaign,
    /// Lets a campaign go out, or go on.
    ReleaseCampaign,
    /// Stops a campaign, for a while or for good.
    StopCampaign,
    /// Sees how the account stands with the platform.
    SeeAccount,
    /// Reads the audit.
    SeeAudit,
    /// Keeps the accounts of staff.
    ManageStaff,
}

use Action::{
    AnswerPeople, CallOff, ChangeMenu, ChangeOpenings, ChangePolicies, ChangeWording, CheckEmployers, CorrectPerson,
    ErasePerson, ExportInFull, ExportMasked, ImportContent, MakeActivities, ManageStaff, OpenDesk, OwnAccount,
    ReleaseCampaign, RevealPerson, SeeAccount, SeeActivities, SeeAudit, SeeCampaigns, SeeMenu, SeeOpenings, SeePeople,
    SeePolicies, SeeToday, SeeWording, SignPeopleUp, StopCampaign, SubmitCampaign, TryCampaign,
};
use Role::{Administrator, Auditor, EnterpriseHr, InboxAgent, Publisher, Reviewer, UnitClerk};

/// Who may do what. Writing and releasing campaigns are two roles', and the audit is read by nobody whose deeds stand in
/// it.
const TABLE: &[(Action, &[Role])] = &[
    (OwnAccount, &Role::ALL),
    (SeeToday, &[Administrator, Publisher, Reviewer, InboxAgent, UnitClerk, EnterpriseHr]),
    (SeeActivities, &[Administrator, Publisher, Reviewer, InboxAgent, UnitClerk]),
    (OpenDesk, &[Administrator, Publisher, InboxAgent, UnitClerk]),
    (SignPeopleUp, &[Administrator, Publisher, InboxAgent, UnitClerk]),
    (ExportMasked, &[Administrator, Publisher, Reviewer, UnitClerk]),
    (ExportInFull, &[Administrator, Publisher, UnitClerk]),
    (MakeActivities, &[Administrator, Publisher]),
    (CallOff, &[Administrator, Publisher]),
    (AnswerPeople, &[Administrator, InboxAgent]),
    (SeePeople, &[Administrator, InboxAgent, UnitClerk]),
    (RevealPerson, &[Administrator, InboxAgent, UnitClerk]),
    (CorrectPerson, &[Administrator, InboxAgent, UnitClerk]),
    (ErasePerson, &[Administrator, InboxAgent]),
    (SeeOpenings, &[Administrator, Publisher, Reviewer, InboxAgent, UnitClerk, EnterpriseHr]),
    (ChangeOpenings, &[Administrator, Publisher, EnterpriseHr]),
    (CheckEmployers, &[Administrator, Publisher]),
    (ImportContent, &[Administrator, Publisher]),
    (SeeWording, &[Administrator, Publisher, Reviewer, InboxAgent]),
    (ChangeWording, &[Administrator, Publisher]),
    (SeePolicies, &[Administrator, Publisher, Reviewer, InboxAgent, UnitClerk]),
    (ChangePolicies, &[Administrator, Publisher]),
    (SeeMenu, &[Administrator, Publisher, Reviewer]),
    (ChangeMenu, &[Administrator, Publisher]),
    (SeeCampaigns, &[Administrator, Publisher, Reviewer]),
    (TryCampaign, &[Administrator, Publisher, Reviewer]),
    (SubmitCampaign, &[Administrator, Publisher]),
    (ReleaseCampaign, &[Administrator, Reviewer]),
    (StopCampaign, &[Administrator, Publisher, Reviewer]),
    (SeeAccount, &[Administrator]),
    (SeeAudit, &[Auditor]),
    (ManageStaff, &[Administrator]),
];

impl Action {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(action, _)| *action)
    }
}

/// Whether the role may do it. What the table does not name is nobody's.
pub fn may(role: Role, action: Action) -> bool {
    TABLE.iter().any(|(named, roles)| *named == action && roles.contains(&role))
}

/// The roles that may do it.
pub fn roles(action: Action) -> Vec<Role> {
    Role::ALL.into_iter().filter(|role| may(*role, action)).collect()
}

/// Somebody wants what is not theirs to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not theirs to do")]
pub struct Forbidden;

/// Somebody may do one thing. Use cases ask for it, and only [`Permit::of`] makes one: what nobody asked the table for
/// cannot be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permit {
    member: StaffMember,
    action: Action,
}

impl Permit {
    /// Asks the table.
    ///
    /// # Errors
    /// It is not theirs to do.
    pub fn of(member: StaffMember, action: Action) -> Result<Self, Forbidden> {
        if may(member.post.role(), action) { Ok(Self { member, action }) } else { Err(Forbidden) }
    }

    /// Whether it is for this, and for nothing else.
    ///
    /// # Errors
    /// It is for something else.
    pub fn is_for(&self, action: Action) -> Result<(), Forbidden> {
        if self.action == action { Ok(()) } else { Err(Forbidden) }
    }

    /// Who has it.
    pub fn member(&self) -> &StaffMember {
        &self.member
    }

    /// Whether they may do something else too, so that they are not offered what they may not.
    pub fn may(&self, action: Action) -> bool {
        may(self.member.post.role(), action)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::StaffId;
    use crate::domain::staff::{Post, StaffName};

    #[test]
    fn every_action_stands_in_the_table_once_and_somebody_may_do_it() {
        let actions: Vec<Action> = Action::all().collect();
        for action in &actions {
            assert_eq!(actions.iter().filter(|other| *other == action).count(), 1, "{action:?}");
            assert!(Role::ALL.into_iter().any(|role| may(role, *action)), "{action:?}");
        }
    }

    #[test]
    fn the_auditor_reads_the_audit_and_nobody_whose_deeds_stand_in_it_does() {
        for action in Action::all() {
            let theirs = matches!(action, Action::OwnAccount | Action::SeeAudit);
            assert_eq!(may(Role::Auditor, action), theirs, "{action:?}");
        }
        for role in Role::ALL.into_iter().filter(|role| *role != Role::Auditor) {
            assert!(!may(role, Action::SeeAudit), "{role:?}");
        }
    }

    #[test]
    fn whoever_writes_campaigns_does_not_release_them_unless_they_keep_the_house() {
        for role in [Role::Publisher, Role::Reviewer] {
            assert_ne!(may(role, Action::SubmitCampaign), may(role, Action::ReleaseCampaign), "{role:?}");
        }
    }

    #[test]
    fn a_permit_is_for_one_thing() {
        let name = StaffName::parse("王芳").unwrap();
        let member = StaffMember { id: StaffId(1), name, post: Post::Publisher };
        assert_eq!(Permit::of(member.clone(), Action::ManageStaff), Err(Forbidden));
        let permit = Permit::of(member, Action::SeeCampaigns).unwrap();
        assert_eq!(permit.is_for(Action::SeeCampaigns), Ok(()));
        assert_eq!(permit.is_for(Action::SubmitCampaign), Err(Forbidden), "though they may");
    }
}
