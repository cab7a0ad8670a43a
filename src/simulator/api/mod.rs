//! The platform's HTTP side: what our server calls.

mod call;
mod custom;
mod gate;
mod loose;
mod masked;
mod menu;
mod template;
mod token;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::routing::any;

use self::call::Api;
use super::platform::Platform;

/// Largest body: a film of 10 MB with its form around it.
const MAX_BODY: usize = 12 * 1024 * 1024;

/// Every area's table.
const AREAS: &[&[Api]] = &[token::APIS, menu::APIS, custom::APIS, template::APIS];

/// All paths of the platform, to be mounted at the root.
pub fn routes(platform: Arc<Platform>) -> Router {
    let apis = AREAS.iter().copied().flatten();
    let router = apis.fold(Router::new(), |router, api| {
        let handler = move |state: State<Arc<Platform>>, request: Request| gate::take(state, api, request);
        router.route(api.path, any(handler))
    });
    router.layer(DefaultBodyLimit::max(MAX_BODY)).with_state(platform)
}
