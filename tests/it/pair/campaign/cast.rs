//! Who is written to, and with what.

use guiyan::app::platform::diagnostics::DiagnosticsGateway;
use guiyan::app::platform::id::TemplateId;
use guiyan::app::platform::limit::{Chars, Few};
use guiyan::app::platform::notice::NoticeGateway;
use guiyan::domain::id::OpenId;
use guiyan::simulator::act::Act;

use super::send::{Kind, Send};
use crate::support::pair::Pair;

/// Sends to one follower: few enough for a conversation to keep them all, and five of them are messages, as many as a
/// window takes.
const EACH: usize = 10;
/// Followers of one list.
const LIST: usize = 10;

/// The followers and the templates of the campaign.
pub struct Cast {
    pub followers: Vec<OpenId>,
    card: TemplateId,
    /// One for each notice that a follower gets: results of notices come without the send's id.
    notices: Vec<TemplateId>,
}

impl Cast {
    /// As many followers as these sends need, who allow all notices; and an account that may send as often.
    pub async fn new(pair: &Pair, sends: usize) -> Self {
        let seeded = pair.platform().seed_followers(sends / EACH);
        let followers: Vec<OpenId> = seeded.iter().map(|openid| OpenId::parse(openid).unwrap()).collect();
        assert!(followers.len() >= LIST, "too few sends for a list");
        let card = pair.platform().add_template("报名成功通知", &[("活动名称", "thing1")]).unwrap();
        let mut notices = Vec::new();
        for _ in 0..2 {
            let (kids, scene) = (Few::new(vec![1, 3]).unwrap(), Chars::new("岗位推荐").unwrap());
            notices.push(NoticeGateway::add(&*pair.api, "99", &kids, &scene).await.unwrap());
        }
        for (follower, notice) in followers.iter().flat_map(|one| notices.iter().map(move |notice| (one, notice))) {
            pair.act(follower, Act::AnswerNotice { template_id: notice.as_str().to_owned(), accept: true });
        }
        pair.platform().set_daily_limit("/cgi-bin/message/mass/send", 1_000_000);
        pair.api.reconcile().await.unwrap();
        assert_eq!(pair.api.quota("/cgi-bin/message/mass/send").await.unwrap().daily_limit, 1_000_000);
        Self { followers, card: TemplateId::parse(&card).unwrap(), notices }
    }

    /// The send of this number.
    pub fn send(&self, number: usize) -> Send {
        let (place, slot) = (number / EACH % self.followers.len(), number % EACH);
        let one = vec![self.followers[place].clone()];
        let (kind, to, template) = match slot {
            0..=4 => (Kind::Message, one, None),
            5..=7 => (Kind::Card, one, Some(self.card.clone())),
            9 if place % 20 == 0 => {
                let list = self.followers.iter().cycle().skip(place).take(LIST);
                (Kind::List, list.cloned().collect(), None)
            }
            9 if place % 2 == 1 => (Kind::Preview, one, None),
            _ => (Kind::Notice, one, Some(self.notices[slot - 8].clone())),
        };
        Send { number, kind, to, template }
    }
}
