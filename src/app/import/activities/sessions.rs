//! `上午场 9:00-10:30 150人；下午场 14:00-16:00`: the parts that one chooses from.

use super::column;
use super::reading::Reading;
use super::times;
use super::when::When;
use crate::app::content::MOST_SESSIONS;
use crate::domain::activity::{Session, SessionNumber};

const MAX_NAME: usize = 12;
const HOW: &str = "要写成“上午场 9:00-10:30 150人；下午场 14:00-16:00 150人”";

impl Reading<'_> {
    pub fn sessions(&mut self, when: &When) -> Option<Vec<Session>> {
        let cell = self.cell(&column::SESSIONS);
        let mut sessions = Vec::new();
        let parts = cell.split(['；', ';', '\n', '\r', '|']).map(str::trim).filter(|part| !part.is_empty());
        for (number, part) in (1..=u8::MAX).zip(parts) {
            let Some(session) = session(SessionNumber(number), part, when) else {
                return self.refuse(&column::SESSIONS, &format!("“{part}”看不懂，{HOW}"));
            };
            if session.starts_at < when.starts_at || session.ends_at > when.ends_at {
                return self.refuse(&column::SESSIONS, &format!("“{}”要在活动的起止时间里面", session.name));
            }
            sessions.push(session);
        }
        match sessions.len() {
            1 => self.refuse(&column::SESSIONS, "只有一场就不用分场次"),
            count if count > MOST_SESSIONS => {
                self.refuse(&column::SESSIONS, &format!("最多{MOST_SESSIONS}场，再多手机上看不过来"))
            }
            _ => Some(sessions),
        }
    }
}

fn session(number: SessionNumber, text: &str, when: &When) -> Option<Session> {
    let (mut name, mut hours, mut capacity) = (None, None, None);
    for word in text.split_whitespace() {
        if let Some(span) = times::span(word) {
            hours = Some(span);
        } else if let Some(people) = word.strip_suffix(['人', '名']) {
            capacity = Some(people.parse::<u32>().ok().filter(|people| *people > 0)?);
        } else if name.is_none() {
            name = Some(word.to_owned()).filter(|name| name.chars().nth(MAX_NAME).is_none());
        } else {
            return None;
        }
    }
    let (from, to) = hours.filter(|(from, to)| from < to)?;
    Some(Session {
        number,
        name: name?,
        starts_at: times::in_county(when.day.to_datetime(from))?,
        ends_at: times::in_county(when.day.to_datetime(to))?,
        capacity,
    })
}
