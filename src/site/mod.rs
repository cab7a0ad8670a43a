//! The public phone pages and the pictures of cards: small, without scripts, nothing from any other host.
//!
//! Nothing here knows who is looking: the pages are the same for everybody, may be kept by anybody on the way, and
//! no address holds a person's id.

mod card;
pub mod click;
mod code;
pub mod cover;
mod fresh;
pub mod picture;
mod query;
pub mod sign;
mod templates;
mod view;

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, header};
use axum::routing::get;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;

pub use self::templates::PagesError;

use self::card::Cards;
use self::picture::Painter;
use self::templates::{ICON, STYLE, Templates};
use crate::app::site::Site;

/// Nothing runs, nothing comes from elsewhere, and only pages of ours (the simulator's phone) may hold one of these.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'self'";

/// What every handler works with.
struct Pages {
    site: Arc<Site>,
    templates: Templates,
    cards: Cards,
}

/// The routes: `/jobs`, `/activities`, `/policies` and below, `/cards`, their style sheet and icon, and a page for
/// every address that nobody else answers.
///
/// # Errors
/// A template of the program does not compile.
pub fn routes(site: Arc<Site>, painter: Arc<Painter>) -> Result<Router, PagesError> {
    if painter.family().is_none() {
        tracing::warn!("no font with Chinese letters: cards are drawn without words; install fonts-wqy-microhei");
    }
    let pages = Arc::new(Pages { site, templates: Templates::new()?, cards: Cards::new(painter) });
    let header = |name: HeaderName, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    Ok(Router::new()
        .route("/jobs", get(view::openings))
        .route("/jobs/{id}", get(view::opening))
        .route("/activities", get(view::activities))
        .route("/activities/{id}", get(view::activity))
        .route("/activities/{id}/poster", get(view::poster))
        .route("/policies", get(view::policies))
        .route("/policies/brochure", get(view::brochure))
        .route("/policies/{id}", get(view::policy))
        .route("/cards/{kind}/{file}", get(card::card))
        .route(STYLE.path, get(async |uri, asked| templates::asset(&STYLE, &uri, &asked)))
        .route(ICON.path, get(async |uri, asked| templates::asset(&ICON, &uri, &asked)))
        .fallback(view::nothing_here)
        .with_state(pages)
        .layer(header(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "same-origin"))
        .layer(CompressionLayer::new()))
}
