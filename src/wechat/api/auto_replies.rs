//! The automatic replies of the platform's console, as `get_current_autoreply_info` tells them (platform sheet 7.14).

use serde::Deserialize;

use crate::app::platform::diagnostics::{AutoReplies, AutoReply, AutoReplyKeyword, AutoReplyRule};

#[derive(Deserialize)]
pub(super) struct AutoRepliesAnswer {
    #[serde(default)]
    is_add_friend_reply_open: u8,
    #[serde(default)]
    is_autoreply_open: u8,
    add_friend_autoreply_info: Option<ReplyAnswer>,
    message_default_autoreply_info: Option<ReplyAnswer>,
    #[serde(default)]
    keyword_autoreply_info: RulesAnswer,
}

#[derive(Deserialize)]
struct ReplyAnswer {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    content: String,
}

#[derive(Default, Deserialize)]
struct RulesAnswer {
    #[serde(default)]
    list: Vec<RuleAnswer>,
}

#[derive(Deserialize)]
struct RuleAnswer {
    #[serde(default)]
    rule_name: String,
    #[serde(default)]
    reply_mode: String,
    #[serde(default)]
    keyword_list_info: Vec<KeywordAnswer>,
    #[serde(default)]
    reply_list_info: Vec<ReplyAnswer>,
}

#[derive(Deserialize)]
struct KeywordAnswer {
    #[serde(default)]
    match_mode: String,
    #[serde(default)]
    content: String,
}

impl From<AutoRepliesAnswer> for AutoReplies {
    fn from(answer: AutoRepliesAnswer) -> Self {
        Self {
            greets: answer.is_add_friend_reply_open != 0,
            answers: answer.is_autoreply_open != 0,
            greeting: answer.add_friend_autoreply_info.map(reply),
            otherwise: answer.message_default_autoreply_info.map(reply),
            rules: answer.keyword_autoreply_info.list.into_iter().map(rule).collect(),
        }
    }
}

fn reply(answer: ReplyAnswer) -> AutoReply {
    AutoReply { kind: answer.kind, content: answer.content }
}

fn rule(answer: RuleAnswer) -> AutoReplyRule {
    AutoReplyRule {
        name: answer.rule_name,
        sends_all: answer.reply_mode == "reply_all",
        keywords: answer.keyword_list_info.into_iter().map(keyword).collect(),
        replies: answer.reply_list_info.into_iter().map(reply).collect(),
    }
}

fn keyword(answer: KeywordAnswer) -> AutoReplyKeyword {
    AutoReplyKeyword { exact: answer.match_mode == "equal", word: answer.content }
}
