//! What a step must know, and whether an intent can do without a dialogue.

use super::button::Button;
use super::input::Input;
use super::intent::{Intent, Needs};
use super::meaning::is_mobile;
use super::state::{Dialogue, FilledFor, Filling, Stage, Topic, Viewed};
use crate::domain::text::number;

/// What the records must tell before `intent` can be stepped through.
pub fn needs(dialogue: &Dialogue, intent: &Intent) -> Needs {
    match (intent, &dialogue.topic) {
        (Intent::OnOffer(_, meant), _) => Needs { known: true, ..needs(dialogue, meant) },
        (Intent::About(Viewed::Activity(activity), _), _) => Needs::seats(*activity),
        // Not understood, they are asked once more.
        (Intent::Unknown | Intent::Media(_), Topic::Cancelling(_) | Topic::Erasing) => Needs::KNOWN,
        (Intent::Answer(_) | Intent::Unknown | Intent::Media(_), Topic::AskingMobile) => Needs::KNOWN,
        // What is no question of its own is about the form that waits, which is offered as things stand now.
        (Intent::Unknown | Intent::Press(Button::Home), Topic::Returning)
        | (Intent::Answer(_), Topic::Idle | Topic::Returning | Topic::Openings { .. }) => match &dialogue.paused {
            Some(form) => Needs::seats(form.activity),
            None => Needs::NOTHING,
        },
        (
            Intent::Press(
                Button::SignUp(activity)
                | Button::SignUpOther(activity)
                | Button::Queue(activity)
                | Button::Activity(activity)
                | Button::Here(activity, _)
                | Button::Bring(activity, _)
                | Button::Enter(activity, _)
                | Button::Came(activity, ..),
            ),
            _,
        ) => Needs::seats(*activity),
        (Intent::Press(Button::Confirm | Button::Cancel), Topic::Arriving(activity, _)) => Needs::seats(*activity),
        (
            Intent::Press(Button::Confirm | Button::Restart | Button::Resume | Button::Pick(_)),
            Topic::Filling(filling),
        ) => Needs::seats(filling.activity),
        // The way back leads through the sessions where there are some; to a question it needs nothing.
        (Intent::Press(Button::Back), Topic::Filling(filling)) if filling.session.is_some() => {
            Needs::seats(filling.activity)
        }
        // A session is chosen by its seats; somebody else's number may be the follower's own.
        (_, Topic::Filling(filling)) if needs_more(filling) => Needs::seats(filling.activity),
        (Intent::Press(Button::Resume | Button::Restart), _) => match &dialogue.paused {
            Some(filling) => Needs::seats(filling.activity),
            None => Needs::NOTHING,
        },
        (Intent::Press(Button::ForOther), _) => match dialogue.viewed {
            Some(Viewed::Activity(activity)) => Needs::seats(activity),
            _ => Needs::NOTHING,
        },
        (Intent::Follow { scene: Some(scene) }, _) => match Button::parse(scene) {
            Ok(Button::Activity(activity) | Button::SignUp(activity) | Button::Here(activity, _)) => {
                Needs::seats(activity)
            }
            _ => Needs::NOTHING,
        },
        (Intent::CameBy { leads_to: Some(activity), .. }, _) => Needs::seats(*activity),
        (
            Intent::Press(
                Button::MySignUps
                | Button::MySignUpsPage(_)
                | Button::GiveUp
                | Button::GiveUpPage(_)
                | Button::MyInfo
                | Button::EraseMe
                | Button::ChangeMobile
                | Button::NearHome
                | Button::MySignUp(_)
                | Button::CancelSignUp(_)
                | Button::ChangeSignUp(_)
                | Button::TakeOffer(_),
            ),
            _,
        ) => Needs::KNOWN,
        (Intent::Press(Button::Confirm), Topic::Cancelling(_)) | (Intent::Answer(_), Topic::AskingHome(_)) => {
            Needs::KNOWN
        }
        (Intent::Find(wish), _) if wish.query.near_home => Needs::KNOWN,
        _ => Needs::NOTHING,
    }
}

/// Whether what is asked in this form depends on more than its own answers.
fn needs_more(filling: &Filling) -> bool {
    matches!(filling.stage, Stage::ChoosingSession | Stage::ChoosingEdit) || filling.filled_for == FilledFor::Other
}

/// Whether `intent`, routed without a dialogue, is what the follower means in any: a keyword, a search, a button
/// that names its own subject. A number, a yes or an answer means something only after what was asked.
pub fn stands_alone(input: &Input, intent: &Intent) -> bool {
    if let Input::Text(text) | Input::Voice { transcript: Some(text) } = input
        && (number::quantity(text).is_some() || is_mobile(text))
    {
        return false;
    }
    match intent {
        Intent::Press(Button::NextPage)
        | Intent::About(..)
        | Intent::Photo(_)
        | Intent::Heard(_)
        | Intent::Answer(_)
        | Intent::OnOffer(..)
        | Intent::NoSuchChoice
        | Intent::Staff(_)
        // What is kept of the conversation has to go too.
        | Intent::Erasure
        | Intent::Unknown => false,
        Intent::Press(button) => !button.answers(),
        Intent::Say(_)
        | Intent::Find(_)
        | Intent::NobodyOffers(_)
        | Intent::Media(_)
        | Intent::Location(_)
        | Intent::Follow { .. }
        | Intent::CameBy { .. }
        | Intent::Notices(_)
        | Intent::Bind(_)
        | Intent::Leave => true,
    }
}
