//! Property tests, on inputs that resemble real ones and on any others. `PROPTEST_CASES=1000000 cargo test --release
//! -p bridge properties` runs each on 10^6 inputs.

mod desk;
mod inputs;
mod origins;

use crate::pattern::MatchPattern;
use crate::template::Template;
use crate::{fuzzing, glob, record};
use inputs::{ANSWER, config, json, message, template, text, variables};
use proptest::prelude::*;
use proptest::sample::select;

proptest! {
    #[test]
    fn messages(json in message()) {
        fuzzing::message(&json);
    }

    #[test]
    fn configurations(json in config()) {
        fuzzing::config(&json);
    }

    #[test]
    fn lookups(
        path in select(vec!["$[*]", "$..*", "$..[?@.a]", "$[?@.a==@.b||@.a]", "$.a[*].b[*]", "$[0:9:2]", "$"]),
        pointer in select(vec!["", "/a", "/b", "/0", "/a/b"]),
        answer in json(ANSWER),
        any in text(),
    ) {
        fuzzing::lookup(&format!("{path}\n{pointer}\n{answer}"));
        fuzzing::lookup(&format!("{any}\n{pointer}\n{answer}"));
    }

    #[test]
    fn templates(text in template(), values in variables()) {
        fuzzing::template(&text, &values);
    }

    /// `iri-string` is another implementation of RFC 6570, and must accept every template that ours accepts. These
    /// cases are left out, where 0.7.14 is wrong: it panics on non-ASCII characters in a reserved expansion or under
    /// a prefix, counts one too few for a prefix if a `%` in the value is no encoding, and accepts no international
    /// letters in literals.
    #[test]
    fn templates_as_another_reads_them(text in template(), values in variables()) {
        use iri_string::template::{UriTemplateStr, simple_context::SimpleContext};
        let Ok(template) = Template::parse(&text) else { return Ok(()) };
        let Ok(url) = template.expand(&values) else { return Ok(()) };
        let panics = ["{+", "{#", ":3"].iter().any(|form| text.contains(form));
        if text.contains(":3") && values.iter().any(|(_, value)| value.contains('%')) {
            return Ok(());
        }
        if !text.is_ascii() || (panics && values.iter().any(|(_, value)| !value.is_ascii())) {
            return Ok(());
        }
        let rest = &text[text.len() - crate::origin::split(&text).unwrap().1.len()..];
        let mut context = SimpleContext::new();
        for (name, value) in values.iter() {
            context.insert(name, value);
        }
        let theirs = UriTemplateStr::new(rest).unwrap();
        let theirs = theirs.expand::<iri_string::spec::UriSpec, _>(&context).unwrap().to_string();
        prop_assert_eq!(url, template.origin().to_string() + &theirs);
    }

    #[test]
    fn patterns(pattern in "https://(\\*\\.)?h(/[a*?]{0,3}){1,2}", path in "(/[a*?#]{0,3}){0,3}", any in text()) {
        let _ = MatchPattern::parse(&any);
        let Ok(parsed) = MatchPattern::parse(&pattern) else { return Ok(()) };
        let _ = parsed.matches(&any);
        let whole = MatchPattern::parse(&parsed.host_permission()).unwrap();
        let url = format!("https://h{path}");
        prop_assert!(whole.matches(&url));
        // A regular expression must say the same.
        let path = if path.is_empty() { "/" } else { path.split('#').next().unwrap() };
        let wanted = pattern.trim_start_matches("https://").trim_start_matches("*.").trim_start_matches('h');
        let regex = format!("^{}$", regex_lite::escape(wanted).replace("\\*", ".*"));
        prop_assert_eq!(parsed.matches(&url), regex_lite::Regex::new(&regex).unwrap().is_match(path));
    }

    #[test]
    fn globs(pattern in "[ab*é]{0,8}", text in "[abé]{0,8}") {
        let regex = format!("^{}$", pattern.replace('*', ".*"));
        prop_assert_eq!(glob::matches(&pattern, &text), regex_lite::Regex::new(&regex).unwrap().is_match(&text));
    }

    /// If a page shows a client's record, an interaction with that client opens the page.
    #[test]
    fn rules_backwards(client in text(), tail in "(/edit|\\?a=b|#x|/)?", campaign in text()) {
        let rules = r#"[
            {"let": {"k": {"from": "clientId", "match": "^x(\\w+)y?$", "to": "<$1>"}}, "url": "https://h/k/{k}"},
            {"when": {"clientId": "^\\d+$"}, "url": "https://h/c/{clientId}/"},
            {"url": "https://h/s?campaign={campaign}&q={clientId}"}]"#;
        let json = format!(
            r#"{{"version":1,"ucontact":{{"url":"https://u.example/"}},"sites":[{{"pages":["https://h/*"]}}],"rules":{rules}}}"#
        );
        let config = crate::config::Config::parse(&json).unwrap();
        let assigned = crate::message::Assigned {
            guid: "g".into(), campaign, channel: "sms".into(), client_id: client.clone(),
        };
        let crate::rules::Decision::Rule { url, .. } = crate::rules::decide(&config, &assigned) else { return Ok(()) };
        let page = url.clone() + &tail;
        if let Some(found) = crate::rules::recognise(&config, &page) {
            let again = crate::message::Assigned { client_id: found.start.client_id.clone(), ..assigned };
            let crate::rules::Decision::Rule { url, .. } = crate::rules::decide(&config, &again) else {
                panic!("{page}: {found:?} opens nothing");
            };
            prop_assert!(record::shows(&page, &url), "{} {:?} {}", page, found, url);
        }
        let _ = crate::rules::recognise(&config, &client);
    }

    #[test]
    fn a_record_shows_itself_and_what_is_under_it(path in "(/[a-z%5]{0,3}){0,3}", more in text()) {
        let record = format!("https://h{path}");
        prop_assert!(record::shows(&record, &record));
        let _ = record::shows(&more, &record);
        if path.trim_end_matches('/').len() > 1 {
            let record = record.trim_end_matches('/');
            let under = format!("{record}/edit");
            prop_assert!(record::shows(&under, record));
            let beside = format!("{record}5");
            prop_assert!(!record::shows(&beside, record));
        }
    }
}
