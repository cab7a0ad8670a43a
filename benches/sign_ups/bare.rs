//! The least that can be done: one seat more if there is one, and a row.

use std::sync::Arc;

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, SqliteTransactionMode, Statement,
    TransactionOptions, TransactionTrait,
};
use tokio::sync::Semaphore;

use crate::AT_ONCE;

pub struct Contestant {
    database: DatabaseConnection,
    /// SQLite has one writer at a time; waiting in line for it is quicker than trying again.
    writers: Arc<Semaphore>,
}

impl Contestant {
    pub async fn new(url: &str) -> Self {
        let mut options = ConnectOptions::new(url);
        options.max_connections(16).sqlx_logging(false);
        let database = Database::connect(options).await.unwrap();
        let sqlite = database.get_database_backend() == DbBackend::Sqlite;
        let id = if sqlite { "INTEGER PRIMARY KEY" } else { "BIGSERIAL PRIMARY KEY" };
        for sql in [
            "CREATE TABLE bare_activities (id BIGINT PRIMARY KEY, capacity BIGINT, taken BIGINT)".to_owned(),
            format!(
                "CREATE TABLE bare_sign_ups (id {id}, activity_id BIGINT, sequence BIGINT, openid TEXT, answers TEXT)"
            ),
            "CREATE UNIQUE INDEX bare_once ON bare_sign_ups (activity_id, openid)".to_owned(),
        ] {
            database.execute_unprepared(&sql).await.unwrap();
        }
        let writers = Arc::new(Semaphore::new(if sqlite { 1 } else { 16 }));
        Self { database, writers }
    }

    pub async fn round(&self, round: usize, people: u32) {
        let add = format!("INSERT INTO bare_activities VALUES ({round}, {people}, 0)");
        self.database.execute_unprepared(&add).await.unwrap();
        let tasks = (0..AT_ONCE).map(|task| {
            let (database, writers) = (self.database.clone(), Arc::clone(&self.writers));
            tokio::spawn(async move {
                for n in (task..people).step_by(AT_ONCE as usize) {
                    let _turn = writers.acquire().await.unwrap();
                    sign_up(&database, i64::try_from(round).unwrap(), n).await;
                }
            })
        });
        for task in tasks.collect::<Vec<_>>() {
            task.await.unwrap();
        }
    }
}

async fn sign_up(database: &DatabaseConnection, round: i64, n: u32) {
    let backend = database.get_database_backend();
    let immediate = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = database.begin_with_options(immediate).await.unwrap();
    let take = "UPDATE bare_activities SET taken = taken + 1 WHERE id = $1 AND taken < capacity RETURNING taken";
    let taken = transaction.query_one_raw(Statement::from_sql_and_values(backend, take, [round.into()])).await.unwrap();
    let sequence: i64 = taken.expect("there is a seat for everybody").try_get_by_index(0).unwrap();
    let add = "INSERT INTO bare_sign_ups (activity_id, sequence, openid, answers) VALUES ($1, $2, $3, $4)";
    let values = [round.into(), sequence.into(), format!("oPerson{n}").into(), "钟秀英 13800000001".into()];
    transaction.execute_raw(Statement::from_sql_and_values(backend, add, values)).await.unwrap();
    transaction.commit().await.unwrap();
}
