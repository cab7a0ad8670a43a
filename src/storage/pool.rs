//! The pool of connections, and whose turn it is to write.

use std::ops::Deref;
use std::sync::Arc;

use sea_orm::{
    AccessMode, DatabaseConnection, DatabaseTransaction, DbBackend, IsolationLevel, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::failure::{failed, unavailable};
use crate::app::records::StoreError;

/// Connections to one database. Cheap to clone.
#[derive(Clone)]
pub struct Pool {
    orm: DatabaseConnection,
    /// SQLite takes one writer at a time. Waiting here is fair and wakes at once; waiting in its busy handler
    /// was measured at 50 times the worst case.
    turn: Option<Arc<Semaphore>>,
}

impl Pool {
    pub fn new(orm: DatabaseConnection) -> Self {
        let turn = (orm.get_database_backend() == DbBackend::Sqlite).then(|| Arc::new(Semaphore::new(1)));
        Self { orm, turn }
    }

    /// For single reads.
    pub fn orm(&self) -> &DatabaseConnection {
        &self.orm
    }

    /// Whether this is PostgreSQL.
    pub fn is_postgres(&self) -> bool {
        self.orm.get_database_backend() == DbBackend::Postgres
    }

    /// A transaction that may write. Rolls back when dropped.
    ///
    /// IMMEDIATE on SQLite: a deferred one that reads first and writes later fails with "database is locked",
    /// whatever the busy timeout.
    pub async fn write(&self) -> Result<Write, StoreError> {
        let turn = match &self.turn {
            Some(turn) => Some(turn.clone().acquire_owned().await.map_err(|_| unavailable("it is closed"))?),
            None => None,
        };
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = self.orm.begin_with_options(options).await.map_err(failed)?;
        Ok(Write { transaction, _turn: turn })
    }

    /// A transaction that reads everything as of one moment.
    pub async fn snapshot(&self) -> Result<DatabaseTransaction, StoreError> {
        // SQLite's transactions are snapshots already, and it knows no levels.
        let options = if self.is_postgres() {
            TransactionOptions {
                isolation_level: Some(IsolationLevel::RepeatableRead),
                access_mode: Some(AccessMode::ReadOnly),
                ..TransactionOptions::default()
            }
        } else {
            TransactionOptions::default()
        };
        self.orm.begin_with_options(options).await.map_err(failed)
    }
}

/// A transaction that may write, and on SQLite the turn to do so.
pub struct Write {
    transaction: DatabaseTransaction,
    _turn: Option<OwnedSemaphorePermit>,
}

impl Write {
    /// Makes it durable.
    pub async fn commit(self) -> Result<(), StoreError> {
        self.transaction.commit().await.map_err(failed)
    }
}

impl Deref for Write {
    type Target = DatabaseTransaction;
    fn deref(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}
