//! What staff mistyped of somebody whom they wrote down, put right under the same number.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, QuerySelect};

use super::activities::with_sessions;
use super::entity::audit::{self, Action, Line};
use super::failure::failed;
use super::people::on_paper;
use super::places::numbered;
use super::roster::filed;
use super::seats;
use crate::app::console::{Correcting, PlaceCorrection, StaysAsItIs, stays_as_it_is};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::sign_up::ReceiptNumber;

/// Writes other answers, and says so. Whoever calls rolls back unless it is done.
pub async fn correct<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    (number, right): (ReceiptNumber, PlaceCorrection<'_>),
    (actor, detail): (&str, &str),
    now: Timestamp,
) -> Result<Correcting, StoreError> {
    let activity = seats::lock(db, number.activity.0).await?;
    let activity = with_sessions(db, activity.into_iter().collect()).await?.pop();
    // Locked as well: what was written by an older version of the program is filed without its activity.
    let row = numbered(number).lock_exclusive().one(db).await.map_err(failed)?;
    let (Some(activity), Some(row)) = (activity, row) else { return Ok(Correcting::Not(StaysAsItIs::Gone)) };
    let there = filed(row.clone(), vault)?;
    if let Some(why) = stays_as_it_is(&there, row.openid.is_some(), &activity, now) {
        return Ok(Correcting::Not(why));
    }
    if there.answers == right.after {
        return Ok(Correcting::Before);
    }
    if there.answers != right.before {
        return Ok(Correcting::Not(StaysAsItIs::Meanwhile));
    }
    let after = match seats::put_right(db, vault, &row, right.after).await? {
        Ok(after) => after,
        Err(other) => return Ok(Correcting::Not(StaysAsItIs::Held(other))),
    };
    on_paper::file_again(db, vault, (&row, after), now.into()).await?;
    let line = Line { action: Action::PlaceCorrected, actor, subject: None, detail: Some(detail.to_owned()) };
    audit::write(db, line, now.into()).await?;
    Ok(Correcting::Done)
}
