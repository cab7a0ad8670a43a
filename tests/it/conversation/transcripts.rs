//! Golden transcripts: `tests/transcripts/*.txt` are the specification of the chat.
//!
//! `UPDATE_TRANSCRIPTS=1 cargo test --test it transcripts` writes down what the program says now; read the diff.

use std::fs;
use std::path::PathBuf;

use guiyan::cli::chat::transcript::{first_difference, replay, start};

use crate::support::house::TestHouse;

fn files() -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir("tests/transcripts").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    files
}

#[tokio::test]
async fn every_transcript_plays_as_written() {
    let update = std::env::var_os("UPDATE_TRANSCRIPTS").is_some();
    let files = files();
    assert!(files.len() >= 30, "there are only {} transcripts", files.len());
    let mut different = Vec::new();
    for path in files {
        let written = fs::read_to_string(&path).unwrap();
        let house = TestHouse::open(start(&written).unwrap()).await;
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
