//! A place is a person's: several from one follower, sessions, the queue, who came.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, big_pk_auto, boolean, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for column in of_activities() {
            add(manager, "activities", column).await?;
        }
        for column in of_sign_ups() {
            add(manager, "sign_ups", column).await?;
        }
        manager.create_table(sessions()).await?;
        manager.drop_index(Index::drop().name("sign_ups_live").table("sign_ups").to_owned()).await?;
        for index in indexes() {
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

/// SQLite takes one change a statement.
async fn add(manager: &SchemaManager<'_>, table: &'static str, column: ColumnDef) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column).to_owned()).await
}

fn of_activities() -> Vec<ColumnDef> {
    vec![
        text_null("meet"),
        big_integer_null("unit_id"),
        big_integer_null("opens_at"),
        big_integer_null("cancels_at"),
        boolean("queues").default(true).to_owned(),
        // JSON.
        text("eligibility").default("{}").to_owned(),
        // JSON: the forms after the first, which stands in `form`.
        text("more_forms").default("[]").to_owned(),
        // People in the queue who chose no session.
        big_integer("waiting").default(0).to_owned(),
    ]
}

fn of_sign_ups() -> Vec<ColumnDef> {
    vec![
        big_integer_null("session"),
        // A keyed hash of who comes: one live place each.
        text_null("person_key"),
        boolean("own").default(true).to_owned(),
        text_null("form"),
        big_integer_null("unit_id"),
        // Keyed hashes by which the desk finds a place.
        text_null("mobile_hash"),
        text_null("tail_hash"),
        text_null("consent"),
        big_integer_null("offered_until"),
        big_integer_null("attended_at"),
        text_null("attended_by"),
        // The code that led whoever signed up here.
        text_null("source"),
    ]
}

fn sessions() -> TableCreateStatement {
    Table::create()
        .table("activity_sessions")
        .col(big_pk_auto("id"))
        .col(big_integer("activity_id"))
        .col(big_integer("number"))
        .col(text("name"))
        .col(big_integer("starts_at"))
        .col(big_integer("ends_at"))
        .col(big_integer_null("capacity"))
        .col(big_integer("taken").default(0))
        .col(big_integer("waiting").default(0))
        .foreign_key(ForeignKey::create().from("activity_sessions", "activity_id").to("activities", "id"))
        .to_owned()
}

fn indexes() -> [IndexCreateStatement; 7] {
    [
        Index::create()
            .name("activity_sessions_number")
            .table("activity_sessions")
            .col("activity_id")
            .col("number")
            .unique()
            .to_owned(),
        // One live place a person: the second guard behind the look for it.
        Index::create()
            .name("sign_ups_person")
            .table("sign_ups")
            .col("activity_id")
            .col("person_key")
            .unique()
            .and_where(Expr::col("state").is_in(["confirmed", "waiting", "offered"]))
            .to_owned(),
        // Of one activity: the queue in its order, who comes.
        Index::create()
            .name("sign_ups_state")
            .table("sign_ups")
            .col("activity_id")
            .col("state")
            .col("sequence")
            .to_owned(),
        // The look for it: a partial index is of no use to statements whose values come later.
        Index::create().name("sign_ups_person_key").table("sign_ups").col("person_key").to_owned(),
        // Whose offer lapses: null but for the few that stand.
        Index::create().name("sign_ups_offered").table("sign_ups").col("offered_until").to_owned(),
        Index::create().name("sign_ups_tail").table("sign_ups").col("activity_id").col("tail_hash").to_owned(),
        Index::create().name("sign_ups_mobile").table("sign_ups").col("mobile_hash").to_owned(),
    ]
}
