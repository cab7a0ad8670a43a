//! Packs with one thing wrong: each is told with its file, its line and its field.

use guiyan::app::content::files::PackFiles;
use guiyan::app::content::flaw::{Flaw, Severity};
use guiyan::app::content::{built_in, load};

/// The county's pack with one file changed.
fn pack_with(path: &str, change: impl FnOnce(&str) -> String) -> PackFiles {
    let mut files = built_in();
    let text = change(files.get(path).unwrap());
    files.insert(path, text);
    files
}

/// Puts `broken` where `sound` first stands; it must stand there.
fn replace(path: &str, sound: &str, broken: &str) -> (PackFiles, usize) {
    let mut line = 0;
    let files = pack_with(path, |text| {
        let at = text.find(sound).unwrap_or_else(|| panic!("{path} holds no {sound}"));
        line = text[..at].matches('\n').count() + 1;
        text.replacen(sound, broken, 1)
    });
    (files, line)
}

fn append(path: &str, more: &str) -> (PackFiles, usize) {
    let mut line = 0;
    let files = pack_with(path, |text| {
        line = text.matches('\n').count() + 1;
        format!("{text}{more}")
    });
    (files, line)
}

fn errors(files: &PackFiles) -> Vec<Flaw> {
    let Err(flaws) = load(files) else { panic!("the pack loads") };
    flaws.into_iter().filter(|flaw| flaw.severity == Severity::Error).collect()
}

/// The pack has this one error, on this line.
fn has_one_error((files, line): (PackFiles, usize), file: &str, field: &str, reason: &str) {
    let errors = errors(&files);
    let [error] = errors.as_slice() else { panic!("not one error: {errors:#?}") };
    assert_eq!((error.file.as_str(), error.line), (format!("config/xingguo/{file}").as_str(), Some(line)), "{error}");
    assert_eq!(error.field.as_deref(), Some(field), "{error}");
    assert!(error.reason.contains(reason), "{error}");
}

#[test]
fn a_flaw_reads_like_a_compiler_s() {
    let (files, line) = replace("menu.toml", "\"找工作\"", "\"找一份新工作\"");
    let shown = errors(&files)[0].to_string();
    assert_eq!(
        shown,
        format!("config/xingguo/menu.toml:{line} 错误：name “找一份新工作”有18字节，最多16（一个汉字3字节）")
    );
}

#[test]
fn a_menu_name_too_long_for_the_platform_is_refused() {
    let long = format!("\"{}\"", "岗".repeat(21));
    has_one_error(replace("menu.toml", "\"看招工岗位\"", &long), "menu.toml", "name", "最多60");
}

#[test]
fn a_menu_name_too_long_for_the_phone_is_warned_about() {
    let (files, line) = replace("menu.toml", "\"看招工岗位\"", "\"看一看最新的招工岗位\"");
    let warnings = load(&files).unwrap().warnings;
    assert!(warnings.iter().any(|flaw| flaw.line == Some(line) && flaw.reason.contains("只显示8个")), "{warnings:#?}");
}

#[test]
fn a_menu_has_at_most_three_buttons() {
    let (files, _) = append("menu.toml", "[[button]]\nname = \"更多\"\nkind = \"click\"\nkey = \"help\"\n");
    assert_eq!(errors(&files)[0].reason, "一级菜单最多3个，现在是4个");
}

#[test]
fn a_menu_has_at_most_five_buttons_below_one() {
    let more = "[[button.sub]]\nname = \"帮助\"\nkind = \"click\"\nkey = \"help\"\n".repeat(3);
    let (files, _) = append("menu.toml", &more);
    assert_eq!(errors(&files)[0].reason, "二级菜单最多5个，现在是6个");
}

#[test]
fn a_menu_button_leads_to_one_place() {
    has_one_error(
        replace("menu.toml", "key = \"openings\"", "key = \"opennings\""),
        "menu.toml",
        "key",
        "没有“opennings”这个按钮",
    );
    has_one_error(
        replace("menu.toml", "key = \"openings\"", "key = \"policy_pension\""),
        "menu.toml",
        "key",
        "没有 pension",
    );
    has_one_error(replace("menu.toml", "key = \"openings\"", "key = \"job_12\""), "menu.toml", "key", "会变");
    has_one_error(replace("menu.toml", "key = \"openings\"", "key = \"confirm\""), "menu.toml", "key", "对话中间");
    has_one_error(
        replace("menu.toml", "key = \"openings\"", "key = \"openings\"\nurl = \"https://example.com\"").shifted(1),
        "menu.toml",
        "url",
        "只有 kind 是 view",
    );
}

#[test]
fn a_page_needs_an_address() {
    let (files, line) = append("menu.toml", "[[button.sub]]\nname = \"官网\"\nkind = \"view\"\n");
    has_one_error((files, line), "menu.toml", "url", "要写 url");
    let (files, line) =
        append("menu.toml", "[[button.sub]]\nname = \"官网\"\nkind = \"view\"\nurl = \"example.com\"\n");
    has_one_error((files, line + 3), "menu.toml", "url", "https://");
}

#[test]
fn a_word_in_two_rules_of_one_priority_is_a_conflict() {
    let (files, line) =
        append("keywords.toml", "[[rule]]\nid = \"again\"\nwords = [\"招聘\"]\nbutton = \"openings\"\n");
    has_one_error((files, line + 2), "keywords.toml", "words", "在规则 openings 里也有");
}

#[test]
fn a_word_in_two_rules_of_different_priority_is_none() {
    let rule = "[[rule]]\nid = \"again\"\nwords = [\"招聘\"]\npriority = 1\nbutton = \"openings\"\n";
    assert!(load(&append("keywords.toml", rule).0).is_ok());
}

#[test]
fn a_rule_has_one_target() {
    let none = append("keywords.toml", "[[rule]]\nid = \"lost\"\nwords = [\"迷路\"]\n").shifted(1);
    has_one_error(none, "keywords.toml", "id", "不知道怎么回");
    let both = "[[rule]]\nid = \"both\"\nwords = [\"两样\"]\nbutton = \"help\"\nsay = \"好\"\n";
    has_one_error(append("keywords.toml", both).shifted(4), "keywords.toml", "say", "只能写一样");
}

#[test]
fn a_rule_leads_somewhere_that_exists() {
    let rule = "[[rule]]\nid = \"far\"\nwords = [\"很远\"]\nbutton = \"trade_space\"\n";
    has_one_error(append("keywords.toml", rule).shifted(3), "keywords.toml", "button", "没有 space");
}

#[test]
fn a_long_text_is_warned_about() {
    let rule = format!("[[rule]]\nid = \"long\"\nwords = [\"长话\"]\nsay = \"{}\"\n", "话".repeat(201));
    let warnings = load(&append("keywords.toml", &rule).0).unwrap().warnings;
    assert!(warnings.iter().any(|flaw| flaw.reason.contains("有603字节，超过600")), "{warnings:#?}");
}

#[test]
fn a_text_knows_one_placeholder() {
    let rule = "[[rule]]\nid = \"who\"\nwords = [\"谁管\"]\nsay = \"打{phone}\"\n";
    has_one_error(append("keywords.toml", rule).shifted(3), "keywords.toml", "say", "{hotline}");
}

#[test]
fn an_unknown_key_is_refused_wherever_it_stands() {
    let cases = [
        ("pack.toml", "fairs = 50", "fairs = 50\nfare = 1", "fare"),
        ("menu.toml", "key = \"openings\"", "key = \"openings\"\nicon = 1", "icon"),
        ("keywords.toml", "id = \"openings\"", "id = \"openings\"\ncolour = 1", "colour"),
        ("trades.toml", "id = \"food\"", "id = \"food\"\ncolour = 1", "colour"),
        ("places.toml", "id = \"town\"", "id = \"town\"\ncolour = 1", "colour"),
        ("claimants.toml", "id = \"school\"", "id = \"school\"\ncolour = 1", "colour"),
        ("policies/graduate_living.toml", "payer = \"县财政\"", "payer = \"县财政\"\ncolour = 1", "colour"),
        ("forms/job_fair.toml", "kind = \"mobile\"", "kind = \"mobile\"\nmax_chars = 1", "max_chars"),
        ("activities.toml", "in_days = 6", "in_days = 6\ncolour = 1", "colour"),
    ];
    for (file, sound, broken, key) in cases {
        has_one_error(replace(file, sound, broken).shifted(1), file, key, "能写的有");
    }
}

#[test]
fn all_flaws_are_told_at_once() {
    let mut files = built_in();
    for (path, sound, broken) in [
        ("menu.toml", "key = \"openings\"", "key = \"nowhere\"\nicon = 1\ncolour = 2"),
        ("forms/job_fair.toml", "kind = \"mobile\"", "kind = \"telephone\""),
        ("activities.toml", "title = \"【样例】春风", "title = \"春风"),
        ("units.csv", "1,兴江乡,137", "1,兴江乡,138"),
    ] {
        let text = files.get(path).unwrap().replacen(sound, broken, 1);
        files.insert(path, text);
    }
    let found: Vec<_> = errors(&files).into_iter().map(|flaw| (flaw.file, flaw.field.unwrap_or_default())).collect();
    for expected in [
        ("menu.toml", "key"),
        ("menu.toml", "icon"),
        ("menu.toml", "colour"),
        ("forms/job_fair.toml", "kind"),
        ("activities.toml", "title"),
        ("units.csv", "total_target"),
        ("units.csv", "county_target"),
    ] {
        let expected = (format!("config/xingguo/{}", expected.0), expected.1.to_owned());
        assert!(found.contains(&expected), "{expected:?} is not in {found:#?}");
    }
}

#[test]
fn a_missing_file_is_named() {
    for path in ["pack.toml", "menu.toml", "keywords.toml", "units.csv", "enterprises.csv", "openings.csv"] {
        let mut files = built_in();
        files.remove(path);
        let missing = |flaw: &Flaw| flaw.file.ends_with(path) && flaw.reason == "缺少这个文件";
        assert!(errors(&files).iter().any(missing), "{path}");
    }
}

#[test]
fn text_that_is_no_toml_is_told_with_its_line() {
    let (files, line) = replace("trades.toml", "name = \"服装\"", "name = 服装");
    let errors = errors(&files);
    assert!(errors.iter().any(|flaw| flaw.line == Some(line) && flaw.reason.contains("TOML")), "{errors:#?}");
}

#[test]
fn annex_1_must_add_up() {
    let row = replace("units.csv", "137,33,170", "137,33,171");
    let errors = errors(&row.0);
    assert_eq!(errors.len(), 2, "the row and the sum: {errors:#?}");
    assert_eq!(errors[0].line, None);
    assert_eq!((errors[1].line, errors[1].field.as_deref()), (Some(row.1), Some("total_target")));
}

#[test]
fn two_units_of_one_name_are_refused() {
    has_one_error(
        replace("units.csv", "樟木乡,79,21,100,章木", "樟木乡,79,21,100,章木|兴江乡"),
        "units.csv",
        "aliases",
        "第2行重复",
    );
    has_one_error(replace("units.csv", "2,古龙岗镇", "1,古龙岗镇"), "units.csv", "no", "序号1和第2行重复");
}

#[test]
fn a_unit_row_that_does_not_read_is_told_with_its_line() {
    let (files, line) = replace("units.csv", "2,古龙岗镇,195", "2,古龙岗镇,很多");
    let errors = errors(&files);
    assert!(errors.iter().any(|flaw| flaw.file.ends_with("units.csv") && flaw.line == Some(line)), "{errors:#?}");
}

#[test]
fn a_place_points_at_units_that_exist() {
    has_one_error(
        replace("places.toml", "[\"埠头乡\"]\nspoken", "[\"埠头乡\", \"高兴镇\"]\nspoken").later("gaoxing", 2),
        "places.toml",
        "in_address",
        "已经归了 butou",
    );
    has_one_error(
        replace("places.toml", "near_units = [\"高兴镇\"]", "near_units = [\"高兴乡\"]"),
        "places.toml",
        "near_units",
        "没有“高兴乡”",
    );
}

#[test]
fn a_trade_that_never_matches_is_warned_about() {
    let trade = "[[trade]]\nid = \"chips\"\nname = \"芯片\"\nin_name = [\"微电子\"]\nspoken = []\n";
    let (files, line) = append("trades.toml", trade);
    let warnings = load(&files).unwrap().warnings;
    assert!(
        warnings.iter().any(|flaw| flaw.line == Some(line + 3) && flaw.reason.contains("electronics")),
        "{warnings:#?}"
    );
}

#[test]
fn an_id_is_given_once() {
    for (file, id) in
        [("trades.toml", "food"), ("places.toml", "town"), ("claimants.toml", "school"), ("keywords.toml", "help")]
    {
        let (files, _) = pack_twice(file, id);
        assert!(errors(&files).iter().any(|flaw| flaw.reason == format!("{id} 前面已经有了")), "{file}");
    }
    for (file, copy) in [("policies/graduate_living.toml", "policies/z.toml"), ("forms/job_fair.toml", "forms/z.toml")]
    {
        let mut files = built_in();
        let text = files.get(file).unwrap().to_owned();
        files.insert(copy, text);
        assert!(
            errors(&files).iter().any(|flaw| flaw.file.ends_with(copy) && flaw.reason.contains("已经有了")),
            "{file}"
        );
    }
}

/// The file with its entry of this id once more at the end.
fn pack_twice(file: &str, id: &str) -> (PackFiles, usize) {
    let files = built_in();
    let text = files.get(file).unwrap();
    let entry = text.split("\n[[").find(|entry| entry.contains(&format!("id = \"{id}\""))).unwrap();
    append(file, &format!("\n[[{entry}"))
}

#[test]
fn a_policy_question_can_be_answered() {
    let file = "policies/agency_recruiting.toml";
    let mute = append(file, "\n[[ask]]\ntext = \"还有吗？\"\n").shifted(2);
    has_one_error(mute, file, "text", "没法回答");
    let hopeless =
        append(file, "\n[[ask]]\ntext = \"还有吗？\"\noptions = [{ label = \"有\", refuse = \"不行\" }]\n").shifted(3);
    has_one_error(hopeless, file, "options", "没有人能领到");
    has_one_error(
        replace(file, "at_least = 20, at_most = 5000", "at_least = 20, at_most = 5"),
        file,
        "number",
        "没有数能对上",
    );
}

#[test]
fn a_policy_says_how_much() {
    let file = "policies/order_training.toml";
    let (files, _) = replace(file, ", amount = { from = 1000, to = 3000, per = \"person\" }", "");
    assert!(errors(&files).iter().any(|flaw| flaw.field.as_deref() == Some("ask") && flaw.reason.contains("金额")));
}

#[test]
fn a_policy_that_does_not_read_is_told_once() {
    let file = "policies/order_training.toml";
    let (files, _) = replace(file, "payer = ", "prayer = ");
    let fields: Vec<_> = errors(&files).into_iter().map(|flaw| flaw.field.unwrap()).collect();
    assert_eq!(fields, ["payer", "prayer"], "and nothing of the keywords and claimants that point at it");
    let (files, _) = replace(file, "id = \"order_training\"", "id = \"订单\"");
    assert!(errors(&files).iter().any(|flaw| flaw.file.ends_with(file) && flaw.reason.contains("只能用 a-z")));
}

#[test]
fn a_claimant_has_policies_that_exist_or_a_word_of_comfort() {
    has_one_error(
        replace("claimants.toml", "[\"agency_recruiting\"]", "[\"agency\"]"),
        "claimants.toml",
        "policies",
        "没有 agency",
    );
    let (files, line) = replace("claimants.toml", "policies = [\"agency_recruiting\"]", "policies = []");
    assert!(errors(&files).iter().any(|flaw| flaw.field.as_deref() == Some("otherwise") && flaw.line < Some(line)));
}

#[test]
fn a_form_asks_what_can_be_answered() {
    let file = "forms/training_class.toml";
    has_one_error(
        replace(file, "options = [\"电子信息\", \"纺织服装\", \"别的\"]", "options = [\"别的\"]"),
        file,
        "options",
        "2到12个",
    );
    has_one_error(replace(file, "max_chars = 30", "max_chars = 0"), file, "max_chars", "1到200");
    let number = append(
        file,
        "\n[[question]]\nid = \"n\"\nlabel = \"几\"\nprompt = \"几？\"\nhelp = \"数\"\nkind = \"number\"\nmin = 3\nmax = 2\n",
    );
    has_one_error(number.shifted(7), file, "min", "没有数能对上");
    has_one_error(replace(file, "id = \"mobile\"", "id = \"name\""), file, "id", "已经问过");
    let bare = append(
        file,
        "\n[[question]]\nid = \"c\"\nlabel = \"几\"\nprompt = \"几？\"\nhelp = \"选\"\nkind = \"choice\"\n",
    );
    has_one_error(bare.shifted(1), file, "options", "缺少 options");
}

#[test]
fn a_condition_looks_at_an_earlier_choice() {
    let file = "forms/training_class.toml";
    let condition = "only_if = { question = \"subject\", is = [\"别的\"] }";
    has_one_error(
        replace(file, condition, "only_if = { question = \"wish\", is = [\"别的\"] }"),
        file,
        "only_if",
        "前面没有 wish",
    );
    has_one_error(
        replace(file, condition, "only_if = { question = \"mobile\", is = [\"别的\"] }"),
        file,
        "only_if",
        "不是选择题",
    );
    has_one_error(
        replace(file, condition, "only_if = { question = \"subject\", is = [\"没有\"] }"),
        file,
        "only_if",
        "没有“没有”这个答案",
    );
}

#[test]
fn a_sample_is_marked_and_points_at_a_form() {
    has_one_error(
        replace("activities.toml", "\"【样例】春风行动招聘会\"", "\"春风行动招聘会\""),
        "activities.toml",
        "title",
        "【样例】",
    );
    has_one_error(
        replace("activities.toml", "form = \"training_class\"", "form = \"class\""),
        "activities.toml",
        "form",
        "没有 class",
    );
    has_one_error(replace("activities.toml", "to = \"11:30\"", "to = \"08:30\""), "activities.toml", "to", "晚");
    has_one_error(replace("activities.toml", "from = \"09:00\"", "from = \"九点\""), "activities.toml", "from", "");
}

#[test]
fn a_bad_row_of_later_openings_is_a_flaw_of_the_pack() {
    let (files, line) = append("openings.csv", "不存在的公司,车位,5,,,,\n");
    has_one_error((files, line), "openings.csv", "企业名称", "没有这家企业");
}

#[test]
fn a_later_opening_joins_its_enterprise() {
    let (files, _) = append("openings.csv", "江西美园食品有限公司,包装工,5,面议,,2030-06-30,企业来电\n");
    let loaded = load(&files).unwrap();
    let draft = loaded.enterprises.drafts.iter().find(|draft| draft.enterprise.name == "江西美园食品有限公司").unwrap();
    let [printed, later] = draft.openings.as_slice() else { panic!("{:#?}", draft.openings) };
    assert_eq!((&printed.title, printed.headcount), (&None, Some(73)));
    assert_eq!((later.title.as_deref(), later.source.as_str()), (Some("包装工"), "企业来电"));
    assert_eq!(later.expires_at, Some("2030-07-01T00:00:00+08:00".parse().unwrap()));
}

/// Says on which line the flaw stands, relative to the change.
trait Elsewhere {
    fn shifted(self, lines: usize) -> Self;
    fn later(self, id: &str, lines: usize) -> Self;
}

impl Elsewhere for (PackFiles, usize) {
    fn shifted(self, lines: usize) -> Self {
        (self.0, self.1 + lines)
    }

    /// So many lines below the entry of `places.toml` with this id.
    fn later(self, id: &str, lines: usize) -> Self {
        let text = self.0.get("places.toml").unwrap();
        let at = text.find(&format!("id = \"{id}\"")).unwrap();
        let line = text[..at].matches('\n').count() + 1 + lines;
        (self.0, line)
    }
}
