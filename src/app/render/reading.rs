//! A reply as one reads it, where nothing in it can be tapped: at a terminal, on paper, beside a form.

use crate::domain::passive_reply::PassiveReply;

/// A reply as one reads it on the phone: a link is its words in brackets.
pub fn as_read(reply: &PassiveReply) -> String {
    match reply {
        PassiveReply::Text(text) => without_links(text),
        PassiveReply::News(articles) => {
            let lines = articles.iter().map(|article| format!("[卡片] {} {}", article.title, article.url));
            lines.collect::<Vec<_>>().join("\n")
        }
        other => format!("{other:?}"),
    }
}

fn without_links(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, link)) = rest.split_once("<a ") {
        read.push_str(before);
        let Some((words, after)) = link.split_once('>').and_then(|(_, inner)| inner.split_once("</a>")) else {
            read.push_str("<a ");
            rest = link;
            continue;
        };
        read.push('[');
        read.push_str(words);
        read.push(']');
        rest = after;
    }
    read.push_str(rest);
    read
}
