//! Keywords over HTTP and in a real browser: counted, tried, changed in a draft, published, gone back from.

use guiyan::cli::chat::session::Session;
use guiyan::domain::staff::{Post, Role};
use reqwest::StatusCode;

use super::walk::{runs_our_script_alone, sign_in};
use crate::support::browser::{Browser, Screen};
use crate::support::console::{PASSWORD, Page, Person, TestConsole, hidden};

const KEYWORDS: &str = "/console/keywords";
const DRAFT: &str = "/console/keywords/draft";

/// Adds a word to a rule that is there, in the draft.
async fn add_word(person: &Person, rule: &str, word: &str) -> Page {
    let seen = hidden(&person.get("/console/keywords/new").await, "seen");
    person.post("/console/keywords/add-word", &[("rule", rule), ("word", word), ("seen", &seen)]).await
}

async fn publish(person: &Person) -> Page {
    let page = person.get(DRAFT).await;
    let (seen, after) = (hidden(&page, "seen"), hidden(&page, "after"));
    person.post("/console/keywords/draft/publish", &[("seen", &seen), ("after", &after)]).await
}

/// What the chat says to a word.
async fn answer(worker: &mut Session, word: &str) -> String {
    worker.say(word).await.unwrap().unwrap()
}

#[tokio::test]
async fn what_answers_and_what_nobody_understands_is_counted_without_names_and_numbers() {
    let console = TestConsole::open().await;
    let person = console.member("李华", Role::Reviewer).await;
    for (who, said) in [
        ("oOne", ["工资多少", "驾照怎么考", "张三丰"]),
        ("oTwo", ["工资", "请问驾照怎么考啊", "QQ 12345678"]),
        ("oThree", ["人工", "我跟老板吵架了咋搞", "谢谢"]),
    ] {
        let mut worker = console.house.session(who);
        for words in said {
            answer(&mut worker, words).await;
        }
    }
    console.house.house.words.flush().await.unwrap();
    let page = person.get(KEYWORDS).await.text;
    assert!(page.contains("<td>驾照怎么考</td><td>请问驾照怎么考啊</td><td class=\"number\">2</td>"), "{page}");
    for never in ["张三丰", "12345678", "吵架"] {
        assert!(!page.contains(never), "{never}: {page}");
    }
    let wages = person.get("/console/keywords?q=工价").await.text;
    assert!(wages.contains("<td class=\"number\">2</td><td class=\"number\">2</td>"), "{wages}");
    assert!(page.len() < 100_000, "{} bytes", page.len());
    assert!(!page.contains("加一条规则"), "they may not");
}

#[tokio::test]
async fn a_sentence_is_tried_and_told_why_and_nothing_comes_of_it() {
    let console = TestConsole::open().await;
    let person = console.member("李华", Role::InboxAgent).await;
    for (tried, why, told) in [
        ("工资", "整句话就是“工资”", "工资面议"),
        ("你们那里工资怎么样", "话里有“工资”", "工资面议"),
        ("zhaopinhui", "听起来像“招聘会”", "招聘会"),
        ("停", "整句话就是“停”", "不再"),
        ("服装厂", "按岗位名单去找", "服装"),
        ("天书奇谈", "没看懂", "没"),
        ("1", "这是一个编号", "工"),
    ] {
        let page = person.get(&format!("{KEYWORDS}?try={tried}")).await;
        assert!(page.in_element("why").contains(why), "{tried}: {}", page.in_element("why"));
        assert!(page.in_element("told").contains(told), "{tried}: {}", page.in_element("told"));
        assert!(!page.text.contains("bizmsgmenu"), "a choice is its words: {}", page.text);
    }
}

#[tokio::test]
async fn a_word_nobody_understood_answers_once_it_is_published_and_no_more_when_it_is_taken_back() {
    let console = TestConsole::open().await;
    let mut worker = console.house.session("oWorker");
    let person = console.member("王芳", Role::Publisher).await;
    assert!(!answer(&mut worker, "票子多不多").await.contains("工资面议"));
    console.house.house.words.flush().await.unwrap();
    let asked = "<td>票子多不多</td>";
    assert!(person.get(KEYWORDS).await.text.contains(asked));
    let page = add_word(&person, "wages", "票子").await;
    assert_eq!((page.status, page.location()), (StatusCode::SEE_OTHER, DRAFT), "{}", page.text);
    let draft = person.get(DRAFT).await.text;
    assert!(draft.contains("＋ 词：票子") && draft.contains("有 1 条规则不一样"), "{draft}");
    assert!(person.get(KEYWORDS).await.text.contains(asked), "nobody answers it yet");
    assert!(!answer(&mut worker, "票子多不多").await.contains("工资面议"), "it is a draft");
    let tried = person.get(&format!("{KEYWORDS}?try=票子&draft=yes")).await;
    assert!(tried.in_element("told").contains("工资面议"), "{}", tried.text);

    assert_eq!(publish(&person).await.location(), DRAFT);
    assert!(!person.get(KEYWORDS).await.text.contains(asked), "it is answered from now on");
    assert!(answer(&mut worker, "票子多不多").await.contains("工资面议"));
    let page = person.get(DRAFT).await;
    assert!(page.text.contains("改动：改“工资”") && page.text.contains("没有改动"), "{}", page.text);

    let after = hidden(&page, "after");
    let back = person.post("/console/keywords/roll-back", &[("to", "0"), ("after", &after)]).await;
    assert_eq!(back.location(), DRAFT, "{}", back.text);
    assert!(!answer(&mut worker, "票子多不多").await.contains("工资面议"));
    let page = person.get(DRAFT).await;
    let again = person.post("/console/keywords/roll-back", &[("to", &after), ("after", &hidden(&page, "after"))]).await;
    assert_eq!(again.location(), DRAFT, "{}", again.text);
    assert!(answer(&mut worker, "票子多不多").await.contains("工资面议"));

    let auditor = console.member("审计员", Role::Auditor).await;
    let audit = auditor.get("/console/audit").await.text;
    for words in ["改草稿", "发布新版", "关键词，改动", "退回内容包原来的", "退回第 1 版", "王芳"]
    {
        assert!(audit.contains(words), "{words}: {audit}");
    }
}

#[tokio::test]
async fn a_rule_is_made_changed_and_switched_off() {
    let console = TestConsole::open().await;
    let mut worker = console.house.session("oWorker");
    let person = console.member("王芳", Role::Publisher).await;
    let seen = |page: &Page| hidden(page, "seen");
    let page = person.get("/console/keywords/new?word=驾照").await;
    assert!(page.text.contains(">驾照</textarea>"), "{}", page.text);
    let say = "驾照的事，县里不管。\r\n有事打 {hotline}。";
    let fields = [("words", "驾照、考驾照，学车"), ("exact", ""), ("priority", "5"), ("say", say), ("seen", "")];
    assert_eq!(person.post("/console/keywords/new", &fields).await.location(), DRAFT);
    publish(&person).await;
    let told = answer(&mut worker, "想学车").await;
    assert!(told.contains("驾照的事，县里不管。\n有事打 12333"), "{told}");

    let page = person.get("/console/keywords/rule/staff_1").await;
    assert!(page.text.contains("驾照、考驾照、学车") && page.text.contains("{hotline}"), "{}", page.text);
    let after = hidden(&page, "after");
    let carried = [("seen", seen(&page)), ("after", after)];
    let carried = carried.each_ref().map(|(name, value)| (*name, value.as_str()));
    let fields = [("words", "驾照"), ("priority", "5"), ("button", "help"), ("say", say)];
    person.post("/console/keywords/rule/staff_1", &[&fields[..], &carried].concat()).await;
    let draft = person.get(DRAFT).await;
    assert!(draft.text.contains("－ 词：考驾照、学车") && draft.text.contains("＋ 回：怎么用"), "{}", draft.text);
    publish(&person).await;
    assert!(!answer(&mut worker, "驾照").await.contains("县里不管"));

    let page = person.get("/console/keywords/rule/wages").await;
    person.post("/console/keywords/rule/wages/switch", &[("off", "yes"), ("seen", &seen(&page))]).await;
    publish(&person).await;
    assert!(!answer(&mut worker, "工资").await.contains("工资面议"));
    let page = person.get(KEYWORDS).await.text;
    assert!(page.contains("停用的规则") && page.contains("薪资"), "{page}");
    let page = person.get("/console/keywords/rule/wages").await;
    assert!(page.text.contains("这条停用了"), "{}", page.text);
    person.post("/console/keywords/rule/wages/switch", &[("seen", &seen(&page))]).await;
    publish(&person).await;
    assert!(answer(&mut worker, "工资").await.contains("工资面议"));
}

#[tokio::test]
async fn what_is_wrong_is_told_and_never_published() {
    let console = TestConsole::open().await;
    let mut worker = console.house.session("oWorker");
    let person = console.member("王芳", Role::Publisher).await;
    let put = async |fields: &[(&str, &str)]| {
        let seen = hidden(&person.get("/console/keywords/new").await, "seen");
        person.post("/console/keywords/new", &[fields, &[("seen", &seen)]].concat()).await
    };
    for (fields, words) in [
        (vec![("words", "驾照"), ("priority", "7")], "请选一个去处"),
        (vec![("words", "驾照"), ("say", "有"), ("priority", "很大")], "0 到 100"),
        (vec![("words", "驾照驾照驾照驾照驾照驾照驾照驾照驾照驾照驾照"), ("say", "有")], "太长了"),
    ] {
        let page = put(&fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.text.contains(words) && page.text.contains("aria-invalid"), "{words}: {}", page.text);
        for (_, typed) in fields {
            assert!(
                page.text.contains(&format!(">{typed}<")) || page.text.contains(&format!("value=\"{typed}\"")),
                "{typed} is lost: {}",
                page.text
            );
        }
    }
    let page = add_word(&person, "wages", "两个 词").await;
    assert!(page.text.contains("请写一个词") && page.text.contains("value=\"两个 词\""), "{}", page.text);
    assert!(page.text.contains("<option value=\"wages\" selected>"), "{}", page.text);
    put(&[("words", "工资"), ("say", "不知道"), ("priority", "20")]).await;
    let draft = person.get(DRAFT).await.text;
    assert!(draft.contains("在规则 wages 里也有") && !draft.contains("马上这样回"), "{draft}");
    let page = publish(&person).await;
    assert!(page.text.contains("还不能发布"), "{}", page.text);
    assert!(answer(&mut worker, "工资").await.contains("工资面议"));

    let seen = hidden(&person.get(DRAFT).await, "seen");
    assert_eq!(person.post("/console/keywords/draft/drop", &[("seen", &seen)]).await.location(), KEYWORDS);
    assert!(person.get(DRAFT).await.text.contains("没有改动"));
    for nowhere in ["/console/keywords/rule/nothing", "/console/keywords/rule/X-1"] {
        assert_eq!(person.get(nowhere).await.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
}

#[tokio::test]
async fn two_who_write_at_once_do_not_overwrite_each_other() {
    let console = TestConsole::open().await;
    let (one, other) = (console.member("王芳", Role::Publisher).await, console.member("李华", Role::Publisher).await);
    let page = other.get("/console/keywords/rule/wages").await;
    add_word(&one, "wages", "票子").await;
    let fields = [("words", "工资"), ("say", "不知道"), ("seen", &hidden(&page, "seen"))];
    let late = other.post("/console/keywords/rule/wages", &fields).await;
    assert!(late.text.contains("没有存：您打开这一页以后，别人改过关键词"), "{}", late.text);
    let page = other.get(DRAFT).await;
    let (seen, after) = (hidden(&page, "seen"), hidden(&page, "after"));
    publish(&one).await;
    let late = other.post("/console/keywords/draft/publish", &[("seen", &seen), ("after", &after)]).await;
    assert!(late.text.contains("刚才别人改过了"), "there is no draft any more: {}", late.text);
    assert!(!late.text.contains("退回上一页"), "that is no help: {}", late.text);
    let again = one.post("/console/keywords/draft/publish", &[("seen", &seen), ("after", &after)]).await;
    assert_eq!(again.location(), DRAFT, "whoever presses twice has published once: {}", again.text);
    let page = one.get(DRAFT).await.text;
    assert!(page.contains("发布了第 1 版，现在用的就是它"), "{page}");
    add_word(&one, "wages", "钞票").await;
    let page = one.get(DRAFT).await;
    let fields = [("seen", hidden(&page, "seen")), ("after", String::new())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let late = one.post("/console/keywords/draft/publish", &fields).await;
    assert!(late.text.contains("刚才别人改过了"), "{}", late.text);
}

#[tokio::test]
async fn whoever_saves_a_rule_twice_saved_it_once() {
    let console = TestConsole::open().await;
    let person = console.member("王芳", Role::Publisher).await;
    for (address, words, rules) in [("/console/keywords/new", "驾照", 1), ("/console/keywords/rule/wages", "工钱", 2)]
    {
        let page = person.get(address).await;
        let (seen, after) = (hidden(&page, "seen"), hidden(&page, "after"));
        let fields = [("words", words), ("priority", "5"), ("say", "县里不管"), ("seen", &seen), ("after", &after)];
        for time in ["first", "second"] {
            person.get("/console/account").await;
            let sent = person.post(address, &fields).await;
            assert_eq!(sent.location(), DRAFT, "{address}, {time}: {}", sent.text);
        }
        let draft = person.get(DRAFT).await.text;
        assert!(draft.contains(&format!("有 {rules} 条规则不一样")), "{address}: {draft}");
    }
}

#[tokio::test]
async fn a_rule_that_somebody_else_published_meanwhile_is_not_typed_over_unseen() {
    let console = TestConsole::open().await;
    let (one, other) = (console.member("王芳", Role::Publisher).await, console.member("李华", Role::Publisher).await);
    let wages = one.get("/console/keywords/rule/wages").await;
    let typed_over = async |page: &Page| {
        let (seen, after) = (hidden(page, "seen"), hidden(page, "after"));
        let fields = [("words", "工资"), ("priority", "5"), ("say", "不知道"), ("seen", &seen), ("after", &after)];
        one.post("/console/keywords/rule/wages", &fields).await
    };
    add_word(&other, "wages", "票子").await;
    publish(&other).await;
    let late = typed_over(&wages).await;
    assert!(late.text.contains("没有存：您打开这一页以后，别人改过关键词"), "{}", late.text);
    assert!(late.text.contains(">工资</textarea>") && late.text.contains(">不知道</textarea>"), "{}", late.text);
    assert!(one.get(DRAFT).await.text.contains("没有改动"));
    // Whoever was told, and means it, sends it once more.
    assert_eq!(typed_over(&late).await.location(), DRAFT);
    let draft = one.get(DRAFT).await;
    assert!(draft.text.contains("－ 词：") && draft.text.contains("票子"), "{}", draft.text);
    one.post("/console/keywords/draft/drop", &[("seen", &hidden(&draft, "seen"))]).await;

    // Another rule was published, which is not in the way and stays.
    let wages = one.get("/console/keywords/rule/wages").await;
    let fields = [("words", "驾照"), ("priority", "5"), ("say", "县里不管"), ("seen", "")];
    other.post("/console/keywords/new", &fields).await;
    publish(&other).await;
    assert_eq!(typed_over(&wages).await.location(), DRAFT);
    let draft = one.get(DRAFT).await.text;
    assert!(draft.contains("有 1 条规则不一样") && !draft.contains("<td>停用</td>"), "{draft}");
    // A word that is added takes nothing back either, whatever was published since.
    let seen = hidden(&one.get(DRAFT).await, "seen");
    one.post("/console/keywords/draft/drop", &[("seen", &seen)]).await;
    let fields = [("rule", "wages"), ("word", "钞票"), ("seen", "")];
    assert_eq!(one.post("/console/keywords/add-word", &fields).await.location(), DRAFT);
    let draft = one.get(DRAFT).await.text;
    assert!(draft.contains("＋ 词：钞票") && draft.contains("有 1 条规则不一样"), "{draft}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sentence_nobody_understood_becomes_a_keyword_in_a_browser() {
    let console = TestConsole::open().await;
    let mut worker = console.house.session("oWorker");
    answer(&mut worker, "票子多不多").await;
    console.house.house.words.flush().await.unwrap();
    let code = console.set_up("王芳", Post::Publisher).await;
    let browser = Browser::start().await;
    let tab = browser.open(&format!("{}/console/sign-in", console.url), Screen::Office).await;
    sign_in(&tab, "王芳", PASSWORD, &code.at(console.now())).await;
    tab.click("关键词").await;
    tab.wait_for("票子多不多").await;
    assert!(tab.fits_the_width().await);
    tab.click("做成关键词").await;
    tab.wait_for("加到已经有的规则里").await;
    tab.fill("词", "票子").await;
    tab.evaluate::<serde_json::Value>("document.querySelector('#rule').value = 'wages', null").await;
    tab.click("加到草稿").await;
    tab.wait_for("＋ 词：票子").await;
    assert!(tab.fits_the_width().await);
    tab.click("发布，手机上马上这样回").await;
    tab.wait_for("没有改动。").await;
    tab.click("回到关键词").await;
    tab.fill("务工人员会打的话", "票子多不多").await;
    tab.click("试").await;
    tab.wait_for("话里有“票子”").await;
    assert!(tab.fits_the_width().await);
    runs_our_script_alone(&tab).await;
    assert!(tab.pdf().await.starts_with(b"%PDF"));
    assert!(answer(&mut worker, "票子多不多").await.contains("工资面议"));
}
