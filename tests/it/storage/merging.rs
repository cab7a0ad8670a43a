//! Two records of one person become one; what two people have in common never does.

use guiyan::app::console::{Alike, Clash, Correction, Merging, PeopleRecords, PeopleSearch, Unmergeable, Whose};
use guiyan::app::paper::PaperRecords;
use guiyan::app::records::FollowerRecords;
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::id::{ActivityId, PersonId, UnitId};
use guiyan::domain::sign_up::{Wish, Written};
use guiyan::storage::Database;
use jiff::SignedDuration;

use super::on_paper::{
    IDENTITY, answers, assert_all_are_filed, found, mobile, name, only, put_down, receipt, signs, sought, with_identity,
};
use crate::support::database::{Fixture, KEY, apply, fair, noon, openid, put_fair, sign_up_with, vault, wish};

on_both!(
    a_number_in_common_makes_them_likely_and_a_name_never_does,
    two_on_paper_become_one_and_lists_find_it_by_both_names,
    a_second_time_it_is_done_already,
    who_follows_takes_what_was_written_down_and_nothing_they_refused_is_opened,
    who_leaves_leaves_what_was_written_down_behind,
    who_is_erased_takes_all_that_became_theirs,
    what_cannot_become_one_stays_as_it_was,
    one_person_does_not_get_two_places,
    of_two_at_once_one_is_done,
    what_a_list_brings_meanwhile_is_not_lost,
    who_leaves_while_a_list_is_taken_leaves_nothing_without_a_record,
    who_is_erased_while_they_become_part_of_another_is_whole_or_gone,
    places_in_any_order_do_not_make_two_wait_for_each_other,
    what_became_theirs_is_their_place_in_the_chat_too,
);

/// Another one, made up.
const ANOTHER_IDENTITY: &str = "11010119900307002X";

async fn fairs<const N: usize>(db: &Database) -> [ActivityId; N] {
    let mut fairs = [ActivityId(0); N];
    for (n, at) in fairs.iter_mut().enumerate() {
        *at = put_fair(db, &fair(&format!("fair-{n}"), Some(9))).await;
    }
    fairs
}

async fn tell(db: &Database, who: &str, called: &str, number: &str) -> PersonId {
    apply(db, who, Effect::Follow { scene: None }).await;
    let told = Effect::Remember { name: Some(name(called)), mobile: Some(mobile(number)), unit: None };
    apply(db, who, told).await;
    let theirs = found(db, &sought(called)).await;
    theirs.iter().find(|line| line.on_wechat && line.mobile == Some(mobile(number))).unwrap().id
}

async fn likely(db: &Database, id: PersonId) -> Vec<(PersonId, Alike)> {
    db.likely_same(id).await.unwrap().into_iter().map(|one| (one.line.id, one.alike)).collect()
}

async fn merge(db: &Database, stays: PersonId, goes: PersonId) -> Merging {
    let detail = format!("person {goes} into person {stays}: 电话核对");
    db.merge((stays, goes), ("王芳", &detail), noon()).await.unwrap()
}

async fn places(db: &Database, id: PersonId) -> usize {
    db.person(id).await.unwrap().unwrap().places.len()
}

const BY_MOBILE: Alike = Alike { mobile: true, identity: None };

async fn a_number_in_common_makes_them_likely_and_a_name_never_does(fixture: Fixture) {
    let db = &fixture.open().await;
    let [one, two, three, four, five] = fairs(db).await;
    put_down(db, signs(one, with_identity("钟秀英", "13800000001", IDENTITY))).await;
    let theirs = only(db, "0001").await.id;
    put_down(db, signs(two, answers("钟秀瑛", "13800000001"))).await;
    let by_mobile = only(db, "钟秀瑛").await.id;
    put_down(db, signs(three, with_identity("钟秀英", "13900000002", IDENTITY))).await;
    let by_identity = only(db, "0002").await.id;
    put_down(db, signs(four, answers("钟秀英", "13700000003"))).await;
    let by_name = only(db, "0003").await.id;
    put_down(db, signs(five, with_identity("钟大山", "13800000001", ANOTHER_IDENTITY))).await;
    let family = only(db, "钟大山").await.id;
    let follows = tell(db, "oZhong", "钟秀英", "13600000004").await;
    apply(db, "oZhong", sign_up_with(four, with_identity("钟秀英", "13600000004", IDENTITY))).await;
    // Somebody whom they put down is somebody else.
    let neighbour = tell(db, "oNeighbour", "刘小红", "13500000005").await;
    let another = wish(five, with_identity("钟秀英", "13800000006", IDENTITY));
    apply(db, "oNeighbour", Effect::SignUp(Box::new(Wish { own: false, ..another }))).await;

    let expected = [
        (follows, Alike { mobile: false, identity: Some(true) }),
        (family, Alike { mobile: true, identity: Some(false) }),
        (by_identity, Alike { mobile: false, identity: Some(true) }),
        (by_mobile, BY_MOBILE),
    ];
    assert_eq!(likely(db, theirs).await, expected, "who came last first");
    let by_theirs: Vec<PersonId> = likely(db, follows).await.into_iter().map(|(id, _)| id).collect();
    assert_eq!(by_theirs, [by_identity, theirs]);
    for alone in [by_name, neighbour, PersonId(4711)] {
        assert_eq!(likely(db, alone).await, [], "{alone}");
    }
}

async fn two_on_paper_become_one_and_lists_find_it_by_both_names(fixture: Fixture) {
    let db = &fixture.open().await;
    let [one, two, three, four] = fairs(db).await;
    put_down(db, signs(one, answers("钟秀英", "13800000001"))).await;
    put_down(db, signs(two, answers("钟秀瑛", "13800000001"))).await;
    let (stays, goes) = (only(db, "钟秀英").await.id, only(db, "钟秀瑛").await.id);
    db.correct(goes, &Correction::Unit(UnitId(24)), ("王芳", "unit of person 2"), noon()).await.unwrap();

    let pair = db.pair((stays, goes), noon()).await.unwrap().unwrap();
    assert_eq!((pair.stays.line.id, pair.goes.line.id, pair.alike), (stays, goes, BY_MOBILE));
    assert_eq!((pair.clashes.as_slice(), pair.obstacle()), (&[][..], None));
    assert_eq!(merge(db, stays, goes).await, Merging::Done);

    assert_eq!((db.person(goes).await.unwrap(), likely(db, stays).await), (None, Vec::new()));
    let line = only(db, "0001").await;
    assert_eq!((line.id, line.name, line.unit), (stays, Some(name("钟秀英")), Some(UnitId(24))), "gaps are filled");
    assert_eq!(found(db, &sought("钟秀瑛")).await, []);
    assert_eq!(places(db, stays).await, 2);
    assert_eq!(fixture.number("SELECT count(*) FROM people WHERE name_hash IS NOT NULL").await, 1);
    let audit = "SELECT count(*) FROM audit WHERE action = 'person_merged' AND actor = '王芳' AND detail = \
                 'person 2 into person 1: 电话核对'";
    assert_eq!(fixture.number(audit).await, 1);

    // Neither name gives them a second place, and both bring them a new one.
    for (at, called) in [(one, "钟秀瑛"), (two, "钟秀英")] {
        let again = put_down(db, signs(at, answers(called, "13800000001"))).await;
        assert_eq!(again, Outcome::AlreadySignedUp(receipt(at, 1)), "{called}");
    }
    put_down(db, signs(three, answers("钟秀瑛", "13800000001"))).await;
    put_down(db, signs(four, answers("钟秀英", "13800000001"))).await;
    assert_eq!((places(db, stays).await, found(db, &PeopleSearch::default()).await.len()), (4, 1));

    // A third one takes both along.
    put_down(db, signs(one, answers("钟绣英", "13800000001"))).await;
    let third = only(db, "钟绣英").await.id;
    assert_eq!(merge(db, third, stays).await, Merging::Not(Unmergeable::TwoPlaces));
    let after = noon() + SignedDuration::from_hours(24 * 30);
    let done = db.merge((third, stays), ("王芳", "person 1 into person 3: 电话核对"), after).await.unwrap();
    assert_eq!((done, places(db, third).await), (Merging::Done, 5), "what is over hinders nobody");
    assert_all_are_filed(&fixture).await;
    assert!(db.erase_on_paper(third, ("王芳", "person 3: 本人要求"), noon()).await.unwrap());
    for table in ["people", "sign_ups WHERE answers_sealed IS NOT NULL"] {
        assert_eq!(fixture.number(&format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
    }
}

async fn a_second_time_it_is_done_already(fixture: Fixture) {
    let (db, other) = (&fixture.open().await, &fixture.open().await);
    let [one, two] = fairs(db).await;
    put_down(db, signs(one, answers("钟秀英", "13800000001"))).await;
    put_down(db, signs(two, answers("钟秀瑛", "13800000001"))).await;
    let (stays, goes) = (only(db, "钟秀英").await.id, only(db, "钟秀瑛").await.id);
    let (here, there) = tokio::join!(merge(db, stays, goes), merge(other, stays, goes));
    assert!([here, there].contains(&Merging::Done) && [here, there].contains(&Merging::Before), "{here:?} {there:?}");
    assert_eq!(merge(db, stays, goes).await, Merging::Before);
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE action = 'person_merged'").await, 1);
}

/// Somebody who follows, and is on a list under another spelling: theirs, and that of the list.
async fn on_a_list_too(db: &Database, at: ActivityId) -> (PersonId, PersonId) {
    put_down(db, signs(at, answers("钟秀瑛", "13800000001"))).await;
    let on_paper = only(db, "钟秀瑛").await.id;
    (tell(db, "oZhong", "钟秀英", "13800000001").await, on_paper)
}

async fn who_follows_takes_what_was_written_down_and_nothing_they_refused_is_opened(fixture: Fixture) {
    let db = &fixture.open().await;
    let [one, two] = fairs(db).await;
    let (follows, on_paper) = on_a_list_too(db, one).await;
    db.correct(on_paper, &Correction::Unit(UnitId(24)), ("王芳", "unit of person 1"), noon()).await.unwrap();
    apply(db, "oZhong", Effect::Consent { version: "2024-1".to_owned() }).await;
    apply(db, "oZhong", Effect::SetMuted(true)).await;
    assert_eq!(merge(db, follows, on_paper).await, Merging::Done);

    let person = db.person(follows).await.unwrap().unwrap();
    assert_eq!((person.line.name, person.line.unit), (Some(name("钟秀英")), Some(UnitId(24))));
    let on_wechat = person.on_wechat.unwrap();
    assert!(on_wechat.muted, "who wants no notices still wants none");
    assert_eq!(on_wechat.consents.len(), 1, "what was signed on paper is no consent in the chat");
    assert_eq!(person.places[0].whose, Whose::Written(Written::Paper));
    assert_eq!(person.places[0].consent.as_deref(), Some("paper"));
    let known = db.known(&openid("oZhong"), None).await.unwrap();
    assert_eq!((known.unit, known.sign_ups.len()), (Some(UnitId(24)), 0), "the chat knows who they are");
    let subject = vault(KEY).subject(&openid("oZhong"));
    let line = format!("SELECT count(*) FROM audit WHERE action = 'person_merged' AND subject = '{subject}'");
    assert_eq!(fixture.number(&line).await, 1);
    let again = put_down(db, signs(one, answers("钟秀英", "13800000001"))).await;
    assert_eq!(again, Outcome::AlreadySignedUp(receipt(one, 1)), "by the name that they tell too");
    put_down(db, signs(two, answers("钟秀瑛", "13800000001"))).await;
    assert_eq!(places(db, follows).await, 2, "a list brings it to them");
    assert_all_are_filed(&fixture).await;
}

async fn who_leaves_leaves_what_was_written_down_behind(fixture: Fixture) {
    let db = &fixture.open().await;
    let [one, two] = fairs(db).await;
    let (follows, on_paper) = on_a_list_too(db, one).await;
    assert_eq!(merge(db, follows, on_paper).await, Merging::Done);
    apply(db, "oZhong", sign_up_with(two, answers("钟秀英", "13800000001"))).await;
    apply(db, "oZhong", Effect::Leave).await;
    let line = only(db, "0001").await;
    assert_eq!((line.name, line.on_wechat), (Some(name("钟秀瑛")), false), "as it stands on the list");
    assert_eq!(places(db, line.id).await, 1);
    let live = "SELECT count(*) FROM sign_ups WHERE state = 'confirmed'";
    assert_eq!(fixture.number(live).await, 1, "whoever signed the list still comes");
    assert_all_are_filed(&fixture).await;
}

async fn who_is_erased_takes_all_that_became_theirs(fixture: Fixture) {
    let db = &fixture.open().await;
    let [one, two] = fairs(db).await;
    let (follows, on_paper) = on_a_list_too(db, one).await;
    assert_eq!(merge(db, follows, on_paper).await, Merging::Done);
    apply(db, "oZhong", sign_up_with(two, answers("钟秀英", "13800000001"))).await;
    assert_eq!(apply(db, "oZhong", Effect::Erase).await, Outcome::Erased { sign_ups: 2 });
    for table in ["people", "sign_ups WHERE answers_sealed IS NOT NULL OR person_id IS NOT NULL"] {
        assert_eq!(fixture.number(&format!("SELECT count(*) FROM {table}")).await, 0, "{table}");
    }
    assert_eq!(fixture.number("SELECT count(*) FROM activities WHERE taken <> 0").await, 0);
}

async fn what_cannot_become_one_stays_as_it_was(fixture: Fixture) {
    let db = &fixture.open().await;
    let [one, two, three] = fairs(db).await;
    let (follows, on_paper) = on_a_list_too(db, one).await;
    apply(db, "oAnother", Effect::Follow { scene: None }).await;
    let told = Effect::Remember { name: Some(name("钟秀兰")), mobile: Some(mobile("13800000001")), unit: None };
    apply(db, "oAnother", told).await;
    let another = only(db, "钟秀兰").await.id;
    put_down(db, signs(two, with_identity("钟秀英", "13900000002", IDENTITY))).await;
    let by_name = only(db, "0002").await.id;
    put_down(db, signs(three, with_identity("钟大山", "13900000002", ANOTHER_IDENTITY))).await;
    let family = only(db, "钟大山").await.id;
    for (stays, goes, expected) in [
        (follows, another, Merging::Not(Unmergeable::BothFollow)),
        (on_paper, follows, Merging::Not(Unmergeable::GoesFollows)),
        (follows, by_name, Merging::Not(Unmergeable::Unlike)),
        (by_name, family, Merging::Not(Unmergeable::Unlike)),
        (on_paper, on_paper, Merging::Gone),
        (on_paper, PersonId(4711), Merging::Gone),
        (PersonId(4711), on_paper, Merging::Gone),
    ] {
        assert_eq!(merge(db, stays, goes).await, expected, "{goes} into {stays}");
    }
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE action = 'person_merged'").await, 0);
    assert_eq!(fixture.number("SELECT count(*) FROM people WHERE merged_into IS NOT NULL").await, 0);
    assert_eq!(db.pair((on_paper, on_paper), noon()).await.unwrap(), None);
    assert_eq!(db.pair((on_paper, PersonId(4711)), noon()).await.unwrap(), None);
}

async fn one_person_does_not_get_two_places(fixture: Fixture) {
    let db = &fixture.open().await;
    let [at] = fairs(db).await;
    let (follows, on_paper) = on_a_list_too(db, at).await;
    apply(db, "oZhong", sign_up_with(at, answers("钟秀英", "13800000001"))).await;
    let pair = db.pair((follows, on_paper), noon()).await.unwrap().unwrap();
    let title = "春风行动招聘会".to_owned();
    assert_eq!(pair.clashes, [Clash { title, stays: receipt(at, 2), goes: receipt(at, 1) }]);
    assert_eq!(merge(db, follows, on_paper).await, Merging::Not(Unmergeable::TwoPlaces));
    let theirs = db.known(&openid("oZhong"), None).await.unwrap().sign_ups.remove(0);
    apply(db, "oZhong", Effect::CancelSignUp(theirs.id)).await;
    assert_eq!(merge(db, follows, on_paper).await, Merging::Done);
    // What is over hinders nobody.
    put_down(db, signs(at, answers("钟绣英", "13800000001"))).await;
    let (third, after) = (only(db, "钟绣英").await.id, noon() + SignedDuration::from_hours(24 * 30));
    assert_eq!(merge(db, follows, third).await, Merging::Not(Unmergeable::TwoPlaces));
    let done = db.merge((follows, third), ("王芳", "person 3 into person 2: 电话核对"), after).await.unwrap();
    assert_eq!(done, Merging::Done);
    assert_eq!(places(db, follows).await, 3);
}

async fn of_two_at_once_one_is_done(fixture: Fixture) {
    let (db, other) = (&fixture.open().await, &fixture.open().await);
    let [one, two] = fairs(db).await;
    put_down(db, signs(one, answers("钟秀英", "13800000001"))).await;
    put_down(db, signs(two, answers("钟秀瑛", "13800000001"))).await;
    let (first, second) = (only(db, "钟秀英").await.id, only(db, "钟秀瑛").await.id);
    let (here, there) = tokio::join!(merge(db, first, second), merge(other, second, first));
    let both = [here, there];
    assert!(both.contains(&Merging::Done) && both.contains(&Merging::Gone), "{both:?}");
    assert_eq!(found(db, &PeopleSearch::default()).await.len(), 1);
    assert_all_are_filed(&fixture).await;
}

async fn what_a_list_brings_meanwhile_is_not_lost(fixture: Fixture) {
    let (db, other) = (&fixture.open().await, &fixture.open().await);
    let fairs: [ActivityId; 12] = fairs(db).await;
    let (follows, on_paper) = on_a_list_too(db, fairs[0]).await;
    let wishes: Vec<_> = fairs[1..].iter().map(|at| signs(*at, answers("钟秀瑛", "13800000001"))).collect();
    let (down, merged) = tokio::join!(db.put_down(&wishes, "王芳", noon()), merge(other, follows, on_paper));
    assert_eq!((down.unwrap().len(), merged), (11, Merging::Done));
    assert_eq!(places(db, follows).await, 12);
    assert_all_are_filed(&fixture).await;
}

async fn who_leaves_while_a_list_is_taken_leaves_nothing_without_a_record(fixture: Fixture) {
    let (db, other) = (&fixture.open().await, &fixture.open().await);
    let fairs: [ActivityId; 12] = fairs(db).await;
    let (follows, on_paper) = on_a_list_too(db, fairs[0]).await;
    assert_eq!(merge(db, follows, on_paper).await, Merging::Done);
    let wishes: Vec<_> = fairs[1..].iter().map(|at| signs(*at, answers("钟秀瑛", "13800000001"))).collect();
    let (down, _) = tokio::join!(db.put_down(&wishes, "王芳", noon()), apply(other, "oZhong", Effect::Leave));
    assert_eq!(down.unwrap().len(), 11);
    assert_all_are_filed(&fixture).await;
}

async fn who_is_erased_while_they_become_part_of_another_is_whole_or_gone(fixture: Fixture) {
    let (db, other) = (&fixture.open().await, &fixture.open().await);
    let fairs: [ActivityId; 12] = fairs(db).await;
    let (follows, on_paper) = on_a_list_too(db, fairs[0]).await;
    let noted = ("王芳", "person: 本人当面要求");
    let (merged, erased) = tokio::join!(merge(db, follows, on_paper), other.erase_on_paper(on_paper, noted, noon()));
    let left = "SELECT count(*) FROM sign_ups WHERE openid IS NULL AND answers_sealed IS NOT NULL";
    let (erased, left) = (erased.unwrap(), fixture.number(left).await);
    assert!(
        matches!((&merged, erased, left), (Merging::Done, false, 1) | (Merging::Gone, true, 0)),
        "{merged:?} {erased} {left}"
    );
    assert_all_are_filed(&fixture).await;
}

async fn places_in_any_order_do_not_make_two_wait_for_each_other(fixture: Fixture) {
    let (db, other) = (&fixture.open().await, &fixture.open().await);
    let fairs: [ActivityId; 12] = fairs(db).await;
    let (follows, on_paper) = on_a_list_too(db, fairs[11]).await;
    // The last activity came first.
    for at in fairs[..11].iter().rev() {
        put_down(db, signs(*at, answers("钟秀瑛", "13800000001"))).await;
    }
    let noted = ("王芳", "person: 本人当面要求");
    let (merged, erased) = tokio::join!(merge(db, follows, on_paper), other.erase_on_paper(on_paper, noted, noon()));
    let left = "SELECT count(*) FROM sign_ups WHERE answers_sealed IS NOT NULL";
    let (erased, left) = (erased.unwrap(), fixture.number(left).await);
    assert!(
        matches!((&merged, erased, left), (Merging::Done, false, 12) | (Merging::Gone, true, 0)),
        "{merged:?} {erased} {left}"
    );
    assert_all_are_filed(&fixture).await;
}

async fn what_became_theirs_is_their_place_in_the_chat_too(fixture: Fixture) {
    let db = &fixture.open().await;
    let [at] = fairs(db).await;
    let (follows, on_paper) = on_a_list_too(db, at).await;
    assert_eq!(merge(db, follows, on_paper).await, Merging::Done);
    let own = wish(at, answers("钟秀英", "13800000001"));
    let queues = Wish { queues: true, ..own.clone() };
    // Together with others who come at that moment, and by itself.
    for wish in [own, queues] {
        let outcome = apply(db, "oZhong", Effect::SignUp(Box::new(wish))).await;
        assert_eq!(outcome, Outcome::AlreadySignedUp(receipt(at, 1)));
    }
    assert_eq!(fixture.number("SELECT taken FROM activities").await, 1);
    // Whom they put down is somebody else, and so is who else signs up.
    let another = Wish { own: false, ..wish(at, answers("钟大山", "13700000003")) };
    assert_eq!(apply(db, "oZhong", Effect::SignUp(Box::new(another))).await, Outcome::SignedUp(receipt(at, 2)));
    let neighbour = sign_up_with(at, answers("刘小红", "13500000005"));
    assert_eq!(apply(db, "oNeighbour", neighbour).await, Outcome::SignedUp(receipt(at, 3)));
}
