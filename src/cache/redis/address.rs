//! `cache.url`: which Redis, and of which kind.

use ::redis::io::tcp::TcpSettings;
use ::redis::{ConnectionInfo, IntoConnectionInfo};

/// The cache cannot be set up as configured. Never holds any part of the URL: there may be a password in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CacheConfigError {
    /// Another scheme, or none.
    #[error("cache.url must be `embedded`, or begin with redis://, rediss://, redis-sentinel:// or redis-cluster://")]
    Scheme,
    /// A single server's URL that does not read.
    #[error("cache.url does not read: write redis://[user:password@]host[:port][/db], rediss:// for TLS")]
    Single,
    /// A Sentinel URL that does not read.
    #[error("cache.url does not read: write redis-sentinel://[user:password@]host:port,host2:port/service-name[/db]")]
    Sentinel,
    /// A cluster URL that does not read.
    #[error("cache.url does not read: write redis-cluster://[user:password@]host:port,host2:port")]
    Cluster,
    /// It reads, but the client refuses it: several nodes with different settings, for instance.
    #[error("cache.url cannot be used: the nodes must share one kind, one login and one protocol")]
    Unusable,
    /// No app id of the platform; it goes into every key.
    #[error("wechat.app_id may hold letters, digits, `_` and `-` only")]
    AppId,
}

/// A Redis and how it is reached.
pub(super) enum Address {
    /// One server, or whatever stands behind one address.
    Single(ConnectionInfo),
    /// Sentinels that know the master.
    Sentinel {
        /// The Sentinels, without the password of the servers.
        sentinels: Vec<ConnectionInfo>,
        /// What they call the master.
        service: String,
        /// How to log in to the master; its address is still to be asked for.
        node: ConnectionInfo,
    },
    /// Some nodes of a cluster.
    Cluster(Vec<ConnectionInfo>),
}

impl Address {
    /// Reads `cache.url`. With `rediss` in place of `redis`, every scheme speaks TLS.
    pub(super) fn parse(url: &str) -> Result<Self, CacheConfigError> {
        let (scheme, rest) = url.trim().split_once("://").ok_or(CacheConfigError::Scheme)?;
        match scheme {
            "redis" | "rediss" => server(scheme, rest).map(Self::Single).ok_or(CacheConfigError::Single),
            "redis-sentinel" => sentinel("redis", rest).ok_or(CacheConfigError::Sentinel),
            "rediss-sentinel" => sentinel("rediss", rest).ok_or(CacheConfigError::Sentinel),
            "redis-cluster" => cluster("redis", rest).ok_or(CacheConfigError::Cluster),
            "rediss-cluster" => cluster("rediss", rest).ok_or(CacheConfigError::Cluster),
            _ => Err(CacheConfigError::Scheme),
        }
    }

    /// Whether connections need TLS.
    pub(super) fn is_tls(&self) -> bool {
        let is_tls = |info: &ConnectionInfo| matches!(info.addr(), ::redis::ConnectionAddr::TcpTls { .. });
        match self {
            Self::Single(server) => is_tls(server),
            Self::Sentinel { node, .. } => is_tls(node),
            Self::Cluster(nodes) => nodes.iter().any(is_tls),
        }
    }
}

/// Small packets at once: Nagle's wait of up to 40 ms is not for round trips of 0.1 ms. And a peer that vanished
/// without a word is given up after two seconds, where the kernel by itself would go on sending for a quarter of
/// an hour: the cluster client replaces only connections that are closed.
pub(super) fn tcp_settings() -> TcpSettings {
    let settings = TcpSettings::default().set_nodelay(true);
    #[cfg(target_os = "linux")]
    let settings = settings.set_user_timeout(std::time::Duration::from_secs(2));
    settings
}

fn server(scheme: &str, rest: &str) -> Option<ConnectionInfo> {
    let info = format!("{scheme}://{rest}").into_connection_info().ok()?;
    Some(info.set_tcp_settings(tcp_settings()))
}

fn sentinel(scheme: &str, rest: &str) -> Option<Address> {
    let (login, hosts, path) = split(rest)?;
    let (service, db) = path.split_once('/').unwrap_or((path, "0"));
    let named = !service.is_empty() && service.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
    if !named || db.parse::<u16>().is_err() {
        return None;
    }
    let sentinels = hosts.iter().map(|host| server(scheme, host)).collect::<Option<Vec<_>>>()?;
    let node = server(scheme, &format!("{login}{}/{db}", hosts.first()?))?;
    Some(Address::Sentinel { sentinels, service: service.to_owned(), node })
}

fn cluster(scheme: &str, rest: &str) -> Option<Address> {
    let (login, hosts, path) = split(rest)?;
    if !path.is_empty() {
        return None; // A cluster has no numbered databases.
    }
    let nodes = hosts.iter().map(|host| server(scheme, &format!("{login}{host}"))).collect::<Option<Vec<_>>>()?;
    Some(Address::Cluster(nodes))
}

/// Login with its `@` (or nothing), hosts with ports, and what stands behind the first slash.
fn split(rest: &str) -> Option<(&str, Vec<&str>, &str)> {
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let (login, hosts) = match authority.rfind('@') {
        Some(at) => authority.split_at_checked(at + 1)?,
        None => ("", authority),
    };
    let hosts: Vec<&str> = hosts.split(',').collect();
    // Sentinels and cluster nodes have no usual port that one would leave out.
    let has_port =
        |host: &&str| host.rsplit_once(':').is_some_and(|(name, port)| !name.is_empty() && port.parse::<u16>().is_ok());
    hosts.iter().all(has_port).then_some((login, hosts, path))
}
