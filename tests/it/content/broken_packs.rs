//! Packs with one thing wrong: each is told with its file, its line and its field.

use guiyan::app::content::files::PackFiles;
use guiyan::app::content::flaw::Flaw;
use guiyan::app::content::{built_in, load};

use crate::support::broken_pack::{Elsewhere, append, errors, has_one_error, replace};

#[test]
fn an_unknown_key_is_refused_wherever_it_stands() {
    let cases = [
        ("pack.toml", "verified = true", "verified = true\nphone = 1", "phone"),
        ("pack.toml", "fairs = 50", "fairs = 50\nfare = 1", "fare"),
        ("menu.toml", "key = \"openings\"", "key = \"openings\"\nicon = 1", "icon"),
        ("keywords.toml", "id = \"openings\"", "id = \"openings\"\ncolour = 1", "colour"),
        ("trades.toml", "id = \"food\"", "id = \"food\"\ncolour = 1", "colour"),
        ("places.toml", "id = \"town\"", "id = \"town\"\ncolour = 1", "colour"),
        ("claimants.toml", "id = \"school\"", "id = \"school\"\ncolour = 1", "colour"),
        ("policies/1_graduate_living.toml", "payer = \"县财政\"", "payer = \"县财政\"\ncolour = 1", "colour"),
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
fn a_list_without_entries_is_told() {
    for (file, key) in [("trades.toml", "trade"), ("keywords.toml", "rule"), ("menu.toml", "button")] {
        for empty in [String::new(), format!("[{key}]\nid = \"x\"\n")] {
            let mut files = built_in();
            files.insert(file, empty);
            let told = |flaw: &Flaw| flaw.file.ends_with(file) && flaw.reason.contains("两层方括号");
            assert!(errors(&files).iter().any(told), "{file}");
        }
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
    for (file, copy) in
        [("policies/1_graduate_living.toml", "policies/z.toml"), ("forms/job_fair.toml", "forms/z.toml")]
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

#[test]
fn a_sample_is_marked_and_points_at_a_form() {
    has_one_error(
        replace("activities.toml", "\"【样例】春风行动招聘会\"", "\"春风行动招聘会\""),
        "activities.toml",
        "title",
        "【样例】",
    );
    has_one_error(
        replace("activities.toml", "forms = [\"training_class\"]", "forms = [\"class\"]"),
        "activities.toml",
        "forms",
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

/// The file with its entry of this id once more at the end.
fn pack_twice(file: &str, id: &str) -> (PackFiles, usize) {
    let files = built_in();
    let text = files.get(file).unwrap();
    let entry = text.split("\n[[").find(|entry| entry.contains(&format!("id = \"{id}\""))).unwrap();
    append(file, &format!("\n[[{entry}"))
}

#[test]
fn links_that_pages_print_are_checked() {
    let source = "\nsource = ";
    for (key, value, reason) in [
        ("map_link", "\"https://map.example/?q=\"", "{address}"),
        ("map_link", "\"http://map.example/{address}\"", "https://"),
        ("follow_link", "\"gh_0123456789ab\"", "二维码里的网址"),
        ("source_date", "\"2月6日\"", "source_date"),
    ] {
        let (mut files, _) = replace("pack.toml", "map_link", "# map_link");
        let text = files.get("pack.toml").unwrap().replacen(source, &format!("\n{key} = {value}{source}"), 1);
        files.insert("pack.toml", text.replacen("source_date = \"2024-02-06\"", "", usize::from(key == "source_date")));
        let errors = errors(&files);
        let told = |flaw: &Flaw| flaw.field.as_deref() == Some(key) && flaw.to_string().contains(reason);
        assert!(matches!(errors.as_slice(), [flaw] if told(flaw)), "{key}: {errors:#?}");
    }
}

#[test]
fn no_policy_takes_the_address_of_the_brochure() {
    let (files, _) = replace("policies/1_graduate_living.toml", "id = \"graduate_living\"", "id = \"brochure\"");
    assert!(errors(&files).iter().any(|flaw| flaw.reason.contains("小册子网页的名字")));
}
