//! Menus that hang for a season: planned, claimed, hung and taken down as editions.

use guiyan::app::editions::{EditionRecords, NewEdition, Seen, Subject};
use guiyan::app::records::ContentRecords;
use guiyan::app::seasonal_menus::{Ending, MadeOf, NewSeasonalMenu, PlannedMenu, Planning, SeasonalMenuRecords};
use guiyan::domain::id::{EditionId, SeasonalMenuId};
use guiyan::domain::seasonal_menu::{Days, End, MOST_AHEAD, SeasonalState};
use guiyan::storage::Database;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};

use crate::support::database::{Fixture, noon};

on_both!(
    a_plan_takes_its_draft_along_and_shares_no_day_with_another,
    of_two_who_plan_the_same_days_at_once_one_does,
    one_replica_takes_it_on_until_its_claim_is_over,
    it_hangs_as_an_edition_and_comes_down_as_one,
    nothing_is_hung_or_taken_down_over_what_others_published,
    of_replicas_that_hang_it_at_once_one_does,
    what_never_hung_is_the_draft_again_where_nobody_writes_another,
    what_is_over_stays_so,
    a_row_that_does_not_read_stops_none_of_the_others,
    a_menu_that_does_not_read_is_no_draft_again,
);

const MENU: Subject = Subject::Menu;
/// A menu as an edition keeps it: the pack's.
const FESTIVE: &str = r#"{"menu":null}"#;

/// Of February.
fn days(first: i8, last: i8) -> Days {
    Days::new(date(2026, 2, first), date(2026, 2, last)).unwrap()
}

async fn plan(db: &Database, days: Days, made_of: MadeOf) -> Planning {
    let new = NewSeasonalMenu { days, content: FESTIVE, made_of };
    db.plan_seasonal_menu(new, "王芳", noon()).await.unwrap()
}

/// Plans the pack's menu for these days.
async fn plan_pack(db: &Database, days: Days) -> SeasonalMenuId {
    assert_eq!(plan(db, days, MadeOf::Edition(EditionId(0))).await, Planning::Done);
    let open = db.open_seasonal_menus().await.unwrap();
    open.iter().find(|plan| plan.menu.days == days).unwrap().menu.id
}

/// Writes a draft, and answers its version.
async fn draft(db: &Database, content: &str) -> i64 {
    let edition = newest(db).await;
    let seen = Seen { draft: None, edition };
    assert!(db.save_draft((MENU, content), seen, ("王芳", "menu put"), noon()).await.unwrap());
    db.draft(MENU).await.unwrap().unwrap().version
}

async fn newest(db: &Database) -> Option<EditionId> {
    db.editions(MENU, 1).await.unwrap().first().map(|edition| edition.id)
}

fn edition(content: &str, after: Option<EditionId>) -> NewEdition<'_> {
    NewEdition { subject: MENU, content, summary: "应季菜单", after }
}

async fn hang(db: &Database, id: SeasonalMenuId, after: Option<EditionId>) -> bool {
    db.hang_seasonal_menu(id, edition(FESTIVE, after), "王芳", noon()).await.unwrap()
}

async fn take_down(db: &Database, id: SeasonalMenuId, end: End, after: Option<EditionId>) -> bool {
    db.take_seasonal_menu_down((id, end), edition("plain", after), "李华", noon()).await.unwrap()
}

async fn end(db: &Database, id: SeasonalMenuId, end: End) -> bool {
    ending(db, id, end).await == Ending::Done
}

async fn ending(db: &Database, id: SeasonalMenuId, end: End) -> Ending {
    db.end_seasonal_menu((id, end), "李华", noon()).await.unwrap()
}

/// The one that is not over.
async fn open(db: &Database) -> PlannedMenu {
    let [plan] = <[PlannedMenu; 1]>::try_from(db.open_seasonal_menus().await.unwrap()).unwrap();
    plan
}

async fn a_plan_takes_its_draft_along_and_shares_no_day_with_another(fixture: Fixture) {
    let db = &fixture.open().await;
    let version = draft(db, FESTIVE).await;
    assert_eq!(plan(db, days(10, 12), MadeOf::Draft(version + 1)).await, Planning::Changed);
    assert!(db.draft(MENU).await.unwrap().is_some(), "it is another");
    assert_eq!(plan(db, days(10, 12), MadeOf::Draft(version)).await, Planning::Done);
    assert_eq!(db.draft(MENU).await.unwrap(), None, "it is planned");
    assert_eq!(db.revision().await.unwrap(), 0, "nothing of it answers");
    let planned = open(db).await;
    assert_eq!((planned.menu.days, planned.menu.state), (days(10, 12), SeasonalState::Planned));
    assert_eq!((planned.content.as_str(), planned.by.as_str(), planned.at), (FESTIVE, "王芳", noon()));
    assert_eq!((planned.trouble, planned.tries, planned.ended_at), (None, 0, None));

    assert_eq!(plan(db, days(10, 12), MadeOf::Draft(version)).await, Planning::Done, "a second click");
    assert_eq!(db.seasonal_menu(open(db).await.menu.id).await.unwrap(), Some(open(db).await));
    assert_eq!(db.seasonal_menu(SeasonalMenuId(4711)).await.unwrap(), None);

    let version = draft(db, "other").await;
    for other in [days(12, 14), days(8, 10), days(11, 11), days(1, 28)] {
        assert_eq!(plan(db, other, MadeOf::Draft(version)).await, Planning::Overlaps(days(10, 12)), "{other}");
    }
    assert!(db.draft(MENU).await.unwrap().is_some(), "nothing came of it");
    assert_eq!(plan(db, days(7, 9), MadeOf::Draft(version)).await, Planning::Done);
    for day in (13..).take(MOST_AHEAD - 2) {
        plan_pack(db, days(day, day)).await;
    }
    assert_eq!(plan(db, days(20, 20), MadeOf::Edition(EditionId(0))).await, Planning::TooMany);
    let all = db.open_seasonal_menus().await.unwrap();
    assert_eq!(all.len(), MOST_AHEAD);
    assert!(all.is_sorted_by_key(|plan| plan.menu.days.first()), "{all:?}");
    let noted = "SELECT count(*) FROM audit WHERE action = 'seasonal_menu_planned' AND actor = '王芳'";
    assert_eq!(fixture.number(noted).await, i64::try_from(MOST_AHEAD).unwrap());
}

async fn of_two_who_plan_the_same_days_at_once_one_does(fixture: Fixture) {
    let (one, other) = (&fixture.open().await, &fixture.open().await);
    let pack = MadeOf::Edition(EditionId(0));
    let both = tokio::join!(plan(one, days(10, 12), pack), plan(other, days(12, 14), pack));
    let mut done = [both.0, both.1];
    done.sort_by_key(|planning| *planning != Planning::Done);
    assert!(matches!(done, [Planning::Done, Planning::Overlaps(_)]), "{done:?}");
}

fn later(minutes: i64) -> Timestamp {
    noon() + SignedDuration::from_mins(minutes)
}

async fn one_replica_takes_it_on_until_its_claim_is_over(fixture: Fixture) {
    let (one, other) = (&fixture.open().await, &fixture.open().await);
    let id = plan_pack(one, days(6, 12)).await;
    let claim = |db: &Database, minute| {
        let db = db.clone();
        async move { db.claim_seasonal_menu(id, later(minute + 5), later(minute)).await.unwrap() }
    };
    let both = tokio::join!(claim(one, 0), claim(other, 0));
    assert!(both.0 != both.1, "{both:?}");
    assert!(!claim(one, 4).await && claim(one, 5).await, "whoever had it is gone");
    assert_eq!(open(one).await.tries, 2);

    // It was somebody else's by then.
    assert!(!one.release_seasonal_menu((id, later(5)), Some("微信不收"), later(6)).await.unwrap());
    assert_eq!(open(one).await.trouble, None);
    assert!(one.release_seasonal_menu((id, later(10)), Some("微信不收"), later(20)).await.unwrap());
    let trouble = open(other).await.trouble.unwrap();
    assert_eq!((trouble.told.as_str(), trouble.again_at), ("微信不收", later(20)));
    assert!(!claim(other, 19).await && claim(other, 20).await);
    one.release_seasonal_menu((id, later(25)), None, later(20)).await.unwrap();
    assert_eq!((open(one).await.trouble, claim(one, 20).await), (None, true));
    assert!(!one.claim_seasonal_menu(SeasonalMenuId(4711), later(90), later(80)).await.unwrap());
}

async fn it_hangs_as_an_edition_and_comes_down_as_one(fixture: Fixture) {
    let (db, other) = (&fixture.open().await, &fixture.open().await);
    let id = plan_pack(db, days(6, 12)).await;
    assert!(db.claim_seasonal_menu(id, later(5), noon()).await.unwrap());
    db.release_seasonal_menu((id, later(5)), Some("微信不收"), later(20)).await.unwrap();
    assert!(hang(db, id, None).await);
    let hanging = open(other).await;
    assert_eq!(hanging.menu.state, SeasonalState::Hanging { edition: EditionId(1), former: None });
    assert_eq!((hanging.trouble, hanging.tries), (None, 0), "what was in the way of it is over");
    assert_eq!(other.load(noon()).await.unwrap().menu.as_deref(), Some(FESTIVE));
    assert_eq!(other.revision().await.unwrap(), 1);
    assert!(!hang(db, id, Some(EditionId(1))).await, "once");
    assert_eq!(newest(db).await, Some(EditionId(1)), "and nothing was published the second time");

    assert!(take_down(db, id, End::Done, Some(EditionId(1))).await);
    assert_eq!(other.load(noon()).await.unwrap().menu.as_deref(), Some("plain"));
    assert_eq!(other.revision().await.unwrap(), 2);
    assert!(db.open_seasonal_menus().await.unwrap().is_empty());
    let past = other.past_seasonal_menus(5).await.unwrap();
    assert_eq!((past[0].menu.state, past[0].ended_at), (SeasonalState::Over(End::Done), Some(noon())));
    let lines = "SELECT count(*), max(actor) FROM audit WHERE action IN ('edition_published', 'seasonal_menu_ended')";
    assert_eq!(fixture.pairs(lines).await[0].0, 3);
}

async fn nothing_is_hung_or_taken_down_over_what_others_published(fixture: Fixture) {
    let db = &fixture.open().await;
    let id = plan_pack(db, days(6, 12)).await;
    assert!(db.publish(edition("theirs", None), None, "李华", noon()).await.unwrap());
    assert!(!hang(db, id, None).await, "another is the newest by now");
    assert_eq!(open(db).await.menu.state, SeasonalState::Planned);
    assert!(hang(db, id, Some(EditionId(1))).await);
    let ours = newest(db).await;
    let SeasonalState::Hanging { former, .. } = open(db).await.menu.state else { panic!() };
    assert_eq!(former, Some(EditionId(1)));

    assert!(db.publish(edition("theirs", ours), None, "李华", noon()).await.unwrap());
    let theirs = newest(db).await;
    for after in [ours, theirs] {
        assert!(!take_down(db, id, End::Done, after).await, "theirs stays");
    }
    assert_eq!(newest(db).await, theirs);
    assert!(end(db, id, End::Replaced).await);
    assert_eq!(newest(db).await, theirs);
}

async fn of_replicas_that_hang_it_at_once_one_does(fixture: Fixture) {
    let (one, other) = (&fixture.open().await, &fixture.open().await);
    let id = plan_pack(one, days(6, 12)).await;
    let (first, second) = tokio::join!(hang(one, id, None), hang(other, id, None));
    assert!(first != second, "{first} {second}");
    assert_eq!(one.editions(MENU, 10).await.unwrap().len(), 1);
    let after = newest(one).await;
    let (first, second) =
        tokio::join!(take_down(one, id, End::Done, after), take_down(other, id, End::CalledOff, after));
    assert!(first != second, "{first} {second}");
    assert_eq!(one.editions(MENU, 10).await.unwrap().len(), 2);
}

async fn what_never_hung_is_the_draft_again_where_nobody_writes_another(fixture: Fixture) {
    let db = &fixture.open().await;
    let plan_draft = async |content: &str| {
        let version = draft(db, content).await;
        assert_eq!(plan(db, days(10, 12), MadeOf::Draft(version)).await, Planning::Done);
        (open(db).await.menu.id, version)
    };
    let (id, version) = plan_draft(FESTIVE).await;
    assert!(end(db, id, End::CalledOff).await);
    let back = db.draft(MENU).await.unwrap().unwrap();
    assert_eq!((back.content.as_str(), back.by.as_str()), (FESTIVE, "王芳"));
    assert!(db.drop_draft(MENU, back.version, "李华", noon()).await.unwrap());
    assert!(back.version >= version);

    let (id, _) = plan_draft(FESTIVE).await;
    let theirs = draft(db, "theirs").await;
    assert_eq!(ending(db, id, End::CalledOff).await, Ending::Drafted, "its menu would be lost");
    assert_eq!(open(db).await.menu.state, SeasonalState::Planned);
    assert!(end(db, id, End::Missed).await);
    assert_eq!(db.draft(MENU).await.unwrap().unwrap().content, "theirs", "it is theirs");
    assert!(db.drop_draft(MENU, theirs, "李华", noon()).await.unwrap());

    let (id, _) = plan_draft(FESTIVE).await;
    assert!(hang(db, id, None).await && end(db, id, End::Replaced).await);
    assert_eq!(db.draft(MENU).await.unwrap(), None, "it hung");
    let of_an_edition = plan_pack(db, days(10, 12)).await;
    assert!(end(db, of_an_edition, End::CalledOff).await);
    assert_eq!(db.draft(MENU).await.unwrap(), None, "it never was a draft");
    let details = "SELECT id, detail FROM audit WHERE action = 'seasonal_menu_ended' ORDER BY id";
    let details: Vec<String> = fixture.pairs(details).await.into_iter().map(|(_, detail)| detail).collect();
    let told = [
        "2月10日到2月12日，取消，菜单放回草稿",
        "2月10日到2月12日，没有换上",
        "2月10日到2月12日，被别的菜单代替",
        "2月10日到2月12日，取消",
    ];
    assert_eq!(details, told);
}

async fn what_is_over_stays_so(fixture: Fixture) {
    let db = &fixture.open().await;
    let id = plan_pack(db, days(6, 12)).await;
    assert!(!end(db, id, End::Replaced).await && !end(db, id, End::Done).await, "it does not hang");
    assert!(!take_down(db, id, End::Done, None).await);
    assert!(hang(db, id, None).await);
    assert!(!end(db, id, End::CalledOff).await, "it has to be taken down");
    assert!(take_down(db, id, End::CalledOff, Some(EditionId(1))).await);
    for ending in [End::CalledOff, End::Missed, End::Replaced] {
        assert!(!end(db, id, ending).await, "{ending:?}");
    }
    assert!(!hang(db, id, Some(EditionId(2))).await);
    assert!(!db.claim_seasonal_menu(id, later(90), later(80)).await.unwrap());
    assert_eq!(newest(db).await, Some(EditionId(2)), "nothing else was published");
}

async fn a_row_that_does_not_read_stops_none_of_the_others(fixture: Fixture) {
    let db = &fixture.open().await;
    let (odd, sound) = (plan_pack(db, days(6, 7)).await, plan_pack(db, days(10, 12)).await);
    let ids = |plans: Vec<PlannedMenu>| plans.iter().map(|plan| plan.menu.id).collect::<Vec<_>>();
    for (last, state) in
        [("元宵", "planned"), ("2026-02-01", "planned"), ("2026-02-07", "hanging"), ("2026-02-07", "sold")]
    {
        let row = format!("UPDATE seasonal_menus SET last_day = '{last}', state = '{state}' WHERE id = {odd}");
        fixture.execute(&row).await;
        assert_eq!(ids(db.open_seasonal_menus().await.unwrap()), [sound], "{last} {state}");
        assert!(db.past_seasonal_menus(5).await.unwrap().is_empty(), "{last} {state}");
        assert_eq!(plan(db, days(6, 12), MadeOf::Edition(EditionId(0))).await, Planning::Overlaps(days(10, 12)));
    }
    assert!(end(db, sound, End::CalledOff).await);
    fixture.execute(&format!("UPDATE seasonal_menus SET state = 'done', first_day = '' WHERE id = {odd}")).await;
    assert_eq!(ids(db.past_seasonal_menus(5).await.unwrap()), [sound]);
}

async fn a_menu_that_does_not_read_is_no_draft_again(fixture: Fixture) {
    let db = &fixture.open().await;
    let version = draft(db, FESTIVE).await;
    assert_eq!(plan(db, days(10, 12), MadeOf::Draft(version)).await, Planning::Done);
    fixture.execute("UPDATE seasonal_menus SET content = 'torn'").await;
    draft(db, "theirs").await;
    assert!(end(db, open(db).await.menu.id, End::CalledOff).await, "nothing would be lost");
    assert_eq!(db.draft(MENU).await.unwrap().unwrap().content, "theirs");
}
