//! A seat that is kept for somebody, answered in words.
//!
//! The message that told of it was no answer to theirs, and the dialogue knows nothing of it: whether 好 takes a seat,
//! only the records can tell. They are asked for these few words and no others.

use super::button::Button;
use super::intent::Intent;
use super::state::Dialogue;
use super::turn::World;
use super::yes_no::{agrees, declines, leaves_seat, wants_seat};
use crate::domain::sign_up::SignUpState;

/// What words say to a seat that is kept for somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfferWord {
    /// They take it.
    Takes,
    /// Yes, but something else was shown to them last: they see first what they would take.
    Sees,
    /// They do not want it.
    Leaves,
}

/// What words mean that mean this where nothing is kept for them: the same, or, if they say yes or no to nothing else,
/// that to a seat.
pub fn or_on_offer(dialogue: &Dialogue, folded: &str, meant: Intent) -> Intent {
    let idle = matches!(meant, Intent::Unknown | Intent::Say(_) | Intent::Press(Button::Home));
    match idle.then(|| word(dialogue, folded)).flatten() {
        Some(word) => Intent::OnOffer(word, Box::new(meant)),
        None => meant,
    }
}

fn word(dialogue: &Dialogue, folded: &str) -> Option<OfferWord> {
    let seat = dialogue.offered.iter().any(|button| matches!(button, Button::TakeOffer(_)));
    let other = !seat && !dialogue.offered.is_empty();
    if agrees(folded) || wants_seat(folded) {
        return Some(if other { OfferWord::Sees } else { OfferWord::Takes });
    }
    // 不用了 declines what was shown last.
    (leaves_seat(folded) || !other && declines(folded)).then_some(OfferWord::Leaves)
}

/// What is meant, now that the records are known. Where several seats are kept for them, they say which.
pub fn settled(intent: Intent, world: &World<'_>) -> Intent {
    let Intent::OnOffer(word, meant) = intent else { return intent };
    let places = world.known.sign_ups.iter();
    let mut kept = places.filter(|place| matches!(place.state, SignUpState::Offered { .. })).map(|place| place.id);
    let Some(id) = kept.next() else { return *meant };
    let only = kept.next().is_none();
    Intent::Press(match word {
        OfferWord::Takes if only => Button::TakeOffer(id),
        OfferWord::Sees if only => Button::MySignUp(id),
        OfferWord::Takes | OfferWord::Sees => Button::MySignUps,
        OfferWord::Leaves if only => Button::CancelSignUp(id),
        OfferWord::Leaves => Button::GiveUp,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{ActivityId, SignUpId};

    fn showing(button: Button) -> Dialogue {
        Dialogue { offered: vec![button], ..Dialogue::default() }
    }

    fn word_in(dialogue: &Dialogue, said: &str, meant: Intent) -> Option<OfferWord> {
        match or_on_offer(dialogue, said, meant.clone()) {
            Intent::OnOffer(word, otherwise) => {
                assert_eq!(*otherwise, meant, "{said}");
                Some(word)
            }
            same => {
                assert_eq!(same, meant, "{said}");
                None
            }
        }
    }

    #[test]
    fn a_yes_or_a_no_may_be_about_a_seat_where_it_is_about_nothing_else() {
        let (nothing, other) = (Dialogue::default(), showing(Button::SignUp(ActivityId(1))));
        let seat = showing(Button::TakeOffer(SignUpId(1)));
        for (said, alone, behind_other) in [
            ("来的", Some(OfferWord::Takes), Some(OfferWord::Sees)),
            ("好的", Some(OfferWord::Takes), Some(OfferWord::Sees)),
            ("不来了", Some(OfferWord::Leaves), Some(OfferWord::Leaves)),
            ("不要了", Some(OfferWord::Leaves), None),
            ("阿巴阿巴", None, None),
        ] {
            assert_eq!(word_in(&nothing, said, Intent::Unknown), alone, "{said}");
            assert_eq!(word_in(&seat, said, Intent::Unknown), alone, "{said}");
            assert_eq!(word_in(&other, said, Intent::Unknown), behind_other, "{said}");
            assert_eq!(word_in(&nothing, said, Intent::Press(Button::Activities)), None, "{said}");
        }
    }
}
