//! What is on, as a list: what is full, what comes again, what was asked for by its kind.

use guiyan::app::render::Renderer;
use guiyan::app::render::as_read;
use guiyan::domain::activity::{Activity, ActivityKind, Full};
use guiyan::domain::catalog::Catalog;
use guiyan::domain::dialogue::button::Button;
use guiyan::domain::dialogue::effect::Known;
use guiyan::domain::dialogue::input::Input;
use guiyan::domain::dialogue::intent::Intent;
use guiyan::domain::dialogue::state::Dialogue;
use guiyan::domain::dialogue::step::step;
use guiyan::domain::dialogue::turn::{Step, World};
use guiyan::domain::id::ActivityId;
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};

use crate::support::house::extra_pack;

fn now() -> Timestamp {
    "2026-02-07T01:00:00Z".parse().unwrap()
}

/// The pack's samples, numbered, with the film day on three more weeks.
fn catalog() -> Catalog {
    let loaded = extra_pack();
    let mut activities: Vec<Activity> =
        loaded.samples.iter().map(|sample| sample.dated(date(2026, 2, 7)).unwrap()).collect();
    let film_day = activities.iter().find(|activity| activity.kind == ActivityKind::FilmDay).unwrap().clone();
    activities.extend((1..=3).map(|weeks| {
        let later = SignedDuration::from_hours(weeks * 7 * 24);
        let (starts_at, ends_at) = (film_day.starts_at + later, film_day.ends_at + later);
        Activity { starts_at, ends_at, closes_at: starts_at, ..film_day.clone() }
    }));
    for (n, activity) in (1..).zip(&mut activities) {
        activity.id = ActivityId(n);
    }
    Catalog::build(1, loaded.pack, Vec::new(), Vec::new(), activities)
}

fn shown(catalog: &Catalog, button: Button) -> String {
    let known = Known::default();
    let world = World { catalog, known: &known, now: now() };
    let pressed = Input::Click(String::new());
    let Step::Say(turn) = step(Dialogue::default(), &pressed, Intent::Press(button), &world) else {
        panic!("it does something")
    };
    as_read(&Renderer::new(None).unwrap().render(&turn.reply).unwrap().unwrap())
}

#[test]
fn what_comes_again_is_listed_once_and_leads_to_its_next_time() {
    let catalog = catalog();
    let list = shown(&catalog, Button::Activities);
    assert_eq!(list.matches("观影日").count(), 1, "{list}");
    assert!(list.contains("2月10日 【样例】职工观影日"), "{list}");

    let first = shown(&catalog, Button::Activity(ActivityId(4)));
    assert!(first.contains("下一场 2月17日"), "{first}");
    let fair = shown(&catalog, Button::Activity(ActivityId(1)));
    assert!(!fair.contains("下一场"), "{fair}");
}

#[test]
fn what_is_full_says_so_and_whether_one_can_queue() {
    let mut full = Full::default();
    full.add(ActivityId(1));
    full.add(ActivityId(8));
    let catalog = catalog().with_full(full);
    let fairs = shown(&catalog, Button::ActivitiesOf(ActivityKind::JobFair));
    assert!(fairs.contains("春风行动招聘会（已满，可排队）"), "{fairs}");
    let parties = shown(&catalog, Button::ActivitiesOf(ActivityKind::BirthdayParty));
    assert!(parties.contains("职工生日活动（已满）"), "{parties}");
}

#[test]
fn the_kind_that_was_asked_for_comes_first_or_is_said_not_to_be_on() {
    let mut catalog = catalog();
    let fairs = shown(&catalog, Button::ActivitiesOf(ActivityKind::JobFair));
    for (n, title) in [(1, "春风行动招聘会"), (2, "专车送工"), (3, "富联精密专场面试"), (4, "校企对接会")]
    {
        let line = fairs.lines().find(|line| line.starts_with(&format!("[{n} "))).unwrap();
        assert!(line.contains(title), "{fairs}");
    }
    catalog.activities.retain(|activity| activity.kind != ActivityKind::TrainingClass);
    let classes = shown(&catalog, Button::ActivitiesOf(ActivityKind::TrainingClass));
    assert!(classes.contains("最近没有安排培训班。别的活动有："), "{classes}");
}
