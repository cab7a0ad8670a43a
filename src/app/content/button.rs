//! Buttons that the menu and the keywords may name.

use super::names::Names;
use crate::domain::dialogue::button::Button;

/// What is wrong with a button that a pack names; `None` if it leads somewhere.
pub(super) fn problem(id: &str, names: &Names) -> Option<String> {
    let Ok(button) = Button::parse(id) else { return Some(format!("没有“{id}”这个按钮")) };
    let missing = |file: &str, name: &dyn std::fmt::Display| Some(format!("{file} 里没有 {name}"));
    match button {
        Button::Trade(id) if !names.trades.contains(&id) => missing("trades.toml", &id),
        Button::Place(id) if !names.places.contains(&id) => missing("places.toml", &id),
        Button::Policy(id) if !names.policies.contains(&id) => missing("policies/", &id),
        Button::Claim(id) if !names.claimants.contains(&id) => missing("claimants.toml", &id),
        Button::Near(id) if !names.units.contains(&id) => missing("units.csv", &id.0),
        Button::Opening(_) | Button::Activity(_) | Button::SignUp(_) | Button::CancelSignUp(_) => {
            Some(format!("“{id}”里的编号是数据库给的，会变，不能写在内容包里"))
        }
        button if button.answers() || button == Button::NextPage => {
            Some(format!("“{id}”只在对话中间有用，不能写在内容包里"))
        }
        _ => None,
    }
}
