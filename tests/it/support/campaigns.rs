//! Campaigns to be tested with, and the people who get them.

use std::sync::Arc;

use guiyan::app::campaigns::records::{By, CampaignRecords, Change};
use guiyan::app::campaigns::report::{Report, Tally};
use guiyan::app::sightings::SightingRecords;
use guiyan::domain::campaign::{Article, Audience, Draft, Fields, Schedule, Way, Words};
use guiyan::domain::id::CampaignId;
use guiyan::domain::topic::Topic;
use guiyan::domain::window::{Act, LastActs};
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};

use super::database::{Fixture, noon, openid};

/// Who draws up, and who releases.
pub const AUTHOR: By<'_> = By { name: "王芳", reason: "" };
pub const RELEASER: By<'_> = By { name: "李华", reason: "春节招工" };

/// Good news for everybody, by message.
pub fn news(audience: Audience) -> Draft {
    Draft {
        title: "正月初六招聘会".to_owned(),
        topic: Topic::Activities,
        way: Way::Each,
        urgent: false,
        about: None,
        audience,
        words: Words {
            message: Some("正月初六有招聘会，回复 招聘会 报名".to_owned()), ..Words::default()
        },
        other_words: None,
        when: Schedule { start: None, spread_hours: 0, tried_hours: 24 },
    }
}

/// Something that they are in the middle of, by template.
pub fn service(audience: Audience) -> Draft {
    let fields = [("thing1".to_owned(), "补贴已经到账".to_owned())].into();
    let template = Fields { id: "TEMPLATE".to_owned(), lasting: false, fields };
    let words = Words { template: Some(template), ..Words::default() };
    Draft { title: "补贴到账".to_owned(), topic: Topic::Service, words, ..news(audience) }
}

/// Good news for everybody at once, as a text.
pub fn to_many(audience: Audience) -> Draft {
    Draft { way: Way::Mass, ..news(audience) }
}

/// The same as an article.
pub fn article(audience: Audience) -> Draft {
    let article = Article {
        title: "正月初六招聘会".to_owned(),
        author: None,
        digest: Some("几十家企业一起来".to_owned()),
        content: "<p>正月初六，带身份证就能来。</p>".to_owned(),
    };
    let words = Words { article: Some(article), page: Some("/activities".to_owned()), ..Words::default() };
    Draft { words, ..to_many(audience) }
}

/// So many people who began to follow at noon.
pub async fn followers(fixture: &Fixture, db: &Database, count: usize) {
    // Long enough ago that the window of a new follower is shut.
    let followed = LastActs::one(Act::Followed, noon() - SignedDuration::from_hours(2));
    let people: Vec<_> = (0..count).map(|n| (openid(&name(n)), followed)).collect();
    for some in people.chunks(500) {
        db.see(some).await.unwrap();
    }
    let there = fixture.number("SELECT count(*) FROM followers").await;
    assert!(usize::try_from(there).unwrap() >= count);
}

/// The n-th of them, in the order of their openids.
pub fn name(n: usize) -> String {
    format!("oMany{n:07}")
}

/// They speak, so that their window is open.
pub async fn speak(db: &Database, who: impl IntoIterator<Item = usize>, at: Timestamp) {
    let spoke = LastActs::one(Act::Spoke, at);
    let people: Vec<_> = who.into_iter().map(|n| (openid(&name(n)), spoke)).collect();
    for some in people.chunks(500) {
        db.see(some).await.unwrap();
    }
}

/// Drawn up by one, released by another, for now.
pub async fn released(db: &Database, draft: &Draft, now: Timestamp) -> CampaignId {
    let id = drawn_up(db, draft, now).await;
    let not_after = now + SignedDuration::from_hours(i64::from(draft.when.tried_hours));
    let hash = db.campaign(id).await.unwrap().unwrap().hash;
    let release = Change::Release { starts_at: now, not_after, hash };
    db.change_campaign(id, release, RELEASER, now).await.unwrap();
    id
}

/// Drawn up, and handed in.
pub async fn drawn_up(db: &Database, draft: &Draft, now: Timestamp) -> CampaignId {
    let id = db.add_campaign(draft, AUTHOR, now).await.unwrap();
    db.change_campaign(id, Change::Submit, AUTHOR, now).await.unwrap();
    id
}

/// What came of it. Everybody stands in exactly one state.
pub async fn report(db: &Database, id: CampaignId) -> Report {
    let report = db.report(id).await.unwrap().unwrap();
    for tally in report.units.values().chain(report.channels.values()).chain(report.variants.values()) {
        assert!(tally.adds_up(), "{tally:?}");
    }
    report
}

pub async fn whole(db: &Database, id: CampaignId) -> Tally {
    report(db, id).await.whole()
}

/// A database of either kind with so many followers.
pub async fn peopled(fixture: &Fixture, count: usize) -> Arc<Database> {
    let db = Arc::new(fixture.open().await);
    followers(fixture, &db, count).await;
    db
}
