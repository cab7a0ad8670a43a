//! The HTTP server: the adapters' routes under one set of limits, the pages that machines ask, and a clean end.

mod lifecycle;
mod probes;

use std::any::Any;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::TimeoutLayer;

pub use self::lifecycle::{CannotListen, Ending, Lifecycle, bind, serve, stop_signal};
pub use self::probes::Check;

/// Routes of an adapter.
pub type Routes = Router;

/// The largest body that any page takes, in bytes. The callback reads its bodies itself: its limit is far lower, and
/// its refusals have a form of their own.
const MAX_BODY: usize = 1024 * 1024;
/// How long a request may take with its body. The callback answers within 4 s; who is slower than this is not a
/// person waiting.
const MAX_REQUEST: Duration = Duration::from_secs(15);

/// Puts the adapters' routes under the common limits, and adds `/healthz` (alive), `/readyz` (ready; 503 names what
/// is not) and `/metrics` (what `metrics` renders).
pub fn app(routes: Router, checks: Vec<Check>, metrics: impl Fn() -> String + Clone + Send + Sync + 'static) -> Router {
    routes
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(async move || probes::ready(&checks).await))
        .route("/metrics", get(async move || metrics()))
        // Together: each layer that is put on by itself costs every request a box more, and its future another.
        .layer((
            CatchPanicLayer::custom(after_panic),
            TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, MAX_REQUEST),
            DefaultBodyLimit::max(MAX_BODY),
        ))
}

/// A bug costs its own request and no other. The panic hook has printed where it was; nobody outside reads why.
fn after_panic(_: Box<dyn Any + Send>) -> Response {
    metrics::counter!("guiyan_panics_total").increment(1);
    tracing::error!("a request panicked");
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}
