//! What staff change over the pack, whatever part of it: a draft that they share, held against the edition that answers,
//! and published in its place. What a part says of who may, and of what is sound, stands with that part.

use super::Centre;
use super::keywords::WordingError;
use crate::app::editions::{self, Answering, Draft, Edition, NewEdition, PACK, Revision, Seen};
use crate::app::records::StoreError;
use crate::app::staff::Permit;
use crate::domain::id::EditionId;

/// Editions of a list.
const EDITIONS: u64 = 30;

impl Centre {
    /// What answers now, as the records have it.
    pub(super) async fn answering<T: Revision>(&self) -> Result<Answering<T>, StoreError> {
        editions::answering(&*self.editions).await
    }

    /// The draft, and what it says; without one, what answers.
    pub(super) async fn drafted<T: Revision>(&self, now: &T) -> Result<(Option<Draft>, T), StoreError> {
        let draft = self.editions.draft(T::SUBJECT).await?;
        let edits = draft.as_ref().map(|draft| T::read(&draft.content)).transpose()?;
        Ok((draft, edits.unwrap_or_else(|| now.clone())))
    }

    /// What was published lately, the newest first.
    pub(super) async fn published<T: Revision>(&self) -> Result<Vec<Edition>, StoreError> {
        self.editions.editions(T::SUBJECT, EDITIONS).await
    }

    /// What an edition says, and how it is called; of number 0, the pack alone.
    pub(super) async fn edition<T: Revision>(&self, id: EditionId) -> Result<(T, String), WordingError> {
        editions::said_by(&*self.editions, id).await?.ok_or(WordingError::NoSuch)
    }

    /// Makes sure that one entry, which somebody types over as a whole, answers as it did when they saw it: else what
    /// others published of it would be taken back. Where a draft was seen, it is that which they type over.
    pub(super) async fn unchanged<T: Revision, E: PartialEq>(
        &self,
        seen: Seen,
        now: &Answering<T>,
        entry: impl Fn(&T) -> E,
    ) -> Result<(), WordingError> {
        if seen.draft.is_some() || seen.edition == now.edition {
            return Ok(());
        }
        let then = editions::said_by::<T>(&*self.editions, seen.edition.unwrap_or(PACK)).await?;
        let same = then.is_some_and(|(then, _)| entry(&then) == entry(&now.edits));
        taken(same)
    }

    /// Saves the draft, if it is still the one that was seen; a first one, if the edition that it was made of still
    /// answers.
    pub(super) async fn save<T: Revision>(
        &self,
        permit: &Permit,
        edits: &T,
        seen: Seen,
        detail: &str,
    ) -> Result<(), WordingError> {
        let (content, by) = (edits.written(), permit.member().name.as_str());
        let what = (T::SUBJECT, content.as_str());
        taken(self.editions.save_draft(what, seen, (by, detail), self.clock.now()).await?)
    }

    /// Throws the draft away, if it is still the one that was seen.
    pub(super) async fn drop_draft<T: Revision>(&self, permit: &Permit, seen: i64) -> Result<(), WordingError> {
        let (by, now) = (permit.member().name.as_str(), self.clock.now());
        taken(self.editions.drop_draft(T::SUBJECT, seen, by, now).await?)
    }

    /// Publishes, in the place of the edition `after`; with a draft's version, that draft is gone with it. The chat
    /// answers by it at once.
    pub(super) async fn put_out<T: Revision>(
        &self,
        permit: &Permit,
        (edits, summary): (&T, &str),
        draft: Option<i64>,
        after: Option<EditionId>,
    ) -> Result<(), WordingError> {
        let content = edits.written();
        let edition = NewEdition { subject: T::SUBJECT, content: &content, summary, after };
        let by = permit.member().name.as_str();
        taken(self.editions.publish(edition, draft, by, self.clock.now()).await?)?;
        self.answer_anew().await;
        Ok(())
    }
}

impl Centre {
    /// What came of publishing the draft of version `seen` in the place of the edition `after`. Whoever presses twice asks
    /// for what is done: that draft is gone, and what they published of it stands behind `after`.
    pub(super) async fn or_published_before<T: Revision>(
        &self,
        permit: &Permit,
        done: Result<(), WordingError>,
        (seen, after): (i64, Option<EditionId>),
    ) -> Result<(), WordingError> {
        let Err(WordingError::NoSuch | WordingError::Changed) = done else { return done };
        let is_there = self.editions.draft(T::SUBJECT).await?.is_some_and(|draft| draft.version == seen);
        taken(!is_there && self.theirs_behind::<T>(permit, after).await?.is_some())
    }

    /// What came of saving the draft. Whoever presses twice asks for what is done: the draft is theirs, and `holds` what they
    /// typed.
    pub(super) async fn or_saved_before<T: Revision>(
        &self,
        permit: &Permit,
        done: Result<(), WordingError>,
        holds: impl Fn(&T) -> bool,
    ) -> Result<(), WordingError> {
        let Err(WordingError::Changed) = done else { return done };
        let draft = self.editions.draft(T::SUBJECT).await?;
        let Some(theirs) = draft.filter(|draft| draft.by == permit.member().name.as_str()) else { return done };
        taken(holds(&T::read(&theirs.content)?))
    }

    /// What came of going back to `edits` in the place of the edition `after`. Whoever presses twice asks for what is
    /// done: what they went back to stands behind `after`.
    pub(super) async fn or_gone_back_before<T: Revision>(
        &self,
        permit: &Permit,
        done: Result<(), WordingError>,
        (edits, after): (&T, Option<EditionId>),
    ) -> Result<(), WordingError> {
        let Err(WordingError::Changed) = done else { return done };
        let Some(theirs) = self.theirs_behind::<T>(permit, after).await? else { return done };
        let (stands, _) = self.edition::<T>(theirs).await?;
        taken(stands.written() == edits.written())
    }

    /// The edition that answers, if they published it in the place of `after`.
    async fn theirs_behind<T: Revision>(
        &self,
        permit: &Permit,
        after: Option<EditionId>,
    ) -> Result<Option<EditionId>, StoreError> {
        let last = self.editions.editions(T::SUBJECT, 2).await?;
        let before = last.get(1).map(|edition| edition.id);
        let theirs = last.first().filter(|last| last.by == permit.member().name.as_str() && before == after);
        Ok(theirs.map(|last| last.id))
    }
}

fn taken(done: bool) -> Result<(), WordingError> {
    if done { Ok(()) } else { Err(WordingError::Changed) }
}
