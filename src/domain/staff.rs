//! Who works here, and as what.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use super::id::{EnterpriseId, StaffId, UnitId};

/// As what somebody works here. What each may do stands in one table, `app::staff::rights`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 县管理员: keeps accounts, and may do what the others of the centre do.
    Administrator,
    /// 发布员: writes what people read.
    Publisher,
    /// 审核员: lets it go out.
    Reviewer,
    /// 客服: answers people.
    InboxAgent,
    /// 乡镇办: what belongs to their unit.
    UnitClerk,
    /// 企业: what belongs to their enterprise.
    EnterpriseHr,
    /// 审计: reads the audit, and nothing else.
    Auditor,
}

impl Role {
    /// All of them, the widest first.
    pub const ALL: [Self; 7] = [
        Self::Administrator,
        Self::Publisher,
        Self::Reviewer,
        Self::InboxAgent,
        Self::UnitClerk,
        Self::EnterpriseHr,
        Self::Auditor,
    ];

    /// Its name in records, on the command line and in forms.
    pub fn id(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Publisher => "publisher",
            Self::Reviewer => "reviewer",
            Self::InboxAgent => "inbox_agent",
            Self::UnitClerk => "unit_clerk",
            Self::EnterpriseHr => "enterprise_hr",
            Self::Auditor => "auditor",
        }
    }

    /// The role of that name.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.id() == id)
    }

    /// As staff call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Administrator => "县管理员",
            Self::Publisher => "发布员",
            Self::Reviewer => "审核员",
            Self::InboxAgent => "客服",
            Self::UnitClerk => "乡镇办事员",
            Self::EnterpriseHr => "企业招工",
            Self::Auditor => "审计",
        }
    }
}

/// A role with what it is bound to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Post {
    /// [`Role::Administrator`].
    Administrator,
    /// [`Role::Publisher`].
    Publisher,
    /// [`Role::Reviewer`].
    Reviewer,
    /// [`Role::InboxAgent`].
    InboxAgent,
    /// [`Role::UnitClerk`] of this unit alone.
    UnitClerk(UnitId),
    /// [`Role::EnterpriseHr`] of this enterprise alone.
    EnterpriseHr(EnterpriseId),
    /// [`Role::Auditor`].
    Auditor,
}

/// A role without what it is bound to, or with something it is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPost {
    /// A clerk without a unit.
    #[error("乡镇办事员要写是哪个单位的")]
    NoUnit,
    /// Of an enterprise, and of none.
    #[error("企业招工要写是哪家企业的")]
    NoEnterprise,
    /// Bound to something that the role has nothing to do with.
    #[error("这个角色不分单位，也不分企业")]
    Bound,
}

impl Post {
    /// A role with its unit or enterprise.
    ///
    /// # Errors
    /// They do not belong together.
    pub fn new(role: Role, unit: Option<UnitId>, enterprise: Option<EnterpriseId>) -> Result<Self, InvalidPost> {
        let free = match role {
            Role::UnitClerk if enterprise.is_none() => return unit.map(Self::UnitClerk).ok_or(InvalidPost::NoUnit),
            Role::EnterpriseHr if unit.is_none() => {
                return enterprise.map(Self::EnterpriseHr).ok_or(InvalidPost::NoEnterprise);
            }
            Role::UnitClerk | Role::EnterpriseHr => return Err(InvalidPost::Bound),
            Role::Administrator => Self::Administrator,
            Role::Publisher => Self::Publisher,
            Role::Reviewer => Self::Reviewer,
            Role::InboxAgent => Self::InboxAgent,
            Role::Auditor => Self::Auditor,
        };
        if unit.is_some() || enterprise.is_some() { Err(InvalidPost::Bound) } else { Ok(free) }
    }

    /// The role alone.
    pub fn role(self) -> Role {
        match self {
            Self::Administrator => Role::Administrator,
            Self::Publisher => Role::Publisher,
            Self::Reviewer => Role::Reviewer,
            Self::InboxAgent => Role::InboxAgent,
            Self::UnitClerk(_) => Role::UnitClerk,
            Self::EnterpriseHr(_) => Role::EnterpriseHr,
            Self::Auditor => Role::Auditor,
        }
    }

    /// The unit that it is bound to.
    pub fn unit(self) -> Option<UnitId> {
        if let Self::UnitClerk(unit) = self { Some(unit) } else { None }
    }

    /// The enterprise that it is bound to.
    pub fn enterprise(self) -> Option<EnterpriseId> {
        if let Self::EnterpriseHr(enterprise) = self { Some(enterprise) } else { None }
    }
}

/// By what somebody signs in, and what stands in the audit: their own name, with a digit behind it where two share one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StaffName(Arc<str>);

/// The text is no name of staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("姓名要 2 到 20 个字，只能有汉字、字母、数字和“·”")]
pub struct InvalidStaffName;

impl StaffName {
    /// Longest name, in characters.
    pub const MAX: usize = 20;

    /// Full width becomes half width, and white space goes, so that one name is written in one way.
    ///
    /// # Errors
    /// It is too short or too long, or holds what no name holds.
    pub fn parse(text: &str) -> Result<Self, InvalidStaffName> {
        // Four times as much as is allowed is enough to see that it is too long.
        let name: String = text.chars().take(Self::MAX * 4).nfkc().filter(|c| !c.is_whitespace()).collect();
        let length = name.chars().count();
        let sound = (2..=Self::MAX).contains(&length) && name.chars().all(|c| c.is_alphanumeric() || c == '·');
        if sound { Ok(Self(name.into())) } else { Err(InvalidStaffName) }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for StaffName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for StaffName {
    type Error = InvalidStaffName;
    fn try_from(text: String) -> Result<Self, InvalidStaffName> {
        Self::parse(&text)
    }
}

impl From<StaffName> for String {
    fn from(name: StaffName) -> String {
        name.0.as_ref().to_owned()
    }
}

/// Somebody who works here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StaffMember {
    /// Row id.
    pub id: StaffId,
    /// By what they sign in.
    pub name: StaffName,
    /// As what.
    pub post: Post,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_has_what_its_role_is_bound_to_and_nothing_else() {
        let (unit, enterprise) = (UnitId(3), EnterpriseId(7));
        assert_eq!(Post::new(Role::UnitClerk, Some(unit), None), Ok(Post::UnitClerk(unit)));
        assert_eq!(Post::new(Role::UnitClerk, None, None), Err(InvalidPost::NoUnit));
        assert_eq!(Post::new(Role::EnterpriseHr, Some(unit), Some(enterprise)), Err(InvalidPost::Bound));
        assert_eq!(Post::new(Role::EnterpriseHr, None, Some(enterprise)), Ok(Post::EnterpriseHr(enterprise)));
        assert_eq!(Post::new(Role::Auditor, Some(unit), None), Err(InvalidPost::Bound));
        for role in Role::ALL {
            let bound = match role {
                Role::UnitClerk => Post::new(role, Some(unit), None),
                Role::EnterpriseHr => Post::new(role, None, Some(enterprise)),
                _ => Post::new(role, None, None),
            };
            assert_eq!(bound.map(Post::role), Ok(role));
            assert_eq!(Role::of(role.id()), Some(role));
        }
    }

    #[test]
    fn a_name_is_written_in_one_way() {
        for written in ["王芳2", " 王 芳 2 ", "王芳２"] {
            assert_eq!(StaffName::parse(written).map(|name| name.to_string()), Ok("王芳2".to_owned()));
        }
        let long = "王".repeat(21);
        for none in ["", "王", "王芳<b>", "a/b", "王\u{0}芳", long.as_str()] {
            assert_eq!(StaffName::parse(none), Err(InvalidStaffName), "{none}");
        }
    }
}
