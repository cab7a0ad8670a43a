//! `/console`: the centre's day in a browser, for those who have an account.
//!
//! No page needs a script. There is one, `console.js`: it asks for parts of an open page anew, and for what is to be said
//! of a form that is being filled in; both are drawn here, by the templates of the whole page. What one may open stands
//! in [`table`], which the router is made of; who is there and whether a form is ours is asked in one place, before any
//! page.

mod account;
mod activities;
mod audit;
mod back;
mod caller;
mod calls;
mod campaign_about;
mod campaign_form;
mod campaign_view;
mod campaigns;
mod composing;
mod cookie;
mod copies;
mod drafts;
mod fields;
mod frame;
mod gate;
mod imports;
mod inbox;
mod keyword_drafts;
mod keyword_look;
mod keywords;
mod members;
mod menu_drafts;
mod menus;
mod openings;
mod paper_lists;
mod people;
mod person;
mod person_deeds;
mod person_merge;
mod place_correct;
mod places;
mod platform;
mod platform_words;
mod policies;
mod policy_drafts;
mod published;
mod questions;
mod seasonal_menus;
mod seats;
mod set_up;
mod sign_in;
pub mod table;
mod telephone;
mod today;
mod trials;
mod uploaded;

use std::net::IpAddr;
use std::sync::Arc;

use arc_swap::ArcSwap;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{any, get};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use self::cookie::{Cookie, Cookies};
use self::frame::Told;
use super::chart::Pen;
use super::templates::Templates;
use super::{MOST_BYTES, MOST_UPLOADED, answer};
use crate::app::clock::Clock;
use crate::app::console::Centre;
use crate::app::site::address::SiteAddress;
use crate::app::staff::Accounts;
use crate::domain::catalog::Catalog;

/// Where one signs in.
const SIGN_IN: &str = "/console/sign-in";
/// Where one sets up one's account.
const SET_UP: &str = "/console/set-up";

/// What the staff console works with.
pub struct StaffParts {
    /// Who is there.
    pub accounts: Accounts,
    /// What they do.
    pub centre: Centre,
    /// Where the pages are, for links that leave the console.
    pub pages: SiteAddress,
    /// Everything public.
    pub catalog: Arc<ArcSwap<Catalog>>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Reverse proxies that are believed.
    pub proxies: Vec<IpAddr>,
    /// Draws charts.
    pub pen: Pen,
    /// Cookies go over encrypted connections alone.
    pub secure: bool,
}

/// What every handler works with.
struct Console {
    accounts: Accounts,
    centre: Centre,
    pages: SiteAddress,
    catalog: Arc<ArcSwap<Catalog>>,
    clock: Arc<dyn Clock>,
    proxies: Vec<IpAddr>,
    pen: Pen,
    cookies: Cookies,
    templates: Arc<Templates>,
}

/// The routes below `/console`.
pub(super) fn routes(parts: StaffParts, templates: Arc<Templates>) -> Router {
    let StaffParts { accounts, centre, pages, catalog, clock, proxies, pen, secure } = parts;
    let cookies = Cookies { secure };
    let console = Arc::new(Console { accounts, centre, pages, catalog, clock, proxies, pen, cookies, templates });
    let strangers = Arc::clone(&console);
    let foreign = move |_: ProtectionError| -> Response {
        metrics::counter!("guiyan_console_refused_total", "why" => "origin").increment(1);
        tracing::warn!("a form of the console came from elsewhere");
        strangers.bare(StatusCode::FORBIDDEN, Told::StaleForm, false)
    };
    table::router(&console)
        .method_not_allowed_fallback(forms_alone)
        .route("/console/console.css", get(style))
        .route("/console/console.js", get(script))
        .route("/console/goose.svg", get(answer::icon))
        .route("/console/{*nowhere}", any(nowhere))
        .with_state(console)
        .layer(CsrfLayer::new().with_rejection_response(foreign))
}

/// An address of nothing.
async fn nowhere(State(console): State<Arc<Console>>, headers: HeaderMap) -> Response {
    console.bare(StatusCode::NOT_FOUND, Told::NoSuchPage, console.was_signed_in(&headers))
}

/// An address of a form alone: typed by hand, or opened anew after a form was sent.
async fn forms_alone(State(console): State<Arc<Console>>, headers: HeaderMap) -> Response {
    console.bare(StatusCode::METHOD_NOT_ALLOWED, Told::FormsAlone, console.was_signed_in(&headers))
}

impl Console {
    /// Nobody is asked for here: the way on that is offered to whoever was signed in leads to the sign-in page if they
    /// are not any more.
    fn was_signed_in(&self, headers: &HeaderMap) -> bool {
        self.cookies.read(headers, Cookie::Session).is_some()
    }
}

/// The style sheet of all pages here.
async fn style() -> Response {
    answer::asset("text/css; charset=utf-8", include_str!("../../../templates/assets/console.css"))
}

/// The script of all pages here.
async fn script() -> Response {
    answer::asset("text/javascript; charset=utf-8", include_str!("../../../templates/assets/console.js"))
}
