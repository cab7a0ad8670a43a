//! A county's worth of people and openings.

use std::sync::Arc;

use guiyan::app::records::{ContentRecords, EnterpriseDraft};
use guiyan::domain::dialogue::effect::Effect;
use guiyan::domain::id::{EnterpriseId, OpeningId, UnitId};
use guiyan::domain::opening::{Enterprise, Opening};
use guiyan::domain::person::{MobileNumber, PersonName};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::database::{Fixture, apply, noon};

/// People that are written at the same time.
const AT_ONCE: usize = 64;
/// Openings of one enterprise.
const EACH: u32 = 25;
const TITLES: [&str; 5] = ["缝纫工", "普工", "质检员", "包装工", "仓管员"];

/// By whom people are known.
pub fn openid(number: u32) -> String {
    format!("oCONSOLE{number:020}")
}

/// Each as somebody who told us who they are.
pub async fn fill(fixture: &Fixture, people: u32, openings: u32) {
    let database = fixture.open().await;
    let drafts: Vec<EnterpriseDraft> = (0..openings / EACH).map(enterprise).collect();
    database.put_enterprises(&drafts, "bench", "bench", noon()).await.unwrap();
    let (hands, mut writing) = (Arc::new(Semaphore::new(AT_ONCE)), JoinSet::new());
    for number in 0..people {
        let hand = Arc::clone(&hands).acquire_owned().await.unwrap();
        let database = database.clone();
        writing.spawn(async move {
            apply(&database, &openid(number), person(number)).await;
            drop(hand);
        });
    }
    writing.join_all().await;
    fixture.execute("ANALYZE").await;
}

fn person(number: u32) -> Effect {
    let given = ["明", "芳", "伟", "兰", "军", "秀英", "建国", "小红"][usize::try_from(number % 8).unwrap()];
    let family = ["张", "王", "李", "刘", "陈", "钟", "曾"][usize::try_from(number % 7).unwrap()];
    Effect::Remember {
        name: Some(PersonName::parse(&format!("{family}{given}")).unwrap()),
        mobile: Some(MobileNumber::parse(&format!("138{number:08}")).unwrap()),
        unit: Some(UnitId(u16::try_from(number % 27 + 1).unwrap())),
    }
}

fn enterprise(number: u32) -> EnterpriseDraft {
    let opening = |n: u32| Opening {
        id: OpeningId(0),
        enterprise: EnterpriseId(0),
        title: Some(format!("{}{}班", TITLES[usize::try_from(n).unwrap() % TITLES.len()], n / 5 + 1)),
        headcount: Some(n + 1),
        wage: Some(format!("{}元", 4000 + 100 * n)),
        requirements: None,
        source: "bench".to_owned(),
        expires_at: None,
    };
    let enterprise = Enterprise {
        id: EnterpriseId(0),
        name: format!("样例服装{number}厂"),
        address: format!("经开区{number}号路"),
        place: None,
        trade: None,
        contacts: vec!["钟经理".to_owned()],
        phones: Vec::new(),
        wechat_same_number: false,
    };
    EnterpriseDraft { enterprise, openings: (0..EACH).map(opening).collect() }
}
