//! Opening: the address, and how each kind of database is set up.

use std::fs::{DirBuilder, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::sqlx::pool::PoolConnectionMetadata;
use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sea_orm::sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sea_orm::sqlx::{self, ConnectOptions, Connection};
use sea_orm::{SqlxPostgresConnector, SqlxSqliteConnector};

use super::failure::driver_failed;
use super::lock::Lockable;
use super::pool::Pool;

/// How long a call waits for a connection. Half of what a follower's reply may take.
pub const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);
/// One connection writes, the others read; each costs a thread and up to 2 MB of page cache.
const SQLITE_CONNECTIONS: u32 = 5;
/// For one replica; PostgreSQL's default allows 100 in all.
const POSTGRES_CONNECTIONS: u32 = 16;
/// A connection to PostgreSQL that was in use so recently is not asked whether it still answers.
const BELIEVED_FOR: Duration = Duration::from_secs(1);
/// The server gives up on a statement before the follower's call does.
const STATEMENT_TIMEOUT_MS: &str = "3000";
/// A replica that vanishes in mid-transaction holds an activity's row for no longer than this.
const IDLE_IN_TRANSACTION_MS: &str = "5000";

/// Why a database does not open. Never holds user or password.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address names no kind that we know.
    #[error("database.url must begin with sqlite:// or postgres://")]
    UnknownKind,
    /// The address does not read.
    #[error("database.url does not read: write {0}")]
    Malformed(&'static str),
    /// The folder of the file cannot be made.
    #[error("the folder {} for the database cannot be made: {source}", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// It is there, or not, but does not let us in.
    #[error("the database {at} does not open: {why}")]
    Refused {
        /// The file, or server and name.
        at: String,
        /// In words.
        why: String,
    },
}

/// A database that answers.
pub struct Opened {
    pub pool: Pool,
    pub lockable: Lockable,
}

/// Opens by address.
pub async fn open(url: &str) -> Result<Opened, OpenError> {
    if let Some(path) = url.strip_prefix("sqlite:") {
        open_sqlite(path.strip_prefix("//").unwrap_or(path)).await
    } else if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        open_postgres(url).await
    } else {
        Err(OpenError::UnknownKind)
    }
}

async fn open_sqlite(path: &str) -> Result<Opened, OpenError> {
    // A database in memory would be another one for each connection, and gone with the process.
    if path.is_empty() || path.contains(['?', ':']) {
        return Err(OpenError::Malformed("sqlite://path/to/file.db, without options"));
    }
    let path = Path::new(path);
    if let Some(folder) = path.parent() {
        let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
        made.map_err(|source| OpenError::Folder { path: folder.to_owned(), source })?;
    }
    keep_from_others(path);
    let options = SqlitePoolOptions::new()
        .max_connections(SQLITE_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A file does not go away as a server does; looking each time would double the cost of a read.
        .test_before_acquire(false)
        .after_release(|connection, _| Box::pin(is_out_of_transactions(connection)));
    let pool = options.connect_with(sqlite_options(path)).await;
    let pool = pool.map_err(|error| refused(path.display().to_string(), &error))?;
    Ok(Opened {
        pool: Pool::new(SqlxSqliteConnector::from_sqlx_sqlite_pool(pool)),
        lockable: Lockable::File(path.with_added_extension("lock")),
    })
}

/// A new file is for its owner's eyes alone, and what SQLite puts beside it takes after it. One that is there keeps the
/// rights that somebody gave it.
fn keep_from_others(path: &Path) {
    // SQLite says in words why it cannot be made.
    let _ = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
}

/// Whether a connection can be used again. When the disk is full, a commit fails and SQLite rolls back by itself; the
/// driver's own rollback then finds nothing, and it goes on counting a transaction that is none. On such a connection
/// the next one would be a savepoint, and its commit would answer `Ok` with nothing on disk.
async fn is_out_of_transactions(connection: &mut SqliteConnection) -> sqlx::Result<bool> {
    if connection.is_in_transaction() {
        // Answered behind a rollback that is still under way.
        connection.ping().await?;
    }
    Ok(!connection.is_in_transaction())
}

fn sqlite_options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged sign-up survives a power cut (design, section 7.1); NORMAL would not promise that.
        .synchronous(SqliteSynchronous::Full)
        // For another process (a backup, `guiyan import`); within this one there is a queue.
        .busy_timeout(ACQUIRE_TIMEOUT)
        // What a follower had erased is overwritten, not merely unlinked.
        .pragma("secure_delete", "ON")
        .disable_statement_logging()
}

async fn open_postgres(url: &str) -> Result<Opened, OpenError> {
    let options: PgConnectOptions =
        url.parse().map_err(|_| OpenError::Malformed("postgres://user:password@host:5432/name"))?;
    let options = options
        .application_name("guiyan")
        .options([
            ("statement_timeout", STATEMENT_TIMEOUT_MS),
            ("idle_in_transaction_session_timeout", IDLE_IN_TRANSACTION_MS),
        ])
        .disable_statement_logging();
    let at = format!("{}:{}/{}", options.get_host(), options.get_port(), options.get_database().unwrap_or_default());
    let pool = PgPoolOptions::new()
        .max_connections(POSTGRES_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .before_acquire(|connection, meta| Box::pin(still_answers(connection, meta)));
    let pool = pool.connect_with(options.clone()).await.map_err(|error| refused(at, &error))?;
    Ok(Opened {
        pool: Pool::new(SqlxPostgresConnector::from_sqlx_postgres_pool(pool)),
        lockable: Lockable::Server(Box::new(options)),
    })
}

/// Whether a connection that lay idle can be used. One that was in use just now is believed: to ask each time would be
/// one round trip more for every call.
async fn still_answers(connection: &mut PgConnection, meta: PoolConnectionMetadata) -> sqlx::Result<bool> {
    if meta.idle_for > BELIEVED_FOR {
        connection.ping().await?;
    }
    Ok(true)
}

fn refused(at: String, error: &sqlx::Error) -> OpenError {
    let why = match error {
        sqlx::Error::PoolTimedOut => "it does not answer".to_owned(),
        _ => match driver_failed(error) {
            crate::app::records::StoreError::Unavailable(why) | crate::app::records::StoreError::Damaged(why) => why,
        },
    };
    OpenError::Refused { at, why }
}
