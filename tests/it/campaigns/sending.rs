//! The worker's part, with a platform that does as it is told. Complaints about other senders are tests here.

use std::collections::BTreeSet;
use std::sync::Arc;

use guiyan::app::campaigns::records::{CampaignRecords, Change};
use guiyan::app::reach::Channel;
use guiyan::domain::campaign::{Audience, CampaignState, Draft, Pause, Variant, Words};
use guiyan::domain::id::CampaignId;
use jiff::SignedDuration;

use crate::support::campaigns::{
    RELEASER, drawn_up, followers, name, news, peopled, released, report, service, speak, whole,
};
use crate::support::database::{Fixture, noon, openid};
use crate::support::errands::{Replica, at};
use crate::support::outward::{Outward, lost, not_sent, refused};

/// A county with so many followers, of whom the first `open` have just spoken.
async fn scene(people: usize, open: usize) -> (Fixture, Arc<Outward>, Replica) {
    let (fixture, outward) = (Fixture::sqlite().await, Arc::new(Outward::default()));
    let replica = Replica::of(&fixture, &outward).await;
    followers(&fixture, &replica.db, people).await;
    speak(&replica.db, 0..open, noon()).await;
    (fixture, outward, replica)
}

/// Steps until nothing is left to be done now.
async fn run(replica: &Replica) {
    while !replica.step().await.campaigns.is_idle() {}
}

async fn state(replica: &Replica, id: CampaignId) -> CampaignState {
    replica.db.campaign(id).await.unwrap().unwrap().state
}

#[tokio::test]
async fn whoever_can_be_reached_gets_it_at_once_and_the_others_when_they_speak() {
    let (fixture, outward, replica) = scene(30, 12).await;
    let id = released(&replica.db, &news(Audience::default()), noon()).await;
    run(&replica).await;
    assert_eq!(outward.asked().len(), 12);
    let tally = whole(&replica.db, id).await;
    assert_eq!((tally.planned, tally.sent, tally.waiting), (30, 12, 18));
    fixture.clock.advance(SignedDuration::from_hours(2));
    speak(&replica.db, [20, 21], fixture.now()).await;
    run(&replica).await;
    let told: BTreeSet<String> = outward.asked().iter().map(|(_, to, _)| to.as_str().to_owned()).collect();
    assert_eq!(told, BTreeSet::from([name(20), name(21)]));
    fixture.clock.advance(SignedDuration::from_hours(23));
    run(&replica).await;
    assert_eq!(outward.asked(), []);
    let tally = whole(&replica.db, id).await;
    assert_eq!((tally.sent, tally.unreachable, tally.waiting), (14, 16, 0), "for those who ring");
    assert_eq!(state(&replica, id).await, CampaignState::Done);
}

#[tokio::test]
async fn two_replicas_send_each_once() {
    let (fixture, outward, replica) = scene(700, 700).await;
    let other = Replica::of(&fixture, &outward).await;
    let id = released(&replica.db, &news(Audience::default()), noon()).await;
    tokio::join!(run(&replica), run(&other));
    run(&replica).await;
    let asked = outward.asked();
    let told: BTreeSet<&str> = asked.iter().map(|(_, to, _)| to.as_str()).collect();
    assert_eq!((asked.len(), told.len()), (700, 700));
    assert_eq!(whole(&replica.db, id).await.sent, 700);
}

/// Whoever is due is not taken on again and again, and does not lose tries, while nothing can go out.
#[tokio::test]
async fn nobody_is_tried_while_the_platform_takes_no_more_this_minute() {
    let (fixture, outward, replica) = scene(700, 700).await;
    outward.fails(std::iter::repeat_with(|| refused(45011, noon())).take(700));
    let id = released(&replica.db, &news(Audience::default()), noon()).await;
    run(&replica).await;
    let asked = outward.asked().len();
    assert!((1..100).contains(&asked), "{asked}: who was on the way when it was told");
    let tally = whole(&replica.db, id).await;
    assert_eq!((tally.sent, tally.waiting), (0, 700));
    outward.heals();
    run(&replica).await;
    assert_eq!(outward.asked(), [], "the minute is not over");
    fixture.clock.advance(SignedDuration::from_mins(1));
    run(&replica).await;
    assert_eq!((outward.asked().len(), whole(&replica.db, id).await.sent), (700, 700));
}

/// listmonk#3022: whoever was not reached when it was paused is not skipped; #2278: it does not begin again.
#[tokio::test]
async fn a_paused_campaign_goes_on_from_where_it_was() {
    let (_fixture, outward, replica) = scene(900, 900).await;
    let id = released(&replica.db, &news(Audience::default()), noon()).await;
    replica.step().await;
    let before = outward.asked().len();
    assert!((1..900).contains(&before), "{before}");
    replica.db.change_campaign(id, Change::Pause(Pause::Staff), RELEASER, noon()).await.unwrap();
    run(&replica).await;
    assert_eq!(outward.asked(), [], "it stands still");
    replica.db.change_campaign(id, Change::Resume, RELEASER, noon()).await.unwrap();
    run(&replica).await;
    assert_eq!(before + outward.asked().len(), 900);
    assert_eq!((whole(&replica.db, id).await.sent, state(&replica, id).await), (900, CampaignState::Done));
}

/// Chatwoot#12821, #12955, #14592: no duplicates, nothing dropped in silence, nothing stuck. WxJava#2098: a timeout is
/// not sent again where the platform would not know it.
#[tokio::test]
async fn a_lost_answer_is_unknown_and_never_sent_again_by_message() {
    let (fixture, outward, replica) = scene(20, 20).await;
    outward.fails([lost(), lost()]);
    let id = released(&replica.db, &news(Audience::default()), noon()).await;
    run(&replica).await;
    fixture.clock.advance(SignedDuration::from_hours(25));
    run(&replica).await;
    assert_eq!(outward.asked().len(), 20);
    let tally = whole(&replica.db, id).await;
    assert_eq!((tally.sent, tally.unknown, tally.waiting), (18, 2, 0));
    assert_eq!(state(&replica, id).await, CampaignState::Done);
}

/// WxJava#623: every template message has a key, and one that may be lost goes out again under the same.
#[tokio::test]
async fn a_template_message_whose_answer_is_lost_goes_out_again_under_its_key() {
    let (fixture, outward, replica) = scene(5, 0).await;
    outward.fails([lost()]);
    let id = released(&replica.db, &service(Audience::default()), noon()).await;
    run(&replica).await;
    fixture.clock.advance(SignedDuration::from_mins(1));
    run(&replica).await;
    let keys = outward.keys();
    let distinct: BTreeSet<&String> = keys.iter().collect();
    assert_eq!((keys.len(), distinct.len()), (6, 5), "{keys:?}");
    assert_eq!(whole(&replica.db, id).await.sent, 5);
}

#[tokio::test]
async fn a_template_message_that_stays_lost_is_unknown_once_the_platform_has_forgotten_its_key() {
    let (fixture, outward, replica) = scene(1, 0).await;
    outward.fails(std::iter::repeat_with(lost).take(100));
    let id = released(&replica.db, &service(Audience::default()), noon()).await;
    for _ in 0..40 {
        run(&replica).await;
        fixture.clock.advance(SignedDuration::from_mins(1));
    }
    let tally = whole(&replica.db, id).await;
    assert_eq!((tally.unknown, tally.waiting), (1, 0));
    assert!(outward.asked().len() < 15, "within ten minutes, every half minute or so");
}

#[tokio::test]
async fn a_template_message_that_may_be_out_is_not_sent_again_after_a_pause() {
    let (fixture, outward, replica) = scene(1, 0).await;
    outward.fails([lost()]);
    let id = released(&replica.db, &service(Audience::default()), noon()).await;
    run(&replica).await;
    replica.db.change_campaign(id, Change::Pause(Pause::Staff), RELEASER, noon()).await.unwrap();
    fixture.clock.advance(SignedDuration::from_hours(1));
    replica.db.change_campaign(id, Change::Resume, RELEASER, fixture.now()).await.unwrap();
    run(&replica).await;
    assert_eq!((outward.asked().len(), whole(&replica.db, id).await.unknown), (1, 1));
}

#[tokio::test]
async fn a_template_message_that_was_surely_refused_is_tried_again_however_late() {
    let (fixture, outward, replica) = scene(1, 0).await;
    outward.fails([not_sent()]);
    let id = released(&replica.db, &service(Audience::default()), noon()).await;
    run(&replica).await;
    replica.db.change_campaign(id, Change::Pause(Pause::Staff), RELEASER, noon()).await.unwrap();
    fixture.clock.advance(SignedDuration::from_hours(1));
    replica.db.change_campaign(id, Change::Resume, RELEASER, fixture.now()).await.unwrap();
    run(&replica).await;
    assert_eq!((outward.asked().len(), whole(&replica.db, id).await.sent), (2, 1));
}

#[tokio::test]
async fn it_stops_by_itself_where_the_account_has_no_right_and_nobody_is_lost() {
    let (_fixture, outward, replica) = scene(30, 0).await;
    outward.fails([refused(48001, noon())]);
    let id = released(&replica.db, &service(Audience::default()), noon()).await;
    run(&replica).await;
    let CampaignState::Paused { why, .. } = state(&replica, id).await else { panic!("it should stand still") };
    assert_eq!(why, Pause::NoRight);
    let tally = whole(&replica.db, id).await;
    assert_eq!(tally.sent + tally.waiting, 30, "{tally:?}");
    assert!(tally.waiting > 0);
}

#[tokio::test]
async fn news_stops_by_itself_too_where_the_account_has_no_right_and_nobody_is_lost() {
    let (_fixture, outward, replica) = scene(30, 30).await;
    outward.fails([refused(48001, noon())]);
    let id = released(&replica.db, &news(Audience::default()), noon()).await;
    run(&replica).await;
    assert!(matches!(state(&replica, id).await, CampaignState::Paused { why: Pause::NoRight, .. }));
    let tally = whole(&replica.db, id).await;
    assert_eq!(tally.sent + tally.waiting, 30, "{tally:?}");
}

#[tokio::test]
async fn it_stops_by_itself_where_the_platform_takes_it_for_an_advertisement() {
    let (_fixture, outward, replica) = scene(3, 0).await;
    outward.fails([refused(40249, noon()), refused(40249, noon()), refused(40249, noon())]);
    let id = released(&replica.db, &service(Audience::default()), noon()).await;
    run(&replica).await;
    assert!(matches!(state(&replica, id).await, CampaignState::Paused { why: Pause::Refused, .. }));
    replica.db.change_campaign(id, Change::Resume, RELEASER, noon()).await.unwrap();
    run(&replica).await;
    assert_eq!(whole(&replica.db, id).await.sent, 3);
}

#[tokio::test]
async fn it_stops_by_itself_where_too_many_fail() {
    let (_fixture, outward, replica) = scene(200, 200).await;
    outward.fails(std::iter::repeat_with(lost).take(150));
    let id = released(&replica.db, &news(Audience::default()), noon()).await;
    run(&replica).await;
    assert!(matches!(state(&replica, id).await, CampaignState::Paused { why: Pause::Errors, .. }));
}

/// A failing run does not use up its batch: whoever is left is due as soon as it goes on.
#[tokio::test]
async fn where_too_many_fail_the_rest_of_the_batch_is_kept_back() {
    let (_fixture, outward, replica) = scene(200, 200).await;
    outward.fails(std::iter::repeat_with(lost).take(64));
    let id = released(&replica.db, &news(Audience::default()), noon()).await;
    run(&replica).await;
    let before = outward.asked().len();
    assert!((64..150).contains(&before), "{before}");
    replica.db.change_campaign(id, Change::Resume, RELEASER, noon()).await.unwrap();
    run(&replica).await;
    assert_eq!(before + outward.asked().len(), 200);
    let tally = whole(&replica.db, id).await;
    assert_eq!((tally.sent, tally.unknown, tally.waiting), (136, 64, 0));
}

/// The records are lost between the platform's answer and its note: nobody knows of those, and nobody gets it twice.
#[tokio::test]
async fn what_cannot_be_noted_is_unknown_and_not_sent_again() {
    let (fixture, outward, replica) = scene(100, 100).await;
    let id = released(&replica.db, &news(Audience::default()), noon()).await;
    let lost = "CREATE TRIGGER lost BEFORE UPDATE ON deliveries WHEN NEW.state = 'sent' BEGIN SELECT RAISE(ABORT, 'lost'); END";
    fixture.execute(lost).await;
    assert!(replica.worker.step().await.is_err());
    let before: BTreeSet<String> = outward.asked().iter().map(|(_, to, _)| to.as_str().to_owned()).collect();
    fixture.execute("DROP TRIGGER lost").await;
    fixture.clock.advance(SignedDuration::from_mins(6));
    run(&replica).await;
    let after: BTreeSet<String> = outward.asked().iter().map(|(_, to, _)| to.as_str().to_owned()).collect();
    assert!(!before.is_empty() && before.is_disjoint(&after), "nobody twice");
    assert_eq!(before.len() + after.len(), 100, "and nobody is missed");
    let tally = whole(&replica.db, id).await;
    assert_eq!(
        (tally.unknown, tally.sent),
        (u32::try_from(before.len()).unwrap(), u32::try_from(after.len()).unwrap())
    );
}

#[tokio::test]
async fn nobody_is_disturbed_at_night_unless_it_is_urgent() {
    let (fixture, outward, replica) = scene(4, 4).await;
    fixture.clock.advance(at("2026-02-06T22:00").duration_since(noon()));
    let id = released(&replica.db, &news(Audience::default()), fixture.now()).await;
    run(&replica).await;
    assert_eq!(outward.asked(), []);
    let urgent = Draft { urgent: true, ..news(Audience::default()) };
    released(&replica.db, &urgent, fixture.now()).await;
    run(&replica).await;
    assert_eq!(outward.asked().len(), 4);
    fixture.clock.advance(at("2026-02-07T08:01").duration_since(fixture.now()));
    run(&replica).await;
    assert_eq!(outward.asked().len(), 4);
    assert_eq!(state(&replica, id).await, CampaignState::Done);
}

#[tokio::test]
async fn what_was_altered_after_its_release_does_not_go_out() {
    let (fixture, outward, replica) = scene(3, 3).await;
    let id = released(&replica.db, &news(Audience::default()), noon()).await;
    fixture.execute("UPDATE campaigns SET draft = replace(draft, '招聘会', '中奖')").await;
    run(&replica).await;
    assert_eq!(outward.asked(), []);
    assert!(matches!(state(&replica, id).await, CampaignState::Paused { why: Pause::Altered, .. }));
    assert!(replica.db.change_campaign(id, Change::Resume, RELEASER, noon()).await.is_err());
}

#[tokio::test]
async fn a_trial_goes_to_one_before_the_release_and_counts_for_nothing() {
    let (_fixture, outward, replica) = scene(3, 3).await;
    let id = drawn_up(&replica.db, &news(Audience::default()), noon()).await;
    replica.db.add_preview(id, &openid(&name(1)), Variant::A, noon()).await.unwrap();
    run(&replica).await;
    assert_eq!(outward.asked().len(), 1);
    assert_eq!(whole(&replica.db, id).await.planned, 0);
}

#[tokio::test]
async fn a_trial_that_the_platform_stops_is_over_at_once() {
    let (_fixture, outward, replica) = scene(2, 0).await;
    let id = drawn_up(&replica.db, &service(Audience::default()), noon()).await;
    outward.fails([refused(40249, noon())]);
    replica.db.add_preview(id, &openid(&name(1)), Variant::A, noon()).await.unwrap();
    run(&replica).await;
    assert_eq!(outward.asked().len(), 1, "it is not tried for ever");
}

/// One campaign whose records fail stops none of the others.
#[tokio::test]
async fn a_campaign_that_does_not_read_stops_no_other() {
    let (fixture, outward, replica) = scene(3, 3).await;
    let broken = released(&replica.db, &news(Audience::default()), noon()).await;
    fixture.execute(&format!("UPDATE campaigns SET draft = '{{}}' WHERE id = {}", broken.0)).await;
    let id = released(&replica.db, &service(Audience::default()), noon()).await;
    run(&replica).await;
    assert_eq!((outward.asked().len(), whole(&replica.db, id).await.sent), (3, 3));
}

#[tokio::test]
async fn two_contents_go_to_a_half_each_and_what_is_sent_is_what_was_released() {
    let fixture = Fixture::sqlite().await;
    let db = peopled(&fixture, 400).await;
    speak(&db, 0..400, noon()).await;
    let outward = Arc::new(Outward::default());
    let replica = Replica::of(&fixture, &outward).await;
    let other = Words {
        message: Some("初六来赶招聘会：{link}".to_owned()),
        page: Some("/activities".to_owned()),
        ..Words::default()
    };
    let draft = Draft { other_words: Some(other), ..news(Audience::default()) };
    let id = released(&replica.db, &draft, noon()).await;
    run(&replica).await;
    let variants = report(&replica.db, id).await.variants;
    let halves = [Variant::A, Variant::B].map(|variant| variants[&variant].sent);
    assert!(halves[0] + halves[1] == 400 && halves.iter().all(|half| (150..=250).contains(half)), "{halves:?}");
    let asked = outward.asked();
    let plain = asked.iter().filter(|(_, _, text)| Some(text) == draft.words.message.as_ref()).count();
    assert_eq!(plain, usize::try_from(halves[0]).unwrap());
    let links: BTreeSet<&str> = asked.iter().filter_map(|(_, _, text)| text.strip_prefix("初六来赶招聘会：")).collect();
    assert_eq!(links.len(), usize::try_from(halves[1]).unwrap(), "each has a link of their own");
    assert!(links.iter().all(|link| link.starts_with("https://wx.example.gov.cn/c/")));
    assert!(asked.iter().all(|(channel, ..)| *channel == Channel::Message));
}
