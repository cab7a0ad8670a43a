//! Whom to ring about a campaign: who was not surely reached, by unit; in the records and as a workbook.

use std::io::Cursor;

use calamine::{Reader, Xlsx, open_workbook_from_rs};
use guiyan::app::campaigns::calls::CallRecords;
use guiyan::app::campaigns::records::{CampaignRecords, DeliveryRecords, Receipt};
use guiyan::app::content::{built_in, load};
use guiyan::app::export::campaign_calls::{Listed, write};
use guiyan::app::platform::id::MessageId;
use guiyan::domain::campaign::Audience;
use guiyan::domain::dialogue::effect::Effect;
use guiyan::domain::errand::{ErrandState, Why};
use guiyan::domain::form::Answer;
use guiyan::domain::id::{CampaignId, DeliveryId, UnitId};
use guiyan::domain::person::{MobileNumber, PersonName};
use guiyan::storage::Database;
use jiff::SignedDuration;

use super::campaigns::{UNCAPPED, begin, claim, plan_all, settle};
use crate::support::campaigns::{name, peopled, released, service};
use crate::support::database::{Fixture, apply, fair, noon, put_fair, sign_up_with};

on_both!(whoever_it_did_not_reach_is_to_be_rung_by_unit_and_nobody_else);

fn answers(name: &str, mobile: &str, unit: u16) -> Vec<(String, Answer)> {
    vec![
        ("name".to_owned(), Answer::Name(PersonName::parse(name).unwrap())),
        ("mobile".to_owned(), Answer::Mobile(MobileNumber::parse(mobile).unwrap())),
        ("unit".to_owned(), Answer::Unit(UnitId(unit))),
    ]
}

/// Each sheet's name, and its second row.
#[expect(clippy::disallowed_methods, reason = "the workbook is our own, and small")]
async fn sheets(db: &Database, id: CampaignId, reveal: bool) -> (Vec<(String, Vec<String>)>, Listed) {
    let pack = load(&built_in()).unwrap().pack;
    let campaign = db.campaign(id).await.unwrap().unwrap();
    let (book, listed) = write(db, (&campaign, None), (&pack, reveal)).await.unwrap();
    let mut bytes = Cursor::new(Vec::new());
    book.save(&mut bytes).unwrap();
    let mut book: Xlsx<_> = open_workbook_from_rs(bytes).unwrap();
    let names = book.sheet_names();
    let sheets = names.into_iter().map(|name| {
        let range = book.worksheet_range(&name).unwrap();
        let second = range.rows().nth(1).map_or(Vec::new(), |row| row.iter().map(ToString::to_string).collect());
        (name, second)
    });
    (sheets.collect(), listed)
}

async fn whoever_it_did_not_reach_is_to_be_rung_by_unit_and_nobody_else(fixture: Fixture) {
    let db = peopled(&fixture, 10).await;
    let activity = put_fair(&db, &fair("spring", None)).await;
    apply(&db, &name(3), sign_up_with(activity, answers("张三", "13800000001", 3))).await;
    apply(&db, &name(1), sign_up_with(activity, answers("李四", "13800000002", 5))).await;
    let id = released(&db, &service(Audience::default()), noon()).await;
    plan_all(&db, id, noon()).await;
    let later = noon() + SignedDuration::from_hours(24);
    let states = [
        ErrandState::Sent,
        ErrandState::Unreachable(Why::Refused),
        ErrandState::Dropped(Why::Muted),
        ErrandState::Held { until: later, why: Why::NoWay },
        ErrandState::Missed(Why::TooLate),
        ErrandState::Unknown,
        ErrandState::Sent,
        ErrandState::Sent,
    ];
    let claims = claim(&db, id, 8, noon()).await;
    for (claimed, state) in std::iter::zip(&claims, states) {
        begin(&db, claimed, UNCAPPED, noon()).await;
        let message = (*claimed == claims[6]).then(|| MessageId::parse("11").unwrap());
        assert!(settle(&db, claimed, (state, None, message), noon()).await);
    }
    let (message, to) = (MessageId::parse("11").unwrap(), claims[6].to.clone().unwrap());
    assert!(db.receipt(&message, &to, Receipt::Blocked, noon()).await.unwrap());
    apply(&db, &name(4), Effect::Leave).await;
    assert_eq!(db.units_to_call(id).await.unwrap(), [None, Some(UnitId(3)), Some(UnitId(5))]);
    let of = async |unit, behind| db.calls(id, unit, behind, 10).await.unwrap();
    let [three] = &of(Some(UnitId(3)), DeliveryId(0)).await[..] else { panic!("one of this unit") };
    assert_eq!((three.state, three.why()), (states[3], "还没发：等他对公众号说话".to_owned()));
    assert_eq!(three.name.as_ref().unwrap().reveal(), "张三");
    assert_eq!(three.mobile.as_ref().unwrap().reveal(), "13800000001");
    let [five] = &of(Some(UnitId(5)), DeliveryId(0)).await[..] else { panic!("one of this unit") };
    assert_eq!((five.state, five.receipt), (states[1], None));
    let unknown = of(None, DeliveryId(0)).await;
    let those: Vec<_> = unknown.iter().map(|call| (call.delivery, call.receipt)).collect();
    assert_eq!(those, [(claims[5].id, None), (claims[6].id, Some(Receipt::Blocked))], "who left is with nobody");
    assert!(unknown.iter().all(|call| call.mobile.is_none()));
    assert_eq!(of(None, claims[5].id).await.len(), 1, "page by page");
    let (masked, listed) = sheets(&db, id, false).await;
    assert_eq!(listed, Listed { people: 2, without_number: 2 });
    assert_eq!(masked.len(), 2, "of whom no number is known, nobody can be rung");
    assert_eq!(masked[0].1[..4], ["张*", "138****0001", "补贴到账", "还没发：等他对公众号说话"]);
    let (full, _) = sheets(&db, id, true).await;
    assert_eq!((full[1].0.as_str(), &full[1].1[1]), (masked[1].0.as_str(), &"13800000002".to_owned()));
}
