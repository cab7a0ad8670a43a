//! What a campaign speaks of, as a field of its form.

use crate::domain::campaign::{About, Draft};
use crate::domain::catalog::Catalog;
use crate::domain::id::{ActivityId, OpeningId, PolicyId};

/// Pages that a link can lead to where nothing in particular is spoken of.
pub const LISTS: [(&str, &str); 3] =
    [("page:/jobs", "招工列表"), ("page:/activities", "活动列表"), ("page:/policies", "政策列表")];

/// Where nothing is to be opened.
pub const NOWHERE: &str = "不用点开，只是一句话";

/// The value of the field for an activity, an opening or a policy.
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

/// What a tap opens, as staff call it: the words of the field with this value.
pub fn about_name(value: &str, model: Option<&Draft>, catalog: &Catalog) -> String {
    match about(value, model) {
        (_, Some(page)) => {
            let list = LISTS.iter().find(|(list, _)| list.strip_prefix("page:") == Some(&*page));
            list.map_or(page, |(_, name)| (*name).to_owned())
        }
        (Some(About::Activity(id)), None) => {
            let title = catalog.activity(id).map(|activity| activity.title.as_str());
            title.map_or_else(|| format!("活动：{id} 号"), |title| format!("活动：{title}"))
        }
        (Some(About::Opening(id)), None) => {
            let title = catalog.openings.get(id).and_then(|(opening, _)| opening.title.as_deref());
            title.map_or_else(|| format!("岗位：{id} 号"), |title| format!("岗位：{title}（{id} 号）"))
        }
        (Some(About::Policy(id)), None) => {
            let title = catalog.pack.policy(&id).map(|policy| policy.title.as_str());
            title.map_or_else(|| format!("政策：{id}"), |title| format!("政策：{title}"))
        }
        (None, None) => NOWHERE.to_owned(),
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
