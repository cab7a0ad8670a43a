//! Customer-service messages (platform sheet 7.2).

use std::sync::Arc;

use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{Api, Call, Outcome, data, done};
use super::content::{Body, content};
use super::loose::Number;
use crate::simulator::account::Right;
use crate::simulator::chat::{Author, Content};
use crate::simulator::errcode::{
    BAD_OPENID, BAD_RECORD_COUNT, BAD_RECORD_TIME, BAD_TYPING, BLACKLISTED, MUTED, NEEDS_FOLLOW, NO_EXCHANGE, Refusal,
    TOO_LATE, TYPING_ALREADY, USED_UP,
};
use crate::simulator::follower::Follower;
use crate::simulator::window::Closed;

pub const APIS: &[Api] = &[
    Api::post("/cgi-bin/message/custom/send", Right::CustomerService, send).daily(500_000),
    Api::post("/cgi-bin/message/custom/typing", Right::CustomerService, typing),
    Api::post("/customservice/msgrecord/getmsglist", Right::CustomerService, records),
];

/// How long after a word either way the account may show that it is typing.
const TYPING: SignedDuration = SignedDuration::from_secs(30);

#[derive(Deserialize)]
struct SendRequest {
    touser: String,
    #[serde(flatten)]
    body: Body,
}

fn send(call: &mut Call<'_>) -> Outcome {
    let request: SendRequest = call.json()?;
    let openid = receiver(call.world.roster.get(&request.touser))?;
    let content = content(call, request.body)?;
    let follower = call.world.roster.get_mut(&openid).ok_or_else(|| Refusal::of(BAD_OPENID))?;
    follower.windows.take(call.now, call.settings.rules.windows_add_up).map_err(|closed| {
        Refusal::of(match closed {
            Closed::Late => TOO_LATE,
            Closed::UsedUp => USED_UP,
        })
    })?;
    (follower.typing, follower.exchanged) = (false, Some(call.now));
    call.world.show(&openid, Author::Account, content, call.now);
    done()
}

fn receiver(follower: Option<&Follower>) -> Result<Arc<str>, Refusal> {
    match follower {
        None => Err(Refusal::of(BAD_OPENID)),
        Some(follower) if !follower.subscribed => Err(Refusal::of(NEEDS_FOLLOW)),
        Some(follower) if follower.blacklisted => Err(Refusal::of(BLACKLISTED)),
        Some(follower) if follower.muted => Err(Refusal::of(MUTED)),
        Some(follower) => Ok(Arc::clone(&follower.openid)),
    }
}

#[derive(Deserialize)]
struct TypingRequest {
    touser: String,
    command: String,
}

fn typing(call: &mut Call<'_>) -> Outcome {
    let TypingRequest { touser, command } = call.json()?;
    let on = match command.as_str() {
        "Typing" => true,
        "CancelTyping" => false,
        _ => return Err(Refusal::of(BAD_TYPING)),
    };
    let openid = receiver(call.world.roster.get(&touser))?;
    let follower = call.world.roster.get_mut(&openid).ok_or_else(|| Refusal::of(BAD_OPENID))?;
    if follower.exchanged.is_none_or(|last| last.duration_until(call.now) > TYPING) {
        return Err(Refusal::of(NO_EXCHANGE));
    }
    if on && follower.typing {
        return Err(Refusal::of(TYPING_ALREADY));
    }
    follower.typing = on;
    call.world.show(&openid, Author::Notice, Content::Typing { on }, call.now);
    done()
}

#[derive(Deserialize)]
struct RecordsRequest {
    starttime: i64,
    endtime: i64,
    #[serde(default)]
    msgid: Option<Number>,
    number: u32,
}

/// A day at most, ten thousand rows at most; `msgid` is where a page begins, from 1.
fn records(call: &mut Call<'_>) -> Outcome {
    let RecordsRequest { starttime, endtime, msgid, number } = call.json()?;
    if endtime < starttime || endtime - starttime > 24 * 3600 {
        return Err(Refusal::of(BAD_RECORD_TIME));
    }
    if !(1..=10_000).contains(&number) {
        return Err(Refusal::of(BAD_RECORD_COUNT));
    }
    let from = msgid.unwrap_or_default().0;
    let most = usize::try_from(number).unwrap_or(usize::MAX);
    let said = call.world.spoken(from.saturating_sub(1), starttime..=endtime, most);
    let next = said.last().map_or(from, |(id, _)| id + 1);
    let rows: Vec<Value> = said.into_iter().map(|(_, row)| row).collect();
    data(json!({ "number": rows.len(), "msgid": next, "recordlist": rows }))
}
