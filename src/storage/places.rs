//! Places of one activity as the console handles them: who has one and who waits, somebody who rings, one given up.

use async_trait::async_trait;
use jiff::Timestamp;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::activities::with_sessions;
use super::database::{Database, within};
use super::entity::audit::{self, Action, Line};
use super::entity::people;
use super::entity::sign_ups::{self, State};
use super::errands;
use super::failure::{damaged, failed};
use super::moment::Moment;
use super::people::on_paper;
use super::roster::filed;
use super::staff::PAGE_LIMIT;
use super::{put_right, seats};
use crate::app::console::{Cancelling, Correcting, OnePlace, PlaceCorrection, PlaceRecords, PlaceShelf};
use crate::app::export::roster::Filed;
use crate::app::records::StoreError;
use crate::app::vault::Vault;
use crate::domain::dialogue::effect::Outcome;
use crate::domain::id::{ActivityId, OpenId, PersonId};
use crate::domain::person::MobileNumber;
use crate::domain::sign_up::{ReceiptNumber, Wish, Written};

#[async_trait]
impl PlaceRecords for Database {
    async fn shelved_places(
        &self,
        of: ActivityId,
        shelf: PlaceShelf,
        behind: u32,
        most: u64,
    ) -> Result<Vec<Filed>, StoreError> {
        use sign_ups::Column::{ActivityId as Of, Sequence, State as Stands};
        let states: &[State] = match shelf {
            PlaceShelf::Seated => &State::SEATED,
            PlaceShelf::Waiting => &[State::Waiting],
            PlaceShelf::CalledOff => &[State::CalledOff],
        };
        let page = sign_ups::Entity::find()
            .filter(Of.eq(of.0))
            .filter(Sequence.gt(i64::from(behind)))
            .filter(Stands.is_in(states.iter().copied()))
            .order_by_asc(Sequence)
            .limit(most);
        within(PAGE_LIMIT, async {
            let rows = page.all(self.pool().orm()).await.map_err(failed)?;
            rows.into_iter().map(|row| filed(row, self.vault())).collect()
        })
        .await
    }

    async fn place(&self, number: ReceiptNumber) -> Result<Option<OnePlace>, StoreError> {
        within(PAGE_LIMIT, async {
            let read = self.pool().snapshot().await?;
            let Some(row) = by_number(&read, number).await? else { return Ok(None) };
            let ahead = if row.state == State::Waiting { Some(seats::ahead(&read, &row).await?) } else { None };
            let (consent, follows) = (row.consent.clone(), row.openid.is_some());
            let person = person_of(&read, &row).await?;
            Ok(Some(OnePlace { filed: filed(row, self.vault())?, ahead, consent, follows, person }))
        })
        .await
    }

    async fn with_mobile(&self, of: ActivityId, mobile: &MobileNumber) -> Result<Vec<Filed>, StoreError> {
        use sign_ups::Column::{ActivityId as Of, MobileHash, Sequence, State as Stands};
        let there = sign_ups::Entity::find()
            .filter(Of.eq(of.0))
            .filter(MobileHash.eq(people::mobile_hash(self.vault(), mobile)))
            .filter(Stands.is_in(State::LIVE))
            .order_by_asc(Sequence);
        within(PAGE_LIMIT, async {
            let rows = there.all(self.pool().orm()).await.map_err(failed)?;
            rows.into_iter().map(|row| filed(row, self.vault())).collect()
        })
        .await
    }

    async fn put_down_by_telephone(&self, wish: &Wish, by: &str, now: Timestamp) -> Result<Outcome, StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let outcome = seats::put_down(&*write, self.vault(), (wish, Written::Telephone), now).await?;
            if let Some(number) = outcome.new_place() {
                on_paper::file_new(&*write, self.vault(), &[number]).await?;
                let detail = Some(number.to_string());
                let line = Line { action: Action::TelephoneTaken, actor: by, subject: None, detail };
                audit::write(&*write, line, now.into()).await?;
            }
            write.commit().await.map(|()| outcome)
        })
        .await
    }

    async fn cancel_place(
        &self,
        number: ReceiptNumber,
        noted: (&str, &str),
        now: Timestamp,
    ) -> Result<Cancelling, StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let cancelling = cancel(&*write, self.vault(), number, noted, now).await?;
            if cancelling == Cancelling::Done {
                write.commit().await?;
            }
            Ok(cancelling)
        })
        .await
    }

    async fn correct_place(
        &self,
        number: ReceiptNumber,
        right: PlaceCorrection<'_>,
        noted: (&str, &str),
        now: Timestamp,
    ) -> Result<Correcting, StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let correcting = put_right::correct(&*write, self.vault(), (number, right), noted, now).await?;
            if correcting == Correcting::Done {
                write.commit().await?;
            }
            Ok(correcting)
        })
        .await
    }

    async fn take_offer_for(&self, number: ReceiptNumber, by: &str, now: Timestamp) -> Result<bool, StoreError> {
        within(PAGE_LIMIT, async {
            let write = self.pool().write().await?;
            let activity = seats::lock(&*write, number.activity.0).await?.filter(|activity| !activity.called_off);
            let (Some(_), Some(row)) = (activity, by_number(&*write, number).await?) else { return Ok(false) };
            if !seats::accept(&*write, &row, now).await? {
                return Ok(false);
            }
            let detail = number.to_string();
            note(&*write, self.vault(), (Action::OfferTaken, &row), (by, &detail), now.into()).await?;
            write.commit().await.map(|()| true)
        })
        .await
    }
}

async fn cancel<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    number: ReceiptNumber,
    (actor, detail): (&str, &str),
    now: Timestamp,
) -> Result<Cancelling, StoreError> {
    let activity = seats::lock(db, number.activity.0).await?;
    let activity = with_sessions(db, activity.into_iter().collect()).await?.pop();
    let (Some(activity), Some(row)) = (activity, by_number(db, number).await?) else { return Ok(Cancelling::Gone) };
    if row.attended_at.is_some() {
        return Ok(Cancelling::Came);
    }
    if activity.ends_at <= now {
        return Ok(Cancelling::Over);
    }
    if !seats::give_up(db, &row, now.into()).await? {
        return Ok(Cancelling::Gone);
    }
    if row.openid.is_some() {
        errands::place_cancelled(db, &row, &activity, now).await?;
    }
    note(db, vault, (Action::PlaceCancelled, &row), (actor, detail), now.into()).await?;
    Ok(Cancelling::Done)
}

/// The record of whoever comes: of a follower their own, of whom staff wrote down that of paper.
async fn person_of<C: ConnectionTrait>(db: &C, row: &sign_ups::Model) -> Result<Option<PersonId>, StoreError> {
    let Some(openid) = row.openid.as_deref().filter(|_| row.own) else { return Ok(row.person_id.map(PersonId)) };
    let theirs = people::Entity::find().filter(people::Column::Openid.eq(openid)).one(db).await.map_err(failed)?;
    Ok(theirs.map(|person| PersonId(person.id)))
}

async fn by_number<C: ConnectionTrait>(db: &C, number: ReceiptNumber) -> Result<Option<sign_ups::Model>, StoreError> {
    numbered(number).one(db).await.map_err(failed)
}

/// The place of this number.
pub fn numbered(number: ReceiptNumber) -> Select<sign_ups::Entity> {
    use sign_ups::Column::{ActivityId as Of, Sequence};
    sign_ups::Entity::find().filter(Of.eq(number.activity.0)).filter(Sequence.eq(i64::from(number.sequence)))
}

/// A line in the audit: whose place, if they follow.
async fn note<C: ConnectionTrait>(
    db: &C,
    vault: &Vault,
    (action, row): (Action, &sign_ups::Model),
    (actor, detail): (&str, &str),
    at: Moment,
) -> Result<(), StoreError> {
    let openid = row.openid.as_deref().map(OpenId::parse).transpose().map_err(|_| damaged("sign_ups.openid"))?;
    let subject = openid.map(|openid| vault.subject(&openid));
    audit::write(db, Line { action, actor, subject, detail: Some(detail.to_owned()) }, at).await
}
