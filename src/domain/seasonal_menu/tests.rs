use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const MONDAY: Date = date(2026, 2, 9);
const FORMER: Option<EditionId> = Some(EditionId(3));
const OURS: EditionId = EditionId(4);

fn days(first: i64, last: i64) -> Days {
    Days::new(MONDAY + first.days(), MONDAY + last.days()).unwrap()
}

fn menu(id: i64, days: Days, state: SeasonalState) -> SeasonalMenu {
    SeasonalMenu { id: SeasonalMenuId(id), days, state }
}

const HANGING: SeasonalState = SeasonalState::Hanging { edition: OURS, former: FORMER };

#[test]
fn days_have_an_order_and_begin_today_at_the_earliest() {
    let on = |first: i64, last: i64| Days::ahead(MONDAY + first.days(), MONDAY + last.days(), MONDAY);
    assert!(on(0, 0).is_ok() && on(0, 300).is_ok());
    assert_eq!(on(2, 1), Err(InvalidDays::Reversed { first: MONDAY + 2.days(), last: MONDAY + 1.day() }));
    assert_eq!(on(-1, 5), Err(InvalidDays::Past(MONDAY - 1.day())));
    assert!(on(0, 366).is_ok());
    assert_eq!(on(0, 367), Err(InvalidDays::TooLong { first: MONDAY, last: MONDAY + 367.days() }));
    assert_eq!(days(0, 7).to_string(), "2月9日到2月16日");
    assert_eq!(days(0, 366).to_string(), "2026年2月9日到2027年2月10日");
}

#[test]
fn both_ends_are_among_them_and_two_overlap_by_a_single_day() {
    let week = days(0, 6);
    assert!(week.hold(MONDAY) && week.hold(MONDAY + 6.days()));
    assert!(!week.hold(MONDAY - 1.day()) && !week.hold(MONDAY + 7.days()));
    for (other, overlap) in [((6, 9), true), ((7, 9), false), ((-3, 0), true), ((-3, -1), false), ((2, 3), true)] {
        let other = days(other.0, other.1);
        assert_eq!((week.overlap(other), other.overlap(week)), (overlap, overlap), "{other}");
    }
}

#[test]
fn it_hangs_from_its_first_day_and_comes_down_after_its_last() {
    let step = |state, day: i64, newest| menu(1, days(0, 6), state).step(MONDAY + day.days(), newest);
    let planned = |day| step(SeasonalState::Planned, day, FORMER);
    assert_eq!([planned(-1), planned(0), planned(6)], [None, Some(Step::Hang), Some(Step::Hang)]);
    assert_eq!(planned(7), Some(Step::End(End::Missed)), "never after its end");
    let hanging = |day| step(HANGING, day, Some(OURS));
    assert_eq!(
        [hanging(0), hanging(6), hanging(7), hanging(70)],
        [None, None, Some(Step::TakeDown), Some(Step::TakeDown)]
    );
    for day in [0, 6, 7] {
        let replaced = step(HANGING, day, Some(EditionId(5)));
        assert_eq!(replaced, Some(Step::End(End::Replaced)), "what others published stays");
    }
    assert_eq!(step(SeasonalState::Over(End::CalledOff), 3, FORMER), None);
}

#[test]
fn one_is_away_before_the_next_is_hung() {
    let menus = [menu(2, days(7, 9), SeasonalState::Planned), menu(1, days(0, 6), HANGING)];
    let due = |menus: &[SeasonalMenu], newest| due(menus.iter().copied(), MONDAY + 7.days(), newest);
    assert_eq!(due(&menus, Some(OURS)), Some((Step::TakeDown, SeasonalMenuId(1))));
    assert_eq!(due(&menus, FORMER), Some((Step::End(End::Replaced), SeasonalMenuId(1))));
    assert_eq!(due(&menus[..1], FORMER), Some((Step::Hang, SeasonalMenuId(2))));
    assert_eq!(due(&[], FORMER), None);
}

#[test]
fn what_is_over_stays_over_and_nothing_hangs_twice() {
    let planned = SeasonalState::Planned;
    assert_eq!(planned.hang(OURS, FORMER), Ok(HANGING));
    assert!(HANGING.hang(OURS, FORMER).is_err());
    for (from, comes_down, ends) in [
        (planned, [false; 4], [false, false, true, true]),
        (HANGING, [true, false, true, false], [false, true, false, false]),
        (SeasonalState::Over(End::Done), [false; 4], [false; 4]),
    ] {
        let all = [End::Done, End::Replaced, End::CalledOff, End::Missed];
        assert_eq!(all.map(|end| from.take_down(end).is_ok()), comes_down, "{from:?}");
        assert_eq!(all.map(|end| from.end(end).is_ok()), ends, "{from:?}");
    }
}

/// What happens on a day beside the calendar.
#[derive(Debug, Clone, Copy)]
enum Happens {
    Nothing,
    /// Staff publish another menu.
    Publishes,
    /// The server is down, or the platform takes nothing.
    Down,
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![4 => Just(Happens::Nothing), 1 => Just(Happens::Publishes), 3 => Just(Happens::Down)]
}

proptest! {
    #[test]
    fn whatever_happens_it_hangs_on_its_days_alone_and_staff_have_the_last_word(
        lengths in proptest::collection::vec((0i64..3, 0i64..4), 1..4),
        year in proptest::collection::vec(happens(), 30),
    ) {
        let mut begins = 0;
        let mut menus: Vec<SeasonalMenu> = Vec::new();
        for (id, (gap, length)) in (1..).zip(lengths) {
            menus.push(menu(id, days(begins + gap, begins + gap + length), SeasonalState::Planned));
            begins += gap + length + 1;
        }
        // The newest edition, and the one that staff published last.
        let (mut newest, mut theirs) = (EditionId(1), EditionId(1));
        for (day, happens) in (0..).zip(year) {
            let today = MONDAY + i64::from(day).days();
            if matches!(happens, Happens::Publishes) {
                newest = EditionId(newest.0 + 1);
                theirs = newest;
            }
            if matches!(happens, Happens::Down) {
                continue;
            }
            while let Some((step, id)) = due(menus.iter().copied(), today, Some(newest)) {
                let menu = menus.iter_mut().find(|menu| menu.id == id).unwrap();
                let (former, next) = (newest, EditionId(newest.0 + 1));
                menu.state = match (step, menu.state) {
                    (Step::End(end), state) => state.end(end).unwrap(),
                    (Step::TakeDown, state) => {
                        let SeasonalState::Hanging { former, .. } = state else { panic!("{state:?}") };
                        prop_assert_eq!(former, Some(theirs), "what was there before comes back");
                        // It is published again, as what it was.
                        (newest, theirs) = (next, next);
                        state.take_down(End::Done).unwrap()
                    }
                    (Step::Hang, state) => {
                        prop_assert!(menu.days.hold(today));
                        newest = next;
                        state.hang(next, Some(former)).unwrap()
                    }
                };
            }
            let hanging: Vec<&SeasonalMenu> =
                menus.iter().filter(|menu| matches!(menu.state, SeasonalState::Hanging { .. })).collect();
            prop_assert!(hanging.iter().all(|menu| menu.days.hold(today)) && hanging.len() < 2, "{:?}", hanging);
            prop_assert_eq!(newest == theirs, hanging.is_empty(), "{:?}", hanging);
            let late = menus.iter().any(|menu| menu.state.is_open() && menu.days.last() < today);
            prop_assert!(!late, "{:?}", menus);
        }
    }
}
