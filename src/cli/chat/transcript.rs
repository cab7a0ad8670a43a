//! Transcripts: golden conversations, playable by hand.
//!
//! ```text
//! # what it is about
//! @ 2026-02-10T09:00:00+08:00
//! > 招聘会
//! < 最近的活动，点开看时间地点、报名：
//! ```
//! `#` is a remark, `@` sets the clock before the first message, `+` names what the tests lay over the content pack, `> ` is what the person does, `< ` what they
//! read. `<` alone is an empty line of a reply, `< (…)` no reply at all.

use jiff::Timestamp;

use super::session::Session;

/// Where the clock stands in a transcript that does not say: ten days before Spring Festival 2026.
pub const USUAL_START: &str = "2026-02-07T09:00:00+08:00";
const NO_REPLY: &str = "(不回消息)";

/// A transcript cannot be played.
#[derive(Debug, thiserror::Error)]
pub enum TranscriptError {
    /// Its `@` line is no time.
    #[error("@ 后面要写时间，例如 {USUAL_START}")]
    Start,
    /// One of its lines.
    #[error("第 {line} 行：{reason}")]
    Line {
        /// From 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
}

/// When a transcript begins.
pub fn start(transcript: &str) -> Result<Timestamp, TranscriptError> {
    let at = transcript.lines().find_map(|line| line.strip_prefix("@ ")).unwrap_or(USUAL_START);
    at.trim().parse().map_err(|_| TranscriptError::Start)
}

/// Plays what the person does in `transcript` and writes down what came of it: the same text if nothing changed.
pub async fn replay(transcript: &str, session: &mut Session) -> Result<String, TranscriptError> {
    let mut played = String::with_capacity(transcript.len());
    for (at, line) in transcript.lines().enumerate() {
        if line.starts_with('<') {
            continue;
        }
        played.push_str(line);
        played.push('\n');
        if let Some(said) = line.strip_prefix("> ") {
            let reply = session.say(said).await;
            let reply = reply.map_err(|error| TranscriptError::Line { line: at + 1, reason: error.to_string() })?;
            played.push_str(&quoted(reply.as_deref()));
        }
    }
    Ok(played)
}

/// A reply as it stands in a transcript; `None` for a line that asks for none.
pub fn quoted(reply: Option<&str>) -> String {
    let mut quoted = String::new();
    for line in reply.into_iter().flat_map(|reply| if reply.is_empty() { NO_REPLY } else { reply }.lines()) {
        quoted.push_str(if line.is_empty() { "<" } else { "< " });
        quoted.push_str(line);
        quoted.push('\n');
    }
    quoted
}

/// Where two transcripts begin to differ, in words; `None` if they do not.
pub fn first_difference(written: &str, played: &str) -> Option<String> {
    let (mut was, mut is) = (written.lines(), played.lines());
    for line in 1.. {
        match (was.next(), is.next()) {
            (None, None) => return None,
            (was, is) if was == is => {}
            (was, is) => {
                let (was, is) = (was.unwrap_or("(the end)"), is.unwrap_or("(the end)"));
                return Some(format!("line {line}\n  written: {was}\n  played:  {is}"));
            }
        }
    }
    None
}
