//! Forms and policies that could not be asked through.

use guiyan::app::content::load;

use crate::support::broken_pack::{Elsewhere, append, errors, has_one_error, replace};

#[test]
fn a_policy_question_can_be_answered() {
    let file = "policies/4_agency_recruiting.toml";
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
    let file = "policies/5_order_training.toml";
    let (files, _) = replace(file, ", amount = { from = 1000, to = 3000, per = \"person\" }", "");
    assert!(errors(&files).iter().any(|flaw| flaw.field.as_deref() == Some("ask") && flaw.reason.contains("金额")));
}

#[test]
fn a_policy_holds_for_a_day_at_least_and_its_phone_can_be_rung() {
    let file = "policies/5_order_training.toml";
    let until = |days: &str| replace(file, "title = ", &format!("valid = {{ {days} }}\ntitle = "));
    let reversed = until("from = \"2026-07-01\", until = \"2026-06-30\"");
    has_one_error(reversed, file, "valid", "没有一天有效");
    assert!(load(&until("from = \"2026-06-30\", until = \"2026-06-30\"").0).is_ok());
    assert!(errors(&until("until = \"2026-02-29\"").0).iter().any(|flaw| flaw.field.as_deref() == Some("until")));
    has_one_error(replace(file, "title = ", "phone = \"问老王\"\ntitle = "), file, "phone", "不像电话号码");
}

#[test]
fn a_policy_that_does_not_read_is_told_once() {
    let file = "policies/5_order_training.toml";
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
