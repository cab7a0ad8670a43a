//! `/readyz`: whether what the server stands on answers.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use futures_util::future::{BoxFuture, join_all};

/// A load balancer asks every few seconds and does not wait long itself.
const PATIENCE: Duration = Duration::from_secs(2);

/// Something that has to answer before the server is ready.
#[derive(Clone)]
pub struct Check {
    name: &'static str,
    ask: Arc<dyn Fn() -> BoxFuture<'static, Result<(), String>> + Send + Sync>,
}

impl Check {
    /// Named as the page shall name it; `ask` answers with what is wrong, for the log.
    pub fn new<F>(name: &'static str, ask: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<(), String>> + Send + 'static,
    {
        Self { name, ask: Arc::new(move || Box::pin(ask())) }
    }

    /// Its name, if it is not ready. Why goes to the log alone: addresses are nobody's business outside.
    async fn missing(&self) -> Option<&'static str> {
        let answer = tokio::time::timeout(PATIENCE, (self.ask)()).await;
        let why = match answer {
            Ok(Ok(())) => return None,
            Ok(Err(why)) => why,
            Err(_) => format!("no answer within {} s", PATIENCE.as_secs()),
        };
        tracing::warn!(check = self.name, why, "not ready");
        Some(self.name)
    }
}

/// Asks all checks at once.
pub(super) async fn ready(checks: &[Check]) -> impl IntoResponse + use<> {
    let missing: Vec<&str> = join_all(checks.iter().map(Check::missing)).await.into_iter().flatten().collect();
    let status = if missing.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let page = serde_json::json!({ "ready": missing.is_empty(), "missing": missing });
    (status, [(header::CONTENT_TYPE, "application/json")], page.to_string())
}
