//! Counts of keywords: replicas add up, sentences are bounded, and nothing is kept for ever.

use guiyan::app::word_counts::{DayCounts, RuleHits, WordCountRecords};
use guiyan::domain::id::RuleId;
use guiyan::domain::unknown::{Typed, UnknownSentence};
use guiyan::storage::Database;
use jiff::civil::{Date, date};
use jiff::{SignedDuration, ToSpan};

use crate::support::database::{Fixture, noon};

on_both!(
    replicas_add_to_the_same_counts,
    a_crowd_that_types_at_random_does_not_fill_the_disk,
    nothing_is_kept_for_ever,
);

fn rule(id: &str) -> RuleId {
    RuleId::parse(id).unwrap()
}

fn typed(text: &str, times: u64) -> Typed {
    Typed { sentence: UnknownSentence::kept(text.to_owned()), times }
}

fn counts(rules: &[(&str, u64)], unknown: &[(&str, u64)]) -> DayCounts {
    DayCounts {
        rules: rules.iter().map(|(id, times)| (rule(id), *times)).collect(),
        unknown: unknown.iter().map(|(text, times)| typed(text, *times)).collect(),
    }
}

const DAY: Date = date(2026, 2, 7);

async fn add(db: &Database, day: Date, rules: &[(&str, u64)], unknown: &[(&str, u64)]) {
    db.add_counts(day, &counts(rules, unknown)).await.unwrap();
}

async fn replicas_add_to_the_same_counts(fixture: Fixture) {
    let (one, other) = (&fixture.open().await, &fixture.open().await);
    add(one, DAY, &[("wages", 2), ("fairs", 1)], &[("驾照", 3)]).await;
    add(other, DAY, &[("wages", 5)], &[("社保", 4), ("驾照", 3)]).await;
    add(other, DAY - 8.days(), &[("wages", 10)], &[("公积金", 1)]).await;
    let hits = one.rule_hits(DAY - 7.days()).await.unwrap();
    assert_eq!(hits[&rule("wages")], RuleHits { lately: 7, ever: 17 });
    assert_eq!(hits[&rule("fairs")], RuleHits { lately: 1, ever: 1 });
    assert_eq!(hits.len(), 2);
    let unknown = other.unknown_sentences(DAY - 7.days(), 10).await.unwrap();
    assert_eq!(unknown, [typed("驾照", 6), typed("社保", 4)]);
    assert_eq!(one.unknown_sentences(DAY - 8.days(), 10).await.unwrap().len(), 3);
    assert_eq!(one.unknown_sentences(DAY - 8.days(), 1).await.unwrap(), [typed("驾照", 6)]);
}

async fn a_crowd_that_types_at_random_does_not_fill_the_disk(fixture: Fixture) {
    let db = &fixture.open().await;
    let crowd: Vec<String> = (0..2_010).map(|n| format!("胡话{n}")).collect();
    let crowd: Vec<(&str, u64)> = crowd.iter().map(|text| (text.as_str(), 1)).collect();
    add(db, DAY, &[], &crowd).await;
    add(db, DAY, &[], &[("胡话0", 1), ("没地方了", 9)]).await;
    let kept = db.unknown_sentences(DAY, 5_000).await.unwrap();
    assert_eq!(kept.len(), 2_000);
    assert_eq!(kept[0], typed("胡话0", 2));
    add(db, DAY + 1.day(), &[], &[("没地方了", 9)]).await;
    assert_eq!(db.unknown_sentences(DAY, 1).await.unwrap(), [typed("没地方了", 9)]);
}

async fn nothing_is_kept_for_ever(fixture: Fixture) {
    let db = &fixture.open().await;
    let today = guiyan::domain::dialogue::view::When::day_of(noon());
    add(db, today, &[("wages", 1)], &[("驾照", 1)]).await;
    for (days, hits, sentences) in [(90, 1, 1), (91, 1, 0), (400, 1, 0), (401, 0, 0)] {
        db.tidy(noon() + SignedDuration::from_hours(days * 24)).await.unwrap();
        assert_eq!(db.rule_hits(today).await.unwrap().len(), hits, "{days} days later");
        assert_eq!(db.unknown_sentences(today, 10).await.unwrap().len(), sentences, "{days} days later");
    }
}
