//! Statistics (platform sheet 7.11): what really happened here, day by day, up to yesterday.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{Api, Call, Outcome, data, put};
use crate::simulator::account::Right;
use crate::simulator::calendar;
use crate::simulator::errcode::{BAD_DATE, BAD_DATE_RANGE, Refusal};
use crate::simulator::record::{Callbacks, Day};

pub const APIS: &[Api] = &[
    Api::post("/datacube/getusersummary", Right::Users, |call| days(call, 7, came_and_left)),
    Api::post("/datacube/getusercumulate", Right::Users, |call| days(call, 7, cumulate)),
    Api::post("/datacube/getarticlesummary", Right::Users, |call| days(call, 1, articles)),
    Api::post("/datacube/getarticletotal", Right::Users, |call| days(call, 1, articles)),
    Api::post("/datacube/getupstreammsg", Right::Users, |call| days(call, 7, messages)),
    Api::post("/datacube/getupstreammsghour", Right::Users, |call| days(call, 1, messages_by_hour)),
    Api::post("/datacube/getupstreammsgweek", Right::Users, |call| days(call, 30, messages)),
    Api::post("/datacube/getupstreammsgmonth", Right::Users, |call| days(call, 30, messages)),
    Api::post("/datacube/getinterfacesummary", Right::Users, |call| days(call, 30, callbacks)),
    Api::post("/datacube/getinterfacesummaryhour", Right::Users, |call| days(call, 1, callbacks_by_hour)),
];

#[derive(Deserialize)]
struct SpanRequest {
    begin_date: String,
    end_date: String,
}

/// The rows of each day of the span. Yesterday is the latest there is.
fn days(call: &mut Call<'_>, longest: i32, rows: fn(&str, &Day) -> Vec<Value>) -> Outcome {
    let SpanRequest { begin_date, end_date } = call.json()?;
    let read = |text: &str| text.parse::<Date>().map_err(|_| Refusal::of(BAD_DATE));
    let (begin, end) = (read(&begin_date)?, read(&end_date)?);
    let span = (end - begin).get_days() + 1;
    if end >= calendar::day(call.now) || !(1..=longest).contains(&span) {
        return Err(Refusal::of(BAD_DATE_RANGE));
    }
    let dates = begin.series(1.day()).take_while(|date| *date <= end);
    let list: Vec<Value> = dates.flat_map(|date| rows(&date.to_string(), &call.world.record.day(date))).collect();
    data(json!({ "list": list }))
}

fn came_and_left(date: &str, day: &Day) -> Vec<Value> {
    let mut rows: Vec<Value> = day
        .came
        .iter()
        .map(|(source, count)| json!({ "ref_date": date, "user_source": source, "new_user": count, "cancel_user": 0 }))
        .collect();
    if day.left > 0 {
        rows.push(json!({ "ref_date": date, "user_source": 0, "new_user": 0, "cancel_user": day.left }));
    }
    rows
}

fn cumulate(date: &str, day: &Day) -> Vec<Value> {
    vec![json!({ "ref_date": date, "user_source": 0, "cumulate_user": day.following })]
}

fn articles(date: &str, day: &Day) -> Vec<Value> {
    let row =
        |(title, receivers): &(String, usize)| json!({ "ref_date": date, "title": title, "target_user": receivers });
    day.articles.iter().map(row).collect()
}

fn messages(date: &str, day: &Day) -> Vec<Value> {
    let mut by_kind: BTreeMap<u32, u64> = BTreeMap::new();
    for ((_, kind), count) in &day.messages {
        *by_kind.entry(*kind).or_default() += count;
    }
    let senders = day.senders.len();
    let row = |(kind, count)| json!({ "ref_date": date, "msg_type": kind, "msg_user": senders, "msg_count": count });
    by_kind.into_iter().map(row).collect()
}

fn messages_by_hour(date: &str, day: &Day) -> Vec<Value> {
    let row = |((hour, kind), count): (&(i8, u32), &u64)| {
        let hour = i32::from(*hour) * 100;
        json!({ "ref_date": date, "ref_hour": hour, "msg_type": kind, "msg_count": count })
    };
    day.messages.iter().map(row).collect()
}

fn callbacks(date: &str, day: &Day) -> Vec<Value> {
    let all = day.callbacks.values().copied().reduce(|a, b| Callbacks {
        count: a.count + b.count,
        failed: a.failed + b.failed,
        total: a.total + b.total,
        longest: a.longest.max(b.longest),
    });
    all.map(|all| callback_row(json!({ "ref_date": date }), all)).into_iter().collect()
}

fn callbacks_by_hour(date: &str, day: &Day) -> Vec<Value> {
    let row = |(hour, one): (&i8, &Callbacks)| {
        callback_row(json!({ "ref_date": date, "ref_hour": i32::from(*hour) * 100 }), *one)
    };
    day.callbacks.iter().map(row).collect()
}

fn callback_row(mut row: Value, of: Callbacks) -> Value {
    let counts = [("callback_count", of.count.into()), ("fail_count", of.failed.into())];
    let times = [("total_time_cost", of.total), ("max_time_cost", of.longest)];
    let times = times.map(|(name, millis)| (name, u64::try_from(millis).unwrap_or(u64::MAX).into()));
    for (name, value) in counts.into_iter().chain(times) {
        let value: Value = value;
        put(&mut row, name, value);
    }
    row
}
