//! What the database says when it fails, in words that hold no value of any row.

use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr, sqlx};

use crate::app::records::StoreError;

/// A row that does not read.
pub fn damaged(what: &str) -> StoreError {
    StoreError::Damaged(what.to_owned())
}

/// Sorts an error of the ORM. The driver's own text is dropped: it can quote what was written.
pub fn failed(error: DbErr) -> StoreError {
    match &error {
        DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) => unavailable("no connection became free in time"),
        DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed) => unavailable("it is closed"),
        DbErr::Conn(RuntimeErr::SqlxError(cause))
        | DbErr::Exec(RuntimeErr::SqlxError(cause))
        | DbErr::Query(RuntimeErr::SqlxError(cause)) => driver_failed(cause),
        DbErr::Type(_) | DbErr::TryIntoErr { .. } | DbErr::Json(_) => damaged("a column holds an unexpected type"),
        DbErr::Custom(_) | DbErr::Migration(_) => damaged("its tables do not fit this version of the program"),
        _ => unavailable("the statement failed"),
    }
}

/// Sorts an error of the driver.
pub fn driver_failed(error: &sqlx::Error) -> StoreError {
    match error {
        sqlx::Error::Database(refusal) => unavailable(&refused(refusal.as_ref())),
        sqlx::Error::Io(_) => unavailable("the connection broke"),
        sqlx::Error::PoolTimedOut => unavailable("no connection became free in time"),
        sqlx::Error::PoolClosed => unavailable("it is closed"),
        sqlx::Error::Tls(_) => unavailable("no secure connection could be made"),
        sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => damaged("a column holds an unexpected type"),
        _ => unavailable("the driver failed"),
    }
}

/// It cannot serve now.
pub fn unavailable(why: &str) -> StoreError {
    StoreError::Unavailable(why.to_owned())
}

/// Names the error codes that an operator can act on (SQLite result codes; PostgreSQL SQLSTATE).
fn refused(error: &dyn sqlx::error::DatabaseError) -> String {
    let code = error.code().unwrap_or_default();
    if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        // The low byte is the primary code, what is above it tells details.
        return match code.parse::<u32>().map(|code| code & 0xff) {
            Ok(5 | 6) => "another program holds the database file".to_owned(),
            Ok(8) => "the database file is read-only".to_owned(),
            Ok(10) => "the disk failed".to_owned(),
            Ok(11 | 26) => "the database file is damaged".to_owned(),
            Ok(13) => "the disk is full".to_owned(),
            Ok(14) => "the database file cannot be opened".to_owned(),
            _ => format!("SQLite error {code}"),
        };
    }
    match code.as_ref() {
        "28P01" | "28000" => "user or password is refused".to_owned(),
        "3D000" => "there is no such database".to_owned(),
        "25006" => "the server is read-only".to_owned(),
        "42P01" | "42703" => "its tables are missing or old: run `guiyan migrate`".to_owned(),
        "53100" => "the server's disk is full".to_owned(),
        "53300" => "the server has no connection left".to_owned(),
        "57014" => "the statement took too long".to_owned(),
        "57P01" | "57P02" | "57P03" => "the server is stopping or starting".to_owned(),
        _ => format!("PostgreSQL error {code}"),
    }
}
