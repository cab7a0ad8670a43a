//! Templates of subscription notices (platform sheet 7.4).

use std::sync::Arc;

use super::errcode::{BAD_KIDS, BAD_SCENE, BAD_TEMPLATE_ID, BAD_TID, Refusal, TOO_MANY_NOTICES};
use super::opaque;

/// Templates in use at one time.
const MOST: usize = 50;
/// Characters of the note on what it is for.
const SCENE: usize = 15;

/// A keyword that a title offers: its number, its name, its kind.
pub type Offered = (u32, &'static str, &'static str);

/// A title of the platform's library.
#[derive(Debug, Clone, Copy)]
pub struct Title {
    /// Its number.
    pub tid: u32,
    /// In Chinese.
    pub title: &'static str,
    /// To which category it belongs.
    pub category: u32,
    /// A consent lasts: for public services alone.
    pub lasting: bool,
    /// To choose two to five from.
    pub keywords: &'static [Offered],
}

/// The categories of the account.
pub const CATEGORIES: &[(u32, &str)] = &[(2, "政务民生"), (616, "就业服务")];

/// Ours alone; the numbers mean nothing elsewhere.
pub const LIBRARY: &[Title] = &[
    Title {
        tid: 99,
        title: "岗位推荐通知",
        category: 616,
        lasting: true,
        keywords: &[(1, "岗位名称", "thing"), (2, "发布时间", "date"), (3, "用人单位", "thing"), (4, "月薪", "amount")],
    },
    Title {
        tid: 100,
        title: "审核结果通知",
        category: 2,
        lasting: false,
        keywords: &[(1, "审核事项", "thing"), (2, "审核时间", "date"), (3, "审核结果", "phrase"), (4, "姓名", "name")],
    },
    Title {
        tid: 101,
        title: "活动开始提醒",
        category: 2,
        lasting: false,
        keywords: &[
            (1, "活动名称", "thing"),
            (2, "开始时间", "time"),
            (3, "地点", "thing"),
            (4, "联系电话", "phone_number"),
        ],
    },
];

/// A template in use.
#[derive(Debug, Clone)]
pub struct Notice {
    /// `priTmplId`.
    pub id: Arc<str>,
    /// Above the card.
    pub title: String,
    /// A consent lasts.
    pub lasting: bool,
    /// Name and key (`thing1`), top to bottom.
    pub rows: Vec<(String, String)>,
}

impl Notice {
    /// As the list of templates shows it.
    pub fn content(&self) -> String {
        self.rows.iter().map(|(name, key)| format!("{name}:{{{{{key}.DATA}}}}\n")).collect()
    }
}

/// All templates of the account.
#[derive(Debug, Default)]
pub struct Notices(Vec<Notice>);

impl Notices {
    /// Takes a title into use, with these of its keywords.
    pub fn add(&mut self, tid: u32, kids: &[u32], scene: &str) -> Result<Arc<str>, Refusal> {
        let title = LIBRARY.iter().find(|title| title.tid == tid).ok_or_else(|| Refusal::of(BAD_TID))?;
        let row = |kid: &u32| {
            let (_, name, kind) = title.keywords.iter().find(|(offered, ..)| offered == kid)?;
            Some(((*name).to_owned(), format!("{kind}{kid}")))
        };
        let rows: Option<Vec<_>> = kids.iter().map(row).collect();
        let rows = rows.filter(|rows| (2..=5).contains(&rows.len())).ok_or_else(|| Refusal::of(BAD_KIDS))?;
        if scene.chars().count() > SCENE {
            return Err(Refusal::of(BAD_SCENE));
        }
        if self.0.len() >= MOST {
            return Err(Refusal::of(TOO_MANY_NOTICES));
        }
        let id: Arc<str> = opaque::id(43).into();
        self.0.push(Notice { id: Arc::clone(&id), title: title.title.to_owned(), lasting: title.lasting, rows });
        Ok(id)
    }

    pub fn get(&self, id: &str) -> Result<&Notice, Refusal> {
        self.0.iter().find(|notice| *notice.id == *id).ok_or_else(|| Refusal::of(BAD_TEMPLATE_ID))
    }

    pub fn delete(&mut self, id: &str) -> Result<(), Refusal> {
        self.get(id)?;
        self.0.retain(|notice| *notice.id != *id);
        Ok(())
    }

    pub fn iter(&self) -> impl Iterator<Item = &Notice> {
        self.0.iter()
    }
}
