//! `GET /simulator/watch`: server-sent events that say what to look at again, never what it says.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::{Stream, StreamExt, stream};
use serde::Serialize;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::{RecvError, TryRecvError};

use super::Phone;
use crate::simulator::errand::Change;

/// A line now and then keeps proxies from closing a stream on which nothing happens.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// Conversations named in one event. A campaign changes thousands at once; then the page looks at its own.
const MAX_CHATS: usize = 50;

/// All that changed since the last event.
#[derive(Debug, Default, Serialize)]
struct News {
    /// More than can be told: look at everything.
    everything: bool,
    chats: BTreeSet<Arc<str>>,
    followers: bool,
    menu: bool,
    traces: bool,
    account: bool,
}

impl News {
    fn add(&mut self, change: Change) {
        match change {
            Change::Chat { openid } => {
                self.chats.insert(openid);
                self.everything |= self.chats.len() > MAX_CHATS;
            }
            Change::Followers => self.followers = true,
            Change::Menu => self.menu = true,
            Change::Trace { .. } => self.traces = true,
            Change::Platform => self.account = true,
        }
    }
}

/// The stream. 503 when too many watch; the browser tries again by itself.
pub async fn watch(
    State(phone): State<Arc<Phone>>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, StatusCode> {
    let permit = Arc::clone(&phone.watchers).try_acquire_owned().map_err(|_| StatusCode::SERVICE_UNAVAILABLE)?;
    let changes = phone.platform.watch();
    let news = stream::unfold((changes, permit), async |(mut changes, permit)| {
        let news = next(&mut changes).await?;
        // A struct of flags and strings always becomes JSON.
        let event = Event::default().json_data(news).ok()?;
        Some((Ok(event), (changes, permit)))
    });
    let news = news.take_until(phone.closing.clone().cancelled_owned());
    Ok(Sse::new(news).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// Waits for a change, and takes what else there is by then. `None` once the platform is gone.
async fn next(changes: &mut Receiver<Change>) -> Option<News> {
    let mut news = News::default();
    match changes.recv().await {
        Ok(change) => news.add(change),
        Err(RecvError::Lagged(_)) => news.everything = true,
        Err(RecvError::Closed) => return None,
    }
    loop {
        match changes.try_recv() {
            Ok(change) => news.add(change),
            Err(TryRecvError::Lagged(_)) => news.everything = true,
            Err(TryRecvError::Empty | TryRecvError::Closed) => return Some(news),
        }
        if news.everything {
            news.chats.clear();
        }
    }
}
