//! The way to Redis, whatever its kind.

use ::redis::cluster::{ClusterClient, ClusterConfig};
use ::redis::cluster_async::ClusterConnection;
use ::redis::{Cmd, ConnectionInfo, RedisResult, Value};

use super::CALL_LIMIT;
use super::address::{Address, tcp_settings};
use super::line::{CONNECT_LIMIT, Line, RESPONSE_LIMIT};

/// Carries commands.
pub(super) enum Link {
    /// To one server: a single one, or the master behind Sentinels.
    Line(Box<Line>),
    /// To the node that has the key.
    Cluster(ClusterConnection),
}

impl Link {
    /// Prepares the way; nothing has to be there yet. Needs a tokio runtime around it.
    pub(super) fn open(address: Address) -> RedisResult<Self> {
        Ok(match address {
            Address::Single(server) => Self::Line(Box::new(Line::fixed(server)?)),
            Address::Sentinel { sentinels, service, node } => {
                Self::Line(Box::new(Line::sentinels(sentinels, &service, &node)?))
            }
            Address::Cluster(nodes) => Self::Cluster(cluster(nodes)?),
        })
    }

    /// Sends a command. A cluster may send it again on its own after a broken connection: the scripts allow for that.
    pub(super) async fn send(&self, command: &Cmd) -> RedisResult<Value> {
        match self {
            Self::Line(line) => line.send(command).await,
            Self::Cluster(connection) => command.query_async(&mut connection.clone()).await,
        }
    }
}

fn cluster(nodes: Vec<ConnectionInfo>) -> RedisResult<ClusterConnection> {
    let client = ClusterClient::builder(nodes)
        .tcp_settings(tcp_settings())
        .connection_timeout(CONNECT_LIMIT)
        .response_timeout(RESPONSE_LIMIT)
        .overall_response_timeout(Some(CALL_LIMIT))
        // The crate's first wait, 1.3 s, is longer than the whole call may take.
        .retries(6)
        .min_retry_wait(20)
        .max_retry_wait(200)
        .build()?;
    Ok(client.get_pending_async_connection_with_config(ClusterConfig::new()))
}
