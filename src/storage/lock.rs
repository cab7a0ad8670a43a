//! Locks between processes: one migrates at a time, and who uses the embedded cache is alone.

use std::fs::{File, TryLockError};
use std::path::PathBuf;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::{self, ConnectOptions};

use super::failure::{driver_failed, unavailable};
use super::open::ACQUIRE_TIMEOUT;
use crate::app::records::StoreError;

/// PostgreSQL's advisory locks are numbers, per database; ours spell `guiyan`.
pub const MIGRATION_LOCK: i64 = 0x6775_6979_616e_0001;
/// Held by the one process that keeps the embedded cache, or by all that share a Redis.
const USE_LOCK: i64 = 0x6775_6979_616e_0002;

/// What the lock of a database hangs on.
pub enum Lockable {
    /// A file beside the database; the system frees the lock when the process ends, however it ends.
    File(PathBuf),
    /// The server; the lock lives as long as its connection.
    Server(Box<PgConnectOptions>),
}

/// Who else may use the database as long as a [`Hold`] on it lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Nobody: this process keeps the volatile state.
    Sole,
    /// Others that hold it so: the volatile state is in a Redis of all.
    Shared,
}

/// A process's use of a database; ends when it is dropped.
pub struct Hold {
    _lock: Held,
}

enum Held {
    File { _file: File },
    Server { _connection: PgConnection },
}

/// Why this process may not use the database so.
#[derive(Debug, thiserror::Error)]
pub enum HoldError {
    /// One of the two has to be alone.
    #[error(
        "another guiyan already uses this database, and one of the two has the embedded cache: \
         stop that one, or give both the same Redis in cache.url"
    )]
    InUse,
    /// It cannot be told.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Lockable {
    /// Takes the lock, or says that somebody has it; never waits for it.
    pub async fn claim(&self, wanted: Use) -> Result<Hold, HoldError> {
        let lock = match self {
            Self::File(path) => {
                let file = File::options().create(true).append(true).open(path);
                let file = file.map_err(|_| unavailable("its lock file cannot be opened"))?;
                let locked = match wanted {
                    Use::Sole => file.try_lock(),
                    Use::Shared => file.try_lock_shared(),
                };
                locked.map_err(|error| match error {
                    TryLockError::WouldBlock => HoldError::InUse,
                    TryLockError::Error(_) => unavailable("its lock file cannot be locked").into(),
                })?;
                Held::File { _file: file }
            }
            Self::Server(options) => {
                let connection = tokio::time::timeout(ACQUIRE_TIMEOUT, claim_on_server(options, wanted)).await;
                Held::Server { _connection: connection.map_err(|_| unavailable("no answer in time"))?? }
            }
        };
        Ok(Hold { _lock: lock })
    }
}

async fn claim_on_server(options: &PgConnectOptions, wanted: Use) -> Result<PgConnection, HoldError> {
    let mut connection = options.connect().await.map_err(|error| driver_failed(&error))?;
    let lock = match wanted {
        Use::Sole => "SELECT pg_try_advisory_lock($1)",
        Use::Shared => "SELECT pg_try_advisory_lock_shared($1)",
    };
    let taken: bool = sqlx::query_scalar(lock)
        .bind(USE_LOCK)
        .fetch_one(&mut connection)
        .await
        .map_err(|error| driver_failed(&error))?;
    if taken { Ok(connection) } else { Err(HoldError::InUse) }
}
