//! Tags (platform sheet 7.6).

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{Api, Call, Outcome, data, done};
use crate::simulator::account::Right;
use crate::simulator::errand::Change;
use crate::simulator::errcode::{
    BAD_OPENID, NO_SUCH_TAG, OPENID_LIST_SIZE, PARTLY_FAILED, Refusal, TOO_MANY_TAGS_OF_ONE,
};
use crate::simulator::follower::Follower;
use crate::simulator::tag::MOST_OF_ONE;

pub const APIS: &[Api] = &[
    Api::post("/cgi-bin/tags/create", Right::Users, create),
    Api::get("/cgi-bin/tags/get", Right::Users, list),
    Api::post("/cgi-bin/tags/update", Right::Users, update),
    Api::post("/cgi-bin/tags/delete", Right::Users, delete),
    Api::post("/cgi-bin/user/tag/get", Right::Users, members),
    Api::post("/cgi-bin/tags/members/batchtagging", Right::Users, give),
    Api::post("/cgi-bin/tags/members/batchuntagging", Right::Users, take),
    Api::post("/cgi-bin/tags/getidlist", Right::Users, of_one),
];

/// Followers of one call.
const BATCH: usize = 50;
/// Followers of one page.
const PAGE: usize = 10_000;

#[derive(Deserialize)]
struct TagRequest {
    tag: TagFields,
}

#[derive(Deserialize)]
struct TagFields {
    #[serde(default)]
    id: u32,
    #[serde(default)]
    name: String,
}

fn create(call: &mut Call<'_>) -> Outcome {
    let TagRequest { tag: TagFields { name, .. } } = call.json()?;
    let id = call.world.tags.create(&name)?;
    data(json!({ "tag": { "id": id, "name": name } }))
}

fn list(call: &mut Call<'_>) -> Outcome {
    let tags = call.world.tags.iter();
    let all: Vec<Value> = tags.map(|(id, tag)| json!({ "id": id, "name": tag.name, "count": tag.count })).collect();
    data(json!({ "tags": all }))
}

fn update(call: &mut Call<'_>) -> Outcome {
    let TagRequest { tag: TagFields { id, name } } = call.json()?;
    call.world.tags.rename(id, &name)?;
    done()
}

fn delete(call: &mut Call<'_>) -> Outcome {
    let TagRequest { tag: TagFields { id, .. } } = call.json()?;
    call.world.tags.delete(id)?;
    for follower in call.world.roster.each_mut(0) {
        follower.tags.retain(|tag| *tag != id);
    }
    call.world.changes.push(Change::Menu);
    done()
}

#[derive(Deserialize)]
struct MembersRequest {
    tagid: u32,
    #[serde(default)]
    next_openid: String,
}

fn members(call: &mut Call<'_>) -> Outcome {
    let MembersRequest { tagid, next_openid } = call.json()?;
    if !call.world.tags.exists(tagid) {
        return Err(Refusal::of(NO_SUCH_TAG));
    }
    let from = super::user::after(&call.world.roster, &next_openid)?;
    let has = |follower: &&Follower| follower.subscribed && follower.tags.contains(&tagid);
    let page: Vec<&str> = call.world.roster.from(from).filter(has).take(PAGE).map(|one| &*one.openid).collect();
    data(super::user::page(&page, None))
}

#[derive(Deserialize)]
struct BatchRequest {
    openid_list: Vec<String>,
    tagid: u32,
}

fn give(call: &mut Call<'_>) -> Outcome {
    batch(call, |tags, id| {
        if tags.contains(&id) {
            return Ok(false);
        }
        if tags.len() >= MOST_OF_ONE {
            return Err(Refusal::of(TOO_MANY_TAGS_OF_ONE));
        }
        tags.push(id);
        Ok(true)
    })
}

fn take(call: &mut Call<'_>) -> Outcome {
    batch(call, |tags, id| {
        let before = tags.len();
        tags.retain(|tag| *tag != id);
        Ok(tags.len() < before)
    })
}

/// Does it to each of the list. If some fail, the others are done, and the answer names those that are not.
fn batch(call: &mut Call<'_>, change: impl Fn(&mut Vec<u32>, u32) -> Result<bool, Refusal>) -> Outcome {
    let BatchRequest { openid_list, tagid } = call.json()?;
    if !(1..=BATCH).contains(&openid_list.len()) {
        return Err(Refusal::of(OPENID_LIST_SIZE));
    }
    if !call.world.tags.exists(tagid) {
        return Err(Refusal::of(NO_SUCH_TAG));
    }
    let openids: BTreeSet<&str> = openid_list.iter().map(String::as_str).collect();
    let mut failed: Vec<(&str, Refusal)> = Vec::new();
    for openid in &openids {
        let follower = call.world.roster.get_mut(openid).filter(|follower| follower.subscribed);
        let changed = follower.ok_or_else(|| Refusal::of(BAD_OPENID));
        match changed.and_then(|follower| Ok((change(&mut follower.tags, tagid)?, follower.tags.contains(&tagid)))) {
            Ok((true, true)) => call.world.tags.gained(tagid),
            Ok((true, false)) => call.world.tags.lost(tagid),
            Ok((false, _)) => {}
            Err(refusal) => failed.push((openid, refusal)),
        }
    }
    call.world.changes.push(Change::Menu);
    let names: Vec<&str> = failed.iter().map(|(openid, _)| *openid).collect();
    let all = failed.len() == openids.len();
    match failed.first() {
        None => done(),
        Some((_, refusal)) if all => Err(refusal.clone()),
        Some(_) => Err(Refusal::of(PARTLY_FAILED).with("fail_openid_list", json!(names))),
    }
}

#[derive(Deserialize)]
struct OneRequest {
    openid: String,
}

fn of_one(call: &mut Call<'_>) -> Outcome {
    let OneRequest { openid } = call.json()?;
    let follower = call.world.roster.get(&openid).filter(|follower| follower.subscribed);
    let follower = follower.ok_or_else(|| Refusal::of(BAD_OPENID))?;
    data(json!({ "tagid_list": follower.tags }))
}
