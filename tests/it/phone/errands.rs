//! A seat that came free, and a reminder, on the phone.

use guiyan::app::clock::Clock;
use guiyan::app::records::ContentRecords;
use guiyan::app::records::FollowerRecords;
use guiyan::app::sightings::SightingRecords;
use guiyan::domain::activity::Activity;
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::id::OpenId;
use guiyan::domain::sign_up::Wish;
use guiyan::domain::window::{Act, LastActs};
use jiff::SignedDuration;

use crate::support::browser::{Browser, Screen};
use crate::support::database::{fair, fresh_key, noon, openid, wish};
use crate::support::demo::TestDemo;

#[tokio::test]
async fn a_worker_is_offered_a_seat_takes_it_by_a_tap_and_is_reminded_of_it() {
    let demo = TestDemo::start(noon()).await;
    let (database, worker) = (demo.house().database.clone(), demo.house().worker.clone());
    let browser = Browser::start().await;
    let tab = browser.open(&demo.phone(), Screen::Phone).await;
    tab.click("关注").await;
    tab.wait_for("您好，这里是兴国就业").await;

    let fair = Activity { closes_at: fair("full", None).starts_at, ..fair("full", Some(1)) };
    database.put_activities(&[fair], "test", "a fair with one seat", noon()).await.unwrap();
    let rows = database.load(noon()).await.unwrap();
    let activity = rows.activities.iter().find(|activity| activity.slug == "full").unwrap().id;
    let me = demo.platform.followers(0, 9).into_iter().find(|person| person.subscribed).unwrap();
    let me: OpenId = openid(&me.openid);
    let wishes = async |who: &OpenId| {
        let effect = Effect::SignUp(Box::new(Wish { queues: true, ..wish(activity, Vec::new()) }));
        database.apply(&fresh_key(), who, &[effect], demo.clock.now()).await.unwrap().remove(0)
    };
    let other = openid("oSomebodyElse");
    assert!(matches!(wishes(&other).await, Outcome::SignedUp(_)));
    assert!(matches!(wishes(&me).await, Outcome::Queued { .. }));
    let theirs = database.known(&other, None).await.unwrap().sign_ups[0].id;
    database.apply(&fresh_key(), &other, &[Effect::CancelSignUp(theirs)], demo.clock.now()).await.unwrap();

    worker.step().await.unwrap();
    tab.wait_for("有名额了！").await;
    assert!(tab.fits_the_width().await);
    // The house looks for new activities every two seconds.
    while demo.house().catalog.load().activity(activity).is_none() {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    tab.click("我要这个名额").await;
    tab.wait_for("报名成功").await;

    // The evening before; they have written something that day.
    demo.clock.wait(SignedDuration::from_hours(30));
    tab.fill("打字", "你好").await;
    tab.click("发送").await;
    tab.wait_for("主菜单").await;
    database.see(&[(me, LastActs::one(Act::Spoke, demo.clock.now()))]).await.unwrap();
    worker.step().await.unwrap();
    tab.wait_for("您报名的活动快开始了").await;
    tab.click("取消报名").await;
    tab.wait_for("要取消这个报名吗").await;
    // The page first: it would complain that nobody answers any more.
    drop((tab, browser));
    demo.stop().await;
}
