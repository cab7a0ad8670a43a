//! `/console/menu`: the account's menu in a form, beside how it looks on the phone.

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use minijinja::value::{Serde, Value};
use serde::Serialize;

use super::Console;
use super::fields::Fields;
use super::gate::Here;
use super::menu_drafts::DRAFT;
use super::published;
use super::seasonal_menus::NotTaken;
use crate::app::account_menu::kind_name;
use crate::app::console::{KINDS, MenuDraft, OneMenu, TypedButton, TypedColumn, TypedMenu};
use crate::app::editions::Seen;
use crate::app::staff::Action;
use crate::console::answer::Instead;
use crate::domain::dialogue::view::When;
use crate::domain::menu::{Menu, MenuButton, MenuKind};
use crate::domain::menu_limits::Place;

/// The part of the console.
pub(super) const PART: &str = "/console/menu";
/// Longest that is taken from a field of the form, in characters: more than the platform takes.
const TYPED: usize = 1_100;

/// A button of the form.
#[derive(Serialize)]
struct Row {
    /// How its fields begin: `b1`, `b1_2`.
    id: String,
    /// Its place, for whoever hears the page: `第1列`, `第1列第2个`.
    place: String,
    top: bool,
    order: String,
    name: String,
    kind: String,
    target: String,
    said: Vec<Said>,
}

/// What is said of a button.
#[derive(Serialize)]
struct Said {
    words: String,
    bad: bool,
}

/// A button as a phone shows it.
#[derive(Serialize)]
pub(super) struct Shown {
    name: String,
    sub: Vec<String>,
}

/// The page.
pub async fn page(State(console): State<Arc<Console>>, here: Here) -> Result<Response, Instead> {
    console.menu_page(&here, None).await
}

/// Shows how it would be, or puts it into the draft.
pub async fn change(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(sent): Form<Fields>,
) -> Result<Response, Instead> {
    let (permit, typed) = (here.permit()?, typed(&sent));
    let seen = published::seen(sent.get("seen").unwrap_or_default(), sent.get("after").unwrap_or_default());
    let saves = sent.get("then").is_some_and(|then| then == "save");
    let looked = match saves {
        true => console.centre.put_menu(permit, typed, seen).await,
        false => console.centre.look_at_menu(permit, typed).await,
    };
    let one = looked.map_err(|error| console.unworded(&here, error))?;
    if saves && one.is_sound() {
        return Ok(Redirect::to(DRAFT).into_response());
    }
    let context = context! { state => (), looked => true, changes => true, ..console.one_menu(&one, seen) };
    Ok(match one.is_sound() {
        true => console.show(&here.session, PART, "staff/menu.html", context),
        false => console.show_again(&here.session, PART, "staff/menu.html", context),
    })
}

/// Shows how it would be, and what is wrong with it, while it is being typed.
pub async fn look(
    State(console): State<Arc<Console>>,
    here: Here,
    Form(sent): Form<Fields>,
) -> Result<Response, Instead> {
    let one = console.centre.look_at_menu(here.permit()?, typed(&sent)).await;
    let one = one.map_err(|error| console.unworded(&here, error))?;
    let said = one.flaws.iter().map(|(at, flaw)| {
        context! { place => at.map(place), words => flaw.reason.clone(), bad => flaw.fatal }
    });
    let context = context! { said => said.collect::<Vec<_>>(), phone => Serde(phone(&one.menu)) };
    Ok(console.render(StatusCode::OK, "staff/menu_look.html", context))
}

impl Console {
    /// The page; with what was typed of a seasonal menu that was not taken.
    pub(super) async fn menu_page(&self, here: &Here, not: Option<NotTaken<'_>>) -> Result<Response, Instead> {
        // What a form asked for is another permit.
        let permit = here.session.permit(Action::SeeMenu);
        let permit = &permit.map_err(|error| self.unworded(here, error.into()))?;
        let menu = self.centre.menu(permit).await.map_err(|error| self.unworded(here, error))?;
        let show = if not.is_none() { Self::show } else { Self::show_again };
        let seasonal = self.seasonal(&menu, not);
        let MenuDraft { one, shown, astray, changes, after, .. } = menu;
        let seen = Seen { draft: one.draft.as_ref().map(|draft| draft.version), edition: after };
        let state = context! {
            unknown => shown.as_ref().err(),
            by_hand => shown.as_ref().is_ok_and(|shown| shown.by_hand),
            conditional => shown.as_ref().map_or(0, |shown| shown.conditional),
            astray => astray.iter().map(ToString::to_string).collect::<Vec<_>>(),
            drafted => one.draft.as_ref().filter(|_| !changes.is_empty()).map(|draft| Serde(When::of(draft.at, None))),
            drafted_by => one.draft.as_ref().map(|draft| draft.by.clone()),
            seasonal,
        };
        let may = permit.may(Action::ChangeMenu);
        let context = context! { state, looked => false, changes => may, ..self.one_menu(&one, seen) };
        Ok(show(self, &here.session, PART, "staff/menu.html", context))
    }

    /// `seen` is what whoever types began from.
    fn one_menu(&self, one: &OneMenu, seen: Seen) -> Value {
        let of_all = one.flaws.iter().filter(|(at, _)| at.is_none()).map(|(_, flaw)| flaw.reason.clone());
        context! {
            columns => Serde(columns(one)),
            phone => Serde(phone(&one.menu)),
            flaws => of_all.collect::<Vec<_>>(),
            kinds => KINDS.map(|kind| (kind_name(kind), kind_words(kind))).to_vec(),
            targets => self.centre.targets(),
            sound => one.is_sound(),
            seen => seen.draft,
            after => seen.edition.map(|id| id.0),
        }
    }
}

/// As a phone shows it.
pub(super) fn phone(menu: &Menu) -> Vec<Shown> {
    let names = |buttons: &[MenuButton]| buttons.iter().map(|one| one.name.clone()).collect();
    menu.buttons.iter().map(|top| Shown { name: top.name.clone(), sub: names(&top.sub) }).collect()
}

fn kind_words(kind: MenuKind) -> &'static str {
    match kind {
        MenuKind::Click => "回一条消息",
        MenuKind::View => "打开网页",
        MenuKind::LocationSelect => "让人选位置",
        MenuKind::ScancodeWaitmsg => "扫码",
    }
}

/// The rows of the form, column by column.
fn columns(one: &OneMenu) -> Vec<Vec<Row>> {
    let row = |button: &TypedButton, at: Place| {
        let said = one.flaws.iter().filter(|(place, _)| *place == Some(at));
        Row {
            id: field(at),
            place: place(at),
            top: at.sub.is_none(),
            order: button.order.clone(),
            name: button.name.clone(),
            kind: button.kind.clone(),
            target: button.target.clone(),
            said: said.map(|(_, flaw)| Said { words: flaw.reason.clone(), bad: flaw.fatal }).collect(),
        }
    };
    let column = |(top, column): (usize, &TypedColumn)| {
        let below = column.sub.iter().enumerate().map(|(sub, below)| row(below, Place { top, sub: Some(sub) }));
        std::iter::once(row(&column.top, Place { top, sub: None })).chain(below).collect()
    };
    one.typed.0.iter().enumerate().map(column).collect()
}

/// Where a button stands, for staff.
fn place(at: Place) -> String {
    match at.sub {
        None => format!("第{}列", at.top + 1),
        Some(sub) => format!("第{}列第{}个", at.top + 1, sub + 1),
    }
}

/// How the fields of a button begin.
fn field(at: Place) -> String {
    match at.sub {
        None => format!("b{}", at.top + 1),
        Some(sub) => format!("b{}_{}", at.top + 1, sub + 1),
    }
}

fn typed(sent: &Fields) -> TypedMenu {
    let button = |at: Place| {
        let text = |name: &str| -> String {
            sent.get(&format!("{}_{name}", field(at)))
                .map(|text| text.trim().chars().take(TYPED).collect())
                .unwrap_or_default()
        };
        TypedButton { order: text("order"), name: text("name"), kind: text("kind"), target: text("target") }
    };
    let mut typed = TypedMenu::default();
    for (top, column) in typed.0.iter_mut().enumerate() {
        column.top = button(Place { top, sub: None });
        for (sub, below) in column.sub.iter_mut().enumerate() {
            *below = button(Place { top, sub: Some(sub) });
        }
    }
    typed
}
