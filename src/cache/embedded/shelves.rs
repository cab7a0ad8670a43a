//! What the embedded cache holds, and its rules. Plain and synchronous: the time is an argument.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::expiring::Expiring;
use crate::app::dialogue_cache::{
    Ahead, ArchivedDialogue, Begin, CLAIM_TTL, Claim, Committed, DIALOGUE_TTL, DialogueChange, REPLY_TTL, Settled,
    Stored, Way,
};
use crate::app::message_key::MessageKey;
use crate::cache::{DROPPED_TTL, millis, token};
use crate::domain::id::OpenId;

/// Enough for 200,000 messages in hand.
const CLAIMS_BUDGET: usize = 64 << 20;
/// Enough for 70,000 usual replies in their ten minutes, many times what one county's followers can cause.
const ANSWERS_BUDGET: usize = 64 << 20;
/// Enough for 30,000 answers that came too late, or were asked for again.
const WAYS_BUDGET: usize = 8 << 20;
/// Enough for the dialogues of 50,000 followers a day.
const DIALOGUES_BUDGET: usize = 64 << 20;

/// Changed dialogues, ready for the archive.
pub(super) type Changed = Vec<(OpenId, Option<ArchivedDialogue>)>;

type Message = (OpenId, Arc<str>);

/// Claims, answers and dialogues.
pub(super) struct Shelves {
    claims: Expiring<Message, String>,
    answers: Expiring<Message, Answer>,
    ways: Expiring<Message, Way>,
    dialogues: Expiring<OpenId, Stored>,
    dialogue_ttl: Duration,
    /// Whose dialogue the archive has yet to hear of; `None` if there is no archive.
    changed: Option<BTreeSet<OpenId>>,
}

struct Answer {
    /// Of the claim that gave it, so that a commit which comes twice is known as one.
    token: String,
    reply: Vec<u8>,
}

impl Shelves {
    /// With the dialogues of the archive, if there is one.
    pub(super) fn new(archived: Option<Vec<ArchivedDialogue>>, now_ms: i64) -> Self {
        let mut shelves = Self {
            claims: Expiring::new(CLAIMS_BUDGET, String::len),
            answers: Expiring::new(ANSWERS_BUDGET, |answer| answer.reply.len()),
            ways: Expiring::new(WAYS_BUDGET, |_| 1),
            dialogues: Expiring::new(DIALOGUES_BUDGET, |stored| stored.dialogue.as_ref().map_or(0, Vec::len)),
            dialogue_ttl: DIALOGUE_TTL,
            changed: archived.is_some().then(BTreeSet::new),
        };
        for one in archived.into_iter().flatten() {
            let stored = Stored { dialogue: Some(one.dialogue), version: one.version };
            shelves.dialogues.put(one.openid, stored, one.expires_at_ms, now_ms);
        }
        shelves
    }

    pub(super) fn keep_dialogues_for(&mut self, life: Duration) {
        self.dialogue_ttl = life;
    }

    pub(super) fn begin(&mut self, key: &MessageKey, openid: &OpenId, ahead: Option<Ahead<'_>>, now_ms: i64) -> Begin {
        let message = message(openid, key);
        if let Some(answer) = self.answers.get(&message, now_ms) {
            return Begin::Answered(answer.reply.clone());
        }
        if self.claims.get(&message, now_ms).is_some() {
            return Begin::InProgress;
        }
        let claim = Claim { key: key.clone(), openid: openid.clone(), token: token() };
        if let Some(Ahead { from, dialogue, reply }) = ahead
            && self.load(openid, now_ms) == *from
        {
            let put = |dialogue: &[u8]| DialogueChange::Put { expected: from.version, dialogue: dialogue.to_vec() };
            self.commit(&claim, dialogue.map_or(DialogueChange::Keep, put), reply, now_ms);
            return Begin::Committed;
        }
        self.hold(message, &claim.token, now_ms);
        Begin::Fresh { claim, stored: self.load(openid, now_ms) }
    }

    pub(super) fn load(&self, openid: &OpenId, now_ms: i64) -> Stored {
        self.dialogues.get(openid, now_ms).cloned().unwrap_or_default()
    }

    pub(super) fn commit(&mut self, claim: &Claim, change: DialogueChange, reply: &[u8], now_ms: i64) -> Committed {
        let message = message(&claim.openid, &claim.key);
        if let Some(answer) = self.answers.get(&message, now_ms) {
            return if answer.token == claim.token { Committed::Stored } else { Committed::ClaimLost };
        }
        if self.claims.get(&message, now_ms).is_some_and(|holder| *holder != claim.token) {
            return Committed::ClaimLost;
        }
        if !self.change(&claim.openid, change, now_ms) {
            return Committed::Conflict;
        }
        self.claims.remove(&message);
        let answer = Answer { token: claim.token.clone(), reply: reply.to_vec() };
        self.answers.put(message, answer, now_ms.saturating_add(millis(REPLY_TTL)), now_ms);
        Committed::Stored
    }

    pub(super) fn renew(&mut self, claim: &Claim, now_ms: i64) -> bool {
        let message = message(&claim.openid, &claim.key);
        let ours = self.is_held_by(&message, claim, now_ms);
        if ours {
            self.hold(message, &claim.token, now_ms);
        }
        ours
    }

    pub(super) fn release(&mut self, claim: &Claim, now_ms: i64) {
        let message = message(&claim.openid, &claim.key);
        if self.is_held_by(&message, claim, now_ms) {
            self.claims.remove(&message);
        }
    }

    pub(super) fn settle(&mut self, key: &MessageKey, openid: &OpenId, way: Way, now_ms: i64) -> Settled {
        let message = message(openid, key);
        if let Some(before) = self.ways.get(&message, now_ms) {
            return Settled::Before(*before);
        }
        self.ways.put(message, way, now_ms.saturating_add(millis(REPLY_TTL)), now_ms);
        Settled::Now
    }

    /// Takes at most `limit` changed dialogues as they are now; empty when the archive knows everything.
    pub(super) fn take_changed(&mut self, limit: usize, now_ms: i64) -> Changed {
        let mut taken = Vec::new();
        while taken.len() < limit
            && let Some(openid) = self.changed.as_mut().and_then(BTreeSet::pop_first)
        {
            let kept = self.dialogues.get_with_end(&openid, now_ms).and_then(|(stored, expires_at_ms)| {
                let dialogue = stored.dialogue.clone()?;
                Some(ArchivedDialogue { openid: openid.clone(), dialogue, version: stored.version, expires_at_ms })
            });
            taken.push((openid, kept));
        }
        taken
    }

    /// Takes back what the archive did not take; by now these dialogues may have changed again.
    pub(super) fn put_back(&mut self, changed: &Changed) {
        if let Some(set) = &mut self.changed {
            set.extend(changed.iter().map(|(openid, _)| openid.clone()));
        }
    }

    fn hold(&mut self, message: Message, token: &str, now_ms: i64) {
        let ends_at_ms = now_ms.saturating_add(millis(CLAIM_TTL));
        self.claims.put(message, token.to_owned(), ends_at_ms, now_ms);
    }

    fn is_held_by(&self, message: &Message, claim: &Claim, now_ms: i64) -> bool {
        self.claims.get(message, now_ms).is_some_and(|holder| *holder == claim.token)
    }

    /// Makes the change; `false` if its version is not the one expected.
    fn change(&mut self, openid: &OpenId, change: DialogueChange, now_ms: i64) -> bool {
        let version = self.dialogues.get(openid, now_ms).map_or(0, |stored| stored.version);
        let (dialogue, ttl) = match change {
            DialogueChange::Keep => return true,
            DialogueChange::Put { expected, .. } if expected != version => return false,
            DialogueChange::Put { dialogue, .. } => (Some(dialogue), self.dialogue_ttl),
            DialogueChange::Drop => (None, DROPPED_TTL),
        };
        let stored = Stored { dialogue, version: version.saturating_add(1) };
        self.dialogues.put(openid.clone(), stored, now_ms.saturating_add(millis(ttl)), now_ms);
        if let Some(changed) = &mut self.changed {
            changed.insert(openid.clone());
        }
        true
    }
}

fn message(openid: &OpenId, key: &MessageKey) -> Message {
    (openid.clone(), key.as_str().into())
}
