//! Content: what an import brought is what is loaded, and the same import again changes nothing.

use guiyan::app::records::{Changes, ContentRecords, ContentRows, EnterpriseDraft};
use guiyan::domain::activity::Activity;
use guiyan::domain::id::{EnterpriseId, OpeningId, PlaceId, TradeId};
use guiyan::domain::opening::{Enterprise, Opening, Phone, PhoneKind};
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use crate::support::database::{Fixture, apply, fair, noon, put_fair, seats, sign_up_with};

on_both!(
    what_was_put_is_loaded,
    the_same_import_again_changes_nothing,
    ids_stay_where_openings_stay,
    openings_of_another_source_are_left_alone,
    ended_openings_and_old_activities_are_not_loaded,
    a_changed_activity_keeps_its_seats,
    what_is_only_added_is_never_changed_back,
    two_imports_at_once_get_revisions_in_order,
);

pub fn opening(title: Option<&str>, headcount: u32, source: &str) -> Opening {
    Opening {
        id: OpeningId(0),
        enterprise: EnterpriseId(0),
        title: title.map(str::to_owned),
        headcount: Some(headcount),
        wage: None,
        requirements: Some("18至50岁".to_owned()),
        source: source.to_owned(),
        expires_at: None,
    }
}

pub fn draft(name: &str, openings: Vec<Opening>) -> EnterpriseDraft {
    let phones = vec![
        Phone {
            printed: "1380000000".to_owned(), kind: PhoneKind::Doubtful { reason: "少一位，请核对".to_owned() }
        },
        Phone { printed: "0797-5322222".to_owned(), kind: PhoneKind::Landline },
    ];
    let enterprise = Enterprise {
        id: EnterpriseId(0),
        name: name.to_owned(),
        address: "经开区一号路".to_owned(),
        place: Some(PlaceId::parse("zone").unwrap()),
        trade: Some(TradeId::parse("clothing").unwrap()),
        contacts: vec!["钟经理".to_owned()],
        phones,
        wechat_same_number: true,
    };
    EnterpriseDraft { enterprise, openings }
}

async fn put(db: &Database, drafts: &[EnterpriseDraft]) -> (u32, u32, u32) {
    let Changes { added, updated, unchanged } = db.put_enterprises(drafts, "import", "附件2", noon()).await.unwrap();
    (added, updated, unchanged)
}

async fn load(db: &Database) -> ContentRows {
    db.load(noon()).await.unwrap()
}

async fn what_was_put_is_loaded(fixture: Fixture) {
    let db = fixture.open().await;
    assert_eq!(db.revision().await.unwrap(), 0);
    let expires_at: Timestamp = "2026-03-01T00:00:00.123Z".parse().unwrap();
    let wanted = Opening { expires_at: Some(expires_at), ..opening(Some("缝纫工"), 30, "附件2") };
    let draft = draft("兴国样例服装厂", vec![wanted.clone()]);
    assert_eq!(put(&db, std::slice::from_ref(&draft)).await, (1, 0, 0));
    let fair = fair("spring", Some(300));
    db.put_activities(std::slice::from_ref(&fair), "staff", "招聘会", noon()).await.unwrap();
    let rows = fixture.open().await.load(noon()).await.unwrap();
    let [enterprise] = rows.enterprises.as_slice() else { panic!("{:?}", rows.enterprises) };
    assert_eq!(*enterprise, Enterprise { id: enterprise.id, ..draft.enterprise });
    assert_eq!(rows.openings, [Opening { id: rows.openings[0].id, enterprise: enterprise.id, ..wanted }]);
    assert_eq!(rows.activities, [Activity { id: rows.activities[0].id, ..fair }]);
    assert_eq!((rows.revision, db.revision().await.unwrap()), (2, 2));
    let audited = "SELECT count(*) FROM audit WHERE action IN ('enterprises_put', 'activities_put')";
    assert_eq!(fixture.number(audited).await, 2);
}

async fn the_same_import_again_changes_nothing(fixture: Fixture) {
    let db = fixture.open().await;
    let drafts: Vec<_> = (0..5).map(|n| draft(&format!("样例{n}厂"), vec![opening(None, 10 + n, "附件2")])).collect();
    assert_eq!(put(&db, &drafts).await, (5, 0, 0));
    let first = load(&db).await;
    assert_eq!(put(&db, &drafts).await, (0, 0, 5));
    let second = load(&db).await;
    assert_eq!((second.enterprises, second.openings, second.revision), (first.enterprises, first.openings, 1));
    assert_eq!(fixture.number("SELECT count(*) FROM audit").await, 1);
}

async fn ids_stay_where_openings_stay(fixture: Fixture) {
    let db = fixture.open().await;
    let source = "附件2";
    let before = vec![opening(Some("缝纫工"), 30, source), opening(None, 5, source), opening(Some("保安"), 1, source)];
    put(&db, &[draft("样例厂", before)]).await;
    let first = load(&db).await.openings;
    let after = vec![opening(Some("电工"), 2, source), opening(None, 6, source), opening(Some("缝纫工"), 30, source)];
    assert_eq!(put(&db, &[draft("样例厂", after)]).await, (0, 1, 0));
    let second = load(&db).await.openings;
    let id = |rows: &[Opening], title| rows.iter().find(|row| row.title.as_deref() == title).map(|row| row.id);
    assert_eq!(id(&second, Some("缝纫工")), id(&first, Some("缝纫工")));
    assert_eq!(id(&second, None), id(&first, None));
    assert_eq!(id(&second, Some("保安")), None);
    assert_eq!(second.len(), 3);
    assert!(first.iter().all(|old| Some(old.id) != id(&second, Some("电工"))), "a new opening has a new id");
    assert_eq!(db.revision().await.unwrap(), 2);
}

async fn openings_of_another_source_are_left_alone(fixture: Fixture) {
    let db = fixture.open().await;
    put(&db, &[draft("样例厂", vec![opening(Some("缝纫工"), 30, "附件2")])]).await;
    put(&db, &[draft("样例厂", vec![opening(Some("缝纫工"), 12, "企业来函")])]).await;
    let openings = load(&db).await.openings;
    let numbers: Vec<_> = openings.iter().map(|row| (row.source.as_str(), row.headcount)).collect();
    assert_eq!(numbers, [("附件2", Some(30)), ("企业来函", Some(12))]);
}

async fn ended_openings_and_old_activities_are_not_loaded(fixture: Fixture) {
    let db = fixture.open().await;
    let lasting = Opening { expires_at: Some(noon() + SignedDuration::from_secs(1)), ..opening(None, 1, "甲") };
    put(&db, &[draft("样例厂", vec![lasting])]).await;
    put_fair(&db, &fair("spring", None)).await;
    let later = noon() + SignedDuration::from_hours(51 + 30 * 24);
    let rows = db.load(later).await.unwrap();
    assert_eq!((rows.enterprises.len(), rows.openings.len(), rows.activities.len()), (1, 0, 0));
    assert_eq!(db.load(later - SignedDuration::from_secs(1)).await.unwrap().activities.len(), 1);
}

async fn a_changed_activity_keeps_its_seats(fixture: Fixture) {
    use guiyan::app::records::FollowerRecords;
    let db = fixture.open().await;
    let before = fair("spring", Some(2));
    let activity = put_fair(&db, &before).await;
    apply(&db, "oZhong", sign_up_with(activity, Vec::new())).await;
    let after = Activity { place: "县体育馆".to_owned(), capacity: Some(500), ..before };
    assert_eq!(put_fair(&db, &after).await, activity);
    let known = db.known(&crate::support::database::openid("oZhong"), Some(activity)).await.unwrap();
    assert_eq!(known.seats, Some(seats(500, 1)));
    let next = apply(&db, "oLiu", sign_up_with(activity, Vec::new())).await;
    assert!(format!("{next:?}").contains("sequence: 2"), "{next:?}");
    let after = Activity { ends_at: after.ends_at + SignedDuration::from_nanos(1), ..after };
    let again = db.put_activities(&[after], "staff", "again", noon()).await.unwrap();
    assert_eq!((again.added, again.updated, again.unchanged), (0, 0, 1));
}

async fn what_is_only_added_is_never_changed_back(fixture: Fixture) {
    let db = &fixture.open().await;
    let film = fair("film_day-2026-03-08", Some(5));
    let next = Activity { slug: "film_day-2026-03-15".to_owned(), ..film.clone() };
    let add = async |activities: &[Activity]| db.add_activities(activities, "pack", "recurring", noon()).await.unwrap();
    assert_eq!(add(std::slice::from_ref(&film)).await, Changes { added: 1, ..Changes::default() });
    let called_off = Activity { called_off: true, place: "县影院".to_owned(), ..film.clone() };
    db.put_activities(&[called_off], "staff", "called off", noon()).await.unwrap();
    let revision = db.revision().await.unwrap();
    assert_eq!(add(std::slice::from_ref(&film)).await, Changes { unchanged: 1, ..Changes::default() });
    assert_eq!(db.revision().await.unwrap(), revision, "nothing was done");
    assert_eq!(add(&[film, next]).await, Changes { added: 1, unchanged: 1, ..Changes::default() });
    let loaded = load(db).await.activities;
    assert!(loaded[0].called_off && loaded[0].place == "县影院");
    assert!(!loaded[1].called_off);
}

async fn two_imports_at_once_get_revisions_in_order(fixture: Fixture) {
    let (one, other) = (fixture.open().await, fixture.open().await);
    for round in 0..5 {
        let drafts = [draft(&format!("甲{round}厂"), Vec::new())];
        let more = [draft(&format!("乙{round}厂"), Vec::new())];
        tokio::join!(put(&one, &drafts), put(&other, &more));
    }
    assert_eq!(one.revision().await.unwrap(), 10);
    assert_eq!(load(&one).await.enterprises.len(), 10);
}
