//! A connection to one server that mends itself: to a fixed address, or to the master that Sentinels name.
//!
//! One multiplexed connection serves all callers. When it shows any sign of being broken or of leading to the
//! wrong server, it is forgotten, and the next caller dials again, asking the Sentinels again. The crate's own
//! manager is not enough: it stays on a demoted master, it keeps a connection that only ever times out (a peer
//! that vanished without a word), and it never gets over a refused login.

use std::sync::Arc;
use std::time::Duration;

use ::redis::aio::MultiplexedConnection;
use ::redis::sentinel::{SentinelClient, SentinelNodeConnectionInfo, SentinelServerType};
use ::redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionInfo, RedisError, RedisResult, ServerErrorKind, TlsMode, Value,
};
use arc_swap::ArcSwapOption;
use futures_util::future::select_ok;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::address::tcp_settings;

/// A server on the same network accepts in a millisecond; one that has not after 300 ms is not there.
pub(super) const CONNECT_LIMIT: Duration = Duration::from_millis(300);
/// A script takes microseconds. Under the limit of a whole call, so that a line gone dead is seen here and forgotten.
pub(super) const RESPONSE_LIMIT: Duration = Duration::from_millis(800);
/// How long callers share the outcome of a failed dial, so that thousands a second do not each knock at the door.
const REDIAL_PAUSE: Duration = Duration::from_millis(50);
/// Commands waiting for the socket; the crate's 50 makes callers queue at the rates of the load test.
const QUEUE: usize = 1024;

/// The connection.
pub(super) struct Line {
    current: ArcSwapOption<MultiplexedConnection>,
    // Held while dialling, so that one caller dials and the others wait for it.
    dialler: Mutex<Dialler>,
}

struct Dialler {
    route: Route,
    config: AsyncConnectionConfig,
    failed: Option<(Instant, RedisError)>,
}

enum Route {
    Fixed(Box<Client>),
    /// One client a Sentinel, all asked at once: one that is down, or that no longer sees the master, costs nothing.
    Sentinels(Vec<SentinelClient>),
}

impl Line {
    /// To one address; nothing is dialled yet.
    pub(super) fn fixed(server: ConnectionInfo) -> RedisResult<Self> {
        Ok(Self::new(Route::Fixed(Box::new(Client::open(server)?))))
    }

    /// To the master that the Sentinels call `service`, logging in as to `node`; nothing is dialled yet.
    pub(super) fn sentinels(sentinels: Vec<ConnectionInfo>, service: &str, node: &ConnectionInfo) -> RedisResult<Self> {
        let mut login = SentinelNodeConnectionInfo::default()
            .set_redis_connection_info(node.redis_settings().clone())
            .set_tcp_settings(tcp_settings());
        if matches!(node.addr(), ::redis::ConnectionAddr::TcpTls { .. }) {
            login = login.set_tls_mode(TlsMode::Secure);
        }
        let client =
            |sentinel| SentinelClient::build(vec![sentinel], service, Some(login.clone()), SentinelServerType::Master);
        Ok(Self::new(Route::Sentinels(sentinels.into_iter().map(client).collect::<RedisResult<_>>()?)))
    }

    fn new(route: Route) -> Self {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(CONNECT_LIMIT))
            .set_response_timeout(Some(RESPONSE_LIMIT))
            .set_pipeline_buffer_size(QUEUE);
        Self { current: ArcSwapOption::empty(), dialler: Mutex::new(Dialler { route, config, failed: None }) }
    }

    /// Sends one command, dialling first if need be. Never sends it twice.
    pub(super) async fn send(&self, command: &Cmd) -> RedisResult<Value> {
        let connection = match self.current.load_full() {
            Some(connection) => connection,
            None => self.dial().await?,
        };
        let result = command.query_async(&mut MultiplexedConnection::clone(&connection)).await;
        if result.as_ref().is_err_and(leads_nowhere) {
            // Only this one: somebody may have dialled a better one meanwhile.
            self.current.compare_and_swap(&connection, None);
        }
        result
    }

    async fn dial(&self) -> RedisResult<Arc<MultiplexedConnection>> {
        let mut dialler = self.dialler.lock().await;
        if let Some(connection) = self.current.load_full() {
            return Ok(connection);
        }
        if let Some((at, error)) = &dialler.failed
            && at.elapsed() < REDIAL_PAUSE
        {
            return Err(error.clone());
        }
        match dialler.connect().await {
            Ok(connection) => {
                let connection = Arc::new(connection);
                self.current.store(Some(Arc::clone(&connection)));
                Ok(connection)
            }
            Err(error) => {
                dialler.failed = Some((Instant::now(), error.clone()));
                Err(error)
            }
        }
    }
}

impl Dialler {
    async fn connect(&mut self) -> RedisResult<MultiplexedConnection> {
        let config = &self.config;
        match &mut self.route {
            Route::Fixed(client) => client.get_multiplexed_async_connection_with_config(config).await,
            Route::Sentinels(clients) => {
                let asked = clients.iter_mut().map(|client| Box::pin(client.get_async_connection_with_config(config)));
                let (connection, _) = select_ok(asked).await?;
                Ok(connection)
            }
        }
    }
}

/// Whether another connection may do better: this one is broken or silent, or leads to a server that is no
/// longer the master. Redis before 7 wraps the refusal of a write inside a script into a plain error.
fn leads_nowhere(error: &RedisError) -> bool {
    let demoted = match error.kind() {
        ::redis::ErrorKind::Server(ServerErrorKind::ReadOnly | ServerErrorKind::MasterDown) => true,
        ::redis::ErrorKind::Server(ServerErrorKind::ResponseError) => {
            error.detail().is_some_and(|detail| detail.contains("READONLY"))
        }
        _ => false,
    };
    demoted || error.is_io_error() || error.is_unrecoverable_error()
}
