//! Reminders that could not be meant, and templates that the platform would refuse.

use guiyan::app::content::load;
use guiyan::domain::errand::ErrandKind;

use crate::support::broken_pack::{append, has_one_error, replace};

const FILE: &str = "reminders.toml";

#[test]
fn a_reminder_says_when_in_one_way() {
    has_one_error(replace(FILE, "minutes_before = 120", "minutes_before = 0"), FILE, "minutes_before", "分钟");
    has_one_error(replace(FILE, "days_before = 3", "days_before = 30"), FILE, "days_before", "14天");
    let both = append(FILE, "\n[[reminder]]\nid = \"x\"\nkinds = [\"film_day\"]\ndays_before = 1\n");
    has_one_error((both.0, both.1 + 2), FILE, "id", "三种里选一种");
}

#[test]
fn nobody_is_reminded_at_night() {
    has_one_error(replace(FILE, "at = \"18:00\"", "at = \"22:00\""), FILE, "at", "不打扰人");
}

#[test]
fn a_reminder_has_a_name_of_its_own_and_kinds_that_exist() {
    has_one_error(replace(FILE, "id = \"two_hours\"", "id = \"evening_before\""), FILE, "id", "已经有了");
    let kinds = "kinds = [\"training_class\", \"natives_symposium\"]";
    has_one_error(replace(FILE, kinds, "kinds = []"), FILE, "kinds", "至少");
    has_one_error(replace(FILE, kinds, "kinds = [\"party\"]"), FILE, "kinds", "不能写 party");
}

/// An entry of `notices.toml`, its first line a heading.
fn template(lines: &str) -> (guiyan::app::content::files::PackFiles, usize) {
    let (files, line) = append("notices.toml", &format!("[[template]]\n{lines}\n"));
    (files, line)
}

#[test]
fn a_template_is_filled_as_the_platform_wants_it() {
    let sound =
        "purpose = \"reminder\"\nway = \"notice\"\nid = \"abc\"\nfields = { thing1 = \"title\", time2 = \"when\" }";
    let loaded = load(&template(sound).0).unwrap();
    assert_eq!(loaded.templates[0].purpose, ErrandKind::Reminder.purpose());
    let (files, line) = template(&sound.replace("time2 = \"when\"", "time2 = \"title\""));
    has_one_error((files, line + 4), "notices.toml", "fields", "要写成时间");
    let (files, line) = template(&sound.replace("way = \"notice\"", "way = \"template\"\nlasting = true"));
    has_one_error((files, line + 3), "notices.toml", "lasting", "没有长期订阅");
    let (files, line) = template(&sound.replace("id = \"abc\"", "id = \"\""));
    has_one_error((files, line + 3), "notices.toml", "id", "不是模板的编号");
    let (files, line) = template(&format!("{sound}\n[[template]]\n{sound}"));
    has_one_error((files, line + 6), "notices.toml", "purpose", "只能有一个模板");
}
