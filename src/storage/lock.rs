//! Locks between processes: one migrates at a time, and one alone may use the embedded cache.

use std::fs::{File, TryLockError};
use std::path::PathBuf;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection};
use sea_orm::sqlx::{self, ConnectOptions};

use super::failure::{driver_failed, unavailable};
use super::open::ACQUIRE_TIMEOUT;
use crate::app::records::StoreError;

/// PostgreSQL's advisory locks are numbers, per database; ours spell `guiyan`.
pub const MIGRATION_LOCK: i64 = 0x6775_6979_616e_0001;
/// Held by the one process that keeps the embedded cache.
const SOLE_USE_LOCK: i64 = 0x6775_6979_616e_0002;

/// What the lock of a database hangs on.
pub enum Lockable {
    /// A file beside the database; the system frees the lock when the process ends, however it ends.
    File(PathBuf),
    /// The server; the lock lives as long as its connection.
    Server(Box<PgConnectOptions>),
}

/// As long as this lives, nobody else gets one for the same database.
pub struct SoleUse {
    _lock: Held,
}

enum Held {
    File { _file: File },
    Server { _connection: PgConnection },
}

/// Why this process may not be the only one.
#[derive(Debug, thiserror::Error)]
pub enum SoleUseError {
    /// Another process is.
    #[error(
        "another guiyan already uses this database with the embedded cache: stop that one, \
         or give both a Redis in cache.url"
    )]
    InUse,
    /// It cannot be told.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl Lockable {
    /// Takes the lock, or says that somebody has it; never waits for it.
    pub async fn claim(&self) -> Result<SoleUse, SoleUseError> {
        let lock = match self {
            Self::File(path) => {
                let file = File::options().create(true).append(true).open(path);
                let file = file.map_err(|_| unavailable("its lock file cannot be opened"))?;
                file.try_lock().map_err(|error| match error {
                    TryLockError::WouldBlock => SoleUseError::InUse,
                    TryLockError::Error(_) => unavailable("its lock file cannot be locked").into(),
                })?;
                Held::File { _file: file }
            }
            Self::Server(options) => {
                let connection = tokio::time::timeout(ACQUIRE_TIMEOUT, claim_on_server(options)).await;
                Held::Server { _connection: connection.map_err(|_| unavailable("no answer in time"))?? }
            }
        };
        Ok(SoleUse { _lock: lock })
    }
}

async fn claim_on_server(options: &PgConnectOptions) -> Result<PgConnection, SoleUseError> {
    let mut connection = options.connect().await.map_err(|error| driver_failed(&error))?;
    let taken: bool = sqlx::query_scalar("SELECT pg_try_advisory_lock($1)")
        .bind(SOLE_USE_LOCK)
        .fetch_one(&mut connection)
        .await
        .map_err(|error| driver_failed(&error))?;
    if taken { Ok(connection) } else { Err(SoleUseError::InUse) }
}
