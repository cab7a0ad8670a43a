//! No sequence of acts, calls and hours breaks what always holds.

use std::sync::Arc;

use guiyan::simulator::act::Act;
use guiyan::simulator::chat::Author;
use guiyan::simulator::platform::Platform;
use jiff::SignedDuration;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::simulated::{Simulated, code};

/// One thing that happens to one of three people.
#[derive(Debug, Clone)]
enum Event {
    Act(usize, Act),
    Send(usize),
    Tag(usize, bool),
    Mass,
    Wait(i64),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        Just(Act::Follow { scene: None }),
        Just(Act::Follow { scene: Some("gate".into()) }),
        Just(Act::Unfollow),
        ".{0,12}".prop_map(|text| Act::Say { text }),
        Just(Act::TapMenuMessage { id: "1".into(), text: "好".into() }),
        Just(Act::Click { button: "1".into() }),
        Just(Act::View { url: "https://example.gov.cn".into() }),
        Just(Act::Scan { scene: "gate".into() }),
        (-100.0..100.0, -200.0..200.0).prop_map(|(latitude, longitude)| Act::Location {
            latitude,
            longitude,
            label: String::new()
        }),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        5 => (0..3_usize, act()).prop_map(|(who, act)| Event::Act(who, act)),
        4 => (0..3_usize).prop_map(Event::Send),
        2 => (0..3_usize, any::<bool>()).prop_map(|(who, give)| Event::Tag(who, give)),
        1 => Just(Event::Mass),
        1 => prop_oneof![Just(20_i64), Just(61), Just(3_600)].prop_map(Event::Wait),
    ]
}

/// What is known of one person without looking: who follows, and how many messages may come at most.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    follows: bool,
    opened: u32,
    sent: u32,
}

impl Known {
    /// Every window at its widest.
    fn after(&mut self, act: &Act) {
        match act {
            Act::Follow { .. } => *self = Self { follows: true, opened: self.opened + 3, ..*self },
            Act::Unfollow => self.follows = false,
            Act::Say { .. } | Act::Location { .. } => self.opened += 5,
            Act::Click { .. } | Act::Scan { .. } | Act::TapMenuMessage { .. } => self.opened += 3,
            _ => {}
        }
    }
}

async fn play(simulated: &Simulated, people: &[Arc<str>], tag: &Value, known: &mut [Known], event: Event) {
    match event {
        Event::Act(who, act) => {
            let was = known[who];
            let done = simulated.platform.act(&people[who], act.clone()).is_ok();
            let follow = matches!(act, Act::Follow { .. });
            assert!(!done || was.follows != follow, "{act:?} was done by {was:?}");
            if done {
                known[who].after(&act);
            }
        }
        Event::Send(who) => {
            let errcode = simulated.custom(&people[who], "好").await;
            known[who].sent += u32::from(errcode == 0);
            assert!([0, 40003, 43004, 45015, 45047].contains(&errcode), "{errcode}");
            assert!(errcode != 0 || known[who].follows, "a stranger got a message");
        }
        Event::Tag(who, give) => {
            let body = json!({ "openid_list": [&*people[who]], "tagid": tag });
            let name = if give { "batchtagging" } else { "batchuntagging" };
            simulated.post(&format!("/cgi-bin/tags/members/{name}"), body).await;
        }
        Event::Mass => {
            let body = json!({ "filter": { "tag_id": tag }, "msgtype": "text", "text": { "content": "大家" } });
            let errcode = code(&simulated.post("/cgi-bin/message/mass/sendall", body).await);
            assert!([0, 45009].contains(&errcode), "{errcode}");
        }
        Event::Wait(seconds) => simulated.wait(SignedDuration::from_secs(seconds)),
    }
}

fn check(platform: &Platform, people: &[Arc<str>], known: &[Known]) {
    for (openid, known) in people.iter().zip(known) {
        assert!(known.sent <= known.opened, "{known:?}");
        let chat = platform.chat(openid, 0);
        assert!(chat.len() <= 60);
        assert!(chat.windows(2).all(|pair| pair[0].id < pair[1].id && pair[0].at <= pair[1].at));
        let listed = platform.followers(0, 3).into_iter().find(|one| one.openid == *openid).unwrap();
        assert_eq!((listed.subscribed, listed.last_entry), (known.follows, chat.last().map_or(0, |entry| entry.id)));
        assert!(known.opened > 0 || chat.iter().all(|entry| entry.from != Author::Account));
    }
}

async fn counts_agree(simulated: &Simulated, people: &[Arc<str>], tag: &Value, known: &[Known]) {
    let token = simulated.fetch_token().await;
    let list = simulated.get_as(&token, "/cgi-bin/user/get", &[]).await;
    assert_eq!(list["total"], known.iter().filter(|one| one.follows).count());
    assert_eq!(list["total"], list["count"]);
    let tags = simulated.get_as(&token, "/cgi-bin/tags/get", &[]).await;
    let count = tags["tags"].as_array().unwrap().iter().find(|one| one["id"] == *tag).unwrap()["count"].as_u64();
    let mut having = 0;
    for openid in people {
        let body = json!({ "openid": &**openid });
        let answer = simulated.post_as(&token, "/cgi-bin/tags/getidlist", &body).await;
        having += u64::from(answer["tagid_list"].as_array().is_some_and(|tags| tags.contains(tag)));
    }
    assert_eq!(count, Some(having));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happens_the_platform_stays_in_order(events in prop::collection::vec(event(), 1..60)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut simulated = Simulated::new().await;
            let people: Vec<Arc<str>> = (0..3).map(|_| simulated.platform.newcomer().unwrap()).collect();
            let created = simulated.post("/cgi-bin/tags/create", json!({ "tag": { "name": "返乡" } })).await;
            let tag = created["tag"]["id"].clone();
            let mut known = [Known::default(); 3];
            for event in events {
                let waited = matches!(event, Event::Wait(_));
                play(&simulated, &people, &tag, &mut known, event).await;
                check(&simulated.platform, &people, &known);
                if waited {
                    simulated.renew().await;
                }
            }
            counts_agree(&simulated, &people, &tag, &known).await;
        });
    }
}
