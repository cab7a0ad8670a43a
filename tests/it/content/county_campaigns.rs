//! The season's campaigns of the county's pack: each can be drawn up, and none has a flaw.

use guiyan::app::campaigns::draft;
use guiyan::app::campaigns::saved::{AudienceName, SavedAudience};
use guiyan::app::content::campaigns::{Names, read, read_audience};
use guiyan::app::content::{built_in, load};
use guiyan::domain::calendar::{WorkingDays, WorkingYear};
use guiyan::domain::campaign::{Almanac, Audience, Condition, Group, Term};
use guiyan::domain::catalog::Catalog;
use guiyan::domain::id::UnitId;
use guiyan::domain::validity::Validity;
use jiff::Timestamp;
use jiff::civil::date;

use crate::support::database::{KEY, vault};

fn catalog() -> Catalog {
    Catalog::build(1, load(&built_in()).unwrap().pack, Vec::new(), Vec::new(), Vec::new())
}

fn winter() -> Timestamp {
    "2026-01-05T10:00:00+08:00".parse().unwrap()
}

#[test]
fn the_season_is_six_campaigns_that_can_go_out() {
    let (loaded, catalog, vault) = (load(&built_in()).unwrap(), catalog(), vault(KEY));
    let almanac = Almanac { now: winter(), working_days: &catalog.pack.working_days };
    let begins: Vec<String> = loaded
        .campaigns
        .iter()
        .map(|sheet| {
            let draft = sheet.draft(Names { catalog: &catalog, vault: &vault, saved: &[] }).unwrap();
            assert_eq!(draft::flaws(&draft, &catalog, winter()), Vec::new(), "{}", sheet.name);
            draft.when.span(almanac).unwrap().0.to_string()
        })
        .collect();
    let expected =
        ["2026-01-26T02", "2026-02-10T01", "2026-02-16T01", "2026-02-22T01", "2026-03-04T02", "2026-03-20T02"];
    assert_eq!(begins.len(), expected.len());
    for (begin, expected) in begins.iter().zip(expected) {
        assert!(begin.starts_with(expected), "{begin} {expected}");
    }
}

/// 正月十六 of 2027 is a Sunday. Nothing of 2027 is known yet but its weekends.
#[test]
fn what_goes_out_on_the_first_day_of_work_goes_out_on_one() {
    let (loaded, catalog, vault) = (load(&built_in()).unwrap(), catalog(), vault(KEY));
    let working_days = WorkingDays::of([WorkingYear { year: 2027, source: String::new(), holidays: Vec::new() }]);
    let almanac = Almanac { now: "2027-01-05T10:00:00+08:00".parse().unwrap(), working_days: &working_days };
    let sheet = loaded.campaigns.iter().find(|sheet| sheet.name.contains("yuanxiao")).unwrap();
    let begins =
        sheet.draft(Names { catalog: &catalog, vault: &vault, saved: &[] }).unwrap().when.span(almanac).unwrap().0;
    assert_eq!(begins, "2027-02-22T10:00:00+08:00".parse().unwrap());
}

#[test]
fn names_are_looked_up_and_what_is_not_there_is_told() {
    let (catalog, vault) = (catalog(), vault(KEY));
    let of =
        |audience: &str| read_audience("who.toml", audience, Names { catalog: &catalog, vault: &vault, saved: &[] });
    let found = of("[[audience.any]]\nunits = [\"长冈乡\"]\nsilent_for_days = 30").unwrap();
    assert!(matches!(&found.any[0].0[..], [Condition::Units(units), Condition::SilentForDays(30)] if units.len() == 1));
    assert!(matches!(&found.any[0].0[0], Condition::Units(units) if units[0] != UnitId(0)));
    let listed = of("[[audience.any]]\nopenids = [\"oSomebody\"]").unwrap();
    assert!(!format!("{listed:?}").contains("oSomebody"), "a draft outlives whoever asks to be forgotten");
    assert_eq!(of("[[audience.any]]\nunits = [\"某某乡\"]"), Err("没有“某某乡”这个单位".to_owned()));
    assert_eq!(of("[[audience.any]]\ncame = 77"), Err("没有编号是 77 的活动".to_owned()));
    let chose = of("[[audience.any]]\nchose = { subject = [\"纺织服装\"] }").unwrap();
    assert!(matches!(&chose.any[0].0[..], [Condition::Chose { question, .. }] if question == "subject"));
    let slip = of("[[audience.any]]\nchose = { subject = [\"纺织\"] }");
    assert_eq!(slip, Err("subject 没有“纺织”这一项".to_owned()));
    let unasked = of("[[audience.any]]\nchose = { name = [\"张三\"] }");
    assert_eq!(unasked, Err("没有哪张报名表让人选 name".to_owned()));
    assert!(of("[[audience.any]]").unwrap_err().contains("没有写条件"));
    assert!(of("[[audience.any]]\nagge = 3").unwrap_err().contains("agge"));
}

#[test]
fn a_saved_audience_is_taken_over_as_it_stands_and_more_may_be_left_out() {
    let (catalog, vault) = (catalog(), vault(KEY));
    let group = |condition| Group(vec![condition]);
    let audience =
        Audience { any: vec![group(Condition::SeenInDays(30))], except: vec![group(Condition::Came(Term::Any))] };
    let name = AudienceName::parse("想回来的").unwrap();
    let saved = [SavedAudience { name, audience: audience.clone(), saved_by: "王芳".to_owned(), saved_at: winter() }];
    let of = |text: &str| read_audience("who.toml", text, Names { catalog: &catalog, vault: &vault, saved: &saved });
    assert_eq!(of("[audience]\nsaved = \"想回来的\"").unwrap(), audience);
    let fewer = of("[audience]\nsaved = \"想回来的\"\n[[audience.except]]\ntags = [\"已上岗\"]").unwrap();
    assert_eq!((fewer.any, fewer.except.len()), (audience.any, 2));
    assert_eq!(of("[audience]\nsaved = \"别的\""), Err("没有存过叫“别的”的人群".to_owned()));
    let both = of("[audience]\nsaved = \"想回来的\"\n[[audience.any]]\nwindow_open = true");
    assert!(both.unwrap_err().contains("不能再写 any"));
}

#[test]
fn a_policy_that_is_over_when_it_goes_out_is_not_advertised() {
    let (mut catalog, vault) = (catalog(), vault(KEY));
    let text = "title = \"试\"\ntopic = \"policies\"\nabout = { policy = \"graduate_living\" }\n[words]\nmessage = \"看 {link}\"";
    let flaws = |catalog: &Catalog, when: &str| {
        let sheet = read("try.toml", &format!("{text}\n{when}")).unwrap();
        let draft = sheet.draft(Names { catalog, vault: &vault, saved: &[] }).unwrap();
        draft::flaws(&draft, catalog, winter()).into_iter().map(|flaw| (flaw.fatal, flaw.reason)).collect::<Vec<_>>()
    };
    let over = |catalog: &Catalog, when: &str| {
        let expected = "高校毕业生就业生活补贴已于2026年1月10日结束";
        flaws(catalog, when).iter().any(|(fatal, reason)| *fatal && reason == expected)
    };
    let of = |until| Validity { from: None, until: Some(until) };
    catalog.pack.policies[0].valid = of(date(2026, 1, 10));
    assert_eq!(flaws(&catalog, ""), [], "it is the fifth of January");
    assert!(over(&catalog, "[when]\nstart = { day = \"1月11号\", time = \"10:00\" }"), "it would be over by then");
    let last_day = "[when]\nstart = { day = \"1月10号\", time = \"10:00\" }";
    assert_eq!(flaws(&catalog, last_day), []);
    catalog.pack.policies[0].valid = of(date(2026, 1, 4));
    assert!(!flaws(&catalog, "").is_empty());
}

#[test]
fn what_the_platform_would_punish_or_not_take_is_told_before_it_is_approved() {
    let (catalog, vault) = (catalog(), vault(KEY));
    let flaws = |words: &str| {
        let text = format!("title = \"试\"\ntopic = \"jobs\"\n{words}");
        let draft =
            read("try.toml", &text).unwrap().draft(Names { catalog: &catalog, vault: &vault, saved: &[] }).unwrap();
        let flaws = draft::flaws(&draft, &catalog, winter());
        flaws
            .into_iter()
            .map(|flaw| format!("{}{}", if flaw.fatal { "!" } else { "" }, flaw.reason))
            .collect::<Vec<_>>()
    };
    let one = |words: &str, part: &str| {
        let found = flaws(words);
        assert!(found.iter().any(|flaw| flaw.contains(part)), "{found:?}");
    };
    one("[words]", "!没有写要说的话");
    one("[words]\nmessage = \"看 {link}\"", "!要说的话里有 {link}");
    one("[words]\nmessage = \"看 {link}\"\npage = \"https://example.com\"", "!点开的那一页要从 / 写起");
    one("[words]\nmessage = \"先交200元押金\"", "招工不许向求职的人收钱");
    one("[words.template]\nid = \"T\"\nfields = { thing1 = \"电焊工三名\" }", "!招聘类的消息不能用模板消息发");
    one(
        "[words.notice]\nid = \"T\"\nfields = { thing1 = \"这一行字写得比二十个字还要多了好几个字，真的多呢\" }",
        "!订阅通知：模板字段 thing1",
    );
    one(&format!("[words]\nmessage = \"{}\"", "长".repeat(700)), "!要说的话现在是2100字节");
    one(
        "way = \"mass\"\n[words]\nmessage = \"看 {link}\"\npage = \"/jobs\"",
        "!群发给所有人的是同样的内容，不能有每人不同的",
    );
    let other = "way = \"mass\"\n[words]\nmessage = \"好\"\n[other_words]\nmessage = \"也好\"";
    one(other, "!群发给所有人的是同样的内容，不能有另一种说法");
    one("way = \"mass\"\n[words]\nmessage = \"好\"\n[when]\nspread_hours = 2", "!群发是一次发完的");
    one("way = \"mass\"\n[words]", "!群发写“要说的话”或者图文，只写一样");
    one("[words]\nmessage = \"看 {{链接}}，快来\"\npage = \"/jobs\"", "!话里的“{{链接}}”会照样发出去");
    let unlinked = flaws("[words]\nmessage = \"好消息\"\npage = \"/jobs\"");
    assert_eq!(unlinked, ["要说的话里没有 {link}：选了“点开是哪一页”，收到的人点不开"]);
    let at_two = "[words]\nmessage = \"好\"\n[when]\nstart = { day = \"1月8号\", time = \"02:00\" }";
    assert_eq!(flaws(at_two), ["夜里（21:00 到 8:00）不打扰人，等到 8:00 才发"]);
    assert_eq!(flaws(&format!("urgent = true\n{at_two}")), Vec::<String>::new());
    one(&format!("{at_two}\ntried_hours = 6"), "!夜里（21:00 到 8:00）不打扰人，等到 8:00 才发，可是");
    one("about = { opening = 7 }\n[words]\nmessage = \"招人\"", "!没有编号是 7 的岗位");
}

#[test]
fn a_night_that_is_too_long_stops_only_what_has_a_day_of_its_own() {
    let (catalog, vault) = (catalog(), vault(KEY));
    let late: Timestamp = "2026-01-05T22:00:00+08:00".parse().unwrap();
    let fatal = |start: &str| {
        let text = "title = \"试\"\ntopic = \"jobs\"\n[words]\nmessage = \"好\"\n[when]\ntried_hours = 6";
        let sheet = read("try.toml", &format!("{text}\n{start}")).unwrap();
        let draft = sheet.draft(Names { catalog: &catalog, vault: &vault, saved: &[] }).unwrap();
        let flaws = draft::flaws(&draft, &catalog, late);
        assert!(flaws.iter().any(|flaw| flaw.reason.contains("谁也收不到")), "{flaws:?}");
        flaws.iter().any(|flaw| flaw.fatal)
    };
    assert!(!fatal(""), "it may be released in the morning");
    assert!(fatal("start = { day = \"1月8号\", time = \"22:00\" }"));
}

#[test]
fn a_sheet_that_does_not_read_says_where() {
    let flaws = read("fair.toml", "title = \"试\"\ntopic = \"jobs\"\nwho = 3\n[words]\nmessage = \"好\"").unwrap_err();
    assert!(flaws.iter().any(|flaw| flaw.to_string().contains("fair.toml:3")), "{flaws:?}");
}
