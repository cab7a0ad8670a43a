//! Who may what: every page of the table, as everybody.

use guiyan::app::staff::rights;
use guiyan::console::staff::table::{Entry, Method, Need, PAGES};
use guiyan::domain::staff::Role;
use reqwest::StatusCode;

use crate::support::console::{Page, Person, TestConsole};

/// The address of a page, with the sample fair and a first campaign where it speaks of one.
fn address(entry: &Entry) -> String {
    entry.path.replace("{id}", "1").replace("{number}", "1").replace("{other}", "2")
}

async fn ask(person: &Person, entry: &Entry) -> Page {
    match entry.method {
        Method::Get => person.get(&address(entry)).await,
        Method::Post => person.post(&address(entry), &[]).await,
    }
}

/// Nobody is sent away from the page to sign in; this form would end the session of whoever looks at all of them.
fn ends_the_session(entry: &Entry) -> bool {
    entry.path == "/console/sign-out"
}

#[tokio::test]
async fn everybody_gets_what_the_table_says_and_nothing_else() {
    let console = TestConsole::open().await;
    for (n, role) in Role::ALL.into_iter().enumerate() {
        let person = console.member(&format!("员工{n}"), role).await;
        for entry in PAGES.iter().filter(|entry| !ends_the_session(entry)) {
            // Whatever was looked at before: the token of a form is that of the session.
            person.get("/console/account").await;
            let Need::May(action) = entry.need else { continue };
            let page = ask(&person, entry).await;
            let place = format!("{} {:?} as {role:?}: {}", entry.path, entry.method, page.text);
            if rights::may(role, action) {
                let sent_away = page.location().starts_with("/console/sign-in");
                assert!(page.status != StatusCode::FORBIDDEN && !sent_away, "{place}");
                assert!(!page.status.is_server_error(), "{place}");
            } else {
                assert_eq!(page.status, StatusCode::FORBIDDEN, "{place}");
                assert!(page.text.contains("不归您管"), "{place}");
            }
        }
    }
}

#[tokio::test]
async fn whoever_is_not_signed_in_gets_to_the_page_where_one_does() {
    let console = TestConsole::open().await;
    let nobody = console.somebody();
    nobody.get("/console/sign-in").await;
    for entry in PAGES.iter().filter(|entry| entry.need != Need::Nothing) {
        let page = ask(&nobody, entry).await;
        let to = page.location().split('?').next().unwrap();
        assert_eq!((page.status, to), (StatusCode::SEE_OTHER, "/console/sign-in"), "{}", entry.path);
    }
}

#[tokio::test]
async fn what_only_takes_forms_says_so_to_whoever_looks_and_leads_back() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Administrator).await;
    let shown = |entry: &&Entry| PAGES.iter().any(|page| page.method == Method::Get && page.path == entry.path);
    for entry in PAGES.iter().filter(|entry| entry.method == Method::Post && !shown(entry)) {
        let page = person.get(&address(entry)).await;
        assert_eq!(page.status, StatusCode::METHOD_NOT_ALLOWED, "{}", entry.path);
        assert!(page.text.contains("不能刷新") && page.text.contains("href=\"/console\""), "{}", entry.path);
    }
    assert_eq!(person.post("/console/nowhere", &[]).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn whoever_has_not_set_up_their_account_gets_to_do_that_first() {
    let console = TestConsole::open().await;
    for (n, role) in [Role::Administrator, Role::Auditor].into_iter().enumerate() {
        let name = format!("新人{n}");
        let post = guiyan::domain::staff::Post::new(role, None, None).unwrap();
        let (first, person) = (console.add(&name, post).await, console.somebody());
        person.sign_in(&name, &first, "").await;
        for entry in PAGES.iter().filter(|entry| matches!(entry.need, Need::May(_))) {
            let page = ask(&person, entry).await;
            assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/console/set-up"), "{}", entry.path);
        }
    }
}
