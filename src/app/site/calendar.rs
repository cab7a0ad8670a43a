//! `/activities/{id}.ics`: an activity for the phone's own calendar.

use icalendar::{Calendar, Component, Event, EventLike, EventStatus};
use jiff::Timestamp;

use super::Moment;
use crate::domain::id::ActivityId;

impl Moment {
    /// The calendar file of an activity, also when it is called off: importing it again then says so.
    ///
    /// Times are in UTC, so that no time zone has to be described; every calendar shows its own. The uid stays, whatever
    /// changes about the activity.
    pub fn calendar(&self, id: ActivityId, page: &str) -> Option<String> {
        let activity = self.catalog.activity(id)?;
        let county = self.county();
        let mut event = Event::new();
        event
            .uid(&format!("activity-{id}@{}", host(page)))
            .summary(&activity.title)
            .location(&activity.place)
            .description(&self.told(id, page)?)
            .add_property("DTSTAMP", utc(self.now))
            .add_property("DTSTART", utc(activity.starts_at))
            .add_property("DTEND", utc(activity.ends_at))
            .add_property("CONTACT", format!("{} {}", county.centre, activity.phone))
            .add_property("SEQUENCE", self.catalog.revision.to_string())
            .url(page)
            .status(if activity.called_off { EventStatus::Cancelled } else { EventStatus::Confirmed });
        Some(Calendar::new().name(&county.account_name).push(event.done()).done().to_string())
    }

    fn told(&self, id: ActivityId, page: &str) -> Option<String> {
        let activity = self.catalog.activity(id)?;
        let mut lines = Vec::new();
        if activity.called_off {
            lines.push("这场活动取消了。".to_owned());
        }
        lines.extend(activity.meet.as_ref().map(|meet| format!("集合：{meet}")));
        if !activity.bring.is_empty() {
            lines.push(format!("请带：{}", activity.bring.join("、")));
        }
        lines.push(format!("电话：{}", activity.phone));
        lines.push(format!("来不了，在公众号“{}”里打“取消报名”。", self.county().account_name));
        lines.push(page.to_owned());
        Some(lines.join("\n"))
    }
}

fn utc(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

fn host(page: &str) -> &str {
    let rest = page.split_once("://").map_or(page, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or_default()
}
