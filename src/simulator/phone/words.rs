//! What the client makes of a text: the few links that it honours, and everything else as it stands (platform sheet 5).

use std::collections::HashMap;

use percent_encoding::percent_decode_str;
use serde::Serialize;

/// What a link to a menu message begins with.
const MENU_REPLY: &str = "weixin://bizmsgmenu?";
const CLOSING: &str = "</a>";

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Piece {
    /// To read, and nothing more.
    Words {
        /// As shown.
        text: String,
    },
    /// Opens a page.
    Link {
        /// As shown.
        text: String,
        /// Begins with `http://` or `https://`.
        url: String,
    },
    /// Says something as if it were typed.
    MenuReply {
        /// As shown.
        text: String,
        /// What is said.
        content: String,
        /// Comes back as `bizmsgmenuid`.
        id: String,
    },
    /// Opens a mini program.
    MiniProgram {
        /// As shown.
        text: String,
        /// Whose.
        app_id: String,
    },
}

/// Takes a text of the account apart.
pub fn pieces(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if let Some((link, after)) = link(rest) {
            found.extend(said(&mut words));
            found.push(link);
            rest = after;
        } else {
            words.push(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
    found.extend(said(&mut words));
    found
}

fn said(words: &mut String) -> Option<Piece> {
    let text = unescaped(&std::mem::take(words));
    (!text.is_empty()).then_some(Piece::Words { text })
}

/// A link that stands at the beginning, and what comes after it.
fn link(text: &str) -> Option<(Piece, &str)> {
    let (attributes, rest) = attributes(text.strip_prefix("<a ")?)?;
    let (words, rest) = rest.split_at_checked(rest.find('<')?)?;
    let rest = rest.strip_prefix(CLOSING)?;
    let text = unescaped(words);
    let href = attributes.get("href").map(|href| unescaped(href)).unwrap_or_default();
    let piece = match (attributes.get("data-miniprogram-appid"), href.strip_prefix(MENU_REPLY)) {
        (Some(app_id), _) => Piece::MiniProgram { text, app_id: unescaped(app_id) },
        (None, Some(query)) => menu_reply(text, query)?,
        (None, None) if href.starts_with("https://") || href.starts_with("http://") => Piece::Link { text, url: href },
        // Neither a script, nor a file, nor anything else that somebody may think of.
        (None, None) => return None,
    };
    Some((piece, rest))
}

/// `name="value"` up to the `>`. Without double quotes it is no attribute, and the whole no link.
fn attributes(text: &str) -> Option<(HashMap<&str, &str>, &str)> {
    let mut found = HashMap::new();
    let mut rest = text.trim_start_matches(' ');
    while !rest.starts_with('>') {
        let end = rest.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-')?;
        let (name, after) = rest.split_at_checked(end)?;
        let (value, after) = after.strip_prefix("=\"")?.split_once('"')?;
        found.insert(name, value);
        rest = after.trim_start_matches(' ');
    }
    Some((found, rest.strip_prefix('>')?))
}

fn menu_reply(text: String, query: &str) -> Option<Piece> {
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let values: HashMap<&str, String> =
        pairs.map(|(name, value)| (name, percent_decode_str(value).decode_utf8_lossy().into_owned())).collect();
    let content = values.get("msgmenucontent").filter(|content| !content.is_empty())?.clone();
    Some(Piece::MenuReply { text, content, id: values.get("msgmenuid").cloned().unwrap_or_default() })
}

/// The client reads the text as a small HTML.
fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    // Last: what an escaped ampersand leaves is no entity any more.
    text.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Piece {
        Piece::Words { text: text.to_owned() }
    }

    fn link(text: &str, url: &str) -> Piece {
        Piece::Link { text: text.to_owned(), url: url.to_owned() }
    }

    #[test]
    fn a_page_and_a_menu_reply_can_be_tapped_and_the_words_around_them_stay() {
        let text = "您好\n<a href=\"https://example.gov.cn/jobs?a=1&amp;b=2\">岗位</a>，\
                    <a href=\"weixin://bizmsgmenu?msgmenucontent=%E6%9F%A5%20%E8%AF%A2&msgmenuid=jobs\">1 查 询</a>";
        let (content, id, text_of_it) = ("查 询".to_owned(), "jobs".to_owned(), "1 查 询".to_owned());
        assert_eq!(
            pieces(text),
            [
                words("您好\n"),
                link("岗位", "https://example.gov.cn/jobs?a=1&b=2"),
                words("，"),
                Piece::MenuReply { text: text_of_it, content, id },
            ]
        );
    }

    #[test]
    fn a_mini_program_is_known_by_its_app_id() {
        let text = "<a data-miniprogram-appid=\"wx1\" data-miniprogram-path=\"a/b\" href=\"https://x.cn\">预约</a>";
        assert_eq!(pieces(text), [Piece::MiniProgram { text: "预约".to_owned(), app_id: "wx1".to_owned() }]);
    }

    #[test]
    fn whatever_the_client_does_not_honour_is_shown_as_it_stands() {
        for text in [
            "<a href='https://x.cn'>单引号</a>",
            "<a href=https://x.cn>没有引号</a>",
            "<a href=\"javascript:alert(1)\">脚本</a>",
            "<a href=\"weixin://dl/moments\">别的</a>",
            "<a href=\"weixin://bizmsgmenu?msgmenuid=only\">没有内容</a>",
            "<a href=\"//x.cn\">没有协议</a>",
            "<a onclick=\"x()\">没有地址</a>",
            "<A HREF=\"https://x.cn\">大写</A>",
            "<a href=\"https://x.cn\">没有结尾",
            "<a href=\"https://x.cn\">里面有<b>粗体</b></a>",
            "<img src=x onerror=alert(1)><script>alert(1)</script>",
            "1 < 2 <a <",
        ] {
            assert_eq!(pieces(text), [words(text)]);
        }
    }

    #[test]
    fn escaped_brackets_are_brackets_and_never_a_tag() {
        let text = "&lt;a href=&quot;https://x.cn&quot;&gt;不是&lt;/a&gt; &amp;lt;";
        assert_eq!(pieces(text), [words("<a href=\"https://x.cn\">不是</a> &lt;")]);
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_odd_and_no_link_leads_to_anything_but_a_page(text in "(<a |href=\"|http://|\">|</a>|[<>\"&a]|.){0,40}") {
            for piece in pieces(&text) {
                if let Piece::Link { url, .. } = piece {
                    proptest::prop_assert!(url.starts_with("http://") || url.starts_with("https://"));
                }
            }
        }
    }
}
