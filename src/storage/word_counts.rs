//! Counts of keywords: a row a rule and day, a row a sentence and day; replicas add to the same ones.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use async_trait::async_trait;
use jiff::civil::Date;
use jiff::{Span, Timestamp};
use sea_orm::sea_query::{Alias, Expr, ExprTrait, OnConflict};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Set,
};

use super::database::{Database, within};
use super::entity::word_counts::{self, Column, Entity, Kind};
use super::failure::{damaged, failed};
use super::staff::PAGE_LIMIT;
use crate::app::records::StoreError;
use crate::app::word_counts::{DayCounts, RuleHits, WordCountRecords};
use crate::domain::dialogue::view::When;
use crate::domain::id::RuleId;
use crate::domain::unknown::{Typed, UnknownSentence};

/// They are written in the background, and once more when the process ends.
const LIMIT: Duration = Duration::from_secs(10);
/// Most sentences of a day: a crowd that types at random must not fill the disk.
const MOST: u64 = 2_000;
/// Rows of one statement: PostgreSQL and SQLite take more, and none is large.
const BATCH: usize = 500;
/// So long hits are kept, in days: a year can be held against the last.
const HITS_KEPT: i64 = 400;
/// So long a sentence is kept, in days: a season.
const SENTENCES_KEPT: i64 = 90;

#[async_trait]
impl WordCountRecords for Database {
    async fn add_counts(&self, day: Date, counts: &DayCounts) -> Result<(), StoreError> {
        let rules = counts.rules.iter().map(|(rule, times)| (rule.as_str(), *times));
        let unknown: Vec<_> = counts.unknown.iter().map(|one| (one.sentence.as_str(), one.times)).collect();
        within(LIMIT, async {
            let write = self.pool().write().await?;
            add(&*write, (Kind::Rule, day), &rules.collect::<Vec<_>>()).await?;
            let kept = there_is_room(&*write, day, unknown).await?;
            add(&*write, (Kind::Unknown, day), &kept).await?;
            write.commit().await
        })
        .await
    }

    async fn rule_hits(&self, since: Date) -> Result<HashMap<RuleId, RuleHits>, StoreError> {
        within(PAGE_LIMIT, async {
            let db = self.pool().orm();
            let mut hits: HashMap<RuleId, RuleHits> = HashMap::new();
            for (rule, times) in summed(db, of(Kind::Rule), None).await? {
                hits.entry(rule_id(&rule)?).or_default().ever = times;
            }
            for (rule, times) in summed(db, of(Kind::Rule).add(Column::Day.gte(since.to_string())), None).await? {
                hits.entry(rule_id(&rule)?).or_default().lately = times;
            }
            Ok(hits)
        })
        .await
    }

    async fn unknown_sentences(&self, since: Date, most: u64) -> Result<Vec<Typed>, StoreError> {
        let lately = of(Kind::Unknown).add(Column::Day.gte(since.to_string()));
        within(PAGE_LIMIT, async {
            let rows = summed(self.pool().orm(), lately, Some(most)).await?;
            Ok(rows.into_iter().map(|(word, times)| Typed { sentence: UnknownSentence::kept(word), times }).collect())
        })
        .await
    }
}

/// Deletes what was kept for long enough.
pub(super) async fn tidy<C: ConnectionTrait>(db: &C, now: Timestamp) -> Result<(), StoreError> {
    for (kind, kept) in [(Kind::Rule, HITS_KEPT), (Kind::Unknown, SENTENCES_KEPT)] {
        let Ok(first) = When::day_of(now).checked_sub(Span::new().days(kept)) else { continue };
        let old = Entity::delete_many().filter(of(kind).add(Column::Day.lt(first.to_string())));
        old.exec(db).await.map_err(failed)?;
    }
    Ok(())
}

fn of(kind: Kind) -> Condition {
    Condition::all().add(Column::Kind.eq(kind))
}

/// Those that are there already, and as many others as there is room for.
async fn there_is_room<'a, C: ConnectionTrait>(
    db: &C,
    day: Date,
    typed: Vec<(&'a str, u64)>,
) -> Result<Vec<(&'a str, u64)>, StoreError> {
    let of_day = || Entity::find().filter(of(Kind::Unknown).add(Column::Day.eq(day.to_string())));
    let count = of_day().count(db).await.map_err(failed)?;
    let mut there = HashSet::new();
    for some in typed.chunks(BATCH) {
        let words = some.iter().map(|(word, _)| *word);
        let found = of_day().select_only().column(Column::Word).filter(Column::Word.is_in(words)).into_tuple();
        there.extend(found.all(db).await.map_err(failed)?.into_iter().map(|word: String| word));
    }
    let mut room = MOST.saturating_sub(count);
    let mut kept = typed;
    kept.retain(|(word, _)| {
        if there.contains(*word) {
            return true;
        }
        let fits = room > 0;
        room = room.saturating_sub(1);
        fits
    });
    Ok(kept)
}

async fn add<C: ConnectionTrait>(db: &C, (kind, day): (Kind, Date), counts: &[(&str, u64)]) -> Result<(), StoreError> {
    for some in counts.chunks(BATCH) {
        let rows = some.iter().map(|(word, times)| word_counts::ActiveModel {
            kind: Set(kind),
            day: Set(day.to_string()),
            word: Set((*word).to_owned()),
            times: Set(i64::try_from(*times).unwrap_or(i64::MAX)),
        });
        let (there, new) = (Expr::col((Entity, Column::Times)), Expr::col((Alias::new("excluded"), Column::Times)));
        let key = OnConflict::columns([Column::Kind, Column::Day, Column::Word]);
        let more = key.clone().value(Column::Times, there.add(new)).to_owned();
        Entity::insert_many(rows).on_conflict(more).exec_without_returning(db).await.map_err(failed)?;
    }
    Ok(())
}

/// Each word with how often it was counted on all days together, the most counted first.
async fn summed<C: ConnectionTrait>(
    db: &C,
    which: Condition,
    most: Option<u64>,
) -> Result<Vec<(String, u64)>, StoreError> {
    // A sum of big integers is no big integer on PostgreSQL.
    let times = Column::Times.sum().cast_as(Alias::new("bigint"));
    let sums = Entity::find()
        .select_only()
        .column(Column::Word)
        .expr_as(times.clone(), "sum")
        .filter(which)
        .group_by(Column::Word)
        .order_by_desc(times)
        .order_by_asc(Column::Word)
        .limit(most)
        .into_tuple();
    let rows: Vec<(String, i64)> = sums.all(db).await.map_err(failed)?;
    let sound =
        |(word, times): (String, i64)| Ok((word, u64::try_from(times).map_err(|_| damaged("word_counts.times"))?));
    rows.into_iter().map(sound).collect()
}

fn rule_id(word: &str) -> Result<RuleId, StoreError> {
    RuleId::parse(word).map_err(|_| damaged("word_counts.word"))
}
