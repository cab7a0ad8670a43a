//! One reply: what is said, and what can be done next.

use super::button::Button;
use super::label::Label;
use super::piece::Piece;

/// One reply: pieces from top to bottom, then what can be done next.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Reply {
    /// What is said. Nothing at all is no message.
    pub pieces: Vec<Piece>,
    /// What can be done next, numbered from 1 in this order.
    pub choices: Vec<Choice>,
}

/// Something to tap, or to type the number of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Choice {
    /// What it does.
    pub button: Button,
    /// What is written on it; `None` is the button's usual label.
    pub label: Option<Label>,
}

impl Reply {
    /// One piece and its choices.
    pub fn new(piece: Piece, buttons: impl IntoIterator<Item = Button>) -> Self {
        Self { pieces: vec![piece], choices: buttons.into_iter().map(Choice::plain).collect() }
    }

    /// Choices alone, for what is said before them.
    pub fn of_choices(choices: impl IntoIterator<Item = Choice>) -> Self {
        Self { pieces: Vec::new(), choices: choices.into_iter().collect() }
    }

    /// Says `piece` before everything else.
    pub fn after(mut self, piece: Piece) -> Self {
        self.pieces.insert(0, piece);
        self
    }

    /// Whether nothing in it comes from the one who reads it: everybody in the same place gets the same words.
    pub fn is_common(&self) -> bool {
        self.pieces.iter().all(Piece::is_common)
    }

    /// The buttons, in their order.
    pub fn buttons(&self) -> Vec<Button> {
        self.choices.iter().map(|choice| choice.button.clone()).collect()
    }
}

impl Choice {
    /// With the button's usual label.
    pub fn plain(button: Button) -> Self {
        Self { button, label: None }
    }

    /// With a label of its own.
    pub fn labelled(button: Button, label: Label) -> Self {
        Self { button, label: Some(label) }
    }

    /// With words of the content.
    pub fn worded(button: Button, words: &str) -> Self {
        Self::labelled(button, Label::Words(words.to_owned()))
    }
}
