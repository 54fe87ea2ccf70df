//! The client in a link or in selected text, as the agent would type the client's number or address.

use crate::message::{MAX_CHANNEL, MAX_CLIENT_ID};
use serde::Serialize;

/// A client and the channel to reach it by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Contact {
    /// uContact's name of the channel; `None` if the text does not say.
    pub channel: Option<String>,
    /// The client's number or address.
    pub client_id: String,
}

/// The client of a link. `None` if the link is none of these: `tel:` (RFC 3966), `sms:` (RFC 5724), `mailto:` (RFC
/// 6068), `whatsapp://send`, and WhatsApp's "click to chat", `https://wa.me/<number>` and
/// `https://api.whatsapp.com/send?phone=<number>`.
#[must_use]
pub fn of_link(url: &str) -> Option<Contact> {
    let (scheme, rest) = url.trim().split_once(':')?;
    let (channel, value) = match scheme.to_ascii_lowercase().as_str() {
        "tel" => ("telephony", number(first(rest, &[';', '?', '#']))?),
        "sms" | "smsto" | "mms" => ("sms", number(first(rest, &[',', ';', '?', '#', '&']))?),
        "mailto" => ("email", address(first(rest, &[',', '?', '#']))?),
        "whatsapp" => ("whatsapp", number(&parameter(rest.split_once('?')?.1, "phone")?)?),
        "https" | "http" => ("whatsapp", number(&whatsapp(rest.strip_prefix("//")?)?)?),
        _ => return None,
    };
    Some(Contact { channel: Some(channel.to_owned()), client_id: value })
}

/// The client in selected text: a number without spaces and punctuation, an e-mail address, or the text itself.
/// `None` if the text is empty or too long for a client's id.
#[must_use]
pub fn of_selection(text: &str) -> Option<Contact> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() || text.chars().count() > MAX_CLIENT_ID {
        return None;
    }
    if let Some(contact) = of_link(&text) {
        return Some(contact);
    }
    if let Some(address) = address(&text) {
        return Some(Contact { channel: Some("email".to_owned()), client_id: address });
    }
    Some(Contact { channel: None, client_id: number(&text).unwrap_or(text) })
}

fn first<'a>(text: &'a str, ends: &[char]) -> &'a str {
    text.split(ends).next().unwrap_or(text)
}

/// The number in an address of WhatsApp's "click to chat"; `rest` is what follows `https://`.
fn whatsapp(rest: &str) -> Option<String> {
    let (host, path) = rest.split_once('/')?;
    match host.to_ascii_lowercase().as_str() {
        "wa.me" => Some(first(path, &['/', '?', '#']).to_owned()),
        "api.whatsapp.com" | "web.whatsapp.com" => {
            parameter(first(path.split_once("send")?.1.split_once('?')?.1, &['#']), "phone")
        }
        _ => None,
    }
}

fn parameter(query: &str, name: &str) -> Option<String> {
    let pair = query.split('&').filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?;
    Some(pair.1.to_owned())
}

/// A number without spaces and punctuation; `None` if the text has anything else in it, or fewer than three digits.
fn number(text: &str) -> Option<String> {
    let text = decoded(text)?;
    let text = text.trim();
    let legible =
        |c: char| c.is_whitespace() || matches!(c, '-' | '.' | '(' | ')' | '/' | '\u{2010}'..='\u{2015}');
    let mut bare = String::new();
    for c in text.chars().filter(|c| !legible(*c)) {
        match c {
            '+' if bare.is_empty() => bare.push(c),
            '0'..='9' | '*' | '#' => bare.push(c),
            _ => return None,
        }
    }
    (bare.chars().filter(char::is_ascii_digit).count() >= 3 && bare.len() <= MAX_CHANNEL).then_some(bare)
}

/// An e-mail address. The check is loose: uContact decides which addresses it takes.
fn address(text: &str) -> Option<String> {
    let text = decoded(text)?;
    let (name, host) = text.rsplit_once('@')?;
    let plain =
        |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control());
    let fits = plain(name) && plain(host) && !name.contains(['<', '>', ',', ';', ':']) && host.contains('.');
    (fits && text.chars().count() <= MAX_CLIENT_ID).then_some(text)
}

/// The percent-decoded text; `None` if the bytes are not UTF-8.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, more)) = rest.split_first() {
        let pair = more.get(..2).filter(|_| *byte == b'%').and_then(|pair| std::str::from_utf8(pair).ok());
        match pair.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(value) => {
                bytes.push(value);
                rest = &more[2..];
            }
            None => {
                bytes.push(*byte);
                rest = more;
            }
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(url: &str) -> String {
        of_link(url)
            .map_or_else(String::new, |c| format!("{} {}", c.channel.unwrap_or_default(), c.client_id))
    }

    #[test]
    fn links_that_reach_somebody() {
        for (url, wanted) in [
            ("tel:+598-2900-1234", "telephony +59829001234"),
            ("TEL:(2) 900.1234;ext=12", "telephony 29001234"),
            ("tel:%2B598%202900%201234", "telephony +59829001234"),
            ("tel:*123#", "telephony *123"),
            ("sms:099123456?body=Hola", "sms 099123456"),
            ("sms:+15551234567,+15557654321", "sms +15551234567"),
            ("mailto:Ana.P%C3%A9rez@example.com?subject=x", "email Ana.Pérez@example.com"),
            ("mailto:a@example.com,b@example.com", "email a@example.com"),
            ("https://wa.me/59899123456?text=Hola", "whatsapp 59899123456"),
            ("https://api.whatsapp.com/send/?text=a&phone=%2B59899123456", "whatsapp +59899123456"),
            ("whatsapp://send?phone=59899123456", "whatsapp 59899123456"),
        ] {
            assert_eq!(link(url), wanted, "{url}");
        }
    }

    #[test]
    fn and_those_that_do_not() {
        for url in [
            "",
            "tel:",
            "tel:+",
            "tel:abc",
            "tel:12",
            "tel:29001234x",
            "mailto:",
            "mailto:?to=a@b.c",
            "mailto:a@b",
            "https://example.com/29001234",
            "https://wa.me/",
            "https://wa.me/message/ABC",
            "javascript:1234567",
            "whatsapp://send",
            "https://api.whatsapp.com/send",
            "sms:?body=1234",
            "tel:%FF%FE123456",
            "not a link",
        ] {
            assert_eq!(link(url), "", "{url}");
        }
        assert_eq!(of_link(&format!("tel:{}", "1".repeat(100_000))), None);
    }

    #[test]
    fn selected_text() {
        let selection = |text: &str| of_selection(text).map(|c| (c.channel.unwrap_or_default(), c.client_id));
        let some = |channel: &str, id: &str| Some((channel.to_owned(), id.to_owned()));
        assert_eq!(selection("  2900 1234\n"), some("", "29001234"));
        assert_eq!(selection("ana@example.com"), some("email", "ana@example.com"));
        assert_eq!(selection("tel:+59829001234"), some("telephony", "+59829001234"));
        assert_eq!(selection("CL-4711 x"), some("", "CL-4711 x"));
        assert_eq!(selection(" \n "), None);
        assert_eq!(selection(&"x".repeat(MAX_CLIENT_ID + 1)), None);
    }
}
