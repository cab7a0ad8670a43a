//! What comes again: dated by its rule, marked as a sample, and a flaw in a rule is told on its line.

use guiyan::app::content::{built_in, load};
use jiff::civil::{Date, date};

use crate::support::broken_pack::{Elsewhere, has_one_error, replace};

fn slugs_on(today: Date) -> Vec<String> {
    let loaded = load(&built_in()).unwrap();
    let dated = loaded.recurring.iter().flat_map(|rule| rule.dated(today, &loaded.pack.working_days).unwrap().0);
    dated.map(|activity| activity.slug).collect()
}

#[test]
fn a_rule_makes_dated_activities_for_the_weeks_ahead() {
    let film = |day: &str| format!("sample_film_sunday-2026-{day}");
    assert_eq!(slugs_on(date(2026, 3, 8)), [film("03-08"), film("03-15"), film("03-22"), party("03-27")]);
    // 10-04 is within the National Day's holiday.
    assert_eq!(slugs_on(date(2026, 9, 28)), [film("10-11")]);
    assert!(slugs_on(date(2026, 2, 7)).is_empty(), "the rules begin in March");
}

fn party(day: &str) -> String {
    format!("sample_birthday_party-2026-{day}")
}

#[test]
fn every_dated_one_is_a_marked_sample_on_its_day() {
    let loaded = load(&built_in()).unwrap();
    let rule = &loaded.recurring[0];
    let (activities, unknown) = rule.dated(date(2026, 3, 8), &loaded.pack.working_days).unwrap();
    assert_eq!(unknown, None);
    assert!(activities.iter().all(|one| one.sample && one.title.starts_with("【样例】")));
    assert_eq!(activities[0].starts_at, "2026-03-08T19:00:00+08:00".parse().unwrap());
    let (none, unknown) = rule.dated(date(2027, 3, 7), &loaded.pack.working_days).unwrap();
    assert!(none.is_empty() && unknown.unwrap().to_string().contains("2027"));
}

#[test]
fn a_flaw_is_told_on_its_line() {
    let file = "recurring.toml";
    for (sound, broken, field, reason, below) in [
        ("title = \"【样例】周日", "title = \"周日", "title", "【样例】", 0),
        ("slug = \"sample_birthday_party\"", "slug = \"sample_film_sunday\"", "slug", "前面已经有了", 0),
        ("slug = \"sample_film_sunday\"", "slug = \"sample_film_sunday\"\nin_days = 3", "in_days", "不要写", 1),
        ("weeks_ahead = 2", "weeks_ahead = 0", "weeks_ahead", "12周", 0),
        ("on = { weekly = \"sunday\" }\nfrom", "on = { monthly = 32 }\nfrom", "on", "1到31", 0),
        ("weeks_ahead = 2", "weeks_ahead = 2\nuntil = \"2026-02-01\"", "until", "from", 1),
        ("weeks_ahead = 2", "weeks_ahead = 2\ncolour = 1", "colour", "能写的有", 1),
    ] {
        has_one_error(replace(file, sound, broken).shifted(below), file, field, reason);
    }
}

#[test]
fn a_pack_may_do_without() {
    let mut files = built_in();
    files.remove("recurring.toml");
    assert!(load(&files).unwrap().recurring.is_empty());
}
