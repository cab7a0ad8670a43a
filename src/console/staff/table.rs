//! Every page of the staff console, with what one has to be allowed to open it. The router is made of this table and of
//! nothing else: a page without a rule does not exist.

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};

use super::gate::{self, Guard};
use super::{
    Console, MOST_BYTES, MOST_UPLOADED, account, activities, audit, calls, campaigns, composing, copies, drafts,
    imports, inbox, keyword_drafts, keyword_look, keywords, members, menu_drafts, menus, openings, paper_lists, people,
    person, person_deeds, person_merge, place_correct, places, platform, policies, policy_drafts, seasonal_menus,
    seats, set_up, sign_in, telephone, today,
};
use crate::app::staff::Action;

/// Whom a page is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Whoever comes.
    Nothing,
    /// Whoever is signed in, also while they set up their account.
    SignedIn,
    /// Whoever may do this.
    May(Action),
}

/// How a page is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// To be looked at: changes nothing.
    Get,
    /// A form.
    Post,
}

/// One page.
#[derive(Clone, Copy)]
pub struct Entry {
    /// How.
    pub method: Method,
    /// Where.
    pub path: &'static str,
    /// For whom.
    pub need: Need,
    /// Whether an open page asks for it by itself, again and again.
    pub unattended: bool,
    /// Most bytes of its form.
    most_bytes: usize,
    handler: fn() -> MethodRouter<Arc<Console>>,
}

const fn page(path: &'static str, need: Need, handler: fn() -> MethodRouter<Arc<Console>>) -> Entry {
    Entry { method: Method::Get, path, need, unattended: false, most_bytes: MOST_BYTES, handler }
}

const fn form(path: &'static str, need: Need, handler: fn() -> MethodRouter<Arc<Console>>) -> Entry {
    Entry { method: Method::Post, path, need, unattended: false, most_bytes: MOST_BYTES, handler }
}

/// A part of a page, which the page asks for anew as long as somebody looks at it: a session lies idle meanwhile.
const fn part(path: &'static str, need: Need, handler: fn() -> MethodRouter<Arc<Console>>) -> Entry {
    Entry { method: Method::Get, path, need, unattended: true, most_bytes: MOST_BYTES, handler }
}

/// A form with a file in it.
const fn upload(path: &'static str, need: Need, handler: fn() -> MethodRouter<Arc<Console>>) -> Entry {
    Entry { method: Method::Post, path, need, unattended: false, most_bytes: MOST_UPLOADED, handler }
}

/// All pages.
pub const PAGES: &[Entry] = &[
    page("/console/sign-in", Need::Nothing, || get(sign_in::page)),
    form("/console/sign-in", Need::Nothing, || post(sign_in::sign_in)),
    form("/console/sign-out", Need::SignedIn, || post(sign_in::sign_out)),
    page("/console/set-up", Need::SignedIn, || get(set_up::page)),
    form("/console/set-up/password", Need::SignedIn, || post(set_up::password)),
    form("/console/set-up/code", Need::SignedIn, || post(set_up::code)),
    page("/console", Need::May(Action::SeeToday), || get(today::page)),
    page("/console/activities", Need::May(Action::SeeActivities), || get(activities::list)),
    page("/console/activities/new", Need::May(Action::MakeActivities), || get(drafts::new)),
    form("/console/activities/new", Need::May(Action::MakeActivities), || post(drafts::make)),
    page("/console/activities/{id}", Need::May(Action::SeeActivities), || get(activities::page)),
    part("/console/activities/{id}/seats", Need::May(Action::SeeActivities), || get(seats::part)),
    page("/console/activities/{id}/change", Need::May(Action::MakeActivities), || get(drafts::form)),
    form("/console/activities/{id}/change", Need::May(Action::MakeActivities), || post(drafts::change)),
    page("/console/activities/{id}/copies", Need::May(Action::MakeActivities), || get(copies::page)),
    form("/console/activities/{id}/copies", Need::May(Action::MakeActivities), || post(copies::make)),
    page("/console/activities/{id}/people", Need::May(Action::SignPeopleUp), || get(places::list)),
    part("/console/activities/{id}/people/list", Need::May(Action::SignPeopleUp), || get(places::part)),
    page("/console/activities/{id}/people/new", Need::May(Action::SignPeopleUp), || get(telephone::form)),
    form("/console/activities/{id}/people/new", Need::May(Action::SignPeopleUp), || post(telephone::take)),
    page("/console/activities/{id}/people/import", Need::May(Action::SignPeopleUp), || get(paper_lists::form)),
    upload("/console/activities/{id}/people/import", Need::May(Action::SignPeopleUp), || post(paper_lists::upload)),
    page("/console/activities/{id}/people/import/empty", Need::May(Action::SignPeopleUp), || get(paper_lists::empty)),
    page("/console/activities/{id}/people/import/{number}", Need::May(Action::SignPeopleUp), || get(paper_lists::page)),
    form("/console/activities/{id}/people/import/{number}", Need::May(Action::SignPeopleUp), || {
        post(paper_lists::file)
    }),
    form("/console/activities/{id}/people/import/{number}/drop", Need::May(Action::SignPeopleUp), || {
        post(paper_lists::drop)
    }),
    page("/console/activities/{id}/people/{number}", Need::May(Action::SignPeopleUp), || get(places::page)),
    form("/console/activities/{id}/people/{number}/confirm", Need::May(Action::SignPeopleUp), || post(places::confirm)),
    form("/console/activities/{id}/people/{number}/cancel", Need::May(Action::SignPeopleUp), || post(places::cancel)),
    page("/console/activities/{id}/people/{number}/correct", Need::May(Action::SignPeopleUp), || {
        get(place_correct::form)
    }),
    form("/console/activities/{id}/people/{number}/correct", Need::May(Action::SignPeopleUp), || {
        post(place_correct::take)
    }),
    form("/console/activities/{id}/desk", Need::May(Action::OpenDesk), || post(activities::desk)),
    form("/console/activities/{id}/masked", Need::May(Action::ExportMasked), || post(activities::masked)),
    form("/console/activities/{id}/in-full", Need::May(Action::ExportInFull), || post(activities::in_full)),
    form("/console/activities/{id}/call-off", Need::May(Action::CallOff), || post(activities::call_off)),
    page("/console/calls", Need::May(Action::SignPeopleUp), || get(calls::list)),
    form("/console/calls/masked", Need::May(Action::ExportMasked), || post(calls::masked)),
    form("/console/calls/in-full", Need::May(Action::ExportInFull), || post(calls::in_full)),
    page("/console/inbox", Need::May(Action::AnswerPeople), || get(inbox::list)),
    part("/console/inbox/list", Need::May(Action::AnswerPeople), || get(inbox::list_part)),
    page("/console/inbox/{id}", Need::May(Action::AnswerPeople), || get(inbox::page)),
    part("/console/inbox/{id}/lines", Need::May(Action::AnswerPeople), || get(inbox::lines_part)),
    form("/console/inbox/{id}/say", Need::May(Action::AnswerPeople), || post(inbox::say)),
    form("/console/inbox/{id}/note", Need::May(Action::AnswerPeople), || post(inbox::note)),
    form("/console/inbox/{id}/give", Need::May(Action::AnswerPeople), || post(inbox::give)),
    form("/console/inbox/{id}/take", Need::May(Action::AnswerPeople), || post(inbox::take)),
    form("/console/inbox/{id}/end", Need::May(Action::AnswerPeople), || post(inbox::end)),
    page("/console/openings", Need::May(Action::SeeOpenings), || get(openings::list)),
    page("/console/openings/{id}", Need::May(Action::SeeOpenings), || get(openings::page)),
    form("/console/openings/{id}/state", Need::May(Action::ChangeOpenings), || post(openings::state)),
    form("/console/openings/{id}/last-day", Need::May(Action::ChangeOpenings), || post(openings::last_day_set)),
    form("/console/openings/{id}/employer", Need::May(Action::CheckEmployers), || post(openings::employer)),
    page("/console/people", Need::May(Action::SeePeople), || get(people::list)),
    form("/console/people", Need::May(Action::SeePeople), || post(people::search)),
    page("/console/people/{id}", Need::May(Action::SeePeople), || get(person::page)),
    form("/console/people/{id}/reveal", Need::May(Action::RevealPerson), || post(person_deeds::reveal)),
    form("/console/people/{id}/correct", Need::May(Action::CorrectPerson), || post(person_deeds::correct)),
    page("/console/people/{id}/erase", Need::May(Action::ErasePerson), || get(person_deeds::erase_page)),
    form("/console/people/{id}/erase", Need::May(Action::ErasePerson), || post(person_deeds::erase)),
    page("/console/people/{id}/merge/{other}", Need::May(Action::ErasePerson), || get(person_merge::page)),
    form("/console/people/{id}/merge/{other}", Need::May(Action::ErasePerson), || post(person_merge::merge)),
    page("/console/import", Need::May(Action::ImportContent), || get(imports::list)),
    upload("/console/import", Need::May(Action::ImportContent), || post(imports::upload)),
    page("/console/import/empty/{id}", Need::May(Action::ImportContent), || get(imports::empty)),
    page("/console/import/{id}", Need::May(Action::ImportContent), || get(imports::page)),
    form("/console/import/{id}/publish", Need::May(Action::ImportContent), || post(imports::publish)),
    page("/console/keywords", Need::May(Action::SeeWording), || get(keywords::page)),
    page("/console/keywords/new", Need::May(Action::ChangeWording), || get(keyword_drafts::new)),
    form("/console/keywords/new", Need::May(Action::ChangeWording), || post(keyword_drafts::make)),
    form("/console/keywords/new/look", Need::May(Action::ChangeWording), || post(keyword_look::new)),
    form("/console/keywords/add-word", Need::May(Action::ChangeWording), || post(keyword_drafts::add_word)),
    page("/console/keywords/rule/{id}", Need::May(Action::ChangeWording), || get(keyword_drafts::page)),
    form("/console/keywords/rule/{id}", Need::May(Action::ChangeWording), || post(keyword_drafts::change)),
    form("/console/keywords/rule/{id}/look", Need::May(Action::ChangeWording), || post(keyword_look::there)),
    form("/console/keywords/rule/{id}/switch", Need::May(Action::ChangeWording), || post(keyword_drafts::switch)),
    page("/console/keywords/draft", Need::May(Action::ChangeWording), || get(keyword_drafts::draft)),
    form("/console/keywords/draft/drop", Need::May(Action::ChangeWording), || post(keyword_drafts::drop)),
    form("/console/keywords/draft/publish", Need::May(Action::ChangeWording), || post(keyword_drafts::publish)),
    form("/console/keywords/roll-back", Need::May(Action::ChangeWording), || post(keyword_drafts::roll_back)),
    page("/console/policies", Need::May(Action::SeePolicies), || get(policies::list)),
    page("/console/policies/one/{id}", Need::May(Action::SeePolicies), || get(policies::page)),
    form("/console/policies/one/{id}", Need::May(Action::ChangePolicies), || post(policies::change)),
    page("/console/policies/draft", Need::May(Action::ChangePolicies), || get(policy_drafts::draft)),
    form("/console/policies/draft/drop", Need::May(Action::ChangePolicies), || post(policy_drafts::drop)),
    form("/console/policies/draft/publish", Need::May(Action::ChangePolicies), || post(policy_drafts::publish)),
    form("/console/policies/roll-back", Need::May(Action::ChangePolicies), || post(policy_drafts::roll_back)),
    page("/console/policies/compare", Need::May(Action::SeePolicies), || get(policy_drafts::compare)),
    page("/console/menu", Need::May(Action::SeeMenu), || get(menus::page)),
    form("/console/menu", Need::May(Action::ChangeMenu), || post(menus::change)),
    form("/console/menu/look", Need::May(Action::ChangeMenu), || post(menus::look)),
    page("/console/menu/draft", Need::May(Action::SeeMenu), || get(menu_drafts::draft)),
    form("/console/menu/draft/drop", Need::May(Action::ChangeMenu), || post(menu_drafts::drop)),
    form("/console/menu/draft/publish", Need::May(Action::ChangeMenu), || post(menu_drafts::publish)),
    form("/console/menu/roll-back", Need::May(Action::ChangeMenu), || post(menu_drafts::roll_back)),
    form("/console/menu/seasonal", Need::May(Action::ChangeMenu), || post(seasonal_menus::plan)),
    form("/console/menu/seasonal/{id}/call-off", Need::May(Action::ChangeMenu), || post(seasonal_menus::call_off)),
    page("/console/menu/compare", Need::May(Action::SeeMenu), || get(menu_drafts::compare)),
    page("/console/campaigns", Need::May(Action::SeeCampaigns), || get(campaigns::list)),
    page("/console/campaigns/new", Need::May(Action::SubmitCampaign), || get(composing::page)),
    form("/console/campaigns/new", Need::May(Action::SubmitCampaign), || post(composing::take)),
    form("/console/campaigns/new/look", Need::May(Action::SubmitCampaign), || post(composing::look)),
    page("/console/campaigns/{id}", Need::May(Action::SeeCampaigns), || get(campaigns::page)),
    part("/console/campaigns/{id}/progress", Need::May(Action::SeeCampaigns), || get(campaigns::part)),
    page("/console/campaigns/{id}/report", Need::May(Action::SeeCampaigns), || get(campaigns::report)),
    form("/console/campaigns/{id}/calls", Need::May(Action::ExportMasked), || post(campaigns::calls)),
    form("/console/campaigns/{id}/calls-in-full", Need::May(Action::ExportInFull), || post(campaigns::calls_in_full)),
    form("/console/campaigns/{id}/try", Need::May(Action::TryCampaign), || post(campaigns::try_out)),
    form("/console/campaigns/{id}/submit", Need::May(Action::SubmitCampaign), || post(campaigns::submit)),
    form("/console/campaigns/{id}/release", Need::May(Action::ReleaseCampaign), || post(campaigns::release)),
    form("/console/campaigns/{id}/resume", Need::May(Action::ReleaseCampaign), || post(campaigns::resume)),
    form("/console/campaigns/{id}/pause", Need::May(Action::StopCampaign), || post(campaigns::pause)),
    form("/console/campaigns/{id}/cancel", Need::May(Action::StopCampaign), || post(campaigns::cancel)),
    page("/console/platform", Need::May(Action::SeeAccount), || get(platform::page)),
    page("/console/audit", Need::May(Action::SeeAudit), || get(audit::page)),
    page("/console/account", Need::May(Action::OwnAccount), || get(account::page)),
    form("/console/account/password", Need::May(Action::OwnAccount), || post(account::password)),
    form("/console/account/phone", Need::May(Action::OwnAccount), || post(account::binding_code)),
    form("/console/account/phone/unbind", Need::May(Action::OwnAccount), || post(account::unbind_phone)),
    page("/console/staff", Need::May(Action::ManageStaff), || get(members::page)),
    form("/console/staff/add", Need::May(Action::ManageStaff), || post(members::add)),
    form("/console/staff/post", Need::May(Action::ManageStaff), || post(members::post)),
    form("/console/staff/reset", Need::May(Action::ManageStaff), || post(members::reset)),
    form("/console/staff/end", Need::May(Action::ManageStaff), || post(members::end)),
    form("/console/account/end-session", Need::May(Action::OwnAccount), || post(account::end_session)),
];

/// The router of the table.
pub(super) fn router(console: &Arc<Console>) -> Router<Arc<Console>> {
    PAGES.iter().fold(Router::new(), |router, entry| {
        let Entry { need, unattended, most_bytes, .. } = *entry;
        let guard = Guard { console: Arc::clone(console), need, unattended, most_bytes };
        let guarded = (entry.handler)().route_layer(from_fn_with_state(guard, gate::pass));
        router.route(entry.path, guarded.layer(DefaultBodyLimit::max(most_bytes)))
    })
}
