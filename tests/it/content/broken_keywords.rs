//! Keyword rules that lead nowhere, or to two places.

use guiyan::app::content::load;

use crate::support::broken_pack::{Elsewhere, append, has_one_error};

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
