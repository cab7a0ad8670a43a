//! The audit: what stands in it stays.

use guiyan::domain::dialogue::effect::Effect;

use crate::support::database::{Fixture, apply};

on_both!(no_line_is_changed_or_deleted_by_whoever_asks, who_is_erased_or_leaves_adds_lines_to_it);

const LINES: &str = "SELECT count(*) FROM audit";

async fn follower_who_left(fixture: &Fixture) {
    let db = fixture.open().await;
    for effect in [Effect::Follow { scene: None }, Effect::Consent { version: "2024-1".to_owned() }, Effect::Erase] {
        apply(&db, "oZhong", effect).await;
    }
    apply(&db, "oZhong", Effect::Leave).await;
}

async fn no_line_is_changed_or_deleted_by_whoever_asks(fixture: Fixture) {
    follower_who_left(&fixture).await;
    let before = fixture.number(LINES).await;
    let mut statements = vec![
        "UPDATE audit SET actor = 'somebody else'",
        "UPDATE audit SET at = 0 WHERE id = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = 1",
    ];
    if fixture.url.starts_with("postgres") {
        statements.push("TRUNCATE audit");
    }
    for statement in statements {
        let refusal = fixture.refusal(statement).await;
        assert!(refusal.contains("what stands in the audit stays"), "{statement}: {refusal}");
    }
    assert_eq!(fixture.number(LINES).await, before);
    assert_eq!(fixture.number("SELECT count(*) FROM audit WHERE actor = 'follower'").await, before);
}

async fn who_is_erased_or_leaves_adds_lines_to_it(fixture: Fixture) {
    follower_who_left(&fixture).await;
    let db = fixture.open().await;
    db.expire(1, fixture.now()).await.unwrap();
    db.tidy(fixture.now()).await.unwrap();
    for action in ["erased", "left"] {
        assert_eq!(fixture.number(&format!("{LINES} WHERE action = '{action}'")).await, 1, "{action}");
    }
}
