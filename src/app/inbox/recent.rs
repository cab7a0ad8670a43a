//! Dialogues as this process last kept them.
//!
//! From such a one, what a message comes to can be worked out before the cache is asked; it is only ever a guess, which
//! the cache holds against what it has. Sealed, as in the cache.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::app::dialogue_cache::{DialogueChange, Stored};
use crate::domain::id::OpenId;

/// Most dialogues of a generation; there are two, and a dialogue in mid-form has about half a kilobyte.
const MOST: usize = 16_384;
/// Who goes on with a conversation does so within minutes. Nobody's dialogue is used for longer than three ages.
const AGE: Duration = Duration::from_secs(300);

/// The dialogues; one a process.
#[derive(Default)]
pub struct RecentDialogues {
    generations: Mutex<Generations>,
}

struct Generations {
    young: HashMap<OpenId, Stored>,
    old: HashMap<OpenId, Stored>,
    since: Instant,
}

impl Default for Generations {
    fn default() -> Self {
        Self { young: HashMap::new(), old: HashMap::new(), since: Instant::now() }
    }
}

impl Generations {
    /// Begins a new generation where this one is old, or has no room for so many more.
    fn turn(&mut self, more: usize) {
        let age = self.since.elapsed();
        if self.young.len().saturating_add(more) <= MOST && age <= AGE {
            return;
        }
        self.old = std::mem::take(&mut self.young);
        if age > 2 * AGE {
            self.old.clear();
        }
        self.since = Instant::now();
    }
}

impl RecentDialogues {
    /// The follower's dialogue, as far as it is known here; none, if it is not.
    pub(super) fn of(&self, openid: &OpenId) -> Stored {
        let mut generations = self.generations();
        generations.turn(0);
        generations.young.get(openid).or_else(|| generations.old.get(openid)).cloned().unwrap_or_default()
    }

    /// Takes over what became of a dialogue.
    pub(super) fn note(&self, openid: &OpenId, change: DialogueChange) {
        let mut generations = self.generations();
        generations.turn(1);
        match change {
            DialogueChange::Keep => {}
            DialogueChange::Put { expected, dialogue } => {
                let stored = Stored { dialogue: Some(dialogue), version: expected.saturating_add(1) };
                generations.young.insert(openid.clone(), stored);
            }
            DialogueChange::Drop => {
                generations.young.remove(openid);
                generations.old.remove(openid);
            }
        }
    }

    /// No step inside can panic half-way, so what a poisoned mutex guards is sound.
    fn generations(&self) -> MutexGuard<'_, Generations> {
        self.generations.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn follower(n: usize) -> OpenId {
        OpenId::parse(&format!("oRecent{n:05}")).unwrap()
    }

    fn put(expected: u64) -> DialogueChange {
        DialogueChange::Put { expected, dialogue: b"sealed".to_vec() }
    }

    #[test]
    fn the_last_one_is_known_until_it_is_dropped() {
        let recent = RecentDialogues::default();
        assert_eq!(recent.of(&follower(1)), Stored::default());
        for change in [put(4), DialogueChange::Keep] {
            recent.note(&follower(1), change);
            assert_eq!(recent.of(&follower(1)), Stored { dialogue: Some(b"sealed".to_vec()), version: 5 });
        }
        recent.note(&follower(1), DialogueChange::Drop);
        assert_eq!(recent.of(&follower(1)), Stored::default());
    }

    #[test]
    fn there_are_never_more_than_two_generations() {
        let recent = RecentDialogues::default();
        for n in 0..3 * MOST {
            recent.note(&follower(n), put(0));
        }
        let known = (0..3 * MOST).filter(|n| recent.of(&follower(*n)) != Stored::default()).count();
        assert_eq!(known, 2 * MOST);
        assert_eq!(recent.of(&follower(3 * MOST - 1)).version, 1);
    }
}
