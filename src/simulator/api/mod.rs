//! The platform's HTTP side: what our server calls.

mod call;
mod code;
mod content;
mod custom;
mod datacube;
mod diagnosis;
mod draft;
mod gate;
mod login;
mod loose;
mod masked;
mod mass;
mod media;
mod menu;
mod notice;
mod publish;
mod tags;
mod template;
mod token;
mod user;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::routing::{any, get};

use self::call::Api;
use super::admin;
use super::platform::Platform;

/// Largest body: a film of 10 MB with its form around it.
const MAX_BODY: usize = 12 * 1024 * 1024;

/// Every area's table.
const AREAS: &[&[Api]] = &[
    token::APIS,
    menu::APIS,
    custom::APIS,
    template::APIS,
    notice::APIS,
    mass::APIS,
    tags::APIS,
    user::APIS,
    code::APIS,
    media::APIS,
    draft::APIS,
    publish::APIS,
    login::APIS,
    diagnosis::APIS,
    datacube::APIS,
];

/// All paths of the platform and `/simulator/admin`, to be mounted at the root.
pub fn routes(platform: Arc<Platform>) -> Router {
    let beside = Router::new()
        .route("/cgi-bin/showqrcode", get(code::show))
        .route("/connect/oauth2/authorize", get(login::authorize))
        .route("/simulator/media/{id}", get(media::show));
    let router = apis().fold(beside, |router, api| {
        let handler = move |state: State<Arc<Platform>>, request: Request| gate::take(state, api, request);
        router.route(api.path, any(handler))
    });
    router.merge(admin::routes()).layer(DefaultBodyLimit::max(MAX_BODY)).with_state(platform)
}

fn apis() -> impl Iterator<Item = &'static Api> {
    AREAS.iter().copied().flatten()
}

/// The API at this path.
fn find(path: &str) -> Option<&'static Api> {
    apis().find(|api| api.path == path)
}
