//! The handle that everybody holds.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;

use super::apply::Message;
use super::failure::unavailable;
use super::lock::{Hold, HoldError, Lockable, Use};
use super::migration::{self, Migrated};
use super::moment::Moment;
use super::open::{OpenError, Opened, open};
use super::pool::Pool;
use super::queue::Queue;
use super::{archive, errands, key, known, retention, seats, staff_sessions, uploads, word_counts};
use crate::app::clock::Clock;
use crate::app::message_key::MessageKey;
use crate::app::records::{FollowerRecords, Kept, QueueRecords, StoreError};
use crate::app::vault::Vault;
use crate::domain::dialogue::effect::{Effect, Known, Outcome};
use crate::domain::id::{ActivityId, OpenId};
use crate::domain::sign_up::SignUpRules;

/// The longest that a follower's call may take: their reply is due after 4 s (design, section 2).
const FOLLOWER_LIMIT: Duration = Duration::from_millis(3_500);
/// The longest that staff, imports and migrations may take.
pub(super) const STAFF_LIMIT: Duration = Duration::from_secs(60);

/// One database. Cheap to clone; all clones share its connections.
#[derive(Clone)]
pub struct Database {
    shared: Arc<Shared>,
}

struct Shared {
    pool: Pool,
    vault: Arc<Vault>,
    clock: Arc<dyn Clock>,
    lockable: Lockable,
    queue: Queue,
}

impl Database {
    /// Opens `sqlite://path` (making folder and file) or `postgres://…`. Its tables may still be missing: see
    /// [`Database::migrate`]. Must be called within the runtime that will use it.
    pub async fn open(url: &str, vault: Arc<Vault>, clock: Arc<dyn Clock>) -> Result<Self, OpenError> {
        let Opened { pool, lockable } = open(url).await?;
        let queue = Queue::start(pool.clone(), vault.clone());
        Ok(Self { shared: Arc::new(Shared { pool, vault, clock, lockable, queue }) })
    }

    /// Brings the tables up to date. Safe from several processes at once.
    pub async fn migrate(&self) -> Result<Migrated, StoreError> {
        within(STAFF_LIMIT, migration::migrate(self.pool())).await
    }

    /// How many steps `migrate` would apply.
    pub async fn pending_migrations(&self) -> Result<u32, StoreError> {
        within(STAFF_LIMIT, migration::pending(self.pool().orm())).await
    }

    /// The id of another key than ours that personal data here is sealed with, if there is one: with ours it can be
    /// neither read nor deleted on request, and what is new could not be read with theirs.
    pub async fn other_key(&self) -> Result<Option<String>, StoreError> {
        let ours = self.shared.vault.key_id();
        within(STAFF_LIMIT, key::other_than(self.pool().orm(), ours)).await
    }

    /// Makes this process the only one beside this database, or one of those that share their volatile state; held
    /// until the answer is dropped. On PostgreSQL a restart of the server ends it.
    pub async fn hold(&self, wanted: Use) -> Result<Hold, HoldError> {
        self.shared.lockable.claim(wanted).await
    }

    /// Deletes what nobody will ask for again: outcomes of messages older than seven days, ended dialogues and
    /// sessions, old uploads, old counts of keywords.
    pub async fn tidy(&self, now: Timestamp) -> Result<(), StoreError> {
        within(STAFF_LIMIT, async {
            let write = self.pool().write().await?;
            archive::tidy(&*write, now.into()).await?;
            staff_sessions::tidy(&*write, now.into()).await?;
            uploads::tidy(&*write, now.into()).await?;
            word_counts::tidy(&*write, now).await?;
            write.commit().await
        })
        .await
    }

    /// Deletes errands that were settled more than `kept_days` ago.
    pub async fn tidy_errands(&self, kept_days: u32, now: Timestamp) -> Result<(), StoreError> {
        let cutoff = Moment::from(now).hours_before(i64::from(kept_days) * 24);
        within(STAFF_LIMIT, async {
            let write = self.pool().write().await?;
            errands::tidy(&*write, cutoff).await?;
            write.commit().await
        })
        .await
    }

    /// Deletes what is known of people whose last activity, or last word about themselves, is more than `kept_days`
    /// ago, two hundred at a time; answers how many they were. The promise of the privacy notice.
    pub async fn expire(&self, kept_days: u32, now: Timestamp) -> Result<u64, StoreError> {
        let cutoff = Moment::from(now).hours_before(i64::from(kept_days) * 24);
        within(STAFF_LIMIT, retention::expire(self.pool(), &self.shared.vault, cutoff, now.into())).await
    }

    pub(super) fn vault(&self) -> &Vault {
        &self.shared.vault
    }

    pub(super) fn pool(&self) -> &Pool {
        &self.shared.pool
    }
}

#[async_trait]
impl FollowerRecords for Database {
    async fn known(&self, openid: &OpenId, seats_of: Option<ActivityId>) -> Result<Known, StoreError> {
        let now = self.shared.clock.now().into();
        within(FOLLOWER_LIMIT, known::known(self.pool().orm(), &self.shared.vault, openid, seats_of, now)).await
    }

    async fn apply(
        &self,
        key: &MessageKey,
        openid: &OpenId,
        effects: &[Effect],
        sent: Timestamp,
    ) -> Result<Vec<Outcome>, StoreError> {
        if effects.is_empty() {
            return Ok(Vec::new());
        }
        let message = Message { key: key.clone(), openid: openid.clone(), effects: effects.to_vec(), sent };
        within(FOLLOWER_LIMIT, self.shared.queue.apply(message)).await
    }
}

#[async_trait]
impl QueueRecords for Database {
    async fn keep_queues(&self, rules: &SignUpRules, now: Timestamp) -> Result<Kept, StoreError> {
        within(STAFF_LIMIT, seats::keep(self.pool(), rules, now)).await
    }
}

/// Bounds a call: a server that vanished without closing its connections would hold it for ever.
pub(super) async fn within<T>(
    limit: Duration,
    call: impl Future<Output = Result<T, StoreError>> + Send,
) -> Result<T, StoreError> {
    tokio::time::timeout(limit, call).await.unwrap_or_else(|_| Err(unavailable("no answer in time")))
}
