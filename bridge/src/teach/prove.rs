//! Proves that a mapping does what its example shows.

use super::{Read, TeachError};
use crate::config::{Config, Softphone};
use crate::mapping::Mapping;
use crate::message::Assigned;
use crate::record;
use crate::rules::{self, Decision};

/// Runs the mapping as the extension will: reads the configuration, applies the rules, compares the address.
pub(super) fn prove(mapping: &Mapping, example: &Read) -> Result<(), TeachError> {
    let failed = |why: String| TeachError::NotProven { example: example.number, why };
    let json = mapping.to_config("https://ucontact.invalid/", Softphone::Find);
    let config = Config::parse(&json).map_err(|errors| {
        failed(errors.into_iter().next().map_or_else(String::new, |e| format!("{}: {}", e.path, e.message)))
    })?;
    let assigned = Assigned { guid: "1".into(), client_id: example.id.clone(), ..Assigned::default() };
    let Decision::Rule { url, variables, .. } = rules::decide(&config, &assigned) else {
        let why =
            rules::reasons(&config, &assigned, 1).into_iter().next().map(|reason| reason.why.to_string());
        return Err(failed(why.unwrap_or_default()));
    };
    if !record::shows(&example.address.text, &url) {
        return Err(failed(format!("it would lead to {url}")));
    }
    let Some(rule) = config.rules.first() else { return Err(failed(String::new())) };
    let again =
        rule.url.recognise(&url).ok_or_else(|| failed("the id cannot be read from the address".into()))?;
    if rule.url.variables().into_iter().any(|name| again.get(name) != variables.get(name)) {
        return Err(failed("the address would give another id".into()));
    }
    if config.site_of(&example.address.text).is_none() {
        return Err(failed("the page does not belong to the site".into()));
    }
    Ok(())
}
