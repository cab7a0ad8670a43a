//! The table of errcodes (platform sheet 6.4) driven through its decisions: what each code makes of a call that may be
//! sent once alone, of one that the platform knows again by its key, and of one that reads.

use std::time::Duration;

use guiyan::app::platform::customer_service::{CustomerServiceGateway, CustomerServiceMessage};
use guiyan::app::platform::errcode::{Errcode, is_known};
use guiyan::app::platform::failure::{Cause, Decision, PlatformError};
use guiyan::app::platform::id::{ClientMessageId, TemplateId};
use guiyan::app::platform::tags::TagGateway;
use guiyan::app::platform::template::{TemplateGateway, TemplateMessage};
use guiyan::app::platform::template_data::TemplateData;
use guiyan::domain::id::OpenId;
use guiyan::simulator::fault::{Fault, Manner};
use jiff::SignedDuration;

use crate::support::errcodes::every;
use crate::support::pair::Pair;

const ONCE: &str = "/cgi-bin/message/custom/send";
const KEYED: &str = "/cgi-bin/message/template/send";
const READ: &str = "/cgi-bin/tags/get";

/// Somebody to be written to, in a window of their own.
struct Trial<'a> {
    pair: &'a Pair,
    follower: OpenId,
    template: &'a TemplateId,
}

impl<'a> Trial<'a> {
    fn new(pair: &'a Pair, template: &'a TemplateId) -> Self {
        let follower = pair.follower();
        pair.say(&follower, "在吗");
        Self { pair, follower, template }
    }

    /// Makes the call of this path, always the same.
    async fn call(&self, path: &str) -> Result<(), PlatformError> {
        match path {
            ONCE => {
                let words = CustomerServiceMessage::try_from("您好".to_owned()).unwrap();
                CustomerServiceGateway::send(&*self.pair.api, &self.follower, &words, None).await
            }
            KEYED => TemplateGateway::send(&*self.pair.api, &self.card()).await.map(drop),
            _ => TagGateway::list(&*self.pair.api).await.map(drop),
        }
    }

    fn card(&self) -> TemplateMessage {
        TemplateMessage {
            to: self.follower.clone(),
            template: self.template.clone(),
            key: ClientMessageId::parse("trial").unwrap(),
            url: None,
            mini_program: None,
            data: TemplateData::new([("thing1", "招聘会")]).unwrap(),
        }
    }

    /// Makes the call while this goes wrong with it; the error, and how often the call arrived.
    async fn struck(&self, path: &str, manner: Manner) -> (PlatformError, usize) {
        let before = self.pair.last_trace();
        self.pair.platform().spoil(Fault { api: path.to_owned(), rate: 1.0, times: None, manner });
        let error = self.call(path).await.unwrap_err();
        self.pair.platform().heal();
        (error, self.pair.arrivals(path, before))
    }

    /// What was received.
    fn received(&self) -> usize {
        self.pair.received(&self.follower).len()
    }
}

fn template(pair: &Pair) -> TemplateId {
    TemplateId::parse(&pair.platform().add_template("报名成功通知", &[("活动名称", "thing1")]).unwrap()).unwrap()
}

/// How often a refused call arrives: what is not done may be asked for again, whatever the call.
fn tries(decision: Decision) -> usize {
    match decision {
        Decision::Retry { after: Duration::ZERO } => 3,
        Decision::RefreshToken => 2,
        _ => 1,
    }
}

#[tokio::test]
async fn every_code_decides_as_its_table_says_and_nothing_is_repeated_that_must_not_be() {
    let pair = Pair::new().await;
    let template = template(&pair);
    for (errcode, _) in every(pair.platform().now()) {
        // Later than any pause and any patience that the codes before it have brought about.
        pair.wait(SignedDuration::from_hours(25));
        let (_, decision) = every(pair.platform().now()).into_iter().find(|(code, _)| *code == errcode).unwrap();
        let trial = Trial::new(&pair, &template);
        for path in [ONCE, KEYED, READ] {
            let (error, arrived) = trial.struck(path, Manner::Errcode { errcode }).await;
            assert_eq!(error.cause(), &Cause::Refused(Errcode(errcode)), "{path}");
            assert_eq!((error.decision(), arrived), (decision, tries(decision)), "{errcode}, {path}");
        }
        assert_eq!(trial.received(), 0, "{errcode}");
    }
}

#[tokio::test]
async fn a_refused_call_goes_through_as_soon_as_its_decision_allows() {
    let pair = Pair::new().await;
    let template = template(&pair);
    for (errcode, _) in every(pair.platform().now()) {
        pair.wait(SignedDuration::from_hours(25));
        let trial = Trial::new(&pair, &template);
        let (error, _) = trial.struck(KEYED, Manner::Errcode { errcode }).await;
        let held_back = match error.decision() {
            Decision::Pause { until } => Some(pair.platform().now().duration_until(until)),
            Decision::Stop(_) if error.errcode() == Some(Errcode::NO_RIGHT) => Some(SignedDuration::from_hours(24)),
            _ => None,
        };
        if let Some(wait) = held_back {
            let before = pair.last_trace();
            assert!(trial.call(KEYED).await.is_err(), "{errcode}");
            assert_eq!(pair.arrivals(KEYED, before), 0, "{errcode}: it was not held back here");
            // A missing right is looked up once a minute.
            pair.wait(wait + SignedDuration::from_mins(1));
        }
        trial.call(KEYED).await.unwrap_or_else(|error| panic!("{errcode}: {error}"));
        assert_eq!(trial.received(), 1, "{errcode}");
    }
}

#[test]
fn no_code_that_the_client_knows_is_left_out() {
    let tested: Vec<i64> = every(jiff::Timestamp::UNIX_EPOCH).into_iter().map(|(code, _)| code).collect();
    let ranges = (-10..300_000).chain(9_499_000..9_501_000).chain(268_487_000..268_489_000);
    let left_out: Vec<i64> = ranges.filter(|code| is_known(Errcode(*code)) && !tested.contains(code)).collect();
    assert_eq!(left_out, [0; 0]);
    let unknown: Vec<&i64> = tested.iter().filter(|code| !is_known(Errcode(**code))).collect();
    assert_eq!(unknown, [&0; 0]);
}

#[tokio::test]
async fn a_lost_answer_is_unknown_and_sent_again_only_where_that_does_no_harm() {
    let pair = Pair::with(|settings| settings.rules.hang = Duration::from_millis(20)).await;
    let template = template(&pair);
    for (manner, done) in [(Manner::BadGateway, 0), (Manner::HangBefore, 0), (Manner::HangAfter, 1)] {
        for (path, sent, received) in [(ONCE, 1, done), (KEYED, 3, done), (READ, 3, 0)] {
            let trial = Trial::new(&pair, &template);
            let (error, arrived) = trial.struck(path, manner.clone()).await;
            assert_eq!((error.decision(), arrived), (Decision::Unknown, sent), "{path}, {manner:?}");
            assert_eq!(trial.received(), received, "{path}, {manner:?}");
        }
    }
}
