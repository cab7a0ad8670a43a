//! Subscription notices and their templates (platform sheet 7.4).

use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{Api, Call, Outcome, done, done_with};
use super::loose::Number;
use super::template::{MiniProgram, Valued};
use crate::simulator::account::Right;
use crate::simulator::chat::{Author, Content, Row, Sheet};
use crate::simulator::errcode::{
    BAD_ARGUMENT, BAD_CATEGORIES, BAD_LIMIT, BAD_OPENID, BAD_START, BAD_TID, BLACKLISTED, NO_CATEGORIES,
    NOT_SUBSCRIBED, Refusal, TEMPLATE_ID_SIZE,
};
use crate::simulator::notice::{CATEGORIES, LIBRARY, Notice, Title};
use crate::simulator::push::Push;
use crate::simulator::values::{Sort, fits};

pub const APIS: &[Api] = &[
    Api::post("/cgi-bin/message/subscribe/bizsend", Right::Notice, send),
    Api::get("/wxaapi/newtmpl/getcategory", Right::Notice, categories),
    Api::get("/wxaapi/newtmpl/getpubtemplatetitles", Right::Notice, titles),
    Api::get("/wxaapi/newtmpl/getpubtemplatekeywords", Right::Notice, keywords),
    Api::post("/wxaapi/newtmpl/addtemplate", Right::Notice, add),
    Api::get("/wxaapi/newtmpl/gettemplate", Right::Notice, list),
    Api::post("/wxaapi/newtmpl/deltemplate", Right::Notice, delete),
];

/// Characters of a template's id.
const ID: usize = 43;

#[derive(Deserialize)]
struct SendRequest {
    touser: String,
    template_id: String,
    #[serde(default)]
    page: Option<String>,
    #[serde(default)]
    miniprogram: Option<MiniProgram>,
    data: HashMap<String, Valued>,
}

/// Who gave a consent gets it, also without following.
fn send(call: &mut Call<'_>) -> Outcome {
    let request: SendRequest = call.json()?;
    if request.template_id.len() != ID {
        return Err(Refusal::of(TEMPLATE_ID_SIZE));
    }
    let notice = call.world.notices.get(&request.template_id)?;
    let rows = filled(notice, &request.data)?;
    let title = notice.title.clone();
    let follower = call.world.roster.get_mut(&request.touser).ok_or_else(|| Refusal::of(BAD_OPENID))?;
    if follower.blacklisted {
        return Err(Refusal::of(BLACKLISTED));
    }
    if !follower.spend_consent(&request.template_id) {
        return Err(Refusal::of(NOT_SUBSCRIBED));
    }
    let openid = Arc::clone(&follower.openid);
    let target = request.miniprogram.map(|page| page.target()).or(request.page.filter(|page| !page.is_empty()));
    let message = call.world.next_message();
    let failed = call.result.take();
    if failed.is_none() {
        let sheet = Sheet { template_id: request.template_id.clone(), title, rows, target };
        call.world.show(&openid, Author::Account, Content::NoticeCard(sheet), call.now);
    }
    tell(call, &openid, &request.template_id, (message, failed));
    done_with(json!({ "msgid": message }))
}

fn filled(notice: &Notice, data: &HashMap<String, Valued>) -> Result<Vec<Row>, Refusal> {
    let row = |(name, key): &(String, String)| {
        let invalid = || Refusal::saying(BAD_ARGUMENT, format!("argument invalid! data.{key}.value invalid"));
        let value = data.get(key).ok_or_else(invalid)?.text().into_owned();
        if fits(key, &value, Sort::Notice) { Ok(Row { name: name.clone(), value }) } else { Err(invalid()) }
    };
    notice.rows.iter().map(row).collect()
}

/// `ErrorCode` 0 is delivered.
fn tell(call: &mut Call<'_>, openid: &Arc<str>, template_id: &str, (message, failed): (u64, Option<String>)) {
    const EVENT: &str = "subscribe_msg_sent_event";
    let code = i64::from(failed.is_some());
    let status = failed.unwrap_or_else(|| "success".to_owned());
    let draft = call.world.draft(openid, "event", call.now).text("Event", EVENT);
    let draft = draft.within("SubscribeMsgSentEvent", |draft| {
        draft.within("List", |draft| {
            let draft = draft.text("TemplateId", template_id).number("MsgID", message);
            draft.number("ErrorCode", code).text("ErrorStatus", &status)
        })
    });
    let (openid, xml) = (Some(Arc::clone(openid)), draft.finish());
    let push = Push { openid, name: EVENT.to_owned(), xml, is_message: false, visible: false };
    call.world.push_after(call.settings.rules.result_delay, push);
}

fn categories(_: &mut Call<'_>) -> Outcome {
    let all: Vec<Value> = CATEGORIES.iter().map(|(id, name)| json!({ "id": id, "name": name })).collect();
    done_with(json!({ "data": all }))
}

/// `ids` are categories, joined by commas.
fn titles(call: &mut Call<'_>) -> Outcome {
    let ids = call.param("ids");
    if ids.is_empty() {
        return Err(Refusal::of(NO_CATEGORIES));
    }
    let ids: Result<Vec<u32>, _> = ids.split(',').map(|id| id.trim().parse()).collect();
    let ids = ids.map_err(|_| Refusal::of(BAD_CATEGORIES))?;
    let start: usize = call.param("start").parse().map_err(|_| Refusal::of(BAD_START))?;
    let limit: usize = call.param("limit").parse().map_err(|_| Refusal::of(BAD_LIMIT))?;
    if !(1..=30).contains(&limit) {
        return Err(Refusal::of(BAD_LIMIT));
    }
    let all: Vec<&Title> = LIBRARY.iter().filter(|title| ids.contains(&title.category)).collect();
    let one = |title: &&Title| {
        let kind = if title.lasting { 3 } else { 2 };
        json!({ "tid": title.tid, "title": title.title, "type": kind, "categoryId": title.category.to_string() })
    };
    let page: Vec<Value> = all.iter().skip(start).take(limit).map(one).collect();
    done_with(json!({ "count": all.len(), "data": page }))
}

fn keywords(call: &mut Call<'_>) -> Outcome {
    let tid: u32 = call.param("tid").parse().map_err(|_| Refusal::of(BAD_TID))?;
    let title = LIBRARY.iter().find(|title| title.tid == tid).ok_or_else(|| Refusal::of(BAD_TID))?;
    let one = |(kid, name, kind): &(u32, &str, &str)| json!({ "kid": kid, "name": name, "example": "", "rule": kind });
    let all: Vec<Value> = title.keywords.iter().map(one).collect();
    done_with(json!({ "count": all.len(), "data": all }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AddRequest {
    tid: Number,
    kid_list: Vec<Number>,
    #[serde(default)]
    scene_desc: String,
}

fn add(call: &mut Call<'_>) -> Outcome {
    let AddRequest { tid, kid_list, scene_desc } = call.json()?;
    // A number that is too large is none that exists.
    let narrow = |Number(number): &Number| u32::try_from(*number).unwrap_or(u32::MAX);
    let kids: Vec<u32> = kid_list.iter().map(narrow).collect();
    let id = call.world.notices.add(narrow(&tid), &kids, &scene_desc)?;
    done_with(json!({ "priTmplId": id.as_ref() }))
}

fn list(call: &mut Call<'_>) -> Outcome {
    let one = |notice: &Notice| {
        let kind = if notice.lasting { 3 } else { 2 };
        let (id, title) = (notice.id.as_ref(), &notice.title);
        json!({ "priTmplId": id, "title": title, "content": notice.content(), "example": "", "type": kind })
    };
    let all: Vec<Value> = call.world.notices.iter().map(one).collect();
    done_with(json!({ "data": all }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeleteRequest {
    pri_tmpl_id: String,
}

fn delete(call: &mut Call<'_>) -> Outcome {
    let DeleteRequest { pri_tmpl_id } = call.json()?;
    call.world.notices.delete(&pri_tmpl_id)?;
    done()
}
