//! From the file's text to a [`Config`]. Each rule is read by [`super::read_rule`].

use super::fields::{CONTACTS, HISTORY, OPEN, SITE, SOFTPHONE, TOP, UCONTACT, WHILE_TYPING};
use super::json::Json;
use super::reader::Reader;
use super::*;
use crate::origin;

/// Reads a configuration. With `lazy`, regular expressions stay uncompiled. A rule that is the same in `before` is
/// not compiled again.
pub(super) fn config(json: &str, lazy: bool, before: &[Rule]) -> Result<Config, Vec<ConfigError>> {
    let whole = |message: String| vec![ConfigError { path: String::new(), message }];
    if json.len() > MAX_FILE {
        let message = format!("the file is {} bytes long; at most {MAX_FILE} are allowed", json.len());
        return Err(whole(message));
    }
    // Editors on Windows write a byte order mark.
    let json = json.strip_prefix('\u{feff}').unwrap_or(json);
    let json: Json<'_> = serde_json::from_str(json).map_err(|e| whole(syntax(json, &e)))?;
    let mut reader = Reader::new(lazy);
    let config = top(&mut reader, &json, before);
    match (config, reader.into_errors()) {
        (Some(config), errors) if errors.is_empty() => Ok(config),
        (_, errors) => Err(errors),
    }
}

fn syntax(json: &str, error: &serde_json::Error) -> String {
    if json.trim().is_empty() {
        return "the file is empty".to_owned();
    }
    // `serde_json` says the place at the end of its message; at the start it reads better.
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    let what = text.strip_suffix(&format!(" at line {line} column {column}")).unwrap_or(&text);
    format!("not JSON: line {line}, column {column}: {what}")
}

fn top(r: &mut Reader, json: &Json<'_>, before: &[Rule]) -> Option<Config> {
    let fields = r.fields(json)?;
    let (mut ucontact_, mut sites_, mut rules_, mut open) = (None, None, None, Some(OpenMode::default()));
    let (mut typing, mut history_) = (Some(WhileTyping::default()), Some(History::default()));
    for (key, value) in &fields {
        match *key {
            "version" => r.field(key, |r| version(r, value)),
            "ucontact" => ucontact_ = r.field(key, |r| ucontact(r, value)),
            "sites" => sites_ = r.field(key, |r| sites(r, value)),
            "rules" => rules_ = r.field(key, |r| rules(r, value, before)),
            "open" => open = r.field(key, |r| r.word(value, &OPEN)),
            "whileTyping" => typing = r.field(key, |r| r.word(value, &WHILE_TYPING)),
            "history" => history_ = r.field(key, |r| history(r, value)),
            _ => r.unknown(key, TOP),
        }
    }
    for (key, what) in [
        ("version", "1"),
        ("ucontact", "an object with uContact's `url`"),
        ("sites", "a list with the CRM's pages"),
        ("rules", "a list of rules; [] for none"),
    ] {
        if !fields.iter().any(|(given, _)| *given == key) {
            r.missing(key, what);
        }
    }
    let rules = rules_?;
    let (ucontact, sites, open) = (ucontact_?, sites_?, open?);
    let (while_typing, history) = (typing?, history_?);
    Some(Config { ucontact, sites, index: Index::new(&rules), rules, open, while_typing, history })
}

fn history(r: &mut Reader, json: &Json<'_>) -> Option<History> {
    let mut found = Some(History::default());
    for (key, value) in &r.fields(json)? {
        match *key {
            "days" => found = r.field(key, |r| days(r, value)).map(|days| History { days }),
            _ => r.unknown(key, HISTORY),
        }
    }
    found
}

fn days(r: &mut Reader, json: &Json<'_>) -> Option<u16> {
    match json {
        Json::Number(n) if n.fract() == 0.0 && (1.0..=f64::from(MAX_DAYS)).contains(n) => Some(*n as u16),
        Json::Number(n) => {
            r.error(format!("must be a whole number from 1 to {MAX_DAYS}, and is {n}"));
            None
        }
        other => {
            r.wrong("a number of days", other);
            None
        }
    }
}

fn version(r: &mut Reader, json: &Json<'_>) {
    match json {
        Json::Number(n) if VERSIONS.iter().any(|version| f64::from(*version) == *n) => {}
        Json::Number(n) => {
            let known: Vec<String> = VERSIONS.iter().map(u32::to_string).collect();
            r.error(format!("version {n} is not supported; supported: {}", known.join(", ")));
        }
        other => r.wrong("the number 1", other),
    }
}

fn ucontact(r: &mut Reader, json: &Json<'_>) -> Option<Ucontact> {
    let fields = r.fields(json)?;
    let mut found = None;
    for (key, value) in &fields {
        match *key {
            "url" => found = r.field(key, |r| ucontact_url(r, value)),
            _ => r.unknown(key, UCONTACT),
        }
    }
    if !fields.iter().any(|(key, _)| *key == "url") {
        r.missing("url", "uContact's address, such as https://acme.ucontactcloud.com/");
    }
    found
}

fn ucontact_url(r: &mut Reader, json: &Json<'_>) -> Option<Ucontact> {
    ucontact_of(r.string(json)?).map_err(|why| r.error(why)).ok()
}

pub(super) fn ucontact_of(url: &str) -> Result<Ucontact, String> {
    let (origin, rest) = origin::split(url).map_err(|error| error.to_string())?;
    let never = |c: &char| !c.is_ascii_graphic() || *c == '\\';
    match rest.chars().find(never) {
        None => Ok(Ucontact { url: url.to_owned(), origin }),
        Some(c) => Err(format!("an address cannot contain {c:?}; percent-encode it")),
    }
}

fn sites(r: &mut Reader, json: &Json<'_>) -> Option<Vec<Site>> {
    let list = r.list(json, MAX_SITES)?;
    if list.is_empty() {
        r.error("is empty, so the extension would work on no page; give the CRM's pages");
        return None;
    }
    r.each(list, site)
}

fn site(r: &mut Reader, json: &Json<'_>) -> Option<Site> {
    let fields = r.fields(json)?;
    let (mut name, mut pages_, mut softphone) = (Some(None), None, Some(Softphone::default()));
    let (mut contacts, mut region, mut contacts_in) =
        (Some(Contacts::default()), Some(None), Some(Vec::new()));
    for (key, value) in &fields {
        match *key {
            "name" => name = r.field(key, |r| r.name(value)).map(Some),
            "pages" => pages_ = r.field(key, |r| pages(r, value)),
            "softphone" => softphone = r.field(key, |r| r.word(value, &SOFTPHONE)),
            "contacts" => contacts = r.field(key, |r| r.word(value, &CONTACTS)),
            "region" => region = r.field(key, |r| read_contacts::region(r, value)).map(Some),
            "contactsIn" => contacts_in = r.field(key, |r| read_contacts::selectors(r, value)),
            _ => r.unknown(key, SITE),
        }
    }
    if !fields.iter().any(|(key, _)| *key == "pages") {
        r.missing("pages", "a list of match patterns, such as https://crm.acme.example/*");
    }
    Some(Site {
        name: name?,
        pages: pages_?,
        softphone: softphone?,
        contacts: contacts?,
        region: region?,
        contacts_in: contacts_in?,
    })
}

fn pages(r: &mut Reader, json: &Json<'_>) -> Option<Vec<MatchPattern>> {
    let list = r.list(json, MAX_ENTRIES)?;
    if list.is_empty() {
        r.error(
            "is empty, so the site has no page; give a match pattern, such as https://crm.acme.example/*",
        );
        return None;
    }
    r.each(list, |r, json| {
        let pattern = MatchPattern::parse(r.string(json)?);
        pattern.map_err(|e| r.error(e.to_string())).ok()
    })
}

fn rules(r: &mut Reader, json: &Json<'_>, before: &[Rule]) -> Option<Vec<Rule>> {
    let list = r.list(json, MAX_RULES)?;
    let mut at = 0;
    r.each(list, |r, json| {
        // If rules were inserted or removed, those behind that place keep their distance from the end.
        let places = [Some(at), (at + before.len()).checked_sub(list.len())];
        at += 1;
        let mut known = places.into_iter().flatten().filter_map(|place| before.get(place)).peekable();
        if known.peek().is_some() {
            let read = r.quietly(|r| super::read_rule::rule(r, json));
            if let Some(rule) = read
                && let Some(known) = known.find(|known| **known == rule && known.is_compiled())
            {
                return Some(known.clone());
            }
        }
        super::read_rule::rule(r, json)
    })
}
