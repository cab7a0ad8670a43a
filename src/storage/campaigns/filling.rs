//! New rows of the ledger, all of a step in one statement.

use sea_orm::{ConnectionTrait, DbBackend, Statement, Value};
use serde::Serialize;

use super::super::entity::errands::State;
use super::super::failure::{damaged, failed};
use crate::app::records::StoreError;
use crate::domain::id::CampaignId;

/// What all rows of a statement have in common.
pub struct Common<'a> {
    pub campaign: CampaignId,
    pub topic: &'a str,
    /// A trial for staff, which counts for nothing.
    pub preview: bool,
}

/// What each has of its own, by the names of its columns.
#[derive(Serialize)]
pub struct New {
    pub key: String,
    pub openid: String,
    pub unit_id: Option<i64>,
    pub variant: &'static str,
    /// When it is due, in milliseconds.
    pub next_at: i64,
}

/// Rows for PostgreSQL: an array a column.
const FROM_ARRAYS: &str = "(SELECT key, openid, NULLIF(unit, -1) AS unit_id, variant, next_at \
                           FROM unnest($1, $2, $3, $4, $5) AS columns (key, openid, unit, variant, next_at)) AS rows";
/// A unit of nobody, since an array that is bound has no holes.
const NO_UNIT: i64 = -1;
/// Rows for SQLite, which knows no arrays: all of them in one text.
const FROM_JSON: &str = "(SELECT value ->> 'key' AS key, value ->> 'openid' AS openid, value ->> 'unit_id' AS unit_id, \
                         value ->> 'variant' AS variant, value ->> 'next_at' AS next_at FROM json_each($1)) AS rows";

/// Writes them down: due, and held by nobody.
///
/// They are bound as a few values, however many they are. With a value a field, what is written of a million recipients
/// would cost less than to name, bind and look up nine million values. Whatever the table knows by itself is left to it.
pub async fn insert<C: ConnectionTrait>(db: &C, common: &Common<'_>, rows: &[New]) -> Result<(), StoreError> {
    if rows.is_empty() {
        return Ok(());
    }
    let backend = db.get_database_backend();
    let (these, mut values) = match backend {
        DbBackend::Postgres => (FROM_ARRAYS, arrays(rows)),
        _ => (FROM_JSON, vec![json(rows)?]),
    };
    let [campaign, topic, preview, state] = [1, 2, 3, 4].map(|place| values.len().saturating_add(place));
    let sql = format!(
        "INSERT INTO deliveries (key, campaign_id, openid, unit_id, topic, variant, preview, state, next_at) \
         SELECT key, ${campaign}, openid, unit_id, ${topic}, variant, ${preview}, ${state}, next_at FROM {these}"
    );
    values.extend([common.campaign.0.into(), common.topic.into(), common.preview.into(), State::Due.into()]);
    db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await.map_err(failed)?;
    Ok(())
}

fn arrays(rows: &[New]) -> Vec<Value> {
    let texts = |of: fn(&New) -> &str| rows.iter().map(|row| of(row).to_owned()).collect::<Vec<String>>().into();
    let numbers = |of: fn(&New) -> i64| rows.iter().map(of).collect::<Vec<i64>>().into();
    vec![
        texts(|row| &row.key),
        texts(|row| &row.openid),
        numbers(|row| row.unit_id.unwrap_or(NO_UNIT)),
        texts(|row| row.variant),
        numbers(|row| row.next_at),
    ]
}

fn json(rows: &[New]) -> Result<Value, StoreError> {
    serde_json::to_string(rows).map(Value::from).map_err(|_| damaged("rows of the ledger"))
}
