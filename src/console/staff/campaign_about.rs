//! What a campaign speaks of, as a field of its form.

use crate::domain::campaign::{About, Draft};
use crate::domain::id::{ActivityId, OpeningId, PolicyId};

/// Pages that a link can lead to where nothing in particular is spoken of.
pub const LISTS: [(&str, &str); 3] =
    [("page:/jobs", "招工列表"), ("page:/activities", "活动列表"), ("page:/policies", "政策列表")];

/// What staff call an activity, an opening or a policy that is spoken of.
pub fn about_value(about: &About) -> String {
    match about {
        About::Activity(id) => format!("activity:{id}"),
        About::Opening(id) => format!("opening:{id}"),
        About::Policy(id) => format!("policy:{id}"),
    }
}

/// The value of the field, as this draft has it.
pub fn about_of(draft: &Draft) -> String {
    match (&draft.about, &draft.words.page) {
        (Some(about), _) => about_value(about),
        (None, Some(page)) => format!("page:{page}"),
        (None, None) => String::new(),
    }
}

/// What is spoken of, and the page where that is not its own.
pub fn about(value: &str, model: Option<&Draft>) -> (Option<About>, Option<String>) {
    if let Some(draft) = model.filter(|draft| about_of(draft) == value) {
        return (draft.about.clone(), draft.words.page.clone());
    }
    match value.split_once(':') {
        Some(("page", page)) => (None, Some(page.to_owned())),
        Some(("activity", id)) => (id.parse().ok().map(|id| About::Activity(ActivityId(id))), None),
        Some(("opening", id)) => (id.parse().ok().map(|id| About::Opening(OpeningId(id))), None),
        Some(("policy", id)) => (PolicyId::parse(id).ok().map(About::Policy), None),
        _ => (None, None),
    }
}
