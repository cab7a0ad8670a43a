//! Signing in and out, over HTTP: the first time, every day, and by somebody who should not.

use guiyan::app::staff::Keeper;
use guiyan::domain::staff::{Post, Role, StaffName};
use reqwest::{Method, StatusCode};

use crate::support::console::{Code, PASSWORD, Page, Person, SESSION, TestConsole};
use crate::support::log::Log;

const WRONG: &str = "姓名、密码或验证码不对";

fn refused(page: &Page) -> bool {
    page.status == StatusCode::FORBIDDEN && page.text.contains(WRONG)
}

#[tokio::test]
async fn the_first_time_a_password_and_a_code_are_set_up_before_anything_opens() {
    let console = TestConsole::open().await;
    let first = console.add("王芳", Post::Administrator).await;
    let person = console.somebody();
    let page = person.sign_in("王 芳", &first, "").await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, "/console/set-up"));
    for closed in ["/console/account", "/console/staff"] {
        assert_eq!(person.get(closed).await.location(), "/console/set-up", "{closed}");
    }

    let page = person.get("/console/set-up").await;
    assert!(page.text.contains("第 1 步，共 2 步"), "{}", page.text);
    let set = async |new, again| person.post("/console/set-up/password", &[("new", new), ("again", again)]).await;
    for (new, again, words) in [
        ("短", "短", "密码要 12 个字以上"),
        (PASSWORD, "three goats on the hall", "两次输入的密码不一样"),
        ("我是王芳我在就业中心上班", "我是王芳我在就业中心上班", "太容易猜"),
        (first.as_str(), first.as_str(), "要和原来的不一样"),
    ] {
        let page = set(new, again).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let before = person.cookies.lock().unwrap().clone();
    assert_eq!(set(PASSWORD, PASSWORD).await.location(), "/console/set-up");
    assert_ne!(before[SESSION], person.cookies.lock().unwrap()[SESSION], "a new session where rights grow");

    let page = person.get("/console/set-up").await;
    assert!(page.text.contains("第 2 步，共 2 步") && page.text.contains("<svg"), "{}", page.text);
    let words = page.text.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let code = Code::of(&words);
    assert!(person.get("/console/set-up").await.text.contains(&words), "the same until it is confirmed");
    let page = person.post("/console/set-up/code", &[("code", "000000")]).await;
    assert!(page.text.contains("验证码每 30 秒换一个") && page.text.contains(&words), "{}", page.text);
    let page = person.post("/console/set-up/code", &[("code", &code.at(console.now()))]).await;
    assert_eq!(page.location(), "/console");
    let page = person.get("/console/set-up").await;
    assert_eq!(page.location(), "/console", "it is done once");
    assert!(!person.get("/console/account").await.text.contains(&words), "and never shown again");
}

#[tokio::test]
async fn a_refusal_does_not_tell_what_was_wrong_and_no_code_is_good_twice() {
    let console = TestConsole::open().await;
    let code = console.set_up("王芳", Post::Publisher).await;
    let person = console.somebody();
    let right = code.at(console.now());
    for (name, password, code) in [
        ("李华", PASSWORD, right.as_str()),
        ("王芳", "three goats on the hall", right.as_str()),
        ("王芳", PASSWORD, "000000"),
        ("王芳", PASSWORD, ""),
        ("<script>", PASSWORD, ""),
    ] {
        let page = person.sign_in(name, password, code).await;
        assert!(refused(&page), "{name} {password} {code}: {}", page.text);
        assert!(!page.text.contains("<script>"));
    }
    assert_eq!(person.sign_in("王芳", PASSWORD, &right).await.location(), "/console");
    let other = console.somebody();
    assert!(refused(&other.sign_in("王芳", PASSWORD, &right).await), "seen over a shoulder, and used");
    console.house.clock.wait("30s".parse().unwrap());
    assert_eq!(other.sign_in("王芳", PASSWORD, &code.at(console.now())).await.location(), "/console");
}

#[tokio::test]
async fn whoever_tries_too_often_waits_whether_the_name_is_somebodys_or_not() {
    let console = TestConsole::open().await;
    let code = console.set_up("王芳", Post::Publisher).await;
    let person = console.somebody();
    for name in ["王芳", "没有这人"] {
        for _ in 0..5 {
            assert!(refused(&person.sign_in(name, "wrong password", "").await));
        }
        let page = person.sign_in(name, PASSWORD, &code.at(console.now())).await;
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "{name}");
        assert!(page.text.contains("请过 15 分钟再试"), "{}", page.text);
    }
    console.house.clock.wait("15m".parse().unwrap());
    assert_eq!(person.sign_in("王芳", PASSWORD, &code.at(console.now())).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn whoever_knows_a_name_does_not_keep_its_owner_out_of_their_own_browser() {
    let console = TestConsole::open().await;
    let code = console.set_up("王芳", Post::Publisher).await;
    let (owner, stranger) = (console.somebody(), console.somebody());
    let right = async |person: &Person| {
        console.house.clock.wait("30s".parse().unwrap());
        person.sign_in("王芳", PASSWORD, &code.at(console.now())).await
    };
    let signed_in = right(&owner).await;
    assert_eq!(signed_in.location(), "/console");
    let known = signed_in.headers.get_all("set-cookie").iter().map(|set| set.to_str().unwrap().to_owned());
    let known = known.into_iter().find(|set| set.contains("guiyan-known-")).unwrap();
    assert!(known.starts_with("__Host-") && known.contains("; HttpOnly; SameSite=Lax; Secure; Max-Age=15552000"));
    assert!(!known.contains("王芳"), "{known}");
    owner.get("/console/account").await;
    owner.post("/console/sign-out", &[]).await;

    for _ in 0..6 {
        stranger.sign_in("王芳", "three goats on the hall", "").await;
    }
    assert_eq!(right(&stranger).await.status, StatusCode::TOO_MANY_REQUESTS);
    // What is made up, or was given for another name, is worth nothing.
    let (cookie, value) = known.split(';').next().unwrap().split_once('=').unwrap();
    let other = console.member("李华", Role::Reviewer).await;
    let of_other = other.cookies.lock().unwrap().iter().find(|(name, _)| name.contains("known")).unwrap().1.clone();
    for forged in [&"0".repeat(64), &of_other] {
        stranger.cookies.lock().unwrap().insert(cookie.to_owned(), forged.to_owned());
        assert_eq!(right(&stranger).await.status, StatusCode::TOO_MANY_REQUESTS, "{forged}");
    }
    assert_eq!(right(&owner).await.location(), "/console", "they work on");

    // Of whoever has the cookie the tries are counted too.
    stranger.cookies.lock().unwrap().insert(cookie.to_owned(), value.to_owned());
    for _ in 0..5 {
        assert!(refused(&stranger.sign_in("王芳", "three goats on the hall", "").await));
    }
    assert_eq!(right(&stranger).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(right(&owner).await.location(), "/console", "their browser has another by now");
}

#[tokio::test]
async fn every_refusal_leaves_a_line_with_the_account_and_the_address_and_nothing_that_was_typed() {
    let console = TestConsole::open().await;
    let code = console.set_up("王芳", Post::Publisher).await;
    let mut person = console.somebody();
    person.address = Some("198.51.100.7");
    let (log, _guard) = Log::capture();
    for (name, password, code) in [
        ("王芳", "three goats on the hall", ""),
        ("王芳", PASSWORD, "000000"),
        (PASSWORD, "王芳", ""),
        ("王芳", PASSWORD, code.at(console.now()).as_str()),
    ] {
        person.sign_in(name, password, code).await;
    }
    assert_eq!(person.get("/console/staff").await.status, StatusCode::FORBIDDEN);
    let page = person.post_as_it_is("/console/account/password", &[("form", "x"), ("new", "a new secret")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let log = log.ours();
    for words in [
        "outcome=\"wrong\" staff=1 address=\"198.51.100.7\"",
        "outcome=\"wrong_code\" staff=1",
        "somebody signed in staff=1",
        "a page of the console is not theirs staff=1 path=\"/console/staff\"",
        "a form of the console was refused path=\"/console/account/password\" status=403",
    ] {
        assert!(log.contains(words), "{words}: {log}");
    }
    for typed in ["goats", "王芳", "a new secret", "000000"] {
        assert!(!log.contains(typed), "{typed}: {log}");
    }
}

#[tokio::test]
async fn an_address_is_limited_too_and_cannot_be_made_up() {
    let console = TestConsole::open().await;
    let mut person = console.somebody();
    person.address = Some("198.51.100.7");
    for n in 0..60 {
        assert!(refused(&person.sign_in(&format!("某人{n}"), "wrong password", "").await));
    }
    // What is further left in the header was said by the caller.
    person.address = Some("203.0.113.1, 198.51.100.7");
    assert_eq!(person.sign_in("某人", "wrong password", "").await.status, StatusCode::TOO_MANY_REQUESTS);
    person.address = Some("198.51.100.8");
    assert!(refused(&person.sign_in("某人", "wrong password", "").await), "others are not");
}

#[tokio::test]
async fn a_session_ends_when_it_lies_idle_when_the_day_is_over_and_when_somebody_says_so() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    let open = async || person.get("/console/account").await.status == StatusCode::OK;
    for _ in 0..24 {
        console.house.clock.wait("29m".parse().unwrap());
        assert!(open().await);
    }
    console.house.clock.wait("24m".parse().unwrap());
    let page = person.get("/console/account").await;
    assert_eq!(page.location(), "/console/sign-in?back=%2Fconsole%2Faccount");
    assert!(!person.cookies.lock().unwrap().contains_key(SESSION), "the cookie goes");

    let (one, other) = (console.member("李华", Role::Reviewer).await, console.somebody());
    let cookies = one.cookies.lock().unwrap().clone();
    one.get("/console/account").await;
    assert_eq!(one.post("/console/sign-out", &[]).await.location(), "/console/sign-in");
    *other.cookies.lock().unwrap() = cookies;
    assert_eq!(
        other.get("/console/account").await.location(),
        "/console/sign-in?back=%2Fconsole%2Faccount",
        "the old cookie opens nothing"
    );
}

#[tokio::test]
async fn whoever_signs_in_anew_comes_back_to_where_they_were_and_hears_that_nothing_was_done() {
    let console = TestConsole::open().await;
    let code = console.set_up("王芳", Post::InboxAgent).await;
    let person = console.somebody();
    let sign_in = async |back: &str| {
        console.house.clock.wait("30s".parse().unwrap());
        let code = code.at(console.now());
        let fields = [("name", "王芳"), ("password", PASSWORD), ("code", &code), ("back", back)];
        person.post("/console/sign-in", &fields).await
    };
    let asked = person.get("/console/inbox?shelf=ended").await;
    assert_eq!(asked.location(), "/console/sign-in?back=%2Fconsole%2Finbox%3Fshelf%3Dended");
    let page = person.get(asked.location()).await.text;
    assert!(page.contains("name=\"back\"") && !page.contains("已经退出"), "{page}");
    let page = person.post("/console/sign-in", &[("name", "王芳"), ("back", "/console/people/1")]).await;
    assert!(refused(&page) && page.text.contains("people"), "it is kept after a slip: {}", page.text);
    assert_eq!(sign_in("/console/inbox?shelf=ended").await.location(), "/console/inbox?shelf=ended");

    console.house.clock.wait("31m".parse().unwrap());
    let form = person.ask(Method::POST, "/console/inbox/1/say").body("words=1");
    let form = form.header("referer", format!("{}/console/inbox/1", console.url));
    let sent = person.send(form.header("content-type", "application/x-www-form-urlencoded")).await;
    assert_eq!(sent.location(), "/console/sign-in?back=%2Fconsole%2Finbox%2F1&lost=yes");
    let page = person.get(sent.location()).await.text;
    assert!(page.contains("刚才的没有发出去") && page.contains("回到那一页"), "{page}");
    for elsewhere in ["https://evil.example/console", "//evil.example", "/console//evil.example", "/desk/1"] {
        assert_eq!(sign_in(elsewhere).await.location(), "/console", "{elsewhere}");
        person.get("/console/sign-in?back=//evil.example&lost=yes").await;
    }
    let page = person.get("/console/sign-in?back=//evil.example&lost=yes").await.text;
    assert!(!page.contains("evil") && page.contains("请登录以后再做一次"), "{page}");
}

#[tokio::test]
async fn whoever_is_reset_or_leaves_is_signed_out_at_once() {
    let console = TestConsole::open().await;
    let (admin, clerk) =
        (console.member("王芳", Role::Administrator).await, console.member("李华", Role::UnitClerk).await);
    assert_eq!(clerk.get("/console/account").await.status, StatusCode::OK);
    let page = admin.get("/console/staff").await;
    assert!(page.text.contains("李华") && page.text.contains("乡镇办事员"), "{}", page.text);
    let page = admin.post("/console/staff/reset", &[("name", "李华")]).await;
    let first = page.in_element("first-password").to_owned();
    assert_eq!(clerk.get("/console/account").await.location(), "/console/sign-in?back=%2Fconsole%2Faccount");
    assert_eq!(clerk.sign_in("李华", &first, "").await.location(), "/console/set-up");
    admin.post("/console/staff/end", &[("name", "李华")]).await;
    assert_eq!(clerk.get("/console/set-up").await.location(), "/console/sign-in");
    assert!(refused(&clerk.sign_in("李华", &first, "").await));
    for verb in ["reset", "end"] {
        let page = admin.post(&format!("/console/staff/{verb}"), &[("name", "王芳")]).await;
        assert!(page.text.contains("不能对自己的账号这样做"), "{}", page.text);
    }
}

#[tokio::test]
async fn accounts_are_made_in_the_console_and_what_does_not_fit_is_said() {
    let console = TestConsole::open().await;
    let admin = console.member("王芳", Role::Administrator).await;
    admin.get("/console/staff").await;
    let add = async |name, role, unit| {
        admin.post("/console/staff/add", &[("name", name), ("role", role), ("unit", unit)]).await
    };
    for (name, role, unit, words) in [
        ("王", "publisher", "", "姓名要 2 到 20 个字"),
        ("李华", "", "", "请选一个角色"),
        ("李华", "unit_clerk", "", "要写是哪个单位的"),
        ("李华", "unit_clerk", "999", "要写是哪个单位的"),
        ("王芳", "publisher", "", "已经有叫“王芳”的人了"),
    ] {
        let page = add(name, role, unit).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{words}");
        assert!(page.text.contains(words), "{words}: {}", page.text);
    }
    let page = add("王", "unit_clerk", "3").await.text;
    assert!(page.contains("<option value=\"3\" selected>"), "the unit stays: {page}");
    let page = add("李华", "unit_clerk", "3").await;
    let first = page.in_element("first-password").to_owned();
    let again = add("李华", "unit_clerk", "3").await.text;
    assert!(again.contains("可能就是刚才加上的") && !again.contains(&first), "{again}");
    assert_eq!(console.somebody().sign_in("李华", &first, "").await.location(), "/console/set-up");
    let page = admin.get("/console/staff").await;
    assert!(!page.text.contains(&first), "it is shown once");
}

#[tokio::test]
async fn whoever_finds_a_session_left_open_cannot_try_passwords() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    person.get("/console/account").await;
    let change = async |present| {
        let new = "four goats on the hill";
        person.post("/console/account/password", &[("present", present), ("new", new), ("again", new)]).await
    };
    for _ in 0..5 {
        assert!(change("three goats on the hall").await.text.contains("不对，请再看一遍"));
    }
    assert!(change(PASSWORD).await.text.contains("试得太多了"));
    console.house.clock.wait("15m".parse().unwrap());
    assert_eq!(change(PASSWORD).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_first_password_is_good_for_a_week() {
    let console = TestConsole::open().await;
    let first = console.add("王芳", Post::Publisher).await;
    console.house.clock.wait("168h".parse().unwrap());
    console.house.clock.wait("1s".parse().unwrap());
    let page = console.somebody().sign_in("王芳", &first, "").await;
    assert!(page.text.contains("只管 7 天"), "{}", page.text);
    let name = StaffName::parse("王芳").unwrap();
    let again = console.house.house.accounts().reset(name, Keeper::CommandLine).await.unwrap();
    assert_eq!(console.somebody().sign_in("王芳", &again.first_password, "").await.location(), "/console/set-up");
}

#[tokio::test]
async fn a_form_of_another_page_or_of_another_person_changes_nothing() {
    let console = TestConsole::open().await;
    let (one, other) =
        (console.member("王芳", Role::Administrator).await, console.member("李华", Role::Administrator).await);
    let token = one.form.lock().unwrap().clone();
    one.get("/console/staff").await;
    let add = [("name", "赵六"), ("role", "publisher")];
    let ours = one.form.lock().unwrap().clone();
    for form in ["", "x", token.as_str()] {
        let page = one.post_as_it_is("/console/staff/add", &[&[("form", form)], &add[..]].concat()).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN);
        assert!(page.text.contains("没有提交上去"), "{}", page.text);
    }
    let theirs = other.post_as_it_is("/console/staff/add", &[&[("form", ours.as_str())], &add[..]].concat()).await;
    assert_eq!(theirs.status, StatusCode::FORBIDDEN);
    // With the right token, but from elsewhere, as its browser tells.
    for (header, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://elsewhere.example")] {
        let body = format!("form={ours}&name=%E8%B5%B5%E5%85%AD&role=publisher");
        let ask = one.ask(Method::POST, "/console/staff/add").header(header, value).body(body);
        let page = one.send(ask.header("content-type", "application/x-www-form-urlencoded")).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{header}");
    }
    assert!(!one.get("/console/staff").await.text.contains("赵六"));
}

#[tokio::test]
async fn every_page_is_for_this_browser_alone_and_says_so() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Administrator).await;
    let set = person.sign_in("王芳", "x", "").await;
    let cookie = set.headers.get("set-cookie").unwrap().to_str().unwrap();
    assert!(cookie.contains("; HttpOnly; SameSite=Lax; Secure"), "{cookie}");
    for path in ["/console/sign-in", "/console/account", "/console/staff", "/console/nowhere"] {
        let page = person.get(path).await;
        let header = |name: &str| page.headers.get(name).map_or("", |value| value.to_str().unwrap());
        assert_eq!((header("cache-control"), header("referrer-policy")), ("no-store", "same-origin"), "{path}");
        assert!(header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert!(page.text.len() < 100_000, "{path}: {} bytes", page.text.len());
    }
    assert_eq!(person.get("/console/nowhere").await.status, StatusCode::NOT_FOUND);
    let huge = "x".repeat(70_000);
    let page = person.post("/console/staff/add", &[("name", &huge)]).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn an_address_or_a_form_that_does_not_read_is_told_in_words_of_ours() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Administrator).await;
    for nowhere in [
        "/console/openings/abc",
        "/console/openings/99999999999999999999",
        "/console/activities/1/people/x",
        "/console/policies/compare?from=x",
        "/console/openings/4711",
    ] {
        let page = person.get(nowhere).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{nowhere}: {}", page.text);
        assert!(page.text.contains("没有这一页") && page.text.contains("主菜单"), "{nowhere}: {}", page.text);
        assert!(!page.text.contains("到登录页"), "{nowhere}");
    }
    // Of a form alone, and of nothing at all.
    for (nowhere, status) in
        [("/console/openings/1/state", StatusCode::METHOD_NOT_ALLOWED), ("/console/nowhere", StatusCode::NOT_FOUND)]
    {
        let page = person.get(nowhere).await;
        assert_eq!(page.status, status, "{nowhere}: {}", page.text);
        assert!(page.text.contains("回到今天") && !page.text.contains("到登录页"), "{nowhere}: {}", page.text);
        assert!(console.somebody().get(nowhere).await.text.contains("到登录页"), "{nowhere}");
    }
    person.get("/console/account").await;
    let page = person.post("/console/openings/abc/state", &[("state", "filled")]).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND, "{}", page.text);
    let page = person.post("/console/openings/1/state", &[("state", "filled"), ("state", "filled")]).await;
    assert!(page.status.is_client_error() && page.text.contains("没有提交上去"), "{}", page.text);
    let page = person.send(person.ask(Method::POST, "/console/openings/1/state").body("x")).await;
    assert!(page.status.is_client_error() && page.text.contains("没有提交上去"), "{}", page.text);
}
