//! From the first connection to the last: listen, serve, and on the way out finish what is in hand.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::task::TaskTracker;

/// How long a client may take over its request line and headers, which to hyper is also how long it may idle between
/// two requests. Longer than reverse proxies keep idle connections (nginx 60 s, Caddy 120 s): closing first would
/// now and then cost a delivery that is just under way. Clients slower than this are the proxy's to keep out.
const HEADER_TIMEOUT: Duration = Duration::from_secs(130);

/// Why the server cannot listen.
#[derive(Debug, thiserror::Error)]
pub enum CannotListen {
    /// Somebody else is there.
    #[error("{0} is taken by another program")]
    Taken(SocketAddr),
    /// A low port without the right to it.
    #[error("{0} needs more rights than this user has")]
    Forbidden(SocketAddr),
    /// Not an address of this machine, or out of something.
    #[error("cannot listen on {0} ({1})")]
    Other(SocketAddr, io::Error),
}

impl CannotListen {
    /// What the engineer can do about it.
    pub fn fix(&self) -> &'static str {
        match self {
            Self::Taken(_) => "Stop the other program, or set server.listen to another port.",
            Self::Forbidden(_) => "Set server.listen to a port above 1023, and let the reverse proxy hold the low one.",
            Self::Other(..) => "Set server.listen to an address of this machine.",
        }
    }
}

/// Takes the address.
///
/// # Errors
/// In words for the engineer.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, CannotListen> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => CannotListen::Taken(address),
        io::ErrorKind::PermissionDenied => CannotListen::Forbidden(address),
        _ => CannotListen::Other(address, error),
    })
}

/// Resolves at the first SIGTERM or SIGINT. From now on neither ends the process by itself.
///
/// # Errors
/// If the system takes no handler.
pub fn stop_signal() -> io::Result<impl Future<Output = ()> + Send> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// What a stopping server waits for, and how long.
pub struct Lifecycle {
    /// Work that goes on after its request was answered. Whoever starts such work spawns it here.
    pub late_work: TaskTracker,
    /// How long the end may take.
    pub grace: Duration,
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Everything in hand was finished.
    Finished,
    /// The grace was over; so many requests or pieces of late work were cut off.
    CutOff(usize),
}

/// Serves until `stop` resolves; then takes no new connection, and finishes what is in hand within the grace.
pub async fn serve(
    mut listener: TcpListener,
    app: Router,
    stop: impl Future<Output = ()>,
    lifecycle: Lifecycle,
) -> Ending {
    let graceful = GracefulShutdown::new();
    let connections = TaskTracker::new();
    let mut stop = pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            // axum's accept waits a second when the process is out of file descriptors, and never fails.
            (stream, peer) = Listener::accept(&mut listener) => {
                connections.spawn(answer((stream, peer), app.clone(), graceful.watcher()));
            }
        }
    }
    drop(listener);
    tracing::info!(connections = connections.len(), late_work = lifecycle.late_work.len(), "stopping");
    finish(graceful, connections, lifecycle).await
}

async fn finish(graceful: GracefulShutdown, connections: TaskTracker, lifecycle: Lifecycle) -> Ending {
    let late_work = lifecycle.late_work;
    let in_hand = async {
        graceful.shutdown().await;
        connections.close();
        connections.wait().await;
        // Closed last: a request may start late work until its end.
        late_work.close();
        late_work.wait().await;
    };
    match tokio::time::timeout(lifecycle.grace, in_hand).await {
        Ok(()) => Ending::Finished,
        Err(_) => Ending::CutOff(connections.len() + late_work.len()),
    }
}

async fn answer((stream, peer): (TcpStream, SocketAddr), app: Router, watcher: hyper_util::server::graceful::Watcher) {
    // An answer is one small write; waiting for more to send only costs the worker 40 ms.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "TCP_NODELAY was refused");
    }
    let app = TowerToHyperService::new(app);
    // Whoever limits somebody by their address asks axum's extractor for it.
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        app.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADER_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        // A client that went away, or spoke no HTTP: its own affair.
        tracing::debug!(%error, "a connection broke");
    }
}
