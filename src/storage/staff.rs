//! Accounts of those who work here.

use std::time::Duration;

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};
use sea_orm::ActiveValue::NotSet;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Set, TryInsertResult};

use super::database::{Database, within};
use super::entity::audit::{self, Action, Line};
use super::entity::{staff, staff_sessions};
use super::failure::failed;
use super::moment::Moment;
use super::pool::Write;
use super::staff_phones::no_phone;
use super::staff_posts;
use crate::app::records::StoreError;
use crate::app::staff::{Account, Begins, CodeSecret, Credentials, Listed, SessionKey, StaffChange, StaffRecords};
use crate::domain::id::StaffId;
use crate::domain::staff::{Post, StaffName};

/// Somebody waits for a page.
pub(super) const PAGE_LIMIT: Duration = Duration::from_secs(10);

#[async_trait]
impl StaffRecords for Database {
    async fn add_staff(&self, account: &Account, by: &str, now: Timestamp) -> Result<Option<StaffId>, StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let insert =
                staff::Entity::insert(row(account, now.into())).on_conflict_do_nothing_on([staff::Column::Name]);
            let id = match insert.exec(&*write).await.map_err(failed)? {
                TryInsertResult::Inserted(inserted) => inserted.last_insert_id,
                TryInsertResult::Conflicted | TryInsertResult::Empty => return Ok(None),
            };
            let detail = format!("{} as {}", account.name, in_audit(account.post));
            note(&write, (Action::StaffAdded, by), detail, now.into()).await?;
            write.commit().await?;
            Ok(Some(StaffId(id)))
        })
        .await
    }

    async fn staff(&self) -> Result<Vec<Listed>, StoreError> {
        within(PAGE_LIMIT, async {
            let all = staff::Entity::find().order_by_asc(staff::Column::Name);
            let rows = all.all(self.pool().orm()).await.map_err(failed)?;
            rows.iter().map(|row| row.listed(self.vault())).collect()
        })
        .await
    }

    async fn begin_try(
        &self,
        name: &StaffName,
        lock: Option<(u32, SignedDuration)>,
        now: Timestamp,
    ) -> Result<Begins, StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let Some(row) = working(&write, name).await? else { return Ok(Begins::Unknown) };
            let Some((most, lock)) = lock else {
                return Ok(Begins::Try(Box::new(row.credentials(self.vault())?)));
            };
            if row.locked_until.is_some_and(|until| until > now.into()) {
                return Ok(Begins::Locked);
            }
            // The last one locks before it is looked at; if it is right, that opens again.
            let tries = row.tries.saturating_add(1);
            let tried = staff::Entity::update_many().filter(staff::Column::Id.eq(row.id));
            let tried = if tries >= i64::from(most) {
                let until: Moment = now.saturating_add(lock).unwrap_or(Timestamp::MAX).into();
                note(&write, (Action::StaffLocked, audit::NOBODY), row.name.clone(), now.into()).await?;
                tried
                    .col_expr(staff::Column::LockedUntil, Expr::value(until))
                    .col_expr(staff::Column::Tries, Expr::value(0))
            } else {
                tried.col_expr(staff::Column::Tries, Expr::value(tries))
            };
            tried.exec(&*write).await.map_err(failed)?;
            write.commit().await?;
            Ok(Begins::Try(Box::new(row.credentials(self.vault())?)))
        })
        .await
    }

    async fn accept_try(&self, id: StaffId, step: Option<i64>, now: Timestamp) -> Result<bool, StoreError> {
        use staff::Column::{EndedAt, Id, LastStep, LockedUntil, SeenAt, Tries};
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let accepted = staff::Entity::update_many()
                .col_expr(Tries, Expr::value(0))
                .col_expr(LockedUntil, Expr::value(None::<i64>))
                .col_expr(SeenAt, Expr::value(Moment::from(now)))
                .filter(Id.eq(id.0))
                .filter(EndedAt.is_null());
            let accepted = match step {
                Some(step) => accepted.col_expr(LastStep, Expr::value(step)).filter(LastStep.lt(step)),
                None => accepted,
            };
            let rows = accepted.exec(&*write).await.map_err(failed)?.rows_affected;
            write.commit().await?;
            Ok(rows == 1)
        })
        .await
    }

    async fn credentials(&self, id: StaffId) -> Result<Option<Credentials>, StoreError> {
        within(PAGE_LIMIT, async {
            let row = staff::Entity::find_by_id(id.0).filter(staff::Column::EndedAt.is_null());
            let row = row.one(self.pool().orm()).await.map_err(failed)?;
            row.map(|row| row.credentials(self.vault())).transpose()
        })
        .await
    }

    async fn put_password(&self, id: StaffId, hash: &str, now: Timestamp) -> Result<(), StoreError> {
        use staff::Column::{FirstSince, Id, PasswordHash};
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let put = staff::Entity::update_many()
                .col_expr(PasswordHash, Expr::value(hash))
                .col_expr(FirstSince, Expr::value(None::<i64>))
                .filter(Id.eq(id.0));
            put.exec(&*write).await.map_err(failed)?;
            note_own(&write, id, Action::StaffPasswordChanged, now).await?;
            write.commit().await
        })
        .await
    }

    async fn code_to_confirm(&self, id: StaffId, fresh: &CodeSecret) -> Result<CodeSecret, StoreError> {
        use staff::Column::{CodeSealed, Id, KeyId};
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let row = staff::Entity::find_by_id(id.0).lock_exclusive().one(&*write).await.map_err(failed)?;
            let row = row.ok_or_else(|| super::failure::damaged("staff: a session of nobody"))?;
            if let Some(pending) = row.code(self.vault())? {
                return Ok(pending);
            }
            let sealed = staff::sealed_code(self.vault(), &row.name, fresh)?;
            let put = staff::Entity::update_many()
                .col_expr(CodeSealed, Expr::value(sealed))
                .col_expr(KeyId, Expr::value(self.vault().key_id()))
                .filter(Id.eq(id.0));
            put.exec(&*write).await.map_err(failed)?;
            write.commit().await?;
            Ok(fresh.clone())
        })
        .await
    }

    async fn confirm_code(&self, id: StaffId, step: i64, now: Timestamp) -> Result<(), StoreError> {
        use staff::Column::{CodeSince, Id, LastStep};
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let confirmed = staff::Entity::update_many()
                .col_expr(CodeSince, Expr::value(Moment::from(now)))
                .col_expr(LastStep, Expr::value(step))
                .filter(Id.eq(id.0));
            confirmed.exec(&*write).await.map_err(failed)?;
            note_own(&write, id, Action::StaffCodeSetUp, now).await?;
            write.commit().await
        })
        .await
    }

    async fn reset_staff(
        &self,
        name: &StaffName,
        hash: &str,
        by: &str,
        now: Timestamp,
    ) -> Result<Option<Vec<SessionKey>>, StoreError> {
        use staff::Column::{CodeSealed, CodeSince, FirstSince, Id, KeyId, LockedUntil, PasswordHash, Tries};
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let Some(row) = working(&write, name).await? else { return Ok(None) };
            let reset = staff::Entity::update_many()
                .set(no_phone())
                .col_expr(PasswordHash, Expr::value(hash))
                .col_expr(FirstSince, Expr::value(Moment::from(now)))
                .col_expr(CodeSealed, Expr::value(None::<Vec<u8>>))
                .col_expr(KeyId, Expr::value(None::<String>))
                .col_expr(CodeSince, Expr::value(None::<i64>))
                .col_expr(Tries, Expr::value(0))
                .col_expr(LockedUntil, Expr::value(None::<i64>))
                .filter(Id.eq(row.id));
            reset.exec(&*write).await.map_err(failed)?;
            let ended = end_sessions(&*write, row.id).await?;
            note(&write, (Action::StaffReset, by), row.name, now.into()).await?;
            write.commit().await?;
            Ok(Some(ended))
        })
        .await
    }

    async fn change_post(
        &self,
        name: &StaffName,
        (post, answers): (Post, bool),
        by: &str,
        now: Timestamp,
    ) -> Result<StaffChange, StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let changed = staff_posts::change(&write, name, (post, answers)).await?;
            if let StaffChange::Done(_) = changed {
                let detail = format!("{name} as {}", in_audit(post));
                note(&write, (Action::StaffPostChanged, by), detail, now.into()).await?;
                write.commit().await?;
            }
            Ok(changed)
        })
        .await
    }

    async fn end_staff(&self, name: &StaffName, by: &str, now: Timestamp) -> Result<StaffChange, StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let changed = staff_posts::end(&write, name, now.into()).await?;
            if let StaffChange::Done(_) = changed {
                note(&write, (Action::StaffEnded, by), name.to_string(), now.into()).await?;
                write.commit().await?;
            }
            Ok(changed)
        })
        .await
    }
}

/// As what, for the audit: the role, and of which unit or enterprise.
fn in_audit(post: Post) -> String {
    let whose = post.unit().map(|unit| format!(" of unit {}", unit.0));
    let whose = whose.or_else(|| post.enterprise().map(|enterprise| format!(" of enterprise {}", enterprise.0)));
    format!("{}{}", post.role().id(), whose.unwrap_or_default())
}

fn row(account: &Account, now: Moment) -> staff::ActiveModel {
    staff::ActiveModel {
        id: NotSet,
        name: Set(account.name.as_str().to_owned()),
        role: Set(account.post.role().id().to_owned()),
        unit_id: Set(account.post.unit().map(|unit| i64::from(unit.0))),
        enterprise_id: Set(account.post.enterprise().map(|enterprise| enterprise.0)),
        password_hash: Set(account.password_hash.clone()),
        first_since: Set(Some(now)),
        code_sealed: Set(None),
        key_id: Set(None),
        code_since: Set(None),
        last_step: Set(0),
        tries: Set(0),
        locked_until: Set(None),
        made_at: Set(now),
        seen_at: Set(None),
        ended_at: Set(None),
        ..no_phone()
    }
}

/// Whoever is called so and has not left, for nobody else to change meanwhile.
pub(super) async fn working(write: &Write, name: &StaffName) -> Result<Option<staff::Model>, StoreError> {
    use staff::Column::{EndedAt, Name};
    let row = staff::Entity::find().filter(Name.eq(name.as_str())).filter(EndedAt.is_null()).lock_exclusive();
    row.one(&**write).await.map_err(failed)
}

/// All sessions of an account end; answers which they were.
pub(super) async fn end_sessions<C: ConnectionTrait>(db: &C, staff: i64) -> Result<Vec<SessionKey>, StoreError> {
    use staff_sessions::Column::{Key, StaffId};
    let keys: Vec<String> = staff_sessions::Entity::find()
        .select_only()
        .column(Key)
        .filter(StaffId.eq(staff))
        .into_tuple()
        .all(db)
        .await
        .map_err(failed)?;
    staff_sessions::Entity::delete_many().filter(StaffId.eq(staff)).exec(db).await.map_err(failed)?;
    Ok(keys.iter().map(|key| SessionKey::of(key)).collect())
}

/// A line in the audit of what somebody did with their own account.
pub(super) async fn note_own(write: &Write, id: StaffId, action: Action, now: Timestamp) -> Result<(), StoreError> {
    let row = staff::Entity::find_by_id(id.0).one(&**write).await.map_err(failed)?;
    let name = row.map(|row| row.name).unwrap_or_default();
    audit::write(&**write, Line { action, actor: &name, subject: None, detail: None }, now.into()).await
}

async fn note(write: &Write, (action, actor): (Action, &str), detail: String, now: Moment) -> Result<(), StoreError> {
    audit::write(&**write, Line { action, actor, subject: None, detail: Some(detail) }, now).await
}
