//! The platform's HTTP side: what our server calls.

use std::sync::Arc;

use axum::Router;

use super::platform::Platform;

/// All paths of the platform, to be mounted at the root.
pub fn routes(platform: Arc<Platform>) -> Router {
    Router::new().with_state(platform)
}
