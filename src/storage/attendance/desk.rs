//! What the desk asks of the places.

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::super::database::{Database, STAFF_LIMIT, within};
use super::super::entity::activities;
use super::super::entity::audit::{self, Action, Line};
use super::super::entity::people::{self, Profile};
use super::super::entity::sign_ups::{self, AT_THE_DESK, Comer, State};
use super::super::failure::{damaged, failed};
use super::super::moment::Moment;
use super::super::people::on_paper;
use super::super::pool::Write;
use super::super::seats;
use super::{Arrived, Seen, arrive};
use crate::app::desk::{DeskPlace, DeskRecords, Look, Ruling, Tally, Tick, Verdict};
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::dialogue::view::When;
use crate::domain::id::{ActivityId, OpenId};
use crate::domain::sign_up::{AttendedBy, ReceiptNumber, Wish};

/// Most places of one search; more than that share no four digits at one fair.
const MOST_FOUND: u64 = 20;
/// Most places of a list.
const MOST_LISTED: u64 = 2_000;

#[async_trait]
impl DeskRecords for Database {
    async fn find(&self, activity: ActivityId, looks: &[Look]) -> Result<Vec<DeskPlace>, StoreError> {
        within(STAFF_LIMIT, async {
            let by = looks.iter().fold(Condition::any(), |any, look| any.add(column_of(self.vault(), look)));
            let found = of(activity).filter(by).limit(MOST_FOUND);
            shown_all(self.vault(), found.all(self.pool().orm()).await.map_err(failed)?)
        })
        .await
    }

    async fn list(&self, activity: ActivityId) -> Result<Vec<DeskPlace>, StoreError> {
        within(STAFF_LIMIT, async {
            let live = of(activity).filter(sign_ups::Column::State.is_in(State::LIVE)).limit(MOST_LISTED);
            shown_all(self.vault(), live.all(self.pool().orm()).await.map_err(failed)?)
        })
        .await
    }

    async fn tally(&self, activity: ActivityId) -> Result<Tally, StoreError> {
        use sign_ups::Column::{ActivityId, AttendedAt, State as Stands, WalkIn};
        within(STAFF_LIMIT, async {
            let db = self.pool().orm();
            let seated = sign_ups::Entity::find().filter(ActivityId.eq(activity.0)).filter(Stands.eq(State::Confirmed));
            let came = seated.clone().filter(AttendedAt.is_not_null());
            let walk_ins = came.clone().filter(WalkIn.eq(true));
            Ok(Tally {
                expected: seated.count(db).await.map_err(failed)?,
                came: came.count(db).await.map_err(failed)?,
                walk_ins: walk_ins.count(db).await.map_err(failed)?,
            })
        })
        .await
    }

    async fn tick(&self, tick: &Tick) -> Result<Ruling, StoreError> {
        within(STAFF_LIMIT, async {
            let write = self.pool().write().await?;
            seats::lock(&*write, tick.number.activity.0).await?;
            let ruling = ticked(&write, self.vault(), tick).await?;
            write.commit().await?;
            Ok(ruling)
        })
        .await
    }

    async fn untick(&self, number: ReceiptNumber, now: Timestamp) -> Result<Ruling, StoreError> {
        within(STAFF_LIMIT, async {
            let write = self.pool().write().await?;
            seats::lock(&*write, number.activity.0).await?;
            let ruling = unticked(&write, self.vault(), number, now).await?;
            write.commit().await?;
            Ok(ruling)
        })
        .await
    }

    async fn seat(&self, wish: &Wish, now: Timestamp) -> Result<Ruling, StoreError> {
        within(STAFF_LIMIT, async {
            let write = self.pool().write().await?;
            let activity = seats::lock(&*write, wish.activity.0).await?;
            let ruling = seated(&write, self.vault(), (wish, activity.as_ref()), now).await?;
            write.commit().await?;
            Ok(ruling)
        })
        .await
    }
}

fn of(activity: ActivityId) -> sea_orm::Select<sign_ups::Entity> {
    use sign_ups::Column::{ActivityId, Sequence};
    sign_ups::Entity::find().filter(ActivityId.eq(activity.0)).order_by_asc(Sequence)
}

fn column_of(vault: &Vault, look: &Look) -> sea_orm::sea_query::SimpleExpr {
    use sign_ups::Column::{MobileHash, Sequence, TailHash};
    match look {
        Look::Number(number) => Sequence.eq(i64::from(*number)),
        Look::Tail(tail) => TailHash.eq(sign_ups::tail_hash(vault, tail)),
        Look::Mobile(mobile) => MobileHash.eq(people::mobile_hash(vault, mobile)),
    }
}

async fn by_number<C: ConnectionTrait>(db: &C, number: ReceiptNumber) -> Result<Option<sign_ups::Model>, StoreError> {
    let place = of(number.activity).filter(sign_ups::Column::Sequence.eq(i64::from(number.sequence)));
    place.one(db).await.map_err(failed)
}

/// The place as it is now, in a ruling.
async fn ruling<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    verdict: Verdict,
    number: ReceiptNumber,
) -> Result<Ruling, StoreError> {
    let place = by_number(db, number).await?.map(|row| shown(vault, &row)).transpose()?;
    Ok(Ruling { verdict, place })
}

async fn ticked(write: &Write, vault: &Vault, tick: &Tick) -> Result<Ruling, StoreError> {
    let Some(row) = by_number(&**write, tick.number).await? else {
        return Ok(Ruling { verdict: Verdict::Unknown, place: None });
    };
    let seen = Seen { by: tick.by, mark: tick.mark.as_deref(), at: tick.at.into() };
    let verdict = match arrive(&**write, &row, seen).await? {
        Arrived::Now => {
            note(write, vault, &row, (Action::DeskCheckedIn, tick.at.into())).await?;
            Verdict::In
        }
        // The answer to this very mark was lost on the way.
        Arrived::Before if tick.mark.is_some() && row.attended_mark == tick.mark => Verdict::In,
        Arrived::Before => Verdict::InBefore,
        Arrived::NoSeat => Verdict::NoSeat,
        Arrived::Ended => Verdict::Ended,
    };
    ruling(&**write, vault, verdict, tick.number).await
}

async fn unticked(write: &Write, vault: &Vault, number: ReceiptNumber, now: Timestamp) -> Result<Ruling, StoreError> {
    use sign_ups::Column::{AttendedAt, AttendedBy as By, AttendedMark, Id};
    let today = |at: &Moment| Timestamp::try_from(*at).is_ok_and(|at| When::day_of(at) == When::day_of(now));
    let row = by_number(&**write, number).await?.filter(|row| row.attended_at.as_ref().is_some_and(today));
    let Some(row) = row else { return ruling(&**write, vault, Verdict::NothingToUndo, number).await };
    sign_ups::Entity::update_many()
        .col_expr(AttendedAt, Expr::value(None::<i64>))
        .col_expr(By, Expr::value(None::<String>))
        .col_expr(AttendedMark, Expr::value(None::<String>))
        .filter(Id.eq(row.id))
        .exec(&**write)
        .await
        .map_err(failed)?;
    if row.walk_in {
        seats::give_up(&**write, &row, now.into()).await?;
    }
    note(write, vault, &row, (Action::DeskUndone, now.into())).await?;
    ruling(&**write, vault, Verdict::Undone, number).await
}

async fn seated(
    write: &Write,
    vault: &Vault,
    (wish, activity): (&Wish, Option<&activities::Model>),
    now: Timestamp,
) -> Result<Ruling, StoreError> {
    let open = activity.is_some_and(|activity| !activity.called_off && activity.ends_at > now.into());
    if !open {
        return Ok(Ruling { verdict: Verdict::NotOpen, place: None });
    }
    let comer = Comer::of(vault, AT_THE_DESK, &wish.answers)?;
    let theirs = of(wish.activity)
        .filter(sign_ups::Column::PersonKey.eq(comer.person_key.as_str()))
        .filter(sign_ups::Column::State.is_in(State::LIVE));
    let held = match theirs.one(&**write).await.map_err(failed)? {
        Some(row) => Some(row),
        None => on_paper::held(&**write, vault, wish.activity, &wish.answers).await?.into_iter().next(),
    };
    if let Some(row) = held {
        return ticked(write, vault, &Tick { number: row.number()?, by: AttendedBy::Desk, mark: None, at: now }).await;
    }
    let Some(sequence) = seats::seat_at_desk(&**write, (comer, wish), now.into()).await? else {
        return Ok(Ruling { verdict: Verdict::Full, place: None });
    };
    let sequence = u32::try_from(sequence).map_err(|_| damaged("activities.next_sequence"))?;
    let number = ReceiptNumber { activity: wish.activity, sequence };
    on_paper::file_new(&**write, vault, &[number]).await?;
    if let Some(row) = by_number(&**write, number).await? {
        note(write, vault, &row, (Action::DeskSeated, now.into())).await?;
    }
    ruling(&**write, vault, Verdict::In, number).await
}

/// A line in the audit: whose place, if they follow, and its number.
async fn note(
    write: &Write,
    vault: &Vault,
    row: &sign_ups::Model,
    (action, at): (Action, Moment),
) -> Result<(), StoreError> {
    let openid = row.openid.as_deref().map(OpenId::parse).transpose().map_err(|_| damaged("sign_ups.openid"))?;
    let subject = openid.map(|openid| vault.subject(&openid));
    let detail = Some(row.number()?.to_string());
    audit::write(&**write, Line { action, actor: audit::DESK, subject, detail }, at).await
}

fn shown_all(vault: &Vault, rows: Vec<sign_ups::Model>) -> Result<Vec<DeskPlace>, StoreError> {
    rows.iter().map(|row| shown(vault, row)).collect()
}

fn shown(vault: &Vault, row: &sign_ups::Model) -> Result<DeskPlace, StoreError> {
    let told = Profile::told_in(&row.answers(vault)?);
    let at = row.attended_at.map(TryInto::try_into).transpose()?;
    let by =
        row.attended_by.as_deref().map_or(AttendedBy::Desk, |by| AttendedBy::named(by).unwrap_or(AttendedBy::Desk));
    Ok(DeskPlace {
        number: row.number()?,
        session: row.session()?,
        state: row.state()?,
        name: told.name.map(|name| name.masked()),
        tail: told.mobile.map(|mobile| mobile.tail().to_owned()),
        unit: activities::unit(row.unit_id, "sign_ups.unit_id")?,
        attended: at.map(|at| (at, by)),
        walk_in: row.walk_in,
    })
}
