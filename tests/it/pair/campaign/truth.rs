//! What the phones show, held against what is known.

use std::collections::HashMap;
use std::time::Duration;

use guiyan::app::platform::mass::{MassGateway, MassStatus};
use guiyan::simulator::chat::{Author, Content};
use guiyan::wechat::event::EventKind;

use super::cast::Cast;
use super::ledger::{Entry, State};
use super::send::Kind;
use crate::support::pair::{Pair, event};

/// When nothing more was told for this long, the rest was dropped: a push is held back for a fraction of it.
const QUIET: Duration = Duration::from_millis(600);

/// Results as the callbacks told them: by the id of the send, or by follower and template.
type Results = HashMap<String, String>;

/// Makes a final state of what was accepted, by its result. A result that never came leaves it unknown; of mass sends it
/// can be asked for.
pub async fn settle(pair: &Pair, ledger: &mut [Entry]) {
    pair.platform().heal();
    let mut heard = 0;
    while pair.simulated.heard().len() > heard {
        heard = pair.simulated.heard().len();
        tokio::time::sleep(QUIET).await;
    }
    let results = told(pair);
    for entry in ledger {
        let State::Accepted(id) = &entry.state else { continue };
        let told = results.get(&name(entry));
        entry.state = match (entry.send.kind, told, id) {
            (Kind::Message | Kind::Preview, ..) => State::Sent,
            (Kind::List, None, Some(id)) => match MassGateway::status(&*pair.api, id).await.unwrap() {
                MassStatus::Sent => State::Sent,
                other => State::Refused(format!("{other:?}")),
            },
            (_, None, _) => State::Unknown,
            (_, Some(status), _) if status.contains("success") => State::Sent,
            (_, Some(status), _) => State::Refused(status.clone()),
        };
    }
}

/// Under what its result is told.
fn name(entry: &Entry) -> String {
    match (&entry.state, &entry.send.template) {
        (State::Accepted(Some(id)), _) => id.as_str().to_owned(),
        (_, Some(template)) => format!("{} {template}", entry.send.to[0].as_str()),
        _ => String::new(),
    }
}

/// All results so far. Repeated ones say the same.
fn told(pair: &Pair) -> Results {
    let mut results = Results::new();
    let heard = pair.simulated.heard().into_iter().filter(|heard| heard.field("MsgType") == "event");
    for heard in heard {
        match event(&heard).kind {
            EventKind::TemplateSent(sent) => {
                results.insert(sent.id.unwrap().to_string(), sent.status);
            }
            EventKind::MassSent(sent) => {
                results.insert(sent.id.unwrap().to_string(), sent.status);
            }
            EventKind::NoticeSent(sent) => {
                let who = heard.field("FromUserName");
                results.extend(sent.into_iter().map(|one| (format!("{who} {}", one.template_id), one.status)));
            }
            _ => {}
        }
    }
    results
}

/// How often each follower got each words.
fn delivered(pair: &Pair, cast: &Cast) -> HashMap<(String, String), usize> {
    let mut delivered = HashMap::new();
    for follower in &cast.followers {
        let chat = pair.simulated.chat(follower.as_str());
        assert!(chat.len() < 60, "a conversation is longer than the simulator keeps");
        for entry in chat.into_iter().filter(|entry| entry.from == Author::Account) {
            let words = match &*entry.content {
                Content::Text { text } => text.clone(),
                Content::TemplateCard(sheet) | Content::NoticeCard(sheet) => sheet.rows[0].value.clone(),
                other => panic!("nobody sent this: {other:?}"),
            };
            *delivered.entry((follower.as_str().to_owned(), words)).or_default() += 1;
        }
    }
    delivered
}

/// Whoever was sent to got it once; whoever was refused got nothing; where nobody knows it is once at most; and nothing
/// else is on the phones.
pub fn check(pair: &Pair, cast: &Cast, ledger: &[Entry]) {
    let mut delivered = delivered(pair, cast);
    let mut seen = [0; 3];
    for entry in ledger {
        let words = entry.send.words();
        for to in &entry.send.to {
            let times = delivered.remove(&(to.as_str().to_owned(), words.clone())).unwrap_or(0);
            let (state, true_of_it) = match &entry.state {
                State::Sent => (0, times == 1),
                State::Refused(_) => (1, times == 0),
                State::Unknown => (2, times <= 1),
                State::Due(_) | State::Unsure(_) | State::Accepted(_) => panic!("{words}: no final state"),
            };
            seen[state] += 1;
            let (kind, tries) = (entry.send.kind, entry.tries);
            assert!(
                true_of_it,
                "{words}, {kind:?}, {:?} after {tries} tries, and delivered {times} times",
                entry.state
            );
        }
    }
    assert!(delivered.is_empty(), "sent by nobody: {delivered:?}");
    // Each is expected for more than one send in fifty.
    assert!(seen.iter().all(|count| *count > 0), "no storm at all: {seen:?}");
}
