//! Messages that are worked out before the cache is asked: how often it is asked, and that nobody can tell.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use guiyan::app::dialogue_cache::{
    Ahead, Begin, CacheUnavailable, Claim, Committed, DialogueCache, DialogueChange, Stored,
};
use guiyan::app::inbox::{Inbound, Inbox, InboxParts};
use guiyan::app::message_key::MessageKey;
use guiyan::domain::dialogue::input::Input;
use guiyan::domain::id::OpenId;

use super::attempts::{inbox_parts, message, now, say, typed};
use crate::support::house::TestHouse;

/// A cache that counts how often it is asked.
struct Counted {
    cache: Arc<dyn DialogueCache>,
    asked: AtomicU32,
}

impl Counted {
    fn count(&self) -> &dyn DialogueCache {
        self.asked.fetch_add(1, Ordering::SeqCst);
        &*self.cache
    }
}

#[async_trait]
impl DialogueCache for Counted {
    async fn begin(
        &self,
        key: &MessageKey,
        openid: &OpenId,
        ahead: Option<Ahead<'_>>,
    ) -> Result<Begin, CacheUnavailable> {
        self.count().begin(key, openid, ahead).await
    }
    async fn reload(&self, openid: &OpenId) -> Result<Stored, CacheUnavailable> {
        self.count().reload(openid).await
    }
    async fn commit(&self, claim: &Claim, change: DialogueChange, reply: &[u8]) -> Result<Committed, CacheUnavailable> {
        self.count().commit(claim, change, reply).await
    }
    async fn renew(&self, claim: &Claim) -> Result<bool, CacheUnavailable> {
        self.count().renew(claim).await
    }
    async fn release(&self, claim: &Claim) -> Result<(), CacheUnavailable> {
        self.count().release(claim).await
    }
    async fn ping(&self) -> Result<(), CacheUnavailable> {
        self.count().ping().await
    }
}

/// A conversation with questions, a form that is begun, left and ended, and an effect.
fn conversation() -> Vec<Inbound> {
    let said = ["工资多少", "政策", "1", "服装厂", "下一页"];
    let form = ["同意", "张三", "返回", "李四", "工资多少", "13800000001", "长冈乡", "跳过", "1", "我的报名"];
    let mut all: Vec<Inbound> = said.map(|text| typed(&format!("before {text}"), text)).into();
    all.push(message("join", Input::Click("join_1".into())));
    all.extend(form.map(|text| typed(&format!("in the form {text}"), text)));
    all
}

#[tokio::test]
async fn what_touches_the_dialogue_alone_takes_one_round_trip() {
    let house = TestHouse::open(now()).await;
    let cache = Arc::new(Counted { cache: Arc::clone(&house.house.cache), asked: 0.into() });
    let inbox = Inbox::new(InboxParts { cache: Arc::clone(&cache) as _, ..inbox_parts(&house) });
    let trips = async |inbound| {
        let before = cache.asked.load(Ordering::SeqCst);
        say(&inbox, inbound).await;
        cache.asked.load(Ordering::SeqCst) - before
    };
    assert_eq!(trips(typed("keyword", "工资多少")).await, 1);
    assert_eq!(trips(typed("list", "政策")).await, 1);
    // These two ask the records, or have an effect.
    assert_eq!(trips(message("join", Input::Click("join_1".into()))).await, 2);
    assert_eq!(trips(typed("consent", "同意")).await, 2);
    assert_eq!(trips(typed("name", "张三")).await, 1);
    assert_eq!(trips(typed("back", "返回")).await, 1);
}

#[tokio::test]
async fn two_replicas_that_take_turns_answer_as_one_does() {
    let (house, shared) = (TestHouse::open(now()).await, TestHouse::open(now()).await);
    let alone = Inbox::new(inbox_parts(&house));
    // Each knows only the dialogues that it kept itself: every second of them is not the last one.
    let replicas = [(); 2].map(|()| Inbox::new(inbox_parts(&shared)));
    for (n, inbound) in conversation().into_iter().enumerate() {
        let expected = say(&alone, inbound.clone()).await;
        assert_eq!(say(&replicas[n % 2], inbound.clone()).await, expected, "{inbound:?}");
        // The platform's further attempts may land anywhere.
        assert_eq!(say(&replicas[(n + 1) % 2], inbound.clone()).await, expected, "{inbound:?} again");
        assert_eq!(say(&replicas[n % 2], inbound.clone()).await, expected, "{inbound:?} for the third time");
    }
}

#[tokio::test]
async fn a_dialogue_that_got_lost_meanwhile_is_not_gone_on_with() {
    let house = TestHouse::open(now()).await;
    let inbox = Inbox::new(inbox_parts(&house));
    for inbound in conversation().into_iter().take(8) {
        say(&inbox, inbound).await;
    }
    let lost = message("lost", Input::Text(String::new()));
    let Ok(Begin::Fresh { claim, .. }) = house.house.cache.begin(&lost.key, &lost.openid, None).await else {
        panic!("it is a new message");
    };
    house.house.cache.commit(&claim, DialogueChange::Drop, b"").await.unwrap();
    let elsewhere = TestHouse::open(now()).await;
    let stranger = Inbox::new(inbox_parts(&elsewhere));
    let out_of_the_blue = typed("out of the blue", "返回");
    assert_eq!(say(&inbox, out_of_the_blue.clone()).await, say(&stranger, out_of_the_blue).await);
}
