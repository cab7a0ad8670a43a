//! Sample activities: dated when they are loaded, and marked wherever they are seen.

use std::collections::HashSet;

use guiyan::app::content::{built_in, load};
use guiyan::domain::activity::{Activity, ActivityKind};
use jiff::civil::date;

fn samples_on(day: jiff::civil::Date) -> Vec<Activity> {
    load(&built_in()).unwrap().samples.iter().map(|sample| sample.dated(day).unwrap()).collect()
}

#[test]
fn a_sample_counts_its_day_from_the_day_it_is_loaded_on() {
    let samples = samples_on(date(2026, 12, 28));
    let fair = samples.iter().find(|sample| sample.kind == ActivityKind::JobFair).unwrap();
    assert_eq!(fair.starts_at, "2027-01-03T09:00:00+08:00".parse().unwrap());
    assert_eq!(fair.ends_at, "2027-01-03T11:30:00+08:00".parse().unwrap());
    assert_eq!(fair.closes_at, fair.starts_at);
    assert_eq!(fair.capacity, Some(300));
}

#[test]
fn every_sample_says_that_it_is_one() {
    let samples = samples_on(date(2026, 1, 1));
    assert!(samples.iter().all(|sample| sample.sample && sample.title.starts_with("【样例】") && !sample.called_off));
    let kinds: HashSet<_> = samples.iter().map(|sample| sample.kind).collect();
    assert_eq!(kinds.len(), 8, "there is one of each kind of the county's year: {kinds:?}");
}

#[test]
fn a_sample_gives_the_centre_s_number_and_a_form_of_the_pack() {
    let pack = load(&built_in()).unwrap().pack;
    for sample in samples_on(date(2026, 1, 1)) {
        assert_eq!(sample.phone, pack.county.hotline);
        assert!(sample.forms.iter().all(|form| pack.form(form).is_some()));
    }
}

#[test]
fn a_day_beyond_the_calendar_is_an_error() {
    let sample = load(&built_in()).unwrap().samples.remove(0);
    assert!(sample.dated(jiff::civil::Date::MAX).is_err());
}
