use proptest::prelude::*;

use super::*;

fn second(n: i64) -> Timestamp {
    Timestamp::from_second(1_780_000_000 + n).unwrap()
}

fn after(act: Act, at: i64, sent: &[i64], now: i64) -> usize {
    let sent = Sent::new(sent.iter().copied().map(second).collect());
    Window { acts: LastActs::one(act, second(at)), sent, shut_at: None }.left(second(now))
}

#[test]
fn a_message_opens_five_for_48_hours() {
    const HOURS: i64 = 3600;
    assert_eq!(after(Act::Spoke, 0, &[], 0), 5);
    assert_eq!(after(Act::Spoke, 0, &[1, 2, 3, 4], 48 * HOURS - 1), 1);
    assert_eq!(after(Act::Spoke, 0, &[1, 2, 3, 4, 5], 6), 0);
    assert_eq!(after(Act::Spoke, 0, &[], 48 * HOURS), 0);
}

#[test]
fn it_is_open_until_the_longer_of_those_that_give_most_ends() {
    let acts = LastActs::one(Act::Spoke, second(0)).with(LastActs::one(Act::Tapped, second(100)));
    let window = |sent| Window { acts, sent: Sent::new(sent), shut_at: None };
    assert_eq!(window(vec![]).open(second(101)), Some((5, second(48 * 3600))));
    assert_eq!(window((1..=5).map(second).collect()).open(second(101)), Some((3, second(160))));
    assert_eq!(window((1..=5).map(second).collect()).open(second(160)), None);
}

#[test]
fn a_tap_a_follow_or_a_scan_opens_three_for_a_minute() {
    for act in [Act::Tapped, Act::Followed, Act::Scanned] {
        assert_eq!(after(act, 0, &[], 59), 3);
        assert_eq!(after(act, 0, &[1, 2], 3), 1);
        assert_eq!(after(act, 0, &[1, 2, 3], 4), 0);
        assert_eq!(after(act, 0, &[], 60), 0);
    }
}

#[test]
fn who_never_did_anything_cannot_be_written_to() {
    assert_eq!(Window::default().left(second(0)), 0);
}

#[test]
fn a_tap_opens_a_window_that_was_used_up() {
    let acts = LastActs::one(Act::Spoke, second(0)).with(LastActs::one(Act::Tapped, second(100)));
    let window = Window { acts, sent: Sent::new((1..=5).map(second).collect()), shut_at: None };
    assert_eq!(window.left(second(101)), 3);
    assert_eq!(window.left(second(160)), 0);
}

#[test]
fn what_the_platform_shut_opens_with_the_next_act() {
    let window = |spoke| Window {
        acts: LastActs::one(Act::Spoke, second(spoke)),
        sent: Sent::default(),
        shut_at: Some(second(10)),
    };
    assert_eq!(window(10).left(second(11)), 0);
    assert_eq!(window(11).left(second(11)), 5);
}

#[test]
fn a_message_that_did_not_go_out_is_given_back() {
    let sent = Sent::default().with(second(1)).with(second(2)).without(second(1)).without(second(7));
    assert_eq!(sent.times(), [second(2)]);
}

/// What happens to one follower, a second apart or many.
#[derive(Debug, Clone, Copy)]
enum Happens {
    Acts(Act),
    /// Somebody wants to write, and does if they may.
    Wish,
}

fn happening() -> impl Strategy<Value = (i64, Happens)> {
    let act = prop_oneof![Just(Act::Spoke), Just(Act::Tapped), Just(Act::Followed), Just(Act::Scanned)];
    let what = prop_oneof![1 => act.prop_map(Happens::Acts), 4 => Just(Happens::Wish)];
    (prop_oneof![6 => 0..20i64, 1 => 0..200_000i64], what)
}

/// Lives through it as the records would; answers what they did and what went out, with times.
fn lived(story: &[(i64, Happens)]) -> (Vec<(i64, Act)>, Vec<i64>) {
    let (mut now, mut window) = (0, Window::default());
    let (mut did, mut went_out) = (Vec::new(), Vec::new());
    for (pause, happens) in story {
        now += pause;
        match happens {
            Happens::Acts(act) => {
                window.acts = window.acts.with(LastActs::one(*act, second(now)));
                did.push((now, *act));
            }
            Happens::Wish if window.left(second(now)) > 0 => {
                window.sent = window.sent.with(second(now));
                went_out.push(now);
            }
            Happens::Wish => {}
        }
    }
    (did, went_out)
}

proptest! {
    #[test]
    fn nothing_goes_out_but_after_an_act_and_never_more_than_it_gives(
        story in prop::collection::vec(happening(), 0..80)
    ) {
        let (did, went_out) = lived(&story);
        for sent in &went_out {
            let before: Vec<_> = did.iter().filter(|(at, _)| at <= sent).collect();
            let spoke = before.iter().any(|(at, act)| *act == Act::Spoke && sent - at < 48 * 3600);
            let brief = before.iter().any(|(at, act)| *act != Act::Spoke && sent - at < 60);
            prop_assert!(spoke || brief, "at {} after {:?}", sent, before);
        }
        for (n, (at, _)) in did.iter().enumerate() {
            let next = did.get(n + 1).map_or(i64::MAX, |(at, _)| *at);
            let between = went_out.iter().filter(|sent| *at <= **sent && **sent < next).count();
            prop_assert!(between <= 5, "{} between two acts", between);
        }
    }

    #[test]
    fn acts_may_be_learnt_in_any_order(
        acts in prop::collection::vec((0..1_000i64, 0..4usize), 0..12),
        by in any::<prop::sample::Index>(),
    ) {
        let known = [Act::Spoke, Act::Tapped, Act::Followed, Act::Scanned];
        let learnt = |acts: &[(i64, usize)]| {
            let each = acts.iter().map(|(at, act)| LastActs::one(known[*act], second(*at)));
            each.fold(LastActs::default(), LastActs::with)
        };
        let mut turned = acts.clone();
        turned.rotate_left(if acts.is_empty() { 0 } else { by.index(acts.len()) });
        prop_assert_eq!(learnt(&acts), learnt(&turned));
        turned.reverse();
        prop_assert_eq!(learnt(&acts), learnt(&turned));
    }

    #[test]
    fn what_is_forgotten_of_what_went_out_changes_nothing(
        sent in prop::collection::vec(0..500i64, 0..20),
        spoke in 0..500i64,
        tapped in 0..500i64,
        now in 500..600i64,
    ) {
        let all = Sent(sent.iter().copied().map(second).collect());
        let acts = LastActs { spoke: Some(second(spoke)), tapped: Some(second(tapped)), ..LastActs::default() };
        let left = |sent: Sent| Window { acts, sent, shut_at: None }.left(second(now));
        prop_assert_eq!(left(all.clone()), left(Sent::new(all.0)));
    }
}
