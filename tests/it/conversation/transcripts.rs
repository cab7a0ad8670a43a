//! Golden transcripts: `tests/transcripts/*.txt` are the specification of the chat.
//!
//! `UPDATE_TRANSCRIPTS=1 cargo test --test it transcripts` writes down what the program says now; read the diff.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use guiyan::app::inbox::{Answer, Inbound, TakesMessages};
use guiyan::app::message_key::MessageKey;
use guiyan::cli::chat::script::Line;
use guiyan::cli::chat::transcript::{first_difference, replay, start};
use guiyan::domain::id::OpenId;
use guiyan::domain::passive_reply::PassiveReply;
use jiff::Timestamp;

use crate::support::house::{TestHouse, dated_policies, extra_pack, titled_openings};

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir("tests/transcripts").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    files
}

/// On the county's pack, or with what the transcript wants laid over it.
async fn house_for(transcript: &str) -> TestHouse {
    let now = start(transcript).unwrap();
    match transcript.lines().find_map(|line| line.strip_prefix("+ ")) {
        None => TestHouse::open(now).await,
        Some("tests/extra_pack") => TestHouse::on(now, extra_pack()).await,
        Some("tests/dated_policies") => TestHouse::on(now, dated_policies()).await,
        Some("tests/titled_openings") => TestHouse::on(now, titled_openings()).await,
        Some(other) => panic!("there is nothing at {other}"),
    }
}

#[tokio::test]
async fn every_transcript_plays_as_written() {
    let update = std::env::var_os("UPDATE_TRANSCRIPTS").is_some();
    let files = files();
    assert!(files.len() >= 30, "there are only {} transcripts", files.len());
    let mut different = Vec::new();
    for path in files {
        let written = fs::read_to_string(&path).unwrap();
        let house = house_for(&written).await;
        let mut session = house.session("oTranscript");
        let played = replay(&written, &mut session).await.unwrap();
        house.house.close().await;
        match first_difference(&written, &played) {
            Some(_) if update => fs::write(&path, played).unwrap(),
            Some(difference) => different.push(format!("{}: {difference}", path.display())),
            None => {}
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n\n"));
}

#[test]
fn the_conversation_in_the_readme_is_a_golden_one() {
    let transcript = fs::read_to_string("tests/transcripts/00-readme.txt").unwrap();
    let (_, conversation) = transcript.split_once('\n').unwrap();
    assert!(fs::read_to_string("README.md").unwrap().contains(conversation), "README.md shows another one");
}

/// The callback cuts a text at `wechat.text_limit_bytes`, links included: what is cut off cannot be tapped.
#[tokio::test]
async fn no_reply_is_longer_than_the_platform_takes() {
    let house = TestHouse::open(start("").unwrap()).await;
    let inbox = &house.house.inbox;
    let mut said = vec!["[scan join_1]".to_owned(), "同意".to_owned(), "[click openings]".to_owned()];
    said.extend((1..=69).map(|id| format!("[click job_{id}]")));
    said.push("招人最多的".to_owned());
    said.extend(std::iter::repeat_n("下一页".to_owned(), 13));
    let policies = &house.house.catalog.load_full().pack.policies;
    said.extend(policies.iter().map(|policy| format!("[click policy_{}]", policy.id)));
    said.extend(["补贴", "能领多少", "招聘会", "帮助", "人工", "我的信息"].map(str::to_owned));
    for n in 1..=9 {
        said.extend(["[click other_1]", "同意"].map(str::to_owned));
        said.extend([format!("司马建国 1380000001{n} 长冈乡"), "确认".to_owned()]);
    }
    said.extend(["我的报名", "下一页", "去不了", "下一页"].map(str::to_owned));
    for (n, line) in said.iter().enumerate() {
        let Ok(Line::Does(input, trigger)) = Line::parse(line) else { panic!("{line}") };
        let inbound = Inbound {
            key: MessageKey::of([n.to_string().as_str()]),
            openid: OpenId::parse("oLong").unwrap(),
            created_at: Timestamp::UNIX_EPOCH,
            input,
            trigger,
        };
        let Answer::Reply(PassiveReply::Text(text)) = inbox.take(inbound, Instant::now()).await else {
            panic!("{line} has no answer")
        };
        assert!(text.len() <= 2_000, "{line}: {} bytes\n{text}", text.len());
    }
}
