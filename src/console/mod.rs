//! Pages for those who work: the staff console, and the desk of an activity, by a link for a day.
//!
//! At the desk the address is the key. So no page may be kept by anybody on the way, none names its own address to
//! another host, every form carries a token of its own, and what was searched for stands in no address.

mod answer;
mod chart;
mod desk;
mod form;
mod offline;
mod sheet;
pub mod staff;
mod templates;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderName, HeaderValue, header};
use axum::routing::{get, post};
use tower_http::set_header::SetResponseHeaderLayer;

pub use self::chart::Pen;
pub use self::templates::PagesError;

use self::staff::StaffParts;
use self::templates::Templates;
use crate::app::desk::Desk;

/// Most bytes of a form, or of the marks of a day: two hundred of them have less than 20 kB.
const MOST_BYTES: usize = 64 * 1024;
/// Most bytes of a form with a table in it, which is what the server takes of anything: ten thousand rows of Excel.
const MOST_UPLOADED: usize = 1024 * 1024;
/// Nothing runs, nothing comes from elsewhere.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";
/// The same for the console, but for its own script, which asks this server alone.
const SCRIPTED: &str = "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self'; img-src 'self'; \
                        form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What every handler works with.
struct Pages {
    desk: Desk,
    templates: Arc<Templates>,
}

/// The routes below `/desk` and `/console`.
///
/// # Errors
/// A template of the program does not compile.
pub fn routes(desk: Desk, staff: StaffParts) -> Result<Router, PagesError> {
    let templates = Arc::new(Templates::new()?);
    let staff = staff::routes(staff, Arc::clone(&templates));
    // An address of the desk is a key, and goes to nobody. One of the console is none; and without its own origin a
    // browser that knows no Sec-Fetch-Site could not show that a form is ours.
    let desk = guarded(desk_routes(desk, templates), POLICY, "no-referrer");
    Ok(desk.merge(guarded(staff, SCRIPTED, "same-origin")))
}

/// What holds for every page here: small forms, only what its policy allows, nothing kept on the way.
fn guarded(routes: Router, policy: &'static str, referrer: &'static str) -> Router {
    let unless_set =
        |name: HeaderName, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    routes
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .layer(unless_set(header::CONTENT_SECURITY_POLICY, policy))
        .layer(unless_set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(unless_set(header::REFERRER_POLICY, referrer))
        .layer(unless_set(header::CACHE_CONTROL, "no-store"))
        .layer(unless_set(HeaderName::from_static("x-robots-tag"), "noindex"))
}

fn desk_routes(desk: Desk, templates: Arc<Templates>) -> Router {
    Router::new()
        .route("/desk/desk.css", get(answer::style))
        .route("/desk/goose.svg", get(answer::icon))
        .route("/desk/offline.js", get(answer::script))
        .route("/desk/{token}", get(desk::page).post(desk::search))
        .route("/desk/{token}/in", post(desk::tick))
        .route("/desk/{token}/undo", post(desk::untick))
        .route("/desk/{token}/new", get(desk::stranger).post(desk::seat))
        .route("/desk/{token}/sheet", get(sheet::page))
        .route("/desk/{token}/offline", get(offline::page))
        .route("/desk/{token}/worker.js", get(offline::worker))
        .route("/desk/{token}/marks", post(offline::marks))
        .with_state(Arc::new(Pages { desk, templates }))
}
