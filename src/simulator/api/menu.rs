//! The custom menu (platform sheet 7.1).

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::call::{Api, Call, Outcome, data, done, put};
use crate::simulator::account::Right;
use crate::simulator::errand::Change;
use crate::simulator::errcode::{
    CONDITIONAL_DOMAINS, EMPTY_RULE, NO_CONDITIONAL, NO_DEFAULT_MENU, NO_MENU, NO_SUCH_TAG, NO_SUCH_USER, PRIVATE_RULE,
    Refusal, UNREADABLE,
};
use crate::simulator::menu::{Button, Conditional, MatchRule, Menu};
use crate::simulator::menu_rules;

pub const APIS: &[Api] = &[
    Api::post("/cgi-bin/menu/create", Right::Menu, create).daily(1_000),
    Api::get("/cgi-bin/menu/get", Right::Menu, get).daily(10_000),
    Api::get("/cgi-bin/menu/delete", Right::Menu, delete).daily(1_000),
    Api::get("/cgi-bin/get_current_selfmenu_info", Right::Basic, current),
    Api::post("/cgi-bin/menu/addconditional", Right::Menu, add_conditional).daily(2_000),
    Api::post("/cgi-bin/menu/delconditional", Right::Menu, delete_conditional).daily(2_000),
    Api::post("/cgi-bin/menu/trymatch", Right::Menu, try_match).daily(20_000),
];

/// Conditions that were withdrawn as private data.
const PRIVATE: &[&str] = &["sex", "country", "province", "city", "language", "group_id"];

fn create(call: &mut Call<'_>) -> Outcome {
    let menu: Menu = call.json()?;
    menu_rules::check(&menu)?;
    call.world.menus.publish(menu);
    call.world.changes.push(Change::Menu);
    done()
}

fn get(call: &mut Call<'_>) -> Outcome {
    let menus = &call.world.menus;
    let (id, menu) = menus.default.as_ref().ok_or_else(|| Refusal::of(NO_MENU))?;
    let mut answer = json!({ "menu": { "button": complete(&menu.button), "menuid": id } });
    let one = |Conditional { id, menu, rule }: &Conditional| json!({ "button": complete(&menu.button), "matchrule": rule, "menuid": id });
    let conditional: Vec<Value> = menus.conditional.iter().map(one).collect();
    if !conditional.is_empty() {
        put(&mut answer, "conditionalmenu", conditional.into());
    }
    data(answer)
}

/// Every button with `sub_button`, also where there is nothing below.
fn complete(buttons: &[Button]) -> Value {
    let one = |button: &Button| {
        let mut one = json!(button);
        put(&mut one, "sub_button", complete(&button.sub_button));
        one
    };
    buttons.iter().map(one).collect()
}

fn delete(call: &mut Call<'_>) -> Outcome {
    call.world.menus.clear();
    call.world.changes.push(Change::Menu);
    done()
}

fn current(call: &mut Call<'_>) -> Outcome {
    let Some((_, menu)) = &call.world.menus.default else { return data(json!({ "is_menu_open": 0 })) };
    let buttons: Vec<Value> = menu.button.iter().map(listed).collect();
    data(json!({ "is_menu_open": 1, "selfmenu_info": { "button": buttons } }))
}

/// In this API what is below a button stands in a `list`.
fn listed(button: &Button) -> Value {
    let mut one = json!(Button { sub_button: Vec::new(), ..button.clone() });
    if !button.sub_button.is_empty() {
        put(&mut one, "sub_button", json!({ "list": button.sub_button }));
    }
    one
}

#[derive(Deserialize)]
struct ConditionalRequest {
    #[serde(flatten)]
    menu: Menu,
    matchrule: Map<String, Value>,
}

fn add_conditional(call: &mut Call<'_>) -> Outcome {
    let request: ConditionalRequest = call.json()?;
    if call.world.menus.default.is_none() {
        return Err(Refusal::of(NO_DEFAULT_MENU));
    }
    let rule = rule(&request.matchrule)?;
    menu_rules::check(&request.menu)?;
    if rule.tag_id.is_some_and(|tag| !call.world.tags.exists(tag)) {
        return Err(Refusal::of(NO_SUCH_TAG));
    }
    let others = call.world.menus.conditional.iter().map(|conditional| &conditional.menu);
    if menu_rules::domains(others.chain([&request.menu])).len() > menu_rules::DOMAINS {
        return Err(Refusal::of(CONDITIONAL_DOMAINS));
    }
    let id = call.world.menus.add(request.menu, rule);
    call.world.changes.push(Change::Menu);
    data(json!({ "menuid": id.to_string() }))
}

/// Numbers may come as text, and what is empty is absent.
fn rule(fields: &Map<String, Value>) -> Result<MatchRule, Refusal> {
    let filled = |value: &Value| !value.is_null() && value.as_str() != Some("");
    if fields.iter().any(|(name, value)| PRIVATE.contains(&name.as_str()) && filled(value)) {
        return Err(Refusal::of(PRIVATE_RULE));
    }
    let number = |name: &str| match fields.get(name).filter(|value| filled(value)) {
        None => Ok(None),
        Some(value) => {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            text.parse::<u32>().map(Some).map_err(|_| Refusal::of(UNREADABLE))
        }
    };
    let client = number("client_platform_type")?.map(u8::try_from).transpose().map_err(|_| Refusal::of(UNREADABLE))?;
    let rule = MatchRule { tag_id: number("tag_id")?, client_platform_type: client };
    if rule == MatchRule::default() { Err(Refusal::of(EMPTY_RULE)) } else { Ok(rule) }
}

#[derive(Deserialize)]
struct MenuIdRequest {
    menuid: super::loose::Number,
}

fn delete_conditional(call: &mut Call<'_>) -> Outcome {
    let MenuIdRequest { menuid } = call.json()?;
    let conditional = &mut call.world.menus.conditional;
    let before = conditional.len();
    conditional.retain(|conditional| conditional.id != menuid.0);
    if conditional.len() == before {
        return Err(Refusal::of(NO_CONDITIONAL));
    }
    call.world.changes.push(Change::Menu);
    done()
}

#[derive(Deserialize)]
struct UserRequest {
    user_id: String,
}

fn try_match(call: &mut Call<'_>) -> Outcome {
    let UserRequest { user_id } = call.json()?;
    let follower = call.world.roster.get(&user_id).filter(|follower| follower.subscribed);
    let follower = follower.ok_or_else(|| Refusal::of(NO_SUCH_USER))?;
    let (_, menu) = call.world.menus.of(follower).ok_or_else(|| Refusal::of(NO_MENU))?;
    data(json!({ "button": complete(&menu.button) }))
}
