//! Template messages (platform sheet 7.3).

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Value, json};

use super::call::{Api, Call, Outcome, data, done, done_with};
use super::loose::Number;
use crate::simulator::account::Right;
use crate::simulator::chat::{Author, Content, Row, Sheet};
use crate::simulator::errcode::{
    BAD_ARGUMENT, BAD_OPENID, BLACKLISTED, NEEDS_FOLLOW, NO_OPENID, NOT_SUBSCRIBED, Refusal, TEMPLATE_ID_SIZE,
    TITLE_TOO_LONG,
};
use crate::simulator::follower::Follower;
use crate::simulator::push::Push;
use crate::simulator::template::{Keyword, Template};
use crate::simulator::values::{Sort, fits};
use crate::simulator::world::World;

pub const APIS: &[Api] = &[
    Api::post("/cgi-bin/message/template/send", Right::Template, send).daily(100_000),
    Api::post("/cgi-bin/message/template/subscribe", Right::Template, send_once),
    Api::post("/cgi-bin/template/api_set_industry", Right::Template, set_industry),
    Api::get("/cgi-bin/template/get_industry", Right::Template, industry),
    Api::post("/cgi-bin/template/api_add_template", Right::Template, add),
    Api::get("/cgi-bin/template/get_all_private_template", Right::Template, list),
    Api::post("/cgi-bin/template/del_private_template", Right::Template, delete),
];

/// Characters of a template's id.
const ID: usize = 43;

/// A value with what used to come beside it.
#[derive(Deserialize)]
pub struct Valued {
    /// A number is taken as its digits.
    value: Value,
}

impl Valued {
    /// As text.
    pub fn text(&self) -> Cow<'_, str> {
        match &self.value {
            Value::String(text) => text.as_str().into(),
            Value::Null => "".into(),
            other => other.to_string().into(),
        }
    }
}

/// Where a tap on the card goes inside a mini program.
#[derive(Deserialize)]
pub struct MiniProgram {
    appid: String,
    #[serde(default)]
    pagepath: String,
}

impl MiniProgram {
    /// As a target of a card.
    pub fn target(&self) -> String {
        format!("miniprogram:{}/{}", self.appid, self.pagepath)
    }
}

#[derive(Deserialize)]
struct SendRequest {
    touser: String,
    template_id: String,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    miniprogram: Option<MiniProgram>,
    #[serde(default)]
    client_msg_id: Option<String>,
    data: HashMap<String, Valued>,
}

/// `msgid` is acceptance only; how it went is told later.
fn send(call: &mut Call<'_>) -> Outcome {
    let request: SendRequest = call.json()?;
    if request.template_id.len() != ID {
        return Err(Refusal::of(TEMPLATE_ID_SIZE));
    }
    let template = call.world.templates.get(&request.template_id)?;
    let (openid, muted) = receiver(call.world.roster.get(&request.touser))?;
    let rows = filled(template, &request.data)?;
    if let Some(id) = &request.client_msg_id
        && let Some(message) = call.world.templates.sent_before(&openid, id, call.now)
    {
        return done_with(json!({ "msgid": message }));
    }
    let target = request.miniprogram.map(|page| page.target()).or(request.url.filter(|url| !url.is_empty()));
    let sheet = Sheet { template_id: request.template_id, title: template.title.clone(), rows, target };
    let message = call.world.next_message();
    if let Some(id) = request.client_msg_id {
        call.world.templates.remember(&openid, id, message, call.now);
    }
    let refused = muted.then(|| "failed:user block".to_owned());
    let status = refused.or_else(|| call.result.take()).unwrap_or_else(|| "success".to_owned());
    if status == "success" {
        call.world.show(&openid, Author::Account, Content::TemplateCard(sheet), call.now);
    }
    tell(call, &openid, message, &status);
    done_with(json!({ "msgid": message }))
}

/// The openid, and whether its owner takes no messages.
fn receiver(follower: Option<&Follower>) -> Result<(Arc<str>, bool), Refusal> {
    match follower {
        None => Err(Refusal::of(BAD_OPENID)),
        Some(follower) if !follower.subscribed => Err(Refusal::of(NEEDS_FOLLOW)),
        Some(follower) if follower.blacklisted => Err(Refusal::of(BLACKLISTED)),
        Some(follower) => Ok((Arc::clone(&follower.openid), follower.muted)),
    }
}

/// The rows of the card. What the template has no place for (`first`, `remark`) is dropped, a line break ends a value.
fn filled(template: &Template, data: &HashMap<String, Valued>) -> Result<Vec<Row>, Refusal> {
    let row = |keyword: &Keyword| {
        let invalid = || Refusal::saying(BAD_ARGUMENT, format!("argument invalid! data.{}.value invalid", keyword.key));
        let value = data.get(&keyword.key).ok_or_else(invalid)?.text();
        let line = value.lines().next().unwrap_or_default();
        if !fits(&keyword.key, line, Sort::Template) {
            return Err(invalid());
        }
        Ok(Row { name: keyword.name.clone(), value: line.to_owned() })
    };
    template.keywords.iter().map(row).collect()
}

fn tell(call: &mut Call<'_>, openid: &Arc<str>, message: u64, status: &str) {
    const EVENT: &str = "TEMPLATESENDJOBFINISH";
    let draft = call.world.draft(openid, "event", call.now).text("Event", EVENT);
    let xml = draft.number("MsgID", message).text("Status", status).finish();
    let push =
        Push { openid: Some(Arc::clone(openid)), name: EVENT.to_owned(), xml, is_message: false, visible: false };
    call.world.push_after(call.settings.rules.result_delay, push);
}

#[derive(Deserialize)]
struct OnceRequest {
    touser: String,
    template_id: String,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    miniprogram: Option<MiniProgram>,
    title: String,
    data: HashMap<String, Valued>,
}

/// 一次性订阅消息: once for each time that the follower allowed it.
fn send_once(call: &mut Call<'_>) -> Outcome {
    let request: OnceRequest = call.json()?;
    if request.title.chars().count() > 15 {
        return Err(Refusal::of(TITLE_TOO_LONG));
    }
    let value = request.data.get("content").map(|content| content.text().into_owned()).unwrap_or_default();
    if !(1..=200).contains(&value.chars().count()) {
        return Err(Refusal::saying(BAD_ARGUMENT, "argument invalid! data.content.value invalid"));
    }
    take_consent(call.world, &request.touser, &request.template_id)?;
    let target = request.miniprogram.map(|page| page.target()).or(request.url);
    let rows = vec![Row { name: String::new(), value }];
    let sheet = Sheet { template_id: request.template_id, title: request.title, rows, target };
    call.world.show(&request.touser, Author::Account, Content::TemplateCard(sheet), call.now);
    done()
}

fn take_consent(world: &mut World, openid: &str, template_id: &str) -> Result<(), Refusal> {
    if openid.is_empty() {
        return Err(Refusal::of(NO_OPENID));
    }
    let follower = world.roster.get_mut(openid).ok_or_else(|| Refusal::of(BAD_OPENID))?;
    if follower.spend_consent(template_id) { Ok(()) } else { Err(Refusal::of(NOT_SUBSCRIBED)) }
}

#[derive(Deserialize)]
struct IndustryRequest {
    industry_id1: Number,
    industry_id2: Number,
}

fn set_industry(call: &mut Call<'_>) -> Outcome {
    let IndustryRequest { industry_id1: Number(first), industry_id2: Number(second) } = call.json()?;
    call.world.templates.set_industry(first, second, call.now)?;
    done()
}

fn industry(call: &mut Call<'_>) -> Outcome {
    let (first, second) = call.world.templates.industry.map_or((0, 0), |(first, second, _)| (first, second));
    // The numbers have names on the platform; here they have none.
    let class = |id: u64| json!({ "first_class": "行业", "second_class": id.to_string() });
    data(json!({ "primary_industry": class(first), "secondary_industry": class(second) }))
}

#[derive(Deserialize)]
struct AddRequest {
    template_id_short: String,
    #[serde(default)]
    keyword_name_list: Vec<String>,
}

fn add(call: &mut Call<'_>) -> Outcome {
    let AddRequest { template_id_short, keyword_name_list } = call.json()?;
    let id = call.world.templates.add(&template_id_short, &keyword_name_list)?;
    done_with(json!({ "template_id": id.as_ref() }))
}

fn list(call: &mut Call<'_>) -> Outcome {
    let one = |template: &Template| {
        json!({
            "template_id": template.id.as_ref(),
            "title": template.title,
            "primary_industry": "",
            "deputy_industry": "",
            "content": template.content(),
            "example": "",
        })
    };
    let templates: Vec<Value> = call.world.templates.iter().map(one).collect();
    data(json!({ "template_list": templates }))
}

#[derive(Deserialize)]
struct DeleteRequest {
    template_id: String,
}

fn delete(call: &mut Call<'_>) -> Outcome {
    let DeleteRequest { template_id } = call.json()?;
    call.world.templates.delete(&template_id)?;
    done()
}
