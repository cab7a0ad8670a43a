//! The phones of staff: bound by a code, once, and gone with whoever holds them.

use guiyan::app::staff::{Account, OwnPhone, PhoneRecords, StaffRecords};
use guiyan::domain::binding::BindingCode;
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::id::StaffId;
use guiyan::domain::staff::{Post, StaffName};
use guiyan::storage::Database;
use jiff::{Timestamp, ToSpan};

use crate::support::database::{Fixture, apply, noon, openid};

on_both!(
    a_phone_is_bound_by_the_code_that_waits_for_it_and_once,
    a_code_waits_until_its_time_is_over_and_only_the_newest,
    whoever_leaves_or_begins_anew_has_no_phone,
    a_phone_that_leaves_is_nobodys,
);

fn name(text: &str) -> StaffName {
    StaffName::parse(text).unwrap()
}

async fn add(db: &Database, who: &str) -> StaffId {
    let account = Account { name: name(who), post: Post::Publisher, password_hash: "hash".to_owned() };
    db.add_staff(&account, "test", noon()).await.unwrap().unwrap()
}

fn soon() -> Timestamp {
    noon() + 10.minutes()
}

async fn sends(db: &Database, who: &str, code: &BindingCode) -> Outcome {
    apply(db, who, Effect::BindPhone(code.clone())).await
}

async fn a_phone_is_bound_by_the_code_that_waits_for_it_and_once(fixture: Fixture) {
    let db = fixture.open().await;
    let (wang, li) = (add(&db, "王芳").await, add(&db, "李华").await);
    let (code, other) = (BindingCode::of_number(48_219_035), BindingCode::of_number(7));
    assert_eq!(sends(&db, "oWang", &code).await, Outcome::NoSuchBinding, "nobody waits for it");
    db.await_phone(wang, &code, soon()).await.unwrap();
    db.await_phone(li, &other, soon()).await.unwrap();
    assert!(!String::from_utf8_lossy(&fixture.everything().await).contains("48219035"), "its hash alone is there");
    assert_eq!(sends(&db, "oWang", &code).await, Outcome::PhoneBound(name("王芳")));
    assert_eq!(sends(&db, "oMallory", &code).await, Outcome::NoSuchBinding, "it is used up");
    assert_eq!(db.phone(wang).await.unwrap(), Some(OwnPhone { openid: openid("oWang"), since: noon() }));
    assert_eq!(db.phone(li).await.unwrap(), None);
    let lines = "SELECT count(*) FROM audit WHERE action = 'staff_phone_bound' AND actor = '王芳'";
    assert_eq!(fixture.number(lines).await, 1);
    assert!(db.unbind_phone(wang, noon()).await.unwrap());
    assert!(!db.unbind_phone(wang, noon()).await.unwrap());
    assert_eq!(db.phone(wang).await.unwrap(), None);
    let lines = "SELECT count(*) FROM audit WHERE action = 'staff_phone_unbound' AND actor = '王芳'";
    assert_eq!(fixture.number(lines).await, 1);
}

async fn a_code_waits_until_its_time_is_over_and_only_the_newest(fixture: Fixture) {
    let db = fixture.open().await;
    let wang = add(&db, "王芳").await;
    let (old, new) = (BindingCode::of_number(1), BindingCode::of_number(2));
    db.await_phone(wang, &old, noon()).await.unwrap();
    assert_eq!(sends(&db, "oWang", &old).await, Outcome::NoSuchBinding, "its time is over");
    db.await_phone(wang, &old, soon()).await.unwrap();
    db.await_phone(wang, &new, soon()).await.unwrap();
    assert_eq!(sends(&db, "oWang", &old).await, Outcome::NoSuchBinding, "another one was drawn");
    assert_eq!(sends(&db, "oWang", &new).await, Outcome::PhoneBound(name("王芳")));
}

async fn whoever_leaves_or_begins_anew_has_no_phone(fixture: Fixture) {
    let db = fixture.open().await;
    let code = BindingCode::of_number(1);
    for who in ["王芳", "李华"] {
        let id = add(&db, who).await;
        db.await_phone(id, &code, soon()).await.unwrap();
        assert_eq!(sends(&db, "oTheirs", &code).await, Outcome::PhoneBound(name(who)));
        db.await_phone(id, &code, soon()).await.unwrap();
        match who {
            "王芳" => drop(db.end_staff(&name(who), "test", noon()).await.unwrap()),
            _ => drop(db.reset_staff(&name(who), "hash", "test", noon()).await.unwrap()),
        }
        assert_eq!(db.phone(id).await.unwrap(), None, "{who}");
        assert_eq!(sends(&db, "oTheirs", &code).await, Outcome::NoSuchBinding, "{who}");
    }
}

async fn a_phone_that_leaves_is_nobodys(fixture: Fixture) {
    let db = fixture.open().await;
    let code = BindingCode::of_number(1);
    let id = add(&db, "王芳").await;
    for gone in [Effect::Leave, Effect::Erase] {
        apply(&db, "oWang", Effect::Follow { scene: None }).await;
        db.await_phone(id, &code, soon()).await.unwrap();
        assert_eq!(sends(&db, "oWang", &code).await, Outcome::PhoneBound(name("王芳")));
        apply(&db, "oWang", gone).await;
        assert_eq!(db.phone(id).await.unwrap(), None);
    }
    let lines = "SELECT count(*) FROM audit WHERE action = 'staff_phone_unbound' AND actor = 'follower'";
    assert_eq!(fixture.number(lines).await, 2);
}
