//! Lists as cards, and links in replies: where phones can open them, and nowhere else.

use std::sync::Arc;

use guiyan::app::inbox::{Answer, Inbound, TakesMessages};
use guiyan::app::message_key::MessageKey;
use guiyan::domain::dialogue::input::Input;
use guiyan::domain::id::OpenId;
use guiyan::domain::passive_reply::{Article, PassiveReply, Trigger};

use crate::support::house::{PAGES, TestHouse};
use crate::support::site::NOW;

/// Somebody and the reply to each thing they do.
struct Somebody {
    house: TestHouse,
    sent: u32,
}

impl Somebody {
    async fn new(links: bool) -> Self {
        let now = NOW.parse().unwrap();
        let house = if links { TestHouse::linking(now).await } else { TestHouse::open(now).await };
        Self { house, sent: 0 }
    }

    async fn does(&mut self, input: Input, trigger: Trigger) -> PassiveReply {
        self.sent += 1;
        let inbound = Inbound {
            key: MessageKey::of(["oCards", &self.sent.to_string()]),
            openid: OpenId::parse("oCards").unwrap(),
            created_at: NOW.parse().unwrap(),
            input,
            trigger,
        };
        match Arc::clone(&self.house.house.inbox).take(inbound, std::time::Instant::now()).await {
            Answer::Reply(reply) => reply,
            Answer::Nothing => panic!("no reply"),
        }
    }

    async fn clicks(&mut self, key: &str) -> PassiveReply {
        self.does(Input::Click(key.to_owned()), Trigger::Event).await
    }

    async fn says(&mut self, words: &str) -> String {
        match self.does(Input::Text(words.to_owned()), Trigger::Message).await {
            PassiveReply::Text(text) => text,
            other => panic!("not words: {other:?}"),
        }
    }
}

fn cards(reply: PassiveReply) -> Vec<Article> {
    match reply {
        PassiveReply::News(articles) => articles,
        other => panic!("no cards: {other:?}"),
    }
}

#[tokio::test]
async fn a_list_behind_the_menu_is_cards_that_open_pages() {
    let mut somebody = Somebody::new(true).await;
    for (key, begin, list) in [
        ("openings", "/jobs?trade=", "/jobs"),
        ("activities", "/activities/", "/activities"),
        ("policies", "/policies/", "/policies"),
    ] {
        let cards = cards(somebody.clicks(key).await);
        assert!((2..=8).contains(&cards.len()), "{cards:#?}");
        let (last, rows) = cards.split_last().unwrap();
        for row in rows {
            assert!(row.url.starts_with(&format!("{PAGES}{begin}")), "{row:?}");
            assert!(row.picture_url.starts_with(&format!("{PAGES}/cards/")) && row.picture_url.ends_with(".png"));
            assert!(!row.description.is_empty());
        }
        assert_eq!(last.url, format!("{PAGES}{list}"));
        assert!(last.title.contains("打字"), "{last:?}");
    }
}

#[tokio::test]
async fn the_number_on_a_card_can_be_typed() {
    let mut somebody = Somebody::new(true).await;
    let cards = cards(somebody.clicks("policies").await);
    assert!(cards[1].title.starts_with("2 "), "{cards:#?}");
    let answer = somebody.says("2").await;
    assert!(answer.contains(cards[1].url.as_str()), "{answer}");
}

#[tokio::test]
async fn a_typed_question_is_answered_in_words_that_say_what_can_be_done_next() {
    let mut somebody = Somebody::new(true).await;
    let answer = somebody.says("招聘会").await;
    assert!(answer.contains("weixin://bizmsgmenu"), "{answer}");
}

#[tokio::test]
async fn one_thing_is_told_in_words_with_a_link_to_its_page() {
    let mut somebody = Somebody::new(true).await;
    for (words, page) in [("雨燕", "/jobs/"), ("大学生补贴", "/policies/graduate_living")] {
        let answer = somebody.says(words).await;
        assert_eq!(answer.matches(&format!("<a href=\"{PAGES}{page}")).count(), 1, "{words}: {answer}");
        assert!(answer.len() <= 2_000, "{} bytes", answer.len());
    }
    somebody.says("招聘会").await;
    assert!(somebody.says("1").await.contains(&format!("<a href=\"{PAGES}/activities/")));
}

#[tokio::test]
async fn where_phones_cannot_open_pages_there_are_neither_links_nor_cards() {
    let mut somebody = Somebody::new(false).await;
    for key in ["openings", "activities", "policies"] {
        let PassiveReply::Text(text) = somebody.clicks(key).await else { panic!("cards behind {key}") };
        assert!(!text.contains("http"), "{text}");
    }
    assert!(!somebody.says("雨燕").await.contains("http"));
}
