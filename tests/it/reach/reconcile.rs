//! The nightly round, against a platform whose list and events do not agree.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use guiyan::app::clock::Clock;
use guiyan::app::inbox::TakesMessages;
use guiyan::app::platform::failure::PlatformError;
use guiyan::app::platform::followers::{
    BlacklistBatch, FollowerGateway, FollowerInfo, Following, InfoBatch, OpenIdPage, Remark,
};
use guiyan::app::reach::ReachRecords;
use guiyan::app::reconcile::{Reconcile, ReconcileParts};
use guiyan::app::records::FollowerRecords;
use guiyan::domain::county::AccountKind;
use guiyan::domain::dialogue::effect::{Effect, Known};
use guiyan::domain::id::OpenId;
use jiff::{SignedDuration, Timestamp};

use crate::support::database::{fresh_key, openid};
use crate::support::house::TestHouse;
use crate::support::outward::{capabilities, refused};

/// Three in the morning, in China.
fn night() -> Timestamp {
    "2026-02-07T03:00:00+08:00".parse().unwrap()
}

/// The platform: a list in pages of three, and what it says of each.
#[derive(Default)]
struct Platform {
    listed: Mutex<Vec<OpenId>>,
    following: Mutex<BTreeMap<OpenId, Timestamp>>,
    /// Whom it says never to have heard of.
    strangers: Mutex<Vec<OpenId>>,
    /// Calls until one fails.
    calls_left: Mutex<Option<u32>>,
    pages_asked: Mutex<Vec<Option<OpenId>>>,
    asked: Mutex<Vec<OpenId>>,
}

impl Platform {
    /// Follow, and are listed.
    fn has<const N: usize>(&self, names: [&str; N]) {
        for who in names.map(openid) {
            self.listed.lock().unwrap().push(who.clone());
            self.following.lock().unwrap().insert(who, night() - SignedDuration::from_hours(100));
        }
    }

    fn call(&self) -> Result<(), PlatformError> {
        match &mut *self.calls_left.lock().unwrap() {
            Some(0) => Err(refused(-1, night())),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn info_of(&self, who: &OpenId) -> Result<FollowerInfo, PlatformError> {
        self.asked.lock().unwrap().push(who.clone());
        if self.strangers.lock().unwrap().contains(who) {
            return Err(refused(40003, night()));
        }
        let following = self.following.lock().unwrap().get(who).map(|since| Following {
            since: Some(*since),
            union_id: None,
            remark: String::new(),
            tags: Vec::new(),
            scene: Some("ADD_SCENE_QR_CODE".to_owned()),
            qr_scene: Some(7),
            qr_scene_text: None,
        });
        Ok(FollowerInfo { openid: who.clone(), following })
    }
}

#[async_trait]
impl FollowerGateway for Platform {
    async fn list(&self, after: Option<&OpenId>) -> Result<OpenIdPage, PlatformError> {
        self.pages_asked.lock().unwrap().push(after.cloned());
        self.call()?;
        let listed = self.listed.lock().unwrap();
        let begin = after.map_or(0, |after| listed.iter().position(|who| who == after).unwrap() + 1);
        let openids: Vec<OpenId> = listed.iter().skip(begin).take(3).cloned().collect();
        // The platform names the last of every page; the list is through when nobody comes after.
        let next = openids.last().cloned();
        Ok(OpenIdPage { total: Some(listed.len() as u64), openids, next })
    }
    async fn info(&self, who: &OpenId) -> Result<FollowerInfo, PlatformError> {
        self.call()?;
        self.info_of(who)
    }
    async fn infos(&self, batch: &InfoBatch) -> Result<Vec<FollowerInfo>, PlatformError> {
        self.call()?;
        batch.as_slice().iter().map(|who| self.info_of(who)).collect()
    }
    async fn set_remark(&self, _: &OpenId, _: &Remark) -> Result<(), PlatformError> {
        unreachable!()
    }
    async fn blacklist(&self, _: Option<&OpenId>) -> Result<OpenIdPage, PlatformError> {
        unreachable!()
    }
    async fn block(&self, _: &BlacklistBatch) -> Result<(), PlatformError> {
        unreachable!()
    }
    async fn unblock(&self, _: &BlacklistBatch) -> Result<(), PlatformError> {
        unreachable!()
    }
}

struct Scene {
    house: TestHouse,
    platform: Arc<Platform>,
    reconcile: Reconcile,
}

impl Scene {
    async fn at(now: Timestamp) -> Self {
        let (house, platform) = (TestHouse::open(now).await, Arc::new(Platform::default()));
        let clock = Arc::clone(&house.clock) as Arc<dyn Clock>;
        let reconcile = Reconcile::new(ReconcileParts {
            gateway: platform.clone(),
            roll: Arc::new(house.house.database.clone()),
            inbox: Arc::clone(&house.house.inbox) as Arc<dyn TakesMessages>,
            capabilities: capabilities(AccountKind::Subscription, Arc::clone(&clock)).await,
            clock,
        });
        Self { house, platform, reconcile }
    }

    /// Somebody of ours, with a dialogue under way.
    async fn ours(&self, who: &str) {
        let followed = [Effect::Follow { scene: None }, Effect::Consent { version: "2026-01".to_owned() }];
        let at = night() - SignedDuration::from_hours(50);
        self.house.house.database.apply(&fresh_key(), &openid(who), &followed, at).await.unwrap();
        self.house.session(who).say("长冈乡附近有什么岗位").await.unwrap();
    }

    async fn known(&self, who: &str) -> bool {
        let standing = self.house.house.database.standing(&openid(who)).await.unwrap();
        standing.acts.followed.is_some()
    }

    fn pages_asked(&self) -> Vec<Option<OpenId>> {
        std::mem::take(&mut *self.platform.pages_asked.lock().unwrap())
    }
}

#[tokio::test]
async fn who_is_missing_is_added_and_who_left_is_forgotten() {
    let scene = Scene::at(night()).await;
    for who in ["oStays", "oLeft"] {
        scene.ours(who).await;
    }
    scene.platform.has(["oNew1", "oNew2", "oStays", "oNew3"]);
    scene.reconcile.look().await;
    for who in ["oNew1", "oNew2", "oStays", "oNew3"] {
        assert!(scene.known(who).await, "{who}");
    }
    assert!(!scene.known("oLeft").await);
    let database = &scene.house.house.database;
    assert_eq!(database.known(&openid("oLeft"), None).await.unwrap(), Known::default());
    assert_eq!(scene.house.house.cache.reload(&openid("oLeft")).await.unwrap().dialogue, None);
    assert!(database.known(&openid("oStays"), None).await.unwrap().consent.is_some());
    assert_eq!(scene.pages_asked().len(), 3, "two with somebody on them, and the end");
    // Those on both sides were not asked about.
    assert!(!scene.platform.asked.lock().unwrap().contains(&openid("oStays")));
}

#[tokio::test]
async fn who_follows_and_is_not_on_the_list_stays() {
    let scene = Scene::at(night()).await;
    scene.ours("oRacing").await;
    scene.platform.has(["oRacing", "oOther"]);
    scene.platform.listed.lock().unwrap().retain(|who| *who == openid("oOther"));
    scene.reconcile.look().await;
    assert!(scene.known("oRacing").await);
}

#[tokio::test]
async fn who_is_on_the_list_and_has_left_is_not_added() {
    let scene = Scene::at(night()).await;
    scene.platform.has(["oRacing", "oOther"]);
    scene.platform.following.lock().unwrap().remove(&openid("oRacing"));
    scene.reconcile.look().await;
    assert!(!scene.known("oRacing").await);
    assert!(scene.known("oOther").await);
}

#[tokio::test]
async fn one_whom_the_platform_never_heard_of_does_not_spoil_the_others() {
    let scene = Scene::at(night()).await;
    for who in ["oMigrated", "oLeft", "oRacing"] {
        scene.ours(who).await;
    }
    scene.platform.has(["oRacing"]);
    scene.platform.listed.lock().unwrap().clear();
    scene.platform.strangers.lock().unwrap().push(openid("oMigrated"));
    scene.reconcile.look().await;
    assert_eq!(
        [scene.known("oMigrated").await, scene.known("oLeft").await, scene.known("oRacing").await],
        [false, false, true]
    );
}

#[tokio::test]
async fn a_round_that_breaks_off_goes_on_where_it_stopped() {
    let scene = Scene::at(night()).await;
    for who in ["oA", "oB", "oC", "oD", "oE", "oF", "oLeft"] {
        scene.ours(who).await;
    }
    scene.platform.has(["oA", "oB", "oC", "oD", "oE", "oF"]);
    *scene.platform.calls_left.lock().unwrap() = Some(1);
    scene.reconcile.look().await;
    assert_eq!(scene.pages_asked(), [None, Some(openid("oC"))]);
    assert!(scene.known("oLeft").await);
    *scene.platform.calls_left.lock().unwrap() = None;
    scene.reconcile.look().await;
    assert_eq!(scene.pages_asked(), [Some(openid("oC")), Some(openid("oF"))]);
    assert!(!scene.known("oLeft").await);
    // It is done for tonight, and begins anew in the next.
    scene.reconcile.look().await;
    assert_eq!(scene.pages_asked(), []);
    scene.house.clock.wait(SignedDuration::from_hours(24));
    scene.reconcile.look().await;
    assert_eq!(scene.pages_asked().first(), Some(&None));
}

#[tokio::test]
async fn nothing_is_asked_by_day() {
    let scene = Scene::at(night() + SignedDuration::from_hours(2)).await;
    scene.platform.has(["oNew"]);
    scene.reconcile.look().await;
    scene.house.clock.wait(SignedDuration::from_hours(21));
    scene.reconcile.look().await;
    assert_eq!(scene.pages_asked(), []);
    scene.house.clock.wait(SignedDuration::from_hours(1));
    scene.reconcile.look().await;
    assert!(scene.known("oNew").await);
}
