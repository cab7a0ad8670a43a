//! Followers: list, information, remarks, blacklist (platform sheet 7.7).

use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{Api, Call, Outcome, data, done, put};
use crate::simulator::account::Right;
use crate::simulator::errand::Change;
use crate::simulator::errcode::{BAD_OPENID, NO_OPENID, OPENID_LIST_SIZE, Refusal, UNREADABLE};
use crate::simulator::follower::{CameBy, Follower};
use crate::simulator::roster::Roster;

pub const APIS: &[Api] = &[
    Api::get("/cgi-bin/user/get", Right::Users, list).daily(500),
    Api::get("/cgi-bin/user/info", Right::Users, info).daily(5_000_000),
    Api::post("/cgi-bin/user/info/batchget", Right::Users, batch_info),
    Api::post("/cgi-bin/user/info/updateremark", Right::Users, remark).daily(10_000),
    Api::post("/cgi-bin/tags/members/getblacklist", Right::Users, blacklist),
    Api::post("/cgi-bin/tags/members/batchblacklist", Right::Users, blacken),
    Api::post("/cgi-bin/tags/members/batchunblacklist", Right::Users, whiten),
];

/// Followers of one page.
const PAGE: usize = 10_000;
/// Of a page of the blacklist.
const BLACK_PAGE: usize = 1_000;
/// Followers whose information comes at one time.
const INFO_BATCH: usize = 100;
/// Followers that are put on the blacklist at one time.
const BLACK_BATCH: usize = 20;
/// A remark is shorter than this, in characters.
const REMARK: usize = 30;

/// Where the page after this openid begins; the first one after none.
pub fn after(roster: &Roster, openid: &str) -> Result<usize, Refusal> {
    match openid {
        "" => Ok(0),
        openid => roster.place(openid).map(|place| place + 1).ok_or_else(|| Refusal::of(BAD_OPENID)),
    }
}

/// A page of openids. The last one names the next page; an empty page has neither it nor `data`.
pub fn page(openids: &[&str], total: Option<usize>) -> Value {
    let mut page = json!({ "count": openids.len(), "next_openid": openids.last().copied().unwrap_or_default() });
    if !openids.is_empty() {
        put(&mut page, "data", json!({ "openid": openids }));
    }
    if let Some(total) = total {
        put(&mut page, "total", total.into());
    }
    page
}

fn list(call: &mut Call<'_>) -> Outcome {
    let roster = &call.world.roster;
    let from = after(roster, call.param("next_openid"))?;
    let subscribed = roster.from(from).filter(|follower| follower.subscribed);
    let openids: Vec<&str> = subscribed.take(PAGE).map(|follower| &*follower.openid).collect();
    data(page(&openids, Some(roster.following())))
}

fn info(call: &mut Call<'_>) -> Outcome {
    match call.param("openid") {
        "" => Err(Refusal::of(NO_OPENID)),
        openid => data(about(known(&call.world.roster, openid)?)),
    }
}

fn known<'r>(roster: &'r Roster, openid: &str) -> Result<&'r Follower, Refusal> {
    roster.get(openid).ok_or_else(|| Refusal::of(BAD_OPENID))
}

/// Of who does not follow there is nothing to know.
fn about(follower: &Follower) -> Value {
    let openid = follower.openid.as_ref();
    if !follower.subscribed {
        return json!({ "subscribe": 0, "openid": openid });
    }
    let scene = match &follower.came_by {
        CameBy::Search => "",
        CameBy::Code(scene) => scene.as_ref(),
    };
    let number: u64 = scene.parse().unwrap_or(0);
    json!({
        "subscribe": 1,
        "openid": openid,
        "language": "zh_CN",
        "subscribe_time": follower.since.as_second(),
        "remark": follower.remark,
        "groupid": follower.tags.first().copied().unwrap_or(0),
        "tagid_list": follower.tags,
        "subscribe_scene": if scene.is_empty() { "ADD_SCENE_SEARCH" } else { "ADD_SCENE_QR_CODE" },
        "qr_scene": number,
        "qr_scene_str": if number > 0 { "" } else { scene },
    })
}

#[derive(Deserialize)]
struct BatchInfoRequest {
    user_list: Vec<OneRequest>,
}

#[derive(Deserialize)]
struct OneRequest {
    openid: String,
}

fn batch_info(call: &mut Call<'_>) -> Outcome {
    let BatchInfoRequest { user_list } = call.json()?;
    if !(1..=INFO_BATCH).contains(&user_list.len()) {
        return Err(Refusal::of(OPENID_LIST_SIZE));
    }
    let one = |one: &OneRequest| known(&call.world.roster, &one.openid).map(about);
    let all = user_list.iter().map(one).collect::<Result<Vec<_>, _>>()?;
    data(json!({ "user_info_list": all }))
}

#[derive(Deserialize)]
struct RemarkRequest {
    openid: String,
    remark: String,
}

fn remark(call: &mut Call<'_>) -> Outcome {
    let RemarkRequest { openid, remark } = call.json()?;
    if remark.chars().count() >= REMARK {
        return Err(Refusal::of(UNREADABLE));
    }
    let follower = call.world.roster.get_mut(&openid).filter(|follower| follower.subscribed);
    follower.ok_or_else(|| Refusal::of(BAD_OPENID))?.remark = remark;
    done()
}

#[derive(Deserialize)]
struct BlacklistRequest {
    #[serde(default)]
    begin_openid: String,
}

fn blacklist(call: &mut Call<'_>) -> Outcome {
    let BlacklistRequest { begin_openid } = call.json()?;
    let roster = &call.world.roster;
    let from = after(roster, &begin_openid)?;
    let black = roster.from(from).filter(|follower| follower.blacklisted);
    let openids: Vec<&str> = black.take(BLACK_PAGE).map(|follower| &*follower.openid).collect();
    let total = roster.from(0).filter(|follower| follower.blacklisted).count();
    data(page(&openids, Some(total)))
}

#[derive(Deserialize)]
struct BlackBatchRequest {
    openid_list: Vec<String>,
}

fn blacken(call: &mut Call<'_>) -> Outcome {
    black_batch(call, true)
}

fn whiten(call: &mut Call<'_>) -> Outcome {
    black_batch(call, false)
}

/// All or none.
fn black_batch(call: &mut Call<'_>, blacklisted: bool) -> Outcome {
    let BlackBatchRequest { openid_list } = call.json()?;
    if !(1..=BLACK_BATCH).contains(&openid_list.len()) {
        return Err(Refusal::of(OPENID_LIST_SIZE));
    }
    let openids = openid_list.iter().map(|openid| Ok(Arc::clone(&known(&call.world.roster, openid)?.openid)));
    let openids: Vec<Arc<str>> = openids.collect::<Result<_, Refusal>>()?;
    for openid in openids {
        if let Some(follower) = call.world.roster.get_mut(&openid) {
            follower.blacklisted = blacklisted;
        }
    }
    call.world.changes.push(Change::Followers);
    done()
}
