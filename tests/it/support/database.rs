//! A fresh database of either kind, as many handles on it as a test wants, and a look at its rows.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use guiyan::app::clock::Clock;
use guiyan::app::message_key::MessageKey;
use guiyan::app::records::{ContentRecords, FollowerRecords};
use guiyan::app::vault::Vault;
use guiyan::domain::activity::{Activity, ActivityKind, ActivitySeats, Eligibility, Seats};
use guiyan::domain::dialogue::effect::{Effect, Outcome};
use guiyan::domain::form::Answer;
use guiyan::domain::id::{ActivityId, FormId, OpenId};
use guiyan::domain::sign_up::Wish;
use guiyan::storage::Database;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, SqliteTransactionMode, Statement, TransactionOptions,
    TransactionTrait,
};

use super::postgres::SHARED;

/// A database, migrated and empty.
pub struct Fixture {
    pub url: String,
    pub clock: Arc<StillClock>,
    folder: Option<tempfile::TempDir>,
}

/// A clock that stands until it is moved.
pub struct StillClock(AtomicI64);

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

impl StillClock {
    pub fn advance(&self, by: SignedDuration) {
        self.0.fetch_add(i64::try_from(by.as_millis()).unwrap(), Ordering::Relaxed);
    }
}

/// Noon of a day before the Spring Festival.
pub fn noon() -> Timestamp {
    "2026-02-06T04:00:00Z".parse().unwrap()
}

/// The key of every test, and another one.
pub const KEY: &str = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
pub const OTHER_KEY: &str = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWY=";

pub fn vault(key: &str) -> Arc<Vault> {
    Arc::new(Vault::new(&key.to_owned().into()).unwrap())
}

impl Fixture {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/data/guiyan.db", folder.path().display());
        Self::migrated(url, Some(folder)).await
    }

    pub async fn postgres() -> Self {
        Self::migrated(SHARED.fresh_database().await, None).await
    }

    /// On a server of the test's own.
    pub async fn at(url: String) -> Self {
        Self::migrated(url, None).await
    }

    async fn migrated(url: String, folder: Option<tempfile::TempDir>) -> Self {
        let clock = Arc::new(StillClock(AtomicI64::new(noon().as_millisecond())));
        let fixture = Self { url, clock, folder };
        fixture.open().await.migrate().await.unwrap();
        fixture
    }

    /// A handle with connections of its own, as another replica would have.
    pub async fn open(&self) -> Database {
        self.open_with(KEY).await
    }

    pub async fn open_with(&self, key: &str) -> Database {
        Database::open(&self.url, vault(key), self.clock.clone()).await.unwrap()
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Runs a statement past the adapter.
    pub async fn execute(&self, sql: &str) {
        let raw = self.raw().await;
        raw.execute_unprepared(sql).await.unwrap();
        raw.close().await.unwrap();
    }

    /// What the database says to a statement that it refuses.
    pub async fn refusal(&self, sql: &str) -> String {
        let raw = self.raw().await;
        let refused = raw.execute_unprepared(sql).await;
        raw.close().await.unwrap();
        refused.unwrap_err().to_string()
    }

    /// The one number that a query answers.
    pub async fn number(&self, sql: &str) -> i64 {
        let raw = self.raw().await;
        let statement = Statement::from_string(raw.get_database_backend(), sql);
        let row = raw.query_one_raw(statement).await.unwrap().unwrap();
        raw.close().await.unwrap();
        row.try_get_by_index(0).unwrap()
    }

    /// The number and the text of each row that a query answers.
    pub async fn pairs(&self, sql: &str) -> Vec<(i64, String)> {
        let raw = self.raw().await;
        let rows = raw.query_all_raw(Statement::from_string(raw.get_database_backend(), sql)).await.unwrap();
        raw.close().await.unwrap();
        rows.iter().map(|row| (row.try_get_by_index(0).unwrap(), row.try_get_by_index(1).unwrap())).collect()
    }

    /// The one text that a query answers.
    pub async fn text(&self, sql: &str) -> String {
        let raw = self.raw().await;
        let statement = Statement::from_string(raw.get_database_backend(), sql);
        let row = raw.query_one_raw(statement).await.unwrap().unwrap();
        raw.close().await.unwrap();
        row.try_get_by_index(0).unwrap()
    }

    /// Everything that the database holds, as bytes to be searched.
    pub async fn everything(&self) -> Vec<u8> {
        let Some(folder) = &self.folder else { return self.every_row().await.into_bytes() };
        let files = std::fs::read_dir(folder.path().join("data")).unwrap();
        files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
    }

    async fn every_row(&self) -> String {
        let raw = self.raw().await;
        let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
        let backend = raw.get_database_backend();
        let mut rows = String::new();
        for table in raw.query_all_raw(Statement::from_string(backend, tables)).await.unwrap() {
            let table: String = table.try_get_by_index(0).unwrap();
            let all = format!("SELECT coalesce(string_agg(t::text, ' '), '') FROM {table} t");
            let row = raw.query_one_raw(Statement::from_string(backend, all)).await.unwrap().unwrap();
            rows += &row.try_get_by_index::<String>(0).unwrap();
        }
        raw.close().await.unwrap();
        rows
    }

    /// Back to an empty database without tables.
    pub async fn forget_everything(&self) {
        if let Some(folder) = &self.folder {
            std::fs::remove_dir_all(folder.path().join("data")).unwrap();
        } else {
            self.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await;
        }
    }

    /// Lets every insert into a table fail with these words.
    pub async fn refuse_rows_of(&self, table: &str, words: &str) {
        let trigger = if self.folder.is_some() {
            format!("CREATE TRIGGER refuse BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, '{words}'); END")
        } else {
            format!(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql \
                 AS $$ BEGIN RAISE EXCEPTION '{words}'; END $$; \
                 CREATE TRIGGER refuse BEFORE INSERT ON {table} EXECUTE FUNCTION refuse()"
            )
        };
        self.execute(&trigger).await;
    }

    /// Takes SQLite's one write lock, as a backup or another program would.
    pub async fn hold_for_writing(&self) -> DatabaseTransaction {
        let immediate = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.raw().await.begin_with_options(immediate).await.unwrap()
    }

    async fn raw(&self) -> DatabaseConnection {
        sea_orm::Database::connect(&self.url).await.unwrap()
    }
}

pub fn openid(text: &str) -> OpenId {
    OpenId::parse(text).unwrap()
}

/// A key that no other message has.
pub fn fresh_key() -> MessageKey {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    MessageKey::of(["fresh", &COUNT.fetch_add(1, Ordering::Relaxed).to_string()])
}

/// Applies one effect of a new message at noon.
pub async fn apply(db: &Database, who: &str, effect: Effect) -> Outcome {
    apply_all(db, who, &[effect]).await.remove(0)
}

pub async fn apply_all(db: &Database, who: &str, effects: &[Effect]) -> Vec<Outcome> {
    db.apply(&fresh_key(), &openid(who), effects, noon()).await.unwrap()
}

/// A fair two days after noon that closes one day after.
pub fn fair(slug: &str, capacity: Option<u32>) -> Activity {
    let starts_at = noon() + SignedDuration::from_hours(48);
    Activity {
        id: ActivityId(0),
        slug: slug.to_owned(),
        kind: ActivityKind::JobFair,
        title: "春风行动招聘会".to_owned(),
        place: "县就业中心一楼".to_owned(),
        meet: None,
        unit: None,
        starts_at,
        ends_at: starts_at + SignedDuration::from_hours(3),
        opens_at: None,
        closes_at: noon() + SignedDuration::from_hours(24),
        cancels_at: None,
        capacity,
        sessions: Vec::new(),
        queues: true,
        eligibility: Eligibility::default(),
        bring: vec!["身份证".to_owned(), "简历".to_owned()],
        phone: "0797-5322222".to_owned(),
        forms: vec![FormId::parse("job_fair").unwrap()],
        sample: false,
        called_off: false,
    }
}

/// Seats of an activity without sessions.
pub fn seats(capacity: u32, taken: u32) -> ActivitySeats {
    ActivitySeats { all: Seats { capacity: Some(capacity), taken, waiting: 0 }, sessions: Vec::new() }
}

/// A wish for a place of one's own, that turns away where it is full.
pub fn wish(activity: ActivityId, answers: Vec<(String, Answer)>) -> Wish {
    let form = FormId::parse("job_fair").unwrap();
    Wish { activity, session: None, form, answers, own: true, queues: false, consent: None, most: 20, door: None }
}

/// That wish as an effect.
pub fn sign_up_with(activity: ActivityId, answers: Vec<(String, Answer)>) -> Effect {
    Effect::SignUp(Box::new(wish(activity, answers)))
}

/// Puts an activity and answers its id.
pub async fn put_fair(db: &Database, activity: &Activity) -> ActivityId {
    db.put_activities(std::slice::from_ref(activity), "test", "test", noon()).await.unwrap();
    let rows = db.load(noon()).await.unwrap();
    rows.activities.iter().find(|there| there.slug == activity.slug).unwrap().id
}
