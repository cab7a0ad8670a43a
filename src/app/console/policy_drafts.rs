//! Policies as they will be: edited in a draft that all staff share, held against what answers, published, gone back to.

use super::Centre;
use super::keywords::WordingError;
use super::policies::{OnePolicy, TypedPolicy, one};
use crate::app::content::policy_book::{PolicyEdits, PolicyFlaw};
use crate::app::editions::{Draft, Edition, Revision, Seen};
use crate::app::import::flaw::Severity;
use crate::app::staff::{Action, Permit};
use crate::domain::id::{EditionId, PolicyId};
use crate::domain::policy_field::{PolicyChange, policy_changes};

/// Policies that a summary names.
const NAMED: usize = 5;

/// What is being written, held against what answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyDraft {
    /// Who wrote it last, and when; `None` if nothing is being written.
    pub draft: Option<Draft>,
    /// What publishing it changes.
    pub changes: Vec<PolicyChange>,
    /// What is wrong with what it changes.
    pub flaws: Vec<PolicyFlaw>,
    /// The edition that answers.
    pub after: Option<EditionId>,
    /// What was published, the newest first.
    pub editions: Vec<Edition>,
}

impl PolicyDraft {
    /// Whether it can be published.
    pub fn is_sound(&self) -> bool {
        self.flaws.iter().all(|flaw| flaw.severity != Severity::Error)
    }
}

/// Two editions, side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared<T> {
    /// What the two are called.
    pub names: [String; 2],
    /// What the second has other than the first.
    pub changes: Vec<T>,
}

impl Centre {
    /// Puts a policy into the draft as it is typed, if it is sound; answers what is wrong with it.
    ///
    /// # Errors
    /// There is none, somebody else changed the draft or published another such policy since `seen`, or the records do
    /// not answer.
    pub async fn put_policy(
        &self,
        permit: &Permit,
        id: &PolicyId,
        typed: TypedPolicy,
        seen: Seen,
    ) -> Result<OnePolicy, WordingError> {
        let looked = self.look_at_policy(permit, id, typed).await?;
        if looked.is_sound() {
            let (book, now) = (self.keeper.policies(), self.answering::<PolicyEdits>().await?);
            self.unchanged(seen, &now, |edits| one(book, edits, id).ok()).await?;
            let (_, edits) = self.drafted(&now.edits).await?;
            let (edits, seen) = (book.with(edits, &looked.policy), Seen { edition: now.edition, ..seen });
            let done = self.save(permit, &edits, seen, &format!("policies: {id} put")).await;
            let is_it = |edits: &PolicyEdits| one(book, edits, id).is_ok_and(|there| there == looked.policy);
            self.or_saved_before(permit, done, is_it).await?;
        }
        Ok(looked)
    }

    /// What is being written, held against what answers.
    ///
    /// # Errors
    /// It is not theirs to change, or the records do not answer.
    pub async fn policy_draft(&self, permit: &Permit) -> Result<PolicyDraft, WordingError> {
        permit.is_for(Action::ChangePolicies)?;
        let (book, now) = (self.keeper.policies(), self.answering::<PolicyEdits>().await?);
        let (draft, edits) = self.drafted(&now.edits).await?;
        let changes = policy_changes(&book.edited(&now.edits), &book.edited(&edits));
        let changed = |flaw: &PolicyFlaw| changes.iter().any(|change| change.policy.id == flaw.policy);
        let flaws = book.flaws(&edits).into_iter().filter(changed).collect();
        let editions = self.published::<PolicyEdits>().await?;
        Ok(PolicyDraft { draft, flaws, changes, after: now.edition, editions })
    }

    /// Throws the draft away.
    ///
    /// # Errors
    /// It is another by now, or the records do not answer.
    pub async fn drop_policy_draft(&self, permit: &Permit, seen: i64) -> Result<(), WordingError> {
        permit.is_for(Action::ChangePolicies)?;
        self.drop_draft::<PolicyEdits>(permit, seen).await
    }

    /// Publishes the draft of version `seen`, which was held against the edition `after`: chat and pages answer by it at
    /// once.
    ///
    /// # Errors
    /// It is not sound, either is another by now, or the records do not answer.
    pub async fn publish_policies(
        &self,
        permit: &Permit,
        seen: i64,
        after: Option<EditionId>,
    ) -> Result<(), WordingError> {
        permit.is_for(Action::ChangePolicies)?;
        let done = self.put_policy_draft_out(permit, seen, after).await;
        self.or_published_before::<PolicyEdits>(permit, done, (seen, after)).await
    }

    async fn put_policy_draft_out(
        &self,
        permit: &Permit,
        seen: i64,
        after: Option<EditionId>,
    ) -> Result<(), WordingError> {
        let draft = self.editions.draft(PolicyEdits::SUBJECT).await?.ok_or(WordingError::NoSuch)?;
        self.put_policies_out(permit, (&PolicyEdits::read(&draft.content)?, "改动"), Some(seen), after).await
    }

    /// Goes back to what an edition said; with 0, to the pack alone. What is being written stays.
    ///
    /// # Errors
    /// There is none, it does not fit the pack any more, another was published since `after`, or the records do not
    /// answer.
    pub async fn roll_policies_back(
        &self,
        permit: &Permit,
        to: EditionId,
        after: Option<EditionId>,
    ) -> Result<(), WordingError> {
        permit.is_for(Action::ChangePolicies)?;
        let (edits, what) = self.edition::<PolicyEdits>(to).await?;
        let done = self.put_policies_out(permit, (&edits, &format!("退回{what}")), None, after).await;
        self.or_gone_back_before(permit, done, (&edits, after)).await
    }

    /// Two editions side by side; of number 0, the pack alone.
    ///
    /// # Errors
    /// One of them is none, they are not theirs to see, or the records do not answer.
    pub async fn compare_policies(
        &self,
        permit: &Permit,
        [first, second]: [EditionId; 2],
    ) -> Result<Compared<PolicyChange>, WordingError> {
        permit.is_for(Action::SeePolicies)?;
        let book = self.keeper.policies();
        let (from, first) = self.edition::<PolicyEdits>(first).await?;
        let (to, second) = self.edition::<PolicyEdits>(second).await?;
        let changes = policy_changes(&book.edited(&from), &book.edited(&to));
        Ok(Compared { names: [first, second], changes })
    }

    async fn put_policies_out(
        &self,
        permit: &Permit,
        (edits, what): (&PolicyEdits, &str),
        draft: Option<i64>,
        after: Option<EditionId>,
    ) -> Result<(), WordingError> {
        let (book, now) = (self.keeper.policies(), self.answering::<PolicyEdits>().await?);
        if let Some(flaw) = book.flaws(edits).into_iter().find(|flaw| flaw.severity == Severity::Error) {
            return Err(WordingError::Unsound(format!("还不能发布：{}", flaw.reason)));
        }
        let changes = policy_changes(&book.edited(&now.edits), &book.edited(edits));
        self.put_out(permit, (edits, &summary(what, &changes)), draft, after).await
    }
}

/// What was published, in a few words.
fn summary(what: &str, changes: &[PolicyChange]) -> String {
    let told = changes.iter().take(NAMED).map(|change| {
        let fields: Vec<&str> = change.fields.iter().map(|field| field.field.name()).collect();
        format!("“{}”的{}", change.policy.short, fields.join("、"))
    });
    let more = if changes.len() > NAMED { format!("等 {} 项", changes.len()) } else { String::new() };
    format!("{what}：{}{more}", told.collect::<Vec<_>>().join("，"))
}
